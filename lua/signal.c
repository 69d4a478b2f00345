/* Signals: the values os.Interrupt and syscall.SIGTERM, and package signal, which sends them to channels.
 *
 * Who wants which signals stands in a list in the registry: channel, set of signals, channel, set of signals ... The
 * system's actions always follow from that list and from the set of the ignored. A signal comes as a message, between two
 * turns, and is sent as Go does it: a channel that has no room for it loses it. */
#include "lua/chan.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/time.h"
#include "lua/value.h"
#include "runtime/posix.h"

#include <signal.h>
#include <string.h>

const char signal_tag = 'g';
static const char list_key = 'L', ignored_key = 'I'; /* of the registry's list and set */

static const char *const signal_names[SIGNAL_MAX + 1] = {
    [SIGHUP] = "hangup",
    [SIGINT] = "interrupt",
    [SIGQUIT] = "quit",
    [SIGILL] = "illegal instruction",
    [SIGTRAP] = "trace/breakpoint trap",
    [SIGABRT] = "aborted",
    [SIGBUS] = "bus error",
    [SIGFPE] = "floating point exception",
    [SIGKILL] = "killed",
    [SIGUSR1] = "user defined signal 1",
    [SIGSEGV] = "segmentation fault",
    [SIGUSR2] = "user defined signal 2",
    [SIGPIPE] = "broken pipe",
    [SIGALRM] = "alarm clock",
    [SIGTERM] = "terminated",
    [SIGSTKFLT] = "stack fault",
    [SIGCHLD] = "child exited",
    [SIGCONT] = "continued",
    [SIGSTOP] = "stopped (signal)",
    [SIGTSTP] = "stopped",
    [SIGTTIN] = "stopped (tty input)",
    [SIGTTOU] = "stopped (tty output)",
    [SIGURG] = "urgent I/O condition",
    [SIGXCPU] = "CPU time limit exceeded",
    [SIGXFSZ] = "file size limit exceeded",
    [SIGVTALRM] = "virtual timer expired",
    [SIGPROF] = "profiling timer expired",
    [SIGWINCH] = "window changed",
    [SIGIO] = "I/O possible",
    [SIGPWR] = "power failure",
    [SIGSYS] = "bad system call",
};

static const struct {
    const char *name;
    int number;
} constants[] = {
    {"SIGABRT", SIGABRT}, {"SIGALRM", SIGALRM}, {"SIGBUS", SIGBUS}, {"SIGCHLD", SIGCHLD},
    {"SIGCONT", SIGCONT}, {"SIGFPE", SIGFPE}, {"SIGHUP", SIGHUP}, {"SIGILL", SIGILL},
    {"SIGINT", SIGINT}, {"SIGIO", SIGIO}, {"SIGKILL", SIGKILL}, {"SIGPIPE", SIGPIPE},
    {"SIGPROF", SIGPROF}, {"SIGPWR", SIGPWR}, {"SIGQUIT", SIGQUIT}, {"SIGSEGV", SIGSEGV},
    {"SIGSTKFLT", SIGSTKFLT}, {"SIGSTOP", SIGSTOP}, {"SIGSYS", SIGSYS}, {"SIGTERM", SIGTERM},
    {"SIGTRAP", SIGTRAP}, {"SIGTSTP", SIGTSTP}, {"SIGTTIN", SIGTTIN}, {"SIGTTOU", SIGTTOU},
    {"SIGURG", SIGURG}, {"SIGUSR1", SIGUSR1}, {"SIGUSR2", SIGUSR2}, {"SIGVTALRM", SIGVTALRM},
    {"SIGWINCH", SIGWINCH}, {"SIGXCPU", SIGXCPU}, {"SIGXFSZ", SIGXFSZ},
};

/* ---- Values ---- */

void signal_push(lua_State *L, int64_t number) {
    interned_push(L, &signal_tag, number);
}

bool signal_test(lua_State *L, int index) {
    return tagged_test(L, index, &signal_tag) != NULL;
}

static int push_text(lua_State *L, const Named *sig) {
    bool named = sig->value >= 0 && sig->value <= SIGNAL_MAX && signal_names[sig->value];
    if (named)
        push_fresh(L, signal_names[sig->value]);
    else
        lua_pushfstring(L, "signal %I", (LUAI_UACINT)sig->value);
    return 1;
}

static int signal_String(lua_State *L) {
    return push_text(L, object_self_of(L, 0));
}

static int signal_tostring(lua_State *L) {
    luaL_checktype(L, 1, LUA_TUSERDATA);
    return push_text(L, lua_touserdata(L, 1));
}

static int signal_eq(lua_State *L) {
    const Named *a = tagged_test(L, 1, &signal_tag), *b = tagged_test(L, 2, &signal_tag);
    lua_pushboolean(L, a && b && a->value == b->value);
    return 1;
}

enum { NO_SIGNAL = -1 };

static int64_t signal_argument(lua_State *L, int index, const char *function) {
    const Named *sig = tagged_test(L, index, &signal_tag);
    if (!sig) argument_convert(L, index, "os.Signal", function);
    return sig ? sig->value : NO_SIGNAL; /* nil fits every interface */
}

/* syscall.Signal(n). */
static int signal_of(lua_State *L) {
    signal_push(L, argument_int(L, 1, "syscall.Signal"));
    return 1;
}

/* ---- Who wants which ---- */

typedef uint64_t Set; /* bit n: signal n */

static const Set every = ((Set)1 << (SIGNAL_MAX + 1)) - 1;

static Set *ignored_set(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &ignored_key);
    Set *ignored = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return ignored;
}

void signal_push_list(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &list_key);
}

/* The set of signals at place i of the list on top. */
static Set list_set(lua_State *L, lua_Integer i) {
    lua_rawgeti(L, -1, i + 1);
    Set set = (Set)lua_tointeger(L, -1);
    lua_pop(L, 1);
    return set;
}

static Chan *list_chan(lua_State *L, lua_Integer i) {
    lua_rawgeti(L, -1, i);
    Chan *c = ((const ChanObject *)lua_touserdata(L, -1))->chan;
    lua_pop(L, 1);
    return c;
}

/* What the goroutine does that sends a signal to a closed channel. */
static int send_on_closed(lua_State *L) {
    return op_error(L, OP_SEND_ON_CLOSED);
}

static int start_send_on_closed(lua_State *L) {
    lua_pushliteral(L, "os/signal.process");
    lua_pushcclosure(L, send_on_closed, 1);
    goroutine_start(L, 0, 0, true);
    return 0;
}

/* A signal has come: the channels get it that want it. Allocates nothing, unless one has been closed: as in Go, a
 * goroutine panics then, where no function of the program's recovers it. */
static void signal_deliver(void *world, int number) {
    World *w = world;
    lua_State *L = w->L;
    bool closed = false;
    signal_push_list(L);
    lua_Integer length = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i < length; i += 2) {
        if (!(list_set(L, i) >> number & 1)) continue;
        Chan *c = list_chan(L, i);
        closed = closed || c->closed;
        chan_offer(w->sched, c, (Value){.kind = VALUE_SIGNAL, .as.integer = number});
    }
    lua_pop(L, 1);
    if (!closed) return;
    lua_pushcfunction(L, start_send_on_closed);
    if (lua_pcall(L, 0, 0, 0) != LUA_OK) lua_pop(L, 1); /* without memory the signal is lost */
}

/* Tells the system what the list on top and the set of the ignored come to. */
static void signals_apply(lua_State *L) {
    World *w = world_of(L);
    Set wanted = 0, ignored = *ignored_set(L);
    lua_Integer length = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i < length; i += 2) wanted |= list_set(L, i);
    for (int n = 1; n <= SIGNAL_MAX; n++) {
        if (wanted >> n & 1)
            posix_signal_notify(n, w->mailbox, signal_deliver);
        else if (ignored >> n & 1)
            posix_signal_ignore(n);
        else
            posix_signal_default(n);
    }
    if ((wanted != 0) != w->listening) sched_listen(w->sched, wanted ? 1 : -1);
    w->listening = wanted != 0;
}

/* Takes signals away from the entries of the list on top, from all or those of one channel, and entries away of which
 * nothing is left. */
static void list_remove(lua_State *L, const Chan *only, Set set) {
    lua_Integer length = (lua_Integer)lua_rawlen(L, -1), kept = 1;
    for (lua_Integer i = 1; i < length; i += 2) {
        Set left = list_set(L, i);
        if (!only || list_chan(L, i) == only) left &= ~set;
        if (!left) continue;
        lua_rawgeti(L, -1, i);
        lua_rawseti(L, -2, kept);
        lua_pushinteger(L, (lua_Integer)left);
        lua_rawseti(L, -2, kept + 1);
        kept += 2;
    }
    for (lua_Integer i = kept; i <= length; i++) {
        lua_pushnil(L);
        lua_rawseti(L, -2, i);
    }
}

/* The signals that are the arguments from `first` on; all if there are none. */
static Set set_argument(lua_State *L, int first, const char *function) {
    int top = lua_gettop(L);
    if (top < first) return every;
    Set set = 0;
    for (int i = first; i <= top; i++) {
        int64_t number = signal_argument(L, i, function);
        if (number >= 1 && number <= SIGNAL_MAX) set |= (Set)1 << number;
    }
    return set;
}

/* The channel at index 1, which takes signals, or a panic. */
static Chan *channel_argument(lua_State *L, const char *function) {
    argument_convert(L, 1, "chan<- os.Signal", function);
    const ChanObject *c = chan_test(L, 1);
    return c ? c->chan : NULL;
}

static int notify(lua_State *L) {
    const Chan *c = channel_argument(L, "signal.Notify");
    if (!c) return panic_text(L, "os/signal: Notify using nil channel");
    Set set = set_argument(L, 2, "signal.Notify");
    signal_push_list(L);
    lua_Integer length = (lua_Integer)lua_rawlen(L, -1), place = 1;
    while (place < length && list_chan(L, place) != c) place += 2;
    Set before = place < length ? list_set(L, place) : 0;
    if (!before) { /* alone, should there be no memory for the set, it means nothing */
        lua_pushvalue(L, 1);
        lua_rawseti(L, -2, place);
    }
    lua_pushinteger(L, (lua_Integer)(before | set));
    lua_rawseti(L, -2, place + 1);
    *ignored_set(L) &= ~set;
    signals_apply(L);
    return 0;
}

static int stop(lua_State *L) {
    const Chan *c = channel_argument(L, "signal.Stop");
    if (!c) return 0;
    signal_push_list(L);
    list_remove(L, c, every);
    signals_apply(L);
    return 0;
}

/* As in Go, this does not undo Ignore; Notify does. */
static int reset(lua_State *L) {
    Set set = set_argument(L, 1, "signal.Reset");
    signal_push_list(L);
    list_remove(L, NULL, set);
    signals_apply(L);
    return 0;
}

static int ignore(lua_State *L) {
    Set set = set_argument(L, 1, "signal.Ignore");
    signal_push_list(L);
    list_remove(L, NULL, set);
    *ignored_set(L) |= set;
    signals_apply(L);
    return 0;
}

static int ignored(lua_State *L) {
    lua_pushboolean(L, posix_signal_ignored((int)signal_argument(L, 1, "signal.Ignored")));
    return 1;
}

void signal_end(World *w) {
    for (int n = 1; n <= SIGNAL_MAX; n++) posix_signal_default(n);
    if (w->listening) sched_listen(w->sched, -1);
    w->listening = false;
}

/* ---- Sending to processes ---- */

/* Pushes the error for a number of the system's, nil for 0. */
static int push_errno(lua_State *L, int number) {
    if (number == 0) {
        lua_pushnil(L);
        return 1;
    }
    error_push_system(L, number);
    return 1;
}

/* Go keeps no output back; so should the signal be for this process, and end it, all has been printed, unless nobody reads that. It ends there, and
 * not a little later, when another thread has taken the signal; Ctrl-C at a prompt ends the evaluation alone. */
static int send_signal(lua_State *L, int64_t pid, int64_t number) {
    output_flush_ready(world_of(L));
    bool kills = number >= 1 && number <= SIGNAL_MAX && posix_signal_kills((int)number);
    if (kills && pid == posix_pid() && !(number == SIGINT && world_of(L)->session)) posix_signal_die((int)number);
    return posix_kill((int)pid, (int)number);
}

static int getpid_call(lua_State *L) {
    lua_pushinteger(L, posix_pid());
    return 1;
}

/* A function of its own, for documentation is found by the function. */
static int os_Getpid(lua_State *L) {
    return getpid_call(L);
}

static int kill_call(lua_State *L) {
    int64_t pid = argument_int(L, 1, "syscall.Kill");
    return push_errno(L, send_signal(L, pid, signal_argument(L, 2, "syscall.Kill")));
}

typedef struct Process {
    int pid;
} Process;

static int process_send(lua_State *L, const Process *p, int64_t number) {
    enum { NO_SUCH_PROCESS = 3 /* ESRCH */ };
    if (p->pid == 0 || p->pid == -1) { /* for the system these are many processes, this one among them */
        error_push(L, "*errors.errorString",
                   p->pid == 0 ? "os: process not initialized" : "os: process already released");
        return 1;
    }
    if (number == NO_SIGNAL) {
        error_push(L, "*errors.errorString", "os: unsupported signal type");
        return 1;
    }
    int problem = send_signal(L, p->pid, number);
    if (problem != NO_SUCH_PROCESS) return push_errno(L, problem);
    error_push(L, "*errors.errorString", "os: process already finished");
    return 1;
}

static int process_Signal(lua_State *L) {
    const Process *p = object_self_of(L, 1);
    return process_send(L, p, signal_argument(L, 1, "Process.Signal"));
}

static int process_Kill(lua_State *L) {
    return process_send(L, object_self_of(L, 0), SIGKILL);
}

static const Class process_class = {
    .name = "os.Process",
    .size = sizeof(Process),
    .methods =
        (const Binding[]){
            {"Signal", process_Signal, "os.Process.Signal(sig os.Signal) error  sends it a signal"},
            {"Kill", process_Kill, "os.Process.Kill() error  ends it at once"},
            {NULL, NULL, NULL},
        },
};

static int find_process(lua_State *L) {
    int64_t pid = argument_int(L, 1, "os.FindProcess");
    Process *p = object_new(L, &process_class);
    p->pid = (int)pid;
    lua_pushinteger(L, pid);
    lua_setfield(L, -2, "Pid");
    lua_pushnil(L);
    return 2;
}

/* ---- The packages ---- */

static const Binding signal_bindings[] = {
    {"Notify", notify,
     "signal.Notify(c chan<- os.Signal, sig ...os.Signal)  sends the signals, or all, to c when they "
     "come; one for which c has no room is lost"},
    {"Stop", stop, "signal.Stop(c chan<- os.Signal)  no more signals are sent to c"},
    {"Ignore", ignore, "signal.Ignore(sig ...os.Signal)  the signals, or all, do nothing from now on"},
    {"Ignored", ignored, "signal.Ignored(sig os.Signal) bool  does the signal do nothing?"},
    {"Reset", reset, "signal.Reset(sig ...os.Signal)  undoes Notify for the signals, or all"},
    {NULL, NULL, NULL},
};

static const Binding syscall_bindings[] = {
    {"Kill", kill_call, "syscall.Kill(pid int, sig syscall.Signal) error  sends a signal to a process"},
    {"Getpid", getpid_call, "syscall.Getpid() int  the number of this process"},
    {"Signal", signal_of, "syscall.Signal(n int)  signal n; SIGINT, SIGTERM and others have names"},
    {NULL, NULL, NULL},
};

static const Binding os_bindings[] = {
    {"Getpid", os_Getpid, "os.Getpid() int  the number of this process"},
    {"FindProcess", find_process,
     "os.FindProcess(pid int) (*os.Process, error)  a process, to send signals to: Signal Kill"},
    {NULL, NULL, NULL},
};

/* Adds to package os, whose table is on top. */
void open_os_signal(lua_State *L) {
    package_extend(L, "os", os_bindings);
    signal_push(L, SIGINT);
    lua_setfield(L, -2, "Interrupt");
    signal_push(L, SIGKILL);
    lua_setfield(L, -2, "Kill");
}

void open_signal(lua_State *L) {
    static const Binding methods[] = {
        {"String", signal_String, "syscall.Signal.String() string  its name, \"interrupt\""},
        {NULL, NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__tostring", signal_tostring},
                                           {"__eq", signal_eq},
                                           {"__concat", named_concat},
                                           {NULL, NULL}};
    value_register(L, &signal_tag, "syscall.Signal", methods, metamethods);
    class_register(L, &process_class);
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &list_key);
    *(Set *)lua_newuserdatauv(L, sizeof(Set), 0) = 0;
    lua_rawsetp(L, LUA_REGISTRYINDEX, &ignored_key);
    package_push(L, "signal", signal_bindings);
    lua_setglobal(L, "signal");
    package_push(L, "syscall", syscall_bindings);
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
        signal_push(L, constants[i].number);
        lua_setfield(L, -2, constants[i].name);
    }
    lua_setglobal(L, "syscall");
}
