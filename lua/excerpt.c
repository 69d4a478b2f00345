/* A line of the program's, with a mark: each character is shown in as many columns as the mark has below it. */
#include "lua/excerpt.h"

#include <stdio.h>

#include "lua/width.h"

enum {
    COLUMNS = 80,
    TAB = 4,
    AROUND = 300, /* bytes of a long line before and behind the caret that are looked at */
    DOTS = 3,     /* the columns of what stands for the rest of a line */
    AHEAD = 24,   /* columns that are shown behind the caret at least */
};

/* The character at p: how many bytes it has, and how many columns it takes; `seen`: it can be shown as it is. */
static size_t character(const char *p, size_t left, int *columns, bool *seen) {
    unsigned char c = (unsigned char)*p;
    *columns = *p == '\t' ? TAB : 1;
    *seen = c >= ' ' && c < 0x7f;
    if (c < 0x80) return 1;
    size_t size = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    if (size > left || width_character(p) != size) return 1;
    *columns = width_of(p, size);
    *seen = true;
    return size;
}

static int columns_of(const Excerpt *e, size_t from, size_t to) {
    int sum = 0, columns;
    bool seen;
    for (size_t at = from; at < to; sum += columns) at += character(e->line + at, e->length - at, &columns, &seen);
    return sum;
}

/* Past as many characters as take at least so many columns. */
static size_t skip(const Excerpt *e, size_t from, size_t to, int columns) {
    int passed;
    bool seen;
    for (size_t at = from;; columns -= passed) {
        if (at >= to || columns <= 0) return at;
        at += character(e->line + at, e->length - at, &passed, &seen);
    }
}

/* Past as many characters as take no more than so many columns. */
static size_t fit(const Excerpt *e, size_t from, size_t to, int columns) {
    int taken;
    bool seen;
    for (size_t at = from;;) {
        if (at >= to) return at;
        size_t size = character(e->line + at, e->length - at, &taken, &seen);
        if ((columns -= taken) < 0) return at;
        at += size;
    }
}

static bool continues(const Excerpt *e, size_t at) {
    return at < e->length && ((unsigned char)e->line[at] & 0xc0) == 0x80;
}

/* What of the line is shown: from `*first` to before `*last`. */
static void window(const Excerpt *e, size_t caret, int room, size_t *first, size_t *last) {
    *first = caret > AROUND ? caret - AROUND : 0;
    *last = caret + AROUND < e->length ? caret + AROUND : e->length;
    while (continues(e, *first)) ++*first;
    while (continues(e, *last)) --*last;
    bool whole = *first == 0 && *last == e->length;
    if (whole && columns_of(e, 0, e->length) <= room) return;
    int before = columns_of(e, *first, caret), most = room - AHEAD - DOTS;
    if (before > most) *first = skip(e, *first, caret, before - most + DOTS);
    if (*first > 0) room -= DOTS;
    if (columns_of(e, *first, *last) > room || *last < e->length) *last = fit(e, *first, *last, room - DOTS);
}

static void line_write(Text *t, const Excerpt *e, size_t first, size_t last) {
    int columns;
    bool seen;
    if (first > 0) text_add_string(t, "...");
    for (size_t at = first, size; at < last; at += size) {
        size = character(e->line + at, e->length - at, &columns, &seen);
        if (seen)
            text_add(t, e->line + at, size);
        else
            text_format(t, "%*s", columns, e->line[at] == '\t' ? "" : "?");
    }
    text_add_string(t, last < e->length ? "...\n" : "\n");
}

/* From `from` to before `to`, both of which are shown. */
static void mark_write(Text *t, const Excerpt *e, size_t first, size_t from, size_t to, size_t caret) {
    int columns;
    bool seen;
    text_format(t, "%*s", (first > 0 ? DOTS : 0) + columns_of(e, first, from), "");
    for (size_t at = from, size; at < to; at += size) {
        size = character(e->line + at, e->length - at, &columns, &seen);
        for (int i = 0; i < columns; i++) text_add(t, at == caret && i == 0 ? "^" : "~", 1);
    }
    if (caret >= to) text_add(t, "^", 1);
    if (e->label) text_format(t, " %s", e->label);
    text_add(t, "\n", 1);
}

void excerpt_add(Text *t, const Excerpt *e) {
    char number[24];
    int width = snprintf(number, sizeof number, "%3d", e->number);
    bool marked = e->caret != (size_t)EXCERPT_UNMARKED;
    size_t caret = !marked ? 0 : e->caret < e->length ? e->caret : e->length, first, last;
    window(e, caret, COLUMNS - width - 3, &first, &last);
    text_format(t, "%s | ", number);
    line_write(t, e, first, last);
    if (!marked) return;
    size_t from = e->from < caret ? e->from : caret, to = e->to;
    if (from < first) from = first;
    if (to > last) to = last;
    if (to < caret) to = caret;
    text_format(t, "%*s | ", width, "");
    mark_write(t, e, first, from, to, caret);
}
