/* The wait-for graph. First it is made of all goroutines and objects, alike goroutines together; in that the cycles are
 * found; then the nodes are chosen that a picture has room for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/graph_build.h"

enum { NAME_SIZE = 96 };

bool graph_waits(GraphVerb verb) {
    return verb <= GRAPH_SELECTS;
}

bool graph_helps(GraphVerb waits, GraphVerb help) {
    switch (help) {
    case GRAPH_HELD_BY:
        return waits == GRAPH_LOCKS || waits == GRAPH_RLOCKS;
    case GRAPH_RUN_BY:
        return waits == GRAPH_DOES;
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

/* ---- Which nodes are shown ---- */

enum {
    OBJECTS_SHOWN = 8, /* of those that one goroutine waits for */
    HELPERS_SHOWN = 6  /* of those who could end the wait for one object */
};

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
    GraphNode *n = node_add(d, GRAPH_OBJECT, node - (int32_t)d->group_count);
    n->member_count = d->alike[n->index];
    n->cycle = d->cycle_of[node];
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
    if (waits_for_nothing(goroutine)) node_add(d, GRAPH_NOTHING, SURVEY_NONE);
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

/* How many a link leads to. */
static size_t link_weight(const Draft *d, const Link *l) {
    return l->to < (int32_t)d->group_count ? d->groups[l->to].member_count : 1;
}

/* Adds the edges of a node. A thing gets no more than HELPERS_SHOWN of those who could help, its cycle's before others. */
static void node_edges(Draft *d, int32_t node) {
    Graph *g = d->graph;
    GraphNode *n = &g->nodes[node];
    int32_t whole = n->kind == GRAPH_GOROUTINES ? d->group_of[n->index] : object_node(d, n->index);
    size_t in_cycle = 0, others = 0, most = n->kind == GRAPH_OBJECT ? HELPERS_SHOWN : SIZE_MAX;
    for (size_t i = d->first_link[whole]; i < d->first_link[whole + 1]; i++) {
        const Link *l = &d->links[i];
        in_cycle += shown(d, l->to) && n->cycle != SURVEY_NONE && d->cycle_of[l->to] == n->cycle;
    }
    if (in_cycle > most) in_cycle = most;
    others = most - in_cycle;
    for (size_t i = d->first_link[whole]; i < d->first_link[whole + 1]; i++) {
        const Link *l = &d->links[i];
        bool cycle = n->cycle != SURVEY_NONE && d->cycle_of[l->to] == n->cycle;
        size_t *left = cycle ? &in_cycle : &others;
        if (shown(d, l->to) && *left > 0) {
            edge_add(g, node, d->shown_as[l->to], l->verb);
            --*left;
            continue;
        }
        n->missing += link_weight(d, l);
        n->broken |= cycle && !shown(d, l->to);
    }
}

static GraphVerb nil_verb(const Draft *d, int32_t goroutine) {
    const SurveyGoroutine *g = &d->survey->goroutines[goroutine];
    if (waits_for_nothing(g)) return GRAPH_SELECTS;
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
        text_cut(text, sizeof text,
                 first->function ? first->function
                 : first->at     ? first->at
                                 : "goroutines");
        snprintf(name, NAME_SIZE, "%s x %zu", text, n->member_count);
        break;
    }
    case GRAPH_OBJECT: {
        const SurveyObject *o = &s->objects[n->index];
        const char *called = survey_object_name(s, o);
        text_cut(text, sizeof text, called ? called : o->type ? o->type : "?");
        if (n->member_count > 1)
            snprintf(name, NAME_SIZE, "%s x %zu", text, n->member_count);
        else
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
    free(d->stands_for);
    free(d->alike);
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
    void (*const steps[])(Draft *) = {objects_join, groups_make,  links_make, stuck_mark,
                                      cycles_find,  nodes_choose, edges_make, names_make};
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
