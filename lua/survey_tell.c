/* The fields of goroutines, channels and locks. They are described in lessons/language.md, and stay what they are: what is
 * there to be told besides comes in fields of its own. Channels have the numbers that they got when they were made, locks
 * those in which they stand in a survey. */
#include "lua/survey_tell.h"

static void text_or_null(const Listener *to, const char *key, const char *text) {
    if (text)
        to->text(to->arg, key, text);
    else
        to->null(to->arg, key);
}

static void tell_place(const Listener *to, const char *key, const char *function, const SurveyPlace *place) {
    if (!function && !place->file) {
        to->null(to->arg, key);
        return;
    }
    to->begin(to->arg, key, false);
    if (function) to->text(to->arg, "function", function);
    if (place->file) to->text(to->arg, "file", place->file);
    if (place->file) to->number(to->arg, "line", place->line);
    to->end(to->arg, false);
}

/* Objects stand with the channels first. */
static int64_t lock_id(const Survey *s, size_t object) {
    size_t low = 0, high = object;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->objects[middle].kind == SURVEY_CHAN)
            low = middle + 1;
        else
            high = middle;
    }
    return (int64_t)(object - low + 1);
}

/* ---- Goroutines ---- */

static const char *status_text(GStatus status) {
    switch (status) {
    case G_RUNNABLE:
        return "runnable";
    case G_RUNNING:
        return "running";
    case G_WAITING:
        return "waiting";
    case G_DEAD:
        break;
    }
    return "dead";
}

static const char *lock_operation(WaitReason reason) {
    if (reason == WAIT_RWMUTEX_RLOCK) return "rlock";
    return reason == WAIT_WAITGROUP || reason == WAIT_COND ? "wait" : "lock";
}

static void tell_wait(const Survey *s, const SurveyGoroutine *g, const SurveyWait *wait, const Listener *to) {
    const SurveyObject *o = wait->object == SURVEY_NONE ? NULL : &s->objects[wait->object];
    bool chan = !o || o->kind == SURVEY_CHAN;
    to->begin(to->arg, NULL, false);
    if (!o)
        to->null(to->arg, "channel");
    else if (chan)
        to->number(to->arg, "channel", (int64_t)o->id);
    else
        to->number(to->arg, "lock", lock_id(s, (size_t)wait->object));
    if (o) text_or_null(to, "name", o->name);
    to->text(to->arg, "operation", !chan ? lock_operation(g->reason) : wait->send ? "send" : "receive");
    to->end(to->arg, false);
}

void survey_tell_goroutine(const Survey *s, size_t goroutine, bool leaks, const Listener *to) {
    const SurveyGoroutine *g = &s->goroutines[goroutine];
    to->begin(to->arg, NULL, false);
    to->number(to->arg, "id", (int64_t)g->id);
    if (g->parent_id)
        to->number(to->arg, "parent", (int64_t)g->parent_id);
    else
        to->null(to->arg, "parent");
    text_or_null(to, "function", g->function);
    to->flag(to->arg, "main", g->is_main);
    to->text(to->arg, "status", status_text(g->status));
    to->text(to->arg, "state", g->state);
    to->begin(to->arg, "waits_for", true);
    for (size_t i = 0; i < g->wait_count; i++) tell_wait(s, g, &s->waits[g->wait + i], to);
    to->end(to->arg, true);
    to->number(to->arg, "waited_ns", g->waited);
    to->number(to->arg, "switches", g->switches);
    to->number(to->arg, "cpu_ns", g->cpu);
    tell_place(to, "at", g->at, &g->place);
    tell_place(to, "created", g->creator, &g->created);
    if (leaks) to->flag(to->arg, "leaked", g->leaked);
    if (leaks && g->leaked) to->number(to->arg, "memory", (int64_t)g->memory);
    to->end(to->arg, false);
}

/* ---- Objects ---- */

static void tell_waiters(const Survey *s, const SurveyObject *o, const char *key, bool send, const Listener *to) {
    to->begin(to->arg, key, true);
    for (size_t i = 0; i < o->waiter_count; i++) {
        const SurveyWaiter *waiter = &s->waiters[o->waiter + i];
        if (waiter->send == send && waiter->goroutine != SURVEY_NONE)
            to->number(to->arg, NULL, (int64_t)s->goroutines[waiter->goroutine].id);
    }
    to->end(to->arg, true);
}

/* Whose variables lead to it; only told if somebody's do. */
static void tell_holders(const Survey *s, const SurveyObject *o, const Listener *to) {
    if (!o->hold_count) return;
    to->begin(to->arg, "reached_by", true);
    for (size_t i = 0; i < o->hold_count; i++) {
        const SurveyHold *hold = &s->holds[o->hold + i];
        to->begin(to->arg, NULL, false);
        to->number(to->arg, "goroutine", (int64_t)s->goroutines[hold->goroutine].id);
        text_or_null(to, "name", hold->name);
        if (o->kind == SURVEY_CHAN) {
            to->flag(to->arg, "can_send", hold->can_send);
            to->flag(to->arg, "can_receive", hold->can_receive);
        }
        to->end(to->arg, false);
    }
    to->end(to->arg, true);
}

void survey_tell_channel(const Survey *s, size_t object, const Listener *to) {
    const SurveyObject *o = &s->objects[object];
    to->begin(to->arg, NULL, false);
    to->number(to->arg, "id", (int64_t)o->id);
    text_or_null(to, "name", o->name);
    to->text(to->arg, "type", o->type);
    tell_place(to, "made", NULL, &o->made);
    to->number(to->arg, "capacity", (int64_t)o->capacity);
    to->number(to->arg, "length", (int64_t)o->length);
    to->begin(to->arg, "buffered", true);
    for (size_t i = 0; i < o->buffered_count; i++) to->text(to->arg, NULL, o->buffered[i]);
    to->end(to->arg, true);
    to->flag(to->arg, "closed", o->closed);
    to->flag(to->arg, "timer", o->timer);
    tell_waiters(s, o, "senders", true, to);
    tell_waiters(s, o, "receivers", false, to);
    tell_holders(s, o, to);
    to->end(to->arg, false);
}

void survey_tell_lock(const Survey *s, size_t object, const Listener *to) {
    const SurveyObject *o = &s->objects[object];
    bool lock = o->kind == SURVEY_MUTEX || o->kind == SURVEY_RWMUTEX;
    to->begin(to->arg, NULL, false);
    to->number(to->arg, "id", lock_id(s, object));
    text_or_null(to, "name", o->name);
    to->text(to->arg, "type", o->type);
    if (lock) to->flag(to->arg, "locked", o->locked);
    if (lock && o->owner) to->number(to->arg, "owner", (int64_t)o->owner);
    if (lock && !o->owner) to->null(to->arg, "owner");
    if (o->kind == SURVEY_RWMUTEX) to->number(to->arg, "readers", o->readers);
    if (o->kind == SURVEY_WAITGROUP) to->number(to->arg, "counter", o->counter);
    tell_waiters(s, o, "waiting", false, to);
    tell_holders(s, o, to);
    to->end(to->arg, false);
}
