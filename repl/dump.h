/* :dump: stacks of goroutines, those that are alike told once. */
#ifndef GOSH_REPL_DUMP_H
#define GOSH_REPL_DUMP_H

#include "lua/gosh.h"

/* What stands after the command says whose (filter.h). */
void dump_print(World *w, const char *rest, size_t length);

#endif
