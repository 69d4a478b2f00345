/* gosh lesson lint: proves that a pack is right. */
#ifndef GOSH_REPL_LINT_H
#define GOSH_REPL_LINT_H

#include "repl/options.h"

/* Looks at the pack in a folder, or with NULL at the course: at the lessons that are named, or at all. Each mistake is a line on
 * stdout, "FILE:LINE: message", and perhaps some below it; the last line says how many there are. The exit code: EXIT_STATIC if
 * there are any. Whatever a program of the pack does, this ends, and nothing outside is touched. */
int lint_pack(const Options *options, const char *folder, char **names, int count);

#endif
