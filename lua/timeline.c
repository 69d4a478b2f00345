/* Making a timeline out of a recording: the events are gone through once, in order, and what each lane does is followed.
 *
 * Who gets a value from a buffer is found by following that, too: a line of sends for each channel, from which receives
 * take the oldest. Where events are missing, the line's beginning is not known. */
#include "lua/timeline_build.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/chan.h"

/* A send whose value has not been received yet. */
typedef struct Sent {
    int32_t lane;
    uint32_t step;
    int64_t when;
    const char *value;
} Sent;

/* The values in a channel's buffer, the oldest first: sent[head], ... */
typedef struct Line {
    Sent *sent;
    size_t head, count, capacity;
} Line;

/* What a lane does at the moment. */
typedef struct Doing {
    bool known, there;
    bool panicked; /* that was the last that it did */
    BarKind kind;
    WaitReason reason;
    int32_t object;
    SurveyPlace place;
    uint32_t from;
    int64_t since;
    const char *value; /* that it waits to send */
    size_t bar; /* its last one, plus 1 */
} Doing;

/* Which object has that number, by kind. */
typedef struct Numbers {
    int32_t *objects; /* plus 1 */
    size_t capacity;
} Numbers;

typedef struct Build {
    World *w;
    const Recording *r;
    Timeline *t;
    Doing *doing;  /* for each lane */
    int32_t running;
    int32_t paused; /* the lane whose time was up last, as long as nothing has happened since */
    RecordPlace paused_place;
    int32_t early; /* the lane that did something before its turn was told */
    Numbers numbers[3]; /* by TimelineKind */
    Line *lines;   /* for each object */
    size_t line_capacity;
    size_t bar_capacity, mark_capacity, arrow_capacity, object_capacity;
    uint32_t step;
    uint32_t gap;      /* where events are missing; after it, lanes have been there since */
    RecordPlace place; /* of the event */
    int64_t now, gap_when;
    bool selected;     /* the next operation is a select's */
    bool timer;        /* a timer has fired, and nobody has run since */
} Build;

/* Room for one more item; NULL without memory. */
static void *grow(Build *b, void *array, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) return array;
    size_t more = *capacity ? *capacity * 2 : 64;
    void *grown = realloc(array, more * size);
    if (grown)
        *capacity = more;
    else
        b->t->partial = true;
    return grown;
}

/* ---- Lanes, objects, places ---- */

static int32_t lane_of(const Build *b, uint32_t id) {
    size_t low = 0, high = b->t->lane_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if ((uint32_t)b->t->lanes[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return id && low < b->t->lane_count && (uint32_t)b->t->lanes[low].id == id ? (int32_t)low : TIMELINE_NONE;
}

static SurveyPlace place_make(const Build *b, RecordPlace place) {
    return place.file ? (SurveyPlace){b->r->files[place.file - 1], (int)place.line} : (SurveyPlace){0};
}

static void object_fill(const Build *b, TimelineObject *o) {
    if (o->kind == TIMELINE_LOCK || o->number >= b->r->made_capacity || !b->r->made[o->number]) return;
    uint32_t made = b->r->made[o->number];
    const char *chunk = chunk_name(b->w->L, (int)(made >> CHAN_LINE_BITS));
    if (!chunk) return;
    o->made.file = timeline_text(&b->t->texts, chunk + 1, strlen(chunk + 1));
    o->made.line = (int)(made & ((1 << CHAN_LINE_BITS) - 1));
}

static int32_t object_of(Build *b, TimelineKind kind, uint32_t number) {
    Numbers *n = &b->numbers[kind];
    if (!number) return TIMELINE_NONE;
    if (number >= n->capacity) {
        size_t capacity = n->capacity ? n->capacity : 64;
        while (capacity <= number) capacity *= 2;
        int32_t *objects = realloc(n->objects, capacity * sizeof *objects);
        if (!objects) {
            b->t->partial = true;
            return TIMELINE_NONE;
        }
        memset(objects + n->capacity, 0, (capacity - n->capacity) * sizeof *objects);
        n->objects = objects;
        n->capacity = capacity;
    }
    if (n->objects[number]) return n->objects[number] - 1;
    Timeline *t = b->t;
    TimelineObject *objects = grow(b, t->objects, t->object_count, &b->object_capacity, sizeof *objects);
    if (!objects) return TIMELINE_NONE;
    t->objects = objects;
    Line *lines = grow(b, b->lines, t->object_count, &b->line_capacity, sizeof *lines);
    if (!lines) return TIMELINE_NONE;
    b->lines = lines;
    lines[t->object_count] = (Line){0};
    objects[t->object_count] = (TimelineObject){.kind = kind, .number = number};
    object_fill(b, &objects[t->object_count]);
    return n->objects[number] = (int32_t)++t->object_count, (int32_t)t->object_count - 1;
}

/* ---- Values ---- */

static const char *value_text(Build *b, const RecordEvent *e) {
    char text[40];
    if (!e->valued) return NULL;
    switch ((ValueKind)e->value_kind) {
    case VALUE_NIL:
        return "nil";
    case VALUE_BOOL:
        return e->value.boolean ? "true" : "false";
    case VALUE_INT:
        snprintf(text, sizeof text, "%" PRId64, e->value.integer);
        break;
    case VALUE_FLOAT:
        snprintf(text, sizeof text, "%.14g", e->value.number);
        break;
    case VALUE_REF:
        return e->value.text;
    case VALUE_TIME:
    case VALUE_SIGNAL:
        return NULL;
    }
    return timeline_text(&b->t->texts, text, strlen(text));
}

/* ---- Adding ---- */

static void bar_add(Build *b, int32_t lane, bool open) {
    Timeline *t = b->t;
    Doing *d = &b->doing[lane];
    if (b->step == d->from && !open) return;
    TimelineBar *last = d->bar ? &t->bars[d->bar - 1] : NULL;
    if (last && d->kind != BAR_WAITING && last->kind == d->kind && last->to == d->from) { /* between them was no step */
        last->to = b->step;
        last->until = b->now;
        last->open = open;
        return;
    }
    TimelineBar *bars = grow(b, t->bars, t->bar_count, &b->bar_capacity, sizeof *bars);
    if (!bars) return;
    t->bars = bars;
    bars[t->bar_count++] = (TimelineBar){.lane = lane,
                                         .kind = d->kind,
                                         .reason = d->kind == BAR_WAITING ? d->reason : WAIT_NONE,
                                         .object = d->object,
                                         .place = d->place,
                                         .from = d->from,
                                         .to = b->step,
                                         .since = d->since,
                                         .until = b->now,
                                         .open = open};
    d->bar = t->bar_count;
}

static TimelineMark *mark_add(Build *b, MarkKind kind, int32_t lane, const RecordEvent *e) {
    Timeline *t = b->t;
    TimelineMark *marks = grow(b, t->marks, t->mark_count, &b->mark_capacity, sizeof *marks);
    if (!marks) return NULL;
    t->marks = marks;
    TimelineMark *m = &marks[t->mark_count++];
    *m = (TimelineMark){.kind = kind,
                        .lane = lane,
                        .object = TIMELINE_NONE,
                        .other = TIMELINE_NONE,
                        .step = b->step,
                        .when = b->now,
                        .selected = b->selected};
    if (e) {
        m->place = place_make(b, b->place);
        m->object = object_of(b, (TimelineKind)e->object_kind, e->object);
        m->reason = (WaitReason)e->reason;
    }
    b->selected = false;
    return m;
}

static void arrow_add(Build *b, const TimelineArrow *arrow) {
    Timeline *t = b->t;
    if (arrow->from == TIMELINE_NONE || arrow->to == TIMELINE_NONE) return;
    TimelineArrow *arrows = grow(b, t->arrows, t->arrow_count, &b->arrow_capacity, sizeof *arrows);
    if (!arrows) return;
    t->arrows = arrows;
    arrows[t->arrow_count++] = *arrow;
}

/* An arrow within the step. */
static void arrow_now(Build *b, ArrowKind kind, int32_t from, int32_t to, int32_t object, const char *value) {
    arrow_add(b, &(TimelineArrow){kind, from, to, b->step, b->step, b->now, b->now, object, value});
}

/* ---- Following the lanes ---- */

/* What the lane has done is over, as of `b->step`, and from there on it does something else. */
static void lane_turns(Build *b, int32_t lane, BarKind kind) {
    Doing *d = &b->doing[lane];
    if (d->known) bar_add(b, lane, false);
    d->known = d->there = true;
    d->panicked = false;
    d->kind = kind;
    d->reason = WAIT_NONE;
    d->object = TIMELINE_NONE;
    d->place = (SurveyPlace){0};
    d->from = b->step;
    d->since = b->now;
    d->value = NULL;
    if (kind == BAR_RUNNING)
        b->running = lane;
    else if (b->running == lane)
        b->running = TIMELINE_NONE;
}

/* The lane has done something that shows what it did before, if that was not known: nothing of it had been kept. */
static void lane_shows(Build *b, int32_t lane, BarKind kind) {
    Doing *d = &b->doing[lane];
    if (d->known) return;
    *d = (Doing){.known = true, .there = true, .kind = kind, .object = TIMELINE_NONE, .from = b->gap, .since = b->gap_when};
}

/* Somebody else runs now, or nobody: who ran until now has yielded. */
static void running_yields(Build *b) {
    int32_t lane = b->running;
    if (lane == TIMELINE_NONE) return;
    mark_add(b, MARK_YIELD, lane, NULL);
    b->step++;
    lane_turns(b, lane, BAR_RUNNABLE);
}

static void lane_runs(Build *b, int32_t lane) {
    if (b->running == lane && b->doing[lane].known && b->doing[lane].kind == BAR_RUNNING) return;
    running_yields(b);
    lane_shows(b, lane, BAR_RUNNABLE);
    lane_turns(b, lane, BAR_RUNNING);
    b->timer = false;
}

/* Where a schedule lets others go on between two operations, that is no step of the program. */
static void take_start(Build *b, int32_t lane, bool between) {
    if (between && b->running != TIMELINE_NONE) {
        if (lane == b->running) return;
        lane_turns(b, b->running, BAR_RUNNABLE);
    }
    if (b->running == TIMELINE_NONE || b->running != b->early) running_yields(b);
    if (lane != TIMELINE_NONE) lane_runs(b, lane);
    b->early = TIMELINE_NONE;
}

/* ---- The lines of values ---- */

static void line_push(Build *b, int32_t object, const Sent *sent) {
    if (object == TIMELINE_NONE) return;
    Line *line = &b->lines[object];
    if (line->head + line->count == line->capacity && line->head > line->capacity / 2) {
        memmove(line->sent, line->sent + line->head, line->count * sizeof *line->sent);
        line->head = 0;
    }
    Sent *grown = grow(b, line->sent, line->head + line->count, &line->capacity, sizeof *grown);
    if (!grown) return;
    line->sent = grown;
    line->sent[line->head + line->count++] = *sent;
}

/* There were so many values in the buffer: those whose sends are not known stand before the others. */
static void line_adjust(Build *b, int32_t object, uint32_t held) {
    if (object == TIMELINE_NONE) return;
    Line *line = &b->lines[object];
    if (held == RECORD_HELD_MAX) return;
    while (line->count > held) {
        line->head++;
        line->count--;
    }
    if (line->count == held) return;
    size_t known = line->count, missing = held - known;
    Sent *sent = malloc((held + 1) * sizeof *sent);
    if (!sent) {
        b->t->partial = true;
        return;
    }
    for (size_t i = 0; i < missing; i++) sent[i] = (Sent){.lane = TIMELINE_NONE};
    if (known) memcpy(sent + missing, line->sent + line->head, known * sizeof *sent);
    free(line->sent);
    *line = (Line){.sent = sent, .count = held, .capacity = held + 1};
}

static bool line_pop(Build *b, int32_t object, Sent *sent) {
    if (object == TIMELINE_NONE || !b->lines[object].count) return false;
    Line *line = &b->lines[object];
    *sent = line->sent[line->head++];
    if (!--line->count) line->head = 0;
    return sent->lane != TIMELINE_NONE;
}

/* ---- Events ---- */

static void take_send(Build *b, int32_t lane, const RecordEvent *e) {
    TimelineMark *m = mark_add(b, MARK_SEND, lane, e);
    if (!m) return;
    m->value = value_text(b, e);
    m->other = lane_of(b, e->peer);
    int32_t object = m->object;
    const char *value = m->value;
    if (e->peer) {
        if (m->other != TIMELINE_NONE) lane_shows(b, m->other, BAR_WAITING);
        arrow_now(b, ARROW_VALUE, lane, m->other, object, value);
        return;
    }
    line_adjust(b, object, e->held);
    line_push(b, object, &(Sent){lane, b->step, b->now, value});
}

static void take_receive(Build *b, int32_t lane, const RecordEvent *e) {
    TimelineMark *m = mark_add(b, e->closed ? MARK_RECEIVE_CLOSED : MARK_RECEIVE, lane, e);
    if (!m || e->closed) return;
    int32_t sender = lane_of(b, e->peer);
    if (sender != TIMELINE_NONE) lane_shows(b, sender, BAR_WAITING);
    const char *waits = value_text(b, e);
    if (!waits && sender != TIMELINE_NONE) waits = b->doing[sender].value;
    Sent sent;
    line_adjust(b, m->object, e->held);
    if (!e->held) { /* straight from who waited */
        m->other = sender;
        m->value = waits;
        arrow_now(b, ARROW_VALUE, sender, lane, m->object, waits);
        return;
    }
    if (line_pop(b, m->object, &sent)) {
        m->other = sent.lane;
        m->value = sent.value;
        arrow_add(b, &(TimelineArrow){ARROW_VALUE, sent.lane, lane, sent.step, b->step, sent.when, b->now, m->object, sent.value});
    }
    if (e->peer) line_push(b, m->object, &(Sent){sender, b->step, b->now, waits});
}

static void take_park(Build *b, int32_t lane, const RecordEvent *e) {
    TimelineMark *m = mark_add(b, MARK_WAIT, lane, e);
    if (!m) return;
    m->value = value_text(b, e);
    TimelineMark mark = *m;
    b->step++;
    lane_turns(b, lane, BAR_WAITING);
    Doing *d = &b->doing[lane];
    d->reason = mark.reason;
    d->object = mark.object;
    d->place = mark.place;
    d->value = mark.value;
}

static void take_ready(Build *b, int32_t lane, const RecordEvent *e) {
    int32_t waker = lane_of(b, e->peer);
    if (lane == TIMELINE_NONE) return;
    lane_shows(b, lane, BAR_WAITING);
    int32_t object = b->doing[lane].object;
    const TimelineArrow *last = b->t->arrow_count ? &b->t->arrows[b->t->arrow_count - 1] : NULL;
    /* The step of what has woken it is over by now; where a value goes between the two, that is the arrow. */
    uint32_t step = b->step ? b->step - 1 : 0;
    bool told = last && last->kind == ARROW_VALUE && last->to_step == step &&
                (last->to == lane || (last->from == lane && last->from_step == step));
    if (waker != TIMELINE_NONE && !told)
        arrow_add(b, &(TimelineArrow){ARROW_WAKE, waker, lane, step, step, b->now, b->now, object, NULL});
    lane_turns(b, lane, BAR_RUNNABLE);
}

static void take_go(Build *b, int32_t lane, const RecordEvent *e) {
    int32_t creator = lane_of(b, e->peer);
    if (lane != TIMELINE_NONE) {
        Doing *d = &b->doing[lane];
        *d = (Doing){.known = true, .there = true, .kind = BAR_RUNNABLE, .object = TIMELINE_NONE, .from = b->step, .since = b->now};
        b->t->lanes[lane].first = b->step;
        b->t->lanes[lane].creator = creator;
    }
    if (creator == TIMELINE_NONE) return;
    TimelineMark *m = mark_add(b, MARK_GO, creator, e);
    if (m) m->other = lane;
    arrow_now(b, ARROW_GO, creator, lane, TIMELINE_NONE, NULL);
    b->step++;
}

static void take_end(Build *b, int32_t lane, const RecordEvent *e) {
    bool panicked = e->abandoned && b->doing[lane].panicked;
    if (!panicked) {
        mark_add(b, MARK_END, lane, NULL);
        b->step++;
    }
    lane_turns(b, lane, BAR_RUNNABLE);
    b->doing[lane].known = b->doing[lane].there = false;
    b->t->lanes[lane].last = b->step;
    b->t->lanes[lane].end = panicked ? LANE_PANICKED : LANE_RETURNED;
}

/* A timer fires between turns; only one that comes while nobody can run is a step of its own. */
static void take_timer(Build *b) {
    running_yields(b);
    if (b->timer) return;
    for (size_t i = 0; i < b->t->lane_count; i++)
        if (b->doing[i].there && b->doing[i].known && b->doing[i].kind == BAR_RUNNABLE) return;
    mark_add(b, MARK_TIMER, TIMELINE_NONE, NULL);
    b->step++;
    b->timer = true;
}

/* Its time was up, and others go on. */
static void paused_take(Build *b) {
    int32_t lane = b->paused;
    RecordPlace place = b->place;
    b->paused = TIMELINE_NONE;
    b->place = b->paused_place;
    mark_add(b, MARK_PREEMPT, lane, &(RecordEvent){.kind = EVENT_PREEMPT});
    b->place = place;
    b->step++;
    lane_turns(b, lane, BAR_RUNNABLE);
}

/* What a goroutine does in its turn. */
static void take_operation(Build *b, int32_t lane, const RecordEvent *e) {
    if (b->running != lane) b->early = lane; /* it has what it waited for as its turn begins */
    lane_runs(b, lane);
    if (e->kind != EVENT_END) b->doing[lane].panicked = e->kind == EVENT_PANIC;
    switch ((EventKind)e->kind) {
    case EVENT_SEND:
        take_send(b, lane, e);
        break;
    case EVENT_RECV:
        take_receive(b, lane, e);
        break;
    case EVENT_PARK:
        take_park(b, lane, e);
        return;
    case EVENT_END:
        take_end(b, lane, e);
        return;
    case EVENT_CLOSE:
        mark_add(b, MARK_CLOSE, lane, e);
        break;
    case EVENT_LOCK:
        mark_add(b, MARK_LOCK, lane, e);
        break;
    case EVENT_UNLOCK:
        mark_add(b, MARK_UNLOCK, lane, e);
        break;
    case EVENT_WAITGROUP: {
        TimelineMark *m = mark_add(b, MARK_WAITGROUP, lane, e);
        if (m) m->value = value_text(b, e);
        break;
    }
    case EVENT_SIGNAL: {
        TimelineMark *m = mark_add(b, MARK_SIGNAL, lane, e);
        if (m) m->value = value_text(b, e);
        break;
    }
    case EVENT_PANIC:
        mark_add(b, MARK_PANIC, lane, e);
        break;
    case EVENT_PREEMPT:
        b->paused = lane;
        b->paused_place = b->place;
        return;
    case EVENT_SELECT:
        b->selected = true;
        return;
    default:
        return;
    }
    b->step++;
}

static void take(Build *b, size_t at) {
    RecordEvent event = record_unpack(&b->r->events[at]), *e = &event;
    int32_t lane = lane_of(b, e->g);
    if (b->r->times) b->now = b->r->whens[at];
    b->place = at < TIMELINE_FIRST ? b->r->places[at] : (RecordPlace){0};
    if (b->paused != TIMELINE_NONE && e->kind == EVENT_START && lane == b->paused) {
        b->paused = TIMELINE_NONE; /* nobody else could run */
        return;
    }
    if (b->paused != TIMELINE_NONE) paused_take(b);
    switch ((EventKind)e->kind) {
    case EVENT_GO:
        if (lane_of(b, e->peer) != TIMELINE_NONE) lane_runs(b, lane_of(b, e->peer));
        take_go(b, lane, e);
        break;
    case EVENT_READY:
        take_ready(b, lane, e);
        break;
    case EVENT_TIMER:
        take_timer(b);
        break;
    case EVENT_START:
        take_start(b, lane, e->held);
        break;
    default:
        if (lane != TIMELINE_NONE) take_operation(b, lane, e);
    }
}

/* ---- The whole ---- */

static bool lanes_make(Build *b) {
    const Recording *r = b->r;
    Timeline *t = b->t;
    t->lanes = calloc(r->lane_count + 1, sizeof *t->lanes);
    b->doing = calloc(r->lane_count + 1, sizeof *b->doing);
    if (!t->lanes || !b->doing) return false;
    for (size_t i = 0; i < r->lane_count; i++) {
        const RecordLane *lane = &r->lanes[i];
        t->lanes[i] = (TimelineLane){.id = lane->id,
                                     .function = lane->function,
                                     .created = place_make(b, lane->created),
                                     .creator = TIMELINE_NONE};
        b->doing[i].object = TIMELINE_NONE;
    }
    t->lane_count = r->lane_count;
    for (size_t i = 0; i < r->lane_count; i++) t->lanes[i].creator = lane_of(b, r->lanes[i].parent);
    return true;
}

/* Some events are missing here. */
static void gap_take(Build *b, uint64_t count) {
    Timeline *t = b->t;
    for (size_t i = 0; i < t->lane_count; i++) {
        if (!b->doing[i].known) continue;
        bar_add(b, (int32_t)i, false);
        b->doing[i].known = false;
    }
    for (size_t i = 0; i < t->object_count; i++) b->lines[i].count = b->lines[i].head = 0;
    b->running = b->paused = TIMELINE_NONE;
    mark_add(b, MARK_GAP, TIMELINE_NONE, NULL);
    t->left_out = count;
    b->gap = ++b->step;
    b->gap_when = b->now;
}

/* What the lanes did when the recording ended. */
static void lanes_end(Build *b) {
    const Recording *r = b->r;
    Timeline *t = b->t;
    for (size_t i = 0; i < t->lane_count; i++) {
        const RecordLane *lane = &r->lanes[i];
        Doing *d = &b->doing[i];
        if (t->lanes[i].end != LANE_OPEN) continue;
        t->lanes[i].last = b->step;
        if (!lane->there) continue;
        if (!d->known) *d = (Doing){.known = true, .kind = BAR_RUNNABLE, .from = b->gap, .since = b->gap_when};
        if (lane->waits && lane->reason != WAIT_NONE) {
            d->kind = BAR_WAITING;
            d->reason = lane->reason;
            d->object = object_of(b, lane->object_kind, lane->object);
            d->place = place_make(b, lane->place);
        }
        bar_add(b, (int32_t)i, true);
    }
}

static void events_take(Build *b) {
    const Recording *r = b->r;
    uint64_t first = r->count < TIMELINE_FIRST ? r->count : TIMELINE_FIRST, rest = r->count - first;
    for (uint64_t i = 0; i < first; i++) take(b, i);
    if (rest > TIMELINE_LAST) gap_take(b, rest - TIMELINE_LAST);
    for (uint64_t i = rest > TIMELINE_LAST ? rest - TIMELINE_LAST : 0; i < rest; i++)
        take(b, TIMELINE_FIRST + i % TIMELINE_LAST);
    if (r->times) b->now = r->end;
    lanes_end(b);
}

static void build_end(Build *b) {
    for (size_t i = 0; b->lines && i < b->t->object_count; i++) free(b->lines[i].sent);
    for (size_t i = 0; i < sizeof b->numbers / sizeof *b->numbers; i++) free(b->numbers[i].objects);
    free(b->lines);
    free(b->doing);
}

Timeline *timeline_make(World *w, Recording *r) {
    Timeline *t = calloc(1, sizeof *t);
    recording_end(r);
    Build b = {.w = w, .r = r, .t = t, .running = TIMELINE_NONE, .paused = TIMELINE_NONE, .early = TIMELINE_NONE, .now = r->begin};
    bool made = false;
    if (t) {
        *t = (Timeline){.times = r->times, .begin = r->begin, .end = r->end, .nameless = r->nameless, .partial = r->failed, .texts = r->texts};
        r->texts = NULL;
        made = lanes_make(&b);
    }
    if (made) {
        events_take(&b);
        t->steps = b.step;
        timeline_names(w, t);
    }
    if (t) build_end(&b);
    recording_delete(r);
    if (made) return t;
    timeline_delete(t);
    return NULL;
}

void timeline_delete(Timeline *t) {
    if (!t) return;
    free(t->lanes);
    free(t->bars);
    free(t->marks);
    free(t->arrows);
    free(t->objects);
    timeline_texts_delete(t->texts);
    free(t);
}
