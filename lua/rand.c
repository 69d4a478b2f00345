/* Package rand: the functions of Go's math/rand, and the most used ones of math/rand/v2.
 *
 * The functions of the package draw from a generator of the world's, the methods of a Rand from its Source; both are the
 * same C functions, which know a method by its upvalues. The generator is not Go's: a seed gives other numbers than in Go,
 * but the same ones in every run. */
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/type.h"
#include "lua/value.h"

#include <math.h>

static const char global_key = 'r'; /* of the registry's Global */

/* For the functions of the package. Seeded when it is first used, so that a seed gives the same schedule with and without it. */
typedef struct Global {
    Random random;
    bool seeded;
} Global;

typedef struct Rand {
    Random *random; /* in its Source, which its user value keeps alive */
} Rand;

enum { RAND_SOURCE = 1 };

/* In a function or a method with at most `arity` arguments: whose numbers it takes. */
static Random *random_of(lua_State *L, int arity) {
    if (lua_isuserdata(L, lua_upvalueindex(2))) {
        const Rand *r = object_self_of(L, arity);
        if (!r->random)
            panic_error(L, "runtime error: invalid memory address or nil pointer dereference");
        sched_touch(sched_of(L), r->random, TOUCH_WRITE);
        return r->random;
    }
    lua_settop(L, arity);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &global_key);
    Global *global = lua_touserdata(L, -1);
    lua_pop(L, 1);
    if (!global->seeded) random_seed(&global->random, sched_random(sched_of(L)));
    global->seeded = true;
    sched_touch(sched_of(L), &global->random, TOUCH_WRITE);
    return &global->random;
}

/* ---- Numbers ---- */

static int64_t random_int63(Random *random) {
    return (int64_t)(random_next(random) >> 1);
}

/* From 0 to n - 1, each as likely as the others; n > 0. */
static int64_t random_below(Random *random, int64_t n) {
    int64_t rest = (int64_t)(((uint64_t)1 << 63) % (uint64_t)n), v;
    do v = random_int63(random);
    while (v > INT64_MAX - rest);
    return v % n;
}

static double random_float(Random *random) {
    return (double)(random_next(random) >> 11) / (double)((int64_t)1 << 53);
}

/* ---- Functions and methods ---- */

static int push_int(lua_State *L, int64_t value) {
    lua_pushinteger(L, value);
    return 1;
}

static int rand_Int63(lua_State *L) {
    return push_int(L, random_int63(random_of(L, 0)));
}

static int rand_Int(lua_State *L) {
    return rand_Int63(L);
}

static int rand_Int31(lua_State *L) {
    return push_int(L, random_int63(random_of(L, 0)) >> 32);
}

static int rand_Uint32(lua_State *L) {
    return push_int(L, random_int63(random_of(L, 0)) >> 31);
}

static int rand_Uint64(lua_State *L) {
    return push_int(L, (int64_t)random_next(random_of(L, 0)));
}

static int below(lua_State *L, const char *name, int64_t max) {
    Random *random = random_of(L, 1);
    int64_t n = argument_int(L, 1, name);
    if (n <= 0 || n > max) return panic_text(L, "invalid argument to %s", name + sizeof "rand");
    return push_int(L, random_below(random, n));
}

static int rand_Intn(lua_State *L) {
    return below(L, "rand.Intn", INT64_MAX);
}
static int rand_Int31n(lua_State *L) {
    return below(L, "rand.Int31n", INT32_MAX);
}
static int rand_Int63n(lua_State *L) {
    return below(L, "rand.Int63n", INT64_MAX);
}
static int rand_IntN(lua_State *L) {
    return below(L, "rand.IntN", INT64_MAX);
}
static int rand_Int64N(lua_State *L) {
    return below(L, "rand.Int64N", INT64_MAX);
}

/* rand.N(n): of n's own type, which may be a duration. */
static int rand_N(lua_State *L) {
    Random *random = random_of(L, 1);
    int64_t n = argument_int(L, 1, "rand.N");
    if (n <= 0) return panic_text(L, "invalid argument to N");
    if (!duration_test(L, 1)) return push_int(L, random_below(random, n));
    duration_push(L, random_below(random, n));
    return 1;
}

static int rand_Float64(lua_State *L) {
    lua_pushnumber(L, random_float(random_of(L, 0)));
    return 1;
}

static int rand_Float32(lua_State *L) {
    enum { BITS = 24 };
    lua_pushnumber(L, (double)(random_next(random_of(L, 0)) >> (64 - BITS)) / (1 << BITS));
    return 1;
}

static int rand_ExpFloat64(lua_State *L) {
    lua_pushnumber(L, -log1p(-random_float(random_of(L, 0))));
    return 1;
}

/* The polar method (Marsaglia). */
static int rand_NormFloat64(lua_State *L) {
    Random *random = random_of(L, 0);
    double x, y, square;
    do {
        x = 2 * random_float(random) - 1;
        y = 2 * random_float(random) - 1;
        square = x * x + y * y;
    } while (square >= 1 || square <= 0);
    lua_pushnumber(L, x * sqrt(-2 * log(square) / square));
    return 1;
}

static int rand_Perm(lua_State *L) {
    Random *random = random_of(L, 1);
    int64_t n = argument_int(L, 1, "rand.Perm");
    if (n < 0 || n > INT32_MAX) return panic_error(L, "runtime error: makeslice: len out of range");
    lua_createtable(L, (int)n, 0);
    for (int64_t i = 0; i < n; i++) { /* the new one at a random place, and what stood there at the end */
        int64_t j = random_below(random, i + 1);
        lua_rawgeti(L, -1, j + 1);
        lua_rawseti(L, -2, i + 1);
        lua_pushinteger(L, i);
        lua_rawseti(L, -2, j + 1);
    }
    return 1;
}

/* Shuffle's stack: the count of those not yet placed, and the function. */
static int shuffle(lua_State *L, int status, lua_KContext context) {
    (void)status;
    Random *random = (Random *)context; /* which the upvalues or the registry keep alive */
    for (lua_Integer left; (left = lua_tointeger(L, 1)) > 1;) {
        lua_pushinteger(L, left - 1);
        lua_replace(L, 1);
        lua_pushvalue(L, 2);
        lua_pushinteger(L, left - 1);
        lua_pushinteger(L, random_below(random, left));
        lua_callk(L, 2, 0, context, shuffle);
    }
    return 0;
}

static int rand_Shuffle(lua_State *L) {
    Random *random = random_of(L, 2);
    int64_t n = argument_int(L, 1, "rand.Shuffle");
    if (n < 0) return panic_text(L, "invalid argument to Shuffle");
    argument_function(L, 2, "func(i, j int)", "rand.Shuffle");
    lua_pushinteger(L, n);
    lua_replace(L, 1);
    return shuffle(L, LUA_OK, (lua_KContext)random);
}

static int rand_Seed(lua_State *L) {
    Random *random = random_of(L, 1);
    random_seed(random, (uint64_t)argument_int(L, 1, "rand.Seed"));
    return 0;
}

/* What are functions of the package and methods of a Rand, `of` one of them. */
#define RAND_FUNCTIONS(of)                                                                         \
    {"Int", rand_Int,                                                                            \
     of ".Int() int  a random number from 0 to 2^63-1"},                                           \
    {"Intn", rand_Intn,                                                                            \
     of ".Intn(n int) int  a random number from 0 to n-1"},                                        \
    {"Int31", rand_Int31,                                                                          \
     of ".Int31() int32  a random number from 0 to 2^31-1"},                                       \
    {"Int31n", rand_Int31n,                                                                        \
     of ".Int31n(n int32) int32  as Intn, for n below 2^31"},                                      \
    {"Int63", rand_Int63,                                                                          \
     of ".Int63() int64  as Int"},                                                                 \
    {"Int63n", rand_Int63n,                                                                        \
     of ".Int63n(n int64) int64  as Intn"},                                                        \
    {"IntN", rand_IntN,                                                                            \
     of ".IntN(n int) int  as Intn; its name in math/rand/v2"},                                    \
    {"Int64N", rand_Int64N,                                                                        \
     of ".Int64N(n int64) int64  as Int63n; its name in math/rand/v2"},                            \
    {"Uint32", rand_Uint32,                                                                        \
     of ".Uint32() uint32  a random number from 0 to 2^32-1"},                                     \
    {"Uint64", rand_Uint64,                                                                        \
     of ".Uint64() uint64  64 random bits; Lua shows values from 2^63 on as negative"},            \
    {"Float32", rand_Float32,                                                                      \
     of ".Float32() float32  as Float64, with fewer digits"},                                      \
    {"Float64", rand_Float64,                                                                      \
     of ".Float64() float64  a random number from 0 to below 1"},                                  \
    {"ExpFloat64", rand_ExpFloat64,                                                                \
     of ".ExpFloat64() float64  an exponentially distributed number with mean 1"},                 \
    {"NormFloat64", rand_NormFloat64,                                                              \
     of ".NormFloat64() float64  a normally distributed number, mean 0, standard deviation 1"},    \
    {"Perm", rand_Perm,                                                                            \
     of ".Perm(n int) []int  the numbers from 0 to n-1 in random order"},                          \
    {"Shuffle", rand_Shuffle,                                                                      \
     of ".Shuffle(n int, swap func(i, j int))  has swap exchange elements i and j, counted from "  \
        "0, until n of them are in random order"}

static const Binding rand_methods[] = {
    RAND_FUNCTIONS("rand.Rand"),
    {"Seed", rand_Seed, "rand.Rand.Seed(seed int64)  what its methods give from here on"},
    {NULL, NULL, NULL},
};

static const Class rand_class = {
    .name = "rand.Rand", .size = sizeof(Rand), .values = RAND_SOURCE, .methods = rand_methods};

/* ---- Sources: a Rand of their own ---- */

typedef struct Source {
    Rand rand; /* so that its methods are those of a Rand */
    Random random;
} Source;

static const Binding source_methods[] = {
    {"Int63", rand_Int63, "rand.Source.Int63() int64  a random number from 0 to 2^63-1"},
    {"Uint64", rand_Uint64, "rand.Source.Uint64() uint64  64 random bits"},
    {"Seed", rand_Seed, "rand.Source.Seed(seed int64)  what it gives from here on"},
    {NULL, NULL, NULL}};

static const Class source_class = {
    .name = "rand.Source", .size = sizeof(Source), .methods = source_methods};

static int new_source(lua_State *L) {
    int64_t seed = argument_int(L, 1, "rand.NewSource");
    Source *source = object_new(L, &source_class);
    source->rand.random = &source->random;
    random_seed(&source->random, (uint64_t)seed);
    return 1;
}

static int new_rand(lua_State *L) {
    lua_settop(L, 1);
    Source *source = object_test(L, 1, &source_class);
    if (!source)
        return panic_text(L,
                          "cannot use value of type %s as rand.Source value in argument to rand.New: "
                          "gosh's sources are made by rand.NewSource(seed)",
                          type_name(L, 1));
    Rand *r = object_new(L, &rand_class);
    object_push_data(L, 2);
    object_push_data(L, 1);
    lua_setiuservalue(L, 3, RAND_SOURCE);
    r->random = &source->random;
    lua_settop(L, 2);
    return 1;
}

/* ---- The package ---- */

static const Binding bindings[] = {
    RAND_FUNCTIONS("rand"),
    {"N", rand_N, "rand.N(n) n's type  a random number, or duration, from 0 to below n"},
    {"Seed", rand_Seed, "rand.Seed(seed int64)  what the package's functions give from here on"},
    {"NewSource", new_source,
     "rand.NewSource(seed int64) rand.Source  numbers that are the same for the same seed, not Go's"},
    {"New", new_rand, "rand.New(src rand.Source) *rand.Rand  the package's functions, as methods, on src"},
    {NULL, NULL, NULL},
};

void rand_forget(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &global_key);
    ((Global *)lua_touserdata(L, -1))->seeded = false;
    lua_pop(L, 1);
}

void open_rand(lua_State *L) {
    class_register(L, &rand_class);
    class_register(L, &source_class);
    Global *global = lua_newuserdatauv(L, sizeof *global, 0);
    *global = (Global){.seeded = false};
    lua_rawsetp(L, LUA_REGISTRYINDEX, &global_key);
    package_push(L, "rand", bindings);
    lua_setglobal(L, "rand");
}
