/*
 * emit_stat.c: statements.
 *
 * A statement that gosh turns into a call ends with ';', since the next line may begin with '('.
 */
#include "facts.h"
#include "emit.h"

#include <stdio.h>

static void emit_stat(Emitter *emitter, Node *stat);

void emit_block(Emitter *emitter, Node *block) {
    for (Node *stat = block->list; stat; stat = stat->next) emit_stat(emitter, stat);
}

/* The body of a loop: a continue goes to a label behind it, out of reach of its locals. */
static void emit_loop_body(Emitter *emitter, Node *loop) {
    Node *body = loop->body;
    emit_copy(emitter, body->start);
    if (loop->continues) emit_write(emitter, " do");
    emit_block(emitter, body);
    emit_copy(emitter, body->end);
    if (!loop->continues) return;
    emit_write(emitter, " end ::");
    emit_write(emitter, emit_hidden(emitter, HIDDEN_CONTINUE));
    emit_write(emitter, "::");
}

/* Channels */

static void emit_send(Emitter *emitter, Node *stat) {
    emit_copy(emitter, stat->start);
    emit_primitive(emitter, GOSH_SEND);
    emit_write(emitter, "(");
    emit_single(emitter, stat->left);
    emit_write(emitter, ", ");
    emit_single(emitter, stat->right);
    emit_write(emitter, ");");
}

static void emit_go(Emitter *emitter, Node *stat) {
    Node *call = stat->left, *last = call->last;
    bool method = last->kind == SUFFIX_METHOD;
    bool defers = stat->kind == STAT_DEFER;
    emit_copy(emitter, stat->start);
    if (defers)
        emit_primitive(emitter, method ? GOSH_DEFER_METHOD : GOSH_DEFER);
    else
        emit_primitive(emitter, method ? GOSH_GO_METHOD : GOSH_GO);
    /* `go f()(x)`: what f() gives is one function. */
    const Node *before = NULL;
    for (const Node *suffix = call->list; suffix != last; suffix = suffix->next) before = suffix;
    bool multi = before && (before->kind == SUFFIX_CALL || before->kind == SUFFIX_METHOD);
    emit_write(emitter, "(");
    if (!defers) emit_write(emitter, memory_format(emitter->parser->memory, "%d, ", stat->line));
    bool marked = method && emitter->marked;
    if (marked) {
        emit_primitive(emitter, GOSH_SELF);
        emit_write(emitter, "(");
    }
    if (multi) emit_write(emitter, "(");
    emit_skip(emitter, call->start);
    emit_suffixes(emitter, call, last);
    if (multi) emit_write(emitter, ")");
    if (marked) emit_write(emitter, memory_format(emitter->parser->memory, ", \"%s\")", last->symbol->text));
    if (method) {
        emit_write(emitter, ", \"");
        emit_write(emitter, last->symbol->text);
        emit_write(emitter, "\"");
    }
    emit_skip(emitter, last->mark);
    if (last->list || last->op != '(') emit_write(emitter, ", ");
    emit_list(emitter, last->list);
    emit_copy(emitter, last->mark_end);
    emit_write(emitter, ");");
    emit_skip(emitter, call->end);
}

static void emit_range(Emitter *emitter, Node *stat) {
    bool counts = !stat->list->next && fact_is_integer(stat->list) && node_count(stat->names) <= 1;
    const char *control = counts && stat->names ? NULL : emit_hidden(emitter, HIDDEN_CASE);
    emit_copy(emitter, stat->start);
    emit_write(emitter, "for ");
    if (control) emit_write(emitter, control);
    for (const Node *name = stat->names; name; name = name->next) {
        if (control) emit_write(emitter, ", ");
        emit_write(emitter, name->symbol->text);
        control = "";
    }
    if (counts) {
        emit_write(emitter, " = 0, ");
        emit_single(emitter, stat->list);
        emit_write(emitter, " - 1");
    } else {
        char count[32];
        snprintf(count, sizeof count, "(%zu, ", node_count(stat->names));
        emit_write(emitter, " in ");
        emit_primitive(emitter, GOSH_RANGE);
        emit_write(emitter, count);
        emit_skip(emitter, stat->list->start);
        emit_list(emitter, stat->list);
        emit_copy(emitter, stat->last->end);
        emit_write(emitter, ")");
    }
    emit_loop_body(emitter, stat);
}

/* select */

/* A call of Lua's takes some 250 operands less the function's locals: more go into a table. */
enum { OPERANDS_IN_CALL = 40 };

static void emit_select_head(Emitter *emitter, Node *stat) {
    bool value = false, ok = false;
    size_t operands = 0;
    for (const Node *one = stat->list; one; one = one->next) {
        operands += one->kind == CASE_RECV ? 1 : one->kind == CASE_SEND ? 2 : 0;
        if (one->names) value = true;
        if (one->names && one->names->next) value = ok = true;
    }
    emit_write(emitter, "do local ");
    emit_write(emitter, emit_hidden(emitter, HIDDEN_CASE));
    if (value) {
        emit_write(emitter, ", ");
        emit_write(emitter, emit_hidden(emitter, HIDDEN_VALUE));
    }
    if (ok) {
        emit_write(emitter, ", ");
        emit_write(emitter, emit_hidden(emitter, HIDDEN_OK));
    }
    emit_write(emitter, " = ");
    emit_primitive(emitter, GOSH_SELECT);
    bool table = operands > OPERANDS_IN_CALL;
    const char *separator = table ? ", {" : ", ";
    emit_write(emitter, table ? "(\"t" : "(\"");
    for (const Node *one = stat->list; one; one = one->next)
        emit_write(emitter, one->kind == CASE_RECV ? "r" : one->kind == CASE_SEND ? "s" : "d");
    emit_write(emitter, "\"");
    for (Node *one = stat->list; one; one = one->next) {
        if (one->kind == CASE_DEFAULT) continue;
        emit_write(emitter, separator);
        separator = ", ";
        emit_flat(emitter, one->kind == CASE_RECV ? one->left->left : one->left);
        if (one->kind == CASE_SEND) {
            emit_write(emitter, ", ");
            emit_flat(emitter, one->right);
        }
    }
    emit_write(emitter, table ? "});" : ");");
}

static void emit_case_names(Emitter *emitter, const Node *one) {
    if (!one->names) return;
    if (emitter->marked && !one->declares) {
        const char *value = emit_hidden(emitter, HIDDEN_VALUE);
        for (Node *name = one->names; name; name = name->next) {
            emit_marked_value(emitter, name, value);
            value = emit_hidden(emitter, HIDDEN_OK);
        }
        return;
    }
    if (one->declares) emit_write(emitter, " local");
    emit_write(emitter, " ");
    for (Node *name = one->names; name; name = name->next) {
        emit_skip(emitter, name->start);
        emit_whole(emitter, name);
        if (name->next) emit_write(emitter, ", ");
    }
    emit_write(emitter, " = ");
    emit_write(emitter, emit_hidden(emitter, HIDDEN_VALUE));
    if (one->names->next) {
        emit_write(emitter, ", ");
        emit_write(emitter, emit_hidden(emitter, HIDDEN_OK));
    }
    emit_write(emitter, ";");
}

/* The first case, if all that is beside it is a default: a plain operation, which Go's traces show at its own line. */
static const Node *select_only(const Node *stat) {
    const Node *first = stat->list;
    if (!first || first->kind == CASE_DEFAULT) return NULL;
    const Node *second = first->next;
    return !second || (second->kind == CASE_DEFAULT && !second->next) ? first : NULL;
}

static void emit_select(Emitter *emitter, Node *stat) {
    int index = 0;
    const Node *only = select_only(stat);
    emit_copy(emitter, stat->start);
    if (only) {
        emitter->cursor = stat->mark;
        emit_skip(emitter, only->start);
    }
    emit_select_head(emitter, stat);
    emitter->cursor = only ? only->start : stat->mark;
    for (Node *one = stat->list; one; one = one->next) {
        char test[64];
        snprintf(test, sizeof test, " == %d then", ++index);
        emit_skip(emitter, one->start);
        emit_write(emitter, index == 1 ? " if " : " elseif ");
        emit_write(emitter, emit_hidden(emitter, HIDDEN_CASE));
        emit_write(emitter, test);
        emit_case_names(emitter, one);
        emit_skip(emitter, one->mark_end);
        emit_block(emitter, one->body);
        emit_copy(emitter, one->body->end);
    }
    emit_skip(emitter, stat->mark_end);
    emit_write(emitter, index ? " end " : " ");
    if (stat->breaks) {
        emit_write(emitter, "::");
        emit_write(emitter, emit_hidden(emitter, HIDDEN_BREAK));
        emit_write(emitter, ":: ");
    }
    emit_copy(emitter, stat->end);
}

/* break of a select, and continue */
static void emit_jump(Emitter *emitter, const Node *stat, Hidden label) {
    emit_copy(emitter, stat->start);
    emit_write(emitter, "goto ");
    emit_write(emitter, emit_hidden(emitter, label));
    emitter->cursor = stat->end;
}

/* Declarations and assignments */

static void emit_names(Emitter *emitter, const Node *stat, bool all) {
    bool any = false;
    for (const Node *name = stat->names; name; name = name->next) {
        if (!all && !name->is_new) continue;
        if (any) emit_write(emitter, ", ");
        any = true;
        emit_write(emitter, name->symbol->text);
    }
}

const char *emit_spare(Emitter *emitter, Spare ***place) {
    if (!**place) {
        **place = memory_take(emitter->parser->memory, sizeof ***place);
        (**place)->name = names_fresh(&emitter->parser->names, "t_")->text;
    }
    const char *name = (**place)->name;
    *place = &(**place)->next;
    return name;
}

/* `a, b := b, f()` where a is old and the right side uses an outer b: the values go by way of new
 * locals. */
static void emit_short_crossed(Emitter *emitter, Node *stat) {
    Buffer back = {.memory = emitter->parser->memory}, from = back;
    Spare **first = &emitter->spares;
    Spare **place = &emitter->spares;
    emit_write(emitter, "local ");
    for (const Node *name = stat->names; name; name = name->next) {
        const char *text = name->symbol->text;
        if (!name->is_new) {
            const char *hidden = emit_spare(emitter, &place);
            buffer_add_string(&back, back.length ? ", " : "");
            buffer_add_string(&back, text);
            buffer_add_string(&from, from.length ? ", " : "");
            buffer_add_string(&from, hidden);
            text = hidden;
        }
        emit_write(emitter, text);
        if (name->next) emit_write(emitter, ", ");
    }
    emit_write(emitter, " = ");
    emit_skip(emitter, stat->list->start);
    emit_list(emitter, stat->list);
    emit_copy(emitter, stat->end);
    emit_write(emitter, "; ");
    if (emitter->marked) {
        for (Node *name = stat->names; name; name = name->next)
            if (!name->is_new) emit_marked_value(emitter, name, emit_spare(emitter, &first));
        return;
    }
    emit_write(emitter, back.bytes);
    emit_write(emitter, " = ");
    emit_write(emitter, from.bytes);
    emit_write(emitter, ";");
}

static void emit_short(Emitter *emitter, Node *stat) {
    bool old = false, crossed = false;
    for (const Node *name = stat->names; name; name = name->next) {
        if (!name->is_new) old = true;
        if (name->is_new && name->is_read) crossed = true;
        if (!name->is_new && emitter->marked && shared_is_marked(name)) crossed = true;
    }
    emit_copy(emitter, stat->start);
    if (old && crossed) {
        emit_short_crossed(emitter, stat);
        return;
    }
    if (!stat->is_global) emit_write(emitter, "local ");
    if (old) {
        emit_names(emitter, stat, false);
        emit_write(emitter, "; ");
    }
    emit_copy(emitter, stat->mark);
    emit_write(emitter, "=");
    emitter->cursor = stat->mark_end;
    emit_list(emitter, stat->list);
}

/* Whether a value of `var x T = value` has to become a T. */
static bool converts(const Node *stat) {
    if (!type_is_checked(stat->type)) return false;
    for (const Node *value = stat->list; value; value = value->next)
        if (!fact_is_exact(value, stat->type)) return true;
    return false;
}

static void emit_converted(Emitter *emitter, Node *stat) {
    emit_write(emitter, " = ");
    emit_primitive(emitter, GOSH_VAR);
    emit_write(emitter, "(\"variable declaration");
    for (const Node *name = stat->names; name; name = name->next) {
        emit_write(emitter, "\\n");
        emit_write(emitter, stat->type->text);
    }
    emit_write(emitter, "\", ");
    emit_skip(emitter, stat->list->start);
    emit_list(emitter, stat->list);
    emit_copy(emitter, stat->last->end);
    emit_write(emitter, ");");
}

static void emit_var(Emitter *emitter, Node *stat) {
    emit_copy(emitter, stat->start);
    if (!stat->is_global) emit_write(emitter, "local ");
    emit_skip(emitter, stat->names->start);
    for (const Node *name = stat->names; name; name = name->next) {
        emit_copy(emitter, name->end);
        if (stat->kind == STAT_CONST && !stat->is_global) emit_write(emitter, " <const>");
    }
    emit_skip(emitter, stat->mark_end);
    if (stat->list && converts(stat)) {
        emit_converted(emitter, stat);
    } else if (stat->list) {
        emit_list(emitter, stat->list);
    } else {
        emit_write(emitter, " = ");
        emit_zeros(emitter, stat->type, node_count(stat->names));
        emit_write(emitter, ";");
    }
}

/* A prompt's local is a global. */
static void emit_local(Emitter *emitter, Node *stat) {
    if (stat->is_global) {
        emit_copy(emitter, stat->start);
        emit_skip(emitter, stat->names->start);
        for (const Node *name = stat->names; name; name = name->next) {
            emit_copy(emitter, name->end);
            emit_skip(emitter, name->mark_end);
        }
        if (!stat->list) emit_write(emitter, " = nil");
    }
    emit_list(emitter, stat->list);
}

/* Compound assignment */

/* Whether evaluating it twice is like evaluating it once. */
static bool is_stable(const Node *exp) {
    return exp->kind == EXP_NAME || exp->kind == EXP_STRING ||
           (exp->kind == EXP_NUMBER && !exp->underscores);
}

/* The same for what stands before the last suffix of a target. Evaluated in place it keeps its name in Lua's errors. */
static bool is_stable_target(const Node *target, const Node *last) {
    if (target->left->kind != EXP_NAME) return false;
    for (const Node *suffix = target->list; suffix; suffix = suffix->next) {
        if (suffix->kind == SUFFIX_INDEX ? !is_stable(suffix->left) : suffix->kind != SUFFIX_FIELD)
            return false;
        if (suffix == last) break;
    }
    return true;
}

void emit_operation(Emitter *emitter, Node *stat, const Node *late) {
    const char *text = emitter->parser->lexer.text;
    emit_write(emitter, " ");
    buffer_add(&emitter->out, text + stat->mark, stat->mark_end - stat->mark - 1);
    emit_write(emitter, " ");
    if (late) emit_late(emitter, late);
    emit_write(emitter, "(");
    emit_skip(emitter, stat->right->start);
    emit_whole(emitter, stat->right);
    emit_write(emitter, late ? "))" : ")");
}

static void emit_compound(Emitter *emitter, Node *stat) {
    if (emit_marked_compound(emitter, stat)) return;
    Node *target = stat->left, *last = target->kind == EXP_NAME ? NULL : target->last;
    emit_copy(emitter, stat->start);
    if (!last || is_stable_target(target, last)) {
        emit_whole(emitter, target);
        emit_write(emitter, " = ");
        emit_flat(emitter, target);
        emit_operation(emitter, stat, NULL);
        emit_write(emitter, ";");
        return;
    }
    const char *table = emit_hidden(emitter, HIDDEN_TABLE), *key = emit_hidden(emitter, HIDDEN_KEY);
    Memory *memory = emitter->parser->memory;
    bool field = last->kind == SUFFIX_FIELD;
    emit_write(emitter, memory_format(memory, "do local %s%s%s = ", table, field ? "" : ", ",
                                      field ? "" : key));
    emit_primitive(emitter, GOSH_INDEXED);
    emit_write(emitter, "(");
    emit_suffixes(emitter, target, last);
    emit_write(emitter, ")");
    if (!field) {
        emit_write(emitter, ", ");
        emit_single(emitter, last->left);
    }
    emit_skip(emitter, target->end);
    const char *place = field ? memory_format(memory, "%s.%s", table, last->symbol->text)
                              : memory_format(memory, "%s[%s]", table, key);
    emit_write(emitter, memory_format(memory, "; %s = %s", place, place));
    emit_operation(emitter, stat, NULL);
    emit_write(emitter, " end");
}

/* Whether an entry of a variable that has a map's type is assigned: of what nothing has made yet, there is none. */
static bool is_entry(const Node *target) {
    if (target->kind != EXP_SUFFIXED || target->list != target->last || target->left->kind != EXP_NAME)
        return false;
    if (target->last->kind != SUFFIX_FIELD && target->last->kind != SUFFIX_INDEX) return false;
    const Node *name = target->left;
    if (!name->decl) return name->symbol->session == SESSION_MAP;
    return name->decl->type && name->decl->type->kind == TYPE_MAP;
}

static void emit_map_check(Emitter *emitter, const Node *stat, const Node *target) {
    if (!is_entry(target)) return;
    emit_copy(emitter, stat->start);
    emit_write(emitter, "if ");
    emit_write(emitter, target->left->symbol->text);
    emit_write(emitter, " == nil then ");
    emit_primitive(emitter, GOSH_NIL_MAP);
    emit_write(emitter, "() end ");
}

static void emit_stat(Emitter *emitter, Node *stat) {
    if (stat == emitter->result) {
        emit_copy(emitter, stat->start);
        emit_write(emitter, "return ");
    }
    switch (stat->kind) {
    case STAT_LOCAL:
        emit_local(emitter, stat);
        emit_marked_globals(emitter, stat);
        break;
    case STAT_VAR:
    case STAT_CONST:
        emit_var(emitter, stat);
        emit_marked_globals(emitter, stat);
        break;
    case STAT_SHORT:
        emit_short(emitter, stat);
        emit_marked_globals(emitter, stat);
        break;
    case STAT_ASSIGN:
        for (const Node *target = stat->names; target; target = target->next)
            emit_map_check(emitter, stat, target);
        if (emit_marked_assign(emitter, stat)) break;
        emit_list(emitter, stat->names);
        emit_list(emitter, stat->list);
        break;
    case STAT_COMPOUND:
        emit_map_check(emitter, stat, stat->left);
        emit_compound(emitter, stat);
        break;
    case STAT_CALL:
        if (stat != emitter->result && emit_begins_with_paren(emitter, stat->left)) {
            emit_copy(emitter, stat->start);
            emit_write(emitter, ";");
        }
        emit_exp(emitter, stat->left);
        break;
    case STAT_EXPRESSION:
        emit_exp(emitter, stat->left);
        break;
    case STAT_SEND:
        emit_send(emitter, stat);
        break;
    case STAT_RECV:
        emit_whole(emitter, stat->left);
        emit_write(emitter, ";");
        break;
    case STAT_GO:
    case STAT_DEFER:
        emit_go(emitter, stat);
        break;
    case STAT_FUNCTION:
    case STAT_LOCAL_FUNCTION:
        emit_marked_function(emitter, stat);
        emit_function(emitter, stat);
        break;
    case STAT_DO:
        emit_block(emitter, stat->body);
        break;
    case STAT_WHILE:
        emit_exp(emitter, stat->left);
        emit_loop_body(emitter, stat);
        break;
    case STAT_REPEAT:
        emit_loop_body(emitter, stat);
        emit_exp(emitter, stat->left);
        break;
    case STAT_IF:
        for (Node *clause = stat->list; clause; clause = clause->next) {
            if (clause->left) emit_exp(emitter, clause->left);
            emit_block(emitter, clause->body);
        }
        break;
    case STAT_FOR:
    case STAT_FOR_IN:
        emit_list(emitter, stat->list);
        emit_loop_body(emitter, stat);
        break;
    case STAT_RANGE:
        emit_range(emitter, stat);
        break;
    case STAT_SELECT:
        emit_select(emitter, stat);
        break;
    case STAT_RETURN:
        emit_return(emitter, stat);
        break;
    case STAT_BREAK:
        if (stat->target->kind == STAT_SELECT) emit_jump(emitter, stat, HIDDEN_BREAK);
        break;
    case STAT_CONTINUE:
        emit_jump(emitter, stat, HIDDEN_CONTINUE);
        break;
    default:
        break;
    }
}
