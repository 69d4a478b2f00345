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

/* One event as it is recorded. */
typedef struct RecordEvent {
    uint8_t kind;        /* EventKind */
    uint8_t reason;      /* WaitReason of a park */
    uint8_t object_kind; /* TimelineKind */
    uint8_t value_kind;  /* ValueKind, if it has a value; VALUE_REF: `text`, if that is not NULL */
    bool valued;
    bool closed;         /* a receive from a channel that is closed and empty */
    bool abandoned;      /* an end: deferred calls did not run, for a panic was not recovered, or the program ended */
    uint32_t g;          /* the goroutine; 0: none */
    uint32_t peer;       /* another one: who gets the value, who gives it, who wakes or starts `g` */
    uint32_t object;     /* its number; 0: none */
    uint32_t held;       /* values in the channel's buffer, before */
    union {
        bool boolean;
        int64_t integer;
        double number;
        const char *text;
    } value;
} RecordEvent;

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
    bool times, failed;
    uint64_t count;     /* of events */
    RecordEvent *events; /* the first ones, and from TIMELINE_FIRST on the last, which go round */
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
