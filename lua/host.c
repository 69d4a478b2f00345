/* The host of the runtime: runs goroutines as stacks of Lua threads. See host.h for the picture, and
 * end.c for what happens when one of them is over. */
#include "lua/clock.h"
#include "lua/host.h"
#include "lua/chan.h"
#include "lua/trace.h"


/* ---- Moving references ---- */

static lua_State *stack_of(G *g) {
    return goroutine_of(g)->top->L;
}

static ChanObject *object_of(Chan *c) {
    return (ChanObject *)(void *)((char *)c - offsetof(ChanObject, own));
}

void host_move(void *state, Place from, Place to) {
    (void)state;
    if (from.g && to.g) {
        lua_State *source = stack_of(from.g);
        lua_pushvalue(source, (int)from.slot);
        lua_xmove(source, stack_of(to.g), 1);
    } else if (from.g) {
        lua_State *source = stack_of(from.g), *box = object_of(to.chan)->box;
        lua_pushvalue(source, (int)from.slot);
        lua_xmove(source, box, 1);
        lua_replace(box, (int)to.slot + 1);
    } else {
        lua_State *box = object_of(from.chan)->box;
        int slot = (int)from.slot + 1;
        lua_pushvalue(box, slot);
        lua_xmove(box, stack_of(to.g), 1);
        lua_copy(box, (int)from.chan->capacity + 1, slot); /* nil: nothing is kept alive */
    }
}

/* ---- Running ---- */

/* Runs the goroutine until it gives the processor back, or until `floor` is on top of it. */
static inline __attribute__((always_inline)) RunEnd run_until(World *w, G *g, Co *floor,
                                                              lua_State *from) {
    Goroutine *gr = goroutine_of(g);
    while (gr->top != floor) {
        Co *co = gr->top;
        int nargs = co->nargs, count;
        co->nargs = 0;
        w->yield = YIELD_NONE;
        lua_State *before = running_begin(w, co->L);
        int status = lua_resume(co->L, from, nargs, &count);
        running_end(w, co->L, before);
        if (status == LUA_YIELD) {
            if (w->yield == YIELD_PARK) return RUN_PARKED;
            switch (w->yield) {
            case YIELD_READY:
                return RUN_YIELDED;
            case YIELD_PREEMPT:
                if (floor) continue;
                return RUN_PREEMPTED;
            case YIELD_STOP:
                gr->abandoned = true;
                exit_begin(w, gr);
                co_over(w, g);
                break;
            case YIELD_EXIT:
                if (gr->is_main && !gr->killed) w->main_exited = true;
                exit_begin(w, gr);
                co_over(w, g);
                break;
            case YIELD_PARK:
            case YIELD_SWITCH:
            case YIELD_NONE:
                break;
            }
        } else {
            if (status == LUA_OK) /* a coroutine's Co, or the function itself, lies under them */
                co->nargs = co->kind == CO_FRAME || co->kind == CO_WORDS ? count : count - 1;
            else
                co_failed(w, co);
            co_over(w, g);
        }
    }
    return RUN_ENDED;
}

/* The main goroutine has ended, and perhaps said how. One that called Goexit leaves the evaluation
 * to the others. */
static void main_over(World *w, const Goroutine *gr) {
    w->main = NULL;
    if ((!gr->killed && !w->session) || w->end != WORLD_RUNNING) return;
    w->end = gr->killed ? WORLD_KILLED : WORLD_FINISHED;
    sched_stop(w->sched);
}

/* Runs one goroutine after another, for as long as the scheduler names a next one. */
RunEnd host_resume(void *state, G *g) {
    World *w = state;
    clock_follow(w);
    while (g) {
        Goroutine *gr = goroutine_of(g);
        if ((gr->killed && !gr->unwinding) || gr->rekilled) {
            gr->rekilled = false;
            gr->unwinding = true;
            exit_begin(w, gr);
            co_over(w, g);
        }
        RunEnd end = run_until(w, g, NULL, w->L);
        if (end == RUN_ENDED) {
            creator_release(w, gr->creator);
            ancestors_drop(w, gr);
            if (gr->is_main) main_over(w, gr);
            if (gr->killed) killed_over(w, g);
        }
        if (w->left_count && !sched_runnable(w->sched)) killed_unlock(w);
        g = sched_switch(w->sched, end);
    }
    return RUN_PARKED;
}

int co_continue(lua_State *L, int status, lua_KContext kept) {
    (void)status;
    Co *co = co_of(L);
    if (co->raise) {
        co->raise = false;
        if (co->catchers) co_close_dead(L);
        return lua_error(L);
    }
    return lua_gettop(L) - (int)kept;
}

int co_call(lua_State *L, Co *co, int kept, lua_KFunction k) {
    Co *here = co_of(L);
    World *w = here->world;
    if (!here->g) { /* the scheduler's own state, where no goroutine runs */
        if (co->kind == CO_FRAME) co_release(w, co);
        return pinned_error(L);
    }
    co_drop_dead(w, here);
    bool pausable = lua_isyieldable(L);
    if (w->seeded && !lua_gethook(co->L)) /* it was made before */
        lua_sethook(co->L, host_seeded_hook, LUA_MASKCOUNT, SEEDED_SLICE);
    uint8_t nested = (uint8_t)(here->coroutines + (co->kind == CO_COROUTINE));
    Co *top = co->suspended ? co->suspended : co;
    co->suspended = NULL;
    co->below = here;
    co->boundary = !pausable;
    for (Co *c = top; c != here; c = c->below) {
        c->g = here->g;
        c->direct = here->direct || !pausable;
        c->depth = here->depth + 1;
        c->coroutines = nested;
    }
    goroutine_of(here->g)->top = top;
    if (pausable) {
        w->yield = YIELD_SWITCH;
        return lua_yieldk(L, 0, kept, k);
    }
    run_until(w, here->g, here, L);
    here->nargs = 0; /* they are on L's stack already */
    return k(L, LUA_YIELD, kept);
}
