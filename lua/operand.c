/* What Lua's own error was about, where Lua does not say: it names variables and fields, but not the result of a call, what
 * an index gave, or the two sides of a comparison.
 *
 * All that is left of those is the line of the program's text. If that has only one operation that the error can be about,
 * its text is told: attempt to compare number with nil (in 'x < limit'). A line that leaves a doubt tells nothing. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "lua/host.h"
#include "lua/source.h"
#include "lua/trace.h"

enum { TOKENS_MAX = 200 };

typedef enum TokenKind {
    END,
    NAME,
    LITERAL, /* a number or text in quotes */
    WORD,    /* that ends an expression: if, then, return ... */
    BODY,    /* function, func, end: there is more than expressions */
    OPERATOR,
    OPEN,
    CLOSE,
    OTHER,
} TokenKind;

typedef struct Token {
    TokenKind kind;
    const char *text;
    size_t length;
} Token;

typedef struct Line {
    Token tokens[TOKENS_MAX];
    int count;
} Line;

/* ---- Tokens ---- */

static bool is_one_of(const char *text, size_t length, const char *words) {
    for (size_t n; *words; words += n + (words[n] == ' ')) {
        n = strcspn(words, " ");
        if (n == length && memcmp(words, text, n) == 0) return true;
    }
    return false;
}

static bool token_is(const Token *t, const char *words) {
    return is_one_of(t->text, t->length, words);
}

static size_t quoted_length(const char *p, const char *end) {
    const char *q = p + 1;
    while (q < end && *q != *p) q += *q == '\\' && q + 1 < end ? 2 : 1;
    return (size_t)(q - p) + (q < end);
}

static const char operators[] =
    "... ..= //= := += -= *= /= %= == ~= <= >= << >> // .. <- :: + - * / % ^ # & | ~ < >";

static Token token_read(const char *p, const char *end) {
    Token t = {.text = p, .length = 1, .kind = OTHER};
    if (isalpha((unsigned char)*p) || *p == '_') {
        while (p + t.length < end && (isalnum((unsigned char)p[t.length]) || p[t.length] == '_'))
            t.length++;
        t.kind = NAME;
        if (token_is(&t, "and or not if then else elseif while until return in do local var const "
                         "case range go defer for repeat select"))
            t.kind = WORD;
        if (token_is(&t, "func function end")) t.kind = BODY;
        if (token_is(&t, "nil true false")) t.kind = LITERAL;
    } else if (isdigit((unsigned char)*p)) {
        while (p + t.length < end && (isalnum((unsigned char)p[t.length]) || p[t.length] == '.'))
            t.length++;
        t.kind = LITERAL;
    } else if (*p == '"' || *p == '\'') {
        t.length = quoted_length(p, end);
        t.kind = LITERAL;
    } else if (strchr("([{", *p)) {
        t.kind = OPEN;
    } else if (strchr(")]}", *p)) {
        t.kind = CLOSE;
    } else {
        for (size_t n = 3; n > 0; n--) {
            if ((size_t)(end - p) < n || !is_one_of(p, n, operators)) continue;
            t.length = n;
            t.kind = OPERATOR;
            break;
        }
    }
    return t;
}

/* False for a line that is too long. */
static bool line_read(Line *line, const char *p, size_t length) {
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

static const Token *token_at(const Line *line, int i) {
    static const Token none = {.kind = END, .text = ""};
    return i >= 0 && i < line->count ? &line->tokens[i] : &none;
}

/* ---- Expressions ---- */

static bool ends_operand(const Token *t) {
    return t->kind == NAME || t->kind == LITERAL || t->kind == CLOSE;
}

/* How tightly a binary operator binds; 0 for what is none. */
static int priority_of(const Token *t) {
    static const char *const levels[] = {"< > <= >= ~= ==", "|", "~", "&", "<< >>", "..", "+ -",
                                         "* / // %",        "^"};
    if (t->kind != OPERATOR) return 0;
    for (int i = 0; i < (int)(sizeof levels / sizeof *levels); i++)
        if (token_is(t, levels[i])) return i + 1;
    return 0;
}

/* The other end of the brackets at `i`; -1 if that is on another line. */
static int brackets_match(const Line *line, int i) {
    int step = token_at(line, i)->kind == OPEN ? 1 : -1, depth = 0;
    for (; i >= 0 && i < line->count; i += step) {
        TokenKind kind = line->tokens[i].kind;
        if (kind == BODY) return -1;
        if (kind == OPEN) depth++;
        if (kind == CLOSE) depth--;
        if (depth == 0) return i;
    }
    return -1;
}

/* Where the name, with its fields, indexes and calls, begins that ends at `i`; -1 if that is not on the line. */
static int suffixed_begin(const Line *line, int i) {
    for (;;) {
        if (token_at(line, i)->kind == CLOSE) {
            i = brackets_match(line, i);
            if (i < 0) return -1;
            if (!ends_operand(token_at(line, i - 1)))
                return token_is(token_at(line, i), "(") ? i : -1;
            i--;
            continue;
        }
        if (!ends_operand(token_at(line, i))) return -1;
        if (!token_is(token_at(line, i - 1), ". :") || !ends_operand(token_at(line, i - 2)))
            return i;
        i -= 2;
    }
}

/* Where the operand of an operator of that priority begins that ends before `i`, or -1. */
static int left_begin(const Line *line, int i, int priority) {
    int begin = suffixed_begin(line, i - 1);
    while (begin > 0) {
        const Token *before = token_at(line, begin - 1);
        bool unary = before->kind == OPERATOR && token_is(before, "- # ~") &&
                     !ends_operand(token_at(line, begin - 2));
        if (unary) {
            begin--;
        } else if (priority_of(before) >= priority) {
            begin = suffixed_begin(line, begin - 2);
        } else {
            break;
        }
    }
    return begin;
}

/* Past the name, with its fields, indexes and calls, that begins at `i`; -1 if that is not on the line. */
static int suffixed_end(const Line *line, int i) {
    while (token_at(line, i)->kind == OPERATOR && token_is(token_at(line, i), "- # ~")) i++;
    if (token_at(line, i)->kind == OPEN) {
        i = brackets_match(line, i);
        if (i < 0) return -1;
    } else if (!ends_operand(token_at(line, i))) {
        return -1;
    }
    for (i++;;) {
        const Token *t = token_at(line, i);
        if (t->kind == OPEN && !token_is(t, "{")) {
            i = brackets_match(line, i) + 1;
            if (i == 0) return -1;
        } else if (token_is(t, ". :") && token_at(line, i + 1)->kind == NAME) {
            i += 2;
        } else {
            return i;
        }
    }
}

static int right_end(const Line *line, int i, int priority) {
    int end = suffixed_end(line, i + 1);
    while (end > 0 && priority_of(token_at(line, end)) > priority)
        end = suffixed_end(line, end + 1);
    return end;
}

/* ---- Errors ---- */

/* Tells of the tokens from `begin` to before `end`. */
static bool words_write(const Line *line, int begin, int end, const char *what, char *words,
                        size_t size) {
    if (begin < 0 || end <= begin) return false;
    const char *from = line->tokens[begin].text;
    const Token *last = token_at(line, end - 1);
    int length = (int)(last->text + last->length - from);
    int written = snprintf(words, size, " (%s'%.*s')", what, length, from);
    return written > 0 && (size_t)written < size;
}

/* Is the token one of those operators, between two operands? `results`: of which Lua has no name for one. */
static bool is_binary(const Line *line, int i, const char *of, bool results) {
    if (token_at(line, i)->kind != OPERATOR || !token_is(token_at(line, i), of)) return false;
    if (!ends_operand(token_at(line, i - 1))) return false;
    int right = suffixed_end(line, i + 1);
    return !results || right < 0 || token_at(line, i - 1)->kind == CLOSE ||
           token_at(line, right - 1)->kind == CLOSE;
}

/* The expression of such operators, if the line has only one. */
static bool binary_words(const Line *line, const char *of, bool results, char *words, size_t size) {
    int last = line->count - 1, first = 0;
    while (last > 0 && !is_binary(line, last, of, results)) last--;
    if (last <= 0) return false;
    int priority = priority_of(token_at(line, last));
    int begin = left_begin(line, last, priority), end = right_end(line, last, priority);
    while (!is_binary(line, first, of, results)) first++;
    return begin >= 0 && begin < first && words_write(line, begin, end, "in ", words, size);
}

/* What `close`, a bracket, ends, where one of `next` follows: the result of a call, or what an index gave. The line may say
 * the same thing several times. */
static bool suffixed_words(const Line *line, const char *close, const char *next, char *words,
                           size_t size) {
    char other[100];
    bool found = false, call = *close == ')';
    for (int i = 1; i < line->count; i++) {
        if (!token_is(token_at(line, i), close) || !token_is(token_at(line, i + 1), next)) continue;
        int open = brackets_match(line, i);
        if (open < 1 || !ends_operand(token_at(line, open - 1))) continue;
        const char *what = call ? "result of " : "field ";
        if (!words_write(line, suffixed_begin(line, i), call ? open : i + 1, what, words, size))
            return false;
        if (found && strcmp(words, other) != 0) return false;
        snprintf(other, sizeof other, "%s", words);
        found = true;
    }
    return found;
}

static bool length_words(const Line *line, char *words, size_t size) {
    int found = -1;
    for (int i = 0; i < line->count; i++) {
        if (!token_is(&line->tokens[i], "#")) continue;
        if (found >= 0) return false;
        found = i;
    }
    return found >= 0 && words_write(line, found, suffixed_end(line, found), "in ", words, size);
}

/* for i = initial, limit, step do */
static bool for_words(const Line *line, int place, char *words, size_t size) {
    int i = 0;
    while (i < line->count && !token_is(token_at(line, i), "for")) i++;
    if (token_at(line, i + 1)->kind != NAME || !token_is(token_at(line, i + 2), "=")) return false;
    int begin = i + 3, depth = 0;
    for (i = begin; i < line->count; i++) {
        const Token *t = token_at(line, i);
        depth += (t->kind == OPEN) - (t->kind == CLOSE);
        if (depth != 0 || !token_is(t, ", do")) continue;
        if (place-- == 0)
            return token_at(line, begin)->kind != LITERAL &&
                   words_write(line, begin, i, "in ", words, size);
        begin = i + 1;
    }
    return false;
}

/* What Lua says of a field whose name is not a constant. */
static const char nameless_field[] = " (field '?')", nameless_index[] = " (field 'integer index')";

/* An error of Lua's, what of it the line has to show, and the operators that it can be about. */
static const struct Error {
    const char *begins, *operators;
    bool results; /* only where Lua has no name for the operand: a call gave it, or an index */
} errors[] = {
    {"attempt to compare ", "< > <= >=", false},
    {"attempt to add ", "+", false},
    {"attempt to sub ", "-", false},
    {"attempt to mul ", "*", false},
    {"attempt to div ", "/", false},
    {"attempt to mod ", "%", false},
    {"attempt to pow ", "^", false},
    {"attempt to idiv ", "//", false},
    {"attempt to perform arithmetic on a ", "+ - * / // % ^", true},
    {"attempt to perform bitwise operation on a ", "& | ~ << >>", true},
    {"attempt to concatenate a ", "..", true},
};

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), n = strlen(end);
    return length >= n && strcmp(text + length - n, end) == 0;
}

static bool begins_with(const char *text, const char *begin) {
    return strncmp(text, begin, strlen(begin)) == 0;
}

static bool is_nameless(const char *error) {
    return ends_with(error, " value") || ends_with(error, nameless_field) ||
           ends_with(error, nameless_index);
}

static bool error_words(const Line *line, const char *error, char *words, size_t size) {
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        const struct Error *e = &errors[i];
        if (begins_with(error, e->begins) && (!e->results || is_nameless(error)))
            return binary_words(line, e->operators, e->results, words, size);
    }
    static const char *const places[] = {"initial value", "limit", "step"};
    for (int i = 0; i < 3; i++)
        if (begins_with(error, "bad 'for' ") && begins_with(error + 10, places[i]))
            return for_words(line, i, words, size);
    if (begins_with(error, "attempt to get length of a ") && is_nameless(error))
        return length_words(line, words, size);
    bool index = begins_with(error, "attempt to index a "),
         call = begins_with(error, "attempt to call a ");
    if (!index && !call) return false;
    const char *next = index ? ". : [" : "(";
    if (ends_with(error, " value")) return suffixed_words(line, ")", next, words, size);
    return ends_with(error, nameless_field) || ends_with(error, nameless_index)
               ? suffixed_words(line, "]", next, words, size)
               : false;
}

/* The place that the error's text begins with, and what stands behind it. */
static const char *place_read(const char *text, char *file, size_t size, int *line) {
    const char *error = strstr(text, ": attempt to ");
    if (!error) error = strstr(text, ": bad 'for' ");
    if (!error) return NULL;
    const char *digits = error;
    while (digits > text && isdigit((unsigned char)digits[-1])) digits--;
    if (digits == error || digits == text || digits[-1] != ':') return NULL;
    const char *name = digits - 1;
    while (name > text && !(name[-1] == ' ' && name - 2 >= text && name[-2] == ':')) name--;
    if ((size_t)(digits - 1 - name) >= size) return NULL;
    snprintf(file, size, "%.*s", (int)(digits - 1 - name), name);
    *line = atoi(digits);
    return error + 2;
}

bool operand_words(const World *w, const char *text, size_t *length, char *words, size_t size) {
    char file[512];
    int number;
    Line line;
    const char *error = place_read(text, file, sizeof file, &number);
    if (!error) return false;
    size_t line_length;
    const char *source = source_line(w, file, number, &line_length);
    if (!source || !line_read(&line, source, line_length) ||
        !error_words(&line, error, words, size))
        return false;
    if (ends_with(text, nameless_field)) *length -= sizeof nameless_field - 1;
    if (ends_with(text, nameless_index)) *length -= sizeof nameless_index - 1;
    return true;
}
