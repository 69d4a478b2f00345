/* Which goroutines are meant: the words after :ps and :dump. */
#ifndef GOSH_REPL_FILTER_H
#define GOSH_REPL_FILTER_H

#include "lua/survey.h"

enum { FILTER_IDS_MAX = 32, FILTER_WORD_MAX = 100 };

typedef struct Filter {
    char state[FILTER_WORD_MAX]; /* words that are part of the state; "": any */
    char object[FILTER_WORD_MAX], creator[FILTER_WORD_MAX], function[FILTER_WORD_MAX];
    uint64_t ids[FILTER_IDS_MAX];
    int id_count;
    bool leaked;
    bool all; /* each for itself, however many there are */
} Filter;

/* What the words are, for help. */
extern const char filter_help[];

/* Reads the words. False, after a message on stderr, when they make no sense; `command` is what they stand after. */
bool filter_parse(Filter *f, const char *command, const char *text, size_t length);

/* What a survey has to find out for it. */
unsigned filter_needs(const Filter *f);

bool filter_takes(const Filter *f, const Survey *s, const SurveyGoroutine *g);

/* Nobody has been taken: says on stderr what there would be, or that there is nobody at all. */
void filter_explain_nothing(const Filter *f, const Survey *s);

#endif
