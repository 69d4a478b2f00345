/*
 * test_apart.c: what runs apart gives back what it writes, and whatever else it does, this process goes on.
 */
#include "tests/world/world.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "repl/apart.h"
#include "runtime/posix.h"

#define SECOND INT64_C(1000000000)

static ApartEnd run(void (*f)(void *arg, Bytes *out), int64_t time, size_t memory, Bytes *out) {
    ApartOptions o = {.time = time, .memory = memory};
    *out = (Bytes){0};
    return apart_run(&o, f, NULL, out);
}

static void write_much(void *arg, Bytes *out) {
    (void)arg;
    for (int i = 0; i < 1000000; i++) bytes_format(out, "%d\n", i);
}

static void test_what_it_writes_comes_back(void **state) {
    (void)state;
    Bytes out;
    assert_int_equal(run(write_much, 60 * SECOND, 0, &out), APART_DONE);
    assert_int_equal(out.length, 6888890);
    assert_memory_equal(out.data + out.length - 7, "999999\n", 7);
    bytes_free(&out);
}

static void go_on_for_ever(void *arg, Bytes *out) {
    (void)arg;
    bytes_format(out, "lost");
    for (;;) pause();
}

static void test_it_ends_when_the_time_is_over(void **state) {
    (void)state;
    Bytes out;
    assert_int_equal(run(go_on_for_ever, SECOND / 20, 0, &out), APART_LATE);
    assert_int_equal(out.length, 0);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static int ends[2];

/* Its child holds a pipe that this process has, too, by its number in /proc: it has an end when the child is gone. */
static void start_another(void *arg, Bytes *out) {
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/fd/%d", (int)getppid(), ends[1]);
    int fd = open(name, O_WRONLY);
    if (fork() != 0) go_on_for_ever(arg, out);
    if (write(fd, "x", 1) < 0) _exit(1);
    go_on_for_ever(arg, out);
}

static bool is_there(void *arg) {
    (void)arg;
    struct pollfd written = {.fd = ends[0], .events = POLLIN};
    return poll(&written, 1, 0) > 0;
}

static void test_what_it_has_started_ends_with_it(void **state) {
    (void)state;
    Bytes out = {0};
    ApartOptions o = {.time = 60 * SECOND, .stopped = is_there};
    char c;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(apart_run(&o, start_another, NULL, &out), APART_STOPPED);
    close(ends[1]);
    assert_int_equal(read(ends[0], &c, 1), 1);
    assert_int_equal(read(ends[0], &c, 1), 0);
    close(ends[0]);
}

static bool wants_its_end(void *count) {
    return ++*(int *)count == 3;
}

static void test_it_ends_when_somebody_says_so(void **state) {
    (void)state;
    int count = 0;
    ApartOptions o = {.time = 60 * SECOND, .stopped = wants_its_end, .stopped_arg = &count};
    Bytes out = {0};
    assert_int_equal(apart_run(&o, go_on_for_ever, NULL, &out), APART_STOPPED);
    assert_int_equal(count, 3);
}

static void crash(void *arg, Bytes *out) {
    (void)arg, (void)out;
    raise(SIGSEGV);
}

static void leave(void *arg, Bytes *out) {
    (void)arg, (void)out;
    exit(0);
}

static void test_a_crash_is_told(void **state) {
    (void)state;
    Bytes out;
    assert_int_equal(run(crash, 60 * SECOND, 0, &out), APART_DIED);
    assert_int_equal(run(leave, 60 * SECOND, 0, &out), APART_DIED);
}

static void eat(void *arg, Bytes *out) {
    (void)arg;
    for (;;) memset(bytes_room(out, 1 << 20), 1, 1 << 20), out->length += 1 << 20;
}

static void test_memory_has_a_limit(void **state) {
    (void)state;
    Bytes out;
    const char *loaded = getenv("LD_PRELOAD");
    if (loaded && strstr(loaded, "valgrind")) skip(); /* which has limits of its own */
    assert_int_equal(run(eat, 60 * SECOND, 64 << 20, &out), APART_DIED);
}

static void look_around(void *arg, Bytes *out) {
    (void)arg;
    sigset_t blocked;
    struct sigaction action;
    char c;
    sigprocmask(SIG_SETMASK, NULL, &blocked);
    sigaction(SIGUSR1, NULL, &action);
    bytes_format(out, "%zd %d %d %d %d", read(STDIN_FILENO, &c, 1), sigismember(&blocked, SIGINT), action.sa_handler == SIG_DFL,
                 fcntl(ends[0], F_GETFD), getpgrp() == getpid());
}

static void handler(int signal) {
    (void)signal;
}

static void test_it_has_nothing_of_what_was_there(void **state) {
    (void)state;
    Bytes out;
    sigset_t set, before;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, &before);
    signal(SIGUSR1, handler);
    assert_int_equal(pipe(ends), 0);
    dup2(ends[0], 50);
    ends[0] = 50;
    assert_int_equal(run(look_around, 60 * SECOND, 0, &out), APART_DONE);
    bytes_add(&out, "", 1);
    assert_string_equal(out.data, "0 0 1 -1 1");
    bytes_free(&out);
    signal(SIGUSR1, SIG_DFL);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

/* Signals come all the time, as from a timer. */
static void test_signals_do_not_disturb_the_wait(void **state) {
    (void)state;
    Bytes out;
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    struct itimerspec often = {.it_interval.tv_nsec = 300000, .it_value.tv_nsec = 300000};
    signal(SIGUSR1, handler);
    assert_int_equal(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
    timer_settime(timer, 0, &often, NULL);
    assert_int_equal(run(write_much, 60 * SECOND, 0, &out), APART_DONE);
    assert_int_equal(out.length, 6888890);
    timer_delete(timer);
    signal(SIGUSR1, SIG_DFL);
    bytes_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_it_writes_comes_back),
        cmocka_unit_test(test_it_ends_when_the_time_is_over),
        cmocka_unit_test(test_what_it_has_started_ends_with_it),
        cmocka_unit_test(test_it_ends_when_somebody_says_so),
        cmocka_unit_test(test_a_crash_is_told),
        cmocka_unit_test(test_memory_has_a_limit),
        cmocka_unit_test(test_it_has_nothing_of_what_was_there),
        cmocka_unit_test(test_signals_do_not_disturb_the_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
