/* spans.c: see spans.h. */
#include "spans.h"

#include <string.h>

/* What stands around a name that may be a word of gosh's. */
typedef struct Place {
    const Spans *spans;
    const Token *token;
    Token next;  /* behind it, comments left out */
    bool begins; /* a statement can begin here */
} Place;

static bool is_one_of(int kind, const char *marks) {
    return kind > 0 && kind < 256 && strchr(marks, kind);
}

static int char_at(const Spans *spans, size_t position) {
    return position < spans->lexer.length ? (unsigned char)spans->lexer.text[position] : -1;
}

static bool is_arrow(const Spans *spans, const Token *token) {
    return token->kind == '<' && char_at(spans, token->end) == '-' && char_at(spans, token->end + 1) != '-' &&
           char_at(spans, token->end + 1) != '=';
}

static Token token_behind(const Spans *spans) {
    Lexer ahead = spans->lexer;
    Token next;
    do lexer_next(&ahead, &next);
    while (next.kind == TK_COMMENT);
    return next;
}

/* ---- Parentheses in which types stand ---- */

enum { PARENS_KNOWN = 64 };

static bool in_types(const Spans *spans) {
    int depth = spans->parens;
    return depth > 0 && depth <= PARENS_KNOWN && (spans->types >> (depth - 1) & 1);
}

static void open_paren(Spans *spans, bool types) {
    if (spans->parens++ >= PARENS_KNOWN) return;
    uint64_t bit = (uint64_t)1 << (spans->parens - 1);
    spans->types = types ? spans->types | bit : spans->types & ~bit;
}

/* A '(' or ')': parameters and results hold types, and so does what stands behind a type's `func`. */
static void read_paren(Spans *spans, const Token *token) {
    bool follows = spans->parameters && spans->before_line == token->line;
    bool types = spans->function || follows || (spans->before.word == WORD_FUNC && spans->before.is_type);
    spans->parameters = token->kind == ')' && in_types(spans);
    if (token->kind == '(') {
        open_paren(spans, types);
        spans->function = false;
    } else if (spans->parens > 0) {
        spans->parens--;
    }
}

/* ---- Words ---- */

/* Can what stands before end a statement, or come before the first of a block? */
static bool statement_begins(const Span *before) {
    switch (before->kind) {
    case SPAN_KEYWORD:
        switch (before->token) {
        case TK_DO:
        case TK_THEN:
        case TK_ELSE:
        case TK_REPEAT:
        case TK_END:
        case TK_BREAK:
            return true;
        default:
            return before->word == WORD_SELECT || before->word == WORD_DEFAULT || before->word == WORD_CONTINUE;
        }
    case SPAN_MARK:
        return before->token == TK_LABEL || before->token == TK_DOTS || is_one_of(before->token, ";)]}:");
    default:
        return true;
    }
}

/* Does a name's value, or a type that follows it, stand here? */
static bool type_fits(const Place *p) {
    const Span *before = &p->spans->before;
    bool same_line = p->spans->before_line == p->token->line;
    switch (before->kind) {
    case SPAN_NAME:
    case SPAN_FIELD:
    case SPAN_NEW:
        return same_line && before->end;
    case SPAN_MARK:
        return is_one_of(before->token, "(,]*.");
    case SPAN_KEYWORD:
        return before->token == '<' || before->word == WORD_CHAN;
    default:
        return false;
    }
}

static bool is_func_type(const Spans *spans, const Token *token) {
    const Span *before = &spans->before;
    if (in_types(spans) || (spans->parameters && spans->before_line == token->line)) return true;
    if (before->kind == SPAN_MARK) return before->token == ']' || before->token == '*';
    if (before->kind == SPAN_KEYWORD) return before->word == WORD_CHAN;
    return before->end && (before->kind == SPAN_NAME || before->kind == SPAN_NEW);
}

/* At `map[`: does a type follow what stands in the brackets? */
static bool is_map_type(const Place *p) {
    enum { KEY_MAX = 100 };
    size_t at = p->next.end, limit = at + KEY_MAX;
    for (int depth = 1; depth > 0; at++) {
        int c = char_at(p->spans, at);
        if (c < 0 || at == limit) return c < 0;
        if (c == '[') depth++;
        if (c == ']') depth--;
    }
    int c = char_at(p->spans, at);
    return c == '[' || c == '*' || lexer_is_name_start(c);
}

static bool is_chan_type(const Place *p) {
    switch (p->next.kind) {
    case TK_NAME:
        return p->next.line == p->token->line;
    case '<':
        return is_arrow(p->spans, &p->next) && type_fits(p);
    case '(':
    case '[':
    case '*':
    case TK_EOF:
        return type_fits(p);
    default:
        return false;
    }
}

static bool is_range(const Place *p) {
    int next = p->next.kind;
    if (p->spans->before.token == TK_FOR) return next != '=' && next != ',' && next != TK_IN && next != TK_DEFINE;
    return p->spans->header && p->spans->before.token == TK_DEFINE;
}

/* What a statement's first word is followed by when it is a variable instead. */
static bool is_variable(const Place *p) {
    switch (p->next.kind) {
    case TK_STRING:
    case TK_DEFINE:
    case TK_COMPOUND:
        return true;
    case '<':
        return p->next.line == p->token->line;
    default:
        return is_one_of(p->next.kind, "=,.[({:");
    }
}

/* Is the name this word of gosh's? At the end of the text a word is what it would be if the statement went on. */
static bool is_word(const Place *p, Word word) {
    int next = p->next.kind;
    bool ends = next == TK_EOF, named = next == TK_NAME;
    bool attribute = p->spans->before.token == '<' && next == '>';
    switch (word) {
    case WORD_GO:
    case WORD_DEFER:
        if (next == '(') return p->begins && p->next.start > p->token->end;
        return p->begins && (named || ends || next == TK_FUNCTION);
    case WORD_SELECT:
        return p->begins && (named || ends || next == TK_END);
    case WORD_CASE:
        return p->begins && (named || ends || is_arrow(p->spans, &p->next));
    case WORD_DEFAULT:
        return p->begins && (ends || (next == ':' && !lexer_is_name_start(char_at(p->spans, p->next.end))));
    case WORD_FUNC:
        return next == '(' || ends || (named && p->begins);
    case WORD_CONST:
        return attribute || (p->begins && (named || ends));
    case WORD_CLOSE:
        return attribute;
    case WORD_VAR:
        return p->begins && (named || ends);
    case WORD_CONTINUE:
        return p->begins && !is_variable(p);
    case WORD_RANGE:
        return is_range(p);
    case WORD_CHAN:
        return is_chan_type(p);
    case WORD_MAP:
        return next == '[' && type_fits(p) && is_map_type(p);
    case WORD_STRUCT:
    case WORD_INTERFACE:
        return next == '{' && char_at(p->spans, p->next.end) == '}';
    default:
        return false;
    }
}

/* Does an `=` or `:=` follow? Not when it is for a name before, of which this is the type. */
static bool is_assigned(const Spans *spans, const Token *token) {
    const Span *before = &spans->before;
    size_t at = token->end;
    if (before->kind == SPAN_NEW && spans->before_line == token->line) return false;
    if (is_one_of(before->token, "]*") || before->word == WORD_CHAN) return false;
    while (is_one_of(char_at(spans, at), " \t\r\n")) at++;
    int first = char_at(spans, at), second = char_at(spans, at + 1);
    return first == '=' ? second != '=' : first == ':' && second == '=';
}

/* Is the name one that is declared or a label? */
static bool is_new(const Place *p, Word word) {
    const Span *before = &p->spans->before;
    switch (before->token) {
    case TK_LOCAL:
    case TK_FUNCTION:
    case TK_GOTO:
        return true;
    case TK_FOR:
        return word != WORD_RANGE || !is_range(p);
    case TK_LABEL:
        return p->next.kind == TK_LABEL;
    default:
        break;
    }
    Word behind = before->kind == SPAN_KEYWORD ? before->word : WORD_NONE;
    return behind == WORD_VAR || behind == WORD_CONST || (behind == WORD_FUNC && !before->is_type);
}

static SpanKind kind_of_name(Spans *spans, const Token *token, Span *span) {
    const Span *before = &spans->before;
    if (before->token == '.' || (before->token == ':' && before->end == token->start)) return SPAN_FIELD;
    if (is_assigned(spans, token)) return SPAN_NEW;
    Word word = lexer_word(spans->lexer.text + token->start, token->end - token->start);
    if (word == WORD_NONE && before->kind != SPAN_KEYWORD && before->token != TK_LABEL) return SPAN_NAME;
    Place p = {.spans = spans, .token = token, .next = token_behind(spans), .begins = statement_begins(before)};
    if (is_new(&p, word)) return SPAN_NEW;
    if (!is_word(&p, word)) return SPAN_NAME;
    span->word = word;
    span->is_type = word == WORD_FUNC && p.next.kind == '(' && is_func_type(spans, token);
    if (word == WORD_FUNC && !span->is_type) spans->function = true;
    return SPAN_KEYWORD;
}

/* ---- Tokens ---- */

/* What is no token has the colour of what it was to become. */
static SpanKind kind_of_bad(const Spans *spans, const Token *token) {
    int first = char_at(spans, token->start);
    if (first == '"' || first == '\'') return SPAN_STRING;
    if (first == '[') return token->unfinished ? SPAN_STRING : SPAN_MARK;
    if (first == '-') return SPAN_COMMENT;
    if (first == '.' || lexer_is_digit(first)) return SPAN_NUMBER;
    return SPAN_MARK;
}

static SpanKind kind_of(const Spans *spans, const Token *token) {
    switch (token->kind) {
    case TK_EOF:
        return SPAN_END;
    case TK_BAD:
        return kind_of_bad(spans, token);
    case TK_COMMENT:
        return SPAN_COMMENT;
    case TK_STRING:
        return SPAN_STRING;
    case TK_NUMBER:
    case TK_NIL:
    case TK_TRUE:
    case TK_FALSE:
        return SPAN_NUMBER;
    default:
        return token->kind >= TK_AND && token->kind <= TK_WHILE ? SPAN_KEYWORD : SPAN_MARK;
    }
}

static void read_token(Spans *spans, const Token *token, Span *span) {
    span->kind = kind_of(spans, token);
    if (is_arrow(spans, token)) {
        span->kind = SPAN_KEYWORD;
        span->end++;
        spans->lexer.position++;
    }
    if (token->kind == TK_FOR) spans->header = true;
    if (token->kind == TK_DO) spans->header = false;
    if (token->kind == TK_FUNCTION) spans->function = true;
}

void spans_begin(Spans *spans, const char *text, size_t length) {
    *spans = (Spans){.before = {.kind = SPAN_END}};
    lexer_begin(&spans->lexer, NULL, text, length);
}

void spans_next(Spans *spans, Span *span) {
    Token token;
    lexer_next(&spans->lexer, &token);
    *span = (Span){.token = token.kind, .start = token.start, .end = token.end};
    span->unfinished = token.unfinished || (token.kind == TK_BAD && token.end == spans->lexer.length);
    if (token.kind == TK_NAME)
        span->kind = kind_of_name(spans, &token, span);
    else
        read_token(spans, &token, span);
    if (span->kind == SPAN_COMMENT) return;
    if (token.kind == '(' || token.kind == ')')
        read_paren(spans, &token);
    else
        spans->parameters = false;
    spans->before = *span;
    spans->before_line = token.last_line;
}
