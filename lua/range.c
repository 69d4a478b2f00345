/* range: gosh_range(names, exp...) gives what Lua's generic for takes. The loop's first, hidden
 * variable is the control variable; the program's own follow. A received value may be nil, so a
 * channel's control variable is `true`. */
#include "lua/chan.h"
#include "lua/host.h"
#include "lua/mark.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/type.h"
#include "lua/value.h"

static int chan_next_done(lua_State *L) {
    G *g = co_of(L)->g;
    if (!g->ok) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushboolean(L, 1);
    if (g->value.kind == VALUE_INT)
        lua_pushinteger(L, g->value.as.integer);
    else if (g->value.kind == VALUE_REF)
        lua_insert(L, -2);
    else
        chan_push_value(L, 1, g->value, true);
    return 2;
}

static int chan_next(lua_State *L) {
    ChanObject *c = chan_test(L, 1);
    G *g = co_of(L)->g;
    if (g && c && chan_try_recv(sched_of(L), c->chan, &g->value, &g->ok)) return chan_next_done(L);
    Sched *s = op_begin(L);
    return op_end(L, chan_recv(s, c ? c->chan : NULL, &g->value, &g->ok), chan_next_done,
                  chan_next);
}

static int integer_next(lua_State *L) {
    lua_Integer i = lua_tointeger(L, 2) + 1;
    if (i >= lua_tointeger(L, 1)) return 0;
    lua_pushinteger(L, i);
    lua_pushinteger(L, i);
    return 2;
}

/* Upvalue: the length at the start. */
static int list_next(lua_State *L) {
    lua_Integer i = lua_tointeger(L, 2) + 1;
    if (i > lua_tointeger(L, lua_upvalueindex(1))) return 0;
    lua_settop(L, 2);
    if (world_of(L)->marked) {
        Outcome outcome = mark_table_point(L, 1, false);
        if (outcome != OP_DONE) return op_end(L, outcome, NULL, list_next);
        mark_index(L, 1, i, i, false);
    }
    lua_pushinteger(L, i);
    lua_pushinteger(L, i);
    lua_geti(L, 1, i);
    return 3;
}

static int map_next(lua_State *L) {
    lua_settop(L, 2);
    if (world_of(L)->marked) {
        Outcome outcome = mark_table_point(L, 1, false);
        if (outcome != OP_DONE) return op_end(L, outcome, NULL, map_next);
        mark_table(L, 1, false);
    }
    if (!lua_next(L, 1)) return 0;
    if (world_of(L)->marked) mark_field(L, 1, 3, false);
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    return 3;
}

static int generic_done(lua_State *L, int status, lua_KContext context) {
    (void)status, (void)context;
    lua_pushvalue(L, 1);
    lua_insert(L, 1);
    return lua_gettop(L);
}

/* Upvalue: the program's iterator. */
static int generic_next(lua_State *L) {
    lua_settop(L, 2);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_callk(L, 2, LUA_MULTRET, 0, generic_done);
    return generic_done(L, LUA_OK, 0);
}

static int too_many(lua_State *L, const char *what) {
    return panic_text(L, "range over %s permits only one iteration variable", what);
}

static int range(lua_State *L) {
    lua_Integer names = lua_tointeger(L, 1);
    int given = lua_gettop(L) - 1;
    lua_settop(L, 5);
    if (given <= 1 && (lua_isnil(L, 2) || chan_test(L, 2))) {
        ChanObject *c = chan_test(L, 2);
        if (names > 1) return too_many(L, c ? type_name(L, 2) : "nil");
        if (c && c->direction == DIRECTION_SEND)
            return panic_text(
                L, "cannot range over channel (value of type %s): receive from send-only channel",
                type_name(L, 2));
        lua_pushcfunction(L, chan_next);
        lua_pushvalue(L, 2);
        return 2;
    }
    if (lua_type(L, 2) == LUA_TNUMBER) {
        if (names > 1) return too_many(L, "an integer");
        type_convert(L, 2, type_of_text(L, "int"), "range");
        lua_pushcfunction(L, integer_next);
        lua_pushvalue(L, 2);
        lua_pushinteger(L, -1);
        return 3;
    }
    bool object = given <= 1 && object_is(L, 2);
    if (lua_type(L, 2) == LUA_TTABLE && given <= 1 && !object &&
        luaL_getmetafield(L, 2, "__call") == LUA_TNIL) {
        if (luaL_getmetafield(L, 2, "__pairs") != LUA_TNIL) {
            lua_pushvalue(L, 2);
            lua_call(L, 1, 3);
            lua_pushvalue(L, -3);
            lua_pushcclosure(L, generic_next, 1);
            lua_replace(L, -4);
            return 3;
        }
        if (world_of(L)->marked) {
            mark_table(L, 2, false);
            mark_index(L, 2, 1, 1, false);
        }
        bool list = lua_geti(L, 2, 1) != LUA_TNIL;
        lua_pop(L, 1);
        if (!list) {
            lua_pushcfunction(L, map_next);
            lua_pushvalue(L, 2);
            return 2;
        }
        lua_pushinteger(L, luaL_len(L, 2));
        lua_pushcclosure(L, list_next, 1);
        lua_pushvalue(L, 2);
        lua_pushinteger(L, 0);
        return 3;
    }
    if (object || (!lua_isfunction(L, 2) && luaL_getmetafield(L, 2, "__call") == LUA_TNIL)) {
        bool shown = lua_isstring(L, 2) || lua_isboolean(L, 2);
        if (shown)
            fmt_push_value(L, 2, '#');
        else
            lua_pushliteral(L, "value");
        return panic_text(L, "cannot range over %s (value of type %s)", lua_tostring(L, -1),
                          type_name(L, 2));
    }
    lua_settop(L, 5);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, generic_next, 1);
    lua_replace(L, 2);
    return 4;
}

void open_range(lua_State *L) {
    static const luaL_Reg primitives[] = {{"gosh_range", range}, {NULL, NULL}};
    primitives_register(L, primitives);
}
