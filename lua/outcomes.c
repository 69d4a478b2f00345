/* An index of outcomes by what they are: open addressing, never more than half full. */
#include "lua/outcomes.h"

#include <stdlib.h>

enum { CAPACITY_LEAST = 64 };

static size_t slot_of(const OutcomeIndex *index, const ExploreOutcome *outcome) {
    uint64_t hash = outcome_hash(outcome);
    return (hash ^ hash >> 32) & (index->capacity - 1);
}

size_t outcome_index_find(const OutcomeIndex *index, const ExploreOutcome *outcomes, const ExploreOutcome *wanted) {
    if (!index->capacity) return SIZE_MAX;
    for (size_t slot = slot_of(index, wanted); index->slots[slot]; slot = (slot + 1) & (index->capacity - 1))
        if (outcomes_equal(&outcomes[index->slots[slot] - 1], wanted)) return index->slots[slot] - 1;
    return SIZE_MAX;
}

static void place_put(OutcomeIndex *index, const ExploreOutcome *outcomes, size_t place) {
    size_t slot = slot_of(index, &outcomes[place]);
    while (index->slots[slot]) slot = (slot + 1) & (index->capacity - 1);
    index->slots[slot] = (uint32_t)place + 1;
}

bool outcome_index_add(OutcomeIndex *index, const ExploreOutcome *outcomes, size_t count) {
    if (count * 2 <= index->capacity) {
        place_put(index, outcomes, count - 1);
        return true;
    }
    OutcomeIndex grown = {.capacity = index->capacity ? index->capacity * 2 : CAPACITY_LEAST};
    grown.slots = calloc(grown.capacity, sizeof *grown.slots);
    if (!grown.slots) return false;
    for (size_t i = 0; i < count; i++) place_put(&grown, outcomes, i);
    free(index->slots);
    *index = grown;
    return true;
}

void outcome_index_free(OutcomeIndex *index) {
    free(index->slots);
    *index = (OutcomeIndex){0};
}
