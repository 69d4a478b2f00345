/* Labels by address: a hash table with open addressing. */
#include "lua/map.h"

#include <stdlib.h>

static uintptr_t key_of(const void *p) {
    return (uintptr_t)p << 1;
}

static Entry *map_place(const Map *m, uintptr_t key) {
    size_t i = (key >> 4) * 0x9e3779b97f4a7c15u;
    i = (i ^ i >> 32) & (m->capacity - 1);
    while (m->entries[i].key && (m->entries[i].key & ~(uintptr_t)1) != key)
        i = (i + 1) & (m->capacity - 1);
    return &m->entries[i];
}

static bool map_grow(Map *m) {
    Map bigger = {.count = m->count, .capacity = m->capacity ? m->capacity * 2 : 1024};
    bigger.entries = calloc(bigger.capacity, sizeof *bigger.entries);
    if (!bigger.entries) return false;
    for (size_t i = 0; i < m->capacity; i++)
        if (m->entries[i].key)
            *map_place(&bigger, m->entries[i].key & ~(uintptr_t)1) = m->entries[i];
    free(m->entries);
    *m = bigger;
    return true;
}

Entry *map_at(Map *m, const void *p) {
    if (m->count * 2 >= m->capacity && !map_grow(m)) return NULL;
    Entry *e = map_place(m, key_of(p));
    if (e->key) return e;
    m->count++;
    e->key = key_of(p);
    return e;
}

Entry *map_entry(const Map *m, const void *p) {
    return map_place(m, key_of(p));
}

uint64_t map_label(const Map *m, const void *p) {
    return m->capacity ? map_place(m, key_of(p))->label : 0;
}
