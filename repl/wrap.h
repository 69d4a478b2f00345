/* Prose in rows that fit a terminal: words are not cut in two. */
#ifndef GOSH_WRAP_H
#define GOSH_WRAP_H

#include <stddef.h>

#include "repl/bytes.h"

enum { WRAP_COLUMNS = 80 /* what prose is written for */ };

/* Appends a line in rows of at most so many columns, without a line end behind the last. What stands between backquotes
 * stays together if it can. The second row and the next ones begin at column `indent`. A word that is longer than a row is left
 * whole. */
void wrap_line(Bytes *out, const char *text, size_t length, int columns, int indent);

/* Appends lines that were written for WRAP_COLUMNS, in rows of at most so many columns. A line that ended because the next
 * word did not fit goes on with that; what a list says, behind two spaces, goes on below itself. */
void wrap_text(Bytes *out, const char *text, size_t length, int columns);

#endif
