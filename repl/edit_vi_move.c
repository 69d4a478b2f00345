/* Where the keys of vi that move go. */
#include "repl/edit_vi.h"

#include <wctype.h>

#include "repl/edit_place.h"

static int word_class(wchar_t c, bool big) {
    if (iswspace((wint_t)c)) return 0;
    return big || iswalnum((wint_t)c) || c == L'_' ? 1 : 2;
}

static size_t word_next(const Editor *e, size_t at, bool big) {
    const wchar_t *text = edit_text(e);
    size_t length = edit_length(e);
    int class = at < length ? word_class(text[at], big) : 0;
    if (class != 0)
        while (at < length && word_class(text[at], big) == class) at++;
    while (at < length && word_class(text[at], big) == 0) at++;
    return at;
}

/* To the last character of a word. */
static size_t word_end(const Editor *e, size_t at, bool big) {
    const wchar_t *text = edit_text(e);
    size_t length = edit_length(e);
    if (at < length) at++;
    while (at < length && word_class(text[at], big) == 0) at++;
    if (at == length) return at > 0 ? at - 1 : 0;
    int class = word_class(text[at], big);
    while (at + 1 < length && word_class(text[at + 1], big) == class) at++;
    return at;
}

static size_t word_before(const Editor *e, size_t at, bool big) {
    const wchar_t *text = edit_text(e);
    while (at > 0 && word_class(text[at - 1], big) == 0) at--;
    if (at == 0) return 0;
    int class = word_class(text[at - 1], big);
    while (at > 0 && word_class(text[at - 1], big) == class) at--;
    return at;
}

size_t vi_first_of_line(const Editor *e, EditRange line) {
    const wchar_t *text = edit_text(e);
    size_t at = line.start;
    while (at < line.end && iswspace((wint_t)text[at])) at++;
    return at;
}

/* `f` and its like, in the line. */
static bool find(const Editor *e, wchar_t key, wchar_t target, int count, size_t *at) {
    const wchar_t *text = edit_text(e);
    EditRange line = edit_line(e, *at);
    bool forward = key == L'f' || key == L't', before = key == L't' || key == L'T';
    size_t here = *at;
    for (; count > 0; count--) {
        do {
            if (forward ? here + 1 >= line.end : here <= line.start) return false;
            here = forward ? here + 1 : here - 1;
        } while (text[here] != target);
    }
    if (before) here = forward ? here - 1 : here + 1;
    *at = here;
    return true;
}

static bool find_again(const Editor *e, bool reverse, int count, size_t *at, bool *inclusive) {
    static const wchar_t kinds[] = L"fFtT", reverses[] = L"FfTt";
    wchar_t key = e->vi.find;
    if (key == L'\0') return false;
    if (reverse) key = reverses[wcschr(kinds, key) - kinds];
    *inclusive = key == L'f' || key == L't';
    return find(e, key, e->vi.find_target, count, at);
}

/* From the first bracket at the cursor or behind it in the line. */
static bool find_bracket(const Editor *e, size_t *at) {
    static const wchar_t brackets[] = L"()[]{}";
    const wchar_t *text = edit_text(e);
    size_t here = *at, end = edit_line(e, *at).end, length = edit_length(e), depth = 1;
    while (here < end && (text[here] == L'\0' || !wcschr(brackets, text[here]))) here++;
    if (here == end) return false;
    size_t kind = (size_t)(wcschr(brackets, text[here]) - brackets);
    wchar_t one = brackets[kind], other = brackets[kind ^ 1];
    while (depth > 0) {
        if (kind % 2 == 0 ? ++here == length : here-- == 0) return false;
        if (text[here] == one) depth++;
        if (text[here] == other) depth--;
    }
    *at = here;
    return true;
}

/* The motion to another place `times` times. */
static size_t repeated(const Editor *e, size_t at, int times, size_t (*place)(const Editor *e, size_t at, bool big),
                       bool big) {
    for (; times > 0; times--) at = place(e, at, big);
    return at;
}

size_t vi_along_line(const Editor *e, size_t at, int times, bool right) {
    EditRange line = edit_line(e, at);
    for (; times > 0; times--) {
        size_t next = right ? place_char_right(e, at) : place_char_left(e, at);
        if (next < line.start || next > line.end) break;
        at = next;
    }
    return at;
}

bool vi_by_lines(const Editor *e, size_t at, int times, bool down, ViMotion *m) {
    EditRange line = edit_line(e, at);
    for (; times > 0; times--) {
        if (down ? line.end == edit_length(e) : line.start == 0) return false;
        line = edit_line(e, down ? line.end + 1 : line.start - 1);
    }
    *m = (ViMotion){.to = line.start, .lines = true};
    return true;
}

bool vi_motion(Editor *e, wchar_t key, const EditViCommand *c, ViMotion *m) {
    size_t from = edit_cursor(e);
    EditRange line = edit_line(e, from);
    int times = c->count > 0 ? c->count : 1;
    bool big = key == L'W' || key == L'E' || key == L'B';
    *m = (ViMotion){.to = from};
    switch (key) {
    case L'h':
    case L'\b':
    case L'\x7f':
        m->to = vi_along_line(e, from, times, false);
        return m->to != from;
    case L'l':
    case L' ':
        m->to = vi_along_line(e, from, times, true);
        return m->to != from;
    case L'0':
        m->to = line.start;
        return true;
    case L'^':
        m->to = vi_first_of_line(e, line);
        return true;
    case L'$':
        m->to = line.end;
        return true;
    case L'|':
        m->to = vi_along_line(e, line.start, times - 1, true);
        return true;
    case L'w':
    case L'W':
        m->to = repeated(e, from, times, word_next, big);
        return m->to != from;
    case L'b':
    case L'B':
        m->to = repeated(e, from, times, word_before, big);
        return m->to != from;
    case L'e':
    case L'E':
        m->to = repeated(e, from, times, word_end, big);
        return m->inclusive = true;
    case L'f':
    case L'F':
    case L't':
    case L'T':
        e->vi.find = key;
        e->vi.find_target = c->target;
        m->inclusive = key == L'f' || key == L't';
        return find(e, key, c->target, times, &m->to);
    case L';':
        return find_again(e, false, times, &m->to, &m->inclusive);
    case L',':
        return find_again(e, true, times, &m->to, &m->inclusive);
    case L'%':
        return m->inclusive = find_bracket(e, &m->to);
    default:
        return false;
    }
}

size_t vi_word_alone(const Editor *e, size_t from, int times, bool big) {
    const wchar_t *text = edit_text(e);
    size_t at = repeated(e, from, times - 1, word_next, big), length = edit_length(e);
    int class = at < length ? word_class(text[at], big) : 0;
    while (at < length && text[at] != L'\n' && word_class(text[at], big) == class) at++;
    return at;
}
