/* What the drawings of a wait-for graph say in words. */
#include <string.h>

#include "lua/stuck.h"
#include "repl/graph.h"

enum { IDS_TOLD = 6 };

const char *graph_function(const Graph *g, const GraphNode *n) {
    const SurveyGoroutine *first = &g->survey->goroutines[n->index];
    if (first->function) return first->function;
    return first->is_main ? "main.main" : first->at;
}

const char *graph_verb_text(GraphVerb verb) {
    switch (verb) {
    case GRAPH_RECEIVES:
        return "receive";
    case GRAPH_SENDS:
        return "send";
    case GRAPH_LOCKS:
        return "Lock";
    case GRAPH_RLOCKS:
        return "RLock";
    case GRAPH_DOES:
        return "Do";
    case GRAPH_WAITS:
        return "Wait";
    case GRAPH_SELECTS:
        return "select";
    case GRAPH_HELD_BY:
        return "held by";
    case GRAPH_RUN_BY:
        return "run by";
    case GRAPH_READ_BY:
        return "read by";
    case GRAPH_BEHIND:
        return "behind";
    case GRAPH_COULD_SEND:
        return "could send";
    case GRAPH_COULD_RECEIVE:
        return "could receive";
    case GRAPH_COULD_DONE:
        return "could call Done";
    case GRAPH_COULD_SIGNAL:
        return "could Signal";
    }
    return "";
}

/* ---- Nodes ---- */

static void place_add(Bytes *out, const char *before, SurveyPlace place) {
    if (place.file) bytes_format(out, "%s%s:%d", before, place.file, place.line);
}

static void ids_add(const Graph *g, const GraphNode *n, Bytes *out) {
    const Survey *s = g->survey;
    size_t told = n->member_count <= IDS_TOLD + 1 ? n->member_count : IDS_TOLD;
    bytes_format(out, "goroutines ");
    for (size_t i = 0; i < told; i++) {
        const char *before = i == 0 ? "" : i + 1 < n->member_count ? ", " : " and ";
        bytes_format(out, "%s%llu", before,
                     (unsigned long long)s->goroutines[g->members[n->member + i]].id);
    }
    if (told < n->member_count) bytes_format(out, " and %zu more", n->member_count - told);
}

static void goroutine_describe(const Graph *g, const GraphNode *n, Bytes *out) {
    const SurveyGoroutine *first = &g->survey->goroutines[n->index];
    if (n->member_count > 1) {
        ids_add(g, n, out);
    } else if (graph_function(g, n)) {
        bytes_format(out, "%s", graph_function(g, n));
    }
    if (first->state) bytes_format(out, "%s%s", out->length ? ", " : "", first->state);
    place_add(out, " at ", first->place);
    if (first->leaked) bytes_format(out, ", leaked");
}

static void channel_describe(const SurveyObject *o, Bytes *out) {
    bytes_format(out, "%s", o->type ? o->type : "chan");
    if (o->timer)
        bytes_format(out, " of a timer");
    else if (o->capacity == 0)
        bytes_format(out, ", unbuffered");
    else
        bytes_format(out, ", %zu of %zu buffered", o->length, o->capacity);
    if (o->closed) bytes_format(out, ", closed");
    place_add(out, ", made at ", o->made);
}

static void object_describe(const SurveyObject *o, Bytes *out) {
    switch (o->kind) {
    case SURVEY_CHAN:
        channel_describe(o, out);
        break;
    case SURVEY_MUTEX:
        bytes_format(out, "%s", o->type ? o->type : "sync.Mutex");
        if (o->locked) bytes_format(out, survey_is_once(o) ? ", running" : ", locked");
        break;
    case SURVEY_RWMUTEX:
        bytes_format(out, "%s", o->type ? o->type : "sync.RWMutex");
        if (o->locked) bytes_format(out, ", locked");
        if (o->readers) bytes_format(out, ", read-locked by %u", o->readers);
        break;
    case SURVEY_WAITGROUP:
        bytes_format(out, "%s, its counter is %lld", o->type ? o->type : "sync.WaitGroup",
                     (long long)o->counter);
        break;
    case SURVEY_COND:
        bytes_format(out, "%s", o->type ? o->type : "sync.Cond");
        break;
    }
}

void graph_describe(const Graph *g, const GraphNode *n, Bytes *out) {
    Bytes text = {0};
    switch (n->kind) {
    case GRAPH_GOROUTINES:
        goroutine_describe(g, n, &text);
        break;
    case GRAPH_OBJECT:
        object_describe(&g->survey->objects[n->index], &text);
        break;
    case GRAPH_NIL:
        bytes_format(&text, "to send to it or to receive from it waits for ever");
        break;
    case GRAPH_NOTHING:
        bytes_format(&text, "a select with no case that can happen waits for ever");
        break;
    }
    bytes_add(out, text.data, text.length);
    bytes_free(&text);
}

/* ---- Where no edge leads on ---- */

static bool is_context(const char *name) {
    static const char end[] = ".Done()";
    size_t length = strlen(name), size = sizeof end - 1;
    return length > size && strcmp(name + length - size, end) == 0;
}

static const char *nobody(const GraphNode *what, SurveyKind kind, GraphVerb verb) {
    if (kind == SURVEY_WAITGROUP) return "nobody else has it";
    if (kind == SURVEY_COND) return "nobody else can Signal";
    if (is_context(what->name)) return "nobody can cancel it";
    return verb == GRAPH_SENDS ? "nobody else can receive" : "nobody else can send";
}

void graph_dead_end(const Graph *g, const GraphEdge *edge, Bytes *out) {
    const GraphNode *who = &g->nodes[edge->from], *what = &g->nodes[edge->to];
    if (what->kind != GRAPH_OBJECT) {
        bytes_format(out, "for ever");
        return;
    }
    const SurveyObject *o = &g->survey->objects[what->index];
    Helpers h;
    stuck_helpers(g->survey, who->index, &(SurveyWait){what->index, edge->verb == GRAPH_SENDS}, &h);
    if (what->missing && h.count)
        bytes_format(out, "goroutine %llu%s, not drawn",
                     (unsigned long long)g->survey->goroutines[h.goroutines[0]].id,
                     h.count > 1 ? " or another" : "");
    else if (h.gone && o->entry)
        bytes_format(out, "held by an earlier entry (line %d)", o->entry);
    else if (h.gone)
        bytes_format(out, "held by goroutine %llu, which has ended", (unsigned long long)h.gone);
    else if (o->timer)
        bytes_format(out, "%s", who->stuck ? "its timer will not send" : "its timer sends");
    else if (h.known && !h.count && who->stuck && o->kind != SURVEY_MUTEX &&
             o->kind != SURVEY_RWMUTEX)
        bytes_format(out, "%s", nobody(what, o->kind, edge->verb));
}

const GraphEdge *graph_next_help(const Graph *g, const GraphEdge *edge, const GraphEdge *after) {
    const GraphEdge *end = g->edges + g->edge_count;
    for (const GraphEdge *e = after ? after + 1 : g->edges; e < end; e++)
        if (e->from == edge->to && graph_helps(edge->verb, e->verb)) return e;
    return NULL;
}

/* "goroutines 2, 3" and then those of which there are several. */
void graph_helpers(const Graph *g, const GraphEdge *edge, const GraphEdge *help, Bytes *out) {
    const GraphNode *told[GRAPH_NODES_MAX];
    size_t count = 0, singles = 0, missing = g->nodes[edge->to].missing;
    for (int several = 0; several < 2; several++) {
        for (const GraphEdge *e = help; e && count < GRAPH_NODES_MAX;
             e = graph_next_help(g, edge, e))
            if (e->verb == help->verb && (g->nodes[e->to].member_count > 1) == several)
                told[count++] = &g->nodes[e->to];
        if (!several) singles = count;
    }
    for (size_t i = 0; i < count; i++) {
        bool last = i + 1 == count && !missing;
        bytes_format(out, "%s", i == 0 ? "" : last ? " and " : ", ");
        if (i == 0 && singles > 1) bytes_format(out, "goroutines ");
        if (i < singles && singles > 1)
            bytes_format(out, "%llu", (unsigned long long)g->survey->goroutines[told[i]->index].id);
        else
            bytes_format(out, "%s", told[i]->name);
    }
    if (missing) bytes_format(out, " and %zu more", missing);
}

/* ---- Around the nodes ---- */

/* How many in its cycle a goroutine waits for. */
static size_t next_count(const Graph *g, size_t node) {
    size_t count = 0;
    for (size_t i = 0; i < g->edge_count; i++) {
        if (g->edges[i].from != (int32_t)node) continue;
        for (const GraphEdge *e = NULL; (e = graph_next_help(g, &g->edges[i], e));)
            count += e->cycle;
    }
    return count;
}

const char *graph_cycle_text(const Graph *g, int32_t cycle) {
    size_t goroutines = 0, members = 0;
    bool whole = true, simple = true;
    for (size_t i = 0; i < g->node_count; i++) {
        if (g->nodes[i].cycle != cycle) continue;
        whole &= !g->nodes[i].broken;
        if (g->nodes[i].kind != GRAPH_GOROUTINES) continue;
        goroutines++;
        members += g->nodes[i].member_count;
        simple &= next_count(g, i) == 1;
    }
    if (!whole) return "part of a larger cycle: they wait for each other";
    if (members == 1) return "a cycle: it waits for itself";
    if (goroutines == 1) return "cycles: each waits for itself";
    if (simple) return "a cycle: each waits for the next";
    return "a cycle: they wait for each other";
}

/* Whether somebody who could end one of the waits may have been overlooked. */
static bool is_uncertain(const Graph *g) {
    const Survey *s = g->survey;
    size_t waiting = 0;
    for (size_t i = 0; i < s->goroutine_count; i++) waiting += s->goroutines[i].status == G_WAITING;
    if (waiting <= SURVEY_HOLDERS_MAX) return false;
    for (size_t i = 0; i < g->edge_count; i++) {
        GraphVerb verb = g->edges[i].verb;
        if (verb == GRAPH_RECEIVES || verb == GRAPH_SENDS || verb == GRAPH_WAITS) return true;
    }
    return false;
}

void graph_rest(const Graph *g, Bytes *out) {
    if (g->left_out)
        bytes_format(out, "%zu more goroutine%s for others.\n", g->left_out,
                     g->left_out == 1 ? " waits" : "s wait");
    if (g->apart)
        bytes_format(out, "%zu goroutine%s for no other.\n", g->apart,
                     g->apart == 1 ? " waits" : "s wait");
    if (is_uncertain(g))
        bytes_format(out, "Not all who could end a wait are known: more than %d goroutines wait.\n",
                     SURVEY_HOLDERS_MAX);
}
