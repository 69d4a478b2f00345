/* What can be said to gosh itself at the prompt, next to what can be said in the language. */
#ifndef GOSH_COMMAND_H
#define GOSH_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "repl/session.h"

/* Is it a command: a first character that no statement begins with, '?' or ':', except a label's "::"? */
bool command_test(const char *text, size_t length);

/* Obeys it. False: the session is to end. */
bool command_run(Session *s, const char *text, size_t length);

/* The hint for a bare word that people try in order to leave or to get help, or NULL. */
const char *command_hint(const char *text, size_t length);

#endif
