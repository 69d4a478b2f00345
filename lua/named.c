/* Numbers with a type of their own, as userdata; and of these the months, weekdays and locations of
 * package time. Durations are in duration.c. */
#include "lua/object.h"
#include "lua/time.h"
#include "lua/type.h"
#include "lua/value.h"
#include "runtime/posix.h"

#include <inttypes.h>
#include <stdio.h>

const char month_tag = 'm', weekday_tag = 'w', location_tag = 'l';

/* ---- Userdata with a tag ---- */

void *tagged_test(lua_State *L, int index, const void *tag) {
    if (lua_type(L, index) != LUA_TUSERDATA || lua_rawlen(L, index) < sizeof(Named)) return NULL;
    Named *n = lua_touserdata(L, index);
    return n->tag == tag ? n : NULL;
}

void named_push(lua_State *L, const void *tag, int64_t value) {
    Named *n = lua_newuserdatauv(L, sizeof *n, 0);
    n->tag = tag;
    n->value = value;
    lua_rawgetp(L, LUA_REGISTRYINDEX, tag);
    lua_setmetatable(L, -2);
}

int named_concat(lua_State *L) {
    for (int i = 1; i <= 2; i++)
        if (lua_type(L, i) != LUA_TUSERDATA && !lua_isstring(L, i))
            return luaL_error(L, "attempt to concatenate a %s value", luaL_typename(L, i));
    luaL_tolstring(L, 1, NULL);
    luaL_tolstring(L, 2, NULL);
    lua_concat(L, 2);
    return 1;
}

/* ---- Months, weekdays and locations: one userdata for each, so that they are equal as table keys
 * ---- */

enum { INTERNED = SIGNAL_MAX + 1 };

/* The metatable of a kind keeps its userdata in its list, value v at v + 1. */
void interned_push(lua_State *L, const void *tag, int64_t value) {
    if (value < 0 || value >= INTERNED) {
        named_push(L, tag, value);
        return;
    }
    lua_rawgetp(L, LUA_REGISTRYINDEX, tag);
    if (lua_rawgeti(L, -1, value + 1) == LUA_TNIL) {
        lua_pop(L, 1);
        named_push(L, tag, value);
        lua_pushvalue(L, -1);
        lua_rawseti(L, -3, value + 1);
    }
    lua_remove(L, -2);
}

bool named_test(lua_State *L, int index, int64_t *value) {
    static const void *const tags[] = {&duration_tag, &month_tag, &weekday_tag, &signal_tag};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        const Named *n = tagged_test(L, index, tags[i]);
        if (n) *value = n->value;
        if (n) return true;
    }
    return false;
}

/* As Go's: the number without its sign. */
static void push_out_of_range(lua_State *L, const char *kind, int64_t value) {
    char text[40];
    snprintf(text, sizeof text, "%%!%s(%" PRIu64 ")", kind, (uint64_t)value);
    lua_pushstring(L, text);
}

static void named_push_text(lua_State *L, const Named *n) {
    bool month = n->tag == &month_tag;
    if (n->tag == &location_tag)
        lua_pushstring(L, n->value == UTC ? "UTC" : n->value == LOCAL ? "Local" : "");
    else if (month && n->value >= 1 && n->value <= 12)
        lua_pushstring(L, month_names[n->value - 1]);
    else if (!month && n->value >= 0 && n->value < 7)
        lua_pushstring(L, weekday_names[n->value]);
    else
        push_out_of_range(L, month ? "Month" : "Weekday", n->value);
}

static int named_String(lua_State *L) {
    named_push_text(L, object_self_of(L, 0));
    return 1;
}

static int named_tostring(lua_State *L) {
    luaL_checktype(L, 1, LUA_TUSERDATA);
    named_push_text(L, lua_touserdata(L, 1));
    return 1;
}

/* The kind that an operator works on: that of one of its operands, which may be anything. */
static const void *named_kind(lua_State *L) {
    return tagged_test(L, 1, &month_tag) || tagged_test(L, 2, &month_tag) ? &month_tag
                                                                          : &weekday_tag;
}

static int64_t named_operand(lua_State *L, int index, const void *kind) {
    if (lua_isinteger(L, index)) return lua_tointeger(L, index);
    const Named *n = tagged_test(L, index, kind);
    if (n) return n->value;
    return panic_text(L, "invalid operation: mismatched types %s and %s", type_name(L, 1),
                      type_name(L, 2));
}

static int named_add(lua_State *L) {
    const void *kind = named_kind(L);
    interned_push(L, kind, named_operand(L, 1, kind) + named_operand(L, 2, kind));
    return 1;
}

static int named_sub(lua_State *L) {
    const void *kind = named_kind(L);
    interned_push(L, kind, named_operand(L, 1, kind) - named_operand(L, 2, kind));
    return 1;
}

static int named_mod(lua_State *L) {
    const void *kind = named_kind(L);
    int64_t a = named_operand(L, 1, kind), b = named_operand(L, 2, kind);
    if (b == 0) return panic_error(L, "runtime error: integer divide by zero");
    interned_push(L, kind, b == -1 ? 0 : a % b);
    return 1;
}

static int named_lt(lua_State *L) {
    const void *kind = named_kind(L);
    lua_pushboolean(L, named_operand(L, 1, kind) < named_operand(L, 2, kind));
    return 1;
}

static int named_le(lua_State *L) {
    const void *kind = named_kind(L);
    lua_pushboolean(L, named_operand(L, 1, kind) <= named_operand(L, 2, kind));
    return 1;
}

static int named_eq(lua_State *L) {
    const void *kind = named_kind(L);
    const Named *a = tagged_test(L, 1, kind), *b = tagged_test(L, 2, kind);
    lua_pushboolean(L, a && b && a->value == b->value);
    return 1;
}

#define NAMED_METHODS(class, doc)                                                                  \
    {                                                                                              \
        {"String", named_String, class ".String() string  " doc}, {                                \
            NULL, NULL, NULL                                                                       \
        }                                                                                          \
    }
static const Binding month_methods[] = NAMED_METHODS("time.Month", "its name, January"),
                     weekday_methods[] = NAMED_METHODS("time.Weekday", "its name, Sunday"),
                     location_methods[] = NAMED_METHODS("time.Location", "its name, UTC or Local");

static const luaL_Reg location_metamethods[] = {
    {"__tostring", named_tostring}, {"__concat", named_concat}, {NULL, NULL}};

static const luaL_Reg named_metamethods[] = {
    {"__add", named_add},
    {"__sub", named_sub},
    {"__mod", named_mod},
    {"__lt", named_lt},
    {"__le", named_le},
    {"__eq", named_eq},
    {"__concat", named_concat},
    {"__tostring", named_tostring},
    {NULL, NULL},
};

/* ---- Into the package ---- */

int named_month(lua_State *L) {
    interned_push(L, &month_tag, argument_int(L, 1, "time.Month"));
    return 1;
}

int named_weekday(lua_State *L) {
    interned_push(L, &weekday_tag, argument_int(L, 1, "time.Weekday"));
    return 1;
}

/* Adds the constants to the package's table, which is on top. */
void open_named(lua_State *L) {
    value_register(L, &month_tag, "time.Month", month_methods, named_metamethods);
    value_register(L, &weekday_tag, "time.Weekday", weekday_methods, named_metamethods);
    value_register(L, &location_tag, "*time.Location", location_methods, location_metamethods);
    for (int i = 0; i < 12; i++) {
        interned_push(L, &month_tag, i + 1);
        lua_setfield(L, -2, month_names[i]);
    }
    for (int i = 0; i < 7; i++) {
        interned_push(L, &weekday_tag, i);
        lua_setfield(L, -2, weekday_names[i]);
    }
    interned_push(L, &location_tag, UTC);
    lua_setfield(L, -2, "UTC");
    interned_push(L, &location_tag, LOCAL);
    lua_setfield(L, -2, "Local");
}
