/* What a program sees of its memory: runtime.MemStats and the collector.
 *
 * A world has one heap. Lua's objects, goroutines, their stacks and channels all lie in its arena, so all counts are the
 * arena's: a goroutine costs what HeapAlloc grows by. */
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"

#include <string.h>

/* What ReadMemStats fills. */
static const char *const fields[] = {"Alloc",     "Frees",     "HeapAlloc", "HeapInuse", "HeapObjects", "HeapSys",
                                     "Mallocs",   "NumGC",     "NumGoroutine", "Sys"};

/* What Go's has besides, and nothing here is. */
static const char *const missing[] = {"GCSys",      "HeapIdle",    "HeapReleased", "LastGC",   "NextGC", "PauseNs",
                                      "PauseTotalNs", "StackInuse", "StackSys",     "TotalAlloc"};

static const char mem_stats_key = 'M'; /* of the registry's metatable of MemStats */

static int mem_stats_index(lua_State *L) {
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        if (strcmp(name, missing[i]) == 0)
            return luaL_error(L,
                              "runtime.MemStats has no %s in gosh: goroutines with their stacks are part of "
                              "HeapAlloc; there are Alloc Sys Mallocs Frees HeapAlloc HeapSys HeapInuse "
                              "HeapObjects NumGC NumGoroutine",
                              name);
    return 0;
}

/* runtime.MemStats{}, and the zero value. */
static int mem_stats(lua_State *L) {
    lua_createtable(L, 0, sizeof fields / sizeof *fields);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        lua_pushinteger(L, 0);
        lua_setfield(L, -2, fields[i]);
    }
    lua_rawgetp(L, LUA_REGISTRYINDEX, &mem_stats_key);
    lua_setmetatable(L, -2);
    return 1;
}

static void set(lua_State *L, const char *field, uint64_t value) {
    lua_pushinteger(L, (lua_Integer)value);
    lua_setfield(L, 1, field);
}

static int read_mem_stats(lua_State *L) {
    const World *w = world_of(L);
    const Arena *a = w->arena;
    lua_settop(L, 1);
    if (!lua_istable(L, 1)) argument_convert(L, 1, "map[string]int", "runtime.ReadMemStats");
    if (lua_isnil(L, 1))
        return panic_error(L, "runtime error: invalid memory address or nil pointer dereference");
    uint64_t in_use = arena_in_use(a), allocated = arena_allocated(a), freed = arena_freed(a);
    set(L, "Alloc", in_use);
    set(L, "HeapAlloc", in_use);
    set(L, "HeapInuse", in_use);
    set(L, "HeapSys", arena_extent(a));
    set(L, "Sys", arena_extent(a));
    set(L, "Mallocs", allocated);
    set(L, "Frees", freed);
    set(L, "HeapObjects", allocated - freed);
    set(L, "NumGC", w->collections);
    set(L, "NumGoroutine", sched_count(w->sched));
    return 0;
}

/* ---- The collector ---- */

/* __gc of a userdata that nobody has: when it is called, one more collection is over. It is then to be collected again. */
static int collected(lua_State *L) {
    world_of(L)->collections++;
    lua_getmetatable(L, 1);
    lua_setmetatable(L, 1);
    return 0;
}

static void count_collections(lua_State *L) {
    lua_newuserdatauv(L, 0, 0);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, collected);
    lua_setfield(L, -2, "__gc");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

static int gc(lua_State *L) {
    lua_gc(L, LUA_GCCOLLECT);
    return 0;
}

/* A function of its own, for documentation is found by the function. */
static int debug_FreeOSMemory(lua_State *L) {
    return gc(L);
}

/* Go's percentages are not Lua's; what can be told is off and on. */
static int debug_SetGCPercent(lua_State *L) {
    enum { USUAL = 100 };
    World *w = world_of(L);
    bool was_off = w->collector_off;
    w->collector_off = argument_int(L, 1, "debug.SetGCPercent") < 0;
    lua_gc(L, w->collector_off ? LUA_GCSTOP : LUA_GCRESTART);
    lua_pushinteger(L, was_off ? -1 : USUAL);
    return 1;
}

/* ---- Into the packages ---- */

static const Binding runtime_bindings[] = {
    {"GC", gc, "runtime.GC()  runs the garbage collector"},
    {"MemStats", mem_stats,
     "var m runtime.MemStats  what ReadMemStats fills: Alloc Sys Mallocs Frees HeapAlloc HeapSys HeapInuse HeapObjects "
     "NumGC NumGoroutine"},
    {"ReadMemStats", read_mem_stats,
     "runtime.ReadMemStats(m *runtime.MemStats)  bytes and blocks in use, bytes had from the system, collections"},
    {NULL, NULL, NULL},
};

static const Binding debug_bindings[] = {
    {"FreeOSMemory", debug_FreeOSMemory, "debug.FreeOSMemory()  as runtime.GC"},
    {"SetGCPercent", debug_SetGCPercent,
     "debug.SetGCPercent(percent int) int  turns the collector off if percent is negative, else on; returns what was"},
    {NULL, NULL, NULL},
};

void open_memory(lua_State *L) {
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, mem_stats_index);
    lua_setfield(L, -2, "__index");
    lua_rawsetp(L, LUA_REGISTRYINDEX, &mem_stats_key);
    lua_pushcfunction(L, mem_stats);
    zero_register(L, "runtime.MemStats");
    count_collections(L);
    lua_getglobal(L, "runtime");
    package_extend(L, "runtime", runtime_bindings);
    lua_getglobal(L, "debug");
    package_extend(L, "debug", debug_bindings);
    lua_pop(L, 2);
}
