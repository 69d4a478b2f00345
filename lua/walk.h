/* A walk over what a world's values lead to, for all that ask who can reach what. It reads only: nothing of the
 * program's runs, nothing is allocated in the world, its collector takes no step and no weak entry goes. All books are on the C
 * heap, and gone with the walk.
 *
 * Everything that is reached gets a label, which says from where: labels are the asker's, with rules for how they grow.
 * What has got a label hands it on to all that it leads to, and hands it on again when it grows, until nothing grows
 * any more. A weak table reaches only what it does not hold weakly; a value in an ephemeron table is reached by who
 * reaches both the table and the key.
 *
 * The law: what a program could get at is reached. The reverse does not hold for variables that are still there and
 * will not be used any more. */
#ifndef GOSH_WALK_H
#define GOSH_WALK_H

#include "lua/chan.h"
#include "lua/host.h"

typedef uint64_t WalkLabel; /* 0: not reached */

typedef struct Walk Walk;

typedef struct WalkRules {
    void *state; /* for the functions below */
    /* What the label of something becomes that had `a` and is reached by `b`: it only grows. NULL: the bits of both. */
    WalkLabel (*join)(WalkLabel a, WalkLabel b);
    /* The label of what is reached by who has reached both of two things, which have these. NULL: the common bits. */
    WalkLabel (*meet)(WalkLabel a, WalkLabel b);
    /* A channel, or the data of an object, has been reached: a userdata of `size` bytes at `data`. May take more. */
    void (*object)(Walk *k, void *state, const ChanObject *channel, const char *data, size_t size, WalkLabel label);
    /* Values are measured: `seen`, when the value at `index` of L is looked at with that label; `lost`, when its label
     * has grown from the one that it was seen with. Long strings are then reached, too. */
    void (*seen)(void *state, lua_State *L, int index, WalkLabel label);
    void (*lost)(void *state, lua_State *L, int index, WalkLabel label);
    bool named_globals; /* a function reaches those globals only whose names are in it; else all */
    bool sided;         /* who has only a view of a channel reaches that side of it alone: see walk_side */
    size_t limit;       /* how many values to look at before giving up; 0: any number */
} WalkRules;

/* NULL without memory. The rules are copied. */
Walk *walk_new(World *w, const WalkRules *rules);
void walk_delete(Walk *k);
void walk_set_rules(Walk *k, const WalkRules *rules);

/* From where to begin: everything that a goroutine has on its stacks and in its deferred calls; the registry, with the
 * globals, but not what is kept there for goroutines; what only timers with functions and signals lead to. */
void walk_goroutine(Walk *k, G *g, WalkLabel label);
void walk_registry(Walk *k, WalkLabel label);
void walk_outside(Walk *k, WalkLabel label);

/* Follows everything to its end, or until walk_stop. */
void walk_run(Walk *k);
void walk_stop(Walk *k);
/* There was not enough memory, or the limit was met: labels may be too small. */
bool walk_failed(const Walk *k);

/* The label of the table, function, userdata (by its bytes), thread or goroutine at that address. */
WalkLabel walk_label(const Walk *k, const void *address);
/* In a walk that is sided: who can receive from the channel, or send to it. */
WalkLabel walk_side(const Walk *k, const Chan *c, bool send);

/* What a value takes up, roughly, without what it leads to. */
size_t walk_size(lua_State *L, int index);
/* What a goroutine takes up, with its stacks and its deferred calls. */
size_t walk_size_of_goroutine(Walk *k, G *g);

#endif
