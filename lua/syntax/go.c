/* go.c: go and defer statements. */
#include "parser.h"

static void require_call(Parser *parser, Node *node) {
    Node *call = node->left;
    const char *word = node->kind == STAT_GO ? "go" : "defer";
    if (node_is_multi(call) && call->kind == EXP_SUFFIXED) return;
    const char *wording = "expression in %s must be function call";
    const char *hint = call->kind == EXP_FUNCTION  ? "a function is called behind its end: `func() ... end()`"
                       : parser_at_arrow(parser) ? "a send stands in a function: `func() ch <- v end()`"
                                                 : "put the arguments behind it: `()` when there are none";
    Node *bare = node_bare(call);
    if (bare != call && bare->kind == EXP_SUFFIXED && node_is_multi(bare)) {
        wording = "expression in %s must not be parenthesized";
        hint = NULL;
    }
    const char *message = memory_format(parser->memory, wording, word);
    parser->emits = true;
    parser_fail_node(parser, call, message, hint);
}

/* `go` and `defer` before a function literal, its arguments on the line of its `end`. */
static Node *literal_call(Parser *parser, bool typed, bool deferred) {
    Node *literal = parser_node(parser, EXP_FUNCTION);
    parser->at_deferred = deferred;
    func_parse(parser, literal, typed, false);
    if (parser_starts_line(parser)) return literal;
    return exp_suffixes(parser, literal);
}

Node *go_parse(Parser *parser, Node *node) {
    parser->emits = parser->committed = true;
    if (node->kind == STAT_DEFER) parser->func->has_defer = true;
    if (parser->token.kind == TK_FUNCTION)
        node->left = literal_call(parser, false, node->kind == STAT_DEFER);
    else if (parser_is_word(parser, WORD_FUNC) && parser_peek(parser)->kind == '(' &&
             !scope_is_local(parser, parser->token.symbol))
        node->left = literal_call(parser, true, node->kind == STAT_DEFER);
    else if (parser->token.kind == TK_NAME || parser->token.kind == '(')
        node->left = exp_suffixed(parser);
    else
        parser_fail_near(parser, memory_format(parser->memory, "function call expected after %s",
                                               node->kind == STAT_GO ? "go" : "defer"));
    require_call(parser, node);
    return parser_close(parser, node);
}

/* At `go (` or `defer (`: with one argument and a second list behind, `(f)(x)` is what is started;
 * otherwise it is a call of a function with that name. Returns the statement, or NULL with the call
 * in `*call`. */
Node *go_paren(Parser *parser, NodeKind kind, Node **call) {
    Node *node = parser_node(parser, kind);
    bool local = scope_is_local(parser, parser->token.symbol);
    Node *name = exp_name(parser);
    Node *paren = parser_node(parser, EXP_PAREN);
    Node *chain = exp_suffixes(parser, name);
    Node *first = chain->list, *second = first->next;
    if (local || !first->list || first->list->next || !second || second->kind != SUFFIX_CALL) {
        *call = chain;
        return NULL;
    }
    parser->emits = true;
    if (kind == STAT_DEFER) parser->func->has_defer = true;
    paren->left = first->list;
    paren->end = first->end;
    chain->start = paren->start;
    chain->left = paren;
    chain->list = second;
    node->left = chain;
    require_call(parser, node);
    return parser_close(parser, node);
}
