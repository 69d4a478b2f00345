/* pcall and xpcall: Lua's own, which also say that they are there. Then a panic that comes out of a function with `defer`
 * is known to be caught: nobody will ask for its trace, for which that function's stack is kept otherwise, and its variables
 * are closed at once, before those of its callers. */
#include "lua/host.h"
#include "lua/package.h"

/* `kept` values lie under the results. */
static int call_end(lua_State *L, int status, lua_KContext kept) {
    co_of(L)->catchers--;
    if (status == LUA_OK || status == LUA_YIELD) return lua_gettop(L) - (int)kept;
    lua_pushboolean(L, 0);
    lua_pushvalue(L, -2);
    return 2;
}

static int pcall(lua_State *L) {
    luaL_checkany(L, 1);
    lua_pushboolean(L, 1);
    lua_insert(L, 1);
    co_of(L)->catchers++;
    return call_end(L, lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, call_end), 0);
}

/* The function stays below, and the handler. */
static int xpcall(lua_State *L) {
    enum { HANDLER = 2 };
    int count = lua_gettop(L);
    luaL_checktype(L, HANDLER, LUA_TFUNCTION);
    lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, HANDLER + 1, 2);
    co_of(L)->catchers++;
    return call_end(L, lua_pcallk(L, count - 2, LUA_MULTRET, HANDLER, HANDLER, call_end), HANDLER);
}

void open_pcall(lua_State *L) {
    lua_register(L, "pcall", pcall);
    lua_register(L, "xpcall", xpcall);
}
