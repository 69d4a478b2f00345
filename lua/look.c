/* Looking at values from outside: see look.h. */
#include "lua/look.h"

#include <string.h>

#include "lua/chan.h"
#include "lua/fmt.h"
#include "lua/package.h"
#include "lua/type.h"

bool look_field(lua_State *L, const char *key, size_t length) {
    int table = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        size_t size;
        if (lua_type(L, -2) != LUA_TSTRING) continue;
        const char *text = lua_tolstring(L, -2, &size);
        if (size != length || memcmp(text, key, length) != 0) continue;
        lua_remove(L, -2);
        return true;
    }
    return false;
}

const char *look_class(lua_State *L) {
    if (lua_type(L, -1) == LUA_TSTRING) return "string";
    if (chan_test(L, -1)) return "chan";
    if (error_is_own(L, -1)) return "error";
    const char *name = type_name(L, -1);
    if (*name == '*') name++;
    if (strncmp(name, "context.", 8) == 0) return "context.Context";
    if (strncmp(name, "signal.", 7) == 0) return "context.Context";
    if (strcmp(name, "FILE") == 0 || strcmp(name, "FILE*") == 0) return "file";
    return name;
}

bool look_is_own(lua_State *L) {
    if (lua_tocfunction(L, -1) == frame_call && lua_getupvalue(L, -1, 1)) lua_remove(L, -2);
    if (!lua_isfunction(L, -1) || lua_iscfunction(L, -1)) return false;
    lua_Debug ar;
    lua_pushvalue(L, -1);
    lua_getinfo(L, ">S", &ar);
    return !bundle_owns(&ar);
}

const char *look_package(lua_State *L) {
    int top = lua_gettop(L);
    const char *name = NULL;
    lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pushnil(L);
    while (!name && lua_next(L, top + 1)) {
        if (lua_type(L, -2) == LUA_TSTRING && lua_rawequal(L, -1, top)) name = lua_tostring(L, -2);
        lua_pop(L, 1);
    }
    lua_settop(L, top);
    return name;
}
