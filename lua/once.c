/* sync.Once, OnceFunc, OnceValue and OnceValues.
 *
 * The law: a Once is released however its function ends, by return, panic or Goexit, and counts as
 * done then; that is why the function runs as a frame of its own, with the release as its deferred
 * call. */
#include "lua/object.h"
#include "lua/sync.h"

/* ---- Once ---- */

/* The deferred call; upvalue 1: the data of the Once. */
static int once_release(lua_State *L) {
    Once *o = lua_touserdata(L, lua_upvalueindex(1));
    return op_end(L, once_leave(op_begin(L), o, true), NULL, NULL);
}

/* This goroutine holds the Once. */
static int once_run(lua_State *L) {
    Once *o = lua_touserdata(L, lua_upvalueindex(2));
    if (o->done) return op_end(L, once_leave(op_begin(L), o, true), NULL, NULL);
    return call_with_cleanup(L, 1, once_release, lua_upvalueindex(2));
}

static int once_Do(lua_State *L) {
    Once *o = object_self(L);
    argument_function(L, 1, "func()", "Once.Do");
    Outcome outcome = once_enter(op_begin(L), o);
    if (outcome == OP_DONE && o->done) return 0;
    return op_end(L, outcome, once_run, once_Do);
}

static void once_tell(lua_State *L, int object, const void *data, Text *t) {
    (void)L, (void)object;
    const Once *o = data;
    text_add_string(t, o->done ? "done" : o->mutex.locked ? "running" : "not done");
    if (o->mutex.sema.waiting) text_format(t, ", %u waiting", o->mutex.sema.waiting);
}

const Class once_class = {
    .name = "sync.Once",
    .size = sizeof(Once),
    .tell = once_tell,
    .methods =
        (const Binding[]){
            {"Do", once_Do,
             "sync.Once.Do(f func())  calls f if this is the first call; a call meanwhile waits "
             "for its end"},
            {NULL, NULL, NULL},
        },
};

/* ---- Functions that run once ---- */

/* What such a function's closure has: upvalue 1 is a userdata with this, and its user values are
 * the function, until that has run, and then what came of it: its results in a table, or the value
 * of its panic. */
typedef struct OnceCall {
    Once once;
    bool returned;
} OnceCall;

enum { CALL_FUNCTION = 1, CALL_OUTCOME, CALL_VALUES = CALL_OUTCOME };

/* The deferred call; upvalue 1: the OnceCall. Keeps the value of a panic, which goes on. */
static int call_release(lua_State *L) {
    OnceCall *c = lua_touserdata(L, lua_upvalueindex(1));
    Co *owner = co_of(L)->below;
    if (owner->panicking) {
        panic_push_value(owner, L);
        lua_setiuservalue(L, lua_upvalueindex(1), CALL_OUTCOME);
    }
    lua_pushnil(L);
    lua_setiuservalue(L, lua_upvalueindex(1), CALL_FUNCTION);
    return op_end(L, once_leave(op_begin(L), &c->once, true), NULL, NULL);
}

static int call_returned(lua_State *L, int status, lua_KContext context) {
    (void)status, (void)context;
    OnceCall *c = lua_touserdata(L, lua_upvalueindex(1));
    int count = lua_gettop(L);
    lua_createtable(L, count, 1);
    for (int i = 1; i <= count; i++) {
        lua_pushvalue(L, i);
        lua_rawseti(L, -2, i);
    }
    lua_pushinteger(L, count);
    lua_setfield(L, -2, "n");
    lua_setiuservalue(L, lua_upvalueindex(1), CALL_OUTCOME);
    c->returned = true;
    return count;
}

/* Calls the function and keeps its results; upvalue 1: the OnceCall. */
static int call_function(lua_State *L) {
    lua_settop(L, 0);
    lua_getiuservalue(L, lua_upvalueindex(1), CALL_FUNCTION);
    lua_callk(L, 0, LUA_MULTRET, 0, call_returned);
    return call_returned(L, LUA_OK, 0);
}

/* Gives again what the function gave: its results or its panic. */
static int call_repeat(lua_State *L) {
    OnceCall *c = lua_touserdata(L, lua_upvalueindex(1));
    lua_settop(L, 0);
    lua_getiuservalue(L, lua_upvalueindex(1), CALL_OUTCOME);
    if (!c->returned) return lua_error(L);
    lua_getfield(L, 1, "n");
    int count = (int)lua_tointeger(L, -1);
    luaL_checkstack(L, count, NULL);
    for (int i = 1; i <= count; i++) lua_rawgeti(L, 1, i);
    return count;
}

/* This goroutine holds the Once. */
static int call_run(lua_State *L) {
    OnceCall *c = lua_touserdata(L, lua_upvalueindex(1));
    if (c->once.done) return op_end(L, once_leave(op_begin(L), &c->once, true), call_repeat, NULL);
    lua_settop(L, 0);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushcclosure(L, call_function, 1);
    return call_with_cleanup(L, 1, call_release, lua_upvalueindex(1));
}

static int call_once(lua_State *L) {
    OnceCall *c = lua_touserdata(L, lua_upvalueindex(1));
    Outcome outcome = once_enter(op_begin(L), &c->once);
    if (outcome == OP_DONE && c->once.done) return call_repeat(L);
    return op_end(L, outcome, call_run, call_once);
}

static int function_once(lua_State *L, const char *maker) {
    argument_function(L, 1, "func()", maker);
    lua_settop(L, 1);
    OnceCall *c = lua_newuserdatauv(L, sizeof *c, CALL_VALUES);
    *c = (OnceCall){.returned = false};
    lua_insert(L, 1);
    lua_setiuservalue(L, 1, CALL_FUNCTION);
    lua_pushcclosure(L, call_once, 1);
    return 1;
}

int once_func(lua_State *L) {
    return function_once(L, "sync.OnceFunc");
}
int once_value(lua_State *L) {
    return function_once(L, "sync.OnceValue");
}
int once_values(lua_State *L) {
    return function_once(L, "sync.OnceValues");
}
