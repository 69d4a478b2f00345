/* Arrays that grow. */
#ifndef GOSH_ARRAY_H
#define GOSH_ARRAY_H

#include <stddef.h>

/* Room for one more behind `count` items of that size: returns the array, which may have moved, with `*capacity` at least
 * count + 1. NULL without memory; the array is then as it was. It is freed with free(). */
void *array_room(void *items, size_t count, size_t *capacity, size_t size);

#endif
