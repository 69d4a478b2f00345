/* Finds by the words of an error which operation of its line has failed. Each kind of operation is looked for by its
 * tokens; only one that the line has once is told. */
#include "lua/spot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/operand.h"

static const char arithmetic[] = "+ - * / // % ^ += -= *= /= //= %=", bitwise[] = "& | ~ << >>",
                  concatenation[] = ".. ..=", division[] = "// % //= %=";

static bool begins_with(const char *text, const char *begin) {
    return strncmp(text, begin, strlen(begin)) == 0;
}

bool spot_named(const char *error, Named *named) {
    size_t length = strlen(error);
    const char *open = strrchr(error, '(');
    if (!open || length < 2 || strcmp(error + length - 2, "')") != 0) return false;
    const char *quote = strchr(open, '\'');
    size_t kind = quote ? (size_t)(quote - open) : 0, name = quote ? strlen(quote) - 3 : 0;
    if (kind < 3 || kind - 2 >= sizeof named->kind || name >= sizeof named->name) return false;
    snprintf(named->kind, sizeof named->kind, "%.*s", (int)(kind - 2), open + 1);
    snprintf(named->name, sizeof named->name, "%.*s", (int)name, quote + 1);
    return true;
}

static bool is_called(const Tokens *line, int i) {
    const LineToken *next = token_at(line, i + 1);
    return token_is(next, "( {") || (next->kind == TOKEN_LITERAL && strchr("\"'[", *next->text));
}

/* ---- One place of several ---- */

/* Takes a place that has been found; a second one takes it away again. */
typedef struct Search {
    Spot *spot;
    int count;
} Search;

static void search_take(Search *s, int begin, int end, int at) {
    if (begin < 0 || end <= begin) {
        s->count = 2; /* there is one that cannot be told */
        return;
    }
    s->count++;
    *s->spot = (Spot){begin, end, at};
}

/* ---- Lua's own errors ---- */

/* Is an operator of those beside the operand from `begin` to `i`? */
static bool has_operator(const Tokens *line, int begin, int i, const char *of) {
    const LineToken *before = token_at(line, begin - 1), *next = token_at(line, i + 1);
    return (before->kind == TOKEN_OPERATOR && token_is(before, of)) ||
           (next->kind == TOKEN_OPERATOR && token_is(next, of));
}

/* Is what the name stands for used as the error says? */
static bool is_used(const Tokens *line, const char *error, int begin, int i) {
    if (begins_with(error, "attempt to index ")) return token_is(token_at(line, i + 1), ". : [");
    if (begins_with(error, "attempt to call ")) return is_called(line, i);
    if (begins_with(error, "attempt to perform arithmetic ")) return has_operator(line, begin, i, arithmetic);
    if (begins_with(error, "attempt to perform bitwise ")) return has_operator(line, begin, i, bitwise);
    if (begins_with(error, "attempt to concatenate ")) return has_operator(line, begin, i, concatenation);
    if (begins_with(error, "attempt to get length ")) return token_is(token_at(line, begin - 1), "#");
    return false;
}

static void named_find(const Tokens *line, const char *error, const Named *named, Search *s) {
    bool member = strcmp(named->kind, "field") == 0 || strcmp(named->kind, "method") == 0;
    for (int i = 0; i < line->count; i++) {
        const LineToken *t = token_at(line, i);
        bool same = t->length == strlen(named->name) && memcmp(t->text, named->name, t->length) == 0;
        if (t->kind != TOKEN_NAME || !same || tokens_join(line, i - 1) != member) continue;
        int begin = member ? tokens_suffixed_begin(line, i) : i;
        if (is_used(line, error, begin, i)) search_take(s, begin, i + 1, i);
    }
}

/* for x in VALUE do, for x := range VALUE do */
static void iterated_find(const Tokens *line, Search *s) {
    for (int i = 0; i < line->count; i++) {
        if (!token_is(token_at(line, i), "in range")) continue;
        int end = tokens_suffixed_end(line, i + 1);
        search_take(s, i + 1, end, i + 1);
    }
}

/* x += v, which Lua knows as x = x + v. */
static void compound_find(const Tokens *line, Search *s) {
    for (int i = 1; i < line->count; i++)
        if (token_is(token_at(line, i), "+= -= *= /= //= %= ..="))
            search_take(s, tokens_suffixed_begin(line, i - 1), tokens_right(line, i, 0), i);
}

/* ---- Calls ---- */

/* The argument of that number, from 1 on, of the call whose bracket opens at `open`; false if it has none. */
static bool argument_find(const Tokens *line, int open, int number, Spot *spot) {
    int close = tokens_match(line, open), begin = open + 1, depth = 0;
    for (int i = open + 1; i <= close; i++) {
        const LineToken *t = token_at(line, i);
        bool ends = depth == 0 && (i == close || token_is(t, ","));
        depth += (t->kind == TOKEN_OPEN) - (t->kind == TOKEN_CLOSE);
        if (!ends) continue;
        if (--number == 0) {
            *spot = (Spot){begin, i, begin};
            return i > begin;
        }
        begin = i + 1;
    }
    return false;
}

/* Calls of what has one of these names, with whatever stands before it; `number`: of the argument, or 0. */
static void call_find(const Tokens *line, const char *names, int number, Search *s) {
    for (int i = 0; i < line->count; i++) {
        if (token_at(line, i)->kind != TOKEN_NAME || !token_is(token_at(line, i), names)) continue;
        if (!token_is(token_at(line, i + 1), "(") || token_is(token_at(line, i - 1), "func function")) continue;
        int begin = tokens_suffixed_begin(line, i), close = tokens_match(line, i + 1);
        Spot argument;
        if (number && argument_find(line, i + 1, number, &argument))
            search_take(s, argument.begin, argument.end, argument.at);
        else
            search_take(s, begin, close > 0 && !number ? close + 1 : i + 1, i);
    }
}

/* bad argument #2 to 'f' (...) */
static void bad_argument_find(const Tokens *line, const char *error, Search *s) {
    char name[NAMED_SIZE];
    int number = atoi(error + strlen("bad argument #"));
    const char *quote = strchr(error, '\'');
    if (!quote || number < 0) return;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(quote + 1, "'"), quote + 1);
    call_find(line, name, number, s);
}

/* ... in argument to time.Sleep: the argument if there is only one, and it is not one that is missing; else the call. */
static void argument_to_find(const Tokens *line, const char *error, const char *names, Search *s) {
    const char *dot = strrchr(names, '.');
    if (dot) names = dot + 1;
    if (!*names || strpbrk(names, " ()")) return;
    call_find(line, names, 0, s);
    Spot first, second;
    int open = s->count == 1 && !begins_with(error, "cannot use nil") ? s->spot->at + 1 : 0;
    if (open && argument_find(line, open, 1, &first) && !argument_find(line, open, 2, &second)) *s->spot = first;
}

/* ---- Go's panics ---- */

static void arrow_find(const Tokens *line, bool send, Search *s) {
    for (int i = 0; i < line->count; i++) {
        if (!token_is(token_at(line, i), "<-") || token_is(token_at(line, i - 1), "chan") ||
            token_is(token_at(line, i + 1), "chan"))
            continue;
        bool sends = token_ends_operand(token_at(line, i - 1));
        if (sends != send) continue;
        int end = send ? tokens_right(line, i, 0) : tokens_suffixed_end(line, i + 1);
        search_take(s, send ? tokens_suffixed_begin(line, i - 1) : i, end > 0 ? end : i + 1, i);
    }
}

/* m[k] = v, m.k = v */
static void entry_find(const Tokens *line, Search *s) {
    for (int i = 1; i < line->count; i++) {
        if (!token_is(token_at(line, i + 1), "= += -= *= /= ..=")) continue;
        if (!token_is(token_at(line, i), "]") && !tokens_join(line, i - 1)) continue;
        int begin = tokens_suffixed_begin(line, i);
        search_take(s, begin, i + 1, begin);
    }
}

static void division_find(const Tokens *line, Search *s) {
    for (int i = 1; i < line->count; i++) {
        if (token_at(line, i)->kind != TOKEN_OPERATOR || !token_is(token_at(line, i), division)) continue;
        int priority = token_priority(token_at(line, i));
        search_take(s, tokens_left(line, i, priority), tokens_right(line, i, priority), i);
    }
}

static const struct {
    const char *text, *calls;
} called[] = {
    {"close of ", "close"},
    {"cannot close ", "close"},
    {"negative WaitGroup counter", "Add Done"},
    {"unlock of unlocked mutex", "Unlock"},
    {"Unlock of unlocked RWMutex", "Unlock"},
    {"RUnlock of unlocked RWMutex", "RUnlock"},
    {"makechan: size", "make"},
    {"non-positive interval for NewTicker", "NewTicker"},
};

static void go_find(const Tokens *line, const char *error, Search *s) {
    for (size_t i = 0; i < sizeof called / sizeof *called; i++)
        if (strstr(error, called[i].text)) {
            call_find(line, called[i].calls, 0, s);
            return;
        }
    const char *argument = strstr(error, " in argument to ");
    if (argument)
        argument_to_find(line, error, argument + strlen(" in argument to "), s);
    else if (strcmp(error, "send on closed channel") == 0 || strstr(error, "cannot send to ") ||
             strstr(error, " value in send"))
        arrow_find(line, true, s);
    else if (strstr(error, "cannot receive from "))
        arrow_find(line, false, s);
    else if (strstr(error, "entry in nil map"))
        entry_find(line, s);
    else if (strstr(error, "divide by zero") || strstr(error, "perform 'n%%0'"))
        division_find(line, s);
    else if (!begins_with(error, "attempt to "))
        call_find(line, "panic error", 0, s);
}

bool spot_find(const Tokens *line, const char *error, Spot *spot) {
    Search s = {.spot = spot};
    Operand operand;
    Named named;
    if (operand_find(line, error, &operand)) {
        if (operand.single) search_take(&s, operand.begin, operand.end, operand.at);
        return s.count == 1;
    }
    if (strstr(error, "'for iterator'"))
        iterated_find(line, &s);
    else if (begins_with(error, "bad argument #"))
        bad_argument_find(line, error, &s);
    else if (begins_with(error, "attempt to ") && spot_named(error, &named))
        named_find(line, error, &named, &s);
    else if (begins_with(error, "attempt to ") && strstr(error, " with a ") && !strstr(error, "divide by"))
        compound_find(line, &s);
    else
        go_find(line, error, &s);
    return s.count == 1;
}
