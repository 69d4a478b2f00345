/* Preemption and interrupts: a signal puts a hook in the running thread, which pauses it at its next
 * instruction. */
#include "lua/clock.h"
#include "lua/host.h"
#include "lua/mark.h"
#include "lua/trace.h"

/* Gives the thread that preemption has hooked its own hook back. */
static void hook_restore(World *w) {
    lua_State *thread = w->hook.thread;
    w->hook.thread = NULL;
    lua_sethook(thread, w->hook.function, w->hook.mask, w->hook.count);
}

/* Says that L now runs, so that a tick can pause or end it; returns what ran before. */
lua_State *running_begin(World *w, lua_State *L) {
    lua_State *before = w->running;
    w->running = L;
    return before;
}

void running_end(World *w, lua_State *L, lua_State *before) {
    w->running = before;
    if (w->hook.thread == L) hook_restore(w);
}

int scheduler_call(World *w, int nargs, int results) {
    lua_State *before = running_begin(w, w->L);
    clock_follow(w);
    int status = lua_pcall(w->L, nargs, results, 0);
    running_end(w, w->L, before);
    return status;
}

/* Ctrl-C where Lua cannot pause. The evaluation's own goroutine is to end; another one only if it is what keeps the
 * interrupt from being taken, and so has been asked for again. */
static void interrupt_raise(lua_State *L, Co *co) {
    World *w = co->world;
    bool is_main = co->g && goroutine_of(co->g)->is_main;
    if (co->g && !is_main && w->evaluating && w->interrupts < 2) return;
    if (is_main) w->ending = WORLD_KILLED;
    co->exposed = true; /* a thread that ends by an error in a hook has no more hooks */
    sched_stop(w->sched);
    luaL_error(L, "interrupted");
}

/* Its time is up where Lua cannot pause, and the program has ended: nobody waits for what it computes. */
static void over_raise(lua_State *L, Co *co) {
    co->exposed = true;
    luaL_error(L, "the program has ended");
}

/* The thread goes on. Lua has marked its function as paused by a hook, and would leave out the next
 * event if the mark stayed until there are hooks again; an instruction under a hook takes it away. */
static void resumed_hook(lua_State *L, lua_Debug *ar) {
    (void)ar;
    lua_sethook(L, NULL, 0, 0);
}

/* GODEBUG=asyncpreemptoff=1: as before Go 1.14, a goroutine is paused only where it calls a function. */
static bool at_calls(const World *w) {
    return w->async_preempt_off && !w->hook.function;
}

/* In the place of the program's own hook, if there is one: its events go on to it. */
static void preempt_hook(lua_State *L, lua_Debug *ar) {
    Co *co = co_of(L);
    World *w = co->world;
    if (ar->event != LUA_HOOKCOUNT && w->hook.thread == L && w->hook.function)
        w->hook.function(L, ar);
    if (ar->event != LUA_HOOKCOUNT && ar->event != LUA_HOOKLINE) {
        w->hook.called = ar->event == LUA_HOOKCALL || ar->event == LUA_HOOKTAILCALL;
        /* A hook may not yield at a call, so at the next instruction. */
        if (w->hook.thread == L && at_calls(w)) lua_sethook(L, preempt_hook, LUA_MASKCOUNT, 1);
        return;
    }
    if (w->hook.called && w->hook.function) {
        /* Paused at a function's first instruction, Lua would tell of the call again. */
        w->hook.called = false;
        return;
    }
    schedtrace_look(w);
    if (w->quit) {
        quit_in_hook(L);
        if (w->exited) return;
    }
    bool look = w->hook.look && !w->interrupts;
    w->hook.look = false;
    if (look && w->hook.thread == L && at_calls(w)) {
        lua_sethook(L, preempt_hook, LUA_MASKCALL, 0);
        return;
    }
    bool yieldable = lua_isyieldable(L) && !co->direct;
    if (w->interrupts && !yieldable)
        interrupt_raise(L, co); /* the hook stays, for a pcall may catch it */
    if (w->over && !yieldable) over_raise(L, co);
    if (w->hook.thread == L)
        hook_restore(w);
    else /* inherited from a thread that was hooked when it made this one */
        lua_sethook(L, NULL, 0, 0);
    if (look) return;
    if (w->interrupts) sched_stop(w->sched);
    if (w->session && !w->evaluating) sched_stop(w->sched); /* the prompt wants its turn */
    if (yieldable) {
        if (!lua_gethook(L)) lua_sethook(L, resumed_hook, LUA_MASKCOUNT, 1);
        w->yield = YIELD_PREEMPT;
        lua_yield(L, 0);
    }
}

/* On a signal, at any instruction. lua_sethook is made to be called so. A thread with a count hook
 * of the program's is left alone, for its count would begin anew. */
static void preempt_arm(World *w, bool look) {
    lua_State *L = w->running;
    if (!L) return;
    if (w->hook.thread) { /* ... which may wait for a call that does not come */
        if (!at_calls(w) || (!look && !w->interrupts)) return;
        w->hook.look = look;
        lua_sethook(w->hook.thread, preempt_hook, LUA_MASKCOUNT, 1);
        return;
    }
    int mask = lua_gethookmask(L);
    bool urgent = w->interrupts || w->quit;
    if ((mask & LUA_MASKCOUNT) && !urgent) return;
    w->hook.function = lua_gethook(L);
    w->hook.mask = mask;
    w->hook.count = lua_gethookcount(L);
    w->hook.called = true; /* for all that is known here */
    w->hook.thread = L;
    w->hook.look = look;
    if (at_calls(w) && !urgent && !look)
        lua_sethook(L, preempt_hook, LUA_MASKCALL, 0);
    else if (mask & LUA_MASKLINE) /* Lua cannot yield from one of two hooks at an instruction */
        lua_sethook(L, preempt_hook, mask, 0);
    else
        lua_sethook(L, preempt_hook, mask | LUA_MASKCOUNT, 1);
}

void host_tick(void *arg) {
    World *w = arg;
    uint64_t turn = sched_turns(w->sched);
    if (sched_current(w->sched)) goroutine_of(sched_current(w->sched))->ticks++;
    bool over = w->interrupts || (turn == w->tick_turn && !w->seeded);
    bool trace = !sched_is_virtual(w->sched) && schedtrace_due(w), look = trace || w->quit;
    if (trace) sched_stop(w->sched); /* if the turn ends before the hook */
    if (over || look) preempt_arm(w, look && (!over || w->async_preempt_off));
    w->tick_turn = turn;
}

/* Preemption of a seeded world: by the count of instructions. */
void host_seeded_hook(lua_State *L, lua_Debug *ar) {
    (void)ar;
    Co *co = co_of(L);
    if (co->world->quit) {
        quit_in_hook(L);
        if (co->world->exited) return;
    }
    if (co->world->interrupts) sched_stop(co->world->sched);
    if (!lua_isyieldable(L) || co->direct) {
        if (co->world->interrupts) interrupt_raise(L, co);
        if (co->world->over) {
            lua_sethook(L, host_seeded_hook, LUA_MASKCOUNT, 1); /* for a pcall may catch it */
            over_raise(L, co);
        }
        return;
    }
    if (mark_defers_pause(co)) return;
    co->world->yield = YIELD_PREEMPT;
    lua_yield(L, 0);
}
