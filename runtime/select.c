/* Select, after Go's runtime/select.go. The law: when a goroutine leaves a select, no waiter of it
 * is left in any queue; the losers go before the winner runs (waiter_wake).
 *
 * Go looks at the cases in a random order and takes the first that is ready; choosing uniformly
 * among the ready ones is the same, and asks for a choice only where there is one. */
#include "sched.h"

static bool case_ready(Sched *s, const SelectCase *k) {
    return k->send ? chan_can_send(k->chan) : chan_can_recv(s, k->chan);
}

/* The index of a ready case, chosen uniformly; -1 if none is. */
static int select_choose(Sched *s, const SelectCase *cases, int count) {
    uint32_t ready = 0;
    int last = -1;
    for (int i = 0; i < count; i++)
        if (case_ready(s, &cases[i])) {
            ready++;
            last = i;
        }
    if (ready < 2) return last;
    uint32_t pick = sched_choose(s, ready);
    for (int i = 0;; i++)
        if (case_ready(s, &cases[i]) && pick-- == 0) return i;
}

/* The waiters of one select on the same side of the same channel are equal, but the first in the
 * queue would always be served: `w`, the newest of `count`, changes places with a random one. */
static void waiter_shuffle(Sched *s, Waiter *waiters, int count) {
    Waiter *w = &waiters[count - 1];
    uint32_t equals = 1;
    for (int i = 0; i < count - 1; i++)
        equals += waiters[i].chan == w->chan && waiters[i].send == w->send;
    if (equals == 1) return;
    uint32_t place = sched_choose(s, equals);
    for (Waiter *other = waiters; other < w; other++)
        if (other->chan == w->chan && other->send == w->send && place-- == 0) {
            Waiter swapped = *other;
            *other = *w;
            *w = swapped;
            return;
        }
}

static Outcome select_park(Sched *s, const SelectCase *cases, int count) {
    G *g = s->current;
    if (g->pinned) return OP_PINNED;
    int live = 0;
    for (int i = 0; i < count; i++) live += cases[i].chan != NULL;
    if (!timers_reserve(s, (uint32_t)live)) return OP_NO_MEMORY;
    Waiter *waiters = &g->waiter;
    if (live > 1) {
        waiters = arena_alloc(s->arena, (size_t)live * sizeof *waiters);
        if (!waiters) return OP_NO_MEMORY;
        g->waiters = waiters;
    }
    for (int i = 0, n = 0; i < count; i++) {
        Chan *c = cases[i].chan;
        if (!c) continue;
        waiters[n++] =
            (Waiter){.g = g, .chan = c, .value = cases[i].value, .index = i, .send = cases[i].send};
        waiter_shuffle(s, waiters, n);
    }
    for (Waiter *w = waiters; w < waiters + live; w++) {
        queue_push(w->send ? &w->chan->senders : &w->chan->receivers, w);
        if (w->chan->timer) timer_blocked(s, w->chan->timer, 1);
    }
    g->waiter_count = live;
    return sched_park(s, WAIT_SELECT, NULL, NULL);
}

/* A select of one case is that operation, as Go's compiler makes it; only then is its wait called
 * by its own name. */
static Outcome select_single(Sched *s, const SelectCase *k, int *chosen, Value *value, bool *ok) {
    *chosen = 0;
    return k->send ? chan_send(s, k->chan, k->value) : chan_recv(s, k->chan, value, ok);
}

Outcome select_wait(Sched *s, const SelectCase *cases, int count, bool has_default, int *chosen,
                    Value *value, bool *ok) {
    *value = (Value){.kind = VALUE_NIL};
    *ok = false;
    if (count == 1 && !has_default) return select_single(s, cases, chosen, value, ok);
    Outcome point = sched_point(s, POINT_SELECT, cases);
    if (point != OP_DONE) return point;
    if (s->strategy)
        for (int i = 0; i < count; i++) if (cases[i].chan) chan_touch(s, cases[i].chan, TOUCH_WRITE);
    *chosen = select_choose(s, cases, count);
    if (*chosen >= 0) {
        const SelectCase *k = &cases[*chosen];
        if (s->observer) sched_emit(s, EVENT_SELECT, s->current, k->chan);
        if (k->send) return chan_send_now(s, k->chan, k->value);
        chan_recv_now(s, k->chan, value, ok);
        return OP_DONE;
    }
    if (has_default) return OP_DONE;
    if (count == 0) return g_park(s, WAIT_SELECT_NO_CASES);
    return select_park(s, cases, count);
}
