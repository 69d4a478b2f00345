/* Who cannot go on, and the cycles of those. */
#include <stdlib.h>

#include "lua/graph_build.h"

/* ---- Who cannot go on ---- */

/* For a lock that somebody who is stuck holds one waits in vain. What it takes to wait for a channel in vain is not
 * decided here: the survey has said so, or there is a deadlock. */
static bool is_lock(const Survey *s, int32_t object) {
    SurveyKind kind = s->objects[object].kind;
    return kind == SURVEY_MUTEX || kind == SURVEY_RWMUTEX;
}

/* The group for which these goroutines wait at a lock, or SURVEY_NONE. */
static int32_t lock_holder(const Draft *d, size_t group) {
    size_t link = d->first_link[group];
    if (link == d->first_link[group + 1]) return SURVEY_NONE;
    int32_t lock = d->links[link].to;
    if (!is_lock(d->survey, lock - (int32_t)d->group_count)) return SURVEY_NONE;
    for (size_t i = d->first_link[lock]; i < d->first_link[lock + 1]; i++)
        if (graph_helps(d->links[link].verb, d->links[i].verb)) return d->links[i].to;
    return SURVEY_NONE;
}

/* Marks who is stuck because of the moment: everybody, or all that main can be seen to wait for, one after the other. */
static void moment_take(Draft *d) {
    size_t marked = 0, done = 0;
    int32_t *queue = draft_array(d, d->group_count, sizeof *queue);
    for (size_t i = 0; !d->failed && i < d->group_count; i++) {
        const SurveyGoroutine *g = group_goroutine(d, i);
        bool all = d->moment == GRAPH_PROGRAM_STUCK,
             main = d->moment == GRAPH_ENTRY_STUCK && g->is_main;
        if (!waits_for_others(g) || (!all && !main)) continue;
        d->groups[i].stuck = true;
        if (main) queue[marked++] = (int32_t)i;
    }
    for (; done < marked; done++)
        for (size_t i = d->first_link[queue[done]]; i < d->first_link[queue[done] + 1]; i++) {
            int32_t object = d->links[i].to;
            for (size_t j = d->first_link[object]; j < d->first_link[object + 1]; j++) {
                Group *helper = &d->groups[d->links[j].to];
                if (helper->stuck || !waits_for_others(&d->survey->goroutines[helper->first]))
                    continue;
                helper->stuck = true;
                queue[marked++] = d->links[j].to;
            }
        }
    free(queue);
}

/* Those who wait for locks wait for one each: from each the way along the holders is followed once, until it ends, or
 * comes to somebody of whom it is known, or to itself. */
void stuck_mark(Draft *d) {
    enum { UNKNOWN, ON_THE_WAY, STUCK, FREE };
    moment_take(d);
    char *known = draft_array(d, d->group_count, 1);
    if (d->failed) return;
    for (size_t i = 0; i < d->group_count; i++) {
        const SurveyGoroutine *g = group_goroutine(d, i);
        if (!waits_for_others(g))
            known[i] = FREE;
        else if (d->groups[i].stuck || g->leaked || waits_for_nothing(g))
            known[i] = STUCK;
        else if (lock_holder(d, i) == SURVEY_NONE)
            known[i] = FREE;
    }
    for (size_t i = 0; i < d->group_count; i++) {
        size_t at = i;
        while (known[at] == UNKNOWN) {
            known[at] = ON_THE_WAY;
            at = (size_t)lock_holder(d, at);
        }
        char end = known[at] == FREE ? FREE : STUCK;
        for (at = i; known[at] == ON_THE_WAY; at = (size_t)lock_holder(d, at)) known[at] = end;
        d->groups[i].stuck = known[i] == STUCK;
    }
    free(known);
}

/* ---- Cycles ---- */

/* A goroutine that can go on closes no cycle. */
static bool closes(const Draft *d, int32_t node) {
    return node >= (int32_t)d->group_count || d->groups[node].stuck;
}

/* Tarjan's algorithm, with its recursion on a path of its own: a chain of waits may be as long as there are goroutines. */
typedef struct Tarjan {
    int32_t *met,
        *low; /* by node: when it was met, 0 for not yet, INT32_MAX once its cycle is known; and what it reaches */
    size_t *next; /* by node: the link to follow next */
    int32_t *path,
        *open; /* from the root to where it is; and all that is met and in no cycle yet */
    size_t path_count, open_count;
    int32_t count;
} Tarjan;

static void tarjan_enter(const Draft *d, Tarjan *t, int32_t node) {
    t->met[node] = t->low[node] = ++t->count;
    t->next[node] = d->first_link[node];
    t->path[t->path_count++] = t->open[t->open_count++] = node;
}

static void lower(int32_t *low, int32_t to) {
    if (to < *low) *low = to;
}

/* The nodes from this one on reach each other. One alone is no cycle: none points at itself. */
static void tarjan_close(Draft *d, Tarjan *t, int32_t node) {
    size_t from = t->open_count;
    while (t->open[--from] != node) continue;
    int32_t cycle = t->open_count - from > 1 ? d->graph->cycle_count++ : SURVEY_NONE;
    for (size_t i = from; i < t->open_count; i++) {
        d->cycle_of[t->open[i]] = cycle;
        t->met[t->open[i]] = INT32_MAX;
    }
    t->open_count = from;
}

static void tarjan_walk(Draft *d, Tarjan *t, int32_t root) {
    tarjan_enter(d, t, root);
    while (t->path_count) {
        int32_t node = t->path[t->path_count - 1];
        if (t->next[node] < d->first_link[node + 1]) {
            int32_t to = d->links[t->next[node]++].to;
            if (!closes(d, to)) continue;
            if (t->met[to])
                lower(&t->low[node], t->met[to]);
            else
                tarjan_enter(d, t, to);
            continue;
        }
        t->path_count--;
        if (t->path_count) lower(&t->low[t->path[t->path_count - 1]], t->low[node]);
        if (t->low[node] == t->met[node]) tarjan_close(d, t, node);
    }
}

void cycles_find(Draft *d) {
    size_t count = whole_count(d);
    d->cycle_of = draft_array(d, count, sizeof *d->cycle_of);
    Tarjan t = {.met = draft_array(d, count, sizeof *t.met),
                .low = draft_array(d, count, sizeof *t.low),
                .next = draft_array(d, count, sizeof *t.next),
                .path = draft_array(d, count, sizeof *t.path),
                .open = draft_array(d, count, sizeof *t.open)};
    for (size_t i = 0; !d->failed && i < count; i++) d->cycle_of[i] = SURVEY_NONE;
    for (size_t i = 0; !d->failed && i < count; i++)
        if (!t.met[i] && closes(d, (int32_t)i)) tarjan_walk(d, &t, (int32_t)i);
    free(t.met);
    free(t.low);
    free(t.next);
    free(t.path);
    free(t.open);
}
