/* :vars and :type: what the session has declared. */
#ifndef GOSH_REPL_VARS_H
#define GOSH_REPL_VARS_H

#include "repl/session.h"

/* A table of the session's variables; of those only that have all the words in their names or types. */
void vars_show(Session *s, const char *words);

/* Runs the text, and shows the types of the values that it gives. */
void vars_type(Session *s, const char *text);

#endif
