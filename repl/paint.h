/* An entry on the terminal, painted as a whole: prompts, colours, cursor. The painting begins at the start of a row, and
 * knows how many rows it takes, so that it can be taken away or painted over; nothing else may be written while it stands.
 * When it is higher than the terminal, it shows the rows around the cursor. */
#ifndef GOSH_PAINT_H
#define GOSH_PAINT_H

#include <stdbool.h>
#include <stddef.h>

#include "repl/bytes.h"

/* What to paint. */
typedef struct PaintText {
    const char *prompt, *prompt_next; /* of the first line, and of the others */
    const char *text;
    size_t length;
    size_t cursor;                /* where it stands, in bytes */
    const unsigned char *colours; /* a Colour for each byte; NULL: plain */
    const char *below;            /* a row below all of it, which does not stay; NULL: none */
} PaintText;

/* What stands on the terminal. All zeros: nothing. */
typedef struct Painting {
    bool shown;
    int columns;      /* of the terminal then */
    int cursor_row;   /* counted from the first row that is painted */
    int line_column;   /* counted from the first column of its line that is painted */
    size_t top;       /* how many rows of the entry are above the first that is painted */
    Bytes widths;     /* ints: of the lines above the cursor's, as far as they are painted */
} Painting;

/* The functions add to `out` what the terminal is to get. */

/* Paints over what is painted. The terminal has so many columns and rows now. */
void paint_show(Painting *p, const PaintText *text, int columns, int rows, Bytes *out);

/* Takes it away; the cursor is then where it began. */
void paint_hide(Painting *p, Bytes *out);

/* Paints all of it, however high, for it stays; the cursor is then at the start of the row below. */
void paint_leave(Painting *p, const PaintText *text, int columns, Bytes *out);

/* The terminal has so many columns now, and its cursor is in that one; -1: nobody knows. If the cursor is where it would be
 * had the terminal wrapped its lines anew, they are taken to be wrapped anew. */
void paint_resize(Painting *p, int columns, int column);

/* Somebody else has written: what was painted stays as it is, and the cursor is at the start of a row. */
void paint_forget(Painting *p);

void paint_free(Painting *p);

#endif
