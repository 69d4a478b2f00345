/* Lua's package io, with its interface: what it calls waits for the goroutine alone (file.h). */
#include <errno.h>
#include <stdlib.h>

#include "lua/file.h"
#include "lua/object.h"
#include "lua/package.h"
#include "runtime/posix.h"

enum { WRITE_BUFFER = 65536 /* of a file that is only written: fewer calls for other threads */ };

static const char input[] = "_IO_input", output[] = "_IO_output"; /* in the registry, as in Lua */

/* ---- Opening ---- */

static bool mode_is_valid(const char *mode) {
    if (!*mode || !strchr("rwa", *mode++)) return false;
    if (*mode == '+') mode++;
    return strspn(mode, "b") == strlen(mode);
}

/* As Go's os.Open, not for children of the program: one that had the end of a FIFO would keep its reader from the end. */
static void job_open(Job *j) {
    char mode[] = {j->other[0], 'e', j->other[1] == '+' ? '+' : '\0', '\0'};
    errno = 0;
    j->file = fopen(j->text, mode);
    j->failed = !j->file;
    j->error = errno;
    j->file_owned = true;
}

static void job_tmpfile(Job *j) {
    errno = 0;
    j->file = tmpfile();
    j->failed = !j->file;
    j->error = errno;
    if (j->file) posix_close_on_exec(fileno(j->file));
    j->file_owned = true;
}

/* The file that the job on top of L has opened takes its place there; or its error's number is given. */
static int take_opened(lua_State *L) {
    Job *j = job_at(L, -1);
    if (j->failed) return j->error;
    File *f = file_new(L);
    file_open(f, j->file, file_close);
    j->file_owned = false;
    if (j->other && *j->other != 'r' && !strchr(j->other, '+') && posix_is_file(fileno(j->file)) &&
        (f->buffer = malloc(WRITE_BUFFER)))
        setvbuf(j->file, f->buffer, _IOFBF, WRITE_BUFFER);
    lua_remove(L, -2);
    return 0;
}

static int open_done(lua_State *L) {
    int error = take_opened(L);
    errno = error;
    return error ? luaL_fileresult(L, 0, lua_tostring(L, 1)) : 1;
}

static int io_open(lua_State *L) {
    const char *name = luaL_checkstring(L, 1), *mode = luaL_optstring(L, 2, "r");
    luaL_argcheck(L, mode_is_valid(mode), 2, "invalid mode");
    return job_do(L, job_new(L, job_open, name, mode), open_done);
}

static int tmpfile_done(lua_State *L) {
    int error = take_opened(L);
    return error ? file_failed(L, error) : 1;
}

static int io_tmpfile(lua_State *L) {
    return job_do(L, job_new(L, job_tmpfile, NULL, NULL), tmpfile_done);
}

/* As take_opened; a failure is an error. The name is at index 1. */
static void take_or_raise(lua_State *L) {
    int error = take_opened(L);
    if (error) luaL_error(L, "cannot open file '%s' (%s)", lua_tostring(L, 1), strerror(error));
}

/* ---- The default files ---- */

static File *default_push(lua_State *L, const char *key) {
    lua_getfield(L, LUA_REGISTRYINDEX, key);
    File *f = file_at(L, -1);
    if (file_is_closed(f)) luaL_error(L, "default %s file is closed", key + 4);
    return f;
}

static int default_give(lua_State *L, const char *key) {
    lua_getfield(L, LUA_REGISTRYINDEX, key);
    return 1;
}

static int input_opened(lua_State *L) {
    take_or_raise(L);
    lua_setfield(L, LUA_REGISTRYINDEX, input);
    return default_give(L, input);
}

static int output_opened(lua_State *L) {
    take_or_raise(L);
    lua_setfield(L, LUA_REGISTRYINDEX, output);
    return default_give(L, output);
}

static int default_set(lua_State *L, const char *key, const char *mode, lua_CFunction opened) {
    if (lua_isnoneornil(L, 1)) return default_give(L, key);
    const char *name = lua_tostring(L, 1);
    if (name) return job_do(L, job_new(L, job_open, name, mode), opened);
    file_use(L, 1);
    lua_pushvalue(L, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, key);
    return default_give(L, key);
}

static int io_input(lua_State *L) {
    return default_set(L, input, "r", input_opened);
}

static int io_output(lua_State *L) {
    return default_set(L, output, "w", output_opened);
}

static int io_close(lua_State *L) {
    if (lua_isnone(L, 1)) default_give(L, output);
    file_use(L, 1);
    return file_close(L);
}

static int io_read(lua_State *L) {
    file_check_formats(L, 1);
    default_push(L, input);
    lua_insert(L, 1);
    return file_read(L);
}

static void check_texts(lua_State *L, int first) {
    for (int i = first; i <= lua_gettop(L); i++)
        if (!lua_isstring(L, i)) luaL_checktype(L, i, LUA_TSTRING);
}

static int io_write(lua_State *L) {
    Outcome point = output_point(L);
    if (point != OP_DONE) return op_end(L, point, NULL, io_write);
    check_texts(L, 1);
    default_push(L, output);
    lua_insert(L, 1);
    return file_write(L);
}

static int io_flush(lua_State *L) {
    lua_settop(L, 0);
    default_push(L, output);
    return file_flush(L);
}

static int lines_opened(lua_State *L) {
    take_or_raise(L);
    lua_replace(L, 1);
    file_push_lines(L, true);
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushvalue(L, 1);
    return 4;
}

static int io_lines(lua_State *L) {
    if (lua_isnone(L, 1)) lua_pushnil(L);
    if (!lua_isnil(L, 1)) {
        const char *name = luaL_checkstring(L, 1);
        return job_do(L, job_new(L, job_open, name, "r"), lines_opened);
    }
    default_give(L, input);
    lua_replace(L, 1);
    return file_lines(L);
}

static int io_type(lua_State *L) {
    luaL_checkany(L, 1);
    const luaL_Stream *stream = luaL_testudata(L, 1, LUA_FILEHANDLE);
    if (!stream)
        luaL_pushfail(L);
    else
        lua_pushstring(L, stream->closef ? "file" : "closed file");
    return 1;
}

/* ---- Methods ---- */

static int f_close(lua_State *L) {
    file_use(L, 1);
    return file_close(L);
}

static int f_read(lua_State *L) {
    file_use(L, 1);
    file_check_formats(L, 2);
    return file_read(L);
}

static int f_write(lua_State *L) {
    Outcome point = output_point(L);
    if (point != OP_DONE) return op_end(L, point, NULL, f_write);
    file_use(L, 1);
    check_texts(L, 2);
    return file_write(L);
}

static int f_flush(lua_State *L) {
    file_use(L, 1);
    lua_settop(L, 1);
    return file_flush(L);
}

/* Asks for the stream itself; true when it has to be waited for, and `result` is then to be returned. */
static bool stream_wait(lua_State *L, lua_CFunction again, int *result) {
    File *f = file_at(L, 1);
    if (file_settle(L, f) != OP_PARKED) return false;
    *result = file_park(L, again);
    return true;
}

static int f_seek(lua_State *L);
static int f_setvbuf(lua_State *L);

static int seek_again(lua_State *L) {
    file_resumed(L);
    return f_seek(L);
}

static int f_seek(lua_State *L) {
    static const int whence[] = {SEEK_SET, SEEK_CUR, SEEK_END};
    static const char *const names[] = {"set", "cur", "end", NULL};
    File *f = file_use(L, 1);
    int result, from = luaL_checkoption(L, 2, "cur", names);
    lua_Integer offset = luaL_optinteger(L, 3, 0);
    if (stream_wait(L, seek_again, &result)) return result;
    f = file_use(L, 1);
    file_unhold(f);
    if (fseeko(f->stream->f, (off_t)offset, whence[from]) != 0) return luaL_fileresult(L, 0, NULL);
    lua_pushinteger(L, (lua_Integer)ftello(f->stream->f));
    return 1;
}

static int setvbuf_again(lua_State *L) {
    file_resumed(L);
    return f_setvbuf(L);
}

static int f_setvbuf(lua_State *L) {
    static const int modes[] = {_IONBF, _IOFBF, _IOLBF};
    static const char *const names[] = {"no", "full", "line", NULL};
    File *f = file_use(L, 1);
    int result, mode = luaL_checkoption(L, 2, NULL, names);
    lua_Integer size = luaL_optinteger(L, 3, LUAL_BUFFERSIZE);
    if (stream_wait(L, setvbuf_again, &result)) return result;
    f = file_use(L, 1);
    return luaL_fileresult(L, setvbuf(f->stream->f, NULL, modes[mode], (size_t)size) == 0, NULL);
}

static int f_gc(lua_State *L) {
    File *f = file_check(L, 1);
    file_close_now(L, f);
    return 0;
}

/* A file's text holds its address in the world, not that of C's FILE, which no seed decides. */
static int f_text(lua_State *L) {
    const luaL_Stream *stream = luaL_checkudata(L, 1, LUA_FILEHANDLE);
    if (stream->closef)
        lua_pushfstring(L, "file (%p)", (const void *)stream);
    else
        lua_pushliteral(L, "file (closed)");
    return 1;
}

/* ---- The package ---- */

/* Standard files stay open. */
static int keep_open(lua_State *L) {
    luaL_Stream *stream = lua_touserdata(L, 1);
    stream->closef = keep_open;
    luaL_pushfail(L);
    lua_pushliteral(L, "cannot close standard file");
    return 2;
}

/* Into the table on top of L. */
static void standard_file(lua_State *L, FILE *stream, const char *name, const char *key) {
    File *f = file_new(L);
    file_open(f, stream, keep_open);
    if (key) {
        lua_pushvalue(L, -1);
        lua_setfield(L, LUA_REGISTRYINDEX, key);
    }
    lua_setfield(L, -2, name);
}

static const Binding bindings[] = {
    {"close", io_close, "io.close([file])  closes a file; without one, the standard output"},
    {"flush", io_flush, "io.flush()  writes what has been kept back for the standard output"},
    {"input", io_input, "io.input([file]) file  the file that io.read reads; with a file or its name, that from now on"},
    {"lines", io_lines, "io.lines([name, ...])  for line in io.lines(name): the lines of a file"},
    {"open", io_open, "io.open(name [, mode]) (file, err)  opens a file; mode is r, w, a, r+, w+ or a+"},
    {"output", io_output,
     "io.output([file]) file  the file that io.write writes; with a file or its name, that from now on"},
    {"read", io_read, "io.read(...) ...  reads a line, or what the formats tell: \"n\", \"a\", \"l\", \"L\", a number of bytes"},
    {"tmpfile", io_tmpfile, "io.tmpfile() file  a file that goes when the program ends"},
    {"type", io_type, "io.type(v) string  file, closed file, or nil for what is no file"},
    {"write", io_write, "io.write(...) file  writes texts and numbers"},
    {NULL, NULL, NULL},
};

void open_io(lua_State *L) {
    static const luaL_Reg methods[] = {{"close", f_close}, {"flush", f_flush},     {"lines", file_lines},
                                       {"read", f_read},   {"seek", f_seek},       {"setvbuf", f_setvbuf},
                                       {"write", f_write}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {
        {"__gc", f_gc}, {"__close", f_gc}, {"__tostring", f_text}, {NULL, NULL}};
    open_jobs(L);
    luaL_getmetatable(L, LUA_FILEHANDLE);
    luaL_setfuncs(L, metamethods, 0);
    lua_getfield(L, -1, "__index");
    luaL_setfuncs(L, methods, 0);
    lua_getglobal(L, "io");
    package_extend(L, "io", bindings);
    standard_file(L, stdin, "stdin", input);
    standard_file(L, stdout, "stdout", output);
    standard_file(L, stderr, "stderr", NULL);
    lua_getfield(L, -1, "stdout");
    output_keep(L);
    lua_pop(L, 3);
}
