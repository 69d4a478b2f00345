/* What a search concludes from marks: the outcomes that it finds by leaving out schedules that come to the same, because of
 * what turns touch, are those of all schedules. See lua/mark.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/explore.h"
#include "lua/host.h"

/* A program that runs `a` and `b` in a goroutine each, and what can come of that. */
typedef struct Case {
    const char *name, *before, *a, *b, *after;
    const char *fine;   /* the lines that it can print, in alphabetical order, with every access a scheduling point */
    const char *coarse; /* ... and without; NULL: the same */
} Case;

static const Case cases[] = {
    {"a lost update of a local", "n := 0", "n = n + 1", "n = n + 1", "print(n)", "1 2", "2"},
    {"a lost update by an operator", "n := 0", "n += 1", "n += 1", "print(n)", "1 2", "2"},
    {"a lost update of a global", "n = 0", "n = n + 1", "n = n + 1", "print(n)", "1 2", "2"},
    {"a lost update of a field", "t := {n = 0}", "t.n = t.n + 1", "t.n = t.n + 1", "print(t.n)", "1 2", "2"},
    {"a lost update of an entry", "t := {0}", "t[1] += 1", "t[1] += 1", "print(t[1])", "1 2", "2"},
    {"a lost update by a computed key", "t, i := {0, 0}, 1", "t[i + 1] += 1", "t[i + 1] += 1", "print(t[2])", "1 2", "2"},
    {"a lost append", "t := {}", "t[#t + 1] = 1", "t[#t + 1] = 1", "print(#t)", "1 2", "2"},
    {"an append by the library", "t := {}", "table.insert(t, 1)", "table.insert(t, 2)", "print(table.concat(t))", "12 21",
     NULL},
    {"two fields that have nothing in common", "t := {}", "t.a = 1", "t.b = 2", "print(t.a + t.b)", "3", NULL},
    {"which of two comes last", "x := 0", "x = 1", "x = 2", "print(x)", "1 2", NULL},
    {"a value that is seen in between", "x, s := 0, 0", "x = 1 x = 2", "s = x", "print(s)", "0 1 2", "0 2"},
    {"two variables, one after the other", "x, y, s := 0, 0, 0", "x = 1 y = 1", "s = y s = s * 10 + x", "print(s)",
     "0 1 11", "0 11"},
    {"who looks through a metatable", "base, s := {v = 1}, 0; t := setmetatable({}, {__index = base})", "base.v = 2",
     "s = t.v", "print(s)", "1 2", NULL},
    {"who hides what a metatable gives", "s := 0; t := setmetatable({}, {__index = {v = 1}})", "t.v = 2", "s = t.v",
     "print(s)", "1 2", NULL},
    {"a metatable that comes later", "t, s := {}, 0", "setmetatable(t, {__index = {v = 1}})", "s = t.v or 0", "print(s)",
     "0 1", NULL},
    {"next and a new key", "t, s := {a = 1}, 0", "t.b = 1", "for k, v in pairs(t) do s = s + v end", "print(s)", "1 2",
     NULL},
    {"range and a value that changes", "t, s := {1, 2}, 0", "t[2] = 7", "for _, v := range t do s += v end", "print(s)",
     "3 8", NULL},
    {"ipairs and an entry that goes", "t, s := {1, 2}, 0", "t[1] = nil", "for _, v in ipairs(t) do s = s + v end",
     "print(s)", "0 3", NULL},
    {"a table that is printed", "t, s := {a = 1}, 0", "t.a = 2", "s = fmt.Sprint(t)", "print(s)", "map[a:1] map[a:2]",
     NULL},
    {"sort and a value that changes", "t, s := {3, 1}, 0", "table.sort(t)", "s = t[1]", "print(s)", "1 3", NULL},
    {"rawset and rawget", "t, s := {}, 0", "rawset(t, 1, 5)", "s = rawget(t, 1) or 0", "print(s)", "0 5", NULL},
    {"a coroutine that two resume", "s := 0; co := coroutine.wrap(function() coroutine.yield(1) coroutine.yield(2) end)",
     "s = s * 10 + co()", "co()", "print(s)", "1 2", NULL},
    {"a select's targets", "s := 0; ch := make(chan int, 1); ch <- 5", "select case s = <-ch: default: end", "s = 7",
     "print(s)", "5 7", NULL},
    {"a function that is declared meanwhile", "f := func() return 1 end; s := 0", "function f() return 2 end", "s = f()",
     "print(s)", "1 2", NULL},
    {"several variables at once", "x, y := 1, 2", "x, y = y, x", "x, y = y, x", "print(x, y)", "1\t1 1\t2 2\t1 2\t2",
     "1\t2"},
    {"a global by name", "g = 0; s := 0", "_G.g = 1", "s = g", "print(s)", "0 1", NULL},
    {"text that is loaded", "g = 0; s := 0", "load('g = g + 1')()", "load('g = g + 1')()", "print(g)", "1 2", "2"},
    {"a string key that is made anew", "t, s := {}, 0", "t['k' .. 1] = 1", "s = t['k' .. 1] or 0", "print(s)", "0 1", NULL},
    {"a table of a goroutine's own", "r := {}", "local t = {} t.a = 1 t.b = #t r.a = t",
     "local t = {} t.a = 2 t.b = #t r.b = t", "print(r.a.a + r.b.a)", "3", NULL},
    {"a table that is known to others", "r, s := {}, 0", "local t = {} r.a = t t.k = 1", "if r.a then s = r.a.k or 2 end",
     "print(s)", "0 1 2", "0 1"},
    {"a variable that a deferred function sets", "s := 0", "local n = 1 defer func() n = n + 1 s += n end()",
     "local n = 1 defer func() n = n + 1 s += n end()", "print(s)", "0 2 4", "4"},
    {"len and a new key", "t, s := {}, 0", "t.a = 1", "s = len(t)", "print(s)", "0 1", NULL},
    {"what a channel holds", "s := 0; ch := make(chan int, 1)", "select case ch <- 1: default: end", "s = len(ch)", "print(s)", "0 1",
     NULL},
    {"a named result that another goroutine sets", "s := 0; f := func() (n int) go func() n = 5 end() runtime.Gosched() return end",
     "s = f()", "", "print(s)", "0 5", NULL},
    {"two appends to what a map holds", "m := {l = {}}", "m.l[#m.l + 1] = 1", "m.l[#m.l + 1] = 1", "print(#m.l)", "1 2",
     "2"},
};

static char *program_of(const Case *c) {
    static const char form[] = "%s\nvar wg sync.WaitGroup\nwg.Add(2)\n"
                               "go func()\n%s\nwg.Done() end()\ngo func()\n%s\nwg.Done() end()\nwg.Wait()\n%s\n";
    size_t size = sizeof form + strlen(c->before) + strlen(c->a) + strlen(c->b) + strlen(c->after);
    char *text = malloc(size);
    assert_non_null(text);
    snprintf(text, size, form, c->before, c->a, c->b, c->after);
    return text;
}

static int compare(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What it can print, a word each; NULL if that cannot be found out in time. */
static char *outcomes(const char *text, bool fine, bool every, uint64_t *schedules) {
    ExploreOptions options = {.source = {.text = text, .length = strlen(text), .name = "@test", .file = true},
                              .fine = fine,
                              .every_schedule = every,
                              .bound = -1,
                              .limit = 100000,
                              .runs = 1,
                              .processes = 1};
    ExploreResult result;
    char *error = NULL, *lines[64];
    WorldEnd end = explore(&options, &result, &error);
    if (end != WORLD_FINISHED) fail_msg("%s: %s", error ? error : "no memory", text);
    if (!result.complete) {
        explore_free(&result);
        return NULL;
    }
    assert_in_range(result.count, 1, 64);
    size_t length = 1;
    for (size_t i = 0; i < result.count; i++) {
        lines[i] = result.outcomes[i].output;
        length += result.outcomes[i].output_length + strlen(result.outcomes[i].text) + 1;
        lines[i][strcspn(lines[i], "\n")] = 0;
        if (!*lines[i]) lines[i] = result.outcomes[i].text;
    }
    qsort(lines, result.count, sizeof *lines, compare);
    char *all = calloc(length, 1);
    assert_non_null(all);
    for (size_t i = 0; i < result.count; i++) {
        if (i && strcmp(lines[i], lines[i - 1]) == 0) continue;
        if (i) strcat(all, " ");
        strcat(all, lines[i]);
    }
    *schedules = result.schedules;
    explore_free(&result);
    return all;
}

static void check(const Case *c, bool fine, const char *expected) {
    char *text = program_of(c);
    uint64_t few, many;
    char *reduced = outcomes(text, fine, false, &few), *all = outcomes(text, fine, true, &many);
    if (getenv("MARK_SHOW"))
        printf("%-45s %s: %llu of %llu\n", c->name, fine ? "fine" : "coarse", (unsigned long long)few,
               (unsigned long long)many);
    assert_non_null(all);
    assert_non_null(reduced);
    if (strcmp(all, expected) != 0 || strcmp(reduced, expected) != 0)
        fail_msg("%s, %s: all schedules give %s, the reduced search %s, expected %s", c->name, fine ? "fine" : "coarse",
                 all, reduced, expected);
    free(reduced);
    free(all);
    free(text);
}

static void test_case(void **state) {
    const Case *c = *state;
    check(c, true, c->fine);
    check(c, false, c->coarse ? c->coarse : c->fine);
}

/* Programs of statements that are chosen by a seed. */
static void test_random(void **state) {
    static const char *const statements[] = {
        "n = n + 1",
        "n += 2",
        "m = n",
        "n, m = m, n",
        "t.a = n",
        "t.a = nil",
        "t.b = (t.b or 0) + 1",
        "n = #t",
        "t[#t + 1] = n",
        "table.remove(t)",
        "table.insert(t, 1, 7)",
        "for k, v in next, t do m = m + v end",
        "for i, v := range t do n += v end",
        "m = t.c",
        "base.c = n",
        "t.c = 5",
        "g = g + 1",
        "n = g",
        "u.t.a = m",
        "u.t = {a = 3}",
        "n = u.t.a or 0",
        "m = fmt.Sprint(t)",
        "f()",
        "function f() n = n * 2 end",
        "mu.Lock() n += 1 mu.Unlock()",
        "select case ch <- n: default: end",
        "select case m = <-ch: default: end",
        "t[n] = m",
        "m = t[n]",
        "x.Add(1)",
        "n = x.Load()",
        "m = rawlen(t)",
        "local o = u; o.t.a = (o.t.a or 0) + 1",
        "if n == 1 then m = 9 end",
        "m = n == 0 and t.a or u.t.a",
    };
    static const char before[] =
        "n, m := 0, 0; g = 0; base := {c = 1}; t := setmetatable({4}, {__index = base}); u := {t = {}}; "
        "f := func() n = n + 10 end; var mu sync.Mutex; var x atomic.Int64; ch := make(chan any, 1)";
    static const char after[] = "print(fmt.Sprint(n, m, g, t, base, u.t, x.Load(), len(ch)))";
    const char *count = getenv("MARK_RANDOM"), *first = getenv("MARK_SEED");
    uint64_t seed = first ? strtoull(first, NULL, 10) : 1, end = seed + (count ? strtoull(count, NULL, 10) : 4);
    (void)state;
    for (; seed < end; seed++) {
        Random random;
        char parts[2][200] = {"", ""};
        random_seed(&random, seed);
        for (int i = 0; i < 4; i++) {
            strcat(parts[i % 2], statements[random_next(&random) % (sizeof statements / sizeof *statements)]);
            strcat(parts[i % 2], "\n");
        }
        Case c = {.before = before, .a = parts[0], .b = parts[1], .after = after};
        for (int fine = 0; fine < 2; fine++) {
            uint64_t few = 0, many = 0;
            char *text = program_of(&c), *reduced = outcomes(text, fine, false, &few),
                 *all = outcomes(text, fine, true, &many);
            if (getenv("MARK_SHOW"))
                printf("%d: %llu of %llu\n", (int)seed, (unsigned long long)few, (unsigned long long)many);
            if (reduced && all && strcmp(reduced, all) != 0)
                fail_msg("seed %d, %s: all schedules give\n%s\nthe reduced search\n%s\n%s", (int)seed,
                         fine ? "fine" : "coarse", all, reduced, text);
            free(text);
            free(reduced);
            free(all);
        }
    }
}

/* Runs a program in a marked world; have all its accesses been told? */
static bool runs_whole(const char *text) {
    WorldOptions options = {.marked = true, .fine = true, .virtual_time = true};
    World *w = world_new(&options);
    assert_non_null(w);
    assert_int_equal(
        world_start(w, &(WorldSource){.text = text, .length = strlen(text), .name = "@test", .file = true}, NULL),
        WORLD_RUNNING);
    assert_int_equal(world_run_to_end(w), WORLD_FINISHED);
    bool whole = world_marks_whole(w);
    world_delete(w);
    return whole;
}

static void test_whole(void **state) {
    (void)state;
    assert_true(runs_whole("local n = 0 go func() n += 1 end() time.Sleep(1) assert(n == 1)"));
    assert_false(runs_whole("local n = 0 debug.setlocal(1, 1, 5) assert(n == 5)"));
    assert_false(runs_whole("assert(load(string.dump(function() return 7 end)))"));
    assert_false(runs_whole("mt = {} go func() mt.__add = print end() time.Sleep(1)"));
}

/* With marks it would have more variables than a function of Lua's may. */
static void test_limit(void **state) {
    (void)state;
    Text text = {0};
    for (int i = 0; i < 200; i++) text_format(&text, "local v%d = {}\n", i);
    text_add_string(&text, "v1.a = {} v1.a.b = 5 assert(v1.a.b == 5)");
    text_add(&text, "", 1);
    assert_false(runs_whole(text.bytes));
    free(text.bytes);
}

int main(void) {
    enum { COUNT = sizeof cases / sizeof *cases };
    struct CMUnitTest tests[COUNT + 3];
    tests[COUNT] = (struct CMUnitTest)cmocka_unit_test(test_random);
    tests[COUNT + 1] = (struct CMUnitTest)cmocka_unit_test(test_whole);
    tests[COUNT + 2] = (struct CMUnitTest)cmocka_unit_test(test_limit);
    for (size_t i = 0; i < COUNT; i++)
        tests[i] = (struct CMUnitTest){
            .name = cases[i].name, .test_func = test_case, .initial_state = (void *)(uintptr_t)&cases[i]};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
