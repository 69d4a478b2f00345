/* What there is to say to who learns about what has just happened in a session: the last deadlock, goroutines that are
 * leaked or wait for somebody, and what the entries do that is seldom meant. Nothing is watched for that while the program
 * runs: it is found out when it is asked for, from what is there anyway, the world and the texts of the entries. Its law:
 * a tip that may not be true says so, and one that is likely not to be is not given. */
#ifndef GOSH_TIPS_H
#define GOSH_TIPS_H

#include <stdbool.h>
#include <stddef.h>

#include "lua/gosh.h"

typedef struct Tips {
    char **texts; /* sentences, the most useful first */
    size_t count;
} Tips;

/* Finds them. To be called between two evaluations of a session, after world_settle. The caller owns it; it is empty
 * without memory. Changes nothing in the world. */
Tips tips_take(World *w);
void tips_free(Tips *tips);

/* Does a text of the session have that word in it? */
bool tips_mentions(const World *w, const char *word);

/* Appends the sentences to `sink` as a paragraph of lines that fit 80 columns. */
void tips_write(const char *text, TextSink *sink, void *arg);

#endif
