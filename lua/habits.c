/* Habits from Go: what a learner may have meant by what Lua refuses while the program runs, and what to write in gosh.
 * (What is refused before anything runs has its hints in lua/syntax/hints.c.) */
#include "lua/advice.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *text, *hint;
} habits[] = {
    {"call a nil value (global 'import')",
     "packages are predeclared in gosh: leave the import out and write `fmt.Println(x)`"},
    {"call a nil value (global 'append')", "a Lua table grows by itself: write `xs[#xs + 1] = v`"},
    {"call a nil value (global 'new')", "gosh has no pointers: write `var x T`, or a table"},
    {"call a nil value (global 'make')", "make makes channels: `make(chan T)` or `make(chan T, n)`"},
    {"call a nil value (global 'delete')", "write `t[key] = nil`"},
    {"call a nil value (global 'copy')", "write `table.move(from, 1, #from, 1, to)`"},
    {"call a nil value (global 'min')", "write `math.min(x, y)`"},
    {"call a nil value (global 'max')", "write `math.max(x, y)`"},
    {"call a nil value (local 'yield')",
     "range takes a function that returns the next value at each call, and nil at the end"},
    {"argument #1 to 'select' (number expected, got table)", "to wait for ever, write `select end`"},
    {"call a nil value (global 'int')", "write `math.tointeger(x)`, or `x // 1` for a fraction"},
    {"call a nil value (global 'float64')", "write `x + 0.0`"},
    {"call a table value (global 'string')", "write `tostring(x)`, or `utf8.char(c)` for a character"},
    {"call a nil value (field 'Copy')",
     "write a loop of `data, err := from.Read()`, until err is io.EOF, and `to.Write(data)`"},
    {"call a nil value (field 'Create')", "write `io.open(name, \"w\")`"},
    {"call a nil value (field 'ReadFile')", "write `io.open(name):read(\"a\")`"},
    {"index a nil value (global 'exec')", "write `os.execute(command)` or `io.popen(command)`"},
    {"index a nil value (global 'strings')", "Lua's string has upper, find, gsub, rep and more"},
    {"index a nil value (global 'strconv')", "write `tonumber(s)`, `math.tointeger(s)` or `tostring(n)`"},
    {"index a nil value (global 'log')",
     "write `fmt.Fprintln(os.Stderr, x)`, and `panic(x)` or `os.Exit(1)` to end the program"},
    {"index a nil value (global 'bufio')",
     "files have lines() and read(), connections have ReadLine()"},
    {"index a nil value (global 'sort')", "write `table.sort(xs)`, or `table.sort(xs, less)`"},
    {"index a nil value (global 'slices')",
     "Lua's table has sort, concat, insert, remove and move"},
    {"index a nil value (global 'http')", "there is no http: net.Listen and net.Dial speak TCP"},
    {"non-channel (value of type time.Timer)", "its channel is in its field C: `<-timer.C`"},
    {"non-channel (value of type time.Ticker)", "its channel is in its field C: `<-ticker.C`"},
    {"range over value (value of type time.Ticker)",
     "its channel is in its field C: `for t := range ticker.C do ... end`"},
    {"receive from non-channel (value of type func())", "call it: `<-ctx.Done()`"},
    {"call a nil value (global 'println')", "write `print(x)` or `fmt.Println(x)`"},
    {"call a nil value (global 'package')", "a gosh file needs no package clause"},
    {"call a nil value (global 'interface')", "leave the type out: a variable takes any value"},
    {"call a nil value (global 'range')", "range stands in a loop: `for i := range 3 do ... end`"},
    {"call a nil value (global 'throw')", "write `panic(x)`"},
    {"call a nil value (global 'raise')", "write `panic(x)`"},
    {"call a nil value (global 'spawn')", "write `go f(x)`"},
    {"call a nil value (global 'channel')", "a channel is made by `make(chan int)`"},
    {"call a nil value (global 'send')", "a send is written `ch <- v`"},
    {"call a nil value (global 'receive')", "a receive is written `<-ch`"},
    {"call a nil value (global 'recv')", "a receive is written `<-ch`"},
    {"call a nil value (for iterator", "what is to be walked is nil"},
    {"call a chan value (for iterator", "range receives: `for v := range ch do ... end`"},
    {"call a chan value", "`ch <- v` sends, `<-ch` receives; the size of the buffer stands in `make(chan int, 3)`"},
    {"index a chan value",
     "a channel has no fields and methods: `ch <- v` sends, `<-ch` receives, `close(ch)` closes"},
    {"index a function value",
     "a function has no fields: call it, `f()`; an object of a type is declared so: `var mu sync.Mutex`"},
    {"(value of type table is no function)", "write `go func() ... end()`"},
    {"in argument to Map.Range", "write `m.Range(func(k, v) ... return true end)`"},
    {"cannot send to non-channel (value of type func())", "a function is called with brackets: `print(<-ch)`"},
    {"cannot use nil as func", "pass the function itself, `f` and not `f()`; or `func() f(x) end`"},
    {"as int value in return statement", "`//` divides integers: `return a // b`"},
    {"as time.Duration value", "a duration is a number of time.Second, time.Millisecond ...: `2 * time.Second`"},
    {"call a number value (for iterator", "range counts: `for i := range 3 do ... end`"},
    {"call a table value (for iterator", "range walks: `for i, v := range xs do ... end`"},
    {"compare chan with", "a send is a statement of its own: `ch <- 1`"},
    {"arithmetic on a chan value", "a channel is no number; `<-ch` receives from it: `x := <-ch`"},
    {"add a 'string' with a 'string'", "strings are joined by `..`"},
    {"add a 'string' with a 'number'", "strings are joined by `..`, also with numbers"},
    {"add a 'number' with a 'string'", "strings are joined by `..`, also with numbers"},
};

/* Names of methods, which no package lists. */
static const char *const methods[] = {
    "Accept", "Add",    "Addr",     "Broadcast", "Close",  "CompareAndSwap", "Delete", "Do",
    "Done",   "Err",    "Error",    "Get",       "Go",     "Load",           "Lock",   "Put",
    "RLock",  "Read",   "ReadLine", "RUnlock",   "Range",  "Reset",          "Stop",   "Store",
    "String", "Signal", "Swap",     "TryLock",   "Unlock", "Value",          "Wait",   "Write"};

/* The package that has something of that name, the first in the alphabet; "" for a method; NULL if there is neither. */
static const char *name_owner(lua_State *L, const char *name) {
    int top = lua_gettop(L);
    const char *owner = NULL;
    if (!lua_checkstack(L, 6)) return NULL;
    lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pushnil(L);
    while (lua_next(L, -2)) { /* walking a table allocates nothing, where looking up a text would */
        const char *package = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "_G";
        bool found = false;
        lua_pushnil(L);
        while (!found && lua_istable(L, -2) && lua_next(L, -2)) {
            found = lua_type(L, -2) == LUA_TSTRING && strcmp(lua_tostring(L, -2), name) == 0;
            lua_pop(L, 1);
        }
        lua_settop(L, top + 2);
        if (found && strcmp(package, "_G") != 0 && (!owner || strcmp(package, owner) < 0)) owner = package;
    }
    lua_settop(L, top);
    for (size_t i = 0; !owner && i < sizeof methods / sizeof *methods; i++)
        if (strcmp(methods[i], name) == 0) owner = "";
    return owner;
}

enum { NAME_SIZE = 40 };

/* The name that stands behind `before`, which ends in a quote; false if `said` has no such thing. */
static bool name_said(const char *said, const char *before, char name[NAME_SIZE]) {
    const char *at = strstr(said, before);
    if (!at) return false;
    at += strlen(before);
    snprintf(name, NAME_SIZE, "%.*s", (int)strcspn(at, "'"), at);
    return true;
}

static bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}

/* False if the name begins with no small letter. */
static bool make_capital(char *name) {
    if (*name < 'a' || *name > 'z') return false;
    *name = (char)(*name - 'a' + 'A');
    return true;
}

/* wg.add(1): Go's names that others can use begin with a capital letter. */
static bool capital_add(World *w, Text *t, const char *said) {
    char name[NAME_SIZE];
    if (!name_said(said, "call a nil value (field '", name) && !name_said(said, "call a nil value (method '", name))
        return false;
    if (!make_capital(name) || !name_owner(w->L, name)) return false;
    text_format(t, "Go's names begin with a capital letter: %s", name);
    return true;
}

/* Println("x"), printf("x"): a package's function. */
static bool package_add(World *w, Text *t, const char *said) {
    char name[NAME_SIZE];
    if (!name_said(said, "call a nil value (global '", name)) return false;
    if (!is_capital(*name) && !make_capital(name)) return false;
    const char *owner = name_owner(w->L, name);
    if (!owner || !*owner) return false;
    text_format(t, "a function is called with its package: %s.%s", owner, name);
    return true;
}

bool habit_missing_add(World *w, Text *t, const char *said) {
    char name[NAME_SIZE];
    bool global = name_said(said, "arithmetic on a nil value (global '", name);
    if (!global && !name_said(said, "arithmetic on a nil value (field '", name)) return false;
    size_t length = strlen(name);
    if (global) make_capital(name);
    if (!is_capital(*name)) {
        if (!global) text_add_string(t, "what is missing is nil, not 0: `t[k] = (t[k] or 0) + 1`");
        return !global;
    }
    if (name[length - 1] == 's') name[length - 1] = '\0';
    const char *owner = name_owner(w->L, name);
    if (owner && *owner) text_format(t, "there is no such name: is it %s.%s?", owner, name);
    return owner && *owner;
}

bool habit_add(World *w, Text *t, const char *said) {
    if (!strstr(said, "attempt to ") && !strstr(said, "value of type ") && !strstr(said, "bad argument ") &&
        !strstr(said, "cannot use nil ") && !strstr(said, " value in "))
        return false;
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++) {
        if (!strstr(said, habits[i].text)) continue;
        text_add_string(t, habits[i].hint);
        return true;
    }
    return capital_add(w, t, said) || package_add(w, t, said);
}
