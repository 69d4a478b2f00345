/* The go statement, and what starting a goroutine takes. */
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/trace.h"
#include "lua/type.h"

enum { MANY_THREADS = 256 /* from here on the collector is incremental */ };

/* ---- Starting a goroutine ---- */

void creator_release(World *w, Creator *c) {
    if (!c || --c->users > 0) return;
    slot_free(w, c->slot);
    arena_free(w->arena, c, sizeof *c);
}

/* With few threads the collector is generational, as in Lua's own program. But every collection, a
 * minor one too, looks at every thread's whole stack; so with many it is incremental, and comes the
 * more rarely the more there are. */
static void collector_adapt(World *w) {
    if (w->controlled) return; /* world_set_up has said when */
    size_t threads = sched_count(w->sched) + w->pooled;
    if (threads < w->gc_step && threads * 8 + 8 * MANY_THREADS > w->gc_step) return;
    if (threads < MANY_THREADS) {
        lua_gc(w->L, LUA_GCGEN, 0, 0);
        w->gc_step = MANY_THREADS;
        return;
    }
    size_t pause = 200 + threads / 500;
    lua_gc(w->L, LUA_GCINC, (int)(pause < 1000 ? pause : 1000), 0, 0);
    w->gc_step = threads * 2;
}

static int line_of(lua_State *L, lua_Debug *ar) {
    lua_getinfo(L, "l", ar);
    return ar->currentline;
}

/* The function that executes a go statement, and its line unless that is given: in a package written in gosh, the one that called the
 * package. The last one is remembered, for most go statements stand in loops. NULL if it is not known. */
static Creator *creator_here(lua_State *L, int *line) {
    World *w = world_of(L);
    lua_Debug ar;
    bool inside = false;
    for (int level = 1;; level++) {
        if (!lua_getstack(L, level, &ar) || !lua_getinfo(L, "f", &ar)) return NULL;
        if (w->creator && w->creator->function == lua_topointer(L, -1)) {
            lua_pop(L, 1);
            if (level > 1 || *line == 0) *line = line_of(L, &ar);
            return w->creator;
        }
        lua_getinfo(L, "S", &ar);
        inside = bundle_owns(&ar) || (inside && *ar.what == 'C');
        if (!inside) break;
        lua_pop(L, 1);
    }
    *line = line_of(L, &ar);
    const void *function = lua_topointer(L, -1);
    int slot = slot_keep(L);
    Creator *c = host_alloc(L, sizeof *c);
    if (!c) {
        slot_free(w, slot);
        return NULL;
    }
    *c = (Creator){.function = function, .users = 1, .slot = slot};
    creator_release(w, w->creator);
    return w->creator = c;
}

static G *g_new(lua_State *L, bool detached) {
    World *w = world_of(L);
    G *g = detached ? go_start_detached(w->sched) : go_start(w->sched);
    if (g) return g;
    lua_gc(L, LUA_GCCOLLECT);
    return detached ? go_start_detached(w->sched) : go_start(w->sched);
}

/* Whatever can fail comes before there is a G, for that runs in any case. */
G *goroutine_start(lua_State *L, int nargs, int line, bool detached) {
    World *w = world_of(L);
    collector_adapt(w);
    int function = lua_gettop(L) - nargs;
    Creator *creator = detached ? NULL : creator_here(L, &line);
    Co *co = co_new(L, CO_ENTRY);
    bool fits = nargs + 4 <= LUA_MINSTACK || lua_checkstack(co->L, nargs + 4);
    G *g = fits ? g_new(L, detached) : NULL;
    if (!g) {
        co_release(w, co);
        luaL_error(L, no_memory);
        return NULL;
    }
    Goroutine *gr = goroutine_of(g);
    gr->top = co;
    co->g = g;
    gr->created_line = line;
    if (creator && creator == w->creator) { /* a finalizer's go statement may have replaced it */
        gr->creator = creator;
        creator->users++;
    }
    ancestors_keep(w, g);
    co_push_function(L, co, function);
    lua_pushvalue(co->L, -1); /* what runs, for traces; the other one stays under its results */
    lua_xmove(L, co->L, nargs);
    co->nargs = nargs;
    lua_settop(L, function - 1);
    return g;
}

/* ---- The statement ---- */

/* gosh_go(line, f, ...): f and its arguments have been evaluated. The line is that of the statement, or 0: to find it in
 * the code takes as long as all the rest. */
static int go_call(lua_State *L) {
    Sched *s = op_begin(L);
    Outcome point = sched_point(s, POINT_GO, NULL);
    if (point != OP_DONE) return op_end(L, point, NULL, go_call);
    if (!lua_isfunction(L, 2)) {
        if (lua_isnoneornil(L, 2))
            return fatal_error(L, world_of(L)->explain == EXPLAIN_OFF
                                      ? "go of nil func value"
                                      : "go of nil func value\n"
                                        "\tit has no value here: is it spelled right, or defined further down?");
        if (!luaL_getmetafield(L, 2, "__call"))
            return luaL_error(
                L, "expression in go must be function call (value of type %s is no function)",
                type_name(L, 2));
        lua_insert(L, 2); /* its __call, with the value as first argument */
    }
    goroutine_start(L, lua_gettop(L) - 2, (int)lua_tointeger(L, 1), false);
    return 0;
}

/* gosh_go_method(line, object, name, ...). */
static int go_method(lua_State *L) {
    lua_pushvalue(L, 3);
    lua_gettable(L, 2); /* the method */
    lua_pushvalue(L, 2);
    lua_replace(L, 3);
    lua_replace(L, 2);
    return go_call(L);
}

/* go(f, ...), for programs in plain Lua. */
static int go_function(lua_State *L) {
    lua_pushinteger(L, 0);
    lua_insert(L, 1);
    return go_call(L);
}

void open_go(lua_State *L) {
    static const luaL_Reg primitives[] = {
        {"gosh_go", go_call}, {"gosh_go_method", go_method}, {NULL, NULL}};
    static const Binding globals[] = {
        {"go", go_function, "go f(...)  starts a goroutine that calls f; go(f, ...) is the same"},
        {NULL, NULL, NULL}};
    primitives_register(L, primitives);
    package_globals(L, globals);
}
