/* What there is to say about leaked goroutines: a report of all, and at the prompt a line about new ones. Goroutines
 * that are equal in all that is told are told of together. */
#include "lua/hash.h"
#include "lua/reach.h"
#include "lua/survey.h"
#include "lua/trace.h"
#include "runtime/posix.h"

#include <stdlib.h>
#include <string.h>

enum {
    IDS_SHOWN = 10,        /* of a group; the others are counted */
    LINES_SHOWN = 5,       /* at the prompt, after one evaluation */
    SMALL_WORLD = 4 << 20, /* bytes in use: in which looking costs nothing worth saving */
    WALK_PART = 20,        /* of the time of a larger one is what looking may take */
};

/* Goroutines of which the same is to be told. */
typedef struct Group {
    uint64_t hash;
    uint64_t why_hash;  /* of the words about the first one */
    bool differs;       /* in the numbers of an element: workers[3] */
    size_t first, last; /* places in the survey */
    size_t count, memory;
} Group;

typedef struct Leaks {
    World *w;
    Survey *survey;
    size_t *next; /* of each goroutine: the next one in its group */
    Group *groups;
    size_t group_count;
    size_t *index; /* by hash: a group's place plus 1 */
    size_t index_size;
    Text why, alike, trace;
} Leaks;

/* ---- Why a goroutine cannot go on ---- */

static const char *const nameless[] = {
    [SURVEY_CHAN] = "its channel", [SURVEY_MUTEX] = "its lock",
    [SURVEY_RWMUTEX] = "its lock", [SURVEY_WAITGROUP] = "its WaitGroup",
    [SURVEY_COND] = "its Cond",
};

static void object_name(Text *t, const SurveyObject *o) {
    text_add_string(t, o->name ? o->name : nameless[o->kind]);
}

static void channel_words(Text *t, const SurveyObject *o, bool send) {
    text_add_string(t, send ? "receive from " : "send to ");
    object_name(t, o);
    if (!send) text_add_string(t, " or close it");
}

/* "nothing uses a, b or c any more". */
static void select_words(Text *t, const Survey *s, const SurveyGoroutine *g) {
    if (!g->wait_count) {
        text_add_string(t, s->partial ? "nothing can wake it any more"
                                      : "the channels of its select are nil, which blocks for ever");
        return;
    }
    size_t named = 0, told = 0;
    for (size_t i = 0; i < g->wait_count; i++)
        named += s->objects[s->waits[g->wait + i].object].name != NULL;
    text_add_string(t, "nothing else uses ");
    if (named < g->wait_count) text_add_string(t, "the channels of its select");
    for (size_t i = 0; named == g->wait_count && i < named; i++) {
        if (told++) text_add_string(t, told == named ? " or " : ", ");
        object_name(t, &s->objects[s->waits[g->wait + i].object]);
    }
    text_add_string(t, " any more");
}

static void lock_words(Text *t, const Survey *s, const SurveyObject *o, const SurveyGoroutine *g) {
    text_add_string(t, "nothing can unlock ");
    object_name(t, o);
    text_add_string(t, " any more");
    if (o->owner == g->id)
        text_add_string(t, ", which it has locked itself");
    else if (o->owner)
        text_format(t, ", which goroutine %llu locked%s", (unsigned long long)o->owner,
                    survey_find(s, o->owner) == SURVEY_NONE ? " before it ended" : "");
}

static void why_add(Text *t, const Survey *s, const SurveyGoroutine *g) {
    const SurveyWait *wait = g->wait_count ? &s->waits[g->wait] : NULL;
    const SurveyObject *o = wait && wait->object != SURVEY_NONE ? &s->objects[wait->object] : NULL;
    switch (g->reason) {
    case WAIT_SELECT_NO_CASES:
        text_add_string(t, "a select without cases blocks for ever");
        return;
    case WAIT_CHAN_SEND_NIL:
    case WAIT_CHAN_RECEIVE_NIL:
        text_add_string(t, "its channel is nil, which blocks for ever");
        return;
    case WAIT_SELECT:
        select_words(t, s, g);
        return;
    default:
        break;
    }
    if (!o) {
        text_add_string(t, "nothing can wake it any more");
        return;
    }
    switch (o->kind) {
    case SURVEY_CHAN:
        text_add_string(t, "nothing can ");
        channel_words(t, o, wait->send);
        text_add_string(t, " any more");
        break;
    case SURVEY_MUTEX:
    case SURVEY_RWMUTEX:
        lock_words(t, s, o, g);
        break;
    case SURVEY_WAITGROUP:
        text_add_string(t, "nothing can call Done of ");
        object_name(t, o);
        text_format(t, " any more, and its counter is %lld", (long long)o->counter);
        break;
    case SURVEY_COND:
        text_add_string(t, "nothing can call Signal or Broadcast of ");
        object_name(t, o);
        text_add_string(t, " any more");
        break;
    }
}

/* ---- Groups ---- */

/* The text, with dots in the place of the numbers of elements: "workers[...].inbox". */
static void numbers_hide(Text *hidden, const Text *text) {
    hidden->length = 0;
    for (const char *at = text->bytes; at && *at;) {
        size_t digits = *at == '[' ? strspn(at + 1, "0123456789") : 0;
        bool element = digits && at[1 + digits] == ']';
        text_add(hidden, element ? "[..." : at, element ? 4 : 1);
        at += element ? digits + 1 : 1;
    }
}

/* Makes `why` the words about why it cannot go on, and `alike` the same without numbers. */
static void why_make(Leaks *l, const SurveyGoroutine *g) {
    l->why.length = 0;
    why_add(&l->why, l->survey, g);
    numbers_hide(&l->alike, &l->why);
}

/* Of what is told of a goroutine but for numbers of its own: why it waits, and its trace from the second line up to who
 * created it. */
static uint64_t told_hash(Leaks *l, G *g, const SurveyGoroutine *sg, uint64_t *why_hash) {
    why_make(l, sg);
    *why_hash = hash_add(HASH_BEGIN, l->why.bytes, l->why.length);
    uint64_t hash = hash_add(HASH_BEGIN, l->alike.bytes, l->alike.length);
    hash = hash_add(hash, sg->state, strlen(sg->state));
    hash = hash_add(hash, &sg->created.line, sizeof sg->created.line);
    l->trace.length = 0;
    trace_goroutine(l->w, &l->trace, g, true);
    const char *frames = l->trace.bytes ? strchr(l->trace.bytes, '\n') : NULL;
    if (!frames) return hash;
    const char *created = strstr(frames, "\ncreated by ");
    const char *parent = created ? strstr(created, " in goroutine ") : NULL;
    return hash_add(hash, frames, parent ? (size_t)(parent - frames) : strlen(frames));
}

static bool groups_begin(Leaks *l, World *w) {
    *l = (Leaks){.w = w, .survey = survey_take(w, SURVEY_LEAKS | SURVEY_IF_LEAKED)};
    if (!l->survey || !l->survey->leaked) return false;
    for (l->index_size = 64; l->index_size < l->survey->leaked * 2;) l->index_size *= 2;
    l->index = calloc(l->index_size, sizeof *l->index);
    l->groups = malloc(l->survey->leaked * sizeof *l->groups);
    l->next = malloc(l->survey->goroutine_count * sizeof *l->next);
    return l->index && l->groups && l->next;
}

static void groups_end(Leaks *l) {
    survey_delete(l->survey);
    free(l->index);
    free(l->groups);
    free(l->next);
    free(l->why.bytes);
    free(l->alike.bytes);
    free(l->trace.bytes);
}

static void group_take(Leaks *l, G *g, size_t place) {
    const SurveyGoroutine *sg = &l->survey->goroutines[place];
    uint64_t why_hash, hash = told_hash(l, g, sg, &why_hash);
    size_t at = hash & (l->index_size - 1);
    while (l->index[at] && l->groups[l->index[at] - 1].hash != hash)
        at = (at + 1) & (l->index_size - 1);
    if (!l->index[at]) {
        l->groups[l->group_count++] = (Group){.hash = hash, .why_hash = why_hash, .first = place};
        l->index[at] = l->group_count;
    } else {
        l->next[l->groups[l->index[at] - 1].last] = place;
    }
    Group *group = &l->groups[l->index[at] - 1];
    group->differs |= group->why_hash != why_hash;
    group->last = place;
    group->count++;
    group->memory += sg->memory;
}

/* All that are leaked; `untold`: but those that have been told at the prompt, who then are. */
static void groups_make(Leaks *l, bool untold) {
    size_t place = 0;
    for (G *g = sched_oldest(l->w->sched); g && place < l->survey->goroutine_count;
         g = g->younger, place++) {
        if (!l->survey->goroutines[place].leaked) continue;
        if (untold && goroutine_of(g)->leak_told) continue;
        goroutine_of(g)->leak_told |= untold;
        group_take(l, g, place);
    }
}

/* ---- Words ---- */

static void size_add(Text *t, size_t bytes) {
    double size = (double)bytes / 1024;
    if (size < 1000)
        text_format(t, "%.0f KB", size + 0.5);
    else if (size < 1000 * 1024)
        text_format(t, "%.1f MB", size / 1024);
    else
        text_format(t, "%.1f GB", size / 1024 / 1024);
}

/* "goroutine 7 [chan send], started at x.gosh:3: nothing can receive from ch any more". */
static void group_words(Text *t, Leaks *l, const Group *group) {
    const SurveyGoroutine *g = &l->survey->goroutines[group->first];
    if (group->count == 1) {
        text_format(t, "goroutine %llu", (unsigned long long)g->id);
    } else {
        text_format(t, "%zu goroutines", group->count);
        size_t place = group->first;
        for (size_t i = 0; i < group->count && i < IDS_SHOWN; i++, place = l->next[place])
            text_format(t, "%s%llu", i ? ", " : " (",
                        (unsigned long long)l->survey->goroutines[place].id);
        text_add_string(t, group->count > IDS_SHOWN ? " ...)" : ")");
    }
    text_format(t, " [%s]", g->state);
    if (g->created.file) text_format(t, ", started at %s:%d", g->created.file, g->created.line);
    text_add_string(t, ": ");
    why_make(l, g);
    const Text *why = group->differs ? &l->alike : &l->why;
    if (why->bytes) text_add(t, why->bytes, why->length);
}

/* Of the first one of each group. */
static void traces_write(Text *t, const Leaks *l) {
    size_t place = 0, i = 0;
    for (G *g = sched_oldest(l->w->sched); g && i < l->group_count; g = g->younger, place++) {
        if (place != l->groups[i].first) continue;
        text_add_string(t, "\n");
        trace_goroutine(l->w, t, g, true);
        i++;
    }
}

static void report_write(Text *t, Leaks *l) {
    size_t memory = 0, count = l->survey->leaked;
    for (size_t i = 0; i < l->group_count; i++) memory += l->groups[i].memory;
    text_format(t,
                count == 1 ? "%zu goroutine leaked: it can never go on, and keeps "
                           : "%zu goroutines leaked: they can never go on, and keep ",
                count);
    size_add(t, memory);
    text_add_string(t, "\n");
    for (size_t i = 0; i < l->group_count; i++) {
        text_add_string(t, "  ");
        group_words(t, l, &l->groups[i]);
        text_add_string(t, " (");
        size_add(t, l->groups[i].memory);
        text_add_string(t, ")\n");
    }
    if (traceback_level(l->w)) traces_write(t, l);
}

size_t world_leaks(World *w, TextSink *sink, void *arg) {
    Leaks l;
    char buffer[4000];
    Text t = text_out(sink, arg, buffer, sizeof buffer);
    bool made = groups_begin(&l, w);
    size_t count = l.survey ? l.survey->leaked : 0;
    if (made) {
        groups_make(&l, false);
        report_write(&t, &l);
    } else if (count) {
        text_format(&t, count == 1 ? "%zu goroutine leaked\n" : "%zu goroutines leaked\n", count);
    } else if (!l.survey || l.survey->partial) {
        text_add_string(&t, "leaked goroutines cannot be looked for: there is not enough memory\n");
    }
    text_flush(&t);
    groups_end(&l);
    return count;
}

/* ---- At the prompt ---- */

static bool leaks_possible(World *w) {
    for (G *g = sched_oldest(w->sched); g; g = g->younger)
        if (reach_is_blocked(g) && !goroutine_of(g)->leak_told) return true;
    return false;
}

static void notice_write(Text *t, Leaks *l) {
    size_t more = 0;
    for (size_t i = 0; i < l->group_count; i++) {
        if (i >= LINES_SHOWN) {
            more += l->groups[i].count;
            continue;
        }
        text_add_string(t, "leaked: ");
        group_words(t, l, &l->groups[i]);
        text_add_string(t, l->groups[i].count == 1 ? " (:leaks shows it)\n"
                                                   : " (:leaks shows them)\n");
    }
    if (more) text_format(t, "leaked: %zu more (:leaks shows them)\n", more);
}

void world_leaks_notice(World *w, TextSink *sink, void *arg) {
    int64_t now = posix_monotonic();
    /* In a world of virtual time each run is to tell the same. */
    bool always = sched_is_virtual(w->sched) || arena_in_use(w->arena) < SMALL_WORLD;
    if (!leaks_possible(w) || (!always && now < w->leaks_judged)) return;
    Leaks l;
    char buffer[1000];
    Text t = text_out(sink, arg, buffer, sizeof buffer);
    if (groups_begin(&l, w)) {
        groups_make(&l, true);
        notice_write(&t, &l);
    }
    text_flush(&t);
    groups_end(&l);
    w->leaks_judged = now + (posix_monotonic() - now) * WALK_PART;
}
