/* Drawings of a wait-for graph: as text, as SVG, and in the language of graphviz. */
#ifndef GOSH_REPL_GRAPH_H
#define GOSH_REPL_GRAPH_H

#include <stdbool.h>

#include "lua/graph.h"
#include "repl/bytes.h"

/* ---- Words (graph_words.c) ---- */

/* The function that the node's goroutines were started with, or if that is a package's, the one where they are; NULL: not
 * known. */
const char *graph_function(const Graph *g, const GraphNode *n);

/* What stands at an edge: "receive", "held by". */
const char *graph_verb_text(GraphVerb verb);

/* What is to be known of a node besides its name: "main.worker, chan receive at pool.gosh:12", "chan int, 2 of 3 buffered". */
void graph_describe(const Graph *g, const GraphNode *n, Bytes *out);

/* What is to be said when no edge leads on from where that one, of goroutines that wait, leads to; may be nothing. */
void graph_dead_end(const Graph *g, const GraphEdge *edge, Bytes *out);

/* The next edge by which those who wait at `edge` could be helped, or NULL; `after` NULL: the first. Not to themselves,
 * unless they hold the lock. */
const GraphEdge *graph_next_help(const Graph *g, const GraphEdge *edge, const GraphEdge *after);

/* Whom that edge and the following ones with its verb lead to: "goroutines 2, 3 and main.worker x 3". */
void graph_helpers(const Graph *g, const GraphEdge *edge, const GraphEdge *help, Bytes *out);

/* What is to be said of a cycle as a whole. */
const char *graph_cycle_text(const Graph *g, int32_t cycle);

/* What is to be said of those that are not drawn: whole lines, often none. */
void graph_rest(const Graph *g, Bytes *out);

/* ---- Text (graph_text.c) ---- */

typedef struct GraphTerminal {
    int columns;
    bool ascii; /* it cannot show lines and arrows */
} GraphTerminal;

/* The terminal behind that descriptor; 80 columns where there is none. */
GraphTerminal graph_terminal(int fd);

/* The graph in lines that fit, each a sentence that can be read alone. */
void graph_text(const Graph *g, const GraphTerminal *t, Bytes *out);

/* ---- Plain text (graph_plain.c) ---- */

/* The graph in sentences, one a line. */
void graph_plain(const Graph *g, Bytes *out);

/* ---- Files (graph_svg.c, graph_dot.c) ---- */

/* The graph as a picture that stands alone, laid out by graphviz if it is there; waits for that, but not for long. */
void graph_svg(const Graph *g, Bytes *out);

/* The graph in graphviz's language. */
void graph_dot(const Graph *g, Bytes *out);

#endif
