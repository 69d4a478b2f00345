/* block.c: statements that hold blocks: do, if, while, repeat and for. */
#include "parser.h"

/* A block with a scope of its own. */
static Node *scoped_block(Parser *parser) {
    scope_open(parser, SCOPE_BLOCK);
    Node *block = stat_block(parser);
    scope_close(parser);
    return block;
}

static Node *loop_block(Parser *parser, Node *loop) {
    Scope *scope = scope_open(parser, SCOPE_LOOP);
    scope->target = loop;
    Node *block = stat_block(parser);
    scope_close(parser);
    return block;
}

/* Headers: what stands between a statement's first word and its `then` or `do`. */

typedef struct Header {
    const char *outer;
    Suspect suspect;
} Header;

static Header header_open(Parser *parser, const char *hint) {
    Header header = {parser->header, parser->suspect};
    parser->header = hint;
    parser->brackets++;
    return header;
}

static void header_close(Parser *parser, Header header, int kind, const char *what) {
    parser->brackets--;
    const Brace *brace = &parser->brace;
    bool ended = parser->token.kind == TK_EOF;
    /* `for v := range xs { print(v) }` has called xs. */
    if (parser->token.kind != kind && brace->end == parser->previous_end && brace->end &&
        !parser->suspect.set && (brace->calls || !ended)) {
        parser->emits = true;
        parser_fail_at(parser, brace->start, brace->line,
                       memory_format(parser->memory, "'%s' expected near '{'", what),
                       parser->header);
    }
    if (parser->token.kind == '{')
        parser_fail(parser, &parser->token,
                    memory_format(parser->memory, "'%s' expected near '{'", what), parser->header);
    if (parser->token.kind != kind)
        parser_fail_near_or(parser, memory_format(parser->memory, "'%s' expected", what),
                            parser->header);
    parser_advance(parser);
    parser->header = header.outer;
    parser->suspect = header.suspect;
}

static const char if_hint[] = "write `if x then ... end`";
static const char for_hint[] =
    "write `for i, v := range x do ... end`, `for i = 1, 3 do ... end` or `while x do ... end`";
static const char while_hint[] = "write `while x do ... end`";

Node *block_if(Parser *parser) {
    Node *node = parser_node(parser, STAT_IF);
    int line = parser->token.line;
    do {
        Node *clause = parser_node(parser, CLAUSE);
        parser_advance(parser);
        Header header = header_open(parser, if_hint);
        clause->left = exp_parse(parser);
        header_close(parser, header, TK_THEN, "then");
        clause->body = scoped_block(parser);
        node_append(&node->list, &node->last, parser_close(parser, clause));
    } while (parser->token.kind == TK_ELSEIF);
    if (parser->token.kind == TK_ELSE) {
        Node *clause = parser_node(parser, CLAUSE);
        int else_line = parser->token.line;
        parser_advance(parser);
        if (parser->token.kind == TK_IF && parser->token.line == else_line)
            parser->else_if_line = else_line;
        clause->body = scoped_block(parser);
        node_append(&node->list, &node->last, parser_close(parser, clause));
    }
    parser_expect_match(parser, TK_END, "end", "if", node->start, line);
    return node;
}

Node *block_while(Parser *parser) {
    Node *node = parser_node(parser, STAT_WHILE);
    int line = parser->token.line;
    parser_advance(parser);
    Header header = header_open(parser, while_hint);
    node->left = exp_parse(parser);
    header_close(parser, header, TK_DO, "do");
    node->body = loop_block(parser, node);
    parser_expect_match(parser, TK_END, "end", "while", node->start, line);
    return node;
}

Node *block_do(Parser *parser) {
    Node *node = parser_node(parser, STAT_DO);
    int line = parser->token.line;
    parser_advance(parser);
    node->body = scoped_block(parser);
    parser_expect_match(parser, TK_END, "end", "do", node->start, line);
    return node;
}

Node *block_repeat(Parser *parser) {
    Node *node = parser_node(parser, STAT_REPEAT);
    int line = parser->token.line;
    parser_advance(parser);
    Scope *scope = scope_open(parser, SCOPE_LOOP);
    scope->target = node;
    node->body = stat_block(parser);
    parser_expect_match(parser, TK_UNTIL, "until", "repeat", node->start, line);
    const Scope *outer = parser->until_scope;
    parser->until_scope = node->continues ? scope : NULL;
    node->left = exp_parse(parser);
    parser->until_scope = outer;
    scope_close(parser);
    return node;
}

/* Loops over something */

/* The body of a `for` whose names are declared around it. */
static void for_body(Parser *parser, Node *node, Header header, int line) {
    header_close(parser, header, TK_DO, "do");
    scope_open(parser, SCOPE_BLOCK);
    size_t position = 0;
    for (Node *name = node->names; name; name = name->next, position++) {
        name->decl = scope_declare(parser, DECL_LOCAL, name->symbol);
        if (node->kind != STAT_RANGE || node->list->next) continue;
        name->decl->from = node->list;
        name->decl->position = (int)position;
        name->decl->ranges = true;
    }
    node->body = loop_block(parser, node);
    scope_close(parser);
    parser_expect_match(parser, TK_END, "end", "for", node->start, line);
}

static Node *for_range(Parser *parser, Node *node, Header header, int line) {
    node->kind = STAT_RANGE;
    parser->emits = true;
    if (!parser_is_word(parser, WORD_RANGE))
        parser_fail_near_or(parser, "range expected", for_hint);
    parser_advance(parser);
    node->list = exp_list(parser, &node->last);
    for_body(parser, node, header, line);
    return node;
}

/* `for i in range(3): f(i)`: for Lua the rest is a method call. */
static void refuse_range_call(Parser *parser, const Node *exp) {
    if (parser->token.kind == TK_DO || exp->kind != EXP_SUFFIXED || exp->left->kind != EXP_NAME ||
        exp->left->symbol->word != WORD_RANGE || exp->left->decl)
        return;
    if (parser->token.kind == TK_EOF && exp->last->kind != SUFFIX_METHOD) return;
    parser_fail_node(parser, exp, "'do' expected after range(...)",
                   "write `for i := range 3 do ... end`");
}

Node *block_for(Parser *parser) {
    Node *node = parser_node(parser, STAT_FOR);
    int line = parser->token.line;
    parser_advance(parser);
    Header header = header_open(parser, for_hint);
    if (parser_is_word(parser, WORD_RANGE)) {
        int next = parser_peek(parser)->kind;
        if (next != '=' && next != ',' && next != TK_IN && next != TK_DEFINE)
            return for_range(parser, node, header, line);
    }
    Node *last = NULL;
    node_append(&node->names, &last, declare_name(parser));
    if (parser_accept(parser, '=')) {
        node_append(&node->list, &node->last, exp_parse(parser));
        if (parser->token.kind != ',') parser_fail_near_or(parser, "',' expected", for_hint);
        parser_advance(parser);
        node_append(&node->list, &node->last, exp_parse(parser));
        if (parser_accept(parser, ',')) node_append(&node->list, &node->last, exp_parse(parser));
        for_body(parser, node, header, line);
        return node;
    }
    while (parser_accept(parser, ',')) node_append(&node->names, &last, declare_name(parser));
    if (parser_accept(parser, TK_DEFINE)) return for_range(parser, node, header, line);
    if (parser->token.kind != TK_IN) parser_fail_near(parser, "'=' or 'in' expected");
    parser_advance(parser);
    node->kind = STAT_FOR_IN;
    node->list = exp_list(parser, &node->last);
    refuse_range_call(parser, node->list);
    for_body(parser, node, header, line);
    return node;
}
