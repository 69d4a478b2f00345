/* The library's functions that look into tables, in a marked world: each is called by one that tells of it before, in the
 * same call, so that its errors and its place in traces are its own. */
#include "lua/mark.h"
#include "lua/object.h"
#include "lua/package.h"

#include <string.h>

/* Upvalues of the functions that take the place of others: the first is the other's own. */
enum { ORIGINAL = 2, FUNCTION = 3, ITERATOR = 3, NEXT = 4 };

/* What a function does with its arguments. */
typedef struct Function {
    const char *package, *name; /* package NULL: a global */
    bool writes;                /* for the point: the first argument, if that is a table */
    void (*tell)(lua_State *L);
} Function;

static lua_Integer length_of(lua_State *L, int table) {
    return lua_istable(L, table) ? (lua_Integer)lua_rawlen(L, table) : 0;
}

static lua_Integer integer_at(lua_State *L, int index, lua_Integer otherwise) {
    int is_integer;
    lua_Integer n = lua_tointegerx(L, index, &is_integer);
    return is_integer ? n : otherwise;
}

/* A table whose fields are written: which keys it has changes too. */
static void tell_fields_written(lua_State *L, int table, lua_Integer first, lua_Integer last) {
    mark_table(L, table, true);
    mark_index(L, table, first, last, true);
}

static void tell_insert(lua_State *L) {
    lua_Integer end = length_of(L, 1) + 1;
    tell_fields_written(L, 1, lua_gettop(L) < 3 ? end : integer_at(L, 2, 1), end);
}

static void tell_remove(lua_State *L) {
    lua_Integer end = length_of(L, 1);
    tell_fields_written(L, 1, integer_at(L, 2, end), end);
}

static void tell_sort(lua_State *L) {
    tell_fields_written(L, 1, 1, length_of(L, 1));
}

static void tell_concat(lua_State *L) {
    mark_table(L, 1, false);
    mark_index(L, 1, integer_at(L, 3, 1), integer_at(L, 4, length_of(L, 1)), false);
}

static void tell_unpack(lua_State *L) {
    mark_table(L, 1, false);
    mark_index(L, 1, integer_at(L, 2, 1), integer_at(L, 3, length_of(L, 1)), false);
}

static void tell_move(lua_State *L) {
    lua_Integer first = integer_at(L, 2, 1), last = integer_at(L, 3, 0), to = integer_at(L, 4, 1);
    int target = lua_istable(L, 5) ? 5 : 1;
    if (last < first) return;
    mark_index(L, 1, first, last, false);
    tell_fields_written(L, target, to, to + (last - first));
}

static void tell_next(lua_State *L) {
    mark_table(L, 1, false);
}

/* Of a channel it has told itself. */
static void tell_length(lua_State *L) {
    if (lua_istable(L, 1)) mark_table(L, 1, false);
}

static void tell_rawget(lua_State *L) {
    if (lua_gettop(L) >= 2) mark_field(L, 1, 2, false);
}

static void tell_rawset(lua_State *L) {
    if (lua_gettop(L) >= 2) mark_field(L, 1, 2, true);
    mark_table(L, 1, true);
}

static void tell_metatable_set(lua_State *L) {
    mark_metatable(L, 1, true);
}

static void tell_metatable_got(lua_State *L) {
    mark_metatable(L, 1, false);
}

/* string.gsub with a table of replacements. */
static void tell_gsub(lua_State *L) {
    if (lua_istable(L, 3)) mark_whole(L, 3);
}

static void tell_require(lua_State *L) {
    lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    mark_touch(L, lua_topointer(L, -1), true);
    lua_pop(L, 1);
}

/* The generator of numbers is the upvalue of both functions. */
static void tell_random(lua_State *L) {
    mark_touch(L, lua_topointer(L, lua_upvalueindex(1)), true);
}

static void tell_gap(lua_State *L) {
    mark_gap(world_of(L));
}

static const Function functions[] = {
    {"table", "insert", true, tell_insert},
    {"table", "remove", true, tell_remove},
    {"table", "sort", true, tell_sort},
    {"table", "concat", false, tell_concat},
    {"table", "unpack", false, tell_unpack},
    {"table", "move", true, tell_move},
    {"string", "gsub", false, tell_gsub},
    {"math", "random", false, tell_random},
    {"math", "randomseed", false, tell_random},
    {NULL, "rawget", false, tell_rawget},
    {NULL, "rawset", true, tell_rawset},
    {NULL, "rawlen", false, tell_next},
    {NULL, "len", false, tell_length},
    {NULL, "setmetatable", true, tell_metatable_set},
    {NULL, "getmetatable", false, tell_metatable_got},
    {NULL, "require", false, tell_require},
    {NULL, "collectgarbage", false, tell_gap},
    {"debug", "getlocal", false, tell_gap},
    {"debug", "getupvalue", false, tell_gap},
    {"debug", "sethook", false, tell_gap},
    {"debug", "setlocal", false, tell_gap},
    {"debug", "setmetatable", false, tell_gap},
    {"debug", "setupvalue", false, tell_gap},
    {"debug", "setuservalue", false, tell_gap},
    {"debug", "upvaluejoin", false, tell_gap},
};

static int marked_call(lua_State *L) {
    const Function *f = lua_touserdata(L, lua_upvalueindex(FUNCTION));
    if (lua_istable(L, 1) || !f->writes) {
        Outcome outcome = lua_istable(L, 1) ? mark_table_point(L, 1, f->writes) : OP_DONE;
        if (outcome != OP_DONE) return op_end(L, outcome, NULL, marked_call);
    }
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    f->tell(L);
    return lua_tocfunction(L, lua_upvalueindex(ORIGINAL))(L);
}

/* ---- Iterators ---- */

static int marked_next(lua_State *L) {
    if (lua_istable(L, 1)) {
        Outcome outcome = mark_table_point(L, 1, false);
        if (outcome != OP_DONE) return op_end(L, outcome, NULL, marked_next);
        tell_next(L);
    }
    int count = lua_tocfunction(L, lua_upvalueindex(ORIGINAL))(L);
    if (count == 2) mark_field(L, 1, lua_gettop(L) - 1, false);
    return count;
}

/* The original gives its own `next`. */
static int marked_pairs(lua_State *L) {
    int count = lua_tocfunction(L, lua_upvalueindex(ORIGINAL))(L);
    int first = lua_gettop(L) - count + 1;
    lua_pushvalue(L, lua_upvalueindex(NEXT));
    bool plain = count == 3 && lua_rawequal(L, first, -1);
    lua_pop(L, 1);
    if (!plain) return count;
    lua_pushvalue(L, lua_upvalueindex(ITERATOR));
    lua_replace(L, first);
    return count;
}

static int marked_ipairs_next(lua_State *L) {
    lua_Integer i = luaL_checkinteger(L, 2) + 1;
    lua_settop(L, 2);
    lua_pushinteger(L, i);
    if (lua_istable(L, 1)) {
        Outcome outcome = mark_table_point(L, 1, false);
        lua_settop(L, outcome == OP_DONE ? 3 : 2);
        if (outcome != OP_DONE) return op_end(L, outcome, NULL, marked_ipairs_next);
        mark_read(L, 1, 3);
    }
    return lua_geti(L, 1, i) == LUA_TNIL ? 1 : 2;
}

static int marked_ipairs(lua_State *L) {
    luaL_checkany(L, 1);
    lua_pushvalue(L, lua_upvalueindex(ITERATOR));
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

/* ---- */

static void replace(lua_State *L, const Function *f) {
    int top = lua_gettop(L);
    if (f->package)
        lua_getglobal(L, f->package);
    else
        lua_pushglobaltable(L);
    if (lua_istable(L, -1) && lua_getfield(L, -1, f->name) == LUA_TFUNCTION) {
        if (!lua_getupvalue(L, -1, 1)) lua_pushnil(L);
        lua_insert(L, -2);
        lua_pushlightuserdata(L, (void *)(uintptr_t)f);
        lua_pushcclosure(L, marked_call, 3);
        lua_setfield(L, top + 1, f->name);
    }
    lua_settop(L, top);
}

void mark_library(lua_State *L) {
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) replace(L, &functions[i]);
    lua_getglobal(L, "next");
    int next = lua_gettop(L);
    lua_pushnil(L);
    lua_pushvalue(L, next);
    lua_pushcclosure(L, marked_next, 2);
    lua_pushnil(L);
    lua_getglobal(L, "pairs");
    lua_pushvalue(L, next + 1);
    lua_pushvalue(L, next);
    lua_pushcclosure(L, marked_pairs, 4);
    lua_setglobal(L, "pairs");
    lua_setglobal(L, "next");
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushcfunction(L, marked_ipairs_next);
    lua_pushcclosure(L, marked_ipairs, 3);
    lua_setglobal(L, "ipairs");
    lua_settop(L, next - 1);
}
