/* gosh lesson: what can be done with lessons. */
#ifndef GOSH_LESSONS_H
#define GOSH_LESSONS_H

#include <stdbool.h>

#include "repl/options.h"

/* Does what the words behind `gosh lesson` say; gives the exit code. */
int lessons_run(const Options *options);

/* Is that a word of its own behind `gosh lesson`, which no lesson can be called? */
bool lessons_reserve(const char *name);

#endif
