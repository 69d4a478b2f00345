/* A wait-for graph for graphviz: the whole of it as DOT, for who wants to draw it that way; and as little of it as it takes
 * to have it laid out, and what comes back. */
#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "repl/graph_layout.h"
#include "lua/width.h"
#include "runtime/posix.h"
#include "runtime/runtime.h"

enum { SECONDS = 5, INCH = 72, READ_SIZE = 4096 };

static const char dot_head[] = "digraph {\n"
                               "  rankdir=%s\n"
                               "  nodesep=0.35\n"
                               "  ranksep=0.5\n";

/* ---- DOT ---- */

/* The text in quotes; \n in it begins a line. */
static void quote(Bytes *out, const char *text) {
    bytes_add(out, "\"", 1);
    for (const char *c = text; *c;) {
        size_t size = width_character(c);
        if (*c == '"' || *c == '\\') bytes_add(out, "\\", 1);
        if (*c == '\n')
            bytes_add(out, "\\n", 2);
        else
            bytes_add(out, size ? c : "?", size ? size : 1);
        c += size ? size : 1;
    }
    bytes_add(out, "\"", 1);
}

static void dot_node(const Graph *g, size_t node, Bytes *out) {
    const GraphNode *n = &g->nodes[node];
    Bytes label = {0};
    bytes_format(&label, "%s\n", n->name);
    graph_describe(g, n, &label);
    bytes_add(&label, "", 1);
    bytes_format(out, "  n%zu [label=", node);
    quote(out, label.data);
    if (n->kind == GRAPH_GOROUTINES) bytes_format(out, ", style=rounded");
    if (n->kind == GRAPH_NIL || n->kind == GRAPH_NOTHING) bytes_format(out, ", style=dashed");
    if (n->cycle != SURVEY_NONE) bytes_format(out, ", penwidth=2");
    bytes_format(out, "]\n");
    bytes_free(&label);
}

void graph_dot(const Graph *g, Bytes *out) {
    bytes_format(out, dot_head, "LR");
    bytes_format(out, "  node [shape=box]\n");
    for (size_t i = 0; i < g->node_count; i++) dot_node(g, i, out);
    for (size_t i = 0; i < g->edge_count; i++) {
        const GraphEdge *e = &g->edges[i];
        bytes_format(out, "  n%d -> n%d [label=", e->from, e->to);
        quote(out, graph_verb_text(e->verb));
        if (e->verb > GRAPH_BEHIND) bytes_format(out, ", style=dashed");
        if (e->cycle) bytes_format(out, ", penwidth=2");
        bytes_format(out, "]\n");
    }
    Bytes rest = {0};
    graph_rest(g, &rest);
    if (rest.length) {
        bytes_add(&rest, "", 1);
        bytes_format(out, "  label=");
        quote(out, rest.data);
        bytes_format(out, "\n");
    }
    bytes_free(&rest);
    bytes_format(out, "}\n");
}

/* ---- Asking graphviz ---- */

/* What is to be laid out: sizes only. An edge's colour is its number, because that comes back. */
static void question(const Graph *g, bool down, const GraphLayout *layout, Bytes *out) {
    bytes_format(out, dot_head, down ? "TB" : "LR");
    bytes_format(out, "  node [shape=box, fixedsize=true, label=\"\"]\n"
                      "  edge [fontname=\"monospace\", fontsize=14, arrowhead=none]\n");
    for (size_t i = 0; i < g->node_count; i++)
        bytes_format(
            out, "  n%zu [width=%d.%02d, height=%d.%02d]\n", i, (int)layout->boxes[i].width / INCH,
            (int)layout->boxes[i].width % INCH * 100 / INCH, (int)layout->boxes[i].height / INCH,
            (int)layout->boxes[i].height % INCH * 100 / INCH);
    for (size_t i = 0; i < g->edge_count; i++)
        bytes_format(out, "  n%d -> n%d [label=\" %s \", color=\"#%06zx\"]\n", g->edges[i].from,
                     g->edges[i].to, graph_verb_text(g->edges[i].verb), i);
    bytes_format(out, "}\n");
}

/* Reads until the other end is closed; false when that takes too long. */
static bool answer_read(int fd, Bytes *answer) {
    int64_t end = posix_monotonic() + (int64_t)SECONDS * 1000000000;
    for (;;) {
        int64_t left = (end - posix_monotonic()) / 1000000;
        struct pollfd pollfd = {.fd = fd, .events = POLLIN};
        int ready = left > 0 ? poll(&pollfd, 1, (int)left) : 0;
        if (ready == 0) return false;
        if (ready < 0 && errno != EINTR) return false;
        if (ready < 0) continue;
        ssize_t count = read(fd, bytes_room(answer, READ_SIZE), READ_SIZE);
        if (count == 0) return true;
        if (count < 0 && errno != EINTR) return false;
        if (count > 0) answer->length += (size_t)count;
    }
}

/* Runs dot; its answer, or false. */
static bool dot_ask(const Bytes *graph, Bytes *answer) {
    Bytes command = {0};
    Child child;
    int fd;
    bytes_format(&command, "exec dot -Tplain 2>/dev/null <<'end'\n%.*send\n", (int)graph->length,
                 graph->data);
    bytes_add(&command, "", 1);
    int error = child_start(&child, command.data, CHILD_OUTPUT, &fd);
    bytes_free(&command);
    if (error) return false;
    bool read = answer_read(fd, answer);
    close(fd);
    if (!read) kill((pid_t)child.id, SIGKILL);
    ChildEnd end;
    child_ended(&child, true, &end);
    return read && !end.error && !end.signalled && end.code == 0;
}

/* ---- What comes back ---- */

/* What is still to be read, and whether all was as it should be so far. */
typedef struct Answer {
    const char *at;
    bool good;
} Answer;

static bool take_word(Answer *a, const char *word) {
    size_t length = strlen(word);
    while (*a->at == ' ') a->at++;
    if (strncmp(a->at, word, length) != 0) return false;
    a->at += length;
    return true;
}

/* Digits, a point and digits; the C library's reader would go by the program's locale. */
static double take_number(Answer *a) {
    while (*a->at == ' ') a->at++;
    bool negative = *a->at == '-';
    if (negative) a->at++;
    if (!isdigit((unsigned char)*a->at)) a->good = false;
    double number = 0, unit = 1;
    for (; isdigit((unsigned char)*a->at); a->at++) number = number * 10 + (*a->at - '0');
    if (*a->at == '.')
        for (a->at++; isdigit((unsigned char)*a->at); a->at++)
            number += (*a->at - '0') * (unit /= 10);
    if (*a->at == 'e') { /* only what is next to nothing is written so */
        number = 0;
        a->at += strcspn(a->at, " \n");
    }
    return negative ? -number : number;
}

static size_t take_index(Answer *a, size_t count) {
    double index = take_number(a);
    if (index < (double)count) return (size_t)index;
    a->good = false;
    return 0;
}

static void take_line(Answer *a) {
    a->at += strcspn(a->at, "\n");
    if (*a->at) a->at++;
}

/* Graphviz counts upwards, in inches. */
static GraphPoint take_point(Answer *a, const GraphLayout *layout) {
    double x = take_number(a) * INCH, y = take_number(a) * INCH;
    return (GraphPoint){x, layout->height - y};
}

/* An edge's number stands at the end of its line. */
static size_t edge_number(Answer *a, size_t count) {
    const char *end = a->at + strcspn(a->at, "\n"), *sign = end;
    while (sign > a->at && *sign != '#') sign--;
    char *after;
    unsigned long number = *sign == '#' ? strtoul(sign + 1, &after, 16) : count;
    if (number < count) return number;
    a->good = false;
    return 0;
}

static void take_edge(Answer *a, const Graph *g, GraphLayout *layout) {
    GraphPath *path = &layout->paths[edge_number(a, g->edge_count)];
    if (!take_word(a, "n")) a->good = false;
    take_index(a, g->node_count);
    if (!take_word(a, "n")) a->good = false;
    take_index(a, g->node_count);
    size_t count = take_index(a, 10000);
    if (!a->good || path->points || count % 3 != 1) {
        a->good = false;
        return;
    }
    Bytes points = {0};
    bytes_room(&points, count * sizeof *path->points);
    path->points = (GraphPoint *)(void *)points.data;
    path->count = count;
    for (size_t i = 0; i < count; i++) path->points[i] = take_point(a, layout);
    while (*a->at == ' ') a->at++;
    if (*a->at == '"') /* the label: no word of ours has a quote in it */
        a->at += strcspn(a->at + 1, "\"\n") + 2;
    else
        a->at += strcspn(a->at, " \n");
    path->label = take_point(a, layout);
}

/* Reads it all; false when anything is missing. */
static bool answer_take(Answer *a, const Graph *g, GraphLayout *layout) {
    size_t nodes = 0, edges = 0;
    if (!take_word(a, "graph")) return false;
    take_number(a);
    layout->width = take_number(a) * INCH;
    layout->height = take_number(a) * INCH;
    take_line(a);
    for (; a->good && *a->at && !take_word(a, "stop"); take_line(a)) {
        if (take_word(a, "node n")) {
            size_t node = take_index(a, g->node_count);
            layout->boxes[node].at = take_point(a, layout);
            nodes++;
        } else if (take_word(a, "edge")) {
            take_edge(a, g, layout);
            edges++;
        }
    }
    return a->good && nodes == g->node_count && edges == g->edge_count;
}

bool graph_layout_dot(const Graph *g, bool down, GraphLayout *layout) {
    Bytes graph = {0}, answer = {0}, paths = {0};
    question(g, down, layout, &graph);
    bool good = dot_ask(&graph, &answer);
    if (good) {
        bytes_add(&answer, "", 1);
        bytes_room(&paths, (g->edge_count + 1) * sizeof *layout->paths);
        memset(paths.data, 0, (g->edge_count + 1) * sizeof *layout->paths);
        GraphLayout laid_out = *layout;
        laid_out.labels_beside = true;
        laid_out.paths = (GraphPath *)(void *)paths.data;
        good = answer_take(&(Answer){answer.data, true}, g, &laid_out);
        graph_layout_clear(g, good ? layout : &laid_out);
        if (good) *layout = laid_out;
    }
    bytes_free(&graph);
    bytes_free(&answer);
    return good;
}
