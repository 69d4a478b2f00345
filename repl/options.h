/* How gosh was called. */
#ifndef GOSH_OPTIONS_H
#define GOSH_OPTIONS_H

#include <stdbool.h>

#include "lua/gosh.h"
#include "repl/colour.h"

typedef enum Task {
    TASK_PROMPT, /* no program was named: a session */
    TASK_FILE,   /* `program` is its name */
    TASK_CODE,   /* `program` is its text */
    TASK_STDIN,
    TASK_HELP,
    TASK_VERSION,
} Task;

typedef struct Options {
    Task task;
    const char *program;
    bool emit; /* the program's Lua is to be printed, not run */
    bool interactive; /* the prompt comes after the program */
    bool plain;       /* no drawing, everything in words: for a screen reader */
    ColourWhen colour;
    bool leaks; /* leaked goroutines are to be reported at the end */
    const char *picture; /* the file in which it is to be drawn who waits for whom, or NULL */
    const char *dump_json; /* the file for what there is at the end, or NULL */
    WorldOptions world;
} Options;

/* Reads the command line; `argv` is kept, and its entries before the program's arguments are
 * reused. False, after a message on stderr, when it makes no sense. */
bool options_parse(Options *options, int argc, char **argv);

extern const char options_help[];

#endif
