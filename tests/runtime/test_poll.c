/* Descriptors: goroutines wait for them in order, and nothing but the descriptor, a deadline, a close
 * or an interrupt ends the wait. */
#include "runtime/posix.h"
#include "tests/runtime/world.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#undef SCHED_WAITING /* which means something else to the system */

enum { PAIRS = 2 };

/* Pollables lie outside of the world's struct; a test has a few. */
typedef struct Pair {
    Pollable near;
    int fds[2];
} Pair;

static Pair pairs[PAIRS];

static void pair_open(World *w, int i, bool shared) {
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | (shared ? 0 : SOCK_NONBLOCK), 0, pairs[i].fds), 0);
    assert_int_equal(poll_add(w->s, &pairs[i].near, pairs[i].fds[0], shared), 0);
}

static void pair_close(World *w, int i) {
    poll_remove(w->s, &pairs[i].near);
    close(pairs[i].fds[0]);
    close(pairs[i].fds[1]);
}

static void peer_says(int i, const char *text) {
    assert_int_equal(write(pairs[i].fds[1], text, strlen(text)), strlen(text));
}

static void poll_world_delete(World *w) {
    poller_delete(w->s);
    world_delete(w);
}

/* Reads one byte from the pair at t->object, and says it. */
static RunEnd read_byte(World *w, G *g, Toy *t) {
    Pair *p = t->object;
    BEGIN;
    DO(poll_begin(w->s, &p->near, POLL_READ));
    while (t->outcome == OP_DONE) {
        char byte;
        if (!p->near.shared || posix_ready(p->near.fd, POLL_READ)) {
            ssize_t n = read(p->near.fd, &byte, 1);
            if (n >= 0) {
                say(w, n ? "%d:%c" : "%d:end", (int)t->me, byte);
                poll_end(w->s, &p->near, POLL_READ);
                return RUN_ENDED;
            }
            assert_int_equal(errno, EAGAIN);
        }
        t->n++;
        DO(poll_wait(w->s, &p->near, POLL_READ));
    }
    say(w, "%d:%s", (int)t->me,
        t->outcome == OP_POLL_CLOSED    ? "closed"
        : t->outcome == OP_POLL_TIMEOUT ? "timeout"
        : t->outcome == OP_PINNED       ? "pinned"
                                        : "?");
    END;
}

enum { MUCH = 500000 }; /* more than fits */

/* Writes many bytes, for which it takes several tries. */
static RunEnd write_much(World *w, G *g, Toy *t) {
    Pair *p = t->object;
    char bytes[4096];
    memset(bytes, 'a' + (int)t->me, sizeof bytes);
    BEGIN;
    DO(poll_begin(w->s, &p->near, POLL_WRITE));
    while (t->outcome == OP_DONE) {
        ssize_t n = 0;
        while (t->n < MUCH && n >= 0) {
            n = write(p->near.fd, bytes, sizeof bytes);
            if (n > 0) t->n += n;
        }
        if (t->n >= MUCH) {
            poll_end(w->s, &p->near, POLL_WRITE);
            return RUN_ENDED;
        }
        t->i++;
        DO(poll_wait(w->s, &p->near, POLL_WRITE));
    }
    END;
}

static World *world_with_pair(bool shared) {
    World *w = world_new();
    sched_set_virtual(w->s, false);
    pair_open(w, 0, shared);
    return w;
}

static void over(World *w) {
    pair_close(w, 0);
    poll_world_delete(w);
}

static void readers_are_served_in_order(void **state) {
    (void)state;
    for (int shared = 0; shared < 2; shared++) {
        World *w = world_with_pair(shared);
        for (int i = 0; i < 3; i++) spawn_last(w, read_byte, i, &pairs[0]);
        assert_int_equal(world_run(w), SCHED_WAITING);
        assert_string_equal(wait_reason_text(sched_oldest(w->s)->reason), "IO wait");
        peer_says(0, "ab");
        assert_int_equal(world_run(w), SCHED_WAITING);
        assert_string_equal(w->log, "0:a 1:b");
        spawn_last(w, read_byte, 3, &pairs[0]);
        world_run(w);
        peer_says(0, "cd");
        assert_int_equal(world_run(w), SCHED_ASLEEP);
        assert_string_equal(w->log, "0:a 1:b 2:c 3:d");
        over(w);
    }
}

static void who_comes_later_waits_for_its_turn(void **state) {
    (void)state;
    World *w = world_with_pair(false);
    spawn_last(w, read_byte, 0, &pairs[0]);
    world_run(w);
    peer_says(0, "ab");
    spawn(w, read_byte, 1, &pairs[0]); /* runs before the one that is about to be woken */
    world_run(w);
    assert_string_equal(w->log, "0:a 1:b");
    over(w);
}

static void a_peers_end_ends_the_wait(void **state) {
    (void)state;
    World *w = world_with_pair(true);
    spawn_last(w, read_byte, 0, &pairs[0]);
    spawn_last(w, read_byte, 1, &pairs[0]);
    world_run(w);
    shutdown(pairs[0].fds[1], SHUT_WR);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_string_equal(w->log, "0:end 1:end");
    over(w);
}

static void removing_ends_all_waits(void **state) {
    (void)state;
    World *w = world_with_pair(false);
    for (int i = 0; i < 2; i++) spawn_last(w, read_byte, i, &pairs[0]);
    world_run(w);
    peer_says(0, "x");
    poller_check(w->s); /* the first has been woken, and not picked */
    poll_remove(w->s, &pairs[0].near);
    poll_remove(w->s, &pairs[0].near);
    spawn_last(w, read_byte, 2, &pairs[0]);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_string_equal(w->log, "0:closed 1:closed 2:closed");
    over(w);
}

static RunEnd unwind(World *w, G *g, Toy *t) {
    (void)w, (void)g, (void)t;
    return RUN_ENDED;
}

/* `late`: after the first has been given its turn, and before it takes it. */
static void who_is_interrupted_holds_up_nobody(void **state) {
    (void)state;
    static const char *const says[] = {"1:a 2:b", "0:a 2:b", "0:a 1:b"};
    for (int who = 0; who < 3; who++)
        for (int late = 0; late < 2; late++) {
            World *w = world_with_pair(false);
            G *gs[3];
            for (int i = 0; i < 3; i++) gs[i] = spawn_last(w, read_byte, i, &pairs[0]);
            world_run(w);
            peer_says(0, "ab");
            if (late) poller_check(w->s);
            toy_of(gs[who])->step = unwind;
            g_interrupt(w->s, gs[who]);
            assert_int_equal(world_run(w), SCHED_ASLEEP);
            assert_string_equal(w->log, says[who]);
            over(w);
        }
}

static void a_pinned_goroutine_does_not_wait(void **state) {
    (void)state;
    World *w = world_with_pair(false);
    toy_of(spawn_last(w, read_byte, 0, &pairs[0]))->hold_pin = true;
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    spawn_last(w, read_byte, 1, &pairs[0]);
    world_run(w);
    toy_of(spawn_last(w, read_byte, 2, &pairs[0]))->hold_pin = true;
    world_run(w);
    peer_says(0, "a");
    world_run(w);
    assert_string_equal(w->log, "0:pinned 2:pinned 1:a");
    over(w);
}

/* ---- Deadlines ---- */

static void a_deadline_ends_waits_under_way_and_later_ones(void **state) {
    (void)state;
    World *w = world_with_pair(false);
    for (int i = 0; i < 2; i++) spawn_last(w, read_byte, i, &pairs[0]);
    world_run(w);
    int64_t due = sched_now(w->s) + 2 * MS;
    assert_true(poll_deadline(w->s, &pairs[0].near, POLL_READ, due));
    assert_true(poll_deadline(w->s, &pairs[0].near, POLL_WRITE, INT64_MAX));
    assert_int_equal(world_run(w), SCHED_WAITING);
    assert_int_equal(sched_next_timer(w->s), due);
    while (sched_now(w->s) < due) world_run(w);
    world_run(w);
    assert_string_equal(w->log, "0:timeout 1:timeout");
    peer_says(0, "ab"); /* although there is something to read */
    spawn_last(w, read_byte, 2, &pairs[0]);
    world_run(w);
    assert_true(poll_deadline(w->s, &pairs[0].near, POLL_READ, INT64_MAX));
    spawn_last(w, read_byte, 3, &pairs[0]);
    world_run(w);
    assert_string_equal(w->log, "0:timeout 1:timeout 2:timeout 3:a");
    over(w);
}

static void a_deadline_in_the_past_ends_waits_at_once(void **state) {
    (void)state;
    World *w = world_with_pair(false);
    spawn_last(w, read_byte, 0, &pairs[0]);
    world_run(w);
    assert_true(poll_deadline(w->s, &pairs[0].near, POLL_READ, 0));
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_string_equal(w->log, "0:timeout");
    over(w);
}

/* ---- The scheduler looks ---- */

static RunEnd yield_until_said(World *w, G *g, Toy *t) {
    BEGIN;
    peer_says(0, "x");
    for (t->i = 0; w->length == 0; t->i++) {
        assert_true(t->i < 1000);
        GOSCHED();
    }
    END;
}

static void busy_goroutines_do_not_hold_up_a_ready_one(void **state) {
    (void)state;
    World *w = world_with_pair(false);
    spawn_last(w, read_byte, 0, &pairs[0]);
    world_run(w);
    spawn_last(w, yield_until_said, 1, NULL);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_string_equal(w->log, "0:x");
    over(w);
}

typedef struct Wake {
    Message message;
    bool came;
} Wake;

static void deliver(void *state, Message *m) {
    assert_non_null(state);
    ((Wake *)(void *)m)->came = true;
}

static RunEnd yield_until_message(World *w, G *g, Toy *t) {
    Wake *wake = t->object;
    BEGIN;
    for (t->i = 0; !wake->came; t->i++) {
        assert_true(t->i < 1000);
        GOSCHED();
    }
    END;
}

static void busy_goroutines_do_not_hold_up_a_message(void **state) {
    (void)state;
    World *w = world_new();
    Mailbox *m = mailbox_new();
    sched_attach(w->s, m, w);
    Wake wake = {.message.deliver = deliver};
    mailbox_post(m, &wake.message);
    spawn_last(w, yield_until_message, 0, &wake);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_true(wake.came);
    mailbox_delete(m);
    world_delete(w);
}

static void a_ready_descriptor_ends_posix_wait(void **state) {
    (void)state;
    World *w = world_new();
    sched_set_virtual(w->s, false);
    Mailbox *m = mailbox_new();
    sched_attach(w->s, m, w);
    pair_open(w, 0, false);
    spawn_last(w, read_byte, 0, &pairs[0]);
    world_run(w);
    int64_t began = posix_monotonic();
    assert_false(posix_wait(m, began + 2 * MS, -1));
    assert_true(posix_monotonic() >= began + 2 * MS);
    peer_says(0, "a");
    assert_false(posix_wait(m, INT64_MAX, -1));
    world_run(w);
    assert_string_equal(w->log, "0:a");
    peer_says(0, "b"); /* for which nobody waits: seen once, it ends no more waits */
    posix_wait(m, INT64_MAX, -1);
    world_run(w);
    began = posix_monotonic();
    assert_false(posix_wait(m, began + 2 * MS, -1));
    assert_true(posix_monotonic() >= began + 2 * MS);
    pair_close(w, 0);
    poller_delete(w->s);
    mailbox_delete(m);
    world_delete(w);
}

static RunEnd sleep_a_little(World *w, G *g, Toy *t) {
    BEGIN;
    SLEEP(3 * MS);
    say(w, "%d", (int)(sched_now(w->s) / MS));
    END;
}

static void virtual_time_passes_as_real_time_while_a_descriptor_is_awaited(void **state) {
    (void)state;
    World *w = world_new();
    pair_open(w, 0, false);
    spawn_last(w, read_byte, 0, &pairs[0]);
    spawn_last(w, sleep_a_little, 1, NULL);
    int64_t began = posix_monotonic();
    while (w->length == 0) assert_int_equal(world_run(w), SCHED_WAITING);
    assert_true(posix_monotonic() - began >= 3 * MS);
    assert_string_equal(w->log, "3");
    peer_says(0, "a");
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    spawn_last(w, sleep_a_little, 2, NULL);
    assert_int_equal(world_run(w), SCHED_ASLEEP); /* jumps again */
    assert_int_equal(sched_next_timer(w->s), INT64_MAX);
    over(w);
}

/* ---- Long operations ---- */

/* Goes on for three turns, and then reads. */
static RunEnd take_long(World *w, G *g, Toy *t) {
    Pair *p = t->object;
    BEGIN;
    DO(poll_begin(w->s, &p->near, POLL_READ));
    for (; t->outcome == OP_DONE && t->i < 3; t->i++) {
        say(w, "%d:%d", (int)t->me, (int)t->i);
        DO(poll_pause(w->s, &p->near, POLL_READ));
    }
    say(w, t->outcome == OP_DONE ? "%d:done" : "%d:no", (int)t->me);
    poll_end(w->s, &p->near, POLL_READ);
    END;
}

static RunEnd come_between(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 3; t->i++) {
        say(w, "-");
        GOSCHED();
    }
    END;
}

static void others_run_in_a_pause_and_none_takes_the_turn(void **state) {
    (void)state;
    World *w = world_with_pair(false);
    spawn_last(w, take_long, 0, &pairs[0]);
    spawn_last(w, take_long, 1, &pairs[0]);
    spawn_last(w, come_between, 0, NULL);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_string_equal(w->log, "0:0 - 0:1 - 0:2 - 0:done 1:0 1:1 1:2 1:done");
    over(w);
}

static void a_pause_can_be_interrupted(void **state) {
    (void)state;
    World *w = world_with_pair(false);
    G *g = spawn_last(w, take_long, 0, &pairs[0]);
    spawn_last(w, read_byte, 1, &pairs[0]);
    peer_says(0, "a");
    sched_run(w->s, 1);
    toy_of(g)->step = unwind;
    g_interrupt(w->s, g);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_string_equal(w->log, "0:0 1:a");
    over(w);
}

/* ---- Limits ---- */

static void files_are_not_watched(void **state) {
    (void)state;
    World *w = world_new();
    int fd = open("runtime/runtime.h", O_RDONLY);
    Pollable p;
    assert_int_equal(poll_add(w->s, &p, fd, true), EPERM);
    assert_int_equal(poll_add(w->s, &p, -1, true), EBADF);
    poll_remove(w->s, &p);
    close(fd);
    poll_world_delete(w);
}

static void writes_are_not_mixed(void **state) {
    (void)state;
    World *w = world_with_pair(false);
    for (int i = 0; i < 3; i++) spawn_last(w, write_much, i, &pairs[0]);
    assert_int_equal(world_run(w), SCHED_WAITING);
    fcntl(pairs[0].fds[1], F_SETFL, O_NONBLOCK);
    char got[65536], seen[16] = {0};
    size_t length = 0;
    for (ssize_t n = 0; sched_count(w->s) > 0 || n > 0; world_run(w)) {
        n = read(pairs[0].fds[1], got, sizeof got);
        for (ssize_t i = 0; i < n; i++)
            if (length == 0 || seen[length - 1] != got[i]) {
                assert_true(length < sizeof seen - 1);
                seen[length++] = got[i];
            }
    }
    assert_string_equal(seen, "abc");
    over(w);
}

static void without_memory_there_is_no_deadline(void **state) {
    (void)state;
    World *w = world_new();
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    Pollable p;
    assert_int_equal(poll_add(w->s, &p, fds[0], false), 0);
    arena_fail_after(w->arena, 0);
    assert_false(poll_deadline(w->s, &p, POLL_READ, INT64_MAX - 1));
    arena_fail_after(w->arena, SIZE_MAX);
    poll_remove(w->s, &p);
    close(fds[0]);
    close(fds[1]);
    poll_world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readers_are_served_in_order),
        cmocka_unit_test(who_comes_later_waits_for_its_turn),
        cmocka_unit_test(a_peers_end_ends_the_wait),
        cmocka_unit_test(removing_ends_all_waits),
        cmocka_unit_test(who_is_interrupted_holds_up_nobody),
        cmocka_unit_test(a_pinned_goroutine_does_not_wait),
        cmocka_unit_test(a_deadline_ends_waits_under_way_and_later_ones),
        cmocka_unit_test(a_deadline_in_the_past_ends_waits_at_once),
        cmocka_unit_test(busy_goroutines_do_not_hold_up_a_ready_one),
        cmocka_unit_test(busy_goroutines_do_not_hold_up_a_message),
        cmocka_unit_test(a_ready_descriptor_ends_posix_wait),
        cmocka_unit_test(virtual_time_passes_as_real_time_while_a_descriptor_is_awaited),
        cmocka_unit_test(others_run_in_a_pause_and_none_takes_the_turn),
        cmocka_unit_test(a_pause_can_be_interrupted),
        cmocka_unit_test(files_are_not_watched),
        cmocka_unit_test(writes_are_not_mixed),
        cmocka_unit_test(without_memory_there_is_no_deadline),
    };
    return cmocka_run_group_tests_name("poll", tests, NULL, NULL);
}
