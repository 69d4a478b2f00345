/*
 * test_balance.c: when a text could be whole, by its brackets and blocks.
 *
 * Each text is read whole, and once more in two pieces parted at every line break: the answers are
 * the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lua/syntax/balance.h"

typedef struct Case {
    const char *text;
    bool even;
} Case;

static const Case cases[] = {
    {"", true},
    {"x := 1", true},
    {"f(1,", false},
    {"x = {1, 2", false},
    {"t[f(\n1)]", true},
    {"if x then", false},
    {"if x then\ny()\nelseif z then\nelse\nend", true},
    {"while x do\nif y then break end", false},
    {"for i := range 3 do f(i) end", true},
    {"repeat x = 1\nuntil x", true},
    {"repeat x = 1", false},
    {"local function f(a, b) return a", false},
    {"func f(a int) int\nreturn a", false},
    {"func f(a int) int\nreturn a\nend", true},
    {"func t.a:b() end", true},
    {"go func() x() end()", true},
    {"go func()\nx()", false},
    {"f(func(a) return a end, 1)", true},
    {"f(function(a) return a", false},
    {"x := func() (int, func()) return 1, g end", true},
    {"ch <- func() return 1", false},
    {"func f(g func(int, func(a int) bool), h ...func()) end", true},
    {"func f() func() int\nreturn g\nend", true},
    {"func f() (n int, g func()) return end", true},
    {"var g func(int) bool", true},
    {"var gs []func()\nvar m map[string]func()", true},
    {"ch := make(chan func(), 1)", true},
    {"func f(x int)\ng(func() end)", false},
    {"select\ncase v := <-ch: f()", false},
    {"select\ncase v := <-ch: f()\nend", true},
    {"select end", true},
    {"select default: x() end", true},
    {"n := select('#', ...)", true},
    {"x = 'do (' -- if {\ny = \"a\\\"do\"", true},
    {"x = 'one\\\ntwo do' y()", true},
    {"x = [[ do\n( ]] y()", true},
    {"x = [==[ ]]\n", false},
    {"--[[ do\n", false},
    {"--[==[ do\n]] ]==] x()", true},
    {"--[ do\nx()", true},
    {"f() -- )\nend", true},
};

static void texts_are_judged(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = cases[i].text;
        size_t length = strlen(text);
        for (size_t part = 0; part <= length; part++) {
            if (part && part < length && text[part] != '\n') continue;
            Balance balance = {0};
            balance_read(&balance, text, part);
            balance_read(&balance, text, length);
            if (balance_is_even(&balance) != cases[i].even)
                fail_msg("after %zu bytes: %s", part, text);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts_are_judged)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
