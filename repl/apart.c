/* A function that runs in a process of its own. */
#include "repl/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "repl/file.h"
#include "repl/stream.h"
#include "runtime/posix.h"

enum {
    LOOK_SOON = 500000, /* ns, between looks at the process, at first */
    LOOK = 5000000,
    ASK = 20000000, /* ns, between questions whether it is to end */
    RESULT = STDERR_FILENO + 1, /* the descriptor for what it gives back */
};

/* ---- In the process ---- */

static void signals_reset(void) {
    sigset_t none;
    for (int n = 1; n < SIGRTMAX; n++) {
        struct sigaction now;
        if (sigaction(n, NULL, &now) != 0) continue;
        bool handled = now.sa_flags & SA_SIGINFO || (now.sa_handler != SIG_DFL && now.sa_handler != SIG_IGN);
        if (handled) signal(n, SIG_DFL);
    }
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void descriptors_reset(int result) {
    int nothing = open("/dev/null", O_RDWR);
    if (nothing < 0) _exit(1);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) dup2(nothing, fd);
    if (dup2(result, RESULT) < 0) _exit(1);
    close_range(RESULT + 1, ~0U, 0);
}

/* What the process has already counts, also what it has only reserved: so the limit is told from there. */
static void memory_limit(size_t memory) {
    unsigned long long data = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (!f) return;
    bool known = fscanf(f, "%*u %*u %*u %*u %*u %llu", &data) == 1;
    fclose(f);
    rlim_t most = (rlim_t)data * posix_page_size() + memory;
    if (known) setrlimit(RLIMIT_DATA, &(struct rlimit){.rlim_cur = most, .rlim_max = most});
}

/* In the place of what gosh does when it exits. */
static void leave(void) {
    _exit(1);
}

static void process_run(const ApartOptions *o, pid_t parent, int result, void (*run)(void *arg, Bytes *out), void *arg) {
    Bytes out = {0};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    setpgid(0, 0);
    signals_reset();
    descriptors_reset(result);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0});
    if (o->memory) memory_limit(o->memory);
    atexit(leave);
    run(arg, &out);
    bool written = stream_write(RESULT, out.data, out.length);
    bytes_free(&out);
    _exit(written ? 0 : 1);
}

/* ---- In gosh ---- */

/* It stays what it is until it is waited for. */
static bool process_is_over(pid_t pid) {
    siginfo_t info = {0};
    int failed = waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT);
    return failed ? errno != EINTR : info.si_pid == pid;
}

/* Waits until it is over, or is to be. */
static ApartEnd process_wait(const ApartOptions *o, pid_t pid) {
    int64_t begin = posix_monotonic(), asked = begin;
    while (!process_is_over(pid)) {
        int64_t now = posix_monotonic();
        if (now - begin >= o->time) return APART_LATE;
        if (o->stopped && now - asked >= ASK) {
            asked = now;
            if (o->stopped(o->stopped_arg)) return APART_STOPPED;
        }
        nanosleep(&(struct timespec){.tv_nsec = now - begin < ASK ? LOOK_SOON : LOOK}, NULL);
    }
    return APART_DONE;
}

static ApartEnd result_take(int result, Bytes *out) {
    size_t before = out->length;
    if (lseek(result, 0, SEEK_SET) == 0 && file_read_whole(result, out)) return APART_DONE;
    out->length = before;
    return APART_DIED;
}

ApartEnd apart_run(const ApartOptions *o, void (*run)(void *arg, Bytes *out), void *arg, Bytes *out) {
    int result = memfd_create("gosh", MFD_CLOEXEC), status = 0;
    if (result < 0) return APART_NONE;
    fflush(NULL); /* else it is written twice */
    pid_t self = getpid(), pid = fork(), ended;
    if (pid == 0) process_run(o, self, result, run, arg);
    ApartEnd end = APART_NONE;
    if (pid > 0) {
        setpgid(pid, pid); /* whoever of the two comes first */
        end = process_wait(o, pid);
        kill(-pid, SIGKILL); /* and what it has started; while it is not waited for, the number is its own */
        do ended = waitpid(pid, &status, 0);
        while (ended < 0 && errno == EINTR);
        bool well = ended == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
        if (end == APART_DONE) end = well ? result_take(result, out) : APART_DIED;
    }
    close(result);
    return end;
}
