/* What the files of package time share: durations (duration.c), months and the like (named.c),
 * moments (moment.c), their texts (layout.c, parse.c), the timers that feed channels (timer.c), and the
 * package's table (time.c). */
#ifndef GOSH_TIME_H
#define GOSH_TIME_H

#include "lua/host.h"

enum { NANOSECONDS = 1000000000, SECONDS_PER_DAY = 86400 };

__extension__ typedef __int128 Wide; /* ns since the year 1 do not fit in 64 bits */

/* A userdata that is one number with a type of Go's: a Duration, a Month, a Weekday, a Location, an os.Signal.
 * `tag` tells which. */
typedef struct Named {
    const void *tag;
    int64_t value;
} Named;

extern const char duration_tag, month_tag, weekday_tag, location_tag, time_tag, signal_tag;

/* The userdata at index if it has that tag, or NULL. */
void *tagged_test(lua_State *L, int index, const void *tag);
/* Pushes a new one, with the metatable kept under the tag. */
void named_push(lua_State *L, const void *tag, int64_t value);
/* Pushes the one that there is for a small value, which is then equal to itself as a table key. */
void interned_push(lua_State *L, const void *tag, int64_t value);
enum { UTC, LOCAL, FIXED }; /* values of locations */

/* __concat for all of them: the text of a value, and a string or a number. */
int named_concat(lua_State *L);

/* The argument at `index` as a duration in ns, or the panic "cannot use ... in argument to
 * FUNCTION". */
int64_t duration_argument(lua_State *L, int index, const char *function);
/* Their sum in ns; at the ends of the range it stops. */
int64_t duration_clamp(int64_t seconds, int64_t nanoseconds);

enum { ZONE_SIZE = 8 };

/* A moment: a wall clock's reading, and the world's own if it comes from Now. */
typedef struct Time {
    const void *tag;
    int64_t seconds;     /* since 1970, UTC */
    int64_t world;       /* ns since the world began */
    int32_t nanoseconds; /* 0 to 999999999 */
    bool has_world;
    bool local; /* shown in the machine's time zone, not in UTC */
    bool fixed; /* shown so many seconds east of UTC, in a zone of that name, or of none */
    int32_t offset;
    char zone[ZONE_SIZE];
} Time;

/* Pushes it. */
void moment_push(lua_State *L, const Time *t);

/* A moment as a calendar and a clock show it. */
typedef struct Civil {
    int64_t year;
    int month, day; /* from 1 on */
    int hour, minute, second;
    int weekday;  /* 0 is Sunday */
    int year_day; /* from 1 on */
    int offset;   /* seconds east of UTC */
    char zone[16];
} Civil;

void civil_of(const Time *t, Civil *c);
extern const char *const month_names[12], *const weekday_names[7];

/* What a layout is made of. */
typedef enum LayoutPiece {
    PIECE_NONE,
    LONG_MONTH,
    SHORT_MONTH,
    MONTH,
    MONTH_2,
    LONG_WEEKDAY,
    SHORT_WEEKDAY,
    DAY,
    DAY_SPACE,
    DAY_2,
    YEAR_DAY_SPACE,
    YEAR_DAY_3,
    HOUR_24,
    HOUR_12,
    HOUR_12_2,
    MINUTE,
    MINUTE_2,
    SECOND,
    SECOND_2,
    YEAR_4,
    YEAR_2,
    UPPER_PM,
    LOWER_PM,
    ZONE_NAME,
    ZONE_NUMBER, /* the layout's own characters say how */
    FRACTION,
} LayoutPiece;

/* The piece that begins a layout, and its length; one that begins with none gives PIECE_NONE and 1. */
LayoutPiece layout_piece(const char *at, size_t length, size_t *size);

/* Pushes what Time.Format and Time.String give. */
void layout_push(lua_State *L, const Time *t, const char *layout, size_t length);
void time_push_text(lua_State *L, const Time *t);
/* Pushes what time.Parse gives for the layout and the text at 1 and 2: the moment and nil, or the zero moment and an
 * error. Where no zone is told it is local time, or UTC. */
int parse_push(lua_State *L, bool local);

void open_duration(lua_State *L);
void open_moment(lua_State *L);
void open_named(lua_State *L);
void open_timer(lua_State *L);

/* Functions of the package that live in other files than time.c. */
int duration_parse(lua_State *L);
int duration_convert(lua_State *L);
int moment_parse(lua_State *L);
int moment_parse_in_location(lua_State *L);
int moment_now(lua_State *L);
int moment_since(lua_State *L);
int moment_until(lua_State *L);
int moment_unix(lua_State *L);
int moment_unix_milli(lua_State *L);
int moment_unix_micro(lua_State *L);
int moment_date(lua_State *L);
int moment_zero(lua_State *L);
int named_month(lua_State *L);
int named_weekday(lua_State *L);
int timer_sleep(lua_State *L);
int timer_after(lua_State *L);
int timer_after_func(lua_State *L);
int timer_tick(lua_State *L);
int timer_new_timer(lua_State *L);
int timer_new_ticker(lua_State *L);

#endif
