/* :tip, one thing that is worth knowing about what has just happened. */
#ifndef GOSH_TIP_H
#define GOSH_TIP_H

#include "repl/bytes.h"
#include "repl/session.h"

/* Says the first tip that has not been said yet; when there is none, a general one that fits the session. */
void tip_say(Session *s);

#endif
