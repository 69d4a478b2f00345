/* Being the scheduler: a program is run step by step, and back, by who chooses each time which goroutine goes on. */
#ifndef GOSH_STEP_H
#define GOSH_STEP_H

#include "repl/options.h"
#include "repl/session.h"

/* gosh step FILE; gives the exit code. */
int step_program(const Options *options);

/* :step CODE: an entry of the session, with its variables and its goroutines. */
void step_entry(Session *s, const char *code);

extern const char step_help[], step_commands[];

#endif
