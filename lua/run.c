/* Evaluations: how a text begins to run, how its goroutines go on, how it ends, and what it gives. Here is judged that a
 * program is stuck; what is said about that is explain.c's. */
#include "lua/chan.h"
#include "lua/explain.h"
#include "lua/host.h"
#include "lua/package.h"
#include "lua/reach.h"
#include "lua/sketch.h"
#include "lua/source.h"
#include "lua/timeline.h"
#include "lua/trace.h"
#include "lua/value.h"
#include "runtime/posix.h"

#include <stdlib.h>
#include <string.h>

#include "lua/syntax/syntax.h"

enum {
    BUDGET = 10000, /* turns between two looks at the mailbox */
    BUDGET_BESIDE_PROMPT = 100,
    TIME_BESIDE_PROMPT = 2000000, /* ns; and the rest of a turn: then keys are looked for */
    FLUSH_AGAIN = 10000000, /* ns; when stdout was full */
};

/* ---- Starting ---- */

typedef struct Start {
    World *w;
    const WorldSource *source;
    bool *incomplete;
    int status;
} Start;

static void error_set(World *w, const char *text, size_t length) {
    Text t = {0};
    text_add(&t, text, length);
    text_add(&t, "\n", 1);
    free(w->error);
    w->error = t.bytes;
}

/* The text, moved down to its line. */
static const char *push_padded(lua_State *L, const WorldSource *source, size_t *length) {
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (int i = 1; i < source->line; i++) luaL_addchar(&b, '\n');
    luaL_addlstring(&b, source->text, source->length);
    luaL_pushresult(&b);
    return lua_tolstring(L, -1, length);
}

/* What goroutines do before the program ends can show in what comes out of it, so where all schedules count its end is an
 * operation, too. */
static int program_return(lua_State *L) {
    World *w = world_of(L);
    if (w->controlled && sched_has_points(w->sched)) {
        Outcome point = sched_point(op_begin(L), POINT_RETURN, NULL);
        if (point != OP_DONE) return op_end(L, point, NULL, program_return);
    }
    return lua_gettop(L);
}

static int program_done(lua_State *L, int status, lua_KContext context) {
    (void)status, (void)context;
    return program_return(L);
}

/* Stands under a file's main chunk as a function of lua's own program does: levels and tracebacks
 * count it. */
static int program_call(lua_State *L) {
    lua_callk(L, lua_gettop(L) - 1, LUA_MULTRET, 0, program_done);
    return program_return(L);
}

const char world_session_mark[] = "-- A session of gosh";

/* How the front end is to read it. */
static unsigned source_flags(const WorldSource *source) {
    size_t length = strlen(world_session_mark);
    bool saved = source->length >= length && memcmp(source->text, world_session_mark, length) == 0;
    if (source->session) return source->file ? SYNTAX_SESSION | SYNTAX_FILE : SYNTAX_SESSION;
    return saved ? SYNTAX_SESSION | SYNTAX_FILE : SYNTAX_FILE;
}

/* Compiles, and starts the main goroutine. */
static int start_protected(lua_State *L) {
    Start *start = lua_touserdata(L, 1);
    World *w = start->w;
    const WorldSource *source = start->source;
    lua_settop(L, 0);
    unsigned flags = LOAD_LOCATED | source_flags(source);
    size_t length = source->length;
    const char *text = source->line > 1 ? push_padded(L, source, &length) : source->text;
    start->status = load_text(L, text, length, source->name, flags, 0, start->incomplete);
    if (start->status != LUA_OK) {
        text = luaL_tolstring(L, -1, &length);
        error_set(w, text, length);
        return 0;
    }
    int nargs = 0;
    if (w->arg_count > 1) nargs = w->arg_count - 1;
    luaL_checkstack(L, nargs + 2, NULL);
    for (int i = 1; i <= nargs; i++) push_fresh(L, w->args[i]);
    if (!source->session && lua_tocfunction(L, 1) != frame_call) {
        lua_pushliteral(L, "runtime.main"); /* its name in traces */
        lua_pushcclosure(L, program_call, 1);
        lua_insert(L, 1);
        nargs++;
    }
    G *g = goroutine_start(L, nargs, 0, true);
    goroutine_of(g)->is_main = true;
    w->main = g;
    w->evaluating = true;
    line_wake_all(w->sched, &w->readers);
    return 0;
}

WorldEnd world_start(World *w, const WorldSource *source, bool *incomplete) {
    Start start = {.w = w, .source = source, .incomplete = incomplete};
    bool unused;
    if (!incomplete) start.incomplete = &unused;
    *start.incomplete = false;
    w->end = WORLD_RUNNING;
    survey_delete(w->stuck);
    w->stuck = NULL;
    w->exit_code = 0;
    w->main_exited = false;
    w->interrupts = 0;
    w->result_count = w->results_asked = 0;
    lua_settop(w->L, 0);
    lua_pushcfunction(w->L, start_protected);
    lua_pushlightuserdata(w->L, &start);
    if (lua_pcall(w->L, 1, 0, 0) != LUA_OK) {
        error_set(w, "not enough memory", 17);
        start.status = LUA_ERRMEM;
    }
    if (start.status == LUA_OK) {
        source_keep(w, source, w->main->id);
        return WORLD_RUNNING;
    }
    lua_settop(w->L, 0);
    w->exit_code = 1;
    return w->end = WORLD_STATIC;
}

/* ---- Running ---- */

static void deadlock_explain(World *w, Text *t) {
    bool silent = !explain_wanted(w);
    if (silent && !w->keep_stuck) return;
    Survey *s = survey_take(w, SURVEY_GOROUTINES | SURVEY_OBJECTS | SURVEY_HOLDERS);
    if (s && !silent) explain_add(w, s, t);
    if (w->keep_stuck)
        w->stuck = s;
    else
        survey_delete(s);
}

bool world_explain(World *w, uint64_t id, TextSink *sink, void *arg) {
    char buffer[512];
    Text t = text_out(sink, arg, buffer, sizeof buffer);
    if (id == 0) {
        if (w->stuck) explain_add(w, w->stuck, &t);
        text_flush(&t);
        return w->stuck != NULL;
    }
    Survey *s = survey_take(w, SURVEY_OBJECTS | SURVEY_HOLDERS | SURVEY_LEAKS);
    int32_t goroutine = s ? survey_find(s, id) : SURVEY_NONE;
    if (goroutine != SURVEY_NONE) explain_goroutine(w, s, goroutine, &t);
    survey_delete(s);
    text_flush(&t);
    return goroutine != SURVEY_NONE;
}

static void deadlock(World *w) {
    Report r;
    Text *t = report_begin(w, &r);
    if (sched_count(w->sched) == 0) {
        text_format(t, "fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n");
    } else {
        text_format(t, "fatal error: all goroutines are asleep - deadlock!\n");
        if (traceback_level(w)) trace_all(w, t, w->main);
    }
    deadlock_explain(w, t);
    report_end(&r);
    w->exit_code = 2;
}

/* The evaluation cannot go on: the file's program is over, the prompt's is unwound. */
static WorldEnd main_stuck(World *w) {
    if (w->recording) recording_end(w->recording);
    if (w->ending == WORLD_RUNNING) deadlock(w);
    if (!w->session || !w->main) return w->end = WORLD_FATAL;
    w->ending = w->ending == WORLD_RUNNING ? WORLD_FATAL : w->ending;
    goroutine_kill(w, w->main);
    return WORLD_RUNNING;
}

static void interrupts_take(World *w) {
    if (!w->interrupts) return;
    w->interrupts = 0;
    if (!w->main) return;
    w->ending = WORLD_KILLED;
    goroutine_kill(w, w->main);
}

/* At a prompt an evaluation is stuck also when only timers remain that cannot help it. To find that out takes a walk, which
 * is to cost only a part of the time in a large world. In a virtual one, which must come to the same end in each run, turns
 * stand for time, and the world's size for what the walk takes. `*again`: when to ask again, if it is too early for an
 * answer. */
static bool stuck_behind_timers(World *w, SchedState state, int64_t *again) {
    enum { PART = 20, TURN_BYTES = 32 /* of the world, that a walk passes in a part of a turn */ };
    *again = INT64_MAX;
    if (!w->session || !w->main || w->main->status != G_WAITING) return false;
    bool is_virtual = sched_is_virtual(w->sched), idle = state == SCHED_WAITING;
    int64_t now = is_virtual ? (int64_t)sched_turns(w->sched) : posix_monotonic();
    if (now < w->judged && !(is_virtual && idle)) {
        if (!is_virtual) *again = w->judged;
        return false;
    }
    bool stuck = !reach_main(w);
    w->judged = now + (is_virtual ? (int64_t)(arena_in_use(w->arena) / TURN_BYTES)
                                  : (posix_monotonic() - now) * PART);
    return stuck;
}

/* Beside a prompt, a few turns, or one if it takes its time: a key should not wait for more than that. Virtual time knows
 * no such differences. */
static SchedState turns_take(World *w) {
    if (w->evaluating) return sched_run(w->sched, BUDGET);
    if (sched_is_virtual(w->sched)) return sched_run(w->sched, BUDGET_BESIDE_PROMPT);
    int64_t end = posix_monotonic() + TIME_BESIDE_PROMPT;
    SchedState state = SCHED_BUDGET;
    for (int turns = 0; state == SCHED_BUDGET && turns < BUDGET_BESIDE_PROMPT && !w->exited; turns++) {
        state = sched_run(w->sched, 1);
        if (posix_monotonic() >= end) break;
    }
    return state;
}

/* The evaluation, or the program, has ended. */
static WorldEnd run_over(World *w) {
    w->main = NULL;
    w->evaluating = false;
    if (w->ending != WORLD_RUNNING) {
        w->end = w->ending;
        w->exit_code = 2;
        w->ending = WORLD_RUNNING;
    }
    return w->end;
}

WorldEnd world_run(World *w, int64_t *until) {
    *until = INT64_MAX;
    posix_tick_arm(w->tick, true);
    for (;;) {
        mailbox_deliver(w->mailbox, w);
        interrupts_take(w);
        schedtrace_look(w);
        if (quit_take(w)) break;
        SchedState state = turns_take(w);
        if (w->left_count) killed_unlock(w);
        if (w->exited || (w->evaluating && w->end != WORLD_RUNNING)) break;
        int64_t again = INT64_MAX;
        if (state != SCHED_ASLEEP && stuck_behind_timers(w, state, &again)) state = SCHED_ASLEEP;
        if (state == SCHED_WAITING) {
            posix_tick_arm(w->tick, false);
            *until = schedtrace_next(w);
            int64_t due = sched_next_timer(w->sched);
            if (due != INT64_MAX) due = posix_monotonic() + (due - sched_now(w->sched));
            if (due < *until) *until = due;
            if (again < *until) *until = again;
            return WORLD_RUNNING;
        }
        if (state == SCHED_ASLEEP) {
            if (!w->evaluating) { /* a prompt between two evaluations */
                posix_tick_arm(w->tick, false);
                *until = schedtrace_next(w);
                return WORLD_RUNNING;
            }
            if (main_stuck(w) != WORLD_RUNNING) break;
        }
        if (!w->evaluating) { /* the prompt wants to look at its terminal */
            *until = posix_monotonic();
            return WORLD_RUNNING;
        }
    }
    posix_tick_arm(w->tick, false);
    return run_over(w);
}

WorldEnd world_turn(World *w) {
    SchedState state = sched_run(w->sched, 1);
    if (w->left_count) killed_unlock(w);
    if (w->exited || w->end != WORLD_RUNNING) return run_over(w);
    if (state == SCHED_ASLEEP && main_stuck(w) != WORLD_RUNNING) return run_over(w);
    return WORLD_RUNNING;
}

WorldEnd world_run_to_end(World *w) {
    for (;;) {
        int64_t until;
        WorldEnd end = world_run(w, &until);
        if (end != WORLD_RUNNING) return end;
        if (!output_flush_ready(w)) { /* nobody waits for that but we */
            int64_t soon = posix_monotonic() + FLUSH_AGAIN;
            if (soon < until) until = soon;
        }
        posix_wait(w->mailbox, until, -1);
    }
}

void world_interrupt(World *w) {
    w->interrupts++;
    posix_tick_poke(w->tick);
    posix_event_raise(mailbox_fd(w->mailbox));
}

bool world_evaluating(const World *w) {
    return w->evaluating;
}

bool world_exited(const World *w) {
    return w->exited;
}
int world_exit_code(const World *w) {
    return w->exit_code;
}
const Survey *world_stuck(const World *w) {
    return w->stuck;
}

void host_keep_last(World *w) {
    if (w->keep_last && !w->last) w->last = survey_take(w, SURVEY_OBJECTS | SURVEY_HOLDERS | SURVEY_LEAKS);
}

const Survey *world_last(const World *w) {
    return w->last;
}

/* ---- Settling ---- */

enum {
    SETTLE_TURNS = 1000, /* and ten for each goroutine */
    SETTLE_TIME = 100000000, /* ns, and so many for each goroutine: */
    SETTLE_TIME_EACH = 3000,
    SETTLE_TIME_BESIDE_PROMPT = 20000000,
    SETTLE_TURN = 10000000, /* the most that a turn counts: the machine may have been busy with something else */
};

static bool main_lives(const World *w) {
    for (G *g = sched_oldest(w->sched); g; g = g->younger)
        if (goroutine_of(g)->is_main) return true;
    return false;
}

/* Each turn by itself, for when nothing can run any more the scheduler would let virtual time jump. */
static void turns_run(World *w, const size_t *until, int64_t left) {
    size_t turns = SETTLE_TURNS + 10 * sched_count(w->sched);
    int64_t last = posix_monotonic();
    for (; sched_runnable(w->sched) && turns > 0 && (left > 0 || w->seeded); turns--) {
        if ((w->exited && !w->over) || (until && !*until)) return;
        sched_run(w->sched, 1);
        int64_t now = posix_monotonic();
        left -= now - last < SETTLE_TURN ? now - last : SETTLE_TURN;
        last = now;
    }
}

void host_settle(World *w, const size_t *until, int64_t time) {
    posix_tick_arm(w->tick, true);
    turns_run(w, until, time);
    posix_tick_arm(w->tick, false);
}

void world_settle(World *w, bool over) {
    if (over && main_lives(w)) return; /* it would go on as well */
    TextSink *report = w->report;
    w->over = over;
    if (over) w->report = text_drop;
    host_settle(w, NULL, over ? SETTLE_TIME + SETTLE_TIME_EACH * (int64_t)sched_count(w->sched)
                              : SETTLE_TIME_BESIDE_PROMPT);
    w->report = report;
}

bool world_step(World *w, bool jump) {
    mailbox_deliver(w->mailbox, w);
    if (quit_take(w)) return false;
    world_settle(w, false);
    if (jump && !w->exited && !sched_runnable(w->sched)) {
        posix_tick_arm(w->tick, true);
        sched_run(w->sched, 1); /* which begins with the jump */
        posix_tick_arm(w->tick, false);
        world_settle(w, false);
    }
    return !w->exited && sched_runnable(w->sched);
}

/* ---- Results ---- */

char *world_error(World *w) {
    char *error = w->error;
    w->error = NULL;
    return error;
}

int world_result_count(const World *w) {
    return w->result_count;
}

/* The index of a result on the world's own stack. */
static int result_index(const World *w, int index) {
    return lua_gettop(w->L) - w->result_count + 1 + index;
}

Sketch *world_result(World *w, int index) {
    if (index < 0 || index >= w->result_count) return NULL;
    return sketch_new(w, result_index(w, index), index ? "it" : "_", SKETCH_FULL);
}

char *world_result_type(World *w, int index) {
    if (index < 0 || index >= w->result_count) return NULL;
    return sketch_type(w, result_index(w, index), NULL, SKETCH_FULL);
}

/* Makes the value at index 1 the global `_`. */
static int last_set(lua_State *L) {
    int value = words_push(L, 1) ? 3 : 1;
    lua_pushglobaltable(L);
    lua_pushliteral(L, "_");
    lua_pushvalue(L, value);
    lua_rawset(L, -3);
    return 0;
}

void world_keep_result(World *w) {
    if (!w->result_count) return;
    int index = result_index(w, 0);
    lua_pushcfunction(w->L, last_set);
    lua_pushvalue(w->L, index);
    if (scheduler_call(w, 1, 0) != LUA_OK) lua_pop(w->L, 1);
}

char *world_emit(World *w, const WorldSource *source) {
    unsigned flags = source_flags(source) | (w->marked ? SYNTAX_MARKED : 0);
    Syntax *syn = syntax_compile(source->text, source->length, flags, arena_limit(w->arena), NULL);
    Text t = {0};
    if (syn && syn->status == SYNTAX_EMITTED) {
        text_add(&t, syn->text, syn->length);
    } else if (world_start(w, source, NULL) == WORLD_RUNNING) {
        text_add(&t, source->text, source->length);
    }
    syntax_free(syn);
    return t.bytes;
}
