/*
 * emit_func.c: functions.
 *
 *     func f(a int) (n int, err error) BODY end
 *
 * becomes, where the body defers,
 *
 *     f = gosh_deferring(function(a) a = gosh_args("f\nint", a);
 *         local n, err = 0, nil; gosh_results(function() return n, err end);
 *         do BODY end return n, err end);
 */
#include "emit.h"
#include "facts.h"

/* What Go's messages call the function. */
static const char *function_label(const Func *func) {
    if (func->path) return func->path;
    return func->assigned_to ? func->assigned_to->symbol->text : "func literal";
}

static void emit_zero(Emitter *emitter, const Type *type) {
    const char *zero = type_zero(type);
    if (zero[0] != 'g') {
        emit_write(emitter, zero);
        return;
    }
    emit_primitive(emitter, GOSH_ZERO);
    emit_write(emitter, "(\"");
    emit_write(emitter, type->text);
    emit_write(emitter, "\")");
}

void emit_zeros(Emitter *emitter, const Type *type, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (i) emit_write(emitter, ", ");
        emit_zero(emitter, type);
    }
}

/* Parameters */

static void emit_params(Emitter *emitter, const Func *func, bool self) {
    emit_copy(emitter, func->open + 1);
    if (self) emit_write(emitter, func->params || func->has_vararg ? "self, " : "self");
    for (const Node *param = func->params; param; param = param->next) {
        emit_copy(emitter, param->end);
        emit_skip(emitter, param->mark_end);
    }
    if (func->variadic) {
        emit_copy(emitter, func->variadic->start);
        emit_write(emitter, "...");
        emit_skip(emitter, func->variadic->mark_end);
    }
    emit_copy(emitter, func->close);
    emit_skip(emitter, func->header_end);
}

static void emit_args(Emitter *emitter, const Func *func) {
    size_t count = 0;
    for (const Node *param = func->params; param; param = param->next) {
        if (!type_is_checked(param->type)) continue;
        emit_write(emitter, count++ ? ", " : " ");
        emit_write(emitter, param->symbol->text);
    }
    if (!count) return;
    emit_write(emitter, " = ");
    emit_primitive(emitter, GOSH_ARGS);
    emit_write(emitter, "(\"");
    emit_write(emitter, function_label(func));
    for (const Node *param = func->params; param; param = param->next) {
        if (!type_is_checked(param->type)) continue;
        emit_write(emitter, "\\n");
        emit_write(emitter, param->type->text);
    }
    emit_write(emitter, "\"");
    for (const Node *param = func->params; param; param = param->next) {
        if (!type_is_checked(param->type)) continue;
        emit_write(emitter, ", ");
        emit_write(emitter, param->symbol->text);
    }
    emit_write(emitter, ");");
}

static void emit_variadic(Emitter *emitter, const Func *func) {
    if (!func->variadic) return;
    emit_write(emitter, " local ");
    emit_write(emitter, func->variadic->symbol->text);
    emit_write(emitter, " = ");
    emit_primitive(emitter, GOSH_VARIADIC);
    emit_write(emitter, "(\"");
    emit_write(emitter, function_label(func));
    emit_write(emitter, "\\n");
    emit_write(emitter, func->variadic->type->text);
    emit_write(emitter, "\", ...);");
}

/* Results */

static void emit_result_names(Emitter *emitter, const Func *func, const char *suffix) {
    for (const Node *result = func->results; result; result = result->next) {
        emit_write(emitter, result->symbol->text);
        emit_write(emitter, suffix);
        if (result->next) emit_write(emitter, ", ");
    }
}

static void emit_result_locals(Emitter *emitter, const Func *func) {
    emit_write(emitter, " local ");
    emit_result_names(emitter, func, "");
    emit_write(emitter, " = ");
    for (const Node *result = func->results; result; result = result->next) {
        emit_zero(emitter, result->type);
        if (result->next) emit_write(emitter, ", ");
    }
    emit_write(emitter, ";");
    if (!func->has_defer) return;
    emit_write(emitter, " ");
    emit_primitive(emitter, GOSH_RESULTS);
    emit_write(emitter, "(function() return ");
    emit_result_names(emitter, func, "");
    emit_write(emitter, " end);");
    if (!func->hidden_results) return;
    /* A return from where a local hides a result sets them through this. */
    const char *set = emit_hidden(emitter, HIDDEN_SET);
    emit_write(emitter, " local ");
    emit_write(emitter, set);
    emit_write(emitter, " = function(...) ");
    emit_result_names(emitter, func, "");
    emit_write(emitter, " = ... return ");
    emit_result_names(emitter, func, "");
    emit_write(emitter, " end;");
}

/* Checking results costs as much as a call, so that is done only where one is converted: what is returned as a view or
 * a Duration becomes one, and a division an integer. What the source shows to be wrong is refused before (check.c). */
static bool converts(const Type *type) {
    return type_is_view(type) || type_is(type, "time.Duration");
}

/* Whether one of the results has to be converted; `value`: the first of the values, NULL for those of named results. */
static bool has_converted(const Func *func, const Node *value) {
    for (const Node *result = func->results; result; result = result->next) {
        if (converts(result->type)) return true;
        if (!value) continue;
        if (type_is_integer(result->type) && fact_divides(value)) return true;
        value = value->next;
    }
    return false;
}

/* Opens `gosh_return("f\nTYPE...", ` when a result has to be converted. */
static bool open_return(Emitter *emitter, const Func *func, const Node *value) {
    if (!has_converted(func, value)) return false;
    emit_primitive(emitter, GOSH_RETURN);
    emit_write(emitter, "(\"");
    emit_write(emitter, function_label(func));
    for (const Node *result = func->results; result; result = result->next) {
        emit_write(emitter, "\\n");
        if (type_is_checked(result->type)) emit_write(emitter, result->type->text);
    }
    emit_write(emitter, "\", ");
    return true;
}

static void emit_return_results(Emitter *emitter, const Func *func) {
    emit_write(emitter, "return ");
    bool opened = open_return(emitter, func, NULL);
    for (const Node *result = func->results; result; result = result->next) {
        emit_result_value(emitter, result);
        if (result->next) emit_write(emitter, ", ");
    }
    if (opened) emit_write(emitter, ")");
}

void emit_return(Emitter *emitter, Node *stat) {
    const Func *func = emitter->func;
    bool keeps = func->named_results && func->has_defer;
    size_t word_end = stat->start + sizeof "return" - 1;
    emit_copy(emitter, stat->start);
    if (!stat->list) {
        if (!func->named_results) return;
        emit_return_results(emitter, func);
        emitter->cursor = word_end;
        return;
    }
    if (!keeps && !has_converted(func, stat->list)) {
        emit_list(emitter, stat->list);
        return;
    }
    emitter->cursor = word_end;
    if (keeps && !func->hidden_results) {
        emit_result_names(emitter, func, "");
        emit_write(emitter, " = ");
        emit_skip(emitter, stat->list->start);
        emit_list(emitter, stat->list);
        emit_copy(emitter, stat->mark);
        emit_results_wrote(emitter, func);
        emit_write(emitter, " ");
        emit_return_results(emitter, func);
        return;
    }
    emit_write(emitter, "return ");
    bool opened = open_return(emitter, func, stat->list);
    if (keeps) {
        emit_write(emitter, emit_hidden(emitter, HIDDEN_SET));
        emit_write(emitter, "(");
    }
    emit_skip(emitter, stat->list->start);
    emit_list(emitter, stat->list);
    emit_copy(emitter, stat->mark);
    if (keeps) emit_write(emitter, ")");
    if (opened) emit_write(emitter, ")");
}

/* The function from its '(' on, to `end` and what closes gosh_deferring. */
static void emit_body(Emitter *emitter, Func *func, bool self) {
    Func *outer = emitter->func;
    emitter->func = func;
    emit_copy(emitter, func->open);
    if (!func->out_line) func->out_line = emitter->line;
    emit_params(emitter, func, self);
    emit_args(emitter, func);
    emit_variadic(emitter, func);
    if (func->named_results) {
        emit_result_locals(emitter, func);
        emit_write(emitter, " do");
    }
    emit_block(emitter, func->body);
    if (func->named_results) {
        emit_copy(emitter, func->body->end);
        emit_write(emitter, " end ");
        emit_return_results(emitter, func);
    }
    emit_copy(emitter, func->end_start);
    func->out_last_line = emitter->line;
    emit_copy(emitter, func->end_start + sizeof "end" - 1);
    emitter->func = outer;
    if (!func->has_defer) return;
    for (const Node *result = func->results; result && !func->named_results;
         result = result->next) {
        emit_write(emitter, ", ");
        emit_zero(emitter, result->type);
    }
    emit_write(emitter, ")");
}

static void emit_literal(Emitter *emitter, const Node *owner) {
    Func *func = owner->func;
    emit_copy(emitter, owner->start);
    if (func->has_defer) {
        emit_primitive(emitter, GOSH_DEFERRING);
        emit_write(emitter, "(");
    }
    emit_write(emitter, "function");
    emitter->cursor = owner->start + (func->typed ? sizeof "func" - 1 : sizeof "function" - 1);
    emit_body(emitter, func, false);
}

/* `function a.b:c` as the assignment `a.b.c = gosh_deferring(function`. */
static void emit_assignment(Emitter *emitter, const Node *owner) {
    const Node *name = owner->left;
    Func *func = owner->func;
    emit_copy(emitter, owner->start);
    if (owner->kind == STAT_LOCAL_FUNCTION && !owner->is_global) {
        emit_write(emitter, "local ");
        emit_write(emitter, name->symbol->text);
        emit_write(emitter, "; ");
    }
    emit_skip(emitter, name->start);
    if (func->method) {
        emit_copy(emitter, name->last->start);
        emit_write(emitter, ".");
        emitter->cursor = name->last->start + 1;
    }
    emit_copy(emitter, name->end);
    emit_write(emitter, " = ");
    emit_primitive(emitter, GOSH_DEFERRING);
    emit_write(emitter, "(function");
    emit_body(emitter, func, func->method);
    emit_write(emitter, ";");
}

/* An EXP_FUNCTION, STAT_FUNCTION or STAT_LOCAL_FUNCTION. */
void emit_function(Emitter *emitter, Node *owner) {
    Func *func = owner->func;
    if (owner->kind == EXP_FUNCTION) {
        emit_literal(emitter, owner);
    } else if (func->has_defer) {
        emit_assignment(emitter, owner);
    } else {
        emit_copy(emitter, owner->start);
        if (owner->kind == STAT_FUNCTION) {
            /* Lua counts a declaration from its first word. */
            func->out_line = emitter->line;
            emit_write(emitter, "function");
            emitter->cursor =
                owner->start + (func->typed ? sizeof "func" - 1 : sizeof "function" - 1);
        } else if (owner->is_global) {
            emit_write(emitter, "function ");
            emit_skip(emitter, owner->left->start);
        }
        if (owner->kind == STAT_LOCAL_FUNCTION && owner->is_global) func->out_line = emitter->line;
        emit_body(emitter, func, false);
    }
}
