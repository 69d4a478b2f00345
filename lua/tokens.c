/* A line of the program's text as tokens, for what is told about it when it has failed: Lua's own parser has forgotten what
 * stood where. */
#include "lua/tokens.h"

#include <ctype.h>
#include <string.h>

/* ---- Tokens ---- */

static bool is_one_of(const char *text, size_t length, const char *words) {
    for (size_t n; *words; words += n + (words[n] == ' ')) {
        n = strcspn(words, " ");
        if (n == length && memcmp(words, text, n) == 0) return true;
    }
    return false;
}

bool token_is(const Token *t, const char *words) {
    return is_one_of(t->text, t->length, words);
}

static size_t quoted_length(const char *p, const char *end) {
    const char *q = p + 1;
    while (q < end && *q != *p) q += *q == '\\' && q + 1 < end ? 2 : 1;
    return (size_t)(q - p) + (q < end);
}

static const char operators[] = "... ..= //= := += -= *= /= %= == ~= <= >= << >> // .. <- :: + - * / % ^ # & | ~ < >";

static Token token_read(const char *p, const char *end) {
    Token t = {.text = p, .length = 1, .kind = TOKEN_OTHER};
    if (isalpha((unsigned char)*p) || *p == '_') {
        while (p + t.length < end && (isalnum((unsigned char)p[t.length]) || p[t.length] == '_')) t.length++;
        t.kind = TOKEN_NAME;
        if (token_is(&t, "and or not if then else elseif while until return in do local var const "
                         "case range go defer for repeat select"))
            t.kind = TOKEN_WORD;
        if (token_is(&t, "func function end")) t.kind = TOKEN_BODY;
        if (token_is(&t, "nil true false")) t.kind = TOKEN_LITERAL;
    } else if (isdigit((unsigned char)*p)) {
        while (p + t.length < end && (isalnum((unsigned char)p[t.length]) || p[t.length] == '.')) t.length++;
        t.kind = TOKEN_LITERAL;
    } else if (*p == '"' || *p == '\'') {
        t.length = quoted_length(p, end);
        t.kind = TOKEN_LITERAL;
    } else if (strchr("([{", *p)) {
        t.kind = TOKEN_OPEN;
    } else if (strchr(")]}", *p)) {
        t.kind = TOKEN_CLOSE;
    } else {
        for (size_t n = 3; n > 0; n--) {
            if ((size_t)(end - p) < n || !is_one_of(p, n, operators)) continue;
            t.length = n;
            t.kind = TOKEN_OPERATOR;
            break;
        }
    }
    return t;
}

/* False for a line that is too long. */
bool tokens_read(Tokens *line, const char *p, size_t length) {
    const char *end = p + length;
    line->count = 0;
    for (;;) {
        while (p < end && isspace((unsigned char)*p)) p++;
        if (p >= end || (end - p >= 2 && memcmp(p, "--", 2) == 0)) return true;
        if (line->count == TOKENS_MAX) return false;
        Token t = token_read(p, end);
        line->tokens[line->count++] = t;
        p += t.length;
    }
}

const Token *token_at(const Tokens *line, int i) {
    static const Token none = {.kind = TOKEN_END, .text = ""};
    return i >= 0 && i < line->count ? &line->tokens[i] : &none;
}

/* ---- Expressions ---- */

bool token_ends_operand(const Token *t) {
    return t->kind == TOKEN_NAME || t->kind == TOKEN_LITERAL || t->kind == TOKEN_CLOSE;
}

/* How tightly a binary operator binds; 0 for what is none. */
int token_priority(const Token *t) {
    static const char *const levels[] = {"< > <= >= ~= ==", "|", "~", "&", "<< >>", "..", "+ -", "* / // %", "^"};
    if (t->kind != TOKEN_OPERATOR) return 0;
    for (int i = 0; i < (int)(sizeof levels / sizeof *levels); i++)
        if (token_is(t, levels[i])) return i + 1;
    return 0;
}

/* The other end of the brackets at `i`; -1 if that is on another line. */
int tokens_match(const Tokens *line, int i) {
    int step = token_at(line, i)->kind == TOKEN_OPEN ? 1 : -1, depth = 0;
    for (; i >= 0 && i < line->count; i += step) {
        TokenKind kind = line->tokens[i].kind;
        if (kind == TOKEN_BODY) return -1;
        if (kind == TOKEN_OPEN) depth++;
        if (kind == TOKEN_CLOSE) depth--;
        if (depth == 0) return i;
    }
    return -1;
}

/* Where the name, with its fields, indexes and calls, begins that ends at `i`; -1 if that is not on the line. */
int tokens_suffixed_begin(const Tokens *line, int i) {
    for (;;) {
        if (token_at(line, i)->kind == TOKEN_CLOSE) {
            i = tokens_match(line, i);
            if (i < 0) return -1;
            if (!token_ends_operand(token_at(line, i - 1))) return token_is(token_at(line, i), "(") ? i : -1;
            i--;
            continue;
        }
        if (!token_ends_operand(token_at(line, i))) return -1;
        if (!token_is(token_at(line, i - 1), ". :") || !token_ends_operand(token_at(line, i - 2))) return i;
        i -= 2;
    }
}

/* Where the operand of an operator of that priority begins that ends before `i`, or -1. */
int tokens_left(const Tokens *line, int i, int priority) {
    int begin = tokens_suffixed_begin(line, i - 1);
    while (begin > 0) {
        const Token *before = token_at(line, begin - 1);
        bool unary = before->kind == TOKEN_OPERATOR && token_is(before, "- # ~") &&
                     !token_ends_operand(token_at(line, begin - 2));
        if (unary) {
            begin--;
        } else if (token_priority(before) >= priority) {
            begin = tokens_suffixed_begin(line, begin - 2);
        } else {
            break;
        }
    }
    return begin;
}

/* Past the name, with its fields, indexes and calls, that begins at `i`; -1 if that is not on the line. */
int tokens_suffixed_end(const Tokens *line, int i) {
    while (token_at(line, i)->kind == TOKEN_OPERATOR && token_is(token_at(line, i), "- # ~")) i++;
    if (token_at(line, i)->kind == TOKEN_OPEN) {
        i = tokens_match(line, i);
        if (i < 0) return -1;
    } else if (!token_ends_operand(token_at(line, i))) {
        return -1;
    }
    for (i++;;) {
        const Token *t = token_at(line, i);
        if (t->kind == TOKEN_OPEN && !token_is(t, "{")) {
            i = tokens_match(line, i) + 1;
            if (i == 0) return -1;
        } else if (token_is(t, ". :") && token_at(line, i + 1)->kind == TOKEN_NAME) {
            i += 2;
        } else {
            return i;
        }
    }
}

int tokens_right(const Tokens *line, int i, int priority) {
    int end = tokens_suffixed_end(line, i + 1);
    while (end > 0 && token_priority(token_at(line, end)) > priority) end = tokens_suffixed_end(line, end + 1);
    return end;
}
