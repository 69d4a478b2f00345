/* Descriptors that goroutines wait for, on the system's epoll. A goroutine tries its system call
 * first and comes here only when that would block.
 *
 * Each side of a Pollable is a line of goroutines that have one operation each. The law: only the
 * first of the line waits for the descriptor, the others wait for it; and between the wake of the
 * first and its try nobody else tries. So reads and writes are never mixed, and an event is for one
 * goroutine only, which hands the turn on when it is done (poll_end).
 *
 * A descriptor that does not block is registered once, for edges. No edge gets lost: between a try
 * that would have blocked and the wait nobody looks at epoll, for there is one thread. A shared one
 * is armed anew for each wait. */
#include "posix.h"
#include "sched.h"

#include <string.h>

enum { EVENTS_MAX = 128 };

void poller_delete(Sched *s) {
    if (s->watch < 0) return;
    if (s->mailbox) mailbox_watch(s->mailbox, -1);
    posix_watch_delete(s->watch);
    s->watch = -1;
}

/* ---- The line of a side ---- */

/* Takes `g` out of the line; `before` stands in front of it, NULL for nobody. */
static void line_remove(Sched *s, PollSide *side, G *g, G *before) {
    if (before)
        before->link = g->link;
    else
        side->first = g->link;
    if (side->last == g) side->last = before;
    s->poll_waiting--;
    s->expected--;
}

static bool side_retry(Sched *s, G *g);

static Outcome line_join(Sched *s, PollSide *side, bool first) {
    G *g = s->current;
    if (first) {
        g->link = side->first;
        side->first = g;
        if (!side->last) side->last = g;
    } else {
        g->link = NULL;
        if (side->last)
            side->last->link = g;
        else
            side->first = g;
        side->last = g;
    }
    s->poll_waiting++;
    s->expected++;
    return sched_park(s, WAIT_IO, side_retry, side);
}

/* It is the turn of the first in the line. */
static void line_wake(Sched *s, PollSide *side) {
    G *g = side->first;
    if (!g || side->turn) return;
    line_remove(s, side, g, NULL);
    side->turn = g;
    sched_ready_last(s, g);
}

/* For all in the line it is over. */
static void line_end(Sched *s, PollSide *side, Outcome outcome) {
    for (G *g; (g = side->first);) {
        line_remove(s, side, g, NULL);
        g->retry = NULL;
        g->outcome = (uint8_t)outcome;
        sched_ready_last(s, g);
    }
}

/* Asked of the one whose turn it is when it is picked: from here on it tries. An interrupted one will
 * not. */
static bool side_retry(Sched *s, G *g) {
    PollSide *side = g->retry_object;
    side->turn = NULL;
    if (side->pollable->fd < 0)
        g->outcome = OP_POLL_CLOSED;
    else if (g->interrupted)
        line_wake(s, side);
    return true;
}

void poll_leave(Sched *s, G *g) {
    if (g->retry != side_retry) return;
    PollSide *side = g->retry_object;
    G *before = NULL;
    for (G *at = side->first; at != g; at = at->link) before = at;
    line_remove(s, side, g, before);
    if (!before) line_wake(s, side);
}

/* ---- Watching ---- */

int poll_add(Sched *s, Pollable *p, int fd, bool shared) {
    memset(p, 0, sizeof *p);
    p->fd = -1;
    p->shared = shared;
    for (int i = 0; i < 2; i++) p->sides[i].pollable = p;
    if (s->watch < 0) {
        int watch = posix_watch_new();
        if (watch < 0) return -watch;
        s->watch = watch;
        if (s->mailbox) mailbox_watch(s->mailbox, watch);
    }
    int error = posix_watch_add(s->watch, fd, shared, p);
    if (error == 0) p->fd = fd;
    return error;
}

void poll_remove(Sched *s, Pollable *p) {
    if (p->fd < 0) return;
    posix_watch_remove(s->watch, p->fd);
    p->fd = -1;
    for (int i = 0; i < 2; i++) {
        timer_stop(s, &p->sides[i].deadline);
        line_end(s, &p->sides[i], OP_POLL_CLOSED);
    }
}

static bool side_waits(const PollSide *side) {
    return side->first && !side->turn;
}

static void poll_arm(Sched *s, Pollable *p) {
    bool read = side_waits(&p->sides[POLL_READ]), write = side_waits(&p->sides[POLL_WRITE]);
    if (p->shared && (read || write)) posix_watch_arm(s->watch, p->fd, read, write, p);
}

void poller_check(Sched *s) {
    PollEvent events[EVENTS_MAX];
    int count;
    if (s->watch < 0) return;
    do {
        count = posix_watch_take(s->watch, events, EVENTS_MAX);
        for (int i = 0; i < count; i++) {
            Pollable *p = events[i].cookie;
            for (int kind = 0; kind < 2; kind++)
                if (events[i].ready[kind]) line_wake(s, &p->sides[kind]);
            poll_arm(s, p);
        }
    } while (count == EVENTS_MAX);
}

/* ---- Operations ---- */

static Outcome side_state(const PollSide *side) {
    if (side->pollable->fd < 0) return OP_POLL_CLOSED;
    return side->expired ? OP_POLL_TIMEOUT : OP_DONE;
}

Outcome poll_begin(Sched *s, Pollable *p, PollSideKind kind) {
    PollSide *side = &p->sides[kind];
    Outcome state = side_state(side);
    if (state != OP_DONE || (!side->first && !side->turn)) return state;
    return s->current->pinned ? OP_PINNED : line_join(s, side, false);
}

/* OP_DONE: it may wait; else its turn is over. */
static Outcome wait_begin(Sched *s, PollSide *side) {
    Outcome state = side_state(side);
    if (state == OP_DONE && s->current->pinned) state = OP_PINNED;
    if (state != OP_DONE) line_wake(s, side);
    return state;
}

Outcome poll_wait(Sched *s, Pollable *p, PollSideKind kind) {
    Outcome state = wait_begin(s, &p->sides[kind]);
    if (state != OP_DONE) return state;
    line_join(s, &p->sides[kind], true);
    poll_arm(s, p);
    return OP_PARKED;
}

Outcome poll_pause(Sched *s, Pollable *p, PollSideKind kind) {
    if (s->current->pinned) return OP_DONE;
    PollSide *side = &p->sides[kind];
    Outcome state = wait_begin(s, side);
    if (state != OP_DONE) return state;
    side->turn = s->current;
    sched_park(s, WAIT_IO, side_retry, side);
    sched_ready_global(s, s->current);
    return OP_PARKED;
}

void poll_end(Sched *s, Pollable *p, PollSideKind kind) {
    line_wake(s, &p->sides[kind]);
}

/* ---- Deadlines ---- */

static void deadline_passed(Sched *s, Timer *t) {
    PollSide *side = t->arg;
    side->expired = true;
    line_end(s, side, OP_POLL_TIMEOUT);
}

bool poll_deadline(Sched *s, Pollable *p, PollSideKind kind, int64_t when) {
    PollSide *side = &p->sides[kind];
    timer_stop(s, &side->deadline);
    side->expired = false;
    if (p->fd < 0 || when == INT64_MAX) return true;
    side->deadline = (Timer){.fire = deadline_passed, .arg = side};
    if (when > sched_now(s)) return timer_start(s, &side->deadline, when, 0);
    deadline_passed(s, &side->deadline);
    return true;
}
