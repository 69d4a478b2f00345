/* What the files of package sync share. */
#ifndef GOSH_SYNC_H
#define GOSH_SYNC_H

#include "lua/host.h"
#include "lua/object.h"

extern const Class once_class, map_class, pool_class;

/* sync.OnceFunc, OnceValue and OnceValues: in Lua the same but for their documentation. */
int once_func(lua_State *L);
int once_value(lua_State *L);
int once_values(lua_State *L);

/* Are the values at a and b the same in Go's sense: equal, and for values such as durations by
 * their contents? */
bool values_equal(lua_State *L, int a, int b);

#endif
