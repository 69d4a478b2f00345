/* Package time: the package's table. What is in it lies in duration.c, moment.c, named.c and timer.c,
 * layouts are read in layout.c and parse.c. */
#include "lua/time.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/value.h"
#include "runtime/posix.h"

static const Binding bindings[] = {
    {"Sleep", timer_sleep, "time.Sleep(d Duration)  pauses the current goroutine for at least d"},
    {"After", timer_after,
     "time.After(d Duration) <-chan Time  receives the time once d has passed"},
    {"AfterFunc", timer_after_func,
     "time.AfterFunc(d Duration, f) *Timer  calls f in a goroutine of its own after d"},
    {"Tick", timer_tick,
     "time.Tick(d Duration) <-chan Time  the channel of a ticker that is never stopped"},
    {"NewTimer", timer_new_timer,
     "time.NewTimer(d Duration) *Timer  its channel C receives the time after d"},
    {"NewTicker", timer_new_ticker,
     "time.NewTicker(d Duration) *Ticker  its channel C receives the time every d"},
    {"Duration", duration_convert, "time.Duration(n)  n nanoseconds as a Duration"},
    {"ParseDuration", duration_parse,
     "time.ParseDuration(s string) (Duration, error)  reads \"1h15m30.5s\""},
    {"Parse", moment_parse,
     "time.Parse(layout, value string) (Time, error)  reads a time that is written as layout tells it"},
    {"ParseInLocation", moment_parse_in_location,
     "time.ParseInLocation(layout, value string, loc *Location) (Time, error)  as Parse, in loc "
     "where no zone is told"},
    {"Now", moment_now, "time.Now() Time  the current time"},
    {"Since", moment_since, "time.Since(t Time) Duration  the time that has passed since t"},
    {"Until", moment_until, "time.Until(t Time) Duration  the time until t"},
    {"Unix", moment_unix,
     "time.Unix(sec, nsec int) Time  the time that many seconds after the beginning of 1970"},
    {"UnixMilli", moment_unix_milli, "time.UnixMilli(msec int) Time  as Unix, in milliseconds"},
    {"UnixMicro", moment_unix_micro, "time.UnixMicro(usec int) Time  as Unix, in microseconds"},
    {"Date", moment_date,
     "time.Date(year, month, day, hour, min, sec, nsec, loc) Time  loc is time.UTC or time.Local"},
    {"Time", moment_zero,
     "var t time.Time  a moment; the zero value is the beginning of the year 1"},
    {"Month", named_month, "time.Month(n)  month n, from 1 on"},
    {"Weekday", named_weekday, "time.Weekday(n)  day n of the week, 0 is Sunday"},
    {NULL, NULL, NULL},
};

static const struct {
    const char *name, *layout;
} layouts[] = {
    {"Layout", "01/02 03:04:05PM '06 -0700"},
    {"ANSIC", "Mon Jan _2 15:04:05 2006"},
    {"UnixDate", "Mon Jan _2 15:04:05 MST 2006"},
    {"RubyDate", "Mon Jan 02 15:04:05 -0700 2006"},
    {"RFC822", "02 Jan 06 15:04 MST"},
    {"RFC822Z", "02 Jan 06 15:04 -0700"},
    {"RFC850", "Monday, 02-Jan-06 15:04:05 MST"},
    {"RFC1123", "Mon, 02 Jan 2006 15:04:05 MST"},
    {"RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700"},
    {"RFC3339", "2006-01-02T15:04:05Z07:00"},
    {"RFC3339Nano", "2006-01-02T15:04:05.999999999Z07:00"},
    {"Kitchen", "3:04PM"},
    {"Stamp", "Jan _2 15:04:05"},
    {"StampMilli", "Jan _2 15:04:05.000"},
    {"StampMicro", "Jan _2 15:04:05.000000"},
    {"StampNano", "Jan _2 15:04:05.000000000"},
    {"DateTime", "2006-01-02 15:04:05"},
    {"DateOnly", "2006-01-02"},
    {"TimeOnly", "15:04:05"},
};

static int duration_zero(lua_State *L) {
    duration_push(L, 0);
    return 1;
}

void open_time(lua_State *L) {
    open_moment(L);
    lua_pushcfunction(L, duration_zero);
    zero_register(L, "time.Duration");

    package_push(L, "time", bindings);
    open_duration(L);
    open_named(L);
    open_timer(L);
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        lua_pushstring(L, layouts[i].layout);
        lua_setfield(L, -2, layouts[i].name);
    }
    lua_setglobal(L, "time");
}
