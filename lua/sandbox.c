/* --sandbox: what a program may reach that is not to touch anything outside of itself.
 *
 * The law: what is not named here is refused. When all libraries are open, each function of every package is looked up
 * in `allowed`; one that is not there gives its place to a function that says so and does nothing else. So a function
 * that is added to a package stays refused until somebody has written its name here, and tests/lang/sandbox lists all.
 * A program can hold no other reference to what was replaced: nothing of it has run yet, and what could look into other
 * functions (upvalues, hooks, the registry, bytecode) is refused as well. */
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"
#include "runtime/posix.h"

static const struct {
    const char *package, *names; /* each name with a space on both sides */
} allowed[] = {
    {"_G", " arg assert cap close collectgarbage error getmetatable go ipairs len load make "
           "next pairs panic pcall print rawequal rawget rawlen rawset recover require select "
           "setmetatable struct tonumber tostring type warn xpcall "},
    {"atomic", " __index Bool Int32 Int64 Pointer Uint32 Uint64 Value "},
    {"coroutine", " close create isyieldable resume running status wrap yield "},
    {"debug", " FreeOSMemory PrintStack SetGCPercent SetTraceback Stack channels getinfo goroutines locks "
              "traceback "},
    {"errors", " As ErrUnsupported Is Join New Unwrap "},
    {"fmt", " Errorf Fprint Fprintf Fprintln Print Printf Println Sprint Sprintf Sprintln "},
    {"io", " EOF close flush input lines output read stderr stdin stdout type write "},
    {"math", " abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp ldexp log log10 "
             "max min modf pow rad random randomseed sin sinh sqrt tan tanh tointeger type ult "},
    {"net", " Addr Conn ErrClosed Error JoinHostPort Listener SplitHostPort "},
    {"os", " Args ErrDeadlineExceeded Exit Interrupt Kill Stderr Stdin Stdout clock date "
           "difftime exit time "},
    {"package", " loaded preload searchers "},
    {"rand", " ExpFloat64 Float32 Float64 Int Int31 Int31n Int63 Int63n Int64N IntN Intn N New "
             "NewSource NormFloat64 Perm Rand Seed Shuffle Source Uint32 Uint64 "},
    {"runtime", " Caller GC GOMAXPROCS Goexit Gosched KeepAlive MemStats NumCPU NumGoroutine "
                "ReadMemStats Stack Version "},
    /* Whoever runs a sandbox can end it: NotifyContext needs Notify. */
    {"signal", " __index __metatable __newindex __pairs NotifyContext "},
    {"string", " byte char dump find format gmatch gsub len lower match pack packsize rep "
               "reverse sub unpack upper "},
    {"sync", " Cond Map Mutex NewCond Once OnceFunc OnceValue OnceValues Pool RWMutex WaitGroup "},
    {"syscall", " EACCES EADDRINUSE ECONNREFUSED ECONNRESET EMFILE ENETUNREACH EPIPE ESRCH "
                "ETIMEDOUT SIGABRT SIGALRM SIGBUS SIGCHLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGKILL "
                "SIGPIPE SIGPROF SIGPWR SIGQUIT SIGSEGV SIGSTKFLT SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN "
                "SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ Signal "},
    {"table", " concat insert move pack remove sort unpack "},
    {"time", " After AfterFunc April August Date December Duration February Friday Hour January "
             "July June Local March May Microsecond Millisecond Minute Monday Month Nanosecond "
             "NewTicker NewTimer November Now October Parse ParseDuration ParseInLocation Saturday "
             "Second September Since Sleep Sunday Thursday Tick Ticker Time Timer Tuesday UTC Unix UnixMicro "
             "UnixMilli Until Wednesday Weekday "},
    {"utf8", " char codepoint codes len offset "},
    /* Written in gosh: there is nothing else before they are loaded, and what they are written in can do no more than
     * the program. */
    {"context", " __index __metatable __newindex __pairs "},
    {"errgroup", " __index __metatable __newindex __pairs "},
    /* The methods of files: a program has stdin, stdout and stderr. */
    {"file", " __close __gc __index __name __tostring close flush lines read setvbuf write "},
};

static bool is_allowed(const char *package, const char *name) {
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        if (strcmp(allowed[i].package, package) != 0) continue;
        for (const char *p = allowed[i].names; *++p; p += strcspn(p, " "))
            if (strncmp(p, name, length) == 0 && p[length] == ' ') return true;
    }
    return false;
}

/* ---- What stands in the place of what is refused ---- */

/* Upvalue 1: the name. */
static int refuse(lua_State *L) {
    return luaL_error(L, "%s: not allowed under --sandbox", lua_tostring(L, lua_upvalueindex(1)));
}

/* io.lines, io.input, io.output: with a file's name, and not with a file or nothing. Upvalue 1: the name, 2: the
 * function itself, which has no upvalues. */
static int refuse_file_name(lua_State *L) {
    if (lua_isstring(L, 1))
        return luaL_error(L, "%s of a file's name: not allowed under --sandbox",
                          lua_tostring(L, lua_upvalueindex(1)));
    return lua_tocfunction(L, lua_upvalueindex(2))(L);
}

/* debug.getinfo: without the functions themselves, for those that stand on the stack may be gosh's own. */
static int refuse_functions(lua_State *L) {
    int at = lua_isthread(L, 1) ? 3 : 2;
    if (lua_isnoneornil(L, at)) {
        lua_settop(L, at - 1);
        lua_pushliteral(L, "Slnrtu");
    }
    if (strchr(luaL_checkstring(L, at), 'f'))
        return luaL_error(L, "debug.getinfo of functions, option 'f': not allowed under --sandbox");
    return lua_tocfunction(L, lua_upvalueindex(2))(L);
}

/* What require finds when nothing has the name. */
static int refuse_search(lua_State *L) {
    lua_pushliteral(L, "no files are searched for it under --sandbox");
    return 1;
}

static const luaL_Reg guards[] = {{"io.input", refuse_file_name},
                                  {"io.lines", refuse_file_name},
                                  {"io.output", refuse_file_name},
                                  {"debug.getinfo", refuse_functions},
                                  {NULL, NULL}};

/* ---- Closing ---- */

/* Is the value on top of L one that can only be read? */
static bool is_plain(lua_State *L) {
    return lua_isboolean(L, -1) || lua_type(L, -1) == LUA_TNUMBER || lua_type(L, -1) == LUA_TSTRING;
}

/* Is the table on top of L that of a package, which is looked at by itself? */
static bool is_package(lua_State *L) {
    bool found = false;
    if (!lua_istable(L, -1)) return false;
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pushnil(L);
    while (!found && lua_next(L, -2)) {
        found = lua_rawequal(L, -1, -4);
        lua_pop(L, found ? 2 : 1);
    }
    lua_pop(L, 1);
    return found;
}

/* Pushes the name by which a refusal calls a package's function; the key is at `key`. */
static const char *push_name(lua_State *L, const char *package, int key) {
    if (lua_type(L, key) != LUA_TSTRING) return lua_pushstring(L, package);
    if (strcmp(package, "_G") == 0) return lua_pushstring(L, lua_tostring(L, key));
    return lua_pushfstring(L, "%s.%s", package, lua_tostring(L, key));
}

/* Puts what refuses where it has to be in the table on top of L: values change, keys stay. */
static void close_table(lua_State *L, const char *package) {
    int table = lua_gettop(L), key = table + 1, value = table + 2;
    luaL_checkstack(L, 12, NULL);
    for (lua_pushnil(L); lua_next(L, table); lua_settop(L, key)) {
        if (is_plain(L) || is_package(L)) continue;
        const char *name = push_name(L, package, key);
        const luaL_Reg *guard = guards;
        while (guard->name && strcmp(guard->name, name) != 0) guard++;
        bool refused =
            lua_type(L, key) != LUA_TSTRING || !is_allowed(package, lua_tostring(L, key));
        if (!refused && !guard->name) continue;
        lua_pushvalue(L, key);
        lua_pushvalue(L, -2);
        if (!refused) lua_pushvalue(L, value);
        lua_pushcclosure(L, refused ? refuse : guard->func, refused ? 1 : 2);
        lua_rawset(L, table);
    }
}

/* What a package's metatable does is named as its functions are. */
static void close_packages(lua_State *L) {
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING || !lua_istable(L, -1)) continue;
        const char *package = lua_tostring(L, -2);
        close_table(L, package);
        if (!lua_getmetatable(L, -1)) continue;
        close_table(L, package);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

/* `var x package.Type` makes an object too. */
static void close_types(lua_State *L) {
    zeros_push(L);
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        const char *name = lua_tostring(L, -2), *dot = strchr(name, '.');
        if (!dot) continue;
        const char *package = lua_pushlstring(L, name, (size_t)(dot - name));
        bool refused = !is_allowed(package, dot + 1);
        lua_pop(L, 1);
        if (!refused) continue;
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -1);
        lua_pushcclosure(L, refuse, 1);
        lua_rawset(L, -5);
    }
    lua_pop(L, 1);
}

/* The methods of files, in the metatable itself or in the table that it looks into. */
static void close_files(lua_State *L) {
    luaL_getmetatable(L, LUA_FILEHANDLE);
    if (lua_getfield(L, -1, "__index") == LUA_TTABLE) close_table(L, "file");
    lua_pop(L, 1);
    close_table(L, "file");
    lua_pushliteral(L, LUA_FILEHANDLE);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}

/* require finds what is loaded already, and what the program itself has put into package.preload. */
static void close_require(lua_State *L) {
    lua_getglobal(L, LUA_LOADLIBNAME);
    lua_pushliteral(L, "");
    lua_setfield(L, -2, "path");
    lua_pushliteral(L, "");
    lua_setfield(L, -2, "cpath");
    lua_getfield(L, -1, "searchers");
    for (lua_Integer i = (lua_Integer)lua_rawlen(L, -1); i > 2; i--) {
        lua_pushnil(L);
        lua_rawseti(L, -2, i);
    }
    lua_pushcfunction(L, refuse_search);
    lua_rawseti(L, -2, 2);
    lua_pop(L, 2);
}

void sandbox_close(lua_State *L) {
    close_packages(L);
    close_types(L);
    close_files(L);
    close_require(L);
}
