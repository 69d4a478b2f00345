/* Ending goroutines from outside: as Ctrl-C ends an evaluation, so that of any. */
#ifndef GOSH_KILL_H
#define GOSH_KILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lua/gosh.h"

/* A goroutine that is to end, and what came of it. */
typedef struct Kill {
    uint64_t id;
    bool found;        /* there is such a goroutine; the rest is about it */
    bool again;        /* it was being ended already: the deferred calls that were left have been given up */
    bool over;         /* it has ended; else it is still in its deferred calls */
    uint32_t deferred; /* how many of them it has made */
} Kill;

/* A lock that the goroutine of that number held has been unlocked: a Mutex, an RWMutex or a Once at that address. */
typedef void KillUnlocked(void *arg, uint64_t id, const void *lock);

/* Ends goroutines, wherever they run or wait, by unwinding them as a panic does that nothing recovers: their deferred calls
 * run, and may wait. When one is over, the locks that it still holds are unlocked. `kills` are in the order of their
 * numbers. Lets goroutines run until the killed ones are over or wait, or this has taken too long; no clock jumps. What
 * is to happen to the others is the next world_run's. To be called between two runs. */
void world_kill(World *w, Kill *kills, size_t count, KillUnlocked *unlocked, void *arg);

#endif
