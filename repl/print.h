/* What gosh itself prints about a world: values, errors, notices. Everything on stdout that came
 * before is flushed first, so that the order on a terminal is the order of events. */
#ifndef GOSH_PRINT_H
#define GOSH_PRINT_H

#include "lua/gosh.h"

/* The values of a session's evaluation, one a line, on stdout. */
void print_results(World *w);

/* What there is to say about how it ended, on stderr; often nothing. */
void print_report(World *w);

/* What background goroutines came to, on stderr; most often nothing. */
void print_notices(World *w);

/* Flushes stdout. False, after a message, when what was printed could not be written. */
bool print_finish(void);

#endif
