/* Labels by address, on the C heap, for who looks at a world from outside. */
#ifndef GOSH_MAP_H
#define GOSH_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Entry {
    uintptr_t key; /* the address, shifted up by one; the lowest bit is the user's */
    uint64_t label; /* 0 to begin with */
} Entry;

/* Zeroed: empty. The owner frees `entries`. */
typedef struct Map {
    Entry *entries;
    size_t count, capacity; /* a power of two */
} Map;

/* The entry of the address, which it makes; NULL without memory. */
Entry *map_at(Map *m, const void *p);
/* The entry that there is of the address. */
Entry *map_entry(const Map *m, const void *p);
/* 0 for what has no entry. */
uint64_t map_label(const Map *m, const void *p);

#endif
