/* The panics of a goroutine that nobody has recovered: which came after which, and where each came from.
 *
 * A thread whose function panicked stays, stack and all, for the trace, and so do the threads that brought a panic into it:
 *
 *     owner.dead      the call, of a function with `defer`, whose panic went on into this thread: its panic is the same
 *     owner.newer     the last of its deferred calls that panicked, each with a panic of its own; they are a ring, each
 *                     one's `newer` being the next, the last one's the first
 *
 *     owner <-below- d1 <-below- d2 <-below- d3 = owner.newer        d1.newer = d2, d2.newer = d3, d3.newer = d1
 *
 * A deferred call that brings panics of its own deferred calls with it brings them into the ring, behind itself. `below`
 * leads from each thread outwards, as Go's stack does, where a panic runs the next deferred call above the last one. */
#include "lua/host.h"

/* Of a coroutine that is suspended the place of `dead` holds something else. */
static Co *dead_of(const Co *co) {
    return co->kind == CO_COROUTINE && !co->below ? NULL : co->dead;
}

static bool brought(const Co *co) {
    return dead_of(co) && co->dead->panicking;
}

/* Is `co`, which is kept in `root`, one of a ring? */
static bool is_in_ring(const Co *root, const Co *co) {
    return co != root && co->below->dead != co;
}

/* ---- The threads, innermost first ---- */

Co *panic_innermost(Co *owner) {
    for (;;) {
        Co *co = owner->newer ? owner->newer : owner;
        if (!dead_of(co)) return co;
        owner = co->dead;
    }
}

Co *panic_outwards(Co *co, bool *is_deferred) {
    Co *below = co->below;
    *is_deferred = below->dead != co;
    return *is_deferred && below->dead ? panic_innermost(below->dead) : below;
}

/* ---- The panics, oldest first ---- */

Co *panic_first(Co *co) {
    while (brought(co)) co = co->dead;
    return co;
}

Co *panic_next(const Co *root, Co *holder) {
    Co *co = holder;
    for (;;) { /* the panic of `co` itself has been seen */
        if (is_in_ring(root, co)) {
            Co *next = co->newer;
            if (next->below == co) return panic_first(next);
            co = next->below; /* that was the last; next is the first of the ring again */
        } else if (co->newer) {
            return panic_first(co->newer->newer);
        }
        if (co == root) return NULL;
        co = co->below;
    }
}

Co *panic_last(Co *owner) {
    for (;;) {
        Co *co = owner->newer ? owner->newer : owner;
        if (!brought(co)) return co;
        owner = co->dead;
    }
}

void panic_push_value(Co *co, lua_State *to) {
    Co *holder = co->newer ? co->newer : co;
    lua_checkstack(holder->L, 1);
    lua_pushvalue(holder->L, -1);
    lua_xmove(holder->L, to, 1);
}

void panic_add(Co *owner, Co *deferred) {
    Co *last = deferred->newer ? deferred->newer : deferred;
    deferred->newer = deferred->newer ? last->newer : deferred;
    last->newer = deferred;
    Co *before = owner->newer;
    if (before) {
        last->newer = before->newer;
        before->newer = deferred;
    }
    deferred->below = before ? before : owner;
    owner->newer = last;
}
