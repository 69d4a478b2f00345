/* A survey as JSON: one object, whose goroutines, channels and locks stand in a line each. Goes out in pieces, and is valid
 * whatever names there are: what is no UTF-8 becomes U+FFFD. */
#include "lua/fmt.h"
#include "lua/survey_tell.h"

#include <inttypes.h>

typedef struct Json {
    Text out;
    bool comma; /* something stands before the next one */
} Json;

static void string_write(Text *t, const char *text) {
    size_t length = strlen(text);
    text_add(t, "\"", 1);
    while (length > 0) {
        size_t size;
        uint32_t rune = rune_decode(text, length, &size);
        if (rune == '"' || rune == '\\')
            text_format(t, "\\%c", (char)rune);
        else if (rune == '\n')
            text_add(t, "\\n", 2);
        else if (rune < ' ' || rune == 0x7f)
            text_format(t, "\\u%04x", (unsigned)rune);
        else if (size == 1 && rune >= 0x80)
            text_add(t, "\xef\xbf\xbd", 3);
        else
            text_add(t, text, size);
        text += size;
        length -= size;
    }
    text_add(t, "\"", 1);
}

static void key_write(Json *j, const char *key) {
    if (j->comma) text_add(&j->out, ", ", 2);
    j->comma = true;
    if (!key) return;
    string_write(&j->out, key);
    text_add(&j->out, ": ", 2);
}

static void begin(void *arg, const char *key, bool list) {
    Json *j = arg;
    key_write(j, key);
    text_add(&j->out, list ? "[" : "{", 1);
    j->comma = false;
}

static void end(void *arg, bool list) {
    Json *j = arg;
    text_add(&j->out, list ? "]" : "}", 1);
    j->comma = true;
}

static void text(void *arg, const char *key, const char *value) {
    Json *j = arg;
    key_write(j, key);
    string_write(&j->out, value);
}

static void number(void *arg, const char *key, int64_t value) {
    Json *j = arg;
    key_write(j, key);
    text_format(&j->out, "%" PRId64, value);
}

static void flag(void *arg, const char *key, bool value) {
    Json *j = arg;
    key_write(j, key);
    text_add_string(&j->out, value ? "true" : "false");
}

static void null(void *arg, const char *key) {
    Json *j = arg;
    key_write(j, key);
    text_add(&j->out, "null", 4);
}

/* The start of a list whose items have a line each, and of the next item. */
static void lines_begin(Json *j, const char *key) {
    text_format(&j->out, ",\n\"%s\": [", key);
    j->comma = false;
}

static void line_begin(Json *j) {
    text_add_string(&j->out, j->comma ? ",\n" : "\n");
    j->comma = false;
}

void survey_json(const Survey *s, const char *moment, TextSink *sink, void *arg) {
    char buffer[8192];
    Json j = {.out = text_out(sink, arg, buffer, sizeof buffer)};
    const Listener to = {&j, begin, end, text, number, flag, null};
    text_add(&j.out, "{", 1);
    number(&j, "version", 1);
    text(&j, "moment", moment);
    number(&j, "time_ns", s->now);
    flag(&j, "partial", s->partial);
    lines_begin(&j, "goroutines");
    for (size_t i = 0; i < s->goroutine_count; i++) {
        line_begin(&j);
        survey_tell_goroutine(s, i, true, &to);
    }
    text_add(&j.out, "]", 1);
    lines_begin(&j, "channels");
    size_t i = 0;
    for (; i < s->object_count && s->objects[i].kind == SURVEY_CHAN; i++) {
        line_begin(&j);
        survey_tell_channel(s, i, &to);
    }
    text_add(&j.out, "]", 1);
    lines_begin(&j, "locks");
    for (; i < s->object_count; i++) {
        line_begin(&j);
        survey_tell_lock(s, i, &to);
    }
    text_add(&j.out, "]}\n", 3);
    text_flush(&j.out);
}
