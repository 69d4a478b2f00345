/* Moving the cursor: by characters as they are seen, by words of the language, by lines. */
#include "repl/edit.h"

#include <wchar.h>

#include "repl/edit_place.h"

static unsigned char move_to(EditLine *el, size_t (*place)(const Editor *e, size_t from)) {
    Editor *e = edit_of(el);
    edit_go(e, place(e, edit_cursor(e)));
    return CC_REFRESH;
}

EDIT_AT_PLACE(edit_char_left, move_to, place_char_left)
EDIT_AT_PLACE(edit_char_right, move_to, place_char_right)
EDIT_AT_PLACE(edit_word_left, move_to, place_word_left)
EDIT_AT_PLACE(edit_word_right, move_to, place_word_right)
EDIT_AT_PLACE(edit_line_start, move_to, place_line_start)
EDIT_AT_PLACE(edit_line_end, move_to, place_line_end)

unsigned char edit_text_start(EditLine *el, int key) {
    (void)key;
    edit_go(edit_of(el), 0);
    return CC_REFRESH;
}

unsigned char edit_text_end(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    edit_go(e, edit_length(e));
    return CC_REFRESH;
}
