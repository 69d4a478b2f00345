/* :kill ends goroutines, and says what came of it. */
#ifndef GOSH_REPL_KILL_H
#define GOSH_REPL_KILL_H

#include "repl/session.h"

/* `words` choose goroutines, as after :ps. */
void kill_run(Session *s, const char *words);

#endif
