/* Lua's coroutine library over the goroutine's stack of threads: resume pushes the coroutine's
 * thread, or the part of the stack that it was suspended with, and yield takes it off again. So a
 * coroutine may wait on a channel (its goroutine waits), call functions with `defer`, and be
 * preempted. Results and error texts are those of Lua 5.4's own library. */
#include "lua/host.h"
#include "lua/mark.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/trace.h"


static Co *coroutine_arg(lua_State *L, int index) {
    lua_State *thread = lua_tothread(L, index);
    luaL_argexpected(L, thread, index, "thread");
    if (world_of(L)->marked) mark_touch(L, thread, true);
    return co_of(thread);
}

static bool is_linked(const Co *co) {
    return co->below != NULL;
}

static const char *status_of(lua_State *L, Co *co) {
    Co *here = co_of(L);
    if (!here->g) return "dead"; /* in a finalizer at the end of the world: nothing runs any more */
    if (co->kind != CO_COROUTINE)
        return co == co_base(goroutine_of(here->g)) && !co_coroutine(here) ? "running" : "normal";
    if (co->closing) return "running";
    if (co->ended) return "dead";
    if (co == co_coroutine(here)) return "running";
    return is_linked(co) ? "normal" : "suspended";
}

static int create(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    Co *co = co_new_unpooled(L, CO_COROUTINE);
    lua_pushvalue(L, 1);
    lua_xmove(L, co->L, 1);
    return 1;
}

/* Moves the `count` values on top of L to the coroutine, and lets it run. Else pushes why not, and
 * returns -1. */
static int resume(lua_State *L, Co *co, int count, int kept, lua_KFunction k) {
    const char *problem = NULL;
    Co *top = co->suspended ? co->suspended : co;
    if (co->kind != CO_COROUTINE || (!co->ended && is_linked(co)))
        problem = "cannot resume non-suspended coroutine";
    else if (co->ended)
        problem = "cannot resume dead coroutine";
    else if (co_of(L)->coroutines >= COROUTINES_MAX)
        problem = "C stack overflow";
    else if (!lua_checkstack(top->L, count + 1))
        problem = "too many arguments to resume";
    if (problem) {
        lua_pushstring(L, problem);
        return -1;
    }
    lua_xmove(L, top->L, count);
    top->nargs = count;
    return co_call(L, co, kept, k);
}

static int resume_call(lua_State *L) {
    Co *co = coroutine_arg(L, 1);
    int results = resume(L, co, lua_gettop(L) - 1, 1, co_continue);
    if (results >= 0) return results;
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
}

/* A wrapped coroutine's error is its caller's, with the caller's place before a text. */
static int wrap_raise(lua_State *L) {
    if (lua_type(L, -1) == LUA_TSTRING) {
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static int wrap_done(lua_State *L, int status, lua_KContext kept) {
    Co *here = co_of(L);
    if (!here->raise) return co_continue(L, status, kept);
    here->raise = false;
    lua_State *thread = lua_tothread(L, lua_upvalueindex(1));
    if (lua_status(thread) > LUA_YIELD) { /* its pending __close run, and may change the error */
        trace_keep(here, co_of(thread));
        co_close(here->world, co_of(thread));
        lua_settop(L, (int)kept);
        lua_xmove(thread, L, 1);
    }
    return wrap_raise(L);
}

static int wrap_call(lua_State *L) {
    lua_State *thread = lua_tothread(L, lua_upvalueindex(1));
    Co *co = co_of(thread);
    if (world_of(L)->marked) mark_touch(L, thread, true);
    int results = resume(L, co, lua_gettop(L), 0, wrap_done);
    return results >= 0 ? results : wrap_raise(L);
}

static int wrap(lua_State *L) {
    create(L);
    co_of(lua_tothread(L, -1))->wrapped = true;
    lua_pushcclosure(L, wrap_call, 1);
    return 1;
}

static bool can_yield(lua_State *L) {
    Co *here = co_of(L), *co = co_coroutine(here);
    if (!co || !lua_isyieldable(L)) return false;
    for (; here != co; here = here->below)
        if (here->boundary) return false;
    return true;
}

static int yield(lua_State *L) {
    Co *here = co_of(L), *co = co_coroutine(here);
    if (!co) return luaL_error(L, "attempt to yield from outside a coroutine");
    if (!can_yield(L)) return luaL_error(L, "attempt to yield across a C-call boundary");
    Co *below = co->below;
    int count = lua_gettop(L);
    if (!lua_checkstack(below->L, count + 1)) return luaL_error(L, "too many results to resume");
    if (!co->wrapped) lua_pushboolean(below->L, 1);
    lua_xmove(L, below->L, count);
    below->nargs = count + !co->wrapped;
    co_drop_dead(here->world, co);
    co->suspended = here;
    co->below = NULL;
    goroutine_of(here->g)->top = below;
    here->world->yield = YIELD_SWITCH;
    return lua_yield(L, 0);
}

static int status(lua_State *L) {
    lua_pushstring(L, status_of(L, coroutine_arg(L, 1)));
    return 1;
}

static int is_yieldable(lua_State *L) {
    lua_State *thread = lua_tothread(L, 1);
    lua_pushboolean(L, can_yield(thread ? thread : L));
    return 1;
}

static int running(lua_State *L) {
    Co *here = co_of(L), *co = co_coroutine(here);
    if (!here->g) { /* in a finalizer at the end of the world */
        lua_pushthread(L);
        lua_pushboolean(L, 1);
        return 2;
    }
    if (!co) {
        Co *base = co_base(goroutine_of(here->g));
        base->exposed = true;
        lua_pushthread(base->L);
        if (base->L != L) lua_xmove(base->L, L, 1);
        lua_pushboolean(L, 1);
        return 2;
    }
    lua_pushthread(co->L);
    if (co->L != L) lua_xmove(co->L, L, 1);
    lua_pushboolean(L, 0);
    return 2;
}

static int close(lua_State *L) {
    Co *co = coroutine_arg(L, 1);
    const char *now = status_of(L, co);
    if (co->kind != CO_COROUTINE || (*now != 'd' && *now != 's'))
        return luaL_error(L, "cannot close a %s coroutine", now);
    lua_State *thread = lua_tothread(L, 1);
    World *w = world_of(L);
    if (co == w->closed) { /* shared by all that are closed: nothing is to be marked in it */
        lua_pushboolean(L, 1);
        return 1;
    }
    for (Co *c = co->ended ? NULL : co->suspended, *below; c && c != co; c = below) {
        below = c->below;
        co_release(w, c);
    }
    if (!co->ended) co->suspended = NULL;
    co->ended = true;
    co->closing = true;
    int result = co_close(w, co);
    lua_pushboolean(L, result == LUA_OK);
    if (result == LUA_OK) return 1;
    lua_xmove(thread, L, 1);
    return 2;
}

void open_coroutine(lua_State *L) {
    static const Binding bindings[] = {
        {"create", create, "coroutine.create(f) thread  a suspended coroutine that will run f"},
        {"resume", resume_call,
         "coroutine.resume(co, ...) ok, ...  runs co until it yields or ends"},
        {"yield", yield, "coroutine.yield(...) ...  suspends the running coroutine"},
        {"wrap", wrap,
         "coroutine.wrap(f) func  a function that resumes a coroutine of f each time"},
        {"status", status, "coroutine.status(co) string  running, suspended, normal or dead"},
        {"isyieldable", is_yieldable, "coroutine.isyieldable([co]) bool  can it yield?"},
        {"running", running,
         "coroutine.running() thread, bool  the running coroutine; true: the goroutine itself"},
        {"close", close, "coroutine.close(co) ok, err  closes its pending variables and ends it"},
        {NULL, NULL, NULL}};
    package_push(L, "coroutine", bindings);
    lua_setglobal(L, "coroutine");
}
