/* A function that runs in a process of its own: it may take too long, eat memory or crash, and gosh goes on.
 *
 * The process is a copy of this one, with the thread that calls alone in it. It has no terminal, no descriptors and no signal
 * handlers of gosh's, is no part of the terminal's foreground, and dies with all that it has started when the time is over,
 * when somebody wants it ended, and when gosh itself ends, however that happens. */
#ifndef GOSH_APART_H
#define GOSH_APART_H

#include <stdbool.h>
#include <stdint.h>

#include "repl/bytes.h"

typedef enum ApartEnd {
    APART_DONE,
    APART_LATE,    /* the time was over */
    APART_STOPPED, /* ApartOptions.stopped said so */
    APART_DIED,    /* it crashed, or there was not enough memory for it */
    APART_NONE,    /* no process could be started */
} ApartEnd;

typedef struct ApartOptions {
    int64_t time;  /* the most that it may take, ns */
    size_t memory; /* bytes that each of its processes may have besides what gosh has; 0: any number */
    /* Is asked some fifty times a second; true ends it. NULL: nobody wants to end it. */
    bool (*stopped)(void *arg);
    void *stopped_arg;
} ApartOptions;

/* Calls `run` there, waits until it is over, and appends to `out` what it has written to its own; nothing unless APART_DONE. */
ApartEnd apart_run(const ApartOptions *o, void (*run)(void *arg, Bytes *out), void *arg, Bytes *out);

#endif
