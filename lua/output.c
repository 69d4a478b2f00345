/* Everything that a program prints goes through here: stdio's stdout, so that print, io.write and
 * fmt keep one order. */
#include "lua/host.h"

#include <stdio.h>

void output_write(const char *text, size_t length) {
    fwrite(text, 1, length, stdout);
}

void output_flush(void) {
    fflush(stdout);
}

void output_error(const char *text, size_t length) {
    output_flush();
    fwrite(text, 1, length, stderr);
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
