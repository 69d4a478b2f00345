/* Program texts, read whole. */
#include "repl/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lua/gosh.h"
#include "repl/print.h"

enum {
    CHUNK = 64 * 1024,
    LOOKED_AT = 1024, /* a program may hold NUL bytes in its strings, but hardly up here */
};

static bool file_read_all(int fd, Bytes *text) {
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
    bool whole = file_read_all(fd, text);
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
