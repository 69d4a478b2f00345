/* Children: commands that the shell runs. Starting one takes a while, and is for another thread. */
#include "posix.h"
#include "runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* How many descriptors the process could have before it raised that: what its children begin with. 0: it did not. */
static rlim_t descriptors_before;

void posix_raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
    rlim_t before = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) == 0) descriptors_before = before;
}

/* The shell has hardly begun then. */
static void descriptors_restore(pid_t pid) {
    struct rlimit limit;
    if (!descriptors_before || prlimit(pid, RLIMIT_NOFILE, NULL, &limit) != 0) return;
    limit.rlim_cur = descriptors_before;
    prlimit(pid, RLIMIT_NOFILE, &limit, NULL);
}

/* The child has no signal blocked, whatever gosh's own threads have; `its` becomes its `fd`. */
static int spawn(const char *command, int its, int fd, pid_t *pid) {
    char *arguments[] = {"sh", "-c", (char *)command, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return error;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    if (its >= 0) error = posix_spawn_file_actions_adddup2(&actions, its, fd);
    if (!error) error = posix_spawn(pid, "/bin/sh", &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Pipes above the three standard descriptors, so that one of them cannot be what it is to become. */
static int pipe_above(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    for (int i = 0; i < 2; i++) {
        if (ends[i] > STDERR_FILENO) continue;
        int above = fcntl(ends[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        int error = errno;
        close(ends[i]);
        ends[i] = above;
        if (above >= 0) continue;
        close(ends[1 - i]);
        return error;
    }
    return 0;
}

int child_start(Child *c, const char *command, ChildPipe pipe, int *fd) {
    int ends[2] = {-1, -1}, error = 0;
    if (pipe != CHILD_NO_PIPE) error = pipe_above(ends);
    if (error) return error;
    int its = pipe == CHILD_OUTPUT ? 1 : 0; /* the end of the pipe, and the descriptor, are the same */
    pid_t pid = 0;
    error = spawn(command, ends[its], its, &pid);
    if (ends[its] >= 0) close(ends[its]);
    if (error) {
        if (ends[0] >= 0) close(ends[1 - its]);
        return error;
    }
    descriptors_restore(pid);
    *fd = ends[1 - its];
    *c = (Child){.id = pid, .fd = (int)syscall(SYS_pidfd_open, pid, 0)};
    return 0;
}

bool child_ended(Child *c, bool wait, ChildEnd *end) {
    int status;
    pid_t pid;
    do pid = waitpid((pid_t)c->id, &status, wait ? 0 : WNOHANG);
    while (pid < 0 && errno == EINTR);
    if (pid == 0) return false;
    *end = (ChildEnd){.error = pid < 0 ? errno : 0};
    if (pid > 0) {
        end->signalled = WIFSIGNALED(status);
        end->code = end->signalled ? WTERMSIG(status) : WEXITSTATUS(status);
    }
    if (c->fd >= 0) close(c->fd);
    *c = (Child){.id = 0, .fd = -1};
    return true;
}

void child_abandon(Child *c) {
    ChildEnd end;
    if (!c->id || child_ended(c, false, &end)) return;
    if (c->fd >= 0) close(c->fd);
    *c = (Child){.id = 0, .fd = -1};
}

bool child_shell(void) {
    return access("/bin/sh", X_OK) == 0;
}
