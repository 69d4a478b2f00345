/* select.c: select statements. */
#include "parser.h"

static const char shapes[] = "a case is `case v := <-ch:`, `case <-ch:` or `case ch <- v:`";

static void fail_case(Parser *parser, const Node *at) {
    parser->emits = true;
    parser_fail_node(parser, at,
                   "select case must be send or receive (possibly with assignment)", shapes);
}

/* The receive after `:=` or `=`. */
static void case_receives(Parser *parser, Node *node) {
    if (!parser_at_arrow(parser)) {
        Node *value = exp_parse(parser);
        fail_case(parser, value);
    }
    node->left = exp_recv(parser);
}

/* `case names := <-ch`, `case targets = <-ch` */
static void case_assigns(Parser *parser, Node *node, Node *first) {
    Node *last = NULL;
    node_append(&node->names, &last, first);
    while (parser_accept(parser, ',')) node_append(&node->names, &last, exp_suffixed(parser));
    node->declares = parser->token.kind == TK_DEFINE;
    if (!node->declares && parser->token.kind != '=') parser_fail_near(parser, "'=' expected");
    parser_advance(parser);
    case_receives(parser, node);
    if (node_count(node->names) > 2)
        parser_fail_node(parser, first,
                       memory_format(parser->memory,
                                     "assignment mismatch: %zu variables but 1 value",
                                     node_count(node->names)),
                       NULL);
    for (Node *name = node->names; name; name = name->next) {
        bool field = name->kind == EXP_SUFFIXED &&
                     (name->last->kind == SUFFIX_FIELD || name->last->kind == SUFFIX_INDEX);
        if (name->kind != EXP_NAME && (node->declares || !field)) fail_case(parser, name);
        if (name->kind == EXP_NAME && !node->declares) scope_write(parser, name, NULL);
    }
}

static void case_header(Parser *parser, Node *node) {
    node->kind = CASE_RECV;
    if (parser_at_arrow(parser)) {
        node->left = exp_recv(parser);
        return;
    }
    Node *first = exp_suffixed(parser);
    if (parser->token.kind == '=' || parser->token.kind == ',' || parser->token.kind == TK_DEFINE) {
        case_assigns(parser, node, first);
        return;
    }
    if (!parser_at_arrow(parser)) {
        if (parser->token.kind == TK_EOF || parser->token.kind == TK_BAD)
            parser_fail_near(parser, "'<-' expected");
        fail_case(parser, first);
    }
    node->kind = CASE_SEND;
    parser_advance(parser);
    parser_advance(parser);
    node->left = first;
    node->right = exp_parse(parser);
}

static void case_declares(Parser *parser, Node *node) {
    if (!node->declares) return;
    size_t position = 0;
    bool any = false;
    for (Node *name = node->names; name; name = name->next, position++) {
        name->decl = scope_declare(parser, DECL_SHORT, name->symbol);
        name->decl->from = node->left;
        name->decl->position = (int)position;
        if (name->symbol->word != WORD_BLANK) any = true;
    }
    if (!any)
        parser_fail_at(parser, node->names->start, node->line,
                       "no new variables on left side of :=", "write `case <-ch:`");
}

static Node *select_case(Parser *parser, Node *select) {
    Node *node = parser_node(parser, CASE_DEFAULT);
    bool is_case = parser_is_word(parser, WORD_CASE);
    Scope *scope;
    parser_advance(parser);
    if (is_case) {
        parser->case_header = true;
        parser->brackets++;
        case_header(parser, node);
        parser->brackets--;
        parser->case_header = false;
    }
    node->mark = parser->token.start;
    if (parser->token.kind != ':' && parser->token.kind != TK_EOF)
        parser_fail(parser, &parser->token,
                    is_case ? "':' expected after a case" : "':' expected after default",
                    is_case ? "write `case v := <-ch:`" : "write `default:`");
    parser_expect(parser, ':', ":");
    node->mark_end = parser->previous_end;
    scope = scope_open(parser, SCOPE_CASE);
    scope->target = select;
    case_declares(parser, node);
    node->body = stat_block(parser);
    scope_close(parser);
    return parser_close(parser, node);
}

/* At `select`. */
Node *select_parse(Parser *parser) {
    Node *node = parser_node(parser, STAT_SELECT);
    int line = parser->token.line;
    bool case_state = parser->case_header;
    const Node *fallback = NULL;
    parser->emits = parser->committed = true;
    parser_advance(parser);
    node->mark = parser->previous_end;
    while (parser_is_word(parser, WORD_CASE) || parser_is_word(parser, WORD_DEFAULT)) {
        Node *one = select_case(parser, node);
        if (one->kind == CASE_DEFAULT && fallback)
            parser_fail_node(parser, one,
                           memory_format(parser->memory, "multiple defaults (first at %d:%d)",
                                         fallback->line, parser_column(parser, fallback->start)),
                           NULL);
        if (one->kind == CASE_DEFAULT) fallback = one;
        node_append(&node->list, &node->last, one);
    }
    parser->case_header = case_state;
    node->mark_end = parser->token.start;
    if (!node->list && parser->token.kind != TK_END)
        parser_fail_near_or(parser, "case or default expected", shapes);
    parser_expect_match(parser, TK_END, "end", "select", node->start, line);
    return parser_close(parser, node);
}
