/* Mutex, RWMutex, WaitGroup, Once and Cond. Where a test compares orders, they are Go 1.23's. */
#include "tests/runtime/world.h"

static void mutex_is_at_rest(const Mutex *m) {
    assert_false(m->locked || m->woken || m->starving);
    assert_int_equal(m->waiters, 0);
    assert_int_equal(m->sema.count, 0);
    assert_int_equal(m->sema.waiting, 0);
    assert_null(m->sema.first);
    assert_null(m->sema.last);
}

static void rwmutex_is_at_rest(const RWMutex *m) {
    mutex_is_at_rest(&m->writers);
    assert_int_equal(m->readers, 0);
    assert_int_equal(m->readers_left, 0);
    assert_int_equal(m->reader_sema.count + m->writer_sema.count, 0);
    assert_null(m->reader_sema.first);
    assert_null(m->writer_sema.first);
}

/* ---- Mutex ---- */

static RunEnd misuse_mutex(World *w, G *g, Toy *t) {
    BEGIN;
    assert_true(mutex_try_lock(w->s, &w->mutex));
    assert_false(mutex_try_lock(w->s, &w->mutex));
    DO(mutex_unlock(w->s, &w->mutex));
    assert_int_equal(t->outcome, OP_DONE);
    DO(mutex_unlock(w->s, &w->mutex));
    assert_int_equal(t->outcome, OP_UNLOCK_OF_UNLOCKED);
    mutex_is_at_rest(&w->mutex);
    say(w, "done");
    END;
}

static void unlocking_an_unlocked_mutex_is_an_error(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, misuse_mutex, "done");
    world_delete(w);
}

static RunEnd hog(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 4; t->i++) {
        DO(mutex_lock(w->s, &w->mutex));
        say(w, "%c", (int)t->me);
        SLEEP(2 * MS);
        DO(mutex_unlock(w->s, &w->mutex));
    }
    END;
}

static RunEnd lock_once(World *w, G *g, Toy *t) {
    BEGIN;
    DO(mutex_lock(w->s, &w->mutex));
    say(w, "%c", (int)t->me);
    DO(mutex_unlock(w->s, &w->mutex));
    END;
}

/* The hog takes the lock again before the woken waiter can; once, for then that has waited over a
 * millisecond. */
static void a_mutex_is_handed_over_to_a_waiter_that_starves(void **state) {
    (void)state;
    World *w = world_new();
    spawn_last(w, hog, 'A', NULL);
    spawn_last(w, lock_once, 'W', NULL);
    world_run(w);
    assert_string_equal(w->log, "A A W A A");
    mutex_is_at_rest(&w->mutex);
    world_delete(w);
}

static RunEnd late_locker(World *w, G *g, Toy *t) {
    BEGIN;
    SLEEP(t->n);
    DO(mutex_lock(w->s, &w->mutex));
    say(w, "%c", (int)t->me);
    DO(mutex_unlock(w->s, &w->mutex));
    END;
}

static void a_starving_mutex_goes_round_in_line_until_nobody_starves(void **state) {
    (void)state;
    World *w = world_new();
    spawn_last(w, hog, 'A', NULL);
    for (int i = 0; i < 3; i++) toy_of(spawn_last(w, late_locker, 'W' + i, NULL))->n = i * MS / 2;
    toy_of(spawn_last(w, late_locker, 'Z', NULL))->n = 3 * MS + MS / 2;
    world_run(w);
    assert_string_equal(w->log, "A A W X Y Z A A");
    mutex_is_at_rest(&w->mutex);
    world_delete(w);
}

static RunEnd ticketed(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 50; t->i++) {
        DO(mutex_lock(w->s, &w->mutex));
        END_IF_INTERRUPTED;
        assert_int_equal(w->counter, 0);
        w->counter = t->me;
        if (sched_random(w->s) % 4 == 0) GOSCHED();
        if (sched_random(w->s) % 4 == 0) SLEEP((int64_t)(sched_random(w->s) % (2 * MS)));
        assert_int_equal(w->counter, t->me);
        w->counter = 0;
        t->interrupted_inside |= g->interrupted;
        DO(mutex_unlock(w->s, &w->mutex));
        if (t->interrupted_inside) return RUN_ENDED;
        if (sched_random(w->s) % 2) GOSCHED();
    }
    END;
}

static RunEnd reader_or_writer(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 50; t->i++) {
        if ((t->n = sched_random(w->s) % 4) != 0) {
            DO(rwmutex_rlock(w->s, &w->rw));
            END_IF_INTERRUPTED;
            assert_true(w->counter >= 0);
            w->counter++;
        } else {
            DO(rwmutex_lock(w->s, &w->rw));
            END_IF_INTERRUPTED;
            assert_int_equal(w->counter, 0);
            w->counter = -1;
        }
        if (sched_random(w->s) % 4 == 0) GOSCHED();
        if (sched_random(w->s) % 4 == 0) SLEEP((int64_t)(sched_random(w->s) % (2 * MS)));
        t->interrupted_inside |= g->interrupted;
        if (t->n != 0) {
            w->counter--;
            DO(rwmutex_runlock(w->s, &w->rw));
        } else {
            assert_int_equal(w->counter, -1);
            w->counter = 0;
            DO(rwmutex_unlock(w->s, &w->rw));
        }
        assert_int_equal(t->outcome, OP_DONE);
        if (t->interrupted_inside) return RUN_ENDED;
    }
    END;
}

/* Runs eight of them, under each strategy and several seeds, with and without interrupts from
 * outside. Nobody may be left behind, and in the end the object is as new. */
static void stress(Step step) {
    for (uint64_t seed = 0; seed < 60; seed++) {
        World *w = world_new();
        sched_reseed(w->s, seed);
        if (seed % 2) assert_true(sched_set_strategy(w->s, &strategy_seeded));
        for (int i = 0; i < 8; i++) spawn(w, step, i + 1, NULL);
        uint64_t random = seed;
        while (sched_run(w->s, 1 + (uint32_t)(seed % 7)) == SCHED_BUDGET) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            if (seed % 3 == 0 || (random >> 33) % 16) continue;
            G *g = sched_find(w->s, 1 + (random >> 40) % 8);
            if (g) g_interrupt(w->s, g);
        }
        assert_int_equal(sched_count(w->s), 0);
        mutex_is_at_rest(&w->mutex);
        rwmutex_is_at_rest(&w->rw);
        world_delete(w);
    }
}

static void one_goroutine_at_a_time_has_a_mutex(void **state) {
    (void)state;
    stress(ticketed);
}

/* ---- RWMutex ---- */

static void a_writer_is_alone_and_readers_are_together(void **state) {
    (void)state;
    stress(reader_or_writer);
}

static RunEnd misuse_rwmutex(World *w, G *g, Toy *t) {
    BEGIN;
    DO(rwmutex_runlock(w->s, &w->rw));
    assert_int_equal(t->outcome, OP_RUNLOCK_OF_UNLOCKED);
    DO(rwmutex_unlock(w->s, &w->rw));
    assert_int_equal(t->outcome, OP_RWUNLOCK_OF_UNLOCKED);
    rwmutex_is_at_rest(&w->rw);
    assert_true(rwmutex_try_rlock(w->s, &w->rw));
    assert_true(rwmutex_try_rlock(w->s, &w->rw));
    assert_false(rwmutex_try_lock(w->s, &w->rw));
    DO(rwmutex_unlock(w->s, &w->rw));
    assert_int_equal(t->outcome, OP_RWUNLOCK_OF_UNLOCKED);
    DO(rwmutex_runlock(w->s, &w->rw));
    DO(rwmutex_runlock(w->s, &w->rw));
    assert_true(rwmutex_try_lock(w->s, &w->rw));
    assert_false(rwmutex_try_lock(w->s, &w->rw));
    assert_false(rwmutex_try_rlock(w->s, &w->rw));
    DO(rwmutex_runlock(w->s, &w->rw));
    assert_int_equal(t->outcome, OP_RUNLOCK_OF_UNLOCKED);
    DO(rwmutex_unlock(w->s, &w->rw));
    assert_int_equal(t->outcome, OP_DONE);
    rwmutex_is_at_rest(&w->rw);
    say(w, "done");
    END;
}

static void an_rwmutex_knows_who_may_unlock_it(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, misuse_rwmutex, "done");
    world_delete(w);
}

static RunEnd write_lock(World *w, G *g, Toy *t) {
    BEGIN;
    DO(rwmutex_lock(w->s, &w->rw));
    END;
}
static RunEnd read_lock(World *w, G *g, Toy *t) {
    BEGIN;
    DO(rwmutex_rlock(w->s, &w->rw));
    END;
}

static void an_rwmutexs_waits_are_called_as_in_go(void **state) {
    (void)state;
    World *w = world_new();
    spawn_last(w, read_lock, 0, NULL);
    G *first = spawn_last(w, write_lock, 0, NULL), *second = spawn_last(w, write_lock, 0, NULL),
      *reader = spawn_last(w, read_lock, 0, NULL);
    world_run(w);
    assert_string_equal(wait_reason_text(first->reason), "sync.RWMutex.Lock");
    assert_string_equal(wait_reason_text(second->reason), "sync.Mutex.Lock");
    assert_string_equal(wait_reason_text(reader->reason), "sync.RWMutex.RLock");
    world_delete(w);
}

/* ---- WaitGroup ---- */

static RunEnd misuse_waitgroup(World *w, G *g, Toy *t) {
    BEGIN;
    DO(waitgroup_wait(w->s, &w->wg)); /* nothing to wait for */
    DO(waitgroup_add(w->s, &w->wg, 2));
    DO(waitgroup_add(w->s, &w->wg, -3));
    assert_int_equal(t->outcome, OP_NEGATIVE_COUNTER);
    DO(waitgroup_add(w->s, &w->wg, 1)); /* as in Go, the counter had moved */
    assert_int_equal(t->outcome, OP_DONE);
    assert_int_equal(w->wg.counter, 0);
    DO(waitgroup_add(w->s, &w->wg, INT64_MIN));
    assert_int_equal(t->outcome, OP_DONE); /* and has 32 bits */
    DO(waitgroup_add(w->s, &w->wg, INT32_MIN));
    assert_int_equal(t->outcome, OP_NEGATIVE_COUNTER);
    say(w, "done");
    END;
}

static void a_waitgroups_counter_is_gos(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, misuse_waitgroup, "done");
    world_delete(w);
}

static RunEnd wait_and_say(World *w, G *g, Toy *t) {
    BEGIN;
    DO(waitgroup_wait(w->s, &w->wg));
    say(w, "%d:%d", (int)t->me, t->outcome == OP_REUSED_BEFORE_WAIT_RETURNED);
    END;
}

static RunEnd reuse_group(World *w, G *g, Toy *t) {
    BEGIN;
    DO(waitgroup_add(w->s, &w->wg, 1));
    spawn(w, wait_and_say, 1, NULL);
    SLEEP(1);
    DO(waitgroup_add(w->s, &w->wg, -1));
    DO(waitgroup_add(w->s, &w->wg, 1)); /* before the waiter has run */
    END;
}

static void a_waitgroup_reused_too_early_is_an_error(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, reuse_group, "1:1");
    world_delete(w);
}

static RunEnd use_group_twice(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 2; t->i++) {
        DO(waitgroup_add(w->s, &w->wg, 1));
        spawn(w, wait_and_say, t->i, NULL);
        SLEEP(1);
        DO(waitgroup_add(w->s, &w->wg, -1));
        SLEEP(1);
    }
    END;
}

static void a_waitgroup_can_be_used_again(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, use_group_twice, "0:0 1:0");
    world_delete(w);
}

/* ---- Once ---- */

static RunEnd do_once(World *w, G *g, Toy *t) {
    BEGIN;
    DO(once_enter(w->s, &w->once));
    if (t->has_parked || !w->once.done) {
        if (!w->once.done) {
            say(w, "%d works", (int)t->me);
            SLEEP(MS);
        }
        t->n = t->me != t->i; /* `i`: who fails */
        DO(once_leave(w->s, &w->once, t->n || w->once.done));
    }
    say(w, "%d", (int)t->me);
    END;
}

static void the_work_of_a_once_is_done_once(void **state) {
    (void)state;
    World *w = world_new();
    for (int i = 1; i <= 3; i++) spawn_last(w, do_once, i, NULL);
    world_run(w);
    assert_string_equal(w->log, "1 works 1 2 3");
    mutex_is_at_rest(&w->once.mutex);
    world_says(w, do_once, "1 works 1 2 3 0");
    world_delete(w);
}

/* ---- Cond ---- */

static RunEnd wait_cond(World *w, G *g, Toy *t) {
    BEGIN;
    DO(mutex_lock(w->s, &w->mutex));
    t->n = cond_ticket(&w->cond);
    DO(mutex_unlock(w->s, &w->mutex));
    if (t->i) GOSCHED(); /* between the halves */
    DO(cond_wait(w->s, &w->cond, (uint32_t)t->n));
    END_IF_INTERRUPTED;
    say(w, "%d", (int)t->me);
    END;
}

static RunEnd signal_at_once(World *w, G *g, Toy *t) {
    BEGIN;
    DO(cond_signal(w->s, &w->cond)); /* nobody: no effect */
    toy_of(spawn(w, wait_cond, 1, NULL))->i = 1;
    GOSCHED();
    assert_int_equal(w->cond.waiters.waiting, 0);
    DO(cond_signal(w->s, &w->cond));
    END;
}

static void a_signal_between_the_halves_of_a_wait_is_not_missed(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, signal_at_once, "1");
    assert_int_equal(sched_count(w->s), 0);
    world_delete(w);
}

static RunEnd signal_two(World *w, G *g, Toy *t) {
    BEGIN;
    for (int i = 0; i < 4; i++) spawn_last(w, wait_cond, i, NULL);
    SLEEP(1);
    DO(cond_signal(w->s, &w->cond));
    SLEEP(1);
    DO(cond_signal(w->s, &w->cond));
    SLEEP(1);
    say(w, "all");
    DO(cond_broadcast(w->s, &w->cond));
    END;
}

static void signals_wake_in_the_order_of_tickets(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, signal_two, "0 1 all 3 2");
    world_delete(w);
}

static RunEnd signal_n(World *w, G *g, Toy *t) {
    BEGIN;
    for (; t->me > 0; t->me--) {
        DO(cond_signal(w->s, &w->cond));
        SLEEP(1);
    }
    END;
}

static void a_waiter_that_leaves_takes_no_signal_with_it(void **state) {
    (void)state;
    for (uint64_t victim = 0; victim < 4; victim++) {
        World *w = world_new();
        for (int i = 0; i < 4; i++) spawn_last(w, wait_cond, i, NULL);
        world_run(w);
        g_interrupt(w->s, sched_find(w->s, victim + 1));
        spawn_last(w, wait_cond, 4, NULL);
        world_run(w);
        spawn_last(w, signal_n, 4, NULL);
        world_run(w);
        char expected[32] = "";
        for (int i = 0; i < 5; i++)
            if (i != (int)victim)
                snprintf(expected + strlen(expected), 4, *expected ? " %d" : "%d", i);
        assert_string_equal(w->log, expected);
        assert_int_equal(w->cond.notified, w->cond.next_ticket);
        world_delete(w);
    }
}

static RunEnd give_back(World *w, G *g, Toy *t) {
    BEGIN;
    cond_leave(&w->cond, cond_ticket(&w->cond));
    END;
}

static void a_ticket_given_back_is_as_if_never_taken(void **state) {
    (void)state;
    World *w = world_new();
    spawn_last(w, wait_cond, 1, NULL);
    spawn_last(w, give_back, 0, NULL);
    spawn_last(w, wait_cond, 2, NULL);
    world_run(w);
    spawn_last(w, signal_n, 2, NULL);
    world_run(w);
    assert_string_equal(w->log, "1 2");
    world_delete(w);
}

static RunEnd take_two(World *w, G *g, Toy *t) {
    BEGIN;
    cond_ticket(&w->cond);
    cond_ticket(&w->cond);
    END;
}

static void no_signal_is_spent_on_a_void_ticket(void **state) {
    (void)state;
    World *w = world_new();
    CondVoid voids[2];
    spawn_last(w, take_two, 0, NULL); /* both between the halves of their waits */
    spawn_last(w, wait_cond, 1, NULL);
    world_run(w);
    assert_false(cond_leave(&w->cond, 0));
    cond_void(&w->cond, &voids[0], 0);
    assert_true(cond_leave(&w->cond, 1)); /* now all others are known */
    spawn_last(w, wait_cond, 2, NULL);
    world_run(w);
    spawn_last(w, signal_n, 2, NULL);
    world_run(w);
    assert_string_equal(w->log, "1 2");
    assert_null(w->cond.voids);
    world_delete(w);
}

/* ---- Locks that are left ---- */

static RunEnd lock_all(World *w, G *g, Toy *t) {
    BEGIN;
    DO(mutex_lock(w->s, &w->mutex));
    DO(rwmutex_rlock(w->s, &w->rw));
    DO(rwmutex_rlock(w->s, &w->rw));
    DO(g_park(w->s, WAIT_SELECT_NO_CASES));
    END;
}

static RunEnd runlock_other(World *w, G *g, Toy *t) {
    BEGIN;
    DO(rwmutex_runlock(w->s, &w->rw));
    END;
}

static void what_a_goroutine_has_left_locked_can_be_unlocked(void **state) {
    (void)state;
    World *w = world_new();
    LocksLeft left;
    spawn_last(w, lock_all, 1, NULL);
    world_run(w);
    G *first = sched_oldest(w->s);
    spawn_last(w, lock_all, 2, NULL);
    spawn_last(w, runlock_other, 3, NULL); /* one of those of the first */
    world_run(w);
    assert_int_equal(w->rw.readers, 1);
    assert_true(locks_leave(first, &left));
    assert_true(mutex_release_left(w->s, &w->mutex, &left));
    assert_false(mutex_release_left(w->s, &w->mutex, &left));
    assert_true(rwmutex_release_left(w->s, &w->rw, &left));
    assert_int_equal(w->rw.readers, 0);
    assert_false(rwmutex_release_left(w->s, &w->rw, &left));
    locks_left_end(w->s, &left);
    world_run(w); /* the second locks them */
    assert_int_equal(w->rw.readers, 2);
    assert_false(locks_leave(first, &left));
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unlocking_an_unlocked_mutex_is_an_error),
        cmocka_unit_test(a_mutex_is_handed_over_to_a_waiter_that_starves),
        cmocka_unit_test(a_starving_mutex_goes_round_in_line_until_nobody_starves),
        cmocka_unit_test(one_goroutine_at_a_time_has_a_mutex),
        cmocka_unit_test(a_writer_is_alone_and_readers_are_together),
        cmocka_unit_test(an_rwmutex_knows_who_may_unlock_it),
        cmocka_unit_test(an_rwmutexs_waits_are_called_as_in_go),
        cmocka_unit_test(a_waitgroups_counter_is_gos),
        cmocka_unit_test(a_waitgroup_reused_too_early_is_an_error),
        cmocka_unit_test(a_waitgroup_can_be_used_again),
        cmocka_unit_test(the_work_of_a_once_is_done_once),
        cmocka_unit_test(a_signal_between_the_halves_of_a_wait_is_not_missed),
        cmocka_unit_test(signals_wake_in_the_order_of_tickets),
        cmocka_unit_test(a_waiter_that_leaves_takes_no_signal_with_it),
        cmocka_unit_test(a_ticket_given_back_is_as_if_never_taken),
        cmocka_unit_test(no_signal_is_spent_on_a_void_ticket),
        cmocka_unit_test(what_a_goroutine_has_left_locked_can_be_unlocked),
    };
    return cmocka_run_group_tests_name("sync", tests, NULL, NULL);
}
