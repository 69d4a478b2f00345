/* Taking changes back, one after the other. What is typed in one go, up to the end of a word, is one change. */
#include "repl/edit.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

enum { UNDOS = 1000 };

typedef struct Undo {
    size_t at, end;   /* what stands there now takes the place of: */
    wchar_t *removed; /* NULL: nothing */
    size_t cursor;    /* where it was */
    bool open;        /* more may be typed behind it */
} Undo;

static Undo *undos(Editor *e) {
    return (Undo *)(void *)e->undos.data;
}

static size_t undo_count(const Editor *e) {
    return e->undos.length / sizeof(Undo);
}

void edit_remember(Editor *e, size_t at, const wchar_t *removed, size_t removed_length, size_t end) {
    size_t count = undo_count(e);
    Undo *last = count > 0 ? &undos(e)[count - 1] : NULL;
    bool typed = removed_length == 0 && end == at + 1;
    bool in_word = typed && (iswalnum((wint_t)edit_text(e)[at]) || edit_text(e)[at] == L'_');
    if (last && typed && last->open && last->end == at) {
        last->end = end;
        last->open = in_word;
        return;
    }
    if (count == UNDOS) {
        free(last[1 - UNDOS].removed);
        memmove(undos(e), undos(e) + 1, (UNDOS - 1) * sizeof(Undo));
        e->undos.length -= sizeof(Undo);
    }
    Undo undo = {.at = at, .end = end, .cursor = e->seen_cursor, .open = in_word};
    if (removed_length > 0) {
        undo.removed = malloc((removed_length + 1) * sizeof *removed);
        if (!undo.removed) return;
        memcpy(undo.removed, removed, removed_length * sizeof *removed);
        undo.removed[removed_length] = L'\0';
    }
    bytes_add(&e->undos, (const char *)&undo, sizeof undo);
}

void edit_forget(Editor *e) {
    for (size_t i = 0; i < undo_count(e); i++) free(undos(e)[i].removed);
    e->undos.length = 0;
}

unsigned char edit_undo(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    edit_look(e);
    if (undo_count(e) == 0) return CC_ERROR;
    e->undos.length -= sizeof(Undo);
    Undo undo = undos(e)[undo_count(e)];
    edit_delete(e, undo.at, undo.end);
    if (undo.removed) edit_insert(e, undo.removed);
    free(undo.removed);
    edit_go(e, undo.cursor);
    e->undoing = true;
    edit_look(e);
    e->undoing = false;
    return CC_REFRESH;
}
