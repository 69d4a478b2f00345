/* :watch: a table of goroutines and channels that goes on being true until a key is pressed. */
#ifndef GOSH_WATCH_H
#define GOSH_WATCH_H

#include "repl/session.h"

typedef struct Watch Watch;

/* The command; what stands after it says whom to show, and how often. Waits until a key is pressed, and goroutines run
 * meanwhile; without a terminal it shows one picture. */
void watch_run(Session *s, const char *words);

/* While it runs: makes room for output, above the picture. */
void watch_hide(Watch *w);

extern const char watch_help[];

#endif
