/* A string of bytes that grows. */
#include "repl/bytes.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl/exit.h"

char *bytes_room(Bytes *b, size_t extra) {
    if (b->capacity - b->length < extra) {
        size_t wanted = b->length + extra + b->capacity;
        char *grown = wanted < extra ? NULL : realloc(b->data, wanted);
        if (!grown) {
            fputs("gosh: out of memory\n", stderr);
            exit(EXIT_RUN);
        }
        b->data = grown;
        b->capacity = wanted;
    }
    return b->data + b->length;
}

void bytes_add(Bytes *b, const char *text, size_t length) {
    if (length == 0) return;
    memcpy(bytes_room(b, length), text, length);
    b->length += length;
}

void bytes_free(Bytes *b) {
    free(b->data);
    *b = (Bytes){0};
}
