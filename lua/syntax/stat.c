/* stat.c: statements. */
#include "parser.h"

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
    if (parser->token.kind == '{')
        parser_fail(parser, &parser->token,
                    memory_format(parser->memory, "'%s' expected near '{'", what), parser->header);
    parser->header = header.outer;
    parser_expect(parser, kind, what);
    parser->suspect = header.suspect;
}

static const char if_hint[] = "write `if x then ... end`, without braces";
static const char for_hint[] =
    "write `for i, v := range x do ... end`, `for i = 1, 3 do ... end` or `while x do ... end`";
static const char while_hint[] = "write `while x do ... end`, without braces";

static Node *stat_if(Parser *parser) {
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
    parser_expect_match(parser, TK_END, "end", "if", line);
    return node;
}

static Node *stat_while(Parser *parser) {
    Node *node = parser_node(parser, STAT_WHILE);
    int line = parser->token.line;
    parser_advance(parser);
    Header header = header_open(parser, while_hint);
    node->left = exp_parse(parser);
    header_close(parser, header, TK_DO, "do");
    node->body = loop_block(parser, node);
    parser_expect_match(parser, TK_END, "end", "while", line);
    return node;
}

static Node *stat_do(Parser *parser) {
    Node *node = parser_node(parser, STAT_DO);
    int line = parser->token.line;
    parser_advance(parser);
    node->body = scoped_block(parser);
    parser_expect_match(parser, TK_END, "end", "do", line);
    return node;
}

static Node *stat_repeat(Parser *parser) {
    Node *node = parser_node(parser, STAT_REPEAT);
    int line = parser->token.line;
    parser_advance(parser);
    Scope *scope = scope_open(parser, SCOPE_LOOP);
    scope->target = node;
    node->body = stat_block(parser);
    parser_expect_match(parser, TK_UNTIL, "until", "repeat", line);
    const Scope *outer = parser->until_scope;
    parser->until_scope = node->continues ? scope : NULL;
    node->left = exp_parse(parser);
    parser->until_scope = outer;
    scope_close(parser);
    return node;
}

/* Loops over something */

static Node *loop_name(Parser *parser) {
    Node *name = parser_node(parser, EXP_NAME);
    name->symbol = parser_expect_name(parser);
    return parser_close(parser, name);
}

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
    parser_expect_match(parser, TK_END, "end", "for", line);
}

static Node *for_range(Parser *parser, Node *node, Header header, int line) {
    node->kind = STAT_RANGE;
    parser->emits = true;
    if (!parser_is_word(parser, WORD_RANGE))
        parser_fail(parser, &parser->token, "range expected", for_hint);
    parser_advance(parser);
    node->list = exp_list(parser, &node->last);
    for_body(parser, node, header, line);
    return node;
}

static Node *stat_for(Parser *parser) {
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
    node_append(&node->names, &last, loop_name(parser));
    if (parser_accept(parser, '=')) {
        node_append(&node->list, &node->last, exp_parse(parser));
        parser_expect(parser, ',', ",");
        node_append(&node->list, &node->last, exp_parse(parser));
        if (parser_accept(parser, ',')) node_append(&node->list, &node->last, exp_parse(parser));
        for_body(parser, node, header, line);
        return node;
    }
    while (parser_accept(parser, ',')) node_append(&node->names, &last, loop_name(parser));
    if (parser_accept(parser, TK_DEFINE)) return for_range(parser, node, header, line);
    if (parser->token.kind != TK_IN) parser_fail_near(parser, "'=' or 'in' expected");
    parser_advance(parser);
    node->kind = STAT_FOR_IN;
    node->list = exp_list(parser, &node->last);
    for_body(parser, node, header, line);
    return node;
}

/* Declarations */

/* Gives each name its own expression, when it has one. */
static void declare_names(Parser *parser, Node *node, DeclKind kind) {
    size_t position = 0;
    Node *value = node->list;
    for (Node *name = node->names; name; name = name->next, position++) {
        Decl *decl = name->decl = scope_declare(parser, kind, name->symbol);
        decl->line = name->line;
        decl->value = value;
        decl->read_only = kind == DECL_CONST || name->op != 0;
        if (node->kind == STAT_VAR) decl->type = node->type;
        if (!value && node->list && node->list == node->last) {
            decl->from = node->list;
            decl->position = (int)position;
        }
        if (value && value->kind == EXP_FUNCTION) {
            decl->known = value->func;
            value->func->assigned_to = name;
        }
        if (value) value = value->next;
    }
}

/* `v, ok = <-ch`: a receive of its own for two names gives both. */
static void mark_ok(Node *names, Node *list) {
    if (names && names->next && !names->next->next && list && !list->next && list->kind == EXP_RECV)
        list->wants_ok = true;
}

static Node *local_name(Parser *parser) {
    Node *name = loop_name(parser);
    name->mark = name->mark_end = name->end;
    if (parser->token.kind != '<') return name;
    parser_advance(parser);
    const Token attribute = parser->token;
    Word word = attribute.kind == TK_NAME ? attribute.symbol->word : WORD_NONE;
    parser_expect_name(parser);
    parser_expect(parser, '>', ">");
    if (word != WORD_CONST && word != WORD_CLOSE)
        parser_fail_at(
            parser, attribute.start, attribute.line,
            memory_format(parser->memory, "unknown attribute '%s'", attribute.symbol->text), NULL);
    name->op = word;
    name->mark_end = parser->previous_end;
    return name;
}

static Node *local_function(Parser *parser, Node *node) {
    node->kind = STAT_LOCAL_FUNCTION;
    parser_advance(parser);
    Node *name = node->left = loop_name(parser);
    node->is_global = scope_is_session(parser);
    if (!node->is_global) {
        name->decl = scope_declare(parser, DECL_LOCAL, name->symbol);
    } else {
        name->symbol->global_writes++;
        parser->emits = true;
    }
    func_parse(parser, node, false, false);
    node->func->name = name->symbol;
    node->func->path = name->symbol->text;
    if (name->decl) name->decl->known = node->func;
    return node;
}

static Node *stat_local(Parser *parser) {
    Node *node = parser_node(parser, STAT_LOCAL);
    parser_advance(parser);
    if (parser->token.kind == TK_FUNCTION) return local_function(parser, node);
    Node *last = NULL;
    bool closes = false;
    do {
        node_append(&node->names, &last, local_name(parser));
        if (last->op == WORD_CLOSE) closes = true;
    } while (parser_accept(parser, ','));
    node->is_global = scope_is_session(parser) && !closes;
    if (node->is_global) parser->emits = true;
    if (parser_accept(parser, '=')) node->list = exp_list(parser, &node->last);
    mark_ok(node->names, node->list);
    declare_names(parser, node, DECL_LOCAL);
    return node;
}

static Node *stat_var(Parser *parser, bool constant) {
    Node *node = parser_node(parser, constant ? STAT_CONST : STAT_VAR);
    Node *last = NULL;
    parser->emits = true;
    node->is_global = scope_is_session(parser);
    parser_advance(parser);
    do node_append(&node->names, &last, loop_name(parser));
    while (parser_accept(parser, ','));
    node->mark = parser->previous_end;
    if (!constant && parser->token.kind != '=') node->type = type_expect(parser);
    node->mark_end = parser->previous_end;
    if (constant || parser->token.kind == '=') {
        parser_expect(parser, '=', "=");
        node->list = exp_list(parser, &node->last);
    }
    mark_ok(node->names, node->list);
    declare_names(parser, node, constant ? DECL_CONST : DECL_VAR);
    return node;
}

/* `function a.b:c(...)`, `func a.b:c(...)` */
static Node *stat_function(Parser *parser, bool typed) {
    Node *node = parser_node(parser, STAT_FUNCTION);
    parser_advance(parser);
    Node *first = exp_name(parser);
    Node *name = first;
    bool method = false;
    while (!method && (parser->token.kind == '.' || parser->token.kind == ':')) {
        method = parser->token.kind == ':';
        Node *field = parser_node(parser, SUFFIX_FIELD);
        parser_advance(parser);
        field->symbol = parser_expect_name(parser);
        parser_close(parser, field);
        if (name == first) {
            name = node_new(parser->memory, EXP_SUFFIXED, first->start, first->line);
            name->left = first;
        }
        node_append(&name->list, &name->last, field);
        parser_close(parser, name);
    }
    node->left = name;
    if (name == first) scope_write(parser, first, NULL);
    func_parse(parser, node, typed, method);
    Buffer path = {.memory = parser->memory};
    buffer_add_string(&path, first->symbol->text);
    for (Node *field = name == first ? NULL : name->list; field; field = field->next) {
        buffer_add_string(&path, ".");
        buffer_add_string(&path, field->symbol->text);
    }
    node->func->path = path.bytes;
    node->func->name = name == first ? first->symbol : name->last->symbol;
    if (name == first && !first->decl) first->symbol->global_func = node->func;
    return node;
}

/* go and defer */

static void require_call(Parser *parser, Node *node) {
    Node *call = node->left;
    const char *word = node->kind == STAT_GO ? "go" : "defer";
    if (node_is_multi(call) && call->kind == EXP_SUFFIXED) return;
    const char *wording = "expression in %s must be function call";
    const char *hint = "put the arguments behind it: `()` when there are none";
    Node *bare = node_bare(call);
    if (bare != call && bare->kind == EXP_SUFFIXED && node_is_multi(bare)) {
        wording = "expression in %s must not be parenthesized";
        hint = NULL;
    }
    const char *message = memory_format(parser->memory, wording, word);
    parser->emits = true;
    parser_fail_at(parser, call->start, call->line, message, hint);
}

/* `go` and `defer` before a function literal, its arguments on the line of its `end`. */
static Node *literal_call(Parser *parser, bool typed) {
    Node *literal = parser_node(parser, EXP_FUNCTION);
    func_parse(parser, literal, typed, false);
    if (parser_starts_line(parser)) return literal;
    return exp_suffixes(parser, literal);
}

static Node *stat_go(Parser *parser, Node *node) {
    parser->emits = parser->committed = true;
    if (node->kind == STAT_DEFER) parser->func->has_defer = true;
    if (parser->token.kind == TK_FUNCTION)
        node->left = literal_call(parser, false);
    else if (parser_is_word(parser, WORD_FUNC) && parser_peek(parser)->kind == '(' &&
             !scope_is_local(parser, parser->token.symbol))
        node->left = literal_call(parser, true);
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
static Node *stat_go_paren(Parser *parser, NodeKind kind, Node **call) {
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

/* Statements that begin with an expression */

static void require_target(Parser *parser, const Node *exp) {
    if (exp->kind == EXP_NAME) return;
    if (exp->kind == EXP_SUFFIXED &&
        (exp->last->kind == SUFFIX_FIELD || exp->last->kind == SUFFIX_INDEX))
        return;
    parser_fail_near(parser, "syntax error");
}

/* `m := map[string]int{}` would be two statements. */
static void refuse_map(Parser *parser, const Node *exp) {
    if (exp->kind != EXP_SUFFIXED || exp->list != exp->last || exp->last->kind != SUFFIX_INDEX)
        return;
    const Node *name = exp->left;
    if (name->kind != EXP_NAME || name->symbol->word != WORD_MAP || name->decl) return;
    if (parser->token.kind != TK_NAME || parser_starts_line(parser)) return;
    parser_fail_at(parser, name->start, name->line, "a map type where a value is expected",
                   "a map is a table: `m := {}`");
}

static Node *stat_short(Parser *parser, Node *node) {
    node->kind = STAT_SHORT;
    node->mark = parser->token.start;
    node->mark_end = parser->token.end;
    node->is_global = scope_is_session(parser);
    parser->emits = true;
    parser_advance(parser);
    node->list = exp_list(parser, &node->last);
    refuse_map(parser, node->last);
    mark_ok(node->names, node->list);
    scope_short(parser, node);
    return parser_close(parser, node);
}

static Node *stat_assign(Parser *parser, Node *first) {
    Node *node = node_new(parser->memory, STAT_ASSIGN, first->start, first->line);
    Node *last = NULL;
    node_append(&node->names, &last, first);
    while (parser_accept(parser, ',')) {
        require_target(parser, last);
        node_append(&node->names, &last, exp_suffixed(parser));
    }
    if (parser->token.kind == TK_DEFINE) return stat_short(parser, node);
    require_target(parser, last);
    parser_expect(parser, '=', "=");
    node->list = exp_list(parser, &node->last);
    mark_ok(node->names, node->list);
    const Node *value = node->list;
    for (Node *name = node->names; name; name = name->next) {
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
    return parser_close(parser, node);
}

static Node *stat_call(Parser *parser, Node *call) {
    if (call->kind != EXP_SUFFIXED || !node_is_multi(call))
        parser_fail_near(parser, "syntax error");
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
        parser_fail_at(parser, node->start, node->line,
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
            parser_fail_at(parser, node->start, node->line,
                           memory_format(parser->memory,
                                         "result parameter %s not in scope at return",
                                         result->symbol->text),
                           NULL);
        func->hidden_results = true;
    }
}

static Node *stat_return(Parser *parser) {
    Node *node = parser_node(parser, STAT_RETURN);
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
        if (next->kind == '(') return stat_go_paren(parser, kind, call);
        if (is_variable(parser)) return NULL;
        Node *node = parser_node(parser, kind);
        parser_advance(parser);
        return stat_go(parser, node);
    }
    case WORD_SELECT:
        if (!name && next->kind != TK_END && next->kind != TK_EOF) return NULL;
        return select_parse(parser);
    case WORD_FUNC:
        return name ? stat_function(parser, true) : NULL;
    case WORD_VAR:
        return name ? stat_var(parser, false) : NULL;
    case WORD_CONST:
        return name ? stat_var(parser, true) : NULL;
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
        return stat_if(parser);
    case TK_WHILE:
        return stat_while(parser);
    case TK_DO:
        return stat_do(parser);
    case TK_FOR:
        return stat_for(parser);
    case TK_REPEAT:
        return stat_repeat(parser);
    case TK_FUNCTION:
        return stat_function(parser, false);
    case TK_LOCAL:
        return stat_local(parser);
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
    size_t outer = parser->stat_start;
    parser_enter(parser);
    parser->stat_start = parser->token.start;
    Node *node = stat_inner(parser);
    parser->stat_start = outer;
    parser_leave(parser);
    return parser_close(parser, node);
}
