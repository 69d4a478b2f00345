/* The seam behind which lines are read from whoever types them. What stands behind it now is the
 * terminal's own line editing; without a terminal, plain reading. Lines are read byte by byte: what
 * follows a line is the program's, should it read stdin. */
#ifndef GOSH_LINE_H
#define GOSH_LINE_H

#include <stdbool.h>

#include "repl/bytes.h"

typedef struct Line Line;

typedef enum LineEnd {
    LINE_ENTERED,
    LINE_INTERRUPTED, /* Ctrl-C: what was typed is dropped */
    LINE_CLOSED,      /* Ctrl-D, or the end of the input */
    LINE_ABANDONED,   /* the waiting was called off */
} LineEnd;

typedef enum LineWait { LINE_WAIT_READABLE, LINE_WAIT_INTERRUPTED, LINE_WAIT_ABANDONED } LineWait;

/* Reads from `fd`, which stays the caller's. `terminal`: there is one, so prompts are shown.
 * `wait(arg, fd)` is how the reader waits, and where goroutines run meanwhile; it calls line_show
 * when they have had their turn. NULL without memory. */
Line *line_new(int fd, bool terminal, LineWait (*wait)(void *arg, int fd), void *arg);
void line_delete(Line *l);

/* Reads one line and appends it, without its end, to `text`. Blocks, in `wait`. Leaves the cursor
 * at the start of a row. */
LineEnd line_read(Line *l, const char *prompt, Bytes *text);

/* Whether there is something to read at once, and not a person who types. */
bool line_ready(const Line *l);

/* While a line is being read: makes room for output, and shows the line again after it. Otherwise
 * they do nothing. */
void line_hide(Line *l);
void line_show(Line *l);

#endif
