/* Goroutines that are ended from outside, in whatever they wait: what is left of them, and that all others go on. */
#include "lua/kill.h"
#include "lua/sketch.h"
#include "lua/survey.h"
#include "runtime/runtime.h"
#include "tests/world/world.h"

enum { KILLS_MAX = 1200 };

typedef struct Unlocks {
    size_t count;
} Unlocks;

static void unlocked(void *arg, uint64_t id, const void *lock) {
    (void)id, (void)lock;
    ((Unlocks *)arg)->count++;
}

static World *session_new(uint64_t seed, Reported *reported) {
    static char *args[] = {"gosh"};
    WorldOptions options = {.report = reported_add,
                            .report_arg = reported,
                            .max_memory = 256 << 20,
                            .session = true,
                            .seeded = seed != 0,
                            .virtual_time = true,
                            .seed = seed,
                            .args = args,
                            .arg_count = 1};
    World *w = world_new(&options);
    assert_non_null(w);
    return w;
}

/* Runs an entry to its end. */
static WorldEnd entry(World *w, const char *text) {
    WorldSource source = {.text = text, .length = strlen(text), .name = "=stdin", .session = true};
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    WorldEnd end = world_run_to_end(w);
    world_settle(w, false);
    return end;
}

static const char *gave(World *w, const char *text) {
    static char result[200];
    assert_int_equal(entry(w, text), WORLD_FINISHED);
    Sketch *value = world_result(w, 0);
    snprintf(result, sizeof result, "%s", value ? value->whole.text : "");
    sketch_delete(value);
    return result;
}

static Kill kill_one(World *w, uint64_t id) {
    Kill kill = {.id = id};
    Unlocks unlocks = {0};
    world_kill(w, &kill, 1, unlocked, &unlocks);
    return kill;
}

/* The goroutine that was started last. */
static uint64_t newest(World *w) {
    uint64_t id = 0;
    for (G *g = sched_oldest(world_sched(w)); g; g = g->younger) id = g->id;
    return id;
}

/* ---- While main runs ---- */

static void the_last_one_that_could_wake_main_leaves_it_in_a_deadlock(void **state) {
    (void)state;
    Reported reported = {0};
    World *w = session_new(1, &reported);
    entry(w, "ch := make(chan int)");
    entry(w, "go func() time.Sleep(time.Hour) ch <- 1 end()");
    uint64_t helper = newest(w);
    WorldSource source = {.text = "<-ch", .length = 4, .name = "=stdin", .session = true};
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    sched_run(world_sched(w), 1);
    assert_true(kill_one(w, helper).over);
    assert_int_equal(world_run_to_end(w), WORLD_FATAL);
    assert_non_null(strstr(reported.bytes, "all goroutines are asleep"));
    world_delete(w);
    free(reported.bytes);
}

static void main_itself_can_be_killed(void **state) {
    (void)state;
    Reported reported = {0};
    World *w = session_new(1, &reported);
    entry(w, "var mu sync.Mutex");
    WorldSource source = {.text = "mu.Lock() time.Sleep(time.Hour)", .length = 31, .name = "=stdin", .session = true};
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    sched_run(world_sched(w), 1);
    assert_true(kill_one(w, newest(w)).over);
    assert_int_equal(world_run_to_end(w), WORLD_KILLED);
    assert_string_equal(gave(w, "mu.TryLock()"), "true");
    world_delete(w);
    free(reported.bytes);
}

/* ---- A storm ---- */

/* Each goroutine waits in one of many ways for one of few things, and counts itself out by a deferred call. */
static const char storm[] =
    "chans, mus, rws, conds := {}, {}, {}, {}\n"
    "for i := range 5 do\n"
    "  chans[i] = make(chan int, i % 2) mus[i] = sync.Mutex() rws[i] = sync.RWMutex()\n"
    "  conds[i] = sync.NewCond(mus[i])\n"
    "end\n"
    "var started, ended = 0, 0\n"
    "func pick(list) return list[rand.IntN(5)] end\n"
    "ways := {\n"
    "  func() v := <-pick(chans) end,\n"
    "  func() pick(chans) <- 1 end,\n"
    "  func() for v := range pick(chans) do time.Sleep(time.Millisecond) end end,\n"
    "  func() a, b := pick(chans), pick(chans) select case <-a: case b <- 2: case <-time.After(time.Hour): end end,\n"
    "  func() time.Sleep(time.Duration(rand.IntN(1000)) * time.Second) end,\n"
    "  func() mu := pick(mus) mu.Lock() time.Sleep(time.Minute) mu.Unlock() end,\n"
    "  func() mu := pick(mus) mu.Lock() defer mu.Unlock() v := <-pick(chans) end,\n"
    "  func() rw := pick(rws) rw.RLock() rw.RLock() v := <-pick(chans) rw.RUnlock() rw.RUnlock() end,\n"
    "  func() rw := pick(rws) rw.Lock() v := <-pick(chans) rw.Unlock() end,\n"
    "  func() rw := pick(rws) rw.Lock() defer rw.Unlock() pick(chans) <- 3 end,\n"
    "  func() i := rand.IntN(5) mus[i].Lock() defer mus[i].Unlock() conds[i].Wait() end,\n"
    "  func() i := rand.IntN(5) mus[i].Lock() conds[i].Wait() mus[i].Unlock() end,\n"
    "  func() defer func() mu := pick(mus) mu.Lock() v := <-pick(chans) mu.Unlock() end() pick(chans) <- 4 end,\n"
    "  func() coroutine.wrap(func() defer print() pcall(func() pick(chans) <- 5 end) end)() end,\n"
    "  func() var once sync.Once go once.Do(func() v := <-pick(chans) end) once.Do(print) end,\n"
    "  func() ctx, cancel := context.WithTimeout(context.Background(), time.Hour) defer cancel() <-ctx.Done() end,\n"
    "  func() while true do runtime.Gosched() end end,\n"
    "  func() defer func() select end end() panic(1) end,\n"
    "}\n"
    "func grow(n)\n"
    "  for range n do\n"
    "    way := ways[rand.IntN(#ways) + 1]\n"
    "    started += 1\n"
    "    go func() defer func() ended += 1 end() way() end()\n"
    "  end\n"
    "end\n";

/* What is asked when the storm is over: everything is free and works. */
static const char calm[] =
    "for i := range 5 do\n"
    "  if not mus[i].TryLock() then error(\"mutex \" .. i) end\n"
    "  mus[i].Unlock()\n"
    "  if not rws[i].TryLock() then error(\"rwmutex \" .. i) end\n"
    "  rws[i].Unlock()\n"
    "  while len(chans[i]) > 0 do <-chans[i] end\n"
    "  go func() chans[i] <- i end()\n"
    "  if <-chans[i] ~= i then error(\"channel \" .. i) end\n"
    "  mus[i].Lock()\n"
    "  go func() mus[i].Lock() conds[i].Signal() mus[i].Unlock() end()\n"
    "  conds[i].Wait() mus[i].Unlock()\n"
    "end\n";

/* Numbers in no order that is theirs. */
static uint64_t pick(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static size_t choose(World *w, Kill *kills, uint64_t *state, uint64_t part) {
    size_t count = 0;
    for (G *g = sched_oldest(world_sched(w)); g && count < KILLS_MAX; g = g->younger)
        if (pick(state) % part == 0) kills[count++].id = g->id;
    return count;
}

static void storm_runs(uint64_t seed, char told[200]) {
    static Kill kills[KILLS_MAX];
    uint64_t state = seed;
    Reported reported = {0};
    Unlocks unlocks = {0};
    Capture capture = capture_begin();
    World *w = session_new(seed, &reported);
    assert_int_equal(entry(w, storm), WORLD_FINISHED);
    entry(w, "grow(1000)");
    for (int i = 0; i < 60; i++) {
        size_t count = choose(w, kills, &state, 2 + pick(&state) % 30);
        world_kill(w, kills, count, unlocked, &unlocks);
        int64_t until;
        world_run(w, &until);
        if (i % 10 == 0) entry(w, "grow(100)");
    }
    size_t left = sched_count(world_sched(w));
    for (int i = 0; i < 4 && sched_count(world_sched(w)); i++)
        world_kill(w, kills, choose(w, kills, &state, 1), unlocked, &unlocks);
    assert_int_equal(sched_count(world_sched(w)), 0);
    assert_int_equal(entry(w, calm), WORLD_FINISHED);
    const char *result = gave(w, "string.format('%d of %d', ended, started)");
    snprintf(told, 200, "%s, %zu left, %zu unlocked, %llu turns", result, left, unlocks.count,
             (unsigned long long)sched_turns(world_sched(w)));
    assert_null(reported.bytes);
    world_delete(w);
    free(capture_end(&capture));
    free(reported.bytes);
}

static void after_a_storm_everything_works(void **state) {
    (void)state;
    char told[200];
    for (uint64_t seed = 1; seed <= 40; seed++) {
        storm_runs(seed, told);
        assert_non_null(strstr(told, " of 1600\""));
    }
}

static void a_storm_repeats_itself(void **state) {
    (void)state;
    char first[200], second[200];
    storm_runs(7, first);
    storm_runs(7, second);
    assert_string_equal(first, second);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_one_that_could_wake_main_leaves_it_in_a_deadlock),
        cmocka_unit_test(main_itself_can_be_killed),
        cmocka_unit_test(after_a_storm_everything_works),
        cmocka_unit_test(a_storm_repeats_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
