/* Moments: time.Time, its methods and operators, and the functions that make one. Layouts are in
 * layout.c.
 *
 * A moment has a wall clock's reading and, when it comes from Now, also the world's own clock's,
 * which under virtual time moves as the timers do; differences and orders of two moments that have
 * it are taken from that one. */
#include "lua/clock.h"
#include "lua/object.h"
#include "lua/time.h"
#include "lua/type.h"
#include "lua/value.h"

#include <time.h>

const char time_tag = 't';

static const int64_t year_one = -62135596800; /* January 1 of the year 1, in seconds since 1970 */

/* ---- Moments ---- */

void moment_push(lua_State *L, const Time *t) {
    Time *copy = lua_newuserdatauv(L, sizeof *copy, 0);
    *copy = *t;
    copy->tag = &time_tag;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &time_tag);
    lua_setmetatable(L, -2);
}

/* As Go adds: around the end of the range. */
static int64_t plus(int64_t a, int64_t b) {
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

/* Lets t be shown as u is. */
static void time_place(Time *t, const Time *u) {
    t->local = u->local;
    t->fixed = u->fixed;
    t->offset = u->offset;
    memcpy(t->zone, u->zone, sizeof t->zone);
}

/* Seconds and any number of nanoseconds. */
static Time time_of(int64_t seconds, int64_t nanoseconds) {
    int64_t over = nanoseconds / NANOSECONDS, rest = nanoseconds % NANOSECONDS;
    if (rest < 0) {
        rest += NANOSECONDS;
        over--;
    }
    return (Time){.seconds = plus(seconds, over),
                  .nanoseconds = (int32_t)rest,
                  .local = true};
}

void time_push(lua_State *L, int64_t wall_ns, int64_t world_ns) {
    Time t = time_of(0, wall_ns);
    t.has_world = true;
    t.world = world_ns;
    moment_push(L, &t);
}

void time_push_zero(lua_State *L) {
    moment_push(L, &(Time){.seconds = year_one});
}

bool time_test(lua_State *L, int index) {
    return tagged_test(L, index, &time_tag) != NULL;
}

static const Time *time_argument(lua_State *L, int index, const char *function) {
    const Time *t = tagged_test(L, index, &time_tag);
    if (!t) argument_convert(L, index, "time.Time", function);
    return t;
}

static Time time_now(lua_State *L) {
    World *w = world_of(L);
    int64_t now = sched_look_at_clock(w->sched);
    Time t = time_of(0, clock_wall(w, now));
    t.has_world = true;
    t.world = now;
    return t;
}

static Time time_add(const Time *t, int64_t ns) {
    Time sum = time_of(t->seconds, t->nanoseconds + ns % NANOSECONDS);
    sum.seconds = plus(sum.seconds, ns / NANOSECONDS);
    time_place(&sum, t);
    sum.has_world = t->has_world && !__builtin_add_overflow(t->world, ns, &sum.world);
    return sum;
}

static int64_t time_sub(const Time *t, const Time *u) {
    if (t->has_world && u->has_world) {
        Wide ns = (Wide)t->world - u->world;
        return ns < INT64_MIN ? INT64_MIN : ns > INT64_MAX ? INT64_MAX : (int64_t)ns;
    }
    int64_t seconds;
    if (__builtin_sub_overflow(t->seconds, u->seconds, &seconds))
        return t->seconds < u->seconds ? INT64_MIN : INT64_MAX;
    return duration_clamp(seconds, t->nanoseconds - u->nanoseconds);
}

static int time_order(const Time *t, const Time *u) {
    if (t->has_world && u->has_world) return (t->world > u->world) - (t->world < u->world);
    if (t->seconds != u->seconds) return t->seconds > u->seconds ? 1 : -1;
    return (t->nanoseconds > u->nanoseconds) - (t->nanoseconds < u->nanoseconds);
}

/* What is left of t in units of `ns` since the year 1. */
static int64_t time_rest(const Time *t, int64_t ns) {
    Wide since = ((Wide)t->seconds - year_one) * NANOSECONDS + t->nanoseconds;
    int64_t rest = (int64_t)(since % ns);
    return rest < 0 ? rest + ns : rest;
}

/* ---- Methods ---- */

static int push_time(lua_State *L, Time t) {
    moment_push(L, &t);
    return 1;
}

static int push_int(lua_State *L, int64_t value) {
    lua_pushinteger(L, value);
    return 1;
}

static int push_bool(lua_State *L, bool value) {
    lua_pushboolean(L, value);
    return 1;
}

static int push_duration(lua_State *L, int64_t ns) {
    duration_push(L, ns);
    return 1;
}

static int time_Add(lua_State *L) {
    const Time *t = object_self_of(L, 1);
    return push_time(L, time_add(t, duration_argument(L, 1, "Time.Add")));
}

static int time_Sub(lua_State *L) {
    const Time *t = object_self_of(L, 1);
    return push_duration(L, time_sub(t, time_argument(L, 1, "Time.Sub")));
}

static int time_After(lua_State *L) {
    const Time *t = object_self_of(L, 1);
    return push_bool(L, time_order(t, time_argument(L, 1, "Time.After")) > 0);
}

static int time_Before(lua_State *L) {
    const Time *t = object_self_of(L, 1);
    return push_bool(L, time_order(t, time_argument(L, 1, "Time.Before")) < 0);
}

static int time_Equal(lua_State *L) {
    const Time *t = object_self_of(L, 1);
    return push_bool(L, time_order(t, time_argument(L, 1, "Time.Equal")) == 0);
}

static int time_Compare(lua_State *L) {
    const Time *t = object_self_of(L, 1);
    return push_int(L, time_order(t, time_argument(L, 1, "Time.Compare")));
}

static int time_IsZero(lua_State *L) {
    const Time *t = object_self_of(L, 0);
    return push_bool(L, t->seconds == year_one && t->nanoseconds == 0);
}

static int time_Unix(lua_State *L) {
    const Time *t = object_self_of(L, 0);
    return push_int(L, t->seconds);
}

/* Since 1970 in parts of a second; as in Go it is anything when it does not fit. */
static int push_since_1970(lua_State *L, int32_t per_second) {
    const Time *t = object_self_of(L, 0);
    uint64_t whole = (uint64_t)t->seconds * (uint64_t)per_second;
    return push_int(L, (int64_t)(whole + (uint64_t)(t->nanoseconds / (NANOSECONDS / per_second))));
}

static int time_UnixMilli(lua_State *L) {
    return push_since_1970(L, 1000);
}
static int time_UnixMicro(lua_State *L) {
    return push_since_1970(L, 1000000);
}
static int time_UnixNano(lua_State *L) {
    return push_since_1970(L, NANOSECONDS);
}

static Civil self_civil(lua_State *L) {
    Civil c;
    civil_of(object_self_of(L, 0), &c);
    return c;
}

static int time_Year(lua_State *L) {
    return push_int(L, self_civil(L).year);
}
static int time_Day(lua_State *L) {
    return push_int(L, self_civil(L).day);
}
static int time_Hour(lua_State *L) {
    return push_int(L, self_civil(L).hour);
}
static int time_Minute(lua_State *L) {
    return push_int(L, self_civil(L).minute);
}
static int time_Second(lua_State *L) {
    return push_int(L, self_civil(L).second);
}
static int time_YearDay(lua_State *L) {
    return push_int(L, self_civil(L).year_day);
}

static int time_Nanosecond(lua_State *L) {
    const Time *t = object_self_of(L, 0);
    return push_int(L, t->nanoseconds);
}

static int time_Month(lua_State *L) {
    interned_push(L, &month_tag, self_civil(L).month);
    return 1;
}

static int time_Weekday(lua_State *L) {
    interned_push(L, &weekday_tag, self_civil(L).weekday);
    return 1;
}

static int time_Date(lua_State *L) {
    Civil c = self_civil(L);
    lua_pushinteger(L, c.year);
    interned_push(L, &month_tag, c.month);
    lua_pushinteger(L, c.day);
    return 3;
}

static int time_Clock(lua_State *L) {
    Civil c = self_civil(L);
    lua_pushinteger(L, c.hour);
    lua_pushinteger(L, c.minute);
    lua_pushinteger(L, c.second);
    return 3;
}

static int push_in_location(lua_State *L, bool local) {
    Time t = *(const Time *)object_self_of(L, 0);
    t.local = local;
    t.fixed = false;
    t.has_world = false;
    return push_time(L, t);
}

static int time_UTC(lua_State *L) {
    return push_in_location(L, false);
}
static int time_Local(lua_State *L) {
    return push_in_location(L, true);
}

static int time_Location(lua_State *L) {
    const Time *t = object_self_of(L, 0);
    interned_push(L, &location_tag, t->fixed ? FIXED : t->local ? LOCAL : UTC);
    return 1;
}

static int time_Truncate(lua_State *L) {
    Time t = *(const Time *)object_self_of(L, 1);
    int64_t ns = duration_argument(L, 1, "Time.Truncate");
    t.has_world = false;
    return push_time(L, ns <= 0 ? t : time_add(&t, -time_rest(&t, ns)));
}

static int time_Round(lua_State *L) {
    Time t = *(const Time *)object_self_of(L, 1);
    int64_t ns = duration_argument(L, 1, "Time.Round");
    t.has_world = false;
    if (ns <= 0) return push_time(L, t);
    int64_t rest = time_rest(&t, ns);
    return push_time(L, time_add(&t, (uint64_t)rest * 2 < (uint64_t)ns ? -rest : ns - rest));
}

static int time_Format(lua_State *L) {
    const Time *t = object_self_of(L, 1);
    argument_convert(L, 1, "string", "Time.Format");
    size_t length;
    const char *layout = lua_tolstring(L, 1, &length);
    layout_push(L, t, layout, length);
    return 1;
}

static int time_String(lua_State *L) {
    time_push_text(L, object_self_of(L, 0));
    return 1;
}

/* ---- Dates ---- */

/* Numbers of a calendar's fields, which may be beyond their ranges, as a moment. */
static Time time_of_date(lua_State *L, const int64_t fields[7], bool local) {
    int64_t second = fields[5], over = fields[6] / NANOSECONDS, rest = fields[6] % NANOSECONDS;
    if (rest < 0) {
        rest += NANOSECONDS;
        over--;
    }
    second = plus(second, over);
    int64_t numbers[] = {plus(fields[0], -1900), plus(fields[1], -1), fields[2], fields[3], fields[4], second};
    int small[6];
    for (int i = 0; i < 6; i++) {
        small[i] = (int)numbers[i];
        if (small[i] != numbers[i]) luaL_error(L, "time: date out of range");
    }
    struct tm tm = {.tm_year = small[0],
                    .tm_mon = small[1],
                    .tm_mday = small[2],
                    .tm_hour = small[3],
                    .tm_min = small[4],
                    .tm_sec = small[5],
                    .tm_isdst = -1};
    Time t = time_of(local ? mktime(&tm) : timegm(&tm), rest);
    t.local = local;
    return t;
}

static int time_AddDate(lua_State *L) {
    const Time *t = object_self_of(L, 3);
    Civil c;
    civil_of(t, &c);
    const int64_t fields[] = {plus(c.year, argument_int(L, 1, "Time.AddDate")),
                              plus(c.month, argument_int(L, 2, "Time.AddDate")),
                              plus(c.day, argument_int(L, 3, "Time.AddDate")),
                              c.hour,
                              c.minute,
                              c.second,
                              t->nanoseconds};
    Time sum = time_of_date(L, fields, t->local);
    if (t->fixed) sum.seconds -= t->offset;
    time_place(&sum, t);
    return push_time(L, sum);
}

static bool location_argument(lua_State *L, int index, const char *function) {
    if (lua_isnoneornil(L, index)) panic_text(L, "time: missing Location in call to %s", function);
    const Named *n = tagged_test(L, index, &location_tag);
    if (!n)
        panic_text(L, "cannot use value of type %s as *time.Location value in argument to time.%s",
                   type_name(L, index), function);
    if (n->value == FIXED) panic_text(L, "time: %s takes time.UTC and time.Local only in gosh", function);
    return n->value == LOCAL;
}

static int time_In(lua_State *L) {
    object_self_of(L, 1);
    bool local = location_argument(L, 1, "Time.In");
    lua_settop(L, 0);
    return push_in_location(L, local);
}

int moment_date(lua_State *L) {
    lua_settop(L, 8);
    int64_t fields[7];
    for (int i = 0; i < 7; i++) {
        const Named *month = i == 1 ? tagged_test(L, 2, &month_tag) : NULL;
        fields[i] = month ? month->value : argument_int(L, i + 1, "time.Date");
    }
    return push_time(L, time_of_date(L, fields, location_argument(L, 8, "Date")));
}

static const Binding methods[] = {
    {"Add", time_Add,
     "time.Time.Add(d Duration) Time  the time d later"},
    {"Sub", time_Sub,
     "time.Time.Sub(u Time) Duration  how much later it is than u"},
    {"After", time_After,
     "time.Time.After(u Time) bool  is it later than u?"},
    {"Before", time_Before,
     "time.Time.Before(u Time) bool  is it earlier than u?"},
    {"Equal", time_Equal,
     "time.Time.Equal(u Time) bool  is it the same moment, be it in another location?"},
    {"Compare", time_Compare,
     "time.Time.Compare(u Time) int  -1 if it is earlier than u, 0 if it is the same moment, 1 if it is later"},
    {"IsZero", time_IsZero,
     "time.Time.IsZero() bool  is it the zero value, the beginning of the year 1?"},
    {"Unix", time_Unix,
     "time.Time.Unix() int  seconds since the beginning of 1970"},
    {"UnixMilli", time_UnixMilli,
     "time.Time.UnixMilli() int  milliseconds since the beginning of 1970"},
    {"UnixMicro", time_UnixMicro,
     "time.Time.UnixMicro() int  microseconds since the beginning of 1970"},
    {"UnixNano", time_UnixNano,
     "time.Time.UnixNano() int  nanoseconds since the beginning of 1970"},
    {"Year", time_Year,
     "time.Time.Year() int  the year"},
    {"Month", time_Month,
     "time.Time.Month() Month  the month"},
    {"Day", time_Day,
     "time.Time.Day() int  the day of the month, from 1 on"},
    {"Hour", time_Hour,
     "time.Time.Hour() int  the hour, 0 to 23"},
    {"Minute", time_Minute,
     "time.Time.Minute() int  the minute, 0 to 59"},
    {"Second", time_Second,
     "time.Time.Second() int  the second, 0 to 59"},
    {"Nanosecond", time_Nanosecond,
     "time.Time.Nanosecond() int  the nanosecond within the second"},
    {"Weekday", time_Weekday,
     "time.Time.Weekday() Weekday  the day of the week"},
    {"YearDay", time_YearDay,
     "time.Time.YearDay() int  the day of the year, from 1 on"},
    {"Date", time_Date,
     "time.Time.Date() (year int, month Month, day int)  the day"},
    {"Clock", time_Clock,
     "time.Time.Clock() (hour, min, sec int)  the time of the day"},
    {"UTC", time_UTC,
     "time.Time.UTC() Time  the same moment in UTC"},
    {"Local", time_Local,
     "time.Time.Local() Time  the same moment in the local time"},
    {"In", time_In,
     "time.Time.In(loc *Location) Time  the same moment in loc"},
    {"Location", time_Location,
     "time.Time.Location() *Location  where it is told: UTC or Local"},
    {"AddDate", time_AddDate,
     "time.Time.AddDate(years, months, days int) Time  that much later by the calendar"},
    {"Truncate", time_Truncate,
     "time.Time.Truncate(d Duration) Time  rounded down to a multiple of d since the zero time"},
    {"Round", time_Round,
     "time.Time.Round(d Duration) Time  rounded to the nearest multiple of d since the zero time"},
    {"Format", time_Format,
     "time.Time.Format(layout string) string  its text, as layout tells it of 2006-01-02 15:04:05"},
    {"String", time_String,
     "time.Time.String() string  its text with date, time and zone"},
    {NULL, NULL, NULL},
};

/* ---- Operators ---- */

static int time_tostring(lua_State *L) {
    time_push_text(L, time_argument(L, 1, "tostring"));
    return 1;
}

/* t + d and d + t. */
static int time_plus(lua_State *L) {
    if (!time_test(L, 1)) lua_insert(L, 1);
    const Time *t = time_argument(L, 1, "Time.Add");
    return push_time(L, time_add(t, duration_argument(L, 2, "Time.Add")));
}

/* t - u is a Duration, t - d a Time. */
static int time_minus(lua_State *L) {
    const Time *t = time_argument(L, 1, "Time.Sub"), *u = tagged_test(L, 2, &time_tag);
    if (u) return push_duration(L, time_sub(t, u));
    int64_t ns = duration_argument(L, 2, "Time.Add");
    return push_time(L, time_add(t, (int64_t) - (uint64_t)ns));
}

static int operands_order(lua_State *L, const char *function) {
    const Time *t = time_argument(L, 1, function);
    return time_order(t, time_argument(L, 2, function));
}

static int time_lt(lua_State *L) {
    return push_bool(L, operands_order(L, "Time.Before") < 0);
}
static int time_le(lua_State *L) {
    return push_bool(L, operands_order(L, "Time.Before") <= 0);
}
static int time_eq(lua_State *L) {
    return push_bool(L, time_test(L, 1) && time_test(L, 2) && operands_order(L, "Time.Equal") == 0);
}

static const luaL_Reg metamethods[] = {
    {"__add", time_plus},
    {"__sub", time_minus},
    {"__lt", time_lt},
    {"__le", time_le},
    {"__eq", time_eq},
    {"__concat", named_concat},
    {"__tostring", time_tostring},
    {NULL, NULL},
};

/* ---- Functions of the package ---- */

int moment_now(lua_State *L) {
    return push_time(L, time_now(L));
}

int moment_since(lua_State *L) {
    const Time *t = time_argument(L, 1, "time.Since");
    Time here = time_now(L);
    return push_duration(L, time_sub(&here, t));
}

int moment_until(lua_State *L) {
    const Time *t = time_argument(L, 1, "time.Until");
    Time here = time_now(L);
    return push_duration(L, time_sub(t, &here));
}

int moment_unix(lua_State *L) {
    lua_settop(L, 2);
    return push_time(L, time_of(argument_int(L, 1, "time.Unix"), argument_int(L, 2, "time.Unix")));
}

int moment_unix_milli(lua_State *L) {
    int64_t ms = argument_int(L, 1, "time.UnixMilli");
    return push_time(L, time_of(ms / 1000, ms % 1000 * 1000000));
}

int moment_unix_micro(lua_State *L) {
    int64_t us = argument_int(L, 1, "time.UnixMicro");
    return push_time(L, time_of(us / 1000000, us % 1000000 * 1000));
}

int moment_parse(lua_State *L) {
    lua_settop(L, 2);
    argument_convert(L, 1, "string", "time.Parse");
    argument_convert(L, 2, "string", "time.Parse");
    return parse_push(L, false);
}

int moment_parse_in_location(lua_State *L) {
    lua_settop(L, 3);
    argument_convert(L, 1, "string", "time.ParseInLocation");
    argument_convert(L, 2, "string", "time.ParseInLocation");
    bool local = location_argument(L, 3, "ParseInLocation");
    lua_settop(L, 2);
    return parse_push(L, local);
}

/* time.Time{}. */
int moment_zero(lua_State *L) {
    time_push_zero(L);
    return 1;
}

void open_moment(lua_State *L) {
    value_register(L, &time_tag, "time.Time", methods, metamethods);
    lua_pushcfunction(L, moment_zero);
    zero_register(L, "time.Time");
}
