/* What can be said to gosh itself at the prompt, next to what can be said in the language. */
#ifndef GOSH_COMMAND_H
#define GOSH_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "repl/session.h"

/* Is it a command: a first character that no statement begins with, '?' or ':', except a label's "::"? */
bool command_test(const char *text, size_t length);

enum { COMMAND_HELP_TEXTS = 3 };

/* What the table says about a command. */
typedef struct CommandRow {
    const char *name, *other_name; /* `other_name` "": none */
    const char *arguments;         /* "[FILE]", "EXP", "" */
    const char *doc;               /* one line */
    const char *group;             /* "Look" */
    const char *const *help;       /* COMMAND_HELP_TEXTS texts that say more, or fewer and NULL */
    bool chooses;                  /* its arguments are words that choose goroutines: filter.h */
} CommandRow;

/* The command in that row of the table; false behind the last one. */
bool command_row(size_t index, CommandRow *row);

/* Obeys it. False: the session is to end. */
bool command_run(Session *s, const char *text, size_t length);

/* The hint for a bare word that people try in order to leave or to get help, or NULL. */
const char *command_hint(const char *text, size_t length);

#endif
