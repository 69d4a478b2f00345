/* From "host:port" to addresses: with Go's grammar, and its words for what is wrong. Names of hosts and services are
 * looked up on another thread, for that may take long; the goroutine waits, and the world goes on. */
#include "lua/net.h"
#include "lua/object.h"
#include "lua/value.h"
#include "runtime/posix.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "lua/fmt.h"

/* ---- Reading an address ---- */

const char *address_split(const char *address, const char **host, size_t *host_length, const char **port) {
    const char *colon = strrchr(address, ':'), *from = address;
    if (!colon) return "missing port in address";
    *host = address;
    if (*address == '[') {
        const char *end = strchr(address, ']');
        if (!end) return "missing ']' in address";
        if (!end[1]) return "missing port in address";
        if (end + 1 != colon) return end[1] == ':' ? "too many colons in address" : "missing port in address";
        *host = address + 1;
        *host_length = (size_t)(end - *host);
        if (memchr(*host, '[', *host_length)) return "unexpected '[' in address";
        from = end + 1;
    } else {
        *host_length = (size_t)(colon - address);
        if (memchr(address, ':', *host_length)) return "too many colons in address";
        if (memchr(address, '[', *host_length)) return "unexpected '[' in address";
    }
    if (strchr(from, ']')) return "unexpected ']' in address";
    *port = colon + 1;
    return NULL;
}

/* nil, and the error whose cause is on top. */
static int lookup_failed(lua_State *L, const Lookup *l) {
    op_error_push(L, l->op, l->network, NULL, NULL);
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
}

static int address_error(lua_State *L, const Lookup *l, const char *address, const char *wrong) {
    error_push(L, "*net.AddrError", lua_pushfstring(L, "address %s: %s", address, wrong));
    return lookup_failed(L, l);
}

static int no_such(lua_State *L, const Lookup *l, const char *name, const char *wrong) {
    error_push(L, "*net.DNSError", lua_pushfstring(L, "lookup %s: %s", name, wrong));
    return lookup_failed(L, l);
}

static int lookup_late(lua_State *L, const Lookup *l, const char *host) {
    error_push(L, "*net.DNSError", lua_pushfstring(L, "lookup %s: i/o timeout", host));
    lua_pushboolean(L, true);
    lua_setfield(L, -2, "timeout");
    return lookup_failed(L, l);
}

static int unknown_port(lua_State *L, const Lookup *l, const char *service) {
    return no_such(L, l, lua_pushfstring(L, "tcp/%s", service), "unknown port");
}

/* Is the port written as a number, which may then be any? */
static bool port_number(const char *port, long *value) {
    *value = 0;
    for (const char *at = port + (*port == '+' || *port == '-'); *at; at++) {
        if (!isdigit((unsigned char)*at)) return false;
        if (*value <= USHRT_MAX) *value = *value * 10 + (*at - '0');
    }
    if (*port == '-') *value = -*value;
    return true;
}

/* ---- Finding the addresses ---- */

/* Leaves those out that are not of the network's family. */
static int lookup_done(lua_State *L, Lookup *l, const char *host) {
    int kept = 0;
    for (int i = 0; i < l->count; i++) {
        if (!socket_address_is(&l->found[i], l->family)) continue;
        l->found[kept] = l->found[i];
        socket_address_set_port(&l->found[kept++], l->port);
    }
    if (l->count > 0 && !kept) return address_error(L, l, host, "no suitable address found");
    l->count = kept;
    return l->then(L);
}

static bool family_of(const char *network, SocketFamily *family) {
    static const char *const names[] = {"tcp", "tcp4", "tcp6"};
    for (int i = 0; i < 3; i++)
        if (strcmp(network, names[i]) == 0) {
            *family = (SocketFamily)i;
            return true;
        }
    return false;
}

static int unknown_network(lua_State *L, const Lookup *l) {
    static const char *const gos[] = {"udp", "unix", "ip"};
    bool go_knows = false;
    for (int i = 0; i < 3; i++) go_knows = go_knows || strncmp(l->network, gos[i], strlen(gos[i])) == 0;
    error_push(L, "net.UnknownNetworkError",
               lua_pushfstring(L, go_knows ? "unknown network %s: gosh has tcp, tcp4 and tcp6" : "unknown network %s",
                               l->network));
    return lookup_failed(L, l);
}

/* A host that is written as an address, or none. */
static bool lookup_literal(Lookup *l, const char *host) {
    bool local = !*host && (l->family == SOCKET_IP4 || l->dials);
    if (!socket_address_parse(&l->found[0], local ? "0.0.0.0" : host, l->port)) return false;
    l->found[0].any = !*host;
    l->count = 1;
    return true;
}

/* ---- Names of hosts and services ---- */

/* A question to the system, which another thread asks. */
typedef struct Query {
    Work work;
    int port;  /* of the service; -1: unknown */
    int count; /* see socket_resolve */
    SocketAddress found[LOOKUP_MAX];
    bool asks_host;
    char *service; /* behind the host; NULL: the port is known */
    char host[];
} Query;

static void query_run(Work *work) {
    Query *q = (Query *)work;
    if (q->service) q->port = socket_service(q->service);
    if (q->asks_host && q->port >= 0) q->count = socket_resolve(q->host, q->found, LOOKUP_MAX);
}

static void query_release(Work *work) {
    free(work);
}

static Query *query_new(const char *host, bool asks_host, const char *service) {
    size_t size = strlen(host) + 1, service_size = service ? strlen(service) + 1 : 0;
    Query *q = calloc(1, sizeof *q + size + service_size);
    if (!q) return NULL;
    q->work.run = query_run;
    q->work.release = query_release;
    q->asks_host = asks_host;
    memcpy(q->host, host, size);
    if (service) q->service = memcpy(q->host + size, service, service_size);
    return q;
}

/* Nobody waits for the answer any more. */
static void query_over(lua_State *L, Lookup *l) {
    timer_stop(sched_of(L), &l->timer);
    work_let_go(&l->query->work);
    l->query = NULL;
}

/* The deadline has passed. */
static void query_timeout(Sched *s, Timer *t) {
    const Lookup *l = t->arg;
    work_wake(s, &l->query->work);
}

/* __gc of a Lookup: its goroutine may have ended while it waited. */
static int lookup_collect(lua_State *L) {
    Lookup *l = lua_touserdata(L, 1);
    if (l->query) query_over(L, l);
    return 0;
}

static int lookup_wait(lua_State *L);

/* The thread has an answer, or not yet. */
static int lookup_answered(lua_State *L) {
    Lookup *l = lua_touserdata(L, LOOKUP);
    Query *q = l->query;
    bool late = !q->work.done && sched_now(sched_of(L)) >= l->deadline;
    if (!q->work.done && !late) return lookup_wait(L);
    const char *host = lua_pushstring(L, q->host), *service = q->service ? lua_pushstring(L, q->service) : NULL;
    int port = late ? 0 : q->port, count = late ? 0 : q->count; /* the thread may be writing them */
    bool asks_host = q->asks_host;
    if (!late && asks_host) memcpy(l->found, q->found, sizeof l->found);
    query_over(L, l);
    if (late) return lookup_late(L, l, asks_host ? host : lua_pushfstring(L, "tcp/%s", service));
    if (port < 0) return unknown_port(L, l, service);
    if (service) l->port = (uint16_t)port;
    if (asks_host) l->count = count;
    if (asks_host && count <= 0) return no_such(L, l, host, count == 0 ? "no such host" : "server misbehaving");
    return lookup_done(L, l, host);
}

static int lookup_wait(lua_State *L) {
    Lookup *l = lua_touserdata(L, LOOKUP);
    Sched *s = op_begin(L);
    return op_end(L, work_wait(s, &l->query->work), lookup_answered, NULL);
}

/* `service`: the name of the port, or NULL. */
static int lookup_ask(lua_State *L, Lookup *l, const char *host, bool asks_host, const char *service) {
    Sched *s = op_begin(L);
    l->query = query_new(host, asks_host, service);
    if (!l->query) return op_error(L, OP_NO_MEMORY);
    work_start(s, &l->query->work);
    l->timer = (Timer){.fire = query_timeout, .arg = l};
    if (l->deadline != INT64_MAX && !timer_start(s, &l->timer, l->deadline, 0)) return op_error(L, OP_NO_MEMORY);
    return lookup_wait(L);
}

static const char lookup_key = 'l'; /* of the registry's metatable of Lookups */

static Lookup *lookup_new(lua_State *L) {
    Lookup *l = lua_newuserdatauv(L, sizeof *l, 0);
    *l = (Lookup){.query = NULL};
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lookup_key);
    lua_setmetatable(L, -2);
    return l;
}

void open_lookup(lua_State *L) {
    finalizer_register(L, &lookup_key, lookup_collect);
}

/* ---- Beginning ---- */

int lookup_begin(lua_State *L, bool dials, int64_t deadline, lua_CFunction then) {
    lua_settop(L, 2);
    Lookup *l = lookup_new(L);
    const char *address = lua_tostring(L, LOOKUP_ADDRESS), *host = "", *port = "";
    *l = (Lookup){.op = dials ? "dial" : "listen",
                  .network = lua_tostring(L, LOOKUP_NETWORK),
                  .dials = dials,
                  .deadline = deadline,
                  .then = then};
    size_t length = 0;
    if (!family_of(l->network, &l->family)) return unknown_network(L, l);
    if (dials && !*address) {
        error_push(L, "*errors.errorString", "missing address");
        return lookup_failed(L, l);
    }
    const char *wrong = *address ? address_split(address, &host, &length, &port) : NULL;
    if (wrong) return address_error(L, l, address, wrong);
    long number;
    bool numbered = port_number(port, &number);
    if (numbered && (number < 0 || number > USHRT_MAX)) return address_error(L, l, port, "invalid port");
    if (numbered) l->port = (uint16_t)number;
    host = lua_pushlstring(L, host, length);
    bool literal = lookup_literal(l, host);
    if (numbered && literal) return lookup_done(L, l, host);
    return lookup_ask(L, l, host, !literal, numbered ? NULL : port);
}
