/* Places in the text, seen from one of them. */
#ifndef GOSH_EDIT_PLACE_H
#define GOSH_EDIT_PLACE_H

#include "repl/edit.h"

/* Past one character, with what combines with it. */
size_t place_char_left(const Editor *e, size_t from);
size_t place_char_right(const Editor *e, size_t from);
/* To the beginning or end of a word: letters, digits and '_'. */
size_t place_word_left(const Editor *e, size_t from);
size_t place_word_right(const Editor *e, size_t from);
/* To the beginning of what stands between white space. */
size_t place_space_left(const Editor *e, size_t from);
size_t place_line_start(const Editor *e, size_t from);
size_t place_line_end(const Editor *e, size_t from);

/* Defines a key's function: `does`, at the place that `place` finds from the cursor. */
#define EDIT_AT_PLACE(name, does, place)        \
    unsigned char name(EditLine *el, int key) { \
        (void)key;                              \
        return does(el, place);                 \
    }

#endif
