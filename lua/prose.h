/* Prose in rows: where one ends. */
#ifndef GOSH_PROSE_H
#define GOSH_PROSE_H

#include <stdbool.h>
#include <stddef.h>

/* How many blanks, spaces and tabs, the text begins with; and how many bytes the word has that it begins with, of which
 * what stands between back quotes is a part if `quotes`. */
size_t prose_blanks(const char *text, size_t length);
size_t prose_word(const char *text, size_t length, bool quotes);

/* How many columns it takes; a tab takes 8. */
int prose_columns(const char *text, size_t length);

/* How many bytes of the text, which begins with a word, go into a row of `room` columns: as many words as fit, but one at
 * the least. What stands between back quotes is divided if it takes more than `whole` columns. */
size_t prose_row(const char *text, size_t length, int room, int whole);

#endif
