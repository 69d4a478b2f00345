/* The inside of the editor, for its own files: edit_*.c are what keys do.
 *
 * The text stands with libedit, as characters with '\n' between lines; whoever looks at it (edit_look) notices what has
 * changed, whichever function of libedit's or ours it was. Positions are counted in characters. */
#ifndef GOSH_EDIT_H
#define GOSH_EDIT_H

#include <histedit.h>
#include <locale.h>
#include <stdbool.h>
#include <stdint.h>
#include <wchar.h>

#include "repl/bytes.h"
#include "repl/editor.h"
#include "repl/history.h"
#include "repl/keyboard.h"
#include "repl/paint.h"

enum { EDIT_KILLS = 16, EDIT_PUSHED = 16 };

/* What the key before was, for those that go on with it when it comes again. */
typedef enum EditAction { EDIT_OTHER, EDIT_KILL, EDIT_YANK, EDIT_RECALL, EDIT_LAST_WORD, EDIT_COMPLETE } EditAction;

typedef struct EditRange {
    size_t start, end;
} EditRange;

/* A command of vi's: `3d2w` has the count 6, the key `d` and the motion `w`; `rx` and `fx` have a target. */
typedef struct EditViCommand {
    int count; /* 0: none */
    wchar_t key, motion, target;
} EditViCommand;

typedef struct EditVi {
    EditViCommand last;        /* change */
    bool inserting;            /* for a command, from there on in a text of that length: */
    size_t insert_from, insert_length;
    wchar_t *inserted;         /* for the last change, or NULL */
    wchar_t find, find_target; /* the last of f F t T */
} EditVi;

typedef struct Editor {
    EditLine *el;
    FILE *nowhere; /* where libedit's own painting goes */
    int fd;
    Screen *screen;
    LineCalls calls;
    locale_t utf8, outside; /* libedit's and the program's, while a line is read */

    bool reading;
    bool prepared; /* the terminal has been given its modes after libedit gave it its own */
    bool ended; /* reading has, or is to; then how: */
    LineEnd end;
    Bytes *entry;
    int64_t waited; /* when goroutines had their turn last */
    Keyboard keyboard;
    wchar_t pushed[EDIT_PUSHED]; /* keys that come before the keyboard's, the last first */
    int pushed_count;

    wchar_t *seen; /* the text when it was looked at last */
    size_t seen_length, seen_capacity;
    size_t seen_cursor;
    uint64_t version; /* of the text: another one for each change */
    Bytes undos;      /* edit_undo.c's */
    bool undoing;

    Painting painting;
    Bytes text; /* what is painted, as UTF-8 */
    Bytes colours;
    int columns, rows; /* of the terminal when it was painted */
    uint64_t painted_version;
    size_t painted_cursor;
    const char *overlay_prompt; /* a search: what is shown in the place of the text; or NULL */
    const char *overlay_text;
    size_t overlay_cursor;
    bool stale; /* it is to be painted in any case */
    bool suspended; /* by Ctrl-Z: it has been painted since gosh goes on */

    EditAction action; /* the last one, and the text and cursor that it left */
    uint64_t action_version;
    size_t action_cursor;

    wchar_t *kills[EDIT_KILLS]; /* the last first */
    size_t kill_chosen;         /* by yanking, and again */

    EditVi vi;

    HistoryList *history; /* that is in use, one of these two: */
    HistoryList *entries, *answers; /* of a prompt of its own; NULL until there is one */
    size_t recall;    /* which of its entries stands there; their number: the one that is being typed */
    Bytes stash;      /* what was typed before entries were recalled */
    size_t stash_cursor;
    size_t prefix;    /* how many bytes of the stash the entries begin with */
    size_t word_from; /* Alt-. : the entry whose last word stands there */
    size_t word_length;
} Editor;

/* ---- The text (edit_text.c) ---- */

Editor *edit_of(EditLine *el);
const wchar_t *edit_text(const Editor *e);
size_t edit_length(const Editor *e);
size_t edit_cursor(const Editor *e);
void edit_go(Editor *e, size_t to);
/* Both leave the cursor behind what they did. */
void edit_insert(Editor *e, const wchar_t *text);
void edit_delete(Editor *e, size_t from, size_t to);
/* Another text, in UTF-8; the cursor behind its end. */
void edit_replace(Editor *e, const char *text, size_t length);
/* A part as UTF-8. */
void edit_copy(const Editor *e, size_t from, size_t to, Bytes *to_bytes);
/* The line that a position is in, without its '\n'. */
EditRange edit_line(const Editor *e, size_t at);

/* Commands of libedit's that settings can bind can leave the cursor outside of the text; to be called before its next one. */
void edit_repair(Editor *e);

/* Takes notice of what has changed. */
void edit_look(Editor *e);
/* Takes note that this action is done; and is it, since then, the next one? */
void edit_did(Editor *e, EditAction action);
bool edit_again(Editor *e, EditAction action);

/* ---- Keys ---- */

/* The next key. Blocks, in the caller's `wait`. False when reading has ended. (editor.c) */
bool edit_key(Editor *e, wchar_t *key);
/* The same, but what is pasted goes to `pasted`, and the key is then L'\0'. */
bool edit_key_or_paste(Editor *e, wchar_t *key, Bytes *pasted);
/* Gives a key back: it is the next one. */
void edit_push(Editor *e, wchar_t key);
/* Waits for something to read from the keyboard. False when reading has ended. */
bool edit_wait(Editor *e);
/* Is there more to read within that time? */
bool edit_more(Editor *e, int milliseconds);

typedef unsigned char EditFunction(EditLine *el, int key);

/* Binds keys (edit_keys.c). */
void edit_bind(Editor *e);
/* What is bound to a key in the words of editrc(5), or NULL. */
EditFunction *edit_bound(const wchar_t *key);
/* Keeps a text for yanking (edit_kill.c). */
void edit_keep(Editor *e, const wchar_t *text, size_t length);

EditFunction edit_char_left, edit_char_right, edit_word_left, edit_word_right, edit_line_start, edit_line_end, edit_text_start,
    edit_text_end;                                                                  /* edit_move.c */
EditFunction edit_delete_left, edit_delete_right, edit_kill_word_left, edit_kill_word_right, edit_kill_space_left,
    edit_kill_start, edit_kill_end, edit_yank, edit_yank_pop;                       /* edit_kill.c */
EditFunction edit_up, edit_down, edit_older, edit_newer, edit_oldest, edit_newest, edit_last_word; /* edit_recall.c */
EditFunction edit_search_older, edit_search_newer;                                  /* edit_search.c */
EditFunction edit_complete, edit_list;                                              /* edit_complete.c */
EditFunction edit_undo;                                                             /* edit_undo.c */
EditFunction edit_enter, edit_new_line, edit_close, edit_clear, edit_suspend, edit_quote; /* editor.c */

/* Learns how large the terminal is, and where the painting is on one that has changed (edit_resize.c). */
void edit_resize(Editor *e);

/* Reads a paste up to its end mark, and inserts it; or only reads it (edit_paste.c). */
void edit_paste(Editor *e);
void edit_paste_read(Editor *e, Bytes *text);

/* A change of the text (edit_undo.c): `removed` gave place to what stands from `at` to `end` now. */
void edit_remember(Editor *e, size_t at, const wchar_t *removed, size_t removed_length, size_t end);
void edit_forget(Editor *e);

#endif
