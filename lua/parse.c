/* time.Parse: the other way from a text to a time, by the same layouts. */
#include "lua/time.h"
#include "lua/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { UNSEEN = -1, NO_OFFSET = INT32_MIN };

/* What is left of a text. */
typedef struct Rest {
    const char *at, *end;
} Rest;

/* What the text has said so far. */
typedef struct Parse {
    Rest value;
    int64_t year;
    int month, day, year_day, hour, minute, second; /* the first three UNSEEN at first */
    int nanoseconds;
    bool is_am, is_pm, is_utc;
    int offset; /* NO_OFFSET if there was none */
    char zone[ZONE_SIZE];
    const char *out_of_range; /* what was */
} Parse;

static size_t left(const Rest *r) {
    return (size_t)(r->end - r->at);
}

static bool is_digit(const Rest *r, size_t i) {
    return i < left(r) && r->at[i] >= '0' && r->at[i] <= '9';
}

static bool is_separator(const Rest *r) {
    return left(r) > 0 && (*r->at == '.' || *r->at == ',');
}

/* ---- Parts of a text; false if it does not begin with one ---- */

/* `least` to `most` digits. */
static bool take_digits(Rest *r, int least, int most, int *number) {
    int n = 0, value = 0;
    while (n < most && is_digit(r, (size_t)n)) value = value * 10 + (r->at[n++] - '0');
    if (n < least) return false;
    r->at += n;
    *number = value;
    return true;
}

/* One of the names, or its first letters, in capitals or not. */
static bool take_name(Rest *r, const char *const *names, int count, size_t letters, int *number) {
    for (int i = 0; i < count; i++) {
        size_t n = letters ? letters : strlen(names[i]);
        if (left(r) < n || strncasecmp(r->at, names[i], n) != 0) continue;
        r->at += n;
        *number = i;
        return true;
    }
    return false;
}

static bool take_text(Rest *r, const char *text) {
    size_t n = strlen(text);
    if (left(r) < n || memcmp(r->at, text, n) != 0) return false;
    r->at += n;
    return true;
}

/* A separator and digits, `size` characters in all. */
static bool take_fraction(Parse *p, size_t size) {
    enum { DIGITS = 9 };
    Rest *r = &p->value;
    if (left(r) < size || !is_separator(r)) return false;
    int value = 0;
    for (size_t i = 1; i <= DIGITS; i++) {
        if (i < size && !is_digit(r, i)) return false;
        value = value * 10 + (i < size ? r->at[i] - '0' : 0);
    }
    r->at += size;
    p->nanoseconds = value;
    return true;
}

static size_t fraction_here(const Rest *r) {
    size_t n = 1;
    while (is_digit(r, n)) n++;
    return n;
}

/* "+hhmmss", as far and with the colons that the layout has it. */
static bool take_offset(Parse *p, const char *layout, size_t size) {
    Rest *r = &p->value;
    int parts[3] = {0}, count = 1;
    bool colons = size > 3 && layout[3] == ':';
    if (size > 3) count = size < 7 ? 2 : 3;
    if (left(r) < size || (colons && (r->at[3] != ':' || (count == 3 && r->at[6] != ':')))) return false;
    static const char *const names[] = {"time zone offset hour", "time zone offset minute", "time zone offset second"};
    static const int most[] = {24, 60, 60};
    char sign = *r->at++;
    for (int i = 0; i < count; i++) {
        if (i > 0 && colons) r->at++;
        if (!take_digits(r, 2, 2, &parts[i])) return false;
        if (parts[i] > most[i]) p->out_of_range = names[i];
    }
    if (sign != '+' && sign != '-') return false;
    p->offset = (parts[0] * 60 + parts[1]) * 60 + parts[2];
    if (sign == '-') p->offset = -p->offset;
    return true;
}

/* The length of "+3" or "-11" as the name of a zone. 0: it is none. */
static size_t signed_hours(const char *at, size_t length) {
    if (length < 2 || (*at != '+' && *at != '-')) return 0;
    size_t n = 1;
    int hours = 0;
    while (n < length && at[n] >= '0' && at[n] <= '9' && hours < 1000) hours = hours * 10 + (at[n++] - '0');
    return n == 1 || hours > 23 ? 0 : n;
}

/* The length of the name of a zone: MST, CEST, GMT+3. 0: it is none. */
static size_t zone_length(const Rest *r) {
    enum { LONGEST = 5 };
    size_t length = left(r), capitals = 0;
    if (length < 3) return 0;
    if (length >= 4 && (memcmp(r->at, "ChST", 4) == 0 || memcmp(r->at, "MeST", 4) == 0)) return 4;
    if (memcmp(r->at, "GMT", 3) == 0) return 3 + signed_hours(r->at + 3, length - 3);
    if (*r->at == '+' || *r->at == '-') return signed_hours(r->at, length);
    while (capitals <= LONGEST && capitals < length && r->at[capitals] >= 'A' && r->at[capitals] <= 'Z') capitals++;
    bool ends_in_t = capitals > 0 && r->at[capitals - 1] == 'T';
    if (capitals == 3 || (capitals == LONGEST && ends_in_t)) return capitals;
    return capitals == 4 && (ends_in_t || memcmp(r->at, "WITA", 4) == 0) ? 4 : 0;
}

static bool take_zone(Parse *p) {
    if (take_text(&p->value, "UTC")) {
        p->is_utc = true;
        return true;
    }
    size_t n = zone_length(&p->value);
    if (n == 0 || n >= ZONE_SIZE) return false;
    memcpy(p->zone, p->value.at, n);
    p->zone[n] = '\0';
    p->value.at += n;
    return true;
}

static void skip_spaces(Rest *r, int most) {
    while (most-- > 0 && left(r) > 0 && *r->at == ' ') r->at++;
}

/* A range that a number has to be in, else `name` is out of range. */
static bool in_range(Parse *p, int number, int least, int most, const char *name) {
    if (number < least || number > most) p->out_of_range = name;
    return true;
}

static bool take_seconds(Parse *p, int least, const char *rest, size_t length) {
    if (!take_digits(&p->value, least, 2, &p->second)) return false;
    in_range(p, p->second, 0, 59, "second");
    /* A fraction may follow, also when the layout has none. */
    size_t size = 1;
    LayoutPiece next = PIECE_NONE;
    for (; length > 0 && next == PIECE_NONE; rest += size, length -= size) next = layout_piece(rest, length, &size);
    if (p->out_of_range || next == FRACTION || !is_separator(&p->value) || !is_digit(&p->value, 1)) return true;
    return take_fraction(p, fraction_here(&p->value));
}

static bool take_year(Parse *p, int digits) {
    int year;
    if (!take_digits(&p->value, digits, digits, &year)) return false;
    p->year = digits == 4 ? year : year >= 69 ? year + 1900 : year + 2000;
    return true;
}

static bool take_noon(Parse *p, const char *am, const char *pm) {
    bool is_pm = take_text(&p->value, pm), is_am = !is_pm && take_text(&p->value, am);
    p->is_pm = p->is_pm || is_pm;
    p->is_am = p->is_am || is_am;
    return is_pm || is_am;
}

static bool take_month_number(Parse *p, int least) {
    return take_digits(&p->value, least, 2, &p->month) && in_range(p, p->month, 1, 12, "month");
}

static bool take_month_name(Parse *p, size_t letters) {
    if (!take_name(&p->value, month_names, 12, letters, &p->month)) return false;
    p->month++;
    return true;
}

/* `layout`, `length`: from this piece on. */
static bool take_piece(Parse *p, LayoutPiece piece, const char *layout, size_t size, size_t length) {
    Rest *r = &p->value;
    int unused;
    switch (piece) {
    case PIECE_NONE:
        return false;
    case LONG_MONTH:
        return take_month_name(p, 0);
    case SHORT_MONTH:
        return take_month_name(p, 3);
    case MONTH:
        return take_month_number(p, 1);
    case MONTH_2:
        return take_month_number(p, 2);
    case LONG_WEEKDAY:
        return take_name(r, weekday_names, 7, 0, &unused);
    case SHORT_WEEKDAY:
        return take_name(r, weekday_names, 7, 3, &unused);
    case DAY_SPACE:
        skip_spaces(r, 1);
        return take_digits(r, 1, 2, &p->day);
    case DAY:
        return take_digits(r, 1, 2, &p->day);
    case DAY_2:
        return take_digits(r, 2, 2, &p->day);
    case YEAR_DAY_SPACE:
        skip_spaces(r, 2);
        return take_digits(r, 1, 3, &p->year_day);
    case YEAR_DAY_3:
        return take_digits(r, 3, 3, &p->year_day);
    case HOUR_24:
        return take_digits(r, 1, 2, &p->hour) && in_range(p, p->hour, 0, 23, "hour");
    case HOUR_12:
        return take_digits(r, 1, 2, &p->hour) && in_range(p, p->hour, 0, 12, "hour");
    case HOUR_12_2:
        return take_digits(r, 2, 2, &p->hour) && in_range(p, p->hour, 0, 12, "hour");
    case MINUTE:
        return take_digits(r, 1, 2, &p->minute) && in_range(p, p->minute, 0, 59, "minute");
    case MINUTE_2:
        return take_digits(r, 2, 2, &p->minute) && in_range(p, p->minute, 0, 59, "minute");
    case SECOND:
        return take_seconds(p, 1, layout + size, length - size);
    case SECOND_2:
        return take_seconds(p, 2, layout + size, length - size);
    case YEAR_4:
        return take_year(p, 4);
    case YEAR_2:
        return take_year(p, 2);
    case UPPER_PM:
        return take_noon(p, "AM", "PM");
    case LOWER_PM:
        return take_noon(p, "am", "pm");
    case ZONE_NAME:
        return take_zone(p);
    case ZONE_NUMBER:
        if (*layout == 'Z' && take_text(r, "Z")) return p->is_utc = true;
        return take_offset(p, layout, size);
    case FRACTION:
        if (layout[1] == '0') return take_fraction(p, size);
        if (!is_separator(r) || !is_digit(r, 1)) return true; /* it may be left out */
        return take_fraction(p, fraction_here(r));
    }
    return false;
}

/* What stands between two pieces: the same in both, but for the number of spaces. False, and `r` where they part. */
static bool take_between(Rest *r, const char *layout, size_t length) {
    for (size_t i = 0; i < length;) {
        if (layout[i] == ' ') {
            if (left(r) > 0 && *r->at != ' ') return false;
            while (i < length && layout[i] == ' ') i++;
            skip_spaces(r, INT32_MAX);
            continue;
        }
        if (left(r) == 0 || *r->at != layout[i++]) return false;
        r->at++;
    }
    return true;
}

/* ---- Errors ---- */

/* Adds a text in quotes, as an error of package time has it. */
static void add_quoted(luaL_Buffer *b, const char *text, size_t length) {
    luaL_addchar(b, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        char hex[8];
        if (c == '"' || c == '\\') luaL_addchar(b, '\\');
        if (c >= ' ' && c < 0x7f) {
            luaL_addchar(b, (char)c);
            continue;
        }
        snprintf(hex, sizeof hex, "\\x%02x", c);
        luaL_addstring(b, hex);
    }
    luaL_addchar(b, '"');
}

/* The arguments of time.Parse, which are at 1 and 2. */
typedef struct Texts {
    Rest layout, value;
} Texts;

static Texts texts_of(lua_State *L) {
    Texts t;
    size_t length;
    t.layout.at = lua_tolstring(L, 1, &length);
    t.layout.end = t.layout.at + length;
    t.value.at = lua_tolstring(L, 2, &length);
    t.value.end = t.value.at + length;
    return t;
}

/* Leaves the zero time and the error whose text the buffer holds. */
static int parse_failed(lua_State *L, luaL_Buffer *b) {
    luaL_pushresult(b);
    int text = lua_gettop(L);
    time_push_zero(L);
    error_push(L, "*time.ParseError", lua_tostring(L, text));
    return 2;
}

static int cannot_parse(lua_State *L, Rest value, const char *piece, size_t size) {
    Texts t = texts_of(L);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    luaL_addstring(&b, "parsing time ");
    add_quoted(&b, t.value.at, left(&t.value));
    luaL_addstring(&b, " as ");
    add_quoted(&b, t.layout.at, left(&t.layout));
    luaL_addstring(&b, ": cannot parse ");
    add_quoted(&b, value.at, left(&value));
    luaL_addstring(&b, " as ");
    add_quoted(&b, piece, size);
    return parse_failed(L, &b);
}

/* "parsing time "x": day out of range"; with `extra`, that text in quotes at the end. */
static int refused(lua_State *L, const char *what, const char *why, const Rest *extra) {
    Texts t = texts_of(L);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    luaL_addstring(&b, "parsing time ");
    add_quoted(&b, t.value.at, left(&t.value));
    luaL_addstring(&b, ": ");
    luaL_addstring(&b, what);
    luaL_addstring(&b, why);
    if (extra) add_quoted(&b, extra->at, left(extra));
    return parse_failed(L, &b);
}

/* ---- From the parts to a time ---- */

static int month_days(int64_t year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

/* What is wrong with the date, or NULL; the day of the year, if there is one, becomes month and day. */
static const char *date_settle(Parse *p) {
    if (p->year_day != UNSEEN) {
        int month = 1, day = p->year_day;
        while (month < 12 && day > month_days(p->year, month)) day -= month_days(p->year, month++);
        if (day < 1 || day > month_days(p->year, month)) return "day-of-year out of range";
        if (p->month != UNSEEN && p->month != month) return "day-of-year does not match month";
        if (p->day != UNSEEN && p->day != day) return "day-of-year does not match day";
        p->month = month;
        p->day = day;
    }
    if (p->month == UNSEEN) p->month = 1;
    if (p->day == UNSEEN) p->day = 1;
    return p->day < 1 || p->day > month_days(p->year, p->month) ? "day out of range" : NULL;
}

/* The moment; where no zone was told, the time is one of `local` or UTC. */
static Time moment_of(const Parse *p, bool local) {
    struct tm tm = {.tm_year = (int)(p->year - 1900),
                    .tm_mon = p->month - 1,
                    .tm_mday = p->day,
                    .tm_hour = p->hour,
                    .tm_min = p->minute,
                    .tm_sec = p->second,
                    .tm_isdst = -1};
    struct tm here_tm = tm, here;
    Time t = {.nanoseconds = p->nanoseconds, .seconds = timegm(&tm)};
    bool told = p->is_utc || p->offset != NO_OFFSET || *p->zone;
    if (!told && local) {
        t.seconds = mktime(&here_tm);
        t.local = true;
    }
    if (!told || p->is_utc) return t;
    int offset = p->offset;
    if (offset != NO_OFFSET) t.seconds -= offset;
    time_t seconds = t.seconds;
    bool known = localtime_r(&seconds, &here) != NULL;
    bool same_name = known && strcmp(here.tm_zone, p->zone) == 0;
    if (offset == NO_OFFSET && same_name) { /* a name of the local zone */
        t.seconds -= here.tm_gmtoff;
        t.local = true;
        return t;
    }
    if (known && offset == here.tm_gmtoff && (!*p->zone || same_name)) {
        t.local = true;
        return t;
    }
    /* As in Go, a name alone says how the time is shown, not when it is. */
    if (offset == NO_OFFSET) offset = strncmp(p->zone, "GMT", 3) == 0 ? atoi(p->zone + 3) * 3600 : 0;
    t.fixed = true;
    t.offset = offset;
    memcpy(t.zone, p->zone, sizeof t.zone);
    return t;
}

int parse_push(lua_State *L, bool local) {
    Texts texts = texts_of(L);
    Parse p = {.value = texts.value,
               .month = UNSEEN,
               .day = UNSEEN,
               .year_day = UNSEEN,
               .offset = NO_OFFSET};
    for (const char *at = texts.layout.at, *end = texts.layout.end; at < end;) {
        size_t size = 0;
        const char *between = at;
        LayoutPiece piece = PIECE_NONE;
        while (at < end && (piece = layout_piece(at, (size_t)(end - at), &size)) == PIECE_NONE) at += size;
        if (!take_between(&p.value, between, (size_t)(at - between)))
            return cannot_parse(L, p.value, between, (size_t)(at - between));
        if (at >= end) break;
        Rest before = p.value;
        bool taken = take_piece(&p, piece, at, size, (size_t)(end - at));
        if (p.out_of_range) return refused(L, p.out_of_range, " out of range", NULL);
        if (!taken) return cannot_parse(L, before, at, size);
        at += size;
    }
    if (left(&p.value) > 0) return refused(L, "extra text: ", "", &p.value);
    if (p.is_pm && p.hour < 12) p.hour += 12;
    if (!p.is_pm && p.is_am && p.hour == 12) p.hour = 0;
    const char *wrong = date_settle(&p);
    if (wrong) return refused(L, wrong, "", NULL);
    Time t = moment_of(&p, local);
    moment_push(L, &t);
    lua_pushnil(L);
    return 2;
}
