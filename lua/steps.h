/* A world that is run step by step, and back. A step is one turn: a goroutine does the operation that it was held before, and
 * goes on to the next one, or to where it waits or ends; or the clock comes to a timer, which fires.
 *
 * The law: between two steps nothing of the world is on a C stack, so a snapshot of its arena is the world. Snapshots are
 * kept for some of the steps, the fewer the more steps there are, and the others are had by doing again what came after one.
 * What the world has done outside of itself, in files or on the network, cannot be taken back. */
#ifndef GOSH_STEPS_H
#define GOSH_STEPS_H

#include "lua/explore.h"

typedef struct Steps Steps;

/* NULL without memory. */
Steps *steps_new(void);
/* To be called before the world goes; it is the world that steps_enter was called for that goes on by itself then. */
void steps_delete(Steps *s);

/* What a world needs that is made for it: control, output and report. */
void steps_prepare(Steps *s, WorldOptions *options);
/* Such a world is there; its program has not been started. */
void steps_attach(Steps *s, World *w);

/* For a world that goes on already, a session's between two evaluations; from then on until steps_leave, what it
 * prints and reports is kept, its time is virtual, and its choices are those of the steps. False without memory. */
bool steps_enter(Steps *s, World *w);
/* It goes on by itself again, from where it is. */
void steps_leave(Steps *s);

/* The program has been started: this is step 0. False without memory for a snapshot. */
bool steps_begin(Steps *s);
/* How many steps there have been. */
size_t steps_count(const Steps *s);

/* From here on STEPS_AS_GO follows this schedule, whose choices are taken over, where the steps before are its beginning. */
void steps_plan(Steps *s, Schedule *plan);
/* How many choices of it are left; 0 also where the steps are not its beginning. */
size_t steps_planned(const Steps *s);

/* What can be done next; as control_alternatives. 0: nothing can, the program is over or stuck. */
uint32_t steps_alternatives(const Steps *s, G **list, uint32_t size);
/* Which of them STEPS_AS_GO is, and who one of them is: NULL: the timer. */
uint32_t steps_default(const Steps *s);
G *steps_who(const Steps *s, uint32_t alternative);

enum { STEPS_AS_GO = UINT16_MAX };

/* Does a step: the alternative of that number, or STEPS_AS_GO; then, of a select with several ready cases, that of that
 * number. There is an alternative. How the program, or the evaluation, has ended, WORLD_RUNNING if it has not. */
WorldEnd steps_take(Steps *s, uint32_t alternative, uint32_t ready_case);

/* Goes back to that step, no later than now. `look` is called before the last step that leads there is done once more, if one
 * does, with the goroutine whose step it is; NULL: the timer's. False, and nothing has happened, when there is no memory for
 * it. */
typedef void StepsLook(void *arg, G *next);
bool steps_return(Steps *s, size_t step, StepsLook *look, void *arg);
/* Goes to where the world was at steps_enter or steps_attach: nothing has been started. False without memory. */
bool steps_undo(Steps *s);

/* WORLD_FATAL where all are asleep, also for an evaluation, which would then be unwound. */
WorldEnd steps_end(const Steps *s);
/* Whether the choice of the plan of that number was none of what could be done; then it is not followed any more. */
bool steps_misfit(const Steps *s, size_t *choice);
/* Of a select with several ready cases that the last step did: the number of the one that was taken; else 0. */
uint32_t steps_case(const Steps *s);
/* How many choices have been made. */
size_t steps_choices(const Steps *s);

/* The choices until now; to be freed. False without memory. */
bool steps_schedule(const Steps *s, Schedule *schedule);

/* Looks for what can come of the world from here: as explore_from. The schedules in the result begin here; steps_join makes one
 * of them the plan. */
WorldEnd steps_explore(Steps *s, ExploreOptions *options, ExploreResult *result, char **error);
/* False without memory. */
bool steps_join(Steps *s, const Schedule *rest);

/* What has been printed, and what has been reported, until now. */
const char *steps_output(const Steps *s, size_t *length);
const char *steps_report(const Steps *s, size_t *length);

#endif
