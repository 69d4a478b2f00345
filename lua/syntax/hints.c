/*
 * hints.c: Go's habits that are not gosh, and what to write instead.
 *
 * Hints never make an error, they explain one: the parser has failed at a token, and the lines
 * around it are compared with what Go programmers write. So a Lua program that is right never meets
 * them, and one that is wrong for another reason meets them rarely.
 */
#include "parser.h"

#include <limits.h>
#include <string.h>

enum { LINE_TOKENS = 40 };

static const char types_hint[] = "types stand behind, without signs: `func f(x int) string`";
static const char chan_hint[] = "`<-chan int` can be received from, `chan<- int` sent to";
static const char method_hint[] =
    "a method is written `func T:name() ... end`, its receiver is `self`";

/* The tokens of one line. */
typedef struct Line {
    Token tokens[LINE_TOKENS];
    int count;
} Line;

static void read_line(Parser *parser, size_t within, Line *line) {
    Lexer lexer = parser->lexer;
    const char *text = lexer.text;
    line->count = 0;
    if (within > lexer.length) return;
    size_t begin = within, end = within;
    while (begin > 0 && text[begin - 1] != '\n' && text[begin - 1] != '\r') begin--;
    while (end < lexer.length && text[end] != '\n' && text[end] != '\r') end++;
    lexer.position = begin;
    lexer.length = end;
    lexer.line = 1;
    while (line->count < LINE_TOKENS) {
        Token *token = &line->tokens[line->count];
        lexer_next(&lexer, token);
        if (token->kind == TK_EOF) return;
        line->count++;
    }
}

static bool is_name(const Line *line, int index, const char *name) {
    return index < line->count && line->tokens[index].kind == TK_NAME &&
           strcmp(line->tokens[index].symbol->text, name) == 0;
}

static bool is_kind(const Line *line, int index, int kind) {
    return index >= 0 && index < line->count && line->tokens[index].kind == kind;
}

static bool has_kind(const Line *line, int kind) {
    for (int i = 0; i < line->count; i++)
        if (line->tokens[i].kind == kind) return true;
    return false;
}

/* Whether a name and a token follow each other somewhere. */
static bool has_pair(const Line *line, const char *name, int kind) {
    for (int i = 0; i + 1 < line->count; i++)
        if (is_name(line, i, name) && is_kind(line, i + 1, kind)) return true;
    return false;
}

static bool has_name(const Line *line, const char *name) {
    for (int i = 0; i < line->count; i++)
        if (is_name(line, i, name)) return true;
    return false;
}

/* Whether two tokens stand together without space. */
static bool touch(const Line *line, int first, int kind, int next) {
    return is_kind(line, first, kind) && is_kind(line, first + 1, next) &&
           line->tokens[first].end == line->tokens[first + 1].start;
}

/* Whether a function begins somewhere on the line. */
static bool has_func(const Line *line) {
    return has_pair(line, "func", TK_NAME) || has_pair(line, "func", '(');
}

/* `func f() int, error` */
static bool has_results_without_brackets(const Line *line) {
    int count = line->count;
    return count > 4 && is_kind(line, count - 1, TK_NAME) && is_kind(line, count - 2, ',') &&
           is_kind(line, count - 3, TK_NAME) && is_kind(line, count - 4, ')');
}

/* What the first words of the line say. */
static const char *by_first_words(const Line *line) {
    bool name = is_kind(line, 1, TK_NAME), paren = is_kind(line, 1, '(');
    if (is_name(line, 0, "package") && name)
        return "a gosh program has no package clause: leave the line out";
    if (is_name(line, 0, "import") && (paren || is_kind(line, 1, TK_STRING) || name))
        return "packages are predeclared: leave the import out";
    if (is_name(line, 0, "type") && name)
        return "types are not declared: a struct is a table, `p := {x = 1}`";
    if (is_name(line, 0, "switch") && (name || is_kind(line, line->count - 1, '{')))
        return "write `if x == 1 then ... elseif x == 2 then ... else ... end`";
    if (is_name(line, 0, "select") && is_kind(line, 1, '{'))
        return "write `select case v := <-ch: ... end`, without braces";
    if ((is_name(line, 0, "var") || is_name(line, 0, "const")) && paren)
        return "give each declaration a line: `var x int`, `const N = 1`";
    if (is_name(line, 0, "func") && paren && is_kind(line, 2, TK_NAME)) return method_hint;
    if (is_name(line, 0, "func") && has_results_without_brackets(line))
        return "several results stand in brackets: `func f() (int, error)`";
    if (is_name(line, 0, "func") && name && is_kind(line, 2, '['))
        return "there are no type parameters: leave them out";
    if ((is_name(line, 0, "def") || is_name(line, 0, "fn") || is_name(line, 0, "fun")) && name)
        return "write `func f(x) ... end`";
    if ((is_name(line, 0, "goroutine") || is_name(line, 0, "async") || is_name(line, 0, "spawn")) &&
        name)
        return "write `go f(x)`";
    if (is_name(line, 0, "delete") && name) return "write `t[key] = nil`";
    if (is_name(line, 0, "foreach") ||
        (is_kind(line, 0, TK_FOR) && is_name(line, 1, "each") && is_kind(line, 2, TK_NAME)))
        return "write `for i, v := range xs do ... end`";
    if (is_name(line, 0, "try") && line->count > 1)
        return "functions return errors, `v, err := f()`; a deferred function recovers from a "
               "panic, and `pcall(f)` does";
    if (is_name(line, 0, "let") && name) return "write `x := 1`";
    if ((is_name(line, 0, "int") || is_name(line, 0, "string") || is_name(line, 0, "bool")) && name)
        return "the type stands behind the name: `var x int = 1`, or without a type `x := 1`";
    if (is_kind(line, 0, TK_NAME) && name && is_kind(line, 2, TK_DEFINE))
        return "write `x := 1` or `var x int = 1`";
    if (is_kind(line, 0, TK_NAME) && is_kind(line, 1, '.') && is_kind(line, 2, TK_NAME) &&
        is_kind(line, 3, TK_NAME) && line->count == 4)
        return "the type stands behind the name: `var mu sync.Mutex`";
    if (is_kind(line, 0, '<') && is_kind(line, 1, '-') && is_kind(line, 2, TK_NAME) &&
        (is_kind(line, 3, TK_NUMBER) || is_kind(line, 3, TK_STRING) || is_kind(line, 3, TK_NAME)))
        return "`<-ch` receives; a send is written `ch <- 1`";
    if (is_name(line, 0, "fallthrough")) return "cases do not fall through: leave it out";
    if (is_name(line, 0, "case") && line->count > 1 && has_kind(line, ':'))
        return "a case stands in a select; for values write `if ... elseif ... end`";
    if (is_kind(line, 0, TK_LOCAL) && has_kind(line, TK_DEFINE))
        return "write `x := 1` or `local x = 1`";
    if (is_name(line, 0, "var") && has_kind(line, TK_DEFINE))
        return "write `x := 1` or `var x int = 1`";
    if (is_name(line, 0, "const") && name && line->count > 2)
        return "a const has no type: `const N = 1`";
    if ((is_kind(line, 0, TK_IF) || is_kind(line, 0, TK_WHILE) || is_kind(line, 0, TK_ELSEIF)) &&
        has_kind(line, TK_DEFINE))
        return "declare it on the line before: `v, ok := f()`, then `if ok then`";
    if (is_kind(line, 0, TK_FOR) && (is_kind(line, 1, '{') || is_kind(line, 1, TK_DO)))
        return "a loop without an end is `while true do ... end`";
    if (is_kind(line, 0, TK_FOR) && !has_kind(line, '=') && !has_kind(line, TK_IN) &&
        !has_kind(line, TK_DEFINE) && !has_kind(line, ',') && !is_name(line, 1, "range") &&
        line->count > 2)
        return "a loop with a condition is `while x do ... end`";
    if (is_kind(line, 0, TK_FOR) && (has_kind(line, ';') || is_kind(line, line->count - 1, '{')))
        return "write `for i := range 3 do ... end`, `for i = 0, 2 do ... end` or "
               "`while x do ... end`";
    if ((line->count == 2 || is_kind(line, 2, TK_FOR)) && is_kind(line, 0, TK_NAME) &&
        is_kind(line, 1, ':'))
        return "a label is written `::name::`, and `goto name` goes there";
    return NULL;
}

/* The words of Lua that are names to Go. */
static bool is_lua_word(const Line *line, int index) {
    static const int words[] = {TK_AND, TK_DO, TK_ELSEIF, TK_END,  TK_FUNCTION, TK_IN,   TK_LOCAL,
                                TK_NOT, TK_OR, TK_REPEAT, TK_THEN, TK_UNTIL,    TK_WHILE};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_kind(line, index, words[i])) return true;
    return false;
}

/* `in := gen(2, 3)`, `var end int`, `func sq(in <-chan int)`, `t.end`, `<-in`: one of them where a name has to be. */
static const char *by_lua_word(Parser *parser, const Token *token, const Line *line) {
    int at = 0;
    while (at < line->count && line->tokens[at].end < token->end) at++;
    if (is_kind(line, at, TK_DEFINE)) at--;
    if (at < 0 || !is_lua_word(line, at)) return NULL;
    bool declared = is_kind(line, at + 1, TK_DEFINE) ||
                    (at > 0 && (is_name(line, at - 1, "var") || is_kind(line, at - 1, TK_LOCAL)));
    bool sends = is_kind(line, at + 1, '<') && is_kind(line, at + 2, '-');
    bool begins = at == 0 || is_kind(line, at - 1, '(') || is_kind(line, at - 1, ',') ||
                  is_kind(line, at - 1, TK_RETURN) || is_name(line, at - 1, "range");
    bool used = begins && (is_kind(line, at, TK_IN) || (at > 0 && has_func(line)));
    bool field = at > 0 && (is_kind(line, at - 1, '.') ||
                            (is_kind(line, at + 1, '=') &&
                             (is_kind(line, at - 1, '{') || is_kind(line, at - 1, ','))));
    bool received = at > 1 && is_kind(line, at - 2, '<') && is_kind(line, at - 1, '-');
    if (!declared && !sends && !used && !field && !received) return NULL;
    const Token *word = &line->tokens[at];
    return memory_format(parser->memory, "`%.*s` is a word of Lua: take another name",
                         (int)(word->end - word->start), parser->lexer.text + word->start);
}

/* `{x: 1}`, also when each field has a line of its own. */
static bool has_field_with_colon(const Line *line) {
    for (int i = 0; i + 2 < line->count; i++) {
        bool first = i == 0 && is_kind(line, line->count - 1, ',');
        bool inside = i > 0 && (is_kind(line, i - 1, '{') || is_kind(line, i - 1, ',')) &&
                      has_kind(line, '{');
        if (!first && !inside) continue;
        if (is_kind(line, i, TK_STRING) && is_kind(line, i + 1, ':')) return true;
        if (is_kind(line, i, TK_NAME) && is_kind(line, i + 1, ':') &&
            !(is_kind(line, i + 2, TK_NAME) && is_kind(line, i + 3, '(')))
            return true;
    }
    return false;
}

/* `3 -> ch`, `x := ->ch`: no arrow of Go's points to the right. */
static const char *by_right_arrow(const Line *line) {
    for (int i = 0; i + 1 < line->count; i++) {
        if (!touch(line, i, '-', '>')) continue;
        if (is_name(line, i + 2, "chan") || (i > 0 && is_name(line, i - 1, "chan")))
            return chan_hint;
        if (has_func(line)) return types_hint;
        bool receives = i == 0 || i + 2 == line->count || is_kind(line, i - 1, '=') ||
                        is_kind(line, i - 1, TK_DEFINE) || is_kind(line, i - 1, '(');
        return receives ? "a receive is written `<-ch`" : "a send is written `ch <- v`";
    }
    return NULL;
}

/* `new(chan int)`, `make(channel int)`, `ch chan = nil`: what is wrong with a channel's type. */
static const char *by_chan(const Line *line) {
    if (has_name(line, "channel")) return "a channel is made by `make(chan int)`";
    for (int i = 0; i < line->count; i++) {
        if (!is_name(line, i, "chan")) continue;
        if (i > 1 && is_kind(line, i - 1, '(') && is_name(line, i - 2, "make")) continue;
        bool before = i > 2 && is_kind(line, i - 2, '<') && is_kind(line, i - 1, '-');
        bool apart = before && !touch(line, i - 2, '<', '-');
        bool glued = before && is_kind(line, i - 3, TK_NAME) &&
                     line->tokens[i - 3].end == line->tokens[i - 2].start;
        if (apart || glued || (is_kind(line, i + 2, '<') && is_kind(line, i + 3, '-')))
            return chan_hint;
        if (is_kind(line, i + 1, ')') || is_kind(line, i + 1, ',') || is_kind(line, i + 1, '='))
            return "say what the channel carries: `chan int`";
        if (has_func(line) || is_name(line, 0, "var") || !is_kind(line, i + 1, TK_NAME)) continue;
        return "a channel is made by `make(chan int)`";
    }
    return NULL;
}

/* `print x` */
static const char *by_missing_brackets(const Parser *parser, const Line *line) {
    static const char *const functions[] = {"print", "println", "close", "len", "cap", "panic"};
    if (has_func(line) || is_name(line, 0, "var")) return NULL; /* `func f(cap int)` */
    for (size_t f = 0; f < sizeof functions / sizeof *functions; f++)
        for (int i = 0; i + 1 < line->count; i++) {
            if (!is_name(line, i, functions[f]) ||
                !(is_kind(line, i + 1, TK_NAME) || is_kind(line, i + 1, TK_NUMBER)))
                continue;
            const Token *argument = &line->tokens[i + 1];
            return memory_format(parser->memory, "the arguments stand in brackets: `%s(%.*s)`",
                                 functions[f], (int)(argument->end - argument->start),
                                 parser->lexer.text + argument->start);
        }
    return NULL;
}

/* `time.After(2 seconds)` */
static bool has_unit(const Line *line) {
    static const char *const units[] = {"ms",      "seconds", "second",
                                        "minutes", "minute",  "milliseconds"};
    for (int i = 1; i < line->count; i++)
        for (size_t u = 0; u < sizeof units / sizeof *units; u++)
            if (is_kind(line, i - 1, TK_NUMBER) && is_name(line, i, units[u])) return true;
    return false;
}

/* What stands somewhere on the line. */
static const char *by_content(const Parser *parser, const Line *line) {
    const char *arrow = by_right_arrow(line);
    if (arrow) return arrow;
    if (has_unit(line)) return "a duration is written `2 * time.Second`";
    if (has_name(line, "elif") || has_name(line, "elsif")) return "write `elseif`";
    const char *chan = by_chan(line);
    if (chan) return chan;
    if (has_pair(line, "make", '[') || has_pair(line, "map", '['))
        return "a slice or a map is a table: `xs := {}`";
    for (int i = 0; i + 1 < line->count; i++) {
        if (is_name(line, i, "make") && is_kind(line, i + 1, '(') &&
            (is_kind(line, i + 2, '[') || is_name(line, i + 2, "map")))
            return "make makes channels; a slice or a map is a table: `xs := {}`";
        if (is_name(line, i, "struct") && is_kind(line, i + 1, '{') && !is_kind(line, i + 2, '}'))
            return "a struct is a table: `p := {x = 1}`";
        if (is_kind(line, i, '[') && is_kind(line, i + 1, TK_NUMBER) && is_kind(line, i + 2, ']') &&
            is_kind(line, i + 3, TK_NAME) && i > 0 &&
            line->tokens[i].start > line->tokens[i - 1].end)
            return "an array is a table: `var xs []int`";
    }
    if (has_field_with_colon(line)) return "a field is written `{x = 1}`, a key `{[\"x\"] = 1}`";
    return by_missing_brackets(parser, line);
}

/* `x ^= 1`: Go's compound assignments that gosh does not have; or NULL. */
static const char *by_operator(Parser *parser, const Token *token, int after) {
    const char *text = parser->lexer.text + token->start;
    if (token->kind == '&' && after == '^') return "write it in full: `x = x & ~1`";
    if (token->kind == '^' && token->start && text[-1] == '&') return "write `x & ~y` for `x &^ y`";
    if (after == '=' && token->kind == '^')
        return "write it in full: `x = x ~ 1` for exclusive or, `x = x ^ 2` for a power";
    if (after == '=')
        return memory_format(parser->memory, "write it in full: `x = x %.*s 1`",
                             (int)(token->end - token->start), text);
    return token->kind == '&' ? "objects are passed as they are: write `mu` for `&mu`" : NULL;
}

static bool is_header(const Line *line) {
    return is_kind(line, 0, TK_IF) || is_kind(line, 0, TK_ELSEIF) || is_kind(line, 0, TK_WHILE) ||
           is_kind(line, 0, TK_UNTIL);
}

/* At a `<`: `ch < - 1`, `ch <-- 1`, `x := <ch` */
static const char *by_less_than(const Lexer *lexer, const Token *token, const Line *line) {
    const char *after = lexer->text + token->end;
    size_t room = lexer->length - token->end;
    if (room > 1 && after[0] == '-' && after[1] == '-')
        return "`--` begins a comment: a send of -1 is written `ch <- -1`";
    if (room && lexer_is_name_start((unsigned char)*after)) return "a receive is written `<-ch`";
    if (!room || *after != ' ') return NULL;
    for (int i = 0; i + 1 < line->count; i++)
        if (is_kind(line, i, '<') && is_kind(line, i + 1, '-'))
            return "the arrow has no space inside: `ch <- 1`";
    return NULL;
}

/* What only looks like a character of the program's. */
static const char *by_foreign(const Parser *parser, const Token *token) {
    static const struct {
        const char *bytes, *hint;
    } foreign[] = {{"\u201c", "strings stand in straight quotes: `\"text\"`"},
                   {"\u201d", "strings stand in straight quotes: `\"text\"`"},
                   {"\u201e", "strings stand in straight quotes: `\"text\"`"},
                   {"\u2018", "strings stand in straight quotes: `\"text\"`"},
                   {"\u2019", "strings stand in straight quotes: `\"text\"`"},
                   {"\u00a0", "this only looks like a space: type a space instead"},
                   {"\uff1a", "this only looks like `:`"},
                   {"\uff1b", "this only looks like `;`"},
                   {"\uff0c", "this only looks like `,`"},
                   {"\uff08", "this only looks like `(`"},
                   {"\uff09", "this only looks like `)`"},
                   {"\u2190", "an arrow is written `<-`"},
                   {"\u2260", "not equal is written `~=`"}};
    const char *text = parser->lexer.text + token->start;
    size_t length = token->end - token->start;
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (strlen(foreign[i].bytes) == length && memcmp(foreign[i].bytes, text, length) == 0)
            return foreign[i].hint;
    return length > 1 ? "names are made of a-z, A-Z, 0-9 and _" : NULL;
}

/* What the token says at which the parser failed. */
/* Nothing can follow a return in its block. */
static bool after_return(const Parser *parser, const Token *token, const Line *before) {
    return token->line > parser->previous_line && is_kind(before, 0, TK_RETURN) && token->kind != TK_EOF;
}

static const char *by_token(Parser *parser, const Token *token, const Line *line,
                            const Line *stat) {
    const Lexer *lexer = &parser->lexer;
    int after = token->end < lexer->length ? lexer->text[token->end] : 0;
    int before = parser->previous_end ? lexer->text[parser->previous_end - 1] : 0;
    if (token->kind >= 0x80 && token->kind <= UCHAR_MAX) return by_foreign(parser, token);
    switch (token->kind) {
    case '&':
    case '|':
    case '^':
    case TK_SHL:
    case TK_SHR:
        return by_operator(parser, token, after);
    case TK_EQ:
        return "`==` compares, as in `if x == 1 then`; `=` assigns";
    case TK_NE:
        return "`~=` is \"not equal\", as in `if x ~= 1 then`; exclusive or is `x = x ~ 1`";
    case '*':
        if (before == '*') return "a power is written `x ^ 2`";
        return "objects are used as they are: write `p` for `*p`";
    case '[':
        return after == ']' ? "a slice is a table: `{1, 2}`" : "a list is written `{1, 2}`";
    case '}':
        return "a block ends with `end`, without braces";
    case '{':
        return "blocks are written without braces: `do ... end`, `then ... end`";
    case '(':
        if (before == '.') return "there are no type assertions: use the value, or ask `type(x)`";
        if (parser->previous_end >= 3 &&
            memcmp(lexer->text + parser->previous_end - 3, "end", 3) == 0)
            return "a function that is called where it stands is written `(func() ... end)()`";
        return NULL;
    case ')':
        return parser->brackets ? NULL : "no bracket is open here: leave it out";
    case TK_CONCAT:
        return is_kind(line, 0, TK_NAME) && is_kind(line, 1, TK_STRING)
                   ? "the arguments stand in brackets: `print(\"n is \" .. n)`"
                   : NULL;
    case '=':
        if (is_kind(line, 0, '<') && is_kind(line, 1, '-')) return "`<-ch` receives; a send is written `ch <- 1`";
        if (before == ')') return "a call cannot be assigned to: left of `=` stands a variable or a field";
        if (before == ':') return "`:=` has no space inside";
        if (after == '>') return "a function literal is `func(a, b) return a + b end`";
        return is_header(line) ? "`==` compares; `=` assigns" : NULL;
    case '+':
        return token->start && lexer->text[token->start - 1] == '=' ? "write `x += 1`" : NULL;
    case '<':
        return by_less_than(lexer, token, line);
    case TK_END:
        return after == '(' ? "a function that is called where it stands is written "
                              "`;(func() ... end)()`, a block `do ... end`"
                            : NULL;
    case ':':
        if (has_func(line)) return types_hint;
        if (has_kind(line, '['))
            return "there are no slice expressions: `{table.unpack(xs, 2, 3)}`";
        return NULL;
    case TK_ELSE:
        return is_name(stat, 0, "select") ? "the case for when no other is ready is `default:`"
                                          : NULL;
    case TK_NAME:
        if (has_func(line) && strcmp(token->symbol->text, "func") == 0 && after != '(')
            return "a function's type is written `func()`";
        return NULL;
    case '?':
        return "there is no `x ? a : b`: write `x and a or b`, or an if";
    case TK_DEFINE:
        return "`:=` stands after names at the start of a statement, or after for";
    case TK_IDIV:
        return "`//` divides; a comment begins with `--`";
    default:
        return NULL;
    }
}

/* Whether something stands on the line from there on that can be a comment; `print(i--)` has none. */
static bool comments(const Lexer *lexer, size_t at) {
    if (at < lexer->length && lexer->text[at] && strchr(")],;", lexer->text[at])) return false;
    while (at < lexer->length && (lexer->text[at] == ' ' || lexer->text[at] == '\t')) at++;
    return at < lexer->length && lexer->text[at] != '\n' && lexer->text[at] != '\r';
}

/* `i--` is a name and a comment, `break outer` a break and a name: the mistake stands before the
 * token at which the parser failed. */
static Hint by_previous(const Parser *parser, const Token *token, const Line *line) {
    const Lexer *lexer = &parser->lexer;
    Offset end = parser->previous_end;
    bool new_line = token->line > parser->previous_line || token->kind == TK_EOF;
    if (new_line && end > 0 && end + 1 < lexer->length && lexer->text[end] == '-' &&
        lexer->text[end + 1] == '-' && lexer->text[end - 1] != ' ' && !comments(lexer, end + 2))
        return (Hint){"`--` begins a comment; to count down write `i -= 1`",
                      "unexpected symbol near '--'", end, parser->previous_line};
    for (int i = 0; i + 1 < line->count; i++) {
        const Token *label = &line->tokens[i + 1];
        if (!is_kind(line, i, TK_BREAK) && !is_name(line, i, "continue")) continue;
        if (label->kind != TK_NAME || label->end != end) continue;
        return (Hint){"break and continue take no label: write `goto done`, and `::done::` there",
                      memory_format(parser->memory, "syntax error near '%s'", label->symbol->text),
                      label->start, parser->previous_line};
    }
    return (Hint){0};
}

/* `func (s *T) M()`: for Lua it is a call of `func`, and another one. */
static Hint by_receiver(const Parser *parser, const Line *stat) {
    int at = 2;
    if (!is_name(stat, 0, "func") || !is_kind(stat, 1, '(') ||
        stat->tokens[0].end == stat->tokens[1].start)
        return (Hint){0};
    if (is_kind(stat, at, TK_NAME)) at++;
    if (is_kind(stat, at, '*')) at++;
    if (is_kind(stat, at, TK_NAME)) at++;
    if (at == 2 || !is_kind(stat, at, ')') || !is_kind(stat, at + 1, TK_NAME) ||
        !is_kind(stat, at + 2, '('))
        return (Hint){0};
    return (Hint){method_hint,
                  memory_format(parser->memory, "unexpected receiver near '%.*s'",
                                (int)(stat->tokens[at].end - stat->tokens[1].start),
                                parser->lexer.text + stat->tokens[1].start),
                  stat->tokens[1].start, parser->stat_line};
}

/* `x = 1 // a comment` divides by `a`, and another statement begins. */
static const char *by_division(const Parser *parser) {
    if (!parser->idiv_line || parser->idiv_line != parser->previous_line ||
        parser->stat_start <= parser->idiv_start)
        return NULL;
    return "`//` divides; a comment begins with `--`";
}

Hint hint_find(Parser *parser, const Token *token) {
    Line here, before, stat;
    read_line(parser, token->start, &here);
    read_line(parser, parser->previous_end ? parser->previous_end - 1 : 0, &before);
    read_line(parser, parser->stat_start, &stat);
    if (!parser->stat_line) stat.count = 0; /* between two statements */
    Hint receiver = by_receiver(parser, &stat);
    if (receiver.text) return receiver;
    const char *hint = by_lua_word(parser, token, &here);
    if (!hint && is_name(&stat, 0, "select")) hint = by_first_words(&stat);
    if (!hint) hint = by_first_words(&here);
    if (!hint) hint = by_first_words(&stat);
    if (!hint && token->kind != TK_EOF) hint = by_content(parser, &here);
    if (!hint) hint = by_token(parser, token, &here, &stat);
    if (!hint) {
        Hint found = by_previous(parser, token, &before);
        if (found.text) return found;
        hint = by_division(parser);
        parser->hint_is_final = hint != NULL;
    }
    if (!hint && after_return(parser, token, &before))
        hint = "nothing can follow a return in its block: to leave early write `if x then return end`";
    if (!hint && token->kind == TK_EOF && parser->else_if_line)
        hint = memory_format(parser->memory,
                             "the `else if` in line %d opens a second if, with an `end` of its "
                             "own: write `elseif`",
                             parser->else_if_line);
    if (!hint && token->kind == TK_EOF && has_kind(&stat, '{')) hint = parser->header;
    if (!hint && token->kind == TK_EOF && is_kind(&before, before.count - 3, TK_DEFINE)) {
        hint = by_missing_brackets(parser, &before);
        parser->hint_is_final |= hint != NULL;
    }
    return (Hint){.text = hint};
}
