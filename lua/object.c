/* Objects with methods: sync.Mutex, atomic.Int64, time.Timer ... and values with methods:
 * time.Duration, time.Time.
 *
 *     object: a table, with the metatable of its class
 *         [data_key]  ->  userdata  <--- upvalue 2 ---+
 *         Lock        ->  closure   ------------------+
 *                                   ---- upvalue 1 ------>  the table
 *
 * The first look at a method makes a closure that knows its object, and keeps it in the table: from
 * then on a call is a plain table get and a C call. Values are userdata, and bind at each look,
 * because many are short-lived. A method finds its object in its upvalues alone; when the receiver
 * comes as an argument too, as a colon call passes it, that is dropped. */
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/type.h"
#include "lua/value.h"

#include <stdio.h>
#include <string.h>

static const char data_key = 'o';
static const char zeros_key = 'z';
static const char class_key = 'C'; /* of the class in a metatable */

/* ---- Methods ---- */

/* Is the value on top of L the data of an object of the class that the table at `index` is of? A program can find the
 * data with `next`, and put it into another object. */
static bool is_data_of(lua_State *L, int index) {
    int top = lua_gettop(L);
    if (lua_type(L, top) != LUA_TUSERDATA) return false;
    bool same = lua_getmetatable(L, index) && lua_getmetatable(L, top) && lua_rawequal(L, -1, -2);
    lua_settop(L, top);
    return same;
}

/* __index of objects; upvalue 1: the methods by name. */
static int object_index(lua_State *L) {
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (!lua_istable(L, 1) || lua_rawget(L, lua_upvalueindex(1)) == LUA_TNIL) return 0;
    lua_CFunction method = lua_tocfunction(L, 3);
    lua_pushvalue(L, 1);
    lua_rawgetp(L, 1, &data_key);
    if (!is_data_of(L, 1)) return 0;
    lua_pushcclosure(L, method, 2);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, 4);
    lua_rawset(L, 1);
    return 1;
}

/* __index of values; upvalue 1: the methods by name. */
static int value_index(lua_State *L) {
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) == LUA_TNIL) return 1;
    lua_CFunction method = lua_tocfunction(L, 3);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 1);
    lua_pushcclosure(L, method, 2);
    return 1;
}

void *object_self(lua_State *L) {
    if (lua_type(L, 1) >= LUA_TTABLE && lua_rawequal(L, 1, lua_upvalueindex(1))) lua_remove(L, 1);
    return lua_touserdata(L, lua_upvalueindex(2));
}

void *object_self_of(lua_State *L, int arity) {
    if (lua_gettop(L) > arity && lua_rawequal(L, 1, lua_upvalueindex(1))) lua_remove(L, 1);
    lua_settop(L, arity);
    return lua_touserdata(L, lua_upvalueindex(2));
}

void object_push_self(lua_State *L) {
    lua_pushvalue(L, lua_upvalueindex(1));
}

int object_push_value(lua_State *L, int n) {
    return lua_getiuservalue(L, lua_upvalueindex(2), n);
}

void object_set_value(lua_State *L, int n) {
    lua_setiuservalue(L, lua_upvalueindex(2), n);
}

void argument_convert(lua_State *L, int index, const char *type, const char *method) {
    char where[64];
    snprintf(where, sizeof where, "argument to %s", method);
    if (lua_isnone(L, index)) lua_settop(L, index);
    type_convert(L, index, type_of_text(L, type), where);
}

void argument_function(lua_State *L, int index, const char *type, const char *method) {
    if (lua_isfunction(L, index)) return;
    argument_convert(L, index, type, method);
    panic_error(L, "cannot use nil as %s value in argument to %s", type, method);
}

int64_t argument_int(lua_State *L, int index, const char *method) {
    if (lua_isinteger(L, index)) return lua_tointeger(L, index);
    argument_convert(L, index, "int", method);
    bool ok;
    return duration_get(L, index, &ok); /* which is an int too, to type_convert */
}

/* ---- Objects ---- */

static int object_tostring(lua_State *L) {
    lua_pushfstring(L, "%s: %p", lua_tostring(L, lua_upvalueindex(1)), lua_topointer(L, 1));
    return 1;
}

/* `next` that leaves out what the class has put into the table; upvalue 1: the methods by name. */
static int object_next(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    while (lua_next(L, 1)) {
        lua_pushvalue(L, -2);
        bool hidden = lua_touserdata(L, -1) == &data_key ||
                      (lua_tocfunction(L, -2) && lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL);
        lua_settop(L, hidden ? 2 : 3);
        if (!hidden) return 2;
    }
    lua_pushnil(L);
    return 1;
}

static int object_pairs(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushcclosure(L, object_next, 1);
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}

void *object_new(lua_State *L, const Class *class) {
    lua_createtable(L, 0, 4); /* the data and three methods */
    void *data = lua_newuserdatauv(L, class->size, class->values);
    if (class->initial)
        memcpy(data, class->initial, class->size);
    else
        memset(data, 0, class->size);
    lua_rawgetp(L, LUA_REGISTRYINDEX, class);
    lua_pushvalue(L, -1);
    lua_setmetatable(L, -4);
    lua_setmetatable(L, -2);
    lua_rawsetp(L, -2, &data_key);
    return data;
}

int object_construct(lua_State *L, const Class *class) {
    bool has_fields = lua_type(L, 1) == LUA_TTABLE;
    object_new(L, class);
    lua_insert(L, 1);
    if (!has_fields) {
        lua_settop(L, 1);
        return 1;
    }
    lua_settop(L, 2);
    lua_pushnil(L);
    while (lua_next(L, 2)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, 1);
    }
    lua_settop(L, 1);
    return 1;
}

void *object_test(lua_State *L, int index, const Class *class) {
    if (lua_type(L, index) != LUA_TTABLE || !lua_getmetatable(L, index)) return NULL;
    lua_rawgetp(L, LUA_REGISTRYINDEX, class);
    bool same = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    if (!same) return NULL;
    lua_rawgetp(L, index, &data_key);
    void *data = is_data_of(L, index) ? lua_touserdata(L, -1) : NULL;
    lua_pop(L, 1);
    return data;
}

bool object_is(lua_State *L, int index) {
    if (lua_type(L, index) != LUA_TTABLE) return false;
    bool has_data = lua_rawgetp(L, index, &data_key) != LUA_TNIL;
    lua_pop(L, 1);
    return has_data;
}

const Class *object_class(lua_State *L, int index, const void **data) {
    if (lua_type(L, index) != LUA_TTABLE || !lua_getmetatable(L, index)) return NULL;
    lua_rawgetp(L, -1, &class_key);
    const Class *class = lua_touserdata(L, -1);
    lua_pop(L, 2);
    if (class) *data = object_test(L, index, class);
    return class && *data ? class : NULL;
}

void object_push_data(lua_State *L, int index) {
    lua_rawgetp(L, index, &data_key);
}

/* ---- Classes ---- */

static void methods_push(lua_State *L, const Binding *methods) {
    lua_newtable(L);
    for (const Binding *m = methods; m->name; m++) {
        lua_pushcfunction(L, m->function);
        lua_setfield(L, -2, m->name);
    }
}

/* A metatable with these methods, kept in the registry under its name and under `key`; pushes
 * it. */
static void metatable_push(lua_State *L, const void *key, const char *name, const Binding *methods,
                           lua_CFunction index) {
    docs_keep(L, name, methods);
    luaL_newmetatable(L, name);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, key);
    lua_pushstring(L, name);
    lua_setfield(L, -2, "__metatable");
    methods_push(L, methods);
    lua_pushcclosure(L, index, 1);
    lua_setfield(L, -2, "__index");
}

static int class_zero(lua_State *L) {
    lua_settop(L, 0);
    return object_construct(L, lua_touserdata(L, lua_upvalueindex(1)));
}

/* __gc; upvalue 1: the class. The table and its data have one metatable, and only the data is released. */
static int object_release(lua_State *L) {
    const Class *class = lua_touserdata(L, lua_upvalueindex(1));
    void *data = lua_touserdata(L, 1);
    if (data) class->release(L, data);
    return 0;
}

void class_register(lua_State *L, const Class *class) {
    metatable_push(L, class, class->name, class->methods, object_index);
    lua_pushstring(L, class->name);
    lua_pushcclosure(L, object_tostring, 1);
    lua_setfield(L, -2, "__tostring");
    methods_push(L, class->methods);
    lua_pushcclosure(L, object_pairs, 1);
    lua_setfield(L, -2, "__pairs");
    lua_pushlightuserdata(L, (void *)class);
    lua_rawsetp(L, -2, &class_key);
    if (class->release) {
        lua_pushlightuserdata(L, (void *)class);
        lua_pushcclosure(L, object_release, 1);
        lua_setfield(L, -2, "__gc");
    }
    lua_pop(L, 1);
    lua_pushlightuserdata(L, (void *)class);
    lua_pushcclosure(L, class_zero, 1);
    zero_register(L, class->name);
}

void value_register(lua_State *L, const void *key, const char *name, const Binding *methods,
                    const luaL_Reg *metamethods) {
    metatable_push(L, key, name, methods, value_index);
    luaL_setfuncs(L, metamethods, 0);
    lua_pop(L, 1);
}

/* ---- Zero values by the names of their types ---- */

void finalizer_register(lua_State *L, const void *key, lua_CFunction finalizer) {
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, finalizer);
    lua_setfield(L, -2, "__gc");
    lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

void zero_register(lua_State *L, const char *type) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &zeros_key);
    lua_insert(L, -2);
    lua_setfield(L, -2, type);
    lua_pop(L, 1);
}

bool object_push_zero(lua_State *L, const char *type) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &zeros_key);
    bool known = lua_getfield(L, -1, type) == LUA_TFUNCTION;
    lua_remove(L, -2);
    if (known)
        lua_call(L, 0, 1);
    else
        lua_pop(L, 1);
    return known || (bundle_load(L, type) && object_push_zero(L, type));
}

void zeros_push(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &zeros_key);
}

void open_object(lua_State *L) {
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &zeros_key);
}
