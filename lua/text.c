/* A text that grows on the C heap, for reports that must not depend on Lua's. What does not fit in memory is left out, and
 * what is beyond all use: a program must not fill the machine by traces of itself. */
#include "lua/host.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1 << 28 };

void text_add(Text *t, const char *bytes, size_t length) {
    if (length > TEXT_MAX - t->length) return;
    if (t->length + length + 1 > t->capacity) {
        size_t capacity = (t->length + length + 1) * 2;
        char *grown = realloc(t->bytes, capacity);
        if (!grown) return;
        t->bytes = grown;
        t->capacity = capacity;
    }
    memcpy(t->bytes + t->length, bytes, length);
    t->length += length;
    t->bytes[t->length] = '\0';
}

void text_add_value(Text *t, const char *bytes, size_t length) {
    for (const char *nul; (nul = memchr(bytes, '\0', length));) {
        text_add(t, bytes, (size_t)(nul - bytes));
        text_add(t, "\\x00", 4);
        length -= (size_t)(nul + 1 - bytes);
        bytes = nul + 1;
    }
    text_add(t, bytes, length);
}

void text_format(Text *t, const char *format, ...) {
    char small[512];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (length < 0) return;
    if ((size_t)length < sizeof small) {
        text_add(t, small, (size_t)length);
        return;
    }
    char *large = malloc((size_t)length + 1);
    if (!large) return;
    va_start(args, format);
    vsnprintf(large, (size_t)length + 1, format, args);
    va_end(args);
    text_add(t, large, (size_t)length);
    free(large);
}
