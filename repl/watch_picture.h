/* A picture of :watch: what goroutines do and how full channels are, and what is new in that since the picture before. */
#ifndef GOSH_WATCH_PICTURE_H
#define GOSH_WATCH_PICTURE_H

#include <stdio.h>

#include "lua/survey.h"
#include "repl/filter.h"
#include "repl/table.h"
#include "repl/turns.h"

enum { WATCH_NEEDS = SURVEY_OBJECTS /* of a survey */, WATCH_TABLES = 4 };

typedef struct WatchFrame {
    const Survey *now, *before; /* `before` NULL: this is the first */
    const Turns *turns;   /* for how often they run in a second; NULL: each picture is a step of a virtual clock */
    bool is_virtual;      /* the world's clock is */
    const Filter *filter; /* whom to show */
    bool chosen;          /* it has words: of the channels, those that are waited for by whom it takes */
    int columns, rows;    /* the room that there is */
    int *widths;          /* WATCH_TABLES times TABLE_COLUMNS_MAX: the columns' so far, that they do not jump; zeros at first */
} WatchFrame;

/* Has the goroutine, or the channel, changed since the survey before? One that is new has. */
bool watch_goroutine_changed(const WatchFrame *f, const SurveyGoroutine *g);
bool watch_channel_changed(const WatchFrame *f, const SurveyObject *o);
/* Is the channel one to show? A timer's is only while somebody waits for it. */
bool watch_shows_channel(const WatchFrame *f, const SurveyObject *o);

/* Writes how full it is, "[####....] 4/8", in plain output "4 of 8", and whether it is closed; and who waits for it, if anybody does:
 * "5 waits to send". */
void watch_buffer(FILE *out, const WatchFrame *f, const SurveyObject *o);
void watch_waiters(FILE *out, const Survey *s, const SurveyObject *o);

/* Writes the picture: no more lines than there are rows. What has changed begins with '*', everything else in a table with
 * ' '. */
void watch_picture(FILE *out, const WatchFrame *f);

/* Writes only what has changed, each a line of its own (watch_words.c). */
void watch_words(FILE *out, const WatchFrame *f);

#endif
