/* Package atomic: Int32, Int64, Uint32, Uint64, Bool, Pointer and Value.
 *
 * Only one goroutine of a world runs at a time, so the operations are plain code; what makes them
 * atomic for a search over schedules is that each announces itself once. */
#include "lua/object.h"
#include "lua/package.h"
#include "lua/sync.h"
#include "lua/type.h"

#include <string.h>

static Outcome atomic_point(lua_State *L, const void *object) {
    if (!sched_has_points(sched_of(L))) return OP_DONE;
    return sched_point(op_begin(L), POINT_ATOMIC, object);
}

static Outcome load_point(lua_State *L, const void *object) {
    if (!sched_has_points(sched_of(L))) return OP_DONE;
    return sched_point(op_begin(L), POINT_LOAD, object);
}

/* ---- Numbers ---- */

typedef struct Number {
    int64_t value; /* as the type has it: wrapped around */
    enum { INT64, UINT64, INT32, UINT32 } type;
} Number;

static int64_t number_wrap(const Number *n, uint64_t bits) {
    switch (n->type) {
    case INT32:
        return (int32_t)(uint32_t)bits;
    case UINT32:
        return (uint32_t)bits;
    default:
        return (int64_t)bits;
    }
}

static uint64_t number_argument(lua_State *L, int index, const char *method) {
    return (uint64_t)argument_int(L, index, method);
}

static int number_Load(lua_State *L) {
    Number *n = object_self(L);
    Outcome point = load_point(L, n);
    if (point != OP_DONE) return op_end(L, point, NULL, number_Load);
    lua_pushinteger(L, n->value);
    return 1;
}

static int number_Store(lua_State *L) {
    Number *n = object_self(L);
    uint64_t value = number_argument(L, 1, "Store");
    Outcome point = atomic_point(L, n);
    if (point != OP_DONE) return op_end(L, point, NULL, number_Store);
    n->value = number_wrap(n, value);
    return 0;
}

static int number_Add(lua_State *L) {
    Number *n = object_self(L);
    uint64_t delta = number_argument(L, 1, "Add");
    Outcome point = atomic_point(L, n);
    if (point != OP_DONE) return op_end(L, point, NULL, number_Add);
    n->value = number_wrap(n, (uint64_t)n->value + delta);
    lua_pushinteger(L, n->value);
    return 1;
}

/* Gives the number a new value; the old one is the method's result. */
static int number_replace(lua_State *L, Number *n, uint64_t value) {
    lua_pushinteger(L, n->value);
    n->value = number_wrap(n, value);
    return 1;
}

static int number_Swap(lua_State *L) {
    Number *n = object_self(L);
    uint64_t value = number_argument(L, 1, "Swap");
    Outcome point = atomic_point(L, n);
    if (point != OP_DONE) return op_end(L, point, NULL, number_Swap);
    return number_replace(L, n, value);
}

static int number_And(lua_State *L) {
    Number *n = object_self(L);
    uint64_t mask = number_argument(L, 1, "And");
    Outcome point = atomic_point(L, n);
    if (point != OP_DONE) return op_end(L, point, NULL, number_And);
    return number_replace(L, n, (uint64_t)n->value & mask);
}

static int number_Or(lua_State *L) {
    Number *n = object_self(L);
    uint64_t mask = number_argument(L, 1, "Or");
    Outcome point = atomic_point(L, n);
    if (point != OP_DONE) return op_end(L, point, NULL, number_Or);
    return number_replace(L, n, (uint64_t)n->value | mask);
}

static int number_CompareAndSwap(lua_State *L) {
    Number *n = object_self(L);
    uint64_t old = number_argument(L, 1, "CompareAndSwap"),
             new = number_argument(L, 2, "CompareAndSwap");
    Outcome point = atomic_point(L, n);
    if (point != OP_DONE) return op_end(L, point, NULL, number_CompareAndSwap);
    bool same = n->value == number_wrap(n, old);
    if (same) n->value = number_wrap(n, new);
    lua_pushboolean(L, same);
    return 1;
}

#define NUMBER_METHODS(class, type)                                                                \
    (const Binding[]) {                                                                            \
        {"Load", number_Load, class ".Load() " type "  the value"},                                \
            {"Store", number_Store, class ".Store(new " type ")  sets the value"},                 \
            {"Add", number_Add,                                                                    \
             class ".Add(delta " type ") (new " type ")  adds delta, and gives the sum"},          \
            {"Swap", number_Swap,                                                                  \
             class ".Swap(new " type ") (old " type                                                \
                   ")  sets the value, and gives the one before"},                                 \
            {"And", number_And,                                                                    \
             class ".And(mask " type ") (old " type                                                \
                   ")  keeps the bits of mask only, and gives the value before"},                  \
            {"Or", number_Or,                                                                      \
             class ".Or(mask " type ") (old " type                                                 \
                   ")  sets the bits of mask, and gives the value before"},                        \
            {"CompareAndSwap", number_CompareAndSwap,                                              \
             class ".CompareAndSwap(old, new " type                                                \
                   ") bool  sets the value to new if it is old, and says whether it was"},         \
            {NULL, NULL, NULL},                                                                    \
    }

static void number_tell(lua_State *L, int object, const void *data, Text *t) {
    (void)L, (void)object;
    const Number *n = data;
    if (n->type == UINT64)
        text_format(t, "%llu", (unsigned long long)n->value);
    else
        text_format(t, "%lld", (long long)n->value);
}

#define NUMBER_CLASS(go_name, go_type, number_type)                                                \
    {                                                                                              \
        .name = go_name, .size = sizeof(Number), .methods = NUMBER_METHODS(go_name, go_type), .tell = number_tell, \
        .initial = &(const Number) {                                                               \
            .type = number_type                                                                    \
        }                                                                                          \
    }
static const Class int32_class = NUMBER_CLASS("atomic.Int32", "int32", INT32);
static const Class int64_class = NUMBER_CLASS("atomic.Int64", "int64", INT64);
static const Class uint32_class = NUMBER_CLASS("atomic.Uint32", "uint32", UINT32);
static const Class uint64_class = NUMBER_CLASS("atomic.Uint64", "uint64", UINT64);

/* ---- Bool ---- */

static bool bool_argument(lua_State *L, int index, const char *method) {
    if (!lua_isboolean(L, index)) argument_convert(L, index, "bool", method);
    return lua_toboolean(L, index);
}

static int bool_Load(lua_State *L) {
    bool *b = object_self(L);
    Outcome point = load_point(L, b);
    if (point != OP_DONE) return op_end(L, point, NULL, bool_Load);
    lua_pushboolean(L, *b);
    return 1;
}

static int bool_Store(lua_State *L) {
    bool *b = object_self(L);
    bool value = bool_argument(L, 1, "Store");
    Outcome point = atomic_point(L, b);
    if (point != OP_DONE) return op_end(L, point, NULL, bool_Store);
    *b = value;
    return 0;
}

static int bool_Swap(lua_State *L) {
    bool *b = object_self(L);
    bool value = bool_argument(L, 1, "Swap");
    Outcome point = atomic_point(L, b);
    if (point != OP_DONE) return op_end(L, point, NULL, bool_Swap);
    lua_pushboolean(L, *b);
    *b = value;
    return 1;
}

static int bool_CompareAndSwap(lua_State *L) {
    bool *b = object_self(L);
    bool old = bool_argument(L, 1, "CompareAndSwap"), new = bool_argument(L, 2, "CompareAndSwap");
    Outcome point = atomic_point(L, b);
    if (point != OP_DONE) return op_end(L, point, NULL, bool_CompareAndSwap);
    bool same = *b == old;
    if (same) *b = new;
    lua_pushboolean(L, same);
    return 1;
}

static void bool_tell(lua_State *L, int object, const void *data, Text *t) {
    (void)L, (void)object;
    const bool *b = data;
    text_add_string(t, *b ? "true" : "false");
}

static const Class bool_class = {
    .name = "atomic.Bool",
    .size = sizeof(bool),
    .tell = bool_tell,
    .methods =
        (const Binding[]){
            {"Load", bool_Load, "atomic.Bool.Load() bool  the value"},
            {"Store", bool_Store, "atomic.Bool.Store(new bool)  sets the value"},
            {"Swap", bool_Swap,
             "atomic.Bool.Swap(new bool) (old bool)  sets the value, and gives the one before"},
            {"CompareAndSwap", bool_CompareAndSwap,
             "atomic.Bool.CompareAndSwap(old, new bool) bool  sets the value to new if it is old, "
             "and says whether it was"},
            {NULL, NULL, NULL},
        },
};

/* ---- Pointer and Value: any Lua value ---- */

static int box_Load(lua_State *L) {
    void *box = object_self_of(L, 0);
    Outcome point = load_point(L, box);
    if (point != OP_DONE) return op_end(L, point, NULL, box_Load);
    object_push_value(L, 1);
    return 1;
}

static int pointer_Store(lua_State *L) {
    void *box = object_self_of(L, 1);
    Outcome point = atomic_point(L, box);
    if (point != OP_DONE) return op_end(L, point, NULL, pointer_Store);
    object_set_value(L, 1);
    return 0;
}

static int pointer_Swap(lua_State *L) {
    void *box = object_self_of(L, 1);
    Outcome point = atomic_point(L, box);
    if (point != OP_DONE) return op_end(L, point, NULL, pointer_Swap);
    object_push_value(L, 1);
    lua_pushvalue(L, 1);
    object_set_value(L, 1);
    return 1;
}

static int pointer_CompareAndSwap(lua_State *L) {
    void *box = object_self_of(L, 2);
    Outcome point = atomic_point(L, box);
    if (point != OP_DONE) return op_end(L, point, NULL, pointer_CompareAndSwap);
    object_push_value(L, 1);
    bool same = lua_rawequal(L, 1, 3);
    lua_settop(L, 2);
    if (same) object_set_value(L, 1);
    lua_pushboolean(L, same);
    return 1;
}

static const Class pointer_class = {
    .name = "atomic.Pointer",
    .values = 1,
    .methods =
        (const Binding[]){
            {"Load", box_Load, "atomic.Pointer.Load() any  the value; nil before the first Store"},
            {"Store", pointer_Store, "atomic.Pointer.Store(new any)  sets the value"},
            {"Swap", pointer_Swap,
             "atomic.Pointer.Swap(new any) (old any)  sets the value, and gives the one before"},
            {"CompareAndSwap", pointer_CompareAndSwap,
             "atomic.Pointer.CompareAndSwap(old, new any) bool  sets the value to new if it is "
             "old, and says whether it was"},
            {NULL, NULL, NULL},
        },
};

/* Are the values at a and b of one type? */
static bool same_type(lua_State *L, int a, int b) {
    return lua_type(L, a) == lua_type(L, b) && !strcmp(type_name(L, a), type_name(L, b));
}

/* Pushes what the Value holds; a panic if the value at `index`, which is to be put there, is nil or
 * of another type. */
static void value_check(lua_State *L, int index, const char *operation) {
    if (lua_isnil(L, index)) panic_text(L, "sync/atomic: %s of nil value into Value", operation);
    if (object_push_value(L, 1) != LUA_TNIL && !same_type(L, index, -1))
        panic_text(L, "sync/atomic: %s of inconsistently typed value into Value", operation);
}

static int value_Store(lua_State *L) {
    void *box = object_self_of(L, 1);
    Outcome point = atomic_point(L, box);
    if (point != OP_DONE) return op_end(L, point, NULL, value_Store);
    value_check(L, 1, "store");
    lua_pushvalue(L, 1);
    object_set_value(L, 1);
    return 0;
}

static int value_Swap(lua_State *L) {
    void *box = object_self_of(L, 1);
    Outcome point = atomic_point(L, box);
    if (point != OP_DONE) return op_end(L, point, NULL, value_Swap);
    value_check(L, 1, "swap");
    lua_pushvalue(L, 1);
    object_set_value(L, 1);
    return 1;
}

static int value_CompareAndSwap(lua_State *L) {
    void *box = object_self_of(L, 2);
    Outcome point = atomic_point(L, box);
    if (point != OP_DONE) return op_end(L, point, NULL, value_CompareAndSwap);
    if (!lua_isnil(L, 1) && !lua_isnil(L, 2) && !same_type(L, 1, 2))
        return panic_text(L, "sync/atomic: compare and swap of inconsistently typed values");
    value_check(L, 2, "compare and swap");
    bool same = values_equal(L, 1, 3);
    if (same) {
        lua_pushvalue(L, 2);
        object_set_value(L, 1);
    }
    lua_pushboolean(L, same);
    return 1;
}

static const Class value_class = {
    .name = "atomic.Value",
    .values = 1,
    .methods =
        (const Binding[]){
            {"Load", box_Load, "atomic.Value.Load() any  the value; nil before the first Store"},
            {"Store", value_Store, "atomic.Value.Store(new any)  sets the value"},
            {"Swap", value_Swap,
             "atomic.Value.Swap(new any) (old any)  sets the value, and gives the one before"},
            {"CompareAndSwap", value_CompareAndSwap,
             "atomic.Value.CompareAndSwap(old, new any) bool  sets the value to new if it is old, "
             "and says whether it was"},
            {NULL, NULL, NULL},
        },
};

/* ---- The package ---- */

static int new_int32(lua_State *L) {
    return object_construct(L, &int32_class);
}
static int new_int64(lua_State *L) {
    return object_construct(L, &int64_class);
}
static int new_uint32(lua_State *L) {
    return object_construct(L, &uint32_class);
}
static int new_uint64(lua_State *L) {
    return object_construct(L, &uint64_class);
}
static int new_bool(lua_State *L) {
    return object_construct(L, &bool_class);
}
static int new_pointer(lua_State *L) {
    return object_construct(L, &pointer_class);
}
static int new_value(lua_State *L) {
    return object_construct(L, &value_class);
}

/* Go's functions on the address of a variable, such as AddInt64: upvalue 1 is the error that names
 * gosh's form. */
static int address_function(lua_State *L) {
    return luaL_error(L, "%s", lua_tostring(L, lua_upvalueindex(1)));
}

/* __index of the package: an operation followed by a type is a function that gosh cannot have. */
static int atomic_index(lua_State *L) {
    static const char *const operations[] = {"CompareAndSwap", "Add", "And", "Load", "Or",
                                             "Store",          "Swap"};
    static const char *const types[] = {"Int32", "Int64", "Uint32", "Uint64", "Pointer"};
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        size_t length = strlen(operations[i]);
        if (strncmp(name, operations[i], length)) continue;
        for (size_t j = 0; j < sizeof types / sizeof *types; j++) {
            if (strcmp(name + length, types[j])) continue;
            lua_pushfstring(L,
                            "atomic.%s needs the address of a variable, which gosh does not have: "
                            "declare var x atomic.%s and call x.%s",
                            name, types[j], operations[i]);
            lua_pushcclosure(L, address_function, 1);
            return 1;
        }
    }
    return 0;
}

static const Binding bindings[] = {
    {"Int32", new_int32,
     "var n atomic.Int32  a counter of 32 bits: Load Store Add Swap CompareAndSwap And Or"},
    {"Int64", new_int64,
     "var n atomic.Int64  a counter: Load Store Add Swap CompareAndSwap And Or"},
    {"Uint32", new_uint32, "var n atomic.Uint32  as Int32, without a sign"},
    {"Uint64", new_uint64,
     "var n atomic.Uint64  as Int64; Lua shows values from 2^63 on as negative"},
    {"Bool", new_bool, "var b atomic.Bool  a flag: Load Store Swap CompareAndSwap"},
    {"Pointer", new_pointer,
     "var p atomic.Pointer  holds any value, or nil: Load Store Swap CompareAndSwap"},
    {"Value", new_value,
     "var v atomic.Value  holds values of one type: Load Store Swap CompareAndSwap"},
    {NULL, NULL, NULL},
};

void open_atomic(lua_State *L) {
    static const Class *const classes[] = {&int32_class,  &int64_class, &uint32_class,
                                           &uint64_class, &bool_class,  &pointer_class,
                                           &value_class};
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) class_register(L, classes[i]);
    package_push(L, "atomic", bindings);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, atomic_index);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_setglobal(L, "atomic");
}
