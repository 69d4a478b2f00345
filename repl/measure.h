/* :time: how long something takes. */
#ifndef GOSH_MEASURE_H
#define GOSH_MEASURE_H

#include "repl/session.h"

/* Runs the text, shows what it gives, and then what it took. */
void measure_show(Session *s, const char *text);

#endif
