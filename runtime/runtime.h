/* gosh's runtime: the CSP machine that Lua's worlds run on, in plain C, without a word of Lua.
 *
 * Contents: values, random numbers, arena, goroutines and the scheduler, strategies, events,
 * channels, select, timers, sync, descriptors, work on other threads, mailbox. What is asked of the
 * platform is in posix.h.
 *
 * Everything hangs on a Sched; there is no global state. One OS thread runs one Sched. The runtime
 * never prints, never aborts and never judges: an operation returns an Outcome, and the layers
 * above word it. */
#ifndef GOSH_RUNTIME_H
#define GOSH_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Arena Arena;
typedef struct Snapshot Snapshot;
typedef struct Sched Sched;
typedef struct G G;
typedef struct Chan Chan;
typedef struct Timer Timer;
typedef struct Mailbox Mailbox;

/* ---- Values ---- */

/* What travels through a channel. Numbers and the like travel by value. Everything else belongs to
 * the host: a VALUE_REF says only "the host holds it", and where it lies follows from where the
 * Value lies (on the stack of a goroutine, in a slot of a channel). Host.move carries it from one
 * place to another. */
typedef enum ValueKind {
    VALUE_NIL,
    VALUE_BOOL,
    VALUE_INT,
    VALUE_FLOAT,
    VALUE_TIME, /* what a timer sends: an integer, ns of the world */
    VALUE_SIGNAL, /* what a signal sends: its number */
    VALUE_REF,
} ValueKind;

typedef struct Value {
    ValueKind kind;
    uint32_t slot; /* VALUE_REF in the hands of a sender: the host's index of it on that goroutine's
                      stack */
    union {
        bool boolean;
        int64_t integer;
        double number;
    } as;
} Value;

/* ---- Random numbers ---- */

/* A generator; the same numbers after the same seed. */
typedef struct Random {
    uint64_t state[4];
} Random;

void random_seed(Random *random, uint64_t seed);
uint64_t random_next(Random *random); /* 64 random bits */

/* ---- Arena ---- */

/* A world's memory: one reserved range of addresses, out of which the Sched, its goroutines and the
 * whole heap of the host come. Because nothing of a world lies elsewhere, a copy of the used part
 * is the world. */

/* Reserves `size` bytes (less if the system refuses so many), at `address` if that is not 0. NULL
 * if nothing can be reserved there. Untouched pages cost nothing. */
Arena *arena_new(size_t size, uintptr_t address);
void arena_delete(Arena *a);

/* Sizes are told by the caller, so small blocks carry no header. Blocks are aligned to 16 bytes.
 * NULL when the arena is full; then nothing has changed. arena_realloc treats NULL and 0 as C's
 * realloc does. */
void *arena_alloc(Arena *a, size_t size);
void arena_free(Arena *a, void *block, size_t size);
void *arena_realloc(Arena *a, void *block, size_t old_size, size_t new_size);

size_t arena_in_use(const Arena *a); /* bytes in live blocks */
uint64_t arena_allocated(const Arena *a); /* how many blocks there have been, and how many of them have gone */
uint64_t arena_freed(const Arena *a);
size_t arena_extent(const Arena *a); /* bytes from the start to the last block: a snapshot's size */
size_t arena_limit(const Arena *a);  /* bytes that can be in use */

/* For tests: lets `count` more allocations succeed and then refuses every one, until called with
 * SIZE_MAX. */
void arena_fail_after(Arena *a, size_t count);

/* A snapshot is a copy of the used part, on the C heap; the caller owns it. Restoring copies it
 * back: every pointer into the arena that existed at the time of the snapshot is valid again. */
Snapshot *snapshot_take(const Arena *a);
/* Makes snapshots from now on small: they share what has not been written since, which is found out page by page as the
 * first writes to each are caught. Until then a system call that writes there fails. Snapshots from before are void. One
 * arena of a process at a time. False if it cannot be done; then they stay whole copies. */
bool arena_share(Arena *a);
void snapshot_restore(Arena *a, const Snapshot *snap);
void snapshot_delete(Snapshot *snap);
size_t snapshot_size(const Snapshot *snap);

/* ---- Goroutines and the scheduler ---- */

typedef enum GStatus { G_RUNNABLE, G_RUNNING, G_WAITING, G_DEAD } GStatus;

/* Why a goroutine waits. The texts are Go's, see wait_reason_text. */
typedef enum WaitReason {
    WAIT_NONE,
    WAIT_CHAN_RECEIVE,
    WAIT_CHAN_SEND,
    WAIT_CHAN_RECEIVE_NIL,
    WAIT_CHAN_SEND_NIL,
    WAIT_SELECT,
    WAIT_SELECT_NO_CASES,
    WAIT_SLEEP,
    WAIT_MUTEX_LOCK,
    WAIT_RWMUTEX_RLOCK,
    WAIT_RWMUTEX_LOCK,
    WAIT_COND,
    WAIT_WAITGROUP,
    WAIT_IO,
} WaitReason;

const char *wait_reason_text(WaitReason reason);

/* What an operation of the current goroutine came to. OP_PARKED, OP_YIELDED and OP_AGAIN mean that
 * the host must give the processor back now: when the goroutine is resumed after OP_PARKED the
 * operation is over and its outcome stands in G.outcome; after OP_YIELDED it is over; after
 * OP_AGAIN the host must ask for the same operation again. OP_PINNED: it would have to wait, but
 * G.pinned says that it cannot be paused. The rest are errors. After all of these nothing has
 * happened. */
typedef enum Outcome {
    OP_DONE,
    OP_PARKED,
    OP_YIELDED,
    OP_AGAIN,
    OP_PINNED,
    OP_NO_MEMORY,
    OP_SEND_ON_CLOSED,
    OP_CLOSE_OF_CLOSED,
    OP_CLOSE_OF_NIL,
    OP_UNLOCK_OF_UNLOCKED,
    OP_RUNLOCK_OF_UNLOCKED,
    OP_RWUNLOCK_OF_UNLOCKED,
    OP_NEGATIVE_COUNTER,
    OP_ADD_DURING_WAIT,
    OP_REUSED_BEFORE_WAIT_RETURNED,
    OP_POLL_CLOSED,  /* the descriptor has been closed */
    OP_POLL_TIMEOUT, /* the deadline has passed */
} Outcome;

/* How Host.resume came back. */
typedef enum RunEnd {
    RUN_ENDED,     /* the goroutine is over */
    RUN_PARKED,    /* it waits: an operation returned OP_PARKED */
    RUN_YIELDED,   /* it stays runnable: OP_YIELDED, OP_AGAIN, or sched_gosched */
    RUN_PREEMPTED, /* its time was up */
    RUN_STOP,      /* the world stops: SCHED_STOPPED; the goroutine waits for g_ready */
} RunEnd;

/* Where a reference lies when it is moved: on the stack of `g` (a receiver gets it pushed, `slot`
 * names a sender's) or, with g NULL, in slot `slot` of channel `chan`. */
typedef struct Place {
    G *g;
    Chan *chan;
    uint32_t slot;
} Place;

/* What a host gives the runtime. `move` must not fail: a host makes room before it sends. */
typedef struct Host {
    void *state;
    RunEnd (*resume)(void *state, G *g);
    void (*move)(void *state, Place from, Place to);
} Host;

/* A place in a queue of a channel: one for each case that a goroutine waits on. */
typedef struct Waiter {
    G *g;
    Chan *chan;
    struct Waiter *prev, *next;
    Value value; /* a sender's value */
    int index;   /* which case of its select */
    bool send;
} Waiter;

/* A timer in memory of the caller's, zeroed before first use. When it is due, `fire` is called
 * between two turns; it may make goroutines runnable but not park. With `chan` set it feeds that
 * channel as Go 1.23 does: the timer stands in the heap only while somebody waits on the channel, a
 * pending value vanishes with Stop and Reset. */
struct Timer {
    int64_t when;
    int64_t period; /* 0: once */
    uint64_t order;
    void (*fire)(Sched *s, Timer *t);
    void *arg;
    Chan *chan;
    uint32_t index;   /* place in the heap, plus 1; 0 when not in it */
    uint32_t waiters; /* goroutines blocked on `chan` */
    bool active;      /* will fire, or has fired and waits to be received */
    bool pending;     /* fired, and nobody has received it */
};

/* That a goroutine has locked an RWMutex for reading, or waits to. */
typedef struct ReadHold ReadHold;

/* A goroutine. Stackless here: what runs is the host's, behind g_host. The life of one:
 *
 *     go_start -> RUNNABLE -> RUNNING -> (WAITING -> RUNNABLE -> RUNNING)* -> DEAD
 *
 * and freed for the next. */
struct G {
    uint64_t id;        /* 1 is main; never used twice */
    uint64_t parent_id; /* the goroutine that executed the go statement; 0 for none */
    uint8_t status;     /* GStatus */
    uint8_t reason;     /* WaitReason */
    uint8_t outcome;    /* Outcome of the operation that it waited for */
    uint8_t ticket;     /* a semaphore handed over directly */
    bool ok;             /* a receive: false when the channel is closed and empty */
    bool inherits_slice; /* was taken from runnext: shares the time slice of the one before */
    bool pinned;         /* set by the host before each operation: it cannot be paused here */
    bool at_point;       /* a strategy holds it before its operation, which may go ahead next time */
    bool spins;          /* a strategy's: it seems to wait by giving way, so others are to go first */
    uint8_t yields;      /* a strategy's: how often it has given way, as far as it counts */
    bool interrupted;    /* g_interrupt has ended its last wait: what it waited for has not happened */
    bool starving;       /* a Mutex waiter that has waited too long */
    bool lifo;           /* waits for a semaphore at the head of the queue */
    uint8_t point;       /* PointKind of the operation that it is held before, or has announced last */
    uint32_t switches;    /* turns that it has had, modulo 2^32 */
    uint32_t locks;       /* no fewer than it holds, of Mutexes and of RWMutexes for writing */
    union {
        int selected;         /* the index of the chosen case */
        uint32_t cond_ticket; /* its place among the waiters of a Cond */
    };
    int waiter_count;     /* waiters in use: 1 is `waiter`, more are `waiters` */
    Value value;          /* what was received */
    int64_t wait_since;   /* ns; when the wait began */
    union {
        G *link;          /* in a run queue, a free list or a semaphore's queue */
        uint64_t place;   /* runnable under a strategy: in Go's order */
    };
    G *older, *younger;   /* all live goroutines, by age */
    union {               /* it waits in one way at a time */
        Waiter waiter;
        Timer sleep;
    };
    union {
        Waiter *waiters;    /* a select's */
        void *retry_object; /* what it waits for that is no channel */
    };
    const void *point_object; /* of `point`, under a strategy; NULL for a select */
    bool (*retry)(Sched *s, G *g); /* asked when it is picked: false when it waits again */
    ReadHold *reads; /* the newest first */
};

/* One of the `waiter_count` places in which it waits. */
static inline const Waiter *g_waiter(const G *g, int i) {
    return g->waiter_count == 1 ? &g->waiter : &g->waiters[i];
}

/* The memory for the host in each goroutine, `host_size` bytes (see sched_new), zeroed when it
 * starts. */
void *g_host(G *g);
G *g_of_host(void *host);

/* Makes a scheduler in `arena`. `host_size` bytes of each goroutine belong to the host. NULL
 * without memory. */
Sched *sched_new(Arena *arena, const Host *host, size_t host_size);

/* Starts a goroutine, runnable and first in line, as Go does. Its outcome is not OP_DONE until the
 * host has run it. NULL without memory. */
G *go_start(Sched *s);

/* As go_start, for the first goroutine of an evaluation: goes to the tail, has no parent. */
G *go_start_detached(Sched *s);

typedef enum SchedState {
    SCHED_BUDGET,  /* `budget` turns are used up: call again */
    SCHED_WAITING,    /* nothing can run until sched_next_timer, or until a message arrives */
    SCHED_ASLEEP,  /* nothing can run, and no timer or outside event can change that */
    SCHED_STOPPED, /* the host said RUN_STOP, or sched_stop was called */
} SchedState;

/* Runs goroutines, `budget` turns at the most. Never waits and never judges. */
SchedState sched_run(Sched *s, uint32_t budget);

/* For a host: ends the turn of the current goroutine as Host.resume's return does, and begins the
 * next one's. NULL: return to sched_run, with any value. A host that goes on by itself spares the way
 * there and back, whose returns a processor cannot predict after a jump out of a goroutine. */
G *sched_switch(Sched *s, RunEnd end);

/* Ends sched_run after the current turn, which then counts as touching everything; between two calls, the next one ends at
 * once. May be called from an operation, a timer or a message. */
void sched_stop(Sched *s);

/* The same, once, when virtual time comes to `when` or passes it; INT64_MAX: not any more. */
void sched_stop_at(Sched *s, int64_t when);

G *sched_current(const Sched *s); /* NULL between turns */
G *sched_oldest(const Sched *s);  /* first of all live goroutines; follow G.younger */
G *sched_find(const Sched *s, uint64_t id);
size_t sched_count(const Sched *s); /* live goroutines */
size_t sched_look_at_count(Sched *s); /* the same, for a program */
size_t sched_runnable(const Sched *s);
Arena *sched_arena(const Sched *s);
uint64_t sched_turns(const Sched *s); /* time slices begun: what a preemption tick compares */

/* What a Sched has at this moment. */
typedef struct SchedCounts {
    uint64_t started, switches; /* since the beginning: goroutines, and how often one of them has run (G.switches) */
    size_t global, local;      /* runnable goroutines in the two queues; the one that is next stands in neither */
    size_t free;               /* ended goroutines whose memory waits for new ones */
    size_t timers;
    int threads, idle_threads; /* that make blocking calls; of them, those that have none to make */
} SchedCounts;
SchedCounts sched_counts(const Sched *s);

/* runtime.Gosched: the current goroutine goes to the tail of the global queue. Returns OP_YIELDED,
 * or OP_DONE for one that is pinned. */
Outcome sched_gosched(Sched *s);

/* Counts what may come from outside but need not (signal.Notify): while it is above zero the world is never asleep.
 * Virtual time goes on. */
void sched_listen(Sched *s, int delta);

/* Counts things outside the world that may yet wake a goroutine (a read under way):
 * while it is above zero the world is idle rather than asleep, and virtual time does not jump but
 * passes as real time does. */
void sched_expect(Sched *s, int delta);

/* Parks the current goroutine until g_ready; for waits that the host itself defines. Returns
 * OP_PARKED. */
Outcome g_park(Sched *s, WaitReason reason);
void g_ready(Sched *s, G *g);

/* Takes a goroutine out of whatever it waits in, as if it had never come, and makes it runnable
 * with G.outcome OP_DONE, so that the host can unwind it. One that runs or can run is left alone,
 * except that a wake which turns out to be in vain (a lost race for a Mutex) then ends the wait as
 * well. */
void g_interrupt(Sched *s, G *g);

uint64_t sched_random(Sched *s); /* 64 random bits */
void sched_reseed(Sched *s, uint64_t seed);

/* ---- Strategies: who runs next, and every other choice ---- */

/* The operations before which a strategy may hold a goroutine back. */
typedef enum PointKind {
    POINT_NONE,
    POINT_GO,
    POINT_SEND,
    POINT_RECV,
    POINT_CLOSE,
    POINT_SELECT,
    POINT_LOCK,   /* a Mutex's */
    POINT_RWLOCK, /* an RWMutex's, for writing or reading */
    POINT_TRY_LOCK,
    POINT_UNLOCK,
    POINT_WAITGROUP,
    POINT_COND,
    POINT_ONCE,
    POINT_ATOMIC,
    POINT_LOAD, /* an atomic operation that changes nothing */
    POINT_TIMER,
    POINT_SLEEP,
    POINT_READ, /* of a variable that goroutines share */
    POINT_WRITE,
    POINT_PRINT,
    POINT_RETURN, /* from main, which ends the program */
    POINT_CRASH,  /* a panic ends it */
    POINT_YIELD, /* it has given way, by Gosched or because its time was up; nothing is announced */
} PointKind;

/* What a turn does to an object that another goroutine could see. Of two turns that do something to the same object, the order
 * matters unless both read, or both add. */
typedef enum TouchHow { TOUCH_READ, TOUCH_WRITE, TOUCH_ADD } TouchHow;

/* One choice each. Without a strategy (NULL, the default) the order is Go's own with one P, choices
 * are uniform, and nothing is held back. A strategy lives as long as it is set; its state may lie
 * outside the arena. */
typedef struct Strategy {
    void *state;
    /* Picks one of the `count` >= 1 runnable goroutines: an index into `ready`, which is in the order in
     * which they became runnable. */
    uint32_t (*next)(void *state, Sched *s, G *const *ready, uint32_t count);
    /* Picks one of `count` >= 2 alternatives: a select's ready cases; timers that are due at one time, and behind them that
     * goroutines which can run go first; with `timer_early`, when time has come to a timer, that it fires (0) or that these go
     * first (1). */
    uint32_t (*choose)(void *state, Sched *s, uint32_t count);
    /* True: leave `g` runnable before its operation on `object`. May be NULL: never. */
    bool (*point)(void *state, Sched *s, G *g, PointKind kind, const void *object);
    /* True: the next timer fires now, although goroutines can run (a slow machine); asked before each pick, until it says
     * false. May be NULL: never. */
    bool (*timer_early)(void *state, Sched *s);
    /* A goroutine looks at the channel of a timer that is not due yet. True: it is (a slow machine). May be NULL: never. */
    bool (*timer_late)(void *state, Sched *s);
    /* Is told each object that a turn reads or changes and that another goroutine could see: a channel, a lock, the clock, what
     * the host names; NULL for all there is. May be NULL. */
    void (*touch)(void *state, Sched *s, const void *object, TouchHow how);
} Strategy;

/* Sets the strategy; goroutines that are runnable already keep their order. False without
 * memory. */
bool sched_set_strategy(Sched *s, const Strategy *strategy);

/* Random choices from the scheduler's own generator: a run is a function of sched_reseed's seed. */
extern const Strategy strategy_seeded;

/* Is there a strategy that may hold operations back? If not, sched_point need not be asked. */
bool sched_has_points(const Sched *s);
/* Announces an operation. OP_DONE: go ahead; OP_AGAIN: give the processor back and ask again. */
Outcome sched_point(Sched *s, PointKind kind, const void *object);
/* Tells a strategy what the current turn reads or changes besides. */
void sched_touch(Sched *s, const void *object, TouchHow how);
/* ... if that is all there is: it ends the run, say. */
void sched_touch_all(Sched *s);
/* What stands for the clock there. */
const void *sched_clock(const Sched *s);
/* Under a strategy: the runnable goroutines, in the order in which they became so. Returns how many. */
uint32_t sched_ready_list(const Sched *s, G *const **list);
/* Which of the runnable goroutines Go's own order would run next, under a strategy; NULL: there is none. */
const G *sched_favourite(const Sched *s);
/* Under a strategy and virtual time, between two calls of sched_run: the clock comes to the next timer, and what is due then
 * fires. False: there is none. */
bool sched_fire(Sched *s);

/* ---- Events ---- */

typedef enum EventKind {
    EVENT_GO,
    EVENT_START,
    EVENT_END,
    EVENT_PARK,
    EVENT_READY,
    EVENT_PREEMPT,
    EVENT_SEND,
    EVENT_RECV,
    EVENT_CLOSE,
    EVENT_SELECT,
    EVENT_LOCK,
    EVENT_UNLOCK,
    EVENT_WAITGROUP,
    EVENT_SIGNAL, /* of a Cond, also by Broadcast */
    EVENT_TIMER,
    EVENT_PANIC,
} EventKind;

typedef struct Event {
    EventKind kind;
    G *g;               /* whom it happened to; NULL for a timer, and for a lock that an ended goroutine has left */
    const void *object; /* the channel, mutex, timer ...; of a wait for a lock or the like, its semaphore */
    const Value *value; /* what is sent, by how much a WaitGroup's counter changes, or how many a Cond wakes; else NULL */
} Event;

/* An observer sees every event, in order, and before it has changed anything but the status of the goroutine. It must not
 * allocate in the arena nor operate on the world. NULL: none. */
typedef void (*Observer)(void *state, const Event *event);
void sched_observe(Sched *s, Observer observer, void *state);
void sched_emit(Sched *s, EventKind kind, G *g, const void *object);

/* ---- Clock and timers ---- */

/* Nanoseconds since the world began, on the real clock or the virtual one. */
int64_t sched_now(Sched *s);

/* As sched_now, for a program that looks at the clock: virtual time creeps forward for one that
 * does nothing else, so that a loop that waits for the clock ends. */
int64_t sched_look_at_clock(Sched *s);

/* The clock goes on from where it is; timers stay due when they were.
 *
 * Virtual time stands still while a goroutine can run, and jumps to the next timer when none can.
 * When goroutines go on and on without waiting, it moves with the time slices that they use up. */
void sched_set_virtual(Sched *s, bool on);
bool sched_is_virtual(const Sched *s);

/* When the next timer is due; INT64_MAX for never. */
int64_t sched_next_timer(const Sched *s);

/* Starts a timer that is not active. False without memory: then it is not active. */
bool timer_start(Sched *s, Timer *t, int64_t when, int64_t period);
/* True if it was active. A channel timer that has fired but was not received counts as active. */
bool timer_stop(Sched *s, Timer *t);

/* time.Sleep for the current goroutine. */
Outcome sleep_for(Sched *s, int64_t ns);

/* ---- Channels ---- */

typedef struct WaitQueue {
    Waiter *first, *last;
} WaitQueue;

/* A channel. The law: it never has both waiting senders and receivers, unless one select waits on
 * both sides; waiting senders only when the buffer is full, waiting receivers only when it is
 * empty. */
struct Chan {
    uint64_t id; /* by age */
    size_t capacity, count, head;
    Value *buffer;
    WaitQueue senders, receivers;
    Timer *timer;
    bool closed;
};

/* Makes a channel in memory of the host's, which also owns `buffer` (`capacity` values). */
void chan_init(Sched *s, Chan *c, Value *buffer, size_t capacity);

/* The current goroutine sends or receives. A NULL channel blocks for ever. chan_recv fills value
 * and ok on OP_DONE; after OP_PARKED they are in G.value and G.ok. A received VALUE_REF has been
 * pushed on the receiver's stack. */
Outcome chan_send(Sched *s, Chan *c, Value value);
/* The short way for what is commonest: true if it was done at once. False if it might wait or fail, or if somebody
 * decides; then nothing was done. */
bool chan_try_send(Sched *s, Chan *c, Value value);
/* For what sends from outside of all goroutines, a value that is no VALUE_REF: false if it would have to wait, or the
 * channel is closed. */
bool chan_offer(Sched *s, Chan *c, Value value);
bool chan_try_recv(Sched *s, Chan *c, Value *value, bool *ok);
Outcome chan_recv(Sched *s, Chan *c, Value *value, bool *ok);
Outcome chan_close(Sched *s, Chan *c);

/* What len and cap say: 0 for NULL, and for a timer's channel. */
size_t chan_len(Sched *s, const Chan *c);
size_t chan_cap(const Chan *c);

typedef struct SelectCase {
    Chan *chan;
    Value value; /* to send */
    bool send;
} SelectCase;

/* The current goroutine selects. On OP_DONE `chosen` is the case's index, or -1 for the default,
 * and value and ok are a receive's; after OP_PARKED they are in G.selected, G.value and G.ok. */
Outcome select_wait(Sched *s, const SelectCase *cases, int count, bool has_default, int *chosen,
                    Value *value, bool *ok);

/* ---- sync ---- */

/* The algorithms are those of Go's sync package (mutex.go, rwmutex.go, waitgroup.go, cond.go,
 * runtime/sema.go), so that the order in which waiters go on is Go's. All start zeroed. */
typedef struct Sema {
    uint32_t count;
    uint32_t waiting;
    G *first, *last;
} Sema;

typedef struct Mutex {
    uint32_t waiters;
    bool locked, woken, starving;
    Sema sema;
    uint64_t owner; /* the goroutine that locked it last: for who looks at it, since any may unlock it */
} Mutex;

Outcome mutex_lock(Sched *s, Mutex *m);
/* The short ways for what is commonest: true if it was done at once. False if it might wait, wake or fail, or if
 * somebody watches or decides; then nothing was done. */
bool mutex_quick_lock(Sched *s, Mutex *m);
bool mutex_quick_unlock(Sched *s, Mutex *m);
bool mutex_try_lock(Sched *s, Mutex *m);
Outcome mutex_unlock(Sched *s, Mutex *m);

typedef struct RWMutex {
    Mutex writers;
    Sema writer_sema, reader_sema;
    int32_t readers;      /* less RWMUTEX_MAX_READERS while a writer waits or writes */
    int32_t readers_left; /* that a waiting writer waits for */
    uint32_t noted;       /* no fewer than there are goroutines' ReadHolds of it */
    uint64_t reader;      /* the goroutine that locked it last for reading */
    uint64_t serial;      /* its number among those that have been locked for reading; 0 before that */
} RWMutex;

Outcome rwmutex_lock(Sched *s, RWMutex *m);
bool rwmutex_try_lock(Sched *s, RWMutex *m);
Outcome rwmutex_unlock(Sched *s, RWMutex *m);
Outcome rwmutex_rlock(Sched *s, RWMutex *m);
bool rwmutex_try_rlock(Sched *s, RWMutex *m);
Outcome rwmutex_runlock(Sched *s, RWMutex *m);

/* What a goroutine that is being given up has locked, when nobody else is going to unlock it. As any goroutine may unlock
 * what another has locked, the locks themselves say whose they are; so the host, which knows where its locks lie, asks
 * about each. */
typedef struct LocksLeft {
    uint64_t owner; /* the goroutine */
    ReadHold *reads;
} LocksLeft;

/* Takes them from the goroutine. False: it holds none, and there is nothing to ask about. */
bool locks_leave(G *g, LocksLeft *left);
/* Unlocks it if it is one of them, and lets others go on as Unlock does; an RWMutex as often as it has been locked.
 * True if so. */
bool mutex_release_left(Sched *s, Mutex *m, const LocksLeft *left);
bool rwmutex_release_left(Sched *s, RWMutex *m, LocksLeft *left);
/* To be called when all have been asked about. */
void locks_left_end(Sched *s, LocksLeft *left);

typedef struct WaitGroup {
    int64_t counter;
    uint32_t waiters;
    Sema sema;
} WaitGroup;

Outcome waitgroup_add(Sched *s, WaitGroup *wg, int64_t delta);
Outcome waitgroup_wait(Sched *s, WaitGroup *wg);

typedef struct Once {
    Mutex mutex;
    bool done;
} Once;

/* OP_DONE: see `done`: true, nothing is left to do; false, the caller holds the Once, must do the
 * work and then call once_leave, however the work ends. After OP_PARKED the caller holds it in any
 * case, and if `done` is true by then there is no work, only once_leave. */
Outcome once_enter(Sched *s, Once *o);
Outcome once_leave(Sched *s, Once *o, bool done);

/* Cond.Wait in two halves, because the caller's Locker is unlocked between them. A wait that comes
 * to OP_PINNED has given its ticket back. */
typedef struct Cond {
    uint32_t next_ticket, notified;
    Sema waiters; /* parked goroutines, by ticket */
    struct CondVoid *voids; /* the lowest ticket first */
} Cond;

uint32_t cond_ticket(Cond *c);
/* Gives back a ticket that will not be waited with after all. False: others are between the halves of their waits, so that
 * it can only be declared void; a wait that g_interrupt ends then keeps its ticket, and G.ok says whether it has given
 * it back. */
bool cond_leave(Cond *c, uint32_t ticket);
/* A ticket that no Signal is to be spent on, in memory of the caller's that stays while Cond.voids leads to it. */
typedef struct CondVoid {
    uint32_t ticket;
    struct CondVoid *next;
} CondVoid;
void cond_void(Cond *c, CondVoid *v, uint32_t ticket);
Outcome cond_wait(Sched *s, Cond *c, uint32_t ticket);
Outcome cond_signal(Sched *s, Cond *c);
Outcome cond_broadcast(Sched *s, Cond *c);

/* ---- Descriptors (poll.c) ---- */

/* A descriptor whose readiness goroutines wait for, in memory of the caller's that does not move. A
 * side is one direction. How an operation on it goes, with a descriptor that does not block:
 *
 *     outcome = poll_begin(s, p, POLL_READ);      my turn? OP_PARKED: go on here when resumed, with
 *     while (outcome == OP_DONE) {                G.outcome for the outcome
 *         try the system call;
 *         if (it would not block) {               whether it worked or failed
 *             poll_end(s, p, POLL_READ);
 *             break;
 *         }
 *         outcome = poll_wait(s, p, POLL_READ);   OP_DONE: try again. OP_PARKED: go on here when
 *     }                                           resumed, with G.outcome for the outcome
 *
 * Operations on one side go one after the other, in the order in which they came, also when each
 * takes several tries: writes are not mixed. Only poll_begin, and poll_wait between, may leave the
 * turn, so whoever has been given OP_DONE calls poll_wait or poll_end in the same turn, whatever
 * happens; any other outcome (OP_PINNED, OP_POLL_CLOSED, OP_POLL_TIMEOUT) has ended the operation.
 *
 * A descriptor that blocks, because it is shared with other processes (stdin), is added as `shared`:
 * then posix_ready comes before the system call, and "not ready" counts as "would block". */
typedef enum PollSideKind { POLL_READ, POLL_WRITE } PollSideKind;

typedef struct Pollable Pollable;

typedef struct PollSide {
    Pollable *pollable;
    G *first, *last; /* who waits, in order; the first for the descriptor, the others for their turn */
    G *turn;         /* whom it has become ready for, and who has not been picked yet */
    Timer deadline;
    bool expired; /* the deadline has passed */
} PollSide;

struct Pollable {
    int fd; /* -1: not added, or removed */
    bool shared;
    PollSide sides[2];
};

/* Begins to watch `fd`, which stays the caller's. 0, or the system's error number: EPERM for what is
 * always ready, as files are. The first call makes the world's epoll descriptor. */
int poll_add(Sched *s, Pollable *p, int fd, bool shared);
/* Ends that; who waits gets OP_POLL_CLOSED. To be called before the descriptor is closed. Does
 * nothing for one that is not added. */
void poll_remove(Sched *s, Pollable *p);

Outcome poll_begin(Sched *s, Pollable *p, PollSideKind kind);
Outcome poll_wait(Sched *s, Pollable *p, PollSideKind kind);
void poll_end(Sched *s, Pollable *p, PollSideKind kind);
/* In the place of poll_wait, for an operation that is not over and could go on: others run first. */
Outcome poll_pause(Sched *s, Pollable *p, PollSideKind kind);

/* Operations on that side end with OP_POLL_TIMEOUT from `when` on (ns of the world; INT64_MAX for
 * never), those under way too. False without memory: then there is no deadline. */
bool poll_deadline(Sched *s, Pollable *p, PollSideKind kind, int64_t when);

/* Makes runnable whom descriptors have become ready for. Never waits. The scheduler calls it between
 * turns. */
void poller_check(Sched *s);
/* To be called once when the world ends, after all Pollables have been removed or given up. */
void poller_delete(Sched *s);

/* From now on the scheduler delivers messages between turns too, with that state, and posix_wait for
 * this mailbox also ends when a descriptor becomes ready. */
void sched_attach(Sched *s, Mailbox *m, void *state);

/* ---- Work: blocking calls on other threads (work.c) ---- */

/* Goroutines that wait for the same thing, until it has happened. Zeroed: nobody. */
typedef struct GLine {
    G *first, *last;
} GLine;

/* Parks the current goroutine until line_wake_all, or an interrupt: OP_PARKED or OP_PINNED. */
Outcome line_wait(Sched *s, GLine *line);
void line_wake_all(Sched *s, GLine *line);

/* What comes from another thread: see the mailbox. */
typedef struct Message {
    void (*deliver)(void *state,
                    struct Message *m); /* called on the Sched's thread; owns `m` from then on */
    struct Message *next;
} Message;

/* A call that blocks, at the head of memory on the C heap with what it needs and what it gives. The
 * goroutine that waits for it may leave at any time; the Work then lives until its call returns. */
typedef struct Work Work;
struct Work {
    /* Makes the call. On another thread: it must touch nothing of the world, and raise nothing. */
    void (*run)(Work *work);
    /* Frees it, and whatever the call gave that nobody has taken. Called once, when the call is over
     * and the owner has let go; when the world has ended meanwhile, on another thread. */
    void (*release)(Work *work);
    bool essential; /* its effect must not be lost: the world's end waits for it, though not for ever */
    bool done;      /* set by the world's thread: what the call gave is there */
    /* work.c's own */
    bool owned, finished, awaited;
    Sched *sched;
    Work *next, *started_next;
    GLine line;
    Message message;
};

/* Hands it over to a thread; the caller owns it until work_let_go. Where the current goroutine cannot
 * be paused, a strategy decides the order, or no thread can be had, the call is made here and now. A call
 * that is over within 0.1 ms is done when this returns. */
void work_start(Sched *s, Work *work);
/* Waits for its end: OP_DONE or OP_PARKED, after which work_wait is to be called again. Any number of
 * goroutines may wait. Where the current one cannot be paused, the thread itself waits. */
Outcome work_wait(Sched *s, Work *work);
/* Ends the waits for it, whether it is over or not. */
void work_wake(Sched *s, Work *work);
void work_let_go(Work *work);
/* To be called once when the world ends. A call that is stuck is left to itself. */
void workers_delete(Sched *s);

/* ---- Mailbox: the only door for other threads and signal handlers ---- */

Mailbox *mailbox_new(void);
void mailbox_delete(Mailbox *m);
/* Any thread. Wakes posix_wait. */
void mailbox_post(Mailbox *m, Message *message);
/* The Sched's thread. Delivers what has arrived, in order; the number of messages. */
size_t mailbox_deliver(Mailbox *m, void *state);
bool mailbox_waits(const Mailbox *m); /* is there a message? */
/* The descriptor that ends posix_wait, and is cleared by it. To raise it without a message only
 * makes posix_wait return. */
int mailbox_fd(const Mailbox *m);
/* Another descriptor that ends posix_wait while it can be read. -1: none. */
void mailbox_watch(Mailbox *m, int fd);
int mailbox_watched(const Mailbox *m);

#endif
