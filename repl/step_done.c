/* What a step has done, from how things were before and have become. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "repl/step_say.h"

enum { IDS_MAX = 4 };

static const SurveyObject *object_of(const Survey *s, const void *address) {
    for (size_t i = 0; i < s->object_count; i++)
        if (s->objects[i].address == address) return &s->objects[i];
    return NULL;
}

void step_before_take(StepBefore *b, World *w, G *next, Survey *survey) {
    *b = (StepBefore){.survey = survey ? survey : survey_take(w, SURVEY_OBJECTS), .id = next ? next->id : 0};
    if (!b->survey || !next) return;
    pending_of(w, b->survey, next, &b->pending);
    const SurveyObject *o = step_object_at(b->survey, b->pending.object);
    if (b->pending.point != POINT_RECV || !o) return;
    b->from = step_first_waiter(b->survey, o, true);
    if (o->length > 0) {
        if (o->buffered_count) snprintf(b->value, sizeof b->value, "%s", o->buffered[0]);
        return;
    }
    Pending sender;
    G *g = b->from ? sched_find(world_sched(w), b->from) : NULL;
    if (!g) return;
    pending_of(w, b->survey, g, &sender);
    snprintf(b->value, sizeof b->value, "%s", sender.value);
    for (int i = 0; i < sender.case_count; i++)
        if (sender.cases[i].send && sender.cases[i].object == b->pending.object)
            snprintf(b->value, sizeof b->value, "%s", sender.cases[i].value);
}

void step_before_free(StepBefore *b) {
    survey_delete(b->survey);
    *b = (StepBefore){0};
}

/* "goroutine 3", "goroutines 3, 4 and 2 more", of those that `is` says so of; how many. */
static size_t say_some(Bytes *out, const char *before, const Survey *was, const Survey *now, uint64_t runner,
                       bool (*is)(const Survey *was, const SurveyGoroutine *g)) {
    uint64_t ids[IDS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < now->goroutine_count; i++) {
        const SurveyGoroutine *g = &now->goroutines[i];
        if (g->id == runner || !is(was, g)) continue;
        if (count < IDS_MAX) ids[count] = g->id;
        count++;
    }
    if (!count) return 0;
    bytes_format(out, count == 1 ? "%sgoroutine" : "%sgoroutines", before);
    for (size_t i = 0; i < count && i < IDS_MAX; i++)
        bytes_format(out, i == 0 ? " %" PRIu64 : i + 1 == count ? " and %" PRIu64 : ", %" PRIu64, ids[i]);
    if (count > IDS_MAX) bytes_format(out, " and %zu more", count - IDS_MAX);
    return count;
}

static bool is_woken(const Survey *was, const SurveyGoroutine *g) {
    int32_t old = survey_find(was, g->id);
    return old != SURVEY_NONE && was->goroutines[old].status == G_WAITING && g->status != G_WAITING;
}

static bool is_started(const Survey *was, const SurveyGoroutine *g) {
    return survey_find(was, g->id) == SURVEY_NONE;
}

static void done_receive(Bytes *out, const StepBefore *b, const SurveyObject *o) {
    bool buffered = o && o->length > 0;
    if (!buffered && !b->from && o && !o->timer) {
        step_say(out, "found ");
        step_say_object(out, o);
        step_say(out, " closed");
        return;
    }
    step_say(out, "received ");
    if (*b->value) bytes_format(out, "%s ", b->value);
    step_say(out, "from ");
    step_say_object(out, o);
    if (!buffered && b->from) bytes_format(out, ", from goroutine %" PRIu64, b->from);
}

/* The case of a select that can be taken where none is ready: a schedule may let a timer be due when it is looked at. */
static const PendingCase *default_or_timer(const StepBefore *b) {
    const Pending *p = &b->pending;
    const PendingCase *found = NULL;
    for (int i = 0; i < p->case_count; i++) {
        const PendingCase *c = &p->cases[i];
        bool timer = !c->is_default && c->object != SURVEY_NONE && b->survey->objects[c->object].timer;
        if (c->is_default || (timer && !found)) found = c;
    }
    return found;
}

static void done_select(Bytes *out, const StepBefore *b, uint32_t ready_case) {
    const Pending *p = &b->pending;
    for (int i = 0; i < p->case_count; i++) {
        if (p->cases[i].choice != (int)ready_case) continue;
        step_say(out, "selected ");
        step_say_case(out, b->survey, &p->cases[i]);
        return;
    }
    const PendingCase *left = default_or_timer(b);
    step_say(out, left ? "selected " : "did its select");
    if (left) step_say_case(out, b->survey, left);
    if (left && !left->is_default) step_say(out, ", which fired just then");
}

static void done_group(Bytes *out, const Pending *p, const SurveyObject *o, const Survey *now) {
    const char *method = step_method(p->function);
    if (strcmp(method, "Wait") == 0) {
        step_say(out, "need not wait for ");
        step_say_object(out, o);
        return;
    }
    step_say(out, "called ");
    step_say_object(out, o);
    bytes_format(out, ".%s(%s)", strstr(p->function, "gosh") ? "Done" : method, p->value);
    const SurveyObject *after = o ? object_of(now, o->address) : NULL;
    if (o) bytes_format(out, ": %" PRId64 " to go", after ? after->counter : 0);
}

/* What it was held before has been done. */
static void done_operation(Bytes *out, const StepBefore *b, const Survey *now, uint32_t ready_case) {
    const Pending *p = &b->pending;
    const SurveyObject *o = step_object_at(b->survey, p->object);
    const char *method = step_method(p->function);
    uint64_t receiver = o ? step_first_waiter(b->survey, o, false) : 0;
    switch (p->point) {
    case POINT_SEND:
        bytes_format(out, o && o->closed ? "could not send %s on " : "sent %s on ", p->value);
        step_say_object(out, o);
        if (o && o->closed)
            step_say(out, ", which is closed");
        else if (receiver)
            bytes_format(out, ", to goroutine %" PRIu64, receiver);
        else
            step_say(out, ", into its buffer");
        break;
    case POINT_RECV:
        done_receive(out, b, o);
        break;
    case POINT_CLOSE:
        step_say(out, !o || o->closed ? "could not close " : "closed ");
        step_say_object(out, o);
        if (o && o->closed) step_say(out, ", which is closed already");
        break;
    case POINT_SELECT:
        done_select(out, b, ready_case);
        break;
    case POINT_GO:
        if (!say_some(out, "started ", b->survey, now, b->id, is_started)) step_say(out, "started a goroutine");
        if (*p->function) bytes_format(out, ", %s", step_words_function(p->function));
        break;
    case POINT_TRY_LOCK:
        step_say(out, "tried to lock ");
        step_say_object(out, o);
        break;
    case POINT_LOCK:
    case POINT_RWLOCK:
        step_say(out, strcmp(method, "RLock") == 0 ? "locked for reading " : "locked ");
        step_say_object(out, o);
        break;
    case POINT_UNLOCK:
        step_say(out, "unlocked ");
        step_say_object(out, o);
        break;
    case POINT_WAITGROUP:
        done_group(out, p, o, now);
        break;
    case POINT_READ:
    case POINT_WRITE:
        if (*p->value)
            bytes_format(out, "set %s to %s", p->function, p->value);
        else
            bytes_format(out, "%s %s", p->point == POINT_READ ? "read" : "changed", p->function);
        break;
    case POINT_RETURN:
        step_say(out, "returned");
        break;
    case POINT_CRASH:
        step_say(out, "panicked, which ended the program");
        break;
    case POINT_PRINT:
        step_say(out, "printed");
        break;
    case POINT_YIELD:
        step_say(out, "let others run");
        break;
    case POINT_COND:
    case POINT_ONCE:
    case POINT_ATOMIC:
    case POINT_LOAD:
    case POINT_TIMER:
    case POINT_SLEEP:
    case POINT_NONE:
        step_say(out, "called ");
        step_say_call(out, o, p->function);
        break;
    }
}

static void done_timer(Bytes *out, const Survey *was, const Survey *now) {
    if (now->now > was->now) {
        step_say(out, "the clock came to ");
        step_words_time(out, now->now);
        step_say(out, ", and a timer fired");
    } else {
        step_say(out, "a timer fired");
    }
    if (say_some(out, ": ", was, now, 0, is_woken)) step_say(out, " can go on");
    say_some(out, ": started ", was, now, 0, is_started);
}

void step_words_done(Bytes *out, const StepBefore *b, const Survey *now, World *w, WorldEnd end, uint32_t ready_case) {
    if (!b->survey) return;
    if (!b->id) {
        done_timer(out, b->survey, now);
        return;
    }
    const Pending *p = &b->pending;
    int32_t found = survey_find(now, b->id);
    const SurveyGoroutine *g = found == SURVEY_NONE ? NULL : &now->goroutines[found];
    Pending after;
    G *runs = g ? sched_find(world_sched(w), b->id) : NULL;
    if (runs) pending_of(w, now, runs, &after);
    bytes_format(out, "goroutine %" PRIu64 " ", b->id);
    if (runs && after.waits && p->point) {
        step_say_wait(out, now, g, &after);
        return;
    }
    int32_t old = survey_find(b->survey, b->id);
    if (p->point)
        done_operation(out, b, now, ready_case);
    else
        step_say(out, old != SURVEY_NONE && !b->survey->goroutines[old].switches ? "began" : "went on");
    if (p->point != POINT_GO) say_some(out, ", started ", b->survey, now, b->id, is_started);
    if (runs && after.waits) {
        step_say(out, ", and ");
        step_say_wait(out, now, g, &after);
    } else if (!g && p->point != POINT_CRASH) {
        step_say(out, end == WORLD_PANIC ? ", and panicked" : ", and ended");
    }
    if (say_some(out, "; ", b->survey, now, b->id, is_woken)) step_say(out, " can go on");
}
