/* Go's types, as gosh's values have them. */
#ifndef GOSH_TYPE_H
#define GOSH_TYPE_H

#include "lua/host.h"

typedef enum Kind {
    KIND_ANY,
    KIND_INT,
    KIND_FLOAT64,
    KIND_STRING,
    KIND_BOOL,
    KIND_ERROR,
    KIND_UNIT,
    KIND_FUNC,
    KIND_CHAN,
    KIND_SLICE,
    KIND_MAP,
    KIND_DURATION,
    KIND_TIME, /* time.Time: made from nanoseconds when received from a timer's channel */
    KIND_SIGNAL, /* os.Signal */
    KIND_OBJECT, /* a table with that metatable: sync.Mutex, atomic.Int64 ... */
} Kind;

typedef enum Direction { DIRECTION_BOTH, DIRECTION_RECV, DIRECTION_SEND } Direction;

/* A type, as a userdata in the registry's table of types by text. */
typedef struct Type {
    Kind kind;
    Direction direction;        /* of a channel type */
    const struct Type *element; /* of a channel, slice */
    const char *text;           /* canonical; the key in the table of types keeps it alive */
} Type;

/* The type of a canonical text. Never fails: an unknown name is a type that takes everything. */
const Type *type_of_text(lua_State *L, const char *text);
/* Go's name of the type of a value: what %T prints. Pushes nothing; the text lives as long as the value or for ever. */
const char *type_name(lua_State *L, int index);
void type_push_zero(lua_State *L, const Type *t);
/* Converts the value at `index` in place, or panics: cannot use ... as T value in WHERE. */
void type_convert(lua_State *L, int index, const Type *t, const char *where);

/* struct{}{}, the one value of its type. */
void unit_push(lua_State *L);
bool unit_test(lua_State *L, int index);

#endif
