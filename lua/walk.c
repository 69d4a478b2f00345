/* The walk. Values can only be held on Lua stacks, and those of the world must stay as they are; so what is still to be
 * looked at lies on the stacks of Lua states of their own, shelves, which live on the C heap and are given their whole
 * size before a value comes on them: then nothing on a shelf ever allocates, and its collector, which must not meet
 * values of another state, never runs. Values are looked at on a shelf, too.
 *
 * On the world's own stacks a walk leaves only what stands above their tops, in slots that nobody reads: two at the
 * most, of the five (EXTRA_STACK) that Lua keeps beyond each stack's end, so that no room need be made. */
#include "lua/walk.h"

#include <stdlib.h>
#include <string.h>

enum {
    SHELF_MIN = 500, /* slots */
    SHELF_MAX = 64000,
    LONG_STRING = 40, /* shorter ones are shared by all */
};

/* ---- Labels by address ---- */

typedef struct Entry {
    uintptr_t key; /* the address, shifted up by one; the lowest bit: it lies on a shelf */
    WalkLabel label;
} Entry;

typedef struct Map {
    Entry *entries;
    size_t count, capacity; /* a power of two */
} Map;

static uintptr_t key_of(const void *p) {
    return (uintptr_t)p << 1;
}

static bool waits(const Entry *e) {
    return e->key & 1;
}

static Entry *map_place(const Map *m, uintptr_t key) {
    size_t i = (key >> 4) * 0x9e3779b97f4a7c15u;
    i = (i ^ i >> 32) & (m->capacity - 1);
    while (m->entries[i].key && (m->entries[i].key & ~(uintptr_t)1) != key) i = (i + 1) & (m->capacity - 1);
    return &m->entries[i];
}

static bool map_grow(Map *m) {
    Map bigger = {.count = m->count, .capacity = m->capacity ? m->capacity * 2 : 1024};
    bigger.entries = calloc(bigger.capacity, sizeof *bigger.entries);
    if (!bigger.entries) return false;
    for (size_t i = 0; i < m->capacity; i++)
        if (m->entries[i].key) *map_place(&bigger, m->entries[i].key & ~(uintptr_t)1) = m->entries[i];
    free(m->entries);
    *m = bigger;
    return true;
}

/* The entry of the address, which it makes; NULL without memory. */
static Entry *map_at(Map *m, const void *p) {
    if (m->count * 2 >= m->capacity && !map_grow(m)) return NULL;
    Entry *e = map_place(m, key_of(p));
    if (e->key) return e;
    m->count++;
    e->key = key_of(p);
    return e;
}

static WalkLabel map_label(const Map *m, const void *p) {
    return m->capacity ? map_place(m, key_of(p))->label : 0;
}

/* ---- Shelves ---- */

typedef struct Shelf {
    struct Shelf *below;
    lua_State *L;
    int count, room;
} Shelf;

struct Walk {
    World *w;
    WalkRules rules;
    lua_State *look;    /* where values are looked at: a shelf's */
    Shelf *now, *later; /* to be looked at, and after those: so what is near comes first, and labels grow seldom */
    Shelf *ephemerons;
    Shelf *spare, *looker; /* `looker`: look's */
    int shelf_room;     /* of the next one */
    Map labels;
    Map modes;          /* of metatables: the mode of weakness, plus one */
    Map listed;         /* ephemeron tables that are on their shelf */
    Map codes;          /* of functions: by what their bytecode comes to */
    const void *globals;
    Text code;
    size_t looked_at;
    bool failed, stopped;
};

static Shelf *shelf_make(int room) {
    Shelf *shelf = malloc(sizeof *shelf);
    if (!shelf) return NULL;
    *shelf = (Shelf){.L = shelf_new(room), .room = room};
    if (shelf->L) return shelf;
    free(shelf);
    return NULL;
}

static void shelves_delete(Shelf *shelf) {
    for (Shelf *below; shelf; shelf = below) {
        below = shelf->below;
        lua_settop(shelf->L, 0);
        lua_close(shelf->L);
        free(shelf);
    }
}

/* Puts a shelf with room on top of the list; false without memory. */
static bool shelf_add(Walk *k, Shelf **list) {
    Shelf *shelf = k->spare;
    if (shelf) {
        k->spare = shelf->below;
    } else {
        shelf = shelf_make(k->shelf_room);
        if (!shelf) return false;
        if (k->shelf_room < SHELF_MAX) k->shelf_room *= 2;
    }
    shelf->below = *list;
    *list = shelf;
    return true;
}

/* Puts the value on top of `look` on the list, popping it; or tells that there is no memory, and pops it. */
static bool shelf_put(Walk *k, Shelf **list) {
    bool fits = (*list && (*list)->count < (*list)->room) || shelf_add(k, list);
    if (!fits) {
        k->failed = true;
        lua_pop(k->look, 1);
        return false;
    }
    (*list)->count++;
    lua_xmove(k->look, (*list)->L, 1);
    return true;
}

/* Takes a value from the list and pushes it on `look`; false when there is none. */
static bool shelf_take(Walk *k, Shelf **list) {
    while (*list && (*list)->count == 0) {
        Shelf *empty = *list;
        *list = empty->below;
        empty->below = k->spare;
        k->spare = empty;
    }
    if (!*list) return false;
    (*list)->count--;
    lua_xmove((*list)->L, k->look, 1);
    return true;
}

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
    if (e->label && !waits(e) && k->rules.lost) k->rules.lost(k->rules.state, L, lua_gettop(L), e->label);
    e->label = grown;
    if (waits(e))
        lua_pop(L, 1);
    else if (shelf_put(k, &k->later))
        e->key |= 1;
}

/* The value on top of one of the world's stacks, which it pops. */
static void value_reach_from(Walk *k, lua_State *from, WalkLabel label) {
    lua_xmove(from, k->look, 1);
    value_reach(k, label);
}

/* ---- Frames ---- */

/* How Lua links the frames of a stack (the beginning of its CallInfo). lua_getstack counts from the top each time, which
 * takes too long on a deep stack. */
typedef struct Frame {
    void *function, *top;
    struct Frame *below;
} Frame;

static Frame *frame_of(const lua_Debug *ar) {
    return (Frame *)(void *)ar->i_ci;
}

/* Are frames linked so, in this Lua? Asked of a stack's top frame. */
static bool frames_linked(lua_State *thread, const lua_Debug *top) {
    lua_Debug second;
    return !lua_getstack(thread, 1, &second) || frame_of(top)->below == frame_of(&second);
}

/* Goes from a frame to the one below, whose level is given. */
static bool frame_next(lua_State *thread, lua_Debug *ar, int level, bool linked) {
    if (!linked) return lua_getstack(thread, level, ar);
    Frame *below = frame_of(ar)->below;
    if (!below->below) return false; /* the stack's own, of no function */
    ar->i_ci = (struct CallInfo *)(void *)below;
    return true;
}

/* Calls `each` for what stands on a thread's stack, with the value on top of `look`, which it pops. */
typedef void FrameEach(Walk *k, void *state, bool function);

static void stack_visit(Walk *k, lua_State *thread, FrameEach *each, void *state) {
    lua_Debug ar;
    if (!lua_getstack(thread, 0, &ar)) {
        for (int i = lua_gettop(thread); i > 0; i--) {
            lua_pushvalue(thread, i);
            lua_xmove(thread, k->look, 1);
            each(k, state, false);
        }
        return;
    }
    bool linked = frames_linked(thread, &ar);
    int level = 0;
    do {
        for (int i = 1; lua_getlocal(thread, &ar, i); i++) {
            lua_xmove(thread, k->look, 1);
            each(k, state, false);
        }
        for (int i = -1; lua_getlocal(thread, &ar, i); i--) {
            lua_xmove(thread, k->look, 1);
            each(k, state, false);
        }
        lua_getinfo(thread, "f", &ar);
        lua_xmove(thread, k->look, 1);
        each(k, state, true);
    } while (frame_next(thread, &ar, ++level, linked));
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
    address_reach(k, co->L, label);
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
    for (Co *c = suspended ? co->suspended : co; c; c = c == co ? NULL : c->below) co_reach(k, c, label);
}

/* ---- Functions ---- */

static int code_write(lua_State *L, const void *bytes, size_t size, void *text) {
    (void)L;
    Text *t = text;
    size_t before = t->length;
    text_add(t, bytes, size);
    return t->length - before != size;
}

/* Is the name one of the constants in the bytecode: a tag, its length plus one with the last-byte mark, the bytes?
 * (Lua's ldump.c; longer names than these are taken to be there.) */
static bool code_names(const Text *code, const char *name, size_t length) {
    enum { SHORT_STRING = 4, SHORT_MAX = 40, LAST_BYTE = 0x80 };
    if (length > SHORT_MAX) return true;
    char pattern[SHORT_MAX + 2] = {SHORT_STRING, (char)((length + 1) | LAST_BYTE)};
    memcpy(pattern + 2, name, length);
    return code->bytes && memmem(code->bytes, code->length, pattern, length + 2);
}

/* Has code that is the same been met with this label? Then its globals have been reached. */
static bool code_known(Walk *k, WalkLabel label) {
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < k->code.length; i++) hash = (hash ^ (unsigned char)k->code.bytes[i]) * 1099511628211u;
    Entry *e = map_at(&k->codes, (const void *)(uintptr_t)(hash >> 1));
    if (!e) k->failed = true;
    if (!e || joined(k, e->label, label) == e->label) return true;
    e->label = joined(k, e->label, label);
    return false;
}

/* The function at index 1 of `look` has the globals as an upvalue. */
static void named_globals_reach(Walk *k, WalkLabel label) {
    lua_State *L = k->look;
    k->code.length = 0;
    lua_pushvalue(L, 1);
    if (lua_dump(L, code_write, &k->code, 1) != 0) k->failed = true;
    lua_pop(L, 1);
    if (code_known(k, label)) return;
    static const char *const dynamic[] = {"_G", "load", "loadstring", "dofile", "require", "debug"};
    bool all = false;
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
    bool has_globals = false, lua = !lua_iscfunction(L, 1);
    for (int i = 1; lua_getupvalue(L, 1, i); i++) {
        if (k->rules.named_globals && lua && lua_topointer(L, -1) == k->globals) {
            has_globals = true;
            lua_pop(L, 1);
        } else {
            value_reach(k, label);
        }
    }
    if (has_globals) named_globals_reach(k, label);
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

/* Lists the ephemeron table at index 1, once. */
static void ephemeron_list(Walk *k) {
    Entry *e = map_at(&k->listed, lua_topointer(k->look, 1));
    if (!e) k->failed = true;
    if (!e || e->label) return;
    e->label = 1;
    lua_pushvalue(k->look, 1);
    shelf_put(k, &k->ephemerons);
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
    if (mode == WEAK_KEYS) ephemeron_list(k);
    lua_pushnil(L);
    while (lua_next(L, 1)) {
        if (mode == WEAK_VALUES || (mode == WEAK_KEYS && lua_type(L, -2) > LUA_TSTRING))
            lua_pop(L, 1);
        else
            value_reach(k, label);
        if (mode == WEAK_KEYS) continue;
        lua_pushvalue(L, -1);
        value_reach(k, label);
    }
}

/* The values of the ephemeron table on top of `look`: reached by who has reached it and the key. */
static void ephemeron_look(Walk *k) {
    lua_State *L = k->look;
    WalkLabel label = map_label(&k->labels, lua_topointer(L, -1));
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        WalkLabel both = 0;
        if (lua_type(L, -2) > LUA_TSTRING) both = met(k, label, map_label(&k->labels, lua_topointer(L, -2)));
        if (both)
            value_reach(k, both);
        else
            lua_pop(L, 1);
    }
}

static void ephemerons_look(Walk *k) {
    for (Shelf *shelf = k->ephemerons; shelf; shelf = shelf->below)
        for (int i = 1; i <= shelf->count; i++) {
            lua_pushvalue(shelf->L, i);
            lua_xmove(shelf->L, k->look, 1);
            ephemeron_look(k);
            lua_settop(k->look, 0);
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
    Entry *e = map_place(&k->labels, key_of(lua_topointer(L, 1)));
    e->key &= ~(uintptr_t)1;
    WalkLabel label = e->label;
    if (k->rules.seen) k->rules.seen(k->rules.state, L, 1, label);
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
    k->now = k->later;
    k->later = empty;
    return shelf_take(k, &k->now);
}

void walk_run(Walk *k) {
    for (;;) {
        while (!k->stopped && !k->failed && next_take(k)) value_look(k);
        if (k->stopped || k->failed) return;
        ephemerons_look(k);
        if (!k->later) return;
    }
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
    *k = (Walk){.w = w, .rules = *rules, .shelf_room = SHELF_MIN};
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
    Shelf *const lists[] = {k->now, k->later, k->ephemerons, k->spare, k->looker};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) shelves_delete(lists[i]);
    Map *const maps[] = {&k->labels, &k->modes, &k->listed, &k->codes};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) free(maps[i]->entries);
    free(k->code.bytes);
    free(k);
}

/* ---- Sizes: what Lua 5.4 takes for them, as far as its API tells ---- */

enum {
    SIZE_VALUE = 16,
    SIZE_NODE = 24, /* of a table's hash part */
    SIZE_TABLE = 56,
    SIZE_STRING = 25,
    SIZE_FUNCTION = 32,
    SIZE_UPVALUE = 40,
    SIZE_USERDATA = 40,
    SIZE_THREAD = 200,
    SIZE_FRAME = 64,
    STACK_MIN = 45, /* slots */
};

static size_t table_size(lua_State *L, int index) {
    size_t list = lua_rawlen(L, index), nodes = 0, room = 0;
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        bool listed = lua_isinteger(L, -1) && lua_tointeger(L, -1) > 0 && (size_t)lua_tointeger(L, -1) <= list;
        nodes += !listed;
    }
    if (nodes)
        for (room = 1; room < nodes;) room *= 2;
    return SIZE_TABLE + list * SIZE_VALUE + room * SIZE_NODE;
}

size_t walk_size(lua_State *L, int index) {
    size_t size = 0;
    switch (lua_type(L, index)) {
    case LUA_TTABLE:
        return table_size(L, index);
    case LUA_TSTRING:
        return SIZE_STRING + lua_rawlen(L, index);
    case LUA_TUSERDATA:
        while (lua_getiuservalue(L, index, (int)size + 1) != LUA_TNONE) {
            lua_pop(L, 1);
            size++;
        }
        lua_pop(L, 1);
        return SIZE_USERDATA + size * SIZE_VALUE + lua_rawlen(L, index);
    case LUA_TFUNCTION:
        while (lua_getupvalue(L, index, (int)size + 1)) {
            lua_pop(L, 1);
            size++;
        }
        return SIZE_FUNCTION + size * (lua_iscfunction(L, index) ? SIZE_VALUE : SIZE_UPVALUE);
    case LUA_TTHREAD:
        return SIZE_THREAD + STACK_MIN * SIZE_VALUE + SIZE_FRAME;
    default:
        return 0;
    }
}

typedef struct StackSize {
    size_t values, frames;
} StackSize;

static void value_count(Walk *k, void *size, bool function) {
    StackSize *s = size;
    lua_pop(k->look, 1);
    s->values++;
    s->frames += function;
}

size_t walk_size_of_goroutine(Walk *k, G *g) {
    size_t size = sizeof *g + sizeof(Goroutine);
    for (Co *co = goroutine_of(g)->top; co; co = co->below) {
        StackSize s = {0};
        stack_visit(k, co->L, value_count, &s);
        if (s.values < STACK_MIN) s.values = STACK_MIN;
        size += SIZE_THREAD + sizeof *co + s.values * SIZE_VALUE + (s.frames + 1) * SIZE_FRAME;
        for (const Deferred *d = co->defers; d; d = d->next) size += sizeof *d + SIZE_VALUE;
    }
    return size;
}
