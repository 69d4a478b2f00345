/* Package net: its functions, addresses and errors.
 *
 * An error is an *net.OpError as in Go, with the fields Op, Net, Source, Addr and Err, around what caused it: the system's
 * error number in a *os.SyscallError, or one of the values net.ErrClosed, os.ErrDeadlineExceeded. The package's table in
 * the registry keeps the values of which there is one each. */
#include "lua/net.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/value.h"
#include "runtime/posix.h"

#include <errno.h>

#include "lua/fmt.h"

static const char net_key = 'n'; /* of the registry's table of error values, by name */
static const Class addr_class;

/* ---- Error values ---- */

/* Pushes the text of one of the errors that are there once; a program can have taken it away. */
static void text_push(lua_State *L, int error) {
    if (lua_getfield(L, error, "text") == LUA_TSTRING) return;
    lua_pop(L, 1);
    lua_pushliteral(L, "an error without a text");
}

static void value_push(lua_State *L, const char *name) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &net_key);
    lua_getfield(L, -1, name);
    lua_remove(L, -2);
}

void cause_push_closed(lua_State *L) {
    value_push(L, "closed");
}
void cause_push_timeout(lua_State *L) {
    value_push(L, "timeout");
}
void eof_push(lua_State *L) {
    value_push(L, "EOF");
}

void cause_push_outcome(lua_State *L, Outcome outcome) {
    if (outcome == OP_POLL_TIMEOUT)
        cause_push_timeout(L);
    else
        cause_push_closed(L);
}

void cause_push_system(lua_State *L, const char *call, int error) {
    error_push_system(L, error);
    lua_pushfstring(L, "%s: ", call);
    text_push(L, -2);
    lua_concat(L, 2);
    lua_insert(L, -2);
    lua_getfield(L, -1, "timeout");
    lua_insert(L, -3);
    error_make(L, "*os.SyscallError");
    lua_insert(L, -2);
    lua_setfield(L, -2, "timeout");
}

/* ---- *net.OpError ---- */

static void add_address(lua_State *L, luaL_Buffer *b, const char *before, const SocketAddress *a) {
    char text[SOCKET_TEXT_SIZE];
    socket_address_text(a, text);
    (void)L;
    luaL_addstring(b, before);
    luaL_addstring(b, text);
}

static bool is_there(const SocketAddress *a) {
    return a && a->length;
}

void op_error_push(lua_State *L, const char *op, const char *network, const SocketAddress *source,
                   const SocketAddress *address) {
    luaL_checkstack(L, 12, NULL);
    int cause = lua_gettop(L);
    text_push(L, cause);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    luaL_addstring(&b, op);
    if (*network) luaL_addchar(&b, ' ');
    luaL_addstring(&b, network);
    if (is_there(source)) add_address(L, &b, " ", source);
    if (is_there(address)) add_address(L, &b, is_there(source) ? "->" : " ", address);
    luaL_addstring(&b, ": ");
    luaL_addstring(&b, lua_tostring(L, cause + 1));
    luaL_pushresult(&b);
    lua_pushvalue(L, cause);
    error_make(L, "*net.OpError");
    lua_replace(L, cause + 1);
    lua_settop(L, cause + 1);
    lua_getfield(L, cause, "timeout");
    bool timeout = lua_toboolean(L, -1);
    lua_pop(L, 1);
    lua_pushboolean(L, timeout);
    lua_setfield(L, -2, "timeout");
    lua_pushstring(L, op);
    lua_setfield(L, -2, "Op");
    lua_pushstring(L, network);
    lua_setfield(L, -2, "Net");
    address_push(L, source);
    lua_setfield(L, -2, "Source");
    address_push(L, address);
    lua_setfield(L, -2, "Addr");
    lua_insert(L, cause);
    lua_setfield(L, cause, "Err");
}

/* ---- *net.TCPAddr ---- */

static int addr_String(lua_State *L) {
    char text[SOCKET_TEXT_SIZE];
    socket_address_text(object_self(L), text);
    lua_pushstring(L, text);
    return 1;
}

static int addr_tostring(lua_State *L) {
    const SocketAddress *a = object_test(L, 1, &addr_class);
    char text[SOCKET_TEXT_SIZE] = "";
    if (a) socket_address_text(a, text);
    lua_pushstring(L, text);
    return 1;
}

static int addr_concat(lua_State *L) {
    luaL_tolstring(L, 1, NULL);
    luaL_tolstring(L, 2, NULL);
    lua_concat(L, 2);
    return 1;
}

static int addr_Network(lua_State *L) {
    lua_pushliteral(L, "tcp");
    return 1;
}

static void addr_tell(lua_State *L, int object, const void *data, Text *t) {
    (void)L, (void)object;
    char text[SOCKET_TEXT_SIZE];
    socket_address_text(data, text);
    text_add_string(t, text);
}

static const Class addr_class = {
    .name = "*net.TCPAddr",
    .size = sizeof(SocketAddress),
    .tell = addr_tell,
    .methods =
        (const Binding[]){
            {"String", addr_String, "net.TCPAddr.String() string  \"host:port\""},
            {"Network", addr_Network, "net.TCPAddr.Network() string  \"tcp\""},
            {NULL, NULL, NULL},
        },
};

void address_push(lua_State *L, const SocketAddress *a) {
    if (!is_there(a)) {
        lua_pushnil(L);
        return;
    }
    *(SocketAddress *)object_new(L, &addr_class) = *a;
    char host[SOCKET_TEXT_SIZE];
    socket_address_host(a, host);
    lua_pushstring(L, host);
    lua_setfield(L, -2, "IP");
    lua_pushinteger(L, socket_address_port(a));
    lua_setfield(L, -2, "Port");
}

/* ---- Small functions ---- */

static int join_host_port(lua_State *L) {
    argument_convert(L, 1, "string", "net.JoinHostPort");
    argument_convert(L, 2, "string", "net.JoinHostPort");
    const char *host = lua_tostring(L, 1), *port = lua_tostring(L, 2);
    bool brackets = strpbrk(host, ":%") != NULL;
    lua_pushfstring(L, brackets ? "[%s]:%s" : "%s:%s", host, port);
    return 1;
}

static int split_host_port(lua_State *L) {
    argument_convert(L, 1, "string", "net.SplitHostPort");
    const char *address = lua_tostring(L, 1), *host, *port;
    size_t length;
    const char *wrong = address_split(address, &host, &length, &port);
    if (wrong) {
        lua_pushliteral(L, "");
        lua_pushliteral(L, "");
        error_push(L, "*net.AddrError", lua_pushfstring(L, "address %s: %s", address, wrong));
        lua_remove(L, -2);
        return 3;
    }
    lua_pushlstring(L, host, length);
    lua_pushstring(L, port);
    lua_pushnil(L);
    return 3;
}

static int is_net_error(lua_State *L) {
    lua_settop(L, 1);
    lua_pushboolean(L, error_test(L, 1) && method_push(L, 1, "Timeout"));
    return 1;
}

static const Binding bindings[] = {
    {"Listen", listen_Listen,
     "net.Listen(network, address string) (net.Listener, error)  takes connections at an address: "
     "Accept Close Addr SetDeadline"},
    {"Dial", dial_Dial,
     "net.Dial(network, address string) (net.Conn, error)  connects: Read ReadLine Write Close "
     "CloseRead CloseWrite SetDeadline SetReadDeadline SetWriteDeadline SetLinger LocalAddr "
     "RemoteAddr"},
    {"DialTimeout", dial_DialTimeout,
     "net.DialTimeout(network, address string, timeout time.Duration) (net.Conn, error)  as Dial, "
     "for as long as that at most"},
    {"Error", is_net_error,
     "net.Error(err error) bool  for errors.As(err, net.Error): whether err has a Timeout method"},
    {"JoinHostPort", join_host_port,
     "net.JoinHostPort(host, port string) string  the address \"host:port\""},
    {"SplitHostPort", split_host_port,
     "net.SplitHostPort(address string) (host, port string, err error)  the parts of an address"},
    {NULL, NULL, NULL},
};

/* Makes an error value, keeps it under `kept`, and sets it as a field of the table at `table`. */
static void value_set(lua_State *L, const char *kept, const char *type, const char *text, bool timeout, int table,
                      const char *field) {
    table = lua_absindex(L, table);
    error_push(L, type, text);
    lua_pushboolean(L, timeout);
    lua_setfield(L, -2, "timeout");
    lua_rawgetp(L, LUA_REGISTRYINDEX, &net_key);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, kept);
    lua_pop(L, 1);
    lua_setfield(L, table, field);
}

/* Interfaces begin as nil, and so do pointers. */
static int nil_zero(lua_State *L) {
    lua_pushnil(L);
    return 1;
}

/* The error numbers of the system that errors of the net have, in package syscall. */
static void open_errnos(lua_State *L) {
    static const struct {
        const char *name;
        int error;
    } errors[] = {{"ECONNREFUSED", ECONNREFUSED}, {"ECONNRESET", ECONNRESET}, {"EPIPE", EPIPE},
                  {"EADDRINUSE", EADDRINUSE},     {"EMFILE", EMFILE},         {"ETIMEDOUT", ETIMEDOUT},
                  {"EACCES", EACCES},             {"ENETUNREACH", ENETUNREACH}, {"ESRCH", ESRCH}};
    lua_getglobal(L, "syscall");
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        error_push_system(L, errors[i].error);
        lua_setfield(L, -2, errors[i].name);
    }
    lua_pop(L, 1);
}

void open_net(lua_State *L) {
    static const char *const nils[] = {"net.Conn",      "net.Listener",      "net.Addr",
                                       "*net.TCPConn", "*net.TCPListener", "*net.TCPAddr"};
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &net_key);
    class_register(L, &addr_class);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &addr_class);
    lua_pushcfunction(L, addr_tostring);
    lua_setfield(L, -2, "__tostring");
    lua_pushcfunction(L, addr_concat);
    lua_setfield(L, -2, "__concat");
    lua_pop(L, 1);
    open_lookup(L);
    open_conn(L);
    open_listen(L);
    for (size_t i = 0; i < sizeof nils / sizeof *nils; i++) {
        lua_pushcfunction(L, nil_zero);
        zero_register(L, nils[i]);
    }
    package_push(L, "net", bindings);
    value_set(L, "closed", "poll.errNetClosing", "use of closed network connection", false, -1, "ErrClosed");
    error_class_push(L, "*net.OpError");
    lua_setfield(L, -2, "OpError");
    lua_setglobal(L, "net");
    lua_getglobal(L, "os");
    value_set(L, "timeout", "*poll.DeadlineExceededError", "i/o timeout", true, -1, "ErrDeadlineExceeded");
    lua_getglobal(L, "io");
    value_set(L, "EOF", "*errors.errorString", "EOF", false, -1, "EOF");
    lua_pop(L, 2);
    open_errnos(L);
}
