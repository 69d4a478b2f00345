/* Texts to be read, on stdout. */
#include "repl/page.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lua/prose.h"
#include "repl/bytes.h"
#include "repl/colour.h"
#include "repl/highlight.h"
#include "repl/table.h"
#include "repl/visible.h"
#include "repl/wrap.h"

/* The text's words with a space between them; what stands between backquotes is part of one, and as it is. */
static Bytes words_of(const char *text, size_t length) {
    Bytes words = {0};
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        bool space = !quoted && isspace((unsigned char)text[i]);
        quoted = quoted != (text[i] == '`');
        if (space && words.length > 0 && words.data[words.length - 1] != ' ') bytes_add(&words, " ", 1);
        if (!space) bytes_add(&words, text + i, 1);
    }
    return words;
}

void page_words(const char *text, size_t length, int column, int indent) {
    int room = table_room(), width = room < WRAP_COLUMNS ? room : WRAP_COLUMNS;
    Bytes words = words_of(text, length);
    for (size_t at = 0, row; at < words.length; at += row + 1) {
        if (at > 0) printf("\n%*s", indent, "");
        row = prose_row(words.data + at, words.length - at, width - (at > 0 ? indent : column), INT_MAX);
        visible_print(words.data + at, row);
    }
    putchar('\n');
    bytes_free(&words);
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
