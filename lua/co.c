/* The Lua threads that goroutines are made of: their making, their use again, their end; and the
 * tables in the registry that keep values alive for C, whose free places are linked by integers. */
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/trace.h"


static const char threads_key = 't'; /* of the table that keeps goroutines' threads alive */
static const char defers_key = 'd';
static const char timers_key = 'm';

const char stack_overflow[] = "stack overflow", no_memory[] = "not enough memory";
static const char *const ready[] = {stack_overflow, no_memory, "C stack overflow"};

enum { POOL_MIN = 2048 /* threads that are kept for use again, however few goroutines live */ };

/* ---- Tables with free lists: integers in the place of values link the free places ---- */

static void places_make(lua_State *L, Places *p, const void *key) {
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, key);
    p->key = key;
}

int place_keep(lua_State *L, Places *p) {
    int ref = p->free;
    lua_rawgetp(L, LUA_REGISTRYINDEX, p->key);
    if (ref) {
        lua_rawgeti(L, -1, ref);
        p->free = (int)lua_tointeger(L, -1);
        lua_pop(L, 1);
    } else {
        ref = p->count + 1;
    }
    lua_insert(L, -2);
    lua_rawseti(L, -2, ref);
    if (ref > p->count) p->count = ref;
    lua_pop(L, 1);
    return ref;
}

void place_free(lua_State *L, Places *p, int ref) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, p->key);
    lua_pushinteger(L, p->free);
    lua_rawseti(L, -2, ref);
    lua_pop(L, 1);
    p->free = ref;
}

int slot_keep(lua_State *L) {
    return place_keep(L, &world_of(L)->defers);
}

void slot_take(World *w, int ref, lua_State *to) {
    lua_State *L = w->L;
    lua_rawgetp(L, LUA_REGISTRYINDEX, w->defers.key);
    lua_rawgeti(L, -1, ref);
    lua_remove(L, -2);
    if (to != L) lua_xmove(L, to, 1);
    place_free(L, &w->defers, ref);
}

void slot_free(World *w, int ref) {
    place_free(w->L, &w->defers, ref);
}

static int make_tables(lua_State *L) {
    World *w = world_of(L);
    places_make(L, &w->threads, &threads_key);
    places_make(L, &w->defers, &defers_key);
    places_make(L, &w->timers, &timers_key);
    co_release(world_of(L),
               co_new(L, CO_DEFERRED)); /* the thread that deferred calls can count on */
    for (size_t i = 0; i < sizeof ready / sizeof *ready; i++) {
        lua_pushstring(L, ready[i]);
        lua_rawsetp(L, LUA_REGISTRYINDEX, ready[i]);
    }
    return 0;
}

bool host_tables(lua_State *L) {
    lua_pushcfunction(L, make_tables);
    return lua_pcall(L, 0, 0, 0) == LUA_OK;
}

void *host_alloc(lua_State *L, size_t size) {
    Arena *arena = world_of(L)->arena;
    void *block = arena_alloc(arena, size);
    if (block) return block;
    lua_gc(L, LUA_GCCOLLECT);
    return arena_alloc(arena, size);
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
        int anchor = place_keep(L, &w->threads);
        co = host_alloc(L, sizeof *co);
        if (!co) {
            place_free(L, &w->threads, anchor);
            luaL_error(L, no_memory);
        }
        co->L = thread;
        co->anchor = anchor;
        co_attach(thread, co);
    }
    *co = (Co){.world = w, .L = co->L, .anchor = co->anchor, .kind = (uint8_t)kind};
    return co;
}

/* ---- Guards ---- */

/* A frame's thread is kept alive by the registry, so a coroutine that is dropped while it is suspended in a function with
 * `defer` would leave it behind. There a guard keeps it instead: a userdata on the stack of the thread that calls the
 * function, with the frame's thread as its user value, which gives up what is left of the frame when it is collected.
 *
 *     coroutine's stack --> guard --> frame's stack --> ...          threads[anchor] = false
 */
typedef struct Guard {
    Co *co; /* NULL: the frame has ended */
} Guard;

static const char guard_key = 'g';

void guard_push(lua_State *L) {
    Guard *guard = lua_newuserdatauv(L, sizeof *guard, 1);
    guard->co = NULL;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &guard_key);
    lua_setmetatable(L, -2);
}

/* Puts what is on top of L at the anchor of `co`; there is a place for it. */
static void anchor_set(lua_State *L, const Co *co) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, co->world->threads.key);
    lua_insert(L, -2);
    lua_rawseti(L, -2, co->anchor);
    lua_pop(L, 1);
}

void guard_set(lua_State *L, Co *co) {
    co->guard = lua_touserdata(L, -1);
    co->guard->co = co;
    lua_pushthread(co->L);
    lua_xmove(co->L, L, 1);
    lua_setiuservalue(L, -2, 1);
    lua_pushboolean(L, 0);
    anchor_set(L, co);
}

void co_unguard(World *w, Co *co) {
    if (!co->guard) return;
    co->guard->co = NULL;
    co->guard = NULL;
    lua_checkstack(co->L, 1); /* if not, Lua keeps some slots beyond each stack for errors */
    lua_pushthread(co->L);
    lua_xmove(co->L, w->L, 1);
    anchor_set(w->L, co);
}

/* The coroutine is garbage: its frame neither goes on nor are its deferred calls made, as Lua does it with variables that
 * are to be closed. */
static int guard_collect(lua_State *L) {
    const Guard *guard = lua_touserdata(L, 1);
    Co *co = guard->co;
    if (!co || co->world->closing) return 0;
    World *w = co->world;
    if (co->dead || co->newer || co->inner) co_drop_dead(w, co);
    co_drop_defers(w, co);
    co_attach(co->L, w->closed);
    place_free(w->L, &w->threads, co->anchor);
    arena_free(w->arena, co, sizeof *co);
    return 0;
}

void open_guards(lua_State *L) {
    finalizer_register(L, &guard_key, guard_collect);
}

/* ---- The end of a thread ---- */

int co_close(World *w, Co *co) {
    lua_State *L = co->L;
    bool lies_on_stack = !co->anchor, direct = co->direct;
    co->direct = true;
    lua_State *before = running_begin(w, L);
    int status = lua_resetthread(L);
    running_end(w, L, before);
    if (lies_on_stack)
        co_attach(L, w->closed);
    else
        co->direct = direct; /* its deferred calls may wait */
    return status;
}

void co_drop_others_defers(World *w, Co *co) {
    for (Deferred **p = &co->defers, *d; (d = *p);) {
        if (d->own) {
            p = &d->next;
            continue;
        }
        *p = d->next;
        slot_free(w, d->ref);
        arena_free(w->arena, d, sizeof *d);
    }
}

void co_drop_defers(World *w, Co *co) {
    for (Deferred *d = co->defers; d; d = d->next) d->own = false;
    co_drop_others_defers(w, co);
    if (co->named) slot_free(w, co->named);
    co->named = 0;
}

/* Moves the threads that are kept for the trace of co's panic to the list, which `below` links. */
static void co_bequeath(Co *co, Co **list) {
    Co *dead = co->dead, *one = co->newer;
    co->dead = co->newer = NULL;
    trace_drop(co);
    while (one) { /* backwards, so that the first is taken first */
        Co *before = one->below == co ? NULL : one->below;
        one->newer = NULL;
        one->below = *list;
        *list = one;
        one = before;
    }
    if (dead) {
        dead->below = *list;
        *list = dead;
    }
}

/* One thread, which keeps no others. */
static void co_give_back(World *w, Co *co) {
    co_unguard(w, co);
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
        place_free(w->L, &w->threads, co->anchor);
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

void co_close_dead(lua_State *L) {
    Co *here = co_of(L);
    if (!here->dead && !here->newer && !here->inner) return;
    bool is_deferred = false;
    for (Co *at = panic_innermost(here); at != here && lua_checkstack(L, 2);) {
        Co *kept = at;
        at = panic_outwards(kept, &is_deferred);
        if (lua_status(kept->L) <= LUA_YIELD || !lua_checkstack(kept->L, 1)) continue;
        lua_pushvalue(kept->L, -1);
        lua_xmove(kept->L, L, 1);
        co_close(here->world, kept);
        lua_pushvalue(kept->L, -1);
        lua_xmove(kept->L, L, 1);
        if (!is_deferred && !lua_rawequal(L, -1, -2)) lua_copy(L, -1, -3);
        lua_pop(L, 2);
    }
    co_drop_dead(here->world, here);
}

static int new_protected(lua_State *L) {
    lua_pushlightuserdata(L, co_new(L, (CoKind)lua_tointeger(L, 1)));
    return 1;
}

Co *co_new_protected(World *w, CoKind kind) {
    if (w->pool) { /* a deferred call can count on it */
        Co *co = co_new(w->L, CO_DEFERRED);
        co->kind = (uint8_t)kind;
        return co;
    }
    lua_pushcfunction(w->L, new_protected);
    lua_pushinteger(w->L, kind);
    Co *co = lua_pcall(w->L, 1, 1, 0) == LUA_OK ? lua_touserdata(w->L, -1) : NULL;
    lua_pop(w->L, 1);
    return co;
}

void co_put_above(Co *fresh, Co *co) {
    fresh->g = co->g;
    fresh->direct = co->direct;
    fresh->depth = co->depth + 1;
    fresh->coroutines = co->coroutines;
    fresh->below = co;
    goroutine_of(co->g)->top = fresh;
}

void co_release(World *w, Co *co) {
    if (co->dead || co->newer || co->inner) co_drop_dead(w, co);
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
