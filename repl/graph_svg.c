/* A wait-for graph as SVG: a file that needs no other, readable on light and dark, and by whom colours or the whole picture
 * tell nothing: what a colour says is also said by a line's form and in words. */
#include <stdio.h>
#include <string.h>

#include "repl/graph_layout.h"
#include "repl/svg.h"
#include "lua/width.h"

enum {
    CHARACTER = 8, /* pixels, as wide as the widest of the usual fonts has it */
    LINE = 18,
    PAD_X = 14,
    PAD_Y = 9,
    BADGE = 30,      /* beside the text of an object, for its sign */
    CHARACTERS = 60, /* in a line of a node */
    LINES = 6,
    SHORT = 22, /* characters of what two lines are not worth for */
    SLOTS = 8,  /* drawn of a buffer */
    MARGIN = 24,
    HEAD = 40,
    FOOT_LINE = 18,
    WIDTH_MIN = 440,
    WIDTH_MAX = 1300,
};

static const char style[] =
    "<style>\n"
    ".paper{fill:#ffffff}\n"
    "text{font:13px ui-monospace,\"DejaVu Sans Mono\",\"Liberation "
    "Mono\",Menlo,Consolas,monospace;fill:#1f2430}\n"
    ".head{font-size:15px;font-weight:bold}\n"
    ".name{font-weight:bold}\n"
    ".small{font-size:12px;fill:#555d6e}\n"
    ".alone{font-size:12px;fill:#a8341c}\n"
    ".verb{font-size:11px;fill:#3d4454}\n"
    ".box{stroke:#3569b5;fill:#e9f1fc;stroke-width:1.5}\n"
    ".thing{stroke:#8a6a1f;fill:#fdf5df;stroke-width:1.5}\n"
    ".void{stroke:#7b8294;fill:#ffffff;stroke-width:1.5;stroke-dasharray:5 4}\n"
    ".sign{stroke:#8a6a1f;fill:none;stroke-width:1.6}\n"
    ".full{stroke:#8a6a1f;fill:#d9a827;stroke-width:1.2}\n"
    ".free{stroke:#8a6a1f;fill:none;stroke-width:1.2}\n"
    ".edge{stroke:#586074;fill:none;stroke-width:1.4}\n"
    ".tip{fill:#586074}\n"
    ".could{stroke-dasharray:6 4}\n"
    ".cycle{stroke:#c2402a;stroke-width:2.6}\n"
    ".cycletip{fill:#c2402a}\n"
    "@media (prefers-color-scheme:dark){\n"
    ".paper,.void{fill:#171a21}\n"
    "text{fill:#e6e9f0}\n"
    ".small{fill:#a9b1c3}\n"
    ".alone{fill:#ff9d85}\n"
    ".verb{fill:#c6ccda}\n"
    ".box{stroke:#7aa7ea;fill:#1d2b44}\n"
    ".thing{stroke:#d3ae55;fill:#332a14}\n"
    ".sign{stroke:#d3ae55}\n"
    ".full{stroke:#d3ae55;fill:#d3ae55}\n"
    ".free{stroke:#d3ae55}\n"
    ".edge{stroke:#98a1b5}\n"
    ".tip{fill:#98a1b5}\n"
    ".cycle{stroke:#ff7a5c}\n"
    ".cycletip{fill:#ff7a5c}\n"
    "}\n"
    "</style>\n"
    "<defs>\n"
    "<marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" "
    "markerHeight=\"9\" "
    "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"tip\" d=\"M0 0 10 5 0 "
    "10z\"/></marker>\n"
    "<marker id=\"cycletip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"11\" "
    "markerHeight=\"11\" "
    "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"cycletip\" d=\"M0 0 10 5 0 "
    "10z\"/></marker>\n"
    "</defs>\n";

/* What stands in a node. */
typedef struct Face {
    char lines[LINES][CHARACTERS * 4 + 8];
    const char *classes[LINES];
    int count;
    size_t slots, slots_full; /* of a buffer that is drawn */
} Face;

typedef struct Svg {
    const Graph *graph;
    GraphLayout layout;
    Face faces[GRAPH_NODES_MAX];
    Bytes *out;
} Svg;

/* ---- Texts ---- */

static void put(Svg *s, const char *text) {
    svg_put(s->out, text);
}

static void put_text(Svg *s, const char *text) {
    svg_text(s->out, text, strlen(text));
}

static void put_number(Svg *s, double number) {
    svg_number(s->out, number);
}

static void put_attribute(Svg *s, const char *name, double number) {
    svg_attribute(s->out, name, number);
}

/* ---- Faces ---- */

static void face_add(Face *f, const char *text, const char *class) {
    if (f->count == LINES || !*text) return;
    size_t length = strlen(text), fits = width_fit(text, length, CHARACTERS);
    if (fits < length) fits = width_fit(text, length, CHARACTERS - 1);
    if (fits > sizeof f->lines[0] - 8) fits = sizeof f->lines[0] - 8;
    memcpy(f->lines[f->count], text, fits);
    strcpy(f->lines[f->count] + fits, fits < length ? "…" : "");
    f->classes[f->count++] = class;
}

/* The end of a path, which says enough. */
static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void goroutine_face(const Graph *g, const GraphNode *n, Face *f) {
    const SurveyGoroutine *first = &g->survey->goroutines[n->index];
    Bytes text = {0};
    face_add(f, n->name, "name");
    if (n->member_count == 1 && graph_function(g, n)) face_add(f, graph_function(g, n), "");
    if (first->state) bytes_format(&text, "%s", first->state);
    if (first->leaked) bytes_format(&text, " (leaked)");
    bytes_add(&text, "", 1);
    face_add(f, text.data, "small");
    text.length = 0;
    if (first->place.file) {
        bytes_format(&text, "%s:%d", file_name(first->place.file), first->place.line);
        bytes_add(&text, "", 1);
        face_add(f, text.data, "small");
    }
    bytes_free(&text);
}

static void object_face(const Graph *g, const GraphNode *n, Face *f) {
    const SurveyObject *o = &g->survey->objects[n->index];
    Bytes text = {0};
    face_add(f, n->name, "name");
    graph_describe(g, n, &text);
    bytes_add(&text, "", 1);
    char *made = strstr(text.data, ", made at ");
    if (made) *made = '\0';
    char *rest = strlen(text.data) > SHORT ? strstr(text.data, ", ") : NULL;
    if (rest) *rest = '\0';
    face_add(f, text.data, "small");
    if (rest) face_add(f, rest + 2, "small");
    bytes_free(&text);
    if (o->made.file) {
        bytes_format(&text, "made at %s:%d", file_name(o->made.file), o->made.line);
        bytes_add(&text, "", 1);
        face_add(f, text.data, "small");
        bytes_free(&text);
    }
    if (o->kind == SURVEY_CHAN && o->capacity > 0) {
        f->slots = o->capacity < SLOTS ? o->capacity : SLOTS;
        f->slots_full = o->length < f->slots ? o->length : f->slots;
    }
}

/* What has no edge. */
static void missing_face(const GraphNode *n, Face *f) {
    char text[CHARACTERS];
    if (!n->missing) return;
    snprintf(text, sizeof text,
             n->kind == GRAPH_OBJECT ? "%zu more could help" : "and waits for %zu more",
             n->missing);
    face_add(f, text, "small");
}

/* Where nobody could end a wait, that is said in the object. */
static void dead_end_face(const Graph *g, size_t node, Face *f) {
    for (size_t i = 0; i < g->edge_count; i++) {
        const GraphEdge *e = &g->edges[i];
        if (e->to != (int32_t)node || !graph_waits(e->verb) || graph_next_help(g, e, NULL))
            continue;
        Bytes text = {0};
        graph_dead_end(g, e, &text);
        bytes_add(&text, "", 1);
        bool said = f->count && strcmp(f->lines[f->count - 1], text.data) == 0;
        if (!said) face_add(f, text.data, "alone");
        bytes_free(&text);
    }
}

static bool has_sign(const GraphNode *n) {
    return n->kind == GRAPH_OBJECT;
}

static void face_make(Svg *s, size_t node) {
    const GraphNode *n = &s->graph->nodes[node];
    Face *f = &s->faces[node];
    if (n->kind == GRAPH_GOROUTINES)
        goroutine_face(s->graph, n, f);
    else if (n->kind == GRAPH_OBJECT)
        object_face(s->graph, n, f);
    else
        face_add(f, n->name, "name");
    missing_face(n, f);
    if (n->kind != GRAPH_GOROUTINES) dead_end_face(s->graph, node, f);
    int widest = 0;
    for (int i = 0; i < f->count; i++) {
        int width = width_of(f->lines[i], strlen(f->lines[i]));
        if (width > widest) widest = width;
    }
    GraphBox *box = &s->layout.boxes[node];
    box->width = widest * CHARACTER + 2 * PAD_X + (has_sign(n) ? BADGE : 0);
    box->height = f->count * LINE + 2 * PAD_Y + (f->slots ? LINE : 0);
}

/* ---- Nodes ---- */

static void put_rectangle(Svg *s, double x, double y, double width, double height, double round,
                          const char *class) {
    svg_rectangle(s->out, class, x, y, width, height, round);
    put(s, "/>");
}

static void put_line(Svg *s, const char *text, double x, double y, const char *class) {
    svg_line(s->out, class, x, y, text, strlen(text));
}

/* What kind of thing it is, in a drawing of 20 x 20 pixels. */
static const char *sign_of(const SurveyObject *o) {
    switch (o->kind) {
    case SURVEY_CHAN: /* a pipe */
        return "<path class=\"sign\" d=\"M3 5h14M3 15h14M7 10h6M10.5 7.5 13 10l-2.5 2.5\"/>";
    case SURVEY_MUTEX:
    case SURVEY_RWMUTEX: /* a padlock */
        return "<path class=\"sign\" d=\"M4 9h12v9H4zM6.5 9V6a3.5 3.5 0 0 1 7 0v3M10 12.5v2.5\"/>";
    case SURVEY_WAITGROUP: /* a flag to arrive at */
        return "<path class=\"sign\" d=\"M5 19V2h11l-3 4 3 4H5\"/>";
    case SURVEY_COND: /* a bell */
        return "<path class=\"sign\" d=\"M3 15h14l-2-3V8a5 5 0 0 0-10 0v4zM8.5 18h3\"/>";
    }
    return "";
}

static void put_slots(Svg *s, const Face *f, double x, double y) {
    for (size_t i = 0; i < f->slots; i++)
        put_rectangle(s, x + (double)i * 15, y, 12, 10, 2, i < f->slots_full ? "full" : "free");
    put(s, "\n");
}

static void put_node(Svg *s, size_t node) {
    const GraphNode *n = &s->graph->nodes[node];
    const Face *f = &s->faces[node];
    const GraphBox *b = &s->layout.boxes[node];
    double x = b->at.x - b->width / 2, y = b->at.y - b->height / 2;
    Bytes text = {0};
    bytes_format(&text, "%s: ", n->name);
    graph_describe(s->graph, n, &text);
    bytes_add(&text, "", 1);
    put(s, "<g><title>");
    put_text(s, text.data);
    put(s, "</title>");
    bytes_free(&text);
    bool goroutines = n->kind == GRAPH_GOROUTINES;
    const char *class = goroutines ? "box" : n->kind == GRAPH_OBJECT ? "thing" : "void";
    double round = goroutines ? 10 : 2;
    if (n->member_count > 1) /* a stack of them */
        for (int i = 2; i > 0; i--)
            put_rectangle(s, x + i * 4, y - i * 4, b->width, b->height, round, class);
    put_rectangle(s, x, y, b->width, b->height, round, class);
    put(s, "\n");
    x += PAD_X;
    if (has_sign(n)) {
        put(s, "<g transform=\"translate(");
        put_number(s, x - 4);
        put(s, " ");
        put_number(s, y + PAD_Y);
        put(s, ")\">");
        put(s, sign_of(&s->graph->survey->objects[n->index]));
        put(s, "</g>\n");
        x += BADGE - 4;
    }
    for (int i = 0; i < f->count; i++)
        put_line(s, f->lines[i], x, y + PAD_Y + i * LINE + 13, f->classes[i]);
    if (f->slots) put_slots(s, f, x, y + PAD_Y + f->count * LINE + 3);
    put(s, "</g>\n");
}

/* ---- Edges ---- */

static bool is_could(GraphVerb verb) {
    return verb > GRAPH_BEHIND;
}

static void put_point(Svg *s, GraphPoint point) {
    put_number(s, point.x);
    put(s, " ");
    put_number(s, point.y);
}

static void put_edge(Svg *s, size_t edge) {
    const GraphEdge *e = &s->graph->edges[edge];
    const GraphPath *path = &s->layout.paths[edge];
    bool could = is_could(e->verb);
    bytes_format(s->out, "<path class=\"edge%s%s\" marker-end=\"url(#%stip)\" d=\"M",
                 could ? " could" : "", e->cycle ? " cycle" : "", e->cycle ? "cycle" : "");
    for (size_t i = 0; i < path->count; i++) {
        put(s, i == 1 ? "C" : i ? " " : "");
        put_point(s, path->points[i]);
    }
    put(s, "\"><title>");
    put_text(s, s->graph->nodes[e->from].name);
    bytes_format(s->out, ", %s, ", graph_verb_text(e->verb));
    put_text(s, s->graph->nodes[e->to].name);
    put(s, "</title></path>\n");
}

/* Over all edges, so that none goes through a word. */
static void put_verb(Svg *s, size_t edge) {
    GraphPoint at = s->layout.paths[edge].label;
    double wide =
        (double)strlen(graph_verb_text(s->graph->edges[edge].verb)) * GRAPH_LABEL_CHARACTER;
    if (!s->layout.labels_beside)
        put_rectangle(s, at.x - wide / 2 - 1, at.y - GRAPH_LABEL_HEIGHT / 2.0, wide + 2,
                      GRAPH_LABEL_HEIGHT, 3, "paper");
    put(s, "<text class=\"verb\" text-anchor=\"middle\"");
    put_attribute(s, "x", at.x);
    put_attribute(s, "y", at.y + 4);
    bytes_format(s->out, ">%s</text>\n", graph_verb_text(s->graph->edges[edge].verb));
}

/* ---- Around them ---- */

/* The lines below the picture: what its lines mean, and who is not in it. */
static void foot_make(const Svg *s, Bytes *foot) {
    const Graph *g = s->graph;
    bool could = false;
    for (size_t i = 0; i < g->edge_count; i++) could |= is_could(g->edges[i].verb);
    if (g->cycle_count) bytes_format(foot, "thick: a cycle, in which each waits for the next\n");
    if (could) bytes_format(foot, "dashed: could end the wait\n");
    graph_rest(g, foot);
    if (!g->node_count) bytes_format(foot, "no goroutine waits for another\n");
}

/* All that the picture says, in sentences. */
static void put_description(Svg *s) {
    const Graph *g = s->graph;
    put(s, "<desc>");
    for (size_t i = 0; i < g->edge_count; i++) {
        put_text(s, g->nodes[g->edges[i].from].name);
        bytes_format(s->out, ", %s, ", graph_verb_text(g->edges[i].verb));
        put_text(s, g->nodes[g->edges[i].to].name);
        put(s, ".\n");
    }
    put(s, "</desc>\n");
}

static void put_head(Svg *s, double width, double height) {
    put(s, "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"Who waits for "
           "whom\" viewBox=\"0 0 ");
    put_number(s, width);
    put(s, " ");
    put_number(s, height);
    put(s, "\"");
    put_attribute(s, "width", width);
    put_attribute(s, "height", height);
    put(s, ">\n<title>Who waits for whom</title>\n");
    put_description(s);
    put(s, style);
    put(s, "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
    put_line(s, "Who waits for whom", MARGIN, MARGIN + 10, "head");
}

static void put_foot(Svg *s, Bytes *foot, double y) {
    for (char *line = strtok(foot->data, "\n"); line; line = strtok(NULL, "\n"), y += FOOT_LINE)
        put_line(s, line, MARGIN, y, "small");
}

/* What is too wide for a screen goes downwards. */
static void layout_make(Svg *s) {
    graph_layout_own(s->graph, false, &s->layout);
    bool down = s->layout.width > WIDTH_MAX && s->layout.width > s->layout.height * 1.5;
    if (down) {
        graph_layout_clear(s->graph, &s->layout);
        graph_layout_own(s->graph, true, &s->layout);
    }
    graph_layout_dot(s->graph, down, &s->layout);
}

void graph_svg(const Graph *g, Bytes *out) {
    Svg s = {.graph = g, .out = out};
    for (size_t i = 0; i < g->node_count; i++) face_make(&s, i);
    layout_make(&s);
    Bytes foot = {0};
    foot_make(&s, &foot);
    int lines = 0;
    for (size_t i = 0; i < foot.length; i++) lines += foot.data[i] == '\n';
    bytes_add(&foot, "", 1);
    double width = s.layout.width + 2 * MARGIN, below = HEAD + MARGIN + s.layout.height + MARGIN;
    put_head(&s, width > WIDTH_MIN ? width : WIDTH_MIN,
             below + lines * FOOT_LINE + (lines ? MARGIN / 2 : 0));
    bytes_format(out, "<g transform=\"translate(%d %d)\">\n", MARGIN, HEAD + MARGIN / 2);
    for (size_t i = 0; i < g->node_count; i++) put_node(&s, i);
    for (size_t i = 0; i < g->edge_count; i++) put_edge(&s, i);
    for (size_t i = 0; i < g->edge_count; i++) put_verb(&s, i);
    put(&s, "</g>\n");
    put_foot(&s, &foot, below + 4);
    put(&s, "</svg>\n");
    graph_layout_clear(g, &s.layout);
    bytes_free(&foot);
}
