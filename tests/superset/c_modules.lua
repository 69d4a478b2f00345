-- Modules in C: require and package.loadlib find them, and they find Lua's functions in the interpreter.
local f <close> = assert(io.open("counter.c", "w"))
f:write[[
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
]]
f:close()
assert(os.execute("cc -shared -fPIC -I/usr/include/lua5.4 -o counter.so counter.c"))
package.cpath = "./?.so"
local counter, where = require "counter"
print(where, counter.up(), counter.up(2), package.loaded.counter == counter)
print(require "counter.part")
print(pcall(counter.up, "x"))
print(counter.call(math.max, 1, 3, 2))
print(counter.thread(function() return "a", "b" end))
print(counter.thread(function() error("in a thread of C", 0) end))
local co = coroutine.wrap(counter.call)
print(co(function(...) return "out", coroutine.yield(...) end, 1, 2))
print(co("in"))
print(package.loadlib("./counter.so", "luaopen_nothing"))
print(package.loadlib("./counter.so", "*"))
print(select("#", package.loadlib("./absent.so", "f")), select(3, package.loadlib("./absent.so", "f")))
