/* The wait-for graph. First it is made of all goroutines and objects, alike goroutines together; in that the cycles are
 * found; then the nodes are chosen that a picture has room for. */
#include "lua/graph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/stuck.h"

enum { NAME_SIZE = 96 };

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
    uint64_t *owns;    /* by goroutine: its id if it holds a lock that others wait for, else 0 */
    int32_t *group_of; /* by goroutine */
    Group *groups;
    size_t group_count;
    Link *links;
    size_t link_count, link_capacity;
    size_t *first_link; /* by node of the whole, and one more */
    int32_t *cycle_of;  /* by node of the whole */
    int32_t *shown_as;  /* by node of the whole: its node in the graph */
} Draft;

static void *draft_array(Draft *d, size_t count, size_t size) {
    void *array = calloc(count + 1, size);
    if (!array) d->failed = true;
    return array;
}

/* ---- Words ---- */

bool graph_waits(GraphVerb verb) {
    return verb <= GRAPH_SELECTS;
}

static GraphVerb verb_of(const Survey *s, const SurveyGoroutine *g, const SurveyWait *w) {
    if (g->reason == WAIT_RWMUTEX_RLOCK) return GRAPH_RLOCKS;
    SurveyKind kind = w->object == SURVEY_NONE ? SURVEY_CHAN : s->objects[w->object].kind;
    switch (kind) {
    case SURVEY_MUTEX:
    case SURVEY_RWMUTEX:
        return GRAPH_LOCKS;
    case SURVEY_WAITGROUP:
    case SURVEY_COND:
        return GRAPH_WAITS;
    default:
        return w->send ? GRAPH_SENDS : GRAPH_RECEIVES;
    }
}

bool graph_helps(GraphVerb waits, GraphVerb help) {
    switch (help) {
    case GRAPH_HELD_BY:
        return waits == GRAPH_LOCKS || waits == GRAPH_RLOCKS;
    case GRAPH_READ_BY:
        return waits == GRAPH_LOCKS;
    case GRAPH_BEHIND:
        return waits == GRAPH_RLOCKS;
    case GRAPH_COULD_SEND:
        return waits == GRAPH_RECEIVES;
    case GRAPH_COULD_RECEIVE:
        return waits == GRAPH_SENDS;
    case GRAPH_COULD_DONE:
    case GRAPH_COULD_SIGNAL:
        return waits == GRAPH_WAITS;
    default:
        return false;
    }
}

static GraphVerb help_of(const SurveyObject *o, bool send) {
    switch (o->kind) {
    case SURVEY_MUTEX:
        return GRAPH_HELD_BY;
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

/* ---- Goroutines that are alike ---- */

/* Does it wait for something that only another goroutine can bring? */
static bool waits_for_others(const SurveyGoroutine *g) {
    return g->wait_count > 0 || g->reason == WAIT_SELECT_NO_CASES;
}

static int text_order(const char *a, const char *b) {
    if (!a || !b) return !b - !a;
    return strcmp(a, b);
}

static int number_order(int64_t a, int64_t b) {
    return a < b ? -1 : a > b;
}

/* What two goroutines differ in, as far as a picture shows it; 0: in nothing. */
static int likeness(const Draft *d, int32_t a, int32_t b) {
    const Survey *s = d->survey;
    const SurveyGoroutine *x = &s->goroutines[a], *y = &s->goroutines[b];
    int order = number_order(x->is_main, y->is_main);
    if (!order) order = number_order((int64_t)d->owns[a], (int64_t)d->owns[b]);
    if (!order) order = number_order(x->leaked, y->leaked);
    if (!order) order = number_order((int64_t)x->wait_count, (int64_t)y->wait_count);
    for (size_t i = 0; !order && i < x->wait_count; i++) {
        const SurveyWait *v = &s->waits[x->wait + i], *w = &s->waits[y->wait + i];
        order = number_order(v->object, w->object);
        if (!order) order = number_order(v->send, w->send);
    }
    if (!order) order = text_order(x->state, y->state);
    if (!order) order = number_order(x->place.line, y->place.line);
    if (!order) order = text_order(x->place.file, y->place.file);
    if (!order) order = text_order(x->function, y->function);
    return order;
}

static int by_likeness(const void *a, const void *b, void *draft) {
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    int order = likeness(draft, x, y);
    return order ? order : number_order(x, y);
}

static int by_age(const void *a, const void *b) {
    return number_order(((const Group *)a)->first, ((const Group *)b)->first);
}

static void groups_make(Draft *d) {
    const Survey *s = d->survey;
    Graph *g = d->graph;
    size_t count = s->goroutine_count;
    d->owns = draft_array(d, count, sizeof *d->owns);
    d->group_of = draft_array(d, count, sizeof *d->group_of);
    d->groups = draft_array(d, count, sizeof *d->groups);
    g->members = draft_array(d, count, sizeof *g->members);
    if (d->failed) return;
    for (size_t i = 0; i < s->object_count; i++) {
        const SurveyObject *o = &s->objects[i];
        int32_t owner = o->owner && o->waiter_count ? survey_find(s, o->owner) : SURVEY_NONE;
        if (owner != SURVEY_NONE) d->owns[owner] = o->owner;
    }
    for (size_t i = 0; i < count; i++) g->members[i] = (int32_t)i;
    g->member_count = count;
    qsort_r(g->members, count, sizeof *g->members, by_likeness, d);
    for (size_t i = 0; i < count; i++) {
        Group *last = d->group_count ? &d->groups[d->group_count - 1] : NULL;
        if (!last || likeness(d, last->first, g->members[i]) != 0) {
            last = &d->groups[d->group_count++];
            *last = (Group){.first = g->members[i], .member = i};
        }
        last->member_count++;
    }
    qsort(d->groups, d->group_count, sizeof *d->groups, by_age);
    for (size_t i = 0; i < d->group_count; i++)
        for (size_t j = 0; j < d->groups[i].member_count; j++)
            d->group_of[g->members[d->groups[i].member + j]] = (int32_t)i;
}

/* ---- The whole graph ---- */

static const SurveyGoroutine *group_goroutine(const Draft *d, size_t group) {
    return &d->survey->goroutines[d->groups[group].first];
}

static int32_t object_node(const Draft *d, int32_t object) {
    return (int32_t)d->group_count + object;
}

static size_t whole_count(const Draft *d) {
    return d->group_count + d->survey->object_count;
}

static void link_add(Draft *d, int32_t from, int32_t to, GraphVerb verb) {
    if (d->link_count == d->link_capacity) {
        size_t capacity = d->link_capacity ? d->link_capacity * 2 : 64;
        Link *grown = realloc(d->links, capacity * sizeof *grown);
        if (!grown) {
            d->failed = true;
            return;
        }
        d->links = grown;
        d->link_capacity = capacity;
    }
    d->links[d->link_count++] = (Link){from, to, verb};
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
    int order = number_order(x->from, y->from);
    if (!order) order = number_order(x->to, y->to);
    return order ? order : number_order(x->verb, y->verb);
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

static void links_make(Draft *d) {
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
    for (size_t i = 0; i < s->object_count; i++) object_link(d, (int32_t)i);
    d->first_link = draft_array(d, whole_count(d) + 1, sizeof *d->first_link);
    if (d->failed) return;
    for (size_t i = 0; i < d->link_count; i++)
        if (!graph_waits(d->links[i].verb)) d->groups[d->links[i].to].wanted = true;
    links_sort(d);
}

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
static void stuck_mark(Draft *d) {
    enum { UNKNOWN, ON_THE_WAY, STUCK, FREE };
    moment_take(d);
    char *known = draft_array(d, d->group_count, 1);
    if (d->failed) return;
    for (size_t i = 0; i < d->group_count; i++) {
        const SurveyGoroutine *g = group_goroutine(d, i);
        if (!waits_for_others(g))
            known[i] = FREE;
        else if (d->groups[i].stuck || g->leaked || g->reason == WAIT_SELECT_NO_CASES)
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

static void cycles_find(Draft *d) {
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

/* ---- Which nodes are shown ---- */

enum { OBJECTS_SHOWN = 8 /* of those that one goroutine waits for */ };

static bool shown(const Draft *d, int32_t node) {
    return d->shown_as[node] != SURVEY_NONE;
}

static GraphNode *node_add(Draft *d, GraphKind kind, int32_t index) {
    GraphNode *n = &d->graph->nodes[d->graph->node_count++];
    *n = (GraphNode){.kind = kind, .index = index, .cycle = SURVEY_NONE};
    return n;
}

static void object_show(Draft *d, int32_t node) {
    if (shown(d, node) || d->graph->node_count == GRAPH_NODES_MAX) return;
    d->shown_as[node] = (int32_t)d->graph->node_count;
    node_add(d, GRAPH_OBJECT, node - (int32_t)d->group_count)->cycle = d->cycle_of[node];
}

/* How many nodes it takes to show the group. */
static size_t group_size(const Draft *d, int32_t group) {
    size_t count = 2;
    for (size_t i = d->first_link[group]; i < d->first_link[group + 1]; i++)
        if (!shown(d, d->links[i].to)) count++;
    return count < OBJECTS_SHOWN + 2 ? count : OBJECTS_SHOWN + 2;
}

/* Shows the group with what it waits for; false without room. */
static bool group_show(Draft *d, int32_t group) {
    Graph *g = d->graph;
    const Group *from = &d->groups[group];
    const SurveyGoroutine *goroutine = group_goroutine(d, (size_t)group);
    if (shown(d, group) || g->node_count + group_size(d, group) > GRAPH_NODES_MAX) return false;
    d->shown_as[group] = (int32_t)g->node_count;
    GraphNode *n = node_add(d, GRAPH_GOROUTINES, from->first);
    n->member = from->member;
    n->member_count = from->member_count;
    n->cycle = d->cycle_of[group];
    n->stuck = from->stuck;
    size_t count = 0;
    for (size_t i = d->first_link[group]; i < d->first_link[group + 1] && count < OBJECTS_SHOWN;
         i++, count++)
        object_show(d, d->links[i].to);
    bool nil = false;
    for (size_t i = 0; i < goroutine->wait_count; i++)
        nil |= d->survey->waits[goroutine->wait + i].object == SURVEY_NONE;
    if (nil) node_add(d, GRAPH_NIL, SURVEY_NONE);
    if (goroutine->reason == WAIT_SELECT_NO_CASES) node_add(d, GRAPH_NOTHING, SURVEY_NONE);
    return true;
}

/* Calls `then` with those who could help the group, the cycle's or all. */
static void helpers_do(Draft *d, int32_t group, int32_t cycle, void (*then)(Draft *, int32_t)) {
    for (size_t i = d->first_link[group]; i < d->first_link[group + 1]; i++) {
        int32_t object = d->links[i].to;
        for (size_t j = d->first_link[object]; j < d->first_link[object + 1]; j++) {
            int32_t helper = d->links[j].to;
            if (cycle == SURVEY_NONE || d->cycle_of[helper] == cycle) then(d, helper);
        }
    }
}

/* Shows the group, and after it the rest of its cycle, each after one that waits for it. This and show_all are not
 * deeper than a graph has nodes. */
static void cycle_show(Draft *d, int32_t group) {
    if (group_show(d, group) && d->cycle_of[group] != SURVEY_NONE)
        helpers_do(d, group, d->cycle_of[group], cycle_show);
}

/* Shows the group with its cycle, and then whom these wait for. */
static void show_all(Draft *d, int32_t group) {
    size_t before = d->graph->node_count;
    cycle_show(d, group);
    size_t after = d->graph->node_count;
    for (size_t i = before; i < after; i++)
        if (d->graph->nodes[i].kind == GRAPH_GOROUTINES)
            helpers_do(d, d->group_of[d->graph->nodes[i].index], SURVEY_NONE, show_all);
}

static void nodes_choose(Draft *d) {
    d->shown_as = draft_array(d, whole_count(d), sizeof *d->shown_as);
    if (d->failed) return;
    for (size_t i = 0; i < whole_count(d); i++) d->shown_as[i] = SURVEY_NONE;
    for (size_t i = 0; i < d->group_count; i++)
        if (group_goroutine(d, i)->is_main && d->groups[i].wanted) show_all(d, (int32_t)i);
    for (size_t i = 0; i < d->group_count; i++)
        if (d->cycle_of[i] != SURVEY_NONE) show_all(d, (int32_t)i);
    for (size_t i = 0; i < d->group_count; i++)
        if (waits_for_others(group_goroutine(d, i))) show_all(d, (int32_t)i);
    for (size_t i = 0; i < d->group_count; i++) {
        if (!d->groups[i].wanted)
            d->graph->apart += d->groups[i].member_count;
        else if (!shown(d, (int32_t)i))
            d->graph->left_out += d->groups[i].member_count;
    }
}

/* ---- The graph ---- */

static void edge_add(Graph *g, int32_t from, int32_t to, GraphVerb verb) {
    int32_t cycle = g->nodes[from].cycle;
    g->edges[g->edge_count++] =
        (GraphEdge){from, to, verb, cycle != SURVEY_NONE && cycle == g->nodes[to].cycle};
}

static void node_edges(Draft *d, int32_t node) {
    Graph *g = d->graph;
    GraphNode *n = &g->nodes[node];
    int32_t whole = n->kind == GRAPH_GOROUTINES ? d->group_of[n->index] : object_node(d, n->index);
    for (size_t i = d->first_link[whole]; i < d->first_link[whole + 1]; i++) {
        if (shown(d, d->links[i].to))
            edge_add(g, node, d->shown_as[d->links[i].to], d->links[i].verb);
        else
            n->missing++;
    }
}

static GraphVerb nil_verb(const Draft *d, int32_t goroutine) {
    const SurveyGoroutine *g = &d->survey->goroutines[goroutine];
    if (g->reason == WAIT_SELECT_NO_CASES) return GRAPH_SELECTS;
    for (size_t i = 0; i < g->wait_count; i++)
        if (d->survey->waits[g->wait + i].object == SURVEY_NONE)
            return d->survey->waits[g->wait + i].send ? GRAPH_SENDS : GRAPH_RECEIVES;
    return GRAPH_RECEIVES;
}

static void edges_make(Draft *d) {
    Graph *g = d->graph;
    g->edges = draft_array(d, d->link_count + g->node_count, sizeof *g->edges);
    if (d->failed) return;
    for (size_t i = 0; i < g->node_count; i++)
        if (g->nodes[i].kind == GRAPH_GOROUTINES || g->nodes[i].kind == GRAPH_OBJECT) {
            node_edges(d, (int32_t)i);
            /* A nil channel stands after what else the goroutine waits for. */
            for (size_t j = i + 1; g->nodes[i].kind == GRAPH_GOROUTINES && j < g->node_count; j++) {
                if (g->nodes[j].kind == GRAPH_GOROUTINES) break;
                if (g->nodes[j].kind != GRAPH_OBJECT)
                    edge_add(g, (int32_t)i, (int32_t)j, nil_verb(d, g->nodes[i].index));
            }
        }
}

/* ---- Names ---- */

/* As much of the text as fits, ended between two characters. */
static void text_cut(char *to, size_t size, const char *text) {
    size_t length = strlen(text);
    if (length >= size) {
        length = size - 4;
        while (length && ((unsigned char)text[length] & 0xC0) == 0x80) length--;
    }
    snprintf(to, size, "%.*s%s", (int)length, text, text[length] ? "..." : "");
}

static void name_write(const Graph *g, const GraphNode *n, char *name) {
    const Survey *s = g->survey;
    char text[NAME_SIZE - 32];
    switch (n->kind) {
    case GRAPH_GOROUTINES: {
        const SurveyGoroutine *first = &s->goroutines[n->index];
        if (n->member_count == 1) {
            snprintf(name, NAME_SIZE, "goroutine %llu", (unsigned long long)first->id);
            break;
        }
        text_cut(text, sizeof text, first->function ? first->function : "goroutines");
        snprintf(name, NAME_SIZE, "%s x %zu", text, n->member_count);
        break;
    }
    case GRAPH_OBJECT: {
        const SurveyObject *o = &s->objects[n->index];
        const char *called = survey_object_name(s, o);
        text_cut(text, sizeof text, called ? called : o->type ? o->type : "?");
        snprintf(name, NAME_SIZE, "%s%s", called ? "" : "a ", text);
        break;
    }
    case GRAPH_NIL:
        snprintf(name, NAME_SIZE, "nil channel");
        break;
    case GRAPH_NOTHING:
        snprintf(name, NAME_SIZE, "nothing");
        break;
    }
}

/* Numbers those that have the same name as another one. */
static void names_part(Graph *g) {
    bool numbered[GRAPH_NODES_MAX] = {false};
    for (size_t i = 0; i < g->node_count; i++) {
        if (numbered[i] || g->nodes[i].kind > GRAPH_OBJECT) continue;
        int number = 1;
        char *name = g->names + i * NAME_SIZE;
        for (size_t j = i + 1; j < g->node_count; j++) {
            char *other = g->names + j * NAME_SIZE;
            if (g->nodes[j].kind > GRAPH_OBJECT || strcmp(name, other) != 0) continue;
            numbered[j] = true;
            snprintf(other + strlen(other), 16, " #%d", ++number);
        }
        if (number > 1) snprintf(name + strlen(name), 16, " #1");
    }
}

static void names_make(Draft *d) {
    Graph *g = d->graph;
    g->names = draft_array(d, g->node_count, NAME_SIZE);
    if (d->failed) return;
    for (size_t i = 0; i < g->node_count; i++) {
        g->nodes[i].name = g->names + i * NAME_SIZE;
        name_write(g, &g->nodes[i], g->names + i * NAME_SIZE);
    }
    names_part(g);
}

/* ---- The whole ---- */

static void draft_free(Draft *d) {
    free(d->owns);
    free(d->group_of);
    free(d->groups);
    free(d->links);
    free(d->first_link);
    free(d->cycle_of);
    free(d->shown_as);
}

Graph *graph_make(const Survey *s, GraphMoment moment) {
    Graph *g = calloc(1, sizeof *g);
    if (!g) return NULL;
    g->survey = s;
    Draft d = {.graph = g, .survey = s, .moment = moment};
    void (*const steps[])(Draft *) = {groups_make,  links_make, stuck_mark, cycles_find,
                                      nodes_choose, edges_make, names_make};
    for (size_t i = 0; !d.failed && i < sizeof steps / sizeof *steps; i++) steps[i](&d);
    draft_free(&d);
    if (!d.failed) return g;
    graph_delete(g);
    return NULL;
}

void graph_delete(Graph *g) {
    if (!g) return;
    free(g->edges);
    free(g->members);
    free(g->names);
    free(g);
}
