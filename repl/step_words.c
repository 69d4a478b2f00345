/* What steps are told in. An operation is told twice: what it would do, from how things are, and what it has done, from how
 * they were and how they have become. */
#include "repl/step_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl/tables.h"

enum { IDS_MAX = 4 };

static void say(Bytes *out, const char *text) {
    bytes_add(out, text, strlen(text));
}

void step_words_time(Bytes *out, int64_t ns) {
    double value = (double)ns;
    if (ns < 1000)
        bytes_format(out, "%" PRId64 "ns", ns);
    else if (ns < 1000000)
        bytes_format(out, "%gµs", value / 1e3);
    else if (ns < 1000000000)
        bytes_format(out, "%gms", value / 1e6);
    else if (ns < 60 * (int64_t)1000000000)
        bytes_format(out, "%gs", value / 1e9);
    else
        bytes_format(out, "%" PRId64 "m%gs", ns / 60000000000, (double)(ns % 60000000000) / 1e9);
}

/* ---- Objects ---- */

static const SurveyObject *object_at(const Survey *s, int32_t index) {
    return index == SURVEY_NONE ? NULL : &s->objects[index];
}

static void say_object(Bytes *out, const SurveyObject *o) {
    char label[TABLES_LABEL_SIZE];
    if (o) tables_label(o, label);
    say(out, !o ? "nil" : o->timer && !o->name ? "a timer" : label);
}

static const SurveyObject *object_of(const Survey *s, const void *address) {
    for (size_t i = 0; i < s->object_count; i++)
        if (s->objects[i].address == address) return &s->objects[i];
    return NULL;
}

/* "Lock" of "sync.(*Mutex).Lock". */
static const char *method_of(const char *function) {
    const char *dot = strrchr(function, '.');
    return dot ? dot + 1 : function;
}

const char *step_words_function(const char *function) {
    static const char package[] = "main.";
    if (strcmp(function, "runtime.main") == 0) return "main";
    return strncmp(function, package, sizeof package - 1) == 0 ? function + sizeof package - 1 : function;
}

/* "sync.Mutex.Lock" */
static void say_function(Bytes *out, const char *function) {
    for (; *function; function++)
        if (!strchr("(*)", *function)) bytes_add(out, function, 1);
}

/* "c.Signal()"; a call whose object is not known by its function, "atomic.Int64.Add". */
static void say_call(Bytes *out, const SurveyObject *o, const char *function) {
    if (!o) {
        say_function(out, function);
        return;
    }
    say_object(out, o);
    bytes_format(out, ".%s()", method_of(function));
}

/* The first goroutine that waits for the channel on that side; 0 for none. */
static uint64_t first_waiter(const Survey *s, const SurveyObject *o, bool send) {
    for (size_t i = 0; i < o->waiter_count; i++) {
        const SurveyWaiter *waiter = &s->waiters[o->waiter + i];
        if (waiter->send == send && waiter->goroutine != SURVEY_NONE) return s->goroutines[waiter->goroutine].id;
    }
    return 0;
}

static void say_holder(Bytes *out, const SurveyObject *o) {
    if (o->owner)
        bytes_format(out, ", held by goroutine %" PRIu64, o->owner);
    else if (o->readers)
        bytes_format(out, ", which %" PRIu32 " read%s", o->readers, o->readers == 1 ? "s" : "");
}

/* Would taking the lock have to wait? */
static bool lock_is_taken(const SurveyObject *o, const char *method) {
    bool reads = method[0] == 'R';
    return o->locked || (!reads && o->readers > 0);
}

static void say_case(Bytes *out, const Survey *s, const PendingCase *c) {
    if (c->is_default) {
        say(out, "default");
        return;
    }
    if (!c->send) say(out, "<-");
    say_object(out, object_at(s, c->object));
    if (c->send) bytes_format(out, " <- %s", c->value);
}

/* ---- What it waits for ---- */

static void say_wait(Bytes *out, const Survey *s, const SurveyGoroutine *g, const Pending *p) {
    const SurveyObject *o = g->wait_count ? object_at(s, s->waits[g->wait].object) : NULL;
    switch (g->reason) {
    case WAIT_CHAN_SEND:
        bytes_format(out, "waits to send %s on ", p->value);
        say_object(out, o);
        break;
    case WAIT_CHAN_RECEIVE:
        say(out, "waits to receive from ");
        say_object(out, o);
        break;
    case WAIT_CHAN_SEND_NIL:
    case WAIT_CHAN_RECEIVE_NIL:
        say(out, "waits for ever: the channel is nil");
        break;
    case WAIT_SELECT:
        say(out, "waits in select for ");
        for (int i = 0; i < p->case_count; i++) {
            if (i) say(out, " or ");
            say_case(out, s, &p->cases[i]);
        }
        if (!p->case_count) say(out, "one of many");
        break;
    case WAIT_SELECT_NO_CASES:
        say(out, "waits for ever: the select has no cases");
        break;
    case WAIT_SLEEP:
        say(out, "sleeps until ");
        step_words_time(out, p->g->sleep.when);
        break;
    case WAIT_WAITGROUP:
        say(out, "waits for ");
        say_object(out, o);
        if (o) bytes_format(out, ": %" PRId64 " to go", o->counter);
        break;
    case WAIT_COND:
        say(out, "waits for a signal of ");
        say_object(out, o);
        break;
    case WAIT_RWMUTEX_RLOCK:
        say(out, "waits to read ");
        say_object(out, o);
        if (o) say_holder(out, o);
        break;
    case WAIT_MUTEX_LOCK:
    case WAIT_RWMUTEX_LOCK:
        say(out, "waits for ");
        say_object(out, o);
        if (o) say_holder(out, o);
        break;
    case WAIT_NONE:
    case WAIT_IO:
        say(out, "waits for what comes from outside");
        break;
    }
}

/* ---- What it would do ---- */

static void say_send(Bytes *out, const Survey *s, const Pending *p, const SurveyObject *o) {
    uint64_t partner = o ? first_waiter(s, o, false) : 0;
    bytes_format(out, "would send %s on ", p->value);
    say_object(out, o);
    if (o && o->closed)
        say(out, ", and panic: it is closed");
    else if (partner)
        bytes_format(out, ", to goroutine %" PRIu64, partner);
    else if (!o || o->length >= o->capacity)
        say(out, o ? ", and wait" : ", and wait for ever");
}

static void say_receive(Bytes *out, const Survey *s, const SurveyObject *o) {
    uint64_t partner = o ? first_waiter(s, o, true) : 0;
    say(out, "would receive ");
    if (o && o->buffered_count) bytes_format(out, "%s ", o->buffered[0]);
    say(out, "from ");
    say_object(out, o);
    if (o && o->length > 0)
        ;
    else if (partner)
        bytes_format(out, ", from goroutine %" PRIu64, partner);
    else if (o && o->closed)
        say(out, ", which is closed");
    else if (!o || !o->timer)
        say(out, o ? ", and wait" : ", and wait for ever");
}

static void say_close(Bytes *out, const Survey *s, const SurveyObject *o) {
    say(out, "would close ");
    say_object(out, o);
    if (!o)
        say(out, ", and panic");
    else if (o->closed)
        say(out, ", and panic: it is closed already");
    else if (first_waiter(s, o, true))
        say(out, ": who waits to send on it panics");
    else if (first_waiter(s, o, false))
        bytes_format(out, ", and wake goroutine %" PRIu64, first_waiter(s, o, false));
}

static void say_select(Bytes *out, const Survey *s, const Pending *p) {
    int ready = 0, said = 0;
    bool has_default = false;
    for (int i = 0; i < p->case_count; i++) {
        ready += p->cases[i].choice >= 0;
        has_default |= p->cases[i].is_default;
    }
    if (!ready && has_default) {
        say(out, "would select default: no case is ready");
        return;
    }
    say(out, ready ? "would select " : "would wait in select for ");
    for (int i = 0; i < p->case_count; i++) {
        const PendingCase *c = &p->cases[i];
        if (ready && c->choice < 0) continue;
        if (said++) say(out, " or ");
        if (ready > 1) bytes_format(out, "%d: ", c->choice + 1);
        say_case(out, s, c);
    }
}

static void say_lock(Bytes *out, const Pending *p, const SurveyObject *o) {
    const char *method = method_of(p->function);
    if (p->point == POINT_TRY_LOCK) {
        say(out, "would try to lock ");
        say_object(out, o);
        if (o && lock_is_taken(o, method + 3)) say(out, ", in vain");
        return;
    }
    bool taken = o && lock_is_taken(o, method), reads = strcmp(method, "RLock") == 0;
    say(out, taken ? "would wait for " : reads ? "would lock for reading " : "would lock ");
    say_object(out, o);
    if (taken) say_holder(out, o);
}

static void say_group(Bytes *out, const Pending *p, const SurveyObject *o) {
    const char *method = method_of(p->function);
    if (strcmp(method, "Wait") == 0) {
        say(out, "would wait for ");
        say_object(out, o);
        if (o && o->counter == 0)
            say(out, ": nothing is to go, it goes on");
        else if (o)
            bytes_format(out, ": %" PRId64 " to go", o->counter);
        return;
    }
    say(out, "would call ");
    say_object(out, o);
    bytes_format(out, ".%s(%s)", strstr(p->function, "gosh") ? "Done" : method, p->value);
}

static void say_operation(Bytes *out, const Survey *s, const Pending *p) {
    const SurveyObject *o = object_at(s, p->object);
    switch (p->point) {
    case POINT_SEND:
        say_send(out, s, p, o);
        break;
    case POINT_RECV:
        say_receive(out, s, o);
        break;
    case POINT_CLOSE:
        say_close(out, s, o);
        break;
    case POINT_SELECT:
        say_select(out, s, p);
        break;
    case POINT_GO:
        say(out, "would start ");
        say(out, *p->function ? step_words_function(p->function) : "a goroutine");
        break;
    case POINT_LOCK:
    case POINT_RWLOCK:
    case POINT_TRY_LOCK:
        say_lock(out, p, o);
        break;
    case POINT_UNLOCK:
        say(out, "would unlock ");
        say_object(out, o);
        break;
    case POINT_WAITGROUP:
        say_group(out, p, o);
        break;
    case POINT_SLEEP:
        say(out, "would sleep");
        if (*p->value) say(out, " for ");
        if (*p->value) step_words_time(out, strtoll(p->value + strcspn(p->value, "-0123456789"), NULL, 10));
        break;
    case POINT_RETURN:
        say(out, "would return");
        break;
    case POINT_PRINT:
        say(out, "would print");
        break;
    case POINT_YIELD:
        say(out, "would let others run");
        break;
    case POINT_READ:
    case POINT_WRITE:
        if (*p->value)
            bytes_format(out, "would set %s to %s", p->function, p->value);
        else
            bytes_format(out, "would %s %s", p->point == POINT_READ ? "read" : "change", p->function);
        break;
    case POINT_COND:
    case POINT_ONCE:
    case POINT_ATOMIC:
    case POINT_LOAD:
    case POINT_TIMER:
    case POINT_NONE:
        say(out, "would call ");
        say_call(out, o, p->function);
        break;
    }
}

/* It was woken. */
static void say_woken(Bytes *out, const Pending *p) {
    switch ((WaitReason)p->g->reason) {
    case WAIT_CHAN_RECEIVE:
        if (p->g->ok)
            bytes_format(out, "goes on: it has received %s", p->value);
        else
            say(out, "goes on: the channel is closed");
        break;
    case WAIT_CHAN_SEND:
        say(out, p->g->outcome == OP_SEND_ON_CLOSED ? "panics: the channel was closed" : "goes on: what it sent was taken");
        break;
    case WAIT_SELECT:
        if (p->g->outcome == OP_SEND_ON_CLOSED)
            say(out, "panics: the channel was closed");
        else
            bytes_format(out, *p->value ? "goes on: its select has received %s" : "goes on: its select has chosen", p->value);
        break;
    case WAIT_SLEEP:
        say(out, "goes on: it has slept");
        break;
    case WAIT_WAITGROUP:
        say(out, "goes on: all are done");
        break;
    case WAIT_COND:
        say(out, "goes on: it was signalled");
        break;
    case WAIT_MUTEX_LOCK:
    case WAIT_RWMUTEX_LOCK:
    case WAIT_RWMUTEX_RLOCK:
        say(out, "goes on: it has the lock");
        break;
    default:
        say(out, "goes on");
    }
}

void step_words_next(Bytes *out, const Survey *s, const SurveyGoroutine *g, const Pending *p) {
    if (p->waits)
        say_wait(out, s, g, p);
    else if (p->point)
        say_operation(out, s, p);
    else if (*p->function)
        say_woken(out, p);
    else
        say(out, g->switches ? "goes on" : "begins");
}

/* ---- What was done ---- */

void step_before_take(StepBefore *b, World *w, G *next, Survey *survey) {
    *b = (StepBefore){.survey = survey ? survey : survey_take(w, SURVEY_OBJECTS), .id = next ? next->id : 0};
    if (!b->survey || !next) return;
    pending_of(w, b->survey, next, &b->pending);
    const SurveyObject *o = object_at(b->survey, b->pending.object);
    if (b->pending.point != POINT_RECV || !o) return;
    b->from = first_waiter(b->survey, o, true);
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
        say(out, "found ");
        say_object(out, o);
        say(out, " closed");
        return;
    }
    say(out, "received ");
    if (*b->value) bytes_format(out, "%s ", b->value);
    say(out, "from ");
    say_object(out, o);
    if (!buffered && b->from) bytes_format(out, ", from goroutine %" PRIu64, b->from);
}

static void done_select(Bytes *out, const StepBefore *b, uint32_t ready_case) {
    const Pending *p = &b->pending;
    for (int i = 0; i < p->case_count; i++) {
        if (p->cases[i].choice != (int)ready_case) continue;
        say(out, "selected ");
        say_case(out, b->survey, &p->cases[i]);
        return;
    }
    say(out, p->case_count ? "selected default" : "did its select");
}

static void done_group(Bytes *out, const Pending *p, const SurveyObject *o, const Survey *now) {
    const char *method = method_of(p->function);
    if (strcmp(method, "Wait") == 0) {
        say(out, "need not wait for ");
        say_object(out, o);
        return;
    }
    say(out, "called ");
    say_object(out, o);
    bytes_format(out, ".%s(%s)", strstr(p->function, "gosh") ? "Done" : method, p->value);
    const SurveyObject *after = o ? object_of(now, o->address) : NULL;
    if (o) bytes_format(out, ": %" PRId64 " to go", after ? after->counter : 0);
}

/* What it was held before has been done. */
static void done_operation(Bytes *out, const StepBefore *b, const Survey *now, uint32_t ready_case) {
    const Pending *p = &b->pending;
    const SurveyObject *o = object_at(b->survey, p->object);
    const char *method = method_of(p->function);
    uint64_t receiver = o ? first_waiter(b->survey, o, false) : 0;
    switch (p->point) {
    case POINT_SEND:
        bytes_format(out, o && o->closed ? "could not send %s on " : "sent %s on ", p->value);
        say_object(out, o);
        if (o && o->closed)
            say(out, ", which is closed");
        else if (receiver)
            bytes_format(out, ", to goroutine %" PRIu64, receiver);
        else
            say(out, ", into its buffer");
        break;
    case POINT_RECV:
        done_receive(out, b, o);
        break;
    case POINT_CLOSE:
        say(out, !o || o->closed ? "could not close " : "closed ");
        say_object(out, o);
        if (o && o->closed) say(out, ", which is closed already");
        break;
    case POINT_SELECT:
        done_select(out, b, ready_case);
        break;
    case POINT_GO:
        if (!say_some(out, "started ", b->survey, now, b->id, is_started)) say(out, "started a goroutine");
        if (*p->function) bytes_format(out, ", %s", step_words_function(p->function));
        break;
    case POINT_TRY_LOCK:
        say(out, "tried to lock ");
        say_object(out, o);
        break;
    case POINT_LOCK:
    case POINT_RWLOCK:
        say(out, strcmp(method, "RLock") == 0 ? "locked for reading " : "locked ");
        say_object(out, o);
        break;
    case POINT_UNLOCK:
        say(out, "unlocked ");
        say_object(out, o);
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
        say(out, "returned");
        break;
    case POINT_PRINT:
        say(out, "printed");
        break;
    case POINT_YIELD:
        say(out, "let others run");
        break;
    case POINT_COND:
    case POINT_ONCE:
    case POINT_ATOMIC:
    case POINT_LOAD:
    case POINT_TIMER:
    case POINT_SLEEP:
    case POINT_NONE:
        say(out, "called ");
        say_call(out, o, p->function);
        break;
    }
}

static void done_timer(Bytes *out, const Survey *was, const Survey *now) {
    if (now->now > was->now) {
        say(out, "the clock came to ");
        step_words_time(out, now->now);
        say(out, ", and a timer fired");
    } else {
        say(out, "a timer fired");
    }
    if (say_some(out, ": ", was, now, 0, is_woken)) say(out, " can go on");
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
        say_wait(out, now, g, &after);
        return;
    }
    int32_t old = survey_find(b->survey, b->id);
    if (p->point)
        done_operation(out, b, now, ready_case);
    else
        say(out, old != SURVEY_NONE && !b->survey->goroutines[old].switches ? "began" : "went on");
    if (p->point != POINT_GO) say_some(out, ", started ", b->survey, now, b->id, is_started);
    if (runs && after.waits) {
        say(out, ", and ");
        say_wait(out, now, g, &after);
    } else if (!g) {
        say(out, end == WORLD_PANIC ? ", and panicked" : ", and ended");
    }
    if (say_some(out, "; ", b->survey, now, b->id, is_woken)) say(out, " can go on");
}
