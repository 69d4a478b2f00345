/* Recording what happens in a world: an observer that writes down each event and looks up what will not be known later.
 *
 * The first events are kept with the line of the program and the value that was sent; of those after them the last ones,
 * without lines, for finding a line takes longer than a send. Nothing is allocated in the world. */
#include "lua/timeline_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/chan.h"
#include "lua/map.h"
#include "lua/survey_build.h"
#include "lua/trace.h"

enum {
    FILES_MAX = 1000,
    MADE_MAX = 1 << 20, /* channels whose places are kept */
    LOCKS_MAX = 1 << 20,
    VALUE_SIZE = 32, /* bytes of a string that is shown */
    TEXTS_SIZE = 8000,
};

/* ---- Texts ---- */

struct TimelineTexts {
    struct TimelineTexts *next;
    size_t used, size;
    char bytes[];
};

const char *timeline_text(TimelineTexts **texts, const char *text, size_t length) {
    TimelineTexts *t = *texts;
    if (!t || t->size - t->used < length + 1) {
        size_t size = length + 1 > TEXTS_SIZE ? length + 1 : TEXTS_SIZE;
        t = malloc(sizeof *t + size);
        if (!t) return NULL;
        *t = (TimelineTexts){.next = *texts, .size = size};
        *texts = t;
    }
    char *kept = t->bytes + t->used;
    memcpy(kept, text, length);
    kept[length] = '\0';
    t->used += length + 1;
    return kept;
}

void timeline_texts_delete(TimelineTexts *texts) {
    for (TimelineTexts *next; texts; texts = next) {
        next = texts->next;
        free(texts);
    }
}

/* ---- Places ---- */

static uint16_t file_number(Recording *r, const char *file) {
    for (size_t i = r->file_count; i > 0; i--)
        if (strcmp(r->files[i - 1], file) == 0) return (uint16_t)i;
    if (r->file_count == FILES_MAX) return 0;
    const char *kept = timeline_text(&r->texts, file, strlen(file));
    if (!kept) return 0;
    r->files[r->file_count++] = kept;
    return (uint16_t)r->file_count;
}

typedef struct PlaceTaken {
    Recording *recording;
    RecordPlace place;
} PlaceTaken;

static bool frame_take(void *arg, lua_State *thread, lua_Debug *ar) {
    PlaceTaken *p = arg;
    (void)thread;
    p->place.file = file_number(p->recording, frame_file(ar));
    p->place.line = (uint32_t)(ar->currentline > 0 ? ar->currentline : ar->linedefined);
    return false;
}

/* Where the goroutine stands. */
static RecordPlace place_of(Recording *r, G *g) {
    PlaceTaken taken = {.recording = r};
    if (goroutine_of(g)->top) frames_visit(goroutine_of(g), frame_take, &taken);
    return taken.place;
}

/* ---- Lanes ---- */

/* Of the function on top of L, which it pops; false if it is none of the program's. */
static bool base_take(Recording *r, lua_State *L, const char **name, uint16_t *file) {
    lua_Debug ar = {0};
    lua_getinfo(L, ">Su", &ar);
    if (!frame_is_shown(&ar)) return false;
    if (file) *file = file_number(r, frame_file(&ar));
    if (!name) return true;
    char buffer[TRACE_NAME_SIZE];
    bool has_params;
    name_of(r->world->L, &ar, buffer, sizeof buffer, &has_params);
    if (r->lane_count > 1) { /* most are like the one before */
        const char *before = r->lanes[r->lane_count - 2].function;
        if (before && strcmp(before, buffer) == 0) *name = before;
    }
    if (!*name) *name = timeline_text(&r->texts, buffer, strlen(buffer));
    return true;
}

static void lane_know(Recording *r, RecordLane *lane, G *g) {
    const Goroutine *gr = goroutine_of(g);
    lane->known = true;
    if (frame_push_creator(gr) && base_take(r, co_base(gr)->L, NULL, &lane->created.file))
        lane->created.line = (uint32_t)gr->created_line;
    if (gr->is_main) {
        lane->function = "main.main";
        return;
    }
    if (!frame_push_base(gr) || base_take(r, co_base(gr)->L, &lane->function, NULL)) return;
    if (!frame_push_base(gr)) return;
    char name[TRACE_NAME_SIZE];
    name_of_foreign(r->world, co_base(gr)->L, name);
    lane->function = timeline_text(&r->texts, name, strlen(name));
}

static RecordLane *lane_find(const Recording *r, uint64_t id) {
    size_t low = 0, high = r->lane_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (r->lanes[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < r->lane_count && r->lanes[low].id == id ? &r->lanes[low] : NULL;
}

/* Goroutines come in the order of their numbers. */
static RecordLane *lane_add(Recording *r, const G *g) {
    if (r->lane_count == TIMELINE_LANES_MAX) {
        r->nameless++;
        return NULL;
    }
    if (r->lane_count == r->lane_capacity) {
        size_t capacity = r->lane_capacity ? r->lane_capacity * 2 : 16;
        RecordLane *lanes = realloc(r->lanes, capacity * sizeof *lanes);
        if (!lanes) {
            r->failed = true;
            return NULL;
        }
        r->lanes = lanes;
        r->lane_capacity = capacity;
    }
    RecordLane *lane = &r->lanes[r->lane_count++];
    *lane = (RecordLane){.id = g->id, .parent = (uint32_t)g->parent_id};
    return lane;
}

/* ---- Objects ---- */

static uint32_t lock_number(Recording *r, const void *lock) {
    Entry *entry = map_at(r->lock_numbers, lock);
    if (!entry) return 0;
    if (!entry->label && r->lock_count < LOCKS_MAX) entry->label = ++r->lock_count;
    return (uint32_t)entry->label;
}

static void made_keep(Recording *r, const Chan *c) {
    uint32_t made = chan_of(c)->made;
    if (!made || c->id >= MADE_MAX) return;
    if (c->id >= r->made_capacity) {
        size_t capacity = r->made_capacity ? r->made_capacity : 64;
        while (capacity <= c->id) capacity *= 2;
        uint32_t *grown = realloc(r->made, capacity * sizeof *grown);
        if (!grown) return;
        memset(grown + r->made_capacity, 0, (capacity - r->made_capacity) * sizeof *grown);
        r->made = grown;
        r->made_capacity = capacity;
    }
    r->made[c->id] = made;
}

static inline void event_chan(Recording *r, RecordEvent *e, const Chan *c) {
    e->object_kind = c->timer ? TIMELINE_TIMER_CHAN : TIMELINE_CHAN;
    e->object = (uint32_t)c->id;
    e->held = c->count < RECORD_HELD_MAX ? (uint32_t)c->count : RECORD_HELD_MAX;
    if (c->id >= r->made_capacity || !r->made[c->id]) made_keep(r, c);
}

static inline void event_lock(Recording *r, RecordEvent *e, const void *lock) {
    e->object_kind = TIMELINE_LOCK;
    e->object = lock_number(r, lock);
}

/* ---- Values ---- */

/* What lies at the index, in words. */
static const char *value_text(Recording *r, lua_State *L, int index) {
    char text[VALUE_SIZE + 8];
    if (lua_type(L, index) != LUA_TSTRING) return chan_test(L, index) ? "channel" : lua_typename(L, lua_type(L, index));
    size_t length, kept;
    const char *string = lua_tolstring(L, index, &length);
    kept = strnlen(string, length < VALUE_SIZE ? length : VALUE_SIZE);
    while (kept < length && kept > 0 && ((unsigned char)string[kept] & 0xC0) == 0x80) kept--; /* whole characters */
    int size = snprintf(text, sizeof text, "\"%.*s%s\"", (int)kept, string, kept < length ? "…" : "");
    return timeline_text(&r->texts, text, (size_t)size);
}

/* The text of what does not travel by value is cheap only as long as few are kept. */
static inline void event_value(Recording *r, RecordEvent *e, const Value *value, G *from) {
    e->valued = true;
    e->value_kind = value->kind;
    memcpy(&e->value, &value->as, sizeof e->value);
    if (value->kind != VALUE_REF) return;
    bool keeps = r->count <= TIMELINE_FIRST && from && goroutine_of(from)->top;
    e->value.text = keeps ? value_text(r, goroutine_of(from)->top->L, (int)value->slot) : NULL;
}

/* ---- Events ---- */

/* The array with room for so many items; as it was, and *grown false, without memory. */
static void *resized(void *array, size_t count, size_t size, bool *grown) {
    void *fresh = realloc(array, count * size);
    *grown = *grown && fresh;
    return fresh ? fresh : array;
}

/* Room for more, or for the last ones to go round. False without memory. */
static bool events_grow(Recording *r) {
    if (r->capacity == TIMELINE_FIRST + TIMELINE_LAST) {
        r->at = TIMELINE_FIRST;
        return true;
    }
    size_t capacity = r->capacity ? r->capacity * 2 : 256;
    if (r->capacity < TIMELINE_FIRST && capacity > TIMELINE_FIRST) capacity = TIMELINE_FIRST;
    if (r->capacity == TIMELINE_FIRST) capacity = TIMELINE_FIRST + TIMELINE_LAST;
    bool grown = true;
    r->events = resized(r->events, capacity, sizeof *r->events, &grown);
    if (capacity <= TIMELINE_FIRST) r->places = resized(r->places, capacity, sizeof *r->places, &grown);
    if (r->times) r->whens = resized(r->whens, capacity, sizeof *r->whens, &grown);
    if (grown) r->capacity = capacity;
    return grown;
}

static inline void event_park(Recording *r, RecordEvent *e, G *g, const void *object) {
    e->reason = g->reason;
    switch ((WaitReason)g->reason) {
    case WAIT_CHAN_SEND:
        event_value(r, e, &g->waiter.value, g);
        event_chan(r, e, object);
        break;
    case WAIT_CHAN_RECEIVE:
        event_chan(r, e, object);
        break;
    case WAIT_MUTEX_LOCK:
    case WAIT_RWMUTEX_RLOCK:
    case WAIT_RWMUTEX_LOCK:
    case WAIT_COND:
    case WAIT_WAITGROUP:
        if (object) event_lock(r, e, survey_object_of(object, (WaitReason)g->reason));
        break;
    default:
        break;
    }
}

/* A value leaves the buffer, or comes from a sender who waits. */
static inline void event_receive(Recording *r, RecordEvent *e, const Chan *c) {
    const Waiter *sender = c->senders.first;
    event_chan(r, e, c);
    if (sender) {
        e->peer = (uint32_t)sender->g->id;
        event_value(r, e, &sender->value, sender->g);
    }
    e->closed = !sender && !c->count;
}

/* It goes to a receiver who waits, or into the buffer. */
static inline void event_send(Recording *r, RecordEvent *e, const Event *event) {
    const Chan *c = event->object;
    const Waiter *receiver = c->receivers.first;
    if (receiver) e->peer = (uint32_t)receiver->g->id;
    event_chan(r, e, c);
    event_value(r, e, event->value, event->g);
}

/* What is to be known of an event besides its goroutine. Returns who has brought it about, where that has a place in the
 * program that is of interest, else NULL. */
static inline G *event_fill(Recording *r, RecordEvent *e, const Event *event) {
    G *g = event->g, *current = sched_current(r->sched);
    switch (event->kind) {
    case EVENT_PARK:
        event_park(r, e, g, event->object);
        return g;
    case EVENT_READY:
        if (current) e->peer = (uint32_t)current->id;
        return NULL;
    case EVENT_START:
        e->held = r->running && r->running->at_point;
        r->running = g;
        if (g->switches == 1) {
            RecordLane *lane = lane_find(r, g->id);
            if (lane && !lane->known) lane_know(r, lane, g);
        }
        return NULL;
    case EVENT_GO:
        lane_add(r, g);
        if (current) e->peer = (uint32_t)current->id;
        return current;
    case EVENT_CLOSE:
    case EVENT_SELECT:
        event_chan(r, e, event->object);
        return g;
    case EVENT_WAITGROUP:
    case EVENT_SIGNAL:
        event_value(r, e, event->value, g);
        event_lock(r, e, event->object);
        return g;
    case EVENT_LOCK:
    case EVENT_UNLOCK:
        event_lock(r, e, event->object);
        return g;
    case EVENT_PREEMPT:
    case EVENT_PANIC:
        return g;
    case EVENT_END:
        if (r->running == g) r->running = NULL;
        e->abandoned = goroutine_of(g)->abandoned;
        return NULL;
    default:
        return NULL;
    }
}

static void record(void *state, const Event *event) {
    Recording *r = state;
    if (r->at == r->capacity && !events_grow(r)) {
        r->failed = true;
        return;
    }
    size_t at = r->at++;
    G *g = event->g;
    RecordEvent e = {.kind = event->kind, .g = g ? (uint32_t)g->id : 0};
    r->count++;
    if (r->times) r->whens[at] = sched_now(r->sched);
    if (event->kind == EVENT_SEND) {
        event_send(r, &e, event);
        record_pack(&r->events[at], &e);
    } else if (event->kind == EVENT_RECV) {
        event_receive(r, &e, event->object);
        record_pack(&r->events[at], &e);
    } else {
        g = event_fill(r, &e, event);
        record_pack(&r->events[at], &e);
    }
    if (at < TIMELINE_FIRST) r->places[at] = g ? place_of(r, g) : (RecordPlace){0};
}

/* ---- Begin and end ---- */

Recording *recording_begin(World *w, bool times) {
    if (w->recording) return NULL;
    Recording *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    *r = (Recording){.world = w, .sched = w->sched, .times = times};
    r->lock_numbers = calloc(1, sizeof *r->lock_numbers);
    r->files = malloc(FILES_MAX * sizeof *r->files);
    if (!r->lock_numbers || !r->files) {
        recording_delete(r);
        return NULL;
    }
    for (G *g = sched_oldest(w->sched); g; g = g->younger) {
        RecordLane *lane = lane_add(r, g);
        if (lane && goroutine_of(g)->top) lane_know(r, lane, g);
    }
    if (times) r->begin = sched_now(w->sched);
    w->recording = r;
    sched_observe(w->sched, record, r);
    return r;
}

/* How it stands with a goroutine at the end. */
static void lane_leave(Recording *r, RecordLane *lane, G *g) {
    RecordEvent e = {0};
    lane->there = true;
    lane->waits = g->status == G_WAITING;
    if (!goroutine_of(g)->top) return;
    if (!lane->known) lane_know(r, lane, g);
    lane->place = place_of(r, g);
    if (!lane->waits) return;
    bool channel = g->reason == WAIT_CHAN_SEND || g->reason == WAIT_CHAN_RECEIVE;
    event_park(r, &e, g, channel ? g->waiter.chan : g->retry_object);
    lane->reason = (WaitReason)g->reason;
    lane->object_kind = (TimelineKind)e.object_kind;
    lane->object = e.object;
}

void recording_end(Recording *r) {
    World *w = r->world;
    if (!w) return;
    sched_observe(w->sched, NULL, NULL);
    if (r->times) r->end = sched_now(w->sched);
    for (G *g = sched_oldest(w->sched); g; g = g->younger) {
        RecordLane *lane = lane_find(r, g->id);
        if (lane) lane_leave(r, lane, g);
    }
    w->recording = NULL;
    r->world = NULL;
}

void recording_delete(Recording *r) {
    if (!r) return;
    recording_end(r);
    free(r->events);
    free(r->places);
    free(r->whens);
    free(r->lanes);
    free(r->files);
    free(r->made);
    if (r->lock_numbers) free(r->lock_numbers->entries);
    free(r->lock_numbers);
    timeline_texts_delete(r->texts);
    free(r);
}
