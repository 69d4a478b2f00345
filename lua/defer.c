/* defer, panic and recover.
 *
 * A function that has `defer` is a C closure (frame_call) around its body: a call of it pushes a
 * thread of its own on the goroutine, so that its deferred calls run when that thread's function is
 * over, however that comes about (host.c). */
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"

/* Upvalues: 1 the body, then the zero values of the declared results. */
static int frame_done(lua_State *L, int status, lua_KContext kept) {
    Co *co = co_of(L);
    if (!co->zeros) return co_continue(L, status, kept);
    co->zeros = false;
    int count = 0;
    while (!lua_isnone(L, lua_upvalueindex(2 + count))) count++;
    luaL_checkstack(L, count, NULL);
    for (int i = 0; i < count; i++) lua_pushvalue(L, lua_upvalueindex(2 + i));
    return count;
}

int frame_call(lua_State *L) {
    Co *here = co_of(L);
    if (here->depth >= FRAMES_MAX) return luaL_error(L, "stack overflow");
    int nargs = lua_gettop(L);
    bool guarded = here->coroutines > 0;
    if (guarded) {
        guard_push(L);
        lua_insert(L, 1);
    }
    Co *co = co_new(L, CO_FRAME);
    if (!lua_checkstack(co->L, nargs + 1)) {
        co_release(here->world, co);
        return luaL_error(L, "stack overflow");
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_xmove(L, co->L, 1);
    lua_xmove(L, co->L, nargs);
    co->nargs = nargs;
    if (guarded) guard_set(L, co);
    return co_call(L, co, guarded, frame_done);
}

/* gosh_deferring(body, zero...): the function with `defer`. */
static int deferring(lua_State *L) {
    lua_pushcclosure(L, frame_call, lua_gettop(L));
    return 1;
}

Deferred *defer_add(lua_State *L, Co *co, int nargs) {
    World *w = co->world;
    int function = lua_gettop(L) - nargs;
    bool packed = nargs > 0 || lua_isnil(L, function); /* a nil keeps no place */
    if (packed) {
        lua_createtable(L, nargs + 1, 0);
        lua_insert(L, function);
        for (int i = nargs + 1; i > 0; i--) lua_rawseti(L, function, i);
    }
    int ref = slot_keep(L);
    Deferred *d = host_alloc(L, sizeof *d);
    if (!d) {
        slot_free(w, ref);
        luaL_error(L, no_memory);
    }
    *d = (Deferred){.next = co->defers, .ref = ref, .count = packed ? nargs : -1};
    return co->defers = d;
}

/* gosh_defer(f, ...). */
static int defer_call(lua_State *L) {
    defer_add(L, co_of(L), lua_gettop(L) - 1);
    return 0;
}

static int defer_method(lua_State *L) {
    lua_pushvalue(L, 2);
    lua_gettable(L, 1);
    lua_pushvalue(L, 1);
    lua_replace(L, 2);
    lua_replace(L, 1);
    return defer_call(L);
}

/* gosh_results(f): f gives the named results once the deferred calls have run. */
static int results(lua_State *L) {
    lua_settop(L, 1);
    co_of(L)->named = slot_keep(L);
    return 0;
}

int call_with_cleanup(lua_State *L, int function_index, lua_CFunction cleanup, int upvalue_index) {
    function_index = lua_absindex(L, function_index);
    lua_pushvalue(L, upvalue_index);
    lua_pushcclosure(L, cleanup, 1);
    Co *co = co_new(L, CO_FRAME);
    defer_add(L, co, 0)->own = true;
    co_push_function(L, co, function_index);
    return co_call(L, co, lua_gettop(L), co_continue);
}

/* panic(v). */
static int panic(lua_State *L) {
    lua_settop(L, 1);
    if (lua_isnil(L, 1)) return panic_error(L, "panic called with nil argument");
    return lua_error(L);
}

/* Is L running a deferred call's own function, and has that called recover directly? */
static bool called_by_deferred(lua_State *L) {
    lua_Debug ar;
    return co_of(L)->kind == CO_DEFERRED && lua_getstack(L, 1, &ar) && !lua_getstack(L, 2, &ar);
}

static int recover(lua_State *L) {
    Co *co = co_of(L);
    lua_settop(L, 0);
    lua_pushnil(L);
    if (!called_by_deferred(L)) return 1;
    Co *owner = co->below;
    if (!owner || !owner->panicking || owner->recovered || owner->exiting || goroutine_of(co->g)->killed) return 1;
    owner->recovered = true;
    panic_push_value(owner, L);
    return 1;
}

void open_defer(lua_State *L) {
    static const luaL_Reg primitives[] = {{"gosh_defer", defer_call},
                                          {"gosh_defer_method", defer_method},
                                          {"gosh_deferring", deferring},
                                          {"gosh_results", results},
                                          {NULL, NULL}};
    static const Binding globals[] = {
        {"panic", panic, "panic(v any)  stops the normal execution of the current goroutine"},
        {"recover", recover,
         "recover() any  called directly by a deferred function, stops the panic and returns its "
         "value"},
        {NULL, NULL, NULL}};
    primitives_register(L, primitives);
    package_globals(L, globals);
}
