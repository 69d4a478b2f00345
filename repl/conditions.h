/* What a Do step asks for: conditions, a line each, that are held against the world in which a learner types.
 *
 * The law: the world does not notice. They are evaluated in a copy of the process (apart.h), in which no other goroutine has a
 * turn; what fails, panics, waits or never ends there does not hold, and is gone with the copy. */
#ifndef GOSH_CONDITIONS_H
#define GOSH_CONDITIONS_H

#include "lua/gosh.h"
#include "repl/grade.h"
#include "repl/lesson.h"

/* What they see besides the world. */
typedef struct ConditionFacts {
    Bytes printed, told; /* in this step: by programs, by gosh */
    Bytes commands;      /* used in this step: " :ps :dump" */
} ConditionFacts;
void condition_facts_free(ConditionFacts *facts);

/* Do all conditions of the step hold, between two entries? If not, `missing` gets what the first one that does not means, as it
 * stands behind the `--`. Goroutines that have just been started may have to come to where they wait before (world_settle). */
bool conditions_hold(World *w, const LessonStep *step, const ConditionFacts *facts, Bytes *missing);

/* Proves a Do step: before anything has been typed not all of its conditions hold, and they do when its answer has been typed, in
 * a world with virtual time, whose commands only count as used, but for `:time` and `:trace`, which let their entry run, and
 * `:kill`. Complains of what is wrong. */
void conditions_prove(const GradeOptions *o, const LessonStep *step, LessonComplaint *complain, void *arg);

#endif
