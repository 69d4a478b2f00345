/* Streams of stdio over a descriptor that somebody may have made non-blocking, as a shell's other programs can: when
 * such a descriptor is full, stdio's own streams lose what they hold. */
#ifndef GOSH_STREAM_H
#define GOSH_STREAM_H

#include <stdbool.h>
#include <stdio.h>

/* Writes all of it, and waits while the descriptor is full. False on an error, which is in errno. */
bool stream_write(int fd, const char *text, size_t length);

/* `stdout` and `stderr` become such streams, buffered as those were. To be called before their first use. */
void stream_take_standard(void);

#endif
