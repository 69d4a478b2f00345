/* What the files of the runtime share behind runtime.h. */
#ifndef GOSH_SCHED_H
#define GOSH_SCHED_H

#include "runtime.h"

enum { RUNQ_SIZE = 256, GLOBAL_EVERY = 61, CLOCK_EVERY = 16, OUTSIDE_EVERY = 64 };

typedef struct Workers Workers;

/* A place in the heap of timers. */
typedef struct TimerEntry {
    int64_t when;
    union {
        Timer *timer;
        uint64_t gone; /* it has been stopped: twice its order, plus 1, which is no timer's address */
    };
} TimerEntry;

/* Go's queues with one P. `next` is P's runnext slot, `local` its ring, `global_*` the global
 * queue. With a strategy the runnable goroutines stand in `ready` instead. */
struct Sched {
    G *current;
    G *next;
    uint32_t local_head, local_tail; /* free-running; used modulo RUNQ_SIZE */
    const Strategy *strategy;
    Observer observer;
    void *observer_state;
    Host host;
    Arena *arena;
    uint64_t turns;
    uint64_t switches; /* of all goroutines there have been */
    size_t global_count;
    G *global_first, *global_last;

    G **ready;
    uint32_t ready_count, ready_capacity;
    G *favourite; /* among them: the one that stands in the `next` slot of Go's order */
    uint64_t last_place, slices; /* G.place of who came last; time slices that have begun in that order */

    G *oldest, *youngest, *free;
    ReadHold *free_holds;
    size_t count, host_size;
    uint64_t last_id, last_chan_id, last_rwmutex;

    TimerEntry *heap; /* 4-ary, by time and then by age */
    uint32_t heap_count, heap_capacity, heap_empty; /* `heap_empty` of them have no timer any more */
    uint64_t timer_order;
    uint32_t budget; /* turns that are left to sched_run */
    uint32_t turns_since_clock, turns_since_outside;

    bool is_virtual, stopping;
    int64_t virtual_now, clock_base, last_look, stop_at; /* ns */
    uint32_t clock_looks, clock_slices, clock_yields; /* since virtual time last jumped */
    int32_t expected, listening;
    int64_t idle_since; /* posix_monotonic; when virtual time began to wait for the outside; 0: it does not */
    int watch;             /* of the system's, over descriptors; -1 until one is added */
    uint32_t poll_waiting; /* goroutines that wait for descriptors, or for their turn */
    Workers *workers;   /* NULL until there is work */
    Mailbox *mailbox;
    void *mailbox_state;
    Random random;
    G *local[RUNQ_SIZE];
};

/* Parks the current goroutine: the one blocking primitive under channels, timers and sync. `retry`,
 * if not NULL, is asked when the goroutine is picked again, and may park it again. */
static inline Outcome sched_park(Sched *s, WaitReason reason, bool (*retry)(Sched *, G *),
                                 void *object) {
    G *g = s->current;
    g->status = G_WAITING;
    g->reason = (uint8_t)reason;
    g->outcome = OP_DONE;
    g->retry = retry;
    if (object) g->retry_object = object;
    g->interrupted = false;
    g->wait_since = s->last_look;
    if (s->observer) sched_emit(s, EVENT_PARK, g, object);
    return OP_PARKED;
}

/* Tells the observer, if there is one, of an operation of the current goroutine that has a value. */
void sched_emit_value(Sched *s, EventKind kind, const void *object, const Value *value);

/* Makes a waiting goroutine runnable: first in line. */
void sched_ready(Sched *s, G *g);

/* ... last in line, as Go does with those whom descriptors have become ready for. */
void sched_ready_last(Sched *s, G *g);
/* ... behind all, as Go does with those whose time is up. */
void sched_ready_global(Sched *s, G *g);

/* goyield: the current goroutine goes to the tail of the local queue. */
void sched_yield_local(Sched *s);

/* A choice among `count` equal alternatives. */
uint32_t sched_choose(Sched *s, uint32_t count);

/* The threads of the workers, and how many of them are idle. */
void workers_count(Workers *p, int *threads, int *idle);

/* Lets timers fire that are due: all, or those that a strategy has fire before goroutines that can run. */
typedef enum TimersWhy {
    TIMERS_POLLED,  /* between two turns */
    TIMERS_REACHED, /* virtual time has come to them, as nobody could run */
    TIMERS_FIRED,   /* a strategy has let one fire */
} TimersWhy;
void timers_run(Sched *s, TimersWhy why);
/* A channel operation is about to look at the channel of a timer. */
void timer_look(Sched *s, Timer *t);
/* Makes room for `count` more timers in the heap. */
bool timers_reserve(Sched *s, uint32_t count);
/* One more, or one fewer, goroutine is blocked on the timer's channel. For one more, room has been
 * reserved. */
void timer_blocked(Sched *s, Timer *t, int delta);
/* The pending value of a timer's channel has been received. */
void timer_received(Timer *t);

/* Removes the waiters of a goroutine from the queues of their channels. */
void waiters_leave(Sched *s, G *g);
/* The waiter's goroutine has been served: its other waiters leave, and it becomes runnable with
 * this outcome. */
void waiter_wake(Sched *s, Waiter *w, bool ok, Outcome outcome);
void queue_push(WaitQueue *q, Waiter *w);

/* Tells a strategy that the current turn looks at all of a channel, or changes it. */
void chan_touch(Sched *s, const Chan *c, TouchHow how);
/* Would the operation go ahead, or fail, at once? A NULL channel never does. */
bool chan_can_send(const Chan *c);
bool chan_can_recv(Sched *s, Chan *c);
/* The operation itself, when it can. */
Outcome chan_send_now(Sched *s, Chan *c, Value value);
void chan_recv_now(Sched *s, Chan *c, Value *value, bool *ok);

/* Takes a goroutine out of the queue of the sync object that it waits for, if it does, as if it had
 * never come. */
void sync_leave(Sched *s, G *g);
/* Forgets what the goroutine, which is over, has locked for reading. */
void reads_drop(Sched *s, G *g);
/* The same for a descriptor. */
void poll_leave(Sched *s, G *g);
/* The same for a GLine. */
void line_leave(Sched *s, G *g);

#endif
