/*
 * emit_mark.c: the marks of reads and writes of what goroutines can share.
 *
 * A mark is a call of a primitive that tells the scheduler of the access, and may let other goroutines run before it. It
 * stands where the access comes directly after it, so that nothing can come between the two:
 *
 *     x               (gosh_read(3, "x") or x)                     a local that is shared: shared.c; 3 is its number
 *     g               (gosh_peek(_ENV, "g") or g)                  a global
 *     t.k             gosh_get(t, "k", "local 't'").k              gosh_get gives t
 *     t.k(), t:k()    gosh_self(t, "k", "local 't'").k()
 *     t[f()]          gosh_item(t, f(), "local 't'")               gosh_item gives the field
 *     {}              gosh_fresh({})
 *     #t              #gosh_length(t, "local 't'")
 *     x + f()         x + gosh_late(3, "x", f())                   Lua reads a local of the function's own so late
 *     x = e           x = gosh_write(3, "x", e);                   gosh_write and gosh_set give e
 *     g = e           g = gosh_set(_ENV, "g", e);
 *     t.k = e         t.k = gosh_set(t, "k", e, "local 't'");
 *     f().k = e       do local t_ = f(); t_.k = gosh_set(t_, "k", e); end
 *     t.k, x = e      do local t_, t__ = e; x = gosh_write(3, "x", t__); t.k = gosh_set(t, "k", t_ ...); end
 *
 * The order of evaluation stays Lua's, and so do the texts of its errors: a mark says what Lua would have called a value
 * that cannot be indexed, and an operand that is nil is replaced by one that says it: (gosh_read(3, "x") or x or
 * gosh_missing("upvalue 'x'", x)) + 1.
 */
#include "emit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lua's compiler goes a level deeper for each field of a chain; of a longer one none is marked. */
enum { MARKS_IN_CHAIN = 60 };

/* ---- What Lua calls things in errors ---- */

static const char *describe_name(const Emitter *emitter, const Node *name) {
    const Decl *decl = name->decl;
    const char *kind = !decl || decl->global ? "global" : decl->func == emitter->func ? "local" : "upvalue";
    return memory_format(emitter->parser->memory, "%s '%s'", kind, name->symbol->text);
}

const char *emit_source_text(const Emitter *emitter, const Node *exp) {
    return memory_copy(emitter->parser->memory, emitter->parser->lexer.text + exp->start, exp->end - exp->start);
}

static const char *describe_index(const Emitter *emitter, const Node *key) {
    const char *text = emit_source_text(emitter, key);
    size_t length = strlen(text);
    if (key->kind == EXP_STRING && *text != '[' && !strpbrk(text, "\\\r\n") && !memchr(text + 1, '"', length - 2))
        return memory_format(emitter->parser->memory, "field '%.*s'", (int)length - 2, text + 1);
    enum { INTEGER_INDEX_MAX = 255 };
    if (key->kind == EXP_NUMBER && length <= 3 && strspn(text, "0123456789") == length && atoi(text) <= INTEGER_INDEX_MAX)
        return "field 'integer index'";
    return key->kind == EXP_STRING ? NULL : "field '?'";
}

const char *emit_describe_before(const Emitter *emitter, const Node *chain, const Node *suffix) {
    const Node *before = NULL;
    for (const Node *one = chain->list; one != suffix; one = one->next) before = one;
    if (!before) {
        const Node *base = node_bare(chain->left);
        return base->kind == EXP_NAME ? describe_name(emitter, base) : NULL;
    }
    if (before->kind == SUFFIX_FIELD) return memory_format(emitter->parser->memory, "field '%s'", before->symbol->text);
    return before->kind == SUFFIX_INDEX ? describe_index(emitter, before->left) : NULL;
}

void emit_described(Emitter *emitter, const char *described) {
    if (!described) return;
    emit_write(emitter, ", \"");
    emit_write(emitter, described);
    emit_write(emitter, "\"");
}

/* ---- Reading a name ---- */

static void emit_number_of(Emitter *emitter, Decl *decl) {
    if (!decl->mark) decl->mark = ++emitter->marks;
    emit_write(emitter, memory_format(emitter->parser->memory, "(%d", decl->mark));
}

void emit_variable(Emitter *emitter, Decl *decl) {
    emit_number_of(emitter, decl);
    emit_write(emitter, memory_format(emitter->parser->memory, ", \"%s\"", decl->symbol->text));
}

void emit_global_of(Emitter *emitter, const Node *name) {
    emit_write(emitter, memory_format(emitter->parser->memory, "(_ENV, \"%s\"", name->symbol->text));
}

void emit_read(Emitter *emitter, const Node *name, bool named) {
    const char *text = name->symbol->text;
    emit_write(emitter, "(");
    emit_primitive(emitter, shared_is_global(name) ? GOSH_PEEK : GOSH_READ);
    if (shared_is_global(name))
        emit_global_of(emitter, name);
    else
        emit_variable(emitter, name->decl);
    emit_write(emitter, ") or ");
    emit_write(emitter, text);
    if (named) {
        emit_write(emitter, " or ");
        emit_primitive(emitter, GOSH_MISSING);
        emit_write(emitter, memory_format(emitter->parser->memory, "(\"%s\", %s)", describe_name(emitter, name), text));
    }
    emit_write(emitter, ")");
}

void emit_operand(Emitter *emitter, Node *exp, bool named) {
    if (!emitter->marked || !shared_is_marked(exp)) {
        emit_exp(emitter, exp);
        return;
    }
    emit_copy(emitter, exp->start);
    emit_read(emitter, exp, named);
    emitter->cursor = exp->end;
}

static int operator_after(const Emitter *emitter, const Node *operand) {
    Lexer lexer = emitter->parser->lexer;
    Token token;
    lexer.position = operand->end;
    lexer_next(&lexer, &token);
    return token.kind;
}

/* Whether an operator has an error in which Lua names a variable. */
static bool op_names(int op) {
    switch (op) {
    case TK_AND:
    case TK_OR:
    case TK_EQ:
    case TK_NE:
    case TK_LE:
    case TK_GE:
    case '<':
    case '>':
        return false;
    default:
        return true;
    }
}

bool emit_is_late(const Emitter *emitter, const Node *left, int op, const Node *right) {
    if (!emitter->marked || !shared_is_local(left) || left->decl->func != emitter->func) return false;
    return op != TK_AND && op != TK_OR && op != TK_CONCAT && op != '^' && !shared_is_quiet(right);
}

void emit_late(Emitter *emitter, const Node *name) {
    emit_primitive(emitter, GOSH_LATE);
    emit_variable(emitter, name->decl);
    emit_write(emitter, ", ");
}

/* The operands of EXP_BINARY. One behind another operand is replaced only if that is a constant: else its metamethod may
 * want the nil. */
void emit_operands(Emitter *emitter, Node *list) {
    const Node *before = NULL;
    Node *operand = list;
    if (emit_is_late(emitter, list, operator_after(emitter, list), list->next)) {
        before = list->next;
        emit_copy(emitter, before->start);
        emit_late(emitter, list);
        emit_operand(emitter, list->next, false);
        emit_copy(emitter, before->end);
        emit_write(emitter, ")");
        operand = before->next;
    }
    for (; operand; before = operand, operand = operand->next) {
        bool named = false;
        if (emitter->marked && shared_is_marked(operand)) {
            int op = operator_after(emitter, before ? before : operand);
            bool constant = !before || before->kind == EXP_NUMBER || (before->kind == EXP_STRING && op == TK_CONCAT);
            named = constant && op_names(op);
        }
        emit_operand(emitter, operand, named);
    }
}

void emit_unary(Emitter *emitter, Node *exp) {
    Node *left = exp->left;
    if (emitter->marked && exp->op == '#') {
        const Node *base = node_bare(left);
        const char *described = NULL;
        if (base->kind == EXP_NAME) described = describe_name(emitter, base);
        if (left->kind == EXP_SUFFIXED && !node_is_multi(left)) described = emit_describe_before(emitter, left, NULL);
        emit_copy(emitter, left->start);
        emit_primitive(emitter, GOSH_LENGTH);
        emit_write(emitter, "(");
        emit_single(emitter, left);
        emit_described(emitter, described);
        emit_write(emitter, ")");
        return;
    }
    emit_operand(emitter, left, exp->op != TK_NOT);
}

/* ---- Reading fields ---- */

bool emit_is_stable(const Emitter *emitter, const Node *key) {
    if (key->kind == EXP_NAME) return !shared_is_marked(key);
    if (key->kind == EXP_TRUE || key->kind == EXP_FALSE) return true;
    if (key->kind == EXP_NUMBER) return !key->underscores;
    if (key->kind != EXP_STRING) return false;
    const char *text = emitter->parser->lexer.text;
    for (size_t i = key->start; i < key->end; i++)
        if (text[i] == '\n' || text[i] == '\r') return false;
    return true;
}

typedef enum Form { FORM_PLAIN, FORM_GET, FORM_SELF, FORM_ITEM } Form;

static Form form_of(const Emitter *emitter, const Node *chain, const Node *suffix) {
    if (suffix->kind == SUFFIX_CALL) return FORM_PLAIN;
    if (suffix == chain->list) {
        const Node *base = node_bare(chain->left);
        if (base->kind == EXP_STRING) return FORM_PLAIN;
        if (shared_is_library(base) && strcmp(base->symbol->text, "_G") != 0) return FORM_PLAIN;
    }
    if (suffix->kind == SUFFIX_METHOD) return FORM_SELF;
    if (suffix->kind == SUFFIX_INDEX && !emit_is_stable(emitter, suffix->left)) return FORM_ITEM;
    return suffix->next && suffix->next->kind == SUFFIX_CALL ? FORM_SELF : FORM_GET;
}

/* What stands before the chain, for its suffixes up to `stop`: the outermost comes first. NULL: nothing is marked. */
static Form *emit_openings(Emitter *emitter, const Node *chain, const Node *stop) {
    static const Primitive primitives[] = {[FORM_GET] = GOSH_GET, [FORM_SELF] = GOSH_SELF, [FORM_ITEM] = GOSH_ITEM};
    size_t count = 0, marks = 0;
    for (const Node *suffix = chain->list; suffix != stop; suffix = suffix->next) count++;
    Form *forms = memory_take(emitter->parser->memory, (count + 1) * sizeof *forms);
    count = 0;
    for (const Node *suffix = chain->list; suffix != stop; suffix = suffix->next) {
        forms[count] = form_of(emitter, chain, suffix);
        if (forms[count++] != FORM_PLAIN) marks++;
    }
    if (marks > MARKS_IN_CHAIN) {
        emitter->parser->syntax->unmarked = true;
        return NULL;
    }
    while (count-- > 0) {
        if (forms[count] == FORM_PLAIN) continue;
        emit_primitive(emitter, primitives[forms[count]]);
        emit_write(emitter, "(");
    }
    return forms;
}

static void emit_key(Emitter *emitter, const Node *suffix) {
    if (suffix->kind == SUFFIX_INDEX)
        emit_flat(emitter, suffix->left);
    else
        emit_write(emitter, memory_format(emitter->parser->memory, "\"%s\"", suffix->symbol->text));
}

void emit_marked_suffixes(Emitter *emitter, Node *chain, const Node *stop) {
    bool literal = chain->left->kind == EXP_FUNCTION && chain->list != stop;
    bool called = chain->list && chain->list->kind == SUFFIX_CALL;
    emit_copy(emitter, chain->left->start);
    const Form *form = emit_openings(emitter, chain, stop);
    if (literal) emit_write(emitter, "(");
    emit_operand(emitter, chain->left, called && chain->list != stop);
    emit_copy(emitter, chain->left->end);
    if (literal) emit_write(emitter, ")");
    const char *described = NULL;
    for (Node *suffix = chain->list; suffix != stop; suffix = suffix->next) {
        Form one = form ? *form++ : FORM_PLAIN;
        if (one != FORM_PLAIN) {
            described = emit_describe_before(emitter, chain, suffix);
            emit_write(emitter, ", ");
        }
        if (one == FORM_ITEM) {
            emit_single(emitter, suffix->left);
            emit_skip(emitter, suffix->end);
        } else if (one != FORM_PLAIN) {
            emit_key(emitter, suffix);
        }
        if (one != FORM_PLAIN) {
            emit_described(emitter, described);
            emit_write(emitter, ")");
        }
        if (one == FORM_ITEM) continue;
        if (suffix->left) emit_exp(emitter, suffix->left);
        emit_list(emitter, suffix->op == '{' ? suffix->list->list : suffix->list);
        emit_copy(emitter, suffix->end);
    }
}

void emit_table(Emitter *emitter, Node *exp) {
    if (emitter->marked) {
        emit_copy(emitter, exp->start);
        emit_primitive(emitter, GOSH_FRESH);
        emit_write(emitter, "(");
    }
    emit_list(emitter, exp->list);
    emit_copy(emitter, exp->end);
    if (emitter->marked) emit_write(emitter, ")");
}

bool emit_begins_with_paren(const Emitter *emitter, const Node *call) {
    if (!emitter->marked || call->kind != EXP_SUFFIXED || !shared_is_marked(call->left)) return false;
    for (const Node *suffix = call->list; suffix; suffix = suffix->next)
        if (suffix->kind != SUFFIX_CALL) return false;
    return true;
}

/* ---- Named results ---- */

void emit_result_value(Emitter *emitter, const Node *result) {
    const Decl *decl = result->decl;
    if (!emitter->marked || !decl || !decl->spread) {
        emit_write(emitter, result->symbol->text);
        return;
    }
    emit_write(emitter, "(");
    emit_primitive(emitter, GOSH_READ);
    emit_variable(emitter, result->decl);
    emit_write(emitter, memory_format(emitter->parser->memory, ") or %s)", result->symbol->text));
}

void emit_results_wrote(Emitter *emitter, const Func *func) {
    for (const Node *result = func->results; emitter->marked && result; result = result->next) {
        if (!result->decl || !result->decl->spread) continue;
        emit_write(emitter, "; ");
        emit_primitive(emitter, GOSH_WROTE);
        emit_number_of(emitter, result->decl);
        emit_write(emitter, ")");
    }
}
