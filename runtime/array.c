/* Arrays that grow. */
#include "array.h"

#include <stdlib.h>

void *array_room(void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) return items;
    size_t room = *capacity ? *capacity * 2 : 16;
    void *grown = realloc(items, room * size);
    if (grown) *capacity = room;
    return grown;
}
