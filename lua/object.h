/* Objects with methods, as packages make them: sync.Mutex, time.Timer ... */
#ifndef GOSH_OBJECT_H
#define GOSH_OBJECT_H

#include "lua/host.h"

/* A function of a package, a predeclared one or a method, with its line of documentation: how it is called and, after
 * two spaces, what it does. */
typedef struct Binding {
    const char *name;
    lua_CFunction function;
    const char *doc; /* "time.Sleep(d Duration)  pauses the current goroutine for at least d" */
} Binding;

/* A class: objects are tables whose methods become bound closures at first use, so that wg.Add(1) and wg:Add(1) are
 * both quick. `size` bytes of C memory and `values` Lua values belong to each object. */
typedef struct Class {
    const char *name;         /* "sync.WaitGroup" */
    size_t size;
    const Binding *methods;   /* each gets its arguments from index 1 on, and its object by object_self */
    int values;
    const void *initial;      /* `size` bytes that a new object begins with; NULL for zeros */
    void (*release)(lua_State *L, void *data); /* called once the object is garbage; NULL for nothing to do */
    /* Adds what it is like now, in the words of a prompt: "locked by goroutine 7". Looks only, and raises nothing. NULL, or
     * nothing added: there is nothing to tell. */
    void (*tell)(lua_State *L, int object, const void *data, Text *t);
} Class;

/* Also makes `var x NAME` give a new object. */
void class_register(lua_State *L, const Class *class);
/* Pushes a new object and returns its C memory. */
void *object_new(lua_State *L, const Class *class);
/* For a package's binding of the class's name: a new object, with the fields of the table at index 1 if there is one. */
int object_construct(lua_State *L, const Class *class);
/* In a method: the object's C memory; a receiver that a colon call passed has been taken away. May be called again. */
void *object_self(lua_State *L);
/* The same for a method that may be given its own object as one of its `arity` arguments: the receiver is only
 * taken for one when there is an argument too many. Sets the top to `arity`. */
void *object_self_of(lua_State *L, int arity);
/* In a method: pushes the object itself. */
void object_push_self(lua_State *L);
/* In a method: pushes the object's Lua value `n`, from 1 on, and returns its type; sets it from the top of L. */
int object_push_value(lua_State *L, int n);
void object_set_value(lua_State *L, int n);
/* The C memory of the object at index if it is of that class, or NULL. */
void *object_test(lua_State *L, int index, const Class *class);
/* Is the value at index an object, of whatever class? */
bool object_is(lua_State *L, int index);
/* The class of the object at index, and `*data` becomes its C memory; NULL for what is none. */
const Class *object_class(lua_State *L, int index, const void **data);
/* Pushes the userdata that holds the C memory of the object at index. */
void object_push_data(lua_State *L, int index);

/* The integer at `index`, or the panic "cannot use ... as int value in argument to METHOD". */
int64_t argument_int(lua_State *L, int index, const char *method);
/* Converts the argument at `index` to the type, or panics likewise. */
void argument_convert(lua_State *L, int index, const char *type, const char *method);

/* The argument at `index` must be a function, or it panics likewise: nil too, of which Go finds out when it calls it. */
void argument_function(lua_State *L, int index, const char *type, const char *method);

/* Makes the metatable of a kind of userdata with methods, which work with a dot and with a colon as those of objects
 * do. It is kept in the registry by the address `key`, and by name. */
void value_register(lua_State *L, const void *key, const char *name, const Binding *methods,
                    const luaL_Reg *metamethods);

/* Makes the metatable of a kind of userdata that have nothing but a finalizer, kept in the registry by the address `key`. */
void finalizer_register(lua_State *L, const void *key, lua_CFunction finalizer);

/* Makes the function on top of L, which it pops, the maker of the zero value of the type of that name. */
void zero_register(lua_State *L, const char *type);
/* Pushes the zero value of a type that has been registered so; or false, and nothing. */
bool object_push_zero(lua_State *L, const char *type);
/* Pushes the table of those makers by the names of their types. */
void zeros_push(lua_State *L);

/* lua_pushstring remembers where a text lay, and then may or may not make it anew; with texts that lie at other addresses
 * in each run, a seeded world would differ. This pushes one without that. */
static inline void push_fresh(lua_State *L, const char *text) {
    lua_pushlstring(L, text, strlen(text));
}

#endif
