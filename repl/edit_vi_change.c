/* What the keys of vi change. */
#include "repl/edit_vi.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "repl/edit_place.h"

enum { INSERT_MAX = 1000000 }; /* characters that one command inserts */

static ViDone inserting(Editor *e) {
    e->vi.inserting = true;
    e->vi.insert_from = edit_cursor(e);
    e->vi.insert_length = edit_length(e);
    return INSERTING;
}

/* Keeps a part for `p`; of whole lines with the end of the last. */
static void keep_part(Editor *e, EditRange part, bool lines) {
    size_t length = part.end - part.start;
    wchar_t *kept = malloc((length + 1) * sizeof *kept);
    if (!kept) return;
    memcpy(kept, edit_text(e) + part.start, length * sizeof *kept);
    if (lines) kept[length++] = L'\n';
    edit_keep(e, kept, length);
    free(kept);
}

/* Whole lines; a change leaves an empty one, and the only line there is is no line without its text. */
static ViDone operate_lines(Editor *e, wchar_t verb, EditRange lines) {
    bool whole = lines.start == 0 && lines.end == edit_length(e);
    keep_part(e, lines, !whole);
    if (verb == L'y') {
        edit_go(e, lines.start);
        return DONE;
    }
    if (verb == L'd' && lines.end < edit_length(e))
        lines.end++;
    else if (verb == L'd' && lines.start > 0)
        lines.start--;
    edit_delete(e, lines.start, lines.end);
    if (verb == L'd') edit_go(e, vi_first_of_line(e, edit_line(e, edit_cursor(e))));
    return verb == L'c' ? inserting(e) : DONE;
}

static ViDone operate_part(Editor *e, wchar_t verb, EditRange part) {
    if (part.start == part.end) return verb == L'c' ? inserting(e) : FAILED;
    keep_part(e, part, false);
    if (verb == L'y')
        edit_go(e, part.start);
    else
        edit_delete(e, part.start, part.end);
    return verb == L'c' ? inserting(e) : DONE;
}

/* `w` of an verb stays in the line. */
static size_t word_operand(const Editor *e, wchar_t verb, const EditViCommand *c, size_t from, size_t to, bool big) {
    if (verb == L'c') return vi_word_alone(e, from, c->count > 0 ? c->count : 1, big);
    size_t end = edit_line(e, from).end;
    return to > end && end > from && c->count <= 1 ? end : to;
}

ViDone vi_operate(Editor *e, wchar_t verb, wchar_t key, const EditViCommand *c) {
    size_t from = edit_cursor(e);
    int times = c->count > 0 ? c->count : 1;
    ViMotion m;
    bool down = key == L'j';
    if (key == verb) {
        if (!vi_by_lines(e, from, times - 1, true, &m)) return FAILED;
    } else if (down || key == L'k') {
        if (!vi_by_lines(e, from, times, down, &m)) return FAILED;
    } else if (!vi_motion(e, key, c, &m)) {
        if (verb != L'c' || key == L'\0' || !wcschr(L"wWlh", key)) return FAILED;
        m = (ViMotion){.to = from}; /* nothing is changed to what is typed */
    }
    if (m.lines) {
        EditRange a = edit_line(e, from), b = edit_line(e, m.to);
        return operate_lines(e, verb,
                             (EditRange){a.start < b.start ? a.start : b.start, a.end > b.end ? a.end : b.end});
    }
    if (key == L'w' || key == L'W') m.to = word_operand(e, verb, c, from, m.to, key == L'W');
    EditRange part = {from < m.to ? from : m.to, from < m.to ? m.to : from};
    if (m.inclusive && part.end < edit_length(e)) part.end = place_char_right(e, part.end);
    return operate_part(e, verb, part);
}

/* Inserts as many times; nothing if that would be too much. */
static bool insert_times(Editor *e, const wchar_t *text, int times) {
    if (wcslen(text) > INSERT_MAX / (size_t)times) return false;
    for (; times > 0; times--) edit_insert(e, text);
    return true;
}

/* Whole lines go below or above, anything else behind or before the cursor. */
static ViDone put(Editor *e, bool before, int times) {
    const wchar_t *text = e->kills[0];
    size_t cursor = edit_cursor(e), count = text ? wcslen(text) : 0;
    EditRange line = edit_line(e, cursor);
    if (count == 0) return FAILED;
    if (text[count - 1] != L'\n') {
        if (!before && cursor < line.end) edit_go(e, place_char_right(e, cursor));
        if (!insert_times(e, text, times)) return FAILED;
        edit_go(e, edit_cursor(e) - 1);
        return DONE;
    }
    size_t at = before ? line.start : line.end;
    if (count > INSERT_MAX / (size_t)times) return FAILED;
    edit_go(e, at);
    if (!before) edit_insert(e, L"\n");
    size_t first = edit_cursor(e);
    insert_times(e, text, times);
    if (!before) edit_delete(e, edit_cursor(e) - 1, edit_cursor(e));
    edit_go(e, vi_first_of_line(e, edit_line(e, first)));
    return DONE;
}

/* `r` and `~`: other characters in the place of some; with no `target`, their other case. */
static ViDone replace(Editor *e, wchar_t target, int times) {
    size_t from = edit_cursor(e), to = vi_along_line(e, from, times, true);
    wchar_t *text = malloc((to - from + 1) * sizeof *text);
    if (!text || to == from || (target && to - from < (size_t)times)) {
        free(text);
        return FAILED;
    }
    for (size_t i = 0; i < to - from; i++) {
        wint_t c = (wint_t)edit_text(e)[from + i];
        text[i] = target ? target : (wchar_t)(iswupper(c) ? towlower(c) : towupper(c));
    }
    text[to - from] = L'\0';
    edit_delete(e, from, to);
    edit_insert(e, text);
    free(text);
    if (target) edit_go(e, to - 1);
    return DONE;
}

static ViDone insert_at(Editor *e, wchar_t key) {
    size_t cursor = edit_cursor(e);
    EditRange line = edit_line(e, cursor);
    switch (key) {
    case L'a':
        edit_go(e, cursor < line.end ? place_char_right(e, cursor) : cursor);
        break;
    case L'A':
        edit_go(e, line.end);
        break;
    case L'I':
        edit_go(e, vi_first_of_line(e, line));
        break;
    case L'o':
        edit_go(e, line.end);
        edit_insert(e, L"\n");
        break;
    case L'O':
        edit_go(e, line.start);
        edit_insert(e, L"\n");
        edit_go(e, line.start);
        break;
    }
    return inserting(e);
}

ViDone vi_change(Editor *e, const EditViCommand *c) {
    static const wchar_t short_for[][4] = {L"xdl", L"Xdh", L"Dd$", L"Cc$", L"scl", L"Scc"}; /* x for dl, and so on */
    int times = c->count > 0 ? c->count : 1;
    for (size_t i = 0; i < sizeof short_for / sizeof *short_for; i++)
        if (c->key == short_for[i][0]) return vi_operate(e, short_for[i][1], short_for[i][2], c);
    switch (c->key) {
    case L'd':
    case L'c':
        return vi_operate(e, c->key, c->motion, c);
    case L'p':
    case L'P':
        return put(e, c->key == L'P', times);
    case L'r':
        return c->target >= L' ' && c->target != L'\x7f' ? replace(e, c->target, times) : FAILED;
    case L'~':
        return replace(e, L'\0', times);
    case L'i':
    case L'a':
    case L'I':
    case L'A':
    case L'o':
    case L'O':
        return insert_at(e, c->key);
    default:
        return FAILED;
    }
}

bool vi_changes(wchar_t key) {
    return key != L'\0' && wcschr(L"dcxXDCsSpPr~iaIAoO", key);
}
