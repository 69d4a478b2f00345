/* What there is in a world at this moment, in tables: :ps, :chans and :locks. */
#ifndef GOSH_REPL_TABLES_H
#define GOSH_REPL_TABLES_H

#include "lua/survey.h"

enum { TABLES_LABEL_SIZE = 160, TABLES_STATE_SIZE = 320, TABLES_PLACE_SIZE = 200, TABLES_TIME_SIZE = 24 };

/* What an object is called: by its name; a channel without one by its number, "#3", a lock by its type. */
void tables_label(const SurveyObject *o, char label[TABLES_LABEL_SIZE]);

/* A goroutine's state and what it waits for: "chan send results", "select <-jobs quit<-". */
void tables_state(const Survey *s, const SurveyGoroutine *g, char state[TABLES_STATE_SIZE]);

/* A place as "stdin:3", "" if it is not known; a time as 0s, 12ms, 3.4s, 2m05s, 3h02m. They return `text`. */
const char *tables_place(const SurveyPlace *place, char text[TABLES_PLACE_SIZE]);
const char *tables_time(int64_t ns, char text[TABLES_TIME_SIZE]);

/* Channels that are alike have the same. */
uint64_t tables_channel_hash(const SurveyObject *o);

/* The commands; what stands after them says which rows. */
void tables_goroutines(World *w, const char *rest, size_t length);
void tables_channels(World *w, const char *rest, size_t length);
void tables_locks(World *w);

extern const char tables_channels_help[];

#endif
