/* Who could still wake a goroutine: a walk over everything that what can run, or will run when its
 * timer is due, can reach. It reads only, through Lua's public API, and keeps its own books outside
 * the world.
 *
 * Roots are the goroutines that are not blocked on a channel or a lock, the functions of
 * timers, and the channels of signals. A blocked goroutine becomes a root when what it waits for is reached, for then it may be
 * woken. Go's goroutine leak profile goes the same way. The law: an answer of "cannot" is certain;
 * "can" may be wrong.
 *
 * The global variables would tie all to all, for every function has _ENV. So a function reaches
 * only the globals that it names: those whose names are among its constants, which its bytecode
 * shows. */
#include "lua/host.h"

#include <stdlib.h>
#include <string.h>

/* An object that a goroutine waits for, by the address of the runtime's struct. */
typedef struct Wanted {
    const char *object;
    G *g;
} Wanted;

typedef struct Reach {
    World *w;
    lua_State *L;    /* to look at values on */
    lua_State *list; /* a thread whose stack holds what is still to be looked at */
    const void **seen;
    size_t seen_count, seen_capacity; /* a power of two */
    Wanted *wanted;
    size_t wanted_count;
    const void *globals;
    Text code;
    bool found, failed;
} Reach;

/* ---- What has been seen ---- */

static size_t seen_place(const Reach *r, const void *p) {
    size_t i = ((uintptr_t)p >> 4) * 0x9e3779b97f4a7c15u & (r->seen_capacity - 1);
    while (r->seen[i] && r->seen[i] != p) i = (i + 1) & (r->seen_capacity - 1);
    return i;
}

static bool seen_grow(Reach *r) {
    const void **old = r->seen;
    size_t old_capacity = r->seen_capacity;
    r->seen_capacity = old_capacity ? old_capacity * 2 : 1024;
    r->seen = calloc(r->seen_capacity, sizeof *r->seen);
    if (!r->seen) {
        r->seen = old;
        r->seen_capacity = old_capacity;
        return false;
    }
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i]) r->seen[seen_place(r, old[i])] = old[i];
    free(old);
    return true;
}

/* Notes p; false if it had been seen, or there is no memory. */
static bool seen_add(Reach *r, const void *p) {
    if (r->seen_count * 2 >= r->seen_capacity && !seen_grow(r)) {
        r->failed = true;
        return false;
    }
    size_t i = seen_place(r, p);
    if (r->seen[i]) return false;
    r->seen[i] = p;
    r->seen_count++;
    return true;
}

static bool leads(lua_State *L, int index) {
    int type = lua_type(L, index);
    return type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TUSERDATA ||
           type == LUA_TTHREAD;
}

/* Takes the value on top of `from`: to be looked at, if it can lead anywhere and is new. */
static void reach_take(Reach *r, lua_State *from) {
    if (!leads(from, -1) || !seen_add(r, lua_topointer(from, -1))) {
        lua_pop(from, 1);
    } else if (!lua_checkstack(r->list, 4)) {
        r->failed = true;
        lua_pop(from, 1);
    } else {
        lua_xmove(from, r->list, 1);
    }
}

/* ---- Goroutines and threads ---- */

static void reach_frames(Reach *r, lua_State *thread) {
    if (!lua_checkstack(thread, 4)) {
        r->failed = true;
        return;
    }
    lua_Debug ar;
    int level = 0;
    for (; lua_getstack(thread, level, &ar); level++) {
        lua_getinfo(thread, "f", &ar);
        reach_take(r, thread);
        for (int i = 1; lua_getlocal(thread, &ar, i); i++) reach_take(r, thread);
        for (int i = -1; lua_getlocal(thread, &ar, i); i--) reach_take(r, thread);
    }
    if (level > 0) return;
    for (int i = lua_gettop(thread); i > 0; i--) {
        lua_pushvalue(thread, i);
        reach_take(r, thread);
    }
}

static void reach_co(Reach *r, Co *co) {
    reach_frames(r, co->L);
    for (Deferred *d = co->defers; d; d = d->next) {
        lua_rawgetp(r->L, LUA_REGISTRYINDEX, r->w->defers.key);
        lua_rawgeti(r->L, -1, d->ref);
        reach_take(r, r->L);
        lua_pop(r->L, 1);
    }
}

static void reach_goroutine(Reach *r, G *g) {
    for (Co *co = goroutine_of(g)->top; co; co = co->below) reach_co(r, co);
}

/* A thread as a value: a coroutine, with what it was suspended in, or the box of a channel. */
static void reach_thread(Reach *r, lua_State *thread) {
    Co *co = co_of(thread);
    if (co->L != thread) {
        reach_frames(r, thread);
        return;
    }
    bool suspended = co->kind == CO_COROUTINE && !co->below && !co->ended && co->suspended;
    for (Co *c = suspended ? co->suspended : co; c; c = c == co ? NULL : c->below) reach_co(r, c);
}

/* ---- What goroutines wait for ---- */

static bool is_blocked(const G *g) {
    return g->status == G_WAITING && g->reason != WAIT_SLEEP && g->reason != WAIT_IO;
}

/* Will a timer wake it? */
static bool waits_for_timer(const G *g) {
    for (int i = 0; i < g->waiter_count; i++) {
        const Waiter *w = g->waiter_count == 1 ? &g->waiter : &g->waiters[i];
        if (w->chan->timer && w->chan->timer->active) return true;
    }
    return false;
}

static bool waits_for_sync(const G *g) {
    switch ((WaitReason)g->reason) {
    case WAIT_MUTEX_LOCK:
    case WAIT_RWMUTEX_RLOCK:
    case WAIT_RWMUTEX_LOCK:
    case WAIT_COND:
    case WAIT_WAITGROUP:
        return true;
    default:
        return false;
    }
}

static int wanted_compare(const void *a, const void *b) {
    const char *x = ((const Wanted *)a)->object, *y = ((const Wanted *)b)->object;
    return x < y ? -1 : x > y;
}

/* Lists what every blocked goroutine waits for. False without memory. */
static bool wanted_collect(Reach *r) {
    size_t count = 0;
    for (G *g = sched_oldest(r->w->sched); g; g = g->younger)
        if (is_blocked(g)) count += (size_t)g->waiter_count + 1;
    r->wanted = malloc((count + 1) * sizeof *r->wanted);
    if (!r->wanted) return false;
    for (G *g = sched_oldest(r->w->sched); g; g = g->younger) {
        if (!is_blocked(g)) continue;
        if (waits_for_sync(g)) r->wanted[r->wanted_count++] = (Wanted){g->retry_object, g};
        for (int i = 0; i < g->waiter_count; i++) {
            const Waiter *w = g->waiter_count == 1 ? &g->waiter : &g->waiters[i];
            r->wanted[r->wanted_count++] = (Wanted){(const char *)w->chan, g};
        }
    }
    qsort(r->wanted, r->wanted_count, sizeof *r->wanted, wanted_compare);
    return true;
}

/* The bytes of a userdata have been reached: who waits for something in them? */
static void wanted_reached(Reach *r, const char *start, size_t size) {
    size_t low = 0, high = r->wanted_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (r->wanted[middle].object < start)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < r->wanted_count && r->wanted[low].object < start + size; low++) {
        G *g = r->wanted[low].g;
        if (g == r->w->main)
            r->found = true;
        else if (seen_add(r, g))
            reach_goroutine(r, g);
    }
}

/* ---- Values ---- */

static int code_write(lua_State *L, const void *bytes, size_t size, void *text) {
    (void)L;
    Text *t = text;
    size_t before = t->length;
    text_add(t, bytes, size);
    return t->length - before != size;
}

/* Is the name one of the constants in the bytecode: a tag, its length plus one with the last-byte
 * mark, the bytes? (Lua's ldump.c; longer names than these are taken to be there.) */
static bool code_names(const Text *code, const char *name, size_t length) {
    enum { SHORT_STRING = 4, SHORT_MAX = 40, LAST_BYTE = 0x80 };
    if (length > SHORT_MAX) return true;
    char pattern[SHORT_MAX + 2] = {SHORT_STRING, (char)((length + 1) | LAST_BYTE)};
    memcpy(pattern + 2, name, length);
    return code->bytes && memmem(code->bytes, code->length, pattern, length + 2);
}

/* The function at index 1 of L has the globals as an upvalue. */
static void reach_globals(Reach *r) {
    lua_State *L = r->L;
    r->code.length = 0;
    lua_pushvalue(L, 1);
    if (lua_dump(L, code_write, &r->code, 1) != 0) r->failed = true;
    lua_pop(L, 1);
    static const char *const dynamic[] = {"_G", "load", "loadstring", "dofile", "require", "debug"};
    bool all = false;
    for (size_t i = 0; i < sizeof dynamic / sizeof *dynamic; i++)
        all = all || code_names(&r->code, dynamic[i], strlen(dynamic[i]));
    lua_pushglobaltable(L);
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        size_t length;
        const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tolstring(L, -2, &length) : NULL;
        bool wanted = all || (name && code_names(&r->code, name, length));
        if (wanted && lua_topointer(L, -1) != r->globals)
            reach_take(r, L);
        else
            lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

static void reach_function(Reach *r) {
    lua_State *L = r->L;
    bool has_globals = false;
    for (int i = 1; lua_getupvalue(L, 1, i); i++) {
        if (lua_topointer(L, -1) != r->globals || lua_iscfunction(L, 1)) {
            reach_take(r, L);
        } else {
            has_globals = true;
            lua_pop(L, 1);
        }
    }
    if (has_globals) reach_globals(r);
}

/* Looks at the value at index 1 of L, and lists what it leads to. */
static void reach_value(Reach *r) {
    lua_State *L = r->L;
    if (lua_getmetatable(L, 1)) reach_take(r, L);
    switch (lua_type(L, 1)) {
    case LUA_TTABLE:
        lua_pushnil(L);
        while (lua_next(L, 1)) {
            reach_take(r, L);
            lua_pushvalue(L, -1);
            reach_take(r, L);
        }
        break;
    case LUA_TFUNCTION:
        reach_function(r);
        break;
    case LUA_TUSERDATA:
        wanted_reached(r, lua_touserdata(L, 1), lua_rawlen(L, 1));
        for (int i = 1; lua_getiuservalue(L, 1, i) != LUA_TNONE; i++) reach_take(r, L);
        break;
    case LUA_TTHREAD:
        reach_thread(r, lua_tothread(L, 1));
        break;
    default:
        break;
    }
}

static void reach_roots(Reach *r) {
    for (G *g = sched_oldest(r->w->sched); g; g = g->younger)
        if (g != r->w->main && (!is_blocked(g) || waits_for_timer(g)) && seen_add(r, g))
            reach_goroutine(r, g);
    timer_push_active(r->L);
    reach_take(r, r->L);
    signal_push_list(r->L);
    reach_take(r, r->L);
}

bool reach_main(World *w) {
    G *g = w->main;
    if (!is_blocked(g) || waits_for_timer(g)) return true;
    Reach r = {.w = w, .L = w->L, .list = w->list};
    int top = lua_gettop(w->L);
    bool can = true;
    if (top == 0 && lua_checkstack(w->L, 20) && seen_grow(&r) && wanted_collect(&r)) {
        lua_pushglobaltable(w->L);
        r.globals = lua_topointer(w->L, -1);
        lua_settop(w->L, 0);
        reach_roots(&r);
        while (!r.found && lua_gettop(r.list) > 0) {
            lua_xmove(r.list, r.L, 1);
            reach_value(&r);
            lua_settop(r.L, 0);
        }
        can = r.found || r.failed;
    }
    lua_settop(r.list, 0);
    free(r.seen);
    free(r.wanted);
    free(r.code.bytes);
    return can;
}
