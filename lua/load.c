/* From text to function: load, loadfile, dofile and require take gosh text, through the front
 * end. */
#include "lua/excerpt.h"
#include "lua/host.h"
#include "lua/mark.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/trace.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/syntax/syntax.h"

static const char primitives_key = 'p'; /* of the registry's table of primitives by name */
static const char session_key = 'c';    /* ... and text of Syntax.session */

static const char chunks_key = 'k'; /* ... of names of chunks by number, and numbers by name */

/* 0 for a chunk without a name of its own, for those of packages, and when there have been too many. */
static int chunk_number(lua_State *L, const char *name) {
    if ((*name != '@' && *name != '=') || bundle_names(name)) return 0;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &chunks_key);
    int table = lua_gettop(L);
    if (lua_getfield(L, table, name) == LUA_TNIL && lua_rawlen(L, table) < CHUNKS_MAX) {
        lua_Integer next = (lua_Integer)lua_rawlen(L, table) + 1;
        lua_pushstring(L, name);
        lua_rawseti(L, table, next);
        lua_pushinteger(L, next);
        lua_pushvalue(L, -1);
        lua_setfield(L, table, name);
    }
    int number = (int)lua_tointeger(L, -1);
    lua_settop(L, table - 1);
    return number;
}

const char *chunk_name(lua_State *L, int number) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &chunks_key);
    lua_rawgeti(L, -1, number);
    const char *name = lua_tostring(L, -1);
    lua_pop(L, 2);
    return name;
}

void primitives_register(lua_State *L, const luaL_Reg *primitives) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &primitives_key);
    luaL_setfuncs(L, primitives, 0);
    lua_pop(L, 1);
}

const char *primitive_name(lua_State *L, int function) {
    int top = lua_gettop(L);
    const char *name = NULL;
    lua_CFunction wanted = lua_tocfunction(L, function); /* a chunk has closures of its own of some */
    lua_rawgetp(L, LUA_REGISTRYINDEX, &primitives_key);
    lua_pushnil(L);
    while (!name && lua_next(L, top + 1)) {
        if (wanted && lua_tocfunction(L, -1) == wanted) name = lua_tostring(L, -2);
        lua_pop(L, 1);
    }
    lua_settop(L, top);
    return name;
}

void open_primitives(lua_State *L) {
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &primitives_key);
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &chunks_key);
}

/* The Syntax under way, so that it is freed also when Lua runs out of memory. */
static int syntax_collect(lua_State *L) {
    Syntax **box = lua_touserdata(L, 1);
    syntax_free(*box);
    *box = NULL;
    return 0;
}

static Syntax **syntax_box(lua_State *L) {
    Syntax **box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = NULL;
    if (luaL_newmetatable(L, "syntax")) {
        lua_pushcfunction(L, syntax_collect);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return box;
}

/* A TextSink. */
static void buffer_add(void *arg, const char *bytes, size_t length) {
    luaL_addlstring(arg, bytes, length);
}

static void spot_add(Text *t, const char *text, size_t length, const SyntaxSpot *spot, const char *label) {
    if (!spot->line) return;
    const char *line = text + spot->begin;
    size_t size = 0;
    while (size < length - spot->begin && line[size] != '\n' && line[size] != '\r') size++;
    excerpt_add(t, &(Excerpt){.number = spot->line,
                              .line = line,
                              .length = size,
                              .from = spot->start - spot->begin,
                              .to = spot->end - spot->begin,
                              .caret = spot->start - spot->begin,
                              .label = label});
}

/* For a program's author: "name:line:column: message", the lines that it is about, and a hint. */
static void push_located(lua_State *L, const char *text, size_t length, const char *name, const Syntax *syn) {
    const char *chunk = *name == '@' || *name == '=' ? name + 1 : "text";
    luaL_Buffer b;
    char buffer[512];
    luaL_buffinit(L, &b);
    Text t = text_out(buffer_add, &b, buffer, sizeof buffer);
    text_format(&t, "%s:%d:%d: %s\n", chunk, syn->error_line, syn->error_column, syn->message);
    if (syn->opened.line != syn->spot.line) spot_add(&t, text, length, &syn->opened, "opened here");
    spot_add(&t, text, length, &syn->spot, NULL);
    if (syn->hint) text_format(&t, "\t%s\n", syn->hint);
    text_flush(&t);
    luaL_buffsub(&b, 1); /* the last line's end */
    luaL_pushresult(&b);
}

/* Lua's own form, for load: [string "..."]:line: message. */
static void push_as_lua(lua_State *L, const char *name, const Syntax *syn) {
    if (*name == '@' || *name == '=') {
        lua_pushfstring(L, "%s:%d: %s", name + 1, syn->error_line, syn->message);
    } else {
        const char *end = strchr(name, '\n');
        int length = end ? (int)(end - name) : (int)strlen(name);
        if (length > 40 || end) {
            if (length > 40) length = 40;
            lua_pushlstring(L, name, (size_t)length);
            lua_pushfstring(L, "[string \"%s...\"]:%d: %s", lua_tostring(L, -1), syn->error_line,
                            syn->message);
            lua_remove(L, -2);
        } else {
            lua_pushfstring(L, "[string \"%s\"]:%d: %s", name, syn->error_line, syn->message);
        }
    }
    if (syn->hint) {
        lua_pushfstring(L, " (%s)", syn->hint);
        lua_concat(L, 2);
    }
}

/* Where the line begins; NULL if there is none. */
static const char *line_find(const char *text, size_t length, int line) {
    const char *end = text + length;
    for (; line > 1 && text; line--) {
        text = memchr(text, '\n', (size_t)(end - text));
        if (text) text++;
    }
    return text;
}

/* An error of Lua's own compiler, which stands on top of L behind its line's number: with that line behind it. */
static void show_line(lua_State *L, const char *message, const char *place, const char *text, size_t length) {
    const char *other = strstr(place, " at line ");
    int number = atoi(other ? other + strlen(" at line ") : place);
    const char *line = number > 0 ? line_find(text, length, number) : NULL;
    if (!line) return;
    const char *end = memchr(line, '\n', length - (size_t)(line - text));
    Text t = {0};
    text_format(&t, "%s\n", message);
    excerpt_add(&t, &(Excerpt){.number = number,
                               .line = line,
                               .length = (size_t)((end ? end : text + length) - line),
                               .caret = (size_t)EXCERPT_UNMARKED});
    if (t.length) lua_pushlstring(L, t.bytes, t.length - 1);
    free(t.bytes);
}

/* Some of the limits of Lua's compiler have messages that do not say where: then on top of L, with the chunk's name. */
static void name_chunk(lua_State *L, const char *text, size_t length, const char *name, bool own) {
    const char *message = lua_tostring(L, -1),
               *chunk = *name == '@' || *name == '=' ? name + 1 : "text";
    if (message && strncmp(message, chunk, strlen(chunk)) == 0) {
        const char *place = message + strlen(chunk);
        if (own && *place == ':') show_line(L, message, place + 1, text, length);
        return;
    }
    if (!message) return;
    if (strcmp(message, "C stack overflow") == 0)
        message = "the program is nested too deeply, or an expression is too long";
    lua_pushfstring(L, "%s: %s", chunk, message);
}

/* For load's own message: does Lua's compiler get as far into the text? Then pushes its message. */
static bool lua_knows_better(lua_State *L, const char *text, size_t length, const char *name,
                             int line) {
    if (luaL_loadbufferx(L, text, length, name, "t") != LUA_ERRSYNTAX) {
        lua_pop(L, 1);
        return false;
    }
    const char *message = lua_tostring(L, -1), *near = NULL;
    for (const char *p = message; (p = strstr(p, "]:")); p++) near = p + 2;
    if (!near && strchr(message, ':')) near = strchr(message, ':') + 1;
    if (near && atoi(near) >= line) return true;
    lua_pop(L, 1);
    return false;
}

/* Pushes the primitive of that name. That which makes channels knows by its upvalue in which chunk it does, and
 * so do those of marks. */
static void push_primitive(lua_State *L, int table, const char *primitive, int chunk, lua_Integer marked) {
    lua_getfield(L, table, primitive);
    if (marked && mark_is(primitive)) mark_bind(L, marked);
    if (strcmp(primitive, "gosh_make") != 0) return;
    lua_CFunction make = lua_tocfunction(L, -1);
    lua_pop(L, 1);
    lua_pushinteger(L, chunk);
    lua_pushcclosure(L, make, 1);
}

static int load_emitted(lua_State *L, const Syntax *syn, const char *name) {
    int status = luaL_loadbufferx(L, syn->text, syn->length, name, "t");
    if (status != LUA_OK) return status;
    luaL_checkstack(L, (int)syn->primitive_count + 8, NULL);
    int chunk = chunk_number(L, name);
    World *w = world_of(L);
    lua_Integer marked = w->marked ? mark_chunk(w, bundle_names(name)) : 0;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &primitives_key);
    int table = lua_gettop(L);
    lua_pushvalue(L, -2);
    for (size_t i = 0; i < syn->primitive_count; i++)
        push_primitive(L, table, syn->primitives[i], chunk, marked);
    return LUA_OK;
}

/* Remarks on a program that runs all the same; each begins with its line and column. */
static void print_notes(World *w, const char *name, const Syntax *syn) {
    for (size_t i = 0; i < syn->note_count; i++) {
        const char *note = syn->notes[i], *text = strstr(note, ": ");
        if (!text) continue;
        Text t = {0};
        text_format(&t, "%s:%.*s: note:%s\n", name + 1, (int)(text - note), note, text + 1);
        if (t.bytes) output_error(w, t.bytes, t.length);
        free(t.bytes);
    }
}

/* Bytecode: Lua does not check it, and what is made for it can do anything. */
static int load_binary(lua_State *L, const char *bytes, size_t length, const char *name) {
    mark_gap(world_of(L));
    if (!world_of(L)->sandbox) return luaL_loadbufferx(L, bytes, length, name, "b");
    const char *chunk = *name == '@' || *name == '=' ? name + 1 : "load";
    lua_pushfstring(L, "%s: a binary chunk: not allowed under --sandbox", chunk);
    return LUA_ERRSYNTAX;
}

/* Pushes what the front end remembers of the session, or nil. */
static const char *session_push(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &session_key);
    return lua_tostring(L, -1);
}

static void session_keep(lua_State *L, const char *session) {
    if (session)
        push_fresh(L, session);
    else
        lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &session_key);
}

/* Compiles into `box`, and pushes what Lua makes of the text if that is emitted: its status. */
static int compile(lua_State *L, Syntax **box, const char *text, size_t length, const char *name, unsigned flags,
                   bool library) {
    int top = lua_gettop(L);
    const char *before = NULL;
    if (flags & SYNTAX_MARKED) {
        if (library)
            mark_push_names(L);
        else
            lua_pushliteral(L, "");
        if ((flags & SYNTAX_SESSION) && session_push(L))
            lua_concat(L, 2);
        else
            lua_settop(L, top + 1);
        before = lua_tostring(L, top + 1);
    } else if (flags & SYNTAX_SESSION) {
        before = session_push(L);
    }
    *box = syntax_compile(text, length, flags & LOAD_SYNTAX, arena_limit(world_of(L)->arena), before);
    lua_settop(L, top);
    return *box && (*box)->status == SYNTAX_EMITTED ? load_emitted(L, *box, name) : LUA_OK;
}

int load_text(lua_State *L, const char *text, size_t length, const char *name, unsigned flags,
              int env, bool *incomplete) {
    int base = lua_gettop(L);
    if (incomplete) *incomplete = false;
    luaL_checkstack(L, 8, NULL);
    if (length > 0 && *text == LUA_SIGNATURE[0]) return load_binary(L, text, length, name);
    bool session = flags & SYNTAX_SESSION;
    World *w = world_of(L);
    Syntax **box = syntax_box(L);
    int status = compile(L, box, text, length, name, w->marked ? flags | SYNTAX_MARKED : flags,
                         !env || bundle_names(name));
    if (status != LUA_OK && w->marked) { /* with marks it can be too much for Lua */
        lua_settop(L, base + 1);
        syntax_free(*box);
        *box = NULL;
        status = compile(L, box, text, length, name, flags, true);
        if (status == LUA_OK) mark_gap(w);
    }
    Syntax *syn = *box;
    if (syn && syn->unmarked) mark_gap(w);
    if (!syn || syn->status == SYNTAX_NOMEM) {
        if (flags & LOAD_LOCATED)
            lua_pushfstring(L, "%s: not enough memory to compile %d KB of text", name + 1,
                            (int)(length / 1024));
        else
            lua_pushliteral(L, "not enough memory");
        status = LUA_ERRMEM;
    } else if (syn->status == SYNTAX_EMITTED) {
        if (status == LUA_OK) {
            if (env) {
                lua_pushvalue(L, env);
                lua_setupvalue(L, base + 2, 1);
            }
            lua_call(L, (int)syn->primitive_count, 1);
        }
    } else {
        bool plain = syn->status == SYNTAX_PLAIN || !syn->gosh_seen;
        status = plain ? luaL_loadbufferx(L, text, length, name, "t") : LUA_ERRSYNTAX;
        mark_gap(w);
        if (status == LUA_OK && env) {
            lua_pushvalue(L, env);
            lua_setupvalue(L, -2, 1);
        } else if ((status == LUA_ERRSYNTAX || status == LUA_ERRRUN) &&
                   syn->status != SYNTAX_PLAIN) {
            if (flags & LOAD_LOCATED)
                push_located(L, text, length, name, syn);
            else if (!plain &&
                     !(syn->hint && lua_knows_better(L, text, length, name, syn->error_line)))
                push_as_lua(L, name, syn);
        }
    }
    if ((flags & LOAD_LOCATED) && (status == LUA_ERRSYNTAX || status == LUA_ERRRUN))
        name_chunk(L, text, length, name, syn->status == SYNTAX_PLAIN);
    if (incomplete) *incomplete = syn && syn->status == SYNTAX_INCOMPLETE && status != LUA_OK;
    if (status == LUA_OK) names_keep(L, name, syn, session);
    if (status == LUA_OK && session) session_keep(L, syn->session);
    if (status == LUA_OK && (flags & LOAD_LOCATED)) print_notes(world_of(L), name, syn);
    syntax_free(syn);
    *box = NULL;
    lua_replace(L, base + 1);
    lua_settop(L, base + 1);
    return status;
}

/* Text or bytecode. `env`: index of a value for the first upvalue, or 0. */
static int load_chunk(lua_State *L, const char *bytes, size_t length, const char *name,
                      const char *mode, unsigned flags, int env) {
    bool binary = length > 0 && *bytes == LUA_SIGNATURE[0];
    const char *kind = binary ? "binary" : "text";
    if (mode && !strchr(mode, *kind)) {
        lua_pushfstring(L, "attempt to load a %s chunk (mode is '%s')", kind, mode);
        return LUA_ERRSYNTAX;
    }
    if (!binary) return load_text(L, bytes, length, name, flags, env, NULL);
    int status = load_binary(L, bytes, length, name);
    if (status == LUA_OK && env) {
        lua_pushvalue(L, env);
        if (!lua_setupvalue(L, -2, 1)) lua_pop(L, 1);
    }
    return status;
}

static int load_results(lua_State *L, int status) {
    if (status == LUA_OK) return 1;
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
}

/* All pieces that a reader function gives, as one string on top. */
static const char *read_pieces(lua_State *L, int reader, size_t *length) {
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (;;) {
        lua_pushvalue(L, reader);
        lua_call(L, 0, 1);
        size_t size = 0;
        if (!lua_isnil(L, -1) && !lua_isstring(L, -1))
            luaL_error(L, "reader function must return a string");
        const char *piece = lua_tolstring(L, -1, &size);
        if (!piece || size == 0) {
            lua_pop(L, 1);
            break;
        }
        luaL_addvalue(&b);
    }
    luaL_pushresult(&b);
    return lua_tolstring(L, -1, length);
}

static int read_protected(lua_State *L) {
    size_t length;
    read_pieces(L, 1, &length);
    return 1;
}

static int load_call(lua_State *L) {
    size_t length;
    const char *text = lua_tolstring(L, 1, &length), *name;
    const char *mode = luaL_optstring(L, 3, "bt");
    int env = lua_isnone(L, 4) ? 0 : 4;
    if (text) {
        name = luaL_optstring(L, 2, text);
    } else {
        name = luaL_optstring(L, 2, "=(load)");
        luaL_checktype(L, 1, LUA_TFUNCTION);
        lua_settop(L, 5);
        lua_pushcfunction(L, read_protected);
        lua_pushvalue(L, 1);
        if (lua_pcall(L, 1, 1, 0) != LUA_OK) return load_results(L, LUA_ERRRUN);
        text = lua_tolstring(L, -1, &length);
    }
    return load_results(L, load_chunk(L, text, length, name, mode, 0, env));
}

/* ---- Files ---- */

/* Pushes a file's bytes. False with a message pushed. */
static bool read_file(lua_State *L, const char *path) {
    FILE *f = path ? fopen(path, "rb") : stdin;
    if (!f) {
        lua_pushfstring(L, "cannot open %s: %s", path, strerror(errno));
        return false;
    }
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    size_t got;
    do {
        char *space = luaL_prepbuffer(&b);
        got = fread(space, 1, LUAL_BUFFERSIZE, f);
        luaL_addsize(&b, got);
    } while (got > 0);
    bool failed = ferror(f);
    int error = errno;
    if (path) fclose(f);
    luaL_pushresult(&b);
    if (!failed) return true;
    lua_pushfstring(L, "cannot read %s: %s", path ? path : "stdin", strerror(error));
    return false;
}

const char *world_text_of_file(const char *bytes, size_t *length) {
    const char *end = bytes + *length;
    if (*length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) bytes += 3;
    if (bytes < end && *bytes == '#') {
        const char *line = memchr(bytes, '\n', (size_t)(end - bytes));
        bytes = line ? line : end;
        /* Bytecode has no lines to count. */
        if (end - bytes > 1 && bytes[1] == LUA_SIGNATURE[0]) bytes++;
    }
    *length = (size_t)(end - bytes);
    return bytes;
}

static int load_file(lua_State *L, const char *path, const char *mode, int env) {
    if (!read_file(L, path)) return LUA_ERRFILE;
    lua_pushfstring(L, path ? "@%s" : "=stdin", path);
    size_t length;
    const char *bytes = lua_tolstring(L, -2, &length);
    bytes = world_text_of_file(bytes, &length);
    return load_chunk(L, bytes, length, lua_tostring(L, -1), mode, 0, env);
}

static int loadfile_call(lua_State *L) {
    const char *path = luaL_optstring(L, 1, NULL), *mode = luaL_optstring(L, 2, NULL);
    int env = lua_isnone(L, 3) ? 0 : 3;
    return load_results(L, load_file(L, path, mode, env));
}

static int dofile_done(lua_State *L, int status, lua_KContext context) {
    (void)status, (void)context;
    return lua_gettop(L) - 1;
}

static int dofile_call(lua_State *L) {
    const char *path = luaL_optstring(L, 1, NULL);
    lua_settop(L, 1);
    if (load_file(L, path, NULL, 0) != LUA_OK) return lua_error(L);
    lua_replace(L, 2);
    lua_settop(L, 2);
    lua_callk(L, 0, LUA_MULTRET, 0, dofile_done);
    return dofile_done(L, LUA_OK, 0);
}

bool load_is(lua_CFunction f) {
    return f == load_call || f == loadfile_call || f == dofile_call;
}

/* The searcher of require for Lua and gosh files: as Lua's own, but through the front end. */
static int searcher(lua_State *L) {
    const char *name = luaL_checkstring(L, 1);
    lua_getfield(L, lua_upvalueindex(1), "searchpath");
    lua_pushvalue(L, 1);
    if (lua_getfield(L, lua_upvalueindex(1), "path") != LUA_TSTRING)
        return luaL_error(L, "'package.path' must be a string");
    lua_call(L, 2, 2);
    if (lua_isnil(L, -2)) return 1;
    lua_pop(L, 1);
    const char *path = lua_tostring(L, -1);
    if (load_file(L, path, NULL, 0) != LUA_OK)
        return luaL_error(L, "error loading module '%s' from file '%s':\n\t%s", name, path,
                          lua_tostring(L, -1));
    lua_pushstring(L, path);
    return 2;
}

void open_load(lua_State *L) {
    static const Binding globals[] = {
        {"load", load_call, "load(text [, name [, mode [, env]]]) func, err  compiles gosh text"},
        {"loadfile", loadfile_call, "loadfile(path [, mode [, env]]) func, err  compiles a file"},
        {"dofile", dofile_call, "dofile(path) ...  compiles and runs a file"},
        {NULL, NULL, NULL}};
    package_globals(L, globals);
    lua_getglobal(L, "package");
    lua_getfield(L, -1, "searchers");
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, searcher, 1);
    lua_rawseti(L, -2, 2);
    lua_pop(L, 1);
    lua_getfield(L, -1, "path");
    lua_pushfstring(L, "./?.gosh;%s", lua_tostring(L, -1));
    lua_setfield(L, -3, "path");
    lua_pop(L, 2);
}
