/* What the parts of the linter share. */
#ifndef GOSH_LINT_BUILD_H
#define GOSH_LINT_BUILD_H

#include "lua/gosh.h"
#include "repl/options.h"
#include "repl/pack.h"

typedef struct Lint {
    const Options *options;
    const Pack *pack;
    World *compiler; /* in which programs are compiled, and nothing runs */
    Bytes file;      /* that is being looked at, as messages name it; ended by a NUL */
    size_t mistakes, lessons, steps;
} Lint;

/* Says what is wrong in a line of the file that is being looked at. */
void lint_complain(Lint *l, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Looks at what a step of the lesson says (lint_step.c). */
void lint_step(Lint *l, const LessonStep *step);

#endif
