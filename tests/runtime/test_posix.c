/* The platform: clocks, waiting, the tick, signals, and a stack at a known address. */
#include "runtime/posix.h"
#include "tests/runtime/world.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

static void clocks_go_forward(void **state) {
    (void)state;
    int64_t a = posix_monotonic(), b = posix_monotonic();
    assert_true(a > 0 && b >= a);
    assert_true(posix_wall() > INT64_C(1600000000) * SECOND);
    int64_t cpu = posix_cpu_time();
    while (posix_monotonic() < b + 5 * MS) {
    }
    assert_true(posix_cpu_time() > cpu);
    assert_true(posix_memory_size() > (size_t)16 << 20);
    assert_true(posix_cpu_count() >= 1);
    assert_true(posix_entropy() != posix_entropy());
}

static void an_event_is_raised_until_cleared(void **state) {
    (void)state;
    Mailbox *m = mailbox_new();
    int fd = posix_event_new();
    posix_event_clear(fd);
    assert_false(posix_wait(m, 0, fd));
    posix_event_raise(fd);
    posix_event_raise(fd);
    assert_true(posix_wait(m, 0, fd));
    assert_true(posix_wait(m, 0, fd));
    posix_event_clear(fd);
    assert_false(posix_wait(m, 0, fd));
    posix_event_delete(fd);
    mailbox_delete(m);
}

static void a_wait_ends_at_its_deadline(void **state) {
    (void)state;
    Mailbox *m = mailbox_new();
    int64_t began = posix_monotonic();
    assert_false(posix_wait(m, began - 1, -1)); /* past */
    assert_false(posix_wait(m, 0, -1));
    assert_true(posix_monotonic() - began < SECOND);
    while (posix_monotonic() < began + 5 * MS) assert_false(posix_wait(m, began + 5 * MS, -1));
    assert_true(posix_monotonic() - began < 5 * SECOND);
    mailbox_delete(m);
}

static void a_wait_ends_when_the_descriptor_can_be_read(void **state) {
    (void)state;
    Mailbox *m = mailbox_new();
    int fd = posix_event_new();
    assert_false(posix_wait(m, 0, fd));
    posix_event_raise(fd);
    assert_true(posix_wait(m, INT64_MAX, fd));
    posix_event_delete(fd);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[1]); /* a closed pipe can be read: there is an end to find */
    assert_true(posix_wait(m, INT64_MAX, ends[0]));
    close(ends[0]);
    mailbox_delete(m);
}

/* ---- The tick ---- */

static void count_tick(void *arg) {
    atomic_fetch_add((atomic_int *)arg, 1);
}

static void spin_until(atomic_int *count, int n, int64_t limit) {
    int64_t end = posix_monotonic() + limit;
    while (atomic_load(count) < n && posix_monotonic() < end) {
    }
}

static void a_tick_comes_only_while_armed(void **state) {
    (void)state;
    atomic_int count = 0;
    Tick *t = posix_tick_new(count_tick, &count, 2 * MS, false);
    assert_non_null(t);
    spin_until(&count, 1, 10 * MS);
    assert_int_equal(atomic_load(&count), 0);
    posix_tick_arm(t, true);
    posix_tick_arm(t, true);
    spin_until(&count, 3, 5 * SECOND);
    assert_true(atomic_load(&count) >= 3);
    posix_tick_arm(t, false);
    int seen = atomic_load(&count);
    spin_until(&count, seen + 1, 10 * MS);
    assert_int_equal(atomic_load(&count), seen);
    posix_tick_delete(t);
    posix_tick_arm(NULL, true);
    posix_tick_poke(NULL);
    posix_tick_delete(NULL);
}

static void of_two_ticks_of_a_thread_the_armed_one_comes(void **state) {
    (void)state;
    atomic_int counts[2] = {0};
    Tick *first = posix_tick_new(count_tick, &counts[0], 2 * MS, false), *second = posix_tick_new(count_tick, &counts[1], 2 * MS, false);
    posix_tick_arm(first, true);
    spin_until(&counts[0], 1, 5 * SECOND);
    assert_true(atomic_load(&counts[0]) >= 1);
    assert_int_equal(atomic_load(&counts[1]), 0);
    posix_tick_arm(first, false);
    posix_tick_delete(second);
    int seen = atomic_load(&counts[0]);
    posix_tick_arm(first, true);
    spin_until(&counts[0], seen + 1, 5 * SECOND);
    assert_true(atomic_load(&counts[0]) > seen);
    posix_tick_delete(first);
}

typedef struct Ticked {
    pthread_t thread;
    Tick *tick;
    atomic_int count;
    atomic_bool ready, end;
    pthread_t seen_on;
} Ticked;

static void tick_where(void *arg) {
    Ticked *t = arg;
    t->seen_on = pthread_self();
    atomic_fetch_add(&t->count, 1);
}

static void *ticked_thread(void *arg) {
    Ticked *t = arg;
    t->tick = posix_tick_new(tick_where, t, MS, false);
    atomic_store(&t->ready, true);
    while (!atomic_load(&t->end)) {
    }
    assert_true(pthread_equal(t->seen_on, pthread_self()));
    posix_tick_delete(t->tick);
    return NULL;
}

static void a_poke_makes_the_tick_run_on_its_own_thread(void **state) {
    (void)state;
    Ticked t[2] = {0};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&t[i].thread, NULL, ticked_thread, &t[i]), 0);
        while (!atomic_load(&t[i].ready)) {
        }
    }
    for (int i = 0; i < 2; i++) {
        posix_tick_poke(t[i].tick);
        spin_until(&t[i].count, 1, 5 * SECOND);
        assert_int_equal(atomic_load(&t[i].count), 1);
    }
    for (int i = 0; i < 2; i++) {
        atomic_store(&t[i].end, true);
        pthread_join(t[i].thread, NULL);
    }
}

/* ---- Signals ---- */

typedef struct Taken {
    atomic_int sigints, sigquits, others;
    pthread_t main_thread;
    atomic_bool elsewhere;
} Taken;

static void take_signal(void *arg, int signal) {
    Taken *t = arg;
    atomic_store(&t->elsewhere, !pthread_equal(pthread_self(), t->main_thread));
    atomic_fetch_add(signal == SIGINT    ? &t->sigints
                     : signal == SIGQUIT ? &t->sigquits
                                         : &t->others,
                     1);
}

static void signals_are_taken_by_a_thread_of_their_own(void **state) {
    (void)state;
    for (int round = 0; round < 2; round++) { /* one after the other is allowed */
        Taken t = {.main_thread = pthread_self()};
        Signals *sig = posix_signals_new(1u << SIGINT | 1u << SIGQUIT, take_signal, &t);
        assert_non_null(sig);
        kill(getpid(), SIGINT);
        spin_until(&t.sigints, 1, 5 * SECOND);
        assert_int_equal(atomic_load(&t.sigints), 1);
        assert_true(atomic_load(&t.elsewhere));
        kill(getpid(), SIGQUIT);
        spin_until(&t.sigquits, 1, 5 * SECOND);
        assert_int_equal(atomic_load(&t.sigquits), 1);
        kill(getpid(), SIGINT);
        spin_until(&t.sigints, 2, 5 * SECOND);
        assert_int_equal(atomic_load(&t.sigints), 2);
        assert_int_equal(atomic_load(&t.others), 0);
        posix_signals_delete(sig);
    }
    posix_signals_delete(NULL);
}

/* The way a child of this process ends that sends itself a signal. */
static int child_ends(uint64_t signals, int signal) {
    pid_t pid = fork();
    if (pid == 0) {
        Taken t = {.main_thread = pthread_self()};
        if (signals) posix_signals_new(signals, take_signal, &t);
        kill(getpid(), signal);
        usleep(20000);
        _exit(0);
    }
    int status;
    waitpid(pid, &status, 0);
    return status;
}

static void a_signal_that_was_not_asked_for_does_what_it_always_does(void **state) {
    (void)state;
    int status = child_ends(1u << SIGQUIT, SIGINT);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    assert_int_equal(child_ends(1u << SIGINT, SIGINT), 0);
}

/* ---- A stack at a known address ---- */

static void keep_address(void *arg) {
    int local = 0;
    *(volatile uintptr_t *)arg = (uintptr_t)&local;
    char some[10000];
    memset(some, 1, sizeof some);
    __asm__ volatile("" : : "r"(some) : "memory");
}

static void call_on_stack_gives_the_same_addresses_each_time(void **state) {
    (void)state;
    uintptr_t stack = UINT64_C(0x560000000000), first = 0, again = 0;
    assert_true(posix_call_on_stack(stack, keep_address, &first));
    assert_true(posix_call_on_stack(stack, keep_address, &again));
    assert_int_equal(first, again);
    assert_in_range(first, stack, stack + ((uintptr_t)1 << 20));
    void *taken = posix_reserve(4096, stack);
    assert_non_null(taken);
    assert_false(posix_call_on_stack(stack, keep_address, &again));
    posix_release(taken, 4096);
}

static void reserved_memory_is_zero_and_costs_nothing_untouched(void **state) {
    (void)state;
    size_t size = (size_t)1 << 33;
    char *p = posix_reserve(size, 0);
    assert_non_null(p);
    assert_int_equal(p[0] + p[size - 1] + p[size / 2], 0);
    p[size - 1] = 1;
    posix_release(p, size);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clocks_go_forward),
        cmocka_unit_test(an_event_is_raised_until_cleared),
        cmocka_unit_test(a_wait_ends_at_its_deadline),
        cmocka_unit_test(a_wait_ends_when_the_descriptor_can_be_read),
        cmocka_unit_test(a_tick_comes_only_while_armed),
        cmocka_unit_test(of_two_ticks_of_a_thread_the_armed_one_comes),
        cmocka_unit_test(a_poke_makes_the_tick_run_on_its_own_thread),
        cmocka_unit_test(signals_are_taken_by_a_thread_of_their_own),
        cmocka_unit_test(a_signal_that_was_not_asked_for_does_what_it_always_does),
        cmocka_unit_test(call_on_stack_gives_the_same_addresses_each_time),
        cmocka_unit_test(reserved_memory_is_zero_and_costs_nothing_untouched),
    };
    return cmocka_run_group_tests_name("posix", tests, NULL, NULL);
}
