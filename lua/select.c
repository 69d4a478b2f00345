/* select: the emitted code calls gosh_select(ops, operand...), where ops has an r (one operand), an
 * s (two) or a d (none) for each case, and gets the chosen case's place, and a receive's value and
 * ok. More operands than a call of Lua's can take come as one table, and ops begins with a t. */
#include "lua/chan.h"
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/type.h"

#include <string.h>

enum { CASES_NEAR = 64 /* cases that need no memory of their own */ };

/* The chosen case's place among all, the default counted. `chosen` counts without it. */
static int place_of(const char *ops, int chosen) {
    if (chosen < 0) return (int)(strchr(ops, 'd') - ops) + 1;
    for (int i = 0;; i++)
        if (ops[i] != 'd' && chosen-- == 0) return i + 1;
}

/* The index of the channel of the chosen case on the stack. */
static int operand_of(const char *ops, int place) {
    int index = 2;
    for (int i = 0; i < place - 1; i++) index += ops[i] == 'r' ? 1 : ops[i] == 's' ? 2 : 0;
    return index;
}

static int select_done(lua_State *L) {
    G *g = co_of(L)->g;
    const char *ops = lua_tostring(L, 1);
    int place = place_of(ops, g->selected);
    if (ops[place - 1] != 'r') {
        lua_pushinteger(L, place);
        return 1;
    }
    bool ok = g->ok;
    lua_pushinteger(L, place);
    if (g->value.kind == VALUE_REF)
        lua_insert(L, -2);
    else
        chan_push_value(L, operand_of(ops, place), g->value, ok);
    lua_pushboolean(L, ok);
    return 3;
}

/* Puts the operands that came in a table in its place, and takes the t away. */
static void select_unpack(lua_State *L) {
    const char *ops = lua_tostring(L, 1) + 1;
    int count = operand_of(ops, (int)strlen(ops) + 1) - 2;
    luaL_checkstack(L, count + 8, "too many cases in a select");
    push_fresh(L, ops);
    lua_replace(L, 1);
    for (int i = 1; i <= count; i++) lua_rawgeti(L, 2, i);
    lua_remove(L, 2);
}

static int select_call(lua_State *L) {
    size_t places;
    const char *ops = luaL_checklstring(L, 1, &places);
    if (*ops == 't') {
        select_unpack(L);
        ops = lua_tolstring(L, 1, &places);
    }
    int count = 0, index = 2, top = operand_of(ops, (int)places + 1) - 1;
    bool has_default = false;
    if (lua_gettop(L) != top) lua_settop(L, top);
    SelectCase near[CASES_NEAR], *cases = near;
    if (places > CASES_NEAR)
        cases = lua_newuserdatauv(L, places * sizeof *cases, 0); /* above the operands */
    for (const char *op = ops; *op; op++) {
        if (*op == 'd') {
            has_default = true;
            continue;
        }
        ChanObject *c = chan_test(L, index);
        bool sends = *op == 's';
        if (!c && !lua_isnil(L, index))
            return panic_text(L, "invalid operation: cannot %s non-channel (value of type %s)",
                              sends ? "send to" : "receive from", type_name(L, index));
        if (c && c->direction == (sends ? DIRECTION_RECV : DIRECTION_SEND))
            return panic_text(L, "invalid operation: cannot %s channel (value of type %s)",
                              sends ? "send to receive-only" : "receive from send-only",
                              type_name(L, index));
        cases[count] = (SelectCase){.chan = c ? c->chan : NULL, .send = sends};
        if (sends) cases[count].value = chan_value(L, c, index, index + 1, "send");
        index += sends ? 2 : 1;
        count++;
    }
    Sched *s = op_begin(L);
    G *g = co_of(L)->g;
    Outcome outcome = select_wait(s, cases, count, has_default, &g->selected, &g->value, &g->ok);
    return op_end(L, outcome, select_done, select_call);
}

void open_select(lua_State *L) {
    static const luaL_Reg primitives[] = {{"gosh_select", select_call}, {NULL, NULL}};
    primitives_register(L, primitives);
}
