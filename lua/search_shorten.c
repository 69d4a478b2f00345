/* Simpler schedules for what has been found. */
#include <stdlib.h>
#include <string.h>

#include "lua/search_build.h"

/* First all schedules with few deviations are tried, which gives the simplest for most outcomes at once; then each that is left
 * is made simpler by itself. */
enum {
    SHORTEN_DEVIATIONS = 2,
    SHORTEN_AROUND = 4000 /* runs */,
    SHORTEN_ONE = 200,
    EFFORT_AROUND = SHORTEN_AROUND * EFFORT * 4, /* long runs are fewer */
    EFFORT_ALL = EFFORT_AROUND * 4,
};

typedef struct ShortestOutcome {
    Schedule *schedule;
    size_t deviations, timers; /* of it: timers that were chosen to fire */
    bool run;                  /* it has been run as a plan, so that it is known what it needs */
} ShortestOutcome;

typedef struct Shortening {
    TrialMoment base;
    ShortestOutcome *items;
    const ExploreOutcome *outcomes; /* theirs, in the same order */
    OutcomeIndex index;
    size_t count, tries;
} Shortening;

/* How many times a timer was chosen to fire. */
static size_t timers_chosen(const Control *c) {
    size_t count = 0;
    for (size_t i = 0; i < c->made_count; i++) {
        const Decision *d = &c->made[i];
        count += d->timer && d->choice == d->count - 1;
    }
    return count;
}

/* Runs under that plan, from `base`. False if it does not fit, or there is no memory. What has been chosen is in Control.made,
 * of which the first `*length` choices are what a schedule needs. */
static bool run_plan(Search *s, const TrialMoment *base, const Schedule *plan,
                     ExploreOutcome *outcome, size_t *length) {
    Trial *t = s->trial;
    Control *c = &t->control;
    trial_return(t, base);
    control_clear(c);
    c->misfit.count = 0;
    c->plan = *plan;
    c->place = 0;
    WorldEnd end = WORLD_RUNNING;
    while (end == WORLD_RUNNING && t->turns < s->turns) end = trial_go_on(t);
    c->plan = (Schedule){0};
    for (*length = c->made_count; *length && !c->made[*length - 1].choice; --*length) {
    }
    return !c->misfit.count && !c->failed && trial_outcome(t, end, outcome);
}

/* What a run under a plan has shown about one of the outcomes: if it came to that, with no more timers, its schedule may be
 * the better one. */
static void found_again(Search *s, ShortestOutcome *known, size_t length) {
    const Control *c = &s->trial->control;
    Schedule made = {0};
    for (size_t i = 0; i < length; i++)
        if (!schedule_add(&made, c->made[i].choice)) s->no_memory = true;
    size_t timers = timers_chosen(c), deviations = schedule_deviations(&made);
    if (timers <= known->timers && !s->no_memory &&
        (!known->run || schedule_better(&made, deviations, known->schedule, known->deviations))) {
        schedule_free(known->schedule);
        *known->schedule = made;
        known->timers = timers;
        known->deviations = deviations;
        known->run = true;
    } else {
        schedule_free(&made);
    }
}

/* Runs under a plan, and looks which outcome that is. NULL: none of them, or it does not fit. */
static ShortestOutcome *shorten_try(Search *s, Shortening *h, const Schedule *plan) {
    ExploreOutcome outcome;
    size_t length;
    h->tries++;
    bool fits = run_plan(s, &h->base, plan, &outcome, &length);
    s->effort += EFFORT_OF_LEAF + EFFORT_OF_TURN * (s->trial->turns - h->base.turns);
    if (!fits) return NULL;
    size_t place = outcome_index_find(&h->index, h->outcomes, &outcome);
    ShortestOutcome *known = place == SIZE_MAX ? NULL : &h->items[place];
    outcome_free(&outcome);
    if (known) found_again(s, known, length);
    return known;
}

static bool shorten_more(const Search *s, const Shortening *h, size_t tries, uint64_t effort) {
    return h->tries < tries && s->effort < effort && !atomic_load(&s->shared->cancelled);
}

/* All schedules with so many deviations more than the plan, behind its end. */
static void shorten_around(Search *s, Shortening *h, const Schedule *plan, int more) {
    const Control *c = &s->trial->control;
    shorten_try(s, h, plan);
    size_t count = c->made_count;
    Decision *made = more ? malloc((count + 1) * sizeof *made) : NULL;
    Schedule longer = {0};
    if (!made) return;
    if (count) memcpy(made, c->made, count * sizeof *made);
    for (size_t i = plan->length; i < count && shorten_more(s, h, SHORTEN_AROUND, EFFORT_AROUND);
         i++)
        for (uint32_t choice = 1;
             choice < made[i].count && shorten_more(s, h, SHORTEN_AROUND, EFFORT_AROUND);
             choice++) {
            longer.length = 0;
            for (size_t k = 0; k < i; k++)
                if (!schedule_add(&longer, made[k].choice)) s->no_memory = true;
            if (!schedule_add(&longer, choice) || s->no_memory) break;
            shorten_around(s, h, &longer, more - 1);
        }
    schedule_free(&longer);
    free(made);
}

/* Takes one deviation after the other out of a schedule, from its end, as long as it comes to the same. */
static void shorten_one(Search *s, Shortening *h, ShortestOutcome *item) {
    Schedule attempt = {0};
    if (!schedule_copy(&attempt, item->schedule)) return;
    shorten_try(s, h, &attempt);
    h->tries = 0;
    for (size_t i = item->schedule->length;
         i-- > 0 && shorten_more(s, h, SHORTEN_ONE, EFFORT_ALL);) {
        if (i >= item->schedule->length || !item->schedule->choices[i]) continue;
        if (!schedule_copy(&attempt, item->schedule)) break;
        attempt.choices[i] = 0;
        shorten_try(s, h, &attempt);
    }
    schedule_free(&attempt);
}

void search_shorten(Search *s, ExploreOutcome *outcomes, size_t count) {
    Shortening h = {.items = calloc(count + 1, sizeof *h.items), .outcomes = outcomes, .count = count};
    bool room = h.items != NULL;
    for (size_t i = 0; room && i < count; i++) {
        h.items[i] = (ShortestOutcome){.schedule = &outcomes[i].schedule,
                                       .deviations = schedule_deviations(&outcomes[i].schedule),
                                       .timers = outcomes[i].slow ? SIZE_MAX : 0};
        room = outcome_index_add(&h.index, outcomes, i + 1);
    }
    if (room && trial_note(s->trial, &h.base)) {
        for (int more = 0;
             more <= SHORTEN_DEVIATIONS && shorten_more(s, &h, SHORTEN_AROUND, EFFORT_AROUND);
             more++)
            shorten_around(s, &h, &(Schedule){0}, more);
        /* Failures, which are last, first. */
        for (size_t i = count; i-- > 0 && shorten_more(s, &h, SIZE_MAX, EFFORT_ALL);)
            shorten_one(s, &h, &h.items[i]);
        trial_return(s->trial, &h.base);
        moment_drop(&h.base);
    }
    outcome_index_free(&h.index);
    free(h.items);
}
