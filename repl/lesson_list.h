/* The lessons of a pack, a line each, with how far the learner is. */
#ifndef GOSH_LESSON_LIST_H
#define GOSH_LESSON_LIST_H

#include "repl/pack.h"
#include "repl/progress.h"

/* How many steps that count are done, also after their answer was shown. `done`: NULL if nothing is known. */
size_t lesson_list_done(const Progress *done, const char *name, const Lesson *lesson);

/* Appends "3 of 8 done", "done" or "8 steps", and blanks up to where the next column begins. */
void lesson_list_add_done(const Progress *done, const char *name, const Lesson *lesson, Bytes *out);

/* Appends the lessons below the headings of their groups, in rows of at most so many columns: with what they teach, or
 * `brief`, in a line each, with their titles. One that cannot be read has only its name there, and is told of on stderr. */
void lesson_list_add(const Pack *p, const Progress *done, bool brief, int columns, Bytes *out);

#endif
