/* The clock as a program sees it.
 *
 * Where time is virtual from a world's beginning on, it begins at the same moment in each run, and local time is UTC: what
 * such a program prints must not hang on when and where it runs. Lua's libraries and C's calendar ask the system for the
 * time and the zone, so the linker sends these calls here. */
#include "lua/clock.h"

#include "lua/host.h"
#include "runtime/posix.h"

#include <time.h>

static const int64_t wall_start = 946684800000000000; /* midnight of 2000-01-01, UTC: where Go's synctest begins too */

static _Thread_local World *followed;

World *clock_follow(World *w) {
    World *before = followed;
    followed = w;
    return before;
}

void clock_begin(World *w, bool is_virtual) {
    w->wall_base = is_virtual ? wall_start : posix_wall();
    if (is_virtual) sched_set_virtual(w->sched, true);
    followed = w;
}

void clock_making(World *w, uint64_t seed) {
    w->making_time = w->wall_base / 1000000000 + (int64_t)(seed % 1000000007);
}
void clock_made(World *w) {
    w->making_time = 0;
}

int64_t clock_wall(const World *w, int64_t now) {
    return w->wall_base + now;
}

void world_set_clock(World *w, bool is_virtual) {
    if (is_virtual == sched_is_virtual(w->sched)) return;
    sched_set_virtual(w->sched, is_virtual);
    if (!is_virtual) w->wall_base = posix_wall() - sched_now(w->sched);
}

/* ---- What the linker sends here ---- */

time_t __real_time(time_t *t);
time_t __wrap_time(time_t *t);
struct tm *__real_localtime_r(const time_t *t, struct tm *tm);
struct tm *__wrap_localtime_r(const time_t *t, struct tm *tm);
time_t __real_mktime(struct tm *tm);
time_t __wrap_mktime(struct tm *tm);

/* Lua's hash seed, os.time and os.date. */
time_t __wrap_time(time_t *t) {
    World *w = followed;
    if (!w || !sched_is_virtual(w->sched)) return __real_time(t);
    int64_t seconds = w->making_time;
    if (!seconds) seconds = clock_wall(w, sched_look_at_clock(w->sched)) / 1000000000;
    time_t now = (time_t)seconds;
    if (t) *t = now;
    return now;
}

static bool zone_is_utc(void) {
    return followed && followed->wall_base == wall_start;
}

struct tm *__wrap_localtime_r(const time_t *t, struct tm *tm) {
    if (!zone_is_utc()) return __real_localtime_r(t, tm);
    if (!gmtime_r(t, tm)) return NULL;
    tm->tm_zone = "UTC"; /* C calls it GMT */
    return tm;
}

time_t __wrap_mktime(struct tm *tm) {
    if (!zone_is_utc()) return __real_mktime(tm);
    time_t seconds = timegm(tm);
    tm->tm_zone = "UTC";
    return seconds;
}
