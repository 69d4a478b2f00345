/* Package threads: threads of the operating system, started for real, so that their cost can be seen beside that of
 * goroutines. That takes a while, on another thread: only the goroutine that asks waits. */
#include <stdlib.h>

#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"
#include "runtime/posix.h"

enum { SANDBOX_MOST = 100 };

typedef struct Crowd {
    Work work;
    size_t wanted;
    ThreadsCost cost;
} Crowd;

static const char crowd_key = 'T'; /* of the registry's metatable of the userdata that hold one */

static void crowd_run(Work *work) {
    Crowd *c = (Crowd *)work;
    c->cost = posix_threads_cost(c->wanted);
}

static void crowd_release(Work *work) {
    free(work);
}

/* The goroutine may have ended while it waited. */
static int crowd_collect(lua_State *L) {
    Crowd **c = lua_touserdata(L, 1);
    if (*c) work_let_go(&(*c)->work);
    *c = NULL;
    return 0;
}

static int crowd_wait(lua_State *L);

static int crowd_waited(lua_State *L) {
    const Crowd *c = *(Crowd **)lua_touserdata(L, -1);
    if (!c->work.done) return crowd_wait(L);
    lua_pushinteger(L, (lua_Integer)c->cost.count);
    lua_pushnumber(L, (lua_Number)c->cost.time / 1e9);
    lua_pushinteger(L, (lua_Integer)c->cost.resident);
    lua_pushinteger(L, (lua_Integer)c->cost.space);
    return 4;
}

/* The holder is on top of the stack. */
static int crowd_wait(lua_State *L) {
    Crowd *c = *(Crowd **)lua_touserdata(L, -1);
    Sched *s = op_begin(L);
    return op_end(L, work_wait(s, &c->work), crowd_waited, NULL);
}

static int threads_start(lua_State *L) {
    int64_t wanted = argument_int(L, 1, "threads.Start");
    if (wanted < 0) return panic_text(L, "threads.Start: negative number of threads");
    if (sched_is_virtual(sched_of(L)))
        return panic_text(L, "threads.Start measures the machine, which is another one each time: not with virtual time or --seed");
    if (world_of(L)->sandbox && wanted > SANDBOX_MOST) wanted = SANDBOX_MOST;
    Sched *s = op_begin(L);
    Crowd **holder = lua_newuserdatauv(L, sizeof *holder, 0);
    *holder = NULL;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &crowd_key);
    lua_setmetatable(L, -2);
    Crowd *c = *holder = calloc(1, sizeof *c);
    if (!c) return op_error(L, OP_NO_MEMORY);
    c->work.run = crowd_run;
    c->work.release = crowd_release;
    c->wanted = (size_t)wanted;
    work_start(s, &c->work);
    return crowd_wait(L);
}

static const Binding bindings[] = {
    {"Start", threads_start,
     "threads.Start(n int) (int, float64, int, int)  starts n real threads, which wait and end: how many, seconds, bytes, "
     "bytes of addresses"},
    {NULL, NULL, NULL},
};

void open_threads(lua_State *L) {
    finalizer_register(L, &crowd_key, crowd_collect);
    package_push(L, "threads", bindings);
    lua_setglobal(L, "threads");
}
