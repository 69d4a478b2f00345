/* What the files of lua/ share: how a goroutine is made of Lua threads, and how an operation of the runtime becomes a
 * function that a program can call.
 *
 * A goroutine is a stack of Lua threads, each with a Co behind it. The bottom one runs the goroutine's function; a
 * function that has `defer`, a deferred call and a coroutine each push one of their own; and only the top one runs:
 *
 *     top ->  Co (coroutine)   running
 *             Co (frame)       in the call of coroutine.resume, yielded
 *     base -> Co (entry)       in the call of the frame's function, yielded
 *
 * A Lua thread gives the processor back by yielding, with a word in World.yield that says why. The law: a C function that
 * yields has put everything that it needs to go on on its Lua stack or in its goroutine, because it is not there any
 * more when the goroutine goes on. */
#ifndef GOSH_HOST_H
#define GOSH_HOST_H

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "lua/gosh.h"
#include "runtime/posix.h"
#include "runtime/runtime.h"

enum {
    COROUTINES_MAX = 195, /* one in the other: what Lua's own limit on C calls allows */
    SEEDED_SLICE = 20000, /* instructions that a goroutine of a seeded world runs at a stretch */
    FRAMES_MAX = 200000,  /* of functions with `defer`: as deep as Lua's own stack goes with small functions */
};

typedef struct Co Co;
typedef struct Goroutine Goroutine;

typedef enum CoKind {
    CO_SCHEDULER, /* the main Lua state: runs nothing of the program's */
    CO_ENTRY,     /* a goroutine's function */
    CO_FRAME,     /* a call of a function that has `defer` */
    CO_DEFERRED,  /* a deferred call */
    CO_COROUTINE, /* one of the program's coroutines */
    CO_WORDS,     /* a value's method says what it is, after the goroutine's function (words.c) */
} CoKind;

/* A deferred call: the function, or a table of function and arguments, at `ref` in the table of defers. */
typedef struct Deferred {
    struct Deferred *next;
    int ref;
    int count; /* of arguments; -1: the function alone stands at `ref` */
    bool own;  /* it puts right what gosh itself has begun, never waits, and is called also when others are given up */
} Deferred;

/* One Lua thread. A coroutine's lies in a userdata at the bottom of its own stack, so it goes when the coroutine is
 * collected; when that stack is reset, World.closed takes its place. The others lie in the arena. */
struct Co {
    World *world;
    lua_State *L;
    Co *below;      /* that goes on when this one ends; for a suspended coroutine NULL */
    G *g;           /* whose stack it is on */
    Deferred *defers;
    union {
        Co *dead;      /* whose panic went on into this one: kept for the trace */
        Co *suspended; /* of a suspended coroutine: the top of its part of the stack */
    };
    Co *newer;      /* the deferred call whose panic took the place of this one's, the last of a ring (panics.c) */
    int nargs;      /* values on top of its stack to resume it with; once it has ended, its results */
    int depth;      /* how many frames of functions with `defer` are under it */
    int catchers;   /* calls of pcall and xpcall that run on it */
    int anchor;     /* its place in the table that keeps threads alive; 0: kept by others */
    int named;      /* a function in the table of defers that gives the named results; 0: none */
    struct Guard *guard; /* what keeps its thread alive instead, for a frame in a coroutine; else NULL */
    char *inner;    /* the trace of a coroutine whose panic came in here: its stack is gone */
    uint8_t kind;
    uint8_t coroutines; /* how many coroutines are under it, and it */
    bool closing : 1;   /* its pending __close run */
    bool ended : 1;      /* returned, panicked, or closed */
    bool wrapped : 1;    /* a coroutine made by coroutine.wrap */
    bool boundary : 1;   /* was called by a C function that Lua cannot pause: no yield goes below it */
    bool direct : 1;     /* runs inside a C function that Lua cannot pause */
    bool panicking : 1;  /* its panic's value is on top of its stack */
    bool recovered : 1;  /* ... and a deferred function has recovered it */
    bool raise : 1;      /* when it goes on: raise the value on top of its stack */
    bool zeros : 1;      /* when it goes on: the call that it made recovered, and gives its zero values */
    bool repanicked : 1; /* ... which then panicked with the same value or another */
    bool exposed : 1;    /* the program has this thread as a value */
    bool exiting : 1;    /* goes no further, by Goexit or an interrupt: its deferred calls run, then it is given up */
    bool exited : 1;     /* ... but a panic came between: when that is recovered, this goes on */
    bool asked : 1;      /* its panic's value has been asked for its words */
    bool worded : 1;     /* ... which stand on its stack above the value */
    bool announced : 1;  /* that its panic ends the program has been announced as an operation */
};

/* A function that has executed go statements, kept for "created by", in the table of defers at `slot`. */
typedef struct Creator {
    const void *function;
    size_t users;
    int slot;
} Creator;

struct Goroutine {
    Co *top;
    int created_line;   /* of the go statement */
    uint32_t ticks;     /* of the preemption clock that have met it running */
    uint32_t deferred;  /* calls that it has made since it was killed */
    Creator *creator;   /* the function that it is in */
    char *ancestors;    /* the text of their traces (ancestors.c); NULL: none is kept */
    bool is_main;       /* of an evaluation */
    bool killed;        /* not resumed, unwound when it is picked; nothing recovers (kill.c) */
    bool unwinding;     /* ... that has begun */
    bool rekilled;      /* ... again, in a deferred call */
    bool abandoned;     /* unwound without its deferred calls */
    bool leak_told;     /* the prompt has said that it is leaked */
};

/* Why a Lua thread has yielded. */
typedef enum Yield {
    YIELD_NONE,
    YIELD_PARK,    /* the goroutine waits */
    YIELD_READY,   /* the goroutine stays runnable */
    YIELD_PREEMPT, /* its time is up */
    YIELD_SWITCH,  /* another thread of the goroutine is now on top */
    YIELD_EXIT,    /* runtime.Goexit */
    YIELD_STOP,    /* the world stops: fatal error or os.exit */
} Yield;

/* A table in the registry that keeps values alive for C, which knows them by their places. */
typedef struct Places {
    const void *key;
    int count, free; /* how many places there are, and the first free one; 0: none */
} Places;

/* Tables that a turn of a marked world has made (mark.c). */
enum { FRESH_MAX = 16 };
typedef struct FreshTables {
    uint64_t goroutine;
    uint32_t turn; /* G.switches */
    int count;
    const void *tables[FRESH_MAX];
} FreshTables;

struct World {
    Sched *sched;
    Arena *arena;
    lua_State *L;
    int64_t judged;    /* when to look for a deadlock behind timers again: ns of posix_monotonic, or turns */
    int64_t leaks_judged; /* ... and for leaks, if that takes long, in ns */
    Mailbox *mailbox;
    Tick *tick;
    G *main;           /* of the running evaluation; NULL once it has ended */
    bool evaluating;   /* world_start has begun one, and its end has not been told yet */
    Co *pool;          /* threads to be used again, linked by `below` */
    Co *closed;        /* stands for every coroutine whose stack has been reset */
    size_t pooled;
    Yield yield;
    lua_State *volatile running;
    atomic_int interrupts; /* asked for, and not yet looked at */
    atomic_int quit;       /* a dump that has been asked for (quit.c) */
    uint64_t tick_turn;
    uint64_t collected_in; /* the turn in which an operation without memory had garbage collected */
    WorldEnd end;
    struct Killing *killing; /* world_kill is under way */
    LocksLeft *left;   /* what goroutines have left that were killed, not yet unlocked; on the C heap */
    size_t left_count, left_capacity;
    WorldEnd ending;   /* how the evaluation will have ended once its main goroutine is unwound */
    int64_t making_time; /* while a seeded world is made: what its calls of time() get */
    int exit_code;
    struct { /* the program's own hook, while preemption has its in the place of it in `thread` */
        lua_State *thread;
        lua_Hook function;
        int mask, count;
        bool called; /* the last event was a call */
        bool look;   /* the goroutine is not to be paused: only schedtrace wants to look */
    } hook;
    struct File *output; /* stdout as a file of the program's */
    OutputSink *sink;  /* WorldOptions.output */
    void *sink_arg;
    GLine readers;     /* of stdin, while the prompt reads it */
    bool closing;      /* world_delete has begun */
    bool warnings;     /* are shown: warn("@on") has been called */
    bool warning;      /* the next piece of text goes on with the same one */
    bool exited;       /* os.exit has been called, or SIGQUIT has come */
    bool over;         /* the program has ended, and goroutines go on only to see who is leaked: nothing ends it again */
    bool unclosed;     /* ... and finalizers are not to run */
    Explaining explain; /* whether a deadlock is told with its reason */
    uint32_t traceback, traceback_env; /* how much traces show, and what of it the environment said (traceback.c) */
    bool main_exited;  /* main called Goexit */
    uint64_t collections; /* cycles of the collector */
    bool collector_off;
    bool listening;    /* for signals (signal.c) */
    int ancestors;     /* GODEBUG=tracebackancestors: how many a trace shows */
    bool session, seeded, async_preempt_off;
    bool controlled;   /* WorldOptions.control; such a world is seeded, too */
    bool sandbox;      /* --sandbox */
    const char *outside; /* what has been asked for outside of a world with a Control (outside.c) */
    bool marked, fine; /* WorldOptions */
    bool unmarked;     /* ... but something has been done that no mark shows */
    FreshTables fresh;
    bool mark_passed;    /* ... since the last look whether a goroutine's time is up */
    const G *marks_over; /* its time is up, and the next mark is where it is paused: not behind one, before the access */
    uint32_t marks_over_turn;
    lua_Integer marked_chunks; /* how many chunks there are with marks */
    struct {           /* GODEBUG=schedtrace (schedtrace.c) */
        int64_t period, start, next; /* ns; 0: off, not begun */
        bool detailed;
    } schedtrace;
    int result_count, results_asked;
    Creator *creator;  /* of the last go statement */
    size_t gc_step;    /* goroutines at which the collector's pause is looked at next */
    Places threads; /* of goroutines, which keep nothing else alive */
    Places defers;  /* deferred calls, and other values of goroutines' */
    Places timers;  /* that are active and have a function */
    bool keep_last;
    struct Survey *last;  /* of the moment when the program was ended; on the C heap */
    bool keep_stuck;
    struct Recording *recording; /* that is under way (timeline.h), or NULL */
    struct Survey *stuck; /* of the last evaluation's deadlock; on the C heap */
    TextSink *report;  /* WorldOptions.report, or one that drops it */
    void *report_arg;
    char *error;       /* why the text has been refused; malloc */
    struct Source *sources; /* texts of programs, the newest first (source.c) */
    int64_t wall_base; /* ns since 1970 at the world's time 0 */
    char **args;
    int arg_count;
    const char *called; /* arg[-1] */
};

static inline Co *co_of(lua_State *L) { return *(Co **)lua_getextraspace(L); }
static inline World *world_of(lua_State *L) { return co_of(L)->world; }
static inline Sched *sched_of(lua_State *L) { return co_of(L)->world->sched; }
/* The thread of the goroutine's own function. */
static inline Co *co_base(const Goroutine *gr) {
    Co *co = gr->top;
    while (co && co->below) co = co->below;
    return co;
}
static inline Goroutine *goroutine_of(G *g) { return g_host(g); }

/* The name of the function at `function` by where it stands in the loaded libraries, "table.sort", or
 * NULL. Leaves values on the stack. */
const char *library_name(lua_State *L, int function);
/* The two parts of that name, of which "_G" is the package of a global. Needs no memory; the texts live as long as the
 * library. */
bool library_find(lua_State *L, int function, const char **package, const char **name);
/* What op_end raises for OP_PINNED: the operation would wait where Lua cannot pause. */
int pinned_error(lua_State *L);

/* To be called before each operation of the runtime that may wait: the scheduler, told whether L can be paused here. An
 * error where no goroutine runs: when the scheduler's own state prints a value by its String method. */
static inline Sched *op_begin(lua_State *L) {
    Co *co = co_of(L);
    if (!co->g) pinned_error(L);
    co->g->pinned = co->direct || !lua_isyieldable(L);
    return co->world->sched;
}

/* What a C function that has asked for an operation returns. `done`: called when the operation is over, at once or after
 * a wait, to push its results and return their number; NULL for none. `again`: the C function itself, called once more
 * with the same arguments on its stack if the operation is held back. Errors are raised in Go's words. */
int op_end(lua_State *L, Outcome outcome, lua_CFunction done, lua_CFunction again);

/* An operation on a descriptor, in a C function whose arguments say on which. `attempt` tries the system call, never
 * waiting: it returns POLL_AGAIN if that would block, or else calls poll_end before anything that may raise an error,
 * pushes the results and returns their number. `ended` does the same for OP_POLL_CLOSED and OP_POLL_TIMEOUT, without
 * poll_end. Both see the C function's arguments on the stack, and nothing else. */
typedef struct PollOperation {
    PollSideKind kind;
    Pollable *(*pollable)(lua_State *L);
    int (*attempt)(lua_State *L, Pollable *p);
    int (*ended)(lua_State *L, Outcome outcome);
} PollOperation;

enum {
    POLL_AGAIN = -1,
    POLL_PAUSE = -2, /* in the place of POLL_AGAIN: it could go on, and has taken long */
};

/* What such a C function returns. Only the goroutine waits. */
int poll_operation(lua_State *L, const PollOperation *operation);

/* Raises an error with Go's text, as a runtime error value. */
int op_error(lua_State *L, Outcome outcome);

/* A panic whose value is an error with this text, as the runtime's own are. */
int panic_error(lua_State *L, const char *format, ...);
/* A panic whose value is this text, as the standard library's own are. */
int panic_text(lua_State *L, const char *format, ...);
/* A fatal error: nothing recovers it; the world stops. Does not return when L can be paused. */
int fatal_error(lua_State *L, const char *text);
/* os.exit: ends the program with that code, running pending finalizers if `close`. Does not return when L can be paused; else the process exits, or, with a Control, the world ends. */
int exit_program(lua_State *L, int code, bool close);
/* Ends a world with a Control at once, in that way: nothing of the program's counts any more. Does not return. */
int world_cut(lua_State *L, WorldEnd end, int code);

/* A text under way (text.c). Zeroed, it grows on the C heap, from where its bytes are to be freed, and is cut where there
 * is no memory for more; made by text_out, it goes out in pieces. Adding to it never raises. */
typedef struct Text {
    char *bytes;
    size_t length, capacity;
    TextSink *sink;
    void *arg;
    bool cut; /* there was no memory: nothing more is added */
} Text;
/* A text that goes to `sink` through `buffer`, of `size` bytes; it cannot fail. text_flush sends what is in the buffer. */
Text text_out(TextSink *sink, void *arg, char *buffer, size_t size);
void text_flush(Text *t);
/* A sink that drops what it gets. */
void text_drop(void *arg, const char *bytes, size_t length);
void text_add(Text *t, const char *bytes, size_t length);
void text_add_string(Text *t, const char *string);
/* A text of the program's: a NUL, which would end it, as \x00. */
void text_add_value(Text *t, const char *bytes, size_t length);
/* What is longer than 511 bytes is cut there when there is no memory. */
void text_format(Text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A report: what is said, at the moment it happens, about the end of an evaluation or a goroutine (WorldOptions.report). */
typedef struct Report {
    Text text;
    char buffer[4096];
} Report;
/* The text to write the report to; report_end sends the rest of it. */
Text *report_begin(World *w, Report *r);
void report_end(Report *r);

/* Makes the registry's tables that the host needs. False without memory. */
bool host_tables(lua_State *L);
RunEnd host_resume(void *state, G *g);
void host_tick(void *world);
void host_seeded_hook(lua_State *L, lua_Debug *ar);
/* Begins the clock that pauses goroutines, unless it has begun. */
void world_tick_begin(World *w, bool is_virtual);
/* Something that has been reported ends the evaluation; a background goroutine of a session ends alone. */
void host_end(World *w, G *g, WorldEnd end);
/* Keeps for world_last what there is now, if that is wanted; the first call counts. */
void host_keep_last(World *w);

/* Lets goroutines that can run go on until none can, `*until`, if there is that, is 0, or they have had `time` ns; no clock
 * jumps. In a seeded world turns stand for the time. */
void host_settle(World *w, const size_t *until, int64_t time);

/* ---- Goroutines and threads ---- */

/* A fresh or pooled thread with `below` under it. Raises an error without memory. */
Co *co_new(lua_State *L, CoKind kind);
void co_release(World *w, Co *co);
/* The same for the scheduler: NULL without memory. */
Co *co_new_protected(World *w, CoKind kind);
/* Puts a fresh thread on top of the goroutine whose top is `co`. */
void co_put_above(Co *fresh, Co *co);
/* Gives up the deferred calls that have not run. */
void co_drop_defers(World *w, Co *co);
/* ... but gosh's own. */
void co_drop_others_defers(World *w, Co *co);
/* The function of the goroutine's top thread is over: leaves on top what is to run next, nothing when the goroutine is
 * over (end.c). */
void co_over(World *w, G *g);
/* ... with an error, which is on top of its stack. */
void co_failed(World *w, Co *co);
/* Unwinding begins: the top thread goes no further. */
void exit_begin(World *w, Goroutine *gr);
/* Has the goroutine unwound when it is picked next; if that was done before, without the deferred calls that are left (kill.c). */
void goroutine_kill(World *w, G *g);
/* A goroutine that was killed is over. */
void killed_over(World *w, G *g);
/* Unlocks what goroutines have left that were killed. */
void killed_unlock(World *w);
/* Says that L runs, or no longer does, so that a tick can pause it (preempt.c). */
lua_State *running_begin(World *w, lua_State *L);
void running_end(World *w, lua_State *L, lua_State *before);
/* One goroutine fewer that this function has started. */
void creator_release(World *w, Creator *c);
/* Gives up what is kept for the trace of a panic that has been caught. */
void co_drop_dead(World *w, Co *co);
/* A panic whose value is on top of L is about to be caught on it: closes the threads that it came through, innermost first,
 * and gives them up. An error in a __close takes the panic's place. */
void co_close_dead(lua_State *L);
/* Resets the thread's stack, running its pending __close metamethods, which cannot wait. Not LUA_OK: one of them
 * panicked, and the value is on the stack. A coroutine's `co` may be garbage then. */
int co_close(World *w, Co *co);
/* lua_pcall on the scheduler's own state, of something that may call the program's functions. Ctrl-C ends it. */
int scheduler_call(World *w, int nargs, int results);
/* Pushes what is to keep a frame alive that L calls, if L is in a coroutine: should that be garbage while it is suspended,
 * the frame is. */
void guard_push(lua_State *L);
/* Lets what has been pushed so, on top of L, guard `co`, until that has ended. */
void guard_set(lua_State *L, Co *co);
/* The thread is kept alive by itself again. */
void co_unguard(World *w, Co *co);
/* A thread that nothing but its users keeps alive; pushes it on L. */
Co *co_new_unpooled(lua_State *L, CoKind kind);
/* Puts `co` on top of L's goroutine and lets it run; `kept` values of L's frame stay. `k` goes on when it has ended. */
int co_call(lua_State *L, Co *co, int kept, lua_KFunction k);
/* The usual `k`: the values that came are the results, or the panic that came is raised. `kept` as in co_call. */
int co_continue(lua_State *L, int status, lua_KContext kept);
/* Makes the function at `index`, or the body of one that has `defer`, the function that `co` runs: pushes it on co->L. */
void co_push_function(lua_State *L, Co *co, int index);
/* The coroutine that runs on L's goroutine, or NULL for none. */
Co *co_coroutine(Co *top);
/* Starts a goroutine with the function that has `nargs` arguments above it, all taken from L. `line`: of the go statement
 * in the function that is level 1 of L, 0 if that is not known. */
G *goroutine_start(lua_State *L, int nargs, int line, bool detached);

/* Texts of errors that are raised where nothing protects from another one: Lua has them ready, so that pushing them
 * needs no memory. */
extern const char stack_overflow[], no_memory[];
/* A block of the world's arena; when it is full, what Lua can collect makes room. NULL without memory. */
void *host_alloc(lua_State *L, size_t size);
/* Keeps the value on top of L, popping it. The place, which is not 0. */
int place_keep(lua_State *L, Places *p);
/* Gives up the place, and what is in it. Never fails. */
void place_free(lua_State *L, Places *p, int place);
/* Pushes the value at `ref` of that table on `to`, and frees the place. */
void slot_take(World *w, int ref, lua_State *to);
/* Frees the place, and what is in it. Never fails. */
void slot_free(World *w, int ref);
/* Keeps the value on top of L there, which is not nil, and pops it. */
int slot_keep(lua_State *L);

/* The C function that a function with `defer` is a closure of: upvalue 1 is its body, the rest its zero results. */
int frame_call(lua_State *L);

/* Calls the function at `function_index`, with no arguments, as a frame of its own; when that ends, however it ends,
 * `cleanup` runs as a deferred call, with the value at `upvalue_index` as its upvalue. Returns as co_call does: to be
 * returned from a C function, whose results are then the call's. */
int call_with_cleanup(lua_State *L, int function_index, lua_CFunction cleanup, int upvalue_index);

/* Pushes the value of the panic that is under way in `co`. */
void panic_push_value(Co *co, lua_State *to);
/* The panics that came into `co` and have not been recovered, or were raised again: the threads that hold their values, the
 * oldest first; NULL after the last. */
Co *panic_first(Co *co);
Co *panic_next(const Co *root, Co *holder);
Co *panic_last(Co *co);
/* A deferred call of `owner`, which is panicking, has panicked: keeps it, and what came into it. */
void panic_add(Co *owner, Co *deferred);
/* The threads that are kept in `co`, where a trace begins, and from each the next one outwards, up to `co` itself;
 * `is_deferred`: a panic called it, so that Go's traces show the call of panic below it. */
Co *panic_innermost(Co *co);
Co *panic_outwards(Co *kept, bool *is_deferred);

/* Each lets the goroutine, whose function is over in `co`, ask the next value for its words, and is to be called again
 * when words_take has taken what came of that. False: none is left that can be asked (words.c). */
bool words_ask_panics(World *w, Co *co);
bool words_ask_results(World *w, Co *co);
void words_take(World *w, Co *asking, Co *co);
/* Pushes the words of a result that has been asked, and the value that it is; or false, and nothing. */
bool words_push(lua_State *L, int index);

/* Adds the function on top of L, popping it, to the deferred calls of `co`, with `nargs` arguments above it. */
Deferred *defer_add(lua_State *L, Co *co, int nargs);

/* ---- Output: everything that a program prints goes through here (output.c) ---- */

void output_write(World *w, const char *text, size_t length);
/* Does the text for that descriptor go to the caller of the world? Then it has gone there. */
bool output_sink(World *w, int fd, const char *text, size_t length);
void output_flush(void);
/* The same, unless that would block: then false. */
bool output_flush_ready(World *w);
/* Can output_write be called now without stopping the world? If not, output_wait is to be called for the text on top
 * of L, and what it returns is the C function's to return: nothing or, `counted`, the number of bytes and nil. */
bool output_takes(lua_State *L, const char *text, size_t length);
/* Announces output as an operation in a world with a Control, as sched_point does. */
Outcome output_point(lua_State *L);
int output_wait(lua_State *L, bool counted);
/* On stderr, after what stdout holds. */
void output_error(World *w, const char *text, size_t length);

/* ---- Loading (load.c) ---- */

enum {
    LOAD_SYNTAX = 0xff,  /* these flags are syntax_compile's */
    LOAD_LOCATED = 0x100 /* errors as "file:line:column: message", else in the form of Lua's load */
};

/* Pushes the function that a text compiles to: LUA_OK, or another status with the message pushed. `env`: the index of the
 * value for its _ENV, or 0. `incomplete`, if not NULL, tells whether more text could mend it. */
int load_text(lua_State *L, const char *text, size_t length, const char *name, unsigned flags, int env,
              bool *incomplete);
/* Is it one of the functions that compile a text, which may name any global variable? */
bool load_is(lua_CFunction f);

enum { CHUNKS_MAX = 4000 };
/* The name of the chunk of that number, as Lua has it ("@file"); NULL for none. */
const char *chunk_name(lua_State *L, int number);

/* A Lua state on the C heap that belongs to no world, without libraries, with room for so many values: those of a world
 * may be moved there and back (lua_xmove), as long as nothing is called that allocates, for a state's collector must not
 * meet the values of another. Its making is no look at any world's clock. The caller closes it, empty. NULL without
 * memory. */
lua_State *shelf_new(int room);

#endif
