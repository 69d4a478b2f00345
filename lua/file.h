/* Lua's files, as they are here: C's own streams, which C modules find in them as in Lua's; but before a call that might
 * block, what it waits for is waited for by the goroutine alone.
 *
 * A terminal, pipe or socket is asked whether it is ready, and else waited for with the others' descriptors. A call for
 * a file on a disk goes to another thread, unless the bytes are in memory: then C's stream is that thread's (`job`), and
 * whoever wants to use it waits.
 *
 * The law of reading: bytes leave a file only when there are enough for what is read. What has come until then is in
 * `held`, so a goroutine that is interrupted loses nothing, and of two that read the same file each gets whole lines. */
#ifndef GOSH_FILE_H
#define GOSH_FILE_H

#include <stdio.h>

#include "lua/host.h"
#include "runtime/posix.h"

typedef enum FileKind {
    FILE_UNKNOWN,
    FILE_DIRECT, /* never blocks, or may: a null device, a directory, and everything in a seeded world */
    FILE_DISK,
    FILE_POLLED,
} FileKind;

/* A blocking call for another thread: what it needs, and what came of it. */
typedef struct Job Job;
struct Job {
    Work work;
    void (*call)(Job *j); /* sets `failed` and `error` */
    FILE *file;           /* that it works on, or opened; `file_owned`: to be closed if nobody takes it */
    bool file_owned, failed;
    int error;
    char *text, *other; /* copies: a name and a mode, two names, bytes to write, a command; or a file's buffer */
    size_t length;
    Child child;
    ChildPipe pipe;
};

typedef struct File {
    luaL_Stream own;
    luaL_Stream *stream; /* `own`, or that of a module in C whose file this stands beside */
    FileKind kind;
    int fd;
    Job *job;      /* under way on the stream, or over and not looked at */
    int error;     /* of a job that failed, until somebody has been told */
    char *buffer;  /* the stream's, if it is ours; malloc */
    char *held;    /* see above; of the arena */
    size_t held_count, held_capacity;
    size_t scanned; /* so many of them are no line's end */
    bool refused;   /* memory, and garbage has been collected */
    unsigned uses;  /* counts who asked for it: whether a finalizer has used it meanwhile */
    Pollable poll; /* of the stream; when that is closed, of the child */
    Child child;   /* of io.popen */
    bool feeds;    /* the child reads what is written */
} File;

/* What a C function returns that must wait when `outcome` is OP_PARKED, with what it needs on its stack; it goes on in
 * `resume`, which is given G.outcome as the value on top. */
int file_park(lua_State *L, lua_CFunction resume);
/* The outcome that file_park has left on the stack; takes it away. */
Outcome file_resumed(lua_State *L);

/* Is there a goroutine that can be paused? To be called before each operation. */
bool file_begin(lua_State *L);

/* The File of the value at `index`. file_at: which is known to be one; else it, or an error; file_use: and it is open. */
File *file_at(lua_State *L, int index);
File *file_check(lua_State *L, int index);
File *file_use(lua_State *L, int index);
static inline bool file_is_closed(const File *f) { return !f->stream->closef; }
/* Pushes a closed file, to be opened by file_open. */
File *file_new(lua_State *L);
void file_open(File *f, FILE *stream, lua_CFunction closef);
/* What it is, found out when it is first asked for. */
FileKind file_kind(lua_State *L, File *f);
/* OP_DONE: no other thread has the stream. */
Outcome file_settle(lua_State *L, File *f);
/* Gives the call to another thread. Takes over `text`. OP_DONE: it is over, see `error`. */
Outcome file_work(lua_State *L, File *f, void (*call)(Job *j), char *text, size_t length);
/* A C function's results when an operation has failed: nil, text, number. */
int file_failed(lua_State *L, int error);
/* ... because the file was closed meanwhile. */
int file_closed(lua_State *L);
/* Closes it, file at index 1; the file's own closef. */
int file_close(lua_State *L);
/* At once, whatever that does. */
void file_close_now(lua_State *L, File *f);
/* Gives back to the stream what is held, where that is possible. */
void file_unhold(File *f);

/* Jobs that belong to no file: makes one with copies of the texts, and pushes what owns it. NULL texts are none. */
Job *job_new(lua_State *L, void (*call)(Job *j), const char *text, const char *other);
/* Has it done, its owner on top of L; then `done` goes on, with it there. */
int job_do(lua_State *L, Job *j, lua_CFunction done);
Job *job_at(lua_State *L, int index);
void open_jobs(lua_State *L); /* before all others */
/* Runs the command with a pipe or without: a job's call. */
void job_spawn(Job *j);

/* Waits for a child with `p` for its descriptor. OP_DONE: it has ended. */
Outcome child_wait(lua_State *L, Child *c, Pollable *p, bool pausable, ChildEnd *end);
/* A C function's results for that. */
int child_results(lua_State *L, const ChildEnd *end);

/* read.c: file at index 1, formats above, which have been checked. file_lines: as io.lines gives it. */
int file_read(lua_State *L);
/* An error for what is no format, from that index on. */
void file_check_formats(lua_State *L, int first);
int file_lines(lua_State *L);
/* Pushes the function that reads lines of the file at index 1, with formats above it. */
void file_push_lines(lua_State *L, bool close);

/* write.c: file at index 1, texts above. */
int file_write(lua_State *L);
int file_flush(lua_State *L);
/* All that the stream holds is written: OP_DONE, or OP_PARKED. `turn` is kept between. */
Outcome file_drain(lua_State *L, File *f, bool *turn);
/* Makes the file on top of L, which it pops, the one that output_takes and output_wait mean. */
void output_keep(lua_State *L);

#endif
