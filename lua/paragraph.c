/* Sentences as a paragraph. */
#include "lua/paragraph.h"

#include "lua/width.h"

enum { COLUMNS = 80, INDENT = 5 };

/* How long the piece at p is that is not divided: up to a space that is not between back quotes. */
static size_t piece_length(const char *p) {
    bool quoted = false;
    size_t n = 0;
    for (; p[n] && (quoted || p[n] != ' '); n++)
        if (p[n] == '`') quoted = !quoted;
    return n;
}

void paragraph_add(Text *t, const char *head, const char *text) {
    const char *p = text;
    if (!p || !*p) return;
    text_format(t, "%-*s", INDENT, head);
    size_t column = INDENT;
    while (*p) {
        size_t length = piece_length(p), columns = (size_t)width_of(p, length);
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
