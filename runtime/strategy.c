/* The seeded strategy: every choice from the scheduler's own generator, so that a seed is a
 * schedule. It also holds a goroutine back before one operation in four, for what a run shows
 * should not hang on where goroutines happen to block. */
#include "sched.h"

enum { HOLD_ONE_IN = 4 };

static uint32_t seeded_choose(void *state, Sched *s, uint32_t count) {
    (void)state;
    return (uint32_t)(((sched_random(s) >> 32) * count) >> 32);
}

static uint32_t seeded_next(void *state, Sched *s, G *const *ready, uint32_t count) {
    (void)ready;
    return count == 1 ? 0 : seeded_choose(state, s, count);
}

static bool seeded_point(void *state, Sched *s, G *g, PointKind kind, const void *object) {
    (void)g, (void)kind, (void)object;
    return sched_runnable(s) > 0 && seeded_choose(state, s, HOLD_ONE_IN) == 0;
}

const Strategy strategy_seeded = {
    .next = seeded_next, .choose = seeded_choose, .point = seeded_point};
