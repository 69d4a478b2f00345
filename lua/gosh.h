/* gosh's language layer: a Lua state as a world of goroutines. What repl/ needs of it.
 *
 * A World is one Lua state with its scheduler, in one arena. The layer never prints a program's end
 * and never exits: a run ends with a WorldEnd, and what there is to say about it goes to WorldOptions.report. */
#ifndef GOSH_GOSH_H
#define GOSH_GOSH_H

#include <lua.h>

#include "runtime/runtime.h"
#include "runtime/schedule.h"

typedef struct World World;

/* Takes a text in pieces, in order. */
typedef void TextSink(void *arg, const char *bytes, size_t length);

/* Takes a text that goes to that descriptor, in pieces, in order. */
typedef void OutputSink(void *arg, int fd, const char *bytes, size_t length);

/* Whether a deadlock is told with its reason; quiet is GOTRACEBACK=none. */
typedef enum Explaining { EXPLAIN_UNLESS_QUIET, EXPLAIN_ON, EXPLAIN_OFF } Explaining;

typedef struct WorldOptions {
    size_t max_memory; /* bytes; 0 for half of the machine's, in a sandbox no more than 2 GB */
    bool seeded; /* every choice from `seed`, the same bytes in every run; implies virtual time */
    uint64_t seed;
    bool virtual_time;
    /* Makes every choice, in the place of the seed, which still decides addresses, hashes and random numbers; implies virtual
     * time. The caller's, which keeps it as long as the world. */
    Control *control;
    /* Gets what the program writes on stdout (1) and stderr (2), in the place of these. NULL: it goes there. */
    OutputSink *output;
    void *output_arg;
    /* The program tells the scheduler what it reads and writes of what goroutines can share (lua/mark.h); `fine`: each of
     * these is a scheduling point as well. */
    bool marked, fine;
    bool session; /* a prompt: an uncaught panic ends its goroutine only */
    Explaining explain;
    bool sandbox; /* no files, processes, environment, bytecode or modules in C: sandbox.c */
    const char *called; /* how gosh itself was called: Lua's arg[-1]; NULL: "gosh" */
    char **args;  /* os.Args and Lua's arg; args[0] is the program's name */
    int arg_count;
    /* Gets what Go would write on stderr, at the moment it happens: "panic: ..." or "fatal error: ..." with the traces of
     * goroutines, also of a session's goroutines in the background. All in all whole lines. Must not call back into the
     * world. NULL: it is dropped. */
    TextSink *report;
    void *report_arg;
    bool keep_stuck; /* world_stuck is going to be asked */
    bool keep_last;  /* world_last is */
} WorldOptions;

/* Makes a world with all libraries. NULL if there is no memory, or a seeded world's addresses
 * cannot be had. */
World *world_new(const WorldOptions *options);
void world_delete(World *w);
/* In a copy of the process, in which the worlds that there are will not be used again: their addresses are free for others. */
void world_places_free(void);

/* Has everything that the program has run so far in a marked world told of its accesses? If not (it has called
 * debug.setlocal, say, or loaded bytecode), nothing follows from what a turn has touched. Goes back with a snapshot. */
bool world_marks_whole(const World *w);

lua_State *world_lua(World *w);
Sched *world_sched(World *w);
Mailbox *world_mailbox(World *w);

/* How an evaluation, or the program, ended. */
typedef enum WorldEnd {
    WORLD_RUNNING,  /* not yet */
    WORLD_FINISHED, /* main returned, or os.exit: world_exit_code */
    WORLD_PANIC,    /* an uncaught panic */
    WORLD_FATAL,    /* a fatal error, a deadlock among them */
    WORLD_STATIC,   /* found before anything ran */
    WORLD_KILLED,   /* world_interrupt */
} WorldEnd;

/* A program text. `name` is a Lua chunk name ("@file", "=stdin"). */
typedef struct WorldSource {
    const char *text;
    size_t length;
    const char *name;
    int line;     /* of its first line, for messages; 0 counts as 1 */
    bool session; /* a prompt's input: an expression's values are results, declarations stay */
    bool file;    /* ... which is a whole file: its main is called */
} WorldSource;

/* With what the first line of a program begins that was a session's: what it declares outside of blocks is global, and may be
 * declared again, as at a prompt. */
extern const char world_session_mark[];

/* The program in a file's bytes: a byte order mark, and a first line that begins with '#', are for
 * the system (#!/usr/bin/env gosh). That line's end stays, so that lines keep their numbers.
 * Returns where the program begins in `bytes`, and changes `*length` to its length. */
const char *world_text_of_file(const char *bytes, size_t *length);

/* Compiles a text and starts it as the main goroutine of an evaluation; the program's arguments are
 * its "...". WORLD_RUNNING, or WORLD_STATIC with the error to be had by world_error. `incomplete`,
 * if not NULL, is set when more text could complete it. */
WorldEnd world_start(World *w, const WorldSource *source, bool *incomplete);

/* Runs goroutines until the evaluation ends or everything waits. `until` is then when the next
 * timer is due (ns of posix_monotonic, INT64_MAX for never), and the caller is to wait and call
 * again. Between the evaluations of a session the background goroutines run, and it comes back
 * after a few turns even if they never wait (`until` is then now), so that the prompt can look for
 * input; virtual time stands still then. */
WorldEnd world_run(World *w, int64_t *until);

/* One turn of a world with a Control, as that has planned it: a goroutine goes on to its next scheduling point, or to where it
 * waits or ends. If nobody can run any more, that is judged as world_run does. */
WorldEnd world_turn(World *w);

/* Runs to the end, waiting as needed. */
WorldEnd world_run_to_end(World *w);

/* Ends the evaluation by unwinding its main goroutine; deferred calls run, and cannot recover. A
 * second call while it unwinds gives up its deferred calls. Any thread, or a signal handler, may
 * ask. */
void world_interrupt(World *w);

/* SIGQUIT: asks for a report of all goroutines, "SIGQUIT: quit" and Go's dump. `end`: the world has then ended as by a fatal
 * error, and world_exited says so; else it goes on. A second call before the dump is done does nothing. Any thread. */
void world_quit(World *w, bool end);
/* Is the dump still to be begun? Any thread. */
bool world_quit_waits(const World *w);
/* Takes the call back; false when it is too late. Any thread. */
bool world_quit_cancel(World *w);
/* In a copy of the process that has been made while the world ran, and in which nothing else runs: writes the dump to
 * `sink`, in pieces, as well as it can be read. It may crash, or never come to an end. */
void world_quit_frozen(World *w, TextSink *sink, void *arg);

/* Has an evaluation, or the program, been started that has not ended yet? */
bool world_evaluating(const World *w);

/* Has os.exit, or SIGQUIT, ended it? That ends a session too, whichever goroutine called it. */
bool world_exited(const World *w);

/* Is the process to die by SIGABRT after a panic or a fatal error, as GOTRACEBACK=crash says? */
bool world_crashes(const World *w);

/* Exit code of what ended: 0, os.exit's, 1 for an error found before running, 2 otherwise. */
int world_exit_code(const World *w);

/* A survey with objects and holders of the moment when the last evaluation was found to be a deadlock, before it was unwound.
 * NULL when it was none, no goroutine was left, or there is no memory. The world's, until the next evaluation. */
struct Survey;
const struct Survey *world_stuck(const World *w);

/* A survey with everything of the moment when a panic, a fatal error that is no deadlock, SIGQUIT or os.exit ended the program, while
 * who did that was still there. NULL when nothing of that has happened, or there is no memory. The world's. */
const struct Survey *world_last(const World *w);

/* After WORLD_STATIC: the error, as text for stderr. NULL when there is none, or no memory. Owned by the caller: free. */
char *world_error(World *w);

/* After WORLD_FINISHED of a session's evaluation: the number of values it gave, what each looks like (sketch_delete; NULL
 * without memory), and its type (free). */
int world_result_count(const World *w);
struct Sketch *world_result(World *w, int index);
char *world_result_type(World *w, int index);
/* Makes the first of them the value of the global `_`; without any, that stays what it was. */
void world_keep_result(World *w);

/* Lets goroutines that can run go on until all wait, or have had their time; no clock jumps. `over`: after the end, to see
 * who will be leaked: nothing that they do is an end any more, or reported; what they print the caller is to drop. */
void world_settle(World *w, bool over);

/* For a session, between two evaluations under virtual time: lets goroutines that can run go on until all wait, or have had
 * their time. With `jump`, if all wait, the clock comes to the next timer, once, and those go on whom it wakes. Can anybody
 * still run? */
bool world_step(World *w, bool jump);

/* Writes about all leaked goroutines, which nothing can ever wake: the first line begins with their number. How many there
 * are; 0: nothing is written, unless there is not enough memory to look for them. To be called between two runs. */
size_t world_leaks(World *w, TextSink *sink, void *arg);

/* Tells why the goroutine of that number waits, and who could wake it; 0: again why the last evaluation was stuck, for who
 * has asked for world_stuck. False, and nothing told, if there is none. */
bool world_explain(World *w, uint64_t id, TextSink *sink, void *arg);

/* For a session, between two evaluations: writes a line about goroutines that are leaked and have not been told of. */
void world_leaks_notice(World *w, TextSink *sink, void *arg);

/* Whether deadlocks are told with their reasons from now on. */
void world_set_explaining(World *w, Explaining explain);

/* The Lua that a text is turned into, or NULL and the error in world_error. Owned by the
 * caller. */
char *world_emit(World *w, const WorldSource *source);

#endif
