/* Moving the cursor: by characters as they are seen, by words of the language, by lines. */
#include "repl/edit.h"

#include <wchar.h>

#include "repl/edit_place.h"

static unsigned char move_to(EditLine *el, size_t (*place)(const Editor *e, size_t from)) {
    Editor *e = edit_of(el);
    edit_go(e, place(e, edit_cursor(e)));
    return CC_REFRESH;
}

unsigned char edit_char_left(EditLine *el, int key) {
    (void)key;
    return move_to(el, place_char_left);
}

unsigned char edit_char_right(EditLine *el, int key) {
    (void)key;
    return move_to(el, place_char_right);
}

unsigned char edit_word_left(EditLine *el, int key) {
    (void)key;
    return move_to(el, place_word_left);
}

unsigned char edit_word_right(EditLine *el, int key) {
    (void)key;
    return move_to(el, place_word_right);
}

unsigned char edit_line_start(EditLine *el, int key) {
    (void)key;
    return move_to(el, place_line_start);
}

unsigned char edit_line_end(EditLine *el, int key) {
    (void)key;
    return move_to(el, place_line_end);
}

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
