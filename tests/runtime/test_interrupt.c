/* g_interrupt, in each kind of wait: the goroutine is out of it as if it had never come, and those
 * before and after it in the line go on as if it had not. */
#include "tests/runtime/world.h"

typedef struct Wait {
    const char *name;
    Step wait;               /* waits, and says its number when it has been served */
    void (*serve)(World *w); /* serves those who wait, outside of any goroutine ... */
    Step serve_from;         /* ... or in one of its own */
    const char *says;        /* when the one of the three in the middle was interrupted */
} Wait;

static Chan *chan_at(World *w, int i) {
    return &w->chans[i].chan;
}

static RunEnd recv_wait(World *w, G *g, Toy *t) {
    BEGIN;
    RECV(chan_at(w, 0));
    END_IF_INTERRUPTED;
    say(w, "%d=%d", (int)t->me, (int)t->value.as.integer);
    END;
}
static RunEnd recv_serve(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 2; t->i++) {
        SEND(chan_at(w, 0), integer(t->i));
        SLEEP(1);
    }
    END;
}

static RunEnd send_wait(World *w, G *g, Toy *t) {
    BEGIN;
    SEND(chan_at(w, 0), reference(t, 10 + t->me));
    assert_int_equal(t->stack[0] != 0, g->interrupted);
    END_IF_INTERRUPTED;
    say(w, "%d", (int)t->me);
    END;
}
static RunEnd send_serve(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 2; t->i++) {
        RECV(chan_at(w, 0));
        say(w, "got %d", (int)t->stack[--t->depth]);
        SLEEP(1);
    }
    DO(select_wait(w->s, &(SelectCase){.chan = chan_at(w, 0)}, 1, true, &t->chosen, &t->value,
                   &t->ok));
    assert_int_equal(t->chosen, -1);
    END;
}

static RunEnd select_wait_here(World *w, G *g, Toy *t) {
    BEGIN;
    DO(select_wait(w->s, (SelectCase[]){{.chan = chan_at(w, 0)}, {.chan = chan_at(w, 1)}}, 2, false,
                   &t->chosen, &t->value, &t->ok));
    END_IF_INTERRUPTED;
    say(w, "%d=%d", (int)t->me, (int)t->value.as.integer);
    END;
}

static RunEnd nil_wait(World *w, G *g, Toy *t) {
    BEGIN;
    if (t->me == 0) RECV(NULL);
    if (t->me == 1) SEND(NULL, integer(1));
    if (t->me == 2) DO(select_wait(w->s, NULL, 0, false, &t->chosen, &t->value, &t->ok));
    END;
}

static RunEnd sleep_wait(World *w, G *g, Toy *t) {
    BEGIN;
    SLEEP(MS + t->me);
    END_IF_INTERRUPTED;
    say(w, "%d", (int)t->me);
    END;
}

static RunEnd timer_wait(World *w, G *g, Toy *t) {
    BEGIN;
    RECV(chan_at(w, 2));
    END_IF_INTERRUPTED;
    say(w, "%d", (int)t->me);
    END;
}
static void timer_serve(World *w) {
    assert_int_equal(w->timers[0].waiters, 2);
    timer_start(w->s, &w->timers[0], MS, MS);
}

static RunEnd mutex_wait(World *w, G *g, Toy *t) {
    BEGIN;
    DO(mutex_lock(w->s, &w->mutex));
    END_IF_INTERRUPTED;
    say(w, "%d", (int)t->me);
    DO(mutex_unlock(w->s, &w->mutex));
    END;
}
static RunEnd mutex_serve(World *w, G *g, Toy *t) {
    BEGIN;
    DO(mutex_unlock(w->s, &w->mutex));
    END;
}

static RunEnd rlock_wait(World *w, G *g, Toy *t) {
    BEGIN;
    DO(rwmutex_rlock(w->s, &w->rw));
    END_IF_INTERRUPTED;
    say(w, "%d", (int)t->me);
    DO(rwmutex_runlock(w->s, &w->rw));
    END;
}
static RunEnd wlock_wait(World *w, G *g, Toy *t) {
    BEGIN;
    DO(rwmutex_lock(w->s, &w->rw));
    END_IF_INTERRUPTED;
    say(w, "%d", (int)t->me);
    DO(rwmutex_unlock(w->s, &w->rw));
    END;
}
static RunEnd wunlock_serve(World *w, G *g, Toy *t) {
    BEGIN;
    DO(rwmutex_unlock(w->s, &w->rw));
    DO(rwmutex_lock(w->s, &w->rw)); /* nothing is left of those who have gone */
    DO(rwmutex_unlock(w->s, &w->rw));
    END;
}

static RunEnd group_wait(World *w, G *g, Toy *t) {
    BEGIN;
    DO(waitgroup_wait(w->s, &w->wg));
    END_IF_INTERRUPTED;
    assert_int_equal(t->outcome, OP_DONE);
    say(w, "%d", (int)t->me);
    END;
}
static RunEnd group_serve(World *w, G *g, Toy *t) {
    BEGIN;
    DO(waitgroup_add(w->s, &w->wg, -1));
    END;
}

static RunEnd host_wait(World *w, G *g, Toy *t) {
    BEGIN;
    DO(g_park(w->s, WAIT_IO));
    END_IF_INTERRUPTED;
    say(w, "%d", (int)t->me);
    END;
}
static void host_serve(World *w) {
    for (G *g = sched_oldest(w->s); g; g = g->younger) g_ready(w->s, g);
}

static const Wait waits[] = {
    {"chan receive", recv_wait, NULL, recv_serve, "0=0 2=1"},
    {"chan send", send_wait, NULL, send_serve, "got 10 0 got 12 2"},
    {"select", select_wait_here, NULL, recv_serve, "0=0 2=1"},
    {"chan receive (nil chan)", nil_wait, NULL, NULL, ""},
    {"sleep", sleep_wait, NULL, NULL, "0 2"},
    {"chan receive", timer_wait, timer_serve, NULL, "0 2"},
    {"sync.Mutex.Lock", mutex_wait, NULL, mutex_serve, "0 2"},
    {"sync.RWMutex.RLock", rlock_wait, NULL, wunlock_serve, "2 0"},
    {"sync.Mutex.Lock", wlock_wait, NULL, wunlock_serve, "0 2"},
    {"sync.WaitGroup.Wait", group_wait, NULL, group_serve, "2 0"},
    {"IO wait", host_wait, host_serve, NULL, "2 0"},
};

static World *three_waiting(const Wait *k, G *g[3]) {
    World *w = world_new();
    chan_in(w, 0);
    chan_in(w, 0);
    timer_chan(w, 0);
    w->mutex.locked = true;
    assert_true(rwmutex_try_lock(w->s, &w->rw));
    w->wg.counter = 1;
    for (int i = 0; i < 3; i++) g[i] = spawn_last(w, k->wait, i, NULL);
    while (sched_runnable(w->s)) sched_run(w->s, 1);
    assert_string_equal(wait_reason_text(g[0]->reason), k->name);
    return w;
}

static void one_in_the_middle_leaves_as_if_it_had_never_come(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        const Wait *k = &waits[i];
        G *g[3];
        World *w = three_waiting(k, g);
        g_interrupt(w->s, g[1]);
        assert_int_equal(g[1]->status, G_RUNNABLE);
        assert_int_equal(g[1]->outcome, OP_DONE);
        assert_true(g[1]->interrupted);
        sched_run(w->s, 1);
        if (k->serve) k->serve(w);
        if (k->serve_from) spawn_last(w, k->serve_from, 9, NULL);
        if (k->wait == timer_wait)
            while (sched_count(w->s)) sched_run(w->s, 1);
        else
            world_run(w);
        assert_string_equal(w->log, k->says);
        assert_int_equal(sched_count(w->s), k->wait == nil_wait ? 2 : 0);
        world_delete(w);
    }
}

static void when_all_have_left_the_object_is_as_new(void **state) {
    (void)state;
    static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                     {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++)
        for (int o = 0; o < 6; o++) {
            G *g[3];
            World *w = three_waiting(&waits[i], g);
            for (int n = 0; n < 3; n++) g_interrupt(w->s, g[orders[o][n]]);
            assert_int_equal(world_run(w), SCHED_ASLEEP);
            assert_int_equal(sched_count(w->s), 0);
            assert_string_equal(w->log, "");
            assert_int_equal(sched_next_timer(w->s), INT64_MAX);
            assert_int_equal(w->timers[0].waiters, 0);
            for (int c = 0; c < 3; c++) {
                assert_null(chan_at(w, c)->senders.first);
                assert_null(chan_at(w, c)->receivers.first);
            }
            assert_int_equal(w->mutex.waiters + w->mutex.sema.waiting, 0);
            assert_int_equal(w->wg.waiters + w->wg.sema.waiting, 0);
            assert_int_equal(w->rw.reader_sema.waiting + w->rw.writers.waiters, 0);
            assert_int_equal(w->rw.readers, -(1 << 30));
            world_delete(w);
        }
}

static RunEnd hold_read(World *w, G *g, Toy *t) {
    BEGIN;
    DO(rwmutex_rlock(w->s, &w->rw));
    SLEEP(10 * MS);
    say(w, "%d", (int)t->me);
    DO(rwmutex_runlock(w->s, &w->rw));
    END;
}

/* Two read, a writer waits for them, three readers and a writer wait for the writer. When it
 * leaves, the readers join those who read, and the second writer has to wait for all five. */
static void a_writer_that_leaves_lets_the_readers_behind_it_in(void **state) {
    (void)state;
    World *w = world_new();
    for (int i = 0; i < 2; i++) spawn_last(w, hold_read, i, NULL);
    G *writer = spawn_last(w, wlock_wait, 2, NULL);
    for (int i = 3; i < 6; i++) spawn_last(w, hold_read, i, NULL);
    spawn_last(w, wlock_wait, 6, NULL);
    while (sched_runnable(w->s)) sched_run(w->s, 1);
    assert_int_equal(writer->reason, WAIT_RWMUTEX_LOCK);
    g_interrupt(w->s, writer);
    world_run(w);
    assert_int_equal(sched_count(w->s), 0);
    assert_string_equal(w->log + strlen(w->log) - 2, " 6");
    assert_int_equal(w->rw.readers, 0);
    assert_int_equal(w->rw.readers_left, 0);
    assert_int_equal(w->rw.reader_sema.count + w->rw.writer_sema.count, 0);
    assert_false(w->rw.writers.locked);
    world_delete(w);
}

static RunEnd interrupt_other(World *w, G *g, Toy *t) {
    BEGIN;
    g_interrupt(w->s, t->object);
    g_interrupt(w->s, t->object); /* runnable: nothing more happens */
    g_interrupt(w->s, g);         /* itself: nothing at all */
    assert_int_equal(g->status, G_RUNNING);
    assert_true(((G *)t->object)->interrupted && !g->interrupted);
    END;
}

/* Also from a goroutine and under a strategy that holds everything back once: an interrupt is no
 * operation of the one that runs. */
static void a_goroutine_may_interrupt_another(void **state) {
    (void)state;
    for (int seeded = 0; seeded < 2; seeded++) {
        World *w = world_new();
        if (seeded) sched_set_strategy(w->s, &strategy_seeded);
        spawn_last(w, hold_read, 0, NULL);
        while (sched_runnable(w->s)) sched_run(w->s, 1);
        G *writer = spawn_last(w, wlock_wait, 1, NULL);
        while (sched_runnable(w->s)) sched_run(w->s, 1);
        assert_int_equal(writer->reason, WAIT_RWMUTEX_LOCK);
        spawn_last(w, interrupt_other, 0, writer);
        world_run(w);
        assert_int_equal(sched_count(w->s), 0);
        assert_string_equal(w->log, "0");
        world_delete(w);
    }
}

/* ---- All at once ---- */

/* Sends references and receives them, on four channels by turns alone and by select. */
static RunEnd trader(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 40; t->i++) {
        t->n = (int64_t)(sched_random(w->s) % 4);
        memset(t->stack, 0, sizeof t->stack);
        t->stack[0] = t->me; /* in slot 0, once, however often the operation is tried */
        t->depth = 1;
        if (t->n == 0) {
            RECV(chan_at(w, (int)(t->i % 4)));
        } else if (t->n == 1) {
            SEND(chan_at(w, (int)(t->i % 4)), ((Value){.kind = VALUE_REF}));
        } else {
            DO(select_wait(w->s,
                           (SelectCase[]){{.chan = chan_at(w, (int)(t->i % 4))},
                                          {.chan = chan_at(w, (int)(t->me % 4)),
                                           .value = {.kind = VALUE_REF},
                                           .send = true},
                                          {.chan = chan_at(w, (int)((t->i + 2) % 4))},
                                          {.chan = chan_at(w, 4)}},
                           4, false, &t->chosen, &t->value, &t->ok));
        }
        END_IF_INTERRUPTED;
        if (t->n == 0 || (t->n > 1 && t->chosen != 1)) {
            w->counter -= t->value.kind == VALUE_REF;
            if (t->value.kind == VALUE_REF) assert_int_not_equal(t->stack[t->depth - 1], 0);
        } else {
            w->counter++;
            assert_int_equal(t->stack[0], 0);
        }
    }
    END;
}

/* What was sent was received or lies in a buffer, whoever was interrupted; and nobody is left in a
 * line who does not wait. */
static void traders_that_are_interrupted_lose_no_value_and_leave_no_waiter(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 100; seed++) {
        World *w = world_new();
        sched_reseed(w->s, seed);
        if (seed % 2) assert_true(sched_set_strategy(w->s, &strategy_seeded));
        for (int i = 0; i < 4; i++) chan_in(w, (size_t)i);
        timer_chan(w, 0);
        timer_start(w->s, &w->timers[0], MS, MS);
        for (int i = 0; i < 10; i++) spawn(w, trader, i + 1, NULL);
        uint64_t random = seed;
        for (int n = 0; n < 20000 && sched_count(w->s); n++) {
            if (sched_run(w->s, 1) != SCHED_BUDGET || n % 16 == 0) {
                random = random * 6364136223846793005u + 1442695040888963407u;
                G *g = sched_find(w->s, 1 + (random >> 40) % 10);
                if (g) g_interrupt(w->s, g);
            }
        }
        assert_int_equal(sched_count(w->s), 0);
        int64_t lying = 0;
        for (int i = 0; i < 5; i++) {
            assert_null(chan_at(w, i)->senders.first);
            assert_null(chan_at(w, i)->receivers.first);
            if (i == 4) break;
            lying += (int64_t)chan_at(w, i)->count;
            for (int k = 0; k < TOY_BUFFER; k++) lying -= w->chans[i].refs[k] != 0;
            w->counter -= (int64_t)chan_at(w, i)->count;
        }
        assert_int_equal(lying, 0);
        assert_int_equal(w->counter, 0);
        assert_int_equal(w->timers[0].waiters, 0);
        world_delete(w);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_in_the_middle_leaves_as_if_it_had_never_come),
        cmocka_unit_test(when_all_have_left_the_object_is_as_new),
        cmocka_unit_test(a_writer_that_leaves_lets_the_readers_behind_it_in),
        cmocka_unit_test(a_goroutine_may_interrupt_another),
        cmocka_unit_test(traders_that_are_interrupted_lose_no_value_and_leave_no_waiter),
    };
    return cmocka_run_group_tests_name("interrupt", tests, NULL, NULL);
}
