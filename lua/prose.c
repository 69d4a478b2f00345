/* Prose in rows. */
#include "lua/prose.h"

#include "lua/width.h"

enum { TAB = 8 };

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

size_t prose_blanks(const char *text, size_t length) {
    size_t n = 0;
    while (n < length && is_blank(text[n])) n++;
    return n;
}

size_t prose_word(const char *text, size_t length, bool quotes) {
    bool quoted = false;
    size_t n = 0;
    for (; n < length && (quoted || !is_blank(text[n])); n++) quoted = quoted != (quotes && text[n] == '`');
    return n;
}

int prose_columns(const char *text, size_t length) {
    int columns = width_of(text, length);
    for (size_t i = 0; i < length; i++)
        if (text[i] == '\t') columns += TAB - 1;
    return columns;
}

size_t prose_row(const char *text, size_t length, int room, int whole) {
    size_t row = 0;
    for (size_t at = 0; at < length; at = row + prose_blanks(text + row, length - row)) {
        size_t word = prose_word(text + at, length - at, true);
        if (prose_columns(text + at, word) > whole) word = prose_word(text + at, length - at, false);
        int columns = prose_columns(text + row, at + word - row);
        if (row > 0 && columns > room) break;
        room -= columns;
        row = at + word;
    }
    return row;
}
