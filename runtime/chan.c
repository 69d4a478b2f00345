/* Channels, after Go's runtime/chan.go: FIFO buffer, FIFO waiters, and a value that goes straight
 * to a waiting partner.
 *
 * The one hard place is a receive from a full buffer with a sender waiting, three parties at once:
 *
 *     receiver  <--1--  buffer[head]      the oldest value is received,
 *                       buffer[head]  <--2--  sender      the sender's takes its place, which
 *                                                         is now the tail
 */
#include "sched.h"

#include <string.h>

void chan_init(Sched *s, Chan *c, Value *buffer, size_t capacity) {
    memset(c, 0, sizeof *c);
    c->id = ++s->last_chan_id;
    c->buffer = buffer;
    c->capacity = capacity;
}

size_t chan_len(Sched *s, const Chan *c) {
    if (c) chan_touch(s, c, TOUCH_READ);
    return c && !c->timer ? c->count : 0;
}

size_t chan_cap(const Chan *c) {
    return c && !c->timer ? c->capacity : 0;
}

/* ---- What a turn touches ----
 * A buffered channel has two sides: as long as neither has to wait, a send and a receive come to the same in either order. */

static const void *side_of(const Chan *c, bool send) {
    return (const char *)c + send;
}

void chan_touch(Sched *s, const Chan *c, TouchHow how) {
    sched_touch(s, side_of(c, true), how);
    sched_touch(s, side_of(c, false), how);
}

/* Of a send or a receive that is about to be done. */
static inline void operation_touch(Sched *s, const Chan *c, bool send) {
    if (!s->strategy || !c) return;
    if (!send && c->closed && !c->count) { /* changes nothing */
        chan_touch(s, c, TOUCH_READ);
        return;
    }
    bool alone = !c->timer && (send ? !c->closed && c->count < c->capacity && !c->receivers.first
                                    : c->count > 0 && !c->senders.first);
    if (!alone) sched_touch(s, side_of(c, !send), TOUCH_WRITE);
    sched_touch(s, side_of(c, send), TOUCH_WRITE);
}

/* ---- Waiters ---- */

void queue_push(WaitQueue *q, Waiter *w) {
    w->next = NULL;
    w->prev = q->last;
    if (q->last)
        q->last->next = w;
    else
        q->first = w;
    q->last = w;
}

static inline void queue_remove(WaitQueue *q, Waiter *w) {
    if (w->prev)
        w->prev->next = w->next;
    else
        q->first = w->next;
    if (w->next)
        w->next->prev = w->prev;
    else
        q->last = w->prev;
}

static inline __attribute__((always_inline)) void waiter_leave(Sched *s, Waiter *w) {
    Chan *c = w->chan;
    queue_remove(w->send ? &c->senders : &c->receivers, w);
    if (c->timer) timer_blocked(s, c->timer, -1);
}

void waiters_leave(Sched *s, G *g) {
    if (g->waiter_count == 1) {
        waiter_leave(s, &g->waiter);
    } else if (g->waiter_count > 1) {
        for (int i = 0; i < g->waiter_count; i++) {
            if (s->strategy) chan_touch(s, g->waiters[i].chan, TOUCH_WRITE); /* who sends there does not find it any more */
            waiter_leave(s, &g->waiters[i]);
        }
        arena_free(s->arena, g->waiters, (size_t)g->waiter_count * sizeof(Waiter));
        g->waiters = NULL;
    }
    g->waiter_count = 0;
}

/* The waiter's goroutine has been served: its other waiters leave. */
static inline G *waiter_served(Sched *s, Waiter *w, bool ok, Outcome outcome) {
    G *g = w->g;
    g->selected = w->index;
    g->ok = ok;
    g->outcome = (uint8_t)outcome;
    if (g->waiter_count == 1) {
        waiter_leave(s, w);
        g->waiter_count = 0;
    } else {
        waiters_leave(s, g); /* frees `w` */
    }
    return g;
}

void waiter_wake(Sched *s, Waiter *w, bool ok, Outcome outcome) {
    sched_ready(s, waiter_served(s, w, ok, outcome));
}

/* Parks the current goroutine as a waiter on one channel. */
static inline __attribute__((always_inline)) Outcome chan_wait(Sched *s, Chan *c, Value value, bool send) {
    if (s->current->pinned) return OP_PINNED;
    if (c->timer && !timers_reserve(s, 1)) return OP_NO_MEMORY;
    G *g = s->current;
    Waiter *w = &g->waiter; /* every field but the links, which queue_push sets */
    w->g = g;
    w->chan = c;
    w->value = value;
    w->index = 0;
    w->send = send;
    g->waiter_count = 1;
    queue_push(send ? &c->senders : &c->receivers, w);
    if (c->timer) timer_blocked(s, c->timer, 1);
    return sched_park(s, send ? WAIT_CHAN_SEND : WAIT_CHAN_RECEIVE, NULL, c);
}

/* ---- Moving values ---- */

/* From a sender to a receiver. */
static void value_hand_over(Sched *s, G *from, Value value, G *to, Value *result) {
    *result = value;
    if (value.kind == VALUE_REF)
        s->host.move(s->host.state, (Place){.g = from, .slot = value.slot}, (Place){.g = to});
}

static void buffer_put(Sched *s, Chan *c, size_t slot, G *from, Value value) {
    c->buffer[slot] = value;
    if (value.kind == VALUE_REF)
        s->host.move(s->host.state, (Place){.g = from, .slot = value.slot},
                     (Place){.chan = c, .slot = (uint32_t)slot});
}

static void buffer_take(Sched *s, Chan *c, Value *result) {
    *result = c->buffer[c->head];
    if (result->kind == VALUE_REF)
        s->host.move(s->host.state, (Place){.chan = c, .slot = (uint32_t)c->head},
                     (Place){.g = s->current});
}

/* ---- Operations that can go ahead ---- */

bool chan_can_send(const Chan *c) {
    return c && (c->closed || c->receivers.first || c->count < c->capacity);
}

bool chan_can_recv(Sched *s, Chan *c) {
    if (!c) return false;
    if (c->timer) timer_look(s, c->timer);
    return c->count || c->senders.first || c->closed;
}

Outcome chan_send_now(Sched *s, Chan *c, Value value) {
    if (c->closed) return OP_SEND_ON_CLOSED;
    if (s->observer) sched_emit_value(s, EVENT_SEND, c, &value);
    Waiter *w = c->receivers.first;
    if (w) {
        value_hand_over(s, s->current, value, w->g, &w->g->value);
        waiter_wake(s, w, true, OP_DONE);
        return OP_DONE;
    }
    size_t tail = c->head + c->count;
    if (tail >= c->capacity) tail -= c->capacity;
    buffer_put(s, c, tail, s->current, value);
    c->count++;
    return OP_DONE;
}

void chan_recv_now(Sched *s, Chan *c, Value *value, bool *ok) {
    if (s->observer) sched_emit(s, EVENT_RECV, s->current, c);
    *ok = true;
    Waiter *w = c->senders.first;
    if (c->count) {
        buffer_take(s, c, value);
        if (c->timer) timer_received(c->timer);
        size_t freed = c->head;
        if (++c->head >= c->capacity) c->head = 0;
        if (w) {
            buffer_put(s, c, freed, w->g, w->value);
            waiter_wake(s, w, true, OP_DONE);
        } else {
            c->count--;
        }
    } else if (w) {
        value_hand_over(s, w->g, w->value, s->current, value);
        waiter_wake(s, w, true, OP_DONE);
    } else {
        *value = (Value){.kind = VALUE_NIL};
        *ok = false;
    }
}

/* ---- The operations ---- */

bool chan_try_send(Sched *s, Chan *c, Value value) {
    if (s->strategy || !c || c->closed) return false;
    if (!c->receivers.first && c->count >= c->capacity) return false;
    chan_send_now(s, c, value);
    return true;
}

bool chan_offer(Sched *s, Chan *c, Value value) {
    return !c->closed && chan_can_send(c) && chan_send_now(s, c, value) == OP_DONE;
}

bool chan_try_recv(Sched *s, Chan *c, Value *value, bool *ok) {
    if (s->strategy || !c || c->timer) return false;
    if (!c->count && !c->senders.first) return false;
    chan_recv_now(s, c, value, ok);
    return true;
}

Outcome chan_send(Sched *s, Chan *c, Value value) {
    Outcome point = sched_point(s, POINT_SEND, c);
    if (point != OP_DONE) return point;
    operation_touch(s, c, true);
    if (chan_can_send(c)) return chan_send_now(s, c, value);
    if (!c) return g_park(s, WAIT_CHAN_SEND_NIL);
    return chan_wait(s, c, value, true);
}

Outcome chan_recv(Sched *s, Chan *c, Value *value, bool *ok) {
    Outcome point = sched_point(s, POINT_RECV, c);
    if (point != OP_DONE) return point;
    operation_touch(s, c, false);
    if (chan_can_recv(s, c)) {
        chan_recv_now(s, c, value, ok);
        return OP_DONE;
    }
    if (!c) return g_park(s, WAIT_CHAN_RECEIVE_NIL);
    return chan_wait(s, c, (Value){.kind = VALUE_NIL}, false);
}

/* As in Go, the receivers and then the senders are collected on a stack and readied from its top:
 * the first in line, readied last, runs first, and a select that waits on both sides receives. */
Outcome chan_close(Sched *s, Chan *c) {
    Outcome point = sched_point(s, POINT_CLOSE, c);
    if (point != OP_DONE) return point;
    if (!c) return OP_CLOSE_OF_NIL;
    chan_touch(s, c, TOUCH_WRITE);
    if (c->closed) return OP_CLOSE_OF_CLOSED;
    c->closed = true;
    if (s->observer) sched_emit(s, EVENT_CLOSE, s->current, c);
    G *served = NULL;
    for (Waiter *w; (w = c->receivers.first ? c->receivers.first : c->senders.first);) {
        Outcome outcome = w->send ? OP_SEND_ON_CLOSED : OP_DONE;
        w->g->value = (Value){.kind = VALUE_NIL};
        G *g = waiter_served(s, w, false, outcome);
        g->link = served;
        served = g;
    }
    while (served) {
        G *g = served;
        served = g->link;
        sched_ready(s, g);
    }
    return OP_DONE;
}
