/* Package runtime: what a program can ask about, and of, the scheduler. */
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/trace.h"
#include "runtime/posix.h"

#include <stdlib.h>
#include <string.h>

static int gosched(lua_State *L) {
    return op_end(L, sched_gosched(op_begin(L)), NULL, NULL);
}

static int goexit(lua_State *L) {
    Co *co = co_of(L);
    if (co->direct || !lua_isyieldable(L)) return pinned_error(L);
    co->world->yield = YIELD_EXIT;
    return lua_yield(L, 0);
}

static int num_goroutine(lua_State *L) {
    Sched *s = sched_of(L);
    if (world_of(L)->controlled && co_of(L)->g) {
        Outcome point = sched_point(op_begin(L), POINT_LOAD, NULL);
        if (point != OP_DONE) return op_end(L, point, NULL, num_goroutine);
    }
    lua_pushinteger(L, (lua_Integer)sched_look_at_count(s));
    return 1;
}

/* One OS thread runs a world's goroutines, whatever is asked for. */
static int gomaxprocs(lua_State *L) {
    lua_pushinteger(L, 1);
    return 1;
}

static int num_cpu(lua_State *L) {
    lua_pushinteger(L, posix_cpu_count());
    return 1;
}

static int keep_alive(lua_State *L) {
    (void)L;
    return 0;
}

static int version(lua_State *L) {
    lua_pushliteral(L, "gosh" GOSH_VERSION);
    return 1;
}

/* Pushes the text at index 1, a light userdata, without the empty line that it may begin with. */
static int push_text(lua_State *L) {
    const Text *t = lua_touserdata(L, 1);
    size_t skip = t->length > 0 && *t->bytes == '\n';
    lua_pushlstring(L, t->bytes ? t->bytes + skip : "", t->length - skip);
    return 1;
}

/* Pushes the trace of the current goroutine, or of all. */
static int push_stack(lua_State *L, bool all) {
    World *w = world_of(L);
    G *g = sched_current(w->sched);
    Text t = {0};
    if (all) sched_touch_all(w->sched);
    if (all)
        trace_all(w, &t, g);
    else if (g)
        trace_goroutine(w, &t, g, false);
    lua_pushcfunction(L, push_text);
    lua_pushlightuserdata(L, &t);
    int status = lua_pcall(L, 1, 1, 0);
    free(t.bytes);
    return status == LUA_OK ? 1 : lua_error(L);
}

/* runtime.Stack(all) and Go's runtime.Stack(buf, all). */
static int stack(lua_State *L) {
    return push_stack(L, lua_toboolean(L, lua_isboolean(L, 1) ? 1 : 2));
}

static int debug_Stack(lua_State *L) {
    return push_stack(L, false);
}

static int debug_PrintStack(lua_State *L) {
    push_stack(L, false);
    size_t length;
    const char *text = lua_tolstring(L, -1, &length);
    output_error(world_of(L), text, length);
    return 0;
}

/* runtime.Caller(skip): walks the program's functions, through all threads of the goroutine. */
static int caller(lua_State *L) {
    int64_t skip = argument_int(L, 1, "runtime.Caller");
    for (Co *co = co_of(L); co; co = co->below) {
        lua_Debug ar;
        for (int level = 0; lua_getstack(co->L, level, &ar); level++) {
            lua_getinfo(co->L, "Sl", &ar);
            if (!frame_is_shown(&ar) || skip-- > 0) continue;
            lua_pushinteger(L, 0);
            push_fresh(L, frame_file(&ar));
            lua_pushinteger(L, ar.currentline);
            lua_pushboolean(L, 1);
            return 4;
        }
    }
    lua_pushinteger(L, 0);
    lua_pushliteral(L, "");
    lua_pushinteger(L, 0);
    lua_pushboolean(L, 0);
    return 4;
}

static const Binding bindings[] = {
    {"Gosched", gosched, "runtime.Gosched()  lets other goroutines run"},
    {"Goexit", goexit, "runtime.Goexit()  ends the current goroutine, after its deferred calls"},
    {"NumGoroutine", num_goroutine, "runtime.NumGoroutine() int  the goroutines that exist"},
    {"GOMAXPROCS", gomaxprocs,
     "runtime.GOMAXPROCS(n int) int  how many OS threads run goroutines: 1"},
    {"NumCPU", num_cpu, "runtime.NumCPU() int  the processors of this machine"},
    {"Stack", stack,
     "runtime.Stack(all bool) string  the trace of the current goroutine, or of all"},
    {"Caller", caller,
     "runtime.Caller(skip int) (pc, file, line, ok)  the place of a caller; 0 is the one who asks"},
    {"KeepAlive", keep_alive, "runtime.KeepAlive(x)  marks x as still in use"},
    {"Version", version, "runtime.Version() string  the version of gosh"},
    {NULL, NULL, NULL},
};

static int debug_SetTraceback(lua_State *L) {
    argument_convert(L, 1, "string", "debug.SetTraceback");
    traceback_set(world_of(L), lua_tostring(L, 1));
    return 0;
}

static const Binding debug_bindings[] = {
    {"Stack", debug_Stack, "debug.Stack() string  the trace of the current goroutine"},
    {"PrintStack", debug_PrintStack, "debug.PrintStack()  prints it on stderr"},
    {"SetTraceback", debug_SetTraceback,
     "debug.SetTraceback(level string)  how much a panic shows: single, all, system or crash, and not "
     "less than GOTRACEBACK says"},
    {NULL, NULL, NULL},
};

static const char *architecture(void) {
#if defined(__x86_64__)
    return "amd64";
#elif defined(__aarch64__)
    return "arm64";
#elif defined(__i386__)
    return "386";
#elif defined(__riscv)
    return "riscv64";
#else
    return "unknown";
#endif
}

static const char *operating_system(void) {
#if defined(__linux__)
    return "linux";
#elif defined(__APPLE__)
    return "darwin";
#elif defined(__FreeBSD__)
    return "freebsd";
#else
    return "unknown";
#endif
}

void open_runtime(lua_State *L) {
    package_push(L, "runtime", bindings);
    push_fresh(L, operating_system());
    lua_setfield(L, -2, "GOOS");
    push_fresh(L, architecture());
    lua_setfield(L, -2, "GOARCH");
    lua_setglobal(L, "runtime");
    lua_getglobal(L, "debug");
    package_extend(L, "debug", debug_bindings);
    lua_pop(L, 1);
    open_memory(L);
    open_survey(L);
}
