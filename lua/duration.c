/* time.Duration: nanoseconds with a type. It computes as Go's does, and with plain numbers too: a
 * number stands for that many nanoseconds in a sum or an order, and for itself in a product. What
 * is not whole is cut off. */
#include "lua/object.h"
#include "lua/time.h"
#include "lua/type.h"
#include "lua/value.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char duration_tag = 'd';

static const int64_t nanosecond = 1, microsecond = 1000, millisecond = 1000000,
                     second = NANOSECONDS, minute = 60 * (int64_t)NANOSECONDS,
                     hour = 3600 * (int64_t)NANOSECONDS;

/* ---- In and out ---- */

void duration_push(lua_State *L, int64_t ns) {
    named_push(L, &duration_tag, ns);
}

bool duration_test(lua_State *L, int index) {
    return tagged_test(L, index, &duration_tag) != NULL;
}

static int64_t float_truncate(double x) {
    if (x >= 0x1p63) return INT64_MAX;
    if (x < -0x1p63) return INT64_MIN;
    return (int64_t)x;
}

int64_t duration_get(lua_State *L, int index, bool *ok) {
    *ok = true;
    if (lua_type(L, index) == LUA_TNUMBER) {
        if (lua_isinteger(L, index)) return lua_tointeger(L, index);
        double x = lua_tonumber(L, index);
        *ok = !isnan(x);
        return isnan(x) ? 0 : float_truncate(x);
    }
    const Named *d = tagged_test(L, index, &duration_tag);
    *ok = d != NULL;
    return d ? d->value : 0;
}

int64_t duration_argument(lua_State *L, int index, const char *function) {
    bool ok;
    int64_t ns = duration_get(L, index, &ok);
    if (!ok) argument_convert(L, index, "time.Duration", function);
    return ns;
}

int64_t duration_clamp(int64_t seconds, int64_t nanoseconds) {
    Wide ns = (Wide)seconds * NANOSECONDS + nanoseconds;
    return ns < INT64_MIN ? INT64_MIN : ns > INT64_MAX ? INT64_MAX : (int64_t)ns;
}

int duration_convert(lua_State *L) {
    bool ok;
    int64_t ns = duration_get(L, 1, &ok);
    if (!ok)
        return panic_text(L, "cannot convert a value of type %s to type time.Duration",
                          type_name(L, 1));
    duration_push(L, ns);
    return 1;
}

/* ---- Text ---- */

/* Appends the decimals of `part`, of which there are `digits`, without the zeros at their end. */
static size_t fraction_format(char *text, size_t size, uint64_t part, int digits) {
    if (part == 0) return 0;
    for (; part % 10 == 0; part /= 10) digits--;
    return (size_t)snprintf(text, size, ".%0*" PRIu64, digits, part);
}

/* "1h2m3.5s"; below a second in the largest unit that gives a digit before the point. */
static void duration_format(int64_t ns, char *text, size_t size) {
    uint64_t u = ns < 0 ? -(uint64_t)ns : (uint64_t)ns, unit;
    const char *suffix;
    int digits;
    size_t n = 0;
    if (u >= NANOSECONDS) {
        uint64_t seconds = u / NANOSECONDS, h = seconds / 3600, m = seconds / 60 % 60;
        if (ns < 0) n += (size_t)snprintf(text, size, "-");
        if (h) n += (size_t)snprintf(text + n, size - n, "%" PRIu64 "h", h);
        if (h || m) n += (size_t)snprintf(text + n, size - n, "%" PRIu64 "m", m);
        u = u % NANOSECONDS + seconds % 60 * NANOSECONDS;
        unit = NANOSECONDS, digits = 9, suffix = "s";
    } else {
        if (ns < 0) n += (size_t)snprintf(text, size, "-");
        unit = u >= 1000000 ? 1000000 : u >= 1000 ? 1000 : 1;
        digits = u >= 1000000 ? 6 : u >= 1000 ? 3 : 0;
        suffix = u >= 1000000 ? "ms" : u >= 1000 ? "\u00b5s" : u ? "ns" : "s";
    }
    n += (size_t)snprintf(text + n, size - n, "%" PRIu64, u / unit);
    n += fraction_format(text + n, size - n, u % unit, digits);
    snprintf(text + n, size - n, "%s", suffix);
}

static int duration_tostring(lua_State *L) {
    const Named *d = tagged_test(L, 1, &duration_tag);
    char text[64];
    duration_format(d ? d->value : 0, text, sizeof text);
    lua_pushstring(L, text);
    return 1;
}

/* ---- Parsing ---- */

static const struct {
    const char *name;
    const int64_t *ns;
} units[] = {
    {"ns", &nanosecond},
    {"us", &microsecond},
    {"\u00b5s", &microsecond},
    {"\u03bcs", &microsecond},
    {"ms", &millisecond},
    {"s", &second},
    {"m", &minute},
    {"h", &hour},
};

static uint64_t unit_of(const char *name, size_t length) {
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].name) == length && memcmp(units[i].name, name, length) == 0)
            return (uint64_t)*units[i].ns;
    return 0;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Pushes the text in quotes as package time writes them: no longer than it is, and what is not
 * plain in hexadecimal. */
static void quoted_push(lua_State *L, const char *text, size_t length) {
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    luaL_addchar(&b, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        char hex[8];
        if (c >= ' ' && c < 0x80) {
            if (c == '"' || c == '\\') luaL_addchar(&b, '\\');
            luaL_addchar(&b, (char)c);
        } else {
            snprintf(hex, sizeof hex, "\\x%02x", c);
            luaL_addstring(&b, hex);
        }
    }
    luaL_addchar(&b, '"');
    luaL_pushresult(&b);
}

/* The results of a failed ParseDuration; `unit`, if not NULL, is the part that the message names
 * too. */
static int parse_failed(lua_State *L, const char *what, const char *unit, size_t length) {
    size_t text_length;
    const char *text = lua_tolstring(L, 1, &text_length);
    duration_push(L, 0);
    quoted_push(L, text, text_length);
    if (unit) {
        quoted_push(L, unit, length);
        lua_pushfstring(L, "time: %s %s in duration %s", what, lua_tostring(L, -1),
                        lua_tostring(L, -2));
    } else {
        lua_pushfstring(L, "time: %s duration %s", what, lua_tostring(L, -1));
    }
    error_push(L, "*errors.errorString", lua_tostring(L, -1));
    lua_pushvalue(L, 2);
    lua_insert(L, -2);
    return 2;
}

/* One number with its unit, added to `total`, which is at most 2^63. NULL, or what is wrong. */
static const char *parse_part(const char **at, const char *end, uint64_t *total, const char **unit,
                              size_t *length) {
    static const uint64_t limit = (uint64_t)1 << 63;
    const char *p = *at;
    uint64_t whole = 0, part = 0;
    double scale = 1;
    bool digits = false, full = false;
    for (; p < end && is_digit(*p); p++, digits = true) {
        if (whole > limit / 10) return "invalid";
        whole = whole * 10 + (uint64_t)(*p - '0');
        if (whole > limit) return "invalid";
    }
    if (p < end && *p == '.')
        for (p++; p < end && is_digit(*p); p++, digits = true) {
            uint64_t next = part * 10 + (uint64_t)(*p - '0');
            full =
                full || part > (limit - 1) / 10 || next > limit; /* further digits do not matter */
            if (full) continue;
            part = next;
            scale *= 10;
        }
    if (!digits) return "invalid";
    *unit = p;
    while (p < end && *p != '.' && !is_digit(*p)) p++;
    *length = (size_t)(p - *unit);
    if (*length == 0) return "missing unit in";
    uint64_t ns = unit_of(*unit, *length);
    if (ns == 0) return "unknown unit";
    if (whole > limit / ns) return "invalid";
    whole = whole * ns + (uint64_t)((double)part * ((double)ns / scale));
    if (whole > limit || *total + whole > limit) return "invalid";
    *total += whole;
    *at = p;
    return NULL;
}

int duration_parse(lua_State *L) {
    argument_convert(L, 1, "string", "time.ParseDuration");
    lua_settop(L, 1);
    size_t size, length = 0;
    const char *at = lua_tolstring(L, 1, &size), *end = at + size, *unit = NULL;
    bool negative = size > 0 && *at == '-';
    if (size > 0 && (*at == '-' || *at == '+')) at++;
    if (at == end) return parse_failed(L, "invalid", NULL, 0);
    uint64_t total = 0;
    if (end - at == 1 && *at == '0') at = end;
    while (at < end) {
        const char *wrong = parse_part(&at, end, &total, &unit, &length);
        if (wrong)
            return parse_failed(L, wrong, strcmp(wrong, "unknown unit") ? NULL : unit, length);
    }
    if (total > INT64_MAX && !negative) return parse_failed(L, "invalid", NULL, 0);
    duration_push(L, (int64_t)(negative ? -total : total));
    lua_pushnil(L);
    return 2;
}

/* ---- Methods ---- */

static int64_t self_ns(lua_State *L, int arity) {
    return ((const Named *)object_self_of(L, arity))->value;
}

static int push_int(lua_State *L, int64_t value) {
    lua_pushinteger(L, value);
    return 1;
}

static int push_float(lua_State *L, double value) {
    lua_pushnumber(L, value);
    return 1;
}

static int push_ns(lua_State *L, int64_t ns) {
    duration_push(L, ns);
    return 1;
}

/* As Go does it: whole units and the rest apart, for the last digit's sake. */
static double in_units(int64_t ns, int64_t unit) {
    return (double)(ns / unit) + (double)(ns % unit) / (double)unit;
}

static int duration_Nanoseconds(lua_State *L) {
    return push_int(L, self_ns(L, 0));
}
static int duration_Microseconds(lua_State *L) {
    return push_int(L, self_ns(L, 0) / microsecond);
}
static int duration_Milliseconds(lua_State *L) {
    return push_int(L, self_ns(L, 0) / millisecond);
}
static int duration_Seconds(lua_State *L) {
    return push_float(L, in_units(self_ns(L, 0), second));
}
static int duration_Minutes(lua_State *L) {
    return push_float(L, in_units(self_ns(L, 0), minute));
}
static int duration_Hours(lua_State *L) {
    return push_float(L, in_units(self_ns(L, 0), hour));
}

static int duration_Abs(lua_State *L) {
    int64_t ns = self_ns(L, 0);
    return push_ns(L, ns >= 0 ? ns : ns == INT64_MIN ? INT64_MAX : -ns);
}

static int duration_Truncate(lua_State *L) {
    int64_t ns = self_ns(L, 1), m = duration_argument(L, 1, "Duration.Truncate");
    return push_ns(L, m <= 0 ? ns : ns - ns % m);
}

/* Halfway values are rounded away from zero; at the ends of the range it stops. */
static int duration_Round(lua_State *L) {
    int64_t ns = self_ns(L, 1), m = duration_argument(L, 1, "Duration.Round");
    if (m <= 0) return push_ns(L, ns);
    int64_t rest = ns % m, rounded = ns - rest;
    uint64_t size = (uint64_t)(rest < 0 ? -rest : rest);
    if (size + size < (uint64_t)m) return push_ns(L, rounded);
    if (__builtin_add_overflow(rounded, ns < 0 ? -m : m, &rounded))
        rounded = ns < 0 ? INT64_MIN : INT64_MAX;
    return push_ns(L, rounded);
}

static int duration_String(lua_State *L) {
    char text[64];
    duration_format(self_ns(L, 0), text, sizeof text);
    lua_pushstring(L, text);
    return 1;
}

static const Binding methods[] = {
    {"Nanoseconds", duration_Nanoseconds, "time.Duration.Nanoseconds() int  in nanoseconds"},
    {"Microseconds", duration_Microseconds,
     "time.Duration.Microseconds() int  in whole microseconds"},
    {"Milliseconds", duration_Milliseconds,
     "time.Duration.Milliseconds() int  in whole milliseconds"},
    {"Seconds", duration_Seconds, "time.Duration.Seconds() float64  in seconds"},
    {"Minutes", duration_Minutes, "time.Duration.Minutes() float64  in minutes"},
    {"Hours", duration_Hours, "time.Duration.Hours() float64  in hours"},
    {"Abs", duration_Abs, "time.Duration.Abs() Duration  without its sign"},
    {"Truncate", duration_Truncate,
     "time.Duration.Truncate(m Duration) Duration  rounded toward zero to a multiple of m"},
    {"Round", duration_Round,
     "time.Duration.Round(m Duration) Duration  rounded to the nearest multiple of m, halves away "
     "from zero"},
    {"String", duration_String, "time.Duration.String() string  as 1h15m30.918s"},
    {NULL, NULL, NULL},
};

/* ---- Operators ---- */

static int mismatched(lua_State *L) {
    const char *left = type_name(L, 1), *right = type_name(L, 2);
    return panic_text(L, "invalid operation: mismatched types %s and %s", left, right);
}

static int64_t operand(lua_State *L, int index) {
    bool ok;
    int64_t ns = duration_get(L, index, &ok);
    if (!ok) mismatched(L);
    return ns;
}

static bool is_float(lua_State *L, int index) {
    return lua_type(L, index) == LUA_TNUMBER && !lua_isinteger(L, index);
}

static int duration_add(lua_State *L) {
    return push_ns(L, (int64_t)((uint64_t)operand(L, 1) + (uint64_t)operand(L, 2)));
}

static int duration_sub(lua_State *L) {
    return push_ns(L, (int64_t)((uint64_t)operand(L, 1) - (uint64_t)operand(L, 2)));
}

static int duration_mul(lua_State *L) {
    int64_t a = operand(L, 1), b = operand(L, 2);
    if (is_float(L, 1)) return push_ns(L, float_truncate(lua_tonumber(L, 1) * (double)b));
    if (is_float(L, 2)) return push_ns(L, float_truncate((double)a * lua_tonumber(L, 2)));
    return push_ns(L, (int64_t)((uint64_t)a * (uint64_t)b));
}

/* The divisor, which is not zero. */
static int64_t divisor(lua_State *L) {
    int64_t b = operand(L, 2);
    if (b == 0) panic_error(L, "runtime error: integer divide by zero");
    return b;
}

static int duration_div(lua_State *L) {
    int64_t a = operand(L, 1);
    if (is_float(L, 2) && lua_tonumber(L, 2) != 0)
        return push_ns(L, float_truncate((double)a / lua_tonumber(L, 2)));
    int64_t b = divisor(L);
    return push_ns(L, b == -1 ? (int64_t) - (uint64_t)a : a / b);
}

static int duration_mod(lua_State *L) {
    int64_t a = operand(L, 1), b = divisor(L);
    return push_ns(L, b == -1 ? 0 : a % b);
}

/* Lua's floor division. */
static int duration_idiv(lua_State *L) {
    int64_t a = operand(L, 1), b = divisor(L);
    if (b == -1) return push_ns(L, (int64_t) - (uint64_t)a);
    return push_ns(L, a / b - (a % b != 0 && (a < 0) != (b < 0)));
}

static int duration_unm(lua_State *L) {
    return push_ns(L, (int64_t) - (uint64_t)operand(L, 1));
}

static int duration_eq(lua_State *L) {
    lua_pushboolean(L,
                    duration_test(L, 1) && duration_test(L, 2) && operand(L, 1) == operand(L, 2));
    return 1;
}

/* Compares by Lua's own rules for numbers, which are exact for an integer and a float. */
static int duration_compare(lua_State *L, int operator) {
    const int64_t ns[] = {operand(L, 1), operand(L, 2)};
    for (int i = 1; i <= 2; i++) {
        if (lua_type(L, i) == LUA_TNUMBER) continue;
        lua_pushinteger(L, ns[i - 1]);
        lua_replace(L, i);
    }
    lua_pushboolean(L, lua_compare(L, 1, 2, operator));
    return 1;
}

static int duration_lt(lua_State *L) {
    return duration_compare(L, LUA_OPLT);
}
static int duration_le(lua_State *L) {
    return duration_compare(L, LUA_OPLE);
}

static const luaL_Reg metamethods[] = {
    {"__add", duration_add},
    {"__sub", duration_sub},
    {"__mul", duration_mul},
    {"__div", duration_div},
    {"__mod", duration_mod},
    {"__idiv", duration_idiv},
    {"__unm", duration_unm},
    {"__eq", duration_eq},
    {"__lt", duration_lt},
    {"__le", duration_le},
    {"__concat", named_concat},
    {"__tostring", duration_tostring},
    {NULL, NULL},
};

/* Adds the constants to the package's table, which is on top. */
void open_duration(lua_State *L) {
    static const struct {
        const char *name;
        const int64_t *ns;
    } constants[] = {
        {"Nanosecond", &nanosecond}, {"Microsecond", &microsecond}, {"Millisecond", &millisecond},
        {"Second", &second},         {"Minute", &minute},           {"Hour", &hour},
    };
    value_register(L, &duration_tag, "time.Duration", methods, metamethods);
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
        duration_push(L, *constants[i].ns);
        lua_setfield(L, -2, constants[i].name);
    }
}
