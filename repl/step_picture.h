/* What is shown after a step. */
#ifndef GOSH_STEP_PICTURE_H
#define GOSH_STEP_PICTURE_H

#include <stdio.h>

#include "lua/steps.h"
#include "repl/step_words.h"

typedef struct StepFrame {
    World *world;
    const Steps *steps;
    const Survey *now;        /* with SURVEY_OBJECTS, and SURVEY_LEAKS at the end */
    const StepBefore *before; /* of the step that has been done last */
    uint32_t ready_case;      /* that was chosen in it */
    const char *file;         /* of the program, as traces name it */
    bool session;             /* it is code that was typed at the prompt */
    int columns, rows;        /* that it is to take at the most */
} StepFrame;

void step_picture(FILE *out, const StepFrame *f);

/* How the program has ended, as a line without its end; false if it has not, or nothing is said of it. */
bool step_end_words(Bytes *out, const StepFrame *f);

#endif
