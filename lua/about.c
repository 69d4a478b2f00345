/* What a name stands for: the variable, its fields, and the methods of its class. */
#include "lua/about.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/function.h"
#include "lua/look.h"
#include "lua/package.h"
#include "lua/sketch.h"
#include "lua/source.h"
#include "lua/trace.h"
#include "lua/type.h"

static void copy(char *to, size_t size, const char *text) {
    snprintf(to, size, "%s", text);
}

/* The program's function on top of L. */
static void about_function(lua_State *L, About *a) {
    lua_Debug ar;
    const char *dot = strrchr(a->name, '.');
    FunctionReader reader = {.w = world_of(L), .called = dot ? dot + 1 : NULL};
    Text header = {0};
    function_add_header(&reader, L, -1, &header);
    function_reader_end(&reader);
    copy(a->header, sizeof a->header, header.bytes ? header.bytes : "func");
    free(header.bytes);
    lua_pushvalue(L, -1);
    lua_getinfo(L, ">S", &ar);
    a->kind = ABOUT_FUNCTION;
    copy(a->file, sizeof a->file, *ar.source == '@' || *ar.source == '=' ? ar.source + 1 : ar.short_src);
    a->line = ar.linedefined;
    a->last_line = ar.lastlinedefined;
}

/* The value on top of L. */
static void about_value(lua_State *L, About *a) {
    char *type = sketch_type(world_of(L), -1, NULL, SKETCH_SHORT);
    copy(a->type, sizeof a->type, type ? type : luaL_typename(L, -1));
    free(type);
    a->kind = ABOUT_VALUE;
    if (look_is_own(L)) {
        about_function(L, a);
    } else if (lua_isfunction(L, -1)) {
        const char *doc = doc_of_c(L, -1);
        if (!doc) return;
        if (strncmp(doc, "var ", 4) == 0) doc += 4 + strcspn(doc + 4, " ") + 1; /* "var mu sync.Mutex": a type */
        snprintf(a->name, sizeof a->name, "%.*s", (int)strcspn(doc, "( "), doc);
        a->kind = ABOUT_NAMED;
    } else if (lua_type(L, -1) == LUA_TTABLE || lua_type(L, -1) == LUA_TUSERDATA) {
        const char *name = look_class(L);
        if (strcmp(name, "table") == 0 || strcmp(name, "userdata") == 0) return;
        copy(a->name, sizeof a->name, name);
        a->kind = ABOUT_NAMED;
    }
}

/* Puts the field of the value on top of L in its place; false if it has none. */
static bool step(lua_State *L, const char *key, size_t length) {
    if (lua_type(L, -1) != LUA_TTABLE || !look_field(L, key, length)) return false;
    lua_remove(L, -2);
    return true;
}

/* A method of a class stands in no table of the object's: its name is told. */
static void about_method(lua_State *L, const char *method, About *a) {
    if (lua_type(L, -1) != LUA_TTABLE && lua_type(L, -1) != LUA_TUSERDATA && lua_type(L, -1) != LUA_TSTRING) return;
    const char *class = look_class(L);
    if (strcmp(class, "table") == 0 || strcmp(class, "userdata") == 0) return;
    int length = snprintf(a->name, sizeof a->name, "%s.%s", class, method);
    if (length < (int)sizeof a->name) a->kind = ABOUT_NAMED;
}

void about_name(World *w, const char *path, About *a) {
    lua_State *L = world_lua(w);
    int top = lua_gettop(L);
    *a = (About){.kind = ABOUT_NOTHING};
    if (!lua_checkstack(L, LUA_MINSTACK)) return;
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    const char *p = path;
    for (;;) {
        size_t length = strcspn(p, ".:");
        if (!step(L, p, length)) {
            if (p != path && !p[length]) about_method(L, p, a);
            break;
        }
        if (!p[length]) {
            snprintf(a->name, sizeof a->name, "main.%s", path);
            for (char *colon = a->name; (colon = strchr(colon, ':'));) *colon = '.';
            about_value(L, a);
            break;
        }
        p += length + 1;
    }
    lua_settop(L, top);
}

bool about_goroutine(World *w, uint64_t id, About *a) {
    const G *g = sched_find(w->sched, id);
    *a = (About){.kind = ABOUT_NOTHING};
    if (!g) return false;
    const Goroutine *gr = goroutine_of((G *)g);
    const Co *base = co_base(gr);
    lua_State *L = w->L;
    int top = lua_gettop(L);
    if (!lua_checkstack(L, LUA_MINSTACK) || !base || !frame_push_base(gr) || !function_take(w, base->L)) return true;
    about_value(L, a);
    if (a->kind == ABOUT_FUNCTION) {
        lua_Debug ar = {0};
        bool has_params;
        lua_getinfo(L, ">Su", &ar);
        name_of(L, &ar, a->name, sizeof a->name, &has_params);
    }
    lua_settop(L, top);
    return true;
}

bool about_source(const World *w, const About *a, TextSink *sink, void *arg) {
    size_t length;
    const char *text = a->kind == ABOUT_NAMED ? bundle_source(a->name, &length) : NULL;
    if (text) {
        sink(arg, text, length);
        if (length && text[length - 1] != '\n') sink(arg, "\n", 1);
    }
    if (a->kind != ABOUT_FUNCTION) return text != NULL;
    bool given = false;
    for (int line = a->line - source_comments(w, a->file, a->line); line <= a->last_line; line++) {
        text = source_line(w, a->file, line, &length);
        if (!text) return given;
        sink(arg, text, length);
        sink(arg, "\n", 1);
        given = true;
    }
    return given;
}

bool about_line(World *w, const char *name, TextSink *sink, void *arg) {
    Text t = {0};
    if (!lua_checkstack(world_lua(w), LUA_MINSTACK)) return false;
    bool found = doc_add_by_name(world_lua(w), name, &t);
    if (found && t.bytes) sink(arg, t.bytes, t.length);
    free(t.bytes);
    return found;
}
