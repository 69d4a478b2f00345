/* Signals that a program asks for: they come as messages, and leave no trace when it asks no more. */
#include "runtime/posix.h"
#include "tests/runtime/world.h"

#include <errno.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct Heard {
    int count, last;
} Heard;

static void hear(void *state, int signal) {
    Heard *h = state;
    h->count++;
    h->last = signal;
}

static void a_signal_comes_as_a_message(void **state) {
    (void)state;
    Heard h = {0};
    Mailbox *m = mailbox_new();
    assert_true(posix_signal_notify(SIGUSR1, m, hear));
    for (int i = 1; i <= 3; i++) {
        assert_int_equal(posix_kill(posix_pid(), SIGUSR1), 0);
        assert_int_equal(mailbox_deliver(m, &h), 1);
        assert_int_equal(h.count, i);
        assert_int_equal(h.last, SIGUSR1);
    }
    posix_signal_default(SIGUSR1);
    mailbox_delete(m);
}

static void signals_that_nobody_has_looked_at_yet_are_one(void **state) {
    (void)state;
    Heard h = {0};
    Mailbox *m = mailbox_new();
    assert_true(posix_signal_notify(SIGUSR1, m, hear));
    assert_true(posix_signal_notify(SIGUSR2, m, hear));
    for (int i = 0; i < 3; i++) posix_kill(posix_pid(), SIGUSR1);
    posix_kill(posix_pid(), SIGUSR2);
    assert_int_equal(mailbox_deliver(m, &h), 2);
    assert_int_equal(h.count, 2);
    assert_int_equal(h.last, SIGUSR2);
    posix_signal_default(SIGUSR1);
    posix_signal_default(SIGUSR2);
    mailbox_delete(m);
}

static void a_signal_ends_a_wait(void **state) {
    (void)state;
    Heard h = {0};
    Mailbox *m = mailbox_new();
    assert_true(posix_signal_notify(SIGALRM, m, hear));
    struct itimerval soon = {.it_value.tv_usec = 10000};
    setitimer(ITIMER_REAL, &soon, NULL);
    while (!mailbox_deliver(m, &h)) posix_wait(m, INT64_MAX, -1);
    assert_int_equal(h.last, SIGALRM);
    posix_signal_default(SIGALRM);
    mailbox_delete(m);
}

static void a_signal_that_is_asked_for_no_more_is_not_told(void **state) {
    (void)state;
    Heard h = {0};
    Mailbox *m = mailbox_new();
    assert_true(posix_signal_notify(SIGTERM, m, hear));
    posix_kill(posix_pid(), SIGTERM);
    assert_true(posix_signal_ignore(SIGTERM));
    mailbox_deliver(m, &h);
    assert_int_equal(h.count, 0);
    assert_true(posix_signal_ignored(SIGTERM));
    posix_kill(posix_pid(), SIGTERM);
    assert_int_equal(mailbox_deliver(m, &h), 0);
    posix_signal_default(SIGTERM);
    assert_false(posix_signal_ignored(SIGTERM));
    mailbox_delete(m);
}

static void what_another_thread_has_taken_is_passed_on(void **state) {
    (void)state;
    Heard h = {0};
    Mailbox *m = mailbox_new();
    assert_int_equal(posix_signal_pass(SIGINT), SIGNAL_DEFAULT);
    assert_true(posix_signal_notify(SIGINT, m, hear));
    assert_int_equal(posix_signal_pass(SIGINT), SIGNAL_NOTIFY);
    assert_int_equal(mailbox_deliver(m, &h), 1);
    assert_int_equal(h.last, SIGINT);
    assert_true(posix_signal_ignore(SIGINT));
    assert_int_equal(posix_signal_pass(SIGINT), SIGNAL_IGNORE);
    assert_int_equal(mailbox_deliver(m, &h), 0);
    posix_signal_default(SIGINT);
    assert_int_equal(posix_signal_pass(SIGINT), SIGNAL_DEFAULT);
    mailbox_delete(m);
}

/* The way a child ends that sends itself a signal, which it has asked for and then no more. */
static int child_ends(int signal) {
    pid_t pid = fork();
    if (pid == 0) {
        Mailbox *m = mailbox_new();
        posix_signal_ignore(signal);
        posix_signal_notify(signal, m, hear);
        posix_signal_default(signal);
        posix_kill(posix_pid(), signal);
        _exit(0);
    }
    int status;
    waitpid(pid, &status, 0);
    return status;
}

static void by_default_a_signal_does_what_it_did_before(void **state) {
    (void)state;
    int status = child_ends(SIGTERM);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    sigaction(SIGHUP, &ignore, &before);
    assert_int_equal(child_ends(SIGHUP), 0);
    sigaction(SIGHUP, &before, NULL);
}

static void some_signals_cannot_be_had(void **state) {
    (void)state;
    Mailbox *m = mailbox_new();
    const int signals[] = {SIGKILL, SIGSTOP, SIGSEGV, SIGURG};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        assert_false(posix_signal_notify(signals[i], m, hear));
        assert_false(posix_signal_ignore(signals[i]));
        posix_signal_default(signals[i]);
    }
    assert_int_equal(posix_kill(99999999, SIGTERM), ESRCH);
    assert_int_equal(posix_kill(posix_pid(), 1000), EINVAL);
    mailbox_delete(m);
}

/* ---- What the scheduler does about it ---- */

static RunEnd receive_one(World *w, G *g, Toy *t) {
    BEGIN;
    RECV(t->object);
    say(w, "%d", (int)t->value.as.integer);
    END;
}

static RunEnd sleep_then_say(World *w, G *g, Toy *t) {
    BEGIN;
    SLEEP(SECOND);
    say(w, "slept");
    END;
}

static void an_offer_is_taken_or_lost(void **state) {
    (void)state;
    World *w = world_new();
    Value buffer[1], seven = {.kind = VALUE_SIGNAL, .as.integer = 7};
    Chan c, none;
    chan_init(w->s, &c, buffer, 1);
    chan_init(w->s, &none, NULL, 0);
    assert_true(chan_offer(w->s, &c, seven));
    assert_false(chan_offer(w->s, &c, seven));
    assert_false(chan_offer(w->s, &none, seven));
    spawn(w, receive_one, 0, &none);
    world_run(w);
    assert_true(chan_offer(w->s, &none, seven));
    world_says(w, sleep_then_say, "7 slept");
    none.closed = true;
    assert_false(chan_offer(w->s, &none, seven));
    world_delete(w);
}

static void a_world_that_listens_is_never_asleep_and_its_time_goes_on(void **state) {
    (void)state;
    World *w = world_new();
    sched_listen(w->s, 1);
    assert_int_equal(world_run(w), SCHED_WAITING);
    spawn(w, sleep_then_say, 0, NULL);
    assert_int_equal(world_run(w), SCHED_WAITING);
    assert_int_equal(sched_now(w->s), SECOND);
    sched_listen(w->s, -1);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signal_comes_as_a_message),
        cmocka_unit_test(signals_that_nobody_has_looked_at_yet_are_one),
        cmocka_unit_test(a_signal_ends_a_wait),
        cmocka_unit_test(a_signal_that_is_asked_for_no_more_is_not_told),
        cmocka_unit_test(what_another_thread_has_taken_is_passed_on),
        cmocka_unit_test(by_default_a_signal_does_what_it_did_before),
        cmocka_unit_test(some_signals_cannot_be_had),
        cmocka_unit_test(an_offer_is_taken_or_lost),
        cmocka_unit_test(a_world_that_listens_is_never_asleep_and_its_time_goes_on),
    };
    return cmocka_run_group_tests_name("signal", tests, NULL, NULL);
}
