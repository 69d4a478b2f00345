/* A trial: a world that runs under a Control and is put back, again and again, to where it has been. What a search and
 * whoever walks through a schedule stand on. */
#ifndef GOSH_TRIAL_H
#define GOSH_TRIAL_H

#include "lua/explore.h"
#include "lua/host.h"

typedef struct Trial {
    World *world;
    Control control;
    Text shown;  /* what the program has printed */
    Text report; /* what Go would say on stderr */
    uint32_t turns; /* that the run has had */
} Trial;

/* A moment of a trial. Owned by the caller: moment_drop. */
typedef struct TrialMoment {
    Snapshot *snapshot; /* NULL: there is none */
    G *last;
    size_t shown, report;
    uint32_t turns;
} TrialMoment;

/* Makes a world for the program and starts it; its output is kept in the trial. WORLD_RUNNING, or the reason why not with a
 * text in `*error`, to be freed. The trial must stay where it is. */
WorldEnd trial_begin(Trial *t, const ExploreOptions *options, char **error);
/* The same for a world that there is already, which goes on as it stands, between two turns, under the trial's Control. */
WorldEnd trial_adopt(Trial *t, World *w);
void trial_end(Trial *t);

/* False without memory. */
bool trial_note(const Trial *t, TrialMoment *moment);
void trial_return(Trial *t, const TrialMoment *moment);
void moment_drop(TrialMoment *moment);

/* What can be done next: see control_alternatives. */
typedef struct Alternatives {
    G **list; /* NULL in it stands for the timer; on the C heap */
    uint32_t count, capacity;
    bool continues;
    bool timer; /* the last is one */
} Alternatives;
/* False without memory. */
bool trial_alternatives(Trial *t, Alternatives *a);

/* Takes the alternative of that number, which must be one of `a`, and then follows the Control's plan for what the turn has
 * to choose besides. Control.made and Control.footprint are then the turn's, without the choice of the alternative. */
WorldEnd trial_turn(Trial *t, const Alternatives *a, uint32_t alternative);

/* Takes a turn with all choices, that of who goes on too, by the Control's plan. */
WorldEnd trial_go_on(Trial *t);

/* How the run has ended, after an `end` that is not WORLD_RUNNING, or with WORLD_RUNNING for one that has run too long.
 * The texts in it are the caller's. False without memory. */
bool trial_outcome(Trial *t, WorldEnd end, ExploreOutcome *outcome);
void outcome_free(ExploreOutcome *outcome);
/* What makes two of them the same, as a hash. */
uint64_t outcome_hash(const ExploreOutcome *outcome);
bool outcomes_equal(const ExploreOutcome *a, const ExploreOutcome *b);

#endif
