/* Questions to a session's world: does an expression hold? */
#ifndef GOSH_CONDITION_H
#define GOSH_CONDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lua/gosh.h"

/* Gives a global variable a value; without memory it is left as it is. */
void world_set_text(World *w, const char *name, const char *text, size_t length);
void world_set_number(World *w, const char *name, int64_t number);

/* How many goroutines there are between two entries, and how many of them wait. */
typedef struct WorldCounts {
    size_t goroutines, waiting;
} WorldCounts;
WorldCounts world_counts(const World *w);

typedef enum ConditionEnd {
    CONDITION_HOLDS,
    CONDITION_FAILS,   /* its first value is false, nil or not there */
    CONDITION_REFUSED, /* it is no entry: world_error says why */
    CONDITION_PANICS,  /* or ends in another way */
    CONDITION_WAITS,   /* for somebody else to go on */
} ConditionEnd;

/* Evaluates the text of an entry, in a copy of the process that is given up after that (repl/apart.h), between two entries: its
 * goroutine alone has turns, nothing is printed or reported, and the world is not what it was. It may never come back. */
ConditionEnd world_condition(World *w, const char *text, size_t length);

#endif
