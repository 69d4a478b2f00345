/* What is told of accesses, and as which objects. See mark.h. */
#include "lua/mark.h"
#include "lua/object.h"
#include "lua/package.h"

#include <string.h>

/* ---- Objects ---- */

/* Of numbers, tables and keys: an odd address, at which nothing lies. */
static uint64_t mix(uint64_t a, uint64_t b) {
    uint64_t x = (a ^ (b + 0x9e3779b97f4a7c15u)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 29) ^ b) * 0x94d049bb133111ebu;
    return x ^ (x >> 32);
}

static const void *object_of(uint64_t bits) {
    return (const void *)(uintptr_t)(bits | 1);
}

const void *mark_variable(lua_Integer chunk, lua_Integer number) {
    return object_of(mix((uint64_t)chunk, (uint64_t)number));
}

static uint64_t address_of(const void *at) {
    return (uint64_t)(uintptr_t)at;
}

/* Strings by their bytes: equal ones may lie at different addresses in two runs of one turn. */
static uint64_t text_bits(const char *text, size_t length) {
    uint64_t bits = length;
    for (; length >= sizeof bits; text += sizeof bits, length -= sizeof bits) {
        uint64_t word;
        memcpy(&word, text, sizeof word);
        bits = mix(bits, word);
    }
    uint64_t rest = 0;
    memcpy(&rest, text, length);
    return mix(bits, rest);
}

static uint64_t integer_bits(lua_Integer key) {
    return mix(LUA_TNUMBER, (uint64_t)key);
}

static uint64_t key_bits(lua_State *L, int key) {
    size_t length;
    int is_integer;
    switch (lua_type(L, key)) {
    case LUA_TSTRING: {
        const char *text = lua_tolstring(L, key, &length);
        return text_bits(text, length);
    }
    case LUA_TNUMBER: {
        lua_Integer integer = lua_tointegerx(L, key, &is_integer);
        if (is_integer) return integer_bits(integer);
        double number = lua_tonumber(L, key);
        uint64_t bits;
        memcpy(&bits, &number, sizeof bits);
        return mix(LUA_TNUMBER + 1, bits);
    }
    case LUA_TBOOLEAN:
        return mix(LUA_TBOOLEAN, (uint64_t)lua_toboolean(L, key));
    default:
        return mix(LUA_TTABLE, address_of(lua_topointer(L, key)));
    }
}

static const void *field_of(const void *table, uint64_t key) {
    return object_of(mix(address_of(table), key));
}

static const void *metatable_of(const void *table) {
    static const char meta = 'm';
    return object_of(mix(address_of(table), address_of(&meta)));
}

/* ---- Tables that this turn has made ---- */

/* Nobody else can know them before it is over. */

static bool is_turn(const FreshTables *fresh, const G *g) {
    return fresh->goroutine == g->id && fresh->turn == g->switches;
}

static bool is_fresh(lua_State *L, const void *table) {
    const Co *co = co_of(L);
    const FreshTables *fresh = &co->world->fresh;
    if (!fresh->count || !co->g || !is_turn(fresh, co->g)) return false;
    for (int i = 0; i < fresh->count; i++)
        if (fresh->tables[i] == table) return true;
    return false;
}

void mark_fresh(lua_State *L, int index) {
    const void *table = lua_topointer(L, index);
    const Co *co = co_of(L);
    FreshTables *fresh = &co->world->fresh;
    if (!co->g) return;
    if (!is_turn(fresh, co->g)) *fresh = (FreshTables){.goroutine = co->g->id, .turn = co->g->switches};
    if (fresh->count < FRESH_MAX) fresh->tables[fresh->count++] = table;
}

/* ---- Telling ---- */

void mark_touch(lua_State *L, const void *object, bool write) {
    const Co *co = co_of(L);
    co->world->mark_passed = true;
    if (co->g) sched_touch(co->world->sched, object, write ? TOUCH_WRITE : TOUCH_READ);
}

static bool is_over(const Co *co) {
    const World *w = co->world;
    return co->g && w->marks_over == co->g && w->marks_over_turn == co->g->switches;
}

bool mark_defers_pause(const Co *co) {
    World *w = co->world;
    if (!w->mark_passed || is_over(co)) return false;
    w->mark_passed = false;
    w->marks_over = co->g;
    w->marks_over_turn = co->g->switches;
    return true;
}

bool mark_pauses(const Co *co) {
    World *w = co->world;
    if (!w->marks_over) return false;
    bool now = is_over(co) && !co->g->at_point;
    w->marks_over = NULL;
    return now;
}

Outcome mark_pause(lua_State *L) {
    const Co *co = co_of(L);
    World *w = co->world;
    if (!w->marks_over) return OP_DONE;
    if (is_over(co) && lua_isyieldable(L) && !co->direct) return OP_AGAIN;
    w->marks_over = NULL;
    return OP_DONE;
}

Outcome mark_point(lua_State *L, const void *object, bool write) {
    World *w = world_of(L);
    if (mark_pause(L) != OP_DONE) return OP_AGAIN;
    if (!w->fine || !co_of(L)->g || !sched_has_points(w->sched)) return OP_DONE;
    return sched_point(op_begin(L), write ? POINT_WRITE : POINT_READ, object);
}

Outcome mark_table_point(lua_State *L, int table, bool write) {
    const void *t = lua_topointer(L, table);
    return is_fresh(L, t) ? OP_DONE : mark_point(L, t, write);
}

Outcome mark_field_point(lua_State *L, int table, int key, bool write) {
    const void *t = lua_topointer(L, table);
    return is_fresh(L, t) ? OP_DONE : mark_point(L, field_of(t, key_bits(L, key)), write);
}

void mark_table(lua_State *L, int table, bool write) {
    const void *t = lua_topointer(L, table);
    if (!is_fresh(L, t)) mark_touch(L, t, write);
}

void mark_metatable(lua_State *L, int table, bool write) {
    const void *t = lua_topointer(L, table);
    if (!is_fresh(L, t)) mark_touch(L, metatable_of(t), write);
}

void mark_field(lua_State *L, int table, int key, bool write) {
    if (is_fresh(L, lua_topointer(L, table))) return;
    mark_touch(L, field_of(lua_topointer(L, table), key_bits(L, key)), write);
}

void mark_index(lua_State *L, int table, lua_Integer first, lua_Integer last, bool write) {
    enum { MANY = 1 << 20 };
    const void *t = lua_topointer(L, table);
    if (first > last || is_fresh(L, t)) return;
    if ((uint64_t)last - (uint64_t)first >= MANY) {
        mark_gap(world_of(L));
        return;
    }
    for (lua_Integer i = first;; i++) {
        mark_touch(L, field_of(t, integer_bits(i)), write);
        if (i == last) break;
    }
}

void mark_whole(lua_State *L, int table) {
    int top = lua_gettop(L);
    if (!lua_istable(L, table) || !lua_checkstack(L, 4)) return;
    if (is_fresh(L, lua_topointer(L, table))) return;
    mark_table(L, table, false);
    lua_pushnil(L);
    while (lua_next(L, table)) {
        mark_field(L, table, top + 1, false);
        lua_pop(L, 1);
    }
}

/* The value at `at`, a table in which nothing was found, is replaced by the next one to look into; false if there is none. */
static bool chain_next(lua_State *L, int at, const char *event) {
    mark_metatable(L, at, false);
    if (!lua_getmetatable(L, at)) return false;
    push_fresh(L, event);
    mark_field(L, lua_gettop(L) - 1, lua_gettop(L), false);
    lua_rawget(L, -2);
    lua_replace(L, at);
    lua_pop(L, 1);
    return lua_istable(L, at);
}

void mark_read(lua_State *L, int table, int key) {
    if (!lua_istable(L, table)) return;
    uint64_t bits = key_bits(L, key);
    lua_pushvalue(L, table);
    int at = lua_gettop(L);
    for (int i = 0; i < CHAIN_MAX; i++) {
        const void *t = lua_topointer(L, at);
        if (!is_fresh(L, t)) mark_touch(L, field_of(t, bits), false);
        lua_pushvalue(L, key);
        bool found = lua_rawget(L, at) != LUA_TNIL;
        lua_pop(L, 1);
        if (found || !chain_next(L, at, "__index")) break;
    }
    lua_settop(L, at - 1);
}

/* A metamethod that comes while others run is found by operations that no mark shows. */
static bool is_event(lua_State *L, int key) {
    if (lua_type(L, key) != LUA_TSTRING) return false;
    return strncmp(lua_tostring(L, key), "__", 2) == 0;
}

void mark_write(lua_State *L, int table, int key, int value) {
    if (!lua_istable(L, table)) return;
    uint64_t bits = key_bits(L, key);
    bool nil = lua_isnil(L, value);
    if (is_event(L, key) && sched_count(sched_of(L)) > 1) mark_gap(world_of(L));
    lua_pushvalue(L, table);
    int at = lua_gettop(L);
    for (int i = 0; i < CHAIN_MAX; i++) {
        const void *t = lua_topointer(L, at);
        lua_pushvalue(L, key);
        bool found = lua_rawget(L, at) != LUA_TNIL;
        lua_pop(L, 1);
        if (!is_fresh(L, t)) mark_touch(L, field_of(t, bits), true);
        if (found == nil) mark_table(L, at, true);
        if (found || !chain_next(L, at, "__newindex")) break;
    }
    lua_settop(L, at - 1);
}
