/* Which colours the parts of a program text have, whole or not. */
#ifndef GOSH_HIGHLIGHT_H
#define GOSH_HIGHLIGHT_H

#include <stddef.h>

/* Sets `colours[i]` to the Colour (colour.h) of byte i, for all bytes. `cursor` is where the cursor stands, in bytes, or
 * SIZE_MAX: the bracket at it, or just before it, and its partner are marked. Any text: what is unfinished or wrong is
 * coloured as far as it goes. */
void highlight(const char *text, size_t length, size_t cursor, unsigned char *colours);

#endif
