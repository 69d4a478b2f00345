/* What is told of goroutines: their frames, traces and dumps, the scheduler's trace, and how much of it. */
#ifndef GOSH_TRACE_H
#define GOSH_TRACE_H

#include "lua/host.h"

/* ---- GODEBUG ---- */

/* The number that GODEBUG sets `name` to; 0 if it does not (godebug.c). */
int godebug_number(const char *name);

/* Reads what the environment says (schedtrace.c). */
void schedtrace_set_up(World *w);
/* Is a line due? Also for a signal handler. */
bool schedtrace_due(const World *w);
/* Writes it if it is. To be called where the scheduler's state stands still. */
void schedtrace_look(World *w);
/* When one will be due, on posix_monotonic; INT64_MAX for never, or not by that clock. */
int64_t schedtrace_next(const World *w);

/* ---- SIGQUIT (quit.c) ---- */

/* Between two turns: makes the dump that has been asked for. True if the world has ended by that. */
bool quit_take(World *w);
/* The same in a hook, which is to return then. Does not return where Lua cannot pause and the world has ended. */
void quit_in_hook(lua_State *L);

/* ---- Frames (frames.c) ---- */

enum { FRAMES_VISITED = 100 /* levels of each thread's stack that frames_visit looks at, from the innermost on */ };

/* Is it one of the program's functions that `ar` tells of? Its "S" fields are set. */
bool frame_is_shown(const lua_Debug *ar);
/* The file that it is in, as traces name it. */
const char *frame_file(const lua_Debug *ar);
/* How many levels lua_getstack knows. It counts from the top each time, so a deep stack is not to be walked level by
 * level. */
int frame_levels(lua_State *L);
/* Has the goroutine not run yet? Then its function is at the indexes 1 and 2 of its thread, and arguments follow. */
bool frame_is_new(const Goroutine *gr);
/* Visits the program's frames in the goroutine's stack, innermost first, until `visit` says false. The "Sl" fields of `ar`
 * are set, and two values may be pushed on the thread, to be popped again. */
typedef bool (*FrameVisit)(void *arg, lua_State *thread, lua_Debug *ar);
void frames_visit(const Goroutine *gr, FrameVisit visit, void *arg);
/* Pushes the function that the goroutine was started with on its bottom thread, or that of its go statement; false, and
 * nothing, if that is not known. */
bool frame_push_base(const Goroutine *gr);
bool frame_push_creator(const Goroutine *gr);
/* Go's words for what it does: "running", "runnable", or what it waits for. */
const char *goroutine_state(const G *g);

/* ---- How much a trace shows: GOTRACEBACK (traceback.c) ---- */

enum { TRACEBACK_NONE, TRACEBACK_PROGRAM, TRACEBACK_SYSTEM }; /* or more */

/* Takes over the environment's GOTRACEBACK. */
void traceback_begin(World *w);
/* Reports have no traces from now on. */
void traceback_quiet(World *w);
/* Raises it to a level, one of GOTRACEBACK's words; below that of the environment it does not go. */
void traceback_set(World *w, const char *level);
/* Whether stacks are shown, and gosh's own frames. */
static inline uint32_t traceback_level(const World *w) { return w->traceback >> 2; }
/* Does a panic show all goroutines? */
static inline bool traceback_all(const World *w) { return w->traceback & 2; }

/* ---- Traces (trace.c) ---- */

/* Keeps the names of a chunk's functions (names.c); `add`: beside those of that name that there are, for the entries of
 * a session share one. */
struct Syntax;
void names_keep(lua_State *L, const char *chunk, const struct Syntax *syntax, bool add);

/* Appends Go's trace of a goroutine: header, frames, created by. `leaked`: nothing can ever wake it, and the header says
 * so. */
void trace_goroutine(World *w, Text *t, G *g, bool leaked);
/* The same after an empty line, but nothing of a goroutine that is over. */
void trace_next(World *w, Text *t, G *g);
/* Appends "panic: ..." with what it replaced, and the trace of the goroutine. */
void trace_panic(World *w, Text *t, G *g);
/* The same when a value's own method panicked instead of saying what the panic's value is. */
void trace_wordless(World *w, Text *t, G *g);
/* All goroutines, `first` first if it is not NULL, then by age, each after an empty line. */
void trace_all(World *w, Text *t, G *first);
/* The name of the function that `ar` tells of, if it is known; the text lives as long as the function. Allocates nothing,
 * as the other two do not. */
const char *name_given(lua_State *L, const lua_Debug *ar, bool *has_params);
/* The same, or "main.func" with its line. */
void name_of(lua_State *L, const lua_Debug *ar, char *buffer, size_t size, bool *has_params);
/* Moves the function on top of a thread to the scheduler's own state, where there is room to look at it. False, and it is
 * nowhere, when there is not. Onto a thread a function may be pushed without room: Lua keeps some slots beyond each stack. */
bool function_take(const World *w, lua_State *thread);
/* Writes the name of the function on top of `from`, which it pops, and which is not the program's, to a buffer of
 * TRACE_NAME_SIZE bytes: "sync.(*Mutex).Lock", "time.Sleep", "context.WithCancel.func1", or that of a primitive; NAME_FOREIGN
 * if it has none. */
enum { TRACE_NAME_SIZE = 256 };
#define NAME_FOREIGN "gosh.func"
void name_of_foreign(const World *w, lua_State *from, char *name);
/* Keeps the frames of `failed`, whose stack will be gone, as the inner trace of `co`, if the world has memory for it. */
void trace_keep(Co *co, Co *failed);
void trace_drop(Co *co);
/* Appends a goroutine's frames, and after them who created it, without its parent's number. */
void trace_stack(World *w, Text *t, G *g);

/* Keeps the ancestors of a goroutine that the current one has just started, if they are asked for, and gives them up. */
void ancestors_keep(World *w, G *g);
void ancestors_drop(World *w, Goroutine *gr);
/* The place of the innermost frame of the program's in L, as "file:line"; for messages. */
void trace_where(lua_State *L, char *buffer, size_t size);

#endif
