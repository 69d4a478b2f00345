/* Why a program is stuck, in words for who learns: whom each goroutine waits for, why nobody can help, and what to try. A
 * reader of a survey; its law is to say nothing that the survey does not prove. */
#ifndef GOSH_EXPLAIN_H
#define GOSH_EXPLAIN_H

#include "lua/host.h"
#include "lua/survey.h"

/* Is the end of a program to be explained? --explain and GOTRACEBACK=none say. */
bool explain_wanted(const World *w);

/* Appends an empty line, "why: ..." and "try: ...", some lines of at most 80 columns however many goroutines there are. `w`
 * gives the texts of the programs. Changes nothing in the world; without memory it says less, or nothing. */
void explain_add(const World *w, const Survey *s, Text *t);

/* Appends "why: ..." about that goroutine of a world that goes on: what it waits for, and who could wake it. The survey has to say who is leaked. */
void explain_goroutine(const World *w, const Survey *s, int32_t goroutine, Text *t);

#endif
