/* What a program may call: functions that are taken away from it, and such whose calls are looked at before. */
#ifndef GOSH_FENCE_H
#define GOSH_FENCE_H

#include "lua/host.h"

typedef struct Fence {
    /* Does the function of that name stay? Methods of files are those of the package "file". */
    bool (*allows)(const char *package, const char *name);
    /* Takes the place of those that do not. Upvalue 1: the name, "io.open". */
    lua_CFunction refuse;
    /* By that name; take the place of functions that stay. Upvalue 1: the name, 2: the function itself, see fence_pass. */
    const luaL_Reg *guards;
    /* Is it one of these? For a fence that can be opened again, around a program that has run: only functions in C are looked
     * at, and upvalue 2 of `refuse` is the function itself. NULL: it stays for ever. */
    bool (*owns)(lua_CFunction function);
} Fence;

/* To be called when all libraries are open and, for a fence that stays for ever, nothing of the program has run. */
void fence_close(lua_State *L, const Fence *fence);
/* Puts the functions back. */
void fence_open(lua_State *L, const Fence *fence);

/* What a guard returns that lets the function itself be called, with the arguments that the guard got. */
int fence_pass(lua_State *L);

#endif
