/* Types: what the T of chan T, of a parameter and of var x T means. A type is known by its
 * canonical text, which is what emitted code passes; each text is parsed once in a world. */
#include "lua/chan.h"
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/type.h"
#include "lua/value.h"

#include <math.h>
#include <string.h>

static const char types_key = 'y'; /* of the registry's table of types by text */

/* ---- From text ---- */

static const struct {
    const char *name;
    Kind kind;
} kinds[] = {
    {"int", KIND_INT},       {"int8", KIND_INT},        {"int16", KIND_INT},
    {"int32", KIND_INT},     {"int64", KIND_INT},       {"uint", KIND_INT},
    {"uint8", KIND_INT},     {"uint16", KIND_INT},      {"uint32", KIND_INT},
    {"uint64", KIND_INT},    {"byte", KIND_INT},        {"rune", KIND_INT},
    {"uintptr", KIND_INT},   {"float64", KIND_FLOAT64}, {"float32", KIND_FLOAT64},
    {"string", KIND_STRING}, {"bool", KIND_BOOL},       {"error", KIND_ERROR},
    {"struct{}", KIND_UNIT}, {"time.Time", KIND_TIME},  {"time.Duration", KIND_DURATION},
    {"os.Signal", KIND_SIGNAL}, {"syscall.Signal", KIND_SIGNAL},
};

static bool starts_with(const char *text, const char *prefix) {
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static const char *skip_spaces(const char *text) {
    while (*text == ' ') text++;
    return text;
}

/* The element's text: the rest, without the parentheses that may be around it. Pushes it. */
static const char *element_text(lua_State *L, const char *text) {
    text = skip_spaces(text);
    size_t length = strlen(text);
    if (*text == '(' && text[length - 1] == ')') return lua_pushlstring(L, text + 1, length - 2);
    return lua_pushstring(L, text);
}

static void type_parse(lua_State *L, Type *t) {
    const char *text = t->text, *element = NULL;
    if (starts_with(text, "<-chan")) {
        t->kind = KIND_CHAN;
        t->direction = DIRECTION_RECV;
        element = text + 6;
    } else if (starts_with(text, "chan<-")) {
        t->kind = KIND_CHAN;
        t->direction = DIRECTION_SEND;
        element = text + 6;
    } else if (starts_with(text, "chan") && (text[4] == ' ' || text[4] == '(')) {
        t->kind = KIND_CHAN;
        element = text + 4;
    } else if (starts_with(text, "[]")) {
        t->kind = KIND_SLICE;
        element = text + 2;
    } else if (starts_with(text, "map[")) {
        t->kind = KIND_MAP;
    } else if (starts_with(text, "func(")) {
        t->kind = KIND_FUNC;
    } else if (strncmp(text, "sync.", 5) == 0 || strncmp(text, "atomic.", 7) == 0) {
        t->kind = KIND_OBJECT;
    } else {
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (strcmp(text, kinds[i].name) == 0) t->kind = kinds[i].kind;
    }
    if (element) {
        t->element = type_of_text(L, element_text(L, element));
        lua_pop(L, 1);
    }
}

const Type *type_of_text(lua_State *L, const char *text) {
    luaL_checkstack(L, 8, NULL);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &types_key);
    if (lua_getfield(L, -1, text) != LUA_TUSERDATA) {
        lua_pop(L, 1);
        Type *t = lua_newuserdatauv(L, sizeof *t, 1);
        *t = (Type){.kind = KIND_ANY};
        t->text = lua_pushstring(L, text);
        lua_setiuservalue(L, -2, 1);
        type_parse(L, t);
        if (lua_getfield(L, -2, text) == LUA_TUSERDATA) { /* a finalizer has asked for it meanwhile, and uses its own */
            lua_remove(L, -2);
        } else {
            lua_pop(L, 1);
            lua_pushvalue(L, -1);
            lua_setfield(L, -3, text);
        }
    }
    const Type *t = lua_touserdata(L, -1);
    lua_pop(L, 2);
    return t;
}

/* ---- Of values ---- */

static const char *chan_type_name(lua_State *L, ChanObject *c) {
    if (!c->type) {
        const char *prefix = c->direction == DIRECTION_RECV   ? "<-chan "
                             : c->direction == DIRECTION_SEND ? "chan<- "
                                                              : "chan ";
        bool parens = c->direction != DIRECTION_SEND && starts_with(c->element->text, "<-");
        const char *text = lua_pushfstring(L, parens ? "%s(%s)" : "%s%s", prefix, c->element->text);
        c->type = type_of_text(L, text);
        lua_pop(L, 1);
    }
    return c->type->text;
}

const char *type_name(lua_State *L, int index) {
    ChanObject *c = chan_test(L, index);
    if (c) return chan_type_name(L, c);
    switch (lua_type(L, index)) {
    case LUA_TNONE:
    case LUA_TNIL:
        return "untyped nil";
    case LUA_TNUMBER:
        return lua_isinteger(L, index) ? "int" : "float64";
    case LUA_TBOOLEAN:
        return "bool";
    case LUA_TSTRING:
        return "string";
    case LUA_TFUNCTION:
        return "func()";
    default:
        break;
    }
    const char *name = luaL_typename(L, index);
    if (luaL_getmetafield(L, index, "__name") != LUA_TNIL) {
        if (lua_type(L, -1) == LUA_TSTRING) name = lua_tostring(L, -1); /* the metatable keeps it */
        lua_pop(L, 1);
    }
    return name;
}

void type_push_zero(lua_State *L, const Type *t) {
    switch (t->kind) {
    case KIND_INT:
        lua_pushinteger(L, 0);
        break;
    case KIND_FLOAT64:
        lua_pushnumber(L, 0);
        break;
    case KIND_STRING:
        lua_pushliteral(L, "");
        break;
    case KIND_BOOL:
        lua_pushboolean(L, 0);
        break;
    case KIND_UNIT:
        unit_push(L);
        break;
    case KIND_SLICE:
        lua_newtable(L);
        break;
    case KIND_TIME:
        time_push_zero(L);
        break;
    case KIND_DURATION:
        duration_push(L, 0);
        break;
    case KIND_OBJECT:
        if (object_push_zero(L, t->text)) break;
        luaL_error(L, "undefined: %s", t->text);
        break;
    case KIND_ANY:
        if (!object_push_zero(L, t->text)) lua_pushnil(L);
        break;
    case KIND_ERROR:
    case KIND_FUNC:
    case KIND_CHAN:
    case KIND_MAP:
    case KIND_SIGNAL:
        lua_pushnil(L);
        break;
    }
}

/* ---- Conversion ---- */

static int cannot_use(lua_State *L, int index, const Type *t, const char *where) {
    if (lua_isnil(L, index))
        return panic_text(L, "cannot use nil as %s value in %s", t->text, where);
    const char *type = type_name(L, index);
    switch (lua_type(L, index)) {
    case LUA_TSTRING:
    case LUA_TNUMBER:
    case LUA_TBOOLEAN:
        fmt_push_value(L, index, '#');
        break;
    default:
        lua_pushliteral(L, "value");
    }
    return panic_text(L, "cannot use %s (value of type %s) as %s value in %s", lua_tostring(L, -1),
                      type, t->text, where);
}

/* An integer, as Go has it where the value is known to be one. */
static bool convert_int(lua_State *L, int index) {
    if (lua_type(L, index) != LUA_TNUMBER) return duration_test(L, index);
    if (lua_isinteger(L, index)) return true;
    lua_Integer i;
    if (!lua_numbertointeger(lua_tonumber(L, index), &i) || (lua_Number)i != lua_tonumber(L, index))
        return false;
    lua_pushinteger(L, i);
    lua_replace(L, index);
    return true;
}

static bool convert_chan(lua_State *L, int index, const Type *t) {
    ChanObject *c = chan_test(L, index);
    if (!c) return lua_isnil(L, index);
    if (c->element != t->element && t->element->kind != KIND_ANY &&
        strcmp(c->element->text, t->element->text) != 0)
        return false;
    if (t->direction == DIRECTION_BOTH) return c->direction == DIRECTION_BOTH;
    if (c->direction != DIRECTION_BOTH && c->direction != t->direction) return false;
    chan_push_view(L, index, t->direction);
    lua_replace(L, index);
    return true;
}

static bool converts(lua_State *L, int index, const Type *t) {
    switch (t->kind) {
    case KIND_INT:
        return convert_int(L, index);
    case KIND_FLOAT64:
        if (lua_type(L, index) != LUA_TNUMBER) return false;
        if (lua_isinteger(L, index)) {
            lua_pushnumber(L, lua_tonumber(L, index));
            lua_replace(L, index);
        }
        return true;
    case KIND_STRING:
        return lua_type(L, index) == LUA_TSTRING;
    case KIND_BOOL:
        return lua_isboolean(L, index);
    case KIND_ERROR:
        return lua_isnil(L, index) || error_test(L, index);
    case KIND_UNIT:
        return unit_test(L, index);
    case KIND_FUNC:
        return lua_isnil(L, index) || lua_isfunction(L, index);
    case KIND_CHAN:
        return convert_chan(L, index, t);
    case KIND_SLICE:
    case KIND_MAP:
        return lua_isnil(L, index) || lua_istable(L, index);
    case KIND_DURATION: {
        bool ok;
        int64_t ns = duration_get(L, index, &ok);
        if (!ok) return false;
        if (lua_type(L, index) == LUA_TNUMBER) {
            duration_push(L, ns);
            lua_replace(L, index);
        }
        return true;
    }
    case KIND_TIME:
        return time_test(L, index);
    case KIND_SIGNAL:
        return lua_isnil(L, index) || signal_test(L, index);
    case KIND_OBJECT:
    case KIND_ANY:
        return true;
    }
    return true;
}

void type_convert(lua_State *L, int index, const Type *t, const char *where) {
    if (t->kind == KIND_INT && lua_isinteger(L, index)) return;
    index = lua_absindex(L, index);
    if (!converts(L, index, t)) cannot_use(L, index, t, where);
}

/* ---- What emitted code asks for ---- */

/* Takes the next line of a signature, "worker\nint\n<-chan int", and pushes it. NULL at its end. */
static const char *signature_next(lua_State *L, const char **signature) {
    if (!**signature) return NULL;
    const char *end = strchr(*signature, '\n');
    size_t length = end ? (size_t)(end - *signature) : strlen(*signature);
    const char *line = lua_pushlstring(L, *signature, length);
    *signature += length + (end != NULL);
    return line;
}

/* A signature, taken apart once. */
typedef struct Signature {
    int count;
    const char *where;
    const Type *types[];
} Signature;

/* That of the text at `index`, kept in the table of types beside them. */
static const Signature *signature_of(lua_State *L, int index, const char *prefix) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &types_key);
    lua_pushvalue(L, index);
    if (lua_rawget(L, -2) == LUA_TUSERDATA) {
        const Signature *known = lua_touserdata(L, -1);
        lua_pop(L, 2);
        return known;
    }
    lua_pop(L, 1);
    const char *text = luaL_checkstring(L, index);
    size_t lines = 0;
    for (const char *at = text; (at = strchr(at, '\n')); at++) lines++;
    Signature *sig = lua_newuserdatauv(L, sizeof *sig + lines * sizeof(const Type *), 1);
    sig->count = 0;
    const char *line = signature_next(L, &text);
    sig->where = lua_pushfstring(L, "%s%s", prefix, line);
    lua_setiuservalue(L, -3, 1);
    lua_pop(L, 1);
    while (*text) {
        line = signature_next(L, &text);
        sig->types[sig->count++] = type_of_text(L, line);
        lua_pop(L, 1);
    }
    lua_pushvalue(L, index);
    lua_pushvalue(L, -2);
    lua_rawset(L, -4);
    lua_pop(L, 2);
    return sig;
}

static int convert_all(lua_State *L, const char *prefix) {
    const Signature *sig = signature_of(L, 1, prefix);
    luaL_checkstack(L, sig->count, NULL);
    lua_settop(L, sig->count + 1);
    for (int i = 0; i < sig->count; i++) type_convert(L, i + 2, sig->types[i], sig->where);
    return sig->count;
}

/* gosh_args(signature, value...): the values, converted. */
static int args(lua_State *L) {
    return convert_all(L, "argument to ");
}

/* gosh_var(signature, value...): the same for a declaration. */
static int variables(lua_State *L) {
    return convert_all(L, "");
}

/* gosh_variadic(signature, ...): the values as a table. */
static int variadic(lua_State *L) {
    const Signature *sig = signature_of(L, 1, "argument to ");
    int count = lua_gettop(L) - 1;
    lua_createtable(L, count, 0);
    for (int i = 1; i <= count; i++) {
        if (sig->count) type_convert(L, i + 1, sig->types[0], sig->where);
        lua_pushvalue(L, i + 1);
        lua_rawseti(L, -2, i);
    }
    return 1;
}

/* gosh_return(signature, value...): the values, with those that have a declared type converted. */
static int returned(lua_State *L) {
    const Signature *sig = signature_of(L, 1, "return statement of ");
    int count = lua_gettop(L) - 1;
    for (int i = 0; i < count && i < sig->count; i++)
        if (*sig->types[i]->text) type_convert(L, i + 2, sig->types[i], "return statement");
    return count;
}

static int zero(lua_State *L) {
    type_push_zero(L, type_of_text(L, luaL_checkstring(L, 1)));
    return 1;
}

/* ---- struct{}{} ---- */

static const char unit_key = 'u';

void unit_push(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &unit_key);
}

bool unit_test(lua_State *L, int index) {
    if (lua_type(L, index) != LUA_TUSERDATA) return false;
    index = lua_absindex(L, index);
    unit_push(L);
    bool same = lua_rawequal(L, -1, index);
    lua_pop(L, 1);
    return same;
}

/* struct{} and struct{}{}: both calls with a table give the one value. */
static int unit_call(lua_State *L) {
    int count = lua_gettop(L);
    luaL_checktype(L, count ? count : 1, LUA_TTABLE);
    lua_pushnil(L);
    if (lua_next(L, -2))
        return luaL_error(L, "gosh has no struct types but struct{}; use a table: {name = value}");
    unit_push(L);
    return 1;
}

static int unit_text(lua_State *L) {
    lua_pushliteral(L, "{}");
    return 1;
}

/* An entry of a map that is nil is assigned. */
static int nil_map(lua_State *L) {
    return panic_error(L, "assignment to entry in nil map");
}

/* gosh_indexed(v): v, which is to be indexed by a statement that hides it behind a name of its own. */
static int indexed(lua_State *L) {
    if (lua_isnoneornil(L, 1)) return luaL_error(L, "attempt to index a nil value");
    lua_settop(L, 1);
    return 1;
}

void open_type(lua_State *L) {
    static const Binding globals[] = {
        {"struct", unit_call, "struct{}{} struct{}  the value that says nothing, for signals"}, {NULL, NULL, NULL}};
    static const luaL_Reg primitives[] = {{"gosh_args", args},         {"gosh_var", variables},
                                          {"gosh_variadic", variadic}, {"gosh_return", returned},
                                          {"gosh_zero", zero},         {"gosh_nil_map", nil_map},
                                          {"gosh_indexed", indexed},
                                          {NULL, NULL}};
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &types_key);
    primitives_register(L, primitives);
    lua_newuserdatauv(L, 0, 0);
    lua_createtable(L, 0, 3);
    lua_pushliteral(L, "struct {}");
    lua_setfield(L, -2, "__name");
    lua_pushcfunction(L, unit_call);
    lua_setfield(L, -2, "__call");
    lua_pushcfunction(L, unit_text);
    lua_setfield(L, -2, "__tostring");
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &unit_key);
    package_globals(L, globals);
}
