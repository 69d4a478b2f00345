/* The search over all schedules of a program: which outcomes are possible, and a schedule for each. */
#ifndef GOSH_EXPLORE_H
#define GOSH_EXPLORE_H

#include "lua/gosh.h"

/* How a run under one schedule has ended. All but the first two are failures. */
typedef enum OutcomeKind {
    OUTCOME_FINISHED, /* main returned, or os.exit(0) */
    OUTCOME_BOUND,    /* the run was longer than ExploreOptions.turns: nothing is known of its end */
    OUTCOME_LEAK,     /* finished, but goroutines wait that nothing can ever wake */
    OUTCOME_EXIT,     /* os.exit with another code */
    OUTCOME_PANIC,
    OUTCOME_DEADLOCK,
    OUTCOME_FATAL,    /* another fatal error */
    OUTCOME_OUTSIDE,  /* it asked for something outside of its world, which a search cannot repeat */
} OutcomeKind;

/* The parts of a search, in their order. */
typedef enum ExplorePart {
    EXPLORE_ALL,    /* each schedule, with timers that fire when nobody can run */
    EXPLORE_SLOW,   /* with timers that may fire early */
    EXPLORE_RANDOM,
    EXPLORE_SHORTEN /* simpler schedules for what has been found */
} ExplorePart;

static inline bool outcome_is_failure(OutcomeKind kind) { return kind > OUTCOME_BOUND; }

/* One of the things that can happen. Two runs have the same outcome if kind, text and output are the same. */
typedef struct ExploreOutcome {
    OutcomeKind kind;
    char *text;        /* what there is to say about a failure: "panic: ...", "fatal error: ...", who waits or leaks where, a line
                          each; whole lines, without numbers of goroutines. "" for none. malloc */
    char *output;      /* what the program has printed on stdout and stderr; malloc */
    size_t output_length;
    ExplorePart part;   /* of the search, that found it first */
    uint64_t count, of; /* schedules with this outcome in that, of so many */
    bool slow;         /* it needs a timer that fires although goroutines could run */
    Schedule schedule; /* one with as few deviations from Go's order as have been found */
} ExploreOutcome;

typedef struct ExploreProgress {
    ExplorePart now;
    uint64_t schedules; /* of this part until now */
    double part;        /* of it that is done, or of what it may do, 0 to 1, estimated */
    size_t outcomes, failures;
} ExploreProgress;

enum { EXPLORE_LIMIT = 1000000, EXPLORE_RUNS = 10000, EXPLORE_TURNS = 10000, EXPLORE_PROCESSES_MAX = 64 };

typedef struct ExploreOptions {
    WorldOptions world;  /* whose seed decides what is no choice; control, output and report are the search's */
    WorldSource source;
    bool every_schedule; /* also those that come to the same as another one */
    bool fine;           /* reads and writes of shared variables are scheduling points, too */
    bool no_timers;      /* timers fire only when nobody can run */
    int bound;           /* the most preemptions of a schedule; negative: any number */
    uint64_t limit;      /* schedules after which an exhaustive search is given up; 0: EXPLORE_LIMIT */
    uint64_t runs;       /* random schedules after that, half of them PCT's; 0: EXPLORE_RUNS */
    bool random;         /* do not begin with an exhaustive search */
    uint32_t turns;      /* the most that a run may take; 0: EXPLORE_TURNS */
    int processes;       /* no more than EXPLORE_PROCESSES_MAX; 0: one for each core */
    int64_t time;        /* ns after which the search is ended; simpler schedules get an eighth of it more. 0: any */
    /* Is called a few times a second; false ends the search. NULL: nobody wants to know. */
    bool (*progress)(void *arg, const ExploreProgress *progress);
    void *progress_arg;
} ExploreOptions;

typedef struct ExploreResult {
    ExploreOutcome *outcomes; /* those that do not fail first, then by kind; in each the commonest first */
    size_t count;
    uint64_t schedules;  /* explored exhaustively, with timers that fire when nobody can run */
    bool complete;       /* that came to its end: within the bounds no other outcome is possible unless the machine is slow */
    bool timers;         /* the program has timers */
    uint64_t slow_schedules; /* explored exhaustively, with timers that may fire early; those of `schedules` are among them */
    bool slow_complete;  /* that came to its end, too: no other outcome is possible at all */
    bool reduced;        /* schedules that come to the same have been left out */
    bool cut;            /* some runs were longer than the bound on turns */
    bool stopped;        /* progress said so, or the time was over */
    bool broken;         /* a process died, or there was not enough memory: what is here has been found all the same */
    uint64_t runs;       /* random ones */
    uint64_t turns;      /* all in all */
    uint32_t longest;    /* of one run */
    int processes;
    double seconds;
} ExploreResult;

/* Does such a search leave out schedules that come to the same? */
static inline bool explore_reduces(const ExploreOptions *o) { return !o->every_schedule && o->bound < 0; }

/* WORLD_FINISHED, with a result that explore_free takes back; WORLD_STATIC with the error, to be freed, in `*error`: the
 * program cannot be run at all. WORLD_FATAL, `*error` as well: there is no memory, or no address for its world. */
WorldEnd explore(const ExploreOptions *options, ExploreResult *result, char **error);
/* The same from where a world stands, between two turns, that has a Control, which is `world.control` of the options; it
 * stays as it is. `source` and the rest of `world` are not looked at. */
WorldEnd explore_from(World *w, const ExploreOptions *options, ExploreResult *result, char **error);
void explore_free(ExploreResult *result);

/* What a program's schedules are valid for: its text, its arguments, the seed, whether it is a fine search's, and the version
 * of gosh. Never 0. */
uint32_t schedule_program(const WorldSource *source, const WorldOptions *world, bool fine);

#endif
