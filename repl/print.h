/* What gosh itself prints about a world: errors, notices. Everything on stdout that came
 * before is flushed first, so that the order on a terminal is the order of events. */
#ifndef GOSH_PRINT_H
#define GOSH_PRINT_H

#include "lua/gosh.h"

/* Why a text has been refused, on stderr. (cmocka, which tests are linked with, has a print_error.) */
void print_refusal(World *w);
/* The same, as world_error has given it; frees it. */
void print_refusal_text(char *error);

/* Can stdout take what is to go there, or has nothing to go? */
bool print_takes(void);

/* For WorldOptions.report, with the prompt's Screen or NULL: on stderr. A stderr that is closed does not matter, nor a
 * stdout that nobody reads. */
void print_report(void *screen, const char *bytes, size_t length);

/* At the end of a program or a session: lets its goroutines go on for a moment, without a word from them, and reports
 * on stderr those that are leaked. The exit code, which was to be `code`. `screen` as in print_report. */
int print_leaks(World *w, void *screen, int code);

/* Says on stderr, in Go's form, that something could not be done with a file: "gosh: open x: no such file or directory".
 * `error` is the system's number. Always false. */
bool print_failure(const char *verb, const char *name, int error);

/* Flushes stdout. False, after a message, when what was printed could not be written. */
bool print_finish(void);

#endif
