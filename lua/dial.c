/* Dialling: one address after the other, until one of them answers. The error is that of the first.
 *
 * The C function's stack: network, address, Lookup, the first error or nil, and the connection that is being made. */
#include "lua/net.h"
#include "lua/object.h"
#include "runtime/posix.h"

#include "lua/time.h"

enum { DIAL_ERROR = LOOKUP + 1, DIAL_CONN };

static int dial_next(lua_State *L);

static const SocketAddress *dial_address(const Lookup *k) {
    return &k->found[k->next - 1];
}

static Conn *dial_conn(lua_State *L) {
    return object_test(L, DIAL_CONN, &conn_class);
}

/* The address does not answer, for the cause on top: closes what there is, and keeps the error if it is the first. */
static void dial_failed(lua_State *L) {
    const Lookup *k = lua_touserdata(L, LOOKUP);
    conn_close(L, dial_conn(L));
    if (!lua_isnil(L, DIAL_ERROR)) return;
    op_error_push(L, "dial", k->network, NULL, dial_address(k));
    lua_replace(L, DIAL_ERROR);
}

static int dial_failed_call(lua_State *L, const char *call, int error) {
    cause_push_system(L, call, error);
    dial_failed(L);
    return dial_next(L);
}

/* ---- Connecting to one address ---- */

static Pollable *dial_pollable(lua_State *L) {
    return &dial_conn(L)->poll;
}

static int dial_attempt(lua_State *L, Pollable *p) {
    const Lookup *k = lua_touserdata(L, LOOKUP);
    int error = socket_connect(p->fd, dial_address(k));
    if (error == SOCKET_AGAIN) return POLL_AGAIN;
    poll_end(sched_of(L), p, POLL_WRITE);
    if (error) return dial_failed_call(L, "connect", error);
    Conn *c = dial_conn(L);
    socket_names(p->fd, &c->local, &c->peer);
    poll_deadline(sched_of(L), p, POLL_WRITE, INT64_MAX);
    lua_settop(L, DIAL_CONN);
    lua_pushnil(L);
    return 2;
}

static int dial_ended(lua_State *L, Outcome outcome) {
    cause_push_outcome(L, outcome);
    dial_failed(L);
    return dial_next(L);
}

/* When to give up on the next address: as Go does, each gets its part of the time, and 2 seconds at the least. */
static int64_t dial_deadline(const Lookup *k, int64_t now) {
    if (k->deadline == INT64_MAX) return INT64_MAX;
    int64_t left = k->deadline - now, part = left / (k->count - k->next);
    if (part < 2 * (int64_t)NANOSECONDS) part = 2 * (int64_t)NANOSECONDS;
    return part < left ? now + part : k->deadline;
}

static int dial_results(lua_State *L) {
    lua_pushnil(L);
    lua_pushvalue(L, DIAL_ERROR);
    return 2;
}

/* Tries the next address, or gives up. */
static int dial_next(lua_State *L) {
    static const PollOperation operation = {POLL_WRITE, dial_pollable, dial_attempt, dial_ended};
    Lookup *k = lua_touserdata(L, LOOKUP);
    lua_settop(L, DIAL_ERROR);
    if (k->next == k->count) return dial_results(L);
    Conn *c = conn_new(L);
    int64_t now = sched_now(sched_of(L)), deadline = dial_deadline(k, now);
    k->next++;
    if (deadline <= now) {
        lua_pushnil(L);
        lua_replace(L, DIAL_ERROR);
        cause_push_timeout(L);
        dial_failed(L);
        return dial_results(L);
    }
    int fd, error = socket_open(dial_address(k), &fd);
    if (error) return dial_failed_call(L, "socket", error);
    error = conn_open(L, c, fd);
    if (error) return dial_failed_call(L, "epoll_ctl", error);
    deadline_set(L, &c->poll, POLL_WRITE, deadline);
    return poll_operation(L, &operation);
}

/* ---- The functions ---- */

static int dial_first(lua_State *L) {
    lua_settop(L, LOOKUP);
    lua_pushnil(L);
    return dial_next(L);
}

int dial_Dial(lua_State *L) {
    argument_convert(L, 1, "string", "net.Dial");
    argument_convert(L, 2, "string", "net.Dial");
    return lookup_begin(L, true, INT64_MAX, dial_first);
}

int dial_DialTimeout(lua_State *L) {
    argument_convert(L, 1, "string", "net.DialTimeout");
    argument_convert(L, 2, "string", "net.DialTimeout");
    int64_t timeout = duration_argument(L, 3, "net.DialTimeout"), now = sched_now(sched_of(L));
    int64_t deadline = timeout == 0 || timeout > INT64_MAX - now ? INT64_MAX : now + timeout;
    return lookup_begin(L, true, deadline, dial_first);
}
