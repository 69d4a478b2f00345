/* The primitives for marks, which the front end writes into the text. See mark.h. */
#include "lua/mark.h"
#include "lua/object.h"
#include "lua/package.h"

#include <ctype.h>
#include <string.h>

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
    const World *w = world_of(L);
    if (chunk_of(L) < 0 || (!w->fine && !w->marks_over)) return OP_DONE;
    return field ? mark_field_point(L, 1, 2, write) : mark_table_point(L, 1, write);
}

static const void *variable_of(lua_State *L) {
    return mark_variable(chunk_of(L), lua_tointeger(L, 1));
}

/* gosh_fresh(table): gives the table, which has just been made. */
static int fresh(lua_State *L) {
    mark_fresh(L, 1);
    return 1;
}

/* gosh_read(number, name): gives nothing. */
static int variable_read(lua_State *L) {
    const void *variable = variable_of(L);
    Outcome outcome = point(L, variable, false);
    if (outcome != OP_DONE) return op_end(L, outcome, NULL, variable_read);
    mark_touch(L, variable, false);
    return 0;
}

/* gosh_late(number, name, value): gives the value. */
static int variable_read_late(lua_State *L) {
    const void *variable = variable_of(L);
    Outcome outcome = point(L, variable, false);
    if (outcome != OP_DONE) return op_end(L, outcome, NULL, variable_read_late);
    mark_touch(L, variable, false);
    lua_settop(L, 3);
    return 1;
}

/* gosh_write(number, name, value): gives the value. */
static int variable_write(lua_State *L) {
    const void *variable = variable_of(L);
    Outcome outcome = point(L, variable, true);
    if (outcome != OP_DONE) return op_end(L, outcome, NULL, variable_write);
    mark_touch(L, variable, true);
    lua_settop(L, 3);
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
    Outcome outcome = function ? mark_pause(L) : point_at(L, true, false);
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
    Outcome outcome = mark_pause(L);
    if (outcome != OP_DONE) return op_end(L, outcome, NULL, self);
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

/* ---- What a goroutine is held back before ---- */

/* "t" of "local 't'" */
static void name_add(Text *t, const char *described) {
    const char *begin = described ? strchr(described, '\'') : NULL, *end = begin ? strrchr(described, '\'') : NULL;
    if (begin && end > begin)
        text_add_value(t, begin + 1, (size_t)(end - begin - 1));
    else
        text_add_string(t, "a table");
}

/* `.name`, or `[key]` */
static void key_add(Text *t, lua_State *thread, int key) {
    size_t length;
    switch (lua_type(thread, key)) {
    case LUA_TSTRING: {
        const char *text = lua_tolstring(thread, key, &length);
        bool plain = length && !isdigit((unsigned char)*text);
        for (size_t i = 0; i < length; i++) plain = plain && (isalnum((unsigned char)text[i]) || text[i] == '_');
        text_add_string(t, plain ? "." : "[\"");
        text_add_value(t, text, length);
        if (!plain) text_add_string(t, "\"]");
        break;
    }
    case LUA_TNUMBER:
        if (lua_isinteger(thread, key))
            text_format(t, "[%lld]", (long long)lua_tointeger(thread, key));
        else
            text_format(t, "[%.14g]", lua_tonumber(thread, key));
        break;
    case LUA_TBOOLEAN:
        text_add_string(t, lua_toboolean(thread, key) ? "[true]" : "[false]");
        break;
    default:
        text_format(t, "[a %s]", lua_typename(thread, lua_type(thread, key)));
    }
}

static const char *described_at(lua_State *thread, int index) {
    return lua_gettop(thread) >= index && lua_type(thread, index) == LUA_TSTRING ? lua_tostring(thread, index) : NULL;
}

int mark_tell(lua_State *thread, const char *primitive, Text *t) {
    bool stores = strcmp(primitive, "gosh_set") == 0;
    if (strcmp(primitive, "gosh_read") == 0 || strcmp(primitive, "gosh_late") == 0 ||
        strcmp(primitive, "gosh_write") == 0) {
        const char *name = described_at(thread, 2);
        text_add_string(t, name ? name : "a variable");
        return strcmp(primitive, "gosh_write") == 0 ? 3 : 0;
    }
    if (strcmp(primitive, "gosh_length") == 0) {
        text_add_string(t, "#");
        name_add(t, described_at(thread, 2));
        return 0;
    }
    bool field = stores || strcmp(primitive, "gosh_get") == 0 || strcmp(primitive, "gosh_item") == 0;
    const char *described = field ? described_at(thread, stores ? 4 : 3) : NULL;
    bool global = strcmp(primitive, "gosh_peek") == 0 || (stores && !described && lua_type(thread, 2) == LUA_TSTRING);
    if (global)
        text_add_string(t, lua_tostring(thread, 2));
    else
        name_add(t, described);
    if (field && !global) key_add(t, thread, 2);
    return stores ? 3 : 0;
}

/* ---- For texts that are loaded ---- */

static const luaL_Reg primitives[] = {{"gosh_fresh", fresh},
                                      {"gosh_read", variable_read},
                                      {"gosh_late", variable_read_late},
                                      {"gosh_write", variable_write},
                                      {"gosh_wrote", wrote},
                                      {"gosh_peek", peek},
                                      {"gosh_get", get},
                                      {"gosh_self", self},
                                      {"gosh_item", item},
                                      {"gosh_length", length},
                                      {"gosh_set", set},
                                      {"gosh_missing", missing},
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
