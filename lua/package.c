/* Packages, and the documentation of everything that a program can call.
 *
 * The line of documentation stands beside its binding, in C or in gosh (bundle.c), and nowhere else: what is kept of it
 * here is where the lists of bindings are, each behind the name of its package or class, or false for predeclared
 * functions. */
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/type.h"

static const char docs_key = 'D';

static void docs_push(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &docs_key) == LUA_TTABLE) return;
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &docs_key);
}

void docs_keep(lua_State *L, const char *name, const Binding *bindings) {
    docs_push(L);
    lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
    if (name)
        lua_pushstring(L, *name == '*' ? name + 1 : name);
    else
        lua_pushboolean(L, 0);
    lua_rawseti(L, -2, count + 1);
    lua_pushlightuserdata(L, (void *)bindings);
    lua_rawseti(L, -2, count + 2);
    lua_pop(L, 1);
}

/* Sets the functions in the table on top of L. */
static void bind(lua_State *L, const Binding *bindings) {
    for (const Binding *b = bindings; b->name; b++) {
        lua_pushcfunction(L, b->function);
        lua_setfield(L, -2, b->name);
    }
}

void package_extend(lua_State *L, const char *package, const Binding *bindings) {
    bind(L, bindings);
    docs_keep(L, package, bindings);
}

void package_push(lua_State *L, const char *package, const Binding *bindings) {
    lua_newtable(L);
    bind(L, bindings);
    docs_keep(L, package, bindings);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, package);
    lua_pop(L, 1);
}

void package_merge(lua_State *L) {
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -5);
    }
    lua_pop(L, 1);
}

void package_globals(lua_State *L, const Binding *bindings) {
    lua_pushglobaltable(L);
    bind(L, bindings);
    docs_keep(L, NULL, bindings);
    lua_pop(L, 1);
}

/* ---- Documentation ---- */

void docs_visit(lua_State *L, void (*visit)(void *arg, const char *owner, const Binding *binding),
                void *arg) {
    luaL_checkstack(L, 8, NULL);
    docs_push(L);
    lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i < count; i += 2) {
        lua_rawgeti(L, -1, i);
        lua_rawgeti(L, -2, i + 1);
        const char *owner = lua_tostring(L, -2);
        for (const Binding *b = lua_touserdata(L, -1); b->name; b++) visit(arg, owner, b);
        lua_pop(L, 2);
    }
    lua_pop(L, 1);
}

typedef struct Search {
    const char *owner, *name; /* NULL: any */
    size_t owner_length;
    lua_CFunction function; /* NULL: any */
    const char *found;
} Search;

static void search_look(void *arg, const char *owner, const Binding *b) {
    Search *s = arg;
    if (s->function && b->function != s->function) return;
    if (s->name && strcmp(b->name, s->name) != 0) return;
    if (s->owner && (!owner || strlen(owner) != s->owner_length ||
                     memcmp(owner, s->owner, s->owner_length) != 0))
        return;
    if (s->name && !s->owner && owner) return;
    s->found = b->doc;
}

/* The documentation of the binding of that name, or NULL. */
static const char *doc_find(lua_State *L, const char *name) {
    const char *dot = strrchr(name, '.');
    Search s = {.name = dot ? dot + 1 : name};
    if (dot) {
        s.owner = name;
        s.owner_length = (size_t)(dot - name);
    }
    docs_visit(L, search_look, &s);
    return s.found;
}

bool doc_add_by_name(lua_State *L, const char *name, Text *t) {
    const char *found = doc_find(L, name);
    if (!found) return bundle_doc_add_by_name(name, t);
    text_add_string(t, found);
    return true;
}

/* One of Lua's own functions, whose binding is Lua's: it is where its name says. A program may have given it other names. */
static void library_search(lua_State *L, int index, Search *s) {
    int top = lua_gettop(L);
    s->function = NULL;
    lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    for (lua_pushnil(L); !s->found && lua_next(L, top + 1); lua_settop(L, top + 2)) {
        if (lua_type(L, top + 2) != LUA_TSTRING || !lua_istable(L, top + 3)) continue;
        const char *package = lua_tostring(L, top + 2);
        s->owner = strcmp(package, "_G") == 0 ? NULL : package;
        s->owner_length = strlen(package);
        for (lua_pushnil(L); !s->found && lua_next(L, top + 3); lua_pop(L, 1)) {
            if (lua_type(L, -2) != LUA_TSTRING || !lua_rawequal(L, -1, index)) continue;
            s->name = lua_tostring(L, -2);
            docs_visit(L, search_look, s);
        }
    }
    lua_settop(L, top);
}

const char *doc_of_c(lua_State *L, int index) {
    Search s = {.function = lua_tocfunction(L, index)};
    if (!s.function) return NULL;
    index = lua_absindex(L, index);
    if (lua_getupvalue(
            L, index,
            1)) { /* a method knows its object, whose class may share the function with others */
        const char *owner = type_name(L, -1);
        s.owner = *owner == '*' ? owner + 1 : owner;
        s.owner_length = strlen(s.owner);
        docs_visit(L, search_look, &s);
        lua_pop(L, 1);
        s.owner = NULL;
    }
    if (!s.found) docs_visit(L, search_look, &s);
    if (s.found) return s.found;
    library_search(L, index, &s);
    return s.found;
}

bool doc_add(lua_State *L, int index, Text *t) {
    luaL_checkstack(L, 4, NULL);
    index = lua_absindex(L, index);
    int type = lua_type(L, index);
    if (type == LUA_TTABLE || type == LUA_TUSERDATA) {
        const char *name = type_name(L, index);
        return doc_add_by_name(L, *name == '*' ? name + 1 : name, t);
    }
    if (type != LUA_TFUNCTION) return false;
    if (bundle_doc_add(L, index, t)) return true;
    const char *found = doc_of_c(L, index);
    if (found) text_add_string(t, found);
    return found != NULL;
}
