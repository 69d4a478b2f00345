/* --sandbox: what a program may reach that is not to touch anything outside of itself.
 *
 * The law: what is not named here is refused. Each function of every package is looked up in `allowed`; one that is not
 * there gives its place to a function that says so and does nothing else (fence.c). So a function that is added to a
 * package stays refused until somebody has written its name here, and tests/lang/sandbox lists all. A program can hold no
 * other reference to what was replaced: what could look into other functions (upvalues, hooks, the registry, bytecode) is
 * refused as well. */
#include "lua/fence.h"
#include "lua/package.h"

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
    {"threads", " Start "}, /* but few */
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

bool sandbox_allows(const char *package, const char *name) {
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

/* io.lines, io.input, io.output: with a file's name, and not with a file or nothing. */
static int refuse_file_name(lua_State *L) {
    if (lua_isstring(L, 1))
        return luaL_error(L, "%s of a file's name: not allowed under --sandbox",
                          lua_tostring(L, lua_upvalueindex(1)));
    return fence_pass(L);
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
    return fence_pass(L);
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

/* Files do not give their metatable away. */
static void close_metatable(lua_State *L) {
    luaL_getmetatable(L, LUA_FILEHANDLE);
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
    static const Fence fence = {.allows = sandbox_allows, .refuse = refuse, .guards = guards};
    fence_close(L, &fence);
    close_metatable(L);
    close_require(L);
}
