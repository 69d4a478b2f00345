/* What goroutines would do next, from how things are. */
#include "repl/step_words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "repl/step_say.h"

/* Would taking the lock have to wait? */
static bool lock_is_taken(const SurveyObject *o, const char *method) {
    bool reads = method[0] == 'R';
    return o->locked || (!reads && o->readers > 0);
}

static void say_send(Bytes *out, const Survey *s, const Pending *p, const SurveyObject *o) {
    uint64_t partner = o ? step_first_waiter(s, o, false) : 0;
    bytes_format(out, "would send %s on ", p->value);
    step_say_object(out, o);
    if (o && o->closed)
        step_say(out, ", and panic: it is closed");
    else if (partner)
        bytes_format(out, ", to goroutine %" PRIu64, partner);
    else if (!o || o->length >= o->capacity)
        step_say(out, o ? ", and wait" : ", and wait for ever");
}

static void say_receive(Bytes *out, const Survey *s, const SurveyObject *o) {
    uint64_t partner = o ? step_first_waiter(s, o, true) : 0;
    step_say(out, "would receive ");
    if (o && o->buffered_count) bytes_format(out, "%s ", o->buffered[0]);
    step_say(out, "from ");
    step_say_object(out, o);
    if (o && o->length > 0)
        ;
    else if (partner)
        bytes_format(out, ", from goroutine %" PRIu64, partner);
    else if (o && o->closed)
        step_say(out, ", which is closed");
    else if (!o || !o->timer)
        step_say(out, o ? ", and wait" : ", and wait for ever");
}

static void say_close(Bytes *out, const Survey *s, const SurveyObject *o) {
    step_say(out, "would close ");
    step_say_object(out, o);
    if (!o)
        step_say(out, ", and panic");
    else if (o->closed)
        step_say(out, ", and panic: it is closed already");
    else if (step_first_waiter(s, o, true))
        step_say(out, ": who waits to send on it panics");
    else if (step_first_waiter(s, o, false))
        bytes_format(out, ", and wake goroutine %" PRIu64, step_first_waiter(s, o, false));
}

static void say_select(Bytes *out, const Survey *s, const Pending *p) {
    int ready = 0, said = 0;
    bool has_default = false;
    for (int i = 0; i < p->case_count; i++) {
        ready += p->cases[i].choice >= 0;
        has_default |= p->cases[i].is_default;
    }
    if (!ready && has_default) {
        step_say(out, "would select default: no case is ready");
        return;
    }
    step_say(out, ready ? "would select " : "would wait in select for ");
    for (int i = 0; i < p->case_count; i++) {
        const PendingCase *c = &p->cases[i];
        if (ready && c->choice < 0) continue;
        if (said++) step_say(out, " or ");
        if (ready > 1) bytes_format(out, "%d: ", c->choice + 1);
        step_say_case(out, s, c);
    }
}

static void say_lock(Bytes *out, const Pending *p, const SurveyObject *o) {
    const char *method = step_method(p->function);
    if (p->point == POINT_TRY_LOCK) {
        step_say(out, "would try to lock ");
        step_say_object(out, o);
        if (o && lock_is_taken(o, method + 3)) step_say(out, ", in vain");
        return;
    }
    bool taken = o && lock_is_taken(o, method), reads = strcmp(method, "RLock") == 0;
    step_say(out, taken ? "would wait for " : reads ? "would lock for reading " : "would lock ");
    step_say_object(out, o);
    if (taken) step_say_holder(out, o);
}

static void say_group(Bytes *out, const Pending *p, const SurveyObject *o) {
    const char *method = step_method(p->function);
    if (strcmp(method, "Wait") == 0) {
        step_say(out, o && o->counter == 0 ? "need not wait for " : "would wait for ");
        step_say_object(out, o);
        if (o && o->counter != 0)
            bytes_format(out, ": %" PRId64 " to go", o->counter);
        return;
    }
    step_say(out, "would call ");
    step_say_object(out, o);
    bytes_format(out, ".%s(%s)", strstr(p->function, "gosh") ? "Done" : method, p->value);
}

static void say_operation(Bytes *out, const Survey *s, const Pending *p) {
    const SurveyObject *o = step_object_at(s, p->object);
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
        step_say(out, "would start ");
        step_say(out, *p->function ? step_words_function(p->function) : "a goroutine");
        break;
    case POINT_LOCK:
    case POINT_RWLOCK:
    case POINT_TRY_LOCK:
        say_lock(out, p, o);
        break;
    case POINT_UNLOCK:
        step_say(out, "would unlock ");
        step_say_object(out, o);
        break;
    case POINT_WAITGROUP:
        say_group(out, p, o);
        break;
    case POINT_SLEEP:
        step_say(out, "would sleep");
        if (*p->value) step_say(out, " for ");
        if (*p->value) step_words_time(out, strtoll(p->value + strcspn(p->value, "-0123456789"), NULL, 10));
        break;
    case POINT_RETURN:
        step_say(out, "would return");
        break;
    case POINT_CRASH:
        step_say(out, "would end the program: it panics");
        break;
    case POINT_PRINT:
        step_say(out, "would print");
        break;
    case POINT_YIELD:
        step_say(out, "would let others run");
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
        step_say(out, "would call ");
        step_say_call(out, o, p->function);
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
            step_say(out, "goes on: the channel is closed");
        break;
    case WAIT_CHAN_SEND:
        step_say(out, p->g->outcome == OP_SEND_ON_CLOSED ? "panics: the channel was closed" : "goes on: what it sent was taken");
        break;
    case WAIT_SELECT:
        if (p->g->outcome == OP_SEND_ON_CLOSED)
            step_say(out, "panics: the channel was closed");
        else
            bytes_format(out, *p->value ? "goes on: its select has received %s" : "goes on: its select has chosen", p->value);
        break;
    case WAIT_SLEEP:
        step_say(out, "goes on: it has slept");
        break;
    case WAIT_WAITGROUP:
        step_say(out, "goes on: all are done");
        break;
    case WAIT_COND:
        step_say(out, "goes on: it was signalled");
        break;
    case WAIT_MUTEX_LOCK:
    case WAIT_RWMUTEX_LOCK:
    case WAIT_RWMUTEX_RLOCK:
        step_say(out, "goes on: it has the lock");
        break;
    default:
        step_say(out, "goes on");
    }
}

void step_words_next(Bytes *out, const Survey *s, const SurveyGoroutine *g, const Pending *p) {
    if (p->waits)
        step_say_wait(out, s, g, p);
    else if (p->point)
        say_operation(out, s, p);
    else if (*p->function)
        say_woken(out, p);
    else
        step_say(out, g->switches ? "goes on" : "begins");
}
