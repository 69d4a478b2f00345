/* What all grades stand on: a search over the schedules of a program that comes to its end in a given time, in a process of its
 * own. First all schedules; where there are too many, those with few preemptions, then random ones, so that what is found
 * most often in small tests is found here too. */
#ifndef GOSH_GRADE_SEARCH_H
#define GOSH_GRADE_SEARCH_H

#include "lua/explore.h"
#include "repl/grade.h"

/* One of the things that can happen: as ExploreOutcome. */
typedef struct GradeOutcome {
    OutcomeKind kind;
    bool slow;
    uint64_t count;
    size_t deviations; /* of its schedule from Go's order */
    char *text;        /* what there is to say about a failure, lines */
    char *possible;    /* what it prints and how it ends, as `output` blocks write it; see Possibility */
    char *schedule;    /* as `gosh --schedule` takes it */
} GradeOutcome;

enum { GRADE_BOUND = 2 /* preemptions, where there is no time for more */ };

typedef struct GradeSearch {
    GradeOutcome *outcomes; /* those that do not fail first, then by kind; in each the commonest first */
    size_t count;
    uint64_t schedules;  /* that have been tried one by one */
    uint64_t runs;       /* at random, after that */
    int bound;           /* of preemptions, that was asked for; -1: none */
    bool complete;       /* nothing else is possible within that bound as long as no timer fires early */
    bool slow_complete;  /* nothing else at all */
    bool bound_complete; /* nothing else is possible with no more than GRADE_BOUND preemptions; also if a timer fires early */
    bool timers;         /* it has some */
    bool refused;        /* gosh would not run it: the error says why */
    char *error;         /* why there is nothing else here: it cannot be run or searched, or was stopped; lines, or NULL */
    double seconds;
} GradeSearch;

/* NULL without memory. */
GradeSearch *grade_search(const GradeOptions *o, const char *program, size_t length, const LessonWords *words, int64_t time);
void grade_search_delete(GradeSearch *s);

/* How long a grade may take. */
static inline int64_t grade_time(const GradeOptions *o) { return o->time ? o->time : GRADE_TIME; }

/* Does an outcome's `possible` say in its last line how it ends? */
static inline bool outcome_tells_end(OutcomeKind kind) { return kind > OUTCOME_LEAK && kind < OUTCOME_OUTSIDE; }
/* Is `a` to be shown rather than `b`, which comes to the same? */
static inline bool grade_outcome_simpler(const GradeOutcome *a, const GradeOutcome *b) {
    return a->slow != b->slow ? b->slow : a->deviations < b->deviations;
}

#endif
