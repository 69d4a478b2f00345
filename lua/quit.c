/* SIGQUIT: a dump of all goroutines, asked for by another thread. The world's own thread makes it when it gets there, between
 * two turns or, of a goroutine that computes, between two instructions. If it does not get there, who has asked takes that
 * back, and looks at a copy of the process in which nothing moves. */
#include "lua/host.h"
#include "lua/trace.h"
#include "runtime/posix.h"

#include <stdlib.h>

enum { QUIT_NONE, QUIT_DUMP, QUIT_END, QUIT_BUSY };

static const char quit_line[] = "SIGQUIT: quit\n";

void world_quit(World *w, bool end) {
    int none = QUIT_NONE;
    if (!atomic_compare_exchange_strong(&w->quit, &none, end ? QUIT_END : QUIT_DUMP)) return;
    posix_tick_poke(w->tick);
    posix_event_raise(mailbox_fd(w->mailbox));
}

static bool is_asked(int quit) {
    return quit == QUIT_DUMP || quit == QUIT_END;
}

bool world_quit_waits(const World *w) {
    return is_asked(w->quit);
}

bool world_quit_cancel(World *w) {
    int quit = w->quit;
    return is_asked(quit) && atomic_compare_exchange_strong(&w->quit, &quit, QUIT_NONE);
}

void world_quit_frozen(World *w, TextSink *sink, void *arg) {
    char buffer[4096];
    Text t = text_out(sink, arg, buffer, sizeof buffer);
    G *current = sched_current(w->sched);
    text_add_string(&t, quit_line);
    text_flush(&t);
    if (current) trace_next(w, &t, current);
    for (G *g = sched_oldest(w->sched); g; g = g->younger) {
        text_flush(&t); /* it may be the last one that can be read */
        if (g != current) trace_next(w, &t, g);
    }
    text_flush(&t);
}

bool quit_take(World *w) {
    int quit = w->quit;
    if (!is_asked(quit) || !atomic_compare_exchange_strong(&w->quit, &quit, QUIT_BUSY))
        return false;
    Report r;
    Text *t = report_begin(w, &r);
    text_add_string(t, quit_line);
    trace_all(w, t, sched_current(w->sched));
    report_end(&r);
    if (quit != QUIT_END) {
        w->quit = QUIT_NONE;
        return false;
    }
    host_keep_last(w);
    w->exited = true;
    w->end = WORLD_FATAL;
    w->exit_code = 2;
    sched_stop(w->sched);
    return true;
}

void quit_in_hook(lua_State *L) {
    Co *co = co_of(L);
    World *w = co->world;
    if (!quit_take(w)) return;
    if (co->direct || !lua_isyieldable(L)) {
        output_flush();
        if (world_crashes(w)) abort();
        _Exit(w->exit_code);
    }
    w->yield = YIELD_STOP;
    lua_yield(L, 0);
}
