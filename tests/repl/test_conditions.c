/*
 * test_conditions.c: what a Do step asks for is held against a session's world, which does not notice.
 */
#include "tests/world/world.h"

#include <stdbool.h>
#include <time.h>

#include "lua/vars.h"
#include "repl/conditions.h"

/* ---- Steps and worlds ---- */

static void read_complaint(void *arg, int line, const char *message) {
    (void)arg;
    fail_msg("lesson:%d: %s", line, message);
}

/* A lesson whose only step is a Do step with that check, that setup and that answer. */
static Lesson *lesson_of(const char *check, const char *setup, const char *answer) {
    Bytes text = {0};
    bytes_format(&text, "# L\n\nA lesson.\n\n## Do: It\n\nType it.\n\n");
    if (setup) bytes_format(&text, "```setup\n%s\n```\n\n", setup);
    bytes_format(&text, "```check\n%s\n```\n\n", check);
    for (int i = 0; i < LESSON_HINTS; i++) bytes_format(&text, "### Hint\n\nA hint.\n\n");
    bytes_format(&text, "### Answer\n\n```gosh\n%s\n```\n\n## Learnt\n\n- one\n- two\n- three\n", answer);
    Lesson *lesson = lesson_read(text.data, text.length, read_complaint, NULL);
    assert_non_null(lesson);
    bytes_free(&text);
    return lesson;
}

static Reported printed;

static void print_keep(void *arg, int fd, const char *bytes, size_t length) {
    (void)fd;
    reported_add(arg, bytes, length);
}

static World *session_new(void) {
    WorldOptions options = {.session = true, .virtual_time = true, .output = print_keep, .output_arg = &printed, .report = reported_add, .report_arg = &printed};
    World *w = world_new(&options);
    assert_non_null(w);
    printed = (Reported){0};
    return w;
}

static void session_delete(World *w) {
    world_delete(w);
    free(printed.bytes);
}

static WorldEnd enter(World *w, const char *text) {
    WorldSource source = {.text = text, .length = strlen(text), .name = "=stdin", .session = true};
    WorldEnd end = world_start(w, &source, NULL);
    if (end == WORLD_RUNNING) end = world_run_to_end(w);
    world_keep_result(w);
    world_settle(w, false);
    return end;
}

/* The words of the first condition that does not hold; "" if they all do. They are good until the next call. */
static const char *missing_with(World *w, const char *check, const ConditionFacts *facts) {
    static char words[200];
    Lesson *lesson = lesson_of(check, NULL, "x := 1");
    Bytes missing = {0};
    bool hold = conditions_hold(w, &lesson->steps[0], facts, &missing);
    assert_int_equal(hold, missing.length == 0);
    snprintf(words, sizeof words, "%.*s", (int)missing.length, missing.length ? missing.data : "");
    bytes_free(&missing);
    lesson_delete(lesson);
    return words;
}

static const char *missing(World *w, const char *check) {
    return missing_with(w, check, &(ConditionFacts){0});
}

/* ---- What they see ---- */

static void the_first_that_does_not_hold_is_told(void **state) {
    (void)state;
    World *w = session_new();
    const char *check = "cap(ch) == 3  -- ch has room for 3\nlen(ch) == 2-- and holds two\n\nlen(\"--\") == x";
    assert_string_equal(missing(w, check), "ch has room for 3");
    enter(w, "ch := make(chan int, 3)");
    assert_string_equal(missing(w, check), "and holds two");
    enter(w, "ch <- 1");
    enter(w, "ch <- 2");
    assert_string_equal(missing(w, check), "len(\"--\") == x");
    enter(w, "x := 2");
    assert_string_equal(missing(w, check), "");
    session_delete(w);
}

static void they_see_what_the_step_has_come_to(void **state) {
    (void)state;
    World *w = session_new();
    ConditionFacts facts = {0};
    const char *check = "printed:find(\"hello\")\ntold:find(\"deadlock\")\ncommands:find(\" :ps \", 1, true)\ncommands == \" :chans :ps \"";
    assert_string_equal(missing(w, check), "printed:find(\"hello\")");
    bytes_format(&facts.printed, "hello\n");
    bytes_format(&facts.commands, " :chans :ps");
    assert_string_equal(missing_with(w, check, &facts), "told:find(\"deadlock\")");
    bytes_format(&facts.told, "fatal error: all goroutines are asleep - deadlock!\n");
    assert_string_equal(missing_with(w, check, &facts), "");
    condition_facts_free(&facts);
    session_delete(w);
}

static void they_count_goroutines(void **state) {
    (void)state;
    World *w = session_new();
    assert_string_equal(missing(w, "goroutines == 0 and blocked == 0 and leaked == 0"), "");
    enter(w, "ch := make(chan int)");
    enter(w, "for i := range 3 do go func() ch <- i end() end");
    enter(w, "go func() time.Sleep(time.Hour) end()");
    enter(w, "go func() <-make(chan int) end()");
    assert_string_equal(missing(w, "goroutines == 5\nblocked == 5\nleaked == 1"), "");
    enter(w, "<-ch");
    assert_string_equal(missing(w, "goroutines == 4\nblocked == 4"), "");
    session_delete(w);
}

static void they_may_call_what_the_learner_has_made_and_packages(void **state) {
    (void)state;
    World *w = session_new();
    enter(w, "ctx, cancel := context.WithCancel(context.Background())");
    enter(w, "var n atomic.Int64");
    enter(w, "func twice(x int) int return 2 * x end");
    const char *check = "ctx.Err() ~= nil\nn.Load() == 0\ntwice(4) == 8\nfmt.Sprintf(\"%T\", ctx) ~= nil\nstring.find(\"abc\", \"b\")";
    assert_string_equal(missing(w, check), "ctx.Err() ~= nil");
    enter(w, "cancel()");
    assert_string_equal(missing(w, check), "");
    session_delete(w);
}

/* ---- What is not there ---- */

static void what_fails_does_not_hold(void **state) {
    (void)state;
    static const char *const checks[] = {
        "nothing.there == 1",       "x :=",          "x := 1",          "panic(\"no\")",      "os.Exit(0)",
        "<-make(chan int)",         "time.Sleep(1)", "(function() while true do end end)()", "(function() return end)()",
        "string.rep(\"x\", 1 << 40)", "nil",           "1 == 2",          "runtime.Goexit()",
    };
    World *w = session_new();
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        assert_string_equal(missing(w, checks[i]), checks[i]);
        assert_false(world_exited(w));
        assert_int_equal(enter(w, "1"), WORLD_FINISHED);
    }
    assert_int_equal(printed.length, 0);
    session_delete(w);
}

static void it_is_over_in_a_second(void **state) {
    (void)state;
    World *w = session_new();
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    assert_string_equal(missing(w, "true\n(function() while true do end end)()  -- it ends\ntrue"), "it ends");
    clock_gettime(CLOCK_MONOTONIC, &after);
    assert_true(after.tv_sec - before.tv_sec < 60); /* and not never */
    session_delete(w);
}

/* ---- What the world notices ---- */

static void the_world_does_not_notice(void **state) {
    (void)state;
    World *w = session_new();
    enter(w, "42");
    enter(w, "n := 0");
    enter(w, "ch := make(chan int, 5)");
    enter(w, "go func() while true do n += 1 runtime.Gosched() end end()");
    const char *check = "(function() n = -1 ch <- 1 fresh = 2 print(\"loud\") close(ch) return true end)()";
    uint64_t turns = sched_turns(world_sched(w));
    assert_string_equal(missing(w, check), "");
    assert_int_equal(sched_turns(world_sched(w)), turns);
    assert_int_equal(printed.length, 0);
    assert_int_equal(enter(w, "if n < 1 or len(ch) ~= 0 or fresh ~= nil or printed ~= nil or _ ~= 42 then panic(n) end"), WORLD_FINISHED);
    session_delete(w);
}

static void a_goroutine_that_never_gives_way_is_no_hindrance(void **state) {
    (void)state;
    World *w = session_new();
    enter(w, "x := 1");
    enter(w, "go func() while true do end end()");
    assert_string_equal(missing(w, "x == 1 and goroutines == 1"), "");
    session_delete(w);
}

static void lines_keep_their_numbers(void **state) {
    (void)state;
    World *w = session_new();
    assert_string_equal(missing(w, "1 ==="), "1 ===");
    WorldSource source = {.text = "x := := 1", .length = 9, .name = "=stdin", .line = 7, .session = true};
    assert_int_equal(world_start(w, &source, NULL), WORLD_STATIC);
    char *error = world_error(w);
    assert_memory_equal(error, "stdin:7:", 8);
    free(error);
    session_delete(w);
}

/* ---- Proofs ---- */

static void proof_complaint(void *arg, int line, const char *message) {
    bytes_format(arg, "%d: %s\n", line, message);
}

static void expect_proof(const char *check, const char *setup, const char *answer, const char *expected) {
    Lesson *lesson = lesson_of(check, setup, answer);
    GradeOptions options = {.name = "it"};
    Bytes complaints = {0};
    conditions_prove(&options, &lesson->steps[0], proof_complaint, &complaints);
    bytes_add(&complaints, "", 1);
    assert_string_equal(complaints.data, expected);
    bytes_free(&complaints);
    lesson_delete(lesson);
}

static void an_answer_that_brings_it_about_proves_a_step(void **state) {
    (void)state;
    expect_proof("x == 3 and goroutines == 0\nprinted:find(\"done\")\ncommands:find(\":ps \")", "x := 1",
                 "go func()\n  time.Sleep(time.Hour)\n  x = 3\n  print(\"done\")\nend()\n\n:ps", "");
    expect_proof("n == 100", NULL, "n := 0\n:time for i := range 100 do n += 1 end", "");
    expect_proof("goroutines == 0", "go func() while true do end end()", ":kill all", "");
    expect_proof("told:find(\"deadlock\")", NULL, "<-make(chan int)", "");
}

static void a_step_that_is_done_before_it_begins_is_wrong(void **state) {
    (void)state;
    expect_proof("x == 1", "x := 1", "x = 1", "14: the conditions hold before anything has been typed\n");
}

static void an_answer_that_does_not_bring_it_about_is_wrong(void **state) {
    (void)state;
    expect_proof("x ~= nil\nx == 3", NULL, "x := 1", "11: this does not hold after the answer\n");
    expect_proof("f()", NULL, "func f() bool panic(\"no\") end", "10: this does not hold after the answer: it panics\n");
    expect_proof("<-x", NULL, "x := make(chan int)", "10: this does not hold after the answer: it waits\n");
    expect_proof("f()", NULL, "func f() bool while true do end end", "10: this does not hold after the answer: it does not come to an end\n");
    expect_proof("x ==", NULL, "x := 1", "10: this does not hold after the answer: stdin:1:5: unexpected symbol near <eof>\n");
}

static void an_answer_that_cannot_be_typed_is_wrong(void **state) {
    (void)state;
    expect_proof("x == 1", NULL, "x := 1\nx := := 2", "29: the entry fails: stdin:1:6: unexpected symbol near ':='\n");
    expect_proof("x == 1", NULL, "while true do end", "25: the answer does not come to an end when it is typed\n");
    expect_proof("x == 1", "panic(\"no\")", "x := 1", "10: the setup fails: panic: no\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_that_does_not_hold_is_told),
        cmocka_unit_test(they_see_what_the_step_has_come_to),
        cmocka_unit_test(they_count_goroutines),
        cmocka_unit_test(they_may_call_what_the_learner_has_made_and_packages),
        cmocka_unit_test(what_fails_does_not_hold),
        cmocka_unit_test(it_is_over_in_a_second),
        cmocka_unit_test(the_world_does_not_notice),
        cmocka_unit_test(a_goroutine_that_never_gives_way_is_no_hindrance),
        cmocka_unit_test(lines_keep_their_numbers),
        cmocka_unit_test(an_answer_that_brings_it_about_proves_a_step),
        cmocka_unit_test(a_step_that_is_done_before_it_begins_is_wrong),
        cmocka_unit_test(an_answer_that_does_not_bring_it_about_is_wrong),
        cmocka_unit_test(an_answer_that_cannot_be_typed_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
