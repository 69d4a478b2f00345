/* Completing the word before the cursor: what all candidates have in common is inserted, and asked again it lists them above
 * the entry, with a line about each if there is room. Listing does that at once. */
#include "repl/edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/width.h"
#include "repl/colour.h"
#include "repl/complete.h"
#include "repl/tty.h"
#include "repl/utf8.h"

enum {
    INDENT = 2,
    GAP = 2,        /* columns between two of a list */
    ROWS_KEPT = 4,  /* of the terminal, that a list leaves to what is there */
    DOC_NARROWEST = 12, /* columns, with fewer nothing can be said */
    DOTS = 3,           /* columns, of "..." behind what is cut */
};

/* Inserts the first bytes of a candidate in the place of the word. */
static void complete_insert(Editor *e, const Bytes *text, size_t start, const char *candidate, size_t length) {
    size_t word = 0, count;
    wchar_t ignored, *wide = utf8_wide(candidate, length, &count);
    for (size_t at = start; at < text->length; word++) at += utf8_decode(text->data + at, text->length - at, &ignored);
    if (!wide) return;
    edit_delete(e, edit_cursor(e) - word, edit_cursor(e));
    edit_insert(e, wide);
    free(wide);
}

/* ---- The list ---- */

/* What a row begins with. */
static const char *headline(const Candidate *c, bool with_doc) {
    return with_doc && c->usage ? c->usage : c->text;
}

static int widest(const Completion *c, bool with_doc) {
    int widest = 0;
    for (size_t i = 0; i < c->count; i++) {
        const char *text = headline(&c->candidates[i], with_doc);
        int width = width_of(text, strlen(text));
        if (width > widest) widest = width;
    }
    return widest;
}

/* Adds a text, cut to fit, and spaces up to `columns` if it is to be `padded`. */
static void add_fitting(Bytes *out, const char *text, int columns, bool padded) {
    size_t length = strlen(text);
    int width = width_of(text, length);
    if (width > columns) {
        int dots = columns > DOTS ? DOTS : 0;
        length = width_fit(text, length, columns - dots);
        width = width_of(text, length) + dots;
        bytes_format(out, "%.*s%.*s", (int)length, text, dots, "...");
    } else {
        bytes_add(out, text, length);
    }
    if (padded) bytes_format(out, "%*s", columns - width, "");
}

static void list_with_docs(const Completion *c, int columns, Bytes *out) {
    const char *on = colour_on(stdout, COLOUR_FAINT), *off = colour_off(stdout, COLOUR_FAINT);
    int width = widest(c, true), most = widest(c, false);
    if (most < columns / 2) most = columns / 2;
    if (width > most) width = most;
    for (size_t i = 0; i < c->count; i++) {
        const Candidate *candidate = &c->candidates[i];
        int rest = columns - 1 - width - GAP;
        if (!candidate->doc || rest < DOC_NARROWEST) {
            add_fitting(out, headline(candidate, true), columns - 1, false);
        } else {
            add_fitting(out, headline(candidate, true), width, true);
            bytes_format(out, "%*s%s", GAP, "", on);
            add_fitting(out, candidate->doc, rest, false);
            bytes_add(out, off, strlen(off));
        }
        bytes_add(out, "\n", 1);
    }
}

/* Down the columns, as ls does it. */
static void list_names(const Completion *c, int columns, size_t rows_most, Bytes *out) {
    int width = widest(c, false) + GAP;
    size_t across = width < columns ? (size_t)((columns - 1 + GAP) / width) : 1;
    size_t rows = (c->count + across - 1) / across, shown = c->count;
    if (rows > rows_most) {
        rows = rows_most;
        shown = rows * across;
    }
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = row; i < shown; i += rows)
            add_fitting(out, c->candidates[i].text, i + rows < shown ? width : columns - 1, i + rows < shown);
        bytes_add(out, "\n", 1);
    }
    size_t more = c->more + c->count - shown;
    if (more > 0) bytes_format(out, "and %zu more\n", more);
}

static void list(Editor *e, const Completion *c) {
    int columns, rows;
    tty_size(e->fd, &columns, &rows);
    size_t room = rows > 2 * ROWS_KEPT ? (size_t)(rows - ROWS_KEPT) : ROWS_KEPT;
    editor_hide(e);
    screen_intrude(e->screen);
    if (c->count + c->more <= room)
        list_with_docs(c, columns, screen_waiting(e->screen));
    else
        list_names(c, columns, room - 1, screen_waiting(e->screen));
}

/* ---- The key ---- */

/* Is there nothing but white space before the cursor in its line? */
static bool at_indent(const Editor *e) {
    const wchar_t *text = edit_text(e);
    for (size_t i = edit_cursor(e); i > 0 && text[i - 1] != L'\n'; i--)
        if (text[i - 1] != L' ' && text[i - 1] != L'\t') return false;
    return true;
}

/* Asks what the word before the cursor could be; where that is in the text, as UTF-8, too. */
static Completion ask(Editor *e, Bytes *text, size_t *cursor) {
    edit_copy(e, 0, edit_cursor(e), text);
    *cursor = text->length;
    edit_copy(e, edit_cursor(e), edit_length(e), text);
    return e->calls.complete(e->calls.arg, text->data, text->length, *cursor);
}

static void complete_word(Editor *e) {
    Bytes text = {0};
    size_t cursor;
    bool again = edit_again(e, EDIT_COMPLETE);
    Completion c = ask(e, &text, &cursor);
    text.length = cursor;
    if (c.count > 0) {
        const char *first = c.candidates[0].text;
        size_t common = c.count + c.more == 1 ? strlen(first) : c.common, word = cursor - c.start;
        bool news = common > word || (common == word && memcmp(first, text.data + c.start, word) != 0);
        if (news) complete_insert(e, &text, c.start, first, common);
        if (!news && again && c.count + c.more > 1) list(e, &c);
    }
    completion_free(&c);
    bytes_free(&text);
    edit_did(e, EDIT_COMPLETE);
}

unsigned char edit_complete(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    if (at_indent(e))
        for (int i = 0; i < INDENT; i++) edit_insert(e, L" ");
    else
        complete_word(e);
    return CC_REFRESH;
}

unsigned char edit_list(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    if (at_indent(e)) return CC_ERROR;
    Bytes text = {0};
    size_t cursor;
    Completion c = ask(e, &text, &cursor);
    if (c.count + c.more > 1) list(e, &c);
    completion_free(&c);
    bytes_free(&text);
    return CC_REFRESH;
}
