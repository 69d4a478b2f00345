/* What the parts of stepping share: who steps, through which world, and how that is shown. */
#ifndef GOSH_STEPPING_H
#define GOSH_STEPPING_H

#include "lua/steps.h"
#include "repl/interrupt.h"
#include "repl/line.h"
#include "repl/schedule.h"
#include "repl/screen.h"
#include "repl/step_words.h"

enum { STEPPING_MOST = 100000 /* steps of one command */ };

typedef struct Stepping {
    Steps *steps;
    World *world;
    Line *line;
    Screen *screen; /* NULL without a terminal */
    Interrupt *interrupt;
    const char *file;
    bool session;
    bool misfit_told;
    struct StepGoal *goal; /* that is to be come to, or NULL */
    ScheduleString string; /* what stands around the choices in the program's schedules */
    StepBefore before; /* of the step that was done last */
    Survey *now;       /* of this moment, or NULL: in a large world it takes long */
    Bytes note;       /* what is to be said below the picture */
    size_t shown;     /* the last step that was, plus 1 */
    int painted;      /* rows that stand above the prompt, and can be painted over; 0: none */
    int columns, rows; /* of the terminal then */
} Stepping;

/* Says it below the next picture. */
void stepping_note(Stepping *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What there is at this moment; NULL without memory. */
const Survey *stepping_survey(Stepping *s);
/* The world is about to be another one. */
void stepping_forget(Stepping *s);

/* A StepsLook: keeps what there is before a step, for who tells of it. */
void stepping_look(void *stepping, G *next);
/* Does a step: as steps_take. */
void stepping_take(Stepping *s, uint32_t alternative, uint32_t ready_case);
/* Can anybody go on? If not, that is noted. */
bool stepping_can(Stepping *s);
/* Does steps as Go would until a goroutine comes to the line, if it is not 0, something has ended, Ctrl-C was pressed, there were
 * so many, or there are no more. */
void stepping_run(Stepping *s, size_t most, int line);

/* What is to come after a command. */
typedef enum Answer {
    ANSWER_SHOW,  /* the picture */
    ANSWER_SAY,   /* something has been printed that stays */
    ANSWER_LEAVE,
    ANSWER_DROP
} Answer;

/* Does what was typed, which ends in a NUL and is changed (step_command.c). */
Answer stepping_command(Stepping *s, char *text);
/* Looks for what can still fail, and makes the way there the plan (step_search.c). */
Answer stepping_search(Stepping *s, const char *rest);

#endif
