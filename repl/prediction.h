/* Outputs as predictions have them: lines, and how the program ends; what a learner types, and what there is. */
#ifndef GOSH_PREDICTION_H
#define GOSH_PREDICTION_H

#include "repl/grade.h"

typedef enum EndingKind { ENDING_WELL, ENDING_DEADLOCK, ENDING_PANIC, ENDING_FATAL, ENDING_EXIT } EndingKind;

typedef struct Ending {
    EndingKind kind;
    const char *text; /* what stands behind "panic: ", "fatal error: " or "exit status "; "": any */
} Ending;

typedef struct Prediction {
    const char **lines;
    size_t count; /* of them, without the one that says how it ends */
    Ending ending;
    char *bytes; /* theirs */
} Prediction;

/* Reads what a learner has typed: "1 / 2 / deadlock". A slash parts lines wherever it stands, or if a program has one in its
 * lines, between blanks. `deadlock`, `panic` and `nothing`, in whatever words, are not what is printed, unless a program prints just
 * that; and quotes and commas that no line of the program's has do not count. */
Prediction prediction_read(const Possibilities *p, const char *typed);
Prediction prediction_of(const Possibility *possible);
/* The lines of a text in the normal form (output_normal), without blanks at their beginning. Takes `text` over. */
Prediction prediction_lines(Bytes *text);
void prediction_free(Prediction *p);

/* Does a line say how a program ends? Its text is then the line's. */
bool ending_read(const char *line, Ending *ending);
/* Does what has been typed mean such an end? */
bool ending_fits(const Ending *typed, const Ending *possible);
bool prediction_fits(const Prediction *typed, const Prediction *possible);

/* Adds why what was typed is none of the outputs, `count` of them: half a sentence, "`2` is never printed". All of it follows from
 * what these are. */
void prediction_because(Bytes *out, const Prediction *typed, const Prediction *possible, size_t count);

#endif
