/* sync.Map and sync.Pool. Only one goroutine runs at a time, so a Lua table behind an announced
 * operation is all that they need. */
#include "lua/object.h"
#include "lua/sync.h"
#include "lua/type.h"

/* In the place of a nil, which a Lua table cannot hold. */
static const char nil_key = 'n';

/* Announces the operation of a method. */
static Outcome store_point(lua_State *L, const void *object) {
    return sched_point(op_begin(L), POINT_ATOMIC, object);
}

bool values_equal(lua_State *L, int a, int b) {
    if (lua_rawequal(L, a, b)) return true;
    /* Only userdata of the same kind compare by contents without running code of the program's. */
    return lua_type(L, a) == LUA_TUSERDATA && lua_type(L, b) == LUA_TUSERDATA &&
           lua_compare(L, a, b, LUA_OPEQ);
}

/* Pushes the table of the Map or Pool whose method this is. */
static void table_push(lua_State *L) {
    if (object_push_value(L, 1) == LUA_TTABLE) return;
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    object_set_value(L, 1);
}

/* ---- Map ---- */

/* Pushes the value at `index` as the table holds it, or the other way round. */
static void map_push_encoded(lua_State *L, int index) {
    if (lua_isnil(L, index))
        lua_pushlightuserdata(L, (void *)&nil_key);
    else
        lua_pushvalue(L, index);
}

static void map_decode(lua_State *L) {
    if (lua_touserdata(L, -1) != &nil_key) return;
    lua_pop(L, 1);
    lua_pushnil(L);
}

/* Pushes the value of the key at index 1 in the table at `map`; false, and nil, if there is
 * none. */
static bool map_get(lua_State *L, int map) {
    map_push_encoded(L, 1);
    bool found = lua_rawget(L, map) != LUA_TNIL;
    map_decode(L);
    return found;
}

static void map_set(lua_State *L, int map, int value) {
    map_push_encoded(L, 1);
    map_push_encoded(L, value);
    lua_rawset(L, map);
}

static void map_remove(lua_State *L, int map) {
    map_push_encoded(L, 1);
    lua_pushnil(L);
    lua_rawset(L, map);
}

static int map_Load(lua_State *L) {
    void *m = object_self_of(L, 1);
    Outcome point = sched_point(op_begin(L), POINT_LOAD, m);
    if (point != OP_DONE) return op_end(L, point, NULL, map_Load);
    table_push(L);
    lua_pushboolean(L, map_get(L, 2));
    return 2;
}

static int map_Store(lua_State *L) {
    void *m = object_self_of(L, 2);
    Outcome point = store_point(L, m);
    if (point != OP_DONE) return op_end(L, point, NULL, map_Store);
    table_push(L);
    map_set(L, 3, 2);
    return 0;
}

static int map_LoadOrStore(lua_State *L) {
    void *m = object_self_of(L, 2);
    Outcome point = store_point(L, m);
    if (point != OP_DONE) return op_end(L, point, NULL, map_LoadOrStore);
    table_push(L);
    bool loaded = map_get(L, 3);
    if (!loaded) {
        map_set(L, 3, 2);
        lua_pushvalue(L, 2);
    }
    lua_pushboolean(L, loaded);
    return 2;
}

static int map_LoadAndDelete(lua_State *L) {
    void *m = object_self_of(L, 1);
    Outcome point = store_point(L, m);
    if (point != OP_DONE) return op_end(L, point, NULL, map_LoadAndDelete);
    table_push(L);
    bool loaded = map_get(L, 2);
    map_remove(L, 2);
    lua_pushboolean(L, loaded);
    return 2;
}

static int map_Delete(lua_State *L) {
    void *m = object_self_of(L, 1);
    Outcome point = store_point(L, m);
    if (point != OP_DONE) return op_end(L, point, NULL, map_Delete);
    table_push(L);
    map_remove(L, 2);
    return 0;
}

static int map_Swap(lua_State *L) {
    void *m = object_self_of(L, 2);
    Outcome point = store_point(L, m);
    if (point != OP_DONE) return op_end(L, point, NULL, map_Swap);
    table_push(L);
    bool loaded = map_get(L, 3);
    map_set(L, 3, 2);
    lua_pushboolean(L, loaded);
    return 2;
}

static int map_CompareAndSwap(lua_State *L) {
    void *m = object_self_of(L, 3);
    Outcome point = store_point(L, m);
    if (point != OP_DONE) return op_end(L, point, NULL, map_CompareAndSwap);
    table_push(L);
    bool same = map_get(L, 4) && values_equal(L, 2, 5);
    if (same) map_set(L, 4, 3);
    lua_pushboolean(L, same);
    return 1;
}

static int map_CompareAndDelete(lua_State *L) {
    void *m = object_self_of(L, 2);
    Outcome point = store_point(L, m);
    if (point != OP_DONE) return op_end(L, point, NULL, map_CompareAndDelete);
    table_push(L);
    bool same = map_get(L, 3) && values_equal(L, 2, 4);
    if (same) map_remove(L, 3);
    lua_pushboolean(L, same);
    return 1;
}

static int map_Clear(lua_State *L) {
    void *m = object_self_of(L, 0);
    Outcome point = store_point(L, m);
    if (point != OP_DONE) return op_end(L, point, NULL, map_Clear);
    lua_pushnil(L);
    object_set_value(L, 1);
    return 0;
}

/* Goes on after entry `i` of the list of keys. Stack: the function, the list, and a result of the
 * function's. */
static int map_range_step(lua_State *L, int status, lua_KContext i) {
    (void)status;
    for (;;) {
        if (lua_gettop(L) > 2) {
            if (!lua_isboolean(L, 3))
                type_convert(L, 3, type_of_text(L, "bool"), "result of Map.Range's function");
            if (!lua_toboolean(L, 3)) return 0;
        }
        do {
            lua_settop(L, 2);
            if (lua_rawgeti(L, 2, ++i) == LUA_TNIL) return 0;
            table_push(L);
            lua_pushvalue(L, 3);
        } while (lua_rawget(L, 4) == LUA_TNIL); /* deleted meanwhile */
        map_decode(L);
        lua_replace(L, 4);
        lua_pushvalue(L, 3);
        map_decode(L);
        lua_replace(L, 3);
        lua_pushvalue(L, 1);
        lua_insert(L, 3);
        lua_callk(L, 2, 1, i, map_range_step);
    }
}

/* Walks the keys that there are at its beginning, so that the function may store and delete. */
static int map_Range(lua_State *L) {
    void *m = object_self_of(L, 1);
    argument_function(L, 1, "func(key, value any) bool", "Map.Range");
    Outcome point = store_point(L, m);
    if (point != OP_DONE) return op_end(L, point, NULL, map_Range);
    lua_newtable(L);
    table_push(L);
    lua_Integer count = 0;
    for (lua_pushnil(L); lua_next(L, 3);) {
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_rawseti(L, 2, ++count);
    }
    lua_settop(L, 2);
    return map_range_step(L, LUA_OK, 0);
}

static void map_tell(lua_State *L, int object, const void *data, Text *t) {
    (void)data;
    int top = lua_gettop(L), count = 0;
    object_push_data(L, object);
    if (lua_getiuservalue(L, -1, 1) == LUA_TTABLE)
        for (lua_pushnil(L); lua_next(L, top + 2); lua_pop(L, 1)) count++;
    lua_settop(L, top);
    text_format(t, count == 1 ? "%d key" : "%d keys", count);
}

const Class map_class = {
    .name = "sync.Map",
    .tell = map_tell,
    .values = 1,
    .methods =
        (const Binding[]){
            {"Load", map_Load,
             "sync.Map.Load(key any) (value any, ok bool)  the value of key, and whether there is "
             "one"},
            {"Store", map_Store, "sync.Map.Store(key, value any)  sets the value of key"},
            {"LoadOrStore", map_LoadOrStore,
             "sync.Map.LoadOrStore(key, value any) (actual any, loaded bool)  the value of key, "
             "which is value if there was none"},
            {"LoadAndDelete", map_LoadAndDelete,
             "sync.Map.LoadAndDelete(key any) (value any, loaded bool)  deletes key, and gives the "
             "value that it had"},
            {"Delete", map_Delete, "sync.Map.Delete(key any)  deletes key"},
            {"Swap", map_Swap,
             "sync.Map.Swap(key, value any) (previous any, loaded bool)  sets the value of key, "
             "and gives the one that it had"},
            {"CompareAndSwap", map_CompareAndSwap,
             "sync.Map.CompareAndSwap(key, old, new any) bool  sets the value of key to new if it "
             "is old, and says whether it was"},
            {"CompareAndDelete", map_CompareAndDelete,
             "sync.Map.CompareAndDelete(key, old any) bool  deletes key if its value is old, and "
             "says whether it was"},
            {"Range", map_Range,
             "sync.Map.Range(f func(key, value any) bool)  calls f with each key and value, until "
             "f returns false"},
            {"Clear", map_Clear, "sync.Map.Clear()  deletes every key"},
            {NULL, NULL, NULL},
        },
};

/* ---- Pool ----
 * As Go's with one P: one value in the private place, which is the first to be filled and emptied,
 * the others on a stack. */

typedef struct Pool {
    bool has_private;  /* at 1 in the table */
    lua_Integer count; /* of the others, from 2 on */
} Pool;

static int pool_Put(lua_State *L) {
    Pool *p = object_self_of(L, 1);
    Outcome point = store_point(L, p);
    if (point != OP_DONE) return op_end(L, point, NULL, pool_Put);
    if (lua_isnil(L, 1)) return 0;
    table_push(L);
    lua_insert(L, 1);
    lua_rawseti(L, 1, p->has_private ? p->count + 2 : 1);
    if (p->has_private)
        p->count++;
    else
        p->has_private = true;
    return 0;
}

static int pool_made(lua_State *L, int status, lua_KContext context) {
    (void)L, (void)status, (void)context;
    return 1;
}

static int pool_Get(lua_State *L) {
    Pool *p = object_self_of(L, 0);
    Outcome point = store_point(L, p);
    if (point != OP_DONE) return op_end(L, point, NULL, pool_Get);
    if (p->has_private || p->count > 0) {
        lua_Integer place = p->has_private ? 1 : p->count-- + 1;
        if (p->has_private) p->has_private = false;
        table_push(L);
        lua_rawgeti(L, 1, place);
        lua_pushnil(L);
        lua_rawseti(L, 1, place);
        return 1;
    }
    object_push_self(L);
    if (lua_getfield(L, 1, "New") == LUA_TNIL) return 1;
    lua_callk(L, 0, 1, 0, pool_made);
    return 1;
}

const Class pool_class = {
    .name = "sync.Pool",
    .size = sizeof(Pool),
    .values = 1,
    .methods =
        (const Binding[]){
            {"Get", pool_Get,
             "sync.Pool.Get() any  takes a value out of the pool; from New if there is none"},
            {"Put", pool_Put, "sync.Pool.Put(x any)  puts a value into the pool"},
            {NULL, NULL, NULL},
        },
};
