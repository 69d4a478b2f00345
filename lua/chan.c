/* Channels as a program sees them: ch <- v, <-ch, v, ok = <-ch, make, close, len, cap.
 *
 * A channel is a userdata with the runtime's Chan and its buffer inside. Strings, tables and
 * functions that are buffered lie on the stack of a Lua thread of its own (`box`), which only the
 * channel refers to: what is reachable only through the channel is garbage when the channel is. A
 * directional view is a userdata of its own that shares the Chan. */
#include "lua/chan.h"
#include "lua/clock.h"
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/type.h"
#include "lua/value.h"

#include <string.h>

const char chan_tag = 'c';

enum { BOX_MAX = 900000 /* Lua's limit on a stack, less some room */ };

static const char *const chan_metatable = "chan";

/* Allocates the userdata with its tag; the rest is zero. */
static ChanObject *chan_allocate(lua_State *L, size_t capacity) {
    size_t size = sizeof(ChanObject) + capacity * sizeof(Value);
    ChanObject *c = lua_newuserdatauv(L, size, CHAN_UV_TIMER);
    memset(c, 0, sizeof *c);
    c->tag = &chan_tag;
    luaL_setmetatable(L, chan_metatable);
    return c;
}

ChanObject *chan_new(lua_State *L, const Type *element, size_t capacity) {
    ChanObject *c = chan_allocate(L, capacity);
    c->chan = &c->own;
    c->element = element;
    chan_init(sched_of(L), &c->own, c->buffer, capacity);
    return c;
}

void chan_push_view(lua_State *L, int index, Direction direction) {
    index = lua_absindex(L, index);
    ChanObject *c = lua_touserdata(L, index);
    if (c->direction == direction) {
        lua_pushvalue(L, index);
        return;
    }
    if (c->chan != &c->own) { /* a view itself: ask its channel */
        lua_getiuservalue(L, index, CHAN_UV_BASE);
        chan_push_view(L, -1, direction);
        lua_remove(L, -2);
        return;
    }
    int slot = direction == DIRECTION_RECV ? CHAN_UV_RECV : CHAN_UV_SEND;
    if (lua_getiuservalue(L, index, slot) == LUA_TUSERDATA) return;
    lua_pop(L, 1);
    ChanObject *view = chan_allocate(L, 0);
    view->chan = c->chan;
    view->element = c->element;
    view->direction = direction;
    lua_pushvalue(L, index);
    lua_setiuservalue(L, -2, CHAN_UV_BASE);
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, index, slot);
}

/* ---- Arguments ---- */

/* "x" (value of type string). */
static const char *described(lua_State *L, int index) {
    bool plain = lua_type(L, index) != LUA_TTABLE && lua_type(L, index) != LUA_TUSERDATA;
    if (plain)
        fmt_push_value(L, index, '#');
    else
        lua_pushliteral(L, "value");
    return lua_pushfstring(L, "%s (value of type %s)", lua_tostring(L, -1), type_name(L, index));
}

static int not_a_channel(lua_State *L, int index, const char *operation) {
    return panic_text(L, "invalid operation: cannot %s non-channel (value of type %s)", operation,
                      type_name(L, index));
}

static int wrong_direction(lua_State *L, const char *what, int index) {
    return panic_text(L, "invalid operation: cannot %s channel (value of type %s)", what,
                      type_name(L, index));
}

static ChanObject *sendable(lua_State *L, int index) {
    ChanObject *c = chan_test(L, index);
    if (!c) {
        if (!lua_isnoneornil(L, index)) not_a_channel(L, index, "send to");
        return NULL;
    }
    if (c->direction == DIRECTION_RECV) wrong_direction(L, "send to receive-only", index);
    return c;
}

static ChanObject *receivable(lua_State *L, int index) {
    ChanObject *c = chan_test(L, index);
    if (!c) {
        if (!lua_isnoneornil(L, index)) not_a_channel(L, index, "receive from");
        return NULL;
    }
    if (c->direction == DIRECTION_SEND) wrong_direction(L, "receive from send-only", index);
    return c;
}

/* Room for references in the buffer, before the first one is sent. */
static void box_make(lua_State *L, ChanObject *c, int index) {
    ChanObject *base = c;
    index = lua_absindex(L, index);
    if (c->chan != &c->own) {
        lua_getiuservalue(L, index, CHAN_UV_BASE);
        index = lua_gettop(L);
        base = lua_touserdata(L, index);
    }
    lua_State *box = base->box ? NULL : lua_newthread(L);
    if (box && base->box) { /* a finalizer has sent something meanwhile */
        lua_pop(L, 1);
    } else if (box) {
        if (base->own.capacity > BOX_MAX || !lua_checkstack(box, (int)base->own.capacity + 4))
            luaL_error(L, "a channel buffers at most %d strings, tables or functions", BOX_MAX);
        lua_settop(box, (int)base->own.capacity + 1); /* the last stays nil */
        lua_setiuservalue(L, index, CHAN_UV_BASE);
        base->box = box;
    }
    if (c != base) {
        c->box = base->box;
        lua_pop(L, 1);
    }
}

Value chan_convert(lua_State *L, ChanObject *c, int chan_index, int index, const char *where) {
    Value value = {.kind = VALUE_NIL, .slot = (uint32_t)index};
    int type = lua_type(L, index);
    bool fits = !c || c->element->kind == KIND_ANY ||
                (c->element->kind == KIND_STRING && type == LUA_TSTRING);
    if (!fits) {
        type_convert(L, index, c->element, where);
        type = lua_type(L, index);
    }
    switch (type) {
    case LUA_TNIL:
        break;
    case LUA_TBOOLEAN:
        value.kind = VALUE_BOOL;
        value.as.boolean = lua_toboolean(L, index);
        break;
    case LUA_TNUMBER:
        if (lua_isinteger(L, index)) {
            value.kind = VALUE_INT;
            value.as.integer = lua_tointeger(L, index);
        } else {
            value.kind = VALUE_FLOAT;
            value.as.number = lua_tonumber(L, index);
        }
        break;
    default:
        value.kind = VALUE_REF;
        if (c && c->chan->capacity && !c->box) box_make(L, c, chan_index);
    }
    return value;
}

void chan_push_value(lua_State *L, int chan_index, Value value, bool ok) {
    switch (value.kind) {
    case VALUE_NIL:
        if (ok)
            lua_pushnil(L);
        else
            type_push_zero(L, ((const ChanObject *)lua_touserdata(L, chan_index))->element);
        break;
    case VALUE_BOOL:
        lua_pushboolean(L, value.as.boolean);
        break;
    case VALUE_INT:
        lua_pushinteger(L, value.as.integer);
        break;
    case VALUE_FLOAT:
        lua_pushnumber(L, value.as.number);
        break;
    case VALUE_TIME:
        time_push(L, clock_wall(world_of(L), value.as.integer), value.as.integer);
        break;
    case VALUE_SIGNAL:
        signal_push(L, value.as.integer);
        break;
    case VALUE_REF:
        break; /* it is on top */
    }
}

/* ---- The operations ---- */

static int send(lua_State *L) {
    ChanObject *c = sendable(L, 1);
    Chan *chan = c ? c->chan : NULL;
    Value value = chan_value(L, c, 1, 2, "send");
    if (chan_try_send(sched_of(L), chan, value)) return 0;
    return op_end(L, chan_send(op_begin(L), chan, value), NULL, send);
}

/* The channel is at index 1; what was received is in the goroutine. */
static int receive_done(lua_State *L) {
    G *g = co_of(L)->g;
    chan_push_value(L, 1, g->value, g->ok);
    return 1;
}

static int receive2_done(lua_State *L) {
    bool ok = co_of(L)->g->ok;
    receive_done(L);
    lua_pushboolean(L, ok);
    return 2;
}

static int receive_then(lua_State *L, lua_CFunction done, lua_CFunction again) {
    ChanObject *c = receivable(L, 1);
    Chan *chan = c ? c->chan : NULL;
    G *g = co_of(L)->g;
    if (g && chan_try_recv(sched_of(L), chan, &g->value, &g->ok)) return done(L);
    Sched *s = op_begin(L);
    return op_end(L, chan_recv(s, chan, &g->value, &g->ok), done, again);
}

static int receive(lua_State *L) {
    return receive_then(L, receive_done, receive);
}
static int receive2(lua_State *L) {
    return receive_then(L, receive2_done, receive2);
}

/* Where the channel that is made in a line of that chunk is made. */
static uint32_t made_at(lua_Integer chunk, lua_Integer line) {
    if (chunk <= 0 || line <= 0 || line >= 1 << CHAN_LINE_BITS) return 0;
    return (uint32_t)chunk << CHAN_LINE_BITS | (uint32_t)line;
}

/* gosh_make(line, type, capacity); upvalue 1: the number of the chunk. */
static int make(lua_State *L) {
    const Type *t = type_of_text(L, luaL_checkstring(L, 2));
    if (t->kind != KIND_CHAN)
        return luaL_error(L, "cannot make %s; gosh makes channels: make(chan T, n)", t->text);
    lua_Integer capacity = 0;
    if (!lua_isnoneornil(L, 3)) {
        int exact;
        capacity = lua_tointegerx(L, 3, &exact);
        if (!exact || lua_type(L, 3) != LUA_TNUMBER)
            return panic_text(L, "cannot convert %s to type int", described(L, 3));
    }
    if (capacity < 0 || capacity > (lua_Integer)(INT64_MAX / (lua_Integer)sizeof(Value) / 2))
        return panic_error(L, "makechan: size out of range");
    ChanObject *c = chan_new(L, t->element, (size_t)capacity);
    c->made = made_at(lua_tointeger(L, lua_upvalueindex(1)), lua_tointeger(L, 1));
    if (t->direction != DIRECTION_BOTH) chan_push_view(L, -1, t->direction);
    return 1;
}

static int chan_close_call(lua_State *L) {
    lua_settop(L, 1);
    ChanObject *c = chan_test(L, 1);
    if (!c && !lua_isnil(L, 1)) return not_a_channel(L, 1, "close");
    if (c && c->direction == DIRECTION_RECV) return wrong_direction(L, "close receive-only", 1);
    return op_end(L, chan_close(op_begin(L), c ? c->chan : NULL), NULL, chan_close_call);
}

/* len: of a channel what is buffered, of anything else what # gives; 0 for nil. */
static int len(lua_State *L) {
    luaL_checkany(L, 1);
    ChanObject *c = chan_test(L, 1);
    if (c) {
        if (world_of(L)->controlled && co_of(L)->g) {
            Outcome point = sched_point(op_begin(L), POINT_LOAD, NULL);
            if (point != OP_DONE) return op_end(L, point, NULL, len);
        }
        lua_pushinteger(L, (lua_Integer)chan_len(sched_of(L), c->chan));
    } else if (lua_isnil(L, 1))
        lua_pushinteger(L, 0);
    else if (lua_type(L, 1) == LUA_TNUMBER)
        return panic_text(L, "invalid argument: %s for built-in len", described(L, 1));
    else if (lua_type(L, 1) == LUA_TTABLE && !luaL_getmetafield(L, 1, "__len") &&
             lua_rawlen(L, 1) == 0) {
        lua_Integer count = 0; /* a map */
        lua_pushnil(L);
        while (lua_next(L, 1)) {
            lua_pop(L, 1);
            count++;
        }
        lua_pushinteger(L, count);
    } else {
        lua_settop(L, 1);
        lua_len(L, 1);
    }
    return 1;
}

static int cap(lua_State *L) {
    luaL_checkany(L, 1);
    ChanObject *c = chan_test(L, 1);
    if (!c && !lua_isnil(L, 1))
        return panic_text(L, "invalid argument: %s for built-in cap", described(L, 1));
    lua_pushinteger(L, c ? (lua_Integer)chan_cap(c->chan) : 0);
    return 1;
}

static int same(lua_State *L) {
    ChanObject *a = chan_test(L, 1), *b = chan_test(L, 2);
    lua_pushboolean(L, a && b && a->chan == b->chan);
    return 1;
}

static int text(lua_State *L) {
    ChanObject *c = chan_test(L, 1);
    if (!c) return luaL_error(L, "a channel was expected");
    lua_pushfstring(L, "%s: %p", type_name(L, 1), (void *)c->chan);
    return 1;
}

void open_chan(lua_State *L) {
    static const luaL_Reg primitives[] = {{"gosh_send", send},
                                          {"gosh_recv", receive},
                                          {"gosh_recv2", receive2},
                                          {"gosh_make", make},
                                          {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__eq", same}, {"__tostring", text}, {NULL, NULL}};
    static const Binding globals[] = {
        {"close", chan_close_call,
         "close(ch chan<- T)  no more values will be sent; receivers see the zero value and false"},
        {"len", len,
         "len(v) int  values buffered in a channel, or elements of a table or bytes of a string"},
        {"cap", cap, "cap(ch) int  how many values the channel can buffer"},
        {NULL, NULL, NULL}};
    luaL_newmetatable(L, chan_metatable);
    luaL_setfuncs(L, metamethods, 0);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    primitives_register(L, primitives);
    package_globals(L, globals);
}
