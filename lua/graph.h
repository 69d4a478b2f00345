/* The wait-for graph of a survey: who waits for whom, through what. A goroutine points at what it waits for, and that at
 * those who could end the wait. It says nothing about how it is to be drawn.
 *
 * Goroutines that are alike in all that a picture shows are one node. No graph has more than GRAPH_NODES_MAX nodes: what
 * has no room is counted. Order: main and what it waits for first, then cycles, then the rest by age; a cycle's nodes
 * follow one another. */
#ifndef GOSH_GRAPH_H
#define GOSH_GRAPH_H

#include "lua/survey.h"

enum { GRAPH_NODES_MAX = 30 };

typedef enum GraphKind {
    GRAPH_GOROUTINES, /* one, or several that are alike */
    GRAPH_OBJECT,     /* a channel, a lock, a wait group, a condition */
    GRAPH_NIL,        /* a nil channel: one node for each that waits for it */
    GRAPH_NOTHING, /* what a select waits for that has no case, or none but those of nil channels */
} GraphKind;

typedef struct GraphNode {
    GraphKind kind;
    const char *
        name; /* no other node but a nil channel's has it: "goroutine 3", "main.worker x 3", "jobs" */
    int32_t
        index; /* of the oldest goroutine, or of the object, in the survey; SURVEY_NONE for neither */
    size_t member_count; /* how many it stands for */
    size_t member;       /* goroutines: where its part of Graph.members begins */
    int32_t
        cycle;  /* the number of the cycle that it is in, from 0 on; SURVEY_NONE: it is in none */
    bool stuck; /* these goroutines cannot go on by themselves */
    size_t missing; /* how many more goroutines, or things, it leads to than its edges show */
    bool broken;    /* some of them are of its cycle, and have no node */
} GraphNode;

typedef enum GraphVerb {
    /* from goroutines */
    GRAPH_RECEIVES,
    GRAPH_SENDS,
    GRAPH_LOCKS,
    GRAPH_RLOCKS,
    GRAPH_DOES,    /* for a Once */
    GRAPH_WAITS,   /* for a WaitGroup or a Cond */
    GRAPH_SELECTS, /* for nothing */
    /* to goroutines */
    GRAPH_HELD_BY,
    GRAPH_RUN_BY,     /* is in a Once's function */
    GRAPH_READ_BY,    /* has an RWMutex for reading, which a writer waits for */
    GRAPH_BEHIND,     /* a reader, behind a writer that waits for the lock */
    GRAPH_COULD_SEND, /* or close */
    GRAPH_COULD_RECEIVE,
    GRAPH_COULD_DONE,
    GRAPH_COULD_SIGNAL,
} GraphVerb;

typedef struct GraphEdge {
    int32_t from, to; /* nodes */
    GraphVerb verb;
    bool cycle; /* both ends are in the same one */
} GraphEdge;

typedef struct Graph {
    const Survey *survey;
    GraphNode nodes[GRAPH_NODES_MAX];
    size_t node_count;
    GraphEdge *edges; /* by `from`, in the order of the survey */
    size_t edge_count;
    int32_t *members; /* goroutines of the survey, by age */
    size_t member_count;
    int32_t cycle_count;
    size_t left_out; /* goroutines that wait for others and have no node */
    size_t apart;    /* goroutines that neither wait for another nor are waited for */
    char *names;
} Graph;

/* The moment that a survey shows, and so who is known to be stuck besides those who are leaked, or in a circle of locks. */
typedef enum GraphMoment {
    GRAPH_ANY,         /* nobody */
    GRAPH_ENTRY_STUCK, /* a prompt's entry is a deadlock: its main, and whom that waits for; the next entry can help others */
    GRAPH_PROGRAM_STUCK, /* the program is: all who wait for others */
} GraphMoment;

/* Makes the graph of a survey, which must outlive it. NULL without memory. The caller owns it. */
Graph *graph_make(const Survey *s, GraphMoment moment);
void graph_delete(Graph *g);

/* Whether the verb is that of goroutines that wait. */
bool graph_waits(GraphVerb verb);

/* Whether who waits with the first verb could be helped by whom an edge with the second one leads to. */
bool graph_helps(GraphVerb waits, GraphVerb help);

#endif
