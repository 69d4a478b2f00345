/* The mailbox: what other threads post arrives once, in each thread's order, and wakes who waits.
 */
#include "runtime/posix.h"
#include "tests/runtime/world.h"

#include <pthread.h>
#undef SCHED_WAITING /* which means something else to the system */

typedef struct Letter {
    Message message;
    int from, number;
} Letter;

typedef struct Reader {
    Mailbox *m;
    int seen[8];
    int total;
    int echo; /* letters that a delivery posts itself */
} Reader;

static void take(void *state, Message *m) {
    Reader *r = state;
    Letter *l = (Letter *)(void *)m;
    assert_int_equal(l->number, r->seen[l->from]);
    r->seen[l->from]++;
    r->total++;
    if (l->from == 7 && l->number < r->echo) {
        l->number++;
        mailbox_post(r->m, &l->message);
        return;
    }
    free(l);
}

static Letter *letter(int from, int number) {
    Letter *l = malloc(sizeof *l);
    *l = (Letter){.message.deliver = take, .from = from, .number = number};
    return l;
}

/* After at most one look in vain nothing is left that ends a wait. */
static void comes_to_rest(Mailbox *m) {
    assert_int_equal(mailbox_deliver(m, NULL), 0);
    posix_wait(m, 0, -1);
    int64_t end = posix_monotonic() + 3 * MS;
    assert_false(posix_wait(m, end, -1));
    assert_true(posix_monotonic() >= end);
}

static void messages_arrive_in_order(void **state) {
    (void)state;
    Reader r = {.m = mailbox_new()};
    assert_int_equal(mailbox_deliver(r.m, &r), 0);
    for (int i = 0; i < 10; i++) mailbox_post(r.m, &letter(0, i)->message);
    assert_true(mailbox_waits(r.m));
    assert_int_equal(mailbox_deliver(r.m, &r), 10);
    assert_int_equal(r.seen[0], 10);
    comes_to_rest(r.m);
    mailbox_delete(r.m);
    mailbox_delete(NULL);
}

static void a_delivery_may_post(void **state) {
    (void)state;
    Reader r = {.m = mailbox_new(), .echo = 5};
    mailbox_post(r.m, &letter(7, 0)->message);
    size_t rounds = 0;
    while (mailbox_deliver(r.m, &r)) rounds++;
    assert_int_equal(rounds, 6);
    comes_to_rest(r.m);
    mailbox_delete(r.m);
}

static void a_message_waiting_is_not_waited_for(void **state) {
    (void)state;
    Reader r = {.m = mailbox_new()};
    mailbox_post(r.m, &letter(0, 0)->message);
    for (int i = 0; i < 3; i++) posix_wait(r.m, INT64_MAX, -1); /* although its raise is cleared */
    assert_int_equal(mailbox_deliver(r.m, &r), 1);
    posix_event_raise(mailbox_fd(r.m)); /* without a message */
    posix_wait(r.m, INT64_MAX, -1);
    comes_to_rest(r.m);
    mailbox_delete(r.m);
}

enum { THREADS = 4, LETTERS = 20000 };

typedef struct Poster {
    pthread_t thread;
    Mailbox *m;
    int from;
} Poster;

static void *post_many(void *arg) {
    Poster *p = arg;
    for (int i = 0; i < LETTERS; i++) mailbox_post(p->m, &letter(p->from, i)->message);
    return NULL;
}

static void several_threads_lose_nothing_and_the_descriptor_comes_to_rest(void **state) {
    (void)state;
    for (int round = 0; round < 3; round++) {
        Reader r = {.m = mailbox_new()};
        Poster posters[THREADS];
        for (int i = 0; i < THREADS; i++) {
            posters[i] = (Poster){.m = r.m, .from = i};
            assert_int_equal(pthread_create(&posters[i].thread, NULL, post_many, &posters[i]), 0);
        }
        while (r.total < THREADS * LETTERS) {
            if (!mailbox_deliver(r.m, &r)) posix_wait(r.m, posix_monotonic() + 10 * SECOND, -1);
        }
        for (int i = 0; i < THREADS; i++) pthread_join(posters[i].thread, NULL);
        comes_to_rest(r.m);
        assert_int_equal(r.total, THREADS * LETTERS);
        mailbox_delete(r.m);
    }
}

static void *post_late(void *arg) {
    Poster *p = arg;
    int64_t at = posix_monotonic() + 5 * MS;
    while (posix_monotonic() < at) {
    }
    mailbox_post(p->m, &letter(p->from, 0)->message);
    return NULL;
}

static void a_message_ends_the_wait(void **state) {
    (void)state;
    Reader r = {.m = mailbox_new()};
    Poster p = {.m = r.m};
    int64_t began = posix_monotonic();
    assert_int_equal(pthread_create(&p.thread, NULL, post_late, &p), 0);
    while (!mailbox_deliver(r.m, &r)) assert_false(posix_wait(r.m, INT64_MAX, -1));
    assert_in_range(posix_monotonic() - began, 5 * MS, 5 * SECOND);
    pthread_join(p.thread, NULL);
    comes_to_rest(r.m);
    mailbox_delete(r.m);
}

/* ---- A message wakes a goroutine ---- */

typedef struct Wake {
    Message message;
    G *g;
} Wake;

static void deliver_wake(void *state, Message *m) {
    World *w = state;
    sched_expect(w->s, -1);
    g_ready(w->s, ((Wake *)(void *)m)->g);
}

static RunEnd wait_for_outside(World *w, G *g, Toy *t) {
    BEGIN;
    sched_expect(w->s, 1);
    DO(g_park(w->s, WAIT_IO));
    say(w, "woken");
    END;
}

static void *post_wake(void *arg) {
    void **both = arg;
    mailbox_post(both[0], both[1]);
    return NULL;
}

static void a_goroutine_waits_for_another_thread(void **state) {
    (void)state;
    World *w = world_new();
    Mailbox *m = mailbox_new();
    Wake wake = {.message.deliver = deliver_wake, .g = spawn(w, wait_for_outside, 0, NULL)};
    assert_int_equal(world_run(w), SCHED_WAITING);
    void *both[2] = {m, &wake.message};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, post_wake, both), 0);
    while (world_run(w) == SCHED_WAITING) {
        posix_wait(m, INT64_MAX, -1);
        mailbox_deliver(m, w);
    }
    assert_string_equal(w->log, "woken");
    pthread_join(thread, NULL);
    mailbox_delete(m);
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_arrive_in_order),
        cmocka_unit_test(a_delivery_may_post),
        cmocka_unit_test(a_message_waiting_is_not_waited_for),
        cmocka_unit_test(several_threads_lose_nothing_and_the_descriptor_comes_to_rest),
        cmocka_unit_test(a_message_ends_the_wait),
        cmocka_unit_test(a_goroutine_waits_for_another_thread),
    };
    return cmocka_run_group_tests_name("mailbox", tests, NULL, NULL);
}
