/* What Lua's own error was about, where Lua does not say: it names variables and fields, but not the result of a call, what
 * an index gave, or the two sides of a comparison.
 *
 * All that is left of those is the line of the program's text. If that has only one operation that the error can be about,
 * its text is told: attempt to compare number with nil (in 'x < limit'). A line that leaves a doubt tells nothing. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/operand.h"
#include "lua/source.h"
#include "lua/trace.h"

/* ---- Errors ---- */

/* Is the token one of those operators, between two operands? `results`: of which Lua has no name for one. */
static bool is_binary(const Tokens *line, int i, const char *of, bool results) {
    if (token_at(line, i)->kind != TOKEN_OPERATOR || !token_is(token_at(line, i), of)) return false;
    if (!token_ends_operand(token_at(line, i - 1))) return false;
    int right = tokens_suffixed_end(line, i + 1);
    return !results || right < 0 || token_at(line, i - 1)->kind == TOKEN_CLOSE ||
           token_at(line, right - 1)->kind == TOKEN_CLOSE;
}

/* The expression of such operators, if the line has only one. */
static bool binary_find(const Tokens *line, const char *of, bool results, Operand *o) {
    int last = line->count - 1, first = 0;
    while (last > 0 && !is_binary(line, last, of, results)) last--;
    if (last <= 0) return false;
    int priority = token_priority(token_at(line, last));
    int begin = tokens_left(line, last, priority), end = tokens_right(line, last, priority);
    while (!is_binary(line, first, of, results)) first++;
    *o = (Operand){.begin = begin, .end = end, .at = last, .what = "in ", .single = first == last};
    return begin >= 0 && begin < first;
}

static bool same_text(const Tokens *line, const Operand *a, const Operand *b) {
    const LineToken *p = token_at(line, a->begin), *q = token_at(line, b->begin);
    size_t length = (size_t)(token_at(line, a->end - 1)->text + token_at(line, a->end - 1)->length - p->text);
    const LineToken *last = token_at(line, b->end - 1);
    return length == (size_t)(last->text + last->length - q->text) && memcmp(p->text, q->text, length) == 0;
}

/* What `close`, a bracket, ends, where one of `next` follows: the result of a call, or what an index gave. The line may say
 * the same thing several times. */
static bool suffixed_find(const Tokens *line, const char *close, const char *next, Operand *o) {
    bool found = false, call = *close == ')';
    for (int i = 1; i < line->count; i++) {
        if (!token_is(token_at(line, i), close) || !token_is(token_at(line, i + 1), next)) continue;
        int open = tokens_match(line, i);
        if (open < 1 || !token_ends_operand(token_at(line, open - 1))) continue;
        Operand other = {.begin = tokens_suffixed_begin(line, i),
                         .end = call ? open : i + 1,
                         .what = call ? "result of " : "field ",
                         .single = !found};
        other.at = other.begin;
        if (other.begin < 0 || (found && !same_text(line, o, &other))) return false;
        *o = other;
        found = true;
    }
    return found;
}

static bool length_find(const Tokens *line, Operand *o) {
    int found = -1;
    for (int i = 0; i < line->count; i++) {
        if (!token_is(&line->tokens[i], "#")) continue;
        if (found >= 0) return false;
        found = i;
    }
    if (found < 0) return false;
    *o = (Operand){.begin = found, .end = tokens_suffixed_end(line, found), .at = found, .what = "in ", .single = true};
    return true;
}

/* for i = initial, limit, step do */
static bool for_find(const Tokens *line, int place, Operand *o) {
    int i = 0;
    while (i < line->count && !token_is(token_at(line, i), "for")) i++;
    if (token_at(line, i + 1)->kind != TOKEN_NAME || !token_is(token_at(line, i + 2), "=")) return false;
    int begin = i + 3, depth = 0;
    for (i = begin; i < line->count; i++) {
        const LineToken *t = token_at(line, i);
        depth += (t->kind == TOKEN_OPEN) - (t->kind == TOKEN_CLOSE);
        if (depth != 0 || !token_is(t, ", do")) continue;
        if (place-- == 0) {
            *o = (Operand){.begin = begin, .end = i, .at = begin, .what = "in ", .single = true};
            return token_at(line, begin)->kind != TOKEN_LITERAL;
        }
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
    return ends_with(error, " value") || ends_with(error, nameless_field) || ends_with(error, nameless_index);
}

bool operand_find(const Tokens *line, const char *error, Operand *o) {
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        const struct Error *e = &errors[i];
        if (begins_with(error, e->begins) && (!e->results || is_nameless(error)))
            return binary_find(line, e->operators, e->results, o) && o->end > o->begin;
    }
    static const char *const places[] = {"initial value", "limit", "step"};
    for (int i = 0; i < 3; i++)
        if (begins_with(error, "bad 'for' ") && begins_with(error + 10, places[i]))
            return for_find(line, i, o) && o->end > o->begin;
    if (begins_with(error, "attempt to get length of a ") && is_nameless(error))
        return length_find(line, o) && o->end > o->begin;
    bool index = begins_with(error, "attempt to index a "), call = begins_with(error, "attempt to call a ");
    if (!index && !call) return false;
    const char *next = index ? ". : [" : "(";
    if (ends_with(error, " value")) return suffixed_find(line, ")", next, o);
    return (ends_with(error, nameless_field) || ends_with(error, nameless_index)) && suffixed_find(line, "]", next, o);
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
    Tokens line;
    Operand o;
    const char *error = place_read(text, file, sizeof file, &number);
    if (!error) return false;
    size_t line_length;
    const char *source = source_line(w, file, number, &line_length);
    if (!source || !tokens_read(&line, source, line_length) || !operand_find(&line, error, &o)) return false;
    const char *from = line.tokens[o.begin].text;
    const LineToken *last = token_at(&line, o.end - 1);
    int written = snprintf(words, size, " (%s'%.*s')", o.what, (int)(last->text + last->length - from), from);
    if (written < 0 || (size_t)written >= size) return false;
    if (ends_with(text, nameless_field)) *length -= sizeof nameless_field - 1;
    if (ends_with(text, nameless_index)) *length -= sizeof nameless_index - 1;
    return true;
}
