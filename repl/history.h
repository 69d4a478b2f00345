/* The entries of this session and those before, oldest first. They stand in a file, one a line, written before an entry
 * runs; several sessions share it, as repl/state.h has it. A line that is no entry is passed over. */
#ifndef GOSH_HISTORY_H
#define GOSH_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

typedef struct HistoryList HistoryList;

/* Opens the file that GOSH_HISTORY names, else gosh/history in $XDG_STATE_HOME or ~/.local/state; an empty GOSH_HISTORY:
 * there is none. If it cannot be read, a line on stderr says so once, and entries are remembered for this session only. NULL
 * without memory; all functions accept that. */
HistoryList *history_open(void);
/* Of this run of gosh alone. */
HistoryList *history_new(void);
void history_close(HistoryList *h);

size_t history_count(const HistoryList *h);
const char *history_at(const HistoryList *h, size_t index);

/* Adds an entry, unless it is blank, begins with a space, or is the last one again. `kept`: in the file, too. */
void history_add(HistoryList *h, const char *text, size_t length, bool kept);

#endif
