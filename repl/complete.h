/* What could stand where the cursor is. */
#ifndef GOSH_COMPLETE_H
#define GOSH_COMPLETE_H

#include <stddef.h>

#include "lua/gosh.h"

typedef struct Candidate {
    char *text;  /* takes the place of what stands from Completion.start to the cursor */
    char *usage; /* how it is written, beginning with the text: "After(d Duration) <-chan Time"; NULL: just so */
    char *doc;   /* one line: what it does or is; or NULL */
} Candidate;

enum { COMPLETION_MAX = 500 /* candidates that are given */ };

typedef struct Completion {
    size_t start; /* where the word begins */
    size_t count;
    size_t more;   /* how many there are beyond these */
    size_t common; /* how many bytes all of them, also those, begin with; they may differ from the word in case */
    Candidate *candidates; /* sorted; none twice */
} Completion;

/* Finds the candidates: after a ':' at the beginning commands, and what their arguments can be; else globals, packages,
 * words of the language, fields and methods, and the names in the text itself. Where none begins with the word, those that
 * would if letters had no case. Runs nothing of the program and changes nothing in the world; to be called between two of
 * its turns. The caller frees the result. */
Completion complete(World *w, const char *text, size_t length, size_t cursor);
void completion_free(Completion *c);

#endif
