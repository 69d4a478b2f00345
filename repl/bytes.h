/* A string of bytes that grows. */
#ifndef GOSH_BYTES_H
#define GOSH_BYTES_H

#include <stddef.h>

typedef struct Bytes {
    char *data; /* NULL while nothing has been added */
    size_t length, capacity;
} Bytes;

/* Room for `extra` more bytes, at the end; the caller fills it and adds to `length`. Ends the
 * process with a message when there is no memory. */
char *bytes_room(Bytes *b, size_t extra);
void bytes_add(Bytes *b, const char *text, size_t length);
/* As printf would write it. */
void bytes_format(Bytes *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void bytes_free(Bytes *b);

#endif
