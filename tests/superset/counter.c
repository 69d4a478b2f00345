#include <lauxlib.h>
#include <lua.h>
static int up(lua_State *L) {
    lua_Integer n = lua_tointeger(L, lua_upvalueindex(1)) + luaL_optinteger(L, 1, 1);
    lua_pushinteger(L, n);
    lua_copy(L, -1, lua_upvalueindex(1));
    return 1;
}
static int done(lua_State *L, int status, lua_KContext context) {
    lua_pushinteger(L, status);
    lua_pushinteger(L, (lua_Integer)context);
    return lua_gettop(L);
}
static int call(lua_State *L) {
    lua_callk(L, lua_gettop(L) - 1, LUA_MULTRET, 7, done);
    return done(L, LUA_OK, 7);
}
static int thread(lua_State *L) {
    lua_State *co = lua_newthread(L);
    int count = 0;
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    lua_pushinteger(L, lua_resume(co, L, 0, &count));
    lua_pushinteger(L, count);
    lua_xmove(co, L, count);
    return count + 2;
}
int luaopen_counter(lua_State *L) {
    lua_newtable(L);
    lua_pushinteger(L, 40);
    lua_pushcclosure(L, up, 1);
    lua_setfield(L, -2, "up");
    lua_pushcfunction(L, call);
    lua_setfield(L, -2, "call");
    lua_pushcfunction(L, thread);
    lua_setfield(L, -2, "thread");
    return 1;
}
int luaopen_counter_part(lua_State *L) { lua_settop(L, 1); return 1; }
