/* Surveys: the goroutines, and the objects that they wait for. What takes a walk over the world to find out is in the
 * other files of the survey. */
#include "lua/chan.h"
#include "lua/source.h"
#include "lua/survey_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS_SIZE = 4000, TICK_NS = 10000000 };

/* Blocks of texts, the newest first. */
struct SurveyTexts {
    struct SurveyTexts *next;
    size_t used, size;
    char bytes[];
};

const char *survey_text(Survey *s, const char *text, size_t length) {
    struct SurveyTexts *t = s->texts;
    if (!t || t->size - t->used < length + 1) {
        size_t size = length + 1 > TEXTS_SIZE ? length + 1 : TEXTS_SIZE;
        t = malloc(sizeof *t + size);
        if (!t) {
            s->partial = true;
            return "?";
        }
        *t = (struct SurveyTexts){.next = s->texts, .size = size};
        s->texts = t;
    }
    char *kept = t->bytes + t->used;
    memcpy(kept, text, length);
    kept[length] = '\0';
    t->used += length + 1;
    return kept;
}

const char **survey_list(Survey *s, size_t count) {
    struct SurveyTexts *t = malloc(sizeof *t + count * sizeof(const char *));
    if (!t) {
        s->partial = true;
        return NULL;
    }
    *t = (struct SurveyTexts){.used = count * sizeof(const char *), .size = count * sizeof(const char *)};
    if (s->texts) {
        t->next = s->texts->next; /* behind the first, which may have room */
        s->texts->next = t;
    } else {
        s->texts = t;
    }
    return (const char **)(void *)t->bytes;
}

void *survey_grow(Survey *s, void *array, size_t count, size_t size) {
    if (count & (count - 1)) return array; /* it has room up to the next power of two */
    void *grown = realloc(array, (count ? count * 2 : 1) * size);
    if (!grown) s->partial = true;
    return grown;
}

/* ---- What a goroutine waits for ---- */

static bool kind_of(WaitReason reason, SurveyKind *kind) {
    switch (reason) {
    case WAIT_MUTEX_LOCK:
        *kind = SURVEY_MUTEX;
        return true;
    case WAIT_RWMUTEX_LOCK:
    case WAIT_RWMUTEX_RLOCK:
        *kind = SURVEY_RWMUTEX;
        return true;
    case WAIT_WAITGROUP:
        *kind = SURVEY_WAITGROUP;
        return true;
    case WAIT_COND:
        *kind = SURVEY_COND;
        return true;
    default:
        return false;
    }
}

/* A Mutex inside of an RWMutex or a Once begins where that begins. */
const void *survey_object_of(const void *sema, WaitReason reason) {
    const char *p = sema;
    switch (reason) {
    case WAIT_RWMUTEX_LOCK:
        return p - offsetof(RWMutex, writer_sema);
    case WAIT_RWMUTEX_RLOCK:
        return p - offsetof(RWMutex, reader_sema);
    case WAIT_WAITGROUP:
        return p - offsetof(WaitGroup, sema);
    case WAIT_COND:
        return p - offsetof(Cond, waiters);
    default:
        return p - offsetof(Mutex, sema);
    }
}

enum { NOBODY_WAITS = INT32_MAX /* from here on, in the place of a wait */ };

/* A wait while its object has no index yet, or an object that nobody waits for. */
typedef struct Wanted {
    const void *address;
    SurveyKind kind;
    size_t wait;
} Wanted;

typedef struct Build {
    Survey *survey;
    Wanted *wanted;
    size_t wanted_count;
} Build;

static void wanted_add(Build *b, const void *address, SurveyKind kind, size_t wait) {
    Wanted *wanted = survey_grow(b->survey, b->wanted, b->wanted_count, sizeof *wanted);
    if (!wanted) return;
    b->wanted = wanted;
    wanted[b->wanted_count++] = (Wanted){address, kind, wait};
}

/* For survey_find_objects. */
static void object_found(void *build, const void *address, SurveyKind kind) {
    Build *b = build;
    wanted_add(b, address, kind, NOBODY_WAITS + b->wanted_count);
}

static void wait_add(Build *b, SurveyGoroutine *g, const void *address, SurveyKind kind, bool send) {
    Survey *s = b->survey;
    SurveyWait *waits = survey_grow(s, s->waits, s->wait_count, sizeof *waits);
    if (!waits) return;
    s->waits = waits;
    if (address) {
        wanted_add(b, address, kind, s->wait_count);
    }
    waits[s->wait_count++] = (SurveyWait){.object = SURVEY_NONE, .send = send};
    g->wait_count++;
}

static bool waits_for_nil(const SurveyGoroutine *g) {
    return g->reason == WAIT_CHAN_SEND_NIL || g->reason == WAIT_CHAN_RECEIVE_NIL;
}

/* The lock of an operation that a goroutine is held before, or that it was woken to try again; a channel is found without. */
static bool ahead_of(const G *g, const void **object, SurveyKind *kind) {
    *object = g->point_object;
    if (!g->at_point) {
        if (!g->retry || !kind_of((WaitReason)g->reason, kind)) return false;
        *object = survey_object_of(g->retry_object, (WaitReason)g->reason);
        return true;
    }
    switch ((PointKind)g->point) {
    case POINT_RWLOCK:
        *kind = SURVEY_RWMUTEX;
        return true;
    case POINT_LOCK:
    case POINT_TRY_LOCK:
    case POINT_UNLOCK:
    case POINT_ONCE:
        *kind = SURVEY_MUTEX;
        return true;
    case POINT_WAITGROUP:
        *kind = SURVEY_WAITGROUP;
        return true;
    case POINT_COND:
        *kind = SURVEY_COND;
        return true;
    default:
        return false;
    }
}

static void waits_add(Build *b, SurveyGoroutine *sg, const G *g) {
    sg->wait = b->survey->wait_count;
    SurveyKind kind;
    const void *object;
    if (ahead_of(g, &object, &kind)) object_found(b, object, kind);
    if (g->status != G_WAITING) return;
    if (kind_of(sg->reason, &kind)) wait_add(b, sg, survey_object_of(g->retry_object, sg->reason), kind, false);
    if (waits_for_nil(sg))
        wait_add(b, sg, NULL, SURVEY_CHAN, sg->reason == WAIT_CHAN_SEND_NIL);
    if (sg->reason != WAIT_CHAN_SEND && sg->reason != WAIT_CHAN_RECEIVE && sg->reason != WAIT_SELECT)
        return;
    for (int i = 0; i < g->waiter_count; i++) {
        const Waiter *w = g_waiter(g, i);
        wait_add(b, sg, w->chan, SURVEY_CHAN, w->send);
    }
}

/* ---- Goroutines ---- */

static void goroutine_add(Build *b, World *w, G *g) {
    Survey *s = b->survey;
    SurveyGoroutine *goroutines =
        survey_grow(s, s->goroutines, s->goroutine_count, sizeof *goroutines);
    if (!goroutines) return;
    s->goroutines = goroutines;
    SurveyGoroutine *sg = &goroutines[s->goroutine_count++];
    const Goroutine *gr = goroutine_of(g);
    *sg = (SurveyGoroutine){
        .id = g->id,
        .parent_id = g->parent_id,
        .status = (GStatus)g->status,
        .reason = g->status == G_WAITING ? (WaitReason)g->reason : WAIT_NONE,
        .switches = g->switches,
        .cpu = (int64_t)gr->ticks * TICK_NS,
        .is_main = gr->is_main,
        .current = g == sched_current(w->sched),
    };
    if (g->status == G_WAITING) sg->waited = sched_now(w->sched) - g->wait_since;
    waits_add(b, sg, g);
}

int32_t survey_find(const Survey *s, uint64_t id) {
    size_t low = 0, high = s->goroutine_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->goroutines[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->goroutine_count && s->goroutines[low].id == id ? (int32_t)low : SURVEY_NONE;
}

/* ---- Objects ---- */

static int by_address(const void *a, const void *b) {
    const Wanted *x = a, *y = b;
    if (x->address != y->address) return (const char *)x->address < (const char *)y->address ? -1 : 1;
    return x->wait < y->wait ? -1 : x->wait > y->wait;
}

static void made_fill(World *w, Survey *s, SurveyObject *o) {
    uint32_t made = chan_of(o->address)->made;
    const char *chunk = made ? chunk_name(w->L, (int)(made >> CHAN_LINE_BITS)) : NULL;
    if (!chunk) return;
    bool same = s->object_count > 0 && s->objects[0].made.file && strcmp(s->objects[0].made.file, chunk + 1) == 0;
    o->made.file = same ? s->objects[0].made.file : survey_text(s, chunk + 1, strlen(chunk + 1));
    o->made.line = (int)(made & ((1 << CHAN_LINE_BITS) - 1));
}

static void object_fill(World *w, Survey *s, SurveyObject *o) {
    switch (o->kind) {
    case SURVEY_CHAN: {
        const Chan *c = o->address;
        o->id = c->id;
        o->closed = c->closed;
        o->timer = c->timer != NULL;
        o->capacity = c->timer ? 0 : c->capacity;
        o->length = c->timer ? 0 : c->count;
        made_fill(w, s, o);
        break;
    }
    case SURVEY_MUTEX: {
        const Mutex *m = o->address;
        o->locked = m->locked;
        o->owner = m->locked ? m->owner : 0;
        break;
    }
    case SURVEY_RWMUTEX: {
        const RWMutex *m = o->address;
        bool writing = m->readers < 0 && m->readers_left == 0;
        o->locked = writing;
        o->readers = m->readers < 0 ? (uint32_t)m->readers_left : (uint32_t)m->readers;
        o->owner = writing ? m->writers.owner : o->readers ? m->reader : 0;
        break;
    }
    case SURVEY_WAITGROUP:
        o->counter = ((const WaitGroup *)o->address)->counter;
        break;
    case SURVEY_COND:
        break;
    }
    if (w->session && o->owner) o->entry = source_entry(w, o->owner);
}

static int by_age(const void *a, const void *b) {
    const SurveyObject *x = a, *y = b;
    if ((x->kind == SURVEY_CHAN) != (y->kind == SURVEY_CHAN)) return x->kind == SURVEY_CHAN ? -1 : 1;
    if (x->kind == SURVEY_CHAN) return x->id < y->id ? -1 : x->id > y->id;
    return x->waiter < y->waiter ? -1 : x->waiter > y->waiter;
}

/* Makes an object of each address that is wanted; until they are in order, `waiter` is the first wait for it. */
static void objects_make(World *w, Build *b) {
    Survey *s = b->survey;
    if (!b->wanted_count) return;
    qsort(b->wanted, b->wanted_count, sizeof *b->wanted, by_address);
    for (size_t i = 0; i < b->wanted_count; i++) {
        const Wanted *wanted = &b->wanted[i];
        SurveyObject *last = s->object_count ? &s->objects[s->object_count - 1] : NULL;
        if (last && last->address == wanted->address) {
            if (wanted->kind == SURVEY_RWMUTEX) last->kind = SURVEY_RWMUTEX; /* others wait for the mutex inside */
            continue;
        }
        SurveyObject *objects = survey_grow(s, s->objects, s->object_count, sizeof *objects);
        if (!objects) return;
        s->objects = objects;
        objects[s->object_count++] =
            (SurveyObject){.kind = wanted->kind, .address = wanted->address, .waiter = wanted->wait};
    }
    for (size_t i = 0; i < s->object_count; i++) object_fill(w, s, &s->objects[i]);
    qsort(s->objects, s->object_count, sizeof *s->objects, by_age);
}

/* Where an object has come to stand, while they are looked up by address. */
typedef struct Index {
    const void *address;
    int32_t index;
} Index;

static int by_index_address(const void *a, const void *b) {
    const char *x = ((const Index *)a)->address, *y = ((const Index *)b)->address;
    return x < y ? -1 : x > y;
}

static void waits_resolve(Build *b) {
    Survey *s = b->survey;
    Index *indexes = malloc((s->object_count + 1) * sizeof *indexes);
    if (!indexes) {
        s->partial = true;
        return;
    }
    for (size_t i = 0; i < s->object_count; i++)
        indexes[i] = (Index){s->objects[i].address, (int32_t)i};
    qsort(indexes, s->object_count, sizeof *indexes, by_index_address);
    for (size_t i = 0; i < b->wanted_count; i++) {
        Index key = {.address = b->wanted[i].address};
        const Index *found =
            bsearch(&key, indexes, s->object_count, sizeof *indexes, by_index_address);
        if (found && b->wanted[i].wait < NOBODY_WAITS) s->waits[b->wanted[i].wait].object = found->index;
    }
    free(indexes);
}

/* Where there was no memory for an object, nothing is told of what the goroutine waits for: it is no nil channel. */
static void waits_settle(Survey *s) {
    for (size_t i = 0; i < s->goroutine_count; i++) {
        SurveyGoroutine *g = &s->goroutines[i];
        size_t told = 0;
        while (told < g->wait_count && s->waits[g->wait + told].object != SURVEY_NONE) told++;
        if (told < g->wait_count && !waits_for_nil(g)) g->wait_count = 0;
    }
}

/* ---- Who waits for an object ---- */

static void waiter_add(Survey *s, SurveyObject *o, const G *g, bool send) {
    SurveyWaiter *waiters = survey_grow(s, s->waiters, s->waiter_count, sizeof *waiters);
    if (!waiters) return;
    s->waiters = waiters;
    waiters[s->waiter_count++] = (SurveyWaiter){survey_find(s, g->id), send};
    o->waiter_count++;
}

static void sema_waiters(Survey *s, SurveyObject *o, const Sema *m) {
    for (const G *g = m->first; g; g = g->link) waiter_add(s, o, g, false);
}

static void waiters_add(Survey *s, SurveyObject *o) {
    o->waiter = s->waiter_count;
    switch (o->kind) {
    case SURVEY_CHAN: {
        const Chan *c = o->address;
        for (const Waiter *w = c->receivers.first; w; w = w->next) waiter_add(s, o, w->g, false);
        for (const Waiter *w = c->senders.first; w; w = w->next) waiter_add(s, o, w->g, true);
        break;
    }
    case SURVEY_MUTEX:
        sema_waiters(s, o, &((const Mutex *)o->address)->sema);
        break;
    case SURVEY_RWMUTEX: {
        const RWMutex *m = o->address;
        sema_waiters(s, o, &m->writer_sema);
        sema_waiters(s, o, &m->reader_sema);
        sema_waiters(s, o, &m->writers.sema);
        break;
    }
    case SURVEY_WAITGROUP:
        sema_waiters(s, o, &((const WaitGroup *)o->address)->sema);
        break;
    case SURVEY_COND:
        sema_waiters(s, o, &((const Cond *)o->address)->waiters);
        break;
    }
}

/* ---- After names ---- */

/* Mutexes that are part of an RWMutex, which nothing else has told so far. */
static void rwmutexes_settle(World *w, Survey *s) {
    for (size_t i = 0; i < s->object_count; i++) {
        SurveyObject *o = &s->objects[i];
        if (o->kind != SURVEY_MUTEX || strcmp(o->type, "sync.RWMutex") != 0) continue;
        o->kind = SURVEY_RWMUTEX;
        object_fill(w, s, o);
    }
}

static int by_name(const void *a, const void *b) {
    const SurveyObject *x = a, *y = b;
    if (!x->name || !y->name) return !x->name - !y->name;
    int names = strcmp(x->name, y->name);
    return names ? names : (int)x->kind - (int)y->kind;
}

/* Locks that nobody waits for have been found in no order; they come last, and nothing refers to them. */
static void unawaited_sort(Survey *s) {
    size_t first = s->object_count;
    while (first > 0 && s->objects[first - 1].kind != SURVEY_CHAN && !s->objects[first - 1].waiter_count) first--;
    if (first < s->object_count) qsort(s->objects + first, s->object_count - first, sizeof *s->objects, by_name);
}

/* ---- The whole ---- */

Survey *survey_take(World *w, unsigned what) {
    Survey *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    Build b = {.survey = s};
    s->now = sched_now(w->sched);
    for (G *g = sched_oldest(w->sched); g; g = g->younger) goroutine_add(&b, w, g);
    if (what & SURVEY_LEAKS) survey_leaks(w, s);
    if ((what & SURVEY_IF_LEAKED) && !s->leaked) {
        free(b.wanted);
        return s;
    }
    if ((what & SURVEY_OBJECTS) && !survey_find_objects(w, object_found, &b)) s->partial = true;
    objects_make(w, &b);
    waits_resolve(&b);
    if (s->partial) waits_settle(s);
    for (size_t i = 0; i < s->object_count; i++) waiters_add(s, &s->objects[i]);
    free(b.wanted);
    if (what & SURVEY_OBJECTS)
        for (size_t i = 0; i < s->object_count && s->objects[i].kind == SURVEY_CHAN; i++)
            survey_buffered(w, s, &s->objects[i]);
    survey_stacks(w, s);
    if (s->object_count) survey_names(w, s);
    rwmutexes_settle(w, s);
    unawaited_sort(s);
    if (what & SURVEY_HOLDERS) survey_holders(w, s);
    return s;
}

bool survey_is_once(const SurveyObject *o) {
    return o->kind == SURVEY_MUTEX && o->type && strcmp(o->type, "sync.Once") == 0;
}

const char *survey_name_to(const Survey *s, const SurveyObject *o, int32_t goroutine) {
    for (size_t i = 0; i < o->hold_count; i++)
        if (s->holds[o->hold + i].goroutine == goroutine) return s->holds[o->hold + i].name;
    return NULL;
}

const char *survey_object_name(const Survey *s, const SurveyObject *o) {
    for (size_t i = 0; i < o->hold_count; i++) {
        const SurveyHold *hold = &s->holds[o->hold + i];
        bool main = hold->goroutine >= 0 && s->goroutines[hold->goroutine].is_main;
        if (main && hold->name && *hold->name) return hold->name;
    }
    return o->name && *o->name ? o->name : NULL;
}

void survey_delete(Survey *s) {
    if (!s) return;
    for (struct SurveyTexts *next, *t = s->texts; t; t = next) {
        next = t->next;
        free(t);
    }
    free(s->goroutines);
    free(s->objects);
    free(s->waits);
    free(s->waiters);
    free(s->holds);
    free(s);
}
