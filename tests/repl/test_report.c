/* test_report.c: what pieces a report comes in makes no difference to its colours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "repl/colour.h"
#include "repl/plain.h"
#include "repl/report.h"

static const char report[] =
    "panic: oh\n"
    "\tpanic: again\n"
    "\n"
    "goroutine 1 [chan send]:\n"
    "main.main()\n"
    "\tstdin:1\n"
    "created by main.main in goroutine 2\n"
    "3 goroutines [select] at p.gosh:1: 4, 5, 6\n"
    "  1 | print(\"a\"\n"
    "    |      ^ opened here\n"
    "    | ~~^\n"
    "why: nobody sends\n"
    "try: to send\n"
    "a.gosh:3:14: unexpected symbol\n"
    "9 lives | none: 3: 4\n";

static const char coloured[] =
    "<31>panic:<> oh\n"
    "\t<31>panic:<> again\n"
    "\n"
    "<1>goroutine 1 [chan send]<>:\n"
    "main.main()\n"
    "\tstdin:1\n"
    "<2>created by<> main.main in goroutine 2\n"
    "<1>3 goroutines [select]<> at p.gosh:1: 4, 5, 6\n"
    "<2>  1 |<> <94>print<>(<32>\"a\"<>\n"
    "<2>    |<>      <31>^<> opened here\n"
    "<2>    |<> <31>~~^<>\n"
    "<1>why:<> nobody sends\n"
    "<32>try:<> to send\n"
    "<1>a.gosh:3:14:<> unexpected symbol\n"
    "9 lives | none: 3: 4\n";

static const char plain[] =
    "panic: oh\n"
    "\tpanic: again\n"
    "\n"
    "goroutine 1 [chan send]:\n"
    "main.main()\n"
    "\tstdin:1\n"
    "created by main.main in goroutine 2\n"
    "3 goroutines [select] at p.gosh:1: 4, 5, 6\n"
    "  1 | print(\"a\"\n"
    "    | at `(`, opened here\n"
    "    | at `pri`\n"
    "why: nobody sends\n"
    "try: to send\n"
    "a.gosh:3:14: unexpected symbol\n"
    "9 lives | none: 3: 4\n";

/* "\33[31m" as "<31>". */
static void add_readable(Bytes *text, const Bytes *piece) {
    for (size_t i = 0; i < piece->length; i++) {
        char c = piece->data[i];
        if (c == '\33' && i + 1 < piece->length) {
            bytes_add(text, "<", 1);
            i++;
        } else {
            bytes_add(text, c == 'm' && text->length && strchr("<0123456789", text->data[text->length - 1]) ? ">" : &c, 1);
        }
    }
}

/* What becomes of a report in pieces of that size. */
static char *in_pieces(const char *text, size_t length, size_t size) {
    Bytes got = {0};
    for (size_t i = 0; i < length; i += size) {
        char *copy = malloc(size); /* what reads too far is noticed */
        size_t count = length - i < size ? length - i : size;
        memcpy(copy, text + i, count);
        Bytes piece = report_piece(stderr, copy, count);
        add_readable(&got, &piece);
        free(copy);
    }
    bytes_add(&got, "", 1);
    return got.data;
}

static void test_pieces(void **state) {
    (void)state;
    for (size_t size = 1; size <= sizeof report; size++) {
        char *got = in_pieces(report, sizeof report - 1, size);
        assert_string_equal(got, coloured);
        free(got);
    }
}

static void test_plain(void **state) {
    (void)state;
    plain_set(true);
    for (size_t size = 1; size <= sizeof report; size++) {
        char *got = in_pieces(report, sizeof report - 1, size);
        assert_string_equal(got, plain);
        free(got);
    }
    plain_set(false);
}

static void test_a_long_line_has_no_colours(void **state) {
    (void)state;
    enum { LONG = 5000 };
    static char text[LONG + 32] = "panic: ";
    memset(text + 7, 'x', LONG);
    strcpy(text + 7 + LONG, "\npanic: b\n");
    size_t length = strlen(text);
    for (size_t size = 100; size <= length; size += 700) {
        char *got = in_pieces(text, length, size);
        assert_memory_equal(got, text, 7 + LONG);
        assert_string_equal(got + 7 + LONG, "\n<31>panic:<> b\n");
        free(got);
    }
}

int main(void) {
    colour_decide(COLOUR_ALWAYS);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_a_long_line_has_no_colours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
