/*
 * test_grade_fix.c: a mended program is tried under all schedules, and what still breaks it is said; a run has come to what a Break
 * step asks for, or not.
 */
#include "tests/world/world.h"

#include <stdlib.h>
#include <string.h>

#include "repl/grade.h"

enum { BLOCKS = 4 };

/* A step whose body has these blocks; `count` is told by the first without a text. */
static LessonStep step_of(StepKind kind, LessonBlock *blocks) {
    LessonStep step = {.kind = kind, .body.blocks = blocks};
    while (step.body.count < BLOCKS && blocks[step.body.count].text) step.body.count++;
    return step;
}

static LessonBlock block(BlockKind kind, const char *text) {
    return (LessonBlock){.kind = kind, .text = (char *)text, .words = {.bound = -1}};
}

/* ---- Fix ---- */

static void assert_graded_in(const LessonStep *step, const char *program, Verdict verdict, const char *wanted, int64_t time) {
    GradeOptions o = {.processes = 1, .name = "test.gosh", .time = time};
    Grade g = grade_fix(&o, step, program, strlen(program));
    bytes_add(&g.text, "", 1);
    if (g.verdict != verdict) fail_msg("%d: %s", g.verdict, g.text.data);
    if (!strstr(g.text.data, wanted)) fail_msg("%s", g.text.data);
    assert_int_equal(g.schedule != NULL, strstr(g.text.data, "Step by step: ") || strstr(g.text.data, "The schedule, "));
    for (const char *at = g.text.data; *at; at += strcspn(at, "\n") + 1) assert_true(strcspn(at, "\n") <= 80);
    grade_free(&g);
}

/* Time that is enough however busy the machine is, and for what never comes to its end. */
#define LONG (120 * INT64_C(1000000000))
#define SHORT INT64_C(1000000000)

static void assert_graded(const LessonStep *step, const char *program, Verdict verdict, const char *wanted) {
    assert_graded_in(step, program, verdict, wanted, LONG);
}

static const char safe[] = "count := 0\nmu := sync.Mutex()\nwg := sync.WaitGroup()\nfor _ := range 2 do\n"
                           "  wg.Go(func()\n    mu.Lock()\n    count = count + 1\n    mu.Unlock()\n  end)\nend\nwg.Wait()\nprint(count)\n";
static const char unsafe[] = "count := 0\nwg := sync.WaitGroup()\nfor _ := range 2 do\n"
                             "  wg.Go(func()\n    count = count + 1\n  end)\nend\nwg.Wait()\nprint(count)\n";

static void test_a_mended_program_passes(void **state) {
    (void)state;
    LessonBlock blocks[BLOCKS] = {block(BLOCK_FILE, "test.gosh"), block(BLOCK_OUTPUT, "2\n")};
    blocks[0].words.fine = true;
    LessonStep step = step_of(STEP_FIX, blocks);
    assert_graded(&step, safe, VERDICT_RIGHT, "It passes. No schedule fails");
    assert_graded(&step, unsafe, VERDICT_WRONG, "It should print:\n    2\nIt prints:\n    1  <--\n");
    assert_graded(&step, unsafe, VERDICT_WRONG, "`gosh step --schedule ");
}

static void test_every_kind_of_failure_is_told(void **state) {
    (void)state;
    LessonBlock blocks[BLOCKS] = {block(BLOCK_FILE, "test.gosh")};
    LessonStep step = step_of(STEP_FIX, blocks);
    assert_graded(&step, "print(1)\nc := make(chan int)\n<-c\n", VERDICT_WRONG,
                  "Even in Go's own order it deadlocks: all that are left wait, and nobody is left\nto wake them.\n"
                  "    main.main waits at test.gosh:3 [chan receive]\nUntil then it has printed:\n    1\n");
    assert_graded(&step, "c := make(chan int)\ngo func() c <- 1 end()\nruntime.Gosched()\n", VERDICT_WRONG, "it leaks:");
    assert_graded(&step, "c := make(chan int)\nclose(c)\nclose(c)\n", VERDICT_WRONG, "it panics:\n    panic: close of closed channel\n");
    assert_graded(&step, "mu := sync.Mutex()\nmu.Unlock()\n", VERDICT_WRONG, "fatal error:\n    fatal error: sync: unlock of unlocked mutex\n");
    assert_graded(&step, "os.Exit(3)\n", VERDICT_WRONG, "it ends with exit status 3.");
    assert_graded(&step, "while true do end\n", VERDICT_WRONG, "it does not come to its end: after 10,000 turns");
    assert_graded(&step, "go func() panic(1) end()\ntime.Sleep(1)\n", VERDICT_WRONG, "it panics:\n    panic: 1\n");
    assert_graded(&step, "done := make(chan int, 1)\ngo func() done <- 1 end()\ntime.Sleep(1)\nselect\ncase <-done:\n"
                         "default: panic(\"early\")\nend\n", VERDICT_WRONG, "On a slow machine");
}

static void test_what_gosh_refuses_is_wrong(void **state) {
    (void)state;
    LessonBlock blocks[BLOCKS] = {block(BLOCK_FILE, "test.gosh")};
    LessonStep step = step_of(STEP_FIX, blocks);
    assert_graded(&step, "x := := 1\n", VERDICT_WRONG, "gosh cannot run it:\ntest.gosh:1:6: ");
    assert_graded(&step, "io.open(\"x\", \"w\")\n", VERDICT_WRONG, "test.gosh:1");
    assert_graded(&step, "os.remove(\"x\")\n", VERDICT_WRONG, "test.gosh:1");
}

static void test_lines_may_come_in_any_order(void **state) {
    (void)state;
    LessonBlock blocks[BLOCKS] = {block(BLOCK_FILE, "test.gosh"), block(BLOCK_OUTPUT, "1\n0\n")};
    LessonStep step = step_of(STEP_FIX, blocks);
    const char *program = "wg := sync.WaitGroup()\nfor i := range 2 do wg.Go(func() print(i) end) end\nwg.Wait()\n";
    assert_graded(&step, program, VERDICT_WRONG, "It prints:\n    0  <--\n    1\n");
    blocks[1].words.any_order = true;
    assert_graded(&step, program, VERDICT_RIGHT, "It passes");
    assert_graded(&step, "print(1)\n", VERDICT_WRONG, "It should print, in any order:\n    1\n    0\nIt prints:\n    1\n");
}

static void test_each_of_several_outputs_is_right(void **state) {
    (void)state;
    LessonBlock blocks[BLOCKS] = {block(BLOCK_FILE, "test.gosh"), block(BLOCK_OUTPUT, "0\n1\n"), block(BLOCK_OUTPUT, "1\n0\n")};
    LessonStep step = step_of(STEP_FIX, blocks);
    assert_graded(&step, "wg := sync.WaitGroup()\nfor i := range 2 do wg.Go(func() print(i) end) end\nwg.Wait()\n", VERDICT_RIGHT, "It passes");
    assert_graded(&step, "print(2)\n", VERDICT_WRONG, "It should print:\n    0\n    1\nor:\n    1\n    0\nIt prints:\n    2\n");
}

static void test_an_end_can_be_what_is_wanted(void **state) {
    (void)state;
    LessonBlock blocks[BLOCKS] = {block(BLOCK_FILE, "test.gosh"), block(BLOCK_OUTPUT, "exit status 3\n")};
    LessonStep step = step_of(STEP_FIX, blocks);
    assert_graded(&step, "os.Exit(3)\n", VERDICT_RIGHT, "It passes");
}

static void test_the_test_is_added_at_the_end(void **state) {
    (void)state;
    LessonBlock blocks[BLOCKS] = {block(BLOCK_FILE, "test.gosh"), block(BLOCK_TEST, "if double(4) ~= 8 then panic(\"double(4) is no 8\") end\n")};
    LessonStep step = step_of(STEP_FIX, blocks);
    assert_graded(&step, "func double(n)\n  return n * 2\nend", VERDICT_RIGHT, "It passes");
    assert_graded(&step, "func double(n)\n  return n + 2\nend", VERDICT_WRONG, "This was added at its end, to test it:\n    if double(4)");
    assert_graded(&step, "func triple(n)\n  return n * 2\nend", VERDICT_WRONG, "This was added at its end");
}

static void test_what_is_too_much_passes_if_nothing_fails(void **state) {
    (void)state;
    LessonBlock blocks[BLOCKS] = {block(BLOCK_FILE, "test.gosh")};
    LessonStep step = step_of(STEP_FIX, blocks);
    const char *program = "wg := sync.WaitGroup()\nfor i := range 12 do wg.Go(func() print(i) end) end\nwg.Wait()\n";
    assert_graded_in(&step, program, VERDICT_RIGHT, "There are more than there was time for", SHORT);
    program = "wg := sync.WaitGroup()\nfor i := range 12 do wg.Go(func() print(i) end) end\nwg.Wait()\nselect\nend\n";
    assert_graded_in(&step, program, VERDICT_WRONG, "it deadlocks", SHORT);
    blocks[0].words.bound = 0;
    assert_graded(&step, "c := make(chan int)\ngo func() c <- 1 end()\n<-c\n", VERDICT_RIGHT, "No schedule with at most 0 preemptions fails");
}

/* ---- Break ---- */

static const char crossing[] = "a := sync.Mutex()\nb := sync.Mutex()\nwg := sync.WaitGroup()\n"
                               "wg.Go(func() a.Lock() b.Lock() b.Unlock() a.Unlock() end)\n"
                               "wg.Go(func() b.Lock() a.Lock() a.Unlock() b.Unlock() end)\nwg.Wait()\nprint(\"done\")\n";

static void test_a_losing_schedule_is_found(void **state) {
    (void)state;
    GradeOptions o = {.processes = 1, .name = "test.gosh"};
    LessonBlock blocks[BLOCKS] = {block(BLOCK_GOSH, crossing)};
    LessonStep step = step_of(STEP_BREAK, blocks);
    Bytes why = {0};
    blocks[0].words.goal = GOAL_DEADLOCK;
    char *schedule = goal_schedule(&o, &step, &why);
    assert_non_null(schedule);
    free(schedule);
    blocks[0].words.goal = GOAL_PANIC;
    assert_null(goal_schedule(&o, &step, &why));
    bytes_add(&why, "", 1);
    assert_string_equal(why.data, "No schedule comes to that. All that can happen:\n    done\n    deadlock\n");
    bytes_free(&why);
}

static void test_a_run_comes_to_what_is_asked_for(void **state) {
    (void)state;
    static const char asleep[] = "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\n";
    LessonBlock blocks[BLOCKS] = {block(BLOCK_GOSH, crossing), block(BLOCK_OUTPUT, "1\npanic: x\n")};
    LessonStep step = step_of(STEP_BREAK, blocks);
    GradeRun finished = {.end = WORLD_FINISHED}, leaking = {.end = WORLD_FINISHED, .leaks = true};
    GradeRun stuck = {.end = WORLD_FATAL, .report = asleep, .report_length = strlen(asleep)};
    GradeRun panicked = {.end = WORLD_PANIC, .report = "panic: x\n\ngoroutine", .report_length = 19, .output = "1 \n", .output_length = 3};
    blocks[0].words.goal = GOAL_DEADLOCK;
    assert_true(grade_goal(&step, &stuck));
    assert_false(grade_goal(&step, &finished));
    blocks[0].words.goal = GOAL_LEAK;
    assert_true(grade_goal(&step, &leaking));
    assert_false(grade_goal(&step, &finished));
    blocks[0].words.goal = GOAL_PANIC;
    assert_true(grade_goal(&step, &panicked));
    assert_false(grade_goal(&step, &stuck));
    blocks[0].words.goal = GOAL_OUTPUT;
    assert_true(grade_goal(&step, &panicked));
    panicked.output_length = 0;
    assert_false(grade_goal(&step, &panicked));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_mended_program_passes),
        cmocka_unit_test(test_every_kind_of_failure_is_told),
        cmocka_unit_test(test_what_gosh_refuses_is_wrong),
        cmocka_unit_test(test_lines_may_come_in_any_order),
        cmocka_unit_test(test_each_of_several_outputs_is_right),
        cmocka_unit_test(test_an_end_can_be_what_is_wanted),
        cmocka_unit_test(test_the_test_is_added_at_the_end),
        cmocka_unit_test(test_what_is_too_much_passes_if_nothing_fails),
        cmocka_unit_test(test_a_losing_schedule_is_found),
        cmocka_unit_test(test_a_run_comes_to_what_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
