/*
 * types.h: Go's types, as far as gosh knows them.
 *
 * A type is its kind and its canonical text ("<-chan int"), which is what the runtime gets.
 */
#ifndef GOSH_SYNTAX_TYPES_H
#define GOSH_SYNTAX_TYPES_H

#include "tree.h"

typedef enum TypeKind {
    TYPE_NAME, /* int, any, time.Duration */
    TYPE_CHAN,
    TYPE_POINTER,
    TYPE_SLICE,
    TYPE_MAP,
    TYPE_FUNC,
    TYPE_STRUCT, /* struct{} */
    TYPE_INTERFACE
} TypeKind;

typedef enum TypeDir { DIR_BOTH, DIR_RECV, DIR_SEND } TypeDir;

struct Type {
    TypeKind kind;
    TypeDir dir;      /* TYPE_CHAN */
    Type *elem;       /* TYPE_CHAN, TYPE_POINTER, TYPE_SLICE */
    const char *text; /* canonical */
    Offset start;     /* where it stands in the source */
    int line;
};

/* The zero value as Lua text; "gosh_zero" when only the runtime can make it. */
const char *type_zero(const Type *type);

/* Whether the runtime checks or converts what a parameter or variable of the type is given. */
bool type_is_checked(const Type *type);

/* Whether a parameter of the type would copy a lock. */
bool type_is_lock(const Type *type);

bool type_is(const Type *type, const char *name);

/* int, int64, byte and the like; float64 or float32; or either, a string or a bool. */
bool type_is_integer(const Type *type);
bool type_is_float(const Type *type);
bool type_is_basic(const Type *type);

/* Whether the type is a channel of one direction. */
bool type_is_view(const Type *type);

#endif
