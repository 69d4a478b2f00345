/* The names that a frame can see. */
#include "lua/sight.h"

#include <string.h>

#include "lua/package.h"
#include "lua/type.h"

/* Names that Lua gives to what has none begin with a bracket. */
static bool is_name(const char *name) {
    return name && *name && *name != '(' && strcmp(name, "_ENV") != 0;
}

static bool is_same(const char *name, const char *text, size_t length) {
    return strlen(name) == length && memcmp(name, text, length) == 0;
}

/* Offers the keys of the table on top of L. */
static void offer_keys(lua_State *L, Nearest *n) {
    if (!lua_istable(L, -1) || !lua_checkstack(L, 4)) return;
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING) nearest_offer(n, lua_tostring(L, -2));
}

static void offer_locals(const Sight *s, Nearest *n) {
    lua_Debug ar = s->frame;
    const char *name;
    for (int i = 1; (name = lua_getlocal(s->thread, &ar, i)); i++) {
        lua_pop(s->thread, 1);
        if (is_name(name)) nearest_offer(n, name);
    }
    if (!lua_getinfo(s->thread, "f", &ar)) return;
    for (int i = 1; (name = lua_getupvalue(s->thread, -1, i)); i++) {
        lua_pop(s->thread, 1);
        if (is_name(name)) nearest_offer(n, name);
    }
    lua_pop(s->thread, 1);
}

void sight_offer(const Sight *s, Nearest *n) {
    lua_State *L = s->world->L;
    if (s->thread && lua_checkstack(s->thread, 3)) offer_locals(s, n);
    if (!lua_checkstack(L, 5)) return;
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    offer_keys(L, n);
    lua_pop(L, 1);
}

int sight_local(const Sight *s, const char *name, bool *nil) {
    if (!s->thread || !lua_checkstack(s->thread, 2)) return 0;
    lua_Debug ar = s->frame;
    const char *local;
    int found = 0;
    for (int i = 1; (local = lua_getlocal(s->thread, &ar, i)); i++) {
        if (strcmp(local, name) == 0) {
            found = i;
            *nil = lua_isnil(s->thread, -1);
        }
        lua_pop(s->thread, 1);
    }
    return found;
}

/* Moves the value on top of the thread to the scheduler's state. */
static bool take(const Sight *s) {
    lua_State *L = s->world->L;
    if (lua_checkstack(L, 1)) {
        lua_xmove(s->thread, L, 1);
        return true;
    }
    lua_pop(s->thread, 1);
    return false;
}

static bool push_variable(const Sight *s, const char *text, size_t length) {
    if (!s->thread || !lua_checkstack(s->thread, 3)) return false;
    lua_Debug ar = s->frame;
    const char *name;
    int local = 0, upvalue = 0;
    for (int i = 1; (name = lua_getlocal(s->thread, &ar, i)); i++) {
        lua_pop(s->thread, 1);
        if (is_same(name, text, length)) local = i; /* the last one hides the others */
    }
    if (local && lua_getlocal(s->thread, &ar, local)) return take(s);
    if (!lua_getinfo(s->thread, "f", &ar)) return false;
    for (int i = 1; !upvalue && (name = lua_getupvalue(s->thread, -1, i)); i++) {
        lua_pop(s->thread, 1);
        if (is_same(name, text, length)) upvalue = i;
    }
    bool found = upvalue && lua_getupvalue(s->thread, -1, upvalue) && take(s);
    lua_pop(s->thread, 1);
    return found;
}

/* Replaces the table on top of L by what it has under that key; false, and nothing, if it has none. */
static bool replace_by_field(lua_State *L, const char *text, size_t length) {
    bool found = false;
    if (lua_istable(L, -1) && lua_checkstack(L, 4)) {
        lua_pushnil(L);
        while (!found && lua_next(L, -2)) {
            found = lua_type(L, -2) == LUA_TSTRING && is_same(lua_tostring(L, -2), text, length);
            if (found) lua_replace(L, -3); /* the table; the key is left */
            lua_pop(L, 1);
        }
    }
    if (!found) lua_pop(L, 1);
    return found;
}

bool sight_push(const Sight *s, const char *path, size_t length) {
    lua_State *L = s->world->L;
    const char *dot = memchr(path, '.', length);
    size_t first = dot ? (size_t)(dot - path) : length;
    if (!lua_checkstack(L, 5)) return false;
    if (!push_variable(s, path, first)) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
        if (!replace_by_field(L, path, first)) return false;
    }
    while (dot) {
        const char *name = dot + 1, *end = path + length;
        dot = memchr(name, '.', (size_t)(end - name));
        if (!replace_by_field(L, name, (size_t)((dot ? dot : end) - name))) return false;
    }
    return true;
}

typedef struct Methods {
    const char *class;
    Nearest *near;
} Methods;

static void method_offer(void *arg, const char *owner, const Binding *b) {
    Methods *m = arg;
    if (owner && strcmp(owner, m->class) == 0) nearest_offer(m->near, b->name);
}

void sight_offer_fields(const Sight *s, Nearest *n) {
    lua_State *L = s->world->L;
    if (!lua_checkstack(L, 12)) return;
    if (object_is(L, -1) || lua_type(L, -1) == LUA_TUSERDATA) {
        Methods m = {type_name(L, -1), n};
        if (m.class) docs_visit(L, method_offer, &m);
        return;
    }
    offer_keys(L, n); /* of a string, only its metatable has any */
    if (!lua_getmetatable(L, -1)) return;
    lua_pushnil(L); /* its __index, without making that text */
    while (lua_next(L, -2)) {
        bool index = lua_type(L, -2) == LUA_TSTRING && strcmp(lua_tostring(L, -2), "__index") == 0;
        if (index) offer_keys(L, n);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}
