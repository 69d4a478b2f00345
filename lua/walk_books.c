/* The books of a walk: what is still to be looked at.
 *
 * Values can only be held on Lua stacks, and those of the world must stay as they are. So they lie on shelves, Lua
 * states on the C heap, which are given their whole size before a value comes on them: then nothing on a shelf ever allocates,
 * and its collector, which must not meet values of another state, never runs. Values are looked at on a shelf, too. */
#include "lua/walk_build.h"

#include <stdlib.h>

enum {
    SHELF_MAX = 64000 /* values; each new shelf has twice the room of the one before, up to this */
};

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
