/* Types in gosh's terms: those that channels and parameters have, and of tables, which have none, what they are used as. */
#include <stdlib.h>
#include <string.h>

#include "lua/chan.h"
#include "lua/fmt.h"
#include "lua/sketch_build.h"
#include "lua/value.h"
#include "lua/vars.h"

enum { LOOKED_AT = 1000 /* elements of a table: of more, the type is that of the first ones */ };

/* The type of a value in a table. */
static const char *element_type(lua_State *L, int index) {
    if (lua_isfunction(L, index)) return "func()";
    if (error_is_own(L, index)) return "error";
    const char *name = type_name(L, index);
    return strcmp(name, "table") == 0 ? "any" : name;
}

/* The type that all have, as far as it is known so far; "any" for several. */
static void type_join(const char **all, const char *type) {
    *all = !*all || strcmp(*all, type) == 0 ? type : "any";
}

static void count_add(Text *t, lua_Integer count, const char *one, const char *many) {
    sketch_add_count(t, (uint64_t)count);
    text_format(t, " %s", count == 1 ? one : many);
}

static void table_add(Text *t, lua_State *L, int index) {
    const char *keys = NULL, *values = NULL, *elements = NULL;
    lua_Integer length = (lua_Integer)lua_rawlen(L, index), other = 0;
    for (lua_Integer i = 1; i <= length && i <= LOOKED_AT; i++) {
        lua_rawgeti(L, index, i);
        type_join(&elements, element_type(L, -1));
        lua_pop(L, 1);
    }
    lua_pushnil(L);
    while (lua_next(L, index)) {
        bool in_list = lua_isinteger(L, -2) && lua_tointeger(L, -2) >= 1 && lua_tointeger(L, -2) <= length;
        if (!in_list && other++ < LOOKED_AT) {
            type_join(&keys, element_type(L, -2));
            type_join(&values, element_type(L, lua_gettop(L)));
        }
        lua_pop(L, 1);
    }
    text_add_string(t, "table");
    if (!length && !other) text_add_string(t, ", empty");
    if (length) {
        text_add_string(t, ", a list of ");
        count_add(t, length, "value", "values");
        text_format(t, ": in Go []%s", elements);
    }
    if (other) {
        text_add_string(t, length ? ", and " : ", ");
        count_add(t, other, "key", "keys");
        text_format(t, ": in Go map[%s]%s", keys, values);
        if (strcmp(keys, "string") == 0) text_add_string(t, " or a struct");
    }
}

/* "func add(a, b int) int" without the name. */
static void function_add(Sketcher *s, int index) {
    Text header = {0};
    function_add_header(&s->functions, s->L, index, &header);
    const char *text = header.bytes ? header.bytes : "func", *open = strchr(text, '(');
    text_add_string(&s->text, open ? "func" : text);
    if (open) text_add_string(&s->text, open);
    free(header.bytes);
}

static int sketch_type_whole(lua_State *L) {
    Sketcher *s = lua_touserdata(L, 1);
    s->L = L;
    int index = words_push(L, 2) ? 4 : 2;
    bool full = s->size == SKETCH_FULL, error = error_is_own(L, index);
    const char *name = type_name(L, index);
    if (lua_isnil(L, index))
        text_add_string(&s->text, "nil");
    else if (lua_isfunction(L, index))
        function_add(s, index);
    else if (vars_package(L, index))
        text_add_string(&s->text, "package");
    else if (full && lua_istable(L, index) && strcmp(name, "table") == 0)
        table_add(&s->text, L, index);
    else if (lua_isthread(L, index))
        text_add_string(&s->text, "coroutine");
    else if (strncmp(name + (*name == '*'), "context.", 8) == 0)
        text_add_string(&s->text, "context.Context");
    else
        text_add_string(&s->text, error && !full ? "error" : name);
    if (error && full) text_add_string(&s->text, ", an error");
    return 0;
}

char *sketch_type(World *w, int index, const char *name, SketchSize size) {
    Sketcher s = {.functions = {.w = w, .called = name}, .size = size};
    index = lua_absindex(w->L, index);
    int top = lua_gettop(w->L);
    if (lua_checkstack(w->L, LUA_MINSTACK)) {
        lua_pushcfunction(w->L, sketch_type_whole);
        lua_pushlightuserdata(w->L, &s);
        lua_pushvalue(w->L, index);
        scheduler_call(w, 2, 0);
    }
    lua_settop(w->L, top);
    function_reader_end(&s.functions);
    return s.text.bytes;
}
