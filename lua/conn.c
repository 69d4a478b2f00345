/* Connections: reading, writing, deadlines, closing. Each method tries first, and parks only its goroutine where the
 * system would make it wait. */
#include "lua/net.h"
#include "lua/object.h"
#include "lua/value.h"
#include "runtime/posix.h"

#include "lua/time.h"

enum {
    CHUNK = 65536,       /* read at once */
    LINE_LIMIT = 1 << 20,  /* of ReadLine, unless it is told otherwise */
    READ_DEFAULT = 4096, /* of Read */
    MUCH = 1 << 20,      /* for one turn */
};

/* ---- Its life ---- */

Conn *conn_new(lua_State *L) {
    return object_new(L, &conn_class);
}

int conn_open(lua_State *L, Conn *c, int fd) {
    int error = poll_add(sched_of(L), &c->poll, fd, false);
    if (error) {
        socket_close(fd);
        return error;
    }
    socket_names(fd, &c->local, &c->peer);
    return 0;
}

/* Lets go of what has been read ahead. */
static void ahead_drop(lua_State *L, Conn *c) {
    arena_free(world_of(L)->arena, c->bytes, c->capacity);
    c->bytes = NULL;
    c->start = c->end = c->capacity = c->scanned = 0;
}

void conn_close(lua_State *L, Conn *c) {
    int fd = c->poll.fd;
    ahead_drop(L, c);
    if (fd < 0) return;
    poll_remove(sched_of(L), &c->poll);
    socket_close(fd);
}

static void conn_release(lua_State *L, void *conn) {
    conn_close(L, conn);
}

static Conn *conn_self(lua_State *L) {
    return object_self(L);
}

static Pollable *conn_pollable(lua_State *L) {
    return &conn_self(L)->poll;
}

/* Pushes the error of an operation on a connection; its cause is on top. */
static void push_error(lua_State *L, const Conn *c, const char *op) {
    op_error_push(L, op, "tcp", &c->local, &c->peer);
}

static void push_system_error(lua_State *L, const Conn *c, const char *op, const char *call, int error) {
    cause_push_system(L, call, error);
    push_error(L, c, op);
}

/* ---- Reading ---- */

/* The results of a read that came to nothing; the error is on top. */
static int read_nothing(lua_State *L) {
    lua_pushliteral(L, "");
    lua_insert(L, -2);
    return 2;
}

static int read_ended(lua_State *L, Outcome outcome) {
    const Conn *c = conn_self(L);
    cause_push_outcome(L, outcome);
    push_error(L, c, "read");
    return read_nothing(L);
}

/* A read of the system's that gave no bytes: n is 0 or less. */
static int read_failed(lua_State *L, const Conn *c, int64_t n, int error) {
    if (n == 0)
        eof_push(L);
    else
        push_system_error(L, c, "read", "read", error);
    return read_nothing(L);
}

/* Takes `size` bytes of what has been read ahead, and pushes the first `shown` of them. They are taken first: pushing may
 * run a finalizer, and that may read, or close. */
static int ahead_take(lua_State *L, Conn *c, size_t size, size_t shown) {
    const char *from = c->bytes + c->start;
    c->start += size;
    if (c->scanned < c->start) c->scanned = c->start;
    lua_pushlstring(L, from, shown);
    if (c->bytes && c->start == c->end) ahead_drop(L, c);
    lua_pushnil(L);
    return 2;
}

/* Read: at most as many bytes as index 1 says. */
static int read_attempt(lua_State *L, Pollable *p) {
    Conn *c = conn_self(L);
    size_t want = (size_t)lua_tointeger(L, 1), ahead = c->end - c->start;
    char bytes[CHUNK];
    int error = 0;
    int64_t n = 0;
    if (want > CHUNK) want = CHUNK;
    if (!ahead && want) n = socket_read(p->fd, bytes, want, &error);
    if (n < 0 && error == SOCKET_AGAIN) return POLL_AGAIN;
    poll_end(sched_of(L), p, POLL_READ);
    if (ahead && want) return ahead_take(L, c, want < ahead ? want : ahead, want < ahead ? want : ahead);
    if (n <= 0 && want) return read_failed(L, c, n, error);
    lua_pushlstring(L, bytes, (size_t)n);
    lua_pushnil(L);
    return 2;
}

static int conn_Read(lua_State *L) {
    static const PollOperation operation = {POLL_READ, conn_pollable, read_attempt, read_ended};
    conn_self(L);
    int64_t size = lua_isnoneornil(L, 1) ? READ_DEFAULT : argument_int(L, 1, "net.Conn.Read");
    if (size < 0) return panic_error(L, "net.Conn.Read: negative size %I", (LUAI_UACINT)size);
    lua_settop(L, 0);
    lua_pushinteger(L, size);
    return poll_operation(L, &operation);
}

/* ---- Lines ---- */

/* Keeps bytes that have been read ahead. False without memory. */
static bool ahead_keep(lua_State *L, Conn *c, const char *bytes, size_t size, bool again) {
    if (!size) return true;
    size_t held = c->end - c->start;
    if (c->start && (c->end + size > c->capacity)) {
        memmove(c->bytes, c->bytes + c->start, held);
        c->scanned -= c->start;
        c->start = 0;
        c->end = held;
    }
    if (c->end + size > c->capacity) {
        size_t capacity = c->capacity * 2 > held + size ? c->capacity * 2 : held + size;
        char *grown = arena_realloc(world_of(L)->arena, c->bytes, c->capacity, capacity);
        if (!grown && !again) { /* what Lua can collect may make room; a finalizer may read here, too */
            lua_gc(L, LUA_GCCOLLECT);
            return ahead_keep(L, c, bytes, size, true);
        }
        if (!grown) return false;
        c->bytes = grown;
        c->capacity = capacity;
    }
    memcpy(c->bytes + c->end, bytes, size);
    c->end += size;
    return true;
}

/* The length of a line without what ends it, which is "\n" or "\r\n". */
static size_t line_length(const char *line, size_t length) {
    return length && line[length - 1] == '\r' ? length - 1 : length;
}

static int line_too_long(lua_State *L, const Conn *c, size_t limit) {
    error_push(L, "*errors.errorString", lua_pushfstring(L, "line longer than %I bytes", (LUAI_UACINT)limit));
    push_error(L, c, "read");
    return read_nothing(L);
}

/* What has been read ahead holds a line, or more than one may have, or the last one: pushes that. False: read more. */
static int line_ahead(lua_State *L, Conn *c, size_t limit, bool is_last) {
    size_t held = c->end - c->start;
    if (!held) return 0;
    const char *line = c->bytes + c->start, *from = c->bytes + c->scanned;
    const char *newline = memchr(from, '\n', c->end - c->scanned);
    size_t length = newline ? (size_t)(newline - line) : held;
    if (!newline) c->scanned = c->end;
    if (length <= limit && !newline && !is_last) return 0;
    poll_end(sched_of(L), &c->poll, POLL_READ);
    if (length > limit) return line_too_long(L, c, limit);
    if (newline) c->scanned = c->start + length + 1;
    return ahead_take(L, c, newline ? length + 1 : length, line_length(line, length));
}

/* ReadLine, of at most as many bytes as index 1 says. A line that comes whole is never copied to the bytes ahead. */
static int line_attempt(lua_State *L, Pollable *p) {
    Conn *c = conn_self(L);
    size_t limit = (size_t)lua_tointeger(L, 1);
    char bytes[CHUNK];
    int error = 0;
    for (size_t taken = 0;; taken += CHUNK) {
        if (taken >= MUCH) return POLL_PAUSE;
        int results = line_ahead(L, c, limit, false);
        if (results) return results;
        int64_t n = socket_read(p->fd, bytes, CHUNK, &error);
        if (n < 0 && error == SOCKET_AGAIN) return POLL_AGAIN;
        if (n == 0 && (results = line_ahead(L, c, limit, true))) return results;
        if (n <= 0) {
            poll_end(sched_of(L), p, POLL_READ);
            return read_failed(L, c, n, error);
        }
        const char *newline = c->start == c->end ? memchr(bytes, '\n', (size_t)n) : NULL;
        size_t length = newline ? (size_t)(newline - bytes) : 0, used = newline ? length + 1 : 0;
        if (length > limit) newline = NULL, used = 0;
        if (!ahead_keep(L, c, bytes + used, (size_t)n - used, false)) {
            poll_end(sched_of(L), p, POLL_READ);
            return op_error(L, OP_NO_MEMORY);
        }
        if (!newline) continue;
        poll_end(sched_of(L), p, POLL_READ);
        lua_pushlstring(L, bytes, line_length(bytes, length));
        lua_pushnil(L);
        return 2;
    }
}

static int conn_ReadLine(lua_State *L) {
    static const PollOperation operation = {POLL_READ, conn_pollable, line_attempt, read_ended};
    conn_self(L);
    int64_t limit = lua_isnoneornil(L, 1) ? LINE_LIMIT : argument_int(L, 1, "net.Conn.ReadLine");
    if (limit < 0) return panic_error(L, "net.Conn.ReadLine: negative limit %I", (LUAI_UACINT)limit);
    lua_settop(L, 0);
    lua_pushinteger(L, limit);
    return poll_operation(L, &operation);
}

/* ---- Writing ---- */

/* The results of a write that wrote as many bytes as index 2 says; the error, or nil, is on top. */
static int write_result(lua_State *L) {
    lua_pushvalue(L, 2);
    lua_insert(L, -2);
    return 2;
}

static int write_ended(lua_State *L, Outcome outcome) {
    const Conn *c = conn_self(L);
    cause_push_outcome(L, outcome);
    push_error(L, c, "write");
    return write_result(L);
}

/* Write, of the text at index 1; index 2 counts the bytes that have been written. */
static int write_attempt(lua_State *L, Pollable *p) {
    const Conn *c = conn_self(L);
    size_t length, written = (size_t)lua_tointeger(L, 2);
    const char *bytes = lua_tolstring(L, 1, &length);
    int error = 0;
    int64_t n = 0;
    size_t part = length - written < MUCH ? length - written : MUCH, end = written + part;
    do {
        n = socket_write(p->fd, bytes + written, end - written, &error);
        if (n > 0) written += (size_t)n;
    } while (n > 0 && written < end);
    lua_pushinteger(L, (lua_Integer)written);
    lua_replace(L, 2);
    if (n < 0 && error == SOCKET_AGAIN) return POLL_AGAIN;
    if (n >= 0 && written < length) return POLL_PAUSE;
    poll_end(sched_of(L), p, POLL_WRITE);
    if (n < 0)
        push_system_error(L, c, "write", "write", error);
    else
        lua_pushnil(L);
    return write_result(L);
}

static int conn_Write(lua_State *L) {
    static const PollOperation operation = {POLL_WRITE, conn_pollable, write_attempt, write_ended};
    conn_self(L);
    if (lua_type(L, 1) != LUA_TSTRING) argument_convert(L, 1, "string", "net.Conn.Write");
    lua_settop(L, 1);
    lua_pushinteger(L, 0);
    return poll_operation(L, &operation);
}

/* ---- Deadlines ---- */

/* When it is, on the world's clock: the zero Time for never. */
static int64_t deadline_of(lua_State *L, const Time *t) {
    static const int64_t year_one = -62135596800;
    if (t->seconds == year_one && t->nanoseconds == 0) return INT64_MAX;
    if (t->has_world) return t->world;
    int64_t wall = duration_clamp(t->seconds, t->nanoseconds), base = world_of(L)->wall_base;
    return wall < base ? 0 : wall - base;
}

void deadline_set(lua_State *L, Pollable *p, PollSideKind kind, int64_t when) {
    if (poll_deadline(sched_of(L), p, kind, when)) return;
    lua_gc(L, LUA_GCCOLLECT); /* which may make room */
    if (!poll_deadline(sched_of(L), p, kind, when)) op_error(L, OP_NO_MEMORY);
}

int pollable_deadline(lua_State *L, Pollable *p, const SocketAddress *local, unsigned kinds, const char *method) {
    const Time *t = tagged_test(L, 1, &time_tag);
    if (!t) argument_convert(L, 1, "time.Time", method);
    if (p->fd < 0) {
        cause_push_closed(L);
        op_error_push(L, "set", "tcp", NULL, local);
        return 1;
    }
    int64_t when = deadline_of(L, t);
    for (int kind = 0; kind < 2; kind++)
        if (kinds & 1u << kind) deadline_set(L, p, (PollSideKind)kind, when);
    lua_pushnil(L);
    return 1;
}

enum { READS = 1 << POLL_READ, WRITES = 1 << POLL_WRITE };

static int conn_SetDeadline(lua_State *L) {
    Conn *c = conn_self(L);
    return pollable_deadline(L, &c->poll, &c->local, READS | WRITES, "net.Conn.SetDeadline");
}

static int conn_SetReadDeadline(lua_State *L) {
    Conn *c = conn_self(L);
    return pollable_deadline(L, &c->poll, &c->local, READS, "net.Conn.SetReadDeadline");
}

static int conn_SetWriteDeadline(lua_State *L) {
    Conn *c = conn_self(L);
    return pollable_deadline(L, &c->poll, &c->local, WRITES, "net.Conn.SetWriteDeadline");
}

/* ---- Closing ---- */

static int closed_already(lua_State *L, const Conn *c, const char *op) {
    cause_push_closed(L);
    push_error(L, c, op);
    return 1;
}

static int conn_Close(lua_State *L) {
    Conn *c = conn_self(L);
    if (c->poll.fd < 0) return closed_already(L, c, "close");
    conn_close(L, c);
    lua_pushnil(L);
    return 1;
}

static int shut(lua_State *L, PollSideKind kind) {
    const Conn *c = conn_self(L);
    if (c->poll.fd < 0) return closed_already(L, c, "close");
    int error = socket_shutdown(c->poll.fd, kind);
    if (error)
        push_system_error(L, c, "close", "shutdown", error);
    else
        lua_pushnil(L);
    return 1;
}

static int conn_CloseRead(lua_State *L) {
    return shut(L, POLL_READ);
}
static int conn_CloseWrite(lua_State *L) {
    return shut(L, POLL_WRITE);
}

static int conn_SetLinger(lua_State *L) {
    const Conn *c = conn_self(L);
    int64_t seconds = argument_int(L, 1, "net.TCPConn.SetLinger");
    if (c->poll.fd < 0) return closed_already(L, c, "set");
    socket_set_linger(c->poll.fd, seconds < 0 ? -1 : seconds > 65535 ? 65535 : (int)seconds);
    lua_pushnil(L);
    return 1;
}

/* ---- The rest ---- */

static int conn_LocalAddr(lua_State *L) {
    address_push(L, &conn_self(L)->local);
    return 1;
}

static int conn_RemoteAddr(lua_State *L) {
    address_push(L, &conn_self(L)->peer);
    return 1;
}

static const Conn without_socket = {.poll.fd = -1};

static void conn_tell(lua_State *L, int object, const void *data, Text *t) {
    (void)L, (void)object;
    const Conn *c = data;
    char local[SOCKET_TEXT_SIZE], peer[SOCKET_TEXT_SIZE];
    socket_address_text(&c->local, local);
    socket_address_text(&c->peer, peer);
    if (c->poll.fd < 0)
        text_add_string(t, "closed");
    else
        text_format(t, "%s to %s", local, peer);
}

const Class conn_class = {
    .name = "*net.TCPConn",
    .size = sizeof(Conn),
    .tell = conn_tell,
    .initial = &without_socket,
    .release = conn_release,
    .methods =
        (const Binding[]){
            {"Read", conn_Read,
             "net.TCPConn.Read(n int) (string, error)  waits for bytes, and returns those that are there, n at "
             "most (4096 without n); io.EOF at the end"},
            {"ReadLine", conn_ReadLine,
             "net.TCPConn.ReadLine(limit int) (string, error)  reads a line, without what ends it; longer than "
             "limit (1 MiB without it) is an error"},
            {"Write", conn_Write,
             "net.TCPConn.Write(s string) (int, error)  writes all of s, waiting while the peer takes no more; "
             "returns how many bytes went"},
            {"Close", conn_Close,
             "net.TCPConn.Close() error  ends the connection; who reads or writes gets net.ErrClosed"},
            {"CloseRead", conn_CloseRead,
             "net.TCPConn.CloseRead() error  gives up reading"},
            {"CloseWrite", conn_CloseWrite,
             "net.TCPConn.CloseWrite() error  says that nothing more will be written: the peer reads io.EOF"},
            {"SetDeadline", conn_SetDeadline,
             "net.TCPConn.SetDeadline(t time.Time) error  reads and writes fail with i/o timeout from then on, "
             "also those that wait; time.Time() for never"},
            {"SetReadDeadline", conn_SetReadDeadline,
             "net.TCPConn.SetReadDeadline(t time.Time) error  as SetDeadline, for reads"},
            {"SetWriteDeadline", conn_SetWriteDeadline,
             "net.TCPConn.SetWriteDeadline(t time.Time) error  as SetDeadline, for writes"},
            {"SetLinger", conn_SetLinger,
             "net.TCPConn.SetLinger(sec int) error  with 0, Close throws away what has not been sent and resets "
             "the connection"},
            {"LocalAddr", conn_LocalAddr,
             "net.TCPConn.LocalAddr() net.Addr  the address of this end"},
            {"RemoteAddr", conn_RemoteAddr,
             "net.TCPConn.RemoteAddr() net.Addr  the address of the other end"},
            {NULL, NULL, NULL},
        },
};

void open_conn(lua_State *L) {
    class_register(L, &conn_class);
}
