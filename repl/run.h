/* Running one program, from its start to its end. */
#ifndef GOSH_RUN_H
#define GOSH_RUN_H

#include "repl/bytes.h"
#include "repl/options.h"

/* The program that the options name, to be run. */
typedef struct Program {
    WorldSource source;
    Bytes text, name; /* what `source` refers to */
} Program;

/* False, after a message on stderr, when it cannot be read. To be freed in any case. */
bool program_read(const Options *options, Program *p);
void program_free(Program *p);

/* Runs the program that the options name, or prints its Lua; gives the exit code. */
int run_program(const Options *options);

#endif
