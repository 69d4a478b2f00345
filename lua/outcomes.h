/* Which of many outcomes is the same as another one, without a look at all of them. */
#ifndef GOSH_OUTCOMES_H
#define GOSH_OUTCOMES_H

#include "lua/trial.h"

/* Of an array of outcomes, which is the caller's. Zeroed, it is of none. */
typedef struct OutcomeIndex {
    uint32_t *slots; /* by hash: the place of an outcome, plus one; 0: free */
    size_t capacity; /* a power of two */
} OutcomeIndex;

/* The place of the one in the array that is the same; SIZE_MAX if none is. */
size_t outcome_index_find(const OutcomeIndex *index, const ExploreOutcome *outcomes, const ExploreOutcome *wanted);
/* The outcomes at the places before `count` are there, the last one is new. False without memory. */
bool outcome_index_add(OutcomeIndex *index, const ExploreOutcome *outcomes, size_t count);
void outcome_index_free(OutcomeIndex *index);

#endif
