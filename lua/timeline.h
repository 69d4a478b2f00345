/* A timeline: what the goroutines of a world did, and when, as data: a lane for each goroutine, with bars for the times at
 * which it ran, could run and waited, marks for what it did, and arrows from who sends a value to who receives it, from
 * who wakes to who is woken, from a go statement to the goroutine.
 *
 * While a world goes on it is recorded; out of the recording a timeline is made. Both lie on the C heap, and the world does
 * the same whether it is recorded or not. The unit is the logical step: each operation takes one, and what it brings about
 * is of the same step; so a seeded run has the same timeline each time, whatever the machine. */
#ifndef GOSH_TIMELINE_H
#define GOSH_TIMELINE_H

#include "lua/gosh.h"
#include "lua/survey.h"

enum {
    TIMELINE_NONE = -1,       /* in the place of an index */
    TIMELINE_FIRST = 50000,   /* events that are kept from the beginning on, with lines and values, and ... */
    TIMELINE_LAST = 50000,    /* ... the last ones */
    TIMELINE_LANES_MAX = 20000,
};

/* ---- Recording ---- */

typedef struct Recording Recording;

/* Records what happens in the world from now on, until recording_end, the end of the evaluation, or a deadlock, whichever
 * comes first. `times`: with the time of each event, for which a look at the clock is due. NULL without memory. One at a
 * time. The caller owns it. */
Recording *recording_begin(World *w, bool times);
/* Nothing more is recorded. To be called before the world is deleted; a second call does nothing. */
void recording_end(Recording *r);
void recording_delete(Recording *r);

/* ---- The timeline ---- */

typedef enum LaneEnd {
    LANE_OPEN,     /* it was still there at the end: see its last bar */
    LANE_RETURNED,
    LANE_PANICKED, /* its panic ended the program, or it */
} LaneEnd;

typedef struct TimelineLane {
    uint64_t id;
    const char *function;  /* "main.worker"; NULL: not known */
    SurveyPlace created;   /* the go statement; for a program's main goroutine not known */
    int32_t creator;       /* the lane of who executed that, or TIMELINE_NONE */
    uint32_t first, last;  /* steps: it was there from `first` to before `last` */
    LaneEnd end;
} TimelineLane;

typedef enum BarKind { BAR_RUNNING, BAR_RUNNABLE, BAR_WAITING } BarKind;

typedef struct TimelineBar {
    int32_t lane;
    BarKind kind;
    WaitReason reason;  /* of a BAR_WAITING; WAIT_NONE: it is not known */
    int32_t object;     /* that it waits for, or TIMELINE_NONE */
    SurveyPlace place;  /* where it waits */
    uint32_t from, to;  /* steps */
    int64_t since, until; /* ns */
    bool open;          /* it was not over at the end */
} TimelineBar;

typedef enum MarkKind {
    MARK_GO,
    MARK_SEND,
    MARK_RECEIVE,
    MARK_RECEIVE_CLOSED, /* from a channel that is closed and empty */
    MARK_CLOSE,
    MARK_LOCK,
    MARK_UNLOCK,
    MARK_WAITGROUP, /* Add or Done */
    MARK_SIGNAL,    /* a Cond's Signal or Broadcast */
    MARK_WAIT,      /* begins to wait: `reason` */
    MARK_YIELD,     /* lets others go on: runtime.Gosched and the like */
    MARK_PREEMPT,   /* its time was up */
    MARK_PANIC,
    MARK_END,
    MARK_TIMER,     /* of no lane: a timer has fired while nobody ran */
    MARK_GAP,       /* of no lane: events that are not kept */
} MarkKind;

/* What happened in one step. */
typedef struct TimelineMark {
    MarkKind kind;
    int32_t lane;
    WaitReason reason;
    int32_t object;
    int32_t other;     /* the lane that it has to do with: whom it started, whose value it got or who gets the value */
    SurveyPlace place;
    const char *value; /* what is sent or received, added to a WaitGroup's counter, or how many a Cond wakes; NULL: not known */
    uint32_t step;
    int64_t when;      /* ns */
    bool selected;     /* a select did it */
} TimelineMark;

typedef enum ArrowKind { ARROW_VALUE, ARROW_WAKE, ARROW_GO } ArrowKind;

typedef struct TimelineArrow {
    ArrowKind kind;
    int32_t from, to;          /* lanes */
    uint32_t from_step, to_step;
    int64_t from_when, to_when; /* ns */
    int32_t object;
    const char *value;         /* NULL: not known */
} TimelineArrow;

typedef enum TimelineKind { TIMELINE_CHAN, TIMELINE_TIMER_CHAN, TIMELINE_LOCK } TimelineKind;

/* A channel, or a lock or the like. */
typedef struct TimelineObject {
    TimelineKind kind;
    uint64_t number;   /* of a channel its id, of a lock how many-th it was */
    const char *name;  /* as the program calls it, made unique if several are called so */
    SurveyPlace made;  /* of a channel */
} TimelineObject;

/* Lanes are in the order of goroutines' numbers, the others in that of steps. Texts belong to the timeline. */
typedef struct Timeline {
    TimelineLane *lanes;
    size_t lane_count;
    TimelineBar *bars;
    size_t bar_count;
    TimelineMark *marks;
    size_t mark_count;
    TimelineArrow *arrows;
    size_t arrow_count;
    TimelineObject *objects;
    size_t object_count;
    uint32_t steps;       /* how many there are: marks[i].step < steps */
    int64_t begin, end;   /* ns of the world */
    bool times;           /* times are there, else all are 0 */
    uint64_t left_out;    /* events that are not kept, at a MARK_GAP */
    uint64_t nameless;    /* goroutines beyond TIMELINE_LANES_MAX, which have no lane */
    bool partial;         /* there was not enough memory for all */
    struct TimelineTexts *texts;
} Timeline;

/* Ends the recording, makes the timeline of it, and deletes it. The world is still there. NULL only without any memory. The
 * caller owns the timeline, which stays good when the world goes on. */
Timeline *timeline_make(World *w, Recording *r);
void timeline_delete(Timeline *t);

#endif
