/* balance.c: see balance.h. */
#include "balance.h"

#include <string.h>

#include "lexer.h"

/* What stood before a token: its character, or one of these. */
enum {
    BEFORE_NAME = 'a',
    BEFORE_WORD = 'w',  /* a word after which an expression or statement begins */
    BEFORE_PARAMS = 'p' /* the ')' of parameters */
};

static bool is_name_char(char c) {
    return lexer_is_name_start((unsigned char)c) || lexer_is_digit((unsigned char)c);
}

static bool is_one_of(const char *word, size_t length, const char *const *list) {
    for (; *list; list++)
        if (strlen(*list) == length && memcmp(word, *list, length) == 0) return true;
    return false;
}

/* ---- Strings and comments ---- */

/* At '[': the count of '=' and 1 when a long bracket opens here, else 0. */
static size_t long_bracket(const char *text, size_t at, size_t length) {
    size_t level = 1;
    while (at + level < length && text[at + level] == '=') level++;
    return at + level < length && text[at + level] == '[' ? level : 0;
}

static void skip_long(Balance *balance, const char *text, size_t length) {
    size_t at = balance->position;
    while (at < length) {
        const char *found = memchr(text + at, ']', length - at);
        if (!found) break;
        at = (size_t)(found - text) + 1;
        size_t level = 1;
        while (at < length && text[at] == '=') level++, at++;
        if (level != balance->level || at >= length || text[at] != ']') continue;
        balance->level = 0;
        balance->position = at + 1;
        return;
    }
    balance->position = length;
}

/* A string ends at its quote, or, being wrong, at the end of its line. */
static void skip_string(Balance *balance, const char *text, size_t length) {
    size_t at = balance->position;
    for (; at < length && balance->quote; at++) {
        bool escape = text[at] == '\\';
        if (text[at] == balance->quote || text[at] == '\n') balance->quote = 0;
        if (escape) at++;
    }
    balance->position = at;
}

/* ---- Parentheses ---- */

enum { PARENS_KNOWN = 64 };

static bool in_types(const Balance *balance) {
    int depth = balance->parens;
    return depth > 0 && depth <= PARENS_KNOWN && (balance->types >> (depth - 1) & 1);
}

static void open_paren(Balance *balance, bool types) {
    balance->open++;
    if (balance->parens++ >= PARENS_KNOWN) return;
    uint64_t bit = (uint64_t)1 << (balance->parens - 1);
    balance->types = types ? balance->types | bit : balance->types & ~bit;
}

static void close_paren(Balance *balance) {
    balance->before = in_types(balance) ? BEFORE_PARAMS : ')';
    balance->open--;
    if (balance->parens > 0) balance->parens--;
}

/* ---- Words ---- */

/* `func` begins a function or a type: a type follows a name, and what else types are made of. */
static bool is_type(const Balance *balance) {
    return in_types(balance) || (balance->before && strchr("ap]*.", balance->before));
}

static void read_word(Balance *balance, const char *word, size_t length, char next) {
    static const char *const openers[] = {"do", "if", "repeat", "function", NULL};
    static const char *const closers[] = {"end", "until", NULL};
    static const char *const cases[] = {"case", "default", "end", NULL};
    static const char *const leading[] = {"and",    "do",   "else",   "end",  "go",     "defer",
                                          "in",     "not",  "or",     "then", "repeat", "until",
                                          "return", "case", "elseif", "if",   "while",  NULL};
    static const char *const func[] = {"func", NULL}, *const select[] = {"select", NULL},
                             *const function[] = {"function", NULL};
    if (balance->select && is_one_of(word, length, cases)) balance->open++;
    balance->select = is_one_of(word, length, select);
    if (is_one_of(word, length, openers)) balance->open++;
    if (is_one_of(word, length, closers)) balance->open--;
    bool named = is_name_char(next);
    if (is_one_of(word, length, func) && (named || (next == '(' && !is_type(balance)))) {
        balance->open++;
        balance->function = true;
    } else if (is_one_of(word, length, func) && next == '(') {
        balance->before = 'f';
        return;
    }
    if (is_one_of(word, length, function)) balance->function = true;
    balance->before = is_one_of(word, length, leading) ? BEFORE_WORD : BEFORE_NAME;
}

/* ---- The text ---- */

static void read_mark(Balance *balance, char c) {
    /* After a function's name, after a type's `func`, and after parameters on the same line. */
    bool types = balance->function || balance->before == 'f' || balance->before == BEFORE_PARAMS;
    balance->before = c;
    if (c && strchr("([{", c)) balance->brackets++;
    if (c && strchr(")]}", c)) balance->brackets--;
    if (c == '(') {
        open_paren(balance, types);
        balance->function = false;
    } else if (c == ')') {
        close_paren(balance);
    } else if (c == '[' || c == '{') {
        balance->open++;
    } else if (c == ']' || c == '}') {
        balance->open--;
    }
}

static char next_char(const char *text, size_t at, size_t length) {
    while (at < length && (text[at] == ' ' || text[at] == '\t')) at++;
    return at < length ? text[at] : '\0';
}

/* Whether a comment begins, which is then skipped as far as the text goes. */
static bool read_comment(Balance *balance, const char *text, size_t length) {
    size_t at = balance->position;
    if (at + 1 >= length || text[at] != '-' || text[at + 1] != '-') return false;
    at += 2;
    balance->level = at < length && text[at] == '[' ? long_bracket(text, at, length) : 0;
    if (balance->level) {
        balance->position = at + balance->level + 1;
        return true;
    }
    const char *end = memchr(text + at, '\n', length - at);
    balance->position = end ? (size_t)(end - text) : length;
    return true;
}

static void read_token(Balance *balance, const char *text, size_t length) {
    size_t at = balance->position;
    char c = text[at];
    if (is_name_char(c)) {
        size_t end = at + 1;
        while (end < length && is_name_char(text[end])) end++;
        balance->position = end;
        read_word(balance, text + at, end - at, next_char(text, end, length));
        return;
    }
    balance->position++;
    if (c == '\n' && balance->before == BEFORE_PARAMS) balance->before = ')';
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') return;
    balance->select = false;
    balance->level = c == '[' ? long_bracket(text, at, length) : 0;
    if (balance->level) {
        balance->position = at + balance->level + 1;
        balance->before = '"';
    } else if (c == '"' || c == '\'') {
        balance->quote = c;
        balance->before = '"';
    } else {
        read_mark(balance, c);
    }
}

void balance_read(Balance *balance, const char *text, size_t length) {
    /* The position may be one beyond the end: what a backslash escapes is still to come. */
    while (balance->position < length) {
        if (balance->level)
            skip_long(balance, text, length);
        else if (balance->quote)
            skip_string(balance, text, length);
        else if (!read_comment(balance, text, length))
            read_token(balance, text, length);
    }
}

bool balance_is_even(const Balance *balance) {
    return balance->open <= 0 && !balance->level && !balance->quote;
}
