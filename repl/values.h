/* Values at the prompt, as lines that fit the terminal. */
#ifndef GOSH_VALUES_H
#define GOSH_VALUES_H

#include "lua/gosh.h"
#include "lua/sketch.h"
#include "repl/bytes.h"

/* Prints the values of a session's evaluation, each from a new line on, on stdout, and keeps the first of them as `_`. */
void values_print(World *w);
/* Was nil all that it gave? */
bool values_are_nil(World *w);

/* Prints one on stdout, so that lines have at most so many columns if that can be had, and ends the last of them. */
void value_print(const Sketch *s, int columns);
/* Adds it on one line, without colours. */
void value_add_short(const Sketch *s, Bytes *b);

#endif
