/* A world: its making, out of an arena, a scheduler and a Lua state, and its end. */
#include "lua/chan.h"
#include "lua/clock.h"
#include "lua/host.h"
#include "lua/outside.h"
#include "lua/mark.h"
#include "lua/package.h"
#include "lua/trace.h"
#include "lua/value.h"
#include "runtime/posix.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/seed.h"
#include "lua/source.h"
#include "lua/survey.h"

enum {
    ARENA_ADDRESS = 0x7e81, /* times 2^32: where a seeded world lies, free also under sanitizers, ... */
    CONTROLLED_ADDRESS = 0x7e91, /* ... and one with a Control, beside it */
    STACK_ADDRESS = 0x7e80,
    TICK_PERIOD = 10000000, /* ns, Go's forcePreemptNS */
    COLLECT_AFTER = 64 << 10, /* kilobytes */
};

/* As much as a program may use in a sandbox unless it is told otherwise: room for a million goroutines. */
static const size_t sandbox_memory = (size_t)2 << 30;

/* ---- The Lua state ---- */

static void *world_alloc(void *arena, void *block, size_t old_size, size_t new_size) {
    if (!block) return arena_alloc(arena, new_size); /* old_size is then a tag */
    return arena_realloc(arena, block, old_size, new_size);
}

static void *shelf_alloc(void *state, void *block, size_t old_size, size_t new_size) {
    (void)state, (void)old_size;
    if (new_size) return realloc(block, new_size);
    free(block);
    return NULL;
}

lua_State *shelf_new(int room) {
    World *before = clock_follow(NULL);
    lua_State *L = lua_newstate(shelf_alloc, NULL);
    clock_follow(before);
    if (!L || lua_checkstack(L, room + LUA_MINSTACK)) return L;
    lua_close(L);
    return NULL;
}

static int at_panic(lua_State *L) {
    World *w = world_of(L);
    output_error(w, "gosh: an error outside any goroutine: ", 39);
    const char *text = lua_tostring(L, -1);
    if (text) output_error(w, text, strlen(text));
    output_error(w, "\n", 1);
    return 0;
}

/* Lua's warnings, which warn and errors in finalizers give piece by piece: as lua's own program does. */
static void warning(void *world, const char *text, int more) {
    World *w = world;
    if (!w->warning && !more && *text == '@') {
        if (strcmp(text, "@on") == 0) w->warnings = true;
        if (strcmp(text, "@off") == 0) w->warnings = false;
        return;
    }
    if (w->warnings) {
        if (!w->warning) output_error(w, "Lua warning: ", 13);
        output_error(w, text, strlen(text));
        if (!more) output_error(w, "\n", 1);
    }
    w->warning = more;
}

static void push_args(lua_State *L, const World *w) {
    lua_createtable(L, w->arg_count, 2);
    lua_pushstring(L, w->called ? w->called : "gosh");
    lua_rawseti(L, -2, -1);
    for (int i = 0; i < w->arg_count; i++) {
        push_fresh(L, w->args[i]);
        lua_rawseti(L, -2, i);
    }
    lua_setglobal(L, "arg");
}

/* Opens the libraries, in protected mode. */
static int open_all(lua_State *L) {
    luaL_openlibs(L);
    open_primitives(L);
    void (*const opens[])(lua_State *) = {
        open_type,  open_object, open_output,    open_chan,    open_select, open_go,
        open_defer, open_pcall, open_range,  open_guards, open_coroutine, open_load,    open_errors, open_fmt,
        open_sync,  open_atomic, open_time,      open_runtime, open_io,     open_signal,
        open_os,    open_process, open_debug,   open_rand,     open_net,     open_threads, open_bundle, open_lua_docs};
    for (size_t i = 0; i < sizeof opens / sizeof *opens; i++) opens[i](L);
    push_args(L, world_of(L));
    if (world_of(L)->session) open_vars(L);
    if (world_of(L)->sandbox) sandbox_close(L);
    if (world_of(L)->controlled) outside_close(L);
    if (world_of(L)->marked) open_mark(L);
    return 0;
}

static bool world_fill(World *w) {
    Co *scheduler = arena_alloc(w->arena, sizeof *scheduler);
    w->closed = arena_alloc(w->arena, sizeof *w->closed);
    if (!scheduler || !w->closed) return false;
    *scheduler = (Co){.world = w, .L = w->L, .kind = CO_SCHEDULER, .direct = true};
    *w->closed = (Co){.world = w, .kind = CO_COROUTINE, .ended = true};
    *(Co **)lua_getextraspace(w->L) = scheduler;
    lua_atpanic(w->L, at_panic);
    lua_setwarnf(w->L, warning, w);
    if (!host_tables(w->L)) return false;
    lua_pushcfunction(w->L, open_all);
    return lua_pcall(w->L, 0, 0, 0) == LUA_OK;
}

static void make_state(void *arg) {
    World *w = arg, *before = clock_follow(w); /* it may run in a thread of its own */
    w->L = lua_newstate(world_alloc, w->arena);
    if (w->L && !world_fill(w)) {
        lua_close(w->L);
        w->L = NULL;
    }
    clock_follow(before);
}

void world_tick_begin(World *w, bool is_virtual) {
    if (!w->tick) w->tick = posix_tick_new(host_tick, w, TICK_PERIOD, is_virtual);
}

static bool world_set_up(World *w, const WorldOptions *o) {
    static const Host host = {.resume = host_resume, .move = host_move};
    Host h = host;
    h.state = w;
    w->sched = sched_new(w->arena, &h, sizeof(Goroutine));
    w->mailbox = mailbox_new();
    if (!w->sched || !w->mailbox) return false;
    sched_attach(w->sched, w->mailbox, w);
    w->args = o->args;
    w->arg_count = o->arg_count;
    w->called = o->called;
    w->report = o->report ? o->report : text_drop;
    w->report_arg = o->report_arg;
    w->keep_stuck = o->keep_stuck;
    w->keep_last = o->keep_last;
    w->session = o->session;
    w->sandbox = o->sandbox;
    w->seeded = o->seeded || o->control;
    w->controlled = o->control != NULL;
    w->sink = o->output;
    w->sink_arg = o->output_arg;
    w->marked = o->marked;
    w->fine = o->fine;
    w->async_preempt_off = godebug_number("asyncpreemptoff") != 0;
    w->ancestors = godebug_number("tracebackancestors");
    traceback_begin(w);
    w->explain = o->explain;
    clock_begin(w, o->virtual_time || w->seeded);
    schedtrace_set_up(w);
    if (!w->seeded) {
        make_state(w);
        if (w->L) world_tick_begin(w, o->virtual_time);
        return w->L != NULL;
    }
    sched_reseed(w->sched, o->seed);
    clock_making(w, o->seed);
    bool placed = posix_call_on_stack((uintptr_t)STACK_ADDRESS << 32, make_state, w);
    clock_made(w);
    if (!placed || !w->L || !sched_set_strategy(w->sched, o->control ? &o->control->strategy : &strategy_seeded)) return false;
    /* A search goes back and forth between states: the collector, which would write all over the world, comes in very late. */
    if (o->control) lua_gc(w->L, LUA_GCSTEP, -COLLECT_AFTER);
    lua_sethook(w->L, host_seeded_hook, LUA_MASKCOUNT, SEEDED_SLICE);
    return true;
}

static size_t memory_limit(const WorldOptions *o) {
    if (o->max_memory) return o->max_memory;
    size_t half = posix_memory_size() / 2;
    return o->sandbox && half > sandbox_memory ? sandbox_memory : half;
}

World *world_new(const WorldOptions *o) {
    size_t size = memory_limit(o);
    uintptr_t address = o->control ? CONTROLLED_ADDRESS : o->seeded ? ARENA_ADDRESS : 0;
    Arena *arena = arena_new(size, address << 32);
    if (!arena) return NULL;
    World *w = arena_alloc(arena, sizeof *w);
    if (!w) {
        arena_delete(arena);
        return NULL;
    }
    memset(w, 0, sizeof *w);
    w->arena = arena;
    if (world_set_up(w, o)) return w;
    world_delete(w);
    return NULL;
}

void world_places_free(void) {
    posix_release((void *)((uintptr_t)ARENA_ADDRESS << 32), (size_t)(CONTROLLED_ADDRESS - ARENA_ADDRESS) << 32);
    posix_release((void *)((uintptr_t)CONTROLLED_ADDRESS << 32), (size_t)(CONTROLLED_ADDRESS - ARENA_ADDRESS) << 32);
}

void world_delete(World *w) {
    if (!w) return;
    posix_tick_delete(w->tick);
    /* Open files are flushed and closed by their finalizers; goroutines end where they are, as in
     * Go. */
    w->closing = true;
    if (w->L && !w->unclosed) lua_close(w->L);
    signal_end(w);
    if (w->sched && w->mailbox) mailbox_deliver(w->mailbox, w); /* a signal's message is the process's, and goes to nobody */
    clock_follow(NULL);
    if (w->sched) workers_delete(w->sched);
    if (w->sched) poller_delete(w->sched);
    mailbox_delete(w->mailbox);
    free(w->error);
    free(w->left);
    source_drop(w);
    survey_delete(w->last);
    survey_delete(w->stuck);
    arena_delete(w->arena);
}

bool world_marks_whole(const World *w) {
    return w->marked && !w->unmarked;
}
lua_State *world_lua(World *w) {
    return w->L;
}
Sched *world_sched(World *w) {
    return w->sched;
}
Mailbox *world_mailbox(World *w) {
    return w->mailbox;
}

void world_set_explaining(World *w, Explaining explain) {
    w->explain = explain;
}
