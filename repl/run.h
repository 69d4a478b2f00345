/* Running one program, from its start to its end. */
#ifndef GOSH_RUN_H
#define GOSH_RUN_H

#include "repl/options.h"

/* Runs the program that the options name, or prints its Lua; gives the exit code. */
int run_program(const Options *options);

#endif
