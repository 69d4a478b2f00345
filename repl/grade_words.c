/* What grades are told with. */
#include "repl/grade_words.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/width.h"
#include "repl/visible.h"
#include "repl/wrap.h"

enum { INDENT = 4, LINES_SHOWN = 12, QUOTED = 44 /* columns of an output within a sentence */ };

void say_text(Bytes *out, const char *text, int indent) {
    while (*text) {
        size_t length = strcspn(text, "\n");
        Bytes line = {0};
        bytes_format(&line, "%*s", indent, "");
        visible_add(&line, text, length);
        wrap_line(out, line.data ? line.data : "", line.length, WRAP_COLUMNS, indent);
        bytes_free(&line);
        bytes_add(out, "\n", 1);
        text += length + (text[length] == '\n');
    }
}

void say(Bytes *out, const char *format, ...) {
    va_list arguments;
    char *text;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0) return;
    say_text(out, text, 0);
    free(text);
}

/* Adds as much of it as so many columns have room for, with dots where something is missing. */
static void fitting_add(Bytes *out, const char *text, size_t length, int columns) {
    static const char dots[] = "...";
    Bytes shown = {0};
    visible_add(&shown, text, length);
    bool fits = !shown.length || width_of(shown.data, shown.length) <= columns;
    bytes_add(out, shown.data, fits ? shown.length : width_fit(shown.data, shown.length, columns - (int)strlen(dots)));
    if (!fits) bytes_add(out, dots, strlen(dots));
    bytes_free(&shown);
}

void say_lines(Bytes *out, const char *text, size_t mark) {
    static const char sign[] = "  <--";
    size_t number = 0, left = 0;
    for (const char *at = text; *at; at += *at == '\n') {
        at += strcspn(at, "\n");
        left++;
    }
    size_t shown = left > LINES_SHOWN ? LINES_SHOWN - 1 : left;
    for (; number < shown; number++, left--) {
        size_t length = strcspn(text, "\n");
        bytes_format(out, "%*s", INDENT, "");
        fitting_add(out, text, length, WRAP_COLUMNS - INDENT - (int)strlen(sign));
        if (number == mark) bytes_format(out, "%s", sign);
        bytes_add(out, "\n", 1);
        text += length + (text[length] == '\n');
    }
    if (left) bytes_format(out, "%*s... and %zu more lines%s\n", INDENT, "", left, mark != SIZE_MAX && mark >= number ? sign : "");
    if (!number) bytes_format(out, "%*s(nothing)\n", INDENT, "");
}

void lines_add(Bytes *out, const char *const *lines, size_t count) {
    Bytes text = {0};
    for (size_t i = 0; i < count; i++) bytes_format(&text, "%s%s", i ? " / " : "", lines[i]);
    bytes_add(out, "`", 1);
    fitting_add(out, text.data ? text.data : "", text.length, QUOTED);
    bytes_add(out, "`", 1);
    bytes_free(&text);
}

void output_add(Bytes *out, const char *text, int columns) {
    static const char nothing[] = "nothing", slash[] = " / ", asleep[] = "fatal error: all goroutines are asleep - deadlock!";
    Bytes all = {0};
    if (!*text) bytes_add(&all, nothing, strlen(nothing));
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, "\n"), next = length + (at[length] == '\n');
        bool stuck = !at[next] && length == strlen(asleep) && memcmp(at, asleep, length) == 0;
        if (all.length) bytes_add(&all, slash, strlen(slash));
        bytes_add(&all, stuck ? "deadlock" : at, stuck ? strlen("deadlock") : length);
        at += next;
    }
    fitting_add(out, all.data, all.length, columns);
    bytes_free(&all);
}
