/* lexer.c: see lexer.h. The rules for numbers, strings and comments are those of Lua 5.4's
 * manual. */
#include "lexer.h"

#include <limits.h>
#include <string.h>

static const char *const reserved[] = {"and",   "break", "do",       "else", "elseif", "end",
                                       "false", "for",   "function", "goto", "if",     "in",
                                       "local", "nil",   "not",      "or",   "repeat", "return",
                                       "then",  "true",  "until",    "while"};

static const char *const words[] = {"go",  "select", "case",      "default", "defer",    "func",
                                    "var", "const",  "chan",      "range",   "continue", "make",
                                    "map", "struct", "interface", "close",   "_"};

/* Where in a list the word stands, counted from 1; 0: nowhere. */
static int word_find(const char *const *list, size_t count, const char *text, size_t length) {
    for (size_t i = 0; i < count; i++)
        if (list[i][0] == text[0] && strlen(list[i]) == length && memcmp(list[i], text, length) == 0)
            return (int)i + 1;
    return 0;
}

static int keyword_find(const char *text, size_t length) {
    int found = word_find(reserved, sizeof reserved / sizeof *reserved, text, length);
    return found ? TK_AND + found - 1 : 0;
}

Word lexer_word(const char *text, size_t length) {
    return length ? (Word)word_find(words, sizeof words / sizeof *words, text, length) : WORD_NONE;
}

const char *lexer_word_text(size_t index) {
    enum { RESERVED = sizeof reserved / sizeof *reserved, WORDS = sizeof words / sizeof *words };
    if (index < RESERVED) return reserved[index];
    return index < RESERVED + WORDS ? words[index - RESERVED] : NULL;
}

static bool is_alpha(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool lexer_is_name_start(int c) {
    return is_alpha(c);
}

bool lexer_is_digit(int c) {
    return c >= '0' && c <= '9';
}

static bool is_hex(int c) {
    return lexer_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_digit_of(int base, int c) {
    return base == 16 ? is_hex(c) : lexer_is_digit(c);
}

static int hex_value(int c) {
    if (lexer_is_digit(c)) return c - '0';
    return (c | 32) - 'a' + 10;
}

/* Names */

static size_t names_find(const Names *names, const char *text, size_t length, uint32_t hash) {
    size_t slot = hash & (names->capacity - 1);
    for (;; slot = (slot + 1) & (names->capacity - 1)) {
        const Symbol *symbol = names->slots[slot];
        if (!symbol) return slot;
        if (symbol->hash == hash && symbol->length == length &&
            memcmp(symbol->text, text, length) == 0)
            return slot;
    }
}

static uint32_t names_hash(const char *text, size_t length) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    return hash;
}

static void names_grow(Names *names) {
    Symbol **old = names->slots;
    size_t old_capacity = names->capacity;
    names->capacity = old_capacity ? old_capacity * 2 : 256;
    names->slots = memory_take(names->memory, names->capacity * sizeof *names->slots);
    for (size_t i = 0; i < old_capacity; i++) {
        if (!old[i]) continue;
        names->slots[names_find(names, old[i]->text, old[i]->length, old[i]->hash)] = old[i];
    }
}

Symbol *names_intern(Names *names, const char *text, size_t length) {
    uint32_t hash = names_hash(text, length);
    size_t slot = names_find(names, text, length, hash);
    if (names->slots[slot]) return names->slots[slot];
    if (names->count >= names->capacity / 2) {
        names_grow(names);
        slot = names_find(names, text, length, hash);
    }
    Symbol *symbol = memory_take(names->memory, sizeof *symbol);
    symbol->text = memory_copy(names->memory, text, length);
    symbol->length = length;
    symbol->hash = hash;
    names->slots[slot] = symbol;
    names->count++;
    return symbol;
}

Symbol *names_fresh(Names *names, const char *base) {
    size_t length = strlen(base);
    for (;; length++) {
        char *name = memory_take(names->memory, length + 1);
        memset(name, '_', length);
        memcpy(name, base, strlen(base));
        uint32_t hash = names_hash(name, length);
        if (!names->slots[names_find(names, name, length, hash)])
            return names_intern(names, name, length);
    }
}

void names_begin(Names *names, Memory *memory) {
    *names = (Names){.memory = memory};
    names_grow(names);
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        names_intern(names, reserved[i], strlen(reserved[i]))->keyword = TK_AND + (int)i;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        names_intern(names, words[i], strlen(words[i]))->word = (Word)(WORD_GO + (int)i);
}

const char *names_session(const Names *names, Memory *memory) {
    Buffer text = {.memory = memory};
    for (size_t i = 0; i < names->capacity; i++) {
        const Symbol *symbol = names->slots[i];
        if (!symbol || !symbol->session) continue;
        buffer_add(&text, symbol->text, symbol->length);
        buffer_add(&text, &symbol->session, 1);
    }
    return text.bytes;
}

/* Characters */

static int at(const Lexer *lexer, size_t ahead) {
    size_t position = lexer->position + ahead;
    return position < lexer->length ? (unsigned char)lexer->text[position] : -1;
}

static bool is_newline(int c) {
    return c == '\n' || c == '\r';
}

static void skip_newline(Lexer *lexer) {
    int first = at(lexer, 0);
    lexer->position++;
    if (is_newline(at(lexer, 0)) && at(lexer, 0) != first) lexer->position++;
    if (lexer->line < INT_MAX) lexer->line++;
}

void lexer_begin(Lexer *lexer, Names *names, const char *text, size_t length) {
    *lexer = (Lexer){.text = text, .length = length, .line = 1, .names = names};
}

static void bad(Token *token, const char *message, const char *hint) {
    token->kind = TK_BAD;
    token->message = message;
    token->hint = hint;
}

/* A Go habit: marked so that the error is not left to Lua's compiler. */
static void habit(Token *token, const char *message, const char *hint) {
    bad(token, message, hint);
    token->habit = true;
}

/* At '[': returns the count of '=' of a long bracket's opening plus 1, or 0 when it is none. */
static size_t long_bracket(const Lexer *lexer) {
    size_t level = 0;
    while (at(lexer, 1 + level) == '=') level++;
    return at(lexer, 1 + level) == '[' ? level + 1 : 0;
}

/* Skips a long string or comment from its '['; false when the text ends inside it. */
static bool skip_long(Lexer *lexer, size_t level) {
    lexer->position += level + 1;
    while (lexer->position < lexer->length) {
        int c = at(lexer, 0);
        if (is_newline(c)) {
            skip_newline(lexer);
        } else if (c == ']') {
            size_t equals = 0;
            while (at(lexer, 1 + equals) == '=') equals++;
            lexer->position += 1 + equals;
            if (equals == level - 1 && at(lexer, 0) == ']') {
                lexer->position++;
                return true;
            }
        } else {
            lexer->position++;
        }
    }
    return false;
}

/* Skips a comment from its "--"; false when the text ends inside a long one. */
static bool skip_comment(Lexer *lexer) {
    lexer->position += 2;
    size_t level = at(lexer, 0) == '[' ? long_bracket(lexer) : 0;
    if (level) return skip_long(lexer, level);
    while (at(lexer, 0) >= 0 && !is_newline(at(lexer, 0))) lexer->position++;
    return true;
}

/* Skips blanks, and comments unless they are wanted, to where the token starts; false when the text ends inside a long
 * comment, which then is the token. */
static bool skip_blanks(Lexer *lexer, Token *token) {
    for (;;) {
        int c = at(lexer, 0);
        token->start = (Offset)lexer->position;
        token->line = lexer->line;
        if (is_newline(c)) {
            skip_newline(lexer);
        } else if (c == ' ' || c == '\t' || c == '\f' || c == '\v') {
            lexer->position++;
        } else if (lexer->names && c == '-' && at(lexer, 1) == '-') {
            if (!skip_comment(lexer)) return false;
        } else {
            return true;
        }
    }
}

/* The hint for a number with a unit, `2s`: how Go writes a duration; NULL for any other letter. */
static const char *duration_hint(const Lexer *lexer) {
    static const struct {
        char unit[3];
        const char *hint;
    } units[] = {{"ns", "a duration is written `2 * time.Nanosecond`"},
                 {"us", "a duration is written `2 * time.Microsecond`"},
                 {"ms", "a duration is written `2 * time.Millisecond`"},
                 {"s", "a duration is written `2 * time.Second`"},
                 {"m", "a duration is written `2 * time.Minute`"},
                 {"h", "a duration is written `2 * time.Hour`"}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t length = strlen(units[i].unit);
        if (lexer->length - lexer->position < length ||
            memcmp(lexer->text + lexer->position, units[i].unit, length) != 0)
            continue;
        if (!is_alpha(at(lexer, length))) return units[i].hint;
    }
    return NULL;
}

static void read_number(Lexer *lexer, Token *token) {
    bool hex = at(lexer, 0) == '0' && (at(lexer, 1) | 32) == 'x';
    size_t digits = 0;
    bool point = false, exponent = false, good = true;
    lexer->position += hex ? 2 : 1;
    if (!hex) {
        point = lexer->text[lexer->position - 1] == '.';
        digits = !point;
    }
    for (;;) {
        int c = at(lexer, 0), previous = lexer->text[lexer->position - 1];
        int base = hex && !exponent ? 16 : 10;
        if (!exponent && (c | 32) == (hex ? 'p' : 'e')) {
            exponent = true;
            if (!digits) good = false;
            lexer->position++;
            if (at(lexer, 0) == '+' || at(lexer, 0) == '-') lexer->position++;
            if (!lexer_is_digit(at(lexer, 0))) good = false;
        } else if (c == '.') {
            if (point || exponent) good = false;
            point = true;
            lexer->position++;
        } else if (is_hex(c)) {
            if ((!hex || exponent) && !lexer_is_digit(c)) good = false;
            digits++;
            lexer->position++;
        } else if (c == '_' && is_digit_of(base, at(lexer, 1)) &&
                   (is_digit_of(base, previous) || (hex && (previous | 32) == 'x'))) {
            token->underscores = true;
            lexer->position++;
        } else {
            break;
        }
    }
    const char *hint = NULL;
    if (is_alpha(at(lexer, 0))) {
        hint = good && digits ? duration_hint(lexer) : NULL;
        good = false;
        lexer->position++;
    }
    token->kind = TK_NUMBER;
    token->floating = point || exponent;
    if (hint)
        habit(token, "malformed number", hint);
    else if (!good || !digits)
        bad(token, "malformed number", NULL);
}

/* After "\u": false when the escape is wrong. */
static const char *skip_utf8_escape(Lexer *lexer) {
    if (at(lexer, 0) != '{') return "missing '{' in \\u{xxxx}";
    lexer->position++;
    if (!is_hex(at(lexer, 0))) return "hexadecimal digit expected";
    uint64_t code = 0;
    while (is_hex(at(lexer, 0))) {
        code = code * 16 + (uint64_t)hex_value(at(lexer, 0));
        if (code > 0x7FFFFFFFu) return "UTF-8 value too large";
        lexer->position++;
    }
    if (at(lexer, 0) != '}') return "missing '}' in \\u{xxxx}";
    lexer->position++;
    return NULL;
}

/* After the backslash; returns what is wrong with the escape, or NULL. */
static const char *skip_escape(Lexer *lexer) {
    int c = at(lexer, 0);
    if (c < 0) return NULL;
    if (is_newline(c)) {
        skip_newline(lexer);
        return NULL;
    }
    lexer->position++;
    if (strchr("abfnrtv\\\"'", c) && c) return NULL;
    if (c == 'u') return skip_utf8_escape(lexer);
    if (c == 'x') {
        for (int i = 0; i < 2; i++, lexer->position++)
            if (!is_hex(at(lexer, 0))) return "hexadecimal digit expected";
        return NULL;
    }
    if (c == 'z') {
        for (;;) {
            c = at(lexer, 0);
            if (is_newline(c))
                skip_newline(lexer);
            else if (c == ' ' || c == '\t' || c == '\f' || c == '\v')
                lexer->position++;
            else
                return NULL;
        }
    }
    if (!lexer_is_digit(c)) return "invalid escape sequence";
    int value = c - '0';
    for (int i = 0; i < 2 && lexer_is_digit(at(lexer, 0)); i++, lexer->position++)
        value = value * 10 + at(lexer, 0) - '0';
    return value > 255 ? "decimal escape too large" : NULL;
}

static void read_string(Lexer *lexer, Token *token) {
    int quote = at(lexer, 0);
    token->kind = TK_STRING;
    lexer->position++;
    for (;;) {
        int c = at(lexer, 0);
        if (c < 0 || is_newline(c)) {
            bad(token, "unfinished string", "a text ends in its line, with the quote that it began with");
            /* Only after a backslash can a string go on in another line. */
            int last = (unsigned char)lexer->text[lexer->position - 1];
            token->unfinished = c < 0 && (last == '\\' || is_newline(last));
            return;
        }
        if (c == '\\') {
            lexer->position++;
            const char *wrong = skip_escape(lexer);
            if (wrong) bad(token, wrong, NULL);
            if (wrong && lexer->names) return;
            continue;
        }
        lexer->position++;
        if (c == quote) return;
    }
}

static void read_long_string(Lexer *lexer, Token *token, size_t level) {
    token->kind = TK_STRING;
    if (skip_long(lexer, level)) return;
    bad(token, "unfinished long string", NULL);
    token->unfinished = true;
}

static void read_name(Lexer *lexer, Token *token) {
    size_t start = lexer->position;
    while (is_alpha(at(lexer, 0)) || lexer_is_digit(at(lexer, 0))) lexer->position++;
    int keyword;
    if (lexer->names) {
        token->symbol = names_intern(lexer->names, lexer->text + start, lexer->position - start);
        keyword = token->symbol->keyword;
    } else {
        keyword = keyword_find(lexer->text + start, lexer->position - start);
    }
    token->kind = keyword ? keyword : TK_NAME;
}

/* Operators, the longest first. */
static const struct {
    char text[4];
    int kind;
} operators[] = {{"...", TK_DOTS},    {"..=", TK_COMPOUND}, {"//=", TK_COMPOUND},
                 {"..", TK_CONCAT},   {"//", TK_IDIV},      {"==", TK_EQ},
                 {">=", TK_GE},       {"<=", TK_LE},        {"~=", TK_NE},
                 {"<<", TK_SHL},      {">>", TK_SHR},       {"::", TK_LABEL},
                 {":=", TK_DEFINE},   {"+=", TK_COMPOUND},  {"-=", TK_COMPOUND},
                 {"*=", TK_COMPOUND}, {"/=", TK_COMPOUND},  {"%=", TK_COMPOUND}};

static const struct {
    char text[3];
    const char *message, *hint;
} habits[] = {
    {"!=", "unexpected symbol near '!='", "not equal is written `~=`"},
    {"&&", "unexpected symbol near '&&'", "write `and`"},
    {"||", "unexpected symbol near '||'", "write `or`"},
    {"++", "unexpected symbol near '++'", "write `i += 1`"},
    {"/*", "unexpected symbol near '/*'", "a comment is written `-- ...` or `--[[ ... ]]`"},
    {"!", "unexpected symbol near '!'", "write `not x`"},
    {"`", "unexpected symbol near '`'", "a raw string is written `[[ ... ]]`"}};

static void read_operator(Lexer *lexer, Token *token) {
    const char *rest = lexer->text + lexer->position;
    size_t room = lexer->length - lexer->position;
    token->kind = at(lexer, 0);
    if (strchr("()[]{},;#^", token->kind) && token->kind) {
        lexer->position++;
        return;
    }
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        size_t length = strlen(operators[i].text);
        if (operators[i].text[0] != *rest || length > room || memcmp(rest, operators[i].text, length) != 0) continue;
        token->kind = operators[i].kind;
        lexer->position += length;
        return;
    }
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++) {
        size_t length = strlen(habits[i].text);
        if (habits[i].text[0] != *rest || length > room || memcmp(rest, habits[i].text, length) != 0) continue;
        habit(token, habits[i].message, habits[i].hint);
        lexer->position += length;
        return;
    }
    lexer->position++;
    if (token->kind < 0xC0) return;
    while ((at(lexer, 0) & 0xC0) == 0x80 && at(lexer, 0) >= 0) lexer->position++;
}

void lexer_next(Lexer *lexer, Token *token) {
    *token = (Token){.kind = TK_EOF};
    bool whole = skip_blanks(lexer, token);
    int c = at(lexer, 0);
    if (whole && c == '-' && at(lexer, 1) == '-') {
        token->kind = TK_COMMENT;
        whole = skip_comment(lexer);
        c = -1;
    }
    if (!whole) {
        bad(token, "unfinished long comment", NULL);
        token->unfinished = true;
    } else if (is_alpha(c)) {
        read_name(lexer, token);
    } else if (lexer_is_digit(c) || (c == '.' && lexer_is_digit(at(lexer, 1)))) {
        read_number(lexer, token);
    } else if (c == '"' || c == '\'') {
        read_string(lexer, token);
    } else if (c == '[' && long_bracket(lexer)) {
        read_long_string(lexer, token, long_bracket(lexer));
    } else if (c == '[' && at(lexer, 1) == '=') {
        bad(token, "invalid long string delimiter", NULL);
        lexer->position += 2;
    } else if (c >= 0) {
        read_operator(lexer, token);
    }
    token->end = (Offset)lexer->position;
    token->last_line = lexer->line;
}
