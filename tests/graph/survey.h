/* Surveys made by hand, for tests of what is drawn of one. */
#ifndef GOSH_TESTS_GRAPH_H
#define GOSH_TESTS_GRAPH_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lua/survey.h"

enum { MADE_MAX = 100000 };

/* A survey with room for what a test puts into it. Objects are to come first, then each goroutine with its waits, then
 * each object's holders, object by object. */
typedef struct Made {
    Survey survey;
    bool waiters_made;
} Made;

static inline Made *made_new(void) {
    Made *m = calloc(1, sizeof *m);
    Survey *s = &m->survey;
    s->goroutines = calloc(MADE_MAX, sizeof *s->goroutines);
    s->objects = calloc(MADE_MAX, sizeof *s->objects);
    s->waits = calloc(MADE_MAX, sizeof *s->waits);
    s->waiters = calloc(MADE_MAX, sizeof *s->waiters);
    s->holds = calloc(MADE_MAX, sizeof *s->holds);
    return m;
}

static inline void made_delete(Made *m) {
    free(m->survey.goroutines);
    free(m->survey.objects);
    free(m->survey.waits);
    free(m->survey.waiters);
    free(m->survey.holds);
    free(m);
}

static inline int32_t made_object(Made *m, SurveyKind kind, const char *name, const char *type) {
    SurveyObject *o = &m->survey.objects[m->survey.object_count];
    *o = (SurveyObject){.kind = kind, .address = o, .name = name, .type = type};
    return (int32_t)m->survey.object_count++;
}

static inline int32_t made_chan(Made *m, const char *name, int line) {
    int32_t object = made_object(m, SURVEY_CHAN, name, "chan int");
    m->survey.objects[object].made = (SurveyPlace){"x.gosh", line};
    return object;
}

static inline int32_t made_lock(Made *m, const char *name, uint64_t owner) {
    int32_t object = made_object(m, SURVEY_MUTEX, name, "sync.Mutex");
    m->survey.objects[object].locked = true;
    m->survey.objects[object].owner = owner;
    return object;
}

static inline SurveyGoroutine *made_goroutine(Made *m, const char *function, WaitReason reason,
                                              const char *state, int line) {
    Survey *s = &m->survey;
    SurveyGoroutine *g = &s->goroutines[s->goroutine_count++];
    *g = (SurveyGoroutine){.id = s->goroutine_count,
                           .function = function,
                           .state = state,
                           .status = reason == WAIT_NONE ? G_RUNNABLE : G_WAITING,
                           .reason = reason,
                           .place = {"x.gosh", line},
                           .is_main = s->goroutine_count == 1,
                           .wait = s->wait_count};
    return g;
}

static inline void made_wait(Made *m, int32_t object, bool send) {
    Survey *s = &m->survey;
    s->waits[s->wait_count++] = (SurveyWait){object, send};
    s->goroutines[s->goroutine_count - 1].wait_count++;
}

static inline void made_sends(Made *m, const char *function, int32_t object, int line) {
    made_goroutine(m, function, WAIT_CHAN_SEND, "chan send", line);
    made_wait(m, object, true);
}

static inline void made_receives(Made *m, const char *function, int32_t object, int line) {
    made_goroutine(m, function, WAIT_CHAN_RECEIVE, "chan receive", line);
    made_wait(m, object, false);
}

static inline void made_locks(Made *m, const char *function, int32_t object, int line) {
    made_goroutine(m, function, WAIT_MUTEX_LOCK, "sync.Mutex.Lock", line);
    made_wait(m, object, false);
}

static inline void made_hold(Made *m, int32_t object, int32_t goroutine, const char *name,
                             bool send, bool receive) {
    Survey *s = &m->survey;
    SurveyObject *o = &s->objects[object];
    if (!o->hold_count) o->hold = s->hold_count;
    o->hold_count++;
    s->holds[s->hold_count++] = (SurveyHold){goroutine, name, true, send, receive};
}

/* Finds who waits for what, once all is there. */
static inline const Survey *made_survey(Made *m) {
    Survey *s = &m->survey;
    for (size_t i = 0; !m->waiters_made && i < s->object_count; i++) {
        s->objects[i].waiter = s->waiter_count;
        for (size_t j = 0; j < s->goroutine_count; j++)
            for (size_t k = 0; k < s->goroutines[j].wait_count; k++) {
                const SurveyWait *w = &s->waits[s->goroutines[j].wait + k];
                if (w->object != (int32_t)i) continue;
                s->waiters[s->waiter_count++] = (SurveyWaiter){(int32_t)j, w->send};
                s->objects[i].waiter_count++;
            }
    }
    m->waiters_made = true;
    return s;
}

#endif
