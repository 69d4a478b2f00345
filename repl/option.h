/* The options of the command line: one table, by which they are read and explained. */
#ifndef GOSH_OPTION_H
#define GOSH_OPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "repl/options.h"

enum {
    FOR_RUN = 1 << SUBCOMMAND_RUN,
    FOR_TRACE = 1 << SUBCOMMAND_TRACE,
    FOR_EXPLORE = 1 << SUBCOMMAND_EXPLORE,
    FOR_STEP = 1 << SUBCOMMAND_STEP,
    FOR_LESSON = 1 << SUBCOMMAND_LESSON,
    FOR_PROGRAMS = FOR_RUN | FOR_TRACE | FOR_EXPLORE | FOR_STEP,
    FOR_ALL = (1 << SUBCOMMAND_COUNT) - 1,
    BEHIND = 1 << SUBCOMMAND_COUNT, /* it may also stand right behind the program's name */
};

typedef struct OptionRow {
    OptionHelp help;
    const char *needs; /* what has to stand after it, in words; NULL: nothing can */
    unsigned of;       /* the subcommands that take it, a bit for each */
    bool (*take)(Options *options, const char *value); /* gets its value; false after a message */
} OptionRow;

enum { OPTION_ROWS_MAX = 64 };

extern const OptionRow option_rows[];
extern const size_t option_count; /* no more than OPTION_ROWS_MAX */

/* Says on stderr what makes no sense, in a line. Always false. */
bool options_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
