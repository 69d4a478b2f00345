/* Grading: what a learner says or does is held against all that can happen, in fresh worlds, in a process of its own
 * (apart.h), so that neither what he has played with nor a program that never ends has a part in it. */
#ifndef GOSH_GRADE_H
#define GOSH_GRADE_H

#include "lua/explore.h"
#include "repl/lesson.h"

/* The most that a grade may take, in ns. */
#define GRADE_TIME INT64_C(1900000000)

typedef struct GradeOptions {
    bool sandbox;
    int processes;    /* as ExploreOptions */
    const char *name; /* of the program in messages: "pool.gosh" */
    const char *path; /* where it is, for who wants to run it; NULL: its name says it */
    int64_t time;     /* the most that it may take, ns; 0: GRADE_TIME */
    /* Is asked while something is graded, some fifty times a second; true ends it. NULL: nobody wants to. */
    bool (*stopped)(void *arg);
    void *stopped_arg;
    bool lesson;      /* the learner is in the lesson, at the prompt, where :step goes through a schedule */
} GradeOptions;

typedef enum Verdict {
    VERDICT_RIGHT,     /* also of a prediction: it is what is always printed */
    VERDICT_POSSIBLE,  /* a prediction: it can be printed, and so can something else */
    VERDICT_WRONG,
    VERDICT_UNDECIDED, /* not everything could be tried within the time, and what was tried does not decide it; or it is not clear
                          what was meant, or it was stopped: it does not count */
} Verdict;

/* A way in which a program can end, as `output` blocks write it: what it prints, and then how it ends if it does not end well. */
typedef struct Possibility {
    char *text;     /* lines; blanks as output_normal makes them */
    char *schedule; /* as `gosh --schedule` takes it */
    bool slow;      /* only if a timer fires early */
    bool fails;     /* the last line of `text` is how it ends */
    bool leaks;     /* goroutines are left that nobody can wake; not in `text` */
    bool bound;     /* it did not come to its end within the turns that it gets */
    uint64_t count; /* schedules */
} Possibility;

typedef struct Possibilities {
    Possibility *list; /* those that are not slow first */
    size_t count, slow_count;
    uint64_t schedules;
    bool complete;      /* nothing else is possible as long as no timer fires early */
    bool slow_complete; /* nothing else is possible at all */
    char *error;        /* the program cannot be run, or not be searched, or GradeOptions.stopped said so: why, lines; NULL */
    double seconds;
} Possibilities;

/* All that the program can print. NULL without memory. */
Possibilities *possibilities_find(const GradeOptions *o, const char *program, size_t length, const LessonWords *words);
void possibilities_delete(Possibilities *p);

/* Appends an output as it is compared: blanks at the ends of lines and blank lines at the end gone, a run of blanks one blank. */
void output_normal(Bytes *out, const char *text, size_t length);

/* What there is to say about a grade. */
typedef struct Grade {
    Verdict verdict;
    Bytes text;     /* lines for the learner, no more than 80 columns */
    char *schedule; /* one that shows it, or NULL */
} Grade;
void grade_free(Grade *g);

/* "1 / 2 / deadlock", as a learner types it; prediction.h says what can stand there. */
Grade grade_prediction(const Possibilities *p, const char *typed);

/* Does a mended program pass the Fix step, with the text of its test, if it has one, at its end? */
Grade grade_fix(const GradeOptions *o, const LessonStep *step, const char *program, size_t length);

/* How a run that somebody has stepped through has ended: steps_end, or what the world told, steps_output and steps_report. */
typedef struct GradeRun {
    WorldEnd end;
    int exit_code;
    bool leaks; /* it has finished, and goroutines wait that nobody can wake */
    const char *output, *report;
    size_t output_length, report_length;
} GradeRun;

/* Has it come to what the Break step asks for? */
bool grade_goal(const LessonStep *step, const GradeRun *run);

/* A schedule of the Break step's program that comes to that, as `gosh --schedule` takes it, the simplest that has been found; the
 * caller's. NULL: none was found, and `why` gets lines that say what was. */
char *goal_schedule(const GradeOptions *o, const LessonStep *step, Bytes *why);

#endif
