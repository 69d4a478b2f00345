/* The walk: what is reached, and what that leads to. */
#include "lua/chan.h"
#include "lua/hash.h"
#include "lua/type.h"
#include "lua/value.h"
#include "lua/walk_build.h"
#include "runtime/array.h"

#include <stdlib.h>
#include <string.h>

enum {
    FIRST_SHELF = 500, /* values */
    LONG_STRING = 40,  /* shorter ones are shared by all */
};

/* ---- Reaching ---- */

static WalkLabel joined(const Walk *k, WalkLabel a, WalkLabel b) {
    if (!a || a == b) return b;
    return k->rules.join ? k->rules.join(a, b) : a | b;
}

static WalkLabel met(const Walk *k, WalkLabel a, WalkLabel b) {
    if (a == b || !a || !b) return a == b ? a : 0;
    return k->rules.meet ? k->rules.meet(a, b) : a & b;
}

/* The address has been reached: true if that makes its label grow. */
static bool address_reach(Walk *k, const void *p, WalkLabel label) {
    Entry *e = map_at(&k->labels, p);
    if (!e) {
        k->failed = true;
        return false;
    }
    WalkLabel grown = joined(k, e->label, label);
    if (grown == e->label) return false;
    e->label = grown;
    return true;
}

static bool leads(const Walk *k, lua_State *L, int index) {
    switch (lua_type(L, index)) {
    case LUA_TTABLE:
    case LUA_TFUNCTION:
    case LUA_TUSERDATA:
    case LUA_TTHREAD:
        return true;
    case LUA_TSTRING:
        return k->rules.seen && lua_rawlen(L, index) > LONG_STRING;
    default:
        return false;
    }
}

/* The value on top of `look`, which it pops, has been reached. */
static void value_reach(Walk *k, WalkLabel label) {
    lua_State *L = k->look;
    if (!leads(k, L, -1)) {
        lua_pop(L, 1);
        return;
    }
    Entry *e = map_at(&k->labels, lua_topointer(L, -1));
    if (!e) k->failed = true;
    WalkLabel grown = e ? joined(k, e->label, label) : 0;
    if (!e || grown == e->label) {
        lua_pop(L, 1);
        return;
    }
    bool is_new = !e->label;
    if (e->label && !entry_waits(e) && k->rules.lost)
        k->rules.lost(k->rules.state, L, lua_gettop(L), e->label);
    e->label = grown;
    if (entry_waits(e))
        lua_pop(L, 1);
    else if (shelf_put(k, is_new ? &k->later : &k->again))
        e->key |= 1;
}

/* The value on top of one of the world's stacks, which it pops. */
static void value_reach_from(Walk *k, lua_State *from, WalkLabel label) {
    lua_xmove(from, k->look, 1);
    value_reach(k, label);
}

/* ---- Keys of ephemeron tables ---- */

static bool pending_grow(Walk *k) {
    Pending *pending = array_room(k->pending, k->pending_count, &k->pending_room, sizeof *pending);
    if (pending) k->pending = pending;
    return pending != NULL;
}

/* What is to be done when the label of the key, at that index of `look`, grows: its table is at index 1. */
static void pending_add(Walk *k, int key) {
    Entry *e = map_at(&k->awaited, lua_topointer(k->look, key));
    if (!e || !pending_grow(k)) {
        k->failed = true;
        return;
    }
    lua_pushvalue(k->look, 1);
    if (!shelf_put(k, &k->ephemerons)) return;
    k->pending[k->pending_count++] = (Pending){k->ephemerons->L, k->ephemerons->count, e->label};
    e->label = k->pending_count;
}

/* The value on top of `look` has this label now, and so have the values of which it is the key. */
static void key_look(Walk *k, WalkLabel label) {
    lua_State *L = k->look;
    int key = lua_gettop(L);
    for (size_t i = map_label(&k->awaited, lua_topointer(L, key)); i; i = k->pending[i - 1].next) {
        const Pending *p = &k->pending[i - 1];
        lua_pushvalue(p->shelf, p->slot);
        lua_xmove(p->shelf, L, 1);
        WalkLabel both = met(k, map_label(&k->labels, lua_topointer(L, -1)), label);
        lua_pushvalue(L, key);
        lua_rawget(L, -2);
        if (both)
            value_reach(k, both);
        else
            lua_pop(L, 1);
        lua_pop(L, 1);
    }
}

static void frame_value_reach(Walk *k, void *label, bool function) {
    (void)function;
    value_reach(k, *(WalkLabel *)label);
}

/* ---- Goroutines and threads ---- */

static void slot_reach(Walk *k, int slot, WalkLabel label) {
    lua_State *L = k->w->L;
    lua_rawgetp(L, LUA_REGISTRYINDEX, k->w->defers.key);
    lua_rawgeti(L, -1, slot);
    value_reach_from(k, L, label);
    lua_pop(L, 1);
}

static void thread_reach(Walk *k, Co *co, WalkLabel label) {
    if (address_reach(k, co->L, label)) {
        lua_pushthread(co->L);
        lua_xmove(co->L, k->look, 1);
        key_look(k, map_label(&k->labels, co->L));
        lua_pop(k->look, 1);
    }
    stack_visit(k, co->L, frame_value_reach, &label);
    for (Deferred *d = co->defers; d; d = d->next) slot_reach(k, d->ref, label);
    if (co->named) slot_reach(k, co->named, label);
}

/* A thread, and those of the panics that came into it. */
static void co_reach(Walk *k, Co *co, WalkLabel label) {
    bool is_deferred;
    for (Co *at = panic_innermost(co);; at = panic_outwards(at, &is_deferred)) {
        thread_reach(k, at, label);
        if (at == co) return;
    }
}

void walk_goroutine(Walk *k, G *g, WalkLabel label) {
    if (!address_reach(k, g, label)) return;
    for (Co *co = goroutine_of(g)->top; co; co = co->below) co_reach(k, co, label);
}

/* A thread as a value: a coroutine, with what it was suspended in, or the box of a channel. */
static void thread_look(Walk *k, lua_State *thread, WalkLabel label) {
    Co *co = co_of(thread);
    if (co->L != thread) {
        stack_visit(k, thread, frame_value_reach, &label);
        return;
    }
    bool suspended = co->kind == CO_COROUTINE && !co->below && !co->ended && co->suspended;
    for (Co *c = suspended ? co->suspended : co; c; c = c == co ? NULL : c->below)
        co_reach(k, c, label);
}

/* ---- Functions ---- */

static int code_write(lua_State *L, const void *bytes, size_t size, void *text) {
    (void)L;
    Text *t = text;
    size_t before = t->length;
    text_add(t, bytes, size);
    return t->length - before != size;
}

/* Has code that is the same been met with this label? Then its globals have been reached. */
static bool code_known(Walk *k, int upvalue, WalkLabel label) {
    uint64_t hash = hash_add(HASH_BEGIN + (uint64_t)upvalue, k->code.bytes, k->code.length);
    Entry *e = map_at(&k->codes, (const void *)(uintptr_t)(hash >> 1));
    if (!e) k->failed = true;
    if (!e || joined(k, e->label, label) == e->label) return true;
    e->label = joined(k, e->label, label);
    return false;
}

/* The function at index 1 of `look` has the globals as that upvalue. */
static void named_globals_reach(Walk *k, int upvalue, WalkLabel label) {
    lua_State *L = k->look;
    k->code.length = 0;
    lua_pushvalue(L, 1);
    if (lua_dump(L, code_write, &k->code, 1) != 0) k->failed = true;
    lua_pop(L, 1);
    if (code_known(k, upvalue, label)) return;
    static const char *const dynamic[] = {"_G", "require", "debug"};
    bool all = code_gets_globals(&k->code, upvalue - 1);
    for (size_t i = 0; i < sizeof dynamic / sizeof *dynamic; i++)
        all = all || code_names(&k->code, dynamic[i], strlen(dynamic[i]));
    lua_pushglobaltable(k->w->L);
    lua_xmove(k->w->L, L, 1);
    if (lua_getmetatable(L, -1)) value_reach(k, label);
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        size_t length;
        const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tolstring(L, -2, &length) : NULL;
        bool wanted = all || (name && code_names(&k->code, name, length));
        if (wanted && lua_topointer(L, -1) != k->globals)
            value_reach(k, label);
        else
            lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

static void function_look(Walk *k, WalkLabel label) {
    lua_State *L = k->look;
    int globals = 0;
    bool named = k->rules.named_globals && !lua_iscfunction(L, 1);
    if (k->rules.named_globals && load_is(lua_tocfunction(L, 1))) {
        lua_pushglobaltable(k->w->L);
        value_reach_from(k, k->w->L, label);
    }
    for (int i = 1; lua_getupvalue(L, 1, i); i++) {
        if (named && !globals && lua_topointer(L, -1) == k->globals) {
            globals = i;
            lua_pop(L, 1);
        } else {
            value_reach(k, label);
        }
    }
    if (globals) named_globals_reach(k, globals, label);
}

/* ---- Tables ---- */

enum { WEAK_KEYS = 1, WEAK_VALUES = 2 };

/* What the __mode of the metatable on top of `look` says; it is looked for among its keys, because to name it would
 * take a string of the world's. */
static int mode_find(lua_State *L) {
    int mode = 0;
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        if (lua_type(L, -2) == LUA_TSTRING && lua_type(L, -1) == LUA_TSTRING &&
            strcmp(lua_tostring(L, -2), "__mode") == 0) {
            const char *text = lua_tostring(L, -1);
            mode = (strchr(text, 'k') ? WEAK_KEYS : 0) | (strchr(text, 'v') ? WEAK_VALUES : 0);
        }
        lua_pop(L, 1);
    }
    return mode;
}

static int mode_of(Walk *k) {
    Entry *e = map_at(&k->modes, lua_topointer(k->look, -1));
    if (!e) {
        k->failed = true;
        return 0;
    }
    if (!e->label) e->label = (WalkLabel)mode_find(k->look) + 1;
    return (int)e->label - 1;
}

/* Can the key below the top of `look` go from an ephemeron table? Functions of C without upvalues are no objects. */
static bool key_is_weak(lua_State *L) {
    if (lua_type(L, -2) <= LUA_TSTRING) return false;
    if (!lua_iscfunction(L, -2)) return true;
    bool is_object = lua_getupvalue(L, -2, 1);
    if (is_object) lua_pop(L, 1);
    return is_object;
}

/* An entry, on top of `look`, of the ephemeron table at index 1: its value, which it pops, is reached by who has reached
 * both table and key. */
static void ephemeron_look(Walk *k, WalkLabel label) {
    lua_State *L = k->look;
    WalkLabel both = label;
    if (key_is_weak(L)) both = met(k, label, map_label(&k->labels, lua_topointer(L, -2)));
    if (both != label) pending_add(k, lua_gettop(L) - 1);
    if (both)
        value_reach(k, both);
    else
        lua_pop(L, 1);
}

/* The table at index 1. */
static void table_look(Walk *k, WalkLabel label) {
    lua_State *L = k->look;
    int mode = 0;
    if (lua_getmetatable(L, 1)) {
        mode = mode_of(k);
        value_reach(k, label);
    }
    if (mode == (WEAK_KEYS | WEAK_VALUES)) return;
    lua_pushnil(L);
    while (lua_next(L, 1)) {
        if (mode == WEAK_KEYS) {
            ephemeron_look(k, label);
            continue;
        }
        if (mode == WEAK_VALUES)
            lua_pop(L, 1);
        else
            value_reach(k, label);
        lua_pushvalue(L, -1);
        value_reach(k, label);
    }
}

/* ---- Userdata ---- */

static const void *side_key(const Chan *c, bool send) {
    return (const char *)c + 1 + send;
}

/* A channel or a view, at index 1: with the right to receive come the values in its buffer, and its timer. */
static void sides_look(Walk *k, const ChanObject *c, WalkLabel label) {
    lua_State *L = k->look;
    if (c->direction != DIRECTION_RECV) address_reach(k, side_key(c->chan, true), label);
    if (c->direction == DIRECTION_SEND) return;
    address_reach(k, side_key(c->chan, false), label);
    lua_pushvalue(L, 1);
    if (c->chan != &c->own) {
        lua_getiuservalue(L, -1, CHAN_UV_BASE);
        lua_remove(L, -2);
    }
    lua_getiuservalue(L, -1, CHAN_UV_TIMER);
    value_reach(k, label);
    lua_getiuservalue(L, -1, CHAN_UV_BASE);
    value_reach(k, label);
}

static void userdata_look(Walk *k, WalkLabel label) {
    lua_State *L = k->look;
    const ChanObject *c = chan_test(L, 1);
    if (lua_getmetatable(L, 1)) value_reach(k, label);
    if (k->rules.object)
        k->rules.object(k, k->rules.state, c, lua_touserdata(L, 1), lua_rawlen(L, 1), label);
    if (c && k->rules.sided) {
        sides_look(k, c, label);
        return;
    }
    for (int i = 1; lua_getiuservalue(L, 1, i) != LUA_TNONE; i++) value_reach(k, label);
}

/* ---- The walk ---- */

/* Looks at the value at index 1 of `look`, alone there. */
static void value_look(Walk *k) {
    lua_State *L = k->look;
    Entry *e = map_entry(&k->labels, lua_topointer(L, 1));
    e->key &= ~(uintptr_t)1;
    WalkLabel label = e->label;
    if (k->rules.seen) k->rules.seen(k->rules.state, L, 1, label);
    key_look(k, label);
    switch (lua_type(L, 1)) {
    case LUA_TTABLE:
        table_look(k, label);
        break;
    case LUA_TFUNCTION:
        function_look(k, label);
        break;
    case LUA_TUSERDATA:
        userdata_look(k, label);
        break;
    case LUA_TTHREAD:
        thread_look(k, lua_tothread(L, 1), label);
        break;
    default:
        break;
    }
    lua_settop(L, 0);
    if (k->rules.limit && ++k->looked_at > k->rules.limit) k->failed = true;
}

static bool next_take(Walk *k) {
    if (shelf_take(k, &k->now)) return true;
    Shelf *empty = k->now;
    Shelf **next = k->later ? &k->later : &k->again;
    k->now = *next;
    *next = empty;
    return shelf_take(k, &k->now);
}

void walk_run(Walk *k) {
    while (!k->stopped && !k->failed && next_take(k)) value_look(k);
}

void walk_stop(Walk *k) {
    k->stopped = true;
}

bool walk_failed(const Walk *k) {
    return k->failed;
}

WalkLabel walk_label(const Walk *k, const void *address) {
    return map_label(&k->labels, address);
}

WalkLabel walk_side(const Walk *k, const Chan *c, bool send) {
    return map_label(&k->labels, side_key(c, send));
}

/* ---- From where to begin ---- */

/* The metatables that all values of a type share. */
static void shared_metatables_reach(Walk *k, WalkLabel label) {
    lua_State *L = k->w->L;
    for (int i = 0; i < 6; i++) {
        if (i == 0) lua_pushnil(L);
        if (i == 1) lua_pushboolean(L, 0);
        if (i == 2) lua_pushinteger(L, 0);
        if (i == 3) lua_pushlightuserdata(L, L);
        if (i == 4) lua_pushcfunction(L, frame_call);
        if (i == 5) lua_pushthread(L);
        if (lua_getmetatable(L, -1)) value_reach_from(k, L, label);
        lua_pop(L, 1);
    }
}

void walk_registry(Walk *k, WalkLabel label) {
    lua_State *L = k->look, *of_world = k->w->L;
    lua_pushvalue(of_world, LUA_REGISTRYINDEX);
    lua_xmove(of_world, L, 1);
    lua_pushnil(L);
    bool strings_done = false;
    while (lua_next(L, -2)) {
        const void *key = lua_type(L, -2) == LUA_TLIGHTUSERDATA ? lua_touserdata(L, -2) : NULL;
        bool skipped = key && (key == k->w->threads.key || key == k->w->defers.key);
        if (!strings_done && lua_type(L, -2) == LUA_TSTRING) {
            strings_done = true;
            lua_pushvalue(L, -2);
            lua_xmove(L, of_world, 1);
            if (lua_getmetatable(of_world, -1)) value_reach_from(k, of_world, label);
            lua_pop(of_world, 1);
        }
        if (skipped || lua_type(L, -1) == LUA_TTHREAD)
            lua_pop(L, 1);
        else
            value_reach(k, label);
    }
    lua_pop(L, 1);
    shared_metatables_reach(k, label);
}

void walk_outside(Walk *k, WalkLabel label) {
    lua_State *L = k->w->L;
    timer_push_active(L);
    value_reach_from(k, L, label);
    signal_push_list(L);
    value_reach_from(k, L, label);
}

Walk *walk_new(World *w, const WalkRules *rules) {
    Walk *k = calloc(1, sizeof *k);
    if (!k) return NULL;
    *k = (Walk){.w = w, .rules = *rules, .shelf_room = FIRST_SHELF};
    k->looker = shelf_make(0);
    if (!k->looker) {
        free(k);
        return NULL;
    }
    k->look = k->looker->L;
    lua_pushglobaltable(w->L);
    k->globals = lua_topointer(w->L, -1);
    lua_pop(w->L, 1);
    return k;
}

void walk_set_rules(Walk *k, const WalkRules *rules) {
    k->rules = *rules;
}

void walk_delete(Walk *k) {
    if (!k) return;
    Shelf *const lists[] = {k->now, k->later, k->again, k->ephemerons, k->spare, k->looker};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) shelves_delete(lists[i]);
    Map *const maps[] = {&k->labels, &k->modes, &k->awaited, &k->codes};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) free(maps[i]->entries);
    free(k->pending);
    free(k->code.bytes);
    free(k);
}
