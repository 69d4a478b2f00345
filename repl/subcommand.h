/* What gosh can do with a program besides running it: one table, by which subcommands are found, run and explained. Their
 * options are in the table of option.c. */
#ifndef GOSH_SUBCOMMAND_H
#define GOSH_SUBCOMMAND_H

#include "repl/bytes.h"
#include "repl/options.h"

typedef struct Subcommand {
    const char *name;
    const char *usage; /* how it is called, lines that --help shows first */
    const char *codes; /* what its exit codes mean, the end of --help */
    int (*run)(const Options *options); /* with a program that has been named; gives the exit code */
} Subcommand;

extern const Subcommand subcommands[SUBCOMMAND_COUNT];

/* Adds what --help says of it. */
void subcommand_help(SubcommandId subcommand, Bytes *out);

#endif
