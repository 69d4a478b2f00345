/* Everything that a program prints goes through here: stdio's stdout, so that print, io.write and
 * fmt keep one order. */
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"

#include <stdio.h>

bool output_sink(World *w, int fd, const char *text, size_t length) {
    if (w->controlled && w->over) return true;
    if (!w->sink) return false;
    sched_touch(w->sched, &w->sink, TOUCH_WRITE);
    w->sink(w->sink_arg, fd, text, length);
    return true;
}

void output_write(World *w, const char *text, size_t length) {
    if (!output_sink(w, 1, text, length)) fwrite(text, 1, length, stdout);
}

void output_flush(void) {
    fflush(stdout);
}

void output_error(World *w, const char *text, size_t length) {
    if (output_sink(w, 2, text, length)) return;
    output_flush();
    fwrite(text, 1, length, stderr);
}

Outcome output_point(lua_State *L) {
    World *w = world_of(L);
    if (!w->controlled || !co_of(L)->g || !sched_has_points(w->sched)) return OP_DONE;
    return sched_point(op_begin(L), POINT_PRINT, &w->sink);
}

/* print, as Lua's own. */
static int print(lua_State *L) {
    Outcome point = output_point(L);
    if (point != OP_DONE) return op_end(L, point, NULL, print);
    luaL_Buffer b;
    int count = lua_gettop(L);
    luaL_buffinit(L, &b);
    for (int i = 1; i <= count; i++) {
        if (i > 1) luaL_addchar(&b, '\t');
        luaL_tolstring(L, i, NULL);
        luaL_addvalue(&b);
    }
    luaL_addchar(&b, '\n');
    const char *text = luaL_buffaddr(&b);
    size_t length = luaL_bufflen(&b);
    if (output_takes(L, text, length)) {
        output_write(world_of(L), text, length);
        return 0;
    }
    luaL_pushresult(&b);
    return output_wait(L, false);
}

void open_output(lua_State *L) {
    static const Binding globals[] = {
        {"print", print, "print(...)  writes its arguments, separated by tabs, and a new line"},
        {NULL, NULL, NULL}};
    package_globals(L, globals);
}
