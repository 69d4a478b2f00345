/* The scheduler: the life of a goroutine, what sched_run reports, and goroutines that cannot be
 * paused. */
#include "tests/runtime/world.h"

static RunEnd say_me(World *w, G *g, Toy *t) {
    BEGIN;
    say(w, "%d", (int)t->me);
    END;
}

/* ---- Life ---- */

static RunEnd parent(World *w, G *g, Toy *t) {
    BEGIN;
    assert_ptr_equal(sched_current(w->s), g);
    assert_int_equal(g->status, G_RUNNING);
    for (int i = 0; i < 3; i++) assert_int_equal(spawn(w, say_me, i, NULL)->parent_id, g->id);
    assert_int_equal(spawn_last(w, say_me, 3, NULL)->parent_id, 0);
    END;
}

static void ids_count_up_and_are_never_used_twice(void **state) {
    (void)state;
    World *w = world_new();
    for (uint64_t id = 1; id <= 10; id++) {
        G *g = spawn(w, say_me, 0, NULL);
        assert_int_equal(g->id, id);
        assert_ptr_equal(g_of_host(g_host(g)), g);
        assert_ptr_equal(sched_find(w->s, id), g);
        world_run(w);
        assert_null(sched_find(w->s, id));
    }
    size_t in_use = arena_in_use(w->arena);
    for (int i = 0; i < 1000; i++) {
        spawn(w, say_me, 0, NULL);
        world_run(w);
    }
    assert_int_equal(arena_in_use(w->arena), in_use); /* the dead make room for the next */
    world_delete(w);
}

static void a_child_knows_its_parent(void **state) {
    (void)state;
    World *w = world_new();
    G *main_g = spawn(w, parent, 0, NULL);
    assert_int_equal(main_g->parent_id, 0);
    world_run(w);
    world_delete(w);
}

static RunEnd park_until_ready(World *w, G *g, Toy *t) {
    BEGIN;
    DO(g_park(w->s, WAIT_IO));
    say(w, "%d", (int)t->me);
    END;
}

static void live_goroutines_stand_by_age(void **state) {
    (void)state;
    World *w = world_new();
    for (int i = 0; i < 5; i++) spawn(w, park_until_ready, i, NULL);
    assert_int_equal(sched_runnable(w->s), 5);
    world_run(w);
    assert_int_equal(sched_runnable(w->s), 0);
    g_ready(w->s, sched_find(w->s, 3));
    g_ready(w->s, sched_find(w->s, 3)); /* once is enough */
    world_run(w);
    g_ready(w->s, sched_find(w->s, 1));
    world_run(w);
    g_ready(w->s, sched_find(w->s, 5));
    world_run(w);
    assert_string_equal(w->log, "2 0 4");
    assert_int_equal(sched_count(w->s), 2);
    G *g = sched_oldest(w->s);
    assert_int_equal(g->id, 2);
    assert_int_equal(g->younger->id, 4);
    assert_null(g->younger->younger);
    assert_ptr_equal(g->younger->older, g);
    world_delete(w);
}

/* ---- What sched_run reports ---- */

static RunEnd yield_for_ever(World *w, G *g, Toy *t) {
    BEGIN;
    for (;;) {
        w->counter++;
        GOSCHED();
    }
    END;
}

static void a_budget_is_a_number_of_turns(void **state) {
    (void)state;
    World *w = world_new();
    spawn(w, yield_for_ever, 0, NULL);
    assert_int_equal(sched_run(w->s, 0), SCHED_BUDGET);
    assert_int_equal(w->counter, 0);
    assert_int_equal(sched_run(w->s, 7), SCHED_BUDGET);
    assert_int_equal(w->counter, 7);
    world_delete(w);
}

static void a_world_with_nothing_to_wait_for_is_asleep(void **state) {
    (void)state;
    World *w = world_new();
    assert_int_equal(sched_run(w->s, 10), SCHED_ASLEEP);
    spawn(w, park_until_ready, 0, NULL);
    assert_int_equal(sched_run(w->s, 10), SCHED_ASLEEP);
    sched_expect(w->s, 1);
    assert_int_equal(sched_run(w->s, 10), SCHED_WAITING);
    sched_expect(w->s, -1);
    assert_int_equal(sched_run(w->s, 10), SCHED_ASLEEP);
    world_delete(w);
}

static RunEnd stop_inside(World *w, G *g, Toy *t) {
    BEGIN;
    sched_stop(w->s);
    GOSCHED();
    say(w, "%d", (int)t->me);
    END;
}

static void a_stop_ends_the_run_after_the_turn(void **state) {
    (void)state;
    World *w = world_new();
    spawn_last(w, stop_inside, 1, NULL);
    spawn_last(w, say_me, 2, NULL);
    assert_int_equal(sched_run(w->s, 100), SCHED_STOPPED);
    assert_string_equal(w->log, "");
    assert_int_equal(sched_run(w->s, 100), SCHED_ASLEEP);
    assert_string_equal(w->log, "2 1");
    world_delete(w);
}

static void a_stop_between_runs_is_not_lost(void **state) {
    (void)state;
    World *w = world_new();
    spawn(w, say_me, 1, NULL);
    sched_stop(w->s);
    assert_int_equal(sched_run(w->s, 100), SCHED_STOPPED);
    assert_string_equal(w->log, "");
    assert_int_equal(sched_run(w->s, 100), SCHED_ASLEEP);
    assert_string_equal(w->log, "1");
    world_delete(w);
}

static void stop_firing(Sched *s, Timer *t) {
    (void)t;
    sched_stop(s);
}

static void a_timer_may_stop_the_run(void **state) {
    (void)state;
    World *w = world_new();
    w->timers[0] = (Timer){.fire = stop_firing};
    timer_start(w->s, &w->timers[0], MS, 0);
    assert_int_equal(sched_run(w->s, 100), SCHED_STOPPED);
    assert_int_equal(sched_run(w->s, 100), SCHED_ASLEEP);
    world_delete(w);
}

static RunEnd stop_the_world(World *w, G *g, Toy *t) {
    (void)g;
    if (t->i++ == 0) return RUN_STOP;
    say(w, "back");
    return RUN_ENDED;
}

static void a_goroutine_that_stopped_the_world_waits_to_be_readied(void **state) {
    (void)state;
    World *w = world_new();
    G *g = spawn(w, stop_the_world, 0, NULL);
    spawn_last(w, say_me, 1, NULL);
    assert_int_equal(sched_run(w->s, 100), SCHED_STOPPED);
    assert_int_equal(g->status, G_WAITING);
    assert_int_equal(sched_run(w->s, 100), SCHED_ASLEEP);
    assert_string_equal(w->log, "1");
    g_ready(w->s, g);
    assert_int_equal(sched_run(w->s, 100), SCHED_ASLEEP);
    assert_string_equal(w->log, "1 back");
    world_delete(w);
}

/* ---- Pinned ---- */

/* The mutexes are held by others, the channels empty or full. Every operation that would wait says
 * so, and what could be seen of it before can be seen after it. */
static RunEnd pinned_all(World *w, G *g, Toy *t) {
    BEGIN;
    t->hold_pin = true;
    for (t->i = 0; t->i < 14; t->i++) {
        memcpy(t->object, w, sizeof *w);
        switch (t->i) {
        case 0:
            t->outcome = chan_recv(w->s, &w->chans[0].chan, &t->value, &t->ok);
            break;
        case 1:
            t->outcome = chan_send(w->s, &w->chans[0].chan, integer(1));
            break;
        case 2:
            t->outcome = chan_send(w->s, &w->chans[1].chan, integer(1));
            break;
        case 3:
            t->outcome = chan_recv(w->s, NULL, &t->value, &t->ok);
            break;
        case 4:
            t->outcome = chan_send(w->s, NULL, integer(1));
            break;
        case 5:
            t->outcome = select_wait(w->s, NULL, 0, false, &t->chosen, &t->value, &t->ok);
            break;
        case 6:
            t->outcome = select_wait(
                w->s, (SelectCase[]){{.chan = &w->chans[0].chan}, {.chan = &w->chans[2].chan}}, 2,
                false, &t->chosen, &t->value, &t->ok);
            break;
        case 7:
            t->outcome = sleep_for(w->s, 1);
            break;
        case 8:
            t->outcome = mutex_lock(w->s, &w->mutex);
            break;
        case 9:
            t->outcome = rwmutex_rlock(w->s, &w->rw);
            break;
        case 10:
            t->outcome = rwmutex_lock(w->s, &w->rw);
            break;
        case 11:
            t->outcome = waitgroup_wait(w->s, &w->wg);
            break;
        case 12:
            t->outcome = cond_wait(w->s, &w->cond, cond_ticket(&w->cond));
            break;
        case 13:
            t->outcome = once_enter(w->s, &w->once);
            break;
        }
        assert_int_equal(t->outcome, OP_PINNED);
        assert_memory_equal(t->object, w, sizeof *w);
        assert_int_equal(g->status, G_RUNNING);
    }
    assert_int_equal(sched_gosched(w->s), OP_DONE);
    assert_int_equal(g_park(w->s, WAIT_IO), OP_PINNED);
    assert_int_equal(sched_next_timer(w->s), INT64_MAX);
    assert_int_equal(sched_runnable(w->s), 0);
    say(w, "done");
    END;
}

static void no_event(void *state, const Event *e) {
    (void)state;
    assert_true(e->kind == EVENT_GO || e->kind == EVENT_START || e->kind == EVENT_END);
}

static void a_pinned_goroutine_cannot_wait_and_changes_nothing(void **state) {
    (void)state;
    World *w = world_new();
    World *copy = malloc(sizeof *copy);
    chan_in(w, 0);
    chan_in(w, 1)->count = 1;
    timer_chan(w, 0);
    timer_start(w->s, &w->timers[0], MS, 0);
    w->mutex.locked = true;
    w->once.mutex.locked = true;
    assert_true(rwmutex_try_lock(w->s, &w->rw));
    w->wg.counter = 1;
    sched_observe(w->s, no_event, NULL);
    G *g = spawn(w, pinned_all, 0, copy);
    toy_of(g)->hold_pin = true;
    g->pinned = true;
    world_run(w);
    assert_string_equal(w->log, "done");
    free(copy);
    world_delete(w);
}

static RunEnd pinned_that_need_not_wait(World *w, G *g, Toy *t) {
    BEGIN;
    t->hold_pin = true;
    SEND(&w->chans[0].chan, integer(1));
    RECV(&w->chans[0].chan);
    assert_int_equal(t->outcome, OP_DONE);
    DO(select_wait(w->s, (SelectCase[]){{.chan = &w->chans[0].chan}, {.chan = NULL}}, 2, true,
                   &t->chosen, &t->value, &t->ok));
    assert_int_equal(t->chosen, -1);
    DO(mutex_lock(w->s, &w->mutex));
    DO(mutex_unlock(w->s, &w->mutex));
    DO(rwmutex_rlock(w->s, &w->rw));
    DO(rwmutex_runlock(w->s, &w->rw));
    DO(rwmutex_lock(w->s, &w->rw));
    DO(rwmutex_unlock(w->s, &w->rw));
    DO(waitgroup_wait(w->s, &w->wg));
    DO(once_enter(w->s, &w->once));
    DO(once_leave(w->s, &w->once, true));
    assert_int_equal(t->outcome, OP_DONE);
    say(w, "done");
    END;
}

static RunEnd preempted_once(World *w, G *g, Toy *t) {
    g->pinned = true;
    if (t->n++ < 2) return t->n == 1 ? RUN_PREEMPTED : RUN_YIELDED;
    say(w, "back");
    return RUN_ENDED;
}

static void a_pinned_goroutine_may_do_what_does_not_wait(void **state) {
    (void)state;
    World *w = world_new();
    chan_in(w, 1);
    world_says(w, pinned_that_need_not_wait, "done");
    world_delete(w);
}

static void the_flag_of_the_last_operation_loses_no_goroutine(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, preempted_once, "back");
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_count_up_and_are_never_used_twice),
        cmocka_unit_test(a_child_knows_its_parent),
        cmocka_unit_test(live_goroutines_stand_by_age),
        cmocka_unit_test(a_budget_is_a_number_of_turns),
        cmocka_unit_test(a_world_with_nothing_to_wait_for_is_asleep),
        cmocka_unit_test(a_stop_ends_the_run_after_the_turn),
        cmocka_unit_test(a_stop_between_runs_is_not_lost),
        cmocka_unit_test(a_timer_may_stop_the_run),
        cmocka_unit_test(a_goroutine_that_stopped_the_world_waits_to_be_readied),
        cmocka_unit_test(a_pinned_goroutine_cannot_wait_and_changes_nothing),
        cmocka_unit_test(a_pinned_goroutine_may_do_what_does_not_wait),
        cmocka_unit_test(the_flag_of_the_last_operation_loses_no_goroutine),
    };
    return cmocka_run_group_tests_name("sched", tests, NULL, NULL);
}
