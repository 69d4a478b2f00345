/* The text of a wait-for graph, whole. */
#include "tests/graph/survey.h"

#include "repl/graph.h"

/* What is drawn, to be freed. */
static char *drawn(Made *m, int columns, bool ascii) {
    GraphTerminal terminal = {columns, ascii};
    Bytes out = {0};
    Graph *g = graph_make(made_survey(m), GRAPH_PROGRAM_STUCK);
    assert_non_null(g);
    graph_text(g, &terminal, &out);
    bytes_add(&out, "", 1);
    graph_delete(g);
    return out.data;
}

static void draws_in(Made *m, int columns, bool ascii, const char *expected) {
    char *text = drawn(m, columns, ascii);
    assert_string_equal(text, expected);
    free(text);
}

static void draws(Made *m, const char *expected) {
    draws_in(m, 80, false, expected);
    made_delete(m);
}

static Made *locks(int count) {
    static const char *const functions[] = {"main.main", "main.b", "main.c"};
    static const char *const names[] = {"muA", "muB", "muC"};
    Made *m = made_new();
    for (int i = 0; i < count; i++) made_lock(m, names[i], (uint64_t)i + 1);
    for (int i = 0; i < count; i++) made_locks(m, functions[i], (i + 1) % count, 10 + i);
    return m;
}

static void a_cycle_of_two_locks(void **state) {
    (void)state;
    draws(locks(2), "╭ goroutine 1 main.main ──Lock──▶ muB ──held by──▶ goroutine 2\n"
                    "╰ goroutine 2 main.b    ──Lock──▶ muA ──held by──▶ goroutine 1\n"
                    "  a cycle: each waits for the next\n"
                    "\n"
                    "goroutine 1  main.main, sync.Mutex.Lock at x.gosh:10\n"
                    "goroutine 2  main.b, sync.Mutex.Lock at x.gosh:11\n"
                    "muB          sync.Mutex, locked\n"
                    "muA          sync.Mutex, locked\n");
}

static void a_cycle_of_three_locks(void **state) {
    (void)state;
    draws(locks(3), "╭ goroutine 1 main.main ──Lock──▶ muB ──held by──▶ goroutine 2\n"
                    "│ goroutine 2 main.b    ──Lock──▶ muC ──held by──▶ goroutine 3\n"
                    "╰ goroutine 3 main.c    ──Lock──▶ muA ──held by──▶ goroutine 1\n"
                    "  a cycle: each waits for the next\n"
                    "\n"
                    "goroutine 1  main.main, sync.Mutex.Lock at x.gosh:10\n"
                    "goroutine 2  main.b, sync.Mutex.Lock at x.gosh:11\n"
                    "goroutine 3  main.c, sync.Mutex.Lock at x.gosh:12\n"
                    "muB          sync.Mutex, locked\n"
                    "muC          sync.Mutex, locked\n"
                    "muA          sync.Mutex, locked\n");
}

static void a_lock_taken_twice(void **state) {
    (void)state;
    draws(locks(1), "╶ goroutine 1 main.main ──Lock──▶ muA ──held by──▶ goroutine 1\n"
                    "  a cycle: it waits for itself\n"
                    "\n"
                    "goroutine 1  main.main, sync.Mutex.Lock at x.gosh:10\n"
                    "muA          sync.Mutex, locked\n");
}

static Made *pool(int workers) {
    Made *m = made_new();
    int32_t results = made_chan(m, "results", 3);
    int32_t wg = made_object(m, SURVEY_WAITGROUP, "wg", "sync.WaitGroup");
    m->survey.objects[wg].counter = workers;
    made_goroutine(m, "main.main", WAIT_WAITGROUP, "sync.WaitGroup.Wait", 14);
    made_wait(m, wg, false);
    for (int i = 0; i < workers; i++) made_sends(m, "main.worker", results, 6);
    for (int32_t i = 0; i <= workers && i < SURVEY_HOLDERS_MAX; i++)
        made_hold(m, results, i, "results", true, i == 0);
    for (int32_t i = 0; i <= workers && i < SURVEY_HOLDERS_MAX; i++)
        made_hold(m, wg, i, "wg", false, false);
    return m;
}

static void a_pool_whose_results_nobody_takes(void **state) {
    (void)state;
    draws(pool(3),
          "╭ goroutine 1 main.main ──Wait──▶ wg      ──could call Done──▶ main.worker x 3\n"
          "╰ main.worker x 3       ──send──▶ results ──could receive────▶ goroutine 1\n"
          "  a cycle: each waits for the next\n"
          "\n"
          "goroutine 1      main.main, sync.WaitGroup.Wait at x.gosh:14\n"
          "main.worker x 3  goroutines 2, 3 and 4, chan send at x.gosh:6\n"
          "wg               sync.WaitGroup, its counter is 3\n"
          "results          chan int, unbuffered, made at x.gosh:3\n");
}

static void a_pool_of_100000_is_one_line(void **state) {
    (void)state;
    draws(pool(99000),
          "╭ goroutine 1         ──Wait──▶ wg      ──could call Done──▶ main.worker x 99000\n"
          "╰ main.worker x 99000 ──send──▶ results ──could receive────▶ goroutine 1\n"
          "  a cycle: each waits for the next\n"
          "\n"
          "goroutine 1          main.main, sync.WaitGroup.Wait at x.gosh:14\n"
          "main.worker x 99000  goroutines 2, 3, 4, 5, 6, 7 and 98994 more, chan send at\n"
          "                     x.gosh:6\n"
          "wg                   sync.WaitGroup, its counter is 99000\n"
          "results              chan int, unbuffered, made at x.gosh:3\n"
          "Not all who could end a wait are known: more than 64 goroutines wait.\n");
}

static void ping_pong(void **state) {
    (void)state;
    Made *m = made_new();
    int32_t ping = made_chan(m, "ping", 1), pong = made_chan(m, "pong", 2);
    made_receives(m, "main.main", ping, 10);
    made_receives(m, "main.player", pong, 5);
    for (int32_t i = 0; i < 2; i++) made_hold(m, ping, i, "ping", true, true);
    for (int32_t i = 0; i < 2; i++) made_hold(m, pong, i, "pong", true, true);
    draws(m, "╭ goroutine 1 main.main   ──receive──▶ ping ──could send──▶ goroutine 2\n"
             "╰ goroutine 2 main.player ──receive──▶ pong ──could send──▶ goroutine 1\n"
             "  a cycle: each waits for the next\n"
             "\n"
             "goroutine 1  main.main, chan receive at x.gosh:10\n"
             "goroutine 2  main.player, chan receive at x.gosh:5\n"
             "ping         chan int, unbuffered, made at x.gosh:1\n"
             "pong         chan int, unbuffered, made at x.gosh:2\n");
}

static void a_nil_channel_and_a_select_without_cases(void **state) {
    (void)state;
    Made *m = made_new();
    made_goroutine(m, "main.main", WAIT_CHAN_SEND_NIL, "chan send (nil chan)", 2);
    made_wait(m, SURVEY_NONE, true);
    made_goroutine(m, "main.f", WAIT_SELECT_NO_CASES, "select (no cases)", 3);
    draws(m, "goroutine 1 main.main ──send────▶ nil channel ── for ever\n"
             "goroutine 2 main.f    ──select──▶ nothing     ── for ever\n"
             "\n"
             "goroutine 1  main.main, chan send (nil chan) at x.gosh:2\n"
             "goroutine 2  main.f, select (no cases) at x.gosh:3\n");
}

static void a_select_waits_for_several(void **state) {
    (void)state;
    Made *m = made_new();
    int32_t jobs = made_chan(m, "jobs", 1), done = made_chan(m, "done", 2);
    made_goroutine(m, "main.main", WAIT_SELECT, "select", 7);
    made_wait(m, jobs, false);
    made_wait(m, done, true);
    made_locks(m, "main.other", made_lock(m, "mu", 77), 9);
    made_hold(m, jobs, 0, "jobs", true, true);
    made_hold(m, jobs, 1, "jobs", true, false);
    made_hold(m, done, 0, "done", true, true);
    draws(m, "goroutine 1 ──receive──▶ jobs ──could send──▶ goroutine 2\n"
             "         or ──send─────▶ done ── nobody else can receive\n"
             "goroutine 2 ──Lock─────▶ mu   ── held by goroutine 77, which has ended\n"
             "\n"
             "goroutine 1  main.main, select at x.gosh:7\n"
             "goroutine 2  main.other, sync.Mutex.Lock at x.gosh:9\n"
             "jobs         chan int, unbuffered, made at x.gosh:1\n"
             "done         chan int, unbuffered, made at x.gosh:2\n"
             "mu           sync.Mutex, locked\n");
}

static void a_narrow_terminal(void **state) {
    (void)state;
    Made *m = pool(3);
    draws_in(m, 60, false,
             "╭ goroutine 1 main.main\n"
             "│     ──Wait──▶ wg\n"
             "│         ──could call Done──▶ main.worker x 3\n"
             "│ main.worker x 3\n"
             "│     ──send──▶ results\n"
             "╰         ──could receive──▶ goroutine 1\n"
             "  a cycle: each waits for the next\n"
             "\n"
             "goroutine 1      main.main, sync.WaitGroup.Wait at x.gosh:14\n"
             "main.worker x 3  goroutines 2, 3 and 4, chan send at\n"
             "                 x.gosh:6\n"
             "wg               sync.WaitGroup, its counter is 3\n"
             "results          chan int, unbuffered, made at x.gosh:3\n");
    draws_in(m, 40, false,
             "╭ goroutine 1 main.main\n"
             "│     ──Wait──▶ wg\n"
             "│         ──could call Done──▶ main.wor…\n"
             "│ main.worker x 3\n"
             "│     ──send──▶ results\n"
             "╰         ──could receive──▶ goroutine 1\n"
             "  a cycle: each waits for the next\n"
             "\n"
             "goroutine 1      main.main,\n"
             "                 sync.WaitGroup.Wait at\n"
             "                 x.gosh:14\n"
             "main.worker x 3  goroutines 2, 3 and 4,\n"
             "                 chan send at x.gosh:6\n"
             "wg               sync.WaitGroup, its\n"
             "                 counter is 3\n"
             "results          chan int, unbuffered,\n"
             "                 made at x.gosh:3\n");
    draws_in(m, 80, true,
             ", goroutine 1 main.main --Wait--> wg      --could call Done--> main.worker x 3\n"
             "` main.worker x 3       --send--> results --could receive----> goroutine 1\n"
             "  a cycle: each waits for the next\n"
             "\n"
             "goroutine 1      main.main, sync.WaitGroup.Wait at x.gosh:14\n"
             "main.worker x 3  goroutines 2, 3 and 4, chan send at x.gosh:6\n"
             "wg               sync.WaitGroup, its counter is 3\n"
             "results          chan int, unbuffered, made at x.gosh:3\n");
    made_delete(m);
}

static void wide_names(void **state) {
    (void)state;
    Made *m = locks(2);
    m->survey.objects[0].name = "t[\"\xe9\x8d\xb5\"].mu";
    m->survey.objects[1].name = "t[\"\x1b[31m\"].mu";
    draws(m, "╭ goroutine 1 main.main ──Lock──▶ t[\"?[31m\"].mu ──held by──▶ goroutine 2\n"
             "╰ goroutine 2 main.b    ──Lock──▶ t[\"鍵\"].mu    ──held by──▶ goroutine 1\n"
             "  a cycle: each waits for the next\n"
             "\n"
             "goroutine 1    main.main, sync.Mutex.Lock at x.gosh:10\n"
             "goroutine 2    main.b, sync.Mutex.Lock at x.gosh:11\n"
             "t[\"?[31m\"].mu  sync.Mutex, locked\n"
             "t[\"鍵\"].mu     sync.Mutex, locked\n");
}

static void those_without_room_are_counted(void **state) {
    (void)state;
    Made *m = made_new();
    enum { LONG = 500 };
    for (int i = 0; i < LONG; i++) made_lock(m, NULL, (uint64_t)i + 1);
    for (int i = 0; i < LONG; i++) made_locks(m, "main.philosopher", (i + 1) % LONG, 10);
    made_goroutine(m, "main.clock", WAIT_SLEEP, "sleep", 30);
    char *text = drawn(m, 80, false);
    assert_non_null(strstr(text,
                           "╰ goroutine 14 ──Lock──▶ a sync.Mutex #14 ── goroutine 15, not drawn\n"
                           "  part of a larger cycle: they wait for each other\n"));
    assert_null(strstr(text, "goroutine 16"));
    assert_non_null(
        strstr(text, "\n486 more goroutines wait for others.\n1 goroutine waits for no other.\n"));
    free(text);
    made_delete(m);
}

static void alike_names_are_numbered(void **state) {
    (void)state;
    Made *m = made_new();
    int32_t a = made_chan(m, "done", 1), b = made_chan(m, "done", 2);
    made_receives(m, "main.main", a, 10);
    made_sends(m, "main.f", b, 11);
    made_sends(m, "main.f", b, 11);
    made_sends(m, "main.f", b, 12);
    made_sends(m, "main.f", b, 12);
    draws(m, "goroutine 1 main.main ──receive──▶ done #1\n"
             "main.f x 2 #1         ──send─────▶ done #2\n"
             "main.f x 2 #2         ──send─────▶ done #2\n"
             "\n"
             "goroutine 1    main.main, chan receive at x.gosh:10\n"
             "main.f x 2 #1  goroutines 2 and 3, chan send at x.gosh:11\n"
             "main.f x 2 #2  goroutines 4 and 5, chan send at x.gosh:12\n"
             "done #1        chan int, unbuffered, made at x.gosh:1\n"
             "done #2        chan int, unbuffered, made at x.gosh:2\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cycle_of_two_locks),
        cmocka_unit_test(a_cycle_of_three_locks),
        cmocka_unit_test(a_lock_taken_twice),
        cmocka_unit_test(a_pool_whose_results_nobody_takes),
        cmocka_unit_test(a_pool_of_100000_is_one_line),
        cmocka_unit_test(ping_pong),
        cmocka_unit_test(a_nil_channel_and_a_select_without_cases),
        cmocka_unit_test(a_select_waits_for_several),
        cmocka_unit_test(a_narrow_terminal),
        cmocka_unit_test(wide_names),
        cmocka_unit_test(those_without_room_are_counted),
        cmocka_unit_test(alike_names_are_numbered),
    };
    return cmocka_run_group_tests_name("graph text", tests, NULL, NULL);
}
