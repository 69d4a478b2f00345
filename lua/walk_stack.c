/* What stands on the stack of a Lua thread, while it is not run, or in a C function that it has called.
 *
 * A walk leaves on it only what stands above its top, in slots that nobody reads: two at the most, of the five
 * (EXTRA_STACK) that Lua keeps beyond each stack's end, so that no room need be made. */
#include "lua/walk_build.h"

/* How Lua links the frames of a stack (the beginning of its CallInfo). lua_getstack counts from the top each time,
 * which takes too long on a deep stack. */
typedef struct Frame {
    void *function, *top;
    struct Frame *below;
} Frame;

static Frame *frame_of(const lua_Debug *ar) {
    return (Frame *)(void *)ar->i_ci;
}

/* Are frames linked so, in this Lua? Asked of a stack's top frame. */
static bool frames_linked(lua_State *thread, const lua_Debug *top) {
    lua_Debug second;
    return !lua_getstack(thread, 1, &second) || frame_of(top)->below == frame_of(&second);
}

/* Goes from a frame to the one below, whose level is given. */
static bool frame_next(lua_State *thread, lua_Debug *ar, int level, bool linked) {
    if (!linked) return lua_getstack(thread, level, ar);
    Frame *below = frame_of(ar)->below;
    if (!below->below) return false; /* the stack's own, of no function */
    ar->i_ci = (struct CallInfo *)(void *)below;
    return true;
}

void stack_visit(Walk *k, lua_State *thread, StackEach *each, void *state) {
    lua_Debug ar;
    if (!lua_getstack(thread, 0, &ar)) {
        for (int i = lua_gettop(thread); i > 0; i--) {
            lua_pushvalue(thread, i);
            lua_xmove(thread, k->look, 1);
            each(k, state, false);
        }
        return;
    }
    bool linked = frames_linked(thread, &ar);
    int level = 0;
    do {
        for (int i = 1; lua_getlocal(thread, &ar, i); i++) {
            lua_xmove(thread, k->look, 1);
            each(k, state, false);
        }
        for (int i = -1; lua_getlocal(thread, &ar, i); i--) {
            lua_xmove(thread, k->look, 1);
            each(k, state, false);
        }
        lua_getinfo(thread, "f", &ar);
        lua_xmove(thread, k->look, 1);
        each(k, state, true);
    } while (frame_next(thread, &ar, ++level, linked));
}
