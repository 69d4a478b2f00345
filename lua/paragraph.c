/* Sentences as a paragraph. */
#include "lua/paragraph.h"

enum { COLUMNS = 80, INDENT = 5 };

/* How long the piece at p is that is not divided: up to a space that is not between back quotes. */
static size_t piece_length(const char *p) {
    bool quoted = false;
    size_t n = 0;
    for (; p[n] && (quoted || p[n] != ' '); n++)
        if (p[n] == '`') quoted = !quoted;
    return n;
}

/* How many columns it takes: characters of UTF-8. */
static size_t columns_of(const char *p, size_t length) {
    size_t columns = 0;
    for (size_t i = 0; i < length; i++) columns += ((unsigned char)p[i] & 0xc0) != 0x80;
    return columns;
}

void paragraph_add(Text *t, const char *head, const char *text) {
    const char *p = text;
    if (!p || !*p) return;
    text_format(t, "%-*s", INDENT, head);
    size_t column = INDENT;
    while (*p) {
        size_t length = piece_length(p), columns = columns_of(p, length);
        if (column > INDENT && column + 1 + columns > COLUMNS) {
            text_format(t, "\n%*s", INDENT, "");
            column = INDENT;
        } else if (column > INDENT) {
            text_add(t, " ", 1);
            column++;
        }
        text_add(t, p, length);
        column += columns;
        p += length;
        while (*p == ' ') p++;
    }
    text_add(t, "\n", 1);
}
