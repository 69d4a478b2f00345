/* A line of the program's text as tokens, for what is told about it when it has failed: Lua's own parser has forgotten what
 * stood where. */
#include "lua/tokens.h"

#include <string.h>

#include "lua/syntax/lexer.h"

/* ---- Tokens ---- */

static bool is_one_of(const char *text, size_t length, const char *words) {
    for (size_t n; *words; words += n + (words[n] == ' ')) {
        n = strcspn(words, " ");
        if (n == length && memcmp(words, text, n) == 0) return true;
    }
    return false;
}

bool token_is(const LineToken *t, const char *words) {
    return is_one_of(t->text, t->length, words);
}

static LineTokenKind word_kind(const char *text, size_t length) {
    switch (lexer_word(text, length)) {
    case WORD_FUNC:
        return TOKEN_BODY;
    case WORD_GO:
    case WORD_SELECT:
    case WORD_CASE:
    case WORD_DEFER:
    case WORD_VAR:
    case WORD_CONST:
    case WORD_RANGE:
        return TOKEN_WORD;
    default:
        return TOKEN_NAME;
    }
}

static LineTokenKind token_kind(const Token *t, const char *text, size_t length) {
    switch (t->kind) {
    case TK_NAME:
        return word_kind(text, length);
    case TK_FUNCTION:
    case TK_END:
        return TOKEN_BODY;
    case TK_STRING:
    case TK_NUMBER:
    case TK_NIL:
    case TK_TRUE:
    case TK_FALSE:
        return TOKEN_LITERAL;
    case TK_BAD: /* as what goes on in the next line */
        return strchr("\"'[", *text) ? TOKEN_LITERAL : TOKEN_OTHER;
    default:
        break;
    }
    if (t->kind >= TK_AND && t->kind <= TK_WHILE) return TOKEN_WORD;
    if (t->kind >= TK_IDIV) return TOKEN_OPERATOR;
    if (t->kind == '\0') return TOKEN_OTHER;
    return strchr("([{", t->kind) ? TOKEN_OPEN
         : strchr(")]}", t->kind) ? TOKEN_CLOSE
         : strchr("+-*/%^#&|~<>", t->kind) ? TOKEN_OPERATOR
                                          : TOKEN_OTHER;
}

bool tokens_read(Tokens *line, const char *p, size_t length) {
    Lexer lexer;
    Token t;
    lexer_begin(&lexer, NULL, p, length);
    line->count = 0;
    for (lexer_next(&lexer, &t); t.kind != TK_EOF; lexer_next(&lexer, &t)) {
        const char *text = p + t.start;
        if (t.kind == TK_COMMENT || (t.kind == TK_BAD && *text == '-')) continue;
        if (line->count == TOKENS_MAX) return false;
        bool arrow = t.kind == '<' && t.end < length && p[t.end] == '-';
        if (arrow) lexer.position = ++t.end;
        size_t size = t.end - t.start;
        line->tokens[line->count++] = (LineToken){.kind = token_kind(&t, text, size), .text = text, .length = size};
    }
    return true;
}

const LineToken *token_at(const Tokens *line, int i) {
    static const LineToken none = {.kind = TOKEN_END, .text = ""};
    return i >= 0 && i < line->count ? &line->tokens[i] : &none;
}

/* ---- Expressions ---- */

bool token_ends_operand(const LineToken *t) {
    return t->kind == TOKEN_NAME || t->kind == TOKEN_LITERAL || t->kind == TOKEN_CLOSE;
}

int token_priority(const LineToken *t) {
    static const char *const levels[] = {"< > <= >= ~= ==", "|", "~", "&", "<< >>", "..", "+ -", "* / // %", "^"};
    if (t->kind != TOKEN_OPERATOR) return 0;
    for (int i = 0; i < (int)(sizeof levels / sizeof *levels); i++)
        if (token_is(t, levels[i])) return i + 1;
    return 0;
}

bool tokens_join(const Tokens *line, int i) {
    const LineToken *t = token_at(line, i), *next = token_at(line, i + 1);
    if (!token_is(t, ". :")) return false;
    return (*t->text == '.' || next->text == t->text + 1) && token_ends_operand(token_at(line, i - 1));
}

int tokens_match(const Tokens *line, int i) {
    int step = token_at(line, i)->kind == TOKEN_OPEN ? 1 : -1, depth = 0;
    for (; i >= 0 && i < line->count; i += step) {
        LineTokenKind kind = line->tokens[i].kind;
        if (kind == TOKEN_BODY) return -1;
        if (kind == TOKEN_OPEN) depth++;
        if (kind == TOKEN_CLOSE) depth--;
        if (depth == 0) return i;
    }
    return -1;
}

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
        if (!tokens_join(line, i - 1)) return i;
        i -= 2;
    }
}

int tokens_left(const Tokens *line, int i, int priority) {
    int begin = tokens_suffixed_begin(line, i - 1);
    while (begin > 0) {
        const LineToken *before = token_at(line, begin - 1);
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

int tokens_suffixed_end(const Tokens *line, int i) {
    while (token_at(line, i)->kind == TOKEN_OPERATOR && token_is(token_at(line, i), "- # ~")) i++;
    if (token_at(line, i)->kind == TOKEN_OPEN) {
        i = tokens_match(line, i);
        if (i < 0) return -1;
    } else if (!token_ends_operand(token_at(line, i))) {
        return -1;
    }
    for (i++;;) {
        const LineToken *t = token_at(line, i);
        if (t->kind == TOKEN_OPEN && !token_is(t, "{")) {
            i = tokens_match(line, i) + 1;
            if (i == 0) return -1;
        } else if (tokens_join(line, i) && token_at(line, i + 1)->kind == TOKEN_NAME) {
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
