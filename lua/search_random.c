/* Random runs: choices that are all as likely, and PCT's priorities. */
#include <stdlib.h>
#include <string.h>

#include "lua/search_build.h"

enum {
    RUN_EFFORT = 1000,
    RUNS_MIN = 20,
    TURNS_UNKNOWN = 16,
    PCT_CHANGES_MAX = 3,
    DEMOTED_MAX = 64,
    EARLY_ONE_IN = 8,
    LATE_ONE_IN = 4,
};

/* One run's choices. */
typedef struct Dice {
    Random random;
    bool early, by_priority;
    uint64_t priorities; /* what those of goroutines are made from */
    uint32_t changes[PCT_CHANGES_MAX],
        change_count;              /* turns after which the one that has run comes last */
    uint64_t demoted[DEMOTED_MAX]; /* goroutines that have come last, in that order */
    uint32_t demoted_count;
} Dice;

static uint32_t dice_below(Dice *d, uint32_t count) {
    return (uint32_t)(((random_next(&d->random) >> 32) * count) >> 32);
}

static uint32_t dice_decide(void *state, Sched *s, const Decision *decision) {
    (void)s;
    Dice *d = state;
    if (decision->kind == DECIDE_LATE) return d->early && dice_below(d, LATE_ONE_IN) == 0;
    return dice_below(d, decision->count);
}

static void dice_begin(Dice *d, uint64_t run, uint64_t seed, uint32_t turns, bool early) {
    *d = (Dice){.early = early, .by_priority = run % 2};
    random_seed(&d->random, seed * UINT64_C(0x9e3779b97f4a7c15) + run);
    d->priorities = random_next(&d->random);
    d->change_count = d->by_priority ? dice_below(d, PCT_CHANGES_MAX) + 1 : 0;
    for (uint32_t i = 0; i < d->change_count; i++) d->changes[i] = dice_below(d, turns) + 1;
}

/* The goroutine comes last from now on. */
static void dice_demote(Dice *d, uint64_t id) {
    if (d->demoted_count == DEMOTED_MAX)
        memmove(d->demoted, d->demoted + 1, --d->demoted_count * sizeof id);
    d->demoted[d->demoted_count++] = id;
}

static uint64_t dice_priority(const Dice *d, const G *g) {
    uint64_t id = g ? g->id : 0, mixed = (id + 1) * (d->priorities | 1);
    for (uint32_t i = d->demoted_count; i-- > 0;)
        if (d->demoted[i] == id) return d->demoted_count - 1 - i;
    return (mixed ^ mixed >> 29) | UINT64_C(1) << 63;
}

static uint32_t dice_pick(Dice *d, const Search *s, const uint16_t *candidates, size_t count) {
    const Alternatives *a = &s->alternatives;
    uint32_t best = candidates[0];
    if (!d->by_priority) return candidates[dice_below(d, (uint32_t)count)];
    for (size_t i = 1; i < count; i++)
        if (dice_priority(d, a->list[candidates[i]]) > dice_priority(d, a->list[best]))
            best = candidates[i];
    return best;
}

static Way run_once(Search *s, Dice *d) {
    Trial *t = s->trial;
    Way way = {.weight = 0, .sleepers = s->sleeper_count};
    while (way.end == WORLD_RUNNING && t->turns < s->turns &&
           trial_alternatives(t, &s->alternatives)) {
        uint32_t pick = 0;
        uint16_t late = 0;
        if (s->alternatives.count) {
            bool early = s->early;
            s->early = early && dice_below(d, EARLY_ONE_IN) == 0;
            size_t count = candidates_find(s, &way);
            s->early = early;
            s->candidate_count -= count;
            if (count == 0) break;
            pick = dice_pick(d, s, s->candidates + s->candidate_count, count);
            way_count(s, &way, pick);
        }
        const G *g = s->alternatives.count ? s->alternatives.list[pick] : NULL;
        uint64_t id = g ? g->id : 0;
        way.end = turn_take(s, pick, &late);
        way.early = (uint16_t)(way.early + late);
        if (!d->by_priority) continue;
        bool change = g && way.end == WORLD_RUNNING && g->spins;
        for (uint32_t i = 0; i < d->change_count; i++) change |= d->changes[i] == t->turns;
        if (change) dice_demote(d, id);
    }
    return way;
}

void search_random(Search *s, uint64_t runs, uint64_t seed) {
    Trial *t = s->trial;
    TrialMoment base;
    Dice dice = {0};
    uint32_t turns =
        TURNS_UNKNOWN; /* of a run, as the first one finds it: the same in each process */
    if (!trial_note(t, &base)) {
        s->no_memory = true;
        return;
    }
    s->in_unit = true;
    s->unit = 0;
    for (uint64_t run = 0; !s->no_memory && !atomic_load(&s->shared->cancelled);) {
        bool sounding = turns == TURNS_UNKNOWN;
        if (!sounding && (run = atomic_fetch_add(&s->shared->next_run, 1)) >= runs) break;
        if (!sounding) dice_begin(&dice, run, seed, turns, s->early);
        t->control.decide = dice_decide;
        t->control.decide_state = &dice;
        trial_return(t, &base);
        s->path.length = 0;
        s->effort = 0;
        Way way = run_once(s, &dice);
        t->control.decide = NULL;
        if (sounding) { /* a program of very long runs gets fewer */
            uint64_t most = RUN_EFFORT * runs / (s->effort + 1);
            if (most < runs) runs = most > RUNS_MIN ? most : runs < RUNS_MIN ? runs : RUNS_MIN;
            turns = t->turns - base.turns > turns ? t->turns - base.turns : turns + 1;
        } else
            search_leaf(s, &way);
    }
    s->in_unit = false;
    search_tell(s);
    trial_return(t, &base);
    moment_drop(&base);
}
