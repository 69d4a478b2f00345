/* How wide a text is on a terminal. */
#ifndef GOSH_WIDTH_H
#define GOSH_WIDTH_H

#include <stddef.h>

/* The columns that it takes: two for a wide character, none for one that combines. Bytes that are no UTF-8, and characters
 * that cannot be seen, count as one. */
int width_of(const char *text, size_t length);

/* How many bytes of it take no more than so many columns. */
size_t width_fit(const char *text, size_t length, int columns);

/* How many bytes the character takes that begins there in a text that ends in '\0'. 0 if none does: it is a control
 * character, no UTF-8, or what a text cannot have in it. */
size_t width_character(const char *text);

#endif
