/* Tables as package fmt prints them: as Go's slice, map, or struct behind a pointer.
 *
 *     a table whose keys are 1..#t   [1 2]                  []interface {}{1, 2}
 *     one that errors.c made         text                   &errors.errorString{s:"text"}
 *     one with __name                sync.Mutex: 0x55...
 *     any other                      map[a:1]               map[string]interface {}{"a":1}
 *
 * Maps print in the order of their keys. A table inside itself is "...", and so is one that lies
 * too deep. */
#include "lua/fmt.h"
#include "lua/mark.h"
#include "lua/type.h"
#include "lua/value.h"

#include <stdlib.h>
#include <string.h>

enum {
    DEPTH_MAX = 100, /* tables within tables */
    TEXT_MAX =
        1 << 26, /* from there on, tables are not opened: shared ones can make a text endless */
};

/* The length of a table whose keys all lie in 1 .. #t, or -1. */
static lua_Integer list_length(lua_State *L, int index) {
    lua_Integer length = (lua_Integer)lua_rawlen(L, index);
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 1 || lua_tointeger(L, -1) > length) {
            lua_pop(L, 1);
            return -1;
        }
    }
    return length;
}

static void print_separator(Printer *p, lua_Integer i) {
    if (i > 1) printer_add_text(p, p->format.sharp_v ? ", " : " ");
}

static void print_list(Printer *p, int index, lua_Integer length, uint32_t verb,
                       const Level *level) {
    bool sharp = p->format.sharp_v;
    printer_add_text(p, sharp ? "[]interface {}{" : "[");
    for (lua_Integer i = 1; i <= length; i++) {
        print_separator(p, i);
        lua_rawgeti(p->L, index, i);
        print_value(p, lua_gettop(p->L), verb, level);
        lua_pop(p->L, 1);
    }
    printer_add_text(p, sharp ? "}" : "]");
}

/* A key of a map, in the order in which maps print: by type as the kinds stand here, and then by
 * value. */
typedef enum KeyKind { KEY_BOOL, KEY_INT, KEY_FLOAT, KEY_STRING, KEY_OTHER } KeyKind;

typedef struct Key {
    KeyKind kind;
    int place; /* in the list of keys */
    union {
        lua_Integer integer;
        double number;
        struct {
            const char *bytes;
            size_t length;
        } text;
        uintptr_t address;
    } as;
} Key;

static Key key_of(lua_State *L, int index, int place) {
    Key key = {.kind = KEY_OTHER, .place = place};
    switch (lua_type(L, index)) {
    case LUA_TBOOLEAN:
        key.kind = KEY_BOOL;
        key.as.integer = lua_toboolean(L, index);
        break;
    case LUA_TNUMBER:
        key.kind = lua_isinteger(L, index) ? KEY_INT : KEY_FLOAT;
        if (key.kind == KEY_INT)
            key.as.integer = lua_tointeger(L, index);
        else
            key.as.number = lua_tonumber(L, index);
        break;
    case LUA_TSTRING:
        key.kind = KEY_STRING;
        key.as.text.bytes = lua_tolstring(L, index, &key.as.text.length);
        break;
    default:
        key.as.address = (uintptr_t)lua_topointer(L, index);
    }
    return key;
}

static int compare_texts(const Key *a, const Key *b) {
    size_t m = a->as.text.length, n = b->as.text.length;
    int order = memcmp(a->as.text.bytes, b->as.text.bytes, m < n ? m : n);
    return order ? order : (m > n) - (m < n);
}

static int compare_keys(const void *first, const void *second) {
    const Key *a = first, *b = second;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    switch (a->kind) {
    case KEY_BOOL:
    case KEY_INT:
        return (a->as.integer > b->as.integer) - (a->as.integer < b->as.integer);
    case KEY_FLOAT:
        return (a->as.number > b->as.number) - (a->as.number < b->as.number);
    case KEY_STRING:
        return compare_texts(a, b);
    case KEY_OTHER:
        break;
    }
    return (a->as.address > b->as.address) - (a->as.address < b->as.address);
}

/* Pushes the list of the table's keys and their array in order, whose length it returns. */
static int push_keys(lua_State *L, int index, Key **keys) {
    int count = 0;
    lua_newtable(L);
    int list = lua_gettop(L);
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_rawseti(L, list, ++count);
    }
    *keys = lua_newuserdatauv(L, (size_t)count * sizeof **keys, 0);
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, list, i + 1);
        (*keys)[i] = key_of(L, -1, i + 1);
        lua_pop(L, 1);
    }
    qsort(*keys, (size_t)count, sizeof **keys, compare_keys);
    return count;
}

static void print_map(Printer *p, int index, uint32_t verb, const Level *level) {
    static const char *const types[] = {"bool", "int", "float64", "string", "interface {}"};
    lua_State *L = p->L;
    Key *keys;
    int count = push_keys(L, index, &keys), list = lua_gettop(L) - 1;
    printer_add_text(p, "map[");
    if (p->format.sharp_v) {
        bool same = count > 0 && keys[0].kind == keys[count - 1].kind; /* a finalizer may have emptied it */
        printer_add_text(p, types[same ? keys[0].kind : KEY_OTHER]);
        printer_add_text(p, "]interface {}{");
    }
    for (int i = 0; i < count; i++) {
        print_separator(p, i + 1);
        lua_rawgeti(L, list, keys[i].place);
        int key = lua_gettop(L);
        print_value(p, key, verb, level);
        printer_add_text(p, ":");
        lua_pushvalue(L, key);
        lua_rawget(L, index);
        print_value(p, key + 1, verb, level);
        lua_settop(L, key - 1);
    }
    printer_add_text(p, p->format.sharp_v ? "}" : "]");
    lua_settop(L, list - 1);
}

/* An error of ours as the struct that it is in Go: for %#v, and for verbs that take no text. */
static void print_error_struct(Printer *p, int index, uint32_t verb, const Level *level) {
    lua_State *L = p->L;
    const char *type = type_name(L, index);
    bool names = p->format.sharp_v || p->format.plus_v;
    printer_add_text(p, "&");
    if (p->format.sharp_v) printer_add_text(p, type + (*type == '*'));
    printer_add_text(p, "{");
    lua_pushliteral(L, "wrapped");
    bool wraps = lua_rawget(L, index) != LUA_TNIL;
    lua_pushliteral(L, "text");
    if (lua_rawget(L, index) == LUA_TSTRING) {
        if (names) printer_add_text(p, wraps ? "msg:" : "s:");
        print_string(p, lua_gettop(L), verb);
        if (wraps) print_separator(p, 2);
    }
    lua_pop(L, 1);
    if (wraps) {
        if (names) printer_add_text(p, error_test(L, lua_gettop(L)) ? "err:" : "errs:");
        print_value(p, lua_gettop(L), verb, level);
    }
    lua_pop(L, 1);
    printer_add_text(p, "}");
}

static bool must_stop(const Printer *p, const Level *level) {
    if (level->depth > DEPTH_MAX || p->length > TEXT_MAX) return true;
    for (const Level *l = level->above; l; l = l->above)
        if (l->table == level->table) return true;
    return !lua_checkstack(p->L, FMT_STACK);
}

/* "sync.Mutex: 0x55...", as Lua itself shows a table that has a name and no text. */
static void print_named(Printer *p, int index, uint32_t verb, const char *name) {
    if (verb != 'v' || p->format.sharp_v) {
        print_pointer(p, index, verb);
        return;
    }
    printer_add_text(p, name);
    printer_add_text(p, ": ");
    print_pointer(p, index, 'v');
}

void print_table(Printer *p, int index, uint32_t verb, const Level *above) {
    lua_State *L = p->L;
    Level level = {above, lua_topointer(L, index), above ? above->depth + 1 : 1};
    if (must_stop(p, &level)) {
        printer_add_text(p, "...");
        return;
    }
    if (error_is_own(L, index)) {
        if (above)
            print_pointer(p, index, verb);
        else
            print_error_struct(p, index, verb, &level);
        return;
    }
    if (luaL_getmetafield(L, index, "__name")) {
        if (lua_type(L, -1) == LUA_TSTRING)
            print_named(p, index, verb, lua_tostring(L, -1));
        else
            print_pointer(p, index, verb);
        lua_pop(L, 1);
        return;
    }
    if (world_of(L)->marked) mark_whole(L, index);
    lua_Integer length = list_length(L, index);
    if (length < 0)
        print_map(p, index, verb, &level);
    else
        print_list(p, index, length, verb, &level);
}
