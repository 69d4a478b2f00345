/* Sketches of all kinds of values: however little memory there is, and however large a value is, a sketch keeps to its size;
 * and looking at variables changes nothing in the world. */
#include "lua/host.h"
#include "lua/sketch.h"
#include "lua/vars.h"
#include "tests/refuse.h"
#include "tests/world/world.h"

enum { PARTS = 2500, BYTES = 300000, MORE_THAN_IT_TAKES = 100000 };

static const char values[] =
    "ch := make(chan int, 3) go func() <-make(chan int) end() "
    "func add(a, b int) (int, error) defer print() return a + b, nil end "
    "ctx, cancel := context.WithTimeout(context.Background(), time.Hour) "
    "co := coroutine.create(function(x) end) "
    "var mu sync.Mutex var wg sync.WaitGroup mu.Lock() "
    "said := setmetatable({}, {__name = 'P', __index = {String = func(p) return ('words'):rep(100) end}}) "
    "failing := setmetatable({}, {__tostring = func(p) error('no words') end}) "
    "wide := {} for i := range 3000 do wide[i + 1] = {i, tostring(i)} wide['k' .. i] = {wide, i} end "
    "deep := {} for range 100 do deep = {deep, name = deep, [1.5] = 'x'} end "
    "all := {1, 2.5, 'text', ('long'):rep(1000), true, nil, ch, add, ctx, cancel, co, mu, wg, said, failing, wide, deep, "
    "  io.EOF, fmt.Errorf('a: %w', errors.Join(io.EOF, errors.New('b'))), print, math, _G, io.stdout, time.Second, "
    "  time.After(time.Hour), load('return 1'), struct{}{}, [ch] = 1, [add] = 2, [{}] = 3, [false] = 4, ['a b'] = 5} "
    "all.self = all";

static World *world_with_values(Reported *reported) {
    static char *args[] = {"gosh"};
    WorldOptions options = {.report = reported_add,
                            .report_arg = reported,
                            .max_memory = 256 << 20,
                            .session = true,
                            .virtual_time = true,
                            .args = args,
                            .arg_count = 1};
    World *w = world_new(&options);
    assert_non_null(w);
    WorldSource source = {.text = values, .length = strlen(values), .name = "=stdin", .session = true};
    if (world_start(w, &source, NULL) != WORLD_RUNNING) fail_msg("%s", world_error(w));
    assert_int_equal(world_run_to_end(w), WORLD_FINISHED);
    return w;
}

static void push(World *w, const char *name) {
    lua_getglobal(world_lua(w), name);
}

static size_t parts_count(const SketchPart *p, size_t *bytes) {
    size_t count = 1;
    assert_non_null(p->text);
    *bytes += strlen(p->text) + (p->key ? strlen(p->key) : 0);
    for (const SketchPart *in = p->first; in; in = in->next) count += parts_count(in, bytes);
    return count;
}

static void check(Sketch *s) {
    size_t bytes = 0;
    if (!s) return;
    assert_in_range(parts_count(&s->whole, &bytes), 1, PARTS);
    assert_in_range(bytes, !s->partial, BYTES);
    sketch_delete(s);
}

static void a_sketch_keeps_to_its_size(void **state) {
    (void)state;
    Reported reported = {0};
    World *w = world_with_values(&reported);
    static const char *const names[] = {"all", "wide", "deep", "said", "failing"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int top = lua_gettop(world_lua(w));
        push(w, names[i]);
        Sketch *s = sketch_new(w, -1, "_", SKETCH_FULL);
        assert_non_null(s);
        check(s);
        assert_int_equal(lua_gettop(world_lua(w)), top + 1);
        lua_settop(world_lua(w), top);
    }
    world_delete(w);
    free(reported.bytes);
}

static void a_lack_of_memory_is_survived(void **state) {
    (void)state;
    Reported reported = {0};
    World *w = world_with_values(&reported);
    push(w, "all");
    for (int arena = 0; arena < 2; arena++) {
        Refused *refused = arena ? &refused_arena : &refused_heap;
        size_t from = 0;
        do {
            refuse(refused, from, SIZE_MAX);
            Sketch *s = sketch_new(w, -1, "_", SKETCH_FULL);
            from = refused->seen < from ? MORE_THAN_IT_TAKES : from + 1 + from / 16;
            refuse(refused, SIZE_MAX, SIZE_MAX);
            check(s);
        } while (from < MORE_THAN_IT_TAKES);
    }
    Sketch *s = sketch_new(w, -1, "_", SKETCH_FULL);
    assert_int_equal(s->whole.kind, SKETCH_TABLE);
    check(s);
    world_delete(w);
    free(reported.bytes);
}

static void looking_at_variables_takes_no_memory_of_the_world(void **state) {
    (void)state;
    Reported reported = {0};
    World *w = world_with_values(&reported);
    Arena *arena = sched_arena(world_sched(w));
    uint64_t allocated = arena_allocated(arena), freed = arena_freed(arena), turns = sched_turns(world_sched(w));
    Variables v = vars_list(w);
    Variable *chosen[] = {&v.list[0], &v.list[1]};
    vars_look(w, chosen, 2);
    assert_non_null(v.list[1].value);
    assert_null(v.list[2].value);
    assert_int_equal(arena_allocated(arena), allocated);
    assert_int_equal(arena_freed(arena), freed);
    assert_int_equal(sched_turns(world_sched(w)), turns);
    assert_in_range(v.count, 12, 20);
    for (size_t i = 0; i < v.count; i++) assert_non_null(v.list[i].type);
    assert_string_equal(v.list[0].name, "all");
    assert_string_equal(v.list[v.count - 1].name, "cancel");
    vars_free(&v);
    for (size_t from = 0; from < 200; from++) {
        refuse(&refused_heap, from, SIZE_MAX);
        v = vars_list(w);
        if (v.count) vars_look(w, &(Variable *){v.list}, 1);
        refuse(&refused_heap, SIZE_MAX, SIZE_MAX);
        vars_free(&v);
    }
    assert_null(reported.bytes);
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sketch_keeps_to_its_size),
        cmocka_unit_test(a_lack_of_memory_is_survived),
        cmocka_unit_test(looking_at_variables_takes_no_memory_of_the_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
