/* Mutex, RWMutex, WaitGroup, Once and Cond, with the algorithms of Go's sync package, so that who
 * goes on next is who goes on next in Go. Only one goroutine runs at a time, so what Go does with
 * atomic operations is plain code here, and nobody spins.
 *
 * All of them wait on a Sema (Go's runtime/sema.go): a count and a FIFO of goroutines. A goroutine
 * that is woken must still take the count, and another may have been quicker; therefore each wait
 * has a `retry`, which the scheduler asks when it picks the goroutine, and which may wait again. */
#include "sched.h"

enum {
    STARVATION = 1000000 /* ns that a Mutex's waiter waits before it gets the lock handed over */
};
enum { RWMUTEX_MAX_READERS = 1 << 30 };

#define OBJECT_OF(type, member, sema) ((type *)(void *)((char *)(sema)-offsetof(type, member)))

/* ---- Semaphores ---- */

static void sema_enqueue(Sema *m, G *g, bool lifo) {
    g->ticket = 0;
    g->lifo = lifo;
    m->waiting++;
    if (lifo) {
        g->link = m->first;
        m->first = g;
        if (!m->last) m->last = g;
        return;
    }
    g->link = NULL;
    if (m->last)
        m->last->link = g;
    else
        m->first = g;
    m->last = g;
}

static G *sema_dequeue(Sema *m) {
    G *g = m->first;
    if (!g) return NULL;
    m->first = g->link;
    if (!m->first) m->last = NULL;
    m->waiting--;
    return g;
}

static bool sema_try(Sema *m) {
    if (m->count == 0) return false;
    m->count--;
    return true;
}

static Outcome sema_park(Sched *s, Sema *m, WaitReason reason, bool (*retry)(Sched *, G *),
                         bool lifo) {
    sema_enqueue(m, s->current, lifo);
    return sched_park(s, reason, retry, m);
}

/* Asked of a woken goroutine: has it got the semaphore? If not, it waits again, at the same end. */
static bool sema_acquired(Sched *s, G *g, bool (*retry)(Sched *, G *)) {
    Sema *m = g->retry_object;
    if (g->ticket || sema_try(m)) return true;
    sema_park(s, m, g->reason, retry, g->lifo);
    return false;
}

/* Wakes the first waiter. With `handoff` it gets the semaphore itself; true if so: the current
 * goroutine should then give way. */
static bool sema_release(Sched *s, Sema *m, bool handoff) {
    m->count++;
    G *g = sema_dequeue(m);
    if (!g) return false;
    if (handoff && sema_try(m)) g->ticket = 1;
    sched_ready(s, g);
    return g->ticket != 0;
}

static bool sema_remove(Sema *m, G *g) {
    for (G **p = &m->first, *before = NULL; *p; before = *p, p = &(*p)->link)
        if (*p == g) {
            *p = g->link;
            if (m->last == g) m->last = before;
            m->waiting--;
            return true;
        }
    return false;
}

/* ---- Mutex ----
 * Normally a woken waiter competes with newcomers, and when it loses it waits again at the head.
 * One that has waited for over a millisecond makes the mutex starving: then it is handed over in
 * order. */

static bool mutex_retry(Sched *s, G *g);

/* The lock is taken by that goroutine; by none where none runs. */
static void mutex_own(Mutex *m, G *g) {
    m->owner = g ? g->id : 0;
    if (g) g->locks++;
}

/* It is given back, by whom it belongs to or by another one, which may count one too many for ever. */
static void mutex_disown(const Mutex *m, G *current) {
    if (current && m->owner == current->id) current->locks--;
}

/* One round of lockSlow: OP_DONE when locked, else parked. `woken` is the goroutine that has just
 * been woken. */
static Outcome mutex_round(Sched *s, Mutex *m, G *g, bool woken, WaitReason reason) {
    bool free = !m->locked && !m->starving;
    if (g->starving && m->locked) m->starving = true;
    if (!m->starving) m->locked = true;
    if (woken) m->woken = false;
    if (free) {
        mutex_own(m, g);
        return OP_DONE;
    }
    m->waiters++;
    if (sema_try(&m->sema)) {
        g->reason = (uint8_t)reason;
        g->retry_object = &m->sema;
        g->ticket = 1;
        return mutex_retry(s, g) ? OP_DONE : OP_PARKED;
    }
    return sema_park(s, &m->sema, reason, mutex_retry, woken);
}

static bool mutex_retry(Sched *s, G *g) {
    Mutex *m = OBJECT_OF(Mutex, sema, g->retry_object);
    int64_t began = g->wait_since;
    if (!sema_acquired(s, g, mutex_retry)) {
        g->wait_since = began;
        return false;
    }
    sched_touch(s, sched_clock(s), TOUCH_READ);
    g->starving = g->starving || sched_now(s) - began > STARVATION;
    if (m->starving) {
        /* The lock has been handed over: nobody else can have it. */
        m->locked = true;
        mutex_own(m, g);
        m->waiters--;
        if (!g->starving || m->waiters == 0) m->starving = false;
        g->starving = false;
        return true;
    }
    Outcome round = mutex_round(s, m, g, true, g->reason);
    if (round == OP_PARKED) {
        g->wait_since = began;
        return false;
    }
    g->starving = false;
    return true;
}

/* Locks, in the name of `reason`. */
static Outcome mutex_acquire(Sched *s, Mutex *m, WaitReason reason) {
    if (!m->locked && !m->starving && !m->waiters && !m->woken) {
        m->locked = true;
        mutex_own(m, s->current);
        return OP_DONE;
    }
    G *g = s->current;
    if (g->pinned && (m->locked || m->starving)) return OP_PINNED;
    g->starving = false;
    sched_touch(s, sched_clock(s), TOUCH_READ);
    g->wait_since = sched_now(s);
    return mutex_round(s, m, g, false, reason);
}

/* Tells that the current goroutine has got a lock, if it has. */
static Outcome locked(Sched *s, void *object, Outcome outcome) {
    if (s->observer && outcome == OP_DONE) sched_emit(s, EVENT_LOCK, s->current, object);
    return outcome;
}

static bool lock_retry(Sched *s, G *g) {
    if (!mutex_retry(s, g)) {
        g->retry = lock_retry;
        return false;
    }
    locked(s, OBJECT_OF(Mutex, sema, g->retry_object), OP_DONE);
    return true;
}

Outcome mutex_lock(Sched *s, Mutex *m) {
    Outcome point = sched_point(s, POINT_LOCK, m);
    if (point != OP_DONE) return point;
    Outcome outcome = mutex_acquire(s, m, WAIT_MUTEX_LOCK);
    if (outcome == OP_PARKED) s->current->retry = lock_retry;
    return locked(s, m, outcome);
}

static bool is_quick(const Sched *s, const Mutex *m) {
    return !s->strategy && !s->observer && !m->waiters && !m->woken && !m->starving;
}

bool mutex_quick_lock(Sched *s, Mutex *m) {
    if (!is_quick(s, m) || m->locked) return false;
    mutex_own(m, s->current);
    return m->locked = true;
}

bool mutex_quick_unlock(Sched *s, Mutex *m) {
    if (!is_quick(s, m) || !m->locked) return false;
    mutex_disown(m, s->current);
    m->locked = false;
    return true;
}

bool mutex_try_lock(Sched *s, Mutex *m) {
    if (m->locked || m->starving) return false;
    m->locked = true;
    mutex_own(m, s->current);
    locked(s, m, OP_DONE);
    return true;
}

/* Unlocks and wakes; true if the lock has been handed over. */
static bool mutex_pass(Sched *s, Mutex *m) {
    m->locked = false;
    if (m->starving) return sema_release(s, &m->sema, true);
    if (m->waiters == 0 || m->woken) return false;
    m->waiters--;
    m->woken = true;
    return sema_release(s, &m->sema, false);
}

static Outcome mutex_release(Sched *s, Mutex *m) {
    if (!m->locked) return OP_UNLOCK_OF_UNLOCKED;
    mutex_disown(m, s->current);
    if (!mutex_pass(s, m) || s->current->pinned) return OP_DONE;
    sched_yield_local(s);
    return OP_YIELDED;
}

Outcome mutex_unlock(Sched *s, Mutex *m) {
    Outcome point = sched_point(s, POINT_UNLOCK, m);
    if (point != OP_DONE) return point;
    if (s->observer && m->locked) sched_emit(s, EVENT_UNLOCK, s->current, m);
    return mutex_release(s, m);
}

/* ---- RWMutex ---- */

struct ReadHold {
    ReadHold *next;
    RWMutex *mutex; /* may be gone, when it has been given up by all while it was locked, ... */
    uint64_t serial; /* ... and another lie there, with another number */
};

/* Notes that the current goroutine is about to lock it for reading. False without memory. */
static bool read_note(Sched *s, RWMutex *m) {
    ReadHold *hold = s->free_holds;
    if (hold)
        s->free_holds = hold->next;
    else
        hold = arena_alloc(s->arena, sizeof *hold);
    if (!hold) return false;
    if (!m->serial) m->serial = ++s->last_rwmutex;
    *hold = (ReadHold){.next = s->current->reads, .mutex = m, .serial = m->serial};
    s->current->reads = hold;
    m->noted++;
    return true;
}

static bool hold_is_of(const ReadHold *hold, const RWMutex *m) {
    return hold->mutex == m && hold->serial == m->serial;
}

/* Takes it out of a goroutine's list; false if it is not there. */
static bool read_forget(Sched *s, ReadHold **reads, RWMutex *m) {
    for (ReadHold **p = reads, *hold; (hold = *p); p = &hold->next) {
        if (!hold_is_of(hold, m)) continue;
        *p = hold->next;
        hold->next = s->free_holds;
        s->free_holds = hold;
        m->noted--;
        return true;
    }
    return false;
}

/* A goroutine has unlocked what another has locked for reading. */
static void read_forget_any(Sched *s, RWMutex *m) {
    for (G *g = s->oldest; g; g = g->younger) {
        bool waits = g->retry && g->reason == WAIT_RWMUTEX_RLOCK && g->retry_object == &m->reader_sema;
        if (!waits && read_forget(s, &g->reads, m)) return;
    }
    m->noted = 0; /* those that had locked it are over */
}

void reads_drop(Sched *s, G *g) {
    locks_left_end(s, &(LocksLeft){.reads = g->reads});
    g->reads = NULL;
}

static bool reader_retry(Sched *s, G *g) {
    if (!sema_acquired(s, g, reader_retry)) return false;
    OBJECT_OF(RWMutex, reader_sema, g->retry_object)->reader = g->id;
    locked(s, OBJECT_OF(RWMutex, reader_sema, g->retry_object), OP_DONE);
    return true;
}
static bool writer_retry(Sched *s, G *g) {
    if (!sema_acquired(s, g, writer_retry)) return false;
    locked(s, OBJECT_OF(RWMutex, writer_sema, g->retry_object), OP_DONE);
    return true;
}

Outcome rwmutex_rlock(Sched *s, RWMutex *m) {
    Outcome point = sched_point(s, POINT_RWLOCK, m);
    if (point != OP_DONE) return point;
    if (s->current->pinned && m->readers < 0) return OP_PINNED;
    if (!read_note(s, m)) return OP_NO_MEMORY;
    if (++m->readers >= 0 || sema_try(&m->reader_sema)) {
        m->reader = s->current->id;
        return locked(s, m, OP_DONE);
    }
    return sema_park(s, &m->reader_sema, WAIT_RWMUTEX_RLOCK, reader_retry, false);
}

bool rwmutex_try_rlock(Sched *s, RWMutex *m) {
    if (m->readers < 0 || !read_note(s, m)) return false;
    m->readers++;
    m->reader = s->current->id;
    locked(s, m, OP_DONE);
    return true;
}

static void reader_leave(Sched *s, RWMutex *m) {
    if (--m->readers < 0 && --m->readers_left == 0) sema_release(s, &m->writer_sema, false);
}

Outcome rwmutex_runlock(Sched *s, RWMutex *m) {
    Outcome point = sched_point(s, POINT_UNLOCK, m);
    if (point != OP_DONE) return point;
    if (m->readers == 0 || m->readers == -RWMUTEX_MAX_READERS) return OP_RUNLOCK_OF_UNLOCKED;
    if (s->observer) sched_emit(s, EVENT_UNLOCK, s->current, m);
    if (m->noted && !read_forget(s, &s->current->reads, m)) read_forget_any(s, m);
    reader_leave(s, m);
    return OP_DONE;
}

/* The writer has the inner mutex: newcomers among the readers now wait, and it waits for those that
 * read. */
static Outcome writer_enter(Sched *s, RWMutex *m) {
    int32_t reading = m->readers;
    m->readers -= RWMUTEX_MAX_READERS;
    m->readers_left += reading;
    if (m->readers_left == 0 || sema_try(&m->writer_sema)) return locked(s, m, OP_DONE);
    return sema_park(s, &m->writer_sema, WAIT_RWMUTEX_LOCK, writer_retry, false);
}

/* Asked of a writer that waited for the inner mutex. */
static bool inner_retry(Sched *s, G *g) {
    RWMutex *m = OBJECT_OF(RWMutex, writers.sema, g->retry_object);
    if (!mutex_retry(s, g)) {
        g->retry = inner_retry;
        return false;
    }
    return writer_enter(s, m) == OP_DONE;
}

Outcome rwmutex_lock(Sched *s, RWMutex *m) {
    Outcome point = sched_point(s, POINT_RWLOCK, m);
    if (point != OP_DONE) return point;
    if (s->current->pinned && m->readers != 0) return OP_PINNED;
    Outcome inner = mutex_acquire(s, &m->writers, WAIT_MUTEX_LOCK);
    if (inner == OP_PARKED) s->current->retry = inner_retry;
    return inner == OP_DONE ? writer_enter(s, m) : inner;
}

bool rwmutex_try_lock(Sched *s, RWMutex *m) {
    if (m->readers != 0 || m->writers.locked || m->writers.starving) return false;
    m->writers.locked = true;
    mutex_own(&m->writers, s->current);
    m->readers = -RWMUTEX_MAX_READERS;
    locked(s, m, OP_DONE);
    return true;
}

/* The writer leaves: `waiting` readers that came after it go on. Its inner mutex is still
 * locked. */
static void writer_leave(Sched *s, RWMutex *m, int32_t waiting) {
    m->readers += RWMUTEX_MAX_READERS;
    for (; waiting > 0; waiting--) sema_release(s, &m->reader_sema, false);
}

Outcome rwmutex_unlock(Sched *s, RWMutex *m) {
    Outcome point = sched_point(s, POINT_UNLOCK, m);
    if (point != OP_DONE) return point;
    if (m->readers >= 0) return OP_RWUNLOCK_OF_UNLOCKED;
    if (s->observer) sched_emit(s, EVENT_UNLOCK, s->current, m);
    writer_leave(s, m, m->readers + RWMUTEX_MAX_READERS);
    return mutex_release(s, &m->writers);
}

/* ---- WaitGroup ---- */

static bool waitgroup_retry(Sched *s, G *g) {
    WaitGroup *wg = OBJECT_OF(WaitGroup, sema, g->retry_object);
    if (!sema_acquired(s, g, waitgroup_retry)) return false;
    if (wg->counter != 0 || wg->waiters != 0) g->outcome = OP_REUSED_BEFORE_WAIT_RETURNED;
    return true;
}

Outcome waitgroup_add(Sched *s, WaitGroup *wg, int64_t delta) {
    Outcome point = sched_point(s, POINT_WAITGROUP, wg);
    if (point != OP_DONE) return point;
    Value by = {.kind = VALUE_INT, .as.integer = delta};
    if (s->observer) sched_emit_value(s, EVENT_WAITGROUP, wg, &by);
    /* Go's counter has 32 bits, and has moved even when Add panics. */
    wg->counter = (int32_t)((uint64_t)wg->counter + (uint64_t)delta);
    /* Does it come to the same before and after others that do so? Two that take all that is left do not: the second fails. */
    bool only_counts = wg->counter > 0 && (delta == -1 || (delta > 0 && (!wg->waiters || wg->counter > delta)));
    sched_touch(s, wg, only_counts ? TOUCH_ADD : TOUCH_WRITE);
    if (wg->counter < 0) return OP_NEGATIVE_COUNTER;
    if (wg->waiters && delta > 0 && wg->counter == (int32_t)delta) return OP_ADD_DURING_WAIT;
    if (wg->counter > 0) return OP_DONE;
    for (; wg->waiters; wg->waiters--) sema_release(s, &wg->sema, false);
    return OP_DONE;
}

Outcome waitgroup_wait(Sched *s, WaitGroup *wg) {
    Outcome point = sched_point(s, POINT_WAITGROUP, wg);
    if (point != OP_DONE) return point;
    sched_touch(s, wg, wg->counter == 0 ? TOUCH_READ : TOUCH_WRITE);
    if (wg->counter == 0) return OP_DONE;
    if (s->current->pinned) return OP_PINNED;
    wg->waiters++;
    if (sema_try(&wg->sema))
        return OP_REUSED_BEFORE_WAIT_RETURNED; /* taken from an earlier waiter */
    return sema_park(s, &wg->sema, WAIT_WAITGROUP, waitgroup_retry, false);
}

/* ---- Once ---- */

Outcome once_enter(Sched *s, Once *o) {
    Outcome point = sched_point(s, POINT_ONCE, o);
    if (point != OP_DONE || o->done) return point;
    return mutex_acquire(s, &o->mutex, WAIT_MUTEX_LOCK);
}

Outcome once_leave(Sched *s, Once *o, bool done) {
    sched_touch(s, o, TOUCH_WRITE);
    if (done) o->done = true;
    return mutex_release(s, &o->mutex);
}

/* ---- Cond ----
 * Tickets, as in Go's notifyList: a Signal between the two halves of a Wait is not missed. */

uint32_t cond_ticket(Cond *c) {
    return c->next_ticket++;
}

/* Nobody will wait with the ticket: those after it move up, so that no Signal is spent on it. When
 * one of those is still between the halves of its Wait that cannot be done, for its ticket is in
 * its own hands. */
bool cond_leave(Cond *c, uint32_t ticket) {
    if ((int32_t)(ticket - c->notified) < 0) return true;
    uint32_t others = c->waiters.waiting;
    for (CondVoid *v = c->voids; v; v = v->next) others++;
    bool all_known = others == c->next_ticket - c->notified - 1;
    if (!all_known && ticket != c->next_ticket - 1) return false;
    c->next_ticket--;
    for (G *g = c->waiters.first; g; g = g->link)
        if ((int32_t)(g->cond_ticket - ticket) > 0) g->cond_ticket--;
    for (CondVoid *v = c->voids; v; v = v->next)
        if ((int32_t)(v->ticket - ticket) > 0) v->ticket--;
    return true;
}

void cond_void(Cond *c, CondVoid *v, uint32_t ticket) {
    CondVoid **p = &c->voids;
    while (*p && (int32_t)((*p)->ticket - ticket) < 0) p = &(*p)->next;
    *v = (CondVoid){.ticket = ticket, .next = *p};
    *p = v;
}

static void voids_pass(Cond *c) {
    for (; c->voids && c->voids->ticket == c->notified; c->voids = c->voids->next) c->notified++;
}

Outcome cond_wait(Sched *s, Cond *c, uint32_t ticket) {
    Outcome point = sched_point(s, POINT_COND, c);
    if (point != OP_DONE || (int32_t)(ticket - c->notified) < 0) return point;
    if (s->current->pinned) {
        cond_leave(c, ticket);
        return OP_PINNED;
    }
    s->current->cond_ticket = ticket;
    return sema_park(s, &c->waiters, WAIT_COND, NULL, false);
}

static void cond_tell(Sched *s, const Cond *c, uint32_t wakes) {
    Value count = {.kind = VALUE_INT, .as.integer = wakes};
    sched_emit_value(s, EVENT_SIGNAL, c, &count);
}

Outcome cond_signal(Sched *s, Cond *c) {
    Outcome point = sched_point(s, POINT_COND, c);
    if (point != OP_DONE) return point;
    voids_pass(c);
    if (s->observer) cond_tell(s, c, c->notified != c->next_ticket);
    if (c->notified == c->next_ticket) return point;
    uint32_t ticket = c->notified++;
    for (G *g = c->waiters.first; g; g = g->link)
        if (g->cond_ticket == ticket) {
            sema_remove(&c->waiters, g);
            sched_ready(s, g);
            break;
        }
    return OP_DONE;
}

Outcome cond_broadcast(Sched *s, Cond *c) {
    Outcome point = sched_point(s, POINT_COND, c);
    if (point != OP_DONE) return point;
    if (s->observer) cond_tell(s, c, (uint32_t)(c->next_ticket - c->notified));
    c->notified = c->next_ticket;
    c->voids = NULL;
    for (G *g; (g = sema_dequeue(&c->waiters));) sched_ready(s, g);
    return OP_DONE;
}

/* ---- Leaving ---- */

static void mutex_leave(Mutex *m, G *g) {
    if (!sema_remove(&m->sema, g)) return;
    m->waiters--;
    if (m->waiters == 0) m->starving = false;
}

/* A writer that waits for readers gives up: the readers that wait for it are those that came after,
 * all but the ones that it waits for. */
static void writer_give_up(Sched *s, RWMutex *m, G *g) {
    if (!sema_remove(&m->writer_sema, g)) return;
    int32_t reading = m->readers_left;
    m->readers_left = 0;
    writer_leave(s, m, m->readers + RWMUTEX_MAX_READERS - reading);
    mutex_disown(&m->writers, g);
    mutex_pass(s, &m->writers);
}

static void reader_give_up(Sched *s, RWMutex *m, G *g) {
    if (!sema_remove(&m->reader_sema, g)) return;
    m->readers--;
    read_forget(s, &g->reads, m);
}

void sync_leave(Sched *s, G *g) {
    Sema *m = g->retry_object;
    if (!m) return;
    switch (g->reason) {
    case WAIT_MUTEX_LOCK:
        mutex_leave(OBJECT_OF(Mutex, sema, m), g);
        break;
    case WAIT_RWMUTEX_RLOCK:
        reader_give_up(s, OBJECT_OF(RWMutex, reader_sema, m), g);
        break;
    case WAIT_RWMUTEX_LOCK:
        writer_give_up(s, OBJECT_OF(RWMutex, writer_sema, m), g);
        break;
    case WAIT_WAITGROUP:
        if (sema_remove(m, g)) OBJECT_OF(WaitGroup, sema, m)->waiters--;
        break;
    case WAIT_COND:
        if (sema_remove(m, g)) g->ok = cond_leave(OBJECT_OF(Cond, waiters, m), g->cond_ticket);
        break;
    default:
        break;
    }
}

/* ---- Locks that are left behind ---- */

bool locks_leave(G *g, LocksLeft *left) {
    if (!g->locks && !g->reads) return false;
    *left = (LocksLeft){.owner = g->id, .reads = g->reads};
    g->locks = 0;
    g->reads = NULL;
    return true;
}

bool mutex_release_left(Sched *s, Mutex *m, const LocksLeft *left) {
    if (!m->locked || m->owner != left->owner) return false;
    if (s->observer) sched_emit(s, EVENT_UNLOCK, NULL, m);
    mutex_pass(s, m);
    return true;
}

bool rwmutex_release_left(Sched *s, RWMutex *m, LocksLeft *left) {
    bool released = false;
    while (read_forget(s, &left->reads, m)) {
        if (s->observer) sched_emit(s, EVENT_UNLOCK, NULL, m);
        reader_leave(s, m);
        released = true;
    }
    bool writing = m->readers < 0 && m->readers_left == 0;
    if (!writing || !m->writers.locked || m->writers.owner != left->owner) return released;
    if (s->observer) sched_emit(s, EVENT_UNLOCK, NULL, m);
    writer_leave(s, m, m->readers + RWMUTEX_MAX_READERS);
    mutex_pass(s, &m->writers);
    return true;
}

void locks_left_end(Sched *s, LocksLeft *left) {
    for (ReadHold *hold; (hold = left->reads);) {
        left->reads = hold->next;
        hold->next = s->free_holds;
        s->free_holds = hold;
    }
}
