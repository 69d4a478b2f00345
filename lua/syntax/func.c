/* func.c: functions: parameters, results, body. */
#include "parser.h"

#include <string.h>

Func *func_open(Parser *parser) {
    Func *func = memory_take(parser->memory, sizeof *func);
    func->parent = parser->func;
    func->start = parser->token.start;
    func->line = parser->token.line;
    if (parser->last_function)
        parser->last_function->next = func;
    else
        parser->functions = func;
    parser->last_function = func;
    parser->func = func;
    scope_open(parser, SCOPE_FUNC);
    return func;
}

void func_close(Parser *parser, Func *func) {
    scope_close(parser);
    parser->func = func->parent;
}

static void add_param(Parser *parser, Func *func, Node **last) {
    Node *param = parser_node(parser, PARAM);
    param->symbol = parser_expect_name(parser);
    parser_close(parser, param);
    param->mark = param->mark_end = param->end;
    if (parser->token.kind == TK_NAME && !func->typed)
        parser_fail(parser, &parser->token, "a parameter type after `function`",
                    "types go with `func`: write `func` instead of `function`");
    if (func->typed && parser_accept(parser, TK_DOTS)) {
        param->type = type_expect(parser);
        param->mark_end = parser->previous_end;
        func->variadic = param;
        func->has_vararg = true;
        return;
    }
    if (func->typed && parser->token.kind != ',' && parser->token.kind != ')') {
        param->type = type_expect(parser);
        param->mark_end = parser->previous_end;
    }
    node_append(&func->params, last, param);
    if (!param->type) {
        if (!func->untyped) func->untyped = param;
        return;
    }
    /* `a, b int`: the names directly before that have no type share it. */
    for (Node *node = func->untyped; node && node != param; node = node->next)
        node->type = param->type;
    func->untyped = NULL;
}

static void parse_params(Parser *parser, Func *func) {
    Node *last = NULL;
    func->open = parser->token.start;
    func->open_line = parser->token.line;
    if (parser->token.kind != '(') parser_fail_near(parser, "'(' expected");
    parser_advance(parser);
    if (parser->token.kind != ')') {
        do {
            if (parser_accept(parser, TK_DOTS)) {
                func->has_vararg = true;
                break;
            }
            add_param(parser, func, &last);
        } while (!func->variadic && parser_accept(parser, ','));
    }
    parser_expect(parser, ')', ")");
    func->close = parser->previous_end;
}

static void declare_params(Parser *parser, Func *func) {
    if (func->method) scope_declare(parser, DECL_PARAM, names_intern(&parser->names, "self", 4));
    for (Node *param = func->params; param; param = param->next) {
        param->decl = scope_declare(parser, DECL_PARAM, param->symbol);
        param->decl->type = param->type;
        param->decl->line = param->line;
    }
    if (func->variadic)
        func->variadic->decl = scope_declare(parser, DECL_PARAM, func->variadic->symbol);
    if (!func->named_results) return;
    for (Node *result = func->results; result; result = result->next) {
        result->decl = scope_declare(parser, DECL_RESULT, result->symbol);
        result->decl->type = result->type;
    }
}

/* After the ')' of a `func`: a `{` there is Go's block. */
static void refuse_brace(Parser *parser, bool named) {
    const char *hint = named ? "write `func f() ... end`, without braces" : "write `func() ... end`, without braces";
    if (parser->token.kind == '{') {
        parser->emits = true;
        parser_fail(parser, &parser->token, "unexpected symbol near '{'", hint);
    }
    const Mark mark = parser_mark(parser);
    Func result = {0};
    if (type_result(parser, &result, false) && parser->token.kind == '{' &&
        !parser_starts_line(parser)) {
        const Type *type = result.results->type;
        bool known = result.results->next || type_is_checked(type) || type->kind != TYPE_NAME;
        Offset start = parser->token.start;
        int line = parser->token.line;
        if (known) {
            parser->emits = true;
            parser_fail(parser, &parser->token, "unexpected symbol near '{'", hint);
        }
        parser_advance(parser);
        if (parser_starts_line(parser) && !parser->suspect.set)
            parser->suspect = (Suspect){true, start, line, hint};
    }
    parser_reset(parser, &mark);
}

/* From '(' to `end`; `owner` takes the function and is returned. */
static void parse_body(Parser *parser, Node *owner, Func *func) {
    Suspect suspect = parser->suspect;
    int brackets = parser->brackets;
    bool case_header = parser->case_header;
    const char *header = parser->header;
    parser->case_header = false;
    parser->header = NULL;
    parser->brackets = 0;
    parse_params(parser, func);
    if (func->typed) func->has_results = type_result(parser, func, true);
    func->header_end = parser->previous_end;
    if (func->typed && !func->has_results) refuse_brace(parser, owner->kind != EXP_FUNCTION);
    declare_params(parser, func);
    func->body = stat_block(parser);
    func->end_start = parser->token.start;
    func->last_line = parser->token.line;
    parser_expect_match(parser, TK_END, "end", func->typed ? "func" : "function", func->start,
                        func->line);
    parser->brackets = brackets;
    parser->case_header = case_header;
    parser->header = header;
    parser->suspect = suspect;
    parser_close(parser, owner);
}

/* At `func` or `function` of a literal, or (for a declaration) at the '(' after the name. */
Node *func_parse(Parser *parser, Node *owner, bool typed, bool method) {
    bool literal = owner->kind == EXP_FUNCTION;
    parser_enter(parser);
    Func *func = func_open(parser);
    func->typed = typed;
    func->declared = owner->kind == STAT_FUNCTION;
    func->method = method;
    func->deferred = parser->at_deferred;
    parser->at_deferred = false;
    if (typed) parser->emits = true;
    owner->func = func;
    if (literal) {
        func->number = ++func->parent->literals;
        parser_advance(parser);
    } else {
        func->start = owner->start;
        func->line = owner->line;
    }
    parse_body(parser, owner, func);
    func_close(parser, func);
    parser_leave(parser);
    return owner;
}
