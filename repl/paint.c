/* An entry on the terminal.
 *
 * Lines that are too long are wrapped by the terminal itself, so that it knows that they belong together when it is made
 * wider, or when somebody copies them. A terminal wraps only when the next character comes; so that the cursor always has
 * its place, a line that fills its row has one more, empty row.
 *
 *     columns = 10       > abcdefgh   a row of the line "abcdefghij"; the terminal wraps
 *                        ij           its last row
 *                        .. abcdefg   the line "abcdefg" fills its row,
 *                        _            and has this one for the cursor */
#include "repl/paint.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "lua/width.h"
#include "repl/colour.h"
#include "repl/utf8.h"

enum {
    TAB = 4,
    LEAST_COLUMNS = 8, /* a terminal with fewer is taken for one with as many */
    ROWS_WITH_BELOW = 4, /* a terminal with fewer has no room for a row below the entry */
};

typedef struct Row {
    size_t start, end; /* of the text */
    int width;         /* its columns, the prompt's with them */
    int place;         /* columns of the line's text in the rows before */
    bool first;        /* of its line */
} Row;

typedef struct Layout {
    Bytes memory; /* of the rows */
    Row *rows;
    size_t count;
    size_t cursor_row;
    int cursor_column;
} Layout;

/* A character: how many bytes it has, and how many columns it takes `place` columns from its line's beginning. */
typedef struct Step {
    size_t size;
    int width;
    wchar_t character;
} Step;

static Step step_at(const PaintText *t, size_t at, int place) {
    unsigned char c = (unsigned char)t->text[at];
    if (c >= ' ' && c < 0x7F) return (Step){1, 1, c};
    if (c == '\t') return (Step){1, TAB - place % TAB, c};
    Step step = {.size = utf8_decode(t->text + at, t->length - at, &step.character)};
    int width = wcwidth(step.character);
    step.width = width >= 0 ? width : step.character < 0x80 ? 2 : 1;
    return step;
}

/* ---- Where everything stands ---- */

static Row *layout_add(Layout *l, size_t start, int width, int place, bool first) {
    Row *row = (Row *)(void *)bytes_room(&l->memory, sizeof *row);
    l->memory.length += sizeof *row;
    l->rows = (Row *)(void *)l->memory.data;
    l->count++;
    *row = (Row){.start = start, .end = start, .width = width, .place = place, .first = first};
    return row;
}

static int prompt_width(const char *prompt, int columns) {
    size_t length = strlen(prompt);
    return width_of(prompt, width_fit(prompt, length, columns - 1));
}

static void layout_cursor(Layout *l) {
    l->cursor_row = l->count - 1;
    l->cursor_column = l->rows[l->count - 1].width;
}

static void layout_make(Layout *l, const PaintText *t, int columns) {
    int place = 0; /* in the line */
    Row *row = layout_add(l, 0, prompt_width(t->prompt, columns), 0, true);
    int next_width = prompt_width(t->prompt_next, columns);
    size_t at = 0;
    while (at < t->length) {
        if (t->text[at] == '\n') {
            if (row->width == columns) row = layout_add(l, at, 0, place, false);
            if (at == t->cursor) layout_cursor(l);
            at++;
            place = 0;
            row = layout_add(l, at, next_width, 0, true);
            continue;
        }
        Step step = step_at(t, at, place);
        if (row->width + step.width > columns) row = layout_add(l, at, 0, place, false);
        if (at == t->cursor) layout_cursor(l);
        row->width += step.width;
        place += step.width;
        at += step.size;
        row->end = at;
    }
    if (row->width == columns) layout_add(l, at, 0, place, false);
    if (t->cursor >= t->length) layout_cursor(l);
}

/* ---- Painting ---- */

typedef struct Brush {
    Bytes *out;
    const unsigned char *colours;
    Colour colour;
} Brush;

static void brush_dip(Brush *b, Colour colour) {
    if (b->colour == colour) return;
    const char *off = colour_off(stdout, b->colour), *on = colour_on(stdout, colour);
    bytes_add(b->out, off, strlen(off));
    bytes_add(b->out, on, strlen(on));
    b->colour = colour;
}

/* One that cannot be seen as it is. */
static void brush_control(Brush *b, wchar_t character) {
    char seen[] = {'^', (char)(character ^ 0x40)};
    if (character < 0x80)
        bytes_add(b->out, seen, 2);
    else
        bytes_add(b->out, "\xEF\xBF\xBD", 3); /* U+FFFD */
}

static void brush_row(Brush *b, const PaintText *t, const Row *row) {
    if (row->first) {
        const char *prompt = row->start == 0 ? t->prompt : t->prompt_next;
        brush_dip(b, COLOUR_PROMPT);
        bytes_add(b->out, prompt, strlen(prompt));
    }
    int place = row->place;
    for (size_t at = row->start; at < row->end;) {
        Step step = step_at(t, at, place);
        brush_dip(b, b->colours ? (Colour)b->colours[at] : COLOUR_PLAIN);
        if (step.character == L'\t')
            bytes_format(b->out, "%*s", step.width, "");
        else if (wcwidth(step.character) < 0)
            brush_control(b, step.character);
        else
            bytes_add(b->out, t->text + at, step.size);
        place += step.width;
        at += step.size;
    }
    brush_dip(b, COLOUR_PLAIN);
}

/* Goes from one row of the painting to the next. */
static void brush_next(Brush *b, const Row *row, const Row *next, int columns) {
    if (next->first) {
        bytes_add(b->out, "\x1b[K\r\n", 5);
    } else if (next->start == next->end) {
        bytes_add(b->out, " \r\x1b[K", 5); /* the row is full: whatever comes makes the terminal wrap */
    } else {
        bytes_format(b->out, "%*s", columns - row->width, ""); /* a wide one does not fit in there */
    }
}

/* The row below the entry; its last column stays empty, so that the terminal does not wrap. */
static void brush_below(Brush *b, const char *below, int columns) {
    size_t length = strlen(below);
    bytes_add(b->out, "\r\n", 2);
    brush_dip(b, COLOUR_FAINT);
    bytes_add(b->out, below, width_fit(below, length, columns - 1));
    brush_dip(b, COLOUR_PLAIN);
    bytes_add(b->out, "\x1b[J", 3);
}

static void paint_rows(const PaintText *t, const Layout *l, size_t from, size_t to, int columns, Bytes *out) {
    Brush brush = {out, t->colours, COLOUR_PLAIN};
    for (size_t i = from; i < to; i++) {
        brush_row(&brush, t, &l->rows[i]);
        if (i + 1 < to) brush_next(&brush, &l->rows[i], &l->rows[i + 1], columns);
    }
    bool full = l->rows[to - 1].width >= columns; /* what erases from there on would take its last character */
    if (!full) bytes_add(out, t->below ? "\x1b[K" : "\x1b[J", 3);
    if (t->below) brush_below(&brush, t->below, columns);
}

static void move(Bytes *out, size_t count, char way) {
    if (count > 0) bytes_format(out, "\x1b[%zu%c", count, way);
}

static void paint_go_first(Painting *p, Bytes *out) {
    if (!p->shown) return;
    bytes_add(out, "\r", 1);
    move(out, (size_t)p->cursor_row, 'A');
}

void paint_resize(Painting *p, int columns, int column) {
    p->columns = columns;
    if (column < 0 || column != p->line_column % columns) return;
    const int *widths = (const int *)(const void *)p->widths.data;
    p->cursor_row = p->line_column / columns;
    for (size_t i = 0; i < p->widths.length / sizeof *widths; i++)
        p->cursor_row += widths[i] > columns ? (widths[i] - 1) / columns + 1 : 1;
}

/* Remembers the lines above the cursor. */
static void paint_remember(Painting *p, const Layout *l, int columns) {
    int width = 0;
    p->widths.length = 0;
    for (size_t i = p->top; i < l->cursor_row; i++) {
        width += l->rows[i].width;
        if (!l->rows[i + 1].first) continue;
        bytes_add(&p->widths, (const char *)&width, sizeof width);
        width = 0;
    }
    p->line_column = width + l->cursor_column;
    p->columns = columns;
}

/* Paints `height` rows of it. */
static void paint(Painting *p, const PaintText *t, int real_columns, size_t height, Bytes *out) {
    static locale_t utf8;
    int columns = real_columns < LEAST_COLUMNS ? LEAST_COLUMNS : real_columns;
    Layout l = {0};
    if (!utf8) utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
    layout_make(&l, t, columns);
    paint_go_first(p, out);
    if (p->top > l.cursor_row) p->top = l.cursor_row;
    if (p->top + height <= l.cursor_row) p->top = l.cursor_row - height + 1;
    if (l.count < p->top + height) p->top = l.count > height ? l.count - height : 0;
    size_t end = l.count < p->top + height ? l.count : p->top + height;
    paint_rows(t, &l, p->top, end, columns, out);
    p->cursor_row = (int)(l.cursor_row - p->top);
    paint_remember(p, &l, real_columns);
    move(out, end - 1 - l.cursor_row + (t->below != NULL), 'A');
    bytes_add(out, "\r", 1);
    move(out, (size_t)l.cursor_column, 'C');
    p->shown = true;
    bytes_free(&l.memory);
    if (utf8) uselocale(before);
}

void paint_show(Painting *p, const PaintText *text, int columns, int rows, Bytes *out) {
    PaintText shown = *text;
    if (rows < ROWS_WITH_BELOW) shown.below = NULL;
    if (shown.below) rows--;
    paint(p, &shown, columns, rows > 0 ? (size_t)rows : 1, out);
}

void paint_hide(Painting *p, Bytes *out) {
    if (!p->shown) return;
    paint_go_first(p, out);
    bytes_add(out, "\x1b[J", 3);
    p->shown = false;
}

void paint_leave(Painting *p, const PaintText *text, int columns, Bytes *out) {
    PaintText all = *text;
    all.cursor = all.length;
    all.below = NULL;
    p->top = 0;
    paint(p, &all, columns, (size_t)-1 / 2, out);
    bytes_add(out, "\r\n", 2);
    paint_forget(p);
}

void paint_forget(Painting *p) {
    p->shown = false;
    p->top = 0;
}

void paint_free(Painting *p) {
    bytes_free(&p->widths);
    *p = (Painting){0};
}
