/* Prose in Markdown, on stdout: read by liblowdown, and printed in rows that fit the terminal. What a stream without colours
 * cannot show is left as it was written: `code` keeps its backquotes. */
#ifndef GOSH_MARKDOWN_H
#define GOSH_MARKDOWN_H

#include <stddef.h>

/* Prints the blocks of a text, with an empty line between two of them. Control characters in it reach no terminal. */
void markdown_print(const char *text, size_t length);

/* Prints a line of it, of which the first row begins at `column`, where the cursor is, and the next ones at `indent`. */
void markdown_print_line(const char *text, size_t length, int column, int indent);

#endif
