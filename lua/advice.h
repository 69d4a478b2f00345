/* What to try after a panic or a fatal error: the line of the program's text with a mark under what has failed, and a
 * sentence in the words of who learns. Its law is a deadlock's explanation's: what is not certain is asked, or not said. */
#ifndef GOSH_ADVICE_H
#define GOSH_ADVICE_H

#include "lua/host.h"

/* Appends an empty line, the line of the program, and "try: ...", for the goroutine that has failed with that text. Nothing
 * if nothing is known, or explanations are not wanted. */
void advice_add(World *w, Text *t, G *g, const char *said);

/* Appends what to write for a habit from Go that the text of a panic shows, as a sentence; false if it shows none
 * (habits.c). */
bool habit_add(World *w, Text *t, const char *said);
/* The same for what is missing where something is computed: n * time.Seconds; counts[k] + 1. */
bool habit_missing_add(World *w, Text *t, const char *said);

#endif
