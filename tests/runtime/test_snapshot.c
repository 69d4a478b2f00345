/* Snapshots: a world that goes back and runs on again does the same, to the byte. */
#include "tests/runtime/world.h"

static RunEnd worker(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 5; t->i++) {
        DO(mutex_lock(w->s, &w->mutex));
        w->counter++;
        GOSCHED();
        DO(mutex_unlock(w->s, &w->mutex));
        DO(select_wait(
            w->s,
            (SelectCase[]){{.chan = &w->chans[0].chan, .value = integer(t->me), .send = true},
                           {.chan = &w->chans[1].chan},
                           {.chan = &w->chans[2].chan}},
            3, false, &t->chosen, &t->value, &t->ok));
        say(w, "%d.%d", (int)t->me, t->chosen);
        SLEEP((int64_t)(sched_random(w->s) % 3) * MS);
    }
    DO(waitgroup_add(w->s, &w->wg, -1));
    END;
}

static RunEnd feeder(World *w, G *g, Toy *t) {
    BEGIN;
    for (;;) {
        DO(select_wait(
            w->s,
            (SelectCase[]){{.chan = &w->chans[0].chan},
                           {.chan = &w->chans[1].chan, .value = reference(t, 7), .send = true},
                           {.chan = &w->chans[3].chan}},
            3, false, &t->chosen, &t->value, &t->ok));
        t->depth = 0;
        if (t->chosen == 2) break;
        say(w, "f%d", t->chosen);
    }
    END;
}

static RunEnd busy_main(World *w, G *g, Toy *t) {
    BEGIN;
    DO(waitgroup_add(w->s, &w->wg, 4));
    for (int i = 0; i < 4; i++) spawn(w, worker, i, NULL);
    spawn(w, feeder, 0, NULL);
    timer_start(w->s, &w->timers[0], 1 * MS, 2 * MS);
    DO(waitgroup_wait(w->s, &w->wg));
    DO(chan_close(w->s, &w->chans[3].chan));
    timer_stop(w->s, &w->timers[0]);
    say(w, "end");
    END;
}

static World *busy_world(void) {
    World *w = world_new();
    chan_in(w, 0);
    chan_in(w, 1);
    timer_chan(w, 0);
    chan_in(w, 0);
    spawn_last(w, busy_main, 0, NULL);
    return w;
}

static void same_bytes(const Snapshot *a, const Snapshot *b) {
    assert_int_equal(snapshot_size(a), snapshot_size(b));
    /* Both begin with their size. */
    assert_memory_equal(a, b, snapshot_size(a) + sizeof(size_t));
}

static void runs_the_same_again(const Strategy *strategy) {
    World *w = busy_world();
    assert_true(sched_set_strategy(w->s, strategy));
    for (uint32_t turns = 0; turns < 120; turns += 17) {
        if (turns && sched_run(w->s, turns) != SCHED_BUDGET) break;
        Snapshot *before = snapshot_take(w->arena), *after[3];
        for (int round = 0; round < 3; round++) {
            SchedState end = sched_run(w->s, 1000000);
            assert_int_equal(end, SCHED_ASLEEP);
            assert_int_equal(sched_count(w->s), 0);
            assert_string_equal(w->log + w->length - 3, "end");
            after[round] = snapshot_take(w->arena);
            snapshot_restore(w->arena, before);
            Snapshot *again = snapshot_take(w->arena);
            same_bytes(before, again);
            snapshot_delete(again);
        }
        same_bytes(after[0], after[1]);
        same_bytes(after[1], after[2]);
        for (int round = 0; round < 3; round++) snapshot_delete(after[round]);
        snapshot_delete(before);
    }
    world_delete(w);
}

static void under_gos_order_it_runs_the_same_again(void **state) {
    (void)state;
    runs_the_same_again(NULL);
}

static void under_a_seed_it_runs_the_same_again(void **state) {
    (void)state;
    runs_the_same_again(&strategy_seeded);
}

static void another_seed_is_another_run(void **state) {
    (void)state;
    World *w = busy_world();
    sched_set_strategy(w->s, &strategy_seeded);
    Snapshot *before = snapshot_take(w->arena);
    char first[TOY_LOG];
    int different = 0;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        snapshot_restore(w->arena, before);
        sched_reseed(w->s, seed);
        world_run(w);
        if (seed == 1) memcpy(first, w->log, sizeof first);
        different += strcmp(first, w->log) != 0;
    }
    assert_true(different >= 8);
    snapshot_delete(before);
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(under_gos_order_it_runs_the_same_again),
        cmocka_unit_test(under_a_seed_it_runs_the_same_again),
        cmocka_unit_test(another_seed_is_another_run),
    };
    return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
