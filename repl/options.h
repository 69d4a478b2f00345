/* How gosh was called. */
#ifndef GOSH_OPTIONS_H
#define GOSH_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "lua/explore.h"
#include "lua/gosh.h"
#include "repl/colour.h"

typedef enum Task {
    TASK_PROMPT, /* no program was named: a session */
    TASK_FILE,   /* `program` is its name */
    TASK_CODE,   /* `program` is its text */
    TASK_STDIN,
    TASK_LESSON, /* no program: `words` say what */
    TASK_HELP,
    TASK_VERSION,
} Task;

/* What gosh is to do with the program: each is a row of the table in subcommand.h. */
typedef enum SubcommandId {
    SUBCOMMAND_RUN, /* also if none is named */
    SUBCOMMAND_TRACE,
    SUBCOMMAND_STEP,
    SUBCOMMAND_EXPLORE,
    SUBCOMMAND_LESSON,
    SUBCOMMAND_COUNT
} SubcommandId;

typedef struct Options {
    Task task;
    SubcommandId subcommand;
    const char *program;
    bool emit; /* the program's Lua is to be printed, not run */
    bool interactive; /* the prompt comes after the program */
    bool plain;       /* no drawing, everything in words: for a screen reader */
    ColourWhen colour;
    bool trace_times; /* the timeline is to be in time, not in steps */
    const char *trace_output; /* the file that it is written to; NULL: it is printed */
    bool leaks; /* leaked goroutines are to be reported at the end */
    const char *picture; /* the file in which it is to be drawn who waits for whom, or NULL */
    const char *dump_json; /* the file for what there is at the end, or NULL */
    const char *schedule; /* that is to be followed, which can be read as one; or NULL */
    bool print_schedule;  /* at the end */
    ExploreOptions explore; /* how to search; world and source are not set */
    bool json; /* what has been found is for programs */
    const char *pack; /* the folder with the lessons; NULL: the course */
    char **words; /* behind `gosh lesson` */
    int word_count;
    WorldOptions world;
} Options;

/* Reads the command line; `argv` is kept, and its entries before the program's arguments are
 * reused. False, after a message on stderr, when it makes no sense. */
bool options_parse(Options *options, int argc, char **argv);

/* What --help says of an option. */
typedef struct OptionHelp {
    const char *name, *value; /* "seed", "N"; "=WHEN" if it is written like that; NULL: it takes none */
    char letter;              /* 0: none */
    const char *doc;
} OptionHelp;

/* The options of a subcommand, in order: `*place` is 0 for the first, and is counted on. False after the last. */
bool options_next(SubcommandId subcommand, size_t *place, OptionHelp *help);

#endif
