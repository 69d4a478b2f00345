/* :help: what to type first, the commands, and topics. */
#ifndef GOSH_HELP_H
#define GOSH_HELP_H

#include "repl/session.h"

/* Prints the first page for "", or what there is about a command, a topic, "commands", a name of the reference, or a word of the
 * glossary. */
void help_show(Session *s, const char *word);

#endif
