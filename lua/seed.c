/* Seeding a world that goes on. A goroutine of a seeded world is paused after so many instructions, by a hook of its
 * threads; that of the clock, which pauses others, is left for Ctrl-C. */
#include "lua/seed.h"

#include "lua/host.h"
#include "lua/outside.h"
#include "lua/package.h"
#include "runtime/posix.h"

/* A thread with a hook of the program's own keeps that. */
static void thread_hook(lua_State *L, bool on) {
    if (on && !lua_gethook(L)) lua_sethook(L, host_seeded_hook, LUA_MASKCOUNT, SEEDED_SLICE);
    if (!on && lua_gethook(L) == host_seeded_hook) lua_sethook(L, NULL, 0, 0);
}

/* All threads that goroutines run on or will. A coroutine gets its hook when it is resumed, new threads have their
 * maker's. */
static void threads_hook(World *w, bool on) {
    thread_hook(w->L, on);
    for (Co *co = w->pool; co; co = co->below) thread_hook(co->L, on);
    for (G *g = sched_oldest(w->sched); g; g = g->younger)
        for (Co *co = goroutine_of(g)->top; co; co = co->below) thread_hook(co->L, on);
}

/* math.randomseed(seed); it is there, or the program does not want it. */
static int math_seed(lua_State *L) {
    if (lua_getglobal(L, "math") != LUA_TTABLE || lua_getfield(L, -1, "randomseed") != LUA_TFUNCTION) return 0;
    lua_pushvalue(L, 1);
    lua_call(L, 1, 0);
    return 0;
}

bool world_seed(World *w, uint64_t seed) {
    if (!sched_set_strategy(w->sched, &strategy_seeded)) return false;
    w->seeded = true;
    sched_reseed(w->sched, seed);
    rand_forget(w->L);
    lua_pushcfunction(w->L, math_seed);
    lua_pushinteger(w->L, (lua_Integer)seed);
    if (scheduler_call(w, 1, 0) != LUA_OK) lua_pop(w->L, 1);
    threads_hook(w, true);
    world_set_clock(w, true);
    return true;
}

void world_unseed(World *w) {
    if (!w->seeded) return;
    sched_set_strategy(w->sched, NULL);
    w->seeded = false;
    sched_reseed(w->sched, posix_entropy());
    rand_forget(w->L);
    threads_hook(w, false);
    world_tick_begin(w, sched_is_virtual(w->sched));
}

bool world_control(World *w, Control *control, WorldBefore *before) {
    *before = (WorldBefore){.strategy = w->seeded ? &strategy_seeded : NULL,
                            .seeded = w->seeded,
                            .is_virtual = sched_is_virtual(w->sched),
                            .controlled = w->controlled};
    if (!outside_enter(w)) return false;
    if (!sched_set_strategy(w->sched, &control->strategy)) {
        if (!before->controlled) outside_leave(w);
        return false;
    }
    w->seeded = true;
    threads_hook(w, true);
    world_set_clock(w, true);
    return true;
}

void world_uncontrol(World *w, const WorldBefore *before) {
    sched_set_strategy(w->sched, before->strategy);
    w->seeded = before->seeded;
    threads_hook(w, before->seeded);
    world_set_clock(w, before->is_virtual);
    if (!before->controlled) outside_leave(w);
}
