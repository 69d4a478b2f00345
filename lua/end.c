/* The end of a thread's function. What happens then, however it came about, is decided in one place,
 * co_over: first its deferred calls, one after another, each on a thread of its own above it; then
 * its results, its panic, or the unwinding that Goexit began go on to the thread below. A thread in
 * which a panic happened is kept, stack and all, as long as the panic lives, so that a trace shows
 * where it happened. */
#include "lua/host.h"
#include "lua/trace.h"

#include <stdlib.h>
#include <string.h>

enum { MANY_VALUES = 1000 /* no room for so many: the stack is full, rather than memory */ };

void co_failed(World *w, Co *co) {
    co->panicking = true;
    co->recovered = false;
    if (!co->dead) {
        sched_emit(w->sched, EVENT_PANIC, co->g, NULL);
        return;
    }
    /* Is it the panic that came from above, or a new one that its catcher raised? */
    lua_checkstack(co->L, 2);
    panic_push_value(co->dead, co->L);
    bool same = lua_rawequal(co->L, -1, -2);
    lua_pop(co->L, 1);
    if (same) {
        co->exited = co->dead->exited;
        return;
    }
    co_drop_dead(w, co);
    sched_emit(w->sched, EVENT_PANIC, co->g, NULL);
}

void host_end(World *w, G *g, WorldEnd end) {
    if (w->over || (w->session && !goroutine_of(g)->is_main)) return;
    host_keep_last(w);
    w->end = end;
    w->exit_code = 2;
    sched_stop(w->sched);
}

static void report_panic(World *w, G *g) {
    bool interrupted = goroutine_of(g)->is_main && w->ending == WORLD_KILLED;
    if (!interrupted) {
        Report r;
        trace_panic(w, report_begin(w, &r), g);
        report_end(&r);
    }
    host_end(w, g, WORLD_PANIC);
}

static int crash_point(lua_State *L) {
    Outcome point = sched_point(op_begin(L), POINT_CRASH, NULL);
    return point == OP_DONE ? 0 : op_end(L, point, NULL, crash_point);
}

/* Others may go on before a panic ends the program, and what they do shows in what comes out of it. So where all schedules
 * count it is an operation, which a thread above announces. False if there is nothing to announce. */
static bool crash_announce(World *w, Co *co) {
    if (co->announced || !w->controlled || !sched_has_points(w->sched) || sched_count(w->sched) < 2) return false;
    if (w->session && !goroutine_of(co->g)->is_main) return false;
    co->announced = true;
    Co *announcing = co_new_protected(w, CO_DEFERRED);
    if (!announcing) return false;
    if (!lua_checkstack(announcing->L, 2)) {
        co_release(w, announcing);
        return false;
    }
    lua_pushcfunction(announcing->L, crash_point);
    lua_pushvalue(announcing->L, -1); /* as deferred_push leaves them */
    co_put_above(announcing, co);
    return true;
}

/* A value's own method panicked instead of saying what the panic's value is. */
static void report_wordless(World *w, G *g) {
    Report r;
    trace_wordless(w, report_begin(w, &r), g);
    report_end(&r);
    host_end(w, g, WORLD_FATAL);
}

/* Puts the next deferred call of `owner` on top of the goroutine. Or tells why it cannot, in one of the texts that are
 * ready. */
static const char *deferred_push(World *w, Co *owner) {
    if (owner->depth >= FRAMES_MAX) return stack_overflow;
    Co *co = co_new_protected(w, CO_DEFERRED);
    if (!co) return no_memory;
    Deferred *d = owner->defers;
    if (!lua_checkstack(co->L, d->count + 3)) {
        co_release(w, co);
        return no_memory;
    }
    owner->defers = d->next;
    slot_take(w, d->ref, w->L);
    if (d->count >= 0) lua_rawgeti(w->L, -1, 1);
    co_push_function(w->L, co, -1);
    lua_pushvalue(co->L, -1); /* what runs, for traces; the other one stays under its results */
    if (d->count >= 0) {
        lua_pop(w->L, 1);
        for (int i = 0; i < d->count; i++) {
            lua_rawgeti(w->L, -1, i + 2);
            lua_xmove(w->L, co->L, 1);
        }
        co->nargs = d->count;
    }
    lua_pop(w->L, 1);
    Goroutine *gr = goroutine_of(owner->g);
    if (gr->killed && !d->own) gr->deferred++;
    arena_free(w->arena, d, sizeof *d);
    co_put_above(co, owner);
    return NULL;
}

/* Pushes a text that is ready, also when there is no room: Lua keeps some slots beyond each stack for errors. */
static void ready_push(Co *co, const char *text) {
    lua_checkstack(co->L, 1);
    lua_pushstring(co->L, text);
}

/* There was no room on the thread's stack for that many values: it goes on with an error. */
static void raise_no_room(Co *co, int count) {
    ready_push(co, count > MANY_VALUES ? stack_overflow : no_memory);
    co->raise = true;
    co->nargs = 1;
}

/* Moves `count` values from the top of one stack to another; false if they do not fit. */
static bool values_move(lua_State *from, lua_State *to, int count) {
    if (!lua_checkstack(to, count + 1)) {
        lua_pop(from, count);
        return false;
    }
    lua_xmove(from, to, count);
    return true;
}

/* The results of `co` become what the thread below goes on with. */
static void results_deliver(World *w, Co *co) {
    Co *below = co->below;
    int count = co->nargs;
    bool fits = true;
    if (co->named) {
        slot_take(w, co->named, w->L);
        co->named = 0;
        int base = lua_gettop(w->L) - 1;
        below->raise = scheduler_call(w, 0, LUA_MULTRET) != LUA_OK;
        count = lua_gettop(w->L) - base;
        fits = values_move(w->L, below->L, count);
        lua_settop(w->L, base);
    } else if (co->recovered) {
        below->zeros = true;
        count = 0;
    } else {
        fits = values_move(co->L, below->L, count);
    }
    below->nargs = count;
    if (!fits) raise_no_room(below, count);
}

/* A coroutine has ended or failed: what its resumer gets. */
static void coroutine_deliver(World *w, Co *co) {
    Co *below = co->below;
    co_drop_dead(w, co);
    co->ended = true;
    bool failed = co->panicking;
    int count = failed ? 1 : co->nargs;
    if (!lua_checkstack(below->L, count + 2)) {
        raise_no_room(below, count);
        return;
    }
    if (failed && co->wrapped) {
        below->raise = true;
    } else if (!co->wrapped) {
        lua_pushboolean(below->L, !failed);
    }
    if (failed) lua_pushvalue(co->L, -1);
    lua_xmove(co->L, below->L, count);
    below->nargs = count + !co->wrapped;
}

/* The panic of `co` goes on into the thread below, which keeps `co` for the trace. */
static void panic_deliver(Co *co) {
    Co *below = co->below;
    lua_checkstack(below->L, 2);
    panic_push_value(co, below->L);
    below->raise = true;
    below->nargs = 1;
    below->dead = co;
}

/* A deferred call of `owner` panicked. */
static void panic_replace(World *w, Co *owner, Co *deferred) {
    owner->exited |= owner->exiting;
    owner->exiting = false;
    if (owner->panicking) {
        panic_last(owner)->repanicked = owner->recovered;
        owner->recovered = false;
        panic_add(owner, deferred);
        return;
    }
    char *stood = owner->exited ? owner->inner : NULL; /* exit_close has kept it */
    if (stood) owner->inner = NULL;
    co_drop_dead(w, owner);
    owner->inner = stood;
    owner->panicking = true;
    owner->recovered = false;
    owner->dead = deferred;
    lua_checkstack(owner->L, 2);
    panic_push_value(deferred, owner->L);
}

/* A deferred call of `owner` returned; perhaps it has recovered. */
static void panic_end_if_recovered(World *w, Co *owner) {
    if (!owner->panicking || !owner->recovered) return;
    co_drop_dead(w, owner);
    owner->panicking = false;
    owner->repanicked = false;
    owner->exiting = owner->exited;
    owner->exited = false;
}

/* The thread goes no further. If one of its __close panics, that is as if a deferred call did. Traces of its deferred
 * calls still show where it stood. A coroutine is closed when it is taken off. */
static void exit_close(World *w, Goroutine *gr, Co *co) {
    if (co->kind == CO_COROUTINE) return;
    if (co->defers && !gr->abandoned && lua_status(co->L) == LUA_YIELD) trace_keep(co, co);
    bool failed = co_close(w, co) != LUA_OK;
    if (!failed || gr->killed || gr->abandoned) return;
    co->panicking = true;
    co->recovered = false;
    co->exiting = false;
    co->exited = true;
}

/* The thread goes no further, nor those below it: its deferred calls run, and then it is given up. */
static void exit_thread(World *w, Goroutine *gr, Co *co) {
    co->exiting = true;
    exit_close(w, gr, co);
}

/* One step of an unwinding: the top thread is given up, and the one below goes no further; if that has ended, it is its
 * panic that goes no further. False at the end. */
static bool exit_step(World *w, Goroutine *gr, Co *co) {
    Co *below = co->below;
    bool owner_below = co->kind == CO_DEFERRED;
    if (co->kind == CO_COROUTINE) {
        co->ended = true;
        co_close(w, co); /* `co` may be garbage now */
        gr->top = below;
    } else {
        gr->top = below;
        co_release(w, co);
    }
    if (below && owner_below) below->exiting = true;
    if (below && !owner_below) exit_thread(w, gr, below);
    return below != NULL;
}

/* The function of the top thread is over. Leaves on top what is to run next; NULL when the
 * goroutine is over. */
void co_over(World *w, G *g) {
    Goroutine *gr = goroutine_of(g);
    for (;;) {
        Co *co = gr->top;
        if (gr->abandoned && gr->killed)
            co_drop_others_defers(w, co);
        else if (gr->abandoned)
            co_drop_defers(w, co);
        if (co->defers) {
            const char *problem = deferred_push(w, co);
            if (!problem) return;
            co_drop_defers(w, co);
            if (co->exiting || co->panicking) continue;
            ready_push(co, problem);
            co->panicking = true;
            continue;
        }
        Co *below = co->below;
        if (co->exiting) {
            if (exit_step(w, gr, co)) continue;
            return;
        }
        gr->top = below;
        switch ((CoKind)co->kind) {
        case CO_DEFERRED:
            if (co->panicking && !(gr->killed && below->exiting)) {
                panic_replace(w, below, co);
            } else {
                panic_end_if_recovered(w, below);
                co_release(w, co);
            }
            continue;
        case CO_FRAME:
            co_unguard(w, co);
            if (co->panicking) {
                panic_deliver(co);
            } else {
                results_deliver(w, co);
                co_release(w, co);
            }
            return;
        case CO_COROUTINE:
            coroutine_deliver(w, co);
            co->below = NULL;
            co->g = NULL;
            return;
        case CO_WORDS:
            if (co->panicking && below->panicking) {
                gr->top = co;
                report_wordless(w, g);
                co->exiting = gr->abandoned = true;
                continue;
            }
            words_take(w, co, below);
            co_release(w, co);
            continue;
        case CO_ENTRY:
        case CO_SCHEDULER:
            if (co->panicking) {
                gr->top = co;
                if (words_ask_panics(w, co) || crash_announce(w, co)) return;
                report_panic(w, g);
                co->exiting = gr->abandoned = true;
                continue;
            }
            if (gr->is_main) {
                gr->top = co;
                if (w->session && words_ask_results(w, co)) return;
                gr->top = NULL;
                bool fits = lua_checkstack(w->L, co->nargs + LUA_MINSTACK);
                w->result_count = fits && values_move(co->L, w->L, co->nargs) ? co->nargs : 0;
                if (!w->over) w->end = WORLD_FINISHED;
                sched_stop(w->sched);
            }
            co_release(w, co);
            return;
        }
    }
}

/* Unwinding begins: the top thread goes no further. */
void exit_begin(World *w, Goroutine *gr) {
    exit_thread(w, gr, gr->top);
}
