/* What a world that goes on is decided by from now on: a seed or the machine, virtual time or real time. */
#ifndef GOSH_SEED_H
#define GOSH_SEED_H

#include <stdbool.h>
#include <stdint.h>

#include "lua/gosh.h"

/* From here on every choice comes from the seed: who runs next and how long, which case a select takes, what rand and
 * math.random give; and time is virtual. What has been decided before stays: where values lie in memory, and the order in
 * which pairs goes through their names. False without memory; then nothing has changed. To be called between two runs. */
bool world_seed(World *w, uint64_t seed);
/* Choices are Go's and the machine's again. The clock stays what it is. */
void world_unseed(World *w);

/* Until world_uncontrol, every choice is made by this, time is virtual, and what lies outside of the world is refused. `before` keeps what was. False without memory; then
 * nothing has changed. To be called between two runs. */
typedef struct WorldBefore {
    const Strategy *strategy;
    bool seeded, is_virtual, controlled;
} WorldBefore;
bool world_control(World *w, Control *control, WorldBefore *before);
void world_uncontrol(World *w, const WorldBefore *before);

/* The clock goes on from where it is. Timers are due when they were; virtual time jumps to them. A seeded world has to have
 * virtual time. */
void world_set_clock(World *w, bool is_virtual);

#endif
