/* The layout of a wait-for graph without graphviz. Nodes stand in layers, so that edges lead from left to right, but for
 * those that close a cycle; an edge over several layers has a stop of its own in each that it crosses. In the layers,
 * stops are put into an order with few crossings, and then as near to their neighbours' height as the order allows. */
#include <stdlib.h>
#include <string.h>

#include "repl/graph_layout.h"

enum {
    ROUNDS = 24,
    GAP = 26,
    LAYER_GAP = 60,
    MARGIN = 4,
    PORT = 16,
    EDGE_HEIGHT = 10,
    DEPTH = GRAPH_NODES_MAX
};

/* A node in its layer, or where an edge crosses it. */
typedef struct Stop {
    int layer, order;
    double y, height;
    double wish; /* while stops are moved */
} Stop;

/* An edge from a stop to one in the next layer. */
typedef struct Piece {
    int left, right; /* stops */
} Piece;

typedef struct Plan {
    const Graph *graph;
    bool down;
    GraphLayout *layout; /* until the end as if it were from left to right */
    Stop *stops;         /* those of the nodes first */
    size_t stop_count;
    Piece *pieces; /* those of an edge follow each other, from left to right */
    size_t piece_count;
    size_t *first_piece; /* by edge, and one more */
    int *label_stop;     /* by edge: where its text stands, or -1 if it crosses no layer */
    bool *reversed;      /* by edge: it leads from right to left */
    int layers;
    int *row; /* the stops of one layer, in order */
} Plan;

static void *plan_array(size_t count, size_t size) {
    Bytes bytes = {0};
    bytes_room(&bytes, (count + 1) * size);
    memset(bytes.data, 0, (count + 1) * size);
    return bytes.data;
}

/* ---- Layers ---- */

typedef enum Colour { NEW, OPEN, DONE } Colour;

/* Turns edges that lead back to where the walk has come from. */
static void cycles_open(Plan *p, int node, Colour *colours) {
    const Graph *g = p->graph;
    colours[node] = OPEN;
    for (size_t i = 0; i < g->edge_count; i++) {
        if (g->edges[i].from != node) continue;
        Colour colour = colours[g->edges[i].to];
        p->reversed[i] = colour == OPEN;
        if (colour == NEW) cycles_open(p, g->edges[i].to, colours);
    }
    colours[node] = DONE;
}

static int edge_left(const Plan *p, size_t edge) {
    return p->reversed[edge] ? p->graph->edges[edge].to : p->graph->edges[edge].from;
}

static int edge_right(const Plan *p, size_t edge) {
    return p->reversed[edge] ? p->graph->edges[edge].from : p->graph->edges[edge].to;
}

/* Each node right of all that lead to it; then what nothing leads to, next to what it leads to. */
static void layers_find(Plan *p) {
    const Graph *g = p->graph;
    Colour colours[GRAPH_NODES_MAX] = {NEW};
    for (size_t i = 0; i < g->node_count; i++)
        if (colours[i] == NEW) cycles_open(p, (int)i, colours);
    for (int round = 0; round < DEPTH; round++)
        for (size_t i = 0; i < g->edge_count; i++) {
            int after = p->stops[edge_left(p, i)].layer + 1;
            Stop *right = &p->stops[edge_right(p, i)];
            if (right->layer < after) right->layer = after;
        }
    for (size_t i = 0; i < g->node_count; i++) {
        int nearest = DEPTH;
        bool led_to = false;
        for (size_t j = 0; j < g->edge_count; j++) {
            led_to |= edge_right(p, j) == (int)i;
            int layer = p->stops[edge_right(p, j)].layer;
            if (edge_left(p, j) == (int)i && layer < nearest) nearest = layer;
        }
        if (!led_to && nearest < DEPTH) p->stops[i].layer = nearest - 1;
    }
    for (size_t i = 0; i < g->node_count; i++)
        if (p->stops[i].layer >= p->layers) p->layers = p->stops[i].layer + 1;
}

static double label_width(const Plan *p, size_t edge) {
    return (double)strlen(graph_verb_text(p->graph->edges[edge].verb)) * GRAPH_LABEL_CHARACTER;
}

/* Cuts each edge where it crosses a layer. The middle of these stops has room for its text. */
static void edges_cut(Plan *p) {
    const Graph *g = p->graph;
    for (size_t i = 0; i < g->edge_count; i++) {
        int at = edge_left(p, i), right = edge_right(p, i);
        int first = p->stops[at].layer + 1, last = p->stops[right].layer - 1;
        p->first_piece[i] = p->piece_count;
        p->label_stop[i] = -1;
        for (int layer = first; layer <= last; layer++) {
            int next = (int)p->stop_count++;
            p->stops[next] = (Stop){.layer = layer, .height = EDGE_HEIGHT};
            p->pieces[p->piece_count++] = (Piece){at, next};
            if (layer == (first + last) / 2) {
                p->label_stop[i] = next;
                p->stops[next].height = p->down ? label_width(p, i) : GRAPH_LABEL_HEIGHT;
            }
            at = next;
        }
        p->pieces[p->piece_count++] = (Piece){at, right};
    }
    p->first_piece[g->edge_count] = p->piece_count;
}

/* ---- The order in the layers ---- */

/* The stops of the layer, in order, in `row`. */
static int row_take(Plan *p, int layer) {
    int count = 0;
    for (size_t i = 0; i < p->stop_count; i++) {
        if (p->stops[i].layer != layer) continue;
        int at = count++;
        while (at > 0 && p->stops[p->row[at - 1]].order > p->stops[i].order) {
            p->row[at] = p->row[at - 1];
            at--;
        }
        p->row[at] = (int)i;
    }
    return count;
}

/* How much it matters that the piece is straight: where edges cross layers, bends are of no use. */
static int piece_weight(const Plan *p, const Piece *piece) {
    int nodes = (int)p->graph->node_count;
    return (piece->left >= nodes ? 3 : 1) * (piece->right >= nodes ? 3 : 1);
}

/* The middle of a stop's neighbours on one side, or on both; `otherwise` without any. */
static double neighbours(const Plan *p, int stop, bool left, bool right, double (*of)(const Stop *),
                         double otherwise) {
    double sum = 0;
    int count = 0;
    for (size_t i = 0; i < p->piece_count; i++) {
        int other = left && p->pieces[i].right == stop   ? p->pieces[i].left
                    : right && p->pieces[i].left == stop ? p->pieces[i].right
                                                         : -1;
        if (other < 0) continue;
        int weight = piece_weight(p, &p->pieces[i]);
        sum += of(&p->stops[other]) * weight;
        count += weight;
    }
    return count ? sum / count : otherwise;
}

static double order_of(const Stop *stop) {
    return stop->order;
}

static double height_of(const Stop *stop) {
    return stop->y;
}

static double upper(const Stop *stop) {
    return stop->y - stop->height / 2;
}

static size_t crossings(const Plan *p) {
    size_t count = 0;
    for (size_t i = 0; i < p->piece_count; i++)
        for (size_t j = 0; j < i; j++) {
            const Stop *a = &p->stops[p->pieces[i].left], *b = &p->stops[p->pieces[j].left];
            const Stop *c = &p->stops[p->pieces[i].right], *d = &p->stops[p->pieces[j].right];
            if (a->layer == b->layer && (a->order - b->order) * (c->order - d->order) < 0) count++;
        }
    return count;
}

static void row_sort(Plan *p, int layer, bool left) {
    int count = row_take(p, layer);
    for (int i = 0; i < count; i++)
        p->stops[p->row[i]].wish = neighbours(p, p->row[i], left, !left, order_of, i);
    for (int i = 1; i < count; i++)
        for (int j = i; j > 0 && p->stops[p->row[j - 1]].wish > p->stops[p->row[j]].wish; j--) {
            int stop = p->row[j];
            p->row[j] = p->row[j - 1];
            p->row[j - 1] = stop;
        }
    for (int i = 0; i < count; i++) p->stops[p->row[i]].order = i;
}

/* Sorts layers by their neighbours, forwards and backwards, and keeps the best that came of it. */
static void orders_find(Plan *p) {
    for (size_t i = 0; i < p->stop_count; i++) p->stops[i].order = (int)i;
    for (int layer = 0; layer < p->layers; layer++) {
        int count = row_take(p, layer);
        for (int i = 0; i < count; i++) p->stops[p->row[i]].order = i;
    }
    int *best = plan_array(p->stop_count, sizeof *best);
    size_t fewest = SIZE_MAX;
    for (int round = 0; round < ROUNDS && fewest > 0; round++) {
        size_t count = crossings(p);
        if (count < fewest) {
            fewest = count;
            for (size_t i = 0; i < p->stop_count; i++) best[i] = p->stops[i].order;
        }
        for (int i = 1; i < p->layers; i++)
            row_sort(p, round % 2 ? p->layers - 1 - i : i, round % 2 == 0);
    }
    for (size_t i = 0; i < p->stop_count; i++) p->stops[i].order = best[i];
    free(best);
}

/* ---- Heights ---- */

/* Stops of a row that touch, and move together. */
typedef struct Block {
    double wish; /* where its first would be best */
    int count;
} Block;

/* Moves the stops of a row as near to their wishes as their order and sizes allow. */
static void row_place(Plan *p, int count) {
    Block *blocks = plan_array((size_t)count, sizeof *blocks);
    double *offsets =
        plan_array((size_t)count, sizeof *offsets); /* from the first stop, if all touch */
    int block_count = 0;
    for (int i = 0; i < count; i++) {
        const Stop *stop = &p->stops[p->row[i]];
        if (i > 0)
            offsets[i] =
                offsets[i - 1] + p->stops[p->row[i - 1]].height / 2 + GAP + stop->height / 2;
        blocks[block_count++] = (Block){stop->wish - offsets[i], 1};
        while (block_count > 1 && blocks[block_count - 2].wish > blocks[block_count - 1].wish) {
            Block *a = &blocks[block_count - 2], *b = &blocks[block_count - 1];
            a->wish = (a->wish * a->count + b->wish * b->count) / (a->count + b->count);
            a->count += b->count;
            block_count--;
        }
    }
    for (int i = 0, block = 0, left = 0; i < count; i++, left--) {
        if (left == 0) left = blocks[block++].count;
        p->stops[p->row[i]].y = blocks[block - 1].wish + offsets[i];
    }
    free(offsets);
    free(blocks);
}

/* Closes the gaps in which there is nothing at all. */
static void gaps_close(Plan *p) {
    int *order = plan_array(p->stop_count, sizeof *order);
    for (size_t i = 0; i < p->stop_count; i++) {
        size_t at = i;
        while (at > 0 && upper(&p->stops[order[at - 1]]) > upper(&p->stops[i])) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = (int)i;
    }
    double bottom = 0, up = -MARGIN;
    for (size_t i = 0; i < p->stop_count; i++) {
        Stop *stop = &p->stops[order[i]];
        double top = upper(stop);
        if (i == 0) up += top;
        if (i > 0 && top - up > bottom + GAP) up = top - bottom - GAP;
        stop->y -= up;
        if (i == 0 || top - up + stop->height > bottom) bottom = top - up + stop->height;
    }
    free(order);
}

static void heights_find(Plan *p) {
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < p->layers; i++) {
            int layer = round % 2 ? p->layers - 1 - i : i;
            int count = row_take(p, layer);
            for (int j = 0; j < count; j++) {
                Stop *stop = &p->stops[p->row[j]];
                bool both = round > ROUNDS / 2;
                stop->wish = neighbours(p, p->row[j], both || round % 2 == 0, both || round % 2,
                                        height_of, stop->y);
            }
            row_place(p, count);
        }
    gaps_close(p);
}

/* ---- Pixels ---- */

static void boxes_place(Plan *p, double *lefts, double *widths) {
    const Graph *g = p->graph;
    double x = MARGIN, bottom = 0;
    for (int layer = 0; layer < p->layers; layer++) {
        double widest = 0, label = 0;
        for (size_t i = 0; i < g->node_count; i++)
            if (p->stops[i].layer == layer && p->layout->boxes[i].width > widest)
                widest = p->layout->boxes[i].width;
        for (size_t i = 0; i < g->edge_count; i++) {
            double wide = p->down || p->label_stop[i] >= 0 ? 0 : label_width(p, i);
            if (p->stops[edge_left(p, i)].layer == layer && wide > label) label = wide;
        }
        lefts[layer] = x;
        widths[layer] = widest;
        x += widest + (layer + 1 < p->layers ? label + LAYER_GAP : MARGIN);
    }
    for (size_t i = 0; i < p->stop_count; i++) {
        double lower = p->stops[i].y + p->stops[i].height / 2;
        if (lower > bottom) bottom = lower;
        if (i >= g->node_count) continue;
        int layer = p->stops[i].layer;
        p->layout->boxes[i].at = (GraphPoint){lefts[layer] + widths[layer] / 2, p->stops[i].y};
    }
    p->layout->width = x;
    p->layout->height = bottom + MARGIN;
}

/* How far from the middle of the stop's side the piece touches it, among all that do on that side. */
static double port(const Plan *p, size_t piece, bool left_end) {
    int stop = left_end ? p->pieces[piece].left : p->pieces[piece].right;
    int other = left_end ? p->pieces[piece].right : p->pieces[piece].left;
    int before = 0, count = 0;
    if ((size_t)stop >= p->graph->node_count) return 0;
    for (size_t i = 0; i < p->piece_count; i++) {
        if ((left_end ? p->pieces[i].left : p->pieces[i].right) != stop) continue;
        int its = left_end ? p->pieces[i].right : p->pieces[i].left;
        double y = p->stops[its].y, mine = p->stops[other].y;
        before += y < mine || (y == mine && i < piece);
        count++;
    }
    double step = (p->stops[stop].height - 20) / count;
    return (before - (count - 1) / 2.0) * (step < PORT ? step : PORT);
}

static GraphPoint between(GraphPoint a, GraphPoint b, double part) {
    return (GraphPoint){a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part};
}

/* A point on the curve. */
static GraphPoint on_curve(const GraphPoint *c, double part) {
    GraphPoint a = between(c[0], c[1], part), b = between(c[1], c[2], part),
               d = between(c[2], c[3], part);
    return between(between(a, b, part), between(b, d, part), part);
}

/* Adds a curve that begins and ends level. */
static void curve_add(GraphPath *path, GraphPoint from, GraphPoint to) {
    double bend = (to.x - from.x) / 2;
    if (!path->count) path->points[path->count++] = from;
    path->points[path->count++] = (GraphPoint){from.x + bend, from.y};
    path->points[path->count++] = (GraphPoint){to.x - bend, to.y};
    path->points[path->count++] = to;
}

/* Where the text of an edge between two layers stands: towards the goroutine, of which there are more, so that it is
 * farthest from others; and for an edge that leads back, the other way round, since one may lead there beside it. */
static GraphPoint label_direct(const Plan *p, size_t edge) {
    bool waits = graph_waits(p->graph->edges[edge].verb);
    return on_curve(p->layout->paths[edge].points, waits ? 0.4 : 0.6);
}

static void path_make(Plan *p, size_t edge, const double *lefts, const double *widths) {
    GraphPath *path = &p->layout->paths[edge];
    size_t first = p->first_piece[edge], count = p->first_piece[edge + 1] - first;
    path->points = plan_array(6 * count + 1, sizeof *path->points);
    for (size_t i = first; i < first + count; i++) {
        const Stop *left = &p->stops[p->pieces[i].left], *right = &p->stops[p->pieces[i].right];
        double x = lefts[left->layer] + widths[left->layer], y = left->y + port(p, i, true);
        if ((size_t)p->pieces[i].left < p->graph->node_count) {
            const GraphBox *box = &p->layout->boxes[p->pieces[i].left];
            x = box->at.x + box->width / 2;
        } else {
            curve_add(path, path->points[path->count - 1],
                      (GraphPoint){x, y}); /* through the layer */
        }
        GraphPoint to = {lefts[right->layer], right->y + port(p, i, false)};
        if ((size_t)p->pieces[i].right < p->graph->node_count) {
            const GraphBox *box = &p->layout->boxes[p->pieces[i].right];
            to.x = box->at.x - box->width / 2;
        }
        curve_add(path, (GraphPoint){x, y}, to);
    }
    if (p->label_stop[edge] >= 0) {
        const Stop *stop = &p->stops[p->label_stop[edge]];
        path->label = (GraphPoint){lefts[stop->layer] + widths[stop->layer] / 2, stop->y};
    } else {
        path->label = label_direct(p, edge);
    }
    for (size_t i = 0; p->reversed[edge] && i < path->count / 2; i++) {
        GraphPoint point = path->points[i];
        path->points[i] = path->points[path->count - 1 - i];
        path->points[path->count - 1 - i] = point;
    }
}

static void swap(double *a, double *b) {
    double was = *a;
    *a = *b;
    *b = was;
}

static void boxes_turn(const Graph *g, GraphLayout *layout) {
    for (size_t i = 0; i < g->node_count; i++) {
        swap(&layout->boxes[i].width, &layout->boxes[i].height);
        swap(&layout->boxes[i].at.x, &layout->boxes[i].at.y);
    }
}

static void paths_turn(const Graph *g, GraphLayout *layout) {
    for (size_t i = 0; i < g->edge_count; i++) {
        GraphPath *path = &layout->paths[i];
        for (size_t j = 0; j < path->count; j++) swap(&path->points[j].x, &path->points[j].y);
        swap(&path->label.x, &path->label.y);
    }
    swap(&layout->width, &layout->height);
}

void graph_layout_own(const Graph *g, bool down, GraphLayout *layout) {
    if (down) boxes_turn(g, layout);
    size_t most = g->node_count + g->edge_count * GRAPH_NODES_MAX;
    Plan p = {.graph = g,
              .down = down,
              .layout = layout,
              .stops = plan_array(most, sizeof *p.stops),
              .stop_count = g->node_count,
              .pieces = plan_array(most, sizeof *p.pieces),
              .first_piece = plan_array(g->edge_count + 1, sizeof *p.first_piece),
              .label_stop = plan_array(g->edge_count, sizeof *p.label_stop),
              .reversed = plan_array(g->edge_count, sizeof *p.reversed),
              .row = plan_array(most, sizeof *p.row)};
    for (size_t i = 0; i < g->node_count; i++) p.stops[i].height = layout->boxes[i].height;
    layers_find(&p);
    edges_cut(&p);
    orders_find(&p);
    heights_find(&p);
    double *lefts = plan_array((size_t)p.layers, sizeof *lefts),
           *widths = plan_array((size_t)p.layers, sizeof *widths);
    boxes_place(&p, lefts, widths);
    layout->paths = plan_array(g->edge_count, sizeof *layout->paths);
    for (size_t i = 0; i < g->edge_count; i++) path_make(&p, i, lefts, widths);
    if (down) boxes_turn(g, layout);
    if (down) paths_turn(g, layout);
    free(lefts);
    free(widths);
    free(p.stops);
    free(p.pieces);
    free(p.first_piece);
    free(p.label_stop);
    free(p.reversed);
    free(p.row);
}

void graph_layout_clear(const Graph *g, GraphLayout *layout) {
    for (size_t i = 0; layout->paths && i < g->edge_count; i++) free(layout->paths[i].points);
    free(layout->paths);
    layout->paths = NULL;
}
