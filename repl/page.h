/* Texts to be read on stdout: words in lines that fit, programs in their colours. */
#ifndef GOSH_PAGE_H
#define GOSH_PAGE_H

#include <stddef.h>

enum { PAGE_INDENT = 2 /* of examples and lists */ };

/* Prints the words of a text from `column` on, in lines that fit, of which the next ones begin at `indent`. What stands between
 * backquotes stays together. */
void page_words(const char *text, size_t length, int column, int indent);

/* Prints whole lines of words that fit 80 columns, in rows that fit the terminal if that is narrower. */
void page_text(const char *text, size_t length);

/* Prints lines, indented: of a program in its colours, or of what is to stay as it is. */
void page_code(const char *text, size_t length);
void page_lines(const char *text, size_t length);
/* Prints the lines of a program in its colours, as they stand. */
void page_program(const char *text, size_t length);

/* Prints a line that stands out. */
void page_heading(const char *text, size_t length);

#endif
