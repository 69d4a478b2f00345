/* Everything that a program prints goes through here: stdio's stdout, so that print, io.write and
 * fmt keep one order. */
#include "lua/host.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Writes all of it, also to a pipe or terminal that somebody has made non-blocking and that is
 * full. */
static void write_all(FILE *file, const char *text, size_t length) {
    while (length > 0) {
        size_t done = fwrite(text, 1, length, file);
        text += done;
        length -= done;
        if (length == 0 || (errno != EAGAIN && errno != EINTR)) return;
        clearerr(file);
        posix_wait_writable(fileno(file));
    }
}

void output_write(const char *text, size_t length) {
    write_all(stdout, text, length);
}

void output_flush(void) {
    while (fflush(stdout) != 0 && (errno == EAGAIN || errno == EINTR)) {
        clearerr(stdout);
        posix_wait_writable(fileno(stdout));
    }
}

void output_error(const char *text, size_t length) {
    output_flush();
    write_all(stderr, text, length);
}

/* print, as Lua's own. */
static int print(lua_State *L) {
    int count = lua_gettop(L);
    for (int i = 1; i <= count; i++) {
        size_t length;
        const char *text = luaL_tolstring(L, i, &length);
        if (i > 1) output_write("\t", 1);
        output_write(text, length);
        lua_pop(L, 1);
    }
    output_write("\n", 1);
    return 0;
}

void open_output(lua_State *L) {
    static const Binding globals[] = {
        {"print", print, "print(...)  writes its arguments, separated by tabs, and a new line"},
        {NULL, NULL, NULL}};
    package_globals(L, globals);
}
