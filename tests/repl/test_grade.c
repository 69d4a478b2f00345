/*
 * test_grade.c: what a learner predicts is held against all that a program can print, and what is said about it.
 */
#include "tests/world/world.h"

#include <stdlib.h>
#include <string.h>

#include "repl/grade.h"

static Possibilities *find_with(const char *program, const LessonWords *words) {
    GradeOptions o = {.processes = 1, .name = "test.gosh"};
    Possibilities *p = possibilities_find(&o, program, strlen(program), words);
    assert_non_null(p);
    return p;
}

static Possibilities *find(const char *program) {
    return find_with(program, &(LessonWords){.bound = -1});
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_that_can_be_printed_is_found),
        cmocka_unit_test(test_endings_are_go_s_first_lines),
        cmocka_unit_test(test_who_waits_where_makes_no_other_output),
        cmocka_unit_test(test_what_needs_a_slow_machine_comes_last),
        cmocka_unit_test(test_blanks_are_put_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
