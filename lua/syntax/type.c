/*
 * type.c: types in the source.
 *
 * Parsing a type fails only when it is nested too deeply: whoever needs one says that it is missing,
 * and whoever only looks for one goes back.
 */
#include "parser.h"

#include <string.h>

static Type *type_new(Parser *parser, TypeKind kind) {
    Type *type = memory_take(parser->memory, sizeof *type);
    type->kind = kind;
    type->start = parser->token.start;
    type->line = parser->token.line;
    return type;
}

static Type *type_name(Parser *parser) {
    Type *type = type_new(parser, TYPE_NAME);
    Buffer text = {.memory = parser->memory};
    buffer_add_string(&text, parser->token.symbol->text);
    parser_advance(parser);
    while (parser->token.kind == '.' && parser_peek(parser)->kind == TK_NAME) {
        parser_advance(parser);
        buffer_add_string(&text, ".");
        buffer_add_string(&text, parser->token.symbol->text);
        parser_advance(parser);
    }
    type->text = text.bytes;
    return type;
}

static Type *type_chan(Parser *parser) {
    Type *type = type_new(parser, TYPE_CHAN);
    if (parser_at_arrow(parser)) {
        parser_advance(parser);
        parser_advance(parser);
        type->dir = DIR_RECV;
    }
    if (!parser_is_word(parser, WORD_CHAN)) return NULL;
    parser_advance(parser);
    if (type->dir == DIR_BOTH && parser_at_arrow(parser)) {
        /* `chan <-chan int` groups as in Go: the arrow belongs to the first chan. */
        parser_advance(parser);
        parser_advance(parser);
        type->dir = DIR_SEND;
    }
    type->elem = type_parse(parser);
    if (!type->elem) return NULL;
    bool grouped =
        type->dir != DIR_SEND && type->elem->kind == TYPE_CHAN && type->elem->dir == DIR_RECV;
    type->text = memory_format(parser->memory, grouped ? "%s(%s)" : "%s%s",
                               type->dir == DIR_RECV   ? "<-chan "
                               : type->dir == DIR_SEND ? "chan<- "
                                                       : "chan ",
                               type->elem->text);
    return type;
}

/* The rest after '[' ']' or '*'. */
static Type *type_prefixed(Parser *parser, Type *type, const char *prefix) {
    type->elem = type_parse(parser);
    if (!type->elem) return NULL;
    type->text = memory_format(parser->memory, "%s%s", prefix, type->elem->text);
    return type;
}

static Type *type_map(Parser *parser) {
    Type *type = type_new(parser, TYPE_MAP);
    parser_advance(parser);
    parser_advance(parser);
    Type *key = type_parse(parser);
    if (!key || !parser_accept(parser, ']')) return NULL;
    Type *value = type_parse(parser);
    if (!value) return NULL;
    type->text = memory_format(parser->memory, "map[%s]%s", key->text, value->text);
    return type;
}

/* `struct{}` or `interface{}`. */
static Type *type_braces(Parser *parser, TypeKind kind, const char *text) {
    Type *type = type_new(parser, kind);
    parser_advance(parser);
    parser_advance(parser);
    if (!parser_accept(parser, '}')) return NULL;
    type->text = text;
    return type;
}

/* Whether what was read as a type can be the name before one. Types are read twice only then, so
 * that trying stays linear. */
static bool is_plain_name(const Type *type) {
    return type->kind == TYPE_NAME && !strchr(type->text, '.');
}

/* One parameter type of a func type; a name before it is allowed, as in Go. */
static const char *type_param(Parser *parser) {
    const char *dots = "";
    if (parser_accept(parser, TK_DOTS)) dots = "...";
    Type *type = type_parse(parser);
    if (!type) return NULL;
    if (is_plain_name(type) && parser->token.kind != ',' && parser->token.kind != ')' && !*dots) {
        if (parser_accept(parser, TK_DOTS)) dots = "...";
        type = type_parse(parser);
        if (!type) return NULL;
    }
    return memory_format(parser->memory, "%s%s", dots, type->text);
}

static Type *type_func(Parser *parser) {
    Type *type = type_new(parser, TYPE_FUNC);
    Buffer text = {.memory = parser->memory};
    parser_advance(parser);
    parser_advance(parser);
    buffer_add_string(&text, "func(");
    while (parser->token.kind != ')') {
        const char *param = type_param(parser);
        if (!param) return NULL;
        buffer_add_string(&text, param);
        if (parser->token.kind == ')') break;
        if (!parser_accept(parser, ',')) return NULL;
        buffer_add_string(&text, ", ");
    }
    parser_advance(parser);
    buffer_add_string(&text, ")");
    Func result = {0};
    if (type_result(parser, &result, false)) {
        bool many = result.results->next != NULL;
        buffer_add_string(&text, many ? " (" : " ");
        for (Node *one = result.results; one; one = one->next) {
            buffer_add_string(&text, one->type->text);
            if (one->next) buffer_add_string(&text, ", ");
        }
        if (many) buffer_add_string(&text, ")");
    }
    type->text = text.bytes;
    return type;
}

static Type *type_parse_inner(Parser *parser) {
    int kind = parser->token.kind;
    if (parser_at_arrow(parser)) return type_chan(parser);
    if (kind == '(') {
        parser_advance(parser);
        Type *type = type_parse(parser);
        return type && parser_accept(parser, ')') ? type : NULL;
    }
    if (kind == '*') {
        Type *type = type_new(parser, TYPE_POINTER);
        parser_advance(parser);
        return type_prefixed(parser, type, "*");
    }
    if (kind == '[') {
        Type *type = type_new(parser, TYPE_SLICE);
        parser_advance(parser);
        if (!parser_accept(parser, ']')) return NULL;
        return type_prefixed(parser, type, "[]");
    }
    if (kind != TK_NAME) return NULL;
    int next = parser_peek(parser)->kind;
    switch (parser->token.symbol->word) {
    case WORD_CHAN:
        return type_chan(parser);
    case WORD_FUNC:
        return next == '(' ? type_func(parser) : NULL;
    case WORD_MAP:
        if (next == '[') return type_map(parser);
        break;
    case WORD_STRUCT:
        if (next == '{') return type_braces(parser, TYPE_STRUCT, "struct{}");
        break;
    case WORD_INTERFACE:
        if (next == '{') return type_braces(parser, TYPE_INTERFACE, "interface{}");
        break;
    default:
        break;
    }
    return type_name(parser);
}

/* Returns NULL when no type stands here; some tokens may be gone then. */
Type *type_parse(Parser *parser) {
    parser_enter(parser);
    Type *type = type_parse_inner(parser);
    parser_leave(parser);
    return type;
}

Type *type_expect(Parser *parser) {
    Type *type = type_parse(parser);
    if (!type) parser_fail_near(parser, "type expected");
    return type;
}

/* Results */

/* The words that start a statement, and therefore a body. */
static bool starts_statement(const Parser *parser) {
    if (parser->token.kind != TK_NAME) return false;
    switch (parser->token.symbol->word) {
    case WORD_GO:
    case WORD_SELECT:
    case WORD_CASE:
    case WORD_DEFAULT:
    case WORD_DEFER:
    case WORD_VAR:
    case WORD_CONST:
    case WORD_CONTINUE:
        return true;
    default:
        return false;
    }
}

static void add_result(Parser *parser, Func *func, Node **last, Symbol *symbol, Type *type) {
    Node *node = parser_node(parser, PARAM);
    node->symbol = symbol;
    node->type = type;
    node_append(&func->results, last, node);
}

/* `(type, type)` or `(name type, name type)`; names before a type share it. */
static bool result_list(Parser *parser, Func *func) {
    Node *last = NULL;
    size_t named = 0, total = 0;
    parser_advance(parser);
    do {
        Symbol *symbol = parser->token.kind == TK_NAME ? parser->token.symbol : NULL;
        Type *type = type_parse(parser);
        if (!type) return false;
        if (symbol && is_plain_name(type) && parser->token.kind != ',' &&
            parser->token.kind != ')') {
            type = type_parse(parser);
            if (!type) return false;
            named++;
            add_result(parser, func, &last, symbol, type);
        } else {
            add_result(parser, func, &last, NULL, type);
        }
        total++;
    } while (parser_accept(parser, ','));
    if (!parser_accept(parser, ')')) return false;
    func->named_results = named > 0;
    if (!named || named == total) return true;
    /* `(n, m int)`: what looked like the types n was a name. */
    Type *type = NULL;
    Node *nodes[16];
    if (total > sizeof nodes / sizeof *nodes) return false;
    size_t count = 0;
    for (Node *node = func->results; node; node = node->next) nodes[count++] = node;
    while (count-- > 0) {
        Node *node = nodes[count];
        if (node->symbol) {
            type = node->type;
        } else {
            if (!type || !is_plain_name(node->type)) return false;
            node->symbol = names_intern(&parser->names, node->type->text, strlen(node->type->text));
            node->type = type;
        }
    }
    return true;
}

/* What may not follow a result on its line: it would begin the body. */
static bool begins_body(const Parser *parser) {
    if (parser_starts_line(parser)) return false;
    switch (parser->token.kind) {
    case '.':
    case '[':
    case '(':
    case '{':
    case ':':
    case '=':
    case ',':
    case TK_DEFINE:
    case TK_COMPOUND:
    case TK_STRING:
        return true;
    case TK_BAD:
        return parser->token.habit;
    case '<':
        return parser_at_arrow(parser);
    default:
        return false;
    }
}

/* After a ')': reads the result type that follows it on its line, if one does. In a header, what
 * follows the type decides whether it was one. */
bool type_result(Parser *parser, Func *func, bool header) {
    func->results = NULL;
    func->named_results = false;
    if (parser_starts_line(parser) || starts_statement(parser)) return false;
    if (parser->token.kind == TK_EOF) return false;
    const Mark mark = parser_mark(parser);
    bool found;
    if (parser->token.kind == '(') {
        found = result_list(parser, func);
    } else {
        Node *last = NULL;
        Type *type = type_parse(parser);
        found = type != NULL;
        if (found) add_result(parser, func, &last, NULL, type);
    }
    if (found && !(header && begins_body(parser))) return true;
    parser_reset(parser, &mark);
    func->results = NULL;
    func->named_results = false;
    return false;
}
