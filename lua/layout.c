/* The texts of a time.Time, by layouts in Go's manner: a layout shows how the reference time, Mon
 * Jan 2 15:04:05 MST 2006, would be written. */
#include "lua/time.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *const month_names[12] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
const char *const weekday_names[7] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                      "Thursday", "Friday", "Saturday"};

/* ---- Calendar ---- */

void civil_of(const Time *t, Civil *c) {
    struct tm tm;
    time_t seconds = t->seconds;
    if (t->fixed) seconds += t->offset;
    bool known = t->local ? localtime_r(&seconds, &tm) != NULL : gmtime_r(&seconds, &tm) != NULL;
    if (!known) memset(&tm, 0, sizeof tm); /* a year beyond C's calendar */
    *c = (Civil){
        .year = (int64_t)tm.tm_year + 1900,
        .month = tm.tm_mon + 1,
        .day = tm.tm_mday,
        .hour = tm.tm_hour,
        .minute = tm.tm_min,
        .second = tm.tm_sec,
        .weekday = tm.tm_wday,
        .year_day = tm.tm_yday + 1,
        .offset = t->local ? (int)tm.tm_gmtoff : t->fixed ? t->offset : 0,
    };
    const char *zone = t->fixed ? t->zone : t->local && tm.tm_zone ? tm.tm_zone : "UTC";
    snprintf(c->zone, sizeof c->zone, "%s", zone);
}

/* ---- Layouts ---- */


/* Where one begins with another, the longer stands first. */
static const struct {
    const char *text;
    LayoutPiece piece;
} pieces[] = {
    {"January", LONG_MONTH},
    {"Jan", SHORT_MONTH},
    {"Monday", LONG_WEEKDAY},
    {"Mon", SHORT_WEEKDAY},
    {"MST", ZONE_NAME},
    {"01", MONTH_2},
    {"02", DAY_2},
    {"03", HOUR_12_2},
    {"04", MINUTE_2},
    {"05", SECOND_2},
    {"06", YEAR_2},
    {"002", YEAR_DAY_3},
    {"15", HOUR_24},
    {"1", MONTH},
    {"2006", YEAR_4},
    {"2", DAY},
    {"__2", YEAR_DAY_SPACE},
    {"_2", DAY_SPACE},
    {"3", HOUR_12},
    {"4", MINUTE},
    {"5", SECOND},
    {"PM", UPPER_PM},
    {"pm", LOWER_PM},
    {"-070000", ZONE_NUMBER},
    {"-07:00:00", ZONE_NUMBER},
    {"-0700", ZONE_NUMBER},
    {"-07:00", ZONE_NUMBER},
    {"-07", ZONE_NUMBER},
    {"Z070000", ZONE_NUMBER},
    {"Z07:00:00", ZONE_NUMBER},
    {"Z0700", ZONE_NUMBER},
    {"Z07:00", ZONE_NUMBER},
    {"Z07", ZONE_NUMBER},
};

static bool begins(const char *text, size_t length, const char *with) {
    size_t n = strlen(with);
    return n <= length && memcmp(text, with, n) == 0;
}

static bool is_lower(const char *text, size_t length) {
    return length > 0 && *text >= 'a' && *text <= 'z';
}

/* The length of a fraction, ".000" or ",999": a run of one digit, which no other digit follows. 0
 * if there is none. */
static size_t fraction_length(const char *at, size_t length) {
    if (length < 2 || (*at != '.' && *at != ',') || (at[1] != '0' && at[1] != '9')) return 0;
    size_t n = 1;
    while (n < length && at[n] == at[1]) n++;
    return n < length && at[n] >= '0' && at[n] <= '9' ? 0 : n;
}

LayoutPiece layout_piece(const char *at, size_t length, size_t *size) {
    *size = fraction_length(at, length);
    if (*size) return FRACTION;
    *size = 1;
    if (begins(at, length, "_2006")) return PIECE_NONE; /* an underscore, and the year */
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        if (!begins(at, length, pieces[i].text)) continue;
        size_t n = strlen(pieces[i].text);
        LayoutPiece p = pieces[i].piece;
        /* "Month" is no month. */
        if ((p == SHORT_MONTH || p == SHORT_WEEKDAY) && is_lower(at + n, length - n)) continue;
        *size = n;
        return p;
    }
    return PIECE_NONE;
}

/* ---- Writing ---- */

static void add_number(luaL_Buffer *b, int64_t number, int width, char pad) {
    char text[32], digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRId64, number < 0 ? -number : number), length = 0;
    if (number < 0) text[length++] = '-';
    for (int i = n; i < width; i++) text[length++] = pad;
    memcpy(text + length, digits, (size_t)n);
    luaL_addlstring(b, text, (size_t)(length + n));
}

/* The digits of ".000" or ".999"; of the latter without zeros at the end, and nothing for none. */
static void add_fraction(luaL_Buffer *b, int32_t nanoseconds, const char *piece, size_t size) {
    char digits[16];
    snprintf(digits, sizeof digits, "%09d", nanoseconds);
    size_t n = size - 1 < 9 ? size - 1 : 9;
    if (piece[1] == '9')
        while (n > 0 && digits[n - 1] == '0') n--;
    if (n == 0) return;
    luaL_addchar(b, *piece);
    luaL_addlstring(b, digits, n);
}

/* "+hhmmss" as far and with the colons that the layout has it. */
static void add_offset(luaL_Buffer *b, int offset, const char *piece, size_t size) {
    if (*piece == 'Z' && offset == 0) {
        luaL_addchar(b, 'Z');
        return;
    }
    bool colons = size > 3 && piece[3] == ':';
    int minutes = abs(offset) / 60;
    luaL_addchar(b, offset / 60 < 0 ? '-' : '+');
    add_number(b, minutes / 60, 2, '0');
    if (size == 3) return;
    if (colons) luaL_addchar(b, ':');
    add_number(b, minutes % 60, 2, '0');
    if (size < 7) return;
    if (colons) luaL_addchar(b, ':');
    add_number(b, abs(offset) % 60, 2, '0');
}

static void add_piece(luaL_Buffer *b, const Time *t, const Civil *c, LayoutPiece p, const char *text,
                      size_t size) {
    int hour = c->hour % 12 ? c->hour % 12 : 12;
    switch (p) {
    case PIECE_NONE:
        luaL_addlstring(b, text, size);
        break;
    case LONG_MONTH:
        luaL_addstring(b, month_names[c->month - 1]);
        break;
    case SHORT_MONTH:
        luaL_addlstring(b, month_names[c->month - 1], 3);
        break;
    case MONTH:
        add_number(b, c->month, 1, '0');
        break;
    case MONTH_2:
        add_number(b, c->month, 2, '0');
        break;
    case LONG_WEEKDAY:
        luaL_addstring(b, weekday_names[c->weekday]);
        break;
    case SHORT_WEEKDAY:
        luaL_addlstring(b, weekday_names[c->weekday], 3);
        break;
    case DAY:
        add_number(b, c->day, 1, '0');
        break;
    case DAY_SPACE:
        add_number(b, c->day, 2, ' ');
        break;
    case DAY_2:
        add_number(b, c->day, 2, '0');
        break;
    case YEAR_DAY_SPACE:
        add_number(b, c->year_day, 3, ' ');
        break;
    case YEAR_DAY_3:
        add_number(b, c->year_day, 3, '0');
        break;
    case HOUR_24:
        add_number(b, c->hour, 2, '0');
        break;
    case HOUR_12:
        add_number(b, hour, 1, '0');
        break;
    case HOUR_12_2:
        add_number(b, hour, 2, '0');
        break;
    case MINUTE:
        add_number(b, c->minute, 1, '0');
        break;
    case MINUTE_2:
        add_number(b, c->minute, 2, '0');
        break;
    case SECOND:
        add_number(b, c->second, 1, '0');
        break;
    case SECOND_2:
        add_number(b, c->second, 2, '0');
        break;
    case YEAR_4:
        add_number(b, c->year, 4, '0');
        break;
    case YEAR_2:
        add_number(b, llabs(c->year) % 100, 2, '0');
        break;
    case UPPER_PM:
        luaL_addstring(b, c->hour >= 12 ? "PM" : "AM");
        break;
    case LOWER_PM:
        luaL_addstring(b, c->hour >= 12 ? "pm" : "am");
        break;
    case ZONE_NAME:
        if (*c->zone)
            luaL_addstring(b, c->zone);
        else /* a zone without a name */
            add_offset(b, c->offset, "-0700", 5);
        break;
    case ZONE_NUMBER:
        add_offset(b, c->offset, text, size);
        break;
    case FRACTION:
        add_fraction(b, t->nanoseconds, text, size);
        break;
    }
}

static void add_layout(luaL_Buffer *b, const Time *t, const char *layout, size_t length) {
    Civil c;
    civil_of(t, &c);
    for (const char *at = layout, *end = layout + length; at < end;) {
        size_t size;
        LayoutPiece p = layout_piece(at, (size_t)(end - at), &size);
        add_piece(b, t, &c, p, at, size);
        at += size;
    }
}

void layout_push(lua_State *L, const Time *t, const char *layout, size_t length) {
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    add_layout(&b, t, layout, length);
    luaL_pushresult(&b);
}

void time_push_text(lua_State *L, const Time *t) {
    static const char layout[] = "2006-01-02 15:04:05.999999999 -0700 MST";
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    add_layout(&b, t, layout, sizeof layout - 1);
    if (t->has_world) {
        char text[48];
        uint64_t ns = t->world < 0 ? -(uint64_t)t->world : (uint64_t)t->world;
        snprintf(text, sizeof text, " m=%c%" PRIu64 ".%09" PRIu64, t->world < 0 ? '-' : '+',
                 ns / NANOSECONDS, ns % NANOSECONDS);
        luaL_addstring(&b, text);
    }
    luaL_pushresult(&b);
}
