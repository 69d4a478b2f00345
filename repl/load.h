/* :load runs a file in the session. */
#ifndef GOSH_REPL_LOAD_H
#define GOSH_REPL_LOAD_H

#include "repl/session.h"

/* `name`: the file's. What it declares outside of blocks stays for the session. */
void load_run(Session *s, const char *name);

#endif
