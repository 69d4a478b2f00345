/* Channels as the program's values: what stands behind one, and how values get in and out. */
#ifndef GOSH_CHAN_H
#define GOSH_CHAN_H

#include "lua/type.h"

typedef struct ChanObject {
    const void *tag;      /* chan_tag: what makes this userdata a channel */
    Chan *chan;           /* `own`, or that of the channel that this is a view of */
    const Type *type;     /* of the channel: chan T, <-chan T */
    const Type *element;
    Direction direction;
    uint32_t made;        /* where: see chan_made; of the channel, not of its views */
    lua_State *box;       /* a thread whose stack holds the buffered references: slot i at index i + 1 */
    Chan own;
    Value buffer[];
} ChanObject;

/* The user values of a channel. */
enum { CHAN_UV_BASE = 1 /* the box; of a view, its channel */, CHAN_UV_RECV, CHAN_UV_SEND, CHAN_UV_TIMER };

extern const char chan_tag;

static inline ChanObject *chan_test(lua_State *L, int index) {
    ChanObject *c = lua_touserdata(L, index);
    if (!c || lua_rawlen(L, index) < sizeof *c) return NULL; /* a light userdata has length 0 */
    return c->tag == &chan_tag ? c : NULL;
}

/* Where a channel was made: the number of the chunk and, in these low bits, the line; 0 for not known. */
enum { CHAN_LINE_BITS = 20 };

/* The channel that the runtime's is part of. */
static inline ChanObject *chan_of(const Chan *c) {
    return (ChanObject *)(void *)((char *)c - offsetof(ChanObject, own));
}

/* Makes a channel on top of L. */
ChanObject *chan_new(lua_State *L, const Type *element, size_t capacity);
/* Pushes a value that was received from the channel at `chan_index`; a VALUE_REF is on top already. */
void chan_push_value(lua_State *L, int chan_index, Value value, bool ok);
/* Pushes the view of the channel at `index`. */
void chan_push_view(lua_State *L, int index, Direction direction);
/* The value at `index` as what travels through `c`: converted, or a panic. */
Value chan_convert(lua_State *L, ChanObject *c, int chan_index, int index, const char *where);
/* The same, in short for what needs no conversion. */
static inline Value chan_value(lua_State *L, ChanObject *c, int chan_index, int index, const char *where) {
    if (c && c->element->kind == KIND_INT && lua_isinteger(L, index))
        return (Value){.kind = VALUE_INT, .as.integer = lua_tointeger(L, index)};
    return chan_convert(L, c, chan_index, index, where);
}
void host_move(void *state, Place from, Place to);

#endif
