/* Clock and timers: a 4-ary heap by time and then by age, so that equal sleeps end in the order in
 * which they began. Where a strategy decides, what happens at one time is its choice.
 *
 * A channel's timer follows Go 1.23: it stands in the heap only while a goroutine is blocked on its
 * channel, so that an unreferenced ticker is garbage and a program that waits for something else is
 * seen to be deadlocked. Otherwise whether it has fired is found out when somebody looks at the
 * channel. */
#include "posix.h"
#include "sched.h"

int64_t sched_now(Sched *s) {
    s->last_look = s->is_virtual ? s->virtual_now : posix_monotonic() - s->clock_base;
    return s->last_look;
}

int64_t sched_look_at_clock(Sched *s) {
    sched_touch(s, sched_clock(s), TOUCH_READ);
    /* The first looks are free, so that measured times stay round; a loop that only looks moves
     * ever faster. */
    enum { FREE_LOOKS = 100 };
    if (s->is_virtual && ++s->clock_looks > FREE_LOOKS) {
        s->virtual_now += (int64_t)(s->clock_looks - FREE_LOOKS) * 1000;
        sched_touch(s, sched_clock(s), TOUCH_WRITE);
    }
    return sched_now(s);
}

void sched_set_virtual(Sched *s, bool on) {
    if (on == s->is_virtual) return;
    /* A world that has not begun yet begins at 0, whatever its making took. */
    int64_t now = s->turns || s->heap_count ? sched_now(s) : 0;
    s->is_virtual = on;
    s->virtual_now = s->last_look = now;
    s->clock_base = posix_monotonic() - now;
    s->clock_looks = 0;
    s->idle_since = 0;
}

bool sched_is_virtual(const Sched *s) {
    return s->is_virtual;
}

/* ---- The heap ----
 * An entry has the time in itself, so that most comparisons stay within the heap. A timer that is stopped leaves its
 * entry behind, without it, as stopping is commoner than firing; it goes when it comes to the top, or with the others
 * when they are half of all. The law: the entry on top has a timer. */

static Timer *entry_timer(const TimerEntry *e) {
    return e->gone & 1 ? NULL : e->timer;
}

static bool entry_before(const TimerEntry *a, const TimerEntry *b) {
    if (a->when != b->when) return a->when < b->when;
    uint64_t first = a->gone & 1 ? a->gone >> 1 : a->timer->order, second = b->gone & 1 ? b->gone >> 1 : b->timer->order;
    return first < second;
}

static void heap_set(Sched *s, uint32_t i, TimerEntry e) {
    s->heap[i] = e;
    if (!(e.gone & 1)) e.timer->index = i + 1;
}

static void heap_up(Sched *s, uint32_t i, TimerEntry e) {
    while (i > 0) {
        uint32_t parent = (i - 1) / 4;
        if (!entry_before(&e, &s->heap[parent])) break;
        heap_set(s, i, s->heap[parent]);
        i = parent;
    }
    heap_set(s, i, e);
}

static void heap_down(Sched *s, uint32_t i, TimerEntry e) {
    for (;;) {
        uint32_t least = 0, first = 4 * i + 1;
        for (uint32_t c = first; c < first + 4 && c < s->heap_count; c++)
            if (!least || entry_before(&s->heap[c], &s->heap[least])) least = c;
        if (!least || !entry_before(&s->heap[least], &e)) break;
        heap_set(s, i, s->heap[least]);
        i = least;
    }
    heap_set(s, i, e);
}

bool timers_reserve(Sched *s, uint32_t count) {
    if (s->heap_count + count <= s->heap_capacity) return true;
    uint32_t capacity = s->heap_capacity * 2 + count + 8;
    TimerEntry *heap = arena_realloc(s->arena, s->heap, s->heap_capacity * sizeof *heap,
                                     capacity * sizeof *heap);
    if (!heap) return false;
    s->heap = heap;
    s->heap_capacity = capacity;
    return true;
}

static void sleep_end(Sched *s, Timer *t) {
    sched_ready(s, t->arg);
}

/* Its age among those of one time. Sleeps come before all else that is due with them: see timers_choose. */
static void timer_order(Sched *s, Timer *t) {
    t->order = ++s->timer_order;
    if (t->fire != sleep_end) t->order |= (uint64_t)1 << 62;
}

/* Room has been reserved. */
static void heap_insert(Sched *s, Timer *t) {
    heap_up(s, s->heap_count++, (TimerEntry){.when = t->when, .timer = t});
}

static void heap_pop(Sched *s) {
    TimerEntry last = s->heap[--s->heap_count];
    if (s->heap_count) heap_down(s, 0, last);
}

/* Only the entries that have a timer stay. */
static void heap_compact(Sched *s) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->heap_count; i++)
        if (entry_timer(&s->heap[i])) heap_set(s, kept++, s->heap[i]);
    s->heap_count = kept;
    s->heap_empty = 0;
    for (uint32_t i = kept / 4 + 1; i-- > 0;)
        if (i < kept) heap_down(s, i, s->heap[i]);
}

static void heap_remove(Sched *s, Timer *t) {
    if (!t->index) return;
    s->heap[t->index - 1].gone = t->order << 1 | 1;
    s->heap_empty++;
    t->index = 0;
    while (s->heap_count && !entry_timer(&s->heap[0])) {
        heap_pop(s);
        s->heap_empty--;
    }
    if (s->heap_empty > s->heap_count / 2) heap_compact(s);
}

int64_t sched_next_timer(const Sched *s) {
    return s->heap_count ? s->heap[0].when : INT64_MAX;
}

/* ---- Firing ---- */

/* The timer's time has come: rearm it or end it, and let its channel have the value. */
static void timer_fire(Sched *s, Timer *t, int64_t now) {
    bool was_queued = t->index != 0;
    heap_remove(s, t);
    int64_t due = t->when;
    if (t->period > 0) {
        int64_t ahead = t->period - (now - t->when) % t->period;
        t->when = ahead > INT64_MAX - now ? INT64_MAX : now + ahead;
        timer_order(s, t);
        if (was_queued) heap_insert(s, t); /* into the room that it has just left */
    } else if (!t->chan) {
        t->active = false;
    }
    sched_emit(s, EVENT_TIMER, NULL, t);
    sched_touch(s, sched_clock(s), TOUCH_WRITE);
    sched_touch(s, t, TOUCH_WRITE);
    if (t->chan) chan_touch(s, t->chan, TOUCH_WRITE);
    if (!t->chan) {
        t->fire(s, t);
        return;
    }
    Waiter *w = t->chan->receivers.first;
    Value value = {.kind = VALUE_TIME, .as.integer = due};
    if (w) {
        w->g->value = value;
        if (t->period == 0) t->active = false;
        waiter_wake(s, w, true, OP_DONE);
    } else if (!t->pending) {
        t->pending = true;
        t->chan->count = 1;
        t->chan->buffer[0] = value;
    }
}

/* One of the timers that are due with the one on top, or, with `wait`, NULL. A great many are not counted: then it is one of
 * those near the top. */
static Timer *timer_among_equals(Sched *s, bool wait) {
    enum { COUNTED = 32 };
    uint32_t equal[COUNTED] = {0}, count = 1, timers = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t c = 4 * equal[i] + 1, last = c + 4; c < last && c < s->heap_count && count < COUNTED; c++)
            if (s->heap[c].when == s->heap[0].when) equal[count++] = c;
    for (uint32_t i = 0; i < count; i++)
        if (entry_timer(&s->heap[equal[i]])) equal[timers++] = equal[i];
    uint32_t chosen = timers + wait > 1 ? sched_choose(s, timers + wait) : 0;
    return chosen < timers ? s->heap[equal[chosen]].timer : NULL;
}

/* The timer that is to fire next; NULL: others run before. For a strategy that is a choice, as on a real machine everything
 * that happens at one moment is: a timeout and an answer that takes as long come in either order. A sleep's end is none: it
 * only lets its goroutine run, and when that does is chosen anyway. One that lets timers fire early is asked about that
 * again and again, so it is asked here only when time has come to them. */
static Timer *timers_choose(Sched *s, TimersWhy why) {
    Timer *oldest = s->heap[0].timer;
    const Strategy *strategy = s->strategy;
    if (!strategy || oldest->fire == sleep_end) return oldest;
    bool wait = why != TIMERS_FIRED && sched_runnable(s) > 0;
    if (!strategy->timer_early) return timer_among_equals(s, wait);
    return wait && (why == TIMERS_POLLED || sched_choose(s, 2)) ? NULL : oldest;
}

void timers_run(Sched *s, TimersWhy why) {
    int64_t now = sched_now(s);
    while (sched_next_timer(s) <= now && sched_next_timer(s) != INT64_MAX) {
        Timer *t = timers_choose(s, why);
        if (!t) return;
        timer_fire(s, t, now);
        if (why == TIMERS_FIRED) why = TIMERS_REACHED;
    }
}

void timer_look(Sched *s, Timer *t) {
    sched_touch(s, sched_clock(s), TOUCH_READ);
    if (!t->active || t->index) return;
    if (t->pending && t->period == 0) return; /* a ticker's further ticks are dropped now */
    int64_t now = sched_now(s);
    const Strategy *strategy = s->strategy;
    if (t->when > now && s->is_virtual && strategy && strategy->timer_late && t->when < INT64_MAX &&
        strategy->timer_late(strategy->state, s))
        now = s->virtual_now = t->when;
    if (t->when <= now) timer_fire(s, t, now);
}

void timer_blocked(Sched *s, Timer *t, int delta) {
    t->waiters = (uint32_t)((int64_t)t->waiters + delta);
    if (t->waiters == 0)
        heap_remove(s, t);
    else if (t->active && !t->pending && !t->index)
        heap_insert(s, t);
}

void timer_received(Timer *t) {
    t->pending = false;
    if (t->period == 0) t->active = false;
}

bool timer_start(Sched *s, Timer *t, int64_t when, int64_t period) {
    sched_touch(s, sched_clock(s), TOUCH_READ);
    t->when = when;
    t->period = period;
    timer_order(s, t);
    if (!t->chan || t->waiters) {
        if (!timers_reserve(s, 1)) return false;
        heap_insert(s, t);
    }
    t->active = true;
    return true;
}

bool timer_stop(Sched *s, Timer *t) {
    if (t->chan) timer_look(s, t);
    bool was_active = t->active;
    heap_remove(s, t);
    t->active = false;
    if (t->pending) {
        t->pending = false;
        t->chan->count = 0;
    }
    return was_active;
}

/* ---- Sleep ---- */

Outcome sleep_for(Sched *s, int64_t ns) {
    Outcome point = sched_point(s, POINT_SLEEP, NULL);
    if (point != OP_DONE || ns <= 0) return point;
    G *g = s->current;
    if (g->pinned) return OP_PINNED;
    int64_t now = sched_now(s);
    g->sleep = (Timer){.fire = sleep_end, .arg = g};
    if (!timer_start(s, &g->sleep, ns > INT64_MAX - now ? INT64_MAX : now + ns, 0))
        return OP_NO_MEMORY;
    return sched_park(s, WAIT_SLEEP, NULL, NULL);
}
