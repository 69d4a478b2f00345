/* Packages: tables of functions, each with its line of documentation beside the binding. */
#include "lua/host.h"

const char package_docs_key = 'D';

/* Sets the functions in the table on top of L, and keeps their docs by function. */
static void bind(lua_State *L, const Binding *bindings) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &package_docs_key) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &package_docs_key);
    }
    for (const Binding *b = bindings; b->name; b++) {
        lua_pushcfunction(L, b->function);
        lua_pushvalue(L, -1);
        lua_setfield(L, -4, b->name);
        push_fresh(L, b->doc);
        lua_rawset(L, -3);
    }
    lua_pop(L, 1);
}

void package_push(lua_State *L, const char *package, const Binding *bindings) {
    lua_newtable(L);
    bind(L, bindings);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, package);
    lua_pop(L, 1);
}

void package_globals(lua_State *L, const Binding *bindings) {
    lua_pushglobaltable(L);
    bind(L, bindings);
    lua_pop(L, 1);
}
