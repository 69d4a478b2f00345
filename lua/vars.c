/* The globals of a session, apart from those that were there when it began. */
#include "lua/vars.h"

#include <stdlib.h>
#include <string.h>

#include "lua/function.h"
#include "lua/look.h"
#include "lua/package.h"

static const char vars_key = 'v'; /* of the registry's table of predeclared values by name */

void open_vars(lua_State *L) {
    lua_newtable(L);
    lua_pushglobaltable(L);
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -5);
    }
    lua_pop(L, 1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &vars_key);
}

const char *vars_package(lua_State *L, int index) {
    int top = lua_gettop(L);
    lua_pushvalue(L, index);
    const char *name = lua_istable(L, -1) ? look_package(L) : NULL;
    bool predeclared = false; /* or it is a module of the program's */
    if (name && lua_rawgetp(L, LUA_REGISTRYINDEX, &vars_key) == LUA_TTABLE) {
        predeclared = look_field(L, name, strlen(name)) && lua_rawequal(L, -1, top + 1);
    }
    lua_settop(L, top);
    return predeclared ? name : NULL;
}

/* Is the global whose name and value are on top the session's own? */
static bool is_own(lua_State *L, int predeclared) {
    if (lua_type(L, -2) != LUA_TSTRING || strcmp(lua_tostring(L, -2), "_") == 0) return false;
    if (!lua_istable(L, predeclared)) return true;
    lua_pushvalue(L, -2);
    lua_rawget(L, predeclared);
    bool same = lua_rawequal(L, -1, -2);
    lua_pop(L, 1);
    return !same;
}

static void variable_add(World *w, Variables *v) {
    lua_State *L = w->L;
    Variable *list = realloc(v->list, (v->count + 1) * sizeof *list);
    char *name = strdup(lua_tostring(L, -2));
    if (list) v->list = list;
    if (!list || !name) {
        free(name);
        v->partial = true;
        return;
    }
    int value = lua_gettop(L);
    Variable *variable = &v->list[v->count++];
    *variable = (Variable){.name = name, .type = sketch_type(w, value, name, SKETCH_SHORT), .function = lua_isfunction(L, value)};
    if (variable->function) {
        Text place = {0};
        function_add_place(L, value, &place);
        variable->place = place.bytes;
    } else {
        variable->value = sketch_new(w, value, name, SKETCH_SHORT);
    }
}

static int variable_compare(const void *a, const void *b) {
    const Variable *x = a, *y = b;
    return x->function != y->function ? x->function - y->function : strcmp(x->name, y->name);
}

Variables vars_list(World *w) {
    Variables v = {0};
    lua_State *L = w->L;
    int top = lua_gettop(L);
    if (!lua_checkstack(L, LUA_MINSTACK)) {
        v.partial = true;
        return v;
    }
    lua_rawgetp(L, LUA_REGISTRYINDEX, &vars_key);
    lua_pushglobaltable(L);
    lua_pushnil(L);
    while (lua_next(L, top + 2)) {
        if (is_own(L, top + 1)) variable_add(w, &v);
        lua_pop(L, 1);
    }
    lua_settop(L, top);
    if (v.count) qsort(v.list, v.count, sizeof *v.list, variable_compare);
    return v;
}

void vars_free(Variables *v) {
    for (size_t i = 0; i < v->count; i++) {
        free(v->list[i].name);
        free(v->list[i].type);
        free(v->list[i].place);
        sketch_delete(v->list[i].value);
    }
    free(v->list);
    *v = (Variables){0};
}
