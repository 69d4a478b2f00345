/* Lua's debug.traceback, in Lua's own form, and error with the place that it puts before its text. A function
 * with `defer` runs on a thread of its own; both go on in the one that called it, as if there were one stack. gosh's
 * machinery stays out: functions of packages written in gosh, and those in C that no program has called. */
#include "lua/host.h"
#include "lua/package.h"
#include "lua/trace.h"

#include <limits.h>

enum { FIRST = 10, LAST = 11 /* levels that are shown of a deep stack, as Lua has it */ };

/* The threads that count as one stack: down to a coroutine's, or the goroutine's. */
typedef struct Stack {
    lua_State *thread; /* NULL at the end */
    Co *co;            /* that is behind it; NULL: a thread of somebody's own */
} Stack;

static Stack stack_of(lua_State *thread) {
    Co *co = co_of(thread);
    if (co->L != thread) return (Stack){.thread = thread};
    bool suspended = co->kind == CO_COROUTINE && !co->below && !co->ended && co->suspended;
    if (suspended) co = co->suspended;
    return (Stack){co->L, co};
}

static Stack stack_below(Stack s) {
    bool called = s.co && (s.co->kind == CO_FRAME || s.co->kind == CO_DEFERRED) && s.co->below;
    return called ? (Stack){s.co->below->L, s.co->below} : (Stack){0};
}

/* Finds a level of the stack, among which the call of a function with `defer` is none of its own. */
static bool level_find(lua_State *L, int level, lua_State **thread, lua_Debug *ar) {
    for (Stack s = stack_of(L); s.thread; s = stack_below(s)) {
        *thread = s.thread;
        if (s.thread != L && lua_getstack(s.thread, 0, ar)) {
            lua_getinfo(s.thread, "f", ar);
            level += lua_tocfunction(s.thread, -1) == frame_call;
            lua_pop(s.thread, 1);
        }
        if (lua_getstack(s.thread, level, ar)) return true;
        level -= frame_levels(s.thread);
    }
    return false;
}

/* error(message [, level]). */
static int error_call(lua_State *L) {
    lua_Integer level = luaL_optinteger(L, 2, 1);
    lua_settop(L, 1);
    lua_State *thread;
    lua_Debug ar;
    if (lua_type(L, 1) != LUA_TSTRING || level <= 0) return lua_error(L);
    if (level > INT_MAX || !level_find(L, (int)level, &thread, &ar)) return lua_error(L);
    lua_getinfo(thread, "Sl", &ar);
    if (ar.currentline <= 0) return lua_error(L);
    lua_pushfstring(L, "%s:%d: ", ar.short_src, ar.currentline);
    lua_insert(L, 1);
    lua_concat(L, 2);
    return lua_error(L);
}

/* Is it the body of a chunk? It is a function in the chunk's emitted text. */
static bool is_chunk(lua_State *L, const lua_Debug *ar) {
    bool has_params;
    if (*ar->what == 'm') return true;
    if (*ar->what == 'C' || ar->nparams > 0 || !ar->isvararg) return false;
    const char *name = name_given(L, ar, &has_params);
    return name && (strcmp(name, "main.main") == 0 || strcmp(name, "main.init") == 0);
}

/* Is it a function in C that only emitted code, or Lua itself, has called? The function is on top of L. */
static bool is_machinery(lua_State *L, const lua_Debug *ar) {
    const char *package, *name;
    int function = lua_gettop(L);
    if (bundle_owns(ar)) return true;
    if (*ar->what != 'C') return false;
    if (lua_tocfunction(L, function) == frame_call || primitive_name(L, function)) return true;
    bool asked =
        strcmp(ar->namewhat, "metamethod") != 0 && strcmp(ar->namewhat, "for iterator") != 0;
    return !asked && !library_find(L, function, &package, &name);
}

/* Adds the line of one level; its function is on top of L and is popped. */
static void level_add(lua_State *L, luaL_Buffer *b, const lua_Debug *ar, int function) {
    if (ar->currentline > 0)
        lua_pushfstring(L, "\n\t%s:%d: in ", ar->short_src, ar->currentline);
    else
        lua_pushfstring(L, "\n\t%s: in ", ar->short_src);
    luaL_addvalue(b);
    const char *package, *name;
    if (library_find(L, function, &package, &name))
        lua_pushfstring(L, strcmp(package, "_G") == 0 ? "function '%s%s'" : "function '%s.%s'",
                        strcmp(package, "_G") == 0 ? "" : package, name);
    else if (*ar->namewhat)
        lua_pushfstring(L, "%s '%s'", ar->namewhat, ar->name);
    else if (is_chunk(L, ar))
        lua_pushliteral(L, "main chunk");
    else if (*ar->what != 'C')
        lua_pushfstring(L, "function <%s:%d>", ar->short_src, ar->linedefined);
    else
        lua_pushliteral(L, "?");
    luaL_addvalue(b);
    if (ar->istailcall) luaL_addstring(b, "\n\t(...tail calls...)");
}

/* debug.traceback([thread,] [message [, level]]). */
static int traceback(lua_State *L) {
    lua_State *thread = lua_isthread(L, 1) ? lua_tothread(L, 1) : L;
    int argument = lua_isthread(L, 1) ? 2 : 1;
    if (!lua_isnoneornil(L, argument) && !lua_isstring(L, argument)) {
        lua_pushvalue(L, argument);
        return 1;
    }
    int start = (int)luaL_optinteger(L, argument + 1, thread == L);
    bool all = traceback_level(world_of(L)) >= TRACEBACK_SYSTEM;
    int total = start < 0 ? 0 : -start;
    for (Stack s = stack_of(thread); s.thread && start >= 0; s = stack_below(s))
        total += frame_levels(s.thread);
    lua_settop(L, argument + 2);
    int function = argument + 2;
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    if (!lua_isnoneornil(L, argument)) {
        lua_pushvalue(L, argument);
        luaL_addvalue(&b);
        luaL_addchar(&b, '\n');
    }
    luaL_addstring(&b, "stack traceback:");
    Stack s = stack_of(thread);
    for (int i = 0, level = start; i < total; i++, level++) {
        lua_Debug ar;
        for (int levels; s.thread && level >= (levels = frame_levels(s.thread)); s = stack_below(s))
            level -= levels;
        if (!s.thread || !lua_getstack(s.thread, level, &ar)) break;
        if (i == FIRST && total > FIRST + LAST + 1) {
            int skipped = total - FIRST - LAST - 1;
            lua_pushfstring(L, "\n\t...\t(skipping %d levels)", skipped);
            luaL_addvalue(&b);
            i += skipped;
            level += skipped;
            continue;
        }
        lua_getinfo(s.thread, "Slnutf", &ar);
        lua_xmove(s.thread, L, 1);
        lua_replace(L, function);
        lua_pushvalue(L, function);
        bool hidden = !all && is_machinery(L, &ar);
        lua_pop(L, 1);
        if (!hidden) level_add(L, &b, &ar, function);
    }
    luaL_pushresult(&b);
    return 1;
}

void open_debug(lua_State *L) {
    lua_getglobal(L, "debug");
    lua_pushcfunction(L, traceback);
    lua_setfield(L, -2, "traceback");
    lua_pop(L, 1);
    lua_pushcfunction(L, error_call);
    lua_setglobal(L, "error");
}
