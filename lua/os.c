/* Package os: Lua's own table, with what of Go's package is needed beside it. os.exit is gosh's,
 * because a goroutine that ends the program must end it through the scheduler. */
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"

#include <stdlib.h>
#include <time.h>

static int os_Exit(lua_State *L) {
    return exit_program(L, (int)argument_int(L, 1, "os.Exit"), false);
}

/* Lua's os.exit([code [, close]]). */
static int os_exit(lua_State *L) {
    if (lua_isboolean(L, 1))
        return exit_program(L, lua_toboolean(L, 1) ? EXIT_SUCCESS : EXIT_FAILURE, lua_toboolean(L, 2));
    return exit_program(L, (int)luaL_optinteger(L, 1, EXIT_SUCCESS), lua_toboolean(L, 2));
}

/* Lua's os.clock; where time is virtual that moves, as it does for time.Now. */
static int os_clock(lua_State *L) {
    Sched *s = sched_of(L);
    lua_pushnumber(L, sched_is_virtual(s) ? (lua_Number)sched_look_at_clock(s) / 1e9
                                          : (lua_Number)clock() / CLOCKS_PER_SEC);
    return 1;
}

static int os_Getenv(lua_State *L) {
    const char *value = getenv(luaL_checkstring(L, 1));
    lua_pushstring(L, value ? value : "");
    return 1;
}

static int os_LookupEnv(lua_State *L) {
    const char *value = getenv(luaL_checkstring(L, 1));
    lua_pushstring(L, value ? value : "");
    lua_pushboolean(L, value != NULL);
    return 2;
}

static const Binding bindings[] = {
    {"Exit", os_Exit, "os.Exit(code int)  ends the program at once; deferred calls do not run"},
    {"exit", os_exit, "os.exit([code [, close]])  as os.Exit; true is 0, false is 1"},
    {"clock", os_clock, "os.clock() float64  seconds of processor time"},
    {"Getenv", os_Getenv,
     "os.Getenv(name string) string  a variable of the environment, \"\" if it is not set"},
    {"LookupEnv", os_LookupEnv,
     "os.LookupEnv(name string) (string, bool)  as Getenv, and whether it is set"},
    {NULL, NULL, NULL},
};

/* ---- os.Args: with Go's indices, the program at 0 and its arguments from 1 on; len and range
 * count both ---- */

static int args_len(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1) + 1);
    return 1;
}

static int args_next(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer i = lua_isnil(L, 2) ? 0 : lua_tointeger(L, 2) + 1;
    lua_pushinteger(L, i);
    if (lua_rawgeti(L, 1, i) != LUA_TNIL) return 2;
    return 1; /* that nil ends the loop */
}

static int args_pairs(lua_State *L) {
    lua_pushcfunction(L, args_next);
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}

static void push_args(lua_State *L, const World *w) {
    static const luaL_Reg metamethods[] = {
        {"__len", args_len}, {"__pairs", args_pairs}, {NULL, NULL}};
    lua_createtable(L, w->arg_count, 1);
    for (int i = 0; i < w->arg_count; i++) {
        push_fresh(L, w->args[i]);
        lua_rawseti(L, -2, i);
    }
    luaL_newlib(L, metamethods);
    lua_setmetatable(L, -2);
}

void open_os(lua_State *L) {
    static const char *const files[][2] = {
        {"Stdin", "stdin"}, {"Stdout", "stdout"}, {"Stderr", "stderr"}};
    lua_getglobal(L, "os");
    package_push(L, "os", bindings);
    package_merge(L);
    open_os_signal(L);
    push_args(L, world_of(L));
    lua_setfield(L, -2, "Args");
    lua_getglobal(L, "io");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        lua_getfield(L, -1, files[i][1]);
        lua_setfield(L, -3, files[i][0]);
    }
    lua_pop(L, 1);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_insert(L, -2);
    lua_setfield(L, -2, "os");
    lua_pop(L, 1);
}
