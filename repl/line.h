/* The seam behind which entries are read from whoever types them. Behind it stand an editor (editor.h), the terminal's own
 * line editing, and plain reading where there is no terminal. The last two read byte by byte: what follows an entry is the
 * program's, should it read stdin. */
#ifndef GOSH_LINE_H
#define GOSH_LINE_H

#include <stdbool.h>

#include "repl/bytes.h"
#include "repl/complete.h"
#include "repl/screen.h"

typedef struct Line Line;

typedef enum LineEnd {
    LINE_ENTERED,
    LINE_INTERRUPTED, /* Ctrl-C: what was typed is dropped */
    LINE_CLOSED,      /* Ctrl-D, or the end of the input */
    LINE_ABANDONED,   /* the waiting was called off */
} LineEnd;

typedef enum LineWait { LINE_WAIT_READABLE, LINE_WAIT_INTERRUPTED, LINE_WAIT_ABANDONED } LineWait;

typedef enum LineKind {
    LINE_FILE,     /* no terminal: no prompts */
    LINE_TERMINAL, /* with the editing that it has itself */
    LINE_EDITED,
} LineKind;

/* What reading needs from its caller. */
typedef struct LineCalls {
    /* How the reader waits, and where goroutines run meanwhile; it calls line_show when they have had their turn. */
    LineWait (*wait)(void *arg, int fd);
    /* Asked at the end of each line, or when Enter is pressed: is that an entry, or is more to come? It may change the text,
     * and must not wait. */
    bool (*whole)(void *arg, Bytes *entry);
    /* What could stand at the cursor; as complete. */
    Completion (*complete)(void *arg, const char *text, size_t length, size_t cursor);
    void *arg;
    const char *prompt; /* NULL: "> "; with another one, what is typed is remembered apart, and for this run of gosh alone */
    /* What stands in a row below the entry while an editor reads it, for so many columns; it may return NULL, or be NULL. The
     * text is its own until the next call. */
    const char *(*below)(void *arg, int columns);
} LineCalls;

/* Reads from `fd`, which stays the caller's, as does `screen`, NULL without a terminal. NULL without memory. */
Line *line_new(int fd, LineKind kind, Screen *screen, const LineCalls *calls);
void line_delete(Line *l);

/* From the next entry on, it is read for these. Returns those before. */
LineCalls line_ask(Line *l, const LineCalls *calls);

/* From the next entry on, a terminal's lines are edited here, or by the terminal itself. */
void line_edit(Line *l, bool on);

/* Are entries edited here, and so with a row below them? */
bool line_is_edited(const Line *l);

/* Reads an entry into `entry`, which is empty; its lines are parted by '\n', and the last one has none. Blocks, in `wait`.
 * Leaves the cursor at the start of a row. Except for LINE_ENTERED, `entry` is what has been typed so far. */
LineEnd line_read(Line *l, Bytes *entry);

/* Remembers what has not been typed as an entry, for it to be recalled. */
void line_remember(Line *l, const char *text, size_t length);

/* Whether there is something to read at once, and not a person who types. */
bool line_ready(const Line *l);

/* While an entry is being read: makes room for output, and shows the entry again after it. Otherwise they do nothing. */
void line_hide(Line *l);
void line_show(Line *l);

/* The terminal may have been somebody else's meanwhile: sets its modes, and line_show begins where the cursor is. */
void line_renew(Line *l);

#endif
