/* Listening: net.Listen and what it gives, a *net.TCPListener. */
#include "lua/net.h"
#include "lua/object.h"
#include "runtime/posix.h"

#include <errno.h>

typedef struct Listener {
    Pollable poll;
    SocketAddress address;
    int accepted; /* a connection that there was no memory for; -1: none */
} Listener;

static const Class listener_class;

static void listener_close(lua_State *L, Listener *l) {
    int fd = l->poll.fd;
    if (fd < 0) return;
    poll_remove(sched_of(L), &l->poll);
    socket_close(fd);
    if (l->accepted >= 0) socket_close(l->accepted);
    l->accepted = -1;
}

static void listener_release(lua_State *L, void *listener) {
    listener_close(L, listener);
}

/* ---- Listening ---- */

/* Opens the socket for the addresses that have been found. */
static int listen_open(lua_State *L) {
    Lookup *k = lua_touserdata(L, LOOKUP);
    const SocketAddress *at = &k->found[0];
    for (int i = k->count - 1; i >= 0; i--)
        if (socket_address_is(&k->found[i], SOCKET_IP4)) at = &k->found[i]; /* as Go prefers it */
    Listener *l = object_new(L, &listener_class);
    bool both = at->any && k->family == SOCKET_ANY;
    const char *call;
    int fd, error = socket_listen(at, both, &fd, &call);
    if ((error == EAFNOSUPPORT || error == EADDRNOTAVAIL) && both) { /* a machine without IPv6 */
        socket_address_parse(&k->found[0], "0.0.0.0", k->port);
        error = socket_listen(&k->found[0], false, &fd, &call);
    }
    if (!error) {
        call = "epoll_ctl";
        error = poll_add(sched_of(L), &l->poll, fd, false);
        if (error) socket_close(fd);
    }
    if (error) {
        lua_pushnil(L);
        cause_push_system(L, call, error);
        op_error_push(L, "listen", k->network, NULL, at);
        return 2;
    }
    socket_names(fd, &l->address, NULL);
    lua_pushnil(L);
    return 2;
}

int listen_Listen(lua_State *L) {
    argument_convert(L, 1, "string", "net.Listen");
    argument_convert(L, 2, "string", "net.Listen");
    return lookup_begin(L, false, INT64_MAX, listen_open);
}

/* ---- Accepting ---- */

static Listener *listener_self(lua_State *L) {
    return object_self(L);
}

static Pollable *listener_pollable(lua_State *L) {
    return &listener_self(L)->poll;
}

/* nil, and the error whose cause is on top. */
static int accept_failed(lua_State *L, const Listener *l) {
    op_error_push(L, "accept", "tcp", NULL, &l->address);
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
}

static int accept_ended(lua_State *L, Outcome outcome) {
    const Listener *l = listener_self(L);
    cause_push_outcome(L, outcome);
    return accept_failed(L, l);
}

static int accept_attempt(lua_State *L, Pollable *p) {
    Listener *l = listener_self(L);
    int error = l->accepted >= 0 ? 0 : socket_accept(p->fd, &l->accepted);
    if (error == SOCKET_AGAIN) return POLL_AGAIN;
    poll_end(sched_of(L), p, POLL_READ);
    if (!error) {
        Conn *c = conn_new(L);
        int fd = l->accepted;
        l->accepted = -1;
        error = conn_open(L, c, fd);
    }
    if (error) {
        cause_push_system(L, "accept4", error);
        return accept_failed(L, l);
    }
    lua_pushnil(L);
    return 2;
}

static int listener_Accept(lua_State *L) {
    static const PollOperation operation = {POLL_READ, listener_pollable, accept_attempt, accept_ended};
    listener_self(L);
    lua_settop(L, 0);
    return poll_operation(L, &operation);
}

/* ---- The rest ---- */

static int listener_Close(lua_State *L) {
    Listener *l = listener_self(L);
    if (l->poll.fd < 0) {
        cause_push_closed(L);
        op_error_push(L, "close", "tcp", NULL, &l->address);
        return 1;
    }
    listener_close(L, l);
    lua_pushnil(L);
    return 1;
}

static int listener_Addr(lua_State *L) {
    address_push(L, &listener_self(L)->address);
    return 1;
}

static int listener_SetDeadline(lua_State *L) {
    Listener *l = listener_self(L);
    return pollable_deadline(L, &l->poll, &l->address, 1 << POLL_READ, "net.TCPListener.SetDeadline");
}

static const Listener without_socket = {.poll.fd = -1, .accepted = -1};

static void listener_tell(lua_State *L, int object, const void *data, Text *t) {
    (void)L, (void)object;
    const Listener *l = data;
    char address[SOCKET_TEXT_SIZE];
    socket_address_text(&l->address, address);
    text_format(t, "%s", l->poll.fd < 0 ? "closed" : address);
}

static const Class listener_class = {
    .name = "*net.TCPListener",
    .size = sizeof(Listener),
    .tell = listener_tell,
    .initial = &without_socket,
    .release = listener_release,
    .methods =
        (const Binding[]){
            {"Accept", listener_Accept,
             "net.TCPListener.Accept() (net.Conn, error)  waits for the next connection"},
            {"Close", listener_Close,
             "net.TCPListener.Close() error  takes no more connections; who waits in Accept gets net.ErrClosed"},
            {"Addr", listener_Addr,
             "net.TCPListener.Addr() net.Addr  the address, with the port that the system chose for port 0"},
            {"SetDeadline", listener_SetDeadline,
             "net.TCPListener.SetDeadline(t time.Time) error  Accept fails with i/o timeout from then on"},
            {NULL, NULL, NULL},
        },
};

void open_listen(lua_State *L) {
    class_register(L, &listener_class);
}
