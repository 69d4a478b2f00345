/* Package errors, and the error values that everything else makes.
 *
 * An error is whatever has an Error method. Those made here are tables with a metatable for each
 * type (its __name is what %T prints), so that they join with `..`, print, and have their methods
 * by dot and by colon:
 *
 *     { text = "open x: no such file", wrapped = error | list of errors | nil, timeout = bool | nil }
 *
 * The errors behind one are walked depth first, itself included, as Go does; what a program's own
 * Unwrap returns is taken the same way. */
#include "lua/fmt.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/type.h"
#include "lua/value.h"
#include "runtime/posix.h"

#include <errno.h>
#include <string.h>

static const char errors_key =
    'e'; /* of the registry's table of metatables by type, and of the system's errors by number; marks each metatable */

/* A chain that never ends, because an Unwrap gives back what it was called on, is given up after so
 * many errors. */
enum { CHAIN_MAX = 100000, TREE_DEPTH = 100 };

/* ---- Values ---- */

bool error_is_own(lua_State *L, int index) {
    if (lua_type(L, index) != LUA_TTABLE || !lua_getmetatable(L, index)) return false;
    lua_rawgetp(L, -1, &errors_key);
    bool own = lua_toboolean(L, -1);
    lua_pop(L, 2);
    return own;
}

bool error_test(lua_State *L, int index) {
    if (error_is_own(L, index)) return true;
    if (!method_push(L, lua_absindex(L, index), "Error")) return false;
    lua_pop(L, 1);
    return true;
}

/* Pushes the text of the error at `index`, calling its Error method if it is not one of ours. */
static void push_text(lua_State *L, int index) {
    index = lua_absindex(L, index);
    luaL_checkstack(L, 8, "error text");
    lua_pushliteral(L, "text");
    if (error_is_own(L, index) && lua_rawget(L, index) == LUA_TSTRING) return;
    lua_pop(L, 1);
    if (!method_push(L, index, "Error")) {
        luaL_tolstring(L, index, NULL);
        return;
    }
    lua_pushvalue(L, index);
    lua_call(L, 1, 1);
}

/* err.Error(), with the error as upvalue; also __tostring. One that errors.Join made has the texts
 * of its errors. */
static int error_text(lua_State *L) {
    int self = lua_isnone(L, lua_upvalueindex(1)) ? 1 : lua_upvalueindex(1);
    luaL_checktype(L, self, LUA_TTABLE);
    lua_pushliteral(L, "text");
    if (lua_rawget(L, self) == LUA_TSTRING) return 1;
    lua_pushliteral(L, "wrapped");
    if (lua_rawget(L, self) != LUA_TTABLE) return luaL_error(L, "the error has lost its text");
    int list = lua_gettop(L);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, list); i++) {
        if (i > 1) luaL_addchar(&b, '\n');
        lua_rawgeti(L, list, i);
        push_text(L, -1);
        lua_remove(L, -2);
        luaL_addvalue(&b);
    }
    luaL_pushresult(&b);
    return 1;
}

static int error_unwrap(lua_State *L) {
    lua_pushliteral(L, "wrapped");
    lua_rawget(L, lua_upvalueindex(1));
    return 1;
}

/* err.Timeout() and err.Temporary() of an error that says so. */
static int error_timeout(lua_State *L) {
    lua_pushliteral(L, "timeout");
    lua_rawget(L, lua_upvalueindex(1));
    return 1;
}

static int error_index(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    lua_CFunction method = strcmp(name, "Error") == 0 ? error_text : NULL;
    if (strcmp(name, "Timeout") == 0 || strcmp(name, "Temporary") == 0) {
        lua_pushliteral(L, "timeout");
        if (lua_rawget(L, 1) != LUA_TNIL) method = error_timeout;
    }
    if (strcmp(name, "Unwrap") == 0) {
        lua_pushliteral(L, "wrapped");
        if (lua_rawget(L, 1) != LUA_TNIL) method = error_unwrap;
    }
    if (!method) return 0;
    lua_pushvalue(L, 1);
    lua_pushcclosure(L, method, 1);
    return 1;
}

static int error_concat(lua_State *L) {
    luaL_tolstring(L, 1, NULL);
    luaL_tolstring(L, 2, NULL);
    lua_concat(L, 2);
    return 1;
}

void error_class_push(lua_State *L, const char *type) {
    static const luaL_Reg metamethods[] = {{"__index", error_index},
                                           {"__tostring", error_text},
                                           {"__concat", error_concat},
                                           {NULL, NULL}};
    lua_rawgetp(L, LUA_REGISTRYINDEX, &errors_key);
    if (lua_getfield(L, -1, type) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_createtable(L, 0, 5);
        luaL_setfuncs(L, metamethods, 0);
        lua_pushstring(L, type);
        lua_setfield(L, -2, "__name");
        lua_pushboolean(L, 1);
        lua_rawsetp(L, -2, &errors_key);
        lua_pushvalue(L, -1);
        lua_setfield(L, -3, type);
    }
    lua_remove(L, -2);
}

void error_make(lua_State *L, const char *type) {
    lua_createtable(L, 0, 2);
    lua_rotate(L, -3, 1);
    lua_setfield(L, -3, "wrapped");
    lua_setfield(L, -2, "text");
    error_class_push(L, type);
    lua_setmetatable(L, -2);
}

void error_push(lua_State *L, const char *type, const char *text) {
    luaL_checkstack(L, 8, "error");
    lua_pushstring(L, text);
    lua_pushnil(L);
    error_make(L, type);
}

void error_push_system(lua_State *L, int number) {
    luaL_checkstack(L, 8, "error");
    lua_rawgetp(L, LUA_REGISTRYINDEX, &errors_key);
    if (lua_rawgeti(L, -1, number) == LUA_TNIL) {
        lua_pop(L, 1);
        char text[100];
        posix_error_text(number, text, sizeof text);
        error_push(L, "syscall.Errno", text);
        lua_pushboolean(L, number == ETIMEDOUT || number == EAGAIN);
        lua_setfield(L, -2, "timeout");
        lua_pushvalue(L, -1);
        lua_rawseti(L, -3, number);
    }
    lua_remove(L, -2);
}

/* ---- Chains ---- */

/* Replaces the error on top by what it wraps: an error, or a list of them; nil for none. */
static void unwrap(lua_State *L) {
    int index = lua_gettop(L);
    if (error_is_own(L, index)) {
        lua_pushliteral(L, "wrapped");
        lua_rawget(L, index);
    } else if (method_push(L, index, "Unwrap")) {
        lua_pushvalue(L, index);
        lua_call(L, 1, 1);
    } else {
        lua_pushnil(L);
    }
    lua_replace(L, index);
}

/* A question about one error of a chain, with the target at index 2: pushes the answer and says
 * whether there is one. */
typedef bool Question(lua_State *L, int error);

/* Asks the question of the error on top and of what it wraps, until one answers: then that takes
 * the error's place. */
static bool chain_ask(lua_State *L, Question *question, int depth, int *left) {
    luaL_checkstack(L, 10, "errors: too many levels");
    int error = lua_gettop(L);
    while (!lua_isnil(L, error)) {
        if (depth > TREE_DEPTH || --*left < 0)
            return luaL_error(L, "errors: the chain of wrapped errors is endless");
        if (question(L, error)) {
            lua_replace(L, error);
            lua_settop(L, error);
            return true;
        }
        lua_settop(L, error);
        unwrap(L);
        if (lua_type(L, error) != LUA_TTABLE || error_test(L, error)) continue;
        lua_Integer count = (lua_Integer)lua_rawlen(L, error);
        for (lua_Integer i = 1; i <= count; i++) {
            lua_rawgeti(L, error, i);
            if (chain_ask(L, question, depth + 1, left)) {
                lua_replace(L, error);
                return true;
            }
            lua_settop(L, error);
        }
        return false;
    }
    return false;
}

static bool ask(lua_State *L, Question *question) {
    int left = CHAIN_MAX;
    lua_pushvalue(L, 1);
    return chain_ask(L, question, 0, &left);
}

/* ---- The package ---- */

static int new (lua_State *L) {
    argument_convert(L, 1, "string", "errors.New");
    lua_settop(L, 1);
    lua_pushnil(L);
    error_make(L, "*errors.errorString");
    return 1;
}

static bool is_target(lua_State *L, int error) {
    bool same = lua_compare(L, error, 2, LUA_OPEQ);
    if (!same && !error_is_own(L, error) && method_push(L, error, "Is")) {
        lua_pushvalue(L, error);
        lua_pushvalue(L, 2);
        lua_call(L, 2, 1);
        same = lua_toboolean(L, -1);
    }
    if (same) lua_pushboolean(L, 1);
    return same;
}

static int is(lua_State *L) {
    argument_convert(L, 1, "error", "errors.Is");
    argument_convert(L, 2, "error", "errors.Is");
    bool nils = lua_isnil(L, 1) && lua_isnil(L, 2);
    lua_pushboolean(L, nils || (!lua_isnil(L, 2) && ask(L, is_target)));
    return 1;
}

/* Is the target the class of the error: its metatable, what that looks into by __index, or further
 * up? */
static bool is_class(lua_State *L, int error) {
    enum { CLASSES_MAX = 100 };
    if (!lua_getmetatable(L, error)) return false;
    for (int i = 0; i < CLASSES_MAX && lua_istable(L, -1); i++) {
        if (lua_rawequal(L, -1, 2)) return true;
        lua_pushliteral(L, "__index");
        lua_rawget(L, -2);
        if (lua_rawequal(L, -1, 2)) return true;
        if (!lua_istable(L, -1) || !lua_getmetatable(L, -1)) return false;
    }
    return false;
}

static bool as_target(lua_State *L, int error) {
    bool fits = false;
    if (lua_isfunction(L, 2)) {
        lua_pushvalue(L, 2);
        lua_pushvalue(L, error);
        lua_call(L, 1, 1);
        fits = lua_toboolean(L, -1);
    } else {
        fits = is_class(L, error);
    }
    if (fits) {
        lua_pushvalue(L, error);
        return true;
    }
    lua_settop(L, error);
    if (error_is_own(L, error) || !method_push(L, error, "As")) return false;
    lua_pushvalue(L, error);
    lua_pushvalue(L, 2);
    lua_call(L, 2, 1);
    return lua_toboolean(L, -1); /* what the method gives is the answer */
}

static int as(lua_State *L) {
    argument_convert(L, 1, "error", "errors.As");
    lua_settop(L, 2);
    if (lua_isnil(L, 2)) return panic_text(L, "errors: target cannot be nil");
    if (!lua_istable(L, 2) && !lua_isfunction(L, 2))
        return panic_text(L, "errors: target must be a class (a metatable) or a function, not %s",
                          type_name(L, 2));
    if (!ask(L, as_target)) lua_pushnil(L);
    return 1;
}

static int unwrap_error(lua_State *L) {
    argument_convert(L, 1, "error", "errors.Unwrap");
    lua_settop(L, 1);
    if (lua_isnil(L, 1)) return 1;
    unwrap(L);
    if (!error_test(L, 1)) lua_pushnil(L); /* a list: Unwrap() []error is not asked */
    return 1;
}

static int join(lua_State *L) {
    int count = lua_gettop(L), kept = 0;
    for (int i = 1; i <= count; i++) argument_convert(L, i, "error", "errors.Join");
    lua_pushnil(L); /* no text: that of its errors */
    lua_newtable(L);
    for (int i = 1; i <= count; i++) {
        if (lua_isnil(L, i)) continue;
        lua_pushvalue(L, i);
        lua_rawseti(L, -2, ++kept);
    }
    if (kept == 0)
        lua_pushnil(L);
    else
        error_make(L, "*errors.joinError");
    return 1;
}

void open_errors(lua_State *L) {
    static const Binding bindings[] = {
        {"New", new,
         "errors.New(text string) error  an error with that text; each call gives another"},
        {"Is", is,
         "errors.Is(err, target error) bool  whether err, or an error that it wraps, is target"},
        {"As", as,
         "errors.As(err error, target) error  the first of err and those that it wraps whose class "
         "(metatable) is "
         "target, or for which the function target holds; else nil"},
        {"Unwrap", unwrap_error,
         "errors.Unwrap(err error) error  the error that err wraps, or nil"},
        {"Join", join,
         "errors.Join(errs ...error) error  one error of several, each on a line; nil if all are "
         "nil"},
        {NULL, NULL, NULL}};
    static const Binding methods[] = {
        {"Error", error_text, "error.Error() string  its text"},
        {"Unwrap", error_unwrap,
         "error.Unwrap() error  what it wraps: an error, or a list of them"},
        {NULL, NULL, NULL}};
    docs_keep(L, "error", methods);
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &errors_key);
    package_push(L, "errors", bindings);
    error_push(L, "*errors.errorString", "unsupported operation");
    lua_setfield(L, -2, "ErrUnsupported");
    lua_setglobal(L, "errors");
}
