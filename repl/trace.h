/* Timelines on the terminal and in files: `gosh trace` and :trace. */
#ifndef GOSH_TRACE_VIEW_H
#define GOSH_TRACE_VIEW_H

#include <stdbool.h>
#include <stdio.h>

#include "lua/timeline.h"
#include "repl/bytes.h"
#include "repl/session.h"

/* Can a timeline be written to a file of that name? One that ends in .svg or .json, or "-" for text on stdout. */
bool trace_name_ok(const char *name);
/* What is to be said if not. */
extern const char trace_names[];

/* Ends the recording, which may be NULL for want of memory, and writes its timeline as the options say. `program`: what was
 * traced, for the title. False, after a message, when that cannot be done. */
bool trace_write(World *w, Recording *r, const char *program, const char *name);

/* :trace. */
void trace_run(Session *s, const char *rest);

/* ---- Words (trace_words.c) ---- */

/* What the mark is: "jobs <- 3, received by 2". */
void trace_mark_words(const Timeline *t, const TimelineMark *m, Bytes *out);
/* What a bar is: "chan receive on jobs". */
void trace_bar_words(const Timeline *t, const TimelineBar *b, Bytes *out);
/* Where: "fan.gosh:14", without directories; nothing if that is not known. */
void trace_place_words(const SurveyPlace *place, Bytes *out);
/* The goroutine: "main.worker". */
const char *trace_function(const TimelineLane *lane);
/* What is missing in the timeline, in whole lines; often nothing. */
void trace_missing_words(const Timeline *t, Bytes *out);
/* Lets nothing be in the text that a terminal obeys. */
void trace_show(Bytes *text);
/* 12,345. */
void trace_number(uint64_t number, Bytes *out);

/* ---- Forms ---- */

typedef struct TraceRoom {
    int columns;
    bool ascii;
    size_t rows; /* at most so many steps are shown: the first ones, and the last */
} TraceRoom;

/* In rows, one for each step, that fit (trace_text.c); in sentences (trace_plain.c). */
void trace_text(const Timeline *t, const char *program, const TraceRoom *room, FILE *out);
void trace_plain(const Timeline *t, const char *program, const TraceRoom *room, FILE *out);
/* As trace events, which Perfetto and chrome://tracing show (trace_json.c). */
void trace_json(const Timeline *t, const char *program, Bytes *out);
/* As a picture that stands alone (trace_svg.c). */
void trace_svg(const Timeline *t, const char *program, Bytes *out);

#endif
