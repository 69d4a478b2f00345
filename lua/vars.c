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
    package_merge(L);
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

static void variable_add(World *w, void *variables) {
    Variables *v = variables;
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
    v->list[v->count++] = (Variable){.name = name, .type = sketch_type(w, value, name, SKETCH_SHORT), .function = lua_isfunction(L, value)};
}

static int variable_compare(const void *a, const void *b) {
    const Variable *x = a, *y = b;
    return x->function != y->function ? x->function - y->function : strcmp(x->name, y->name);
}

/* Calls `visit` for each of the session's own globals, whose name and value are on top of L. False without memory. */
static bool vars_visit(World *w, void (*visit)(World *w, void *arg), void *arg) {
    lua_State *L = w->L;
    int top = lua_gettop(L);
    if (!lua_checkstack(L, LUA_MINSTACK)) return false;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &vars_key);
    lua_pushglobaltable(L);
    lua_pushnil(L);
    while (lua_next(L, top + 2)) {
        if (is_own(L, top + 1)) visit(w, arg);
        lua_pop(L, 1);
    }
    lua_settop(L, top);
    return true;
}

Variables vars_list(World *w) {
    Variables v = {0};
    if (!vars_visit(w, variable_add, &v)) v.partial = true;
    if (v.count) qsort(v.list, v.count, sizeof *v.list, variable_compare);
    return v;
}

typedef struct Chosen {
    Variable **list;
    size_t count;
} Chosen;

static int chosen_compare(const void *key, const void *element) {
    return variable_compare(key, *(Variable *const *)element);
}

static void chosen_look(World *w, void *arg) {
    const Chosen *chosen = arg;
    lua_State *L = w->L;
    int value = lua_gettop(L);
    Variable key = {.name = (char *)lua_tostring(L, value - 1), .function = lua_isfunction(L, value)};
    Variable **found = bsearch(&key, chosen->list, chosen->count, sizeof *chosen->list, chosen_compare);
    if (!found) return;
    if (!key.function) {
        (*found)->value = sketch_new(w, value, key.name, SKETCH_SHORT);
        return;
    }
    Text place = {0};
    function_add_place(L, value, &place);
    (*found)->place = place.bytes;
}

void vars_look(World *w, Variable **chosen, size_t count) {
    vars_visit(w, chosen_look, &(Chosen){chosen, count});
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
