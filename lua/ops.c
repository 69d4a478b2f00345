/* What a program sees of the runtime's operations: their waits, their results, and their errors in
 * Go's words. */
#include "lua/advice.h"
#include "lua/host.h"
#include "lua/mark.h"
#include "lua/trace.h"
#include "lua/value.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- The way from an operation back to the program ---- */

static int op_resumed(lua_State *L, int status, lua_KContext done) {
    (void)status;
    Outcome outcome = co_of(L)->g->outcome;
    if (outcome != OP_DONE) return op_error(L, outcome);
    return done ? ((lua_CFunction)done)(L) : 0;
}

static int op_yielded(lua_State *L, int status, lua_KContext then) {
    (void)status;
    return then ? ((lua_CFunction)then)(L) : 0;
}

int op_end(lua_State *L, Outcome outcome, lua_CFunction done, lua_CFunction again) {
    World *w = world_of(L);
    if (outcome == OP_PARKED) { /* by far the commonest: spared the jump through a table */
        w->yield = YIELD_PARK;
        return lua_yieldk(L, 0, (lua_KContext)done, op_resumed);
    }
    switch (outcome) {
    case OP_DONE:
        return done ? done(L) : 0;
    case OP_YIELDED:
        w->yield = YIELD_READY;
        return lua_yieldk(L, 0, (lua_KContext)done, op_yielded);
    case OP_AGAIN:
        w->yield = mark_pauses(co_of(L)) ? YIELD_PREEMPT : YIELD_READY;
        return lua_yieldk(L, 0, (lua_KContext)again, op_yielded);
    case OP_NO_MEMORY: /* what Lua can collect may make room */
        if (!again || w->collected_in == sched_turns(w->sched)) return op_error(L, outcome);
        w->collected_in = sched_turns(w->sched);
        lua_gc(L, LUA_GCCOLLECT);
        return again(L);
    default:
        return op_error(L, outcome);
    }
}

/* ---- Errors ---- */

int panic_error(lua_State *L, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *text = lua_pushvfstring(L, format, args);
    va_end(args);
    error_push(L, "runtime.plainError", text);
    return lua_error(L);
}

int panic_text(lua_State *L, const char *format, ...) {
    va_list args;
    va_start(args, format);
    lua_pushvfstring(L, format, args);
    va_end(args);
    return lua_error(L);
}

int fatal_error(lua_State *L, const char *text) {
    Co *co = co_of(L);
    World *w = co->world;
    Report r;
    Text *t = report_begin(w, &r);
    text_format(t, "fatal error: %s\n", text);
    if (traceback_level(w)) trace_all(w, t, co->g);
    advice_add(w, t, co->g, text);
    report_end(&r);
    host_end(w, co->g, WORLD_FATAL);
    if (co->direct || !lua_isyieldable(L)) return luaL_error(L, "fatal error: %s", text);
    w->yield = YIELD_STOP;
    return lua_yield(L, 0);
}

int world_cut(lua_State *L, WorldEnd end, int code) {
    Co *co = co_of(L);
    World *w = co->world;
    bool pausable = !co->direct && lua_isyieldable(L);
    if (co->g && !w->over) {
        w->end = end;
        w->exit_code = code;
        w->over = true; /* what has to be unwound, or may catch an error, has no say in it and is not heard */
        sched_stop(w->sched);
    }
    if (!pausable) {
        if (co->g) lua_sethook(L, host_seeded_hook, LUA_MASKCOUNT, 1); /* for a pcall may catch it */
        return luaL_error(L, "the program has ended");
    }
    w->yield = YIELD_STOP;
    return lua_yield(L, 0);
}

int exit_program(lua_State *L, int code, bool close) {
    Co *co = co_of(L);
    World *w = co->world;
    if (w->over && (co->direct || !lua_isyieldable(L))) return luaL_error(L, "the program has ended");
    if (w->over) {
        w->yield = YIELD_STOP;
        return lua_yield(L, 0);
    }
    bool pausable = !co->direct && lua_isyieldable(L);
    if (!pausable && w->controlled) {
        w->exited = true;
        return world_cut(L, WORLD_FINISHED, code);
    }
    if (!pausable) {
        output_flush();
        exit(code);
    }
    host_keep_last(w);
    w->exited = true;
    w->unclosed = !close;
    w->end = WORLD_FINISHED;
    w->exit_code = code;
    sched_stop(w->sched);
    w->yield = YIELD_STOP;
    return lua_yield(L, 0);
}

bool library_find(lua_State *L, int function, const char **package, const char **name) {
    int top = lua_gettop(L);
    bool found = false;
    lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pushnil(L);
    while (!found && lua_next(L, top + 1)) {
        bool library = lua_type(L, -2) == LUA_TSTRING && lua_istable(L, -1);
        *package = library ? lua_tostring(L, -2) : NULL;
        if (library) lua_pushnil(L);
        while (library && !found && lua_next(L, top + 3)) {
            found = lua_type(L, -2) == LUA_TSTRING && lua_rawequal(L, -1, function);
            if (found) *name = lua_tostring(L, -2);
            lua_pop(L, 1);
        }
        lua_settop(L, top + 2);
    }
    lua_settop(L, top);
    return found;
}

const char *library_name(lua_State *L, int function) {
    const char *package, *name;
    if (!library_find(L, function, &package, &name)) return NULL;
    bool global = strcmp(package, "_G") == 0;
    return lua_pushfstring(L, "%s%s%s", global ? "" : package, global ? "" : ".", name);
}

/* What stands between the program and the place where it could be paused: the innermost C function
 * that called back. */
static const char *obstacle(lua_State *L) {
    lua_Debug ar;
    luaL_checkstack(L, 12, NULL);
    int top = lua_gettop(L);
    for (int level = 1; lua_getstack(L, level, &ar); level++) {
        lua_settop(L, top);
        lua_getinfo(L, "Snf", &ar);
        if (*ar.namewhat == 'm' && strcmp(ar.name, "__gc") == 0) return "a __gc finalizer";
        if (*ar.namewhat == 'h') return "a hook";
        if (*ar.what != 'C') continue;
        const char *name = library_name(L, lua_gettop(L));
        if (!name) name = ar.name;
        if (!name) continue; /* a helper of the one that called it */
        if (strcmp(name, "table.sort") == 0) return "the comparator of table.sort";
        if (strcmp(name, "string.gsub") == 0) return "the callback of string.gsub";
        if (strcmp(name, "load") == 0) return "the reader of load";
        return lua_pushfstring(L, "a function called by %s", name);
    }
    return "a metamethod called from C";
}

int pinned_error(lua_State *L) {
    char where[200];
    trace_where(L, where, sizeof where);
    const char *place = obstacle(L);
    error_push(L, "runtime.plainError",
               lua_pushfstring(L,
                               "%s: cannot wait inside %s: Lua cannot pause there; do it before or "
                               "after, or in another goroutine",
                               where, place));
    return lua_error(L);
}

int op_error(lua_State *L, Outcome outcome) {
    switch (outcome) {
    case OP_DONE:
    case OP_PARKED:
    case OP_YIELDED:
    case OP_AGAIN:
    case OP_POLL_CLOSED: /* poll_operation's callers word these two */
    case OP_POLL_TIMEOUT:
        break;
    case OP_PINNED:
        return pinned_error(L);
    case OP_NO_MEMORY:
        return luaL_error(L, "not enough memory");
    case OP_SEND_ON_CLOSED:
        return panic_error(L, "send on closed channel");
    case OP_CLOSE_OF_CLOSED:
        return panic_error(L, "close of closed channel");
    case OP_CLOSE_OF_NIL:
        return panic_error(L, "close of nil channel");
    case OP_UNLOCK_OF_UNLOCKED:
        return fatal_error(L, "sync: unlock of unlocked mutex");
    case OP_RUNLOCK_OF_UNLOCKED:
        return fatal_error(L, "sync: RUnlock of unlocked RWMutex");
    case OP_RWUNLOCK_OF_UNLOCKED:
        return fatal_error(L, "sync: Unlock of unlocked RWMutex");
    case OP_NEGATIVE_COUNTER:
        return panic_text(L, "sync: negative WaitGroup counter");
    case OP_ADD_DURING_WAIT:
        return panic_text(L, "sync: WaitGroup misuse: Add called concurrently with Wait");
    case OP_REUSED_BEFORE_WAIT_RETURNED:
        return panic_text(L, "sync: WaitGroup is reused before previous Wait has returned");
    }
    return 0;
}
