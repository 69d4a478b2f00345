/* The whole graph: alike goroutines, what they wait for, and who could help them. */
#include <stdlib.h>
#include <string.h>

#include "lua/graph_build.h"
#include "lua/stuck.h"
#include "runtime/array.h"

void *draft_array(Draft *d, size_t count, size_t size) {
    void *array = calloc(count + 1, size);
    if (!array) d->failed = true;
    return array;
}

/* ---- Verbs ---- */

static GraphVerb verb_of(const Survey *s, const SurveyGoroutine *g, const SurveyWait *w) {
    if (g->reason == WAIT_RWMUTEX_RLOCK) return GRAPH_RLOCKS;
    SurveyKind kind = w->object == SURVEY_NONE ? SURVEY_CHAN : s->objects[w->object].kind;
    switch (kind) {
    case SURVEY_MUTEX:
        return survey_is_once(&s->objects[w->object]) ? GRAPH_DOES : GRAPH_LOCKS;
    case SURVEY_RWMUTEX:
        return GRAPH_LOCKS;
    case SURVEY_WAITGROUP:
    case SURVEY_COND:
        return GRAPH_WAITS;
    default:
        return w->send ? GRAPH_SENDS : GRAPH_RECEIVES;
    }
}

static GraphVerb help_of(const SurveyObject *o, bool send) {
    switch (o->kind) {
    case SURVEY_MUTEX:
        return survey_is_once(o) ? GRAPH_RUN_BY : GRAPH_HELD_BY;
    case SURVEY_RWMUTEX:
        return o->locked ? GRAPH_HELD_BY : GRAPH_READ_BY;
    case SURVEY_WAITGROUP:
        return GRAPH_COULD_DONE;
    case SURVEY_COND:
        return GRAPH_COULD_SIGNAL;
    default:
        return send ? GRAPH_COULD_RECEIVE : GRAPH_COULD_SEND;
    }
}

/* ---- The whole graph ---- */

const SurveyGoroutine *group_goroutine(const Draft *d, size_t group) {
    return &d->survey->goroutines[d->groups[group].first];
}

int32_t object_node(const Draft *d, int32_t object) {
    return (int32_t)d->group_count + d->stands_for[object];
}

size_t whole_count(const Draft *d) {
    return d->group_count + d->survey->object_count;
}

static void link_add(Draft *d, int32_t from, int32_t to, GraphVerb verb) {
    Link *links = array_room(d->links, d->link_count, &d->link_capacity, sizeof *links);
    if (links) {
        d->links = links;
        d->links[d->link_count++] = (Link){from, to, verb};
    } else {
        d->failed = true;
    }
}

/* The writers that a reader waits behind. False without any. */
static bool writers_link(Draft *d, int32_t object) {
    const Survey *s = d->survey;
    const SurveyObject *o = &s->objects[object];
    bool any = false;
    for (size_t i = 0; !o->locked && i < o->waiter_count; i++) {
        int32_t writer = s->waiters[o->waiter + i].goroutine;
        if (s->goroutines[writer].reason != WAIT_RWMUTEX_LOCK) continue;
        link_add(d, object_node(d, object), d->group_of[writer], GRAPH_BEHIND);
        any = true;
    }
    return any;
}

/* Links to those who could end that goroutine's wait. */
static void helpers_link(Draft *d, int32_t goroutine, int32_t object, bool send) {
    const Survey *s = d->survey;
    GraphVerb help = help_of(&s->objects[object], send);
    if (s->goroutines[goroutine].reason == WAIT_RWMUTEX_RLOCK && writers_link(d, object)) return;
    Helpers h;
    stuck_helpers(s, goroutine, &(SurveyWait){object, send}, &h);
    if (h.self) link_add(d, object_node(d, object), d->group_of[goroutine], help);
    for (size_t i = 0; i < h.count; i++)
        link_add(d, object_node(d, object), d->group_of[h.goroutines[i]], help);
}

/* What could help those who wait for the object is the same for all who do it in the same way. */
static void object_link(Draft *d, int32_t object) {
    const Survey *s = d->survey;
    const SurveyObject *o = &s->objects[object];
    bool linked[GRAPH_SELECTS + 1] = {false};
    for (size_t i = 0; i < o->waiter_count; i++) {
        const SurveyWaiter *w = &s->waiters[o->waiter + i];
        GraphVerb verb = verb_of(s, &s->goroutines[w->goroutine], &(SurveyWait){object, w->send});
        if (!linked[verb]) helpers_link(d, w->goroutine, object, w->send);
        linked[verb] = true;
    }
}

static int by_ends(const void *a, const void *b) {
    const Link *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    if (x->to != y->to) return x->to < y->to ? -1 : 1;
    return (int)x->verb - (int)y->verb;
}

static void links_sort(Draft *d) {
    if (d->link_count) qsort(d->links, d->link_count, sizeof *d->links, by_ends);
    size_t kept = 0;
    for (size_t i = 0; i < d->link_count; i++)
        if (!kept || by_ends(&d->links[kept - 1], &d->links[i]) != 0)
            d->links[kept++] = d->links[i];
    d->link_count = kept;
    for (size_t i = 0, node = 0; node <= whole_count(d); node++) {
        while (i < kept && d->links[i].from < (int32_t)node) i++;
        d->first_link[node] = i;
    }
}

void links_make(Draft *d) {
    const Survey *s = d->survey;
    for (size_t i = 0; i < d->group_count; i++) {
        const SurveyGoroutine *g = group_goroutine(d, i);
        for (size_t j = 0; j < g->wait_count; j++) {
            const SurveyWait *w = &s->waits[g->wait + j];
            if (w->object == SURVEY_NONE) continue;
            GraphVerb verb = verb_of(s, g, w);
            link_add(d, (int32_t)i, object_node(d, w->object), verb);
        }
        d->groups[i].wanted = waits_for_others(g);
    }
    for (size_t i = 0; i < s->object_count; i++)
        if (d->stands_for[i] == (int32_t)i) object_link(d, (int32_t)i);
    d->first_link = draft_array(d, whole_count(d) + 1, sizeof *d->first_link);
    if (d->failed) return;
    for (size_t i = 0; i < d->link_count; i++)
        if (!graph_waits(d->links[i].verb)) d->groups[d->links[i].to].wanted = true;
    links_sort(d);
}
