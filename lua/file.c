/* A file from its opening to its closing, and calls that other threads make for it. See file.h. */
#include "lua/file.h"
#include "lua/object.h"
#include "runtime/posix.h"

#include <errno.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <unistd.h>

static const char job_key = 'j';
static const char beside_key = 'b'; /* of the weak table of Files beside those of modules in C */

/* ---- Waiting ---- */

static int resumed(lua_State *L, int status, lua_KContext resume) {
    (void)status;
    lua_pushinteger(L, co_of(L)->g->outcome);
    return ((lua_CFunction)resume)(L);
}

int file_park(lua_State *L, lua_CFunction resume) {
    world_of(L)->yield = YIELD_PARK;
    return lua_yieldk(L, 0, (lua_KContext)resume, resumed);
}

Outcome file_resumed(lua_State *L) {
    Outcome outcome = (Outcome)lua_tointeger(L, -1);
    lua_pop(L, 1);
    return outcome;
}

bool file_begin(lua_State *L) {
    Co *co = co_of(L);
    if (!co->g) return false;
    op_begin(L);
    return !co->g->pinned;
}

/* ---- Jobs ---- */

static void job_release(Work *work) {
    Job *j = (Job *)work;
    if (j->file_owned && j->file) fclose(j->file);
    child_abandon(&j->child);
    free(j->text);
    free(j->other);
    free(j);
}

static void job_run(Work *work) {
    Job *j = (Job *)work;
    j->call(j);
}

static Job *job_make(void (*call)(Job *j)) {
    Job *j = calloc(1, sizeof *j);
    if (!j) return NULL;
    j->work.run = job_run;
    j->work.release = job_release;
    j->call = call;
    j->child.fd = -1;
    return j;
}

static int job_collect(lua_State *L) {
    Job **owner = lua_touserdata(L, 1);
    if (*owner) work_let_go(&(*owner)->work);
    *owner = NULL;
    return 0;
}

void open_jobs(lua_State *L) {
    finalizer_register(L, &job_key, job_collect);
}

Job *job_at(lua_State *L, int index) {
    return *(Job **)lua_touserdata(L, index);
}

Job *job_new(lua_State *L, void (*call)(Job *j), const char *text, const char *other) {
    Job **owner = lua_newuserdatauv(L, sizeof *owner, 0);
    *owner = NULL;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &job_key);
    lua_setmetatable(L, -2);
    Job *j = job_make(call);
    if (j && text) j->text = strdup(text);
    if (j && other) j->other = strdup(other);
    if (!j || (text && !j->text) || (other && !j->other)) {
        if (j) job_release(&j->work);
        op_error(L, OP_NO_MEMORY);
        return NULL;
    }
    j->work.done = j->work.owned = true; /* until it is started */
    return *owner = j;
}

int job_do(lua_State *L, Job *j, lua_CFunction done) {
    Sched *s = sched_of(L);
    file_begin(L);
    work_start(s, &j->work);
    return op_end(L, work_wait(s, &j->work), done, NULL);
}

void job_spawn(Job *j) {
    int fd = -1;
    j->error = child_start(&j->child, j->text, j->pipe, &fd);
    if (!j->error && j->pipe != CHILD_NO_PIPE) {
        j->file = fdopen(fd, j->pipe == CHILD_INPUT ? "w" : "r");
        j->file_owned = true;
        if (!j->file) {
            j->error = errno;
            close(fd);
        }
    }
    j->failed = j->error != 0;
}

Outcome file_work(lua_State *L, File *f, void (*call)(Job *j), char *text, size_t length) {
    Job *j = job_make(call);
    if (!j) {
        free(text);
        op_error(L, OP_NO_MEMORY);
    }
    j->file = f->stream->f;
    j->text = text;
    j->length = length;
    j->work.essential = __fwriting(j->file) != 0;
    f->job = j;
    work_start(sched_of(L), &j->work);
    return file_settle(L, f);
}

Outcome file_settle(lua_State *L, File *f) {
    Job *j = f->job;
    if (!j) return OP_DONE;
    file_begin(L);
    Outcome outcome = work_wait(sched_of(L), &j->work);
    if (outcome != OP_DONE || f->job != j) return outcome;
    f->job = NULL;
    if (j->failed) f->error = j->error ? j->error : EIO;
    work_let_go(&j->work);
    return OP_DONE;
}

/* ---- Files ---- */

static void file_reset(File *f, luaL_Stream *stream) {
    memset(f, 0, sizeof *f);
    f->stream = stream;
    f->fd = f->poll.fd = f->child.fd = -1;
}

/* The File beside the one of a module's at `index`. */
static File *file_beside(lua_State *L, int index) {
    index = lua_absindex(L, index);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &beside_key) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_createtable(L, 0, 1);
        lua_pushliteral(L, "k");
        lua_setfield(L, -2, "__mode");
        lua_setmetatable(L, -2);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &beside_key);
    }
    lua_pushvalue(L, index);
    if (lua_rawget(L, -2) != LUA_TUSERDATA) {
        lua_pop(L, 1);
        File *f = lua_newuserdatauv(L, sizeof *f, 0);
        file_reset(f, lua_touserdata(L, index));
        lua_pushvalue(L, index);
        lua_pushvalue(L, -2);
        lua_rawset(L, -4);
    }
    File *f = lua_touserdata(L, -1);
    lua_pop(L, 2);
    return f;
}

File *file_at(lua_State *L, int index) {
    File *f = lua_touserdata(L, index);
    if (lua_rawlen(L, index) != sizeof *f) f = file_beside(L, index);
    f->uses++;
    return f;
}

File *file_check(lua_State *L, int index) {
    luaL_checkudata(L, index, LUA_FILEHANDLE);
    return file_at(L, index);
}

File *file_use(lua_State *L, int index) {
    File *f = file_check(L, index);
    if (file_is_closed(f)) luaL_error(L, "attempt to use a closed file");
    return f;
}

File *file_new(lua_State *L) {
    File *f = lua_newuserdatauv(L, sizeof *f, 0);
    file_reset(f, &f->own);
    luaL_setmetatable(L, LUA_FILEHANDLE);
    return f;
}

void file_open(File *f, FILE *stream, lua_CFunction closef) {
    f->own.f = stream;
    f->own.closef = closef;
    f->kind = FILE_UNKNOWN;
}

FileKind file_kind(lua_State *L, File *f) {
    if (f->kind != FILE_UNKNOWN) return f->kind;
    FILE *c = f->stream->f;
    World *w = world_of(L);
    f->fd = c == stdout ? 1 : c == stderr ? 2 : fileno(c);
    if (f->fd < 0 || w->seeded) return f->kind = FILE_DIRECT;
    if (posix_is_file(f->fd)) return f->kind = FILE_DISK;
    return f->kind = poll_add(w->sched, &f->poll, f->fd, true) == 0 ? FILE_POLLED : FILE_DIRECT;
}

int file_failed(lua_State *L, int error) {
    errno = error;
    return luaL_fileresult(L, 0, NULL);
}

int file_closed(lua_State *L) {
    luaL_pushfail(L);
    lua_pushliteral(L, "file already closed");
    lua_pushinteger(L, EBADF);
    return 3;
}

void file_unhold(File *f) {
    if (f->held_count && fseeko(f->stream->f, -(off_t)f->held_count, SEEK_CUR) == 0)
        f->held_count = f->scanned = 0;
}

/* ---- Closing ---- */

/* What the stream leaves behind. */
static void file_forget(World *w, File *f) {
    poll_remove(w->sched, &f->poll);
    if (f->held) arena_free(w->arena, f->held, f->held_capacity);
    f->held = NULL;
    f->held_count = f->held_capacity = f->scanned = 0;
    f->kind = FILE_UNKNOWN;
}

/* Closes the stream, which holds nothing that could block. The number of the error. */
static int stream_close(World *w, File *f) {
    FILE *c = f->stream->f;
    f->stream->closef = NULL;
    file_forget(w, f);
    int error = fclose(c) == 0 ? 0 : errno;
    free(f->buffer);
    f->buffer = NULL;
    return error;
}

void file_close_now(lua_State *L, File *f) {
    World *w = world_of(L);
    lua_CFunction closef = f->stream->closef;
    if (closef != file_close) { /* closed, or a standard file's, or a module's own */
        file_forget(w, f);
        f->stream->closef = NULL;
        if (closef) closef(L);
    } else if (f->job) { /* another thread has the stream, and what comes of it is of interest to nobody */
        f->stream->closef = NULL;
        file_forget(w, f);
        f->job->file_owned = true;
        f->job->other = f->buffer; /* which goes after the stream */
        f->buffer = NULL;
        work_let_go(&f->job->work);
        f->job = NULL;
    } else {
        stream_close(w, f);
    }
    ChildEnd end;
    if (f->child.id && f->feeds && w->closing) child_ended(&f->child, true, &end); /* what it was given is to arrive */
    child_abandon(&f->child);
}

Outcome child_wait(lua_State *L, Child *c, Pollable *p, bool pausable, ChildEnd *end) {
    Sched *s = sched_of(L);
    if (!pausable || c->fd < 0 || s == NULL || world_of(L)->seeded ||
        (p->fd < 0 && poll_add(s, p, c->fd, true) != 0)) {
        child_ended(c, true, end);
        return OP_DONE;
    }
    Outcome outcome = OP_DONE;
    while (outcome == OP_DONE) {
        if (posix_ready(c->fd, POLL_READ)) {
            poll_end(s, p, POLL_READ);
            poll_remove(s, p);
            child_ended(c, true, end);
            return OP_DONE;
        }
        outcome = poll_wait(s, p, POLL_READ);
    }
    return outcome;
}

int child_results(lua_State *L, const ChildEnd *end) {
    if (end->error) return file_failed(L, end->error);
    if (end->code == 0 && !end->signalled)
        lua_pushboolean(L, 1);
    else
        luaL_pushfail(L);
    lua_pushstring(L, end->signalled ? "signal" : "exit");
    lua_pushinteger(L, end->code);
    return 3;
}

static int close_go(lua_State *L, bool turn, Outcome outcome);

static int close_resume(lua_State *L) {
    Outcome outcome = file_resumed(L);
    bool turn = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return close_go(L, turn, outcome);
}

/* Writes what is left, closes the stream, and waits for the child. */
static int close_go(lua_State *L, bool turn, Outcome outcome) {
    File *f = file_at(L, 1);
    ChildEnd end = {0};
    bool pausable = file_begin(L);
    if (!file_is_closed(f)) {
        if (outcome == OP_DONE && !turn) outcome = file_settle(L, f);
        if (outcome == OP_DONE && !file_is_closed(f)) outcome = file_drain(L, f, &turn);
    }
    if (outcome == OP_DONE && !file_is_closed(f)) {
        lua_CFunction closef = f->stream->closef;
        if (closef != file_close) { /* a standard file's, or a module's own */
            f->stream->closef = NULL;
            if (f->stream != &f->own) file_forget(world_of(L), f);
            return closef(L);
        }
        int error = stream_close(world_of(L), f);
        if (!error) error = f->error;
        f->error = 0;
        if (!f->child.id && error) return file_failed(L, error);
        if (!f->child.id) {
            lua_pushboolean(L, 1);
            return 1;
        }
    }
    if (outcome == OP_DONE && f->child.id) {
        outcome = child_wait(L, &f->child, &f->poll, pausable, &end);
        turn = false;
        if (outcome == OP_DONE) return child_results(L, &end);
    }
    if (outcome != OP_PARKED) return file_closed(L);
    lua_pushboolean(L, turn);
    return file_park(L, close_resume);
}

int file_close(lua_State *L) {
    lua_settop(L, 1);
    return close_go(L, false, OP_DONE);
}
