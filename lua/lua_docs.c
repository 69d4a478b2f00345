/* The documentation of Lua's own functions, whose bindings are Lua's. Those that gosh has made its own are documented
 * where they are: print, load, coroutine.create, os.exit ... */
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"

#define DOC(name, doc)                                                                             \
    { name, NULL, doc }

static const Binding predeclared[] = {
    DOC("assert",
        "assert(v [, message]) ...  its arguments if v is true; else an error with message"),
    DOC("collectgarbage", "collectgarbage([option [, arg]])  runs the garbage collector, or asks "
                          "or tells it something"),
    DOC("error", "error(message [, level])  as panic; message begins with the place of the call at "
                 "that level"),
    DOC("getmetatable", "getmetatable(v) table  the metatable of v, or nil"),
    DOC("ipairs", "ipairs(t)  for i, v in ipairs(t): 1, 2, 3 ... up to the first nil"),
    DOC("make", "make(chan T [, n]) chan T  a channel for values of type T, with a buffer of n"),
    DOC("next", "next(t [, key]) (key, value)  the entry of t behind that of key; without key, the "
                "first one"),
    DOC("pairs", "pairs(t)  for k, v in pairs(t): all entries, in no order"),
    DOC("pcall", "pcall(f, ...) (bool, ...)  calls f; true and its results, or false and the value "
                 "of its panic"),
    DOC("rawequal", "rawequal(a, b) bool  a == b without metamethods"),
    DOC("rawget", "rawget(t, key) any  t[key] without metamethods"),
    DOC("rawlen", "rawlen(v) int  #v without metamethods"),
    DOC("rawset", "rawset(t, key, value) table  t[key] = value without metamethods"),
    DOC("require",
        "require(name) (any, any)  what the module of that name returns; it is run once"),
    DOC("select",
        "select(n, ...)  the arguments from the n-th on; select(\"#\", ...) is their number"),
    DOC("setmetatable", "setmetatable(t, metatable) table  t, with that metatable"),
    DOC("tonumber", "tonumber(v [, base]) number  v as a number, or nil"),
    DOC("tostring", "tostring(v) string  v as text"),
    DOC("type",
        "type(v) string  nil, boolean, number, string, table, function, thread or userdata"),
    DOC("warn", "warn(message, ...)  a warning on stderr; warn(\"@on\") shows them, warn(\"@off\") "
                "hides them"),
    DOC("xpcall", "xpcall(f, handler, ...) (bool, ...)  as pcall; handler gets the value of the "
                  "panic where it happens"),
    DOC(NULL, NULL)};

static const Binding string_docs[] = {
    DOC("byte", "string.byte(s [, i [, j]]) int...  the bytes from i to j as numbers"),
    DOC("char", "string.char(...int) string  the text of those bytes"),
    DOC("dump", "string.dump(f [, strip]) string  f as bytecode"),
    DOC("find", "string.find(s, pattern [, init [, plain]]) (int, int, ...)  where pattern is "
                "first found, and its captures"),
    DOC("format", "string.format(format, ...) string  the arguments as %d %s %5.2f %q %x ... tell"),
    DOC("gmatch", "string.gmatch(s, pattern [, init])  for a, b in string.gmatch(s, pattern): the "
                  "captures of all matches"),
    DOC("gsub", "string.gsub(s, pattern, replacement [, n]) (string, int)  s with all matches "
                "replaced, by a text, table or function"),
    DOC("len", "string.len(s) int  how many bytes s has"),
    DOC("lower", "string.lower(s) string  in small letters"),
    DOC("match", "string.match(s, pattern [, init]) ...  the captures of the first match, or the "
                 "match itself"),
    DOC("pack", "string.pack(format, ...) string  the values as bytes"),
    DOC("packsize", "string.packsize(format) int  how many bytes pack makes"),
    DOC("rep", "string.rep(s, n [, separator]) string  s n times"),
    DOC("reverse", "string.reverse(s) string  the bytes from the last to the first"),
    DOC("sub", "string.sub(s, i [, j]) string  the bytes from i to j; negative: from the end"),
    DOC("unpack", "string.unpack(format, s [, at]) ...  the values that pack made into bytes, and "
                  "where they end"),
    DOC("upper", "string.upper(s) string  in capital letters"),
    DOC(NULL, NULL)};

static const Binding table_docs[] = {
    DOC("concat", "table.concat(t [, separator [, i [, j]]]) string  the texts and numbers of a "
                  "list, joined"),
    DOC("insert", "table.insert(t, [at,] value)  puts value into a list, at the end or at a place"),
    DOC("move", "table.move(from, first, last, at [, to]) table  copies elements of a list"),
    DOC("pack", "table.pack(...) table  the arguments as a list, with their number in n"),
    DOC("remove",
        "table.remove(t [, at]) any  takes the last element, or that at a place, out of a list"),
    DOC("sort", "table.sort(t [, less func(a, b) bool])  sorts a list in place"),
    DOC("unpack", "table.unpack(t [, i [, j]]) ...  the elements of a list"),
    DOC(NULL, NULL)};

static const Binding math_docs[] = {
    DOC("abs", "math.abs(x) number  x without its sign"),
    DOC("acos", "math.acos(x) float64  the arc cosine, in radians"),
    DOC("asin", "math.asin(x) float64  the arc sine, in radians"),
    DOC("atan", "math.atan(y [, x]) float64  the arc tangent of y/x, in radians"),
    DOC("atan2", "math.atan2(y, x) float64  as math.atan"),
    DOC("ceil", "math.ceil(x) int  the smallest integer that is not below x"),
    DOC("cos", "math.cos(x) float64  the cosine of x radians"),
    DOC("cosh", "math.cosh(x) float64  the hyperbolic cosine"),
    DOC("deg", "math.deg(x) float64  x radians in degrees"),
    DOC("exp", "math.exp(x) float64  e to the power of x"),
    DOC("floor", "math.floor(x) int  the largest integer that is not above x"),
    DOC("fmod", "math.fmod(x, y) number  the rest of x/y, rounded toward zero"),
    DOC("frexp", "math.frexp(x) (float64, int)  m and e with x == m * 2^e"),
    DOC("ldexp", "math.ldexp(m, e) float64  m * 2^e"),
    DOC("log", "math.log(x [, base]) float64  the logarithm, to the base e without one"),
    DOC("log10", "math.log10(x) float64  the logarithm to the base 10"),
    DOC("max", "math.max(x, ...) number  the largest argument"),
    DOC("min", "math.min(x, ...) number  the smallest argument"),
    DOC("modf", "math.modf(x) (number, float64)  the whole and the fractional part"),
    DOC("pow", "math.pow(x, y) float64  x^y"),
    DOC("rad", "math.rad(x) float64  x degrees in radians"),
    DOC("random", "math.random([m [, n]]) number  an integer from m, or 1, to n; without arguments "
                  "a float from 0 to below 1"),
    DOC("randomseed", "math.randomseed([x [, y]])  what math.random gives from here on"),
    DOC("sin", "math.sin(x) float64  the sine of x radians"),
    DOC("sinh", "math.sinh(x) float64  the hyperbolic sine"),
    DOC("sqrt", "math.sqrt(x) float64  the square root"),
    DOC("tan", "math.tan(x) float64  the tangent of x radians"),
    DOC("tanh", "math.tanh(x) float64  the hyperbolic tangent"),
    DOC("tointeger", "math.tointeger(x) int  x as an integer, or nil if it is none"),
    DOC("type", "math.type(x) string  integer or float; nil for what is no number"),
    DOC("ult", "math.ult(m, n) bool  m < n, both as integers without a sign"),
    DOC(NULL, NULL)};

static const Binding os_docs[] = {
    DOC("date", "os.date([format [, time]]) string  a time as text; with \"*t\" as a table"),
    DOC("difftime", "os.difftime(t2, t1) float64  the seconds from t1 to t2"),
    DOC("getenv", "os.getenv(name) string  a variable of the environment, or nil"),
    DOC("setlocale", "os.setlocale(locale [, category]) string  sets the program's locale"),
    DOC("time", "os.time([table]) int  seconds since 1970: now, or of the date in a table"),
    DOC("tmpname", "os.tmpname() string  a name for a temporary file"),
    DOC(NULL, NULL)};

static const Binding utf8_docs[] = {
    DOC("char", "utf8.char(...int) string  the text of those code points"),
    DOC("codepoint",
        "utf8.codepoint(s [, i [, j [, lax]]]) int...  the code points of the bytes from i to j"),
    DOC("codes", "utf8.codes(s [, lax])  for at, code in utf8.codes(s): all code points"),
    DOC("len", "utf8.len(s [, i [, j [, lax]]]) int  how many code points s has"),
    DOC("offset", "utf8.offset(s, n [, i]) int  where the n-th code point begins"),
    DOC(NULL, NULL)};

static const Binding debug_docs[] = {
    DOC("debug", "debug.debug()  reads lines from stdin and runs them"),
    DOC("gethook", "debug.gethook([thread]) (func, string, int)  the hook that sethook set"),
    DOC("getinfo", "debug.getinfo([thread,] f [, what]) table  what is known of a function or "
                   "level of the stack"),
    DOC("getlocal",
        "debug.getlocal([thread,] f, n) (string, any)  name and value of a local variable"),
    DOC("getmetatable", "debug.getmetatable(v) table  the metatable of v, also if it is hidden"),
    DOC("getregistry", "debug.getregistry() table  Lua's registry"),
    DOC("getupvalue", "debug.getupvalue(f, n) (string, any)  name and value of an upvalue"),
    DOC("getuservalue", "debug.getuservalue(u, n) any  a value that belongs to a userdata"),
    DOC("setcstacklimit", "debug.setcstacklimit(n) int  does nothing any more"),
    DOC("sethook", "debug.sethook([thread,] hook, mask [, count])  has hook called at calls, "
                   "returns, lines or instructions"),
    DOC("setlocal", "debug.setlocal([thread,] level, n, value) string  sets a local variable"),
    DOC("setmetatable", "debug.setmetatable(v, metatable) any  sets the metatable of any value"),
    DOC("setupvalue", "debug.setupvalue(f, n, value) string  sets an upvalue"),
    DOC("setuservalue",
        "debug.setuservalue(u, value, n) any  sets a value that belongs to a userdata"),
    DOC("traceback", "debug.traceback([thread,] [message [, level]]) string  the stack as text"),
    DOC("upvalueid",
        "debug.upvalueid(f, n) any  what is the same for closures that share the upvalue"),
    DOC("upvaluejoin", "debug.upvaluejoin(f1, n1, f2, n2)  has one upvalue refer to another"),
    DOC(NULL, NULL)};

static const Binding package_docs[] = {
    DOC("loadlib", "package.loadlib(path, name) (func, err)  loads a function of a library in C"),
    DOC("searchpath",
        "package.searchpath(name, path) (string, err)  the file that require would find"),
    DOC(NULL, NULL)};

static const Binding file_docs[] = {
    DOC("close", "file.close()  closes the file"),
    DOC("flush", "file.flush()  writes what has been kept back"),
    DOC("lines", "file.lines(...)  for line in f:lines(): the lines of the file"),
    DOC("read", "file.read(...) ...  reads a line, or what the formats tell: \"n\", \"a\", \"l\", "
                "\"L\", a number of bytes"),
    DOC("seek", "file.seek([whence [, offset]]) int  where in the file it goes on; whence is set, "
                "cur or end"),
    DOC("setvbuf", "file.setvbuf(mode [, size])  what is kept back: no, full or line"),
    DOC("write", "file.write(...) file  writes texts and numbers"),
    DOC(NULL, NULL)};

void open_lua_docs(lua_State *L) {
    docs_keep(L, NULL, predeclared);
    docs_keep(L, "string", string_docs);
    docs_keep(L, "table", table_docs);
    docs_keep(L, "math", math_docs);
    docs_keep(L, "os", os_docs);
    docs_keep(L, "utf8", utf8_docs);
    docs_keep(L, "debug", debug_docs);
    docs_keep(L, "package", package_docs);
    docs_keep(L, "file", file_docs);
}
