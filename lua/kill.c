/* Goroutines that are ended from outside, by Ctrl-C, because they are stuck, or by number; and the locks that they leave.
 *
 * The law: no lock stays locked for ever because its goroutine was killed. While it unwinds, its deferred calls unlock as
 * they would in a panic. What is still locked when it is over is looked for in the whole world, for a lock knows its
 * goroutine, but not the reverse: by one walk for all that have ended meanwhile, as soon as nothing else can run, so that
 * no clock jumps before that. A lock that the walk does not reach nobody can wait for. */
#include "lua/kill.h"

#include <stdlib.h>

#include "lua/host.h"
#include "lua/survey_build.h"
#include "runtime/array.h"

/* ---- Unwinding ---- */

void goroutine_kill(World *w, G *g) {
    Goroutine *gr = goroutine_of(g);
    if (gr->killed) gr->abandoned = true;
    gr->killed = true;
    if (gr->unwinding) gr->rekilled = true; /* it is in a deferred call */
    g_interrupt(w->sched, g);
}

/* What world_kill is about. */
typedef struct Killing {
    Kill *kills;
    size_t count, left; /* `left` of them are not over */
    KillUnlocked *unlocked;
    void *arg;
} Killing;

static int kill_compare(const void *a, const void *b) {
    uint64_t x = ((const Kill *)a)->id, y = ((const Kill *)b)->id;
    return x < y ? -1 : x > y;
}

/* Room for one more. */
static bool left_reserve(World *w) {
    LocksLeft *left = array_room(w->left, w->left_count, &w->left_capacity, sizeof *left);
    if (left) w->left = left;
    return left != NULL;
}

void killed_over(World *w, G *g) {
    Killing *k = w->killing;
    Kill *kill = k ? bsearch(&(Kill){.id = g->id}, k->kills, k->count, sizeof *kill, kill_compare) : NULL;
    if (kill && kill->found) {
        kill->over = true;
        kill->deferred = goroutine_of(g)->deferred;
        k->left--;
    }
    LocksLeft left;
    if (!locks_leave(g, &left)) return;
    if (!left_reserve(w)) killed_unlock(w);
    if (left_reserve(w))
        w->left[w->left_count++] = left;
    else
        locks_left_end(w->sched, &left); /* without memory for anything, they stay locked */
}

/* ---- Locks ---- */

typedef struct Lock {
    const void *address;
    SurveyKind kind;
} Lock;

typedef struct Locks {
    Lock *items;
    size_t count, capacity;
    bool partial;
} Locks;

/* A SurveyFound. */
static void lock_found(void *arg, const void *address, SurveyKind kind) {
    Locks *l = arg;
    if (kind != SURVEY_MUTEX && kind != SURVEY_RWMUTEX) return;
    Lock *items = array_room(l->items, l->count, &l->capacity, sizeof *items);
    if (items) {
        l->items = items;
        l->items[l->count++] = (Lock){address, kind};
    } else {
        l->partial = true;
    }
}

/* By their addresses, so that seeded runs unlock in the same order. */
static int lock_compare(const void *a, const void *b) {
    const char *x = ((const Lock *)a)->address, *y = ((const Lock *)b)->address;
    return x < y ? -1 : x > y;
}

static int left_compare(const void *a, const void *b) {
    uint64_t x = ((const LocksLeft *)a)->owner, y = ((const LocksLeft *)b)->owner;
    return x < y ? -1 : x > y;
}

static void lock_tell(World *w, uint64_t owner, const void *lock) {
    if (w->killing) w->killing->unlocked(w->killing->arg, owner, lock);
}

static void mutex_release(World *w, Mutex *m) {
    const LocksLeft *left =
        bsearch(&(LocksLeft){.owner = m->owner}, w->left, w->left_count, sizeof *left, left_compare);
    if (left && mutex_release_left(w->sched, m, left)) lock_tell(w, left->owner, m);
}

static void rwmutex_release(World *w, RWMutex *m) {
    for (size_t i = 0; i < w->left_count; i++) {
        LocksLeft *left = &w->left[i];
        bool may = left->reads || left->owner == m->writers.owner;
        if (may && rwmutex_release_left(w->sched, m, left)) lock_tell(w, left->owner, m);
    }
}

void killed_unlock(World *w) {
    Locks l = {0};
    bool whole = survey_find_objects(w, lock_found, &l) && !l.partial;
    if (l.count) qsort(l.items, l.count, sizeof *l.items, lock_compare);
    qsort(w->left, w->left_count, sizeof *w->left, left_compare);
    for (size_t i = 0; i < l.count; i++) {
        if (l.items[i].kind == SURVEY_MUTEX)
            mutex_release(w, (Mutex *)l.items[i].address);
        else
            rwmutex_release(w, (RWMutex *)l.items[i].address);
    }
    free(l.items);
    if (!whole) return; /* they are looked for again */
    for (size_t i = 0; i < w->left_count; i++) locks_left_end(w->sched, &w->left[i]);
    w->left_count = 0;
}

/* ---- By number ---- */

enum { KILL_TIME = 100000000 /* ns, and so many for each goroutine: */, KILL_TIME_EACH = 10000 };

static void kills_begin(World *w, Killing *k) {
    G *g = sched_oldest(w->sched);
    for (size_t i = 0; i < k->count; i++) {
        Kill *kill = &k->kills[i];
        while (g && g->id < kill->id) g = g->younger;
        *kill = (Kill){.id = kill->id, .found = g && g->id == kill->id};
        if (!kill->found) continue;
        kill->again = goroutine_of(g)->killed;
        goroutine_kill(w, g);
        k->left++;
    }
}

void world_kill(World *w, Kill *kills, size_t count, KillUnlocked *unlocked, void *arg) {
    Killing k = {.kills = kills, .count = count, .unlocked = unlocked, .arg = arg};
    kills_begin(w, &k);
    w->killing = &k;
    host_settle(w, &k.left, KILL_TIME + KILL_TIME_EACH * (int64_t)count);
    if (w->left_count) killed_unlock(w);
    w->killing = NULL;
    G *g = sched_oldest(w->sched);
    for (size_t i = 0; i < count; i++) {
        while (g && g->id < kills[i].id) g = g->younger;
        if (g && g->id == kills[i].id) kills[i].deferred = goroutine_of(g)->deferred;
    }
}
