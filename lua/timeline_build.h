/* What the files that record and make timelines share: the recording's own form. */
#ifndef GOSH_TIMELINE_BUILD_H
#define GOSH_TIMELINE_BUILD_H

#include "lua/host.h"
#include "lua/timeline.h"

/* Texts that stay where they are until all go. */
typedef struct TimelineTexts TimelineTexts;
/* NULL without memory. */
const char *timeline_text(TimelineTexts **texts, const char *text, size_t length);
void timeline_texts_delete(TimelineTexts *texts);

typedef struct RecordPlace {
    uint16_t file; /* of Recording.files, plus 1; 0: not known */
    uint32_t line;
} RecordPlace;

enum { RECORD_HELD_MAX = UINT16_MAX /* stands for as many or more */ };

/* What does not travel by value has a text, or NULL. */
typedef union RecordValue {
    bool boolean;
    int64_t integer;
    double number;
    const char *text;
} RecordValue;

/* What is recorded of an event. */
typedef struct RecordEvent {
    uint32_t kind;        /* EventKind */
    uint32_t reason;      /* WaitReason of a park */
    uint32_t object_kind; /* TimelineKind */
    uint32_t valued;      /* it has a value ... */
    uint32_t value_kind;  /* ... of this ValueKind */
    uint32_t closed;      /* a receive from a channel that is closed and empty */
    uint32_t abandoned;   /* an end: deferred calls did not run, for a panic was not recovered, or the program ended */
    uint32_t held;        /* values in the channel's buffer, before; of a start: 1 if a schedule holds who ran before
                             between two operations */
    uint32_t g;           /* the goroutine; 0: none */
    uint32_t peer;        /* another one: who gets the value, who gives it, who wakes or starts `g` */
    uint32_t object;      /* its number; 0: none */
    RecordValue value;
} RecordEvent;

/* The same in 24 bytes: what it takes of a processor's cache is a good part of what recording costs. */
typedef struct RecordPacked {
    uint32_t head, g, peer, object;
    RecordValue value;
} RecordPacked;

static inline void record_pack(RecordPacked *p, const RecordEvent *e) {
    p->head = e->kind | e->reason << 4 | e->object_kind << 8 | e->valued << 10 | e->value_kind << 11 | e->closed << 14 |
              e->abandoned << 15 | e->held << 16;
    p->g = e->g;
    p->peer = e->peer;
    p->object = e->object;
    p->value = e->value;
}

static inline RecordEvent record_unpack(const RecordPacked *p) {
    return (RecordEvent){.kind = p->head & 15,
                         .reason = p->head >> 4 & 15,
                         .object_kind = p->head >> 8 & 3,
                         .valued = p->head >> 10 & 1,
                         .value_kind = p->head >> 11 & 7,
                         .closed = p->head >> 14 & 1,
                         .abandoned = p->head >> 15 & 1,
                         .held = p->head >> 16,
                         .g = p->g,
                         .peer = p->peer,
                         .object = p->object,
                         .value = p->value};
}

typedef struct RecordLane {
    uint64_t id;
    uint32_t parent;
    const char *function;
    RecordPlace created;
    bool known; /* `function` and `created` have been looked for */
    /* When the recording ended: */
    bool there, waits;
    WaitReason reason;
    TimelineKind object_kind;
    uint32_t object;
    RecordPlace place;
} RecordLane;

struct Recording {
    World *world; /* NULL: it has ended */
    Sched *sched;
    G *running;   /* whose turn began last; NULL: it has ended since */
    bool times, failed;
    uint64_t count;     /* of events */
    RecordPacked *events; /* the first ones, and from TIMELINE_FIRST on the last, which go round */
    RecordPlace *places; /* of the first ones */
    int64_t *whens;      /* ns, if times are wanted */
    size_t capacity;
    size_t at;           /* where the next one goes */
    RecordLane *lanes; /* by id */
    size_t lane_count, lane_capacity;
    uint64_t nameless;
    const char **files;
    size_t file_count;
    uint32_t *made;    /* where the channels were made, by their ids */
    size_t made_capacity;
    size_t lock_count;
    struct Map *lock_numbers;
    int64_t begin, end;
    TimelineTexts *texts;
};

/* Gives the objects their names, out of the program's text. */
void timeline_names(World *w, Timeline *t);

#endif
