/* Looking at the program's values from outside, for who tells of them at a prompt: nothing of the program's runs, and no
 * string is made in the world, so keys are compared with names, not looked up by them. A few slots of L are needed. */
#ifndef GOSH_LOOK_H
#define GOSH_LOOK_H

#include "lua/host.h"

/* Pushes the value of the table on top of L that has that key; false, and nothing, if there is none. */
bool look_field(lua_State *L, const char *key, size_t length);
/* The class under which the methods of the value on top of L are documented: "sync.WaitGroup", "string"; "table" or another
 * of Lua's types for a value without. */
const char *look_class(lua_State *L);
/* The name of the package that the table on top of L is; "_G": the globals; NULL: none. */
const char *look_package(lua_State *L);
/* Is the value on top of L a function of the program's? If its body is one with `defer`, that takes its place. */
bool look_is_own(lua_State *L);

#endif
