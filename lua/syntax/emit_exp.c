/* emit_exp.c: expressions. After each function the cursor stands inside or at the end of what it
 * emitted; whoever needs the rest copies it. */
#include "emit.h"

static void emit_number(Emitter *emitter, const Node *exp) {
    if (!exp->underscores) return;
    const char *text = emitter->parser->lexer.text;
    emit_copy(emitter, exp->start);
    for (size_t i = exp->start; i < exp->end; i++)
        if (text[i] != '_') buffer_add(&emitter->out, text + i, 1);
    emitter->cursor = exp->end;
}

static void emit_recv(Emitter *emitter, Node *exp) {
    emit_copy(emitter, exp->start);
    emit_primitive(emitter, exp->wants_ok ? GOSH_RECV2 : GOSH_RECV);
    emit_write(emitter, "(");
    emit_single(emitter, exp->left);
    emit_write(emitter, ")");
}

static void emit_make(Emitter *emitter, Node *exp) {
    emit_copy(emitter, exp->start);
    emit_primitive(emitter, GOSH_MAKE);
    emit_write(emitter, memory_format(emitter->parser->memory, "(%d, \"", exp->line));
    emit_write(emitter, exp->type->text);
    emit_write(emitter, "\"");
    if (exp->left) {
        emit_write(emitter, ", ");
        emit_single(emitter, exp->left);
    }
    emit_skip(emitter, exp->end);
    emit_write(emitter, ")");
}

/* Emits a chain up to the suffix `stop`, or to its end. */
void emit_suffixes(Emitter *emitter, Node *exp, const Node *stop) {
    if (emitter->marked) {
        emit_marked_suffixes(emitter, exp, stop);
        return;
    }
    /* `go func() ... end()()`: to Lua a literal is no first part of a call. */
    bool literal = exp->left->kind == EXP_FUNCTION && exp->list != stop;
    if (literal) emit_write(emitter, "(");
    emit_whole(emitter, exp->left);
    if (literal) emit_write(emitter, ")");
    for (Node *suffix = exp->list; suffix != stop; suffix = suffix->next) {
        if (suffix->left) emit_exp(emitter, suffix->left);
        emit_list(emitter, suffix->list);
        emit_copy(emitter, suffix->end);
    }
}

void emit_exp(Emitter *emitter, Node *exp) {
    switch (exp->kind) {
    case EXP_NUMBER:
        emit_number(emitter, exp);
        break;
    case EXP_SUFFIXED:
        emit_suffixes(emitter, exp, NULL);
        break;
    case EXP_FUNCTION:
        emit_function(emitter, exp);
        break;
    case EXP_RECV:
        emit_recv(emitter, exp);
        break;
    case EXP_MAKE:
        emit_make(emitter, exp);
        break;
    case EXP_NAME:
        if (emitter->marked && shared_is_marked(exp)) emit_operand(emitter, exp, false);
        break;
    case EXP_UNARY:
        emit_unary(emitter, exp);
        break;
    case EXP_PAREN:
    case ITEM_NAMED:
        emit_exp(emitter, exp->left);
        break;
    case ITEM_KEYED:
        emit_exp(emitter, exp->left);
        emit_exp(emitter, exp->right);
        break;
    case EXP_BINARY:
        emit_operands(emitter, exp->list);
        break;
    case EXP_TABLE:
        emit_table(emitter, exp);
        break;
    default:
        break;
    }
}

void emit_whole(Emitter *emitter, Node *exp) {
    emit_exp(emitter, exp);
    emit_copy(emitter, exp->end);
}

/* Emits an expression that must give one value, from the cursor on without what stands before. */
void emit_single(Emitter *emitter, Node *exp) {
    bool multi = node_is_multi(exp);
    emit_skip(emitter, exp->start);
    if (multi) emit_write(emitter, "(");
    emit_whole(emitter, exp);
    if (multi) emit_write(emitter, ")");
}

void emit_list(Emitter *emitter, Node *list) {
    for (; list; list = list->next) emit_exp(emitter, list);
}

/* Emits an expression that stands elsewhere, here and on this line. */
void emit_flat(Emitter *emitter, Node *exp) {
    size_t cursor = emitter->cursor;
    bool flat = emitter->flat;
    emitter->flat = true;
    emitter->cursor = exp->start;
    emit_single(emitter, exp);
    emitter->flat = flat;
    emitter->cursor = cursor;
}
