/* The go statement. */
#include "lua/host.h"

/* gosh_go(f, ...): f and its arguments have been evaluated. */
static int go_call(lua_State *L) {
    Sched *s = op_begin(L);
    Outcome point = sched_point(s, POINT_GO, NULL);
    if (point != OP_DONE) return op_end(L, point, NULL, go_call);
    if (lua_isnoneornil(L, 1)) return fatal_error(L, "go of nil func value");
    if (!lua_isfunction(L, 1) && !luaL_getmetafield(L, 1, "__call"))
        return luaL_error(
            L, "expression in go must be function call (value of type %s is no function)",
            type_name(L, 1));
    if (!lua_isfunction(L, 1)) lua_insert(L, 1); /* its __call, with the value as first argument */
    goroutine_start(L, lua_gettop(L) - 1, false);
    return 0;
}

/* gosh_go_method(object, name, ...). */
static int go_method(lua_State *L) {
    lua_pushvalue(L, 2);
    lua_gettable(L, 1); /* the method */
    lua_pushvalue(L, 1);
    lua_replace(L, 2);
    lua_replace(L, 1);
    return go_call(L);
}

void open_go(lua_State *L) {
    static const luaL_Reg primitives[] = {
        {"gosh_go", go_call}, {"gosh_go_method", go_method}, {NULL, NULL}};
    primitives_register(L, primitives);
    lua_pushcfunction(L, go_call);
    lua_setglobal(L, "go");
}
