/* What the files of the search share: the walk through the tree (search.c), random runs (search_random.c), simpler schedules
 * (search_shorten.c), and what comes out of all (search_found.c). */
#ifndef GOSH_SEARCH_BUILD_H
#define GOSH_SEARCH_BUILD_H

#include "lua/search.h"
#include "runtime/array.h"

/* What leads to a node, or to an end. */
typedef struct Way {
    WorldEnd end;
    uint16_t preemptions, early;
    double weight;
    size_t sleepers; /* where its part begins */
} Way;

/* What is done, in the unit of ExploreOptions.limit. */
enum { EFFORT_OF_LEAF = 50, EFFORT_OF_TURN = 1 };

/* Room for so many more in an array of the search's; false, and no_memory set, if there is none. */
bool search_room(Search *s, void **array, size_t *capacity, size_t count, size_t size);
#define ROOM(s, array, count, capacity, more)                                                      \
    search_room(s, (void **)&(s)->array, &(s)->capacity, (s)->count + (more), sizeof *(s)->array)

/* The run has come to its end. */
void search_leaf(Search *s, const Way *way);
/* All that the way leads to is done. */
void search_part(Search *s, const Way *way);
/* Something has been done in the unit, or in the trunk. */
void search_effort(Search *s, uint64_t effort);
/* The unit, or a piece of the trunk, is done. */
void search_work(Search *s, uint32_t unit, bool trunk);
/* Tells the other processes, and who waits, how much has been done. */
void search_tell(Search *s);

/* Puts the alternatives that are to be tried on the stack of candidates. */
size_t candidates_find(Search *s, const Way *way);
/* Takes an alternative, with the choices of a plan, and writes down what has been chosen. */
WorldEnd turn_take(Search *s, uint32_t alternative, uint16_t *late);
/* ... and what counts of it on the way. To be called before. */
void way_count(const Search *s, Way *way, uint32_t alternative);

#endif
