/* debug.goroutines, debug.channels and debug.locks: surveys for the program itself, as plain tables with the fields that
 * JSON has. They belong to Lua's library for looking at the program from inside; Go has nothing like them. */
#include "lua/object.h"
#include "lua/package.h"
#include "lua/survey_tell.h"

#include "lua/host.h"

/* ---- Tables ---- */

enum { FIELDS = 4 /* that a table has room for at first */ };

/* Puts the value on top of L into the table below it. */
static void value_set(lua_State *L, const char *key) {
    if (!key) {
        lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
        return;
    }
    lua_pushstring(L, key);
    lua_insert(L, -2);
    lua_rawset(L, -3);
}

/* The table that is being filled stands below those that it is going to be put into, and the key under it. */
static void begin(void *arg, const char *key, bool list) {
    lua_State *L = arg;
    luaL_checkstack(L, 8, NULL);
    if (key)
        lua_pushstring(L, key);
    else
        lua_pushnil(L);
    lua_createtable(L, list ? 1 : 0, list ? 0 : FIELDS);
}

static void end(void *arg, bool list) {
    (void)list;
    lua_State *L = arg;
    if (lua_isnil(L, -2)) {
        lua_remove(L, -2);
        value_set(L, NULL);
    } else {
        lua_rawset(L, -3);
    }
}

static void text(void *arg, const char *key, const char *value) {
    push_fresh(arg, value);
    value_set(arg, key);
}

static void number(void *arg, const char *key, int64_t value) {
    lua_pushinteger(arg, value);
    value_set(arg, key);
}

static void flag(void *arg, const char *key, bool value) {
    lua_pushboolean(arg, value);
    value_set(arg, key);
}

/* To a program, what is not known is no field. */
static void null(void *arg, const char *key) {
    (void)arg, (void)key;
}

/* ---- Functions ---- */

typedef struct Telling {
    const Survey *survey;
    void (*tell)(const Survey *s, const Listener *to);
} Telling;

static int tables_push(lua_State *L) {
    const Telling *t = lua_touserdata(L, 1);
    lua_newtable(L);
    t->tell(t->survey, &(Listener){L, begin, end, text, number, flag, null});
    return 1;
}

/* The survey lies on the C heap: nothing is raised while it is there. */
static int survey_push(lua_State *L, unsigned what, void (*tell)(const Survey *s, const Listener *to)) {
    Survey *s = survey_take(world_of(L), what);
    if (!s) return luaL_error(L, no_memory);
    lua_pushcfunction(L, tables_push);
    lua_pushlightuserdata(L, &(Telling){s, tell});
    int status = lua_pcall(L, 1, 1, 0);
    survey_delete(s);
    return status == LUA_OK ? 1 : lua_error(L);
}

static void tell_goroutines(const Survey *s, const Listener *to) {
    for (size_t i = 0; i < s->goroutine_count; i++) survey_tell_goroutine(s, i, false, to);
}

static void tell_channels(const Survey *s, const Listener *to) {
    for (size_t i = 0; i < s->object_count && s->objects[i].kind == SURVEY_CHAN; i++) survey_tell_channel(s, i, to);
}

static void tell_locks(const Survey *s, const Listener *to) {
    for (size_t i = 0; i < s->object_count; i++)
        if (s->objects[i].kind != SURVEY_CHAN) survey_tell_lock(s, i, to);
}

static int debug_goroutines(lua_State *L) {
    return survey_push(L, SURVEY_GOROUTINES, tell_goroutines);
}
static int debug_channels(lua_State *L) {
    return survey_push(L, SURVEY_OBJECTS, tell_channels);
}
static int debug_locks(lua_State *L) {
    return survey_push(L, SURVEY_OBJECTS, tell_locks);
}

void open_survey(lua_State *L) {
    static const Binding bindings[] = {
        {"goroutines", debug_goroutines,
         "debug.goroutines() table  all goroutines, the oldest first: id, function, state, waits_for, at, created and more"},
        {"channels", debug_channels,
         "debug.channels() table  all channels, the oldest first: id, name, type, length, buffered, senders, receivers and more"},
        {"locks", debug_locks,
         "debug.locks() table  locks that are held or waited for, and WaitGroups: id, name, type, owner, waiting and more"},
        {NULL, NULL, NULL}};
    lua_getglobal(L, "debug");
    package_extend(L, "debug", bindings);
    lua_pop(L, 1);
}
