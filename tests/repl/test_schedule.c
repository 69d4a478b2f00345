/* test_schedule.c: schedule strings are read as they were written, and what is none is refused at its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "repl/schedule.h"
#include "runtime/runtime.h"

static void assert_same(const ScheduleString *a, const ScheduleString *b) {
    assert_int_equal(a->program, b->program);
    assert_int_equal(a->fine, b->fine);
    assert_int_equal(a->seeded, b->seeded);
    assert_int_equal(a->listed, b->listed);
    assert_true(a->seed == b->seed);
    size_t length = a->choices.length;
    while (length && !a->choices.choices[length - 1]) length--; /* Go's own order follows in any case */
    assert_int_equal(length, b->choices.length);
    if (length) assert_memory_equal(a->choices.choices, b->choices.choices, length * sizeof *b->choices.choices);
}

/* The text, which is to be freed, after it has been read again. */
static char *written(const ScheduleString *string) {
    Bytes text = {0}, error = {0};
    ScheduleString again;
    schedule_string_add(&text, string);
    bytes_add(&text, "", 1);
    assert_true(schedule_string_read(&again, text.data, &error));
    assert_int_equal(error.length, 0);
    assert_same(string, &again);
    schedule_string_free(&again);
    return text.data;
}

static void assert_written(const ScheduleString *string, const char *expected) {
    char *text = written(string);
    assert_string_equal(text, expected);
    free(text);
}

static void what_there_can_be_is_written_and_read(void **state) {
    (void)state;
    uint16_t some[] = {0, 0, 1, 27, 0, 3}, word[] = {6, 9, 14, 5}, none[] = {0, 0};
    Schedule choices = {.choices = some, .length = 6}, fine = {.choices = word, .length = 4}, own = {.choices = none, .length = 2};
    assert_written(&(ScheduleString){.program = 1, .listed = true}, "000001-0");
    assert_written(&(ScheduleString){.program = 0x3fffffff, .listed = true, .choices = own}, "zzzzzz-0");
    assert_written(&(ScheduleString){.program = 32, .listed = true, .choices = choices}, "000010-2aZa1c");
    assert_written(&(ScheduleString){.program = 1, .seeded = true, .seed = 42}, "000001-seed42");
    assert_written(&(ScheduleString){.program = 1, .seeded = true, .seed = UINT64_MAX}, "000001-seed18446744073709551615");
    assert_written(&(ScheduleString){.program = 1, .seeded = true, .listed = true, .choices = choices}, "000001-seed0-2aZa1c");
    assert_written(&(ScheduleString){.program = 1, .seeded = true, .listed = true}, "000001-seed0-0");
    assert_written(&(ScheduleString){.program = 1, .fine = true, .listed = true}, "000001-fine-0");
    assert_written(&(ScheduleString){.program = 1, .fine = true, .seeded = true, .seed = 7, .listed = true, .choices = choices},
                   "000001-fine-seed7-2aZa1c");
    assert_written(&(ScheduleString){.program = 1, .listed = true, .choices = fine}, "000001-fine");
    assert_written(&(ScheduleString){.program = 1, .fine = true, .listed = true, .choices = fine}, "000001-fine-fine");
}

static void any_choices_are_read_as_they_were_written(void **state) {
    (void)state;
    Random random;
    random_seed(&random, 1);
    for (int round = 0; round < 2000; round++) {
        ScheduleString string = {.program = (uint32_t)random_next(&random) >> 2,
                                 .fine = random_next(&random) % 2 == 0,
                                 .seeded = random_next(&random) % 2 == 0,
                                 .listed = true};
        if (string.seeded) string.seed = random_next(&random);
        for (uint64_t left = random_next(&random) % 50; left > 0; left--)
            assert_true(schedule_add(&string.choices, random_next(&random) % 3 ? 0 : (uint32_t)(random_next(&random) % 100)));
        free(written(&string));
        schedule_string_free(&string);
    }
}

static void assert_refused(const char *text, const char *why, int column) {
    ScheduleString string;
    Bytes error = {0};
    assert_false(schedule_string_read(&string, text, &error));
    bytes_add(&error, "", 1);
    char *line = strchr(error.data, '\n');
    assert_non_null(line);
    *line = 0;
    if (!strstr(error.data, why)) fail_msg("%s: %s", text, error.data);
    char *mark = strchr(line + 1, '\n');
    assert_non_null(mark);
    assert_int_equal(strcspn(mark + 1, "^") - 2, column);
    assert_null(strchr(mark + 1, '\n'));
    bytes_free(&error);
    schedule_string_free(&string);
}

static void what_is_none_is_refused_at_its_place(void **state) {
    (void)state;
    assert_refused("", "begins with 6 characters", 0);
    assert_refused("12a3b", "begins with 6 characters", 5);
    assert_refused("abco12-a", "begins with 6 characters", 3);
    assert_refused("ABC012-a", "begins with 6 characters", 0);
    assert_refused("abc012", "- has to follow", 6);
    assert_refused("abc0123-a", "- has to follow", 6);
    assert_refused("abc012-", "choices are missing", 7);
    assert_refused("abc012-fine-", "choices are missing", 12);
    assert_refused("abc012-fine-seed3", "choices are missing", 17);
    assert_refused("abc012-seed", "a seed is a number", 11);
    assert_refused("abc012-seed-1", "a seed is a number", 11);
    assert_refused("abc012-seed18446744073709551616", "a seed is a number", 11);
    assert_refused("abc012-seed3a", "the seed ends here", 12);
    assert_refused("abc012-seed3-", "choices are missing", 13);
    assert_refused("abc012-12a3", "cut off here", 11);
    assert_refused("abc012-aZ", "cut off here", 9);
    assert_refused("abc012-12a!3b", "small letters", 10);
    assert_refused("abc012-aBc", "small letters", 8);
    assert_refused("abc012-a-b", "small letters", 8);
    assert_refused("abc012-b99999999999999999999a", "as many choices", 8);
    assert_refused("abc012-a\nb", "small letters", 8);
    assert_refused("abc012-a b", "small letters", 8);
    assert_refused("abc012-\xc3\xa9", "small letters", 7);
}

static void a_mark_stands_under_its_place_in_a_long_text(void **state) {
    (void)state;
    char text[201] = "abc012-";
    memset(text + 7, 'a', 193);
    text[150] = '!';
    assert_refused(text, "small letters", 33); /* "..." and what is near */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_there_can_be_is_written_and_read),
        cmocka_unit_test(any_choices_are_read_as_they_were_written),
        cmocka_unit_test(what_is_none_is_refused_at_its_place),
        cmocka_unit_test(a_mark_stands_under_its_place_in_a_long_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
