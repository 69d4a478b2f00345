/* Who runs next, with Go's order: the last readied first, the rest in line. Each expectation is
 * what Go 1.23 prints with GOMAXPROCS=1. */
#include "tests/runtime/world.h"

static RunEnd say_me(World *w, G *g, Toy *t) {
    BEGIN;
    say(w, "%d", (int)t->me);
    END;
}

static RunEnd spawn_ten(World *w, G *g, Toy *t) {
    BEGIN;
    for (int i = 0; i < 10; i++) spawn(w, say_me, i, NULL);
    END;
}

static void the_last_spawned_runs_first_and_the_rest_in_line(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, spawn_ten, "9 0 1 2 3 4 5 6 7 8");
    world_delete(w);
}

static RunEnd spawn_300(World *w, G *g, Toy *t) {
    BEGIN;
    for (int i = 0; i < 300; i++) spawn(w, say_me, i, NULL);
    END;
}

/* A ring of 256 overflows to the global queue, which is looked at each 61st turn. */
static void a_full_ring_moves_half_of_itself_to_the_global_queue(void **state) {
    (void)state;
    char expected[2048] = "299";
    size_t n = 3;
#define ADD(i) n += (size_t)snprintf(expected + n, sizeof expected - n, " %d", (i))
    int global = 0, local = 128;
    while (local < 299) {
        if (local == 256) local++; /* went to the global queue with the half that it displaced */
        ADD(local);
        if ((local < 256 ? local - 128 + 1 : local - 128) % 60 == 0) ADD(global++);
        local++;
    }
    for (; global < 128; global++) ADD(global);
    ADD(256);
#undef ADD
    World *w = world_new();
    world_says(w, spawn_300, expected);
    world_delete(w);
}

static RunEnd yielder(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 3; t->i++) {
        say(w, "%d.%d", (int)t->me, (int)t->i);
        GOSCHED();
    }
    END;
}

static RunEnd spawn_yielders(World *w, G *g, Toy *t) {
    BEGIN;
    for (int i = 0; i < 3; i++) spawn(w, yielder, i, NULL);
    END;
}

static void gosched_goes_to_the_tail_of_the_global_queue(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, spawn_yielders, "2.0 0.0 1.0 2.1 0.1 1.1 2.2 0.2 1.2");
    world_delete(w);
}

/* ---- Wakes ---- */

static RunEnd wait_for_close(World *w, G *g, Toy *t) {
    BEGIN;
    RECV(t->object);
    say(w, "%d", (int)t->me);
    END;
}

/* Starts five that then wait in the order 4 0 1 2 3. */
static RunEnd close_five(World *w, G *g, Toy *t) {
    BEGIN;
    t->object = chan_in(w, 0);
    for (int i = 0; i < 5; i++) spawn(w, wait_for_close, i, t->object);
    SLEEP(1);
    DO(chan_close(w->s, t->object));
    END;
}

static void close_wakes_the_first_in_line_first_and_then_backwards(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, close_five, "4 3 2 1 0");
    world_delete(w);
}

static RunEnd close_three(World *w, G *g, Toy *t) {
    BEGIN;
    t->object = chan_in(w, 0);
    for (int i = 0; i < 3; i++) spawn_last(w, wait_for_close, i, t->object);
    SLEEP(1);
    DO(chan_close(w->s, t->object));
    END;
}

static void close_wakes_waiters_0_1_2_as_0_2_1(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, close_three, "0 2 1");
    world_delete(w);
}

static RunEnd cond_waiter(World *w, G *g, Toy *t) {
    BEGIN;
    DO(mutex_lock(w->s, &w->mutex));
    t->n = cond_ticket(&w->cond);
    DO(mutex_unlock(w->s, &w->mutex));
    DO(cond_wait(w->s, &w->cond, (uint32_t)t->n));
    say(w, "%d", (int)t->me);
    END;
}

static RunEnd broadcast_to_four(World *w, G *g, Toy *t) {
    BEGIN;
    for (int i = 0; i < 4; i++) spawn_last(w, cond_waiter, i, NULL);
    SLEEP(1);
    DO(cond_broadcast(w->s, &w->cond));
    END;
}

static RunEnd signal_four_times(World *w, G *g, Toy *t) {
    BEGIN;
    for (int i = 0; i < 4; i++) spawn_last(w, cond_waiter, i, NULL);
    SLEEP(1);
    for (t->i = 0; t->i < 4; t->i++) DO(cond_signal(w->s, &w->cond));
    END;
}

static void broadcast_wakes_0_to_3_as_3_0_1_2(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, broadcast_to_four, "3 0 1 2");
    world_delete(w);
}

static void four_signals_wake_0_to_3_as_3_0_1_2(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, signal_four_times, "3 0 1 2");
    world_delete(w);
}

static RunEnd group_waiter(World *w, G *g, Toy *t) {
    BEGIN;
    DO(waitgroup_wait(w->s, &w->wg));
    assert_int_equal(t->outcome, OP_DONE);
    say(w, "%d", (int)t->me);
    END;
}

static RunEnd release_group(World *w, G *g, Toy *t) {
    BEGIN;
    DO(waitgroup_add(w->s, &w->wg, 1));
    for (int i = 0; i < 4; i++) spawn_last(w, group_waiter, i, NULL);
    SLEEP(1);
    DO(waitgroup_add(w->s, &w->wg, -1));
    END;
}

static void a_waitgroup_wakes_0_to_3_as_3_0_1_2(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, release_group, "3 0 1 2");
    world_delete(w);
}

static RunEnd sleeper(World *w, G *g, Toy *t) {
    BEGIN;
    SLEEP(5 * MS);
    say(w, "%d", (int)t->me);
    END;
}

static RunEnd spawn_sleepers(World *w, G *g, Toy *t) {
    BEGIN;
    for (int i = 0; i < 4; i++) spawn_last(w, sleeper, i, NULL);
    END;
}

static void equal_sleeps_0_to_3_end_as_3_0_1_2(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, spawn_sleepers, "3 0 1 2");
    world_delete(w);
}

static RunEnd locker(World *w, G *g, Toy *t) {
    BEGIN;
    DO(mutex_lock(w->s, &w->mutex));
    say(w, "%d", (int)t->me);
    DO(mutex_unlock(w->s, &w->mutex));
    END;
}

static RunEnd unlock_to_four(World *w, G *g, Toy *t) {
    BEGIN;
    DO(mutex_lock(w->s, &w->mutex));
    for (int i = 0; i < 4; i++) spawn_last(w, locker, i, NULL);
    SLEEP(1);
    DO(mutex_unlock(w->s, &w->mutex));
    END;
}

static void mutex_waiters_go_on_in_line(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, unlock_to_four, "0 1 2 3");
    world_delete(w);
}

static RunEnd send_to_three(World *w, G *g, Toy *t) {
    BEGIN;
    t->object = chan_in(w, 0);
    for (int i = 0; i < 3; i++) spawn_last(w, wait_for_close, i, t->object);
    SLEEP(1);
    for (t->i = 0; t->i < 3; t->i++) SEND(t->object, integer(t->i));
    END;
}

static void receivers_served_in_line_run_2_0_1(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, send_to_three, "2 0 1");
    world_delete(w);
}

static RunEnd rw_reader(World *w, G *g, Toy *t) {
    BEGIN;
    DO(rwmutex_rlock(w->s, &w->rw));
    say(w, "R%d", (int)t->me);
    DO(rwmutex_runlock(w->s, &w->rw));
    END;
}

static RunEnd rw_writer(World *w, G *g, Toy *t) {
    BEGIN;
    DO(rwmutex_lock(w->s, &w->rw));
    say(w, "W");
    DO(rwmutex_unlock(w->s, &w->rw));
    END;
}

static RunEnd read_before_writer(World *w, G *g, Toy *t) {
    BEGIN;
    DO(rwmutex_rlock(w->s, &w->rw));
    spawn_last(w, rw_writer, 0, NULL);
    spawn_last(w, rw_reader, 1, NULL);
    spawn_last(w, rw_reader, 2, NULL);
    SLEEP(1);
    say(w, "main");
    DO(rwmutex_runlock(w->s, &w->rw));
    END;
}

static void a_waiting_writer_goes_before_later_readers(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, read_before_writer, "main W R2 R1");
    world_delete(w);
}

/* ---- Producer and consumer ---- */

static RunEnd consumer(World *w, G *g, Toy *t) {
    BEGIN;
    for (;;) {
        RECV(t->object);
        if (!t->ok) break;
        say(w, "recv%d", (int)t->value.as.integer);
    }
    END;
}

static RunEnd unbuffered_producer(World *w, G *g, Toy *t) {
    BEGIN;
    t->object = chan_in(w, 0);
    spawn(w, consumer, 0, t->object);
    for (t->i = 0; t->i < 5; t->i++) {
        say(w, "send%d", (int)t->i);
        SEND(t->object, integer(t->i));
        say(w, "sent%d", (int)t->i);
    }
    END;
}

static void unbuffered_hand_overs_interleave_as_in_go(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, unbuffered_producer,
               "send0 recv0 sent0 send1 sent1 send2 recv1 recv2 sent2 send3 sent3 send4 recv3 "
               "recv4 sent4");
    world_delete(w);
}

static RunEnd buffered_producer(World *w, G *g, Toy *t) {
    BEGIN;
    t->object = chan_in(w, 2);
    spawn(w, consumer, 0, t->object);
    for (t->i = 0; t->i < 6; t->i++) {
        SEND(t->object, integer(t->i));
        say(w, "sent%d", (int)t->i);
    }
    DO(chan_close(w->s, t->object));
    END;
}

static void a_buffer_of_two_interleaves_as_in_go(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, buffered_producer,
               "sent0 sent1 recv0 recv1 recv2 sent2 sent3 sent4 sent5 recv3 recv4 recv5");
    world_delete(w);
}

/* ---- Slices ---- */

static RunEnd ping(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 100; t->i++) {
        SEND(t->object, integer(t->i));
    }
    END;
}

static RunEnd pong(World *w, G *g, Toy *t) {
    BEGIN;
    t->object = chan_in(w, 0);
    spawn(w, ping, 0, t->object);
    for (t->i = 0; t->i < 100; t->i++) RECV(t->object);
    END;
}

static void a_pair_that_hands_off_shares_one_time_slice(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, pong, "");
    assert_int_equal(sched_turns(w->s), 1);
    world_delete(w);
}

static RunEnd preempted(World *w, G *g, Toy *t) {
    (void)g;
    say(w, "%d", (int)t->me);
    return ++t->i == 2 ? RUN_ENDED : RUN_PREEMPTED;
}

static RunEnd spawn_preempted(World *w, G *g, Toy *t) {
    BEGIN;
    for (int i = 0; i < 3; i++) spawn_last(w, preempted, i, NULL);
    END;
}

static void a_preempted_goroutine_goes_to_the_global_queue(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, spawn_preempted, "0 1 2 0 1 2");
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_spawned_runs_first_and_the_rest_in_line),
        cmocka_unit_test(a_full_ring_moves_half_of_itself_to_the_global_queue),
        cmocka_unit_test(gosched_goes_to_the_tail_of_the_global_queue),
        cmocka_unit_test(close_wakes_the_first_in_line_first_and_then_backwards),
        cmocka_unit_test(close_wakes_waiters_0_1_2_as_0_2_1),
        cmocka_unit_test(broadcast_wakes_0_to_3_as_3_0_1_2),
        cmocka_unit_test(four_signals_wake_0_to_3_as_3_0_1_2),
        cmocka_unit_test(a_waitgroup_wakes_0_to_3_as_3_0_1_2),
        cmocka_unit_test(equal_sleeps_0_to_3_end_as_3_0_1_2),
        cmocka_unit_test(mutex_waiters_go_on_in_line),
        cmocka_unit_test(receivers_served_in_line_run_2_0_1),
        cmocka_unit_test(a_waiting_writer_goes_before_later_readers),
        cmocka_unit_test(unbuffered_hand_overs_interleave_as_in_go),
        cmocka_unit_test(a_buffer_of_two_interleaves_as_in_go),
        cmocka_unit_test(a_pair_that_hands_off_shares_one_time_slice),
        cmocka_unit_test(a_preempted_goroutine_goes_to_the_global_queue),
    };
    return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
