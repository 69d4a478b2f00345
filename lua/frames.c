/* The program's frames in a goroutine's stack, as data: for traces that count, and for whoever wants to know where a
 * goroutine stands and what its variables are. Looks only.
 *
 * On the world's stacks it leaves only what stands above their tops, in slots that nobody reads: two at the most, of the
 * five (EXTRA_STACK) that Lua keeps beyond each stack's end, so that no room need be made. */
#include "lua/host.h"
#include "lua/package.h"
#include "lua/trace.h"

enum { PANICS_VISITED = 16 /* in one thread */ };

bool frame_is_shown(const lua_Debug *ar) {
    return *ar->what != 'C' && !bundle_owns(ar);
}

const char *frame_file(const lua_Debug *ar) {
    return *ar->source == '@' || *ar->source == '=' ? ar->source + 1 : ar->short_src;
}

int frame_levels(lua_State *L) {
    lua_Debug ar;
    int low = 0, high = 1;
    while (lua_getstack(L, high, &ar)) {
        low = high;
        high *= 2;
    }
    if (!lua_getstack(L, 0, &ar)) return 0;
    while (high - low > 1) {
        int middle = low + (high - low) / 2;
        if (lua_getstack(L, middle, &ar))
            low = middle;
        else
            high = middle;
    }
    return low + 1;
}

bool frame_is_new(const Goroutine *gr) {
    const Co *base = gr->top;
    lua_Debug ar; /* the indexes of a thread that runs are its innermost function's */
    return base && !base->below && !base->ended && lua_status(base->L) == LUA_OK &&
           !lua_getstack(base->L, 0, &ar) && lua_isfunction(base->L, 1) &&
           lua_isfunction(base->L, 2);
}

static bool thread_visit(const Co *co, FrameVisit visit, void *arg) {
    lua_Debug ar = {0};
    for (int level = 0; level < FRAMES_VISITED && lua_getstack(co->L, level, &ar); level++) {
        lua_getinfo(co->L, "Sl", &ar);
        if (frame_is_shown(&ar) && !visit(arg, co->L, &ar)) return false;
    }
    return true;
}

/* The thread whose panic came into this one, or into the call that took that one's place. */
static const Co *panicked_in(const Co *co) {
    if (co->newer) return co->newer;
    return co->kind == CO_COROUTINE && !co->below ? NULL : co->dead;
}

void frames_visit(const Goroutine *gr, FrameVisit visit, void *arg) {
    for (const Co *co = gr->top; co; co = co->below) {
        const Co *panicked[PANICS_VISITED];
        int count = 0;
        for (const Co *in = panicked_in(co); in && count < PANICS_VISITED; in = panicked_in(in)) panicked[count++] = in;
        while (count > 0)
            if (!thread_visit(panicked[--count], visit, arg)) return;
        if (!thread_visit(co, visit, arg)) return;
    }
}

bool frame_push_base(const Goroutine *gr) {
    const Co *base = co_base(gr);
    if (!base) return false;
    lua_State *L = base->L;
    lua_Debug ar;
    int levels = frame_levels(L);
    if (levels) return lua_getstack(L, levels - 1, &ar) && lua_getinfo(L, "f", &ar);
    if (lua_status(L) != LUA_OK || !lua_isfunction(L, 1)) return false;
    lua_pushvalue(L, 1);
    return true;
}

bool frame_push_creator(const Goroutine *gr) {
    const Co *base = co_base(gr);
    if (!base || !gr->creator) return false;
    lua_State *L = base->L;
    lua_rawgetp(L, LUA_REGISTRYINDEX, world_of(L)->defers.key);
    lua_rawgeti(L, -1, gr->creator->slot);
    lua_remove(L, -2);
    if (lua_isfunction(L, -1)) return true;
    lua_pop(L, 1);
    return false;
}

const char *goroutine_state(const G *g) {
    switch ((GStatus)g->status) {
    case G_RUNNABLE:
        return "runnable";
    case G_RUNNING:
        return "running";
    case G_WAITING:
        return wait_reason_text((WaitReason)g->reason);
    case G_DEAD:
        break;
    }
    return "dead";
}
