/* What can be set while a session goes on: :seed, :clock and :set. */
#ifndef GOSH_SETTINGS_H
#define GOSH_SETTINGS_H

#include "repl/session.h"

/* `rest`: a number, `off`, or "" to show it. */
void settings_seed(Session *s, const char *rest);
/* `rest`: `virtual`, `real`, or "" to show it. */
void settings_clock(Session *s, const char *rest);
/* `rest`: a setting's name and its value, a name alone to show it, or "" to show all. */
void settings_set(Session *s, const char *rest);

enum { SETTING_VALUES = 4 };

/* One of what :set can set. */
typedef struct SettingRow {
    const char *name;
    const char *const *values; /* SETTING_VALUES, or fewer and NULL */
    const char *doc;
} SettingRow;

/* The setting in that row of the table; false behind the last one. */
bool settings_row(size_t index, SettingRow *row);

/* What settings there are, for help. */
extern const char settings_help[];

#endif
