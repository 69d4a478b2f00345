/* The search itself: one process, one world, every schedule of a tree; see search.c for how. */
#ifndef GOSH_SEARCH_H
#define GOSH_SEARCH_H

#include <stdatomic.h>

#include "lua/outcomes.h"
#include "lua/trial.h"

enum {
    SPLIT_DEPTH = 6,  /* choices below which the tree is cut into units, one of which is one process's work */
    UNITS_MAX = 1 << 20,
    EFFORT = 100, /* of a search, is about that of one schedule of a small program */
};

#define SEARCH_WHOLE 1152921504606846976.0 /* 2^60 */

/* What the processes of one search share. Memory of all of them, zeroed. */
typedef struct SearchShared {
    atomic_bool stop;            /* no more units are to be begun */
    atomic_bool cancelled;       /* nothing is to go on */
    _Atomic uint64_t schedules, turns, effort;
    _Atomic uint64_t part;       /* of the tree that is done, in 1/SEARCH_WHOLE */
    _Atomic uint32_t outcomes, failures; /* the most that a process has found */
    _Atomic uint64_t next_run;   /* of random runs */
    _Atomic uint32_t finished;   /* processes */
    atomic_flag claims[UNITS_MAX]; /* units that a process has taken */
} SearchShared;

/* What has come out in one unit, or in the trunk of the tree before it. */
typedef struct SearchRecord {
    uint32_t unit;
    bool trunk;
    bool slow;         /* none of these schedules can do without a timer that fires early */
    uint32_t outcome;  /* its place in Search.outcomes */
    uint64_t count;
    Schedule schedule; /* the one with the fewest deviations */
    size_t deviations;
    uint32_t longest;  /* turns of a run */
} SearchRecord;

/* How much work there was in one unit, or in the trunk before it: what the limit is about. */
typedef struct SearchWork {
    uint32_t unit;
    bool trunk;
    uint64_t effort;
} SearchWork;

typedef struct Sleeper {
    G *g; /* NULL: the timer */
    Footprint footprint;
} Sleeper;

typedef struct SearchNode SearchNode;

typedef struct Search {
    Trial *trial;
    SearchShared *shared;
    /* set: */
    bool reduce;         /* leave out what comes to the same */
    bool early;          /* timers may fire although goroutines can run */
    int bound;           /* preemptions; negative: any number */
    uint64_t limit;      /* of effort */
    uint32_t turns;      /* of a run */
    uint32_t processes, process; /* how many share the work, and which one this is */
    /* results: */
    ExploreOutcome *outcomes; /* kind, text and output only */
    size_t outcome_count, outcome_capacity;
    OutcomeIndex outcome_index;
    uint32_t failures;   /* among them */
    SearchRecord *records;
    size_t record_count, record_capacity;
    SearchWork *works;
    size_t work_count, work_capacity;
    bool incomplete;     /* something has been left out: the limit, or choices where Lua cannot pause */
    bool early_cut;      /* ... timers that would have fired early once more */
    bool no_memory;
    bool timers;         /* the program has some */
    uint32_t units;      /* that it has passed */
    /* its own: */
    SearchNode *nodes;
    size_t count, capacity;
    Sleeper *sleepers;
    size_t sleeper_count, sleeper_capacity;
    uint16_t *candidates;
    size_t candidate_count, candidate_capacity;
    Decision *decisions;
    size_t decision_count, decision_capacity;
    int64_t *places;     /* of each outcome: its newest record in a unit, and in the trunk; -1 none */
    Schedule path;
    Alternatives alternatives;
    uint32_t unit;       /* in which it is */
    bool in_unit;
    bool halted;         /* the next unit would be one that is not to be begun */
    uint64_t effort;     /* since the unit began, or since the trunk was come back to */
    uint64_t told_schedules, told_turns, told_effort;
    size_t bytes;        /* of the snapshots on the path */
} Search;

/* Explores all schedules from where the trial's world stands. */
void search_all(Search *s);
/* Explores as many random schedules from there, those of even numbers by choices that are all as likely, the others by
 * priorities (PCT: Burckhardt, Kothari, Musuvathi and Nagarakatte, 2010) with one to three changes. */
void search_random(Search *s, uint64_t runs, uint64_t seed);
/* Puts simpler schedules, with fewer deviations from Go's order, in the place of those of the outcomes, where it finds some in a
 * few thousand runs from where the trial's world stands. */
void search_shorten(Search *s, ExploreOutcome *outcomes, size_t count);
void search_end(Search *s);

/* Is `a` to be shown rather than `b`? */
bool schedule_better(const Schedule *a, size_t a_deviations, const Schedule *b, size_t b_deviations);

#endif
