/* Files that gosh keeps between its sessions. */
#include "repl/state.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "repl/file.h"
#include "repl/stream.h"

enum {
    LOCK_TRIES = 500,
    LOCK_PAUSE = 2000000, /* ns */
};

/* Makes the folders on the way to the file. */
static void folders_make(char *path) {
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
}

bool state_path(Bytes *path, const char *name) {
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    path->length = 0;
    if (state && state[0] == '/')
        bytes_format(path, "%s/gosh/%s", state, name);
    else if (home && home[0] == '/')
        bytes_format(path, "%s/.local/state/gosh/%s", home, name);
    else
        return false;
    bytes_add(path, "", 1);
    folders_make(path->data);
    return true;
}

/* Is that what has the name now? */
static bool file_is_at(int fd, const char *path) {
    struct stat a, b;
    return fstat(fd, &a) == 0 && stat(path, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static bool file_lock(int fd) {
    for (int i = 0; i < LOCK_TRIES; i++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
        if (errno != EWOULDBLOCK && errno != EINTR) return false;
        nanosleep(&(struct timespec){.tv_nsec = LOCK_PAUSE}, NULL);
    }
    return false;
}

int state_open(const char *path, bool adds) {
    int mode = adds ? O_RDWR | O_APPEND | O_CREAT : O_RDONLY;
    for (;;) {
        int fd = open(path, mode | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);
        if (fd < 0 && errno == EINTR) continue;
        if (fd < 0) return -1;
        struct stat st;
        bool file = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
        if (!file) errno = EINVAL;
        bool locked = file && file_lock(fd);
        if (locked && file_is_at(fd, path)) return fd;
        int error = errno;
        close(fd);
        errno = error;
        if (!locked) return -1;
        /* somebody has replaced it meanwhile */
    }
}

bool state_add(int fd, const char *lines, size_t length) {
    Bytes text = {0};
    char last = '\n';
    struct stat st;
    if (fstat(fd, &st) != 0) return false;
    if (st.st_size > 0 && pread(fd, &last, 1, st.st_size - 1) == 1 && last != '\n') bytes_add(&text, "\n", 1);
    bytes_add(&text, lines, length);
    bool added = stream_write(fd, text.data, text.length);
    int error = errno;
    bytes_free(&text);
    if (added) return true;
    if (ftruncate(fd, st.st_size) != 0) error = errno; /* half a line is none, but now it stays */
    errno = error;
    return false;
}

/* A new name is the folder's, and is as lasting as that. */
static void folder_sync(const char *path) {
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(folder);
}

int state_replace(const char *path, const char *text, size_t length) {
    int error = file_put(path, text, length);
    if (!error) folder_sync(path);
    return error;
}

void state_tell(const char *what, const char *path, int error, const char *consequence) {
    const char *reason = error == EINVAL        ? "it is no file, but a pipe or a device"
                         : error == EWOULDBLOCK ? "another program holds its lock"
                                                : strerror(error);
    fflush(stdout);
    fprintf(stderr, "gosh: %s %s: %c%s; %s\n", what, path, tolower((unsigned char)reason[0]), reason + 1, consequence);
}
