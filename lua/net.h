/* What the files of package net share: addresses and errors (net.c), finding out addresses (lookup.c), connections
 * (conn.c), listening (listen.c) and dialling (dial.c). */
#ifndef GOSH_NET_H
#define GOSH_NET_H

#include "lua/host.h"
#include "lua/object.h"
#include "runtime/posix.h"

/* ---- Connections ---- */

/* A *net.TCPConn. What ReadLine has read ahead lies from `start` to `end` of `bytes`; a connection that has nothing holds
 * nothing. */
typedef struct Conn {
    Pollable poll;
    SocketAddress local, peer;
    char *bytes;
    size_t start, end, capacity;
    size_t scanned; /* up to there `bytes` has no newline */
} Conn;

extern const Class conn_class;

/* Pushes a connection that has no socket yet. */
Conn *conn_new(lua_State *L);
/* Makes `fd` its socket: 0, or an error number, and then the socket is closed. */
int conn_open(lua_State *L, Conn *c, int fd);
/* Closes its socket and lets go of what it has read ahead. */
void conn_close(lua_State *L, Conn *c);
/* SetDeadline and its like: the method with the time at index 1, for the sides that are set in `kinds`. */
int pollable_deadline(lua_State *L, Pollable *p, const SocketAddress *local, unsigned kinds, const char *method);

/* poll_deadline, or an error of Lua's without memory. */
void deadline_set(lua_State *L, Pollable *p, PollSideKind kind, int64_t when);

/* ---- Looking up addresses ---- */

enum { LOOKUP_MAX = 16 };

/* A userdata at index 3 of the stack, over the network and the address that were asked for. */
typedef struct Lookup {
    const char *op, *network; /* for errors */
    bool dials;               /* or listens */
    SocketFamily family;
    uint16_t port;
    SocketAddress found[LOOKUP_MAX];
    int count, next;  /* `next`: the first that has not been tried yet */
    int64_t deadline; /* ns of the world; INT64_MAX for none */
    struct Query *query; /* under way, for what has a name; NULL for none */
    Timer timer;         /* ... until `deadline` */
    lua_CFunction then;
} Lookup;

enum { LOOKUP_NETWORK = 1, LOOKUP_ADDRESS, LOOKUP };

/* In a C function whose first two arguments are a network and an address: finds the addresses, which only the goroutine
 * waits for, and goes on with `then`, which finds a Lookup with at least one of them. Otherwise the C function returns nil
 * and the error. */
int lookup_begin(lua_State *L, bool dials, int64_t deadline, lua_CFunction then);

/* net.SplitHostPort's work: NULL, or what is wrong. The parts lie in `address`. */
const char *address_split(const char *address, const char **host, size_t *host_length, const char **port);

/* ---- Errors ---- */

/* Push what an error can be caused by. */
void cause_push_system(lua_State *L, const char *call, int error);
void cause_push_closed(lua_State *L);
void cause_push_timeout(lua_State *L);
/* For OP_POLL_CLOSED and OP_POLL_TIMEOUT. */
void cause_push_outcome(lua_State *L, Outcome outcome);
/* Replaces the cause on top by a *net.OpError. `source` and `address` may be NULL. */
void op_error_push(lua_State *L, const char *op, const char *network, const SocketAddress *source,
                   const SocketAddress *address);
/* io.EOF. */
void eof_push(lua_State *L);

/* Pushes a *net.TCPAddr; nil for none. */
void address_push(lua_State *L, const SocketAddress *a);

void open_lookup(lua_State *L);
void open_conn(lua_State *L);
void open_listen(lua_State *L);

/* Functions of the package that live in other files than net.c. */
int listen_Listen(lua_State *L);
int dial_Dial(lua_State *L);
int dial_DialTimeout(lua_State *L);

#endif
