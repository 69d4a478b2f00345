/* What a program asks for outside of its world. See outside.h.
 *
 * The law is the sandbox's: what is named neither there nor among the `harmless` here is refused, so that a function which
 * is added to a package stays refused until somebody has thought of it. `operations` has the words for what it does. */
#include "lua/outside.h"

#include "lua/fence.h"
#include "lua/package.h"
#include "lua/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a sandbox refuses because it tells about the machine or of gosh, or lets a program hold what others have; it changes
 * nothing outside, and tells the same each time. */
static const struct {
    const char *package, *names; /* each name with a space on both sides */
} harmless[] = {
    {"_G", " dofile loadfile "},
    {"debug", " gethook getlocal getmetatable getregistry getupvalue getuservalue setcstacklimit sethook setlocal "
              "setmetatable setupvalue setuservalue upvalueid upvaluejoin "},
    {"net", " OpError "},
    {"os", " Getenv LookupEnv getenv setlocale "},
    {"package", " searchpath "},
    {"signal", " Ignored "},
};

static const char file_advice[] = "keep what it would hold in a string or a table of the program";
static const char signal_advice[] = "let a channel of the program bring them";

static const struct {
    const char *name, *does, *advice;
} operations[] = {
    {"stdin", "reads stdin", "give the input as a table or through a channel of the program"},
    {"debug.debug", "reads stdin", "take it out"},
    {"io.open", "opens a file", file_advice},
    {"io.tmpfile", "makes a file", file_advice},
    {"os.tmpname", "makes a file", file_advice},
    {"os.remove", "removes a file", file_advice},
    {"os.rename", "renames a file", file_advice},
    {"file.seek", "moves to another place in a file", file_advice},
    {"io.popen", "starts a command", "let a goroutine of the program give what it would"},
    {"os.execute", "runs a command", "let a goroutine of the program give what it would"},
    {"net.Dial", "uses the network", "let channels of the program be the connections"},
    {"net.DialTimeout", "uses the network", "let channels of the program be the connections"},
    {"net.Listen", "uses the network", "let channels of the program be the connections"},
    {"signal.Notify", "asks for signals", signal_advice},
    {"signal.Stop", "sets what signals do", signal_advice},
    {"signal.Ignore", "sets what signals do", signal_advice},
    {"signal.Reset", "sets what signals do", signal_advice},
    {"syscall.Kill", "sends a signal", signal_advice},
    {"os.FindProcess", "looks for a process", "let a goroutine of the program be it"},
    {"os.Getpid", "asks which process it is", "let it have a number of its own"},
    {"syscall.Getpid", "asks which process it is", "let it have a number of its own"},
    {"threads.Start", "starts threads of the system", "let goroutines be them"},
    {"os.setlocale", "changes the locale", "leave it as it is"},
    {"package.loadlib", "loads a module in C", "use one that is written in Lua or gosh"},
};

/* Is it none of these? In a session, what a program has put into the packages is none of gosh's, and stays. */
static bool is_no_operation(const char *package, const char *name) {
    size_t length = strlen(package);
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        const char *operation = operations[i].name;
        if (strncmp(operation, package, length) == 0 && operation[length] == '.' && strcmp(operation + length + 1, name) == 0)
            return false;
    }
    return true;
}

static bool is_harmless(const char *package, const char *name) {
    if (sandbox_allows(package, name) && is_no_operation(package, name)) return true;
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        if (strcmp(harmless[i].package, package) != 0) continue;
        for (const char *p = harmless[i].names; *++p; p += strcspn(p, " "))
            if (strncmp(p, name, length) == 0 && p[length] == ' ') return true;
    }
    return false;
}

/* ---- The end of the run ---- */

const char *world_outside(const World *w) {
    return w->outside;
}

static bool place_add(void *arg, lua_State *thread, lua_Debug *ar) {
    (void)thread;
    if (ar->currentline <= 0) return true;
    text_format(arg, "%s:%d", frame_file(ar), ar->currentline);
    return false;
}

/* The line that the goroutine is at, or, if it runs no line of the program's, that of its go statement. */
static void line_add(Text *t, const Goroutine *gr) {
    lua_Debug ar;
    frames_visit(gr, place_add, t);
    if (t->length || gr->created_line <= 0 || !frame_push_creator(gr)) return;
    lua_State *thread = co_base(gr)->L;
    if (lua_getinfo(thread, ">S", &ar)) text_format(t, "%s:%d", frame_file(&ar), gr->created_line);
}

/* Keeps in the world, for what ends there anyway, why. */
static void outside_keep(World *w, G *g, const char *does, const char *advice) {
    Text t = {0};
    if (g) line_add(&t, goroutine_of(g));
    if (!t.length) text_add_string(&t, "the program");
    text_format(&t, " %s, which cannot be repeated: %s", does, advice);
    char *kept = t.bytes && !t.cut ? arena_alloc(w->arena, t.length + 1) : NULL;
    if (kept) memcpy(kept, t.bytes, t.length);
    if (kept) kept[t.length] = '\0';
    free(t.bytes);
    w->outside = kept ? kept : "the program asks for something that cannot be repeated";
}

static int outside_end(lua_State *L, const char *name) {
    Co *co = co_of(L);
    World *w = co->world;
    const char *does = name, *advice = "leave it out";
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        if (strcmp(operations[i].name, name) != 0) continue;
        does = operations[i].does;
        advice = operations[i].advice;
    }
    char calls[80];
    if (does == name) {
        snprintf(calls, sizeof calls, "calls %s", name);
        does = calls;
    }
    if (!w->over) outside_keep(w, co->g, does, advice);
    return world_cut(L, WORLD_FATAL, 2);
}

/* ---- What stands in the place of functions ---- */

static int refuse(lua_State *L) {
    return outside_end(L, lua_tostring(L, lua_upvalueindex(1)));
}

/* Where a file's name may stand, and stands for stdin if it does not. */
static int refuse_file(lua_State *L) {
    return outside_end(L, lua_isnoneornil(L, 1) ? "stdin" : "io.open");
}

/* io.input, io.output: without a name they only tell or set which file is used. */
static int refuse_name(lua_State *L) {
    return lua_isstring(L, 1) ? outside_end(L, "io.open") : fence_pass(L);
}

static int refuse_reading(lua_State *L) {
    return outside_end(L, "stdin");
}

/* dofile, loadfile: a file is read within one call, as by require, and leaves nothing open. */
static int refuse_no_name(lua_State *L) {
    return lua_isnoneornil(L, 1) ? outside_end(L, "stdin") : fence_pass(L);
}

/* Methods of files, of which there are only the standard ones. */
static int refuse_method(lua_State *L) {
    return luaL_testudata(L, 1, LUA_FILEHANDLE) ? outside_end(L, "stdin") : fence_pass(L);
}

/* What it would change is the process's, and not used. */
static int leave_buffer(lua_State *L) {
    luaL_checkudata(L, 1, LUA_FILEHANDLE);
    lua_pushboolean(L, true);
    return 1;
}

static int refuse_locale(lua_State *L) {
    return lua_isnoneornil(L, 1) ? fence_pass(L) : outside_end(L, "os.setlocale");
}

static const luaL_Reg guards[] = {{"io.read", refuse_reading},
                                  {"io.lines", refuse_file},
                                  {"io.input", refuse_name},
                                  {"io.output", refuse_name},
                                  {"dofile", refuse_no_name},
                                  {"loadfile", refuse_no_name},
                                  {"file.read", refuse_method},
                                  {"file.lines", refuse_method},
                                  {"file.setvbuf", leave_buffer},
                                  {"os.setlocale", refuse_locale},
                                  {NULL, NULL}};

static bool owns(lua_CFunction function) {
    if (function == refuse) return true;
    for (const luaL_Reg *guard = guards; guard->name; guard++)
        if (guard->func == function) return true;
    return false;
}

/* ---- Modules in C ---- */

/* A searcher of require's that looks for modules in C. Upvalues 1: its name, 2: itself, 3: package.searchpath. */
static int refuse_module(lua_State *L) {
    lua_settop(L, 1);
    const char *name = luaL_checkstring(L, 1);
    lua_getglobal(L, LUA_LOADLIBNAME);
    if (lua_istable(L, -1) && lua_getfield(L, -1, "cpath") == LUA_TSTRING) {
        const char *dot = strchr(name, '.');
        lua_pushvalue(L, lua_upvalueindex(3));
        if (lua_toboolean(L, lua_upvalueindex(4)) && dot)
            lua_pushlstring(L, name, (size_t)(dot - name));
        else
            lua_pushvalue(L, 1);
        lua_pushvalue(L, -3);
        lua_call(L, 2, 1);
        if (!lua_isnil(L, -1)) return outside_end(L, "package.loadlib");
    }
    lua_settop(L, 1);
    return fence_pass(L);
}

static void close_searchers(lua_State *L) {
    enum { SEARCHERS = 4, FIRST_IN_C = 3 };
    int top = lua_gettop(L);
    lua_getglobal(L, LUA_LOADLIBNAME);
    lua_getfield(L, -1, "searchers");
    for (int i = FIRST_IN_C; i <= SEARCHERS && lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
        lua_pushliteral(L, "require");
        lua_insert(L, -2);
        lua_getfield(L, -4, "searchpath");
        lua_pushboolean(L, i == SEARCHERS);
        lua_pushcclosure(L, refuse_module, 4);
        lua_rawseti(L, -2, i);
    }
    lua_settop(L, top);
}

void outside_close(lua_State *L) {
    static const Fence fence = {.allows = is_harmless, .refuse = refuse, .guards = guards};
    fence_close(L, &fence);
    close_searchers(L);
}

static const Fence session_fence = {.allows = is_no_operation, .refuse = refuse, .guards = guards, .owns = owns};

static int close_session(lua_State *L) {
    fence_close(L, &session_fence);
    return 0;
}

static int open_session(lua_State *L) {
    fence_open(L, &session_fence);
    return 0;
}

/* Which need memory of the world's. */
static bool session_call(World *w, lua_CFunction function) {
    lua_pushcfunction(w->L, function);
    bool done = scheduler_call(w, 0, 0) == LUA_OK;
    if (!done) lua_pop(w->L, 1);
    return done;
}

bool outside_enter(World *w) {
    if (w->controlled) return true;
    w->controlled = session_call(w, close_session);
    if (!w->controlled) session_call(w, open_session);
    return w->controlled;
}

void outside_leave(World *w) {
    session_call(w, open_session);
    w->controlled = w->over = false;
    w->outside = NULL;
}
