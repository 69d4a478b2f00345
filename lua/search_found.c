/* What comes out of a search: outcomes, how often each came in which unit of the tree, and how much work that was. */
#include <stdlib.h>
#include <string.h>

#include "lua/search_build.h"

enum {
    TELL_EVERY =
        64, /* schedules, after which the other processes and who waits are told how many there are */
};

bool search_room(Search *s, void **array, size_t *capacity, size_t count, size_t size) {
    if (count <= *capacity) return true;
    size_t wanted = count * 2 + 64;
    void *grown = realloc(*array, wanted * size);
    if (!grown) {
        s->no_memory = true;
        return false;
    }
    *array = grown;
    *capacity = wanted;
    return true;
}

bool schedule_better(const Schedule *a, size_t a_deviations, const Schedule *b,
                     size_t b_deviations) {
    if (a_deviations != b_deviations) return a_deviations < b_deviations;
    if (a->length != b->length) return a->length < b->length;
    return a->length && memcmp(a->choices, b->choices, a->length * sizeof *a->choices) < 0;
}

/* The place of an outcome, which is taken over if it is new. */
static size_t outcome_place(Search *s, ExploreOutcome *outcome) {
    size_t known = outcome_index_find(&s->outcome_index, s->outcomes, outcome);
    if (known != SIZE_MAX) {
        outcome_free(outcome);
        return known;
    }
    size_t capacity = s->outcome_capacity;
    if (!ROOM(s, outcomes, outcome_count, outcome_capacity, 1)) return SIZE_MAX;
    if (capacity != s->outcome_capacity) {
        int64_t *places = realloc(s->places, s->outcome_capacity * 2 * sizeof *places);
        if (!places) {
            s->no_memory = true;
            s->outcome_capacity = capacity;
            return SIZE_MAX;
        }
        s->places = places;
    }
    s->outcomes[s->outcome_count] = *outcome;
    if (!outcome_index_add(&s->outcome_index, s->outcomes, s->outcome_count + 1)) {
        s->no_memory = true;
        return SIZE_MAX;
    }
    s->places[s->outcome_count * 2] = s->places[s->outcome_count * 2 + 1] = -1;
    uint32_t failures = s->failures += outcome_is_failure(outcome->kind);
    if (atomic_load(&s->shared->outcomes) <= s->outcome_count)
        atomic_store(&s->shared->outcomes, (uint32_t)s->outcome_count + 1);
    if (atomic_load(&s->shared->failures) < failures) atomic_store(&s->shared->failures, failures);
    return s->outcome_count++;
}

/* The record of an outcome in the unit, or the part of the trunk, that the search is in. */
static SearchRecord *record_of(Search *s, size_t outcome) {
    uint32_t unit = s->in_unit ? s->unit : s->units;
    int64_t *place = &s->places[outcome * 2 + !s->in_unit];
    if (*place >= 0 && s->records[*place].unit == unit) return &s->records[*place];
    if (!ROOM(s, records, record_count, record_capacity, 1)) return NULL;
    *place = (int64_t)s->record_count;
    SearchRecord *r = &s->records[s->record_count++];
    *r = (SearchRecord){.unit = unit,
                        .trunk = !s->in_unit,
                        .slow = true,
                        .outcome = (uint32_t)outcome,
                        .deviations = SIZE_MAX};
    return r;
}

void search_tell(Search *s) {
    SearchShared *shared = s->shared;
    uint64_t effort = atomic_fetch_add(&shared->effort, s->told_effort) + s->told_effort;
    atomic_fetch_add(&shared->schedules, s->told_schedules);
    atomic_fetch_add(&shared->turns, s->told_turns);
    s->told_schedules = s->told_turns = 0;
    s->told_effort = 0;
    if (effort >= s->limit) {
        s->incomplete = true;
        atomic_store(&shared->stop, true);
    }
}

void search_effort(Search *s, uint64_t effort) {
    s->effort += effort;
    if (!s->in_unit && s->process != 0) return; /* one tells of the trunk */
    s->told_effort += effort;
    if (s->told_effort >= TELL_EVERY * EFFORT) search_tell(s);
}

void search_part(Search *s, const Way *way) {
    if (s->in_unit || s->process == 0) atomic_fetch_add(&s->shared->part, (uint64_t)(way->weight * SEARCH_WHOLE));
}

void search_leaf(Search *s, const Way *way) {
    ExploreOutcome outcome;
    search_effort(s, EFFORT_OF_LEAF);
    if (!trial_outcome(s->trial, way->end, &outcome)) {
        s->no_memory = true;
        return;
    }
    size_t place = outcome_place(s, &outcome);
    SearchRecord *r = place == SIZE_MAX ? NULL : record_of(s, place);
    if (!r) return;
    size_t deviations = schedule_deviations(&s->path);
    bool slow = way->early > 0, first = r->count++ == 0;
    if (first || (r->slow && !slow) ||
        (r->slow == slow && schedule_better(&s->path, deviations, &r->schedule, r->deviations))) {
        if (!schedule_copy(&r->schedule, &s->path)) s->no_memory = true;
        r->deviations = deviations;
    }
    r->slow &= slow;
    if (s->trial->turns > r->longest) r->longest = s->trial->turns;
    search_part(s, way);
    s->told_schedules += s->in_unit || s->process == 0;
}

void search_work(Search *s, uint32_t unit, bool trunk) {
    if (ROOM(s, works, work_count, work_capacity, 1))
        s->works[s->work_count++] = (SearchWork){.unit = unit, .trunk = trunk, .effort = s->effort};
    s->effort = 0;
}
