/* A toy host for the tests of the runtime. A goroutine is a C function that is entered anew at each
 * turn and goes on where it left off (a switch on the line number, between BEGIN and END). Its
 * references are plain integers, so a test sees where the runtime has moved them: `stack` is the
 * goroutine's, `refs` a channel's. The whole World lies in the arena, so a snapshot holds it. */
#ifndef GOSH_TESTS_WORLD_H
#define GOSH_TESTS_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/runtime.h"

enum { TOY_STACK = 16, TOY_BUFFER = 8, TOY_LOG = 16384, TOY_CHANS = 16 };

#define MS INT64_C(1000000)
#define SECOND INT64_C(1000000000)

typedef struct World World;
typedef struct Toy Toy;
typedef RunEnd (*Step)(World *w, G *g, Toy *t);

struct Toy {
    Step step;
    int line;
    bool waiting;            /* gave the processor back inside an operation */
    bool has_parked;         /* ... because the operation parked */
    bool interrupted_inside; /* a critical section */
    bool hold_pin;           /* what g->pinned is set to before each operation */
    Outcome outcome;         /* of the last operation */
    Value value;             /* what it received */
    bool ok;
    int chosen;
    int64_t i, n, me;
    void *object;
    int64_t stack[TOY_STACK];
    uint32_t depth;
};

typedef struct ToyChan {
    Chan chan;
    Value buffer[TOY_BUFFER];
    int64_t refs[TOY_BUFFER];
} ToyChan;

struct World {
    Sched *s;
    Arena *arena;
    ToyChan chans[TOY_CHANS];
    uint32_t chan_count;
    Mutex mutex;
    RWMutex rw;
    WaitGroup wg;
    Cond cond;
    Once once;
    Timer timers[4];
    int64_t counter;
    uint64_t moves;
    size_t length;
    char log[TOY_LOG];
};

static inline Toy *toy_of(G *g) {
    return g_host(g);
}

static inline void say(World *w, const char *format, ...) {
    va_list args;
    va_start(args, format);
    if (w->length) w->log[w->length++] = ' ';
    int n = vsnprintf(w->log + w->length, TOY_LOG - w->length, format, args);
    va_end(args);
    w->length += (size_t)n;
    assert_true(w->length < TOY_LOG - 1);
}

static RunEnd toy_resume(void *state, G *g) {
    Toy *t = toy_of(g);
    return t->step(state, g, t);
}

/* A reference is moved: it leaves its old place empty, and is pushed on a receiver's stack. */
static void toy_move(void *state, Place from, Place to) {
    World *w = state;
    int64_t *source = from.g ? &toy_of(from.g)->stack[from.slot]
                             : &((ToyChan *)(void *)from.chan)->refs[from.slot];
    int64_t ref = *source;
    *source = 0;
    w->moves++;
    assert_int_not_equal(ref, 0);
    if (to.g) {
        Toy *t = toy_of(to.g);
        assert_true(t->depth < TOY_STACK);
        t->stack[t->depth++] = ref;
    } else {
        ToyChan *c = (ToyChan *)(void *)to.chan;
        assert_int_equal(c->refs[to.slot], 0);
        c->refs[to.slot] = ref;
    }
}

/* A world with a virtual clock and a fixed seed; NULL without memory. */
static inline World *world_in(Arena *a) {
    World *w = arena_alloc(a, sizeof *w);
    if (!w) return NULL;
    memset(w, 0, sizeof *w);
    Host host = {.state = w, .resume = toy_resume, .move = toy_move};
    w->arena = a;
    w->s = sched_new(a, &host, sizeof(Toy));
    if (!w->s) {
        arena_free(a, w, sizeof *w);
        return NULL;
    }
    sched_reseed(w->s, 1);
    sched_set_virtual(w->s, true);
    return w;
}

static inline World *world_new(void) {
    Arena *a = arena_new((size_t)64 << 20, 0);
    assert_non_null(a);
    World *w = world_in(a);
    assert_non_null(w);
    return w;
}

static inline void world_delete(World *w) {
    arena_delete(w->arena);
}

static inline Chan *chan_in(World *w, size_t capacity) {
    assert_true(w->chan_count < TOY_CHANS && capacity <= TOY_BUFFER);
    ToyChan *c = &w->chans[w->chan_count++];
    chan_init(w->s, &c->chan, c->buffer, capacity);
    return &c->chan;
}

/* The channel of w->timers[i], as time.NewTimer makes it. */
static inline Chan *timer_chan(World *w, int i) {
    Chan *c = chan_in(w, 1);
    c->timer = &w->timers[i];
    w->timers[i].chan = c;
    return c;
}

static inline G *toy_begin(G *g, Step step, int64_t me, void *object) {
    if (!g) return NULL;
    Toy *t = toy_of(g);
    t->step = step;
    t->me = me;
    t->object = object;
    return g;
}

static inline G *spawn(World *w, Step step, int64_t me, void *object) {
    return toy_begin(go_start(w->s), step, me, object);
}
/* As go_start_detached: in line behind those who are there. */
static inline G *spawn_last(World *w, Step step, int64_t me, void *object) {
    return toy_begin(go_start_detached(w->s), step, me, object);
}

static inline SchedState world_run(World *w) {
    SchedState state = sched_run(w->s, 1000000);
    assert_int_not_equal(state, SCHED_BUDGET);
    return state;
}

/* Runs `step` as main until nothing can run, and compares what was said. */
static inline void world_says(World *w, Step step, const char *expected) {
    assert_non_null(spawn_last(w, step, 0, NULL));
    world_run(w);
    assert_string_equal(w->log, expected);
}

static inline Value integer(int64_t i) {
    return (Value){.kind = VALUE_INT, .as.integer = i};
}

/* A reference, pushed on the goroutine's stack to be sent from there. */
static inline Value reference(Toy *t, int64_t ref) {
    t->stack[t->depth] = ref;
    return (Value){.kind = VALUE_REF, .slot = t->depth++};
}

/* What an operation came to: true when it is over, else `end` says how to give back the processor.
 */
static inline bool toy_settle(Toy *t, Outcome outcome, RunEnd *end) {
    t->outcome = outcome;
    *end = outcome == OP_PARKED ? RUN_PARKED : RUN_YIELDED;
    if (outcome == OP_AGAIN) return false;
    t->has_parked = outcome == OP_PARKED;
    t->waiting = outcome == OP_PARKED || outcome == OP_YIELDED;
    return !t->waiting;
}

/* The goroutine is back after having given the processor back inside an operation. */
static inline void toy_back(G *g, Toy *t) {
    t->waiting = false;
    t->outcome = t->has_parked ? g->outcome : OP_DONE;
    if (!t->has_parked) return;
    t->value = g->value;
    t->ok = g->ok;
    t->chosen = g->selected;
}

#define BEGIN                                                                                      \
    switch (t->line) {                                                                             \
    case 0:
#define END                                                                                        \
    }                                                                                              \
    (void)w, (void)g;                                                                              \
    return RUN_ENDED

/* Does an operation, for as many turns as it takes; its outcome is then in t->outcome. At most one
 * a line. */
#define DO(operation)                                                                              \
    do {                                                                                           \
        t->line = __LINE__;                                                                        \
        __attribute__((fallthrough));                                                              \
    case __LINE__:                                                                                 \
        if (t->waiting) {                                                                          \
            toy_back(g, t);                                                                        \
        } else {                                                                                   \
            RunEnd end_;                                                                           \
            g->pinned = t->hold_pin;                                                               \
            if (!toy_settle(t, (operation), &end_)) return end_;                                   \
        }                                                                                          \
    } while (0)

/* For goroutines that a test interrupts: ends if that happened in the operation before. */
#define END_IF_INTERRUPTED                                                                         \
    if (g->interrupted) return RUN_ENDED

#define SEND(c, v) DO(chan_send(w->s, (c), (v)))
#define RECV(c) DO(chan_recv(w->s, (c), &t->value, &t->ok))
#define GOSCHED() DO(sched_gosched(w->s))
#define SLEEP(ns) DO(sleep_for(w->s, (ns)))
#define SELECT(cases, count, has_default)                                                          \
    DO(select_wait(w->s, (cases), (count), (has_default), &t->chosen, &t->value, &t->ok))

#endif
