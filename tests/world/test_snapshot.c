/* Snapshots of whole worlds: a program that goes back and runs on again prints the same and leaves the same bytes. */
#include "tests/world/world.h"

enum { ROUNDS = 3 };

/* The rest of a run: what it printed and said, and the world's bytes after it. */
typedef struct Rest {
    char *output, *report;
    Snapshot *bytes;
} Rest;

static Rest run_on(World *w, Reported *reported) {
    Rest rest;
    Capture capture = capture_begin();
    WorldEnd end = world_run_to_end(w);
    rest.output = capture_end(&capture);
    rest.report = reported->bytes;
    *reported = (Reported){0};
    assert_in_range(end, WORLD_FINISHED, WORLD_FATAL);
    rest.bytes = snapshot_take(sched_arena(world_sched(w)));
    return rest;
}

static void rest_free(Rest *rest) {
    free(rest->output);
    free(rest->report);
    snapshot_delete(rest->bytes);
}

static void same_bytes(const Snapshot *a, const Snapshot *b) {
    assert_int_equal(snapshot_size(a), snapshot_size(b));
    /* Both begin with their size. */
    assert_memory_equal(a, b, snapshot_size(a) + sizeof(size_t));
}

static void same_output(const Rest *a, const Rest *b) {
    assert_string_equal(a->output, b->output);
    assert_int_equal(a->report == NULL, b->report == NULL);
    if (a->report) assert_string_equal(a->report, b->report);
}

/* Stops after `turns` turns, and goes back to there. False when the program is over before. The first run finds zeros
 * where the others find what it has left, in bytes that nobody reads; so it has no bytes to compare. */
static bool goes_back_to(const char *text, uint64_t seed, uint32_t turns) {
    char *args[] = {"gosh"};
    Reported reported = {0};
    WorldOptions options = {
        .report = reported_add, .report_arg = &reported, .max_memory = 64 << 20, .seeded = true, .seed = seed, .args = args, .arg_count = 1};
    World *w = world_new(&options);
    assert_non_null(w);
    WorldSource source = {.text = text, .length = strlen(text), .name = "@program"};
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    Capture capture = capture_begin();
    bool stopped = sched_run(world_sched(w), turns) == SCHED_BUDGET;
    free(capture_end(&capture));
    if (stopped) {
        Arena *arena = sched_arena(world_sched(w));
        Snapshot *here = snapshot_take(arena);
        Rest fresh = run_on(w, &reported), first;
        for (int round = 0; round < ROUNDS; round++) {
            snapshot_restore(arena, here);
            Snapshot *again = snapshot_take(arena);
            same_bytes(here, again);
            snapshot_delete(again);
            Rest rest = run_on(w, &reported);
            same_output(&fresh, &rest);
            if (round == 0) {
                first = rest;
                continue;
            }
            same_bytes(first.bytes, rest.bytes);
            rest_free(&rest);
        }
        rest_free(&first);
        rest_free(&fresh);
        snapshot_delete(here);
    }
    world_delete(w);
    return stopped;
}

static void goes_back_from_everywhere(const char *path) {
    char *text = program_text(path);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        uint32_t turns = 0;
        while (goes_back_to(text, seed, turns)) turns += 3;
        assert_true(turns > 15);
    }
    free(text);
}

static void a_program_that_finishes_runs_the_same_again(void **state) {
    (void)state;
    goes_back_from_everywhere("tests/world/busy.gosh");
}

static void a_program_that_deadlocks_runs_the_same_again(void **state) {
    (void)state;
    goes_back_from_everywhere("tests/world/stuck.gosh");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_that_finishes_runs_the_same_again),
        cmocka_unit_test(a_program_that_deadlocks_runs_the_same_again),
    };
    return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
