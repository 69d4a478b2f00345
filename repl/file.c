/* Files, read and written whole. */
#include "repl/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lua/gosh.h"
#include "repl/print.h"
#include "repl/stream.h"

enum {
    CHUNK = 64 * 1024,
    LARGEST = 64 << 20, /* program that a session reads */
    TEMPORARIES = 100,  /* names tried for a file that is not whole yet */
    LOOKED_AT = 1024,   /* a program may hold NUL bytes in its strings, but hardly up here */
};

bool file_read_whole(int fd, Bytes *text) {
    for (;;) {
        ssize_t count = read(fd, bytes_room(text, CHUNK), CHUNK);
        if (count == 0) return true;
        if (count > 0) text->length += (size_t)count;
        if (count < 0 && errno != EINTR) return false;
    }
}

static bool file_is_bytecode(const Bytes *text) {
    return text->length >= 4 && memcmp(text->data, "\x1bLua", 4) == 0;
}

void file_strip(Bytes *text) {
    size_t length = text->length;
    const char *program = world_text_of_file(text->data, &length);
    if (length) memmove(text->data, program, length);
    text->length = length;
}

bool file_read_program(const char *name, Bytes *text) {
    int fd = STDIN_FILENO;
    if (name) {
        do fd = open(name, O_RDONLY | O_CLOEXEC);
        while (fd < 0 && errno == EINTR);
        if (fd < 0) return print_failure("open", name, errno);
    } else
        name = "stdin";
    bool whole = file_read_whole(fd, text);
    if (!whole) print_failure("read", name, errno);
    if (fd != STDIN_FILENO) close(fd);
    if (!whole) return false;

    file_strip(text);
    size_t looked_at = text->length < LOOKED_AT ? text->length : LOOKED_AT;
    if (!file_is_bytecode(text) && memchr(text->data, 0, looked_at)) {
        fprintf(stderr, "gosh: read %s: a binary file, not a program\n", name);
        return false;
    }
    return true;
}

bool file_read_session(const char *name, Bytes *text) {
    struct stat status;
    if (stat(name, &status) == 0 &&
        !S_ISDIR(status.st_mode)) { /* else opening or reading it says what is wrong */
        const char *reason = !S_ISREG(status.st_mode)   ? "it is no file that has an end"
                             : status.st_size > LARGEST ? "it is too large for a program"
                                                        : NULL;
        if (reason) {
            fflush(stdout);
            fprintf(stderr, "gosh: read %s: %s\n", name, reason);
            return false;
        }
    }
    return file_read_program(name, text);
}

/* ---- Writing ---- */

/* A new file beside the one of that name, with its rights; its own name is in `temporary`. */
static int file_beside(const char *name, Bytes *temporary) {
    struct stat old;
    int fd = -1;
    for (int i = 0; i < TEMPORARIES && (i == 0 || errno == EEXIST); i++) {
        temporary->length = 0;
        bytes_format(temporary, "%s.%d.new", name, i);
        bytes_add(temporary, "", 1);
        fd = open(temporary->data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0) break;
    }
    if (fd >= 0 && stat(name, &old) == 0 && fchmod(fd, old.st_mode & 0777) != 0)
        errno = 0; /* it has its own, then */
    return fd;
}

const char *file_name_last(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool file_is_there(const char *name) {
    struct stat status;
    return stat(name, &status) == 0 && S_ISREG(status.st_mode);
}

/* Is it a pipe, a device or a link to nothing yet, which a new file of that name would take the place of? */
static bool file_is_special(const char *name) {
    struct stat status;
    return lstat(name, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

static int file_put_at(const char *name, const char *text, size_t length) {
    Bytes temporary = {0};
    bool special = file_is_special(name);
    int fd = special ? open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)
                     : file_beside(name, &temporary);
    int error = 0;
    if (fd < 0) {
        error = errno;
    } else {
        if (!stream_write(fd, text, length)) error = errno;
        if (!special && !error && fsync(fd) != 0 && errno != EINVAL) error = errno;
        if (close(fd) != 0 && !error) error = errno;
        if (!special && !error && rename(temporary.data, name) != 0) error = errno;
        if (!special && error) unlink(temporary.data);
    }
    bytes_free(&temporary);
    return error;
}

int file_put(const char *name, const char *text, size_t length) {
    char *target = realpath(name, NULL); /* NULL: there is no such file yet */
    int error = file_put_at(target ? target : name, text, length);
    free(target);
    return error;
}

bool file_replace(const char *name, const Bytes *text) {
    int error = file_put(name, text->data, text->length);
    return error ? print_failure("write", name, error) : true;
}

void file_name_add(Bytes *path, const char *typed) {
    const char *home = getenv("HOME");
    if (typed[0] == '~' && (typed[1] == '/' || !typed[1]) && home) {
        bytes_add(path, home, strlen(home));
        typed++;
    }
    bytes_add(path, typed, strlen(typed) + 1);
}

bool file_is_typed(const char *typed) {
    Bytes name = {0};
    file_name_add(&name, typed);
    bool is = file_is_there(name.data);
    bytes_free(&name);
    return is;
}
