/* Walks over worlds: what they find, and that they change nothing. */
#include "lua/host.h"
#include "lua/survey.h"
#include "lua/walk.h"
#include "tests/refuse.h"
#include "tests/world/world.h"

/* Runs a program until everything waits, with the clock at rest. */
static World *world_of_text(const char *text) {
    static char *args[] = {"gosh"};
    WorldOptions options = {
        .max_memory = 256 << 20, .seeded = true, .seed = 1, .args = args, .arg_count = 1};
    World *w = world_new(&options);
    assert_non_null(w);
    WorldSource source = {.text = text, .length = strlen(text), .name = "@program"};
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    while (sched_runnable(world_sched(w))) sched_run(world_sched(w), 1);
    return w;
}

static const SurveyHold *hold_of(const Survey *s, const SurveyObject *o, uint64_t goroutine) {
    for (size_t i = 0; i < o->hold_count; i++) {
        const SurveyHold *h = &s->holds[o->hold + i];
        if (s->goroutines[h->goroutine].id == goroutine) return h;
    }
    return NULL;
}

static void holders_are_told_apart_with_the_sides_of_their_views(void **state) {
    (void)state;
    World *w = world_of_text("done, jobs := make(chan int), make(chan int)\n"
                             "var mu sync.Mutex\n"
                             "mu.Lock()\n"
                             "func reader(c <-chan int) <-c end\n"
                             "go reader(jobs)\n"                         /* 2 */
                             "go func(t) t.out <- 1 end({out = done})\n" /* 3 */
                             "go func() <-done mu.Lock() end()\n"        /* 4: takes it */
                             "go func() mu.Lock() jobs <- 1 end()\n"     /* 5 */
                             "for range 20 do runtime.Gosched() end\n"
                             "done = nil\n"
                             "select end\n");
    Survey *s = survey_take(w, SURVEY_HOLDERS);
    assert_false(s->partial);
    assert_int_equal(s->goroutine_count, 4);
    assert_int_equal(s->object_count, 2); /* jobs and mu; done has been used */
    const SurveyObject *jobs = &s->objects[0], *mu = &s->objects[1];
    assert_int_equal(jobs->kind, SURVEY_CHAN);
    assert_int_equal(mu->kind, SURVEY_MUTEX);
    const SurveyHold *h = hold_of(s, jobs, 2);
    assert_true(h && h->direct && h->can_receive && !h->can_send);
    assert_string_equal(h->name, "c");
    h = hold_of(s, jobs, 1);
    assert_true(h && h->direct && h->can_receive && h->can_send);
    assert_string_equal(h->name, "jobs");
    assert_non_null(hold_of(s, jobs, 5));
    assert_null(hold_of(s, jobs, 4));
    h = hold_of(s, mu, 5);
    assert_true(h && h->direct);
    assert_string_equal(h->name, "mu");
    assert_null(hold_of(s, mu, 2));
    survey_delete(s);
    world_delete(w);
}

/* What a world consists of that makes a walk's way long. */
enum { LEAKED = 5 };
static const char everything[] =
    "ch, full, wg := make(chan int), make(chan any, 3), sync.WaitGroup{}\n"
    "weak := setmetatable({}, {__mode = 'v', __gc = func() print('no') end})\n"
    "weak.gone = {}\n"
    "ephemeron := setmetatable({}, {__mode = 'k'})\n"
    "ephemeron[{}] = {ch}\n"
    "full <- {ch}\n"
    "full <- func() return ch end\n"
    "co := coroutine.create(func(...) defer print(ch) local held <close> = nil "
    "coroutine.yield(...) end)\n"
    "coroutine.resume(co, ch, {})\n"
    "func deep(n) if n == 0 then <-ch end return 1 + deep(n - 1) end\n"
    "wg.Add(1)\n"
    "go deep(1000)\n"
    "go func() defer close(ch) defer func() recover() wg.Wait() end() panic({ch}) end()\n"
    "go func(v <-chan int) (r int) defer func() r = <-v end() end(ch)\n"
    "time.AfterFunc(time.Hour, func() ch <- 1 end)\n"
    "after := time.After(time.Hour)\n"
    "go func() own := make(chan any, 1) own <- {} ch := {own} ch[1] <- ch end()\n"
    "func long() select case <-ch: case <-after: case full <- {1}: end end\n"
    "go long()\n"
    "for range 20 do runtime.Gosched() end\n"
    "select end\n";

static void all_that_the_collector_keeps_is_reached(void **state) {
    (void)state;
    char *text = program_text("tests/world/places.gosh");
    World *w = world_of_text(text);
    free(text);
    lua_State *L = world_lua(w);
    for (int i = 0; i < 3; i++) lua_gc(L, LUA_GCCOLLECT);
    Walk *walk = walk_new(w, &(WalkRules){0});
    for (G *g = sched_oldest(world_sched(w)); g; g = g->younger) walk_goroutine(walk, g, 1);
    walk_registry(walk, 1);
    walk_run(walk);
    assert_false(walk_failed(walk));
    int found = 0;
    lua_getglobal(L, "noted");
    lua_pushnil(L);
    for (; lua_next(L, -2); lua_pop(L, 1), found++)
        if (!walk_label(walk, lua_topointer(L, -1)))
            fail_msg("not reached: %s", lua_tostring(L, -2));
    assert_true(found > 50);
    walk_delete(walk);
    world_delete(w);
}

enum { ALL = SURVEY_OBJECTS | SURVEY_HOLDERS | SURVEY_LEAKS };

static void same_bytes(const Snapshot *a, const Snapshot *b) {
    assert_int_equal(snapshot_size(a), snapshot_size(b));
    /* Both begin with their size. */
    assert_memory_equal(a, b, snapshot_size(a) + sizeof(size_t));
}

static void a_survey_leaves_every_byte_of_the_world_as_it_is(void **state) {
    (void)state;
    World *w = world_of_text(everything);
    Arena *arena = sched_arena(world_sched(w));
    size_t in_use = arena_in_use(arena);
    uint64_t allocated = arena_allocated(arena), freed = arena_freed(arena);
    survey_delete(survey_take(w, ALL)); /* leaves something above the tops of stacks */
    Snapshot *before = snapshot_take(arena);
    Survey *s = survey_take(w, ALL);
    assert_false(s->partial);
    survey_delete(s);
    Snapshot *after = snapshot_take(arena);
    same_bytes(before, after);
    assert_int_equal(arena_in_use(arena), in_use);
    assert_int_equal(arena_allocated(arena), allocated);
    assert_int_equal(arena_freed(arena), freed);
    snapshot_delete(before);
    snapshot_delete(after);
    world_delete(w);
}

/* What a run prints from here to its end, and how many blocks it allocates. */
static char *run_on(World *w, uint64_t *allocated) {
    Capture capture = capture_begin();
    world_run_to_end(w);
    *allocated = arena_allocated(sched_arena(world_sched(w)));
    return capture_end(&capture);
}

/* Surveys after `turns` turns; false when the program is over before. */
static bool goes_on_as_without(const char *text, uint32_t turns) {
    char *args[] = {"gosh"};
    WorldOptions options = {
        .max_memory = 64 << 20, .seeded = true, .seed = 3, .args = args, .arg_count = 1};
    World *w = world_new(&options);
    assert_non_null(w);
    WorldSource source = {.text = text, .length = strlen(text), .name = "@program"};
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    Capture capture = capture_begin();
    bool stopped = sched_run(world_sched(w), turns) == SCHED_BUDGET;
    free(capture_end(&capture));
    if (stopped) {
        uint64_t allocated, allocated_without;
        Snapshot *here = snapshot_take(sched_arena(world_sched(w)));
        survey_delete(survey_take(w, SURVEY_HOLDERS | SURVEY_LEAKS));
        char *output = run_on(w, &allocated);
        snapshot_restore(sched_arena(world_sched(w)), here);
        char *without = run_on(w, &allocated_without);
        assert_string_equal(output, without);
        assert_int_equal(allocated, allocated_without);
        free(output);
        free(without);
        snapshot_delete(here);
    }
    world_delete(w);
    return stopped;
}

static void a_program_goes_on_as_if_nobody_had_looked(void **state) {
    (void)state;
    char *text = program_text("tests/world/busy.gosh");
    uint32_t turns = 0;
    while (goes_on_as_without(text, turns)) turns += 3;
    assert_true(turns > 15);
    free(text);
}

/* Whatever else is found out, nobody is called leaked who is not. */
static void check_leaked(const Survey *s) {
    size_t leaked = 0;
    for (size_t i = 0; i < s->goroutine_count; i++) {
        leaked += s->goroutines[i].leaked;
        assert_true(!s->goroutines[i].leaked || s->goroutines[i].id == LEAKED);
    }
    assert_int_equal(leaked, s->leaked);
    assert_true(leaked == 1 || s->partial);
}

static void without_memory_a_survey_is_partial_or_none(void **state) {
    (void)state;
    World *w = world_of_text(everything);
    survey_delete(survey_take(w, ALL));
    Arena *arena = sched_arena(world_sched(w));
    Snapshot *before = snapshot_take(arena);
    refuse(&refused_heap, SIZE_MAX, SIZE_MAX);
    survey_delete(survey_take(w, ALL));
    size_t total = refused_heap.seen;
    assert_true(total > 10);
    for (size_t i = 0; i < 2 * total; i++) {
        refuse(&refused_heap, i / 2, i % 2 ? SIZE_MAX : i / 2 + 1);
        Survey *s = survey_take(w, ALL);
        refuse(&refused_heap, SIZE_MAX, SIZE_MAX);
        if (s) check_leaked(s);
        survey_delete(s);
    }
    Snapshot *after = snapshot_take(arena);
    same_bytes(before, after);
    snapshot_delete(before);
    snapshot_delete(after);
    world_delete(w);
}

/* A TextSink. */
static void nowhere(void *arg, const char *bytes, size_t length) {
    (void)arg, (void)bytes, (void)length;
}

static void without_memory_a_report_tells_what_it_can(void **state) {
    (void)state;
    World *w = world_of_text(everything);
    assert_int_equal(world_leaks(w, nowhere, NULL), 1);
    refuse(&refused_heap, SIZE_MAX, SIZE_MAX);
    world_leaks(w, nowhere, NULL);
    size_t total = refused_heap.seen;
    for (size_t i = 0; i < 2 * total; i++) {
        refuse(&refused_heap, i / 2, i % 2 ? SIZE_MAX : i / 2 + 1);
        size_t told = world_leaks(w, nowhere, NULL);
        world_leaks_notice(w, nowhere, NULL);
        refuse(&refused_heap, SIZE_MAX, SIZE_MAX);
        assert_in_range(told, 0, 1);
    }
    world_delete(w);
}

/* A TextSink. */
static void no_nil(void *arg, const char *bytes, size_t length) {
    (void)arg;
    assert_null(memmem(bytes, length, "nil", 3));
}

static void without_memory_no_channel_is_called_nil(void **state) {
    (void)state;
    World *w = world_of_text("do local a, b = make(chan int), make(chan int)\n"
                             "go func() select case <-a: case <-b: end end() end\n"
                             "runtime.Gosched()");
    refuse(&refused_heap, SIZE_MAX, SIZE_MAX);
    assert_int_equal(world_leaks(w, no_nil, NULL), 1);
    size_t total = refused_heap.seen;
    for (size_t i = 0; i < 2 * total; i++) {
        refuse(&refused_heap, i / 2, i % 2 ? SIZE_MAX : i / 2 + 1);
        world_leaks(w, no_nil, NULL);
        refuse(&refused_heap, SIZE_MAX, SIZE_MAX);
    }
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holders_are_told_apart_with_the_sides_of_their_views),
        cmocka_unit_test(all_that_the_collector_keeps_is_reached),
        cmocka_unit_test(a_survey_leaves_every_byte_of_the_world_as_it_is),
        cmocka_unit_test(a_program_goes_on_as_if_nobody_had_looked),
        cmocka_unit_test(without_memory_a_survey_is_partial_or_none),
        cmocka_unit_test(without_memory_a_report_tells_what_it_can),
        cmocka_unit_test(without_memory_no_channel_is_called_nil),
    };
    return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
