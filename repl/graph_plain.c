/* A wait-for graph in sentences: a line for each wait, cycle and thing, none of which needs another to be understood. */
#include "repl/graph.h"

#include "lua/width.h"

/* What disturbs no terminal. */
static void say(Bytes *out, const char *text, size_t length) {
    for (const char *end = text + length; text < end;) {
        size_t size = width_character(text);
        bytes_add(out, size ? text : "?", size ? size : 1);
        text += size ? size : 1;
    }
}

static void say_node(const Graph *g, const GraphNode *n, Bytes *out) {
    Bytes text = {0};
    bytes_format(&text, "%s: ", n->name);
    graph_describe(g, n, &text);
    say(out, text.data, text.length);
    bytes_free(&text);
}

static void say_wait(const Graph *g, const GraphEdge *edge, Bytes *out) {
    const GraphNode *object = &g->nodes[edge->to];
    Bytes text = {0}, end = {0};
    bytes_format(&text, "; waits for %s", graph_verb_text(edge->verb));
    if (edge->verb != GRAPH_SELECTS) bytes_format(&text, " on %s", object->name);
    const GraphEdge *help = graph_next_help(g, edge, NULL);
    if (help) {
        bytes_format(&text, ", %s: ", graph_verb_text(help->verb));
        graph_helpers(g, edge, help, &text);
    } else {
        graph_dead_end(g, edge, &end);
        if (end.length) bytes_format(&text, ", %.*s", (int)end.length, end.data);
    }
    say(out, text.data, text.length);
    bytes_free(&text);
    bytes_free(&end);
}

static void say_goroutines(const Graph *g, size_t node, Bytes *out) {
    bool waits = false;
    for (size_t i = 0; i < g->edge_count; i++) {
        if (g->edges[i].from != (int32_t)node) continue;
        if (!waits) say_node(g, &g->nodes[node], out);
        waits = true;
        say_wait(g, &g->edges[i], out);
    }
    if (!waits) say_node(g, &g->nodes[node], out);
    if (waits && g->nodes[node].missing) bytes_format(out, ", and %zu more", g->nodes[node].missing);
    bytes_add(out, "\n", 1);
}

static void say_cycle(const Graph *g, int32_t cycle, Bytes *out) {
    bool first = true;
    for (size_t i = 0; i < g->node_count; i++) {
        if (g->nodes[i].cycle != cycle || g->nodes[i].kind != GRAPH_GOROUTINES) continue;
        bytes_format(out, "%s%s", first ? "" : ", ", g->nodes[i].name);
        first = false;
    }
    bytes_format(out, ": %s\n", graph_cycle_text(g, cycle));
}

void graph_plain(const Graph *g, Bytes *out) {
    if (!g->edge_count) bytes_format(out, "no goroutine waits for another\n");
    for (size_t i = 0; i < g->node_count && g->edge_count; i++)
        if (g->nodes[i].kind == GRAPH_GOROUTINES) say_goroutines(g, i, out);
    for (int32_t i = 0; i < g->cycle_count; i++) say_cycle(g, i, out);
    for (size_t i = 0; i < g->node_count && g->edge_count; i++) {
        if (g->nodes[i].kind != GRAPH_OBJECT) continue;
        say_node(g, &g->nodes[i], out);
        bytes_add(out, "\n", 1);
    }
    graph_rest(g, out);
}
