/* Timers, tickers and Sleep, with the rules of Go 1.23: an unreferenced timer is garbage, also when
 * it is active, and no old value is received after Stop or Reset.
 *
 *     Timer (table)  -->  data (userdata: the runtime's Timer)  <-->  channel C
 *
 * where data and channel keep each other alive.
 *
 * The timer of AfterFunc has a function in the place of the channel; while it is active its data is
 * kept in the registry, because somebody waits for what it does. */
#include "lua/chan.h"
#include "lua/object.h"
#include "lua/time.h"
#include "lua/type.h"
#include "runtime/posix.h"

/* A function that there is no memory to start is tried again: after so many ns, so many times. */
enum { RETRY = 10 * 1000000, RETRIES = 100 };

enum { TIMER_SOURCE = 1 /* the user value of a timer's data: its channel or its function */ };

/* ---- Sleep ---- */

int timer_sleep(lua_State *L) {
    int64_t ns = duration_argument(L, 1, "time.Sleep");
    return op_end(L, sleep_for(op_begin(L), ns), NULL, timer_sleep);
}

/* ---- Starting ---- */

static int64_t due(Sched *s, int64_t ns) {
    int64_t now = sched_now(s);
    if (ns < 0) ns = 0;
    return ns > INT64_MAX - now ? INT64_MAX : now + ns;
}

/* The data of a Timer: of one with a channel the first part only is used. */
typedef struct AfterFunc {
    Timer timer;
    int failures; /* to start the function */
    int place;    /* among World.timers while it is active, else 0 */
} AfterFunc;

static AfterFunc *after_func(Timer *t) {
    return (AfterFunc *)(void *)t;
}

/* The data of an AfterFunc's timer is kept while that is active: it is on top, and is popped. */
static void keep_active(lua_State *L, Timer *t) {
    if (after_func(t)->place)
        lua_pop(L, 1);
    else
        after_func(t)->place = place_keep(L, &world_of(L)->timers);
}

/* Never fails. */
static void let_go(lua_State *L, Timer *t) {
    AfterFunc *after = after_func(t);
    if (after->place) place_free(L, &world_of(L)->timers, after->place);
    after->place = 0;
}

static void start(lua_State *L, Timer *t, int64_t ns, int64_t period) {
    Sched *s = sched_of(L);
    if (timer_start(s, t, due(s, ns), period)) return;
    lua_gc(L, LUA_GCCOLLECT); /* which may make room */
    timer_stop(s, t);         /* a finalizer may have started it */
    if (timer_start(s, t, due(s, ns), period)) return;
    if (!t->chan) let_go(L, t);
    op_error(L, OP_NO_MEMORY);
}

/* Announces an operation on timers. */
static Outcome timer_point(lua_State *L, const void *timer) {
    return sched_point(op_begin(L), POINT_TIMER, timer);
}

/* Makes the channel of the timer whose data is on top, and pushes it. */
static void channel_push(lua_State *L, Timer *t) {
    ChanObject *c = chan_new(L, type_of_text(L, "time.Time"), 1);
    c->direction = DIRECTION_RECV;
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, -3, TIMER_SOURCE);
    lua_pushvalue(L, -2);
    lua_setiuservalue(L, -2, CHAN_UV_TIMER);
    t->chan = &c->own;
    c->own.timer = t;
}

/* Pushes a started timer's channel, and nothing else. */
static int channel_only(lua_State *L, int64_t ns, int64_t period) {
    Timer *t = lua_newuserdatauv(L, sizeof *t, TIMER_SOURCE);
    *t = (Timer){.arg = NULL};
    channel_push(L, t);
    start(L, t, ns, period);
    return 1;
}

/* Pushes a started timer or ticker with its channel. */
static int object_with_channel(lua_State *L, const Class *class, int64_t ns, int64_t period) {
    Timer *t = object_new(L, class);
    object_push_data(L, -1);
    channel_push(L, t);
    lua_setfield(L, -3, "C");
    lua_pop(L, 1);
    start(L, t, ns, period);
    return 1;
}

int timer_after(lua_State *L) {
    int64_t ns = duration_argument(L, 1, "time.After");
    Outcome point = timer_point(L, NULL);
    if (point != OP_DONE) return op_end(L, point, NULL, timer_after);
    return channel_only(L, ns, 0);
}

int timer_tick(lua_State *L) {
    int64_t ns = duration_argument(L, 1, "time.Tick");
    if (ns <= 0) {
        lua_pushnil(L);
        return 1;
    }
    Outcome point = timer_point(L, NULL);
    if (point != OP_DONE) return op_end(L, point, NULL, timer_tick);
    return channel_only(L, ns, ns);
}

/* ---- AfterFunc ---- */

void timer_push_active(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, world_of(L)->timers.key);
}

/* Starts the function of the timer at index 1, a light userdata. */
static int after_call(lua_State *L) {
    Timer *t = lua_touserdata(L, 1);
    timer_push_active(L);
    lua_rawgeti(L, -1, after_func(t)->place);
    lua_getiuservalue(L, -1, TIMER_SOURCE);
    goroutine_start(L, 0, 0, false);
    let_go(L, t);
    return 0;
}

/* Between two turns, on the state that runs nothing of the program's. A call for which there is no
 * memory comes late: there is room in the heap of timers, where this one has just been. */
static void after_fire(Sched *s, Timer *t) {
    AfterFunc *after = after_func(t);
    World *w = t->arg;
    lua_pushcfunction(w->L, after_call);
    lua_pushlightuserdata(w->L, t);
    if (lua_pcall(w->L, 1, 0, 0) == LUA_OK) return;
    lua_pop(w->L, 1);
    if (after->failures++ < RETRIES) {
        timer_start(s, t, due(s, RETRY), 0);
    } else if (w->main) {
        Report r;
        text_format(report_begin(w, &r), "fatal error: runtime: out of memory\n");
        report_end(&r);
        host_end(w, w->main, WORLD_FATAL);
    }
}

/* ---- Timer ---- */

/* In a method: the timer, or a panic if it was not made by one of the functions here. */
static Timer *timer_self(lua_State *L, int arity, const char *method) {
    Timer *t = object_self_of(L, arity);
    if (!t->chan && !t->fire) panic_text(L, "time: %s called on uninitialized Timer", method);
    return t;
}

static bool stop(lua_State *L, Timer *t) {
    bool was_active = timer_stop(sched_of(L), t);
    if (!t->chan) let_go(L, t);
    return was_active;
}

static int timer_Stop(lua_State *L) {
    Timer *t = timer_self(L, 0, "Stop");
    Outcome point = timer_point(L, t);
    if (point != OP_DONE) return op_end(L, point, NULL, timer_Stop);
    lua_pushboolean(L, stop(L, t));
    return 1;
}

static int timer_Reset(lua_State *L) {
    Timer *t = timer_self(L, 1, "Reset");
    int64_t ns = duration_argument(L, 1, "Timer.Reset");
    Outcome point = timer_point(L, t);
    if (point != OP_DONE) return op_end(L, point, NULL, timer_Reset);
    bool was_active = timer_stop(sched_of(L), t);
    if (!t->chan) {
        lua_pushvalue(L, lua_upvalueindex(2));
        keep_active(L, t);
    }
    start(L, t, ns, 0);
    lua_pushboolean(L, was_active);
    return 1;
}

static void timer_tell(lua_State *L, int object, const void *data, Text *t) {
    (void)L, (void)object;
    const Timer *timer = data;
    text_add_string(t, timer->pending ? "fired" : timer->active ? "running" : "over");
}

static const Class timer_class = {
    .name = "time.Timer",
    .size = sizeof(AfterFunc),
    .tell = timer_tell,
    .values = TIMER_SOURCE,
    .methods =
        (const Binding[]){
            {"Stop", timer_Stop,
             "time.Timer.Stop() bool  the timer will not fire; false if it has fired or been "
             "stopped before"},
            {"Reset", timer_Reset,
             "time.Timer.Reset(d Duration) bool  fires after d from now on; true if it had been "
             "active"},
            {NULL, NULL, NULL},
        },
};

int timer_new_timer(lua_State *L) {
    int64_t ns = duration_argument(L, 1, "time.NewTimer");
    Outcome point = timer_point(L, NULL);
    if (point != OP_DONE) return op_end(L, point, NULL, timer_new_timer);
    return object_with_channel(L, &timer_class, ns, 0);
}

int timer_after_func(lua_State *L) {
    lua_settop(L, 2);
    int64_t ns = duration_argument(L, 1, "time.AfterFunc");
    argument_function(L, 2, "func()", "time.AfterFunc");
    Outcome point = timer_point(L, NULL);
    if (point != OP_DONE) return op_end(L, point, NULL, timer_after_func);
    Timer *t = object_new(L, &timer_class);
    t->fire = after_fire;
    t->arg = world_of(L);
    object_push_data(L, 3);
    lua_pushvalue(L, 2);
    lua_setiuservalue(L, 4, TIMER_SOURCE);
    keep_active(L, t);
    start(L, t, ns, 0);
    lua_settop(L, 3);
    return 1;
}

/* ---- Ticker ---- */

static int ticker_Stop(lua_State *L) {
    Timer *t = object_self_of(L, 0);
    Outcome point = timer_point(L, t);
    if (point != OP_DONE) return op_end(L, point, NULL, ticker_Stop);
    if (t->chan) timer_stop(sched_of(L), t);
    return 0;
}

static int ticker_Reset(lua_State *L) {
    Timer *t = object_self_of(L, 1);
    int64_t ns = duration_argument(L, 1, "Ticker.Reset");
    if (ns <= 0) return panic_text(L, "non-positive interval for Ticker.Reset");
    if (!t->chan) return panic_text(L, "time: Reset called on uninitialized Ticker");
    Outcome point = timer_point(L, t);
    if (point != OP_DONE) return op_end(L, point, NULL, ticker_Reset);
    timer_stop(sched_of(L), t);
    start(L, t, ns, ns);
    return 0;
}

static void ticker_tell(lua_State *L, int object, const void *data, Text *t) {
    (void)L, (void)object;
    const Timer *timer = data;
    text_add_string(t, timer->active ? "running" : "stopped");
}

static const Class ticker_class = {
    .name = "time.Ticker",
    .size = sizeof(Timer),
    .tell = ticker_tell,
    .values = TIMER_SOURCE,
    .methods =
        (const Binding[]){
            {"Stop", ticker_Stop,
             "time.Ticker.Stop()  no more ticks will be sent; the channel stays open"},
            {"Reset", ticker_Reset, "time.Ticker.Reset(d Duration)  ticks every d from now on"},
            {NULL, NULL, NULL},
        },
};

int timer_new_ticker(lua_State *L) {
    int64_t ns = duration_argument(L, 1, "time.NewTicker");
    if (ns <= 0) return panic_text(L, "non-positive interval for NewTicker");
    Outcome point = timer_point(L, NULL);
    if (point != OP_DONE) return op_end(L, point, NULL, timer_new_ticker);
    return object_with_channel(L, &ticker_class, ns, ns);
}

void open_timer(lua_State *L) {
    class_register(L, &timer_class);
    class_register(L, &ticker_class);
}
