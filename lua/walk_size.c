/* What values and goroutines take up: the sizes that they have in Lua 5.4, as far as its API tells. */
#include "lua/walk_build.h"

enum {
    SIZE_VALUE = 16,
    SIZE_NODE = 24, /* of a table's hash part */
    SIZE_TABLE = 56,
    SIZE_STRING = 25,
    SIZE_FUNCTION = 32,
    SIZE_UPVALUE = 40,
    SIZE_USERDATA = 40,
    SIZE_THREAD = 200,
    SIZE_FRAME = 64,
    STACK_MIN = 45, /* slots */
};

static size_t table_size(lua_State *L, int index) {
    size_t list = lua_rawlen(L, index), nodes = 0, room = 0;
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        bool listed = lua_isinteger(L, -1) && lua_tointeger(L, -1) > 0 &&
                      (size_t)lua_tointeger(L, -1) <= list;
        nodes += !listed;
    }
    if (nodes)
        for (room = 1; room < nodes;) room *= 2;
    return SIZE_TABLE + list * SIZE_VALUE + room * SIZE_NODE;
}

size_t walk_size(lua_State *L, int index) {
    size_t size = 0;
    switch (lua_type(L, index)) {
    case LUA_TTABLE:
        return table_size(L, index);
    case LUA_TSTRING:
        return SIZE_STRING + lua_rawlen(L, index);
    case LUA_TUSERDATA:
        while (lua_getiuservalue(L, index, (int)size + 1) != LUA_TNONE) {
            lua_pop(L, 1);
            size++;
        }
        lua_pop(L, 1);
        return SIZE_USERDATA + size * SIZE_VALUE + lua_rawlen(L, index);
    case LUA_TFUNCTION:
        while (lua_getupvalue(L, index, (int)size + 1)) {
            lua_pop(L, 1);
            size++;
        }
        return SIZE_FUNCTION + size * (lua_iscfunction(L, index) ? SIZE_VALUE : SIZE_UPVALUE);
    case LUA_TTHREAD:
        return SIZE_THREAD + STACK_MIN * SIZE_VALUE + SIZE_FRAME;
    default:
        return 0;
    }
}

typedef struct StackSize {
    size_t values, frames;
} StackSize;

static void value_count(Walk *k, void *size, bool function) {
    StackSize *s = size;
    lua_pop(k->look, 1);
    s->values++;
    s->frames += function;
}

size_t walk_size_of_goroutine(Walk *k, G *g) {
    size_t size = sizeof *g + sizeof(Goroutine);
    for (Co *co = goroutine_of(g)->top; co; co = co->below) {
        StackSize s = {0};
        stack_visit(k, co->L, value_count, &s);
        if (s.values < STACK_MIN) s.values = STACK_MIN;
        size += SIZE_THREAD + sizeof *co + s.values * SIZE_VALUE + (s.frames + 1) * SIZE_FRAME;
        for (const Deferred *d = co->defers; d; d = d->next) size += sizeof *d + SIZE_VALUE;
    }
    return size;
}
