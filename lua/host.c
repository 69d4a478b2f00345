/* The host of the runtime: runs goroutines as stacks of Lua threads. See host.h for the picture.
 *
 * What happens when the function of the top thread is over, however it got there, is decided in one
 * place, co_over: first its deferred calls, one after another, each on a thread of its own above
 * it; then its results, its panic, or the unwinding that Goexit began go on to the thread below. A
 * thread in which a panic happened is kept, stack and all, as long as the panic lives, so that a
 * trace shows where it happened. */
#include "lua/host.h"

#include <stdlib.h>
#include <string.h>

static const char threads_key =
    't'; /* of the registry's table that keeps goroutines' threads alive */
const char defers_key = 'd';
static const char stack_overflow[] = "stack overflow"; /* in the registry under its address */

enum {
    POOL_MIN = 2048,    /* threads that are kept for use again, however few goroutines live */
    MANY_THREADS = 256, /* from here on the collector is incremental */
};

/* ---- Two tables with free lists: integers in the place of values link the free places ---- */

static int place_keep(lua_State *L, const void *table, int *count, int *free) {
    int ref = *free;
    lua_rawgetp(L, LUA_REGISTRYINDEX, table);
    if (ref) {
        lua_rawgeti(L, -1, ref);
        *free = (int)lua_tointeger(L, -1);
        lua_pop(L, 1);
    } else {
        ref = *count + 1;
    }
    lua_insert(L, -2);
    lua_rawseti(L, -2, ref);
    if (ref > *count) *count = ref;
    lua_pop(L, 1);
    return ref;
}

/* Never allocates: the place exists. */
static void place_free(lua_State *L, const void *table, int *free, int ref) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, table);
    lua_pushinteger(L, *free);
    lua_rawseti(L, -2, ref);
    lua_pop(L, 1);
    *free = ref;
}

int slot_keep(lua_State *L) {
    World *w = world_of(L);
    return place_keep(L, &defers_key, &w->slots, &w->free_slot);
}

void slot_take(World *w, int ref, lua_State *to) {
    lua_State *L = w->L;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &defers_key);
    lua_rawgeti(L, -1, ref);
    lua_remove(L, -2);
    if (to != L) lua_xmove(L, to, 1);
    place_free(L, &defers_key, &w->free_slot, ref);
}

static int make_tables(lua_State *L) {
    world_of(L)->list = lua_newthread(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, world_of(L)->list);
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &threads_key);
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &defers_key);
    co_release(world_of(L),
               co_new(L, CO_DEFERRED)); /* the thread that deferred calls can count on */
    lua_pushstring(L, stack_overflow);
    lua_rawsetp(L, LUA_REGISTRYINDEX, stack_overflow);
    return 0;
}

bool host_tables(lua_State *L) {
    lua_pushcfunction(L, make_tables);
    return lua_pcall(L, 0, 0, 0) == LUA_OK;
}

/* ---- Threads ---- */

static void co_attach(lua_State *thread, Co *co) {
    *(Co **)lua_getextraspace(thread) = co;
}

Co *co_new_unpooled(lua_State *L, CoKind kind) {
    lua_State *thread = lua_newthread(L);
    Co *co = lua_newuserdatauv(L, sizeof *co, 0);
    lua_xmove(L, thread, 1);
    *co = (Co){.world = world_of(L), .L = thread, .kind = (uint8_t)kind};
    co_attach(thread, co);
    return co;
}

Co *co_new(lua_State *L, CoKind kind) {
    World *w = world_of(L);
    Co *co = w->pool;
    if (co && (co->below || kind == CO_DEFERRED)) {
        w->pool = co->below;
        w->pooled--;
    } else {
        lua_State *thread = lua_newthread(L);
        int anchor = place_keep(L, &threads_key, &w->anchors, &w->free_anchor);
        co = arena_alloc(w->arena, sizeof *co);
        if (!co) {
            place_free(L, &threads_key, &w->free_anchor, anchor);
            luaL_error(L, "not enough memory");
        }
        co->L = thread;
        co->anchor = anchor;
        co_attach(thread, co);
    }
    *co = (Co){.world = w, .L = co->L, .anchor = co->anchor, .kind = (uint8_t)kind};
    return co;
}

/* Gives the thread that preemption has hooked its own hook back. */
static void hook_restore(World *w) {
    lua_State *thread = w->hook.thread;
    w->hook.thread = NULL;
    lua_sethook(thread, w->hook.function, w->hook.mask, w->hook.count);
}

/* Says that L now runs, so that a tick can pause or end it; returns what ran before. */
static lua_State *running_begin(World *w, lua_State *L) {
    lua_State *before = w->running;
    w->running = L;
    return before;
}

static void running_end(World *w, lua_State *L, lua_State *before) {
    w->running = before;
    if (w->hook.thread == L) hook_restore(w);
}

int scheduler_call(World *w, int nargs, int results) {
    lua_State *before = running_begin(w, w->L);
    int status = lua_pcall(w->L, nargs, results, 0);
    running_end(w, w->L, before);
    return status;
}

int co_close(World *w, Co *co) {
    co->direct = true;
    lua_State *before = running_begin(w, co->L);
    int status = lua_resetthread(co->L);
    running_end(w, co->L, before);
    if (!co->anchor) co_attach(co->L, w->closed);
    return status;
}

/* Gives up the deferred calls that have not run. */
static void co_drop_defers(World *w, Co *co) {
    for (Deferred *d; (d = co->defers);) {
        co->defers = d->next;
        place_free(w->L, &defers_key, &w->free_slot, d->ref);
        arena_free(w->arena, d, sizeof *d);
    }
    if (co->named) place_free(w->L, &defers_key, &w->free_slot, co->named);
    co->named = 0;
}

/* Moves the threads that are kept for the trace of co's panic to the list, which `below` links. */
static void co_bequeath(Co *co, Co **list) {
    Co *kept[] = {co->newer, co->dead};
    co->dead = co->newer = NULL;
    free(co->inner);
    co->inner = NULL;
    for (int i = 0; i < 2; i++) {
        if (!kept[i]) continue;
        kept[i]->below = *list;
        *list = kept[i];
    }
}

/* One thread, which keeps no others. */
static void co_give_back(World *w, Co *co) {
    co_drop_defers(w, co);
    co->g = NULL;
    co->below = NULL;
    co->ended = true;
    if (!co->anchor) return;
    if (lua_status(co->L) != LUA_OK) co_close(w, co);
    /* A thread with a hook of the program's is its own; after an error in a hook none works any more. */
    if (lua_gethook(co->L) != lua_gethook(w->L)) co->exposed = true;
    if (co->exposed || w->pooled > POOL_MIN + sched_count(w->sched)) {
        co_attach(co->L, w->closed);
        place_free(w->L, &threads_key, &w->free_anchor, co->anchor);
        arena_free(w->arena, co, sizeof *co);
        return;
    }
    lua_settop(co->L, 0);
    co->below = w->pool;
    w->pool = co;
    w->pooled++;
}

void co_drop_dead(World *w, Co *co) {
    Co *heirs = NULL, *all = NULL;
    co_bequeath(co, &heirs);
    while ((co = heirs)) { /* not by recursion: a panic may have come through very many */
        heirs = co->below;
        co_bequeath(co, &heirs);
        co->below = all;
        all = co;
    }
    while ((co = all)) { /* the innermost first */
        all = co->below;
        co_give_back(w, co);
    }
}

void co_release(World *w, Co *co) {
    co_drop_dead(w, co);
    co_give_back(w, co);
}

void co_push_function(lua_State *L, Co *co, int index) {
    if (lua_tocfunction(L, index) == frame_call)
        lua_getupvalue(L, index, 1);
    else
        lua_pushvalue(L, index);
    lua_xmove(L, co->L, 1);
}

Co *co_coroutine(Co *top) {
    while (top && top->kind != CO_COROUTINE) top = top->below;
    return top;
}

/* ---- Operations ---- */

static int op_resumed(lua_State *L, int status, lua_KContext done) {
    (void)status;
    Outcome outcome = co_of(L)->g->outcome;
    if (outcome != OP_DONE) return op_error(L, outcome);
    return done ? ((lua_CFunction)done)(L) : 0;
}

static int op_yielded(lua_State *L, int status, lua_KContext then) {
    (void)status;
    return then ? ((lua_CFunction)then)(L) : 0;
}

int op_end(lua_State *L, Outcome outcome, lua_CFunction done, lua_CFunction again) {
    World *w = world_of(L);
    switch (outcome) {
    case OP_DONE:
        return done ? done(L) : 0;
    case OP_PARKED:
        w->yield = YIELD_PARK;
        return lua_yieldk(L, 0, (lua_KContext)done, op_resumed);
    case OP_YIELDED:
        w->yield = YIELD_READY;
        return lua_yieldk(L, 0, (lua_KContext)done, op_yielded);
    case OP_AGAIN:
        w->yield = YIELD_READY;
        return lua_yieldk(L, 0, (lua_KContext)again, op_yielded);
    default:
        return op_error(L, outcome);
    }
}

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
        lua_pushvalue(box, (int)from.slot + 1);
        lua_xmove(box, stack_of(to.g), 1);
        lua_pushnil(box);
        lua_replace(box, (int)from.slot + 1);
    }
}

/* ---- The end of a thread's function ---- */

void host_end(World *w, G *g, WorldEnd end, Text *report) {
    bool is_main = goroutine_of(g)->is_main;
    if (w->session && !is_main) {
        Text all = {0};
        if (w->notices) text_add(&all, w->notices, strlen(w->notices));
        if (report->bytes) text_add(&all, report->bytes, report->length);
        free(w->notices);
        free(report->bytes);
        w->notices = all.bytes;
        return;
    }
    free(w->report);
    w->report = report->bytes;
    w->end = end;
    w->exit_code = 2;
    sched_stop(w->sched);
}

static void report_panic(World *w, G *g) {
    Text t = {0};
    trace_panic(w, &t, g);
    host_end(w, g, WORLD_PANIC, &t);
}

/* A thread for a call that the scheduler makes, where nothing protects from a memory error. */
static int co_new_protected(lua_State *L) {
    lua_pushlightuserdata(L, co_new(L, CO_DEFERRED));
    return 1;
}

static Co *co_for_deferred(World *w) {
    if (w->pool) return co_new(w->L, CO_DEFERRED);
    lua_pushcfunction(w->L, co_new_protected);
    Co *co = lua_pcall(w->L, 0, 1, 0) == LUA_OK ? lua_touserdata(w->L, -1) : NULL;
    lua_pop(w->L, 1);
    return co;
}

/* Puts the next deferred call of `owner` on top of the goroutine. Or tells why it cannot, in a text that
 * Lua has ready, so that pushing it needs no memory. */
static const char *deferred_push(World *w, Goroutine *gr, Co *owner) {
    if (owner->depth >= FRAMES_MAX) return stack_overflow;
    Co *co = co_for_deferred(w);
    if (!co) return "not enough memory";
    Deferred *d = owner->defers;
    owner->defers = d->next;
    slot_take(w, d->ref, w->L);
    if (d->count < 0) {
        co_push_function(w->L, co, -1);
    } else if (lua_checkstack(co->L, d->count + 1) && lua_checkstack(w->L, 4)) {
        lua_rawgeti(w->L, -1, 1);
        co_push_function(w->L, co, -1);
        lua_pop(w->L, 1);
        for (int i = 0; i < d->count; i++) {
            lua_rawgeti(w->L, -1, i + 2);
            lua_xmove(w->L, co->L, 1);
        }
        co->nargs = d->count;
    }
    lua_pop(w->L, 1);
    arena_free(w->arena, d, sizeof *d);
    co->g = owner->g;
    co->direct = owner->direct;
    co->depth = owner->depth + 1;
    co->coroutines = owner->coroutines;
    co->below = owner;
    gr->top = co;
    return NULL;
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
        if (scheduler_call(w, 0, LUA_MULTRET) == LUA_OK) {
            count = lua_gettop(w->L) - base;
            fits = values_move(w->L, below->L, count);
        }
        lua_settop(w->L, base);
    } else if (co->recovered) {
        below->zeros = true;
        count = 0;
    } else {
        fits = values_move(co->L, below->L, count);
    }
    if (!fits) {
        lua_pushliteral(below->L, "stack overflow");
        below->raise = true;
        count = 1;
    }
    below->nargs = count;
}

/* A coroutine has ended or failed: what its resumer gets. */
static void coroutine_deliver(World *w, Co *co) {
    Co *below = co->below;
    co_drop_dead(w, co);
    co->ended = true;
    bool failed = co->panicking;
    int count = failed ? 1 : co->nargs;
    if (!lua_checkstack(below->L, count + 2)) {
        below->nargs = 0;
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

void panic_push_value(Co *co, lua_State *to) {
    Co *holder = co;
    while (holder->newer) holder = holder->newer;
    lua_checkstack(holder->L, 1);
    lua_pushvalue(holder->L, -1);
    lua_xmove(holder->L, to, 1);
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
    if (owner->panicking) {
        if (owner->newer) co_release(w, owner->newer);
        owner->newer = deferred;
        owner->repanicked = owner->recovered;
        owner->recovered = false;
        return;
    }
    co_drop_dead(w, owner);
    owner->panicking = true;
    owner->recovered = false;
    owner->dead = deferred;
    lua_checkstack(owner->L, 2);
    panic_push_value(deferred, owner->L);
}

/* A deferred call of `owner` returned; perhaps it has recovered. */
static void panic_end_if_recovered(World *w, Goroutine *gr, Co *owner) {
    if (!owner->panicking || !owner->recovered) return;
    co_drop_dead(w, owner);
    owner->panicking = false;
    owner->repanicked = false;
    if (gr->exit_again) gr->exiting = true;
    gr->exit_again = false;
}

/* The thread goes no further. If one of its __close panics, that is as if a deferred call did. */
static void exit_close(World *w, Goroutine *gr, Co *co) {
    bool failed = co_close(w, co) != LUA_OK;
    if (!failed || gr->killed || gr->abandoned || co->kind == CO_COROUTINE) return;
    co->panicking = true;
    co->recovered = false;
    gr->exiting = false;
    gr->exit_again = true;
}

/* One step of an unwinding: the top thread is given up, and the one below goes no further. False at
 * the end. */
static bool exit_step(World *w, Goroutine *gr, Co *co) {
    Co *below = co->below;
    bool owner_below = co->kind == CO_DEFERRED;
    gr->top = below;
    if (co->kind == CO_COROUTINE) {
        co->ended = true;
        co->below = NULL;
        co->g = NULL;
    }
    if (co->kind != CO_COROUTINE) co_release(w, co);
    if (below && !owner_below) exit_close(w, gr, below);
    return below != NULL;
}

/* The function of the top thread is over. Leaves on top what is to run next; NULL when the
 * goroutine is over. */
static void co_over(World *w, G *g) {
    Goroutine *gr = goroutine_of(g);
    for (;;) {
        Co *co = gr->top;
        if (gr->abandoned) co_drop_defers(w, co);
        if (co->defers) {
            const char *problem = deferred_push(w, gr, co);
            if (!problem) return;
            co_drop_defers(w, co);
            if (gr->exiting || co->panicking) continue;
            lua_checkstack(co->L, 1);
            lua_pushstring(co->L, problem);
            co->panicking = true;
            continue;
        }
        Co *below = co->below;
        if (gr->exiting && co->kind == CO_DEFERRED && co->panicking && !gr->killed) {
            gr->exiting = false;
            gr->exit_again = true;
        }
        if (gr->exiting) {
            if (exit_step(w, gr, co)) continue;
            return;
        }
        gr->top = below;
        switch ((CoKind)co->kind) {
        case CO_DEFERRED:
            if (co->panicking) {
                panic_replace(w, below, co);
            } else {
                panic_end_if_recovered(w, gr, below);
                co_release(w, co);
            }
            continue;
        case CO_FRAME:
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
        case CO_ENTRY:
        case CO_SCHEDULER:
            if (co->panicking) {
                gr->top = co;
                report_panic(w, g);
                gr->exiting = gr->abandoned = true;
                continue;
            }
            if (gr->is_main) {
                w->result_count = values_move(co->L, w->L, co->nargs) ? co->nargs : 0;
                w->end = WORLD_FINISHED;
                sched_stop(w->sched);
            }
            co_release(w, co);
            return;
        }
    }
}

static void creator_release(World *w, Creator *c) {
    if (!c || --c->users > 0) return;
    place_free(w->L, &defers_key, &w->free_slot, c->slot);
    arena_free(w->arena, c, sizeof *c);
}

/* ---- Running ---- */

static void co_failed(World *w, Co *co) {
    co->panicking = true;
    co->recovered = false;
    if (!co->dead) return;
    /* Is it the panic that came from above, or a new one that its catcher raised? */
    lua_checkstack(co->L, 2);
    panic_push_value(co->dead, co->L);
    bool same = lua_rawequal(co->L, -1, -2);
    lua_pop(co->L, 1);
    if (!same) co_drop_dead(w, co);
    sched_emit(w->sched, EVENT_PANIC, co->g, NULL);
}

/* Unwinding begins: the top thread goes no further. */
static void exit_begin(World *w, Goroutine *gr) {
    gr->exiting = true;
    exit_close(w, gr, gr->top);
}

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
            switch (w->yield) {
            case YIELD_PARK:
                return RUN_PARKED;
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
            case YIELD_SWITCH:
            case YIELD_NONE:
                break;
            }
        } else {
            if (status == LUA_OK) /* a coroutine's Co, or a goroutine's function, lies under them */
                co->nargs = co->kind == CO_COROUTINE || co->kind == CO_ENTRY ? count - 1 : count;
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
    while (g) {
        Goroutine *gr = goroutine_of(g);
        if ((gr->killed && !gr->exiting) || gr->rekilled) {
            gr->rekilled = false;
            exit_begin(w, gr);
            co_over(w, g);
        }
        RunEnd end = run_until(w, g, NULL, w->L);
        if (end == RUN_ENDED) {
            creator_release(w, gr->creator);
            if (gr->is_main) main_over(w, gr);
        }
        g = sched_switch(w->sched, end);
    }
    return RUN_PARKED;
}

int co_continue(lua_State *L, int status, lua_KContext kept) {
    (void)status;
    Co *co = co_of(L);
    if (co->raise) {
        co->raise = false;
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

/* ---- Goroutines ---- */

/* With few threads the collector is generational, as in Lua's own program. But every collection, a
 * minor one too, looks at every thread's whole stack; so with many it is incremental, and comes the
 * more rarely the more there are. */
static void collector_adapt(World *w) {
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

/* Notes the function and line of the go statement. The last function is remembered, for most go
 * statements stand in loops. */
static void created_here(lua_State *L, Goroutine *gr) {
    World *w = world_of(L);
    lua_Debug ar;
    if (!lua_getstack(L, 1, &ar) || !lua_getinfo(L, "lf", &ar)) return;
    gr->created_line = ar.currentline;
    const void *function = lua_topointer(L, -1);
    if (w->creator && w->creator->function == function) {
        lua_pop(L, 1);
    } else {
        int slot = slot_keep(L);
        Creator *c = arena_alloc(w->arena, sizeof *c);
        if (!c) return;
        *c = (Creator){.function = function, .users = 1, .slot = slot};
        creator_release(w, w->creator);
        w->creator = c;
    }
    gr->creator = w->creator;
    gr->creator->users++;
}

G *goroutine_start(lua_State *L, int nargs, bool detached) {
    World *w = world_of(L);
    collector_adapt(w);
    int function = lua_gettop(L) - nargs;
    Co *co = co_new(L, CO_ENTRY);
    G *g = NULL;
    if (lua_checkstack(co->L, nargs + 4))
        g = detached ? go_start_detached(w->sched) : go_start(w->sched);
    if (!g) {
        co_release(w, co);
        lua_gc(L, LUA_GCCOLLECT);
        luaL_error(L, "not enough memory");
        return NULL;
    }
    Goroutine *gr = goroutine_of(g);
    gr->top = co;
    co->g = g;
    if (!detached) created_here(L, gr);
    co_push_function(L, co, function);
    lua_pushvalue(co->L, -1); /* what runs, for traces; the other one stays under its results */
    lua_xmove(L, co->L, nargs);
    co->nargs = nargs;
    lua_settop(L, function - 1);
    return g;
}

/* ---- Preemption and interrupts ---- */

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

/* In the place of the program's own hook, if there is one: its events go on to it. */
static void preempt_hook(lua_State *L, lua_Debug *ar) {
    Co *co = co_of(L);
    World *w = co->world;
    if (ar->event != LUA_HOOKCOUNT && w->hook.thread == L && w->hook.function)
        w->hook.function(L, ar);
    if (ar->event != LUA_HOOKCOUNT && ar->event != LUA_HOOKLINE) {
        w->hook.called = ar->event == LUA_HOOKCALL || ar->event == LUA_HOOKTAILCALL;
        /* Before Go 1.14: only at calls. A hook may not yield there, so at the next instruction. */
        if (w->async_preempt_off && w->hook.thread == L && !w->hook.function)
            lua_sethook(L, preempt_hook, LUA_MASKCOUNT, 1);
        return;
    }
    if (w->hook.called && w->hook.function) {
        /* Paused at a function's first instruction, Lua would tell of the call again. */
        w->hook.called = false;
        return;
    }
    bool yieldable = lua_isyieldable(L) && !co->direct;
    if (w->interrupts && !yieldable)
        interrupt_raise(L, co); /* the hook stays, for a pcall may catch it */
    if (w->hook.thread == L)
        hook_restore(w);
    else /* inherited from a thread that was hooked when it made this one */
        lua_sethook(L, NULL, 0, 0);
    if (w->interrupts) sched_stop(w->sched);
    if (w->session && !w->evaluating) sched_stop(w->sched); /* the prompt wants its turn */
    if (yieldable) {
        w->yield = YIELD_PREEMPT;
        lua_yield(L, 0);
    }
}

/* On a signal, at any instruction. lua_sethook is made to be called so. A thread with a count hook
 * of the program's is left alone, for its count would begin anew. */
static void preempt_arm(World *w) {
    lua_State *L = w->running;
    if (!L || w->hook.thread) return;
    int mask = lua_gethookmask(L);
    if ((mask & LUA_MASKCOUNT) && !w->interrupts) return;
    w->hook.function = lua_gethook(L);
    w->hook.mask = mask;
    w->hook.count = lua_gethookcount(L);
    w->hook.called = true; /* for all that is known here */
    w->hook.thread = L;
    if (w->async_preempt_off && !w->interrupts && !w->hook.function)
        lua_sethook(L, preempt_hook, LUA_MASKCALL, 0);
    else if (mask & LUA_MASKLINE) /* Lua cannot yield from one of two hooks at an instruction */
        lua_sethook(L, preempt_hook, mask, 0);
    else
        lua_sethook(L, preempt_hook, mask | LUA_MASKCOUNT, 1);
}

void host_tick(void *arg) {
    World *w = arg;
    uint64_t turn = sched_turns(w->sched);
    if (w->interrupts || turn == w->tick_turn) preempt_arm(w);
    w->tick_turn = turn;
}

/* Preemption of a seeded world: by the count of instructions. */
void host_seeded_hook(lua_State *L, lua_Debug *ar) {
    (void)ar;
    Co *co = co_of(L);
    if (co->world->interrupts) sched_stop(co->world->sched);
    if (!lua_isyieldable(L) || co->direct) {
        if (co->world->interrupts) interrupt_raise(L, co);
        return;
    }
    co->world->yield = YIELD_PREEMPT;
    lua_yield(L, 0);
}
