/* :reset begins the session anew. */
#ifndef GOSH_REPL_RESET_H
#define GOSH_REPL_RESET_H

#include "repl/session.h"

/* Says what is gone. False: there is no memory for another world, and the session has to end. */
bool reset_run(Session *s);

#endif
