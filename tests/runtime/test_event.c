/* The stream of events: what happened, in order, and only what happened. */
#include "tests/runtime/world.h"

static const char *const names[] = {
    [EVENT_GO] = "go",         [EVENT_START] = "start",         [EVENT_END] = "end",
    [EVENT_PARK] = "park",     [EVENT_READY] = "ready",         [EVENT_PREEMPT] = "preempt",
    [EVENT_SEND] = "send",     [EVENT_RECV] = "recv",           [EVENT_CLOSE] = "close",
    [EVENT_SELECT] = "select", [EVENT_LOCK] = "lock",           [EVENT_UNLOCK] = "unlock",
    [EVENT_TIMER] = "timer",   [EVENT_WAITGROUP] = "waitgroup", [EVENT_PANIC] = "panic",
    [EVENT_SIGNAL] = "signal",
};

static void say_event(void *state, const Event *e) {
    say(state, "%s%d", names[e->kind], e->g ? (int)e->g->id : 0);
}

static void stream_is(Step step, const char *expected) {
    World *w = world_new();
    chan_in(w, 0);
    chan_in(w, 1);
    sched_observe(w->s, say_event, w);
    world_says(w, step, expected);
    world_delete(w);
}

static RunEnd recv_0(World *w, G *g, Toy *t) {
    BEGIN;
    RECV(&w->chans[0].chan);
    END;
}

static RunEnd talk(World *w, G *g, Toy *t) {
    BEGIN;
    spawn(w, recv_0, 0, NULL);
    SEND(&w->chans[0].chan, integer(1));
    SEND(&w->chans[1].chan, integer(1));
    RECV(&w->chans[1].chan);
    DO(chan_close(w->s, &w->chans[0].chan));
    SEND(&w->chans[0].chan, integer(1)); /* fails: nothing happens */
    END;
}

static void channels_tell_who_sends_and_who_is_woken(void **state) {
    (void)state;
    stream_is(talk, "go1 start1 go2 park1 start2 recv2 ready1 end2 start1 send1 recv1 close1 end1");
}

static RunEnd try_locks(World *w, G *g, Toy *t) {
    BEGIN;
    DO(mutex_lock(w->s, &w->mutex));
    assert_false(mutex_try_lock(w->s, &w->mutex));
    t->hold_pin = true;
    DO(mutex_lock(w->s, &w->mutex));
    t->hold_pin = false;
    DO(mutex_unlock(w->s, &w->mutex));
    DO(mutex_unlock(w->s, &w->mutex));
    DO(rwmutex_lock(w->s, &w->rw));
    assert_false(rwmutex_try_rlock(w->s, &w->rw));
    DO(rwmutex_unlock(w->s, &w->rw));
    assert_true(rwmutex_try_rlock(w->s, &w->rw));
    DO(rwmutex_runlock(w->s, &w->rw));
    assert_true(rwmutex_try_lock(w->s, &w->rw));
    DO(rwmutex_unlock(w->s, &w->rw));
    DO(rwmutex_unlock(w->s, &w->rw));
    END;
}

static void a_lock_is_told_when_it_is_had_and_not_when_it_is_tried(void **state) {
    (void)state;
    stream_is(try_locks, "go1 start1 lock1 unlock1 lock1 unlock1 lock1 unlock1 lock1 unlock1 end1");
}

static RunEnd lock_unlock(World *w, G *g, Toy *t) {
    BEGIN;
    DO(mutex_lock(w->s, &w->mutex));
    DO(mutex_unlock(w->s, &w->mutex));
    END;
}

static RunEnd hold_lock(World *w, G *g, Toy *t) {
    BEGIN;
    DO(mutex_lock(w->s, &w->mutex));
    spawn(w, lock_unlock, 0, NULL);
    GOSCHED();
    DO(mutex_unlock(w->s, &w->mutex));
    END;
}

static void a_lock_waited_for_is_told_when_the_waiter_has_it(void **state) {
    (void)state;
    stream_is(hold_lock, "go1 start1 lock1 go2 start2 park2 start1 unlock1 ready2 end1 lock2 "
                         "start2 unlock2 end2");
}

static RunEnd write_unlock(World *w, G *g, Toy *t) {
    BEGIN;
    DO(rwmutex_lock(w->s, &w->rw));
    DO(rwmutex_unlock(w->s, &w->rw));
    END;
}

static RunEnd hold_read(World *w, G *g, Toy *t) {
    BEGIN;
    DO(rwmutex_rlock(w->s, &w->rw));
    spawn(w, write_unlock, 0, NULL);
    GOSCHED();
    DO(rwmutex_runlock(w->s, &w->rw));
    END;
}

static void a_writer_has_its_lock_when_the_last_reader_has_gone(void **state) {
    (void)state;
    stream_is(hold_read, "go1 start1 lock1 go2 start2 park2 start1 unlock1 ready2 end1 lock2 "
                         "start2 unlock2 end2");
}

static RunEnd nap(World *w, G *g, Toy *t) {
    BEGIN;
    SLEEP(MS);
    if (t->n++ == 0) return RUN_PREEMPTED;
    END;
}

static void a_sleep_ends_with_its_timer(void **state) {
    (void)state;
    World *w = world_new();
    sched_observe(w->s, say_event, w);
    spawn_last(w, nap, 0, NULL);
    sched_run(w->s, 2);
    assert_string_equal(w->log, "go1 start1 park1 timer0 ready1 start1 preempt1");
    sched_observe(w->s, NULL, NULL);
    world_run(w);
    assert_string_equal(w->log, "go1 start1 park1 timer0 ready1 start1 preempt1");
    world_delete(w);
}

static void check_time(void *state, const Event *e) {
    World *w = state;
    if (e->kind == EVENT_END) assert_int_equal(sched_now(w->s), MS);
    if (e->kind == EVENT_END) assert_ptr_not_equal(e->g, NULL);
}

static RunEnd just_nap(World *w, G *g, Toy *t) {
    BEGIN;
    SLEEP(MS);
    END;
}

static void an_observer_can_look_at_the_clock(void **state) {
    (void)state;
    World *w = world_new();
    sched_observe(w->s, check_time, w);
    world_says(w, just_nap, "");
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(channels_tell_who_sends_and_who_is_woken),
        cmocka_unit_test(a_lock_is_told_when_it_is_had_and_not_when_it_is_tried),
        cmocka_unit_test(a_lock_waited_for_is_told_when_the_waiter_has_it),
        cmocka_unit_test(a_writer_has_its_lock_when_the_last_reader_has_gone),
        cmocka_unit_test(a_sleep_ends_with_its_timer),
        cmocka_unit_test(an_observer_can_look_at_the_clock),
    };
    return cmocka_run_group_tests_name("event", tests, NULL, NULL);
}
