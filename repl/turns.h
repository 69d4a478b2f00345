/* How often goroutines run: not since the last picture, which is too short a time for a steady number, but for the last one
 * to two seconds. */
#ifndef GOSH_TURNS_H
#define GOSH_TURNS_H

#include "lua/survey.h"
#include "repl/bytes.h"

/* How often each had run at some time. */
typedef struct TurnsThen {
    int64_t taken; /* ns; 0: nothing has been noted */
    Bytes turns;   /* TurnCounts, by id */
} TurnsThen;

/* All zeros: empty. */
typedef struct Turns {
    TurnsThen past, recent; /* when `recent` is old enough, it takes the place of `past` */
    int64_t now;
} Turns;

/* Notes what a survey says that was taken then. */
void turns_add(Turns *t, const Survey *s, int64_t taken);
void turns_free(Turns *t);

/* How often the goroutine has run since the time that is looked back to, and how many ns ago that was. */
uint32_t turns_of(const Turns *t, const SurveyGoroutine *g);
int64_t turns_within(const Turns *t);

#endif
