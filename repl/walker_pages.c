/* A step that is longer than the screen: it is shown a screenful at a time, so that its beginning can be read, and Enter alone
 * brings more. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lua/width.h"
#include "repl/screen.h"
#include "repl/tty.h"
#include "repl/walker.h"

enum { ROWS_BELOW = 2 /* the prompt, and the row below it */, ROWS_LEAST = 4 /* of a page that is worth it */ };

/* The rows that a line takes, with its colours, of which nothing is seen. */
static int rows_of(const char *line, size_t length, int columns) {
    int width = 0;
    for (size_t at = 0; at < length;) {
        const char *escape = memchr(line + at, '\33', length - at), *end = escape ? memchr(escape, 'm', length - (size_t)(escape - line)) : NULL;
        size_t size = end ? (size_t)(escape - line) - at : length - at;
        width += width_of(line + at, size);
        at = end ? (size_t)(end - line) + 1 : length;
    }
    return width > columns ? (width - 1) / columns + 1 : 1;
}

/* How many bytes of the text make a page: whole lines, up to a blank one if there is one in the second half that parts nothing
 * from what announces it. `*rows`: those of the whole text. */
static size_t page_length(const char *text, size_t length, int columns, int room, int *rows) {
    size_t fits = 0, blank = 0;
    *rows = 0;
    for (size_t at = 0, size; at < length; at += size) {
        const char *newline = memchr(text + at, '\n', length - at);
        size = newline ? (size_t)(newline - text) + 1 - at : length - at;
        *rows += rows_of(text + at, newline ? size - 1 : size, columns);
        if (*rows > room) continue;
        fits = at + size;
        if (size == 1 && *rows > room / 2 && at > 1 && text[at - 2] != ':') blank = fits;
    }
    return fits == length ? length : blank ? blank : fits;
}

/* Shows a page of what is left. */
static void page_show(Walker *w) {
    int columns, rows, all;
    tty_size(STDOUT_FILENO, &columns, &rows);
    size_t length = page_length(w->rest.data, w->rest.length, columns, rows - ROWS_BELOW, &all);
    if (!length || rows < ROWS_BELOW + ROWS_LEAST) length = w->rest.length;
    fwrite(w->rest.data, 1, length, stdout);
    fflush(stdout);
    w->rest.length -= length;
    memmove(w->rest.data, w->rest.data + length, w->rest.length);
}

void walker_show_in_pages(Session *s, WalkerShow *show) {
    Walker *w = s->walker;
    char *text = NULL;
    size_t length = 0;
    w->rest.length = 0;
    if (s->screen) screen_fresh_line(s->screen);
    fflush(stdout);
    FILE *screen = stdout, *kept = line_is_edited(s->line) ? open_memstream(&text, &length) : NULL;
    if (kept) stdout = kept;
    show(s);
    if (kept) {
        stdout = screen;
        fclose(kept);
        bytes_add(&w->rest, text, length);
        page_show(w);
        free(text);
    }
    fflush(stdout);
}

void walker_show_more(Session *s) {
    if (s->walker && s->walker->lesson && s->walker->rest.length) page_show(s->walker);
}

int walker_rows_left(const Walker *w) {
    int columns, rows, all;
    tty_size(STDOUT_FILENO, &columns, &rows);
    page_length(w->rest.data, w->rest.length, columns, rows, &all);
    return all;
}
