/* What the files of the walk share: its books, and how it looks at stacks. */
#ifndef GOSH_WALK_BUILD_H
#define GOSH_WALK_BUILD_H

#include "lua/map.h"
#include "lua/walk.h"

/* ---- Shelves (walk_books.c) ---- */

/* Does what the entry is of lie on a shelf, to be looked at? */
static inline bool entry_waits(const Entry *e) {
    return e->key & 1;
}

/* Values that are kept; a list of them, the newest first, is a list of values that grows. */
typedef struct Shelf {
    struct Shelf *below;
    lua_State *L;
    int count, room;
} Shelf;

/* An entry of an ephemeron table that has been reached by more than its key has; those of one key are linked. */
typedef struct Pending {
    lua_State *shelf; /* where the table is */
    int slot;
    size_t next; /* plus one; 0: none */
} Pending;

struct Walk {
    World *w;
    WalkRules rules;
    lua_State *look; /* where values are looked at: a shelf's */
    /* To be looked at: first of all `now`; then `later`, which is new; and at last `again`, where labels have grown, which
     * they may go on to do until then. */
    Shelf *now, *later, *again;
    Shelf *ephemerons;     /* the tables of `pending` */
    Shelf *spare, *looker; /* `looker`: look's */
    int shelf_room;        /* of the next one */
    Map labels;
    Map modes;  /* of metatables: the mode of weakness, plus one */
    Map awaited; /* of keys: the newest in `pending`, plus one */
    Map codes;  /* of functions: by what their bytecode comes to */
    Pending *pending;
    size_t pending_count, pending_room;
    const void *globals;
    Text code;
    size_t looked_at;
    bool failed, stopped;
};

/* An empty one; NULL without memory. */
Shelf *shelf_make(int room);
void shelves_delete(Shelf *shelf);
/* Puts the value on top of `look` on the list, popping it; or notes that there is no memory, and pops it. */
bool shelf_put(Walk *k, Shelf **list);
/* Takes a value from the list and pushes it on `look`; false when there is none. */
bool shelf_take(Walk *k, Shelf **list);

/* ---- Stacks (walk_stack.c) ---- */

/* Gets a value on top of `look`, which it pops; `function`: that of a frame. */
typedef void StackEach(Walk *k, void *state, bool function);
/* Calls `each` for all that stands on a thread's stack. */
void stack_visit(Walk *k, lua_State *thread, StackEach *each, void *state);

/* ---- Bytecode, without debug information (walk_code.c) ---- */

/* Is the name among its constants? "Yes" may be wrong. */
bool code_names(const Text *code, const char *name, size_t length);
/* Does it take the globals, which are that upvalue of the function's (0: the first), other than by a name? "Yes" may be
 * wrong. */
bool code_gets_globals(const Text *code, int upvalue);

#endif
