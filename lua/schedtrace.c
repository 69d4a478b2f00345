/* GODEBUG=schedtrace=MS[,scheddetail=1]: the scheduler's state each MS milliseconds, in Go's words, on stderr.
 *
 * Go has a thread for that, which looks at numbers that change under its eyes. Here the scheduler's own thread looks,
 * where they stand still: between two turns or, in a turn that lasts, between two instructions of the goroutine. So what
 * is told is true, but may come a tick late. A world whose clock is virtual tells by that clock, and not more than once
 * for each of its jumps. */
#include "lua/host.h"
#include "lua/trace.h"
#include "runtime/posix.h"

#include <inttypes.h>

static const int64_t millisecond = 1000000; /* ns */

void schedtrace_set_up(World *w) {
    int period = godebug_number("schedtrace");
    if (period <= 0) return;
    w->schedtrace.period = period * millisecond;
    w->schedtrace.detailed = godebug_number("scheddetail") > 0;
}

static int64_t trace_clock(const World *w) {
    return sched_is_virtual(w->sched) ? sched_now(w->sched) : posix_monotonic();
}

bool schedtrace_due(const World *w) {
    return w->schedtrace.period && trace_clock(w) >= w->schedtrace.next;
}

int64_t schedtrace_next(const World *w) {
    return w->schedtrace.period && !sched_is_virtual(w->sched) ? w->schedtrace.next : INT64_MAX;
}

/* "G7: status=4(chan receive)", with the numbers that Go's runtime has for that. */
static void goroutine_add(Text *t, const G *g) {
    enum { GO_RUNNABLE = 1, GO_RUNNING = 2, GO_WAITING = 4, GO_DEAD = 6 };
    static const int go_status[] = {[G_RUNNABLE] = GO_RUNNABLE,
                                    [G_RUNNING] = GO_RUNNING,
                                    [G_WAITING] = GO_WAITING,
                                    [G_DEAD] = GO_DEAD};
    text_format(t, "  G%" PRIu64 ": status=%d(%s) m=%s lockedm=nil\n", g->id, go_status[g->status],
                g->status == G_WAITING ? wait_reason_text((WaitReason)g->reason) : "",
                g->status == G_RUNNING ? "0" : "nil");
}

/* A thread. M0 runs the goroutines; the others make calls that block, and wait in between. */
static void thread_add(Text *t, int id, bool has_processor, const G *runs, bool blocked) {
    text_format(t, "  M%d: p=%s curg=", id, has_processor ? "0" : "nil");
    if (runs)
        text_format(t, "%" PRIu64, runs->id);
    else
        text_add_string(t, "nil");
    text_format(t,
                " mallocing=0 throwing=0 preemptoff= locks=0 dying=0 spinning=false blocked=%s "
                "lockedg=nil\n",
                blocked ? "true" : "false");
}

static void detail_add(World *w, Text *t, const SchedCounts *counts, bool idle) {
    text_add_string(t, " gcwaiting=false nmidlelocked=0 stopwait=0 sysmonwait=false\n");
    text_format(t,
                "  P0: status=%d schedtick=%" PRIu64
                " syscalltick=0 m=%s runqsize=%zu gfreecnt=%zu timerslen=%zu\n",
                !idle, sched_turns(w->sched), idle ? "nil" : "0", counts->local, counts->free,
                counts->timers);
    for (int id = counts->threads; id > 0; id--)
        thread_add(t, id, false, NULL, counts->threads - id < counts->idle_threads);
    thread_add(t, 0, !idle, sched_current(w->sched), idle);
    for (const G *g = sched_oldest(w->sched); g; g = g->younger) goroutine_add(t, g);
}

static void trace_write(World *w, int64_t since) {
    SchedCounts counts = sched_counts(w->sched);
    bool idle = !sched_current(w->sched) && sched_runnable(w->sched) == 0;
    Report report;
    Text *t = report_begin(w, &report);
    text_format(
        t,
        "SCHED %" PRId64 "ms: gomaxprocs=1 idleprocs=%d threads=%d spinningthreads=0 needspinning=0"
        " idlethreads=%d runqueue=%zu",
        since / millisecond, idle, counts.threads + 1, counts.idle_threads + idle, counts.global);
    if (w->schedtrace.detailed)
        detail_add(w, t, &counts, idle);
    else
        text_format(t, " [%zu]\n", counts.local);
    report_end(&report);
}

void schedtrace_look(World *w) {
    if (!schedtrace_due(w)) return;
    int64_t now = trace_clock(w), period = w->schedtrace.period;
    if (!w->schedtrace.next) w->schedtrace.start = w->schedtrace.next = now;
    trace_write(w, now - w->schedtrace.start);
    w->schedtrace.next += ((now - w->schedtrace.next) / period + 1) * period;
    if (sched_is_virtual(w->sched)) sched_stop_at(w->sched, w->schedtrace.next);
}
