/* What goroutines are going to do: the operation that a strategy holds each back before, or that it waits in. Looks only. */
#ifndef GOSH_PENDING_H
#define GOSH_PENDING_H

#include "lua/survey.h"

enum { PENDING_TEXT_SIZE = 256, PENDING_CASES_MAX = 16 };

/* A case of a select, or its default. */
typedef struct PendingCase {
    int32_t object; /* in the survey; SURVEY_NONE: a nil channel */
    bool send, is_default;
    int choice; /* it is ready, and that is its number among those that are, from 0 on; -1: it is not ready */
    char value[PENDING_TEXT_SIZE]; /* that it would send */
} PendingCase;

typedef struct Pending {
    G *g;
    PointKind point;   /* POINT_NONE: it just goes on, from where it begins, was woken or lost its turn */
    bool waits;        /* it waits in the operation; `point` is then that of a channel's, or POINT_NONE */
    int32_t object;    /* that the operation is on, in the survey; SURVEY_NONE: nothing that it knows, or a nil channel */
    bool nil;          /* ... and it is a nil channel */
    char function[PENDING_TEXT_SIZE]; /* that it has called, "sync.(*Mutex).Lock"; of POINT_GO, the one to be started; of POINT_READ and
                                         POINT_WRITE, what is read or written: "n", "t.name"; or "" */
    char value[PENDING_TEXT_SIZE];    /* what it would send, store or add, or has been given meanwhile; "" for none */
    bool given;        /* it was woken with a value of a channel, `value`, or by a close if that is "" */
    int case_count;    /* of POINT_SELECT; more than PENDING_CASES_MAX are not told */
    PendingCase cases[PENDING_CASES_MAX];
} Pending;

/* Tells of a goroutine. The survey has just been taken, with SURVEY_OBJECTS. */
void pending_of(World *w, const Survey *s, G *g, Pending *p);

/* Where a goroutine stands in the program: its file, as traces name it, and line. False if that is not known. */
bool pending_place(G *g, const char **file, int *line);

#endif
