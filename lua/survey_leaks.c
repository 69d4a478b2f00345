/* The survey's leaks: which goroutines nothing can ever wake, and what memory only they hold.
 *
 * Who is live has been found by reach_live; what it has reached is nobody's alone. From there the walk goes on: what a
 * leaked goroutine reaches gets its number for a label, and what a second one reaches as well gets the label of what is
 * shared. What has a goroutine's number in the end is its own. */
#include "lua/survey_build.h"

#include <stdlib.h>

#include "lua/reach.h"

/* Labels, growing: 0, a leaked goroutine's place in the survey plus 1, SHARED, REACH_LIVE. */
static const WalkLabel SHARED = REACH_LIVE - 1;

static WalkLabel owner_join(WalkLabel a, WalkLabel b) {
    if (a == REACH_LIVE || b == REACH_LIVE) return REACH_LIVE;
    return a == b ? a : SHARED;
}

static WalkLabel owner_meet(WalkLabel a, WalkLabel b) {
    if (a >= SHARED && b >= SHARED) return a < b ? a : b;
    if (a >= SHARED || b >= SHARED) return a >= SHARED ? b : a;
    return a == b ? a : 0;
}

static void owned_seen(void *survey, lua_State *L, int index, WalkLabel owner) {
    if (owner < SHARED) ((Survey *)survey)->goroutines[owner - 1].memory += walk_size(L, index);
}

static void owned_lost(void *survey, lua_State *L, int index, WalkLabel owner) {
    if (owner < SHARED) ((Survey *)survey)->goroutines[owner - 1].memory -= walk_size(L, index);
}

/* Measures what only leaked goroutines reach. What the main goroutine alone reaches is not theirs. */
static void memory_measure(World *w, Survey *s, Walk *k) {
    walk_set_rules(k, &(WalkRules){.state = s,
                                   .join = owner_join,
                                   .meet = owner_meet,
                                   .seen = owned_seen,
                                   .lost = owned_lost});
    size_t i = 0;
    for (G *g = sched_oldest(w->sched); g && i < s->goroutine_count; g = g->younger, i++) {
        if (s->goroutines[i].leaked) s->goroutines[i].memory = walk_size_of_goroutine(k, g);
        walk_goroutine(k, g, s->goroutines[i].leaked ? i + 1 : SHARED);
    }
    walk_run(k);
    if (walk_failed(k)) s->partial = true;
}

/* Long strings are reached from the beginning on, though nothing is measured yet. */
static void nothing_seen(void *state, lua_State *L, int index, WalkLabel label) {
    (void)state, (void)L, (void)index, (void)label;
}

void survey_leaks(World *w, Survey *s) {
    WalkRules rules = {.seen = nothing_seen};
    bool all = s->goroutine_count == sched_count(w->sched);
    Reach *r = all ? reach_live(w, &rules) : NULL;
    if (!r) {
        s->partial = true;
        return;
    }
    size_t i = 0;
    for (G *g = sched_oldest(w->sched); g && i < s->goroutine_count; g = g->younger, i++) {
        s->goroutines[i].leaked = !goroutine_of(g)->is_main && !reach_could_wake(r, g);
        s->leaked += s->goroutines[i].leaked;
    }
    if (s->leaked) memory_measure(w, s, reach_walk(r));
    reach_end(r);
}
