/* Words for objects and waits. */
#include "repl/step_say.h"

#include <inttypes.h>
#include <string.h>

#include "repl/tables.h"

void step_say(Bytes *out, const char *text) {
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

const SurveyObject *step_object_at(const Survey *s, int32_t index) {
    return index == SURVEY_NONE ? NULL : &s->objects[index];
}

void step_say_object(Bytes *out, const SurveyObject *o) {
    char label[TABLES_LABEL_SIZE];
    if (o) tables_label(o, label);
    step_say(out, !o ? "nil" : o->timer && !o->name ? "a timer" : label);
}

const char *step_method(const char *function) {
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

void step_say_call(Bytes *out, const SurveyObject *o, const char *function) {
    if (!o) {
        say_function(out, function);
        return;
    }
    step_say_object(out, o);
    bytes_format(out, ".%s()", step_method(function));
}

uint64_t step_first_waiter(const Survey *s, const SurveyObject *o, bool send) {
    for (size_t i = 0; i < o->waiter_count; i++) {
        const SurveyWaiter *waiter = &s->waiters[o->waiter + i];
        if (waiter->send == send && waiter->goroutine != SURVEY_NONE) return s->goroutines[waiter->goroutine].id;
    }
    return 0;
}

void step_say_holder(Bytes *out, const SurveyObject *o) {
    if (o->owner)
        bytes_format(out, ", held by goroutine %" PRIu64, o->owner);
    else if (o->readers)
        bytes_format(out, ", which %" PRIu32 " read%s", o->readers, o->readers == 1 ? "s" : "");
}

void step_say_case(Bytes *out, const Survey *s, const PendingCase *c) {
    if (c->is_default) {
        step_say(out, "default");
        return;
    }
    if (!c->send) step_say(out, "<-");
    step_say_object(out, step_object_at(s, c->object));
    if (c->send) bytes_format(out, " <- %s", c->value);
}

/* ---- What it waits for ---- */

void step_say_wait(Bytes *out, const Survey *s, const SurveyGoroutine *g, const Pending *p) {
    const SurveyObject *o = g->wait_count ? step_object_at(s, s->waits[g->wait].object) : NULL;
    switch (g->reason) {
    case WAIT_CHAN_SEND:
        bytes_format(out, "waits to send %s on ", p->value);
        step_say_object(out, o);
        break;
    case WAIT_CHAN_RECEIVE:
        step_say(out, "waits to receive from ");
        step_say_object(out, o);
        break;
    case WAIT_CHAN_SEND_NIL:
    case WAIT_CHAN_RECEIVE_NIL:
        step_say(out, "waits for ever: the channel is nil");
        break;
    case WAIT_SELECT:
        step_say(out, "waits in select for ");
        for (int i = 0; i < p->case_count; i++) {
            if (i) step_say(out, " or ");
            step_say_case(out, s, &p->cases[i]);
        }
        if (!p->case_count) step_say(out, "one of many");
        break;
    case WAIT_SELECT_NO_CASES:
        step_say(out, "waits for ever: the select has no cases");
        break;
    case WAIT_SLEEP:
        step_say(out, "sleeps until ");
        step_words_time(out, p->g->sleep.when);
        break;
    case WAIT_WAITGROUP:
        step_say(out, "waits for ");
        step_say_object(out, o);
        if (o) bytes_format(out, ": %" PRId64 " to go", o->counter);
        break;
    case WAIT_COND:
        step_say(out, "waits for a signal of ");
        step_say_object(out, o);
        break;
    case WAIT_RWMUTEX_RLOCK:
        step_say(out, "waits to read ");
        step_say_object(out, o);
        if (o) step_say_holder(out, o);
        break;
    case WAIT_MUTEX_LOCK:
    case WAIT_RWMUTEX_LOCK:
        step_say(out, "waits for ");
        step_say_object(out, o);
        if (o) step_say_holder(out, o);
        break;
    case WAIT_NONE:
    case WAIT_IO:
        step_say(out, "waits for what comes from outside");
        break;
    }
}
