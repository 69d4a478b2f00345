/* Taking functions of the packages away from a program, or watching their calls.
 *
 * When all libraries are open, each function of every package is looked at by its name. A program can hold no other
 * reference to what was replaced: nothing of it has run yet. */
#include "lua/fence.h"

#include "lua/object.h"

/* What is done with the table on top of L, of that package. */
typedef void TableVisit(lua_State *L, const Fence *fence, const char *package);

/* Is the value on top of L one that can only be read? */
static bool is_plain(lua_State *L) {
    return lua_isboolean(L, -1) || lua_type(L, -1) == LUA_TNUMBER || lua_type(L, -1) == LUA_TSTRING;
}

/* Is the table on top of L that of a package, which is looked at by itself? */
static bool is_package(lua_State *L) {
    bool found = false;
    if (!lua_istable(L, -1)) return false;
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pushnil(L);
    while (!found && lua_next(L, -2)) {
        found = lua_rawequal(L, -1, -4);
        lua_pop(L, found ? 2 : 1);
    }
    lua_pop(L, 1);
    return found;
}

/* Pushes the name by which a refusal calls a package's function; the key is at `key`. */
static const char *push_name(lua_State *L, const char *package, int key) {
    if (lua_type(L, key) != LUA_TSTRING) return lua_pushstring(L, package);
    if (strcmp(package, "_G") == 0) return lua_pushstring(L, lua_tostring(L, key));
    return lua_pushfstring(L, "%s.%s", package, lua_tostring(L, key));
}

/* Puts what refuses where it has to be in the table on top of L: values change, keys stay. */
static void close_table(lua_State *L, const Fence *fence, const char *package) {
    int table = lua_gettop(L), key = table + 1, value = table + 2;
    luaL_checkstack(L, 12, NULL);
    for (lua_pushnil(L); lua_next(L, table); lua_settop(L, key)) {
        if (is_plain(L) || is_package(L)) continue;
        if (fence->owns && !lua_iscfunction(L, value)) continue; /* the program has put it there */
        const char *name = push_name(L, package, key);
        const luaL_Reg *guard = fence->guards;
        while (guard->name && strcmp(guard->name, name) != 0) guard++;
        bool refused = lua_type(L, key) != LUA_TSTRING || !fence->allows(package, lua_tostring(L, key));
        if (!refused && !guard->name) continue;
        lua_pushvalue(L, key);
        lua_pushvalue(L, -2);
        if (!refused || fence->owns) lua_pushvalue(L, value);
        lua_pushcclosure(L, refused ? fence->refuse : guard->func, refused && !fence->owns ? 1 : 2);
        lua_rawset(L, table);
    }
}

/* What a package's metatable does is named as its functions are. */
static void packages_visit(lua_State *L, const Fence *fence, TableVisit *visit) {
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING || !lua_istable(L, -1)) continue;
        const char *package = lua_tostring(L, -2);
        visit(L, fence, package);
        if (!lua_getmetatable(L, -1)) continue;
        visit(L, fence, package);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

/* `var x package.Type` makes an object too. */
static void close_types(lua_State *L, const Fence *fence) {
    zeros_push(L);
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        const char *name = lua_tostring(L, -2), *dot = strchr(name, '.');
        if (!dot) continue;
        const char *package = lua_pushlstring(L, name, (size_t)(dot - name));
        bool refused = !fence->allows(package, dot + 1);
        lua_pop(L, 1);
        if (!refused) continue;
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -1);
        lua_pushcclosure(L, fence->refuse, 1);
        lua_rawset(L, -5);
    }
    lua_pop(L, 1);
}

/* The methods of files, in the metatable itself or in the table that it looks into. */
static void files_visit(lua_State *L, const Fence *fence, TableVisit *visit) {
    luaL_getmetatable(L, LUA_FILEHANDLE);
    if (lua_getfield(L, -1, "__index") == LUA_TTABLE) visit(L, fence, "file");
    lua_pop(L, 1);
    visit(L, fence, "file");
    lua_pop(L, 1);
}

void fence_close(lua_State *L, const Fence *fence) {
    packages_visit(L, fence, close_table);
    if (!fence->owns) close_types(L, fence);
    files_visit(L, fence, close_table);
}

static void open_table(lua_State *L, const Fence *fence, const char *package) {
    int table = lua_gettop(L), key = table + 1, value = table + 2;
    (void)package;
    luaL_checkstack(L, 12, NULL);
    for (lua_pushnil(L); lua_next(L, table); lua_settop(L, key)) {
        if (!lua_iscfunction(L, value) || !fence->owns(lua_tocfunction(L, value))) continue;
        lua_pushvalue(L, key);
        lua_getupvalue(L, value, 2);
        lua_rawset(L, table);
    }
}

void fence_open(lua_State *L, const Fence *fence) {
    packages_visit(L, fence, open_table);
    files_visit(L, fence, open_table);
}

static int passed(lua_State *L, int status, lua_KContext context) {
    (void)status, (void)context;
    return lua_gettop(L);
}

int fence_pass(lua_State *L) {
    int function = lua_upvalueindex(2);
    if (!lua_getupvalue(L, function, 1)) return lua_tocfunction(L, function)(L); /* as if it had been called itself */
    lua_pop(L, 1);
    lua_pushvalue(L, function);
    lua_insert(L, 1);
    lua_callk(L, lua_gettop(L) - 1, LUA_MULTRET, 0, passed);
    return passed(L, LUA_OK, 0);
}
