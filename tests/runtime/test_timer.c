/* Timers as of Go 1.23, sleep, and the two clocks. Times are virtual unless a test says otherwise.
 */
#include "runtime/posix.h"
#include "tests/runtime/world.h"

static int now_ms(World *w) {
    return (int)(sched_now(w->s) / MS);
}
static Chan *chan_at(World *w, int i) {
    return &w->chans[i].chan;
}
static void start(World *w, int i, int64_t in, int64_t period) {
    assert_true(timer_start(w->s, &w->timers[i], sched_now(w->s) + in, period));
}

/* A world with the channels of timers 0 and 1, and one plain channel. */
static World *world_of_timers(void) {
    World *w = world_new();
    timer_chan(w, 0);
    timer_chan(w, 1);
    chan_in(w, 0);
    return w;
}

static RunEnd never_received(World *w, G *g, Toy *t) {
    BEGIN;
    start(w, 0, 5 * MS, 0);
    start(w, 1, 5 * MS, 5 * MS);
    assert_int_equal(sched_next_timer(w->s), INT64_MAX);
    RECV(chan_at(w, 2));
    END;
}

static void a_timer_that_nobody_waits_for_keeps_no_world_awake(void **state) {
    (void)state;
    World *w = world_of_timers();
    spawn(w, never_received, 0, NULL);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_int_equal(sched_now(w->s), 0);
    world_delete(w);
}

static RunEnd receive_timer(World *w, G *g, Toy *t) {
    BEGIN;
    start(w, 0, 5 * MS, 0);
    assert_int_equal(chan_cap(chan_at(w, 0)), 0);
    RECV(chan_at(w, 0));
    assert_true(t->ok);
    assert_int_equal(t->value.as.integer, 5 * MS);
    assert_int_equal(sched_now(w->s), 5 * MS);
    assert_false(timer_stop(w->s, &w->timers[0])); /* after its value was received */
    start(w, 0, 5 * MS, 0);
    SLEEP(7 * MS);
    assert_int_equal(chan_len(w->s, chan_at(w, 0)), 0); /* fired, and yet looks unbuffered */
    RECV(chan_at(w, 0));
    assert_int_equal(t->value.as.integer, 10 * MS); /* when it was due, not when it was looked at */
    assert_int_equal(sched_now(w->s), 12 * MS);
    say(w, "done");
    END;
}

static void a_timer_gives_the_time_when_it_was_due(void **state) {
    (void)state;
    World *w = world_of_timers();
    world_says(w, receive_timer, "done");
    world_delete(w);
}

static RunEnd stop_timers(World *w, G *g, Toy *t) {
    BEGIN;
    start(w, 0, 5 * MS, 0);
    assert_true(timer_stop(w->s, &w->timers[0]));
    assert_false(timer_stop(w->s, &w->timers[0]));
    start(w, 0, 5 * MS, 0);
    SLEEP(10 * MS);
    assert_true(timer_stop(w->s, &w->timers[0])); /* expired, but not received */
    DO(select_wait(w->s, &(SelectCase){.chan = chan_at(w, 0)}, 1, true, &t->chosen, &t->value,
                   &t->ok));
    assert_int_equal(t->chosen, -1); /* no stale value */
    start(w, 0, 5 * MS, 0);
    SLEEP(10 * MS);
    assert_true(timer_stop(w->s, &w->timers[0])); /* Reset is stop and start */
    start(w, 0, 3 * MS, 0);
    RECV(chan_at(w, 0));
    assert_int_equal(t->value.as.integer, 23 * MS);
    say(w, "done");
    END;
}

static void stop_and_reset_leave_no_stale_value(void **state) {
    (void)state;
    World *w = world_of_timers();
    world_says(w, stop_timers, "done");
    world_delete(w);
}

static RunEnd receive_and_say(World *w, G *g, Toy *t) {
    BEGIN;
    RECV(t->object);
    say(w, "%d at %d", (int)t->me, now_ms(w));
    END;
}

static RunEnd reset_while_waited_for(World *w, G *g, Toy *t) {
    BEGIN;
    start(w, 0, 5 * MS, 0);
    spawn(w, receive_and_say, 1, chan_at(w, 0));
    SLEEP(1 * MS);
    assert_true(timer_stop(w->s, &w->timers[0]));
    assert_int_equal(sched_next_timer(w->s), INT64_MAX);
    SLEEP(10 * MS);
    start(w, 0, 4 * MS, 0);
    SLEEP(1 * MS);
    say(w, "main at %d", now_ms(w));
    END;
}

static void a_timer_may_be_stopped_and_reset_while_a_goroutine_waits_for_it(void **state) {
    (void)state;
    World *w = world_of_timers();
    world_says(w, reset_while_waited_for, "main at 12 1 at 15");
    world_delete(w);
}

/* ---- Tickers ---- */

static RunEnd tick_on_time(World *w, G *g, Toy *t) {
    BEGIN;
    start(w, 0, 5 * MS, 5 * MS);
    for (t->i = 0; t->i < 3; t->i++) {
        RECV(chan_at(w, 0));
        say(w, "%d", now_ms(w));
    }
    assert_true(timer_stop(w->s, &w->timers[0]));
    RECV(chan_at(w, 0)); /* for ever: stopping does not close */
    say(w, "never");
    END;
}

static void a_ticker_ticks_each_period_until_stopped(void **state) {
    (void)state;
    World *w = world_of_timers();
    world_says(w, tick_on_time, "5 10 15");
    assert_int_equal(sched_count(w->s), 1);
    world_delete(w);
}

static RunEnd receive_slowly(World *w, G *g, Toy *t) {
    BEGIN;
    start(w, 0, 5 * MS, 5 * MS);
    SLEEP(27 * MS);
    RECV(chan_at(w, 0));
    say(w, "%d", now_ms(w));
    RECV(chan_at(w, 0));
    say(w, "%d", now_ms(w));
    END;
}

static void a_ticker_drops_ticks_for_a_slow_receiver(void **state) {
    (void)state;
    World *w = world_of_timers();
    world_says(w, receive_slowly, "27 30");
    world_delete(w);
}

/* A tick that somebody looked at but left lying is still the only one. */
static RunEnd look_and_leave(World *w, G *g, Toy *t) {
    BEGIN;
    start(w, 0, 5 * MS, 5 * MS);
    SLEEP(7 * MS);
    chan_at(w, 2)->closed = true;
    do {
        timer_stop(w->s, &w->timers[0]);
        timer_start(w->s, &w->timers[0], 5 * MS, 5 * MS);
        DO(select_wait(w->s, (SelectCase[]){{.chan = chan_at(w, 0)}, {.chan = chan_at(w, 2)}}, 2,
                       false, &t->chosen, &t->value, &t->ok));
    } while (t->chosen == 0);
    SLEEP(20 * MS);
    RECV(chan_at(w, 0));
    say(w, "%d", now_ms(w));
    RECV(chan_at(w, 0));
    say(w, "%d", now_ms(w));
    END;
}

static void a_pending_tick_is_the_only_one(void **state) {
    (void)state;
    World *w = world_of_timers();
    world_says(w, look_and_leave, "27 30");
    world_delete(w);
}

static RunEnd range_ticker(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 2; t->i++) {
        RECV(chan_at(w, 0));
        say(w, "%d:%d", (int)t->me, now_ms(w));
    }
    END;
}

static void two_receivers_share_a_tickers_ticks(void **state) {
    (void)state;
    World *w = world_of_timers();
    start(w, 0, 5 * MS, 5 * MS);
    spawn(w, range_ticker, 1, NULL);
    spawn(w, range_ticker, 2, NULL);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_string_equal(w->log, "2:5 1:10 2:15 1:20");
    assert_int_equal(sched_next_timer(w->s), INT64_MAX);
    world_delete(w);
}

/* ---- Functions ---- */

static void count_firing(Sched *s, Timer *t) {
    World *w = t->arg;
    say(w, "%d", (int)(sched_now(s) / MS));
    w->counter++;
    if (w->counter == 3) timer_stop(s, t);
}

static RunEnd start_func(World *w, G *g, Toy *t) {
    BEGIN;
    w->timers[2] = (Timer){.fire = count_firing, .arg = w};
    start(w, 2, 2 * MS, 0);
    SLEEP(3 * MS);
    assert_false(timer_stop(w->s, &w->timers[2])); /* it has run */
    start(w, 2, 2 * MS, 3 * MS);
    SLEEP(100 * MS);
    END;
}

static void a_function_timer_fires_once_or_each_period(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, start_func, "2 5 8");
    world_delete(w);
}

static void spawn_firing(Sched *s, Timer *t) {
    World *w = t->arg;
    (void)s;
    spawn(w, receive_and_say, 9, chan_at(w, 0));
}

static void a_timer_may_start_a_goroutine_in_a_world_without_any(void **state) {
    (void)state;
    World *w = world_new();
    chan_in(w, 0)->closed = true;
    w->timers[2] = (Timer){.fire = spawn_firing, .arg = w};
    timer_start(w->s, &w->timers[2], 4 * MS, 0);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_string_equal(w->log, "9 at 4");
    world_delete(w);
}

/* ---- The heap ---- */

static RunEnd sleep_and_check(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 20; t->i++) {
        t->n = sched_now(w->s) + 1 + (int64_t)(sched_random(w->s) % (uint64_t)MS);
        SLEEP(t->n - sched_now(w->s));
        assert_int_equal(sched_now(w->s), t->n);
        w->counter++;
    }
    END;
}

static void many_sleeps_end_each_at_its_time(void **state) {
    (void)state;
    World *w = world_new();
    for (int i = 0; i < 500; i++) spawn(w, sleep_and_check, i, NULL);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_int_equal(w->counter, 10000);
    world_delete(w);
}

static void stopping_in_any_order_leaves_the_rest_in_order(void **state) {
    (void)state;
    enum { N = 300 };
    World *w = world_new();
    Timer timers[N] = {0};
    for (int round = 0; round < 20; round++) {
        w->counter = 0;
        for (int i = 0; i < N; i++) {
            timers[i] = (Timer){.fire = NULL, .arg = w};
            timer_start(w->s, &timers[i], (int64_t)(sched_random(w->s) % 1000), 0);
        }
        int left = N;
        for (int i = 0; i < N; i++)
            if (sched_random(w->s) % 2) {
                assert_true(timer_stop(w->s, &timers[i]));
                left--;
            }
        int64_t last = 0;
        for (; left; left--) {
            int64_t next = sched_next_timer(w->s);
            assert_true(next >= last && next < 1000);
            last = next;
            int i = 0;
            while (!timers[i].active || timers[i].when != next) i++;
            timer_stop(w->s, &timers[i]);
        }
        assert_int_equal(sched_next_timer(w->s), INT64_MAX);
    }
    world_delete(w);
}

typedef struct Fired {
    Timer timer;
    int64_t started; /* how many had been started before */
} Fired;

typedef struct FiredLog {
    int64_t when, started;
    int count;
} FiredLog;

/* Of two timers the one that is due first fires first, and of two of one time the one that was started first. */
static void check_fired(Sched *s, Timer *t) {
    (void)s;
    FiredLog *log = t->arg;
    const Fired *f = (const Fired *)(const void *)t;
    assert_true(t->when > log->when || (t->when == log->when && f->started > log->started));
    log->when = t->when;
    log->started = f->started;
    log->count++;
}

static void timers_of_one_time_fire_by_age_whichever_are_stopped(void **state) {
    (void)state;
    enum { N = 300, STEPS = 3000 };
    World *w = world_new();
    Fired fired[N] = {0};
    for (int round = 0; round < 20; round++) {
        FiredLog log = {.when = -1};
        int active = 0;
        for (int64_t step = 0; step < STEPS; step++) {
            Fired *f = &fired[sched_random(w->s) % N];
            active -= timer_stop(w->s, &f->timer);
            if (sched_random(w->s) % 3 == 0) continue;
            *f = (Fired){.timer = {.fire = check_fired, .arg = &log}, .started = step};
            int64_t due = sched_now(w->s) + 1 + (int64_t)(sched_random(w->s) % 7);
            assert_true(timer_start(w->s, &f->timer, due, 0));
            active++;
        }
        assert_int_equal(world_run(w), SCHED_ASLEEP);
        assert_int_equal(log.count, active);
    }
    world_delete(w);
}

/* ---- Clocks ---- */

static RunEnd sleep_for_ever(World *w, G *g, Toy *t) {
    BEGIN;
    SLEEP(INT64_MAX);
    say(w, "never");
    END;
}

static void the_longest_sleep_never_ends(void **state) {
    (void)state;
    World *w = world_of_timers();
    start(w, 0, INT64_MAX, INT64_MAX);
    spawn(w, sleep_for_ever, 0, NULL);
    spawn(w, receive_and_say, 0, chan_at(w, 0));
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_string_equal(w->log, "");
    assert_int_equal(sched_next_timer(w->s), INT64_MAX);
    world_delete(w);
}

static void a_periods_end_does_not_overflow(void **state) {
    (void)state;
    World *w = world_of_timers();
    start(w, 0, INT64_MAX / 2, INT64_MAX / 3 * 2);
    spawn(w, range_ticker, 0, NULL);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_int_equal(sched_now(w->s), INT64_MAX / 2);
    world_delete(w);
}

static RunEnd sleeps(World *w, G *g, Toy *t) {
    BEGIN;
    SLEEP(0);
    SLEEP(-5);
    assert_int_equal(sched_now(w->s), 0);
    SLEEP(1);
    assert_int_equal(sched_now(w->s), 1);
    SLEEP(3600 * SECOND);
    assert_int_equal(sched_now(w->s), 3600 * SECOND + 1);
    say(w, "done");
    END;
}

static void virtual_time_begins_at_0_and_jumps(void **state) {
    (void)state;
    World *w = world_new();
    assert_int_equal(sched_now(w->s), 0);
    assert_true(sched_is_virtual(w->s));
    world_says(w, sleeps, "done");
    world_delete(w);
}

static RunEnd look_until(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 100; t->i++) assert_int_equal(sched_look_at_clock(w->s), 0);
    while (sched_look_at_clock(w->s) < SECOND) t->i++;
    assert_true(t->i < 5000);
    say(w, "done");
    END;
}

static void a_loop_that_looks_at_the_virtual_clock_ends(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, look_until, "done");
    world_delete(w);
}

static void virtual_time_stands_still_while_something_outside_is_expected(void **state) {
    (void)state;
    World *w = world_new();
    spawn(w, sleep_and_check, 0, NULL);
    sched_expect(w->s, 1);
    assert_int_equal(world_run(w), SCHED_WAITING);
    assert_int_equal(sched_now(w->s), 0);
    sched_expect(w->s, -1);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_int_equal(sched_count(w->s), 0);
    world_delete(w);
}

static RunEnd nap(World *w, G *g, Toy *t) {
    BEGIN;
    SLEEP(3 * MS);
    w->counter = 1;
    END;
}

enum { LONG = 200 * MS }; /* longer than a busy machine takes for nothing */

static RunEnd long_nap(World *w, G *g, Toy *t) {
    BEGIN;
    SLEEP(LONG);
    w->counter = 1;
    END;
}

static void the_real_clock_is_left_to_the_caller_to_wait_for(void **state) {
    (void)state;
    World *w = world_new();
    sched_set_virtual(w->s, false);
    int64_t began = posix_monotonic();
    spawn(w, long_nap, 0, NULL);
    assert_int_equal(world_run(w), SCHED_WAITING);
    assert_true(posix_monotonic() - began < LONG);
    while (sched_now(w->s) < sched_next_timer(w->s)) assert_int_equal(w->counter, 0);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_int_equal(w->counter, 1);
    assert_true(posix_monotonic() - began >= LONG);
    world_delete(w);
}

static RunEnd spin(World *w, G *g, Toy *t) {
    (void)g, (void)t;
    int64_t end = posix_monotonic() + MS;
    while (posix_monotonic() < end) {
    }
    return w->counter ? RUN_ENDED : RUN_PREEMPTED;
}

static void a_preempted_turn_looks_at_the_timers(void **state) {
    (void)state;
    World *w = world_new();
    sched_set_virtual(w->s, false);
    spawn(w, spin, 0, NULL);
    spawn(w, nap, 0, NULL);
    world_run(w);
    assert_true(sched_turns(w->s) < 8);
    world_delete(w);
}

static RunEnd use_slices(World *w, G *g, Toy *t) {
    (void)g;
    t->i++;
    return w->counter || t->i > 1000 ? RUN_ENDED : RUN_PREEMPTED;
}

static void slices_that_are_used_up_move_the_virtual_clock(void **state) {
    (void)state;
    World *w = world_new();
    spawn(w, use_slices, 0, NULL);
    spawn(w, nap, 0, NULL);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_int_equal(w->counter, 1);
    assert_int_equal(sched_now(w->s), 10 * MS);
    world_delete(w);
}

static RunEnd yield_often(World *w, G *g, Toy *t) {
    (void)g;
    t->i++;
    return w->counter || t->i > 1000000 ? RUN_ENDED : RUN_YIELDED;
}

static void yielding_on_and_on_moves_the_virtual_clock(void **state) {
    (void)state;
    World *w = world_new();
    spawn(w, yield_often, 0, NULL);
    spawn(w, nap, 0, NULL);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_int_equal(w->counter, 1);
    assert_int_equal(sched_now(w->s), 10 * MS);
    world_delete(w);
}

/* ---- Waits for the outside ---- */

/* A host that goes on by itself, as sched_switch allows. */
static RunEnd resume_all(void *state, G *g) {
    World *w = state;
    while (g) g = sched_switch(w->s, toy_resume(w, g));
    return RUN_PARKED;
}

static void say_fired(Sched *s, Timer *t) {
    (void)s;
    say(t->arg, "fired");
}

static RunEnd waits_outside(World *w, G *g, Toy *t) {
    BEGIN;
    timer_start(w->s, &w->timers[0], 1, 0);
    DO(line_wait(w->s, t->object));
    END;
}

static RunEnd says_next(World *w, G *g, Toy *t) {
    (void)g, (void)t;
    say(w, "next");
    return RUN_ENDED;
}

static void timers_are_looked_at_after_a_wait_for_the_outside(void **state) {
    (void)state;
    World *w = world_new();
    Host host = {.state = w, .resume = resume_all, .move = toy_move};
    GLine line = {NULL, NULL};
    w->s = sched_new(w->arena, &host, sizeof(Toy));
    assert_non_null(w->s);
    w->timers[0] = (Timer){.fire = say_fired, .arg = w};
    spawn_last(w, waits_outside, 1, &line);
    spawn_last(w, says_next, 2, NULL);
    world_run(w);
    assert_string_equal(w->log, "fired next");
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_timer_that_nobody_waits_for_keeps_no_world_awake),
        cmocka_unit_test(a_timer_gives_the_time_when_it_was_due),
        cmocka_unit_test(stop_and_reset_leave_no_stale_value),
        cmocka_unit_test(a_timer_may_be_stopped_and_reset_while_a_goroutine_waits_for_it),
        cmocka_unit_test(a_ticker_ticks_each_period_until_stopped),
        cmocka_unit_test(a_ticker_drops_ticks_for_a_slow_receiver),
        cmocka_unit_test(a_pending_tick_is_the_only_one),
        cmocka_unit_test(two_receivers_share_a_tickers_ticks),
        cmocka_unit_test(a_function_timer_fires_once_or_each_period),
        cmocka_unit_test(a_timer_may_start_a_goroutine_in_a_world_without_any),
        cmocka_unit_test(many_sleeps_end_each_at_its_time),
        cmocka_unit_test(stopping_in_any_order_leaves_the_rest_in_order),
        cmocka_unit_test(timers_of_one_time_fire_by_age_whichever_are_stopped),
        cmocka_unit_test(the_longest_sleep_never_ends),
        cmocka_unit_test(a_periods_end_does_not_overflow),
        cmocka_unit_test(virtual_time_begins_at_0_and_jumps),
        cmocka_unit_test(a_loop_that_looks_at_the_virtual_clock_ends),
        cmocka_unit_test(slices_that_are_used_up_move_the_virtual_clock),
        cmocka_unit_test(yielding_on_and_on_moves_the_virtual_clock),
        cmocka_unit_test(virtual_time_stands_still_while_something_outside_is_expected),
        cmocka_unit_test(the_real_clock_is_left_to_the_caller_to_wait_for),
        cmocka_unit_test(a_preempted_turn_looks_at_the_timers),
        cmocka_unit_test(timers_are_looked_at_after_a_wait_for_the_outside),
    };
    return cmocka_run_group_tests_name("timer", tests, NULL, NULL);
}
