/* The books of a walk: labels by address, and what is still to be looked at.
 *
 * Values can only be held on Lua stacks, and those of the world must stay as they are. So they lie on shelves, Lua
 * states on the C heap, which are given their whole size before a value comes on them: then nothing on a shelf ever allocates,
 * and its collector, which must not meet values of another state, never runs. Values are looked at on a shelf, too. */
#include "lua/walk_build.h"

#include <stdlib.h>

enum {
    SHELF_MAX = 64000 /* values; each new shelf has twice the room of the one before, up to this */
};

/* ---- Labels by address ---- */

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

WalkLabel map_label(const Map *m, const void *p) {
    return m->capacity ? map_place(m, key_of(p))->label : 0;
}

/* ---- Shelves ---- */

Shelf *shelf_make(int room) {
    Shelf *shelf = malloc(sizeof *shelf);
    if (!shelf) return NULL;
    *shelf = (Shelf){.L = shelf_new(room), .room = room};
    if (shelf->L) return shelf;
    free(shelf);
    return NULL;
}

void shelves_delete(Shelf *shelf) {
    for (Shelf *below; shelf; shelf = below) {
        below = shelf->below;
        lua_settop(shelf->L, 0);
        lua_close(shelf->L);
        free(shelf);
    }
}

/* Puts a shelf with room on top of the list; false without memory. */
static bool shelf_add(Walk *k, Shelf **list) {
    Shelf *shelf = k->spare;
    if (shelf) {
        k->spare = shelf->below;
    } else {
        shelf = shelf_make(k->shelf_room);
        if (!shelf) return false;
        if (k->shelf_room < SHELF_MAX) k->shelf_room *= 2;
    }
    shelf->below = *list;
    *list = shelf;
    return true;
}

bool shelf_put(Walk *k, Shelf **list) {
    bool fits = (*list && (*list)->count < (*list)->room) || shelf_add(k, list);
    if (!fits) {
        k->failed = true;
        lua_pop(k->look, 1);
        return false;
    }
    (*list)->count++;
    lua_xmove(k->look, (*list)->L, 1);
    return true;
}

bool shelf_take(Walk *k, Shelf **list) {
    while (*list && (*list)->count == 0) {
        Shelf *empty = *list;
        *list = empty->below;
        empty->below = k->spare;
        k->spare = empty;
    }
    if (!*list) return false;
    (*list)->count--;
    lua_xmove((*list)->L, k->look, 1);
    return true;
}
