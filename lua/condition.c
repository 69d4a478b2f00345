/* Questions to a session's world. */
#include "lua/condition.h"

#include "lua/host.h"
#include "lua/object.h"

/* ---- What it is told ---- */

/* Gives the global whose name is the first argument the second as its value. */
static int global_set(lua_State *L) {
    lua_pushglobaltable(L);
    lua_insert(L, 1);
    lua_rawset(L, 1);
    return 0;
}

static int text_set(lua_State *L) {
    lua_pushcfunction(L, global_set);
    push_fresh(L, lua_touserdata(L, 1));
    lua_pushlstring(L, lua_touserdata(L, 2), (size_t)lua_tointeger(L, 3));
    lua_call(L, 2, 0);
    return 0;
}

void world_set_text(World *w, const char *name, const char *text, size_t length) {
    lua_State *L = w->L;
    lua_pushcfunction(L, text_set);
    lua_pushlightuserdata(L, (void *)name);
    lua_pushlightuserdata(L, (void *)text);
    lua_pushinteger(L, (lua_Integer)length);
    if (scheduler_call(w, 3, 0) != LUA_OK) lua_pop(L, 1);
}

static int number_set(lua_State *L) {
    lua_pushcfunction(L, global_set);
    push_fresh(L, lua_touserdata(L, 1));
    lua_pushvalue(L, 2);
    lua_call(L, 2, 0);
    return 0;
}

void world_set_number(World *w, const char *name, int64_t number) {
    lua_State *L = w->L;
    lua_pushcfunction(L, number_set);
    lua_pushlightuserdata(L, (void *)name);
    lua_pushinteger(L, (lua_Integer)number);
    if (scheduler_call(w, 2, 0) != LUA_OK) lua_pop(L, 1);
}

WorldCounts world_counts(const World *w) {
    WorldCounts counts = {0};
    for (const G *g = sched_oldest(w->sched); g; g = g->younger) {
        counts.goroutines++;
        counts.waiting += g->status == G_WAITING;
    }
    return counts;
}

/* ---- What it is asked ---- */

/* Only the evaluation's own goroutine has turns; the caller has seen that it can run. */
static uint32_t main_next(void *state, Sched *s, G *const *ready, uint32_t count) {
    (void)s;
    const World *w = state;
    for (uint32_t i = count; i-- > 0;)
        if (ready[i] == w->main) return i;
    return 0;
}

static uint32_t first_choice(void *state, Sched *s, uint32_t count) {
    (void)state, (void)s, (void)count;
    return 0;
}

static void output_drop(void *arg, int fd, const char *bytes, size_t length) {
    (void)arg, (void)fd, (void)bytes, (void)length;
}

static ConditionEnd condition_end(const World *w, WorldEnd end) {
    if (end == WORLD_RUNNING) return CONDITION_WAITS;
    if (end != WORLD_FINISHED) return CONDITION_PANICS;
    return w->result_count > 0 && lua_toboolean(w->L, lua_gettop(w->L) - w->result_count + 1) ? CONDITION_HOLDS : CONDITION_FAILS;
}

ConditionEnd world_condition(World *w, const char *text, size_t length) {
    Strategy alone = {.state = w, .next = main_next, .choose = first_choice};
    WorldSource source = {.text = text, .length = length, .name = "=stdin", .session = true};
    lua_gc(w->L, LUA_GCSTOP); /* it would write all over the copy */
    w->sink = output_drop;
    w->report = text_drop;
    w->explain = EXPLAIN_OFF;
    w->keep_stuck = w->keep_last = false;
    if (!sched_set_strategy(w->sched, &alone)) return CONDITION_PANICS;
    WorldEnd end = world_start(w, &source, NULL);
    if (end == WORLD_STATIC) return CONDITION_REFUSED;
    while (end == WORLD_RUNNING && w->main && w->main->status == G_RUNNABLE) end = world_turn(w);
    return condition_end(w, end);
}
