/* What is said below an entry that was meant for gosh itself, or that is a word of Go's. */
#ifndef GOSH_HINT_H
#define GOSH_HINT_H

#include <stddef.h>

/* The entry is a nil value: says on stdout what its word is about if it is a command's name or stands in the reference. */
void hint_nil(const char *text, size_t length);

/* The entry has been refused: says on stderr that its last line is a command, if it is one below other lines. */
void hint_refused(const char *text, size_t length);

#endif
