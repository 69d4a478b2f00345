/* stat.c: statements. */
#include "parser.h"

#include <string.h>

/* Whether the block ends here. Inside a select, `case` and `default:` end it too, unless they are
 * local variables. */
bool stat_block_ends(Parser *parser) {
    switch (parser->token.kind) {
    case TK_EOF:
    case TK_END:
    case TK_ELSE:
    case TK_ELSEIF:
    case TK_UNTIL:
        return true;
    case TK_NAME:
        break;
    default:
        return false;
    }
    Word word = parser->token.symbol->word;
    if ((word != WORD_CASE && word != WORD_DEFAULT) || scope_is_local(parser, parser->token.symbol))
        return false;
    const Token *next = parser_peek(parser);
    bool direct = parser->scope->kind == SCOPE_CASE;
    bool inside = false;
    for (const Scope *scope = parser->scope; scope && scope->kind != SCOPE_FUNC && !inside;
         scope = scope->outer)
        inside = scope->kind == SCOPE_CASE;
    if (!inside) return false;
    if (word == WORD_CASE) return direct || next->kind == TK_NAME;
    const Lexer *lexer = &parser->lexer;
    return next->kind == ':' && (next->end >= lexer->length ||
                                 !lexer_is_name_start((unsigned char)lexer->text[next->end]));
}

static Node *stat_parse(Parser *parser);

Node *stat_block(Parser *parser) {
    Node *block = parser_node(parser, BLOCK);
    block->start = parser->previous_end;
    while (!stat_block_ends(parser)) {
        bool returns = parser->token.kind == TK_RETURN;
        Node *stat = stat_parse(parser);
        node_append(&block->list, &block->last, stat);
        if (returns) break;
    }
    return parser_close(parser, block);
}

/* Statements that begin with an expression */

static void require_target(Parser *parser, const Node *exp) {
    if (exp->kind == EXP_NAME) return;
    if (exp->kind == EXP_SUFFIXED &&
        (exp->last->kind == SUFFIX_FIELD || exp->last->kind == SUFFIX_INDEX))
        return;
    parser_fail_near(parser, "syntax error");
}

static Node *stat_assign(Parser *parser, Node *first) {
    Node *node = node_new(parser->memory, STAT_ASSIGN, first->start, first->line);
    Node *last = NULL;
    node_append(&node->names, &last, first);
    while (parser_accept(parser, ',')) {
        require_target(parser, last);
        node_append(&node->names, &last, exp_suffixed(parser));
    }
    if (parser->token.kind == TK_DEFINE) return declare_short(parser, node);
    require_target(parser, last);
    if (parser_at_arrow(parser) && !parser_starts_line(parser)) {
        parser->certain = parser->emits = true;
        parser_fail(parser, &parser->token, "'=' expected near '<-'", "write `v, ok := <-ch`");
    }
    parser_expect(parser, '=', "=");
    node->list = exp_list(parser, &node->last);
    declare_no_type(parser, node->last);
    declare_ok(node->names, node->list);
    const Node *value = node->list;
    for (Node *name = node->names; name; name = name->next) {
        if (name->kind == EXP_SUFFIXED && name->left->kind == EXP_NAME &&
            name->left->symbol->session == SESSION_MAP)
            parser->emits = true; /* a nil map takes no entry */
        if (name->kind == EXP_NAME) scope_write(parser, name, value);
        if (name->kind == EXP_NAME && value && value->kind == EXP_FUNCTION)
            value->func->assigned_to = name;
        if (value) value = value->next;
    }
    return parser_close(parser, node);
}

static Node *stat_compound(Parser *parser, Node *target) {
    Node *node = node_new(parser->memory, STAT_COMPOUND, target->start, target->line);
    require_target(parser, target);
    parser->emits = true;
    node->left = target;
    node->mark = parser->token.start;
    node->mark_end = parser->token.end;
    parser_advance(parser);
    node->right = exp_parse(parser);
    if (target->kind == EXP_NAME) scope_write(parser, target, NULL);
    return parser_close(parser, node);
}

static Node *stat_send(Parser *parser, Node *channel) {
    Node *node = node_new(parser->memory, STAT_SEND, channel->start, channel->line);
    parser->emits = true;
    parser_advance(parser);
    parser_advance(parser);
    node->left = channel;
    node->right = exp_parse(parser);
    if (parser->token.kind == ',') {
        parser->certain = true;
        parser_fail(parser, &parser->token, "unexpected ',' after a send",
                    "one value is sent; `ch <- {1, 2}` sends a table");
    }
    return parser_close(parser, node);
}

/* `mu.Lock` on a line of its own. */
static void refuse_unused(Parser *parser, const Node *exp) {
    bool ends = parser->token.kind == TK_EOF;
    if (!(ends ? !(parser->flags & SYNTAX_SESSION) : parser_starts_line(parser))) return;
    if (exp->kind != EXP_SUFFIXED || exp->last->kind != SUFFIX_FIELD) return;
    const char *text = parser->lexer.text + exp->start;
    int length = (int)(exp->end - exp->start);
    if (memchr(text, '\n', (size_t)length) || hint_find(parser, &parser->token).text) return;
    parser_fail_node(parser, exp,
                   memory_format(parser->memory, "%.*s is not used", length, text),
                   memory_format(parser->memory, "to call it, write `%.*s()`", length, text));
}

static Node *stat_call(Parser *parser, Node *call) {
    if (call->kind != EXP_SUFFIXED || !node_is_multi(call)) {
        refuse_unused(parser, call);
        parser_fail_near(parser, "syntax error");
    }
    Node *node = node_new(parser->memory, STAT_CALL, call->start, call->line);
    node->left = call;
    return parser_close(parser, node);
}

static Node *stat_expression(Parser *parser, Node *exp) {
    switch (parser->token.kind) {
    case '=':
    case ',':
    case TK_DEFINE:
        return stat_assign(parser, exp);
    case TK_COMPOUND:
        return stat_compound(parser, exp);
    case '<':
        if (parser_at_arrow(parser) && !parser_starts_line(parser)) return stat_send(parser, exp);
        break;
    default:
        break;
    }
    return stat_call(parser, exp);
}

/* break, continue, goto, return */

static Node *stat_break(Parser *parser, bool continues) {
    Node *node = parser_node(parser, continues ? STAT_CONTINUE : STAT_BREAK);
    Scope *scope = scope_find_loop(parser, continues);
    if (continues) parser->emits = true;
    if (!scope)
        parser_fail_node(parser, node,
                       continues ? "continue is not in a loop"
                                 : "break is not in a loop, switch, or select",
                       NULL);
    parser_advance(parser);
    node->target = scope->target;
    if (continues) scope->target->continues = true;
    if (continues && !scope->continued) scope->continued = node;
    if (!continues && scope->kind == SCOPE_CASE) scope->target->breaks = true;
    return parser_close(parser, node);
}

static Node *stat_goto(Parser *parser) {
    Node *node = parser_node(parser, STAT_GOTO);
    parser_advance(parser);
    node->symbol = parser_expect_name(parser);
    return node;
}

static Node *stat_label(Parser *parser) {
    Node *node = parser_node(parser, STAT_LABEL);
    parser_advance(parser);
    node->symbol = parser_expect_name(parser);
    parser_expect(parser, TK_LABEL, "::");
    return node;
}

/* A return sees whether a local hides one of the function's named results. */
static void check_hidden(Parser *parser, const Node *node) {
    Func *func = parser->func;
    if (!func->named_results) return;
    for (const Node *result = func->results; result; result = result->next) {
        if (result->symbol->decl == result->decl || result->symbol->word == WORD_BLANK) continue;
        if (!node->list)
            parser_fail_node(parser, node,
                           memory_format(parser->memory,
                                         "result parameter %s not in scope at return",
                                         result->symbol->text),
                           NULL);
        func->hidden_results = true;
    }
}

static Node *stat_return(Parser *parser) {
    Node *node = parser_node(parser, STAT_RETURN);
    node->func = parser->func;
    parser_advance(parser);
    parser->brackets++;
    if (!stat_block_ends(parser) && parser->token.kind != ';')
        node->list = exp_list(parser, &node->last);
    parser->brackets--;
    node->mark = parser->previous_end;
    parser_accept(parser, ';');
    check_hidden(parser, node);
    return parser_close(parser, node);
}

/* Words */

/* Whether what follows a word makes it a variable of Lua's. */
static bool is_variable(Parser *parser) {
    switch (parser_peek(parser)->kind) {
    case '=':
    case ',':
    case '.':
    case '[':
    case '(':
    case '{':
    case TK_STRING:
    case TK_DEFINE:
    case TK_COMPOUND:
        return true;
    case ':':
        return true;
    case '<':
        return parser_peek(parser)->line == parser->token.line;
    default:
        return false;
    }
}

/* At a name: the statement of gosh that it begins, or NULL. */
static Node *stat_word(Parser *parser, Node **call) {
    Word word = parser->token.symbol->word;
    if (word == WORD_NONE) return NULL;
    const Token *next = parser_peek(parser);
    bool name = next->kind == TK_NAME;
    switch (word) {
    case WORD_GO:
    case WORD_DEFER: {
        NodeKind kind = word == WORD_GO ? STAT_GO : STAT_DEFER;
        if (next->kind == '(') return go_paren(parser, kind, call);
        if (is_variable(parser)) return NULL;
        Node *node = parser_node(parser, kind);
        parser_advance(parser);
        return go_parse(parser, node);
    }
    case WORD_SELECT:
        if (!name && next->kind != TK_END && next->kind != TK_EOF) return NULL;
        return select_parse(parser);
    case WORD_FUNC:
        return name ? declare_function(parser, true) : NULL;
    case WORD_VAR:
        return name ? declare_var(parser, false) : NULL;
    case WORD_CONST:
        return name ? declare_var(parser, true) : NULL;
    case WORD_CONTINUE:
        return is_variable(parser) ? NULL : stat_break(parser, true);
    default:
        return NULL;
    }
}

static Node *stat_name(Parser *parser) {
    Node *call = NULL;
    Node *node = stat_word(parser, &call);
    if (node) return node;
    return stat_expression(parser, call ? call : exp_suffixed(parser));
}

static Node *stat_recv(Parser *parser) {
    Node *node = parser_node(parser, STAT_RECV);
    node->left = exp_recv(parser);
    return node;
}

static Node *stat_inner(Parser *parser) {
    switch (parser->token.kind) {
    case ';': {
        Node *node = parser_node(parser, STAT_EMPTY);
        parser_advance(parser);
        return node;
    }
    case TK_IF:
        return block_if(parser);
    case TK_WHILE:
        return block_while(parser);
    case TK_DO:
        return block_do(parser);
    case TK_FOR:
        return block_for(parser);
    case TK_REPEAT:
        return block_repeat(parser);
    case TK_FUNCTION:
        return declare_function(parser, false);
    case TK_LOCAL:
        return declare_local(parser);
    case TK_LABEL:
        return stat_label(parser);
    case TK_RETURN:
        return stat_return(parser);
    case TK_BREAK:
        return stat_break(parser, false);
    case TK_GOTO:
        return stat_goto(parser);
    case TK_NAME:
        return stat_name(parser);
    case '<':
        if (parser_at_arrow(parser)) return stat_recv(parser);
        break;
    default:
        break;
    }
    return stat_expression(parser, exp_suffixed(parser));
}

static Node *stat_parse(Parser *parser) {
    Offset outer = parser->stat_start;
    int outer_line = parser->stat_line;
    parser_enter(parser);
    parser->stat_start = parser->token.start;
    parser->stat_line = parser->token.line;
    Node *node = stat_inner(parser);
    parser->stat_start = outer;
    parser->stat_line = outer_line;
    parser_leave(parser);
    return parser_close(parser, node);
}
