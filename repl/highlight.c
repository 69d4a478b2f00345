/* The colours of a program text, from its spans, and the brackets and blocks around the cursor. */
#include "repl/highlight.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lua/syntax/spans.h"
#include "repl/colour.h"
#include "runtime/array.h"

/* Functions, packages and types that are there before a program declares anything; sorted. */
static const char *const predeclared[] = {
    "_G", "any", "arg", "assert", "atomic", "bool", "byte", "cap", "close", "collectgarbage", "context", "coroutine",
    "debug", "dofile", "errgroup", "error", "errors", "float32", "float64", "fmt", "getmetatable", "int", "int16",
    "int32", "int64", "int8", "io", "ipairs", "len", "load", "loadfile", "make", "math", "net", "next", "os",
    "package", "pairs", "panic", "pcall", "print", "rand", "rawequal", "rawget", "rawlen", "rawset", "recover",
    "require", "rune", "runtime", "select", "setmetatable", "signal", "string", "sync", "syscall", "table", "time",
    "tonumber", "tostring", "type", "uint", "uint16", "uint32", "uint64", "uint8", "uintptr", "utf8", "warn",
    "xpcall"};


static bool is_predeclared(const char *text, size_t length) {
    size_t low = 0, high = sizeof predeclared / sizeof *predeclared;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strncmp(predeclared[middle], text, length);
        if (order == 0) order = predeclared[middle][length] != '\0';
        if (order == 0) return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static Colour colour_of(const char *text, const Span *span) {
    switch (span->kind) {
    case SPAN_KEYWORD:
        return COLOUR_KEYWORD;
    case SPAN_STRING:
        return COLOUR_STRING;
    case SPAN_NUMBER:
        return COLOUR_NUMBER;
    case SPAN_COMMENT:
        return COLOUR_COMMENT;
    case SPAN_NAME:
        return is_predeclared(text + span->start, span->end - span->start) ? COLOUR_NAME : COLOUR_PLAIN;
    default:
        return COLOUR_PLAIN;
    }
}

/* ---- Partners ---- */

/* What has been opened: a bracket, or a block by its first word. */
typedef struct Opener {
    char closer; /* ')', ']', '}', 'e' for `end`, 'u' for `until` */
    bool awaits_do;
    Offset start, end;
} Opener;

enum { BRACKETS = 3 };
static const char closers[BRACKETS + 1] = ")]}";

typedef struct Partners {
    Opener *open; /* the innermost last */
    size_t count, room;
    size_t brackets[BRACKETS]; /* of each kind, how many of them */
    size_t cursor;
    int near;         /* how near to the cursor the pair is that has been found; 0: none has */
    Span first, last; /* ... that pair */
} Partners;

/* Which of Partners.brackets it is; BRACKETS: none, but a block. */
static size_t bracket_index(char closer) {
    return strcspn(closers, (char[]){closer, '\0'});
}

static void partners_push(Partners *p, Opener opener) {
    Opener *open = array_room(p->open, p->count, &p->room, sizeof *open);
    if (!open) return;
    p->open = open;
    size_t index = bracket_index(opener.closer);
    if (index < BRACKETS) p->brackets[index]++;
    p->open[p->count++] = opener;
}

static Opener partners_pop(Partners *p) {
    Opener opener = p->open[--p->count];
    size_t index = bracket_index(opener.closer);
    if (index < BRACKETS) p->brackets[index]--;
    return opener;
}

/* 2 when the cursor stands at it, 1 just behind it, 0 elsewhere. */
static int nearness(const Partners *p, Offset start, Offset end) {
    if (p->cursor >= start && p->cursor < end) return 2;
    return p->cursor == end;
}

static void partners_found(Partners *p, const Opener *opener, const Span *closer) {
    int near = nearness(p, opener->start, opener->end), other = nearness(p, closer->start, closer->end);
    if (other > near) near = other;
    if (near && bracket_index(opener->closer) < BRACKETS) near += 2; /* a bracket rather than a word */
    if (near <= p->near) return;
    p->near = near;
    p->first = (Span){.start = opener->start, .end = opener->end};
    p->last = *closer;
}

/* A bracket closes the innermost of its kind, and whatever is still open in that; a block's end closes the innermost block
 * unless that would cross a bracket. */
static void partners_close(Partners *p, char closer, const Span *span) {
    size_t index = bracket_index(closer);
    if (index < BRACKETS) {
        if (p->brackets[index] == 0) return;
        while (p->open[p->count - 1].closer != closer) partners_pop(p);
    } else if (p->count == 0 || p->open[p->count - 1].closer != closer) {
        return;
    }
    Opener opener = partners_pop(p);
    partners_found(p, &opener, span);
}

/* What closes what the span opens; 0: it opens nothing. */
static char closer_of(Partners *p, const Span *span) {
    Opener *top = p->count ? &p->open[p->count - 1] : NULL;
    switch (span->token) {
    case '(':
        return ')';
    case '[':
        return ']';
    case '{':
        return '}';
    case TK_REPEAT:
        return 'u';
    case TK_DO:
        if (!top || !top->awaits_do) return 'e';
        top->awaits_do = false;
        return '\0';
    case TK_FOR:
    case TK_WHILE:
    case TK_IF:
    case TK_FUNCTION:
        return 'e';
    default:
        return span->word == WORD_SELECT || (span->word == WORD_FUNC && !span->is_type) ? 'e' : '\0';
    }
}

static void partners_look(Partners *p, const Span *span) {
    if (span->kind != SPAN_MARK && span->kind != SPAN_KEYWORD) return;
    char closer = closer_of(p, span);
    bool loop = span->token == TK_FOR || span->token == TK_WHILE;
    if (closer)
        partners_push(p, (Opener){closer, loop, span->start, span->end});
    else if (span->token == TK_END)
        partners_close(p, 'e', span);
    else if (span->token == TK_UNTIL)
        partners_close(p, 'u', span);
    else if (span->token < 256 && bracket_index((char)span->token) < BRACKETS)
        partners_close(p, (char)span->token, span);
}

/* ---- The text ---- */

static void paint(unsigned char *colours, const Span *span, Colour colour) {
    memset(colours + span->start, colour, span->end - span->start);
}

/* How long the name is that a command begins with; 0: it is none. */
static size_t command_length(const char *text, size_t length, size_t *start) {
    size_t at = 0;
    while (at < length && (text[at] == ' ' || text[at] == '\t')) at++;
    *start = at;
    if (at == length || (text[at] != ':' && text[at] != '?') || (at + 1 < length && text[at + 1] == ':')) return 0;
    size_t end = at + 1;
    if (text[at] == ':')
        while (end < length && !strchr(" \t\r\n", text[end])) end++;
    return end - at;
}

void highlight(const char *text, size_t length, size_t cursor, unsigned char *colours) {
    if (length == 0) return; /* then there may be no text at all */
    size_t start, name = command_length(text, length, &start);
    if (name == 0) start = 0;
    memset(colours, COLOUR_PLAIN, length);
    memset(colours + start, COLOUR_KEYWORD, name);
    if (length >= UINT32_MAX) return;
    size_t from = start + name; /* what stands behind a command's name is mostly of the language, too */
    text += from, colours += from, length -= from;
    if (cursor != SIZE_MAX) cursor = cursor < from ? SIZE_MAX : cursor - from;
    Partners partners = {.cursor = cursor};
    Spans spans;
    Span span;
    spans_begin(&spans, text, length);
    for (spans_next(&spans, &span); span.kind != SPAN_END; spans_next(&spans, &span)) {
        paint(colours, &span, colour_of(text, &span));
        if (cursor != SIZE_MAX) partners_look(&partners, &span);
    }
    if (partners.near) {
        paint(colours, &partners.first, COLOUR_BRACKET);
        paint(colours, &partners.last, COLOUR_BRACKET);
    }
    free(partners.open);
}
