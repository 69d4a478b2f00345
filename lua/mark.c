/* The primitives for marks. See mark.h. */
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

static void fresh_add(lua_State *L, const void *table) {
    const Co *co = co_of(L);
    FreshTables *fresh = &co->world->fresh;
    if (!co->g) return;
    if (!is_turn(fresh, co->g)) *fresh = (FreshTables){.goroutine = co->g->id, .turn = co->g->switches};
    if (fresh->count < FRESH_MAX) fresh->tables[fresh->count++] = table;
}

/* ---- Telling ---- */

void mark_touch(lua_State *L, const void *object, bool write) {
    const Co *co = co_of(L);
    if (co->g) sched_touch(co->world->sched, object, write ? TOUCH_WRITE : TOUCH_READ);
}

Outcome mark_point(lua_State *L, const void *object, bool write) {
    World *w = world_of(L);
    if (!w->fine || !co_of(L)->g || !sched_has_points(w->sched)) return OP_DONE;
    return sched_point(op_begin(L), write ? POINT_WRITE : POINT_READ, object);
}

Outcome mark_table_point(lua_State *L, int table, bool write) {
    const void *t = lua_topointer(L, table);
    return is_fresh(L, t) ? OP_DONE : mark_point(L, t, write);
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

enum { CHAIN_MAX = 100 }; /* of metatables, one in the other: Lua gives up at 2000 */

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

/* t[k] gets the value at `value`, by way of metatables if need be. */
static void mark_write(lua_State *L, int table, int key, int value) {
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

/* ---- Errors, in Lua's words ---- */

static const char *type_of(lua_State *L, int index) {
    if (luaL_getmetafield(L, index, "__name") == LUA_TSTRING) return lua_tostring(L, -1);
    return luaL_typename(L, index);
}

static int refuse(lua_State *L, int index, const char *what, const char *described) {
    return luaL_error(L, "attempt to %s a %s value (%s)", what, type_of(L, index), described);
}

static bool has_event(lua_State *L, int index, const char *event) {
    if (luaL_getmetafield(L, index, event) == LUA_TNIL) return false;
    lua_pop(L, 1);
    return true;
}

/* What stands at index 1 is about to be indexed. */
static void require_indexable(lua_State *L, const char *event, int described) {
    const char *text = lua_tostring(L, described);
    if (text && !lua_istable(L, 1) && !has_event(L, 1, event)) refuse(L, 1, "index", text);
}

/* ---- Primitives ---- */

/* Each has the number of its chunk as its upvalue. */
static lua_Integer chunk_of(lua_State *L) {
    return lua_tointeger(L, lua_upvalueindex(1));
}

static Outcome point(lua_State *L, const void *object, bool write) {
    return chunk_of(L) < 0 ? OP_DONE : mark_point(L, object, write);
}

/* Before an access to the field at index 2 of the table at index 1; `table` alone: to which keys that has. */
static Outcome point_at(lua_State *L, bool field, bool write) {
    const void *t = lua_topointer(L, 1);
    if (chunk_of(L) < 0 || !world_of(L)->fine || is_fresh(L, t)) return OP_DONE;
    return mark_point(L, field ? field_of(t, key_bits(L, 2)) : t, write);
}

static const void *variable_of(lua_State *L) {
    return object_of(mix((uint64_t)chunk_of(L), (uint64_t)lua_tointeger(L, 1)));
}

/* gosh_fresh(table): gives the table, which has just been made. */
static int fresh(lua_State *L) {
    fresh_add(L, lua_topointer(L, 1));
    return 1;
}

/* gosh_read(number): gives nothing. */
static int variable_read(lua_State *L) {
    const void *variable = variable_of(L);
    Outcome outcome = point(L, variable, false);
    if (outcome != OP_DONE) return op_end(L, outcome, NULL, variable_read);
    mark_touch(L, variable, false);
    return 0;
}

/* gosh_late(number, value): gives the value. */
static int variable_read_late(lua_State *L) {
    const void *variable = variable_of(L);
    Outcome outcome = point(L, variable, false);
    if (outcome != OP_DONE) return op_end(L, outcome, NULL, variable_read_late);
    mark_touch(L, variable, false);
    lua_settop(L, 2);
    return 1;
}

/* gosh_write(number, value): gives the value. */
static int variable_write(lua_State *L) {
    const void *variable = variable_of(L);
    Outcome outcome = point(L, variable, true);
    if (outcome != OP_DONE) return op_end(L, outcome, NULL, variable_write);
    mark_touch(L, variable, true);
    lua_settop(L, 2);
    return 1;
}

/* gosh_wrote(number), gosh_wrote(table, key): what has just been written. */
static int wrote(lua_State *L) {
    lua_settop(L, 2);
    if (lua_istable(L, 1)) {
        mark_field(L, 1, 2, true);
        mark_table(L, 1, true);
    } else {
        mark_touch(L, variable_of(L), true);
    }
    return 0;
}

/* gosh_peek(table, key): the field, a global, is about to be read. */
static int peek(lua_State *L) {
    lua_settop(L, 2);
    if (!lua_istable(L, 1)) return 0;
    lua_pushvalue(L, 2);
    bool function = lua_rawget(L, 1) == LUA_TFUNCTION;
    lua_settop(L, 2);
    Outcome outcome = function ? OP_DONE : point_at(L, true, false);
    if (outcome != OP_DONE) return op_end(L, outcome, NULL, peek);
    mark_read(L, 1, 2);
    return 0;
}

/* gosh_get(table, key, described): gives the table, whose field is about to be read. */
static int get(lua_State *L) {
    if (lua_istable(L, 1)) {
        Outcome outcome = point_at(L, true, false);
        if (outcome != OP_DONE) return op_end(L, outcome, NULL, get);
        mark_read(L, 1, 2);
    } else {
        require_indexable(L, "__index", 3);
    }
    lua_settop(L, 1);
    return 1;
}

/* gosh_self: the same for a field that is about to be called. */
static int self(lua_State *L) {
    if (!lua_istable(L, 1))
        require_indexable(L, "__index", 3);
    else if (!object_is(L, 1))
        mark_read(L, 1, 2);
    lua_settop(L, 1);
    return 1;
}

static int item_done(lua_State *L, int status, lua_KContext context) {
    (void)L, (void)status, (void)context;
    return 1;
}

/* gosh_item(table, key, described): gives the field. */
static int item(lua_State *L) {
    if (lua_istable(L, 1)) {
        Outcome outcome = point_at(L, true, false);
        if (outcome != OP_DONE) return op_end(L, outcome, NULL, item);
        mark_read(L, 1, 2);
    } else {
        require_indexable(L, "__index", 3);
    }
    lua_settop(L, 2);
    for (int i = 0; lua_istable(L, 1) || has_event(L, 1, "__index"); i++) {
        if (lua_istable(L, 1)) {
            lua_pushvalue(L, 2);
            if (lua_rawget(L, 1) != LUA_TNIL || !luaL_getmetafield(L, 1, "__index")) return 1;
        } else {
            luaL_getmetafield(L, 1, "__index");
        }
        if (i == CHAIN_MAX) break;
        if (lua_isfunction(L, -1)) {
            lua_pushvalue(L, 1);
            lua_pushvalue(L, 2);
            lua_callk(L, 2, 1, 0, item_done);
            return 1;
        }
        lua_replace(L, 1);
        lua_settop(L, 2);
    }
    lua_settop(L, 2);
    lua_gettable(L, 1); /* which says what is wrong */
    return 1;
}

/* gosh_length(table, described): gives the table, whose length is about to be read. */
static int length(lua_State *L) {
    const char *described = lua_tostring(L, 2);
    if (lua_istable(L, 1)) {
        Outcome outcome = point_at(L, false, false);
        if (outcome != OP_DONE) return op_end(L, outcome, NULL, length);
        mark_table(L, 1, false);
        mark_metatable(L, 1, false);
    } else if (described && lua_type(L, 1) != LUA_TSTRING && !has_event(L, 1, "__len")) {
        return refuse(L, 1, "get length of", described);
    }
    lua_settop(L, 1);
    return 1;
}

/* gosh_set(table, key, value, described): gives the value, which is about to be stored. */
static int set(lua_State *L) {
    if (lua_gettop(L) < 3) lua_settop(L, 3);
    if (lua_istable(L, 1)) {
        Outcome outcome = point_at(L, true, true);
        if (outcome != OP_DONE) return op_end(L, outcome, NULL, set);
        mark_write(L, 1, 2, 3);
    } else {
        require_indexable(L, "__newindex", 4);
    }
    lua_settop(L, 3);
    return 1;
}

/* ---- An operand that is missing ---- */

static const char missing_key = 'm';

static bool is_missing(lua_State *L, int index) {
    if (lua_type(L, index) != LUA_TUSERDATA || !lua_getmetatable(L, index)) return false;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &missing_key);
    bool same = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return same;
}

/* The other operand's metamethod, if it has one, with what is missing itself. */
static int missing_delegate(lua_State *L, const char *event) {
    if (!is_missing(L, 1) || is_missing(L, 2) || luaL_getmetafield(L, 2, event) == LUA_TNIL) return 0;
    lua_getiuservalue(L, 1, 1);
    lua_pushvalue(L, 2);
    lua_callk(L, 2, 1, 0, item_done);
    return 1;
}

/* The metamethods of a missing operand; upvalues: the event, and what cannot be done with it. */
static int missing_event(lua_State *L) {
    lua_settop(L, 2);
    if (missing_delegate(L, lua_tostring(L, lua_upvalueindex(1)))) return 1;
    int index = is_missing(L, 1) ? 1 : 2;
    lua_getiuservalue(L, index, 1);
    lua_getiuservalue(L, index, 2);
    return refuse(L, 3, lua_tostring(L, lua_upvalueindex(2)), lua_tostring(L, 4));
}

/* gosh_missing(described, value): what stands for an operand that is nil or false. */
static int missing(lua_State *L) {
    lua_settop(L, 2);
    lua_newuserdatauv(L, 0, 2);
    lua_insert(L, 1);
    lua_setiuservalue(L, 1, 1);
    lua_setiuservalue(L, 1, 2);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &missing_key);
    lua_setmetatable(L, 1);
    return 1;
}

static void missing_register(lua_State *L) {
    static const struct {
        const char *event, *what;
    } events[] = {
        {"__call", "call"},
        {"__concat", "concatenate"},
        {"__add", "perform arithmetic on"},
        {"__sub", "perform arithmetic on"},
        {"__mul", "perform arithmetic on"},
        {"__div", "perform arithmetic on"},
        {"__mod", "perform arithmetic on"},
        {"__pow", "perform arithmetic on"},
        {"__unm", "perform arithmetic on"},
        {"__idiv", "perform arithmetic on"},
        {"__band", "perform bitwise operation on"},
        {"__bor", "perform bitwise operation on"},
        {"__bxor", "perform bitwise operation on"},
        {"__shl", "perform bitwise operation on"},
        {"__shr", "perform bitwise operation on"},
        {"__bnot", "perform bitwise operation on"},
    };
    lua_newtable(L);
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        push_fresh(L, events[i].event);
        push_fresh(L, events[i].event);
        push_fresh(L, events[i].what);
        lua_pushcclosure(L, missing_event, 2);
        lua_rawset(L, -3);
    }
    lua_rawsetp(L, LUA_REGISTRYINDEX, &missing_key);
}

/* ---- For texts that are loaded ---- */

static const luaL_Reg primitives[] = {{"gosh_fresh", fresh}, {"gosh_read", variable_read}, {"gosh_late", variable_read_late}, {"gosh_write", variable_write},
                                      {"gosh_wrote", wrote},        {"gosh_peek", peek},
                                      {"gosh_get", get},            {"gosh_self", self},
                                      {"gosh_item", item},          {"gosh_length", length},
                                      {"gosh_set", set},            {"gosh_missing", missing},
                                      {NULL, NULL}};

bool mark_is(const char *primitive) {
    for (const luaL_Reg *one = primitives; one->name; one++)
        if (strcmp(one->name, primitive) == 0) return true;
    return false;
}

void mark_bind(lua_State *L, lua_Integer chunk) {
    lua_CFunction function = lua_tocfunction(L, -1);
    lua_pop(L, 1);
    lua_pushinteger(L, chunk);
    lua_pushcclosure(L, function, 1);
}

lua_Integer mark_chunk(World *w, bool package) {
    lua_Integer number = ++w->marked_chunks;
    return package ? -number : number;
}

static const char names_key = 'n';

void mark_push_names(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &names_key);
}

/* Names of globals that are there now, each with a '.' behind it. */
static void names_keep_library(lua_State *L) {
    luaL_Buffer b;
    lua_pushglobaltable(L);
    int globals = lua_gettop(L);
    lua_newtable(L);
    int names = lua_gettop(L);
    lua_pushnil(L);
    while (lua_next(L, globals)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING) continue;
        lua_pushvalue(L, -1);
        lua_rawseti(L, names, (lua_Integer)lua_rawlen(L, names) + 1);
    }
    luaL_buffinit(L, &b);
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, names); i++) {
        lua_rawgeti(L, names, i);
        const char *name = lua_tostring(L, -1);
        bool plain = *name && !strpbrk(name, "=[.");
        if (!plain) {
            lua_pop(L, 1);
            continue;
        }
        luaL_addvalue(&b);
        luaL_addchar(&b, '.');
    }
    luaL_pushresult(&b);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &names_key);
    lua_settop(L, globals - 1);
}

void open_mark(lua_State *L) {
    primitives_register(L, primitives);
    missing_register(L);
    names_keep_library(L);
    mark_library(L);
}
