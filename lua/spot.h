/* Where in its line the operation stands that has failed: Lua tells the line alone. */
#ifndef GOSH_SPOT_H
#define GOSH_SPOT_H

#include "lua/tokens.h"

typedef struct Spot {
    int begin, end; /* the operation's tokens */
    int at;         /* the one that it is about most */
} Spot;

enum { NAMED_SIZE = 64 };

/* What an error of Lua's names at its end: (local 'x'), (field 'name'). */
typedef struct Named {
    char kind[12]; /* local, global, upvalue, field, method, constant */
    char name[NAMED_SIZE];
} Named;

/* False if it names nothing, or with too long a name. */
bool spot_named(const char *error, Named *named);

/* Finds the operation that the error, the text of a panic without its place, is about. False if the line leaves a doubt:
 * a mark at the wrong place is worse than none. */
bool spot_find(const Tokens *line, const char *error, Spot *spot);

#endif
