/* Texts under way, for reports that must not depend on Lua's memory: one that grows on the C heap, and is cut where that is
 * full, or one that goes out in pieces through a buffer, and cannot fail. */
#include "lua/host.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TEXT_MAX =
        1 << 28 /* of one that grows: a program must not fill the machine by traces of itself */
};

Text text_out(TextSink *sink, void *arg, char *buffer, size_t size) {
    return (Text){.bytes = buffer, .capacity = size, .sink = sink, .arg = arg};
}

void text_drop(void *arg, const char *bytes, size_t length) {
    (void)arg, (void)bytes, (void)length;
}

void text_flush(Text *t) {
    if (!t->sink || t->length == 0) return;
    t->sink(t->arg, t->bytes, t->length);
    t->length = 0;
}

static void text_send(Text *t, const char *bytes, size_t length) {
    if (length > t->capacity - t->length) text_flush(t);
    if (length > t->capacity) {
        t->sink(t->arg, bytes, length);
        return;
    }
    memcpy(t->bytes + t->length, bytes, length);
    t->length += length;
}

static bool text_grow(Text *t, size_t length) {
    if (t->cut || length > TEXT_MAX - t->length) return false;
    if (t->length + length + 1 <= t->capacity) return true;
    size_t capacity = (t->length + length + 1) * 2;
    char *grown = realloc(t->bytes, capacity);
    if (!grown) return false;
    t->bytes = grown;
    t->capacity = capacity;
    return true;
}

void text_add(Text *t, const char *bytes, size_t length) {
    if (t->sink) {
        text_send(t, bytes, length);
        return;
    }
    if (!text_grow(t, length)) {
        t->cut = true;
        return;
    }
    memcpy(t->bytes + t->length, bytes, length);
    t->length += length;
    t->bytes[t->length] = '\0';
}

void text_add_string(Text *t, const char *string) {
    text_add(t, string, strlen(string));
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
    char *large = (size_t)length < sizeof small ? NULL : malloc((size_t)length + 1);
    if (!large) {
        text_add_string(t, small);
        return;
    }
    va_start(args, format);
    vsnprintf(large, (size_t)length + 1, format, args);
    va_end(args);
    text_add(t, large, (size_t)length);
    free(large);
}

Text *report_begin(World *w, Report *r) {
    bool heard = !(w->controlled && w->over);
    r->text = text_out(heard ? w->report : text_drop, w->report_arg, r->buffer, sizeof r->buffer);
    return &r->text;
}

void report_end(Report *r) {
    text_flush(&r->text);
}
