/* Habits from Go: what a learner may have meant by what Lua refuses while the program runs, and what to write in gosh.
 * (What is refused before anything runs has its hints in lua/syntax/hints.c.) */
#include "lua/host.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *text, *hint;
} habits[] = {
    {"call a nil value (global 'import')",
     "packages are predeclared in gosh: leave the import out and write fmt.Println(x)"},
    {"call a nil value (global 'append')", "a Lua table grows by itself: write xs[#xs + 1] = v"},
    {"call a nil value (global 'new')", "gosh has no pointers: write var x T, or a table"},
    {"call a nil value (global 'make')", "make makes channels: make(chan T) or make(chan T, n)"},
    {"call a nil value (global 'delete')", "write t[key] = nil"},
    {"call a nil value (global 'copy')", "write table.move(from, 1, #from, 1, to)"},
    {"call a nil value (global 'min')", "write math.min(x, y)"},
    {"call a nil value (global 'max')", "write math.max(x, y)"},
    {"call a nil value (local 'yield')",
     "range takes a function that returns the next value at each call, and nil at the end"},
    {"arithmetic on a nil value (field", "what is missing is nil, not 0: t[k] = (t[k] or 0) + 1"},
    {"argument #1 to 'select' (number expected, got table)", "to wait for ever, write: select end"},
    {"call a nil value (global 'int')", "write math.tointeger(x), or x // 1 for a fraction"},
    {"call a nil value (global 'float64')", "write x + 0.0"},
    {"call a table value (global 'string')", "write tostring(x), or utf8.char(c) for a character"},
    {"call a nil value (field 'Copy')",
     "write a loop of data, err := from.Read(), until err is io.EOF, and to.Write(data)"},
    {"call a nil value (field 'Create')", "write io.open(name, \"w\")"},
    {"call a nil value (field 'ReadFile')", "write io.open(name):read(\"a\")"},
    {"index a nil value (global 'exec')", "write os.execute(command) or io.popen(command)"},
    {"index a nil value (global 'strings')", "Lua's string has upper, find, gsub, rep and more"},
    {"index a nil value (global 'strconv')", "write tonumber(s), math.tointeger(s) or tostring(n)"},
    {"index a nil value (global 'log')",
     "write fmt.Fprintln(os.Stderr, x), and panic(x) or os.Exit(1) to end the program"},
    {"index a nil value (global 'bufio')",
     "files have lines() and read(), connections have ReadLine()"},
    {"index a nil value (global 'sort')", "write table.sort(xs), or table.sort(xs, less)"},
    {"index a nil value (global 'slices')",
     "Lua's table has sort, concat, insert, remove and move"},
    {"index a nil value (global 'http')", "there is no http: net.Listen and net.Dial speak TCP"},
    {"non-channel (value of type time.Timer)", "its channel is in its field C: <-timer.C"},
    {"non-channel (value of type time.Ticker)", "its channel is in its field C: <-ticker.C"},
    {"range over value (value of type time.Ticker)",
     "its channel is in its field C: for t := range ticker.C do ... end"},
    {"receive from non-channel (value of type func())", "call it: <-ctx.Done()"},
    {"call a nil value (global 'println')", "write print(x) or fmt.Println(x)"},
    {"call a nil value (global 'package')", "a gosh file needs no package clause"},
    {"index a function value",
     "a function has no fields; an object of a type is declared so: var mu sync.Mutex"},
    {"call a chan value (for iterator", "range receives: for v := range ch do ... end"},
    {"call a number value (for iterator", "range counts: for i := range 3 do ... end"},
    {"call a table value (for iterator", "range walks: for i, v := range xs do ... end"},
    {"compare chan with", "a send is a statement of its own: ch <- 1"},
    {"arithmetic on a chan value", "<-ch receives where a value may stand: x := <-ch"},
    {"add a 'string' with a 'string'", "strings are joined by .."},
    {"add a 'string' with a 'number'", "strings are joined by .., also with numbers"},
    {"add a 'number' with a 'string'", "strings are joined by .., also with numbers"},
};

/* Names of methods, which no package lists. */
static const char *const methods[] = {
    "Accept", "Add",    "Addr",     "Broadcast", "Close",  "CompareAndSwap", "Delete", "Do",
    "Done",   "Err",    "Error",    "Get",       "Go",     "Load",           "Lock",   "Put",
    "RLock",  "Read",   "ReadLine", "RUnlock",   "Range",  "Reset",          "Stop",   "Store",
    "String", "Signal", "Swap",     "TryLock",   "Unlock", "Value",          "Wait",   "Write"};

/* Is there a method, or a function of a package, of that name? */
static bool name_known(lua_State *L, const char *name) {
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(methods[i], name) == 0) return true;
    int top = lua_gettop(L);
    bool found = false;
    if (!lua_checkstack(L, 6)) return false;
    lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pushnil(L);
    while (!found && lua_next(L, -2)) {
        lua_pushnil(L); /* walking a table allocates nothing, where looking up a text would */
        while (!found && lua_istable(L, -2) && lua_next(L, -2)) {
            found = lua_type(L, -2) == LUA_TSTRING && strcmp(lua_tostring(L, -2), name) == 0;
            lua_pop(L, 1);
        }
        lua_settop(L, top + 2);
    }
    lua_settop(L, top);
    return found;
}

/* wg.add(1): Go's names that others can use begin with a capital letter. */
static void capital_add(World *w, Text *t, const char *said) {
    const char *at = strstr(said, "call a nil value (field '");
    if (!at) at = strstr(said, "call a nil value (method '");
    if (!at) return;
    char name[40];
    at = strchr(at, '\'') + 1;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(at, "'"), at);
    if (*name < 'a' || *name > 'z') return;
    *name = (char)(*name - 'a' + 'A');
    if (name_known(w->L, name))
        text_format(t, "\tGo's names begin with a capital letter: %s\n", name);
}

/* Result{id = 1}: Lua would call a function of that name. */
static void struct_add(Text *t, const char *said) {
    static const char called[] = "call a nil value (global '";
    const char *at = strstr(said, called);
    if (!at || at[sizeof called - 1] < 'A' || at[sizeof called - 1] > 'Z') return;
    text_format(t, "\tif that is to be a struct: write a table, {x = 1}\n");
}

void habit_add(World *w, Text *t, const char *said) {
    if (w->explain == EXPLAIN_OFF) return;
    if (!strstr(said, "attempt to ") && !strstr(said, "value of type ") &&
        !strstr(said, "bad argument "))
        return;
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
        if (strstr(said, habits[i].text)) text_format(t, "\t%s\n", habits[i].hint);
    capital_add(w, t, said);
    struct_add(t, said);
}
