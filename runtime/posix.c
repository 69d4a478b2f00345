/* The platform: clocks, memory, waiting, the preemption tick, threads. */
#include "posix.h"
#include "runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/magic.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

/* ---- Clocks and facts ---- */

static int64_t clock_ns(clockid_t id) {
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t posix_monotonic(void) {
    return clock_ns(CLOCK_MONOTONIC);
}
int64_t posix_wall(void) {
    return clock_ns(CLOCK_REALTIME);
}
int64_t posix_cpu_time(void) {
    return clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

size_t posix_memory_size(void) {
    return (size_t)sysconf(_SC_PHYS_PAGES) * (size_t)sysconf(_SC_PAGESIZE);
}

int posix_cpu_count(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
    return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

uint64_t posix_entropy(void) {
    uint64_t bits = 0;
    if (getrandom(&bits, sizeof bits, GRND_NONBLOCK) != (ssize_t)sizeof bits)
        bits = (uint64_t)posix_wall() ^ (uint64_t)getpid() << 32;
    return bits;
}

void posix_error_text(int error, char *text, size_t size) {
    char buffer[200];
    snprintf(text, size, "%s", strerror_r(error, buffer, sizeof buffer));
    bool acronym = text[0] && text[1] >= 'A' && text[1] <= 'Z';
    if (text[0] >= 'A' && text[0] <= 'Z' && !acronym) text[0] = (char)(text[0] + ('a' - 'A'));
}

/* ---- Memory ---- */

void *posix_reserve(size_t size, uintptr_t address) {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    if (address) flags |= MAP_FIXED_NOREPLACE;
    void *p = mmap((void *)address, size, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (p == MAP_FAILED) return NULL;
    if (address && p != (void *)address) { /* a kernel that does not know NOREPLACE */
        munmap(p, size);
        return NULL;
    }
    return p;
}

void posix_release(void *start, size_t size) {
    munmap(start, size);
}

void posix_prefer_huge(void *start, size_t size) {
    madvise(start, size, MADV_HUGEPAGE);
}

enum { PAGE = 4096 };

size_t posix_page_size(void) {
    return PAGE;
}

/* ---- Writes that are watched ----
 * A handler gets nothing but the address, so the range is the process's. */

static struct {
    char *start;
    size_t size;
    void (*written)(void *arg, size_t page);
    void *arg;
    struct sigaction before;
} watched;

static void write_handler(int signal, siginfo_t *info, void *context) {
    (void)context;
    char *at = info->si_addr;
    if (!watched.start || at < watched.start || at >= watched.start + watched.size) {
        sigaction(signal, &watched.before, NULL); /* not ours: it happens again, and does what it would have done */
        return;
    }
    size_t page = (size_t)(at - watched.start) / PAGE;
    mprotect(watched.start + page * PAGE, PAGE, PROT_READ | PROT_WRITE);
    watched.written(watched.arg, page);
}

bool posix_watch_writes(void *start, size_t size, void (*written)(void *arg, size_t page), void *arg) {
    struct sigaction action = {.sa_sigaction = write_handler, .sa_flags = SA_SIGINFO};
    if (watched.start || sysconf(_SC_PAGESIZE) != PAGE) return false;
    watched.start = start;
    watched.size = size;
    watched.written = written;
    watched.arg = arg;
    if (sigaction(SIGSEGV, &action, &watched.before) == 0 && mprotect(start, size, PROT_READ) == 0) return true;
    posix_unwatch_writes();
    return false;
}

void posix_unwatch_writes(void) {
    if (!watched.start) return;
    mprotect(watched.start, watched.size, PROT_READ | PROT_WRITE);
    sigaction(SIGSEGV, &watched.before, NULL);
    watched.start = NULL;
}

/* ---- Events and waiting ---- */

int posix_event_new(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}
void posix_event_delete(int fd) {
    close(fd);
}

void posix_event_raise(int fd) {
    int saved = errno;
    uint64_t one = 1;
    while (write(fd, &one, sizeof one) < 0 && errno == EINTR) {
    }
    errno = saved;
}

void posix_event_clear(int fd) {
    uint64_t count;
    while (read(fd, &count, sizeof count) < 0 && errno == EINTR) {
    }
}

bool posix_wait(Mailbox *m, int64_t deadline, int fd) {
    struct pollfd fds[] = {{.fd = mailbox_fd(m), .events = POLLIN},
                           {.fd = mailbox_watched(m), .events = POLLIN},
                           {.fd = fd, .events = POLLIN}};
    struct timespec limit = {0}, *timeout = NULL;
    if (mailbox_waits(m)) deadline = 0;
    if (deadline != INT64_MAX) {
        int64_t left = deadline - posix_monotonic();
        if (left < 0) left = 0;
        limit.tv_sec = left / 1000000000;
        limit.tv_nsec = left % 1000000000;
        timeout = &limit;
    }
    if (ppoll(fds, 3, timeout, NULL) <= 0) return false;
    if (fds[0].revents) posix_event_clear(fds[0].fd);
    return fds[2].revents != 0;
}

void posix_wait_writable(int fd) {
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    poll(&p, 1, -1);
}

bool posix_ready(int fd, PollSideKind kind) {
    struct pollfd p = {.fd = fd, .events = kind == POLL_READ ? POLLIN : POLLOUT};
    return poll(&p, 1, 0) > 0;
}

void posix_close_on_exec(int fd) {
    fcntl(fd, F_SETFD, FD_CLOEXEC);
}

bool posix_is_file(int fd) {
    struct stat st;
    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

bool posix_is_cached(int fd) {
    off_t at = lseek(fd, 0, SEEK_CUR);
    char byte;
    struct iovec v = {.iov_base = &byte, .iov_len = 1};
    if (at < 0 || preadv2(fd, &v, 1, at, RWF_NOWAIT) >= 0) return true;
    struct statfs fs;
    return errno == EOPNOTSUPP && fstatfs(fd, &fs) == 0 &&
           (fs.f_type == TMPFS_MAGIC || fs.f_type == RAMFS_MAGIC);
}

int posix_watch_new(void) {
    int watch = epoll_create1(EPOLL_CLOEXEC);
    return watch < 0 ? -errno : watch;
}
void posix_watch_delete(int watch) {
    close(watch);
}

int posix_watch_add(int watch, int fd, bool once, void *cookie) {
    struct epoll_event e = {.events = once ? EPOLLONESHOT : EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
                            .data.ptr = cookie};
    return epoll_ctl(watch, EPOLL_CTL_ADD, fd, &e) == 0 ? 0 : errno;
}

void posix_watch_arm(int watch, int fd, bool read_side, bool write_side, void *cookie) {
    struct epoll_event e = {.events = EPOLLONESHOT | (read_side ? EPOLLIN | EPOLLRDHUP : 0u) |
                                      (write_side ? EPOLLOUT : 0u),
                            .data.ptr = cookie};
    epoll_ctl(watch, EPOLL_CTL_MOD, fd, &e);
}

void posix_watch_remove(int watch, int fd) {
    epoll_ctl(watch, EPOLL_CTL_DEL, fd, NULL);
}

int posix_watch_take(int watch, PollEvent *events, int count) {
    enum { MOST = 128 };
    struct epoll_event taken[MOST];
    int n = epoll_wait(watch, taken, count < MOST ? count : MOST, 0);
    for (int i = 0; i < n; i++) {
        uint32_t what = taken[i].events;
        bool over = what & (EPOLLERR | EPOLLHUP);
        events[i] = (PollEvent){.cookie = taken[i].data.ptr,
                                .ready = {over || (what & (EPOLLIN | EPOLLRDHUP)),
                                          over || (what & EPOLLOUT)}};
    }
    return n < 0 ? 0 : n;
}

/* ---- The preemption tick ---- */

enum {
    TICK_SIGNAL =
        SIGURG /* which Go uses for this too: ignored by default, and nobody else raises it */
};

struct Tick {
    void (*tick)(void *arg);
    void *arg;
    timer_t timer;
    int64_t period;
    pthread_t thread;
    bool armed;
};

/* The tick of this thread that was armed last, which the signal handler must find: it runs on the thread that it interrupts. */
static _Thread_local Tick *volatile tick_here;

static void tick_handler(int signal) {
    (void)signal;
    int saved = errno;
    Tick *t = tick_here;
    if (t) t->tick(t->arg);
    errno = saved;
}

Tick *posix_tick_new(void (*tick)(void *arg), void *arg, int64_t period, bool computing) {
    Tick *t = malloc(sizeof *t);
    if (!t) return NULL;
    *t = (Tick){.tick = tick, .arg = arg, .period = period, .thread = pthread_self()};
    struct sigaction action = {.sa_handler = tick_handler, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = TICK_SIGNAL};
    event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
    if (sigaction(TICK_SIGNAL, &action, NULL) != 0 ||
        timer_create(computing ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &event, &t->timer) != 0) {
        free(t);
        return NULL;
    }
    tick_here = t;
    return t;
}

void posix_tick_arm(Tick *t, bool on) {
    if (t && on) tick_here = t; /* another one may have been armed meanwhile */
    if (!t || t->armed == on) return;
    struct timespec period = {.tv_sec = on ? t->period / 1000000000 : 0,
                              .tv_nsec = on ? t->period % 1000000000 : 0};
    struct itimerspec spec = {.it_interval = period, .it_value = period};
    timer_settime(t->timer, 0, &spec, NULL);
    t->armed = on;
}

void posix_tick_poke(Tick *t) {
    if (t) pthread_kill(t->thread, TICK_SIGNAL);
}

void posix_tick_delete(Tick *t) {
    if (!t) return;
    timer_delete(t->timer);
    if (tick_here == t) tick_here = NULL;
    free(t);
}

/* ---- Threads ---- */

bool posix_thread_start(void *(*f)(void *arg), void *arg, size_t stack_size) {
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    sigfillset(&all);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, stack_size);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&thread, &attributes, f, arg) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return started;
}

/* ---- A stack at a known address ---- */

typedef struct StackCall {
    void (*f)(void *arg);
    void *arg;
} StackCall;

static void *stack_entry(void *arg) {
    StackCall *call = arg;
    call->f(call->arg);
    return NULL;
}

bool posix_call_on_stack(uintptr_t address, void (*f)(void *arg), void *arg) {
    enum { SIZE = 1024 * 1024 };
    void *stack = posix_reserve(SIZE, address);
    if (!stack) return false;
    StackCall call = {f, arg};
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    bool called = pthread_attr_setstack(&attributes, stack, SIZE) == 0 &&
                  pthread_create(&thread, &attributes, stack_entry, &call) == 0;
    if (called) pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    posix_release(stack, SIZE);
    return called;
}
