/* Being the scheduler: a program is run step by step, and back, by who chooses each time which goroutine goes on. */
#ifndef GOSH_STEP_H
#define GOSH_STEP_H

#include "lua/steps.h"
#include "repl/options.h"
#include "repl/session.h"

/* gosh step FILE; gives the exit code. */
int step_program(const Options *options);

/* :step CODE: an entry of the session, with its variables and its goroutines. */
void step_entry(Session *s, const char *code);

/* What somebody who steps through a program is to come to. */
typedef struct StepGoal {
    /* Asked wherever the program is over or stuck: is that it? NULL: nothing is to be come to. */
    bool (*reached)(void *arg, World *w, const Steps *steps);
    void *arg;
    bool met;
} StepGoal;

/* Steps through a program in a world of its own, at a prompt whose world waits meanwhile. The world is made as `making` says; the
 * schedule, if it is not NULL, is what n follows. Is the goal met at any moment, that is told, and kept. */
void step_apart(Session *s, const WorldSource *source, WorldOptions making, const char *schedule, StepGoal *goal);

extern const char step_help[], step_commands[];

#endif
