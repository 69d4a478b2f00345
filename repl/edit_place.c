/* Places in the text. */
#include "repl/edit_place.h"

#include <wctype.h>

static bool is_word(wchar_t c) {
    return iswalnum((wint_t)c) || c == L'_';
}

static bool combines(wchar_t c) {
    return c != L'\0' && c != L'\n' && wcwidth(c) == 0;
}

size_t place_char_left(const Editor *e, size_t from) {
    const wchar_t *text = edit_text(e);
    if (from > 0) from--;
    while (from > 0 && combines(text[from])) from--;
    return from;
}

size_t place_char_right(const Editor *e, size_t from) {
    const wchar_t *text = edit_text(e);
    size_t length = edit_length(e);
    if (from < length) from++;
    while (from < length && combines(text[from])) from++;
    return from;
}

size_t place_word_left(const Editor *e, size_t from) {
    const wchar_t *text = edit_text(e);
    while (from > 0 && !is_word(text[from - 1])) from--;
    while (from > 0 && is_word(text[from - 1])) from--;
    return from;
}

size_t place_word_right(const Editor *e, size_t from) {
    const wchar_t *text = edit_text(e);
    size_t length = edit_length(e);
    while (from < length && !is_word(text[from])) from++;
    while (from < length && is_word(text[from])) from++;
    return from;
}

size_t place_space_left(const Editor *e, size_t from) {
    const wchar_t *text = edit_text(e);
    while (from > 0 && iswspace((wint_t)text[from - 1])) from--;
    while (from > 0 && !iswspace((wint_t)text[from - 1])) from--;
    return from;
}

size_t place_line_start(const Editor *e, size_t from) {
    return edit_line(e, from).start;
}

size_t place_line_end(const Editor *e, size_t from) {
    return edit_line(e, from).end;
}
