/* A line of a progress file: a time, a word, and what it is about.
 *
 *     2026-11-21T18:55:07Z done goroutines/who-prints-first
 *     2026-11-21T18:55:07Z hints goroutines/who-prints-first 2
 *     2026-11-21T18:55:07Z reset goroutines
 *
 * The words: `none`, `skipped`, `missed`, `shown` and `done` are what has become of a step; `answer`: its answer has been seen;
 * `hints`; `owed` and `repaid`, of predictions; `place`, where the learner is; `reset`. What stands behind them is a later
 * version's. */
#ifndef GOSH_PROGRESS_LINE_H
#define GOSH_PROGRESS_LINE_H

#include "repl/bytes.h"
#include "repl/progress.h"

typedef enum LineWord {
    LINE_FOREIGN, /* a later version's, or there is nothing in the line */
    LINE_STATE,
    LINE_ANSWER,
    LINE_HINTS,
    LINE_OWED,
    LINE_REPAID,
    LINE_PLACE,
    LINE_RESET,
} LineWord;

typedef struct Line {
    LineWord word;
    long long time; /* seconds since 1970 */
    char *lesson, *step; /* NULL: it is about none */
    StepState state;
    int hints;
} Line;

/* Reads a line without its end. False: it means nothing. Else the caller frees what is in it; names that there was no memory for
 * make it LINE_FOREIGN. */
bool line_parse(Line *line, const char *text, size_t length);
void line_free(Line *line);

/* Adds it with its end. */
void line_format(Bytes *to, const Line *line);

#endif
