/*
 * check.c: what is refused before anything runs, in Go's words.
 *
 * The first error in source order is the one that is told. Nothing that could be right in a run is
 * refused: see facts.h.
 */
#include "facts.h"

#include <string.h>

static void check_exp(Parser *parser, Node *exp);
static void check_block(Parser *parser, Node *block);

static void check_list(Parser *parser, Node *list) {
    for (; list; list = list->next) check_exp(parser, list);
}

/* What is known to be a channel, or NULL. Fails when `refusal` is given and the expression is a
 * variable that can be no channel. */
static const Type *channel_type(Parser *parser, const Node *exp, const char *refusal) {
    const Type *type = fact_type(parser, exp);
    if (type && type->kind == TYPE_CHAN) return type;
    if (refusal && type_is_basic(type) && exp->kind == EXP_NAME && exp->decl->writes == 0)
        parser_fail_node(parser, exp,
                       memory_format(parser->memory, "invalid operation: cannot %s non-channel %s",
                                     refusal, fact_operand(parser, exp, type)),
                       NULL);
    return NULL;
}

/* Fails with a message that ends in the operand. */
static _Noreturn void refuse_channel(Parser *parser, const Node *exp, const char *message,
                                     const Type *type, const char *rest) {
    parser_fail_node(parser, exp,
        memory_format(parser->memory, "%s %s%s", message, fact_operand(parser, exp, type), rest),
        NULL);
}

/* Channel operations */

static void check_send(Parser *parser, Node *channel, Node *value) {
    check_exp(parser, channel);
    check_exp(parser, value);
    const Type *type = channel_type(parser, channel, "send to");
    if (!type) return;
    if (type->dir == DIR_RECV)
        refuse_channel(parser, channel, "invalid operation: cannot send to receive-only channel",
                       type, "");
    fact_require(parser, value, type->elem, "send");
}

static void check_recv(Parser *parser, Node *recv) {
    check_exp(parser, recv->left);
    const Type *type = channel_type(parser, recv->left, "receive from");
    if (type && type->dir == DIR_SEND)
        refuse_channel(parser, recv->left,
                       "invalid operation: cannot receive from send-only channel", type, "");
}

static void check_close(Parser *parser, const Node *call) {
    const Node *name = call->left, *channel = call->list->list;
    if (name->kind != EXP_NAME || name->symbol->word != WORD_CLOSE || name->decl ||
        name->symbol->global_writes || !channel)
        return;
    const Type *type = channel_type(parser, channel, NULL);
    if (type && type->dir == DIR_RECV)
        refuse_channel(parser, channel, "invalid operation: cannot close receive-only channel",
                       type, "");
}

/* `make(int)`, `make(chan)`: calls that only Go's make can be meant by. */
static void check_make(Parser *parser, const Node *call) {
    const Node *name = call->left, *type = call->list->list;
    if (name->kind != EXP_NAME || name->symbol->word != WORD_MAKE || name->decl ||
        name->symbol->global_writes)
        return;
    if (!type || type->kind != EXP_NAME || type->decl || type->symbol->global_writes) return;
    if (type->symbol->word == WORD_CHAN)
        parser_fail_node(parser, type, "missing channel element type",
                       "say what the channel carries: `make(chan int)`");
    const char *text = type->symbol->text;
    const Type meant = {.kind = TYPE_NAME, .text = text};
    if (type_is_basic(&meant) || type_is(&meant, "any") || type_is(&meant, "error"))
        parser_fail_node(parser, type,
                       memory_format(parser->memory,
                                     "invalid argument: cannot make %s; type must be slice, map, "
                                     "or channel",
                                     text),
                       memory_format(parser->memory, "make makes channels: `make(chan %s)`", text));
}

/* `sem <- struct{}`: the type, which Lua would call. */
static void check_unit(Parser *parser, const Node *exp) {
    const Node *name = exp->left, *call = exp->list;
    if (name->kind != EXP_NAME || name->symbol->word != WORD_STRUCT || name->decl ||
        name->symbol->global_writes || call != exp->last || call->op != '{')
        return;
    for (Offset at = call->mark + 1; at + 1 < call->mark_end; at++)
        if (!strchr(" \t\r\n", parser->lexer.text[at])) return;
    parser_fail_node(parser, name, "struct{} (type) is not an expression",
                   "its value is written `struct{}{}`");
}

/* Calls of functions of the file: arguments that cannot fit their parameters */

static void check_arguments(Parser *parser, const Node *call) {
    const Func *func = fact_function(call->left);
    if (!func || !func->typed || func->method) return;
    const char *name = call->left->kind == EXP_NAME ? call->left->symbol->text : "func literal";
    const char *context = memory_format(parser->memory, "argument to %s", name);
    const Node *param = func->params;
    for (Node *argument = call->list->list; argument; argument = argument->next) {
        const Node *takes = param ? param : func->variadic;
        if (!takes) return;
        if (takes->type) fact_require(parser, argument, takes->type, context);
        if (param) param = param->next;
    }
}

static void check_suffixed(Parser *parser, Node *exp) {
    check_exp(parser, exp->left);
    for (Node *suffix = exp->list; suffix; suffix = suffix->next) {
        if (suffix->left) check_exp(parser, suffix->left);
        check_list(parser, suffix->list);
    }
    if (exp->list->kind != SUFFIX_CALL) return;
    check_close(parser, exp);
    check_make(parser, exp);
    check_unit(parser, exp);
    check_arguments(parser, exp);
}

/* `func f(int x)`: a name and a type that have changed places. */
static void check_order(Parser *parser, const Node *param) {
    const Type name = {.kind = TYPE_NAME, .text = param->symbol->text};
    const Type *type = param->type;
    if (!type || !type_is_basic(&name) || type->kind != TYPE_NAME || strchr(type->text, '.'))
        return;
    if (type_is_basic(type) || type_is(type, "any") || type_is(type, "error")) return;
    parser_fail_at(parser, type->start, type->line, memory_format(parser->memory, "undefined: %s", type->text),
        memory_format(parser->memory, "the name comes first: `%s %s`", type->text, name.text));
}

static void check_function(Parser *parser, Func *func) {
    for (const Node *param = func->params; param; param = param->next) {
        check_order(parser, param);
        if (!type_is_lock(param->type)) continue;
        const char *name = func->path ? func->path : "func";
        parser_fail_node(parser, param,
            memory_format(parser->memory, "%s passes lock by value: %s", name, param->type->text),
            memory_format(parser->memory, "write `%s *%s`: the object itself is passed",
                          param->symbol->text, param->type->text));
    }
    check_block(parser, func->body);
}

static void check_exp(Parser *parser, Node *exp) {
    switch (exp->kind) {
    case EXP_SUFFIXED:
        check_suffixed(parser, exp);
        break;
    case EXP_FUNCTION:
        check_function(parser, exp->func);
        break;
    case EXP_RECV:
        check_recv(parser, exp);
        break;
    case EXP_BINARY:
    case EXP_TABLE:
        check_list(parser, exp->list);
        break;
    case EXP_PAREN:
    case EXP_UNARY:
    case EXP_MAKE:
    case ITEM_NAMED:
        if (exp->left) check_exp(parser, exp->left);
        break;
    case ITEM_KEYED:
        check_exp(parser, exp->left);
        check_exp(parser, exp->right);
        break;
    default:
        break;
    }
}

/* Declarations */

static const char *plural(size_t count) {
    return count == 1 ? "" : "s";
}

/* `const A, B = 1` */
static _Noreturn void refuse_missing(Parser *parser, const Node *stat, size_t values) {
    const Node *name = stat->names;
    while (values-- > 0) name = name->next;
    parser_fail_node(parser, name,
                   memory_format(parser->memory, "missing init expr for %s", name->symbol->text),
                   NULL);
}

/* `var wg WaitGroup`: a name that only package sync has. */
static void check_lock_name(Parser *parser, const Type *type) {
    if (!type || type->kind != TYPE_NAME || strchr(type->text, '.')) return;
    const char *qualified = memory_format(parser->memory, "sync.%s", type->text);
    const Type meant = {.kind = TYPE_NAME, .text = qualified};
    if (!type_is(&meant, "sync.WaitGroup") && !type_is(&meant, "sync.Mutex") &&
        !type_is(&meant, "sync.RWMutex"))
        return;
    parser_fail_at(parser, type->start, type->line,
                   memory_format(parser->memory, "undefined: %s", type->text),
                   memory_format(parser->memory, "its package stands before it: `%s`", qualified));
}

/* `a, b := 1`: as many values as variables, as far as the source shows. */
static void check_count(Parser *parser, const Node *stat) {
    size_t names = node_count(stat->names), values = node_count(stat->list);
    if (!values) return;
    const char *message = NULL, *hint = NULL;
    const Node *only = values == 1 ? stat->list : NULL;
    const Func *func = only ? fact_called(only) : NULL;
    if (func && func->has_results) {
        values = node_count(func->results);
        if (values == names) return;
        const char *name = only->left->kind == EXP_NAME ? only->left->symbol->text : "func literal";
        if (stat->kind == STAT_CONST && values < names) refuse_missing(parser, stat, values);
        message = memory_format(parser->memory,
                                "assignment mismatch: %zu variable%s but %s returns %zu value%s",
                                names, plural(names), name, values, plural(values));
    } else {
        if (names == values || (only && only->wants_ok)) return;
        if (values < names && node_is_multi(stat->last)) return;
        message =
            memory_format(parser->memory, "assignment mismatch: %zu variable%s but %zu value%s",
                          names, plural(names), values, plural(values));
        if (names == 2 && only && only->kind == EXP_SUFFIXED && only->last->kind == SUFFIX_INDEX)
            hint = "what is missing is nil: `v := m[key]`, then `if v ~= nil then`";
    }
    parser_fail_node(parser, stat->list, message, hint);
}

/* `const A = iota` */
static void refuse_iota(Parser *parser, const Node *exp) {
    if (exp->kind == EXP_PAREN || exp->kind == EXP_UNARY) refuse_iota(parser, exp->left);
    for (const Node *one = exp->kind == EXP_BINARY ? exp->list : NULL; one; one = one->next)
        refuse_iota(parser, one);
    if (exp->kind != EXP_NAME || exp->decl || exp->symbol->global_writes) return;
    if (strcmp(exp->symbol->text, "iota") == 0)
        parser_fail_node(parser, exp, "undefined: iota",
                       "number the constants yourself: `const Red, Green, Blue = 0, 1, 2`");
}

static void check_declaration(Parser *parser, Node *stat) {
    check_list(parser, stat->list);
    for (const Node *value = stat->list; value && stat->kind == STAT_CONST; value = value->next)
        refuse_iota(parser, value);
    if (stat->kind != STAT_LOCAL) check_count(parser, stat);
    if (stat->kind == STAT_VAR && !stat->list) check_lock_name(parser, stat->type);
    if (stat->kind == STAT_VAR && stat->type)
        for (Node *value = stat->list; value; value = value->next)
            fact_require(parser, value, stat->type, "variable declaration");
    fact_declare(parser, stat->names);
}

/* Returns: as many values as the function declares results */

/* Whether an expression is a call of the packages' that makes an error: one value, as Go knows. */
static bool makes_error(const Node *exp) {
    if (exp->kind != EXP_SUFFIXED || exp->left->kind != EXP_NAME) return false;
    const Node *package = exp->left, *field = exp->list, *call = field->next;
    if (package->decl || package->symbol->global_writes) return false;
    if (field->kind != SUFFIX_FIELD || call != exp->last || call->kind != SUFFIX_CALL) return false;
    const char *name = package->symbol->text, *function = field->symbol->text;
    return (strcmp(name, "errors") == 0 && strcmp(function, "New") == 0) ||
           (strcmp(name, "fmt") == 0 && strcmp(function, "Errorf") == 0);
}

/* "number", "string" and the like: what Go calls a value in the list of those that do not fit. */
static const char *value_name(const Parser *parser, const Node *value) {
    const Node *literal = fact_literal(value);
    if (literal->kind == EXP_UNARY && literal->op == '-') literal = literal->left;
    if (literal->kind == EXP_NIL) return "nil";
    if (literal->kind == EXP_TRUE || literal->kind == EXP_FALSE) return "bool";
    if (literal->kind == EXP_NUMBER) return "number";
    if (literal->kind == EXP_STRING) return "string";
    if (makes_error(value)) return "error";
    const Type *type = fact_type(parser, value);
    return type ? type->text : "value";
}

static const char *value_names(const Parser *parser, const Node *list) {
    Buffer text = {.memory = parser->memory};
    buffer_add_string(&text, "(");
    for (const Node *value = list; value; value = value->next) {
        buffer_add_string(&text, value == list ? "" : ", ");
        buffer_add_string(&text, value_name(parser, value));
    }
    buffer_add_string(&text, ")");
    return text.bytes;
}

static const char *result_names(const Parser *parser, const Node *results) {
    Buffer text = {.memory = parser->memory};
    buffer_add_string(&text, "(");
    for (const Node *result = results; result; result = result->next) {
        buffer_add_string(&text, result == results ? "" : ", ");
        buffer_add_string(&text, result->type->text);
    }
    buffer_add_string(&text, ")");
    return text.bytes;
}

static void check_return(Parser *parser, const Node *stat) {
    const Func *func = stat->func;
    if (!func->has_results || (!stat->list && func->named_results)) return;
    size_t want = node_count(func->results), have = node_count(stat->list);
    const Node *at = stat->list ? stat->last : stat;
    const char *names = NULL;
    if (stat->list && node_is_multi(stat->last) && !makes_error(stat->last)) {
        /* The last call's own results count, where they are known. */
        const Func *callee = have == 1 ? fact_called(stat->list) : NULL;
        if (callee && callee->has_results) {
            have = node_count(callee->results);
            names = result_names(parser, callee->results);
        } else if (have - 1 <= want) {
            return;
        }
    }
    if (have == want) {
        const Node *result = func->results;
        for (Node *value = names ? NULL : stat->list; value; value = value->next) {
            fact_require(parser, value, result->type, "return statement");
            result = result->next;
        }
        return;
    }
    if (have > want && !names) {
        at = stat->list;
        for (size_t i = 0; i < want; i++) at = at->next;
    }
    if (!names) names = value_names(parser, stat->list);
    parser_fail_node(parser, at,
                   have > want ? "too many return values" : "not enough return values",
                   memory_format(parser->memory, "have %s\n\twant %s", names,
                                 result_names(parser, func->results)));
}

/* Loops */

static void note(Parser *parser, int line, Offset start, const char *text) {
    Syntax *syntax = parser->syntax;
    const char **list = memory_take(parser->memory, sizeof *list);
    if (syntax->note_count) return;
    *list = memory_format(parser->memory, "%d:%d: %s", line, parser_column(parser, start), text);
    syntax->notes = list;
    syntax->note_count = 1;
}

static void check_range(Parser *parser, Node *stat) {
    check_list(parser, stat->list);
    Node *over = stat->list;
    if (!over->next) {
        const Node *bare = node_bare(over);
        const Node *second = stat->names ? stat->names->next : NULL;
        const Type *type = channel_type(parser, over, NULL);
        if (type && type->dir == DIR_SEND)
            refuse_channel(parser, over, "cannot range over", type,
                           ": receive from send-only channel");
        if (second && type)
            parser_fail_node(parser, second,
                           memory_format(parser->memory,
                                         "range over %s permits only one iteration variable",
                                         fact_operand(parser, over, type)),
                           NULL);
        if (second && bare->kind == EXP_NUMBER)
            parser_fail_node(parser, second,
                           memory_format(parser->memory,
                                         "range over %.*s (untyped %s constant) permits only one "
                                         "iteration variable",
                                         (int)(bare->end - bare->start),
                                         parser->lexer.text + bare->start,
                                         bare->floating ? "float" : "int"),
                           NULL);
        if (bare->kind == EXP_UNARY && bare->op == '#')
            note(parser, over->line, over->start,
                 "this counts from 0, and Lua's lists start at 1: `for i, v := range xs do` walks "
                 "the list");
    }
    fact_declare(parser, stat->names);
    check_block(parser, stat->body);
}

static void check_select(Parser *parser, Node *stat) {
    for (Node *one = stat->list; one; one = one->next) {
        if (one->kind == CASE_SEND) check_send(parser, one->left, one->right);
        if (one->kind == CASE_RECV) {
            check_recv(parser, one->left);
            if (one->declares)
                fact_declare(parser, one->names);
            else
                check_list(parser, one->names);
        }
        check_block(parser, one->body);
    }
}

static void check_stat(Parser *parser, Node *stat) {
    switch (stat->kind) {
    case STAT_LOCAL:
    case STAT_VAR:
    case STAT_CONST:
    case STAT_SHORT:
        check_declaration(parser, stat);
        break;
    case STAT_SEND:
        check_send(parser, stat->left, stat->right);
        break;
    case STAT_FUNCTION:
    case STAT_LOCAL_FUNCTION:
        check_function(parser, stat->func);
        break;
    case STAT_RANGE:
        check_range(parser, stat);
        break;
    case STAT_SELECT:
        check_select(parser, stat);
        break;
    case STAT_RETURN:
        check_list(parser, stat->list);
        check_return(parser, stat);
        break;
    case STAT_REPEAT:
        check_block(parser, stat->body);
        check_exp(parser, stat->left);
        break;
    case STAT_IF:
        for (Node *clause = stat->list; clause; clause = clause->next) {
            if (clause->left) check_exp(parser, clause->left);
            check_block(parser, clause->body);
        }
        break;
    case STAT_FOR:
    case STAT_FOR_IN:
        check_list(parser, stat->list);
        check_block(parser, stat->body);
        break;
    default:
        if (stat->kind == STAT_ASSIGN) check_list(parser, stat->names);
        if (stat->left) check_exp(parser, stat->left);
        if (stat->right) check_exp(parser, stat->right);
        check_list(parser, stat->list);
        if (stat->body) check_block(parser, stat->body);
        break;
    }
}

static void check_block(Parser *parser, Node *block) {
    for (Node *stat = block->list; stat; stat = stat->next) check_stat(parser, stat);
}

void check_chunk(Parser *parser, Func *chunk) {
    parser->checked = true;
    if (!parser->emits) return;
    if (parser->call_line)
        note(parser, parser->call_line, parser->call_start,
             "this line is read as a call of what stands before it: if it is not meant so, begin "
             "it with `;`");
    check_block(parser, chunk->body);
}
