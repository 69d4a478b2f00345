/* Work on other threads: who waits for it, who leaves, and what the world's end makes of it. */
#include "runtime/posix.h"
#include "tests/runtime/world.h"

#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

typedef struct Call {
    Work work;
    atomic_int begun, over, released;
    atomic_bool open; /* it may return */
} Call;

static void call_run(Work *work) {
    Call *c = (Call *)(void *)work;
    atomic_fetch_add(&c->begun, 1);
    enum { LONGEST = 20000 };
    for (useconds_t pause = 100; !atomic_load(&c->open); pause *= pause < LONGEST ? 2 : 1) usleep(pause);
    atomic_fetch_add(&c->over, 1);
}

static void call_release(Work *work) {
    atomic_fetch_add(&((Call *)(void *)work)->released, 1);
}

static Call call_make(bool open) {
    Call c = {.work = {.run = call_run, .release = call_release}};
    atomic_init(&c.open, open);
    return c;
}

typedef struct Outside {
    World *w;
    Mailbox *mailbox;
} Outside;

static Outside outside_new(void) {
    Outside o = {.w = world_new(), .mailbox = mailbox_new()};
    assert_non_null(o.mailbox);
    sched_attach(o.w->s, o.mailbox, NULL);
    return o;
}

static void outside_delete(Outside *o) {
    workers_delete(o->w->s);
    mailbox_delete(o->mailbox);
    world_delete(o->w);
}

/* Runs until nobody is left. */
static void run_to_end(Outside *o) {
    while (sched_count(o->w->s) > 0)
        if (world_run(o->w) != SCHED_BUDGET) posix_wait(o->mailbox, posix_monotonic() + 100 * MS, -1);
}

static void await(atomic_int *count, int wanted) {
    for (int i = 0; i < 50000 && atomic_load(count) < wanted; i++) usleep(100);
    assert_int_equal(atomic_load(count), wanted);
}

static RunEnd do_work(World *w, G *g, Toy *t) {
    Call *c = t->object;
    BEGIN;
    work_start(w->s, &c->work);
    DO(work_wait(w->s, &c->work));
    END_IF_INTERRUPTED;
    assert_true(c->work.done);
    say(w, "%d", (int)t->me);
    work_let_go(&c->work);
    END;
}

static RunEnd wait_too(World *w, G *g, Toy *t) {
    Call *c = t->object;
    BEGIN;
    DO(work_wait(w->s, &c->work));
    END_IF_INTERRUPTED;
    say(w, "%d", (int)t->me);
    END;
}

static void a_short_call_is_over_at_once(void **state) {
    (void)state;
    Outside o = outside_new();
    Call c = call_make(true);
    spawn(o.w, do_work, 1, &c);
    run_to_end(&o);
    assert_string_equal(o.w->log, "1");
    assert_int_equal(atomic_load(&c.released), 1);
    outside_delete(&o);
}

static void others_run_while_a_call_blocks_and_all_who_wait_go_on(void **state) {
    (void)state;
    Outside o = outside_new();
    Call c = call_make(false);
    spawn_last(o.w, do_work, 1, &c);
    spawn_last(o.w, wait_too, 2, &c);
    spawn_last(o.w, wait_too, 3, &c);
    assert_int_equal(world_run(o.w), SCHED_WAITING);
    assert_int_equal(sched_oldest(o.w->s)->reason, WAIT_IO);
    atomic_store(&c.open, true);
    run_to_end(&o);
    assert_string_equal(o.w->log, "1 2 3");
    assert_int_equal(atomic_load(&c.released), 1);
    assert_int_equal(sched_run(o.w->s, 10), SCHED_ASLEEP);
    outside_delete(&o);
}

static void who_is_interrupted_leaves_and_the_work_lives_on(void **state) {
    (void)state;
    Outside o = outside_new();
    Call c = call_make(false);
    spawn_last(o.w, do_work, 1, &c);
    spawn_last(o.w, wait_too, 2, &c);
    G *third = spawn_last(o.w, wait_too, 3, &c);
    world_run(o.w);
    g_interrupt(o.w->s, sched_oldest(o.w->s));
    g_interrupt(o.w->s, third);
    world_run(o.w);
    assert_int_equal(sched_count(o.w->s), 1);
    work_let_go(&c.work);
    assert_int_equal(atomic_load(&c.released), 0);
    atomic_store(&c.open, true);
    run_to_end(&o);
    assert_string_equal(o.w->log, "2");
    assert_int_equal(atomic_load(&c.released), 1);
    outside_delete(&o);
}

static void nobody_waits_for_an_abandoned_call(void **state) {
    (void)state;
    Outside o = outside_new();
    Call c = call_make(false);
    G *g = spawn(o.w, do_work, 1, &c);
    world_run(o.w);
    g_interrupt(o.w->s, g);
    assert_int_equal(world_run(o.w), SCHED_ASLEEP);
    work_let_go(&c.work);
    atomic_store(&c.open, true);
    outside_delete(&o);
    await(&c.released, 1);
}

static RunEnd pinned_work(World *w, G *g, Toy *t) {
    Call *c = t->object;
    BEGIN;
    g->pinned = true;
    work_start(w->s, &c->work);
    assert_true(c->work.done);
    say(w, "%d", (int)t->me);
    work_let_go(&c->work);
    END;
}

static RunEnd pinned_wait(World *w, G *g, Toy *t) {
    Call *c = t->object;
    BEGIN;
    g->pinned = true;
    atomic_store(&c->open, true);
    assert_int_equal(work_wait(w->s, &c->work), OP_DONE);
    assert_int_equal(atomic_load(&c->over), 1);
    say(w, "%d", (int)t->me);
    END;
}

static void where_nobody_can_be_paused_it_runs_in_place(void **state) {
    (void)state;
    Outside o = outside_new();
    Call here = call_make(true), there = call_make(false);
    spawn_last(o.w, pinned_work, 1, &here);
    spawn_last(o.w, do_work, 3, &there);
    spawn_last(o.w, pinned_wait, 2, &there);
    run_to_end(&o);
    assert_string_equal(o.w->log, "1 2 3");
    outside_delete(&o);
}

enum { MANY = 1100 };

static void more_calls_than_threads_are_all_made(void **state) {
    (void)state;
    Outside o = outside_new();
    static Call calls[MANY];
    int begun = 0;
    for (int i = 0; i < MANY; i++) {
        calls[i] = call_make(false);
        spawn_last(o.w, do_work, i, &calls[i]);
    }
    assert_int_equal(world_run(o.w), SCHED_WAITING);
    usleep(20000);
    for (int i = 0; i < MANY; i++) begun += atomic_load(&calls[i].begun);
    assert_in_range(begun, 1, 1000);
    for (int i = 0; i < MANY; i++) atomic_store(&calls[i].open, true);
    run_to_end(&o);
    for (int i = 0; i < MANY; i++) assert_int_equal(atomic_load(&calls[i].released), 1);
    outside_delete(&o);
}

static void the_end_of_the_world_leaves_stuck_calls_alone(void **state) {
    (void)state;
    Outside o = outside_new();
    static Call calls[20];
    for (int i = 0; i < 20; i++) {
        calls[i] = call_make(false);
        spawn_last(o.w, do_work, i, &calls[i]);
    }
    world_run(o.w);
    for (int i = 0; i < 20; i++) work_let_go(&calls[i].work);
    int64_t start = posix_monotonic();
    outside_delete(&o);
    assert_true(posix_monotonic() - start < 10 * SECOND);
    for (int i = 0; i < 20; i++) atomic_store(&calls[i].open, true);
    for (int i = 0; i < 20; i++)
        await(&calls[i].released, 1);
}

static RunEnd leave_essential(World *w, G *g, Toy *t) {
    Call *c = t->object;
    BEGIN;
    work_start(w->s, &c->work);
    work_let_go(&c->work);
    END;
}

static void short_run(Work *work) {
    usleep(20000);
    atomic_fetch_add(&((Call *)(void *)work)->over, 1);
}

static void the_end_of_the_world_waits_for_what_must_not_be_lost(void **state) {
    (void)state;
    Outside o = outside_new();
    Call c = call_make(true);
    c.work.run = short_run;
    c.work.essential = true;
    spawn(o.w, leave_essential, 1, &c);
    world_run(o.w);
    outside_delete(&o);
    assert_int_equal(atomic_load(&c.over), 1);
    assert_int_equal(atomic_load(&c.released), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_call_is_over_at_once),
        cmocka_unit_test(others_run_while_a_call_blocks_and_all_who_wait_go_on),
        cmocka_unit_test(who_is_interrupted_leaves_and_the_work_lives_on),
        cmocka_unit_test(nobody_waits_for_an_abandoned_call),
        cmocka_unit_test(where_nobody_can_be_paused_it_runs_in_place),
        cmocka_unit_test(more_calls_than_threads_are_all_made),
        cmocka_unit_test(the_end_of_the_world_leaves_stuck_calls_alone),
        cmocka_unit_test(the_end_of_the_world_waits_for_what_must_not_be_lost),
    };
    return cmocka_run_group_tests_name("work", tests, NULL, NULL);
}
