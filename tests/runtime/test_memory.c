/* No memory: every allocation of a busy program is refused in turn, once and for good, and each
 * time the operation says so, nothing of it has happened, and the world goes on. */
#include "tests/runtime/world.h"

static Chan *chan_at(World *w, int i) {
    return &w->chans[i].chan;
}

/* Does an operation again, after a while, until there is memory for it. */
#define INSIST(operation)                                                                          \
    do {                                                                                           \
        DO(operation);                                                                             \
        if (t->outcome != OP_NO_MEMORY) break;                                                     \
        w->moves++; /* counted as a refusal */                                                     \
        arena_fail_after(w->arena, SIZE_MAX);                                                      \
    } while (true)

static RunEnd selector(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 3; t->i++) {
        INSIST(select_wait(w->s,
                           (SelectCase[]){{.chan = chan_at(w, 0)},
                                          {.chan = chan_at(w, 1)},
                                          {.chan = chan_at(w, 2)}},
                           3, false, &t->chosen, &t->value, &t->ok));
        assert_int_equal(t->outcome, OP_DONE);
        assert_true(t->ok);
        w->counter++;
    }
    END;
}

static RunEnd sender(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 3; t->i++) {
        INSIST(sleep_for(w->s, MS * (1 + t->me)));
        SEND(chan_at(w, t->me % 2 ? 1 : 0), integer(t->i));
        w->counter++;
    }
    END;
}

static RunEnd ticked(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 2; t->i++) {
        INSIST(chan_recv(w->s, chan_at(w, 3), &t->value, &t->ok));
        assert_int_equal(t->outcome, OP_DONE);
        w->counter++;
    }
    timer_stop(w->s, &w->timers[1]);
    END;
}

static void fired(Sched *s, Timer *t) {
    (void)s;
    ((World *)t->arg)->counter++;
}

static RunEnd busy_main(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 6; t->i++) {
        while (!spawn(w, selector, t->i, NULL)) {
            w->moves++;
            arena_fail_after(w->arena, SIZE_MAX);
        }
        while (!spawn_last(w, sender, t->i, NULL)) {
            w->moves++;
            arena_fail_after(w->arena, SIZE_MAX);
        }
    }
    while (!spawn(w, ticked, 0, NULL)) {
        w->moves++;
        arena_fail_after(w->arena, SIZE_MAX);
    }
    for (t->i = 2; t->i < 4; t->i++) {
        w->timers[t->i] = (Timer){.fire = fired, .arg = w};
        while (!timer_start(w->s, &w->timers[t->i], MS, 0)) {
            assert_false(w->timers[t->i].active);
            assert_false(timer_stop(w->s, &w->timers[t->i]));
            w->moves++;
            arena_fail_after(w->arena, SIZE_MAX);
        }
    }
    END;
}

/* One run in which the allocation number `n` is refused. False when there were not so many. */
static bool run_with_refusal(size_t n, bool seeded) {
    Arena *a = arena_new((size_t)1 << 20, 0);
    arena_fail_after(a, n);
    World *w = world_in(a);
    if (!w) {
        assert_int_equal(arena_in_use(a), 0);
        arena_delete(a);
        return true;
    }
    for (int i = 0; i < 2; i++) chan_in(w, 0);
    timer_chan(w, 0);
    timer_chan(w, 1);
    assert_true(timer_start(w->s, &w->timers[1], MS, MS)); /* nobody waits: needs no room */
    if (seeded)
        while (!sched_set_strategy(w->s, &strategy_seeded)) {
            w->moves++;
            arena_fail_after(w->arena, SIZE_MAX);
        }
    G *g;
    while (!(g = spawn_last(w, busy_main, 0, NULL))) {
        assert_int_equal(sched_count(w->s), 0);
        w->moves++;
        arena_fail_after(w->arena, SIZE_MAX);
    }
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_int_equal(sched_count(w->s), 0);
    assert_int_equal(w->counter, 6 * 3 * 2 + 2 + 2);
    for (int i = 0; i < 4; i++) {
        assert_null(chan_at(w, i)->receivers.first);
        assert_null(chan_at(w, i)->senders.first);
    }
    assert_int_equal(sched_next_timer(w->s), INT64_MAX);
    bool refused = w->moves != 0;
    assert_true(w->moves <= 1);
    arena_delete(a);
    return refused;
}

static void each_allocation_may_be_refused(void **state) {
    (void)state;
    for (int seeded = 0; seeded < 2; seeded++) {
        size_t n = 0;
        while (run_with_refusal(n, seeded)) n++;
        assert_in_range(n, 15, 1000);
    }
}

/* ---- Refused for good ---- */

static RunEnd refused(World *w, G *g, Toy *t) {
    BEGIN;
    arena_fail_after(w->arena, 0);
    assert_null(spawn(w, refused, 0, NULL));
    assert_null(spawn_last(w, refused, 0, NULL));
    assert_int_equal(sched_count(w->s), 1);
    DO(sleep_for(w->s, 1));
    assert_int_equal(t->outcome, OP_NO_MEMORY);
    DO(select_wait(w->s, (SelectCase[]){{.chan = chan_at(w, 0)}, {.chan = chan_at(w, 1)}}, 2, false,
                   &t->chosen, &t->value, &t->ok));
    assert_int_equal(t->outcome, OP_NO_MEMORY);
    DO(chan_recv(w->s, chan_at(w, 1), &t->value, &t->ok));
    assert_int_equal(t->outcome, OP_NO_MEMORY);
    assert_int_equal(w->timers[0].waiters, 0);
    assert_false(sched_set_strategy(w->s, &strategy_seeded));
    for (int i = 0; i < 2; i++) {
        assert_null(chan_at(w, i)->receivers.first);
        assert_null(chan_at(w, i)->senders.first);
    }
    assert_int_equal(g->waiter_count, 0);
    assert_int_equal(g->status, G_RUNNING);
    /* What needs no memory goes on. */
    DO(mutex_lock(w->s, &w->mutex));
    DO(mutex_unlock(w->s, &w->mutex));
    GOSCHED();
    say(w, "done");
    RECV(chan_at(w, 0));
    END;
}

static void what_needs_memory_says_so_and_the_rest_goes_on(void **state) {
    (void)state;
    World *w = world_new();
    chan_in(w, 0);
    timer_chan(w, 0);
    world_says(w, refused, "done");
    assert_non_null(chan_at(w, 0)->receivers.first);
    world_delete(w);
}

static RunEnd wait_for_ever(World *w, G *g, Toy *t) {
    BEGIN;
    RECV(NULL);
    END;
}

static void a_world_full_of_goroutines_recovers_when_some_end(void **state) {
    (void)state;
    Arena *a = arena_new((size_t)1 << 20, 0);
    World *w = world_in(a);
    size_t count = 0;
    while (spawn(w, wait_for_ever, 0, NULL)) count++;
    assert_true(count > 500);
    world_run(w);
    assert_int_equal(sched_count(w->s), count);
    for (uint64_t id = 1; id <= 10; id++) {
        g_interrupt(w->s, sched_find(w->s, id));
    }
    world_run(w);
    assert_int_equal(sched_count(w->s), count - 10);
    for (int i = 0; i < 10; i++) assert_non_null(spawn(w, wait_for_ever, 0, NULL));
    assert_null(spawn(w, wait_for_ever, 0, NULL));
    world_run(w);
    arena_delete(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_allocation_may_be_refused),
        cmocka_unit_test(what_needs_memory_says_so_and_the_rest_goes_on),
        cmocka_unit_test(a_world_full_of_goroutines_recovers_when_some_end),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
