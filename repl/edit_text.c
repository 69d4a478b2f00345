/* The text that is edited, and what has become of it. */
#include "repl/edit.h"

#include <stdlib.h>
#include <string.h>

#include "repl/utf8.h"

Editor *edit_of(EditLine *el) {
    void *e = NULL;
    el_wget(el, EL_CLIENTDATA, &e);
    return e;
}

const wchar_t *edit_text(const Editor *e) {
    return el_wline(e->el)->buffer;
}

size_t edit_length(const Editor *e) {
    const LineInfoW *line = el_wline(e->el);
    return (size_t)(line->lastchar - line->buffer);
}

size_t edit_cursor(const Editor *e) {
    const LineInfoW *line = el_wline(e->el);
    return (size_t)(line->cursor - line->buffer);
}

void edit_go(Editor *e, size_t to) {
    el_cursor(e->el, (int)((long)to - (long)edit_cursor(e)));
}

void edit_insert(Editor *e, const wchar_t *text) {
    el_winsertstr(e->el, text);
}

void edit_delete(Editor *e, size_t from, size_t to) {
    edit_go(e, to);
    el_deletestr(e->el, (int)(to - from));
}

void edit_replace(Editor *e, const char *text, size_t length) {
    size_t count;
    wchar_t *wide = utf8_wide(text, length, &count);
    if (!wide) return;
    edit_delete(e, 0, edit_length(e));
    edit_insert(e, wide);
    free(wide);
}

void edit_copy(const Editor *e, size_t from, size_t to, Bytes *to_bytes) {
    utf8_add(to_bytes, edit_text(e) + from, to - from);
}

EditRange edit_line(const Editor *e, size_t at) {
    const wchar_t *text = edit_text(e);
    size_t length = edit_length(e);
    EditRange line = {at, at};
    while (line.start > 0 && text[line.start - 1] != L'\n') line.start--;
    while (line.end < length && text[line.end] != L'\n') line.end++;
    return line;
}

static bool seen_room(Editor *e, size_t length) {
    if (length <= e->seen_capacity) return true;
    wchar_t *grown = realloc(e->seen, length * 2 * sizeof *grown);
    if (!grown) return false;
    e->seen = grown;
    e->seen_capacity = length * 2;
    return true;
}

void edit_repair(Editor *e) {
    const LineInfoW *line = el_wline(e->el);
    if (line->lastchar < line->buffer) el_wreplacestr(e->el, L" ");
    if (line->cursor < line->buffer) el_cursor(e->el, 1);
    if (line->cursor > line->lastchar) el_cursor(e->el, -1);
}

void edit_look(Editor *e) {
    const wchar_t *now = edit_text(e);
    size_t length = edit_length(e), before = e->seen_length, start = 0, end = 0;
    size_t both = length < before ? length : before;
    while (start < both && now[start] == e->seen[start]) start++;
    if (start < length || start < before) {
        while (end < both - start && now[length - 1 - end] == e->seen[before - 1 - end]) end++;
        if (!e->undoing) edit_remember(e, start, e->seen + start, before - end - start, length - end);
        e->version++;
        if (!seen_room(e, length)) return;
        memcpy(e->seen + start, now + start, (length - start) * sizeof *now);
        e->seen_length = length;
    }
    e->seen_cursor = edit_cursor(e);
}

void edit_did(Editor *e, EditAction action) {
    edit_look(e);
    e->action = action;
    e->action_version = e->version;
    e->action_cursor = e->seen_cursor;
}

bool edit_again(Editor *e, EditAction action) {
    edit_look(e);
    return e->action == action && e->action_version == e->version && e->action_cursor == e->seen_cursor;
}
