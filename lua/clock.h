/* What a program sees of the clock: which date it shows, and in which zone. */
#ifndef GOSH_CLOCK_H
#define GOSH_CLOCK_H

#include "lua/gosh.h"

/* Where a world's clock stands at its time 0: at the machine's date, or, where time is virtual from the beginning on, at
 * midnight of 2000-01-01, in a zone that is UTC. To be called once for a world that is being made. */
void clock_begin(World *w, bool is_virtual);

/* While a world is made whose addresses and hashes come from `seed`, its calls of time() tell that. */
void clock_making(World *w, uint64_t seed);
void clock_made(World *w);

/* The world whose clock time(), localtime_r() and mktime() go by from now on, in this thread: the one that runs. NULL: the
 * machine's. Returns the one of before. */
World *clock_follow(World *w);

/* The program's date: ns since 1970. */
int64_t clock_wall(const World *w, int64_t now);

#endif
