/* Text from elsewhere, in which nothing stands that a terminal obeys: what a program has in its strings and names is shown, and
 * does nothing to the terminal. What a program prints itself is its own affair. */
#ifndef GOSH_VISIBLE_H
#define GOSH_VISIBLE_H

#include <stdbool.h>
#include <stddef.h>

#include "repl/bytes.h"

/* How many bytes stand before the first control character other than the end of a line and a tab; all, if there is none. */
size_t visible_length(const char *text, size_t length);

/* Adds the text; control characters stand in it as in a string that is typed: \x1b, \u{9b}. */
void visible_add(Bytes *out, const char *text, size_t length);

/* Adds a line of what a program has printed, without its end: as visible_add, and tabs are the blanks that they stand for. The
 * line begins where `line` does. */
void visible_line(Bytes *line, const char *text, size_t length);

/* Writes it on stdout. */
void visible_print(const char *text, size_t length);

#endif
