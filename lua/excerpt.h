/* A line of the program's with a mark under the part of it that something is said of:
 *
 *       3 | ch <- "x"
 *         |       ^~~
 */
#ifndef GOSH_EXCERPT_H
#define GOSH_EXCERPT_H

#include "lua/host.h"

typedef struct Excerpt {
    int number;        /* the line's */
    const char *line;  /* its text, */
    size_t length;     /* without its end */
    size_t from, to;   /* the part, in bytes; empty for none but the caret */
    size_t caret;      /* the byte that it is about most; beyond the line for no mark at all */
    const char *label; /* stands behind the mark; NULL for none */
} Excerpt;

enum { EXCERPT_UNMARKED = -1 }; /* for `caret` */

/* Appends both lines, within 80 columns: of a longer line what is around the mark. Tabs become spaces, and what cannot be
 * seen becomes '?'. */
void excerpt_add(Text *t, const Excerpt *e);

#endif
