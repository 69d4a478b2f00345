/* Prose in rows that fit. */
#include "repl/wrap.h"

#include <stdbool.h>
#include <string.h>

#include "lua/prose.h"

enum {
    ROOM_LEAST = 16, /* columns beside an indent, or it is */
    INDENT_LEAST = 4,
    ALMOST = 4,      /* who writes lines may end them so much too early */
};

static const char *blanks_end(const char *p, const char *end) {
    return p + prose_blanks(p, (size_t)(end - p));
}

static int columns_of(const char *text, const char *end) {
    return prose_columns(text, (size_t)(end - text));
}

void wrap_line(Bytes *out, const char *text, size_t length, int columns, int indent) {
    const char *end = text + length, *p = blanks_end(text, end);
    int room = columns - columns_of(text, p);
    if (indent > columns - ROOM_LEAST) indent = INDENT_LEAST;
    bytes_add(out, text, (size_t)(p - text));
    while (p < end) {
        size_t row = prose_row(p, (size_t)(end - p), room, columns - indent);
        bytes_add(out, p, row);
        p = blanks_end(p + row, end);
        room = columns - indent;
        if (p < end) bytes_format(out, "\n%*s", indent, "");
    }
}

/* Where the words of a list's line begin: behind two spaces; else where the line does. */
static int list_indent(const char *text, const char *end) {
    const char *begin = blanks_end(text, end);
    for (const char *p = begin; p + 2 < end; p++)
        if (p[0] == ' ' && p[1] == ' ') return columns_of(text, blanks_end(p, end));
    return columns_of(text, begin);
}

/* Would the line have ended here if its width were of no matter? `next` is the following one. */
static bool is_ended(const char *line, const char *end, const char *next, const char *next_end) {
    const char *word = next + prose_word(next, (size_t)(next_end - next), true);
    return word == next || *line == ' ' || *line == ':' ||
           columns_of(line, end) + 1 + columns_of(next, word) <= WRAP_COLUMNS - ALMOST;
}

static const char *line_end(const char *p, const char *end) {
    const char *newline = memchr(p, '\n', (size_t)(end - p));
    return newline ? newline : end;
}

void wrap_text(Bytes *out, const char *text, size_t length, int columns) {
    Bytes paragraph = {0};
    for (const char *end = text + length; text < end;) {
        const char *stop = line_end(text, end);
        paragraph.length = 0;
        bytes_add(&paragraph, text, (size_t)(stop - text));
        for (const char *line = text; stop < end; line = stop + 1, stop = line_end(line, end)) {
            const char *next = stop + 1, *next_stop = line_end(next, end);
            if (is_ended(line, stop, next, next_stop)) break;
            bytes_add(&paragraph, " ", 1);
            bytes_add(&paragraph, next, (size_t)(next_stop - next));
        }
        if (paragraph.length)
            wrap_line(out, paragraph.data, paragraph.length, columns,
                      list_indent(paragraph.data, paragraph.data + paragraph.length));
        bytes_add(out, "\n", 1);
        text = stop + 1;
    }
    bytes_free(&paragraph);
}
