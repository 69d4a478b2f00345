/* Commands for the system's shell. */
#ifndef GOSH_SHELL_H
#define GOSH_SHELL_H

#include "repl/session.h"
#include "runtime/posix.h"

/* Adds a text as one word of a command: in quotes, where it needs them. */
void shell_word_add(Bytes *out, const char *text);

/* Runs a command to its end, which has the terminal meanwhile, with the modes that it was found with, and gets the keys for
 * signals. Goroutines run on; what they print waits until the terminal is ours again, and when that has become much, they stand
 * still. */
ChildEnd shell_run(Session *s, const char *command);

#endif
