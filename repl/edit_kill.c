/* Deleting, and bringing back what was cut: what is cut one after the other is kept together, and the pieces before are
 * kept as well. */
#include "repl/edit.h"

#include <stdlib.h>
#include <string.h>

#include "repl/edit_place.h"

/* A text of its own of two that stand one behind the other. NULL without memory. */
static wchar_t *joined(const wchar_t *a, size_t a_length, const wchar_t *b, size_t b_length) {
    wchar_t *text = malloc((a_length + b_length + 1) * sizeof *text);
    if (!text) return NULL;
    if (a_length) memcpy(text, a, a_length * sizeof *text);
    if (b_length) memcpy(text + a_length, b, b_length * sizeof *text);
    text[a_length + b_length] = L'\0';
    return text;
}

/* Keeps a piece: with the one before, at its beginning or end, or as a new one. */
static void keep(Editor *e, const wchar_t *piece, size_t length, bool with_last, bool before) {
    const wchar_t *last = with_last && e->kills[0] ? e->kills[0] : L"";
    size_t last_length = wcslen(last);
    wchar_t *text = before ? joined(piece, length, last, last_length) : joined(last, last_length, piece, length);
    if (!text) return;
    if (with_last && e->kills[0]) {
        free(e->kills[0]);
    } else {
        free(e->kills[EDIT_KILLS - 1]);
        memmove(e->kills + 1, e->kills, (EDIT_KILLS - 1) * sizeof *e->kills);
    }
    e->kills[0] = text;
}

void edit_keep(Editor *e, const wchar_t *text, size_t length) {
    keep(e, text, length, false, false);
}

static unsigned char cut(Editor *e, size_t from, size_t to) {
    if (from == to) return CC_ERROR;
    bool before = edit_cursor(e) == to;
    keep(e, edit_text(e) + from, to - from, edit_again(e, EDIT_KILL), before);
    edit_delete(e, from, to);
    edit_did(e, EDIT_KILL);
    return CC_REFRESH;
}

static unsigned char cut_left(EditLine *el, size_t (*place)(const Editor *e, size_t from)) {
    Editor *e = edit_of(el);
    size_t cursor = edit_cursor(e);
    return cut(e, place(e, cursor), cursor);
}

static unsigned char cut_right(EditLine *el, size_t (*place)(const Editor *e, size_t from)) {
    Editor *e = edit_of(el);
    size_t cursor = edit_cursor(e);
    return cut(e, cursor, place(e, cursor));
}

unsigned char edit_delete_left(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    size_t cursor = edit_cursor(e);
    if (cursor == 0) return CC_ERROR;
    edit_delete(e, cursor - 1, cursor); /* of what combines, the last */
    return CC_REFRESH;
}

unsigned char edit_delete_right(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    size_t cursor = edit_cursor(e);
    if (cursor == edit_length(e)) return CC_ERROR;
    edit_delete(e, cursor, place_char_right(e, cursor));
    return CC_REFRESH;
}

EDIT_AT_PLACE(edit_kill_word_left, cut_left, place_word_left)
EDIT_AT_PLACE(edit_kill_word_right, cut_right, place_word_right)
EDIT_AT_PLACE(edit_kill_space_left, cut_left, place_space_left)
EDIT_AT_PLACE(edit_kill_start, cut_left, place_line_start)

/* At the end of a line, it cuts the line's end. */
static size_t place_cut_end(const Editor *e, size_t from) {
    size_t end = place_line_end(e, from);
    return end == from ? place_char_right(e, from) : end;
}

EDIT_AT_PLACE(edit_kill_end, cut_right, place_cut_end)

unsigned char edit_yank(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    if (!e->kills[0]) return CC_ERROR;
    edit_insert(e, e->kills[0]);
    e->kill_chosen = 0;
    edit_did(e, EDIT_YANK);
    return CC_REFRESH;
}

unsigned char edit_yank_pop(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    if (!edit_again(e, EDIT_YANK)) return CC_ERROR;
    size_t cursor = edit_cursor(e), next = e->kill_chosen + 1;
    if (next == EDIT_KILLS || !e->kills[next]) next = 0;
    edit_delete(e, cursor - wcslen(e->kills[e->kill_chosen]), cursor);
    edit_insert(e, e->kills[next]);
    e->kill_chosen = next;
    edit_did(e, EDIT_YANK);
    return CC_REFRESH;
}
