/* Packages that are written in gosh: lua/NAME.gosh, whose texts are in the program (bundle.h).
 *
 * The table of such a package is there from the beginning, so that `local c = context` is what it will always be; it is
 * empty, and its metatable loads the package when anybody looks into it. A package runs in an environment of its own:
 * the predeclared functions, whatever the program has made of its globals, and the tools here.
 *
 * Such a package may also be the rest of one that is begun in C: then what it has in C is there without loading.
 *
 * A line of documentation is the comment above its function; it begins as the docs of C functions do, with the qualified
 * name. What is asked about them is read from the text, so nothing is kept and nothing has to be loaded. */
#include "lua/bundle.h"
#include "lua/chan.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/type.h"
#include "lua/value.h"

#include <ctype.h>
#include <string.h>

#include "lua/fmt.h"

/* Of the registry's tables: the packages that have not been loaded, by name; the environment. */
static const char packages_key = 'b', environment_key = 'E';

static const char chunk_prefix[] = "=gosh:";

static const BundleText *text_find(const char *name, size_t length) {
    for (const BundleText *t = bundle_texts; t->package; t++)
        if (strlen(t->package) == length && memcmp(t->package, name, length) == 0) return t;
    return NULL;
}

/* The package of a qualified name. */
static const BundleText *text_of_name(const char *name) {
    return text_find(name, strcspn(name, "."));
}

/* ---- Loading ---- */

/* Pushes the table of a package that has not been loaded; false, and nothing, if it has. */
static bool unloaded_push(lua_State *L, const BundleText *text) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &packages_key);
    bool unloaded = lua_getfield(L, -1, text->package) == LUA_TTABLE;
    lua_remove(L, -2);
    if (!unloaded) lua_pop(L, 1);
    return unloaded;
}

static void clear(lua_State *L, int table) {
    lua_pushnil(L);
    while (lua_next(L, table)) {
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_pushnil(L);
        lua_rawset(L, table);
    }
}

/* Compiles the package, a light userdata at index 1, and lets it fill the table at index 2. */
static int fill(lua_State *L) {
    const BundleText *text = lua_touserdata(L, 1);
    lua_pushfstring(L, "%s%s", chunk_prefix, text->package);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &environment_key);
    if (load_text(L, text->text, text->length, lua_tostring(L, 3), 0, 4, NULL) != LUA_OK)
        return lua_error(L);
    lua_pushvalue(L, 2);
    lua_call(L, 1, 0);
    return 0;
}

/* Is it the rest of a package that was begun in C? */
static bool is_begun(lua_State *L, const BundleText *text) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &environment_key);
    bool alone = lua_getfield(L, -1, text->package) == LUA_TTABLE;
    lua_pop(L, 2);
    return !alone;
}

/* Does nothing if the package has been loaded; an error leaves it as it was. */
static void load(lua_State *L, const BundleText *text) {
    luaL_checkstack(L, 8, NULL);
    if (!unloaded_push(L, text)) return;
    int package = lua_gettop(L);
    lua_getmetatable(L, package);
    lua_pushnil(L);
    lua_setmetatable(L, package);
    lua_pushcfunction(L, fill);
    lua_pushlightuserdata(L, (void *)text);
    lua_pushvalue(L, package);
    if (lua_pcall(L, 2, 0, 0) != LUA_OK) {
        if (!is_begun(L, text)) clear(L, package);
        lua_pushvalue(L, package + 1);
        lua_setmetatable(L, package);
        lua_error(L);
    }
    lua_rawgetp(L, LUA_REGISTRYINDEX, &packages_key);
    lua_pushnil(L);
    lua_setfield(L, -2, text->package);
    lua_settop(L, package - 1);
}

bool bundle_load(lua_State *L, const char *name) {
    const BundleText *text = text_of_name(name);
    if (!text || !unloaded_push(L, text)) return false;
    lua_pop(L, 1);
    load(L, text);
    return true;
}

bool bundle_names(const char *chunk) {
    return strncmp(chunk, chunk_prefix, sizeof chunk_prefix - 1) == 0;
}

bool bundle_owns(const lua_Debug *ar) {
    return bundle_names(ar->source);
}

/* The metamethods of packages that have not been loaded; upvalue 1: the text. */

static int first_index(lua_State *L) {
    load(L, lua_touserdata(L, lua_upvalueindex(1)));
    lua_gettable(L, 1);
    return 1;
}

static int first_newindex(lua_State *L) {
    load(L, lua_touserdata(L, lua_upvalueindex(1)));
    lua_settable(L, 1);
    return 0;
}

static int first_pairs(lua_State *L) {
    load(L, lua_touserdata(L, lua_upvalueindex(1)));
    lua_settop(L, 1);
    lua_getglobal(L, "next");
    lua_insert(L, 1);
    lua_pushnil(L);
    return 3;
}

/* ---- Tools for packages ---- */

/* whole(f, ...): calls f, and no other goroutine runs before it is over. */
static int whole(lua_State *L) {
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

/* signal(): a <-chan struct{}, which `raise` closes. */
static int signal_new(lua_State *L) {
    chan_new(L, type_of_text(L, "struct{}"), 0)->direction = DIRECTION_RECV;
    return 1;
}

static int signal_raise(lua_State *L) {
    ChanObject *c = chan_test(L, 1); /* a program can have put anything into its context */
    Sched *s = co_of(L)->g ? op_begin(L)
                           : sched_of(L); /* a package can be loaded where no goroutine runs */
    return op_end(L, chan_close(s, c ? c->chan : NULL), NULL, NULL);
}

static int announce(lua_State *L, PointKind kind, lua_CFunction again) {
    if (!sched_has_points(sched_of(L)) || !co_of(L)->g) return 0;
    return op_end(L, sched_point(op_begin(L), kind, lua_topointer(L, 1)), NULL, again);
}

/* touch(t), look(t): what follows changes what stands in t, or reads it. For a search over schedules, which takes a
 * package's own tables to be right, another goroutine can go on here; inside of `whole` it is only told. */
static int touch(lua_State *L) {
    return announce(L, POINT_ATOMIC, touch);
}

static int look(lua_State *L) {
    return announce(L, POINT_LOAD, look);
}

/* What is bound to an object, or to a value, has the method that it stands for as its upvalue 2. */
enum { BOUND_TO = 1, BOUND_METHOD, BOUND_ARITY };

static int method_done(lua_State *L, int status, lua_KContext context) {
    (void)status, (void)context;
    return lua_gettop(L);
}

/* A method with its object. With one argument too many, and a table as the first, it has been called with a colon. */
static int method_call(lua_State *L) {
    if (lua_gettop(L) > lua_tointeger(L, lua_upvalueindex(BOUND_ARITY)) && lua_istable(L, 1)) {
        lua_pushvalue(L, lua_upvalueindex(BOUND_TO));
        lua_replace(L, 1);
    } else {
        lua_pushvalue(L, lua_upvalueindex(BOUND_TO));
        lua_insert(L, 1);
    }
    lua_pushvalue(L, lua_upvalueindex(BOUND_METHOD));
    lua_insert(L, 1);
    lua_callk(L, lua_gettop(L) - 1, LUA_MULTRET, 0, method_done);
    return method_done(L, LUA_OK, 0);
}

static int constant_call(lua_State *L) {
    lua_pushvalue(L, lua_upvalueindex(BOUND_TO));
    return 1;
}

/* What constant(method) gives; never called. Upvalue 1: the method. */
static int constant_mark(lua_State *L) {
    (void)L;
    return 0;
}

/* constant(method): a method that gives the same value each time, and so is called only when it is first looked at. */
static int constant(lua_State *L) {
    lua_settop(L, 1);
    lua_pushcclosure(L, constant_mark, 1);
    return 1;
}

/* Binds the method at index 3 to the object at index 1, and pushes what the program calls. */
static void bind_method(lua_State *L) {
    lua_Debug ar;
    if (lua_tocfunction(L, 3) == constant_mark) {
        lua_getupvalue(L, 3, 1);
        lua_pushvalue(L, -1);
        lua_pushvalue(L, 1);
        lua_call(L, 1, 1);
        lua_insert(L, -2);
        lua_pushcclosure(L, constant_call, BOUND_METHOD);
        return;
    }
    lua_pushvalue(L, 3);
    lua_getinfo(L, ">u", &ar);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 3);
    lua_pushinteger(L, ar.nparams - 1);
    lua_pushcclosure(L, method_call, BOUND_ARITY);
}

/* __tostring of objects: by their method String. */
static int class_tostring(lua_State *L) {
    lua_settop(L, 1);
    if (method_push(L, 1, "String")) {
        lua_pushvalue(L, 1);
        lua_call(L, 1, 1);
    } else {
        lua_pushfstring(L, "%s: %p", type_name(L, 1), lua_topointer(L, 1));
    }
    return 1;
}

enum { CLASSES_MAX = 3 /* a class and what it extends */ };

/* __index of objects; upvalues: the methods of the class and of those that it extends. Binds the method, and keeps it in
 * the object. */
static int class_index(lua_State *L) {
    lua_settop(L, 2);
    for (int from = 1; from <= CLASSES_MAX; from++) {
        lua_pushvalue(L, 2);
        if (lua_rawget(L, lua_upvalueindex(from)) == LUA_TFUNCTION) break;
        lua_settop(L, 2);
    }
    if (lua_gettop(L) == 2) return 0;
    bind_method(L);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, -2);
    lua_rawset(L, 1);
    return 1;
}

/* class(name, extended...): a table for the methods of a class, and the metatable of its objects, which are tables. A
 * method gets its object first; a program calls it with a dot or a colon. */
static int class_new(lua_State *L) {
    lua_settop(L, CLASSES_MAX);
    lua_newtable(L);
    lua_insert(L, 2);
    lua_createtable(L, 0, 4);
    lua_insert(L, 3);
    lua_pushvalue(L, 1);
    lua_setfield(L, 3, "__name");
    lua_pushvalue(L, 1);
    lua_setfield(L, 3, "__metatable");
    lua_pushcfunction(L, class_tostring);
    lua_setfield(L, 3, "__tostring");
    lua_pushvalue(L, 2);
    lua_insert(L, 4);
    for (int i = 5; i <= CLASSES_MAX + 3; i++) { /* those that are left out */
        if (lua_istable(L, i)) continue;
        lua_pushvalue(L, 2);
        lua_replace(L, i);
    }
    lua_pushcclosure(L, class_index, CLASSES_MAX);
    lua_setfield(L, 3, "__index");
    return 2;
}

/* method(v, name): whether v has a method of that name. */
static int method_test(lua_State *L) {
    lua_settop(L, 2);
    const char *name = luaL_checkstring(L, 2);
    bool is_error = strcmp(name, "Error") == 0 && error_is_own(L, 1); /* without memory method_push finds none */
    lua_pushboolean(L, is_error || method_push(L, 1, name));
    return 1;
}

/* newError(type, text): an error as errors.New makes, of another type. */
static int new_error(lua_State *L) {
    error_push(L, luaL_checkstring(L, 1), luaL_checkstring(L, 2));
    return 1;
}

/* zero(type, f): f makes the zero value of the type of that name. */
static int zero_set(lua_State *L) {
    lua_settop(L, 2);
    zero_register(L, lua_tostring(L, 1));
    return 0;
}

/* ---- Reading the texts ---- */

typedef struct Line {
    const char *start, *end; /* without the newline */
} Line;

static Line line_at(const BundleText *text, const char *start) {
    const char *end = memchr(start, '\n', (size_t)(text->text + text->length - start));
    return (Line){start, end ? end : text->text + text->length};
}

/* False at the end of the text. */
static bool line_next(const BundleText *text, Line *line) {
    if (line->end >= text->text + text->length - 1) return false;
    *line = line_at(text, line->end + 1);
    return true;
}

static Line line_before(const BundleText *text, Line line) {
    const char *end = line.start - 1, *start = end;
    if (line.start == text->text) return (Line){line.start, line.start};
    while (start > text->text && start[-1] != '\n') start--;
    return (Line){start, end};
}

static bool line_begins(Line line, const char *prefix) {
    size_t length = strlen(prefix);
    return (size_t)(line.end - line.start) >= length && memcmp(line.start, prefix, length) == 0;
}

static bool line_ends(Line line, const char *suffix) {
    size_t length = strlen(suffix);
    return (size_t)(line.end - line.start) >= length &&
           memcmp(line.end - length, suffix, length) == 0;
}

static bool is_comment(Line line) {
    return line_begins(line, "-- ");
}

/* Is the line the first one of the documentation of what has that name? */
static bool documents(Line line, const char *name) {
    size_t length = strlen(name), size = (size_t)(line.end - line.start);
    return is_comment(line) && size > 3 + length && memcmp(line.start + 3, name, length) == 0 &&
           (line.start[3 + length] == '(' || line.start[3 + length] == ' ');
}

static bool line_find(const BundleText *text, const char *name, Line *line) {
    *line = line_at(text, text->text);
    while (!documents(*line, name))
        if (!line_next(text, line)) return false;
    return true;
}

/* Adds the lines of a comment from this one on, as one. */
static void comment_add(Text *t, const BundleText *text, Line line) {
    text_add(t, line.start + 3, (size_t)(line.end - line.start - 3));
    while (line_next(text, &line) && is_comment(line)) text_add(t, line.start + 2, (size_t)(line.end - line.start - 2));
}

bool bundle_doc_add_by_name(const char *name, Text *t) {
    const BundleText *text = text_of_name(name);
    Line line;
    if (!text || !line_find(text, name, &line)) return false;
    comment_add(t, text, line);
    return true;
}

/* The first documentation in the text whose signature goes on with these bytes: ".Err(". */
static bool signature_doc_add(Text *t, const BundleText *text, const char *bytes, size_t length) {
    for (Line line = line_at(text, text->text); line_next(text, &line);) {
        if (!is_comment(line)) continue;
        const char *paren = memchr(line.start, '(', (size_t)(line.end - line.start));
        if (!paren || (size_t)(paren + 1 - line.start) < length) continue;
        if (memcmp(paren + 1 - length, bytes, length) != 0) continue;
        comment_add(t, text, line);
        return true;
    }
    return false;
}

/* The documentation of the method that the line defines, "func cancelContext.Err(c)", where that of its type stands: in
 * Go's eyes all contexts are one, those of other packages too. */
static bool method_doc_add(Text *t, const BundleText *text, Line defined) {
    const char *dot = memchr(defined.start, '.', (size_t)(defined.end - defined.start));
    if (!dot) return false;
    size_t length = strcspn(dot, "(") + 1;
    if (signature_doc_add(t, text, dot, length)) return true;
    for (const BundleText *other = bundle_texts; other->package; other++)
        if (signature_doc_add(t, other, dot, length)) return true;
    return false;
}

bool bundle_doc_add(lua_State *L, int index, Text *t) {
    int top = lua_gettop(L);
    lua_CFunction bound = lua_tocfunction(L, index);
    if (bound == method_call || bound == constant_call)
        lua_getupvalue(L, index, BOUND_METHOD);
    else
        lua_pushvalue(L, index);
    lua_Debug ar;
    lua_getinfo(L, ">S", &ar);
    lua_settop(L, top);
    if (!bundle_owns(&ar)) return false;
    const BundleText *text = text_of_name(ar.source + sizeof chunk_prefix - 1);
    if (!text) return false;
    Line line = line_at(text, text->text);
    for (int i = 1; i < ar.linedefined; i++) line_next(text, &line);
    Line first = line, above;
    while (is_comment(above = line_before(text, first))) first = above;
    size_t length = strlen(text->package);
    if (!is_comment(first) || memcmp(first.start + 3, text->package, length) != 0 ||
        first.start[3 + length] != '.')
        return method_doc_add(t, text, line);
    comment_add(t, text, first);
    return true;
}

/* How long the name is that stands at `p` behind the owner and a dot, in a line; 0: none does. */
static size_t owned_name(const char *p, const char *end, const char *owner) {
    size_t length = strlen(owner), size = 0;
    if ((size_t)(end - p) <= length || memcmp(p, owner, length) != 0 || p[length] != '.') return 0;
    p += length + 1;
    while (p + size < end && (isalnum((unsigned char)p[size]) || p[size] == '_')) size++;
    return p + size < end && (p[size] == '(' || p[size] == ' ') ? size : 0;
}

void bundle_visit(const char *owner, void (*visit)(void *arg, const char *name, size_t length), void *arg) {
    const BundleText *text = text_of_name(owner);
    if (!text) return;
    Line line = line_at(text, text->text);
    do {
        size_t skipped = is_comment(line) ? 3 : 0; /* documentation, or a value that the package is given */
        size_t length = owned_name(line.start + skipped, line.end, owner);
        if (length) visit(arg, line.start + skipped + strlen(owner) + 1, length);
    } while (line_next(text, &line));
}

const char *bundle_source(const char *name, size_t *length) {
    const BundleText *text = text_of_name(name);
    Line first;
    if (text && strcmp(text->package, name) == 0) {
        *length = text->length;
        return text->text;
    }
    if (!text || !line_find(text, name, &first)) return NULL;
    Line line = first;
    while (!line_begins(line, "func ") && line_next(text, &line))
        ;
    if (!line_ends(line, " end"))
        while (line_next(text, &line) && !(line_begins(line, "end") && line_ends(line, "end")))
            ;
    *length = (size_t)(line.end - first.start);
    return first.start;
}

/* ---- Into the world ---- */

/* Pushes the table of a package, which may be there because a part of it is in C; tells whether it was not. */
static bool package_table_push(lua_State *L, const BundleText *text) {
    lua_getglobal(L, text->package);
    if (lua_istable(L, -1)) return false;
    lua_pop(L, 1);
    lua_newtable(L);
    return true;
}

static bool predeclare(lua_State *L, const BundleText *text) {
    static const luaL_Reg metamethods[] = {{"__index", first_index},
                                           {"__newindex", first_newindex},
                                           {"__pairs", first_pairs},
                                           {NULL, NULL}};
    bool is_new = package_table_push(L, text);
    lua_createtable(L, 0, 4);
    lua_pushlightuserdata(L, (void *)text);
    luaL_setfuncs(L, metamethods, 1);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, text->package);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &packages_key);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, text->package);
    lua_pop(L, 2);
    lua_setglobal(L, text->package);
    return is_new;
}

void open_bundle(lua_State *L) {
    static const luaL_Reg tools[] = {
        {"whole", whole},        {"signal", signal_new},  {"raise", signal_raise},
        {"constant", constant},  {"class", class_new},    {"zero", zero_set},
        {"newError", new_error}, {"method", method_test}, {"touch", touch},
        {"look", look},          {NULL, NULL}};
    static const char *const globals[] = {
        "close",  "errors",       "fmt",    "getmetatable", "len",  "pairs", "panic",
        "rawset", "setmetatable", "struct", "sync",         "time", "type",  NULL};
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &packages_key);
    luaL_newlib(L, tools);
    for (const BundleText *t = bundle_texts; t->package; t++) {
        if (!predeclare(L, t)) continue;
        lua_getglobal(L, t->package);
        lua_setfield(L, -2, t->package);
    }
    for (const char *const *name = globals; *name; name++) {
        lua_getglobal(L, *name);
        lua_setfield(L, -2, *name);
    }
    lua_rawsetp(L, LUA_REGISTRYINDEX, &environment_key);
}
