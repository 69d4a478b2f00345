/* Where the nodes and edges of a wait-for graph are drawn, in pixels; y grows downwards. */
#ifndef GOSH_GRAPH_LAYOUT_H
#define GOSH_GRAPH_LAYOUT_H

#include "repl/graph.h"

typedef struct GraphPoint {
    double x, y;
} GraphPoint;

/* A node's middle and its size. */
typedef struct GraphBox {
    GraphPoint at;
    double width, height;
} GraphBox;

/* An edge: a point, then three more for each cubic Bezier curve, from its tail to its head. */
typedef struct GraphPath {
    GraphPoint *points;
    size_t count;
    GraphPoint label; /* the middle of its text */
} GraphPath;

typedef struct GraphLayout {
    double width, height;
    GraphBox boxes[GRAPH_NODES_MAX]; /* as the graph's nodes; sizes are the caller's to give */
    GraphPath *paths;                /* as the graph's edges */
    bool labels_beside;              /* texts stand beside their edges, not on them */
} GraphLayout;

enum { GRAPH_LABEL_CHARACTER = 7, GRAPH_LABEL_HEIGHT = 14 /* pixels that an edge's text takes */ };

/* Lays it out without help: in layers from left to right, or if `down` from the top downwards. */
void graph_layout_own(const Graph *g, bool down, GraphLayout *layout);

/* Lays it out anew by graphviz: waits for that program, a few seconds at the most. False when it is not installed or fails;
 * then nothing has changed. */
bool graph_layout_dot(const Graph *g, bool down, GraphLayout *layout);

/* Frees what the two have made. */
void graph_layout_clear(const Graph *g, GraphLayout *layout);

#endif
