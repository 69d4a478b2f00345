/* Children of the program, and names of files: io.popen, os.execute, os.remove, os.rename. A child is started by another
 * thread, and waited for by its descriptor. */
#include <errno.h>

#include "lua/file.h"
#include "lua/object.h"
#include "lua/package.h"
#include "runtime/posix.h"

/* A child that os.execute waits for; whoever is interrupted leaves it to its end. */
typedef struct Execution {
    Child child;
    Pollable poll;
} Execution;

static const char execution_key = 'e';

/* ---- io.popen ---- */

static int popen_done(lua_State *L) {
    Job *j = job_at(L, -1);
    if (j->failed) {
        errno = j->error;
        return luaL_fileresult(L, 0, lua_tostring(L, 1));
    }
    File *f = file_new(L);
    file_open(f, j->file, file_close);
    f->child = j->child;
    j->child = (Child){.fd = -1};
    j->file_owned = false;
    return 1;
}

static int io_popen(lua_State *L) {
    const char *command = luaL_checkstring(L, 1), *mode = luaL_optstring(L, 2, "r");
    luaL_argcheck(L, (*mode == 'r' || *mode == 'w') && !mode[1], 2, "invalid mode");
    output_flush();
    Job *j = job_new(L, job_spawn, command, NULL);
    j->pipe = *mode == 'r' ? CHILD_OUTPUT : CHILD_INPUT;
    return job_do(L, j, popen_done);
}

/* ---- os.execute ---- */

static int execution_collect(lua_State *L) {
    Execution *e = lua_touserdata(L, 1);
    poll_remove(sched_of(L), &e->poll);
    child_abandon(&e->child);
    return 0;
}

/* Waits for the child of the Execution on top of L. */
static int execute_wait(lua_State *L) {
    Execution *e = lua_touserdata(L, -1);
    ChildEnd end;
    Outcome outcome = child_wait(L, &e->child, &e->poll, file_begin(L), &end);
    return outcome == OP_DONE ? child_results(L, &end) : op_end(L, outcome, execute_wait, NULL);
}

static int execute_started(lua_State *L) {
    Job *j = job_at(L, -1);
    if (j->failed) return file_failed(L, j->error);
    Execution *e = lua_newuserdatauv(L, sizeof *e, 0);
    *e = (Execution){.child = j->child, .poll.fd = -1};
    j->child = (Child){.fd = -1};
    lua_rawgetp(L, LUA_REGISTRYINDEX, &execution_key);
    lua_setmetatable(L, -2);
    return execute_wait(L);
}

static int os_execute(lua_State *L) {
    const char *command = luaL_optstring(L, 1, NULL);
    if (!command) {
        lua_pushboolean(L, child_shell());
        return 1;
    }
    output_flush_ready(world_of(L)); /* what has been printed stands before what the command prints */
    return job_do(L, job_new(L, job_spawn, command, NULL), execute_started);
}

/* ---- Names of files ---- */

static void job_remove(Job *j) {
    errno = 0;
    j->failed = remove(j->text) != 0;
    j->error = errno;
}

static void job_rename(Job *j) {
    errno = 0;
    j->failed = rename(j->text, j->other) != 0;
    j->error = errno;
}

static int remove_done(lua_State *L) {
    const Job *j = job_at(L, -1);
    errno = j->error;
    return luaL_fileresult(L, !j->failed, j->text);
}

static int rename_done(lua_State *L) {
    const Job *j = job_at(L, -1);
    errno = j->error;
    return luaL_fileresult(L, !j->failed, NULL);
}

static int os_remove(lua_State *L) {
    return job_do(L, job_new(L, job_remove, luaL_checkstring(L, 1), NULL), remove_done);
}

static int os_rename(lua_State *L) {
    const char *from = luaL_checkstring(L, 1), *to = luaL_checkstring(L, 2);
    return job_do(L, job_new(L, job_rename, from, to), rename_done);
}

void open_process(lua_State *L) {
    static const Binding io[] = {
        {"popen", io_popen,
         "io.popen(command [, mode]) (file, err)  starts a process; the file is its output, or with w its input"},
        {NULL, NULL, NULL}};
    static const Binding os[] = {
        {"execute", os_execute,
         "os.execute([command]) (bool, string, int)  runs a command: did it succeed, did it exit, with which code"},
        {"remove", os_remove, "os.remove(name) (bool, err)  deletes a file"},
        {"rename", os_rename, "os.rename(old, new) (bool, err)  gives a file another name"},
        {NULL, NULL, NULL}};
    finalizer_register(L, &execution_key, execution_collect);
    lua_getglobal(L, "io");
    package_extend(L, "io", io);
    lua_getglobal(L, "os");
    package_extend(L, "os", os);
    lua_pop(L, 2);
}
