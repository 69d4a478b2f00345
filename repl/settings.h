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

/* What settings there are, for help. */
extern const char settings_help[];

#endif
