/* For tests of whole worlds: a program's text, and what it prints, which cmocka's own lines must not mix with. */
#ifndef GOSH_TESTS_WORLD_H
#define GOSH_TESTS_WORLD_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lua/gosh.h"

static inline char *text_of_file(FILE *file) {
    char *text = NULL;
    size_t length = 0, capacity = 0;
    do {
        capacity += 65536;
        text = realloc(text, capacity);
        length += fread(text + length, 1, capacity - length - 1, file);
    } while (length == capacity - 1);
    text[length] = '\0';
    return text;
}

/* The program of that name beside the tests, which are run from the root; to be freed. */
static inline char *program_text(const char *name) {
    FILE *file = fopen(name, "r");
    assert_non_null(file);
    char *text = text_of_file(file);
    fclose(file);
    return text;
}

/* What a world says in reports, for WorldOptions.report; begins zeroed, `bytes` are to be freed. */
typedef struct Reported {
    char *bytes;
    size_t length;
} Reported;

static inline void reported_add(void *reported, const char *bytes, size_t length) {
    Reported *r = reported;
    r->bytes = realloc(r->bytes, r->length + length + 1);
    memcpy(r->bytes + r->length, bytes, length);
    r->length += length;
    r->bytes[r->length] = '\0';
}

typedef struct Capture {
    FILE *file;
    int stdout_was;
} Capture;

/* From here on stdout goes to a file ... */
static inline Capture capture_begin(void) {
    fflush(stdout);
    Capture c = {tmpfile(), dup(STDOUT_FILENO)};
    dup2(fileno(c.file), STDOUT_FILENO);
    return c;
}

/* ... and here it is as before. What has been printed; to be freed. */
static inline char *capture_end(Capture *c) {
    fflush(stdout);
    dup2(c->stdout_was, STDOUT_FILENO);
    close(c->stdout_was);
    rewind(c->file);
    char *text = text_of_file(c->file);
    fclose(c->file);
    return text;
}

#endif
