/* What the files that make a wait-for graph share: the graph of all goroutines and objects, before what a picture has room
 * for is chosen of it. */
#ifndef GOSH_GRAPH_BUILD_H
#define GOSH_GRAPH_BUILD_H

#include "lua/graph.h"

/* Goroutines that are alike. */
typedef struct Group {
    int32_t first; /* goroutine, the oldest */
    size_t member, member_count;
    bool wanted; /* it waits for others, or others for it */
    bool stuck;
} Group;

/* An edge of the whole. Nodes there: groups first, then objects. */
typedef struct Link {
    int32_t from, to;
    GraphVerb verb;
} Link;

typedef struct Draft {
    Graph *graph;
    const Survey *survey;
    GraphMoment moment;
    bool failed;
    int32_t
        *stands_for; /* by object: the first of those that it is alike to, which alone is a node */
    size_t *alike;   /* by object, the first of those: how many they are */
    uint64_t *owns;  /* by goroutine: its id if it holds a lock that others wait for, else 0 */
    int32_t *group_of; /* by goroutine */
    Group *groups;
    size_t group_count;
    Link *links;
    size_t link_count, link_capacity;
    size_t *first_link; /* by node of the whole, and one more */
    int32_t *cycle_of;  /* by node of the whole */
    int32_t *shown_as;  /* by node of the whole: its node in the graph */
} Draft;

/* An array with room for one more; NULL without memory, and then the draft has failed. */
void *draft_array(Draft *d, size_t count, size_t size);

const SurveyGoroutine *group_goroutine(const Draft *d, size_t group);

/* The node of the whole that an object is, or is in. */
int32_t object_node(const Draft *d, int32_t object);
size_t whole_count(const Draft *d); /* nodes */

/* Does it wait for something that only another goroutine can bring? */
bool waits_for_others(const SurveyGoroutine *g);
/* Is it in a select that has no case, or none but those of nil channels? */
bool waits_for_nothing(const SurveyGoroutine *g);

/* The steps, in their order. Each does nothing that makes sense when the draft has failed. */
void objects_join(Draft *d); /* objects that are alike */
void groups_make(Draft *d);  /* goroutines that are alike */
void links_make(Draft *d);   /* who waits for what, and who could help */
void stuck_mark(Draft *d);   /* who cannot go on */
void cycles_find(Draft *d);  /* of those */

#endif
