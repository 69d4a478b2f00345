/* Who could still be woken. Begin with the goroutines that are not blocked on a channel or a lock, or that a timer
 * will wake, and with the main goroutine, which is never called leaked. What they lead to is reached; and a blocked goroutine
 * of whose channels or locks one is reached may be woken, so what it leads to is reached as well. Go's goroutine leak
 * profile goes the same way.
 *
 * The law: an answer of "cannot" is certain; "can" may be wrong. (A finalizer that is still to come is not thought of:
 * nobody can know of it.) */
#include "lua/reach.h"
#include "lua/chan.h"

#include <stdlib.h>

/* A lock, wait group or Cond that a goroutine waits for, by the address of its semaphore. */
typedef struct Wanted {
    const char *sema;
    G *g;
} Wanted;

struct Reach {
    World *w;
    Walk *walk;
    const G *sought; /* to be stopped at; NULL: none */
    Wanted *wanted;
    size_t wanted_count;
    bool found;
};

/* ---- What goroutines wait for ---- */

bool reach_is_blocked(const G *g) {
    return g->status == G_WAITING && g->reason != WAIT_SLEEP && g->reason != WAIT_IO &&
           g->reason != WAIT_NONE;
}

/* Will a timer wake it? */
static bool waits_for_timer(const G *g) {
    for (int i = 0; i < g->waiter_count; i++) {
        const Timer *t = g_waiter(g, i)->chan->timer;
        if (t && t->active) return true;
    }
    return false;
}

static bool waits_for_sync(const G *g) {
    switch ((WaitReason)g->reason) {
    case WAIT_MUTEX_LOCK:
    case WAIT_RWMUTEX_RLOCK:
    case WAIT_RWMUTEX_LOCK:
    case WAIT_COND:
    case WAIT_WAITGROUP:
        return reach_is_blocked(g);
    default:
        return false;
    }
}

static int wanted_compare(const void *a, const void *b) {
    const char *x = ((const Wanted *)a)->sema, *y = ((const Wanted *)b)->sema;
    return x < y ? -1 : x > y;
}

/* Lists who waits for something that does not tell by itself who that is. False without memory. */
static bool wanted_collect(Reach *r) {
    size_t count = 0;
    for (G *g = sched_oldest(r->w->sched); g; g = g->younger) count += waits_for_sync(g);
    r->wanted = malloc((count + 1) * sizeof *r->wanted);
    if (!r->wanted) return false;
    for (G *g = sched_oldest(r->w->sched); g; g = g->younger)
        if (waits_for_sync(g)) r->wanted[r->wanted_count++] = (Wanted){g->retry_object, g};
    qsort(r->wanted, r->wanted_count, sizeof *r->wanted, wanted_compare);
    return true;
}

/* ---- What is reached ---- */

static void wake(Reach *r, G *g) {
    if (g == r->sought) {
        r->found = true;
        walk_stop(r->walk);
    } else {
        walk_goroutine(r->walk, g, REACH_LIVE);
    }
}

static void wake_queue(Reach *r, const WaitQueue *queue) {
    for (const Waiter *w = queue->first; w; w = w->next) wake(r, w->g);
}

/* A userdata has been reached: who waits for something in it? */
static void object_reached(Walk *k, void *reach, const ChanObject *c, const char *data, size_t size,
                           WalkLabel label) {
    (void)k, (void)label;
    Reach *r = reach;
    if (c) {
        wake_queue(r, &c->chan->receivers);
        wake_queue(r, &c->chan->senders);
        return;
    }
    size_t low = 0, high = r->wanted_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (r->wanted[middle].sema < data)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < r->wanted_count && r->wanted[low].sema < data + size; low++)
        wake(r, r->wanted[low].g);
}

/* ---- The whole ---- */

void reach_end(Reach *r) {
    if (!r) return;
    walk_delete(r->walk);
    free(r->wanted);
    free(r);
}

static Reach *reach_begin(World *w, const G *sought, WalkRules *rules) {
    Reach *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    rules->state = r;
    rules->object = object_reached;
    *r = (Reach){.w = w, .sought = sought, .walk = walk_new(w, rules)};
    if (r->walk && wanted_collect(r)) {
        for (G *g = sched_oldest(w->sched); g; g = g->younger)
            if (g != sought &&
                (!reach_is_blocked(g) || waits_for_timer(g) || goroutine_of(g)->is_main))
                walk_goroutine(r->walk, g, REACH_LIVE);
        return r;
    }
    reach_end(r);
    return NULL;
}

Reach *reach_live(World *w, WalkRules *rules) {
    Reach *r = reach_begin(w, NULL, rules);
    if (!r) return NULL;
    walk_registry(r->walk, REACH_LIVE);
    walk_run(r->walk);
    if (!walk_failed(r->walk)) return r;
    reach_end(r);
    return NULL;
}

Walk *reach_walk(Reach *r) {
    return r->walk;
}

bool reach_could_wake(const Reach *r, const G *g) {
    return walk_label(r->walk, g) != 0;
}

bool reach_main(World *w) {
    G *g = w->main;
    if (!reach_is_blocked(g) || waits_for_timer(g)) return true;
    WalkRules rules = {.named_globals = true};
    Reach *r = reach_begin(w, g, &rules);
    if (!r) return true;
    walk_outside(r->walk, REACH_LIVE);
    walk_run(r->walk);
    bool can = r->found || walk_failed(r->walk);
    reach_end(r);
    return can;
}
