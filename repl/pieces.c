/* A text of several entries, one after the other. */
#include "repl/pieces.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lua/syntax/balance.h"
#include "lua/syntax/syntax.h"
#include "repl/command.h"

static size_t line_end(const char *text, size_t length, size_t at) {
    const char *end = memchr(text + at, '\n', length - at);
    return end ? (size_t)(end - text) : length;
}

static size_t blank_lines_end(const char *text, size_t length, size_t at) {
    size_t start = at;
    for (; at < length && isspace((unsigned char)text[at]); at++)
        if (text[at] == '\n') start = at + 1;
    return at < length ? start : length;
}

/* PIECE_ENTRY, PIECE_WRONG or PIECE_UNFINISHED. */
static PieceKind piece_compile(const char *text, size_t length) {
    Syntax *syn = syntax_compile(text, length, SYNTAX_SESSION, SIZE_MAX, NULL);
    PieceKind kind = PIECE_ENTRY;
    if (!syn || syn->status == SYNTAX_INCOMPLETE) kind = PIECE_UNFINISHED;
    if (syn && syn->status == SYNTAX_ERROR && syn->gosh_seen) kind = PIECE_WRONG;
    syntax_free(syn);
    return kind;
}

PieceKind pieces_next(const char *text, size_t length, size_t *start, size_t *end) {
    *start = *end = blank_lines_end(text, length, *start);
    if (*start == length) return PIECE_NONE;
    *end = line_end(text, length, *start);
    if (command_test(text + *start, *end - *start)) return PIECE_COMMAND;
    Balance balance = {0};
    for (;; *end = line_end(text, length, *end + 1)) {
        balance_read(&balance, text + *start, *end - *start);
        bool last = *end == length;
        if (!last && !balance_is_even(&balance)) continue;
        PieceKind kind = piece_compile(text + *start, *end - *start);
        if (kind != PIECE_UNFINISHED || last) return kind;
    }
}
