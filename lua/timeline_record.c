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

static void event_place(Recording *r, RecordEvent *e, G *g) {
    RecordPlace place = place_of(r, g);
    e->file = place.file;
    e->line = place.line;
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

static void event_chan(Recording *r, RecordEvent *e, const Chan *c) {
    e->object_kind = c->timer ? TIMELINE_TIMER_CHAN : TIMELINE_CHAN;
    e->object = (uint32_t)c->id;
    e->held = (uint32_t)c->count;
    if (c->id >= r->made_capacity || !r->made[c->id]) made_keep(r, c);
}

static void event_lock(Recording *r, RecordEvent *e, const void *lock) {
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
    kept = length < VALUE_SIZE ? length : VALUE_SIZE;
    while (kept < length && kept > 0 && ((unsigned char)string[kept] & 0xC0) == 0x80) kept--; /* whole characters */
    int size = snprintf(text, sizeof text, "\"%.*s%s\"", (int)kept, string, kept < length ? "…" : "");
    return timeline_text(&r->texts, text, (size_t)size);
}

static void event_value(Recording *r, RecordEvent *e, const Value *value, G *from) {
    e->valued = true;
    e->value_kind = (uint8_t)value->kind;
    switch (value->kind) {
    case VALUE_BOOL:
        e->value.boolean = value->as.boolean;
        break;
    case VALUE_FLOAT:
        e->value.number = value->as.number;
        break;
    case VALUE_INT:
    case VALUE_TIME:
    case VALUE_SIGNAL:
        e->value.integer = value->as.integer;
        break;
    case VALUE_REF: /* its text is cheap only as long as few are kept */
        e->value.text = NULL;
        if (r->count <= TIMELINE_FIRST && from && goroutine_of(from)->top)
            e->value.text = value_text(r, goroutine_of(from)->top->L, (int)value->slot);
        break;
    case VALUE_NIL:
        break;
    }
}

/* ---- Events ---- */

/* Room for one more; NULL without memory. */
static RecordEvent *event_room(Recording *r) {
    uint64_t count = r->count;
    if (count >= TIMELINE_FIRST) {
        if (!r->last && !(r->last = malloc(TIMELINE_LAST * sizeof *r->last))) return NULL;
        r->count++;
        return &r->last[(count - TIMELINE_FIRST) % TIMELINE_LAST];
    }
    if (count == r->first_capacity) {
        size_t capacity = count ? (size_t)count * 2 : 256;
        RecordEvent *grown = realloc(r->first, capacity * sizeof *grown);
        if (!grown) return NULL;
        r->first = grown;
        r->first_capacity = capacity;
    }
    return &r->first[r->count++];
}

static void event_park(Recording *r, RecordEvent *e, G *g, const void *object) {
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
static void event_receive(Recording *r, RecordEvent *e, const Chan *c) {
    const Waiter *sender = c->senders.first;
    event_chan(r, e, c);
    if (sender) {
        e->peer = (uint32_t)sender->g->id;
        event_value(r, e, &sender->value, sender->g);
    }
    e->closed = !sender && !c->count;
}

static void record(void *state, const Event *event) {
    Recording *r = state;
    RecordEvent *e = event_room(r);
    G *g = event->g, *current = sched_current(r->sched);
    if (!e) {
        r->failed = true;
        return;
    }
    *e = (RecordEvent){.kind = (uint8_t)event->kind, .g = g ? (uint32_t)g->id : 0};
    if (r->times) e->when = sched_now(r->sched);
    switch (event->kind) {
    case EVENT_SEND: {
        const Waiter *receiver = ((const Chan *)event->object)->receivers.first;
        if (receiver) e->peer = (uint32_t)receiver->g->id;
        event_chan(r, e, event->object);
        event_value(r, e, event->value, g);
        break;
    }
    case EVENT_RECV:
        event_receive(r, e, event->object);
        break;
    case EVENT_PARK:
        event_park(r, e, g, event->object);
        break;
    case EVENT_READY:
        if (current) e->peer = (uint32_t)current->id;
        return;
    case EVENT_START:
        if (g->switches == 1) {
            RecordLane *lane = lane_find(r, g->id);
            if (lane && !lane->known) lane_know(r, lane, g);
        }
        return;
    case EVENT_GO:
        lane_add(r, g);
        if (!current) return;
        e->peer = (uint32_t)current->id;
        g = current;
        break;
    case EVENT_CLOSE:
    case EVENT_SELECT:
        event_chan(r, e, event->object);
        break;
    case EVENT_WAITGROUP:
        event_value(r, e, event->value, g);
        event_lock(r, e, event->object);
        break;
    case EVENT_LOCK:
    case EVENT_UNLOCK:
        event_lock(r, e, event->object);
        break;
    case EVENT_PREEMPT:
    case EVENT_PANIC:
        break;
    case EVENT_END:
        e->abandoned = goroutine_of(g)->abandoned;
        return;
    case EVENT_TIMER:
        return;
    }
    if (r->count <= TIMELINE_FIRST && g) event_place(r, e, g);
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
    free(r->first);
    free(r->last);
    free(r->lanes);
    free(r->files);
    free(r->made);
    if (r->lock_numbers) free(r->lock_numbers->entries);
    free(r->lock_numbers);
    timeline_texts_delete(r->texts);
    free(r);
}
