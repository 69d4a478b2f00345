/* Select: nobody is left waiting where he no longer waits, and every ready case has its chance. */
#include "tests/runtime/world.h"

/* Channels by number: w->chans[i]. */
static Chan *chan_at(World *w, int i) {
    return &w->chans[i].chan;
}
static SelectCase receive(Chan *c) {
    return (SelectCase){.chan = c};
}
static SelectCase sending(Chan *c, Value v) {
    return (SelectCase){.chan = c, .value = v, .send = true};
}

static void nobody_waits(World *w) {
    for (uint32_t i = 0; i < w->chan_count; i++) {
        Chan *c = chan_at(w, (int)i);
        assert_null(c->senders.first);
        assert_null(c->senders.last);
        assert_null(c->receivers.first);
        assert_null(c->receivers.last);
    }
}

static void does_not_wait(World *w, const G *g) {
    assert_int_equal(g->waiter_count, 0);
    for (uint32_t i = 0; i < w->chan_count; i++) {
        Chan *c = chan_at(w, (int)i);
        for (Waiter *q = c->senders.first; q; q = q->next) assert_ptr_not_equal(q->g, g);
        for (Waiter *q = c->receivers.first; q; q = q->next) assert_ptr_not_equal(q->g, g);
    }
}

/* Waits on three channels in four cases; what the others do then ends it. */
static RunEnd select_four(World *w, G *g, Toy *t) {
    BEGIN;
    SELECT(((SelectCase[]){receive(chan_at(w, 0)), sending(chan_at(w, 1), reference(t, 42)),
                           receive(chan_at(w, 2)), receive(NULL)}),
           4, false);
    say(w, "%d:%d:%d", t->chosen, (int)t->outcome, t->ok);
    assert_int_equal(g->waiter_count, 0);
    assert_null(g->waiters);
    END;
}

static World *world_of_select(G **g) {
    World *w = world_new();
    for (int i = 0; i < 3; i++) chan_in(w, 0);
    *g = spawn(w, select_four, 0, NULL);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_int_equal((*g)->reason, WAIT_SELECT);
    assert_int_equal((*g)->waiter_count, 3); /* nil is not waited for */
    return w;
}

static RunEnd send_0(World *w, G *g, Toy *t) {
    BEGIN;
    SEND(chan_at(w, 0), integer(1));
    nobody_waits(w); /* before the winner has run */
    END;
}
static RunEnd recv_1(World *w, G *g, Toy *t) {
    BEGIN;
    RECV(chan_at(w, 1));
    assert_int_equal(t->stack[0], 42);
    nobody_waits(w);
    END;
}
static RunEnd close_2(World *w, G *g, Toy *t) {
    BEGIN;
    DO(chan_close(w->s, chan_at(w, 2)));
    nobody_waits(w);
    END;
}
static RunEnd close_1(World *w, G *g, Toy *t) {
    BEGIN;
    DO(chan_close(w->s, chan_at(w, 1)));
    nobody_waits(w);
    END;
}

static void no_waiter_is_left_after_a_win(void **state) {
    (void)state;
    G *g;
    World *w = world_of_select(&g);
    world_says(w, send_0, "0:0:1");
    world_delete(w);
    w = world_of_select(&g);
    world_says(w, recv_1, "1:0:1");
    assert_int_equal(w->moves, 1);
    world_delete(w);
}

static void no_waiter_is_left_after_a_close(void **state) {
    (void)state;
    G *g;
    World *w = world_of_select(&g);
    world_says(w, close_2, "2:0:0");
    world_delete(w);
    w = world_of_select(&g);
    char expected[16];
    snprintf(expected, sizeof expected, "1:%d:0", OP_SEND_ON_CLOSED);
    world_says(w, close_1, expected);
    world_delete(w);
}

static void no_waiter_is_left_after_an_interrupt(void **state) {
    (void)state;
    G *g;
    World *w = world_of_select(&g);
    size_t in_use = arena_in_use(w->arena);
    g_interrupt(w->s, g);
    nobody_waits(w);
    assert_true(arena_in_use(w->arena) < in_use);
    assert_int_equal(g->status, G_RUNNABLE);
    assert_int_equal(w->moves, 0);
    world_delete(w);
}

/* ---- Choice ---- */

static RunEnd choose_among_four(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 10000; t->i++) {
        for (int i = 0; i < 4; i++) chan_at(w, i)->closed = i != 2;
        SELECT(((SelectCase[]){receive(chan_at(w, 0)), receive(chan_at(w, 1)),
                               sending(chan_at(w, 2), integer(t->i)), receive(chan_at(w, 2)),
                               receive(chan_at(w, 3))}),
               5, false);
        ((int *)t->object)[t->chosen]++;
        chan_at(w, 2)->count = 0;
        chan_at(w, 2)->head = 0;
    }
    END;
}

/* Ten sigma, as Go's own test has it: of 10000 among 4, sigma is 43. */
static void every_ready_case_is_as_likely(void **state) {
    (void)state;
    World *w = world_new();
    for (int i = 0; i < 4; i++) chan_in(w, 1);
    int times[5] = {0};
    spawn(w, choose_among_four, 0, times);
    world_run(w);
    for (int i = 0; i < 5; i++) {
        if (i == 3)
            assert_int_equal(times[i], 0); /* empty */
        else
            assert_in_range(times[i], 2500 - 433, 2500 + 433);
    }
    world_delete(w);
}

static RunEnd same_receiver(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 3000; t->i++) {
        SELECT(((SelectCase[]){receive(chan_at(w, 0)), receive(chan_at(w, 1)),
                               receive(chan_at(w, 0)), receive(chan_at(w, 0))}),
               4, false);
        ((int *)t->object)[t->chosen]++;
        does_not_wait(w, g);
    }
    END;
}

static RunEnd send_3000(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 3000; t->i++) {
        SEND(chan_at(w, 0), integer(t->i));
        GOSCHED();
    }
    END;
}

static void cases_on_the_same_channel_are_as_likely_for_one_that_waits(void **state) {
    (void)state;
    World *w = world_new();
    for (int i = 0; i < 2; i++) chan_in(w, 0);
    int times[4] = {0};
    spawn(w, send_3000, 0, NULL);
    spawn(w, same_receiver, 0, times);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_int_equal(times[1], 0);
    assert_int_equal(times[0] + times[2] + times[3], 3000);
    for (int i = 0; i < 4; i++)
        if (i != 1) assert_in_range(times[i], 1000 - 258, 1000 + 258);
    world_delete(w);
}

/* ---- Talking to itself ---- */

static RunEnd self_select(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 100; t->i++) {
        SELECT(((SelectCase[]){receive(chan_at(w, 0)), sending(chan_at(w, 0), integer(t->me))}), 2,
               false);
        if (t->chosen == 0) {
            assert_true(t->ok);
            assert_int_not_equal(t->value.as.integer, t->me);
        }
        does_not_wait(w, g);
    }
    say(w, "%d", (int)t->me);
    END;
}

static void a_select_on_both_sides_never_talks_to_itself(void **state) {
    (void)state;
    World *w = world_new();
    chan_in(w, 0);
    spawn(w, self_select, 1, NULL);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_non_null(chan_at(w, 0)->senders.first);
    assert_non_null(chan_at(w, 0)->receivers.first);
    spawn(w, self_select, 2, NULL);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_int_equal(sched_count(w->s), 0);
    world_delete(w);
}

static RunEnd both_sides(World *w, G *g, Toy *t) {
    BEGIN;
    SELECT(((SelectCase[]){sending(chan_at(w, 0), integer(1)), receive(chan_at(w, 0))}), 2, false);
    say(w, "%d:%d:%d", t->chosen, (int)t->outcome, t->ok);
    END;
}

static RunEnd close_0(World *w, G *g, Toy *t) {
    BEGIN;
    DO(chan_close(w->s, chan_at(w, 0)));
    nobody_waits(w);
    END;
}

static void a_select_on_both_sides_receives_when_the_channel_is_closed(void **state) {
    (void)state;
    World *w = world_new();
    chan_in(w, 0);
    spawn(w, both_sides, 0, NULL);
    world_run(w);
    world_says(w, close_0, "1:0:0");
    world_delete(w);
}

/* ---- Forms ---- */

static RunEnd defaults(World *w, G *g, Toy *t) {
    BEGIN;
    SELECT(NULL, 0, true);
    say(w, "%d", t->chosen);
    SELECT(((SelectCase[]){receive(chan_at(w, 0))}), 1, true);
    say(w, "%d", t->chosen);
    SELECT(((SelectCase[]){receive(NULL), sending(NULL, integer(1))}), 2, true);
    say(w, "%d", t->chosen);
    SELECT(((SelectCase[]){sending(chan_at(w, 1), integer(5)), receive(chan_at(w, 0))}), 2, true);
    say(w, "%d", t->chosen);
    SELECT(((SelectCase[]){receive(chan_at(w, 0)), receive(chan_at(w, 1))}), 2, true);
    say(w, "%d=%d", t->chosen, (int)t->value.as.integer);
    nobody_waits(w);
    END;
}

static void a_default_is_taken_only_when_nothing_is_ready(void **state) {
    (void)state;
    World *w = world_new();
    chan_in(w, 0);
    chan_in(w, 1);
    world_says(w, defaults, "-1 -1 -1 0 1=5");
    world_delete(w);
}

static RunEnd select_nothing(World *w, G *g, Toy *t) {
    BEGIN;
    SELECT(NULL, 0, false);
    END;
}
static RunEnd select_one(World *w, G *g, Toy *t) {
    BEGIN;
    SELECT(((SelectCase[]){receive(chan_at(w, 0))}), 1, false);
    say(w, "%d", t->chosen);
    END;
}
static RunEnd select_nils(World *w, G *g, Toy *t) {
    BEGIN;
    SELECT(((SelectCase[]){receive(NULL), receive(NULL)}), 2, false);
    END;
}

static void waits_are_called_as_in_go(void **state) {
    (void)state;
    World *w = world_new();
    chan_in(w, 0);
    G *nothing = spawn(w, select_nothing, 0, NULL), *one = spawn(w, select_one, 0, NULL),
      *nils = spawn(w, select_nils, 0, NULL);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_string_equal(wait_reason_text(nothing->reason), "select (no cases)");
    assert_string_equal(wait_reason_text(one->reason), "chan receive");
    assert_string_equal(wait_reason_text(nils->reason), "select");
    world_delete(w);
}

static RunEnd closed_send(World *w, G *g, Toy *t) {
    BEGIN;
    SELECT(((SelectCase[]){sending(chan_at(w, 0), integer(5)), receive(chan_at(w, 1))}), 2, false);
    assert_int_equal(t->outcome, OP_SEND_ON_CLOSED);
    say(w, "done");
    END;
}

static void a_closed_channel_makes_a_send_case_ready_to_fail(void **state) {
    (void)state;
    World *w = world_new();
    chan_in(w, 0)->closed = true;
    chan_in(w, 0);
    world_says(w, closed_send, "done");
    nobody_waits(w);
    world_delete(w);
}

/* ---- Two selects, and many ---- */

static RunEnd select_sender(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 200; t->i++) {
        SELECT(((SelectCase[]){sending(chan_at(w, 0), reference(t, 1 + t->i)),
                               sending(chan_at(w, 1), (Value){.kind = VALUE_REF}),
                               sending(chan_at(w, 2), (Value){.kind = VALUE_REF})}),
               3, false);
        assert_int_equal(t->stack[0], 0);
        t->depth = 0;
        w->counter++;
    }
    END;
}

static RunEnd select_receiver(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 200; t->i++) {
        SELECT(((SelectCase[]){receive(chan_at(w, 2)), receive(chan_at(w, 1)),
                               receive(chan_at(w, 0))}),
               3, false);
        assert_int_equal(t->depth, 1);
        t->stack[--t->depth] = 0;
    }
    END;
}

static void many_selects_lose_nothing(void **state) {
    (void)state;
    World *w = world_new();
    for (int i = 0; i < 3; i++) chan_in(w, (size_t)i);
    for (int i = 0; i < 5; i++) {
        spawn(w, select_sender, i, NULL);
        spawn(w, select_receiver, i, NULL);
    }
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_int_equal(sched_count(w->s), 0);
    assert_int_equal(w->counter, 1000);
    nobody_waits(w);
    world_delete(w);
}

/* ---- Timers ---- */

static RunEnd select_with_timeout(World *w, G *g, Toy *t) {
    BEGIN;
    timer_start(w->s, &w->timers[0], sched_now(w->s) + 5 * MS, 0);
    timer_start(w->s, &w->timers[1], sched_now(w->s) + 3 * MS, 0);
    SELECT(((SelectCase[]){receive(chan_at(w, 0)), receive(chan_at(w, 1)), receive(chan_at(w, 2))}),
           3, false);
    say(w, "%d at %d", t->chosen, (int)(sched_now(w->s) / MS));
    assert_int_equal(sched_next_timer(w->s), INT64_MAX); /* nobody waits for the other any more */
    SELECT(((SelectCase[]){receive(chan_at(w, 0)), receive(chan_at(w, 1)), receive(chan_at(w, 2))}),
           3, false);
    say(w, "%d at %d", t->chosen, (int)(sched_now(w->s) / MS));
    END;
}

static void the_first_timer_wins_a_select(void **state) {
    (void)state;
    World *w = world_new();
    timer_chan(w, 0);
    timer_chan(w, 1);
    chan_in(w, 0);
    world_says(w, select_with_timeout, "1 at 3 0 at 5");
    nobody_waits(w);
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_waiter_is_left_after_a_win),
        cmocka_unit_test(no_waiter_is_left_after_a_close),
        cmocka_unit_test(no_waiter_is_left_after_an_interrupt),
        cmocka_unit_test(every_ready_case_is_as_likely),
        cmocka_unit_test(cases_on_the_same_channel_are_as_likely_for_one_that_waits),
        cmocka_unit_test(a_select_on_both_sides_never_talks_to_itself),
        cmocka_unit_test(a_select_on_both_sides_receives_when_the_channel_is_closed),
        cmocka_unit_test(a_default_is_taken_only_when_nothing_is_ready),
        cmocka_unit_test(waits_are_called_as_in_go),
        cmocka_unit_test(a_closed_channel_makes_a_send_case_ready_to_fail),
        cmocka_unit_test(many_selects_lose_nothing),
        cmocka_unit_test(the_first_timer_wins_a_select),
    };
    return cmocka_run_group_tests_name("select", tests, NULL, NULL);
}
