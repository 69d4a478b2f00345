/* The terminal as the prompt sees it: everything that a program or gosh prints passes here, so that
 * it starts on a line of its own and not in the middle of what is being typed. While a line is edited
 * it waits here, to be written at once with the line's new place; so the line neither flickers nor
 * keeps goroutines that print much from printing.
 *
 * While a screen stands, `stdout` and `stderr` are its streams. */
#ifndef GOSH_SCREEN_H
#define GOSH_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "repl/bytes.h"

typedef struct Screen Screen;

/* Takes the place of stdout, and of stderr if that is a terminal too. `before(arg)` is called
 * before anything reaches the terminal. To be called before the first use of either stream. NULL
 * without memory. */
Screen *screen_new(void (*before)(void *arg), void *arg);
void screen_delete(Screen *s);

/* For a process that is about to end: writes what waits on the screen that stands, if one does, and puts the terminal back.
 * Any thread. posix_signal_die calls it by itself. */
void screen_die(void);

/* Says that the terminal itself has shown something, as it does for Ctrl-C: what comes next begins
 * on a new line. Any thread. */
void screen_echoed(Screen *s);

/* Writes a piece of a report on stderr. A report begins on a line of its own, and ends its last one. */
void screen_report(Screen *s, const char *text, size_t length);

/* Flushes, and goes to the start of a line if the last output did not end one. */
void screen_fresh_line(Screen *s);

/* The same for a line that is to be edited below: if more output comes, it goes on where the last has stopped. */
void screen_part(Screen *s);

/* Something has been added to what waits that is neither output nor the line that is edited. */
void screen_intrude(Screen *s);

/* Writes past the streams, at once. Any thread. */
void screen_write_plain(const char *text);

/* From now on what reaches the terminal waits for screen_flush; or no more, and what waits is written. */
void screen_hold(Screen *s, bool hold);

/* What waits, for the line's own bytes to be added. */
Bytes *screen_waiting(Screen *s);

/* Writes what waits. */
void screen_flush(Screen *s);

/* When what waits should be written, if nothing else gives the occasion: at once after a quiet time, and not too often;
 * posix_monotonic, INT64_MAX when nothing waits. */
int64_t screen_due(const Screen *s);

#endif
