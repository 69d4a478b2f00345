/* declare.c: declarations: local, var, const, `:=` and named functions. */
#include "parser.h"

/* A name that is about to be declared. */
Node *declare_name(Parser *parser) {
    Node *name = parser_node(parser, PARAM); /* which has room for an attribute's place */
    name->kind = EXP_NAME;
    name->symbol = parser_expect_name(parser);
    return parser_close(parser, name);
}

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
        if (node->is_global && decl->type && decl->type->kind == TYPE_MAP)
            name->symbol->session = SESSION_MAP;
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
void declare_ok(Node *names, Node *list) {
    if (names && names->next && !names->next->next && list && !list->next && list->kind == EXP_RECV)
        list->wants_ok = true;
}

static Node *local_name(Parser *parser) {
    Node *name = declare_name(parser);
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
    name->op = (uint16_t)word;
    name->mark_end = parser->previous_end;
    return name;
}

static Node *local_function(Parser *parser, Node *node) {
    node->kind = STAT_LOCAL_FUNCTION;
    parser_advance(parser);
    Node *name = node->left = declare_name(parser);
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

Node *declare_local(Parser *parser) {
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
    declare_ok(node->names, node->list);
    declare_names(parser, node, DECL_LOCAL);
    return node;
}

Node *declare_var(Parser *parser, bool constant) {
    Node *node = parser_node(parser, constant ? STAT_CONST : STAT_VAR);
    Node *last = NULL;
    parser->emits = true;
    node->is_global = scope_is_session(parser);
    parser_advance(parser);
    do node_append(&node->names, &last, declare_name(parser));
    while (parser_accept(parser, ','));
    node->mark = parser->previous_end;
    if (!constant && parser->token.kind != '=') node->type = type_expect(parser);
    node->mark_end = parser->previous_end;
    if (constant || parser->token.kind == '=') {
        parser_expect(parser, '=', "=");
        node->list = exp_list(parser, &node->last);
        declare_no_type(parser, node->last);
    }
    declare_ok(node->names, node->list);
    declare_names(parser, node, constant ? DECL_CONST : DECL_VAR);
    return node;
}

/* `function a.b:c(...)`, `func a.b:c(...)` */
Node *declare_function(Parser *parser, bool typed) {
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
    if (name == first && scope_is_session(parser)) first->symbol->session = 0;
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

/* `ch := chan int` would be two statements, one of which is missing. */
static void refuse_chan(Parser *parser, const Node *exp) {
    if (exp->kind != EXP_NAME || exp->symbol->word != WORD_CHAN || exp->decl) return;
    if (parser->token.kind != TK_NAME || parser_starts_line(parser)) return;
    const Mark mark = parser_mark(parser);
    const Type *type = type_parse(parser);
    bool ends = parser_starts_line(parser) || parser->token.kind == TK_EOF;
    /* `x = chan y = 1` is Lua. */
    if (!type || !(parser->emits || (ends && type->kind == TYPE_NAME))) {
        parser_reset(parser, &mark);
        return;
    }
    parser->certain = parser->emits = true;
    parser_fail_node(parser, exp,
        memory_format(parser->memory, "chan %s (type) is not an expression", type->text),
        memory_format(parser->memory, "a channel is made: `make(chan %s)`", type->text));
}

/* `m := map[string]int{}` would be two statements. */
static void refuse_map(Parser *parser, const Node *exp) {
    if (exp->kind != EXP_SUFFIXED || exp->list != exp->last || exp->last->kind != SUFFIX_INDEX)
        return;
    const Node *name = exp->left;
    if (name->kind != EXP_NAME || name->symbol->word != WORD_MAP || name->decl) return;
    if (parser->token.kind != TK_NAME || parser_starts_line(parser)) return;
    parser_fail_node(parser, name, "a map type where a value is expected",
                   "a map is a table: `m := {}`");
}

/* After the last value of a declaration or an assignment: Go's types in the place of values. */
void declare_no_type(Parser *parser, const Node *value) {
    refuse_chan(parser, value);
    if (parser->emits) refuse_map(parser, value);
}

Node *declare_short(Parser *parser, Node *node) {
    node->kind = STAT_SHORT;
    node->mark = parser->token.start;
    node->mark_end = parser->token.end;
    node->is_global = scope_is_session(parser);
    parser->emits = true;
    parser_advance(parser);
    node->list = exp_list(parser, &node->last);
    declare_no_type(parser, node->last);
    declare_ok(node->names, node->list);
    scope_short(parser, node);
    return parser_close(parser, node);
}
