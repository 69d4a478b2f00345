/* Channels: what is received, by whom, and what a reference's way is. */
#include "tests/runtime/world.h"

static int64_t refs_in(World *w) {
    int64_t n = 0;
    for (uint32_t i = 0; i < w->chan_count; i++)
        for (int k = 0; k < TOY_BUFFER; k++) n += w->chans[i].refs[k] != 0;
    return n;
}

/* ---- Order ---- */

static RunEnd fill_and_drain(World *w, G *g, Toy *t) {
    BEGIN;
    t->object = chan_in(w, 3);
    for (t->n = 0; t->n < 5; t->n++) {
        for (t->i = 0; t->i < 3; t->i++) SEND(t->object, integer(t->i));
        assert_int_equal(chan_len(w->s, t->object), 3);
        assert_int_equal(chan_cap(t->object), 3);
        for (t->i = 0; t->i < 2; t->i++) {
            RECV(t->object);
            assert_true(t->ok);
            say(w, "%d", (int)t->value.as.integer);
        }
        SEND(t->object, integer(9));
        for (t->i = 0; t->i < 2; t->i++) {
            RECV(t->object);
            say(w, "%d", (int)t->value.as.integer);
        }
    }
    END;
}

static void a_buffer_is_first_in_first_out(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, fill_and_drain, "0 1 2 9 0 1 2 9 0 1 2 9 0 1 2 9 0 1 2 9");
    world_delete(w);
}

static RunEnd send_my_ref(World *w, G *g, Toy *t) {
    BEGIN;
    SEND(t->object, reference(t, 100 + t->me));
    assert_int_equal(t->outcome, OP_DONE);
    END;
}

static RunEnd recv_say_ref(World *w, G *g, Toy *t) {
    BEGIN;
    RECV(t->object);
    assert_int_equal(t->value.kind, VALUE_REF);
    assert_int_equal(t->depth, 1);
    say(w, "%d:%d", (int)t->me, (int)t->stack[0]);
    END;
}

static RunEnd four_senders_then_receive(World *w, G *g, Toy *t) {
    BEGIN;
    t->object = chan_in(w, 0);
    for (int i = 0; i < 4; i++) spawn_last(w, send_my_ref, i, t->object);
    SLEEP(1);
    for (t->i = 0; t->i < 4; t->i++) {
        RECV(t->object);
        say(w, "%d", (int)t->stack[--t->depth]);
    }
    END;
}

static void waiting_senders_are_served_in_line(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, four_senders_then_receive, "100 101 102 103");
    assert_int_equal(w->moves, 4); /* straight from sender to receiver */
    world_delete(w);
}

static RunEnd four_receivers_then_send(World *w, G *g, Toy *t) {
    BEGIN;
    t->object = chan_in(w, 2);
    for (int i = 0; i < 4; i++) spawn_last(w, recv_say_ref, i, t->object);
    SLEEP(1);
    for (t->i = 0; t->i < 4; t->i++) {
        SEND(t->object, reference(t, 100 + t->i));
        assert_int_equal(chan_len(w->s, t->object), 0);
    }
    END;
}

static void a_value_goes_straight_to_the_first_receiver_past_the_buffer(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, four_receivers_then_send, "3:103 0:100 1:101 2:102");
    assert_int_equal(w->moves, 4);
    world_delete(w);
}

/* Two in the buffer and two senders waiting: each receive moves three parties' values. */
static RunEnd full_buffer_with_senders(World *w, G *g, Toy *t) {
    BEGIN;
    t->object = chan_in(w, 2);
    for (int i = 0; i < 5; i++) spawn_last(w, send_my_ref, i, t->object);
    SLEEP(1);
    assert_int_equal(refs_in(w), 2);
    for (t->i = 0; t->i < 5; t->i++) {
        RECV(t->object);
        assert_true(t->ok);
        say(w, "%d", (int)t->stack[--t->depth]);
        assert_int_equal(chan_len(w->s, t->object), t->i < 3 ? 2 : 4 - t->i);
    }
    assert_int_equal(refs_in(w), 0);
    END;
}

static void a_full_buffers_receive_lets_the_first_sender_in_at_the_tail(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, full_buffer_with_senders, "100 101 102 103 104");
    assert_int_equal(w->moves, 10); /* in and out */
    assert_int_equal(sched_count(w->s), 0);
    world_delete(w);
}

static RunEnd all_kinds(World *w, G *g, Toy *t) {
    BEGIN;
    t->object = chan_in(w, 4);
    SEND(t->object, ((Value){.kind = VALUE_NIL}));
    SEND(t->object, ((Value){.kind = VALUE_BOOL, .as.boolean = true}));
    SEND(t->object, ((Value){.kind = VALUE_FLOAT, .as.number = 2.5}));
    SEND(t->object, integer(INT64_MIN));
    RECV(t->object);
    assert_true(t->ok && t->value.kind == VALUE_NIL);
    RECV(t->object);
    assert_true(t->ok && t->value.kind == VALUE_BOOL && t->value.as.boolean);
    RECV(t->object);
    assert_true(t->ok && t->value.kind == VALUE_FLOAT && t->value.as.number == 2.5);
    RECV(t->object);
    assert_true(t->ok && t->value.kind == VALUE_INT && t->value.as.integer == INT64_MIN);
    say(w, "done");
    END;
}

static void plain_values_travel_by_value(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, all_kinds, "done");
    assert_int_equal(w->moves, 0);
    world_delete(w);
}

/* ---- Closed and nil ---- */

static RunEnd use_closed(World *w, G *g, Toy *t) {
    BEGIN;
    t->object = chan_in(w, 2);
    SEND(t->object, integer(7));
    DO(chan_close(w->s, t->object));
    assert_int_equal(t->outcome, OP_DONE);
    SEND(t->object, integer(8));
    assert_int_equal(t->outcome, OP_SEND_ON_CLOSED);
    DO(chan_close(w->s, t->object));
    assert_int_equal(t->outcome, OP_CLOSE_OF_CLOSED);
    DO(chan_close(w->s, NULL));
    assert_int_equal(t->outcome, OP_CLOSE_OF_NIL);
    assert_int_equal(chan_len(w->s, t->object), 1);
    RECV(t->object);
    assert_true(t->ok && t->value.as.integer == 7);
    for (t->i = 0; t->i < 3; t->i++) {
        RECV(t->object);
        assert_true(!t->ok && t->value.kind == VALUE_NIL);
    }
    say(w, "done");
    END;
}

static void a_closed_channel_gives_what_is_left_and_then_nil(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, use_closed, "done");
    world_delete(w);
}

static RunEnd send_and_say(World *w, G *g, Toy *t) {
    BEGIN;
    SEND(t->object, reference(t, 5));
    say(w, "%d:%s", (int)t->me, t->outcome == OP_SEND_ON_CLOSED ? "closed" : "sent");
    assert_int_equal(t->stack[0], 5); /* still the sender's */
    END;
}

static RunEnd close_on_senders(World *w, G *g, Toy *t) {
    BEGIN;
    t->object = chan_in(w, 0);
    for (int i = 0; i < 3; i++) spawn_last(w, send_and_say, i, t->object);
    SLEEP(1);
    DO(chan_close(w->s, t->object));
    END;
}

static void waiting_senders_learn_that_the_channel_was_closed(void **state) {
    (void)state;
    World *w = world_new();
    world_says(w, close_on_senders, "0:closed 2:closed 1:closed");
    assert_int_equal(w->moves, 0);
    world_delete(w);
}

static RunEnd recv_forever(World *w, G *g, Toy *t) {
    BEGIN;
    RECV(NULL);
    say(w, "never");
    END;
}

static RunEnd send_forever(World *w, G *g, Toy *t) {
    BEGIN;
    SEND(NULL, integer(1));
    say(w, "never");
    END;
}

static void a_nil_channel_blocks_for_ever(void **state) {
    (void)state;
    World *w = world_new();
    G *receiver = spawn(w, recv_forever, 0, NULL), *sender = spawn(w, send_forever, 0, NULL);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_string_equal(wait_reason_text(receiver->reason), "chan receive (nil chan)");
    assert_string_equal(wait_reason_text(sender->reason), "chan send (nil chan)");
    assert_int_equal(chan_len(w->s, NULL) + chan_cap(NULL), 0);
    assert_string_equal(w->log, "");
    world_delete(w);
}

static void channels_are_numbered_by_age(void **state) {
    (void)state;
    World *w = world_new();
    assert_int_equal(chan_in(w, 0)->id, 1);
    assert_int_equal(chan_in(w, 0)->id, 2);
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_buffer_is_first_in_first_out),
        cmocka_unit_test(waiting_senders_are_served_in_line),
        cmocka_unit_test(a_value_goes_straight_to_the_first_receiver_past_the_buffer),
        cmocka_unit_test(a_full_buffers_receive_lets_the_first_sender_in_at_the_tail),
        cmocka_unit_test(plain_values_travel_by_value),
        cmocka_unit_test(a_closed_channel_gives_what_is_left_and_then_nil),
        cmocka_unit_test(waiting_senders_learn_that_the_channel_was_closed),
        cmocka_unit_test(a_nil_channel_blocks_for_ever),
        cmocka_unit_test(channels_are_numbered_by_age),
    };
    return cmocka_run_group_tests_name("chan", tests, NULL, NULL);
}
