/* Dumps of a world by SIGQUIT: made when there is no memory at all, they are what they are with memory, and change nothing. */
#include "runtime/posix.h"
#include "tests/refuse.h"
#include "tests/world/world.h"

/* Every kind of goroutine that a dump can meet: main sleeps. */
static const char crowd[] =
    "func cleanup(c chan int) <-c end\n"
    "func wait(c chan int) <-c return 1 end\n"
    "func deep(n int, c chan int) if n == 0 then <-c end if n > 0 then deep(n - 1, c) end end\n"
    "func unwinds(c chan int) defer cleanup(c) runtime.Goexit() end\n"
    "func panics(c chan int) defer cleanup(c) panic(\"a panic\") end\n"
    "func returned(c chan int) defer cleanup(c) return 1 end\n"
    "c := make(chan int)\n"
    "var mu sync.Mutex\n"
    "mu.Lock()\n"
    "go wait(c)\n"
    "go deep(30, c)\n"
    "go deep(500, c)\n"
    "go unwinds(c)\n"
    "go panics(c)\n"
    "go returned(c)\n"
    "go mu.Lock()\n"
    "go pcall(wait, c)\n"
    "go func() coroutine.wrap(func() wait(c) end)() end()\n"
    "go func() load(\"return ...\", \"@a\\nb\")(wait(c)) end()\n"
    "go time.Sleep(3600 * time.Second)\n"
    "for range 50 do go wait(c) end\n"
    "time.Sleep(1)\n"
    "go wait(c)\n"
    "time.Sleep(3600 * time.Second)\n";

enum { GOROUTINES = 63 };

typedef struct Dump {
    char bytes[100000];
    size_t length;
} Dump;

static void dump_add(void *dump, const char *bytes, size_t length) {
    Dump *d = dump;
    assert_in_range(d->length + length, 0, sizeof d->bytes - 1);
    memcpy(d->bytes + d->length, bytes, length);
    d->length += length;
    d->bytes[d->length] = '\0';
}

static World *world_with(const char *text, Dump *dump) {
    const WorldOptions options = {.max_memory = 64 << 20, .report = dump_add, .report_arg = dump};
    const WorldSource source = {.text = text, .length = strlen(text), .name = "@program"};
    World *w = world_new(&options);
    assert_non_null(w);
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    int64_t until;
    assert_int_equal(world_run(w, &until), WORLD_RUNNING);
    while (sched_count(world_sched(w)) < GOROUTINES) {
        posix_wait(world_mailbox(w), until, -1);
        assert_int_equal(world_run(w, &until), WORLD_RUNNING);
    }
    return w;
}

static void dump_now(World *w, bool end) {
    int64_t until;
    world_quit(w, end);
    assert_true(world_quit_waits(w));
    assert_int_equal(world_run(w, &until), end ? WORLD_FATAL : WORLD_RUNNING);
    assert_false(world_quit_waits(w));
}

static size_t headers(const char *text) {
    size_t count = 0;
    for (; (text = strstr(text, "\n\ngoroutine ")); text += 2) count++;
    return count;
}

static void without_memory_it_is_the_same(void **state) {
    (void)state;
    static Dump first, second;
    World *w = world_with(crowd, &first);
    refuse(&refused_arena, 0, SIZE_MAX);
    refuse(&refused_heap, 0, SIZE_MAX);
    dump_now(w, false);
    refuse(&refused_arena, SIZE_MAX, SIZE_MAX);
    refuse(&refused_heap, SIZE_MAX, SIZE_MAX);
    second = first;
    first.length = 0;
    dump_now(w, false);
    assert_int_equal(headers(first.bytes), GOROUTINES);
    assert_string_equal(first.bytes, second.bytes);
    world_delete(w);
}

static void it_takes_no_memory_of_the_world(void **state) {
    (void)state;
    static Dump dump;
    World *w = world_with(crowd, &dump);
    size_t before = arena_in_use(sched_arena(world_sched(w)));
    dump_now(w, false);
    assert_int_equal(arena_in_use(sched_arena(world_sched(w))), before);
    world_delete(w);
}

static void of_a_frozen_world_it_is_the_same(void **state) {
    (void)state;
    static Dump first, second;
    World *w = world_with(crowd, &first);
    dump_now(w, false);
    world_quit_frozen(w, dump_add, &second);
    assert_string_equal(first.bytes, second.bytes);
    world_delete(w);
}

static void it_may_be_the_end(void **state) {
    (void)state;
    static Dump dump;
    World *w = world_with(crowd, &dump);
    dump_now(w, true);
    assert_true(world_exited(w));
    assert_int_equal(world_exit_code(w), 2);
    world_delete(w);
}

static void it_can_be_taken_back(void **state) {
    (void)state;
    static Dump dump;
    World *w = world_with(crowd, &dump);
    int64_t until;
    world_quit(w, true);
    assert_true(world_quit_cancel(w));
    assert_false(world_quit_cancel(w));
    assert_int_equal(world_run(w, &until), WORLD_RUNNING);
    assert_int_equal(dump.length, 0);
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_memory_it_is_the_same),
        cmocka_unit_test(it_takes_no_memory_of_the_world),
        cmocka_unit_test(of_a_frozen_world_it_is_the_same),
        cmocka_unit_test(it_may_be_the_end),
        cmocka_unit_test(it_can_be_taken_back),
    };
    return cmocka_run_group_tests_name("quit", tests, NULL, NULL);
}
