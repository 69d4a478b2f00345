/* What there is in a world at this moment, in tables: :ps, :chans and :locks. */
#ifndef GOSH_REPL_TABLES_H
#define GOSH_REPL_TABLES_H

#include "lua/survey.h"

enum { TABLES_LABEL_SIZE = 160, TABLES_STATE_SIZE = 320 };

/* What an object is called: by its name; a channel without one by its number, "#3", a lock by its type. */
void tables_label(const SurveyObject *o, char label[TABLES_LABEL_SIZE]);

/* A goroutine's state and what it waits for: "chan send results", "select <-jobs quit<-". */
void tables_state(const Survey *s, const SurveyGoroutine *g, char state[TABLES_STATE_SIZE]);

/* The commands; what stands after them says which rows. */
void tables_goroutines(World *w, const char *rest, size_t length);
void tables_channels(World *w, const char *rest, size_t length);
void tables_locks(World *w);

extern const char tables_channels_help[];

#endif
