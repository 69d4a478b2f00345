/* Operations on descriptors: try, wait, try again. */
#include "lua/host.h"

static int operation_resumed(lua_State *L, int status, lua_KContext operation);

/* It is the goroutine's turn, or its wait is over. */
static int operation_go(lua_State *L, const PollOperation *o, Outcome outcome) {
    World *w = world_of(L);
    int top = lua_gettop(L);
    Pollable *p = o->pollable(L);
    while (outcome == OP_DONE) {
        int results = o->attempt(L, p);
        if (results >= 0) return results;
        lua_settop(L, top);
        outcome = results == POLL_PAUSE ? poll_pause(w->sched, p, o->kind)
                                        : poll_wait(w->sched, p, o->kind);
    }
    if (outcome == OP_PARKED) {
        w->yield = YIELD_PARK;
        return lua_yieldk(L, 0, (lua_KContext)o, operation_resumed);
    }
    if (outcome == OP_POLL_CLOSED || outcome == OP_POLL_TIMEOUT) return o->ended(L, outcome);
    return op_error(L, outcome);
}

static int operation_resumed(lua_State *L, int status, lua_KContext operation) {
    (void)status;
    return operation_go(L, (const PollOperation *)operation, co_of(L)->g->outcome);
}

int poll_operation(lua_State *L, const PollOperation *o) {
    Sched *s = op_begin(L);
    return operation_go(L, o, poll_begin(s, o->pollable(L), o->kind));
}
