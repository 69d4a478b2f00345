/* The session: reads entries, runs them, shows what they give. */
#ifndef GOSH_PROMPT_H
#define GOSH_PROMPT_H

#include "repl/options.h"

/* Runs a session until the one who types leaves, or the input ends; gives the exit code. */
int prompt_run(const Options *options);

#endif
