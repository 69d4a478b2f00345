/*
 * test_highlight.c: the colours of program texts.
 *
 * In each case every line of the text stands above its colours, a letter for each byte: k keyword, s string, n number,
 * c comment, p predeclared, B a bracket or block's word that is marked as a partner, and a blank for what is plain. Where a
 * text has a '|', the cursor stands there, and the '|' is not part of it; each text of the first table is also read byte by
 * byte as it is typed, and with other bytes mixed in, which must only not crash.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "repl/colour.h"
#include "repl/highlight.h"

static const char letters[COLOUR_COUNT + 1] = " ksncpB";

static const char *const cases[][2] = {
    /* Lua's words, constants and numbers */
    {"local x = nil",
     "kkkkk     nnn"},
    {"if not a then return 0x1F, 1e9, .5 end",
     "kk kkk   kkkk kkkkkk nnnn  nnn  nn kkk"},
    {"for i = 1, 10 do print(i) end",
     "kkk     n  nn kk ppppp    kkk"},
    /* strings and comments */
    {"x = \"a\\\"b\" .. 'c' -- \"no\"",
     "    ssssss    sss ccccccc"},
    {"x = [==[ ]] ]==] .. 1",
     "    ssssssssssss    n"},
    {"--[[ a ]] x --b",
     "ccccccccc   ccc"},
    {"x = \"bad \\q escape\" y",
     "    sssssssssssssss  "},
    {"print(\"unfinished .. 1",
     "ppppp ssssssssssssssss"},
    {"x = [[ unfinished \" -- 1",
     "    ssssssssssssssssssss"},
    {"--[[ unfinished 1 \"",
     "ccccccccccccccccccc"},
    {"x = 12ab + \x80 ! && 1",
     "    nnnn          n"},
    /* go and defer */
    {"go f(x)",
     "kk     "},
    {"go func() end()",
     "kk kkkk   kkk  "},
    {"defer (f)(1)",
     "kkkkk     n "},
    {"go (1)",
     "kk  n "},
    {"go(1)",
     "   n "},
    {"go = 1; x.go = go",
     "     n           "},
    {"local go, defer = t:go(), t.defer",
     "kkkkk                            "},
    {"x = y go f()",
     "      kk    "},
    {"go",
     "kk"},
    /* select */
    {"select case v := <-ch: f() default: end",
     "kkkkkk kkkk      kk        kkkkkkk  kkk"},
    {"select case ch <- 1: end",
     "kkkkkk kkkk    kk n  kkk"},
    {"select(\"#\", ...)",
     "pppppp sss      "},
    {"n = select(2, f())",
     "    pppppp n      "},
    {"case = t.case; default = case",
     "                             "},
    {"x:default() t.select(1)",
     "                     n "},
    /* functions and their types */
    {"func f(a int, ch chan<- string) (n int, err error) return end",
     "kkkk     ppp     kkkkkk pppppp     ppp      ppppp  kkkkkk kkk"},
    {"f = func(g func(int) bool) func() end",
     "    kkkk   kkkk ppp  pppp  kkkk   kkk"},
    {"x = func + 1",
     "           n"},
    {"function t.go() end",
     "kkkkkkkk        kkk"},
    /* types */
    {"ch := make(chan int, 3)",
     "      pppp kkkk ppp  n "},
    {"make(<-chan int)",
     "pppp kkkkkk ppp "},
    {"make(map[string]int)",
     "pppp kkk pppppp ppp "},
    {"make(chan struct{}, 1)",
     "pppp kkkk kkkkkk    n "},
    {"make(chan []int)",
     "pppp kkkk   ppp "},
    {"chan = 1 chan <- 2 f(chan)",
     "       n      kk n        "},
    {"print(map[1], chan.x)",
     "ppppp     n          "},
    /* declarations */
    {"var x int = 5",
     "kkk   ppp   n"},
    {"const n = 5",
     "kkkkk     n"},
    {"var = const + 1",
     "              n"},
    {"local f <close>, c <const> = 1",
     "kkkkk    kkkkk      kkkkk    n"},
    /* loops */
    {"for i := range 3 do continue end",
     "kkk      kkkkk n kk kkkkkkkk kkk"},
    {"for range ch do end",
     "kkk kkkkk    kk kkk"},
    {"for range = 1, 2 do end",
     "kkk         n  n kk kkk"},
    {"goto continue ::continue:: print()",
     "kkkk                       ppppp  "},
    {"range(1) continue = 2",
     "      n             n"},
    /* arrows */
    {"a <-b x<--y",
     "  kk    ccc"},
    {"a = <-ch == <-<-c",
     "    kk      kkkk "},
    /* names that are there from the beginning */
    {"time.Sleep(time.Second) t.time()",
     "pppp       pppp                 "},
    {"time = print; local len = 1",
     "       ppppp  kkkkk       n"},
    /* several lines */
    {"x = [[a\nb\\\n]] .. \"c\\\nd\" -- e\ngo f()",
     "    sss\nss\nss    sss\nss cccc\nkk    "},
    /* commands */
    {":ps leaked 5",
     "kkk        n"},
    {"  :time f(\"a\")",
     "  kkkkk   sss "},
    {"  :quit",
     "  kkkkk"},
    {"?time.After",
     "kpppp      "},
    {":",
     "k"},
    {"::label:: x()",
     "             "},
};
enum { CASES = sizeof cases / sizeof *cases };


/* The colours of the text as letters; freed by the caller. */
static char *show(const char *text, size_t length, size_t cursor) {
    /* Exactly as long as it must be, so that the sanitizers see what is read or written beyond it. */
    char *copy = malloc(length ? length : 1), *shown = malloc(length + 1);
    unsigned char *colours = malloc(length ? length : 1);
    assert_true(copy && shown && colours);
    memcpy(copy, text, length);
    highlight(copy, length, cursor, colours);
    for (size_t i = 0; i < length; i++) {
        assert_true(colours[i] < sizeof letters - 1);
        shown[i] = text[i] == '\n' ? '\n' : letters[colours[i]];
    }
    shown[length] = '\0';
    free(copy);
    free(colours);
    return shown;
}

static void compare(const char *text, size_t cursor, const char *expected) {
    char *shown = show(text, strlen(text), cursor);
    if (strcmp(shown, expected) != 0) fail_msg("\n%s\n%s\nexpected\n%s", text, shown, expected);
    free(shown);
}

static void each_part_has_its_colour(void **state) {
    (void)state;
    for (size_t i = 0; i < CASES; i++) compare(cases[i][0], SIZE_MAX, cases[i][1]);
}

/* ---- Partners ---- */

static const char *const partners[][2] = {
    {"f|(a[1])", " B  n B"},
    {"f(a[1]|)", " B  n B"},
    {"f(a[1])|", " B  n B"},
    {"f(a[1|])", "   BnB "},
    {"f(a[1]|", "   BnB"},
    {"(|(a))", " B B "},
    {"|f(a)", "    "},
    {"f(|a)", " B B"},
    {"f(\")\"|)", " BsssB"},
    {"f(--)\n|)", " Bccc\nB"},
    {"f(|a", "   "},
    {"a)|", "  "},
    {"f([|)]", " B B "},
    {"|f([)]", "     "},
    {"({[|})", " B B "},
            {"|if a then if b then end end", "BB   kkkk kk   kkkk kkk BBB"},
    {"if a then if b then e|nd end", "kk   kkkk BB   kkkk BBB kkk"},
    {"for i := range 3 do while x do y() end end|", "BBB      kkkkk n kk kkkkk   kk     kkk BBB"},
    {"while f(function() do end end) do end|", "BBBBB   kkkkkkkk   kk kkk kkk  kk BBB"},
    {"repeat do end until| x", "BBBBBB kk kkk BBBBB  "},
    {"f = |func(g func()) end", "    BBBB   kkkk    BBB"},
    {"select| case <-c: end", "BBBBBB kkkk kk   BBB"},
    {"f(|if x end)", " Bkk   kkkB"},
    {":time f(1)|", "kkkkk  BnB"},
    {":|time f(1)", "kkkkk   n "},
};
enum { PARTNERS = sizeof partners / sizeof *partners };

static void brackets_and_blocks_at_the_cursor_are_marked(void **state) {
    (void)state;
    for (size_t i = 0; i < PARTNERS; i++) {
        char text[100];
        size_t cursor = strcspn(partners[i][0], "|");
        snprintf(text, sizeof text, "%.*s%s", (int)cursor, partners[i][0], partners[i][0] + cursor + 1);
        compare(text, cursor, partners[i][1]);
    }
}

/* ---- Any text ---- */

/* What has been typed of a text has, but for its last words, the colours that it will have. */
static void a_text_can_end_anywhere(void **state) {
    (void)state;
    for (size_t i = 0; i < CASES; i++)
        for (size_t length = 0; length < strlen(cases[i][0]); length++)
            free(show(cases[i][0], length, length));
}

static uint64_t next_random(uint64_t *x) {
    *x ^= *x << 13;
    *x ^= *x >> 7;
    *x ^= *x << 17;
    return *x;
}

static void any_bytes_have_colours(void **state) {
    (void)state;
    static const char *const pieces[] = {"[", "]", "[=[", "]=]", "\"", "'", "\\", "\\z", "\n", "--", "--[[", "<", "-", "(", ")",
                                         "go ", "func", "select ", "case ", "map[", "chan", "end ", "do ", "for ", "0x", ".", ":", "::", "\0"};
    uint64_t random = 88172645463325252u;
    for (int round = 0; round < 20000; round++) {
        char text[64];
        size_t length = 0;
        while (length + 8 < sizeof text && next_random(&random) % 12) {
            uint64_t choice = next_random(&random);
            const char *piece = pieces[choice % (sizeof pieces / sizeof *pieces)];
            size_t size = choice % 7 ? strlen(piece) : 1;
            char byte = (char)(choice >> 8);
            memcpy(text + length, choice % 7 ? piece : &byte, size);
            length += size;
        }
        free(show(text, length, next_random(&random) % (length + 2)));
    }
}

/* What is open, or not closed, must not be looked for again and again: a megabyte takes some 20 ms, and would take minutes. */
static void the_time_is_linear(void **state) {
    (void)state;
    static const char *const parts[] = {"(", "[", "({", "end ", "func(", "x --\n", "map[", "[=", "\"", "-", "a", "if (", "x = y + f(1) "};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t size = strlen(parts[i]), length = ((size_t)1 << 20) / size * size;
        char *text = malloc(length);
        unsigned char *colours = malloc(length);
        assert_true(text && colours);
        for (size_t at = 0; at < length; at += size) memcpy(text + at, parts[i], size);
        clock_t begin = clock();
        highlight(text, length, length, colours);
        double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
        assert_true(seconds < 10);
        free(text);
        free(colours);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_part_has_its_colour),
        cmocka_unit_test(brackets_and_blocks_at_the_cursor_are_marked),
        cmocka_unit_test(a_text_can_end_anywhere),
        cmocka_unit_test(any_bytes_have_colours),
        cmocka_unit_test(the_time_is_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
