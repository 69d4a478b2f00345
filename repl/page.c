/* Texts to be read, on stdout. */
#include "repl/page.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lua/width.h"
#include "repl/bytes.h"
#include "repl/colour.h"
#include "repl/highlight.h"
#include "repl/table.h"
#include "repl/visible.h"
#include "repl/wrap.h"

/* Past the word at p, of which what stands between backquotes is a part. */
static const char *word_end(const char *p, const char *end) {
    bool quoted = false;
    for (; p < end && (quoted || !isspace((unsigned char)*p)); p++) quoted = quoted != (*p == '`');
    return p;
}

void page_words(const char *text, size_t length, int column, int indent) {
    int room = table_room(), width = room < WRAP_COLUMNS ? room : WRAP_COLUMNS, start = column;
    const char *end = text + length;
    for (;;) {
        while (text < end && isspace((unsigned char)*text)) text++;
        const char *word = text;
        text = word_end(text, end);
        if (text == word) break;
        int size = (int)(text - word), columns = width_of(word, (size_t)size);
        if (column > start && column + 1 + columns > width) {
            printf("\n%*s", indent, "");
            column = start = indent;
        }
        if (column > start) column += printf(" ");
        visible_print(word, (size_t)size);
        column += size;
    }
    putchar('\n');
}

void page_text(const char *text, size_t length) {
    int columns = table_room();
    Bytes rows = {0};
    if (columns < WRAP_COLUMNS) {
        wrap_text(&rows, text, length, columns);
        fwrite(rows.data, 1, rows.length, stdout);
    } else {
        fwrite(text, 1, length, stdout);
    }
    bytes_free(&rows);
}

static void coloured_print(const char *text, size_t length, const unsigned char *colours) {
    for (size_t at = 0, run; at < length; at += run) {
        for (run = 1; at + run < length && colours[at + run] == colours[at];) run++;
        fputs(colour_on(stdout, colours[at]), stdout);
        visible_print(text + at, run);
        fputs(colour_off(stdout, colours[at]), stdout);
    }
}

/* `colours`: one for each byte, or NULL. */
static void lines_print(const char *text, size_t length, const unsigned char *colours, int indent) {
    for (size_t at = 0, size; at < length; at += size + 1) {
        const char *newline = memchr(text + at, '\n', length - at);
        size = newline ? (size_t)(newline - text) - at : length - at;
        printf("%*s", size ? indent : 0, "");
        if (colours)
            coloured_print(text + at, size, colours + at);
        else
            visible_print(text + at, size);
        putchar('\n');
    }
}

static void program_print(const char *text, size_t length, int indent) {
    Bytes colours = {0};
    unsigned char *colour = (unsigned char *)bytes_room(&colours, length);
    highlight(text, length, SIZE_MAX, colour);
    lines_print(text, length, colour, indent);
    bytes_free(&colours);
}

void page_code(const char *text, size_t length) {
    program_print(text, length, PAGE_INDENT);
}

void page_program(const char *text, size_t length) {
    program_print(text, length, 0);
}

void page_lines(const char *text, size_t length) {
    lines_print(text, length, NULL, PAGE_INDENT);
}

void page_heading(const char *text, size_t length) {
    fputs(colour_on(stdout, COLOUR_STRONG), stdout);
    visible_print(text, length);
    printf("%s\n", colour_off(stdout, COLOUR_STRONG));
}
