/* gosh lesson: what can be done with lessons. */
#ifndef GOSH_LESSONS_H
#define GOSH_LESSONS_H

#include "repl/options.h"

/* Does what the words behind `gosh lesson` say; gives the exit code. */
int lessons_run(const Options *options);

#endif
