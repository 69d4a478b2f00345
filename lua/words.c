/* What values of the program's say of themselves when its functions are over: a panic that nobody has recovered, and the
 * results that a prompt shows.
 *
 * Their methods Error, String and __tostring run on the goroutine, as in Go, on a thread above the one whose function is
 * over. So they can wait, defer and panic as anywhere else. What cannot be asked so, fmt words as it can. */
#include "lua/host.h"
#include "lua/value.h"

/* Pushes the method that words the value at index 1, and the value; nothing if it has none of the program's own. */
static int words_find(lua_State *L) {
    if (!fmt_words_push(L, 1)) return 0;
    if (lua_iscfunction(L, -1) && lua_tocfunction(L, -1) != frame_call) return 0;
    lua_pushvalue(L, 1);
    return 2;
}

/* A result's words, as a function that has them as its upvalue. */
static int words_closure(lua_State *L) {
    lua_pushvalue(L, lua_upvalueindex(1));
    return 1;
}

static int words_done(lua_State *L, int status, lua_KContext of_result) {
    (void)status;
    if (!lua_isstring(L, -1)) return 0;
    lua_tostring(L, -1);
    if (of_result) {
        lua_pushnil(L); /* for the value */
        lua_pushcclosure(L, words_closure, 2);
    }
    return 1;
}

/* words_call(of_result, method, value) */
static int words_call(lua_State *L) {
    lua_KContext of_result = lua_toboolean(L, 1);
    lua_callk(L, 1, 1, of_result, words_done);
    return words_done(L, LUA_OK, of_result);
}

/* Lets the goroutine, whose top is `co`, ask the value at `index` of L. False if there is nothing to ask, or no memory. */
static bool words_begin(World *w, Co *co, lua_State *L, int index, bool of_result) {
    int top = lua_gettop(w->L);
    if (!lua_checkstack(w->L, 4) || !lua_checkstack(L, 1)) return false;
    lua_pushcfunction(w->L, words_find);
    lua_pushvalue(L, index);
    lua_xmove(L, w->L, 1);
    bool found = scheduler_call(w, 1, LUA_MULTRET) == LUA_OK && lua_gettop(w->L) == top + 2;
    Co *asking = found ? co_new_protected(w, CO_WORDS) : NULL;
    if (asking && lua_checkstack(asking->L, 4)) {
        lua_pushcfunction(asking->L, words_call);
        lua_pushboolean(asking->L, of_result);
        lua_xmove(w->L, asking->L, 2);
        asking->nargs = 3;
        co_put_above(asking, co);
        return true;
    }
    if (asking) co_release(w, asking);
    lua_settop(w->L, top);
    return false;
}

/* ---- Panics ---- */

bool words_ask_panics(World *w, Co *co) {
    for (;;) {
        Co *holder = NULL;
        for (Co *c = panic_first(co); c; c = panic_next(co, c)) /* Go asks the newest first */
            if (!c->asked && (lua_istable(c->L, -1) || lua_isuserdata(c->L, -1))) holder = c;
        if (!holder) return false;
        holder->asked = true;
        if (words_begin(w, co, holder->L, -1, false)) return true;
    }
}

static void panic_take(Co *asking, Co *co) {
    Co *holder = panic_first(co);
    while (!holder->asked) holder = panic_next(co, holder);
    if (asking->nargs != 1 || !lua_checkstack(holder->L, 1)) return;
    lua_xmove(asking->L, holder->L, 1);
    holder->worded = true;
}

/* ---- Results ---- */

bool words_ask_results(World *w, Co *co) {
    while (w->results_asked < co->nargs) {
        int index = w->results_asked++ - co->nargs;
        if (words_begin(w, co, co->L, index, true)) return true;
    }
    return false;
}

static void result_take(World *w, Co *asking, Co *co) {
    if (asking->panicking || asking->nargs != 1 || !lua_checkstack(co->L, 1)) return;
    int value = w->results_asked - 1 - co->nargs - 1;
    if (!lua_checkstack(co->L, 2)) return;
    lua_xmove(asking->L, co->L, 1);
    lua_pushvalue(co->L, value);
    lua_setupvalue(co->L, -2, 2);
    lua_replace(co->L, value);
}

bool words_push(lua_State *L, int index) {
    if (lua_tocfunction(L, index) != words_closure) return false;
    index = lua_absindex(L, index);
    lua_getupvalue(L, index, 1);
    lua_getupvalue(L, index, 2);
    return true;
}

void words_take(World *w, Co *asking, Co *co) {
    if (co->panicking)
        panic_take(asking, co);
    else
        result_take(w, asking, co);
}
