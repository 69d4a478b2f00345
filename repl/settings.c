/* Settings: one table with names, values, and what each does. */
#include "repl/settings.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/nearest.h"
#include "lua/seed.h"
#include "repl/colour.h"
#include "repl/plain.h"

/* ---- Seed and clock ---- */

/* A whole number; false if it is none. */
static bool number_read(const char *text, uint64_t *number) {
    char *end;
    errno = 0;
    *number = strtoull(text, &end, 10);
    return isdigit((unsigned char)*text) && !*end && errno == 0;
}

static void seed_show(const Session *s) {
    if (s->making.seeded)
        printf("every choice comes from %" PRIu64 ", and time is virtual\n", s->making.seed);
    else
        puts("nothing is seeded; `:seed 1` lets every choice come from a number");
}

static void seed_set(Session *s, uint64_t seed) {
    if (!world_seed(s->world, seed)) {
        fputs("there is not enough memory for that\n", stderr);
        return;
    }
    s->making.seeded = true;
    s->making.seed = seed;
    printf("from here on every choice comes from %" PRIu64 ", and time is virtual;\n", seed);
    puts("`:reset` makes a world that is so from its beginning: addresses, pairs and dates too");
}

static void seed_off(Session *s) {
    bool was = s->making.seeded;
    world_unseed(s->world);
    s->making.seeded = false;
    s->making.virtual_time = sched_is_virtual(world_sched(s->world));
    puts(was ? "choices are free again; time stays virtual, until `:clock real`" : "nothing was seeded");
}

void settings_seed(Session *s, const char *rest) {
    uint64_t seed;
    if (!*rest)
        seed_show(s);
    else if (strcmp(rest, "off") == 0)
        seed_off(s);
    else if (number_read(rest, &seed))
        seed_set(s, seed);
    else
        fprintf(stderr, ":seed takes a number from 0 to 18446744073709551615, or `off`: %s\n", rest);
}

static void clock_show(const Session *s) {
    puts(sched_is_virtual(world_sched(s->world))
             ? "time is virtual: when every goroutine waits, the clock jumps to the next timer"
             : "time is real");
}

void settings_clock(Session *s, const char *rest) {
    bool is_virtual = strcmp(rest, "virtual") == 0;
    if (*rest && !is_virtual && strcmp(rest, "real") != 0) {
        fprintf(stderr, ":clock is `virtual` or `real`: %s\n", rest);
        return;
    }
    if (*rest && !is_virtual && s->making.seeded) {
        fputs("a session that is seeded has virtual time; `:seed off` ends that\n", stderr);
        return;
    }
    bool was_real = !sched_is_virtual(world_sched(s->world));
    if (*rest) {
        world_set_clock(s->world, is_virtual);
        s->making.virtual_time = is_virtual;
    }
    clock_show(s);
    if (is_virtual && was_real) puts("it goes on from where it is; after a `:reset` it begins at midnight, 2000-01-01");
}

/* ---- Settings ---- */

typedef struct Setting {
    const char *name;
    const char *values[SETTING_VALUES]; /* ended by a NULL */
    const char *doc;
    int (*get)(const Session *s); /* the index of the value that it has */
    void (*set)(Session *s, int value);
} Setting;

static int colour_get(const Session *s) {
    return (int)s->colour;
}
static void colour_set(Session *s, int value) {
    s->colour = (ColourWhen)value;
    colour_decide(s->colour);
}

static int explain_get(const Session *s) {
    return s->making.explain == EXPLAIN_OFF;
}
static void explain_set(Session *s, int value) {
    s->making.explain = value ? EXPLAIN_OFF : EXPLAIN_ON;
    world_set_explaining(s->world, s->making.explain);
}

static int leaks_get(const Session *s) {
    return s->quiet_leaks;
}
static void leaks_set(Session *s, int value) {
    s->quiet_leaks = value;
}

static int plain_get(const Session *s) {
    (void)s;
    return !plain_is_on();
}
static void plain_put(Session *s, int value) {
    plain_set(!value);
    line_edit(s->line, value);
}

enum { NAME_WIDTH = 9 };

static const Setting settings[] = {
    {"color", {"auto", "always", "never"}, "whether output is coloured", colour_get, colour_set},
    {"explain", {"on", "off"}, "why a program was stuck, and what to try", explain_get, explain_set},
    {"leaks", {"on", "off"}, "the notice of goroutines that can never go on", leaks_get, leaks_set},
    {"plain", {"on", "off"}, "everything in words and whole lines, for a screen reader", plain_get, plain_put},
};
enum { SETTINGS = sizeof settings / sizeof *settings };

bool settings_row(size_t index, SettingRow *row) {
    if (index >= SETTINGS) return false;
    *row = (SettingRow){settings[index].name, settings[index].values, settings[index].doc};
    return true;
}

const char settings_help[] =
    "  color auto|always|never  whether output is coloured\n"
    "  explain on|off           why a program was stuck, and what to try\n"
    "  leaks on|off             the notice of goroutines that can never go on\n"
    "  plain on|off             all in words and whole lines, for a screen reader\n";

static void setting_show(const Session *s, const Setting *setting) {
    printf("%-*s%-*s%s\n", NAME_WIDTH, setting->name, NAME_WIDTH, setting->values[setting->get(s)], setting->doc);
}

static const Setting *setting_find(const char *name, size_t length) {
    Nearest nearest;
    nearest_begin(&nearest, name, length, true);
    for (size_t i = 0; i < SETTINGS; i++) {
        if (strlen(settings[i].name) == length && memcmp(settings[i].name, name, length) == 0) return &settings[i];
        nearest_offer(&nearest, settings[i].name);
    }
    fprintf(stderr, "there is no setting %.*s; ", (int)length, name);
    if (nearest.name) fprintf(stderr, "there is %s, and ", nearest.name);
    fputs(":set shows what there is\n", stderr);
    return NULL;
}

static void setting_set(Session *s, const Setting *setting, const char *value) {
    int i = 0;
    while (setting->values[i] && strcmp(setting->values[i], value) != 0) i++;
    if (setting->values[i]) {
        setting->set(s, i);
        setting_show(s, setting);
        return;
    }
    fprintf(stderr, "%s can be ", setting->name);
    for (i = 0; setting->values[i]; i++)
        fprintf(stderr, "%s%s", i == 0 ? "" : setting->values[i + 1] ? ", " : " or ", setting->values[i]);
    fprintf(stderr, ": %s\n", value);
}

void settings_set(Session *s, const char *rest) {
    size_t length = strcspn(rest, " \t=");
    const char *value = rest + length + strspn(rest + length, " \t=");
    fflush(stdout);
    if (!*rest) {
        for (size_t i = 0; i < SETTINGS; i++) setting_show(s, &settings[i]);
        puts(":seed and :clock are commands of their own");
        return;
    }
    const Setting *setting = setting_find(rest, length);
    if (!setting) return;
    if (*value)
        setting_set(s, setting, value);
    else
        setting_show(s, setting);
}
