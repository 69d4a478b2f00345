/* The scheduler: goroutines, the queues of the runnable, and the loop that gives them turns.
 *
 * The order is Go's with one P (runtime/proc.go): a new or readied goroutine takes the `next` slot
 * and the one that it displaces goes to the tail of the local ring; every 61st turn looks at the
 * global queue first; a full ring moves half of itself to the global queue. A goroutine taken from
 * `next` inherits the time slice of the one before, so that a pair that hands off to each other
 * cannot starve the rest. */
#include "sched.h"
#include "posix.h"

#include <string.h>

static const char *const wait_reasons[] = {
    [WAIT_NONE] = "waiting",
    [WAIT_CHAN_RECEIVE] = "chan receive",
    [WAIT_CHAN_SEND] = "chan send",
    [WAIT_CHAN_RECEIVE_NIL] = "chan receive (nil chan)",
    [WAIT_CHAN_SEND_NIL] = "chan send (nil chan)",
    [WAIT_SELECT] = "select",
    [WAIT_SELECT_NO_CASES] = "select (no cases)",
    [WAIT_SLEEP] = "sleep",
    [WAIT_MUTEX_LOCK] = "sync.Mutex.Lock",
    [WAIT_RWMUTEX_RLOCK] = "sync.RWMutex.RLock",
    [WAIT_RWMUTEX_LOCK] = "sync.RWMutex.Lock",
    [WAIT_COND] = "sync.Cond.Wait",
    [WAIT_WAITGROUP] = "sync.WaitGroup.Wait",
    [WAIT_IO] = "IO wait",
};

const char *wait_reason_text(WaitReason reason) {
    return wait_reasons[reason];
}

/* ---- Making ---- */

static size_t g_size(const Sched *s) {
    return sizeof(G) + s->host_size;
}
void *g_host(G *g) {
    return g + 1;
}
G *g_of_host(void *host) {
    return (G *)host - 1;
}

Sched *sched_new(Arena *arena, const Host *host, size_t host_size) {
    Sched *s = arena_alloc(arena, sizeof *s);
    if (!s) return NULL;
    memset(s, 0, sizeof *s);
    s->arena = arena;
    s->host = *host;
    s->host_size = (host_size + 15) & ~(size_t)15;
    s->clock_base = posix_monotonic();
    s->watch = -1;
    s->stop_at = INT64_MAX;
    sched_reseed(s, posix_entropy());
    return s;
}

G *sched_current(const Sched *s) {
    return s->current;
}
G *sched_oldest(const Sched *s) {
    return s->oldest;
}
size_t sched_count(const Sched *s) {
    return s->count;
}
size_t sched_look_at_count(Sched *s) {
    sched_touch(s, &s->count, TOUCH_READ);
    return s->count;
}
Arena *sched_arena(const Sched *s) {
    return s->arena;
}
uint64_t sched_turns(const Sched *s) {
    return s->turns;
}
void sched_stop(Sched *s) {
    s->stopping = true;
    sched_touch_all(s);
}
void sched_stop_at(Sched *s, int64_t when) {
    s->stop_at = when;
}
void sched_expect(Sched *s, int delta) {
    s->expected += delta;
}
void sched_attach(Sched *s, Mailbox *m, void *state) {
    s->mailbox = m;
    s->mailbox_state = state;
}

void sched_listen(Sched *s, int delta) {
    s->listening += delta;
}

G *sched_find(const Sched *s, uint64_t id) {
    G *g = s->oldest;
    while (g && g->id != id) g = g->younger;
    return g;
}

size_t sched_runnable(const Sched *s) {
    return (s->next != NULL) + (s->local_tail - s->local_head) + s->global_count + s->ready_count;
}

SchedCounts sched_counts(const Sched *s) {
    SchedCounts counts = {.started = s->last_id,
                          .switches = s->switches,
                          .global = s->global_count + s->ready_count,
                          .local = s->local_tail - s->local_head,
                          .timers = s->heap_count - s->heap_empty};
    for (const G *g = s->free; g; g = g->link) counts.free++;
    workers_count(s->workers, &counts.threads, &counts.idle_threads);
    return counts;
}

/* ---- Events ---- */

void sched_observe(Sched *s, Observer observer, void *state) {
    s->observer = observer;
    s->observer_state = state;
}

void sched_emit(Sched *s, EventKind kind, G *g, const void *object) {
    if (!s->observer) return;
    Event e = {.kind = kind, .g = g, .object = object};
    s->observer(s->observer_state, &e);
}

void sched_emit_value(Sched *s, EventKind kind, const void *object, const Value *value) {
    if (!s->observer) return;
    Event e = {.kind = kind, .g = s->current, .object = object, .value = value};
    s->observer(s->observer_state, &e);
}

/* ---- Random choices ---- */

uint64_t sched_random(Sched *s) {
    return random_next(&s->random);
}

void sched_reseed(Sched *s, uint64_t seed) {
    random_seed(&s->random, seed);
}

uint32_t sched_choose(Sched *s, uint32_t count) {
    if (s->strategy) return s->strategy->choose(s->strategy->state, s, count);
    return (uint32_t)(((sched_random(s) >> 32) * count) >> 32);
}

/* ---- The queues of the runnable ---- */

static void global_put(Sched *s, G *g) {
    g->link = NULL;
    if (s->global_last)
        s->global_last->link = g;
    else
        s->global_first = g;
    s->global_last = g;
    s->global_count++;
}

static G *global_take(Sched *s) {
    G *g = s->global_first;
    if (!g) return NULL;
    s->global_first = g->link;
    if (!s->global_first) s->global_last = NULL;
    s->global_count--;
    return g;
}

/* runqput: to the tail of the ring; when that is full, half of it goes to the global queue. */
static void local_put(Sched *s, G *g) {
    if (s->local_tail - s->local_head == RUNQ_SIZE) {
        for (int i = 0; i < RUNQ_SIZE / 2; i++)
            global_put(s, s->local[s->local_head++ % RUNQ_SIZE]);
        global_put(s, g);
        return;
    }
    s->local[s->local_tail++ % RUNQ_SIZE] = g;
}

/* Under a strategy all are in one list, as they became runnable. Which queue of Go's they would stand in, and where, says
 * their place: those in the global queue come after all in the ring. */
static const uint64_t GLOBAL_PLACE = UINT64_C(1) << 63;

static void ready_put(Sched *s, G *g, uint64_t queue) {
    g->place = ++s->last_place | queue;
    s->ready[s->ready_count++] = g;
}

static void next_put(Sched *s, G *g) {
    g->status = G_RUNNABLE;
    if (s->strategy) {
        if (s->favourite) s->favourite->place = ++s->last_place;
        ready_put(s, g, 0);
        s->favourite = g;
        return;
    }
    G *displaced = s->next;
    s->next = g;
    if (displaced) local_put(s, displaced);
}

/* The batch that an empty ring takes from the global queue: the first to run, the rest into the
 * ring. */
static G *global_batch(Sched *s) {
    G *first = global_take(s);
    for (int i = 1; first && i < RUNQ_SIZE / 2; i++) {
        G *g = global_take(s);
        if (!g) break;
        local_put(s, g);
    }
    return first;
}

/* The first in the queues, the `next` slot aside. */
static G *ready_first(const Sched *s) {
    bool global = s->slices % GLOBAL_EVERY == 0, found = false;
    G *first = NULL;
    for (uint32_t i = 0; i < s->ready_count; i++) {
        G *g = s->ready[i];
        if (g == s->favourite) continue;
        bool preferred = global && (g->place & GLOBAL_PLACE);
        if (found && !preferred) continue;
        if (!first || (preferred && !found) || g->place < first->place) first = g;
        found |= preferred;
    }
    return first;
}

const G *sched_favourite(const Sched *s) {
    G *first = ready_first(s);
    bool global_first = first && (first->place & GLOBAL_PLACE) && s->slices % GLOBAL_EVERY == 0;
    return s->favourite && !global_first ? s->favourite : first;
}

/* The goroutine is about to leave the list: what that would do to Go's queues. One that is only held before an operation goes
 * on in its time slice, as one from the `next` slot does in that of another. */
static void ready_taken(Sched *s, G *g) {
    if (g == s->favourite) {
        s->favourite = NULL;
    } else if (!g->at_point || g != s->ready[s->ready_count - 1]) {
        bool batch = (g->place & GLOBAL_PLACE) && !s->favourite && s->slices % GLOBAL_EVERY != 0;
        for (uint32_t i = 0; batch && i < s->ready_count; i++) batch = s->ready[i]->place & GLOBAL_PLACE;
        for (uint32_t i = 0, moved = 1; batch && i < s->ready_count && moved < RUNQ_SIZE / 2; i++) {
            if (s->ready[i] == g) continue;
            s->ready[i]->place &= ~GLOBAL_PLACE;
            moved++;
        }
        s->slices++;
    }
}

static inline __attribute__((always_inline)) G *take_next(Sched *s) {
    if (s->strategy) {
        if (s->ready_count == 0) return NULL;
        uint32_t i = s->strategy->next(s->strategy->state, s, s->ready, s->ready_count);
        G *g = s->ready[i];
        ready_taken(s, g);
        s->ready_count--;
        memmove(s->ready + i, s->ready + i + 1, (s->ready_count - i) * sizeof *s->ready);
        return g;
    }
    if (s->global_count && s->turns % GLOBAL_EVERY == 0) return global_take(s);
    G *g = s->next;
    if (g) {
        s->next = NULL;
        g->inherits_slice = true;
        return g;
    }
    if (s->local_head != s->local_tail) return s->local[s->local_head++ % RUNQ_SIZE];
    return global_batch(s);
}

/* Room for every goroutine in `ready`, so that making one runnable cannot fail. */
static bool ready_reserve(Sched *s, size_t count) {
    if (!s->strategy || count <= s->ready_capacity) return true;
    size_t capacity = count + count / 2 + 8;
    G **ready = arena_realloc(s->arena, s->ready, s->ready_capacity * sizeof *ready,
                              capacity * sizeof *ready);
    if (!ready) return false;
    s->ready = ready;
    s->ready_capacity = (uint32_t)capacity;
    return true;
}

bool sched_set_strategy(Sched *s, const Strategy *strategy) {
    const Strategy *before = s->strategy;
    if (strategy) {
        s->strategy = strategy;
        if (!ready_reserve(s, s->count + 1)) {
            s->strategy = before;
            return false;
        }
        if (before) return true;
        s->strategy = NULL;
        for (G *g; (g = take_next(s));) {
            g->inherits_slice = false;
            ready_put(s, g, 0);
        }
        s->strategy = strategy;
    } else {
        s->strategy = NULL;
        for (G *g = s->oldest; g; g = g->younger) g->at_point = false;
        for (uint32_t i = 0; i < s->ready_count; i++) local_put(s, s->ready[i]);
        s->ready_count = 0;
        s->favourite = NULL;
    }
    return true;
}

bool sched_has_points(const Sched *s) {
    return s->strategy && s->strategy->point;
}

Outcome sched_point(Sched *s, PointKind kind, const void *object) {
    if (!sched_has_points(s)) return OP_DONE;
    G *g = s->current;
    if (!g) return OP_DONE;
    if (g->at_point) {
        g->at_point = false;
    } else {
        g->point = (uint8_t)kind;
        g->point_object = kind == POINT_SELECT ? NULL : object;
        g->at_point = !g->pinned && s->strategy->point(s->strategy->state, s, g, kind, object);
        if (g->at_point) return OP_AGAIN;
    }
    bool tells = kind == POINT_SELECT || kind == POINT_SEND || kind == POINT_RECV || kind == POINT_WAITGROUP; /* itself */
    if (!tells && object) sched_touch(s, object, kind == POINT_LOAD || kind == POINT_READ ? TOUCH_READ : TOUCH_WRITE);
    return OP_DONE;
}

void sched_touch(Sched *s, const void *object, TouchHow how) {
    if (object && s->strategy && s->strategy->touch) s->strategy->touch(s->strategy->state, s, object, how);
}

void sched_touch_all(Sched *s) {
    if (s->strategy && s->strategy->touch) s->strategy->touch(s->strategy->state, s, NULL, TOUCH_WRITE);
}

const void *sched_clock(const Sched *s) {
    return &s->virtual_now;
}

uint32_t sched_ready_list(const Sched *s, G *const **list) {
    *list = s->ready;
    return s->ready_count;
}

/* ---- The life of a goroutine ---- */

static G *g_new(Sched *s) {
    if (!ready_reserve(s, s->count + 1)) return NULL;
    G *g = s->free;
    if (g)
        s->free = g->link;
    else
        g = arena_alloc(s->arena, g_size(s));
    if (!g) return NULL;
    memset(g, 0, g_size(s));
    g->id = ++s->last_id;
    g->older = s->youngest;
    if (s->youngest)
        s->youngest->younger = g;
    else
        s->oldest = g;
    s->youngest = g;
    s->count++;
    sched_touch(s, &s->count, TOUCH_ADD);
    return g;
}

static void g_end(Sched *s, G *g) {
    sched_emit(s, EVENT_END, g, NULL);
    if (g->reads) reads_drop(s, g);
    g->status = G_DEAD;
    if (g->older)
        g->older->younger = g->younger;
    else
        s->oldest = g->younger;
    if (g->younger)
        g->younger->older = g->older;
    else
        s->youngest = g->older;
    s->count--;
    sched_touch(s, &s->count, TOUCH_ADD);
    g->link = s->free;
    s->free = g;
}

G *go_start(Sched *s) {
    G *g = g_new(s);
    if (!g) return NULL;
    if (s->current) g->parent_id = s->current->id;
    sched_emit(s, EVENT_GO, g, NULL);
    next_put(s, g);
    return g;
}

G *go_start_detached(Sched *s) {
    G *g = g_new(s);
    if (!g) return NULL;
    sched_emit(s, EVENT_GO, g, NULL);
    if (s->strategy)
        ready_put(s, g, 0);
    else
        local_put(s, g);
    return g;
}

void sched_ready(Sched *s, G *g) {
    if (s->observer) sched_emit(s, EVENT_READY, g, NULL);
    next_put(s, g);
}

void sched_ready_last(Sched *s, G *g) {
    if (s->observer) sched_emit(s, EVENT_READY, g, NULL);
    g->status = G_RUNNABLE;
    if (s->strategy)
        ready_put(s, g, 0);
    else
        local_put(s, g);
}

Outcome g_park(Sched *s, WaitReason reason) {
    return s->current->pinned ? OP_PINNED : sched_park(s, reason, NULL, NULL);
}

void g_ready(Sched *s, G *g) {
    if (g->status == G_WAITING) sched_ready(s, g);
}

void g_interrupt(Sched *s, G *g) {
    if (g->status != G_WAITING) {
        if (g->retry) g->interrupted = true;
        return;
    }
    if (g->reason == WAIT_SLEEP) {
        timer_stop(s, &g->sleep);
    } else if (g->reason == WAIT_IO) {
        poll_leave(s, g);
        line_leave(s, g);
    } else {
        sync_leave(s, g);
    }
    waiters_leave(s, g);
    g->retry = NULL;
    g->outcome = OP_DONE;
    g->interrupted = true;
    sched_ready(s, g);
}

/* The goroutine goes to the tail of the global queue. */
static void yield_global(Sched *s, G *g) {
    g->status = G_RUNNABLE;
    if (s->strategy)
        ready_put(s, g, GLOBAL_PLACE);
    else
        global_put(s, g);
}

void sched_ready_global(Sched *s, G *g) {
    if (s->observer) sched_emit(s, EVENT_READY, g, NULL);
    yield_global(s, g);
}

Outcome sched_gosched(Sched *s) {
    if (s->current->pinned) return OP_DONE;
    s->current->point = POINT_YIELD;
    sched_touch_all(s); /* it matters who goes on after it, and who before */
    yield_global(s, s->current);
    return OP_YIELDED;
}

void sched_yield_local(Sched *s) {
    G *g = s->current;
    g->status = G_RUNNABLE;
    if (s->strategy)
        ready_put(s, g, 0);
    else
        local_put(s, g);
}

/* ---- The loop ---- */

/* Virtual time moves on while goroutines run. */
static void virtual_time_set(Sched *s, int64_t now) {
    s->virtual_now = now;
    sched_touch(s, sched_clock(s), TOUCH_WRITE);
    if (now < s->stop_at) return;
    s->stop_at = INT64_MAX;
    s->stopping = true;
}

/* Timers are looked at each turn under virtual time, which costs nothing; else each few turns,
 * because a look at the clock costs as much as a switch. */
static void timers_poll(Sched *s) {
    if (!s->heap_count) return;
    if (s->is_virtual || ++s->turns_since_clock >= CLOCK_EVERY) {
        s->turns_since_clock = 0;
        timers_run(s, TIMERS_POLLED);
    }
}

bool sched_fire(Sched *s) {
    if (!s->heap_count || !s->is_virtual || sched_next_timer(s) == INT64_MAX) return false;
    if (!sched_runnable(s)) s->clock_looks = s->clock_slices = s->clock_yields = 0; /* as for pick */
    if (sched_next_timer(s) > s->virtual_now) virtual_time_set(s, sched_next_timer(s));
    timers_run(s, TIMERS_FIRED);
    return true;
}

/* A strategy may let timers fire although goroutines can run. */
static void timers_early(Sched *s) {
    const Strategy *strategy = s->strategy;
    if (!strategy->timer_early || !s->is_virtual) return;
    while (sched_next_timer(s) != INT64_MAX && strategy->timer_early(strategy->state, s)) sched_fire(s);
}

/* What has come in from outside: messages, and descriptors that have become ready. */
static void outside_look(Sched *s) {
    s->turns_since_outside = 0;
    if (s->mailbox && mailbox_waits(s->mailbox)) mailbox_deliver(s->mailbox, s->mailbox_state);
    poller_check(s);
}

/* A look costs as much as many turns: while goroutines can run, only now and then, and only if
 * somebody waits. */
static void outside_poll(Sched *s) {
    if (++s->turns_since_outside < OUTSIDE_EVERY) return;
    s->turns_since_outside = 0;
    if ((s->mailbox && mailbox_waits(s->mailbox)) || s->poll_waiting)
        outside_look(s);
}

/* Virtual time moves on beside goroutines that never wait, so that a loop which waits for a timer ends. The first slices
 * of each moment are free: what a program computes between two timers takes no time. */
static void slice_used(Sched *s) {
    enum { FREE_SLICES = 10, SLICE = 10000000 /* ns */ };
    if (s->is_virtual && ++s->clock_slices > FREE_SLICES) virtual_time_set(s, s->virtual_now + SLICE);
}

/* The next to run; NULL when nobody can. Before it comes to that under virtual time, the clock
 * jumps to the next timer, unless that is due never. */
static inline __attribute__((always_inline)) G *pick(Sched *s) {
    timers_poll(s);
    outside_poll(s);
    for (;;) {
        if (s->strategy) timers_early(s);
        G *g = take_next(s);
        if (g) return g;
        outside_look(s);
        if (sched_runnable(s)) continue;
        if (!s->heap_count) return NULL;
        if (s->is_virtual) {
            if (s->expected > 0) return NULL;
            int64_t due = sched_next_timer(s);
            if (due == INT64_MAX) return NULL;
            if (due > s->virtual_now) virtual_time_set(s, due);
            s->clock_looks = s->clock_slices = s->clock_yields = 0;
        }
        timers_run(s, TIMERS_REACHED);
        if (!s->is_virtual && !sched_runnable(s)) return NULL;
    }
}

/* Begins a turn of `g`: true if the host is to run it, false if it waits again. */
static inline __attribute__((always_inline)) bool turn_begin(Sched *s, G *g) {
    s->current = g;
    g->status = G_RUNNING;
    if (g->inherits_slice)
        g->inherits_slice = false;
    else
        s->turns++;
    if (g->retry) {
        bool (*retry)(Sched *, G *) = g->retry, interrupted = g->interrupted;
        g->retry = NULL;
        if (s->strategy) sched_touch(s, g->point_object, TOUCH_WRITE);
        if (!retry(s, g)) {
            s->current = NULL;
            if (interrupted) g_interrupt(s, g);
            return false;
        }
        g->interrupted = false;
    }
    g->switches++;
    s->switches++;
    if (s->observer) sched_emit(s, EVENT_START, g, NULL);
    return true;
}

static void turn_end(Sched *s, G *g, RunEnd end) {
    enum { YIELDS_IN_SLICE = 10000 };
    switch (end) {
    case RUN_ENDED:
        g_end(s, g);
        break;
    case RUN_PARKED:
        /* Who does such things takes longer turns than who passes values on: timers may be due. */
        if (g->reason == WAIT_IO) s->turns_since_clock = CLOCK_EVERY;
        break;
    case RUN_YIELDED:
        /* Gosched and the like have queued it; an operation that a strategy holds back has not. */
        if (g->status == G_RUNNING) yield_global(s, g);
        if (++s->clock_yields % YIELDS_IN_SLICE == 0) slice_used(s);
        break;
    case RUN_PREEMPTED:
        if (s->observer) sched_emit(s, EVENT_PREEMPT, g, NULL);
        g->point = POINT_YIELD;
        sched_touch_all(s);
        yield_global(s, g);
        slice_used(s);
        s->turns_since_clock = CLOCK_EVERY; /* that was a long turn: timers may be due */
        s->turns_since_outside = OUTSIDE_EVERY;
        break;
    case RUN_STOP:
        s->stopping = true;
        if (g->status != G_RUNNING) break;
        g->status = G_WAITING;
        g->reason = WAIT_NONE;
        break;
    }
    s->current = NULL;
}

/* The goroutine whose turn has just begun; NULL when the budget is used up, the run is to stop, or nobody can run. */
static G *turn_next(Sched *s) {
    while (s->budget > 0 && !s->stopping) {
        G *g = pick(s);
        if (!g) return NULL;
        s->budget--;
        if (turn_begin(s, g)) return g;
    }
    return NULL;
}

G *sched_switch(Sched *s, RunEnd end) {
    if (end == RUN_PARKED && s->current->reason != WAIT_IO) /* as most turns end */
        s->current = NULL;
    else
        turn_end(s, s->current, end);
    return turn_next(s);
}

/* Virtual time has waited for the outside, as long as that took. */
static void idle_end(Sched *s) {
    int64_t waited = posix_monotonic() - s->idle_since, due = sched_next_timer(s);
    s->idle_since = 0;
    if (due <= s->virtual_now) return;
    s->virtual_now = waited < due - s->virtual_now ? s->virtual_now + waited : due;
}

SchedState sched_run(Sched *s, uint32_t budget) {
    if (!s->is_virtual)
        sched_now(s); /* for the waits that begin now */
    else if (s->idle_since)
        idle_end(s);
    s->budget = budget;
    for (G *g; (g = turn_next(s));) {
        RunEnd end = s->host.resume(s->host.state, g);
        if (s->current) turn_end(s, s->current, end);
    }
    if (s->stopping) {
        s->stopping = false;
        return SCHED_STOPPED;
    }
    if (s->budget == 0) return SCHED_BUDGET;
    if (s->expected > 0 && s->is_virtual) s->idle_since = posix_monotonic();
    return s->expected > 0 || s->listening > 0 || (s->heap_count && !s->is_virtual) ? SCHED_WAITING : SCHED_ASLEEP;
}
