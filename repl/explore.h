/* gosh explore: searches the schedules of a program for all that can happen, and reports it. */
#ifndef GOSH_REPL_EXPLORE_H
#define GOSH_REPL_EXPLORE_H

#include "lua/explore.h"
#include "repl/bytes.h"
#include "repl/options.h"

/* Searches the program that the options name, and prints what has been found; gives the exit code. Ctrl-C ends the search,
 * and what has been found until then is printed. */
int explore_program(const Options *options);

/* :explore. `rest` is options, each one word, and then code, which runs as a program of its own. */
struct Session;
void explore_code(struct Session *s, const char *rest);

/* What was searched, for a report. */
typedef struct Explored {
    const Options *options;
    const ExploreOptions *search;
    uint32_t program; /* schedule_program */
    const ExploreResult *result;
} Explored;

/* For people, in lines that fit a terminal of so many columns (explore_report.c). */
void explore_report(const Explored *e, int columns, Bytes *out);
/* For programs: one JSON object (explore_json.c). */
void explore_json(const Explored *e, Bytes *out);

/* How an outcome ends, in a word for programs: "deadlock". */
extern const char *const explore_kinds[];
/* Is it something that must not happen? */
bool explore_fails(const ExploreOutcome *o);
/* Adds the schedule string of an outcome. */
void explore_schedule_add(Bytes *out, const Explored *e, const ExploreOutcome *o);

/* On the terminal behind stderr, one line that is painted anew (explore_progress.c). Nothing where there is none, or output
 * is plain. */
typedef struct ExplorePainting {
    bool on, painted;
    ExplorePart part;      /* that is under way */
    int64_t begun, now;    /* that, and the last progress; ns of posix_monotonic */
} ExplorePainting;

void explore_painting_begin(ExplorePainting *p);
void explore_paint(ExplorePainting *p, const ExploreProgress *progress);
/* Takes the line away again. */
void explore_painting_end(ExplorePainting *p);

#endif
