/* Program texts, read whole. What no language should see is taken away here: a byte order mark, and
 * a first line that begins with '#', which is for the system (#!/usr/bin/env gosh). Line numbers
 * stay. */
#include "repl/file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    CHUNK = 64 * 1024,
    LOOKED_AT = 1024, /* a program may hold NUL bytes in its strings, but hardly up here */
};

/* Go's form: what was tried, on what, and the reason in lower case. */
static bool file_complain(const char *verb, const char *name) {
    const char *reason = strerror(errno);
    fprintf(stderr, "gosh: %s %s: %c%s\n", verb, name, tolower((unsigned char)reason[0]),
            reason + 1);
    return false;
}

static bool file_read_all(int fd, Bytes *text) {
    for (;;) {
        ssize_t count = read(fd, bytes_room(text, CHUNK), CHUNK);
        if (count == 0) return true;
        if (count > 0) text->length += (size_t)count;
        if (count < 0 && errno != EINTR) return false;
    }
}

static void file_drop(Bytes *text, size_t count) {
    text->length -= count;
    memmove(text->data, text->data + count, text->length);
}

static bool file_starts(const Bytes *text, size_t at, const char *with) {
    size_t length = strlen(with);
    return text->length - at >= length && memcmp(text->data + at, with, length) == 0;
}

static void file_drop_first_line(Bytes *text) {
    if (file_starts(text, 0, "\xEF\xBB\xBF")) file_drop(text, 3);
    if (!file_starts(text, 0, "#")) return;
    const char *end = memchr(text->data, '\n', text->length);
    size_t line = end ? (size_t)(end - text->data) : text->length;
    if (end && file_starts(text, line + 1, "\x1bLua")) line++; /* bytecode has no lines to count */
    file_drop(text, line);
}

bool file_read_program(const char *name, Bytes *text) {
    int fd = STDIN_FILENO;
    if (name) {
        do fd = open(name, O_RDONLY | O_CLOEXEC);
        while (fd < 0 && errno == EINTR);
        if (fd < 0) return file_complain("open", name);
    } else
        name = "stdin";
    bool whole = file_read_all(fd, text);
    if (!whole) file_complain("read", name);
    if (fd != STDIN_FILENO) close(fd);
    if (!whole) return false;

    file_drop_first_line(text);
    size_t looked_at = text->length < LOOKED_AT ? text->length : LOOKED_AT;
    if (!file_starts(text, 0, "\x1bLua") && memchr(text->data, 0, looked_at)) {
        fprintf(stderr, "gosh: read %s: a binary file, not a program\n", name);
        return false;
    }
    return true;
}
