/* The picture of who waits for whom, on the terminal or in a file. */
#ifndef GOSH_PICTURE_H
#define GOSH_PICTURE_H

#include <stdbool.h>

#include "lua/graph.h"

/* Can a picture have that name? One that ends in .svg or .dot, or "-", which stands for text on stderr. */
bool picture_name_ok(const char *name);

/* Draws the deadlock that the last evaluation was, or does nothing if it was none; `moment` says if that was a whole program
 * or a prompt's entry. Whatever is drawn in a file is announced
 * on stderr, and the file stays as it was until the new one is whole; waits for graphviz, but not for long. False, after a
 * message, when it could not be written. */
bool picture_deadlock(World *w, GraphMoment moment, const char *name);

/* The same for leaked goroutines; nothing when there are none. */
bool picture_leaks(World *w, const char *name);

/* At a prompt: the deadlock that the last entry was, if so, and what is now. Without a name as text on stdout, both; with a
 * name the first of them. */
bool picture_now(World *w, const char *name);

#endif
