/*
 * test_grade.c: what a learner predicts is held against all that a program can print, and what is said about it.
 */
#include "tests/world/world.h"

#include <stdlib.h>
#include <string.h>

#include "repl/grade.h"

/* Time that is enough however busy the machine is, and for what never comes to its end. */
#define LONG (120 * INT64_C(1000000000))
#define SHORT INT64_C(1000000000)

static Possibilities *find_in(const char *program, int64_t time) {
    LessonWords words = {.bound = -1};
    GradeOptions o = {.processes = 1, .name = "test.gosh", .time = time};
    Possibilities *p = possibilities_find(&o, program, strlen(program), &words);
    assert_non_null(p);
    return p;
}

static Possibilities *find(const char *program) {
    return find_in(program, LONG);
}

/* All of them in a text: those that are slow behind a ~, those that leak behind a !. */
static void shown(const Possibilities *p, char *text, size_t size) {
    text[0] = 0;
    for (size_t i = 0; i < p->count; i++) {
        const Possibility *o = &p->list[i];
        size_t length = strlen(text);
        snprintf(text + length, size - length, "%s%s%s%s|", o->slow ? "~" : "", o->leaks ? "!" : "", o->bound ? "..." : "", o->text);
    }
}

static void assert_possible(const char *program, const char *wanted) {
    char text[2000];
    Possibilities *p = find(program);
    if (p->error) fail_msg("%s", p->error);
    shown(p, text, sizeof text);
    assert_string_equal(text, wanted);
    assert_true(p->slow_complete);
    possibilities_delete(p);
}

/* ---- What is possible ---- */

static void test_all_that_can_be_printed_is_found(void **state) {
    (void)state;
    assert_possible("c := make(chan int)\ngo func() print(1) c <- 1 end()\nprint(2)\n<-c\n", "1\n2\n|2\n1\n|");
}

static void test_endings_are_go_s_first_lines(void **state) {
    (void)state;
    assert_possible("print(1)\nc := make(chan int)\n<-c\n", "1\nfatal error: all goroutines are asleep - deadlock!\n|");
    assert_possible("c := make(chan int)\nclose(c)\nclose(c)\n", "panic: close of closed channel\n|");
    assert_possible("os.Exit(3)", "exit status 3\n|");
    assert_possible("defer func()\n  e := recover()\n  panic(\"second\")\nend()\npanic(\"first\")", "panic: first [recovered]\n|");
}

static void test_who_waits_where_makes_no_other_output(void **state) {
    (void)state;
    assert_possible("c := make(chan int)\ngo func() <-c end()\ngo func()\n  <-c\nend()\ntime.Sleep(1)\nc <- 1\ntime.Sleep(1)\n", "!|");
}

static void test_what_needs_a_slow_machine_comes_last(void **state) {
    (void)state;
    assert_possible("go func() print(1) end()\ntime.Sleep(time.Second)\nprint(2)\n", "1\n2\n|~2\n|~2\n1\n|");
}

static void test_blanks_are_put_right(void **state) {
    (void)state;
    assert_possible("print(\"a  b \\t c   \\n\\n d\\n\\n\")", "a b c\n\n d\n|");
}

/* ---- What is said about a prediction ---- */

static const char *verdict_names[] = {"right", "possible", "wrong", "undecided"};

static void assert_said(const Possibilities *p, const char *typed, Verdict verdict, const char *wanted) {
    Grade g = grade_prediction(p, typed);
    bytes_add(&g.text, "", 1);
    if (g.verdict != verdict) fail_msg("%s is %s: %s", typed, verdict_names[g.verdict], g.text.data);
    if (!strstr(g.text.data, wanted)) fail_msg("%s: %s", typed, g.text.data);
    assert_int_equal(g.verdict == VERDICT_POSSIBLE, g.schedule != NULL);
    grade_free(&g);
}

static void test_what_is_always_printed_is_right(void **state) {
    (void)state;
    Possibilities *p = find("print(1)\nprint(\"a b\")\n");
    assert_said(p, "1 / a b", VERDICT_RIGHT, "Yes, always");
    assert_said(p, " 1\na   b\n", VERDICT_RIGHT, "Yes, always");
    assert_said(p, "1/a b", VERDICT_RIGHT, "Yes, always");
    possibilities_delete(p);
}

static void test_the_others_are_listed(void **state) {
    (void)state;
    Possibilities *p = find("c := make(chan int)\ngo func() print(1) c <- 1 end()\nprint(2)\n<-c\n");
    assert_said(p, "1 / 2", VERDICT_POSSIBLE, "But this is possible, too:\n    2 / 1\n");
    assert_said(p, "2 / 1", VERDICT_POSSIBLE, "But this is possible, too:\n    1 / 2\n");
    assert_said(p, "nothing", VERDICT_WRONG, "`1` is always printed.");
    possibilities_delete(p);
    p = find("wg := sync.WaitGroup()\nfor i := range 4 do wg.Go(func() print(i) end) end\nwg.Wait()\n");
    assert_said(p, "3 / 0 / 1 / 2", VERDICT_POSSIBLE, "But these 23 are possible, too:\n");
    assert_said(p, "3 / 0 / 1 / 2", VERDICT_POSSIBLE, "    and 15 more\n");
    possibilities_delete(p);
}

static void test_what_needs_a_slow_machine_is_said_to(void **state) {
    (void)state;
    Possibilities *p = find("go func() print(1) end()\ntime.Sleep(time.Second)\nprint(2)\n");
    assert_said(p, "1 / 2", VERDICT_RIGHT, "On a slow machine");
    assert_said(p, "2", VERDICT_POSSIBLE, "Possible, but only on a slow machine");
    possibilities_delete(p);
}

static void test_the_words_for_endings_are_understood(void **state) {
    (void)state;
    Possibilities *p = find("print(1)\nc := make(chan int)\n<-c\n");
    assert_said(p, "1 / DEADLOCK", VERDICT_RIGHT, "Yes");
    assert_said(p, "1 / fatal error: all goroutines are asleep - deadlock!", VERDICT_RIGHT, "Yes");
    assert_said(p, "1 / deadlock / exit status 2", VERDICT_RIGHT, "Yes");
    assert_said(p, "1", VERDICT_WRONG, "Impossible: it always ends in a deadlock.");
    assert_said(p, "1 / panic", VERDICT_WRONG, "Impossible: it never panics.");
    possibilities_delete(p);
    p = find("panic(\"no more\")\n");
    assert_said(p, "panic", VERDICT_RIGHT, "Yes");
    assert_said(p, "Panic:  No More", VERDICT_RIGHT, "Yes");
    assert_said(p, "panic: other", VERDICT_WRONG, "Impossible: it never panics with `other`.");
    assert_said(p, "nothing", VERDICT_WRONG, "Impossible: it always panics.");
    assert_said(p, "panic / 1", VERDICT_WRONG, "Impossible: how it ends comes last, and nothing is printed after `panic`.");
    possibilities_delete(p);
    p = find("os.Exit(3)\n");
    assert_said(p, "exit status 3", VERDICT_RIGHT, "Yes");
    assert_said(p, "exit status 4", VERDICT_WRONG, "Impossible: it never exits with status 4.");
    possibilities_delete(p);
    p = find("x := 1\n");
    assert_said(p, "nothing", VERDICT_RIGHT, "Yes");
    possibilities_delete(p);
}

static void test_an_ending_may_be_said_in_other_words(void **state) {
    (void)state;
    static const char *const deadlocks[] = {"deadlock.", "it deadlocks", "a deadlock", "Dead lock", "(deadlock)", "fatal",
                                            "all goroutines are asleep", "exit status 2", "`deadlock`"};
    static const char *const panics[] = {"panic!", "it panics", "a panic", "panic close of closed channel", "panics.",
                                         "panic (close of closed channel)", "panic: \"close of closed channel\"",
                                         "panics with: close of closed channel", "panic - close of closed channel"};
    static const char *const exits[] = {"exit(3)", "exits with status 3", "os.Exit(3)", "exit code 3"};
    Possibilities *p = find("c := make(chan int)\n<-c\n");
    for (size_t i = 0; i < sizeof deadlocks / sizeof *deadlocks; i++) assert_said(p, deadlocks[i], VERDICT_RIGHT, "Yes");
    assert_said(p, "exit status 1", VERDICT_WRONG, "Impossible: it never exits with status 1.");
    possibilities_delete(p);
    p = find("c := make(chan int)\nclose(c)\nclose(c)\n");
    for (size_t i = 0; i < sizeof panics / sizeof *panics; i++) assert_said(p, panics[i], VERDICT_RIGHT, "Yes");
    assert_said(p, "panic: send on closed channel", VERDICT_WRONG, "Impossible: it never panics with `send on closed channel`.");
    assert_said(p, "panicky", VERDICT_WRONG, "Impossible: ");
    possibilities_delete(p);
    p = find("os.Exit(3)\n");
    for (size_t i = 0; i < sizeof exits / sizeof *exits; i++) assert_said(p, exits[i], VERDICT_RIGHT, "Yes");
    possibilities_delete(p);
    p = find("panic(\"no!\")\n");
    assert_said(p, "panic: no!", VERDICT_RIGHT, "Yes");
    possibilities_delete(p);
}

static void test_quotes_and_commas_that_are_not_printed_do_not_count(void **state) {
    (void)state;
    Possibilities *p = find("print(\"red\")\nprint(1, 2)\n");
    assert_said(p, "\"red\" / 1, 2", VERDICT_RIGHT, "Yes");
    assert_said(p, "'red' / `1  2`.", VERDICT_RIGHT, "Yes");
    assert_said(p, "/ red // 1 2 /", VERDICT_RIGHT, "Yes");
    assert_said(p, "\"blue\" / 1 2", VERDICT_WRONG, "Impossible: `\"blue\"` is never printed.");
    assert_said(p, "12 / red", VERDICT_WRONG, "Impossible: `12` is never printed.");
    possibilities_delete(p);
    p = find("print(\"'a', b.\")\n");
    assert_said(p, "'a', b.", VERDICT_RIGHT, "Yes");
    possibilities_delete(p);
    p = find("x := 1\n");
    static const char *const nothings[] = {"no output", "(nothing)", "Nothing.", "nothing is printed", "\"\"", "none"};
    for (size_t i = 0; i < sizeof nothings / sizeof *nothings; i++) assert_said(p, nothings[i], VERDICT_RIGHT, "Yes");
    possibilities_delete(p);
}

static void test_a_printed_word_is_what_is_printed(void **state) {
    (void)state;
    Possibilities *p = find("print(\"deadlock\")\n");
    assert_said(p, "deadlock", VERDICT_RIGHT, "Yes");
    possibilities_delete(p);
    p = find("print(\"1/2\")\nprint(\"nothing\")\n");
    assert_said(p, "1/2 / nothing", VERDICT_RIGHT, "Yes");
    possibilities_delete(p);
}

static void test_it_is_said_why_it_is_impossible(void **state) {
    (void)state;
    Possibilities *p = find("c := make(chan int)\n"
                            "go func() print(\"a\") c <- 1 print(\"b\") end()\n"
                            "<-c\nprint(\"Done\")\n");
    assert_said(p, "a / done", VERDICT_WRONG, "`done` is never printed, but `Done`.");
    assert_said(p, "a / x / Done", VERDICT_WRONG, "`x` is never printed.");
    assert_said(p, "a / Done / Done", VERDICT_WRONG, "`Done` is never printed more than once.");
    assert_said(p, "Done", VERDICT_WRONG, "`a` is always printed.");
    assert_said(p, "Done / a", VERDICT_WRONG, "`a` always comes before `Done`.");
    assert_said(p, "b / a / Done", VERDICT_WRONG, "`a` always comes before `b`.");
    assert_said(p, "a / Done / deadlock", VERDICT_WRONG, "it never ends in a deadlock.");
    possibilities_delete(p);
    p = find("c := make(chan int, 1)\nselect\ncase c <- 1: print(\"x\")\ndefault: print(\"y\")\nend\n"
             "d := make(chan int, 1)\nd <- 1\nselect\ncase c <- 1: print(\"x\")\ncase <-d: print(\"z\") panic(\"p\")\n"
             "case <-c: print(\"w\")\nend\n");
    assert_said(p, "x / z", VERDICT_WRONG, "whenever it ends well, `z` is never printed.");
    assert_said(p, "x", VERDICT_WRONG, "whenever it ends well, `w` is always printed.");
    assert_said(p, "x / w / z", VERDICT_WRONG, "`w` and `z` are never both printed.");
    possibilities_delete(p);
    p = find("wg := sync.WaitGroup()\nfor i := range 2 do wg.Go(func() print(\"in\") print(\"out\") end) end\nwg.Wait()\n");
    assert_said(p, "in / out / out / in", VERDICT_WRONG, "after `in / out` comes `in`.");
    assert_said(p, "out / in / in / out", VERDICT_WRONG, "the first `in` always comes before the first `out`.");
    assert_said(p, "in / in / out", VERDICT_WRONG, "`out` is always printed twice.");
    possibilities_delete(p);
}

static void test_lines_that_were_parted_otherwise_do_not_count(void **state) {
    (void)state;
    Possibilities *p = find("print(1)\nprint(2)\n");
    assert_said(p, "1 2", VERDICT_UNDECIDED, "`:predict 1 / 2`");
    assert_said(p, "1, 2", VERDICT_UNDECIDED, "`:predict 1 / 2`");
    assert_said(p, "1;2", VERDICT_UNDECIDED, "`:predict 1 / 2`");
    assert_said(p, "1 | 2", VERDICT_UNDECIDED, "`:predict 1 / 2`");
    assert_said(p, "1 -> 2", VERDICT_UNDECIDED, "`:predict 1 / 2`");
    assert_said(p, " ", VERDICT_UNDECIDED, "What is printed?");
    assert_said(p, "1 2 / 3", VERDICT_WRONG, "");
    possibilities_delete(p);
    p = find("print(\"rice is ready\")\nprint(\"served\")\n");
    assert_said(p, "rice is ready served", VERDICT_UNDECIDED, "Lines are parted by a slash.");
    assert_said(p, "rice is ready, and then served", VERDICT_UNDECIDED, "`:predict rice is ready / served`");
    assert_said(p, "it prints served", VERDICT_UNDECIDED, "`:predict served`");
    assert_said(p, "served or rice is ready", VERDICT_UNDECIDED, "One of the outputs is asked for");
    assert_said(p, "served", VERDICT_WRONG, "");
    assert_said(p, "beans served", VERDICT_WRONG, "");
    possibilities_delete(p);
    p = find("ch := make(chan int)\nch <- 1\n");
    assert_said(p, "sent 1", VERDICT_WRONG, "`sent 1` is never printed.");
    possibilities_delete(p);
}

static void test_what_could_not_all_be_tried_is_not_called_impossible(void **state) {
    (void)state;
    Possibilities *p = find_in("wg := sync.WaitGroup()\nfor i := range 12 do wg.Go(func() print(i) end) end\nwg.Wait()\n", SHORT);
    assert_false(p->complete);
    assert_said(p, "0 / 0", VERDICT_UNDECIDED, "Not decided");
    possibilities_delete(p);
    p = find("ready := false\ngo func() ready = true end()\nwhile not ready do runtime.Gosched() end\nprint(1)\n");
    assert_said(p, "2", p->complete ? VERDICT_WRONG : VERDICT_UNDECIDED, "");
    possibilities_delete(p);
}

/* ---- Programs that cannot be graded ---- */

static void test_what_cannot_be_searched_is_told(void **state) {
    (void)state;
    Possibilities *p = find("x := \n");
    assert_non_null(p->error);
    assert_said(p, "1", VERDICT_UNDECIDED, "test.gosh:");
    possibilities_delete(p);
    p = find("f := io.open(\"x\", \"w\")\n");
    assert_non_null(p->error);
    possibilities_delete(p);
    p = find_in("string.rep(\"a\", 40):find((\"a*\"):rep(30) .. \"b\")\n", SHORT);
    assert_false(p->complete);
    assert_true(p->seconds < 60);
    possibilities_delete(p);
}

static bool at_once(void *arg) {
    (void)arg;
    return true;
}

static void test_a_search_can_be_stopped(void **state) {
    (void)state;
    const char *program = "wg := sync.WaitGroup()\nfor i := range 12 do wg.Go(func() print(i) end) end\nwg.Wait()\n";
    GradeOptions o = {.processes = 1, .name = "test.gosh", .stopped = at_once};
    Possibilities *p = possibilities_find(&o, program, strlen(program), &(LessonWords){.bound = -1});
    assert_non_null(p->error);
    assert_said(p, "1", VERDICT_UNDECIDED, "Stopped");
    possibilities_delete(p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_that_can_be_printed_is_found),
        cmocka_unit_test(test_endings_are_go_s_first_lines),
        cmocka_unit_test(test_who_waits_where_makes_no_other_output),
        cmocka_unit_test(test_what_needs_a_slow_machine_comes_last),
        cmocka_unit_test(test_blanks_are_put_right),
        cmocka_unit_test(test_what_is_always_printed_is_right),
        cmocka_unit_test(test_the_others_are_listed),
        cmocka_unit_test(test_what_needs_a_slow_machine_is_said_to),
        cmocka_unit_test(test_the_words_for_endings_are_understood),
        cmocka_unit_test(test_an_ending_may_be_said_in_other_words),
        cmocka_unit_test(test_quotes_and_commas_that_are_not_printed_do_not_count),
        cmocka_unit_test(test_a_printed_word_is_what_is_printed),
        cmocka_unit_test(test_it_is_said_why_it_is_impossible),
        cmocka_unit_test(test_lines_that_were_parted_otherwise_do_not_count),
        cmocka_unit_test(test_what_could_not_all_be_tried_is_not_called_impossible),
        cmocka_unit_test(test_what_cannot_be_searched_is_told),
        cmocka_unit_test(test_a_search_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
