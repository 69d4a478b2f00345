/* Who could still be woken: which of a world's goroutines are live. */
#ifndef GOSH_REACH_H
#define GOSH_REACH_H

#include "lua/walk.h"

/* The label of what live goroutines, the globals and the registry lead to. */
#define REACH_LIVE UINT64_MAX

typedef struct Reach Reach;

/* Is it blocked on a channel, a lock or the like, so that others must wake it? */
bool reach_is_blocked(const G *g);

/* Can anything that runs, or will when a timer is due, reach what the main goroutine waits for? False is certain. */
bool reach_main(World *w);

/* Finds all that are live, with rules that the caller may add to; `state` and `object` are used up. NULL without memory
 * for it. Changes nothing in the world. */
Reach *reach_live(World *w, WalkRules *rules);
void reach_end(Reach *r);

bool reach_could_wake(const Reach *r, const G *g);
/* The walk that it took, to be gone on with. */
Walk *reach_walk(Reach *r);

#endif
