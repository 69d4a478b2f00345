/* :source: the text of a function. */
#ifndef GOSH_REPL_SOURCE_H
#define GOSH_REPL_SOURCE_H

#include "repl/session.h"

/* Shows the text of the function of that name, of the one that the goroutine of that number was started with, of a package that
 * is written in gosh, or of a file that has been loaded. Of what is written in C it tells where to read how it works. */
void source_show(Session *s, const char *name);

#endif
