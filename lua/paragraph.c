/* Sentences as a paragraph. */
#include "lua/paragraph.h"

#include <limits.h>
#include <string.h>

#include "lua/prose.h"

enum { COLUMNS = 80, INDENT = 5 };

void paragraph_add(Text *t, const char *head, const char *text) {
    size_t length = text ? strlen(text) : 0;
    for (size_t at = 0, row; at < length; at += row + prose_blanks(text + at + row, length - at - row)) {
        row = prose_row(text + at, length - at, COLUMNS - INDENT, INT_MAX);
        text_format(t, "%-*s", INDENT, at == 0 ? head : "");
        text_add(t, text + at, row);
        text_add(t, "\n", 1);
    }
}
