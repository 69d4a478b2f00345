/* A string of bytes that grows. */
#include "repl/bytes.h"

#include <stdarg.h>
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

void bytes_format(Bytes *b, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length > 0) {
        vsnprintf(bytes_room(b, (size_t)length + 1), (size_t)length + 1, format, again);
        b->length += (size_t)length;
    }
    va_end(again);
    va_end(arguments);
}

void bytes_free(Bytes *b) {
    free(b->data);
    *b = (Bytes){0};
}
