/* exp.c: expressions. */
#include "parser.h"

#include <string.h>

static Node *exp_climb(Parser *parser, int limit);

/* Opens a bracket: inside, a `<-` at the start of a line is an operator, and no block can begin. */
typedef struct Bracket {
    bool case_header;
    const char *header;
} Bracket;

static Bracket bracket_open(Parser *parser) {
    Bracket bracket = {parser->case_header, parser->header};
    parser->brackets++;
    parser->case_header = false;
    parser->header = NULL;
    return bracket;
}

static void bracket_close(Parser *parser, Bracket bracket) {
    parser->brackets--;
    parser->case_header = bracket.case_header;
    parser->header = bracket.header;
}

Node *exp_name(Parser *parser) {
    Node *node = parser_node(parser, EXP_NAME);
    node->symbol = parser_expect_name(parser);
    scope_use(parser, node);
    return parser_close(parser, node);
}

/* Tables */

static Node *table_item(Parser *parser) {
    if (parser->token.kind == TK_NAME && parser_peek(parser)->kind == '=') {
        Node *item = parser_node(parser, ITEM_NAMED);
        item->symbol = parser_expect_name(parser);
        parser_advance(parser);
        item->left = exp_parse(parser);
        return parser_close(parser, item);
    }
    if (parser->token.kind == '[') {
        Node *item = parser_node(parser, ITEM_KEYED);
        if (parser_peek(parser)->kind == ']') parser_fail_near(parser, "unexpected symbol");
        parser_advance(parser);
        item->left = exp_parse(parser);
        parser_expect(parser, ']', "]");
        parser_expect(parser, '=', "=");
        item->right = exp_parse(parser);
        return parser_close(parser, item);
    }
    return exp_parse(parser);
}

static Node *exp_table(Parser *parser) {
    Node *node = parser_node(parser, EXP_TABLE);
    int line = parser->token.line;
    Bracket bracket = bracket_open(parser);
    parser_advance(parser);
    while (parser->token.kind != '}') {
        MemoryMark mark = memory_mark(parser->memory);
        size_t names = parser->names.count;
        Node *item = table_item(parser);
        /* Long tables of data need no nodes. */
        if (!node_is_data(item))
            node_append(&node->list, &node->last, item);
        else if (parser->names.count == names)
            memory_rewind(parser->memory, mark);
        if (!parser_accept(parser, ',') && !parser_accept(parser, ';')) break;
    }
    bracket_close(parser, bracket);
    parser_expect_match(parser, '}', "}", "{", node->start, line);
    return parser_close(parser, node);
}

/* make(chan T, n) */

/* At `make` before '(': whether a channel type follows. `make(chan<- T)` alone could be Lua, and
 * yields to locals named make or chan. */
static bool at_make(Parser *parser) {
    if (scope_is_local(parser, parser->token.symbol)) return false;
    const Mark mark = parser_mark(parser);
    bool found = false;
    parser_advance(parser);
    parser_advance(parser);
    bool arrow = parser_at_arrow(parser);
    if (arrow) {
        parser_advance(parser);
        parser_advance(parser);
    }
    if (parser_is_word(parser, WORD_CHAN)) {
        bool local = scope_is_local(parser, parser->token.symbol);
        parser_advance(parser);
        int kind = parser->token.kind;
        if (kind == TK_NAME)
            found = true;
        else if (parser_at_arrow(parser) || kind == '*')
            found = !local;
        else if (kind == '[')
            found = parser_peek(parser)->kind == ']';
        else if (kind == '(' && !local)
            found = parser_peek(parser)->kind == '<' || parser_peek(parser)->kind == '*' ||
                    (parser_peek(parser)->kind == TK_NAME &&
                     parser_peek(parser)->symbol->word == WORD_CHAN);
        else if (kind == ')' || kind == ',' || kind == TK_EOF)
            found = arrow || kind == TK_EOF;
    }
    parser_reset(parser, &mark);
    return found;
}

static Node *exp_make(Parser *parser) {
    Node *node = parser_node(parser, EXP_MAKE);
    int line = parser->token.line;
    parser->emits = true;
    parser_advance(parser);
    Offset open = parser->token.start;
    Bracket bracket = bracket_open(parser);
    parser_advance(parser);
    node->type = type_expect(parser);
    if (parser_accept(parser, ',')) node->left = exp_parse(parser);
    if (parser->token.kind == TK_NUMBER)
        parser_fail(parser, &parser->token, "')' expected before the size",
                    "the size stands after a comma: `make(chan int, 3)`");
    bracket_close(parser, bracket);
    parser_expect_match(parser, ')', ")", "(", open, line);
    return parser_close(parser, node);
}

/* Suffixes */

static void call_arguments(Parser *parser, Node *call) {
    int line = parser->token.line;
    call->op = (uint16_t)parser->token.kind;
    if (call->op == TK_STRING) {
        call->mark = parser->token.start;
        parser_advance(parser);
        call->mark_end = parser->previous_end;
        return;
    }
    if (call->op == '{') {
        call->list = call->last = exp_table(parser);
        call->mark = call->list->start;
        call->mark_end = call->list->end;
        parser->brace = (Brace){call->mark, call->mark_end, line, false};
        for (const Node *item = call->list->list; item; item = item->next)
            parser->brace.calls |= item->kind == EXP_SUFFIXED && node_is_multi(item);
        return;
    }
    call->op = '(';
    if (parser_starts_line(parser) && !parser->brackets && !parser->call_line) {
        parser->call_line = line;
        parser->call_start = parser->token.start;
    }
    call->mark = parser->token.end;
    Offset open = parser->token.start;
    Bracket bracket = bracket_open(parser);
    parser_advance(parser);
    if (parser->token.kind != ')') call->list = exp_list(parser, &call->last);
    bracket_close(parser, bracket);
    call->mark_end = parser->token.start;
    parser_expect_match(parser, ')', ")", "(", open, line);
}

static Node *suffix_field(Parser *parser) {
    Node *suffix = parser_node(parser, SUFFIX_FIELD);
    parser_advance(parser);
    suffix->symbol = parser_expect_name(parser);
    return suffix;
}

static Node *suffix_index(Parser *parser) {
    Node *suffix = parser_node(parser, SUFFIX_INDEX);
    Bracket bracket = bracket_open(parser);
    parser_advance(parser);
    suffix->left = exp_parse(parser);
    bracket_close(parser, bracket);
    parser_expect(parser, ']', "]");
    return suffix;
}

static Node *suffix_method(Parser *parser) {
    Node *suffix = parser_node(parser, SUFFIX_METHOD);
    parser_advance(parser);
    suffix->symbol = parser_expect_name(parser);
    int kind = parser->token.kind;
    if (kind != '(' && kind != '{' && kind != TK_STRING)
        parser_fail_near(parser, "function arguments expected");
    call_arguments(parser, suffix);
    return suffix;
}

/* A `{` that ends its line in the header of a statement is how Go begins the block. */
static void suspect_brace(Parser *parser) {
    if (!parser->header || parser->suspect.set) return;
    if (parser_peek(parser)->line == parser->token.line && parser_peek(parser)->kind != TK_EOF)
        return;
    parser->suspect = (Suspect){true, parser->token.start, parser->token.line, parser->header};
}

static Node *suffix_next(Parser *parser) {
    switch (parser->token.kind) {
    case '.':
        return suffix_field(parser);
    case '[':
        return suffix_index(parser);
    case ':':
        return parser->case_header && parser_ends_case(parser) ? NULL : suffix_method(parser);
    case '{':
        suspect_brace(parser); /* fall through */
    case '(':
    case TK_STRING: {
        Node *suffix = parser_node(parser, SUFFIX_CALL);
        call_arguments(parser, suffix);
        return suffix;
    }
    default:
        return NULL;
    }
}

Node *exp_suffixes(Parser *parser, Node *first) {
    Node *suffix = suffix_next(parser);
    if (!suffix) return first;
    Node *node = node_new(parser->memory, EXP_SUFFIXED, first->start, first->line);
    node->left = first;
    if (first->kind == EXP_NAME && suffix->kind == SUFFIX_CALL && !parser->func->parent &&
        first->symbol == parser->main_symbol)
        parser->calls_main = true;
    for (; suffix; suffix = suffix_next(parser))
        node_append(&node->list, &node->last, parser_close(parser, suffix));
    return parser_close(parser, node);
}

static Node *exp_primary(Parser *parser) {
    if (parser->token.kind == TK_NAME) {
        if (parser->token.symbol->word == WORD_MAKE && parser_peek(parser)->kind == '(' &&
            at_make(parser))
            return exp_make(parser);
        return exp_name(parser);
    }
    if (parser->token.kind != '(') parser_fail_near(parser, "unexpected symbol");
    Node *node = parser_node(parser, EXP_PAREN);
    int line = parser->token.line;
    Bracket bracket = bracket_open(parser);
    parser_advance(parser);
    node->left = exp_parse(parser);
    bracket_close(parser, bracket);
    parser_expect_match(parser, ')', ")", "(", node->start, line);
    return parser_close(parser, node);
}

Node *exp_suffixed(Parser *parser) {
    return exp_suffixes(parser, exp_primary(parser));
}

/* At `<-`. */
Node *exp_recv(Parser *parser) {
    Node *node = parser_node(parser, EXP_RECV);
    parser->emits = true;
    parser_enter(parser);
    parser_advance(parser);
    parser_advance(parser);
    node->left = parser_at_arrow(parser) ? exp_recv(parser) : exp_suffixed(parser);
    parser_leave(parser);
    return parser_close(parser, node);
}

/* At `func` before '(': whether a literal follows. What cannot be a parameter list is a call. */
static bool at_func_literal(Parser *parser) {
    if (scope_is_local(parser, parser->token.symbol)) return false;
    if (parser_peek(parser)->kind != '(') return false;
    const Mark mark = parser_mark(parser);
    parser_advance(parser);
    parser_advance(parser);
    int kind = parser->token.kind;
    bool found = kind == ')' || kind == TK_DOTS || kind == TK_EOF;
    if (kind == TK_NAME) {
        parser_advance(parser);
        kind = parser->token.kind;
        found = kind == ')' || kind == ',' || kind == TK_NAME || kind == TK_DOTS ||
                kind == TK_EOF || kind == '*' || kind == '[' || kind == '(' ||
                parser_at_arrow(parser);
    }
    parser_reset(parser, &mark);
    return found;
}

static Node *exp_leaf(Parser *parser, NodeKind kind) {
    Node *node = parser_node(parser, kind);
    node->underscores = parser->token.underscores;
    node->floating = parser->token.floating;
    parser_advance(parser);
    return parser_close(parser, node);
}

static Node *exp_function(Parser *parser, bool typed) {
    Node *node = parser_node(parser, EXP_FUNCTION);
    return func_parse(parser, node, typed, false);
}

static Node *exp_simple(Parser *parser) {
    switch (parser->token.kind) {
    case TK_NIL:
        return exp_leaf(parser, EXP_NIL);
    case TK_TRUE:
        return exp_leaf(parser, EXP_TRUE);
    case TK_FALSE:
        return exp_leaf(parser, EXP_FALSE);
    case TK_NUMBER:
        return exp_leaf(parser, EXP_NUMBER);
    case TK_STRING:
        return exp_leaf(parser, EXP_STRING);
    case TK_DOTS:
        if (!parser->func->has_vararg)
            parser_fail_near(parser, "cannot use '...' outside a vararg function");
        return exp_leaf(parser, EXP_VARARG);
    case '{':
        return exp_table(parser);
    case TK_FUNCTION:
        return exp_function(parser, false);
    case '<':
        if (parser_at_arrow(parser)) return exp_recv(parser);
        break;
    case TK_NAME:
        if (parser->token.symbol->word == WORD_FUNC && at_func_literal(parser))
            return exp_function(parser, true);
        break;
    default:
        break;
    }
    return exp_suffixed(parser);
}

/* Operators */

enum { UNARY_PRIORITY = 12 };

/* How tightly an operator binds, 0 for no operator. Whether it groups to the left or to the right
 * does not matter here: the tree keeps operands in a list, and Lua groups them. */
static int binary_priority(int kind) {
    switch (kind) {
    case TK_OR:
        return 1;
    case TK_AND:
        return 2;
    case '<':
    case '>':
    case TK_LE:
    case TK_GE:
    case TK_NE:
    case TK_EQ:
        return 3;
    case '|':
        return 4;
    case '~':
        return 5;
    case '&':
        return 6;
    case TK_SHL:
    case TK_SHR:
        return 7;
    case TK_CONCAT:
        return 9;
    case '+':
    case '-':
        return 10;
    case '*':
    case '/':
    case TK_IDIV:
    case '%':
        return 11;
    case '^':
        return 14;
    default:
        return 0;
    }
}

static Node *exp_operand(Parser *parser) {
    int kind = parser->token.kind;
    if (kind != TK_NOT && kind != '-' && kind != '#' && kind != '~') return exp_simple(parser);
    Node *node = parser_node(parser, EXP_UNARY);
    node->op = (uint16_t)kind;
    parser_advance(parser);
    node->left = exp_climb(parser, UNARY_PRIORITY);
    return parser_close(parser, node);
}

/* At an operator: whether it is a `<-` that begins a statement on a line of its own. */
static bool begins_statement(const Parser *parser) {
    return parser->brackets == 0 && parser_starts_line(parser) && parser_at_arrow(parser);
}

/* At `..` or `^`: Lua's compiler goes one level deeper for each of a chain. */
static void chain_grow(Parser *parser) {
    if (++parser->depth < DEPTH_MAX) return; /* and one for the operand */
    const char *message = parser->token.kind == '^'
                              ? "too many `^` in one expression"
                              : "too many `..` in one expression: put some parts into a variable, "
                                "or use table.concat";
    parser_fail_at(parser, parser->token.start, parser->token.line, message, NULL);
}

/* `print(x) // why`: what print gives can be divided by nothing, so that is a comment of Go's. */
static void refuse_comment(Parser *parser, const Node *first) {
    if (parser->token.kind != TK_IDIV || first->kind != EXP_SUFFIXED ||
        first->last->kind != SUFFIX_CALL || first->left->kind != EXP_NAME || first->left->decl)
        return;
    const char *name = first->left->symbol->text;
    const Node *field = first->list;
    bool prints = field == first->last && strcmp(name, "print") == 0;
    if (strcmp(name, "fmt") == 0 && field->kind == SUFFIX_FIELD && field->next == first->last)
        prints = strncmp(field->symbol->text, "Print", 5) == 0;
    if (!prints) return;
    parser->certain = true;
    parser_fail(parser, &parser->token, "unexpected symbol near '//'",
                "`//` divides; a comment begins with `--`");
}

static Node *exp_climb(Parser *parser, int limit) {
    parser_enter(parser);
    int depth = parser->depth, chain = 0;
    Node *first = exp_operand(parser);
    Node *node = NULL;
    while (binary_priority(parser->token.kind) > limit && !begins_statement(parser)) {
        int priority = binary_priority(parser->token.kind);
        refuse_comment(parser, first);
        if (parser->token.kind == TK_IDIV) {
            parser->idiv_line = parser->token.line;
            parser->idiv_start = parser->token.start;
        }
        if (!node) {
            node = node_new(parser->memory, EXP_BINARY, first->start, first->line);
            node_append(&node->list, &node->last, first);
            node->integral = true;
        }
        if (parser->token.kind == '/' || (priority != 10 && priority != 11)) node->integral = false;
        if (parser->token.kind == '/' || parser->token.kind == '^') node->divides = true;
        if (parser->token.kind != chain) parser->depth = depth;
        chain = parser->token.kind;
        if (chain == TK_CONCAT || chain == '^') chain_grow(parser);
        parser_advance(parser);
        node_append(&node->list, &node->last, exp_climb(parser, priority));
    }
    parser->depth = depth;
    parser_leave(parser);
    return node ? parser_close(parser, node) : first;
}

Node *exp_parse(Parser *parser) {
    return exp_climb(parser, 0);
}

Node *exp_list(Parser *parser, Node **last) {
    Node *list = NULL;
    do node_append(&list, last, exp_parse(parser));
    while (parser_accept(parser, ','));
    return list;
}
