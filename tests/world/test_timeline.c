/* Timelines: what is written down of a run, and what is made of it. */
#include "lua/timeline.h"
#include "tests/refuse.h"
#include "tests/world/world.h"

enum { TEXT_SIZE = 32768 };

typedef struct Told {
    char text[TEXT_SIZE];
    size_t length;
} Told;

static void tell(Told *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void tell(Told *t, const char *format, ...) {
    va_list list;
    va_start(list, format);
    int length = vsnprintf(t->text + t->length, sizeof t->text - t->length, format, list);
    va_end(list);
    t->length += (size_t)length;
    assert_in_range(t->length, 0, sizeof t->text - 1);
}

typedef struct Run {
    World *world;
    Recording *recording;
    WorldEnd end;
} Run;

static Run run_program(const char *text, bool times) {
    static char *args[] = {"gosh"};
    WorldOptions options = {.max_memory = 256 << 20, .virtual_time = true, .args = args, .arg_count = 1};
    Run r = {.world = world_new(&options)};
    assert_non_null(r.world);
    r.recording = recording_begin(r.world, times);
    assert_non_null(r.recording);
    WorldSource source = {.text = text, .length = strlen(text), .name = "@a.gosh"};
    Capture capture = capture_begin();
    r.end = world_start(r.world, &source, NULL);
    assert_int_equal(r.end, WORLD_RUNNING);
    r.end = world_run_to_end(r.world);
    free(capture_end(&capture));
    return r;
}

/* Of the whole run; it stays good without the world. */
static Timeline *timeline_of(const char *text) {
    Run r = run_program(text, false);
    Timeline *t = timeline_make(r.world, r.recording);
    world_delete(r.world);
    assert_non_null(t);
    assert_false(t->partial);
    return t;
}

static const char *object_name(const Timeline *t, int32_t object) {
    return object == TIMELINE_NONE ? "-" : t->objects[object].name;
}

typedef void (*Teller)(Told *told, const Timeline *t);

static void told_is(const char *text, Teller teller, const char *expected) {
    Timeline *t = timeline_of(text);
    Told *told = calloc(1, sizeof *told);
    teller(told, t);
    assert_string_equal(told->text, expected);
    free(told);
    timeline_delete(t);
}

/* ---- What is true of every timeline ---- */

/* Bars follow each other from the beginning of a lane to its end; marks are in order; arrows do not go back. */
static void is_whole(const Timeline *t) {
    for (size_t lane = 0; lane < t->lane_count; lane++) {
        uint32_t at = t->lanes[lane].first;
        for (size_t i = 0; i < t->bar_count; i++) {
            const TimelineBar *b = &t->bars[i];
            if (b->lane != (int32_t)lane) continue;
            assert_int_equal(b->from, at);
            assert_true(b->to > b->from || b->open);
            assert_int_equal(b->reason != WAIT_NONE, b->kind == BAR_WAITING);
            at = b->to;
        }
        assert_int_equal(at, t->lanes[lane].last);
    }
    for (size_t i = 0; i < t->mark_count; i++) assert_int_equal(t->marks[i].step, i);
    assert_int_equal(t->mark_count, t->steps);
    for (size_t i = 0; i < t->arrow_count; i++) {
        assert_true(t->arrows[i].from_step <= t->arrows[i].to_step);
        assert_true(t->arrows[i].to_step < t->steps);
    }
}

static const char pool[] = "jobs, results := make(chan int, 2), make(chan int)\n"
                           "var wg sync.WaitGroup\n"
                           "var mu sync.Mutex\n"
                           "func worker()\n"
                           "    defer wg.Done()\n"
                           "    for j := range jobs do\n"
                           "        mu.Lock() runtime.Gosched() mu.Unlock()\n"
                           "        select\n"
                           "        case results <- j:\n"
                           "        case <-time.After(time.Second):\n"
                           "        end\n"
                           "    end\n"
                           "end\n"
                           "for range 3 do wg.Add(1) go worker() end\n"
                           "go func() for i := range 20 do jobs <- i end close(jobs) wg.Wait() close(results) end()\n"
                           "for r := range results do time.Sleep(1) print(r) end\n";

static void every_moment_of_a_goroutine_is_told(void **state) {
    (void)state;
    Timeline *t = timeline_of(pool);
    assert_true(t->steps > 100);
    is_whole(t);
    timeline_delete(t);
}

/* ---- Marks ---- */

static void tell_marks(Told *told, const Timeline *t) {
    static const char *const names[] = {"go",     "send",      "receive", "closed", "close",   "lock",  "unlock", "waitgroup",
                                        "signal", "wait", "yield",     "preempt", "panic",  "end",     "timer", "gap"};
    for (size_t i = 0; i < t->mark_count; i++) {
        const TimelineMark *m = &t->marks[i];
        if (m->lane != TIMELINE_NONE) tell(told, "%llu ", (unsigned long long)t->lanes[m->lane].id);
        tell(told, "%s", names[m->kind]);
        if (m->kind == MARK_WAIT) tell(told, " %s", wait_reason_text(m->reason));
        if (m->object != TIMELINE_NONE) tell(told, " %s", object_name(t, m->object));
        if (m->value) tell(told, " %s", m->value);
        if (m->other != TIMELINE_NONE) tell(told, " %llu", (unsigned long long)t->lanes[m->other].id);
        tell(told, m->selected ? " selected;" : ";");
    }
}

static void steps_are_what_happened_in_its_order(void **state) {
    (void)state;
    told_is("ch := make(chan int) go func() ch <- 7 end() print(<-ch)", tell_marks,
            "1 go 2;1 wait chan receive ch;2 send ch 7 1;2 end;1 end;");
    told_is("ch := make(chan string, 1) ch <- \"a\" print(<-ch) close(ch) print(<-ch)", tell_marks,
            "1 send ch \"a\";1 receive ch \"a\" 1;1 close ch;1 closed ch;1 end;");
    told_is("var mu sync.Mutex mu.Lock() go func() mu.Lock() end() runtime.Gosched() mu.Unlock() runtime.Gosched()", tell_marks,
            "1 lock mu;1 go 2;1 yield;2 wait sync.Mutex.Lock mu;1 unlock mu;1 yield;2 lock mu;2 end;1 end;");
    told_is("var wg sync.WaitGroup wg.Add(2) go func() wg.Done() wg.Done() end() wg.Wait()", tell_marks,
            "1 waitgroup wg 2;1 go 2;1 wait sync.WaitGroup.Wait wg;2 waitgroup wg -1;2 waitgroup wg -1;2 end;1 end;");
    told_is("time.Sleep(1)", tell_marks, "1 wait sleep;timer;1 end;");
    told_is("ch := make(chan int, 1) select case ch <- 1: case <-time.After(1): end", tell_marks, "1 send ch 1 selected;1 end;");
    told_is("select case <-time.After(1): end", tell_marks, "1 wait chan receive time.After(1);timer;1 end;");
}

static void a_panic_is_where_it_happened(void **state) {
    (void)state;
    told_is("func f() defer func() recover() end() error(\"x\") end f()", tell_marks, "1 panic;1 end;");
    told_is("go func() error(\"x\") end() select end", tell_marks, "1 go 2;1 wait select (no cases);2 panic;");
    Timeline *t = timeline_of("go func()\n    error(\"x\")\nend()\nselect end");
    assert_int_equal(t->lanes[1].end, LANE_PANICKED);
    assert_int_equal(t->marks[2].place.line, 2);
    timeline_delete(t);
}

/* ---- Arrows ---- */

static void tell_values(Told *told, const Timeline *t) {
    for (size_t i = 0; i < t->arrow_count; i++) {
        const TimelineArrow *a = &t->arrows[i];
        if (a->kind != ARROW_VALUE) continue;
        tell(told, "%llu->%llu %s %s;", (unsigned long long)t->lanes[a->from].id, (unsigned long long)t->lanes[a->to].id,
             object_name(t, a->object), a->value ? a->value : "?");
    }
}

static void a_value_is_followed_to_who_receives_it(void **state) {
    (void)state;
    told_is("ch := make(chan int) go func() ch <- 1 ch <- 2 end() print(<-ch) print(<-ch)", tell_values, "2->1 ch 1;2->1 ch 2;");
    told_is("ch := make(chan int, 2) go func() for i := range 4 do ch <- i end end()\n"
            "for range 4 do runtime.Gosched() print(<-ch) end",
            tell_values, "2->1 ch 0;2->1 ch 1;2->1 ch 2;2->1 ch 3;");
    told_is("ch := make(chan any) go func() ch <- {} end() go func() ch <- \"b\" end()\n"
            "runtime.Gosched() print(<-ch) print(<-ch)",
            tell_values, "3->1 ch \"b\";2->1 ch table;");
    told_is("a, b := make(chan int), make(chan int)\n"
            "go func() select case a <- 1: case b <- 2: end end() runtime.Gosched() print(<-b)",
            tell_values, "2->1 b 2;");
}

static void who_wakes_is_told(void **state) {
    (void)state;
    Timeline *t = timeline_of("ch := make(chan int) go func() close(ch) end() print(<-ch)");
    const TimelineArrow *last = &t->arrows[t->arrow_count - 1];
    assert_int_equal(last->kind, ARROW_WAKE);
    assert_int_equal(last->from, 1);
    assert_int_equal(last->to, 0);
    timeline_delete(t);
}

/* ---- Names ---- */

static void tell_names(Told *told, const Timeline *t) {
    for (size_t i = 0; i < t->object_count; i++) tell(told, "%s;", t->objects[i].name);
}

static void channels_are_called_as_where_they_are_made(void **state) {
    (void)state;
    told_is("func f(c) c <- 1 end a, b := make(chan int, 1), make(chan int, 1) f(a) f(b)", tell_names, "a;b;");
    told_is("p := {jobs = make(chan int, 1)} p.jobs <- 1", tell_names, "jobs;");
    told_is("all := {} for i := range 2 do all[i] = make(chan int, 1) all[i] <- 1 end", tell_names, "all[i]#1;all[i]#2;");
    told_is("func f(c) c <- 1 end f(make(chan int, 1))", tell_names, "c;");
    told_is("func f() return make(chan int, 1) end f() <- 1", tell_names, "f();");
    told_is("func f() return make(chan int, 1) end\nf() <- 1 f() <- 2", tell_names, "f()#1;f()#2;");
}

static void locks_are_called_as_where_they_are_used(void **state) {
    (void)state;
    told_is("var mu sync.Mutex mu.Lock() mu.Unlock()", tell_names, "mu;");
    told_is("bank := {mu = sync.Mutex()}\nbank.mu:Lock()", tell_names, "bank.mu;");
}

/* ---- Lanes and bars ---- */

static void tell_waits(Told *told, const Timeline *t) {
    for (size_t i = 0; i < t->bar_count; i++) {
        const TimelineBar *b = &t->bars[i];
        if (b->kind != BAR_WAITING) continue;
        tell(told, "%llu %s %s:%d%s;", (unsigned long long)t->lanes[b->lane].id, wait_reason_text(b->reason),
             object_name(t, b->object), b->place.line, b->open ? " open" : "");
    }
}

static void a_deadlock_leaves_its_waits_open(void **state) {
    (void)state;
    told_is("var a, b sync.Mutex\n"
            "go func()\n"
            "    b.Lock() time.Sleep(1)\n"
            "    a.Lock()\n"
            "end()\n"
            "a.Lock()\n"
            "time.Sleep(1)\n"
            "b.Lock()\n",
            tell_waits, "1 sleep -:7;2 sleep -:3;1 sync.Mutex.Lock b:8 open;2 sync.Mutex.Lock a:4 open;");
}

static void a_lane_knows_where_it_comes_from(void **state) {
    (void)state;
    Timeline *t = timeline_of("func work() end\n\ngo work()\ngo func() go work() runtime.Gosched() end()\ntime.Sleep(1)");
    assert_int_equal(t->lane_count, 4);
    assert_string_equal(t->lanes[0].function, "main.main");
    assert_null(t->lanes[0].created.file);
    assert_string_equal(t->lanes[1].function, "main.work");
    assert_string_equal(t->lanes[1].created.file, "a.gosh");
    assert_int_equal(t->lanes[1].created.line, 3);
    assert_int_equal(t->lanes[1].end, LANE_RETURNED);
    assert_int_equal(t->lanes[3].creator, 2);
    timeline_delete(t);
}

static void times_are_those_of_the_world(void **state) {
    (void)state;
    Run r = run_program("time.Sleep(3) time.Sleep(4)", true);
    Timeline *t = timeline_make(r.world, r.recording);
    world_delete(r.world);
    assert_int_equal(t->end - t->begin, 7);
    assert_int_equal(t->marks[2].when - t->begin, 3);
    assert_int_equal(t->bars[1].until - t->bars[1].since, 3);
    timeline_delete(t);
}

/* ---- Bounds ---- */

static void of_very_many_events_the_first_and_the_last_are_kept(void **state) {
    (void)state;
    Timeline *t = timeline_of("ch, quit := make(chan int, 3), make(chan int)\n"
                              "go func() for i := range 150_000 do ch <- i end close(ch) end()\n"
                              "go func() <-quit end()\n"
                              "for v := range ch do end\n"
                              "quit <- 5\n"
                              "select end\n");
    size_t gap = 0;
    while (gap < t->mark_count && t->marks[gap].kind != MARK_GAP) gap++;
    assert_in_range(gap, 20000, TIMELINE_FIRST);
    assert_true(t->left_out > 100000);
    assert_true(t->marks[gap - 1].place.line > 0);
    assert_int_equal(t->marks[gap + 1].place.line, 0);
    for (size_t i = 0; i < t->arrow_count; i++) { /* the values still match */
        const TimelineArrow *a = &t->arrows[i];
        if (a->kind != ARROW_VALUE) continue;
        assert_string_equal(t->marks[a->to_step].value, a->value);
        if (t->marks[a->from_step].kind == MARK_SEND && t->marks[a->from_step].lane == a->from)
            assert_string_equal(t->marks[a->from_step].value, a->value);
    }
    const TimelineBar *last = &t->bars[t->bar_count - 1];
    assert_true(last->open);
    assert_int_equal(last->reason, WAIT_SELECT_NO_CASES);
    assert_int_equal(last->place.line, 6);
    for (size_t i = 0; i < t->bar_count; i++) /* one that waited through the gap */
        if (t->bars[i].lane == 2 && t->bars[i].from > gap && t->bars[i].kind == BAR_WAITING)
            assert_int_equal(t->bars[i].from, gap + 1);
    timeline_delete(t);
}

static void of_very_many_goroutines_some_have_no_lane(void **state) {
    (void)state;
    Timeline *t = timeline_of("for i := range 20_100 do go func() end() if i % 100 == 0 then runtime.Gosched() end end");
    assert_int_equal(t->lane_count, TIMELINE_LANES_MAX);
    assert_int_equal(t->nameless, 101);
    timeline_delete(t);
}

/* Nothing lies in the world that would not lie there, and nothing is done in another order. */
static void recording_changes_nothing(void **state) {
    (void)state;
    static char *args[] = {"gosh"};
    char *outputs[2];
    uint64_t allocated[2];
    for (int recorded = 0; recorded < 2; recorded++) {
        WorldOptions options = {.seeded = true, .seed = 7, .args = args, .arg_count = 1};
        World *w = world_new(&options);
        assert_non_null(w);
        WorldSource source = {.text = pool, .length = strlen(pool), .name = "@a.gosh"};
        Recording *r = recorded ? recording_begin(w, true) : NULL;
        Capture capture = capture_begin();
        assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
        assert_int_equal(world_run_to_end(w), WORLD_FINISHED);
        outputs[recorded] = capture_end(&capture);
        if (r) timeline_delete(timeline_make(w, r));
        allocated[recorded] = arena_allocated(sched_arena(world_sched(w)));
        world_delete(w);
    }
    assert_string_equal(outputs[0], outputs[1]);
    assert_int_equal(allocated[0], allocated[1]);
    free(outputs[0]);
    free(outputs[1]);
}

static void without_memory_it_is_partial(void **state) {
    (void)state;
    bool whole = false;
    for (size_t from = 0; !whole; from++) {
        assert_in_range(from, 0, 2000);
        Run r = run_program(pool, false);
        refuse(&refused_heap, from, SIZE_MAX);
        Timeline *t = timeline_make(r.world, r.recording);
        whole = refused_heap.seen <= from;
        refuse(&refused_heap, SIZE_MAX, SIZE_MAX);
        assert_false(whole && !t);
        if (t && !t->partial) is_whole(t);
        timeline_delete(t);
        world_delete(r.world);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_moment_of_a_goroutine_is_told),
        cmocka_unit_test(steps_are_what_happened_in_its_order),
        cmocka_unit_test(a_panic_is_where_it_happened),
        cmocka_unit_test(a_value_is_followed_to_who_receives_it),
        cmocka_unit_test(who_wakes_is_told),
        cmocka_unit_test(channels_are_called_as_where_they_are_made),
        cmocka_unit_test(locks_are_called_as_where_they_are_used),
        cmocka_unit_test(a_deadlock_leaves_its_waits_open),
        cmocka_unit_test(a_lane_knows_where_it_comes_from),
        cmocka_unit_test(times_are_those_of_the_world),
        cmocka_unit_test(of_very_many_events_the_first_and_the_last_are_kept),
        cmocka_unit_test(of_very_many_goroutines_some_have_no_lane),
        cmocka_unit_test(recording_changes_nothing),
        cmocka_unit_test(without_memory_it_is_partial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
