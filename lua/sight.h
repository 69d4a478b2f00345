/* The names that a place in the program can see: locals, what a function has of those around it, globals, and fields of what
 * they are. Looking at them changes nothing: no text is made, no metamethod called. */
#ifndef GOSH_SIGHT_H
#define GOSH_SIGHT_H

#include "lua/host.h"
#include "lua/nearest.h"

typedef struct Sight {
    World *world;
    lua_State *thread; /* NULL: only globals are known */
    lua_Debug frame;   /* on that thread; its "u" fields are set */
} Sight;

/* Offers all names in sight. */
void sight_offer(const Sight *s, Nearest *n);
/* Pushes on the scheduler's own state what "a.b.c" stands for. False, and nothing pushed, if nothing does. */
bool sight_push(const Sight *s, const char *path, size_t length);
/* Offers the fields of the value on top of the scheduler's state; of an object of a package, its methods. */
void sight_offer_fields(const Sight *s, Nearest *n);
/* The number of the local of that name in the frame, from 1 on, 0 if there is none; `nil`: whether its value is that. */
int sight_local(const Sight *s, const char *name, bool *nil);

#endif
