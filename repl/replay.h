/* A run that follows a schedule (--schedule), and the schedule of a run (--print-schedule). What does not fit is told on
 * stderr, where it happens; from there on the run is in Go's own order. */
#ifndef GOSH_REPLAY_H
#define GOSH_REPLAY_H

#include "repl/options.h"
#include "repl/schedule.h"

typedef struct Replay {
    ScheduleString string;  /* what is followed; of a run under --seed, what it would be */
    World *world;
    Control control;        /* used if choices are followed */
    size_t length;          /* of them all */
    bool follows;           /* a schedule has been given */
    bool strange;           /* ... for another program */
    bool prints;            /* its own is to be told */
    bool ended;             /* the program has run, and come to its end */
} Replay;

/* Makes `world`, with which one is going to be made, follow what the options say; both stay the caller's. `source` is the
 * program. */
void replay_begin(Replay *r, const Options *options, const WorldSource *source, WorldOptions *world);
/* The program begins to run. Says so if the schedule is another one's. */
void replay_start(Replay *r, World *world);
/* The program has ended, and its exit code is to be `code`: gives that, or EXIT_USAGE if the schedule did not fit. */
int replay_end(Replay *r, int code);
/* Prints the run's schedule on stderr, if that is wanted. */
void replay_print(Replay *r);
/* Frees what there is; not before the world is gone. */
void replay_drop(Replay *r);

#endif
