/* A session: the world that a prompt's entries run in, and what is known about it. Commands get it, and may change it. */
#ifndef GOSH_SESSION_H
#define GOSH_SESSION_H

#include <sys/types.h>

#include "lua/gosh.h"
#include "lua/syntax/balance.h"
#include "repl/bytes.h"
#include "repl/colour.h"
#include "repl/interrupt.h"
#include "repl/line.h"
#include "repl/options.h"
#include "repl/record.h"
#include "repl/screen.h"

/* What an entry that has been read is. */
typedef enum EntryKind {
    ENTRY_UNFINISHED,
    ENTRY_STARTED, /* in the world */
    ENTRY_SEVERAL, /* none by itself, but several, one after the other */
    ENTRY_REFUSED, /* with the error that the world has */
    ENTRY_COMMAND,
    ENTRY_NOTHING,
    ENTRY_LEAVE
} EntryKind;

/* A file, whatever it is called. */
typedef struct SessionFile {
    dev_t device;
    ino_t inode;
} SessionFile;

typedef struct Session {
    World *world;
    const Options *options;
    WorldOptions making; /* how a world is made: by :reset, the next one */
    Line *line;
    Screen *screen; /* NULL without a terminal */
    Interrupt *interrupt;
    struct Timeline *timeline; /* of what :trace has run last, or NULL */
    struct Watch *watch; /* that is being shown, or NULL */
    Bytes entry;     /* what is being read, or was read last */
    EntryKind kind;  /* of the entry, as far as is known */
    size_t tried;    /* how much of it was compiled last */
    Balance balance; /* of a long one */
    int lines;       /* read before this entry: its place in the session */
    bool evaluating; /* session_evaluate is under way */
    Bytes told;      /* the tips that have been said (tip.c) */
    int failed;      /* the exit code of the last entry that failed */
    ColourWhen colour;
    bool quiet_leaks; /* no notice of leaked goroutines */
    Record record;
    SessionFile saved; /* what :save has written last */
    struct Walker *walker; /* a learner in a lesson, or NULL (walker.h) */
    bool program;    /* what runs is a whole program: when its main goroutine ends, so do the others */
    bool crashed;    /* it has ended by a panic, or by something fatal */
    bool muted;      /* what a lesson's world prints or reports is of nobody's interest any more */
} Session;

/* A world that the session can be in, with what has been entered there. */
typedef struct SessionWorld {
    World *world;
    WorldOptions making;
    Record record;
    int lines;
} SessionWorld;

/* The session goes on in the other world, which gets what was the session's in return. */
void session_swap(Session *s, SessionWorld *other);

/* Deletes a world that the session is not in. */
void session_world_free(SessionWorld *w);

/* Compiles `rest`, the end of what stands behind a command, as an entry that begins in the line read last, runs it to its end,
 * and shows what it came to as if it had been typed; but what it gave, if it has finished, is left to `show`, unless that is
 * NULL. */
typedef void SessionShow(Session *s, void *arg);
void session_evaluate_text(Session *s, const char *rest, SessionShow *show, void *arg);

/* Only compiles and starts it: as world_start. */
WorldEnd session_start_text(Session *s, const char *rest);

/* Shows what an entry came to. `exit` and its like get a hint, but only where they mean nothing else. */
void session_show(Session *s, WorldEnd end);

/* Runs the entry that has been started in its world (world_start), and shows what it came to. Does not record it. */
WorldEnd session_evaluate(Session *s);

/* Runs a text as an entry, and records it: what a file of that name has, or NULL for one that was written in an editor. True
 * if it ran to its end. */
bool session_run(Session *s, const char *text, size_t length, const char *file);

/* The same for what has its place: a file if its name begins with '@'. */
bool session_run_source(Session *s, const WorldSource *source);

/* The same for a whole program: when its main goroutine ends, or any of them panics, it is over, as it would be without a
 * session. Whoever could still go on then ends without a word; who waits for others stays, and can be looked at. */
bool session_run_program(Session *s, const WorldSource *source);

/* Ends the world where it is, as os.Exit does, and makes a new one; nothing is declared, and lines begin anew. False, after a
 * message, when there is no memory for one: then there is none, and the session has to end. */
bool session_reset(Session *s);

/* Lets goroutines come to where they wait, and tells of those that are leaked. */
void session_notice(Session *s);

/* A WorldOptions.report, for a Session. */
void session_report(void *session, const char *bytes, size_t length);

#endif
