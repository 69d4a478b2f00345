/* Package sync: Mutex, RWMutex, WaitGroup and Cond, over the runtime's. Once is in once.c, Map and
 * Pool in store.c.
 *
 * Each method is a C function that can be called again with its arguments when a strategy holds its
 * operation back; C functions that bear a Go method's name are that method. */
#include "lua/sync.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/type.h"

/* What a method without results returns. */
static inline int finish(lua_State *L, Outcome outcome, lua_CFunction again) {
    return outcome == OP_DONE ? 0 : op_end(L, outcome, NULL, again);
}

/* ---- Mutex ---- */

static int mutex_Lock(lua_State *L) {
    Mutex *m = object_self(L);
    if (mutex_quick_lock(sched_of(L), m)) return 0;
    return finish(L, mutex_lock(op_begin(L), m), mutex_Lock);
}

static int mutex_Unlock(lua_State *L) {
    Mutex *m = object_self(L);
    if (mutex_quick_unlock(sched_of(L), m)) return 0;
    return finish(L, mutex_unlock(op_begin(L), m), mutex_Unlock);
}

static int mutex_TryLock(lua_State *L) {
    Mutex *m = object_self(L);
    Sched *s = op_begin(L);
    Outcome point = sched_point(s, POINT_TRY_LOCK, m);
    if (point != OP_DONE) return op_end(L, point, NULL, mutex_TryLock);
    lua_pushboolean(L, mutex_try_lock(s, m));
    return 1;
}

static void mutex_tell(lua_State *L, int object, const void *data, Text *t) {
    (void)L, (void)object;
    const Mutex *m = data;
    if (m->locked && m->owner)
        text_format(t, "locked by goroutine %llu", (unsigned long long)m->owner);
    else
        text_add_string(t, m->locked ? "locked" : "unlocked");
    if (m->sema.waiting) text_format(t, ", %u waiting", m->sema.waiting);
}

static const Class mutex_class = {
    .name = "sync.Mutex",
    .size = sizeof(Mutex),
    .tell = mutex_tell,
    .methods =
        (const Binding[]){
            {"Lock", mutex_Lock,
             "sync.Mutex.Lock()  waits until no other goroutine holds the lock, and takes it"},
            {"Unlock", mutex_Unlock,
             "sync.Mutex.Unlock()  gives the lock back; whoever waits longest can have it"},
            {"TryLock", mutex_TryLock,
             "sync.Mutex.TryLock() bool  takes the lock if nobody holds it, and says whether it "
             "did"},
            {NULL, NULL, NULL},
        },
};

/* ---- RWMutex ---- */

static int rwmutex_Lock(lua_State *L) {
    RWMutex *m = object_self(L);
    return finish(L, rwmutex_lock(op_begin(L), m), rwmutex_Lock);
}

static int rwmutex_Unlock(lua_State *L) {
    RWMutex *m = object_self(L);
    return finish(L, rwmutex_unlock(op_begin(L), m), rwmutex_Unlock);
}

static int rwmutex_RLock(lua_State *L) {
    RWMutex *m = object_self(L);
    return finish(L, rwmutex_rlock(op_begin(L), m), rwmutex_RLock);
}

static int rwmutex_RUnlock(lua_State *L) {
    RWMutex *m = object_self(L);
    return finish(L, rwmutex_runlock(op_begin(L), m), rwmutex_RUnlock);
}

static int rwmutex_TryLock(lua_State *L) {
    RWMutex *m = object_self(L);
    Sched *s = op_begin(L);
    Outcome point = sched_point(s, POINT_TRY_LOCK, m);
    if (point != OP_DONE) return op_end(L, point, NULL, rwmutex_TryLock);
    lua_pushboolean(L, rwmutex_try_lock(s, m));
    return 1;
}

static int rwmutex_TryRLock(lua_State *L) {
    RWMutex *m = object_self(L);
    Sched *s = op_begin(L);
    Outcome point = sched_point(s, POINT_TRY_LOCK, m);
    if (point != OP_DONE) return op_end(L, point, NULL, rwmutex_TryRLock);
    lua_pushboolean(L, rwmutex_try_rlock(s, m));
    return 1;
}

/* A Locker whose methods are the mutex's own RLock and RUnlock, which know their object. */
static int rwmutex_RLocker(lua_State *L) {
    object_push_self(L);
    lua_createtable(L, 0, 2);
    lua_getfield(L, -2, "RLock");
    lua_setfield(L, -2, "Lock");
    lua_getfield(L, -2, "RUnlock");
    lua_setfield(L, -2, "Unlock");
    return 1;
}

static void rwmutex_tell(lua_State *L, int object, const void *data, Text *t) {
    (void)L, (void)object;
    const RWMutex *m = data;
    bool writing = m->readers < 0 && m->readers_left == 0;
    int readers = m->readers < 0 ? m->readers_left : m->readers;
    uint32_t waiting = m->writers.sema.waiting + m->writer_sema.waiting + m->reader_sema.waiting;
    if (writing)
        text_format(t, "locked for writing by goroutine %llu", (unsigned long long)m->writers.owner);
    else if (readers)
        text_format(t, "locked for reading by %d", readers);
    else
        text_add_string(t, "unlocked");
    if (waiting) text_format(t, ", %u waiting", waiting);
}

static const Class rwmutex_class = {
    .name = "sync.RWMutex",
    .size = sizeof(RWMutex),
    .tell = rwmutex_tell,
    .methods =
        (const Binding[]){
            {"Lock", rwmutex_Lock,
             "sync.RWMutex.Lock()  waits until nobody reads or writes, and takes the lock for "
             "writing"},
            {"Unlock", rwmutex_Unlock, "sync.RWMutex.Unlock()  gives the lock for writing back"},
            {"RLock", rwmutex_RLock,
             "sync.RWMutex.RLock()  waits until nobody writes or waits to, and takes the lock for "
             "reading, as others may"},
            {"RUnlock", rwmutex_RUnlock, "sync.RWMutex.RUnlock()  gives the lock for reading back"},
            {"TryLock", rwmutex_TryLock,
             "sync.RWMutex.TryLock() bool  takes the lock for writing if it is free, and says "
             "whether it did"},
            {"TryRLock", rwmutex_TryRLock,
             "sync.RWMutex.TryRLock() bool  takes the lock for reading if nobody writes, and says "
             "whether it did"},
            {"RLocker", rwmutex_RLocker,
             "sync.RWMutex.RLocker() Locker  an object whose Lock and Unlock are RLock and "
             "RUnlock"},
            {NULL, NULL, NULL},
        },
};

/* ---- WaitGroup ---- */

static int waitgroup_Add(lua_State *L) {
    WaitGroup *wg = object_self(L);
    int64_t delta = argument_int(L, 1, "WaitGroup.Add");
    return finish(L, waitgroup_add(op_begin(L), wg, delta), waitgroup_Add);
}

static int waitgroup_Done(lua_State *L) {
    WaitGroup *wg = object_self(L);
    return finish(L, waitgroup_add(op_begin(L), wg, -1), waitgroup_Done);
}

static int waitgroup_Wait(lua_State *L) {
    WaitGroup *wg = object_self(L);
    return finish(L, waitgroup_wait(op_begin(L), wg), waitgroup_Wait);
}

/* The deferred Done of a goroutine that Go started; upvalue 1: the data of the WaitGroup. A
 * function that panics has not done its work, and is not counted as done. */
static int waitgroup_leave(lua_State *L) {
    if (co_of(L)->below->panicking) return 0;
    WaitGroup *wg = lua_touserdata(L, lua_upvalueindex(1));
    return finish(L, waitgroup_add(op_begin(L), wg, -1), waitgroup_leave);
}

static int waitgroup_Go(lua_State *L) {
    WaitGroup *wg = object_self(L);
    argument_function(L, 1, "func()", "WaitGroup.Go");
    Sched *s = op_begin(L);
    Outcome point = sched_point(s, POINT_WAITGROUP, wg);
    if (point != OP_DONE) return op_end(L, point, NULL, waitgroup_Go);
    lua_settop(L, 1);
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_pushcclosure(L, waitgroup_leave, 1);
    lua_insert(L, 1);
    G *g = goroutine_start(L, 0, 0, false);
    defer_add(L, co_base(goroutine_of(g)), 0)->own = true;
    /* The goroutine has been started before it is counted, so that a lack of memory leaves the
     * count right; nothing may come between the two, and a pinned goroutine is not held back. */
    G *current = sched_current(s);
    bool pinned = current->pinned;
    current->pinned = true;
    Outcome outcome = waitgroup_add(s, wg, 1);
    current->pinned = pinned;
    return finish(L, outcome, NULL);
}

static void waitgroup_tell(lua_State *L, int object, const void *data, Text *t) {
    (void)L, (void)object;
    const WaitGroup *wg = data;
    text_format(t, "%lld to go", (long long)wg->counter);
    if (wg->waiters) text_format(t, ", %u waiting", wg->waiters);
}

static const Class waitgroup_class = {
    .name = "sync.WaitGroup",
    .size = sizeof(WaitGroup),
    .tell = waitgroup_tell,
    .methods =
        (const Binding[]){
            {"Add", waitgroup_Add,
             "sync.WaitGroup.Add(delta int)  counts that many goroutines more; Wait returns when "
             "the count is 0"},
            {"Done", waitgroup_Done, "sync.WaitGroup.Done()  counts one goroutine less"},
            {"Wait", waitgroup_Wait, "sync.WaitGroup.Wait()  waits until the count is 0"},
            {"Go", waitgroup_Go,
             "sync.WaitGroup.Go(f func())  calls f in a goroutine that is counted until f returns"},
            {NULL, NULL, NULL},
        },
};

/* ---- Cond ----
 * Wait takes its ticket, calls L.Unlock, waits and calls L.Lock. How far it has come stands in a CondWait at index 1 all
 * the time, to be closed: a goroutine that is unwound in the middle gives its ticket back, and gets the lock again before
 * its deferred calls run, which count on it. A ticket that is void lies in its CondWait, which the Cond then keeps:
 *
 *     Cond [COND_VOIDS] -> CondWait [COND_WAIT_OLDER] -> CondWait ... */

typedef struct CondWait {
    Cond *cond;
    uint32_t ticket; /* until it waits: then G.cond_ticket is */
    CondVoid gone;
    enum { COND_UNLOCKING, COND_WAITING, COND_LOCKING, COND_OVER } stage;
} CondWait;

enum {
    COND_WAIT_COND = 1, /* the user values of a CondWait: its Cond, */
    COND_WAIT_OLDER,    /* and another that is kept as this one is */
    COND_SPARE = 1,     /* and of a Cond: a CondWait to be used again, */
    COND_VOIDS,         /* and the last whose ticket is void */
};

static const char cond_wait_key = 'w'; /* of the registry's metatable of CondWaits */

/* Calls a method of the L of the Cond on top, which may be any object that has it. */
static void cond_call_locker(lua_State *L, const char *method, lua_KFunction k) {
    lua_getfield(L, -1, "L");
    if (lua_isnil(L, -1))
        panic_error(L, "runtime error: invalid memory address or nil pointer dereference");
    lua_getfield(L, -1, method);
    lua_insert(L, -2);
    lua_callk(L, 1, 0, 0, k);
}

static int cond_relocked(lua_State *L, int status, lua_KContext context) {
    (void)status, (void)context;
    CondWait *wait = lua_touserdata(L, 1);
    wait->stage = COND_OVER;
    lua_pushvalue(L, 1);
    object_set_value(L, COND_SPARE);
    return 0;
}

static int cond_relock(lua_State *L) {
    CondWait *wait = lua_touserdata(L, 1);
    wait->stage = COND_LOCKING;
    object_push_self(L);
    cond_call_locker(L, "Lock", cond_relocked);
    return cond_relocked(L, LUA_OK, 0);
}

static int cond_sleep(lua_State *L) {
    CondWait *wait = lua_touserdata(L, 1);
    wait->stage = COND_WAITING;
    Outcome outcome = cond_wait(op_begin(L), wait->cond, wait->ticket);
    return op_end(L, outcome, cond_relock, cond_sleep);
}

static int cond_unlocked(lua_State *L, int status, lua_KContext context) {
    (void)status, (void)context;
    return cond_sleep(L);
}

static CondWait *cond_wait_push(lua_State *L, Cond *c) {
    if (object_push_value(L, COND_SPARE) == LUA_TUSERDATA) {
        lua_pushnil(L);
        object_set_value(L, COND_SPARE);
        return lua_touserdata(L, -1);
    }
    lua_pop(L, 1);
    CondWait *wait = lua_newuserdatauv(L, sizeof *wait, COND_WAIT_OLDER);
    *wait = (CondWait){.cond = c, .stage = COND_OVER};
    object_push_self(L);
    lua_setiuservalue(L, -2, COND_WAIT_COND);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &cond_wait_key);
    lua_setmetatable(L, -2);
    return wait;
}

static int cond_Wait(lua_State *L) {
    Cond *c = object_self(L);
    Sched *s = op_begin(L);
    if (sched_current(s)->pinned) return pinned_error(L);
    Outcome point = sched_point(s, POINT_COND, c); /* a Signal may come before the ticket */
    if (point != OP_DONE) return op_end(L, point, NULL, cond_Wait);
    lua_settop(L, 0);
    CondWait *wait = cond_wait_push(L, c);
    lua_toclose(L, 1);
    wait->ticket = cond_ticket(c);
    wait->stage = COND_UNLOCKING;
    object_push_self(L);
    cond_call_locker(L, "Unlock", cond_unlocked);
    return cond_sleep(L);
}

static int cond_nothing(lua_State *L, int status, lua_KContext context) {
    (void)L, (void)status, (void)context;
    return 0;
}

/* A deferred call of who was unwound in Wait; upvalue 1: the Cond. */
static int cond_lock_again(lua_State *L) {
    lua_pushvalue(L, lua_upvalueindex(1));
    cond_call_locker(L, "Lock", cond_nothing);
    return 0;
}

/* Is the Locker unlocked? It has not been locked again by a wait that was interrupted or by an operation that a strategy
 * still holds back; nor unlocked. */
static bool cond_is_unlocked(const CondWait *wait, const G *g) {
    bool stopped = g->interrupted || g->at_point;
    return wait->stage == COND_WAITING || stopped == (wait->stage == COND_LOCKING);
}

/* The ticket of the CondWait at index 1 is void. Needs no memory. */
static void cond_wait_void(lua_State *L, CondWait *wait) {
    lua_getiuservalue(L, 1, COND_WAIT_COND);
    object_push_data(L, -1);
    lua_getiuservalue(L, -1, COND_VOIDS);
    lua_setiuservalue(L, 1, COND_WAIT_OLDER);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, COND_VOIDS);
    lua_pop(L, 2);
    cond_void(wait->cond, &wait->gone, wait->ticket);
}

/* Lets those go that are kept for their void tickets when none is left. */
static void voids_drop(lua_State *L, const Cond *c) {
    if (c->voids) return;
    lua_pushnil(L);
    object_set_value(L, COND_VOIDS);
}

/* __close of a CondWait, however its Wait ends. */
static int cond_wait_close(lua_State *L) {
    CondWait *wait = lua_touserdata(L, 1);
    Co *co = co_of(L);
    if (wait->stage == COND_OVER || !co->g) return 0;
    bool waited = wait->stage == COND_WAITING && !co->g->at_point;
    if (waited) wait->ticket = co->g->cond_ticket;
    bool has_left = wait->stage == COND_LOCKING || (waited && co->g->interrupted && co->g->ok);
    if (!has_left && !cond_leave(wait->cond, wait->ticket)) cond_wait_void(L, wait);
    bool lock = co->exiting && cond_is_unlocked(wait, co->g);
    wait->stage = COND_OVER;
    if (!lock) return 0;
    while (co->kind == CO_COROUTINE && co->below) co = co->below;
    lua_getiuservalue(L, 1, COND_WAIT_COND);
    lua_pushcclosure(L, cond_lock_again, 1);
    defer_add(L, co, 0);
    return 0;
}

static int cond_Signal(lua_State *L) {
    Cond *c = object_self(L);
    Outcome outcome = cond_signal(op_begin(L), c);
    voids_drop(L, c);
    return finish(L, outcome, cond_Signal);
}

static int cond_Broadcast(lua_State *L) {
    Cond *c = object_self(L);
    Outcome outcome = cond_broadcast(op_begin(L), c);
    voids_drop(L, c);
    return finish(L, outcome, cond_Broadcast);
}

static void cond_tell(lua_State *L, int object, const void *data, Text *t) {
    (void)L, (void)object;
    const Cond *c = data;
    text_format(t, "%u waiting", c->waiters.waiting);
}

static const Class cond_class = {
    .name = "sync.Cond",
    .size = sizeof(Cond),
    .values = COND_VOIDS,
    .tell = cond_tell,
    .methods =
        (const Binding[]){
            {"Wait", cond_Wait,
             "sync.Cond.Wait()  unlocks L, waits for Signal or Broadcast, and locks L again"},
            {"Signal", cond_Signal,
             "sync.Cond.Signal()  wakes the goroutine that has waited longest"},
            {"Broadcast", cond_Broadcast, "sync.Cond.Broadcast()  wakes all goroutines that wait"},
            {NULL, NULL, NULL},
        },
};

static bool has_method(lua_State *L, int index, const char *name) {
    if (!lua_istable(L, index) && !lua_isuserdata(L, index)) return false;
    bool found = lua_getfield(L, index, name) == LUA_TFUNCTION;
    lua_pop(L, 1);
    return found;
}

static int new_cond(lua_State *L) {
    lua_settop(L, 1);
    static const char *const methods[] = {"Lock", "Unlock"};
    for (int i = 0; i < 2; i++) {
        if (lua_isnil(L, 1) || has_method(L, 1, methods[i])) continue;
        const char *type = type_name(L, 1);
        return panic_text(L,
                          "cannot use value of type %s as sync.Locker value in argument to "
                          "sync.NewCond: %s does not implement sync.Locker (missing method %s)",
                          type, type, methods[i]);
    }
    object_new(L, &cond_class);
    lua_insert(L, 1);
    lua_setfield(L, 1, "L");
    return 1;
}

/* ---- The package ---- */

static int new_mutex(lua_State *L) {
    return object_construct(L, &mutex_class);
}
static int new_rwmutex(lua_State *L) {
    return object_construct(L, &rwmutex_class);
}
static int new_waitgroup(lua_State *L) {
    return object_construct(L, &waitgroup_class);
}
static int new_cond_value(lua_State *L) {
    return object_construct(L, &cond_class);
}
static int new_once(lua_State *L) {
    return object_construct(L, &once_class);
}
static int new_map(lua_State *L) {
    return object_construct(L, &map_class);
}
static int new_pool(lua_State *L) {
    return object_construct(L, &pool_class);
}

static const Binding bindings[] = {
    {"Mutex", new_mutex,
     "var mu sync.Mutex  a lock that one goroutine holds at a time: Lock Unlock TryLock"},
    {"RWMutex", new_rwmutex,
     "var mu sync.RWMutex  a lock for one writer or many readers: Lock Unlock RLock RUnlock "
     "TryLock TryRLock RLocker"},
    {"WaitGroup", new_waitgroup,
     "var wg sync.WaitGroup  waits for goroutines to end: Add Done Wait Go"},
    {"Once", new_once, "var once sync.Once  runs a function once only: Do"},
    {"Cond", new_cond_value,
     "sync.Cond{L = mu}  a place to wait for a change of what mu guards: Wait Signal Broadcast"},
    {"NewCond", new_cond, "sync.NewCond(l)  a Cond with Locker l"},
    {"OnceFunc", once_func, "sync.OnceFunc(f)  a function that calls f the first time only"},
    {"OnceValue", once_value,
     "sync.OnceValue(f)  a function that calls f the first time only, and returns its value"},
    {"OnceValues", once_values, "sync.OnceValues(f)  as OnceValue, for two values"},
    {"Map", new_map,
     "var m sync.Map  a map for many goroutines: Load Store LoadOrStore LoadAndDelete Delete Swap "
     "CompareAndSwap "
     "CompareAndDelete Range Clear"},
    {"Pool", new_pool, "sync.Pool{New = f}  keeps values for use again: Get Put"},
    {NULL, NULL, NULL},
};

/* A Locker is an interface: whatever has Lock and Unlock. */
static int locker_zero(lua_State *L) {
    lua_pushnil(L);
    return 1;
}

void open_sync(lua_State *L) {
    static const Class *const classes[] = {&mutex_class, &rwmutex_class, &waitgroup_class,
                                           &cond_class,  &once_class,    &map_class,
                                           &pool_class};
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) class_register(L, classes[i]);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, cond_wait_close);
    lua_setfield(L, -2, "__close");
    lua_rawsetp(L, LUA_REGISTRYINDEX, &cond_wait_key);
    lua_pushcfunction(L, locker_zero);
    zero_register(L, "sync.Locker");
    package_push(L, "sync", bindings);
    lua_setglobal(L, "sync");
}
