/* The keys of vi. */
#ifndef GOSH_EDIT_VI_H
#define GOSH_EDIT_VI_H

#include "repl/edit.h"

/* Binds them over whatever vi's keys are with libedit. */
void edit_vi_bind(Editor *e);

/* ---- For its own files ---- */

/* What a command has led to: ENTERED and CLOSED end the reading of the entry. */
typedef enum ViDone { FAILED, DONE, INSERTING, ENTERED, CLOSED } ViDone;

/* What a motion goes over: from the cursor to `to`, with the character there if it is inclusive. */
typedef struct ViMotion {
    size_t to;
    bool inclusive, lines;
} ViMotion;

/* Where a motion's key goes, as often as the command says. False: nowhere. (edit_vi_move.c) */
bool vi_motion(Editor *e, wchar_t key, const EditViCommand *c, ViMotion *m);
/* As many lines down or up, whole; those that are not there fail. */
bool vi_by_lines(const Editor *e, size_t at, int times, bool down, ViMotion *m);
/* Along the line by characters as they are seen. */
size_t vi_along_line(const Editor *e, size_t at, int times, bool right);
/* To the first character of a line that is no white space. */
size_t vi_first_of_line(const Editor *e, EditRange line);
/* Behind a word, before the white space behind it. */
size_t vi_word_alone(const Editor *e, size_t from, int times, bool big);

/* Deletes (`d`), changes (`c`) or keeps (`y`) what a motion's key goes over. (edit_vi_change.c) */
ViDone vi_operate(Editor *e, wchar_t verb, wchar_t key, const EditViCommand *c);
/* Is it the key of a command that changes the text, and can be done again by `.`? And does it. */
bool vi_changes(wchar_t key);
ViDone vi_change(Editor *e, const EditViCommand *c);

#endif
