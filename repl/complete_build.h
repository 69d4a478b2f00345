/* How the candidates of a completion come together: what the files of complete.h share. */
#ifndef GOSH_COMPLETE_BUILD_H
#define GOSH_COMPLETE_BUILD_H

#include <stdbool.h>

#include "repl/complete.h"

typedef struct Completer {
    World *w;
    const char *text; /* up to the cursor */
    size_t length;
    size_t start;  /* where the word begins, which ends at the cursor */
    bool any_case; /* letters have no case */
    Completion found;
    size_t room;
} Completer;

/* Does a candidate begin with the word? */
bool completer_wants(const Completer *c, const char *text, size_t length);
/* Adds one, if it does. `doc` may be NULL; both are copied. */
void completer_add(Completer *c, const char *text, size_t length, const char *doc);

/* Sorts what has been found, and looks what is common to it. */
void completion_settle(Completion *c);

/* Finds what can stand in a text of the language of which the part that matters begins at `from`. */
void complete_language(Completer *c, size_t from);

/* Is the text a command? Then finds what its name or its arguments can be. */
bool complete_command(Completer *c);

#endif
