/*
 * emit_store.c: the marks of writes. See emit_mark.c.
 *
 * The point stands between the value and the store: a mark gives the value that it is given. Where a target's parts would be
 * worked out twice they are put into variables first, in Lua's order.
 */
#include "emit.h"

/* Where a value is stored: a name, or a field whose table and key are texts that mean the same whenever they are used. */
typedef struct Place {
    Node *target;
    const char *table, *key;             /* a text; of a name NULL */
    const char *spare_table, *spare_key; /* the variables that hold what these texts say, or NULL */
    const char *described;               /* what Lua would call the table; NULL for nothing */
} Place;

/* Whether one of the names is assigned. */
static bool is_target(const Node *targets, const Node *name) {
    for (; targets; targets = targets->next)
        if (targets->kind == EXP_NAME && targets->symbol == name->symbol) return true;
    return false;
}

/* Works out how to write a target, one of `targets`. */
static Place place_make(Emitter *emitter, Node *target, const Node *targets, Spare ***spares) {
    Place place = {.target = target};
    if (target->kind == EXP_NAME) return place;
    Node *last = target->last, *base = target->left, *key = last->left;
    bool several = targets && targets->next;
    if (target->list == last && base->kind == EXP_NAME && !shared_is_marked(base) &&
        !(several && is_target(targets, base))) {
        place.table = base->symbol->text;
    } else {
        place.table = place.spare_table = emit_spare(emitter, spares);
    }
    place.described = emit_describe_before(emitter, target, last);
    if (last->kind == SUFFIX_FIELD)
        place.key = memory_format(emitter->parser->memory, "\"%s\"", last->symbol->text);
    else if (emit_is_stable(emitter, key) && !(several && key->kind == EXP_NAME && is_target(targets, key)))
        place.key = emit_source_text(emitter, key);
    else
        place.key = place.spare_key = emit_spare(emitter, spares);
    return place;
}

/* The table of a field, which is the chain before the last suffix. */
static void emit_table_of(Emitter *emitter, Node *target) {
    if (target->list != target->last)
        emit_suffixes(emitter, target, target->last);
    else
        emit_operand(emitter, target->left, false);
    const Node *before = target->left;
    for (const Node *suffix = target->list; suffix != target->last; suffix = suffix->next) before = suffix;
    emit_copy(emitter, before->end);
}

/* `local t_, t__ = TABLE, KEY; `; nothing if the places need none. */
static bool emit_place_locals(Emitter *emitter, const Place *places, size_t count, Primitive check) {
    const char *separator = "local ";
    for (size_t i = 0; i < count; i++) {
        const char *const names[] = {places[i].spare_table, places[i].spare_key};
        for (int part = 0; part < 2; part++) {
            if (!names[part]) continue;
            emit_write(emitter, separator);
            emit_write(emitter, names[part]);
            separator = ", ";
        }
    }
    if (*separator == 'l') return false;
    separator = " = ";
    for (size_t i = 0; i < count; i++) {
        Node *target = places[i].target;
        if (places[i].spare_table) {
            emit_write(emitter, separator);
            emit_skip(emitter, target->start);
            if (check != PRIMITIVES) emit_primitive(emitter, check);
            emit_write(emitter, "(");
            emit_table_of(emitter, target);
            emit_write(emitter, ")");
            separator = ", ";
        }
        if (places[i].spare_key) {
            emit_write(emitter, separator);
            emit_single(emitter, target->last->left);
            separator = ", ";
        }
    }
    emit_write(emitter, "; ");
    return true;
}

static void emit_field(Emitter *emitter, const Place *place) {
    const Node *last = place->target->last;
    const char *form = last->kind == SUFFIX_FIELD ? "%s.%s" : "%s[ %s ]";
    const char *key = last->kind == SUFFIX_FIELD ? last->symbol->text : place->key;
    emit_write(emitter, memory_format(emitter->parser->memory, form, place->table, key));
}

/* `PLACE = gosh_set(TABLE, KEY, ` */
static void emit_store(Emitter *emitter, const Place *place) {
    const Node *target = place->target;
    if (place->table) {
        emit_field(emitter, place);
        emit_write(emitter, " = ");
        emit_primitive(emitter, GOSH_SET);
        emit_write(emitter, memory_format(emitter->parser->memory, "(%s, %s, ", place->table, place->key));
        return;
    }
    emit_write(emitter, target->symbol->text);
    emit_write(emitter, " = ");
    if (!shared_is_marked(target)) {
        emit_write(emitter, "(");
        return;
    }
    emit_primitive(emitter, shared_is_global(target) ? GOSH_SET : GOSH_WRITE);
    if (shared_is_global(target))
        emit_global_of(emitter, target);
    else
        emit_variable(emitter, target->decl);
    emit_write(emitter, ", ");
}

static void emit_stored(Emitter *emitter, const Place *place) {
    emit_described(emitter, place->described);
    emit_write(emitter, ");");
}

static bool needs_marks(const Node *targets) {
    for (; targets; targets = targets->next)
        if (targets->kind != EXP_NAME || shared_is_marked(targets)) return true;
    return false;
}

/* `a, t.k = e, f`: all values first, then they are stored, the last one first as Lua does. */
static void emit_several(Emitter *emitter, Node *stat) {
    size_t count = node_count(stat->names), at = 0;
    Memory *memory = emitter->parser->memory;
    Place *places = memory_take(memory, count * sizeof *places);
    const char **values = memory_take(memory, count * sizeof *values);
    Spare **spares = &emitter->spares;
    for (Node *target = stat->names; target; target = target->next)
        places[at++] = place_make(emitter, target, stat->names, &spares);
    for (at = 0; at < count; at++) values[at] = emit_spare(emitter, &spares);
    emit_write(emitter, "do ");
    emit_place_locals(emitter, places, count, PRIMITIVES);
    emit_write(emitter, "local ");
    for (at = 0; at < count; at++) {
        if (at) emit_write(emitter, ", ");
        emit_write(emitter, values[at]);
    }
    emit_write(emitter, " = ");
    emit_skip(emitter, stat->list->start);
    emit_list(emitter, stat->list);
    emit_copy(emitter, stat->last->end);
    emit_write(emitter, ";");
    while (count-- > 0) {
        emit_write(emitter, " ");
        emit_store(emitter, &places[count]);
        emit_write(emitter, values[count]);
        emit_stored(emitter, &places[count]);
    }
    emit_write(emitter, " end;");
}

/* Whether Lua looks at the variable whose field is assigned after it has worked out the value: if that is in its place
 * already, or an upvalue whose field has a name. */
static bool is_late_table(const Emitter *emitter, const Node *stat) {
    const Node *target = stat->names;
    if (target->kind == EXP_NAME || target->list != target->last || !shared_is_local(target->left)) return false;
    bool own = target->left->decl->func == emitter->func;
    return (own || target->last->kind == SUFFIX_FIELD) && !shared_is_quiet(stat->list);
}

/* `x.k = f()`: do local v_ = f(); local t_ = (gosh_read(3, "x") or x); t_.k = gosh_set(t_, "k", v_ ...); end; */
static void emit_late_store(Emitter *emitter, Node *stat) {
    Node *target = stat->names;
    const char *value = emit_hidden(emitter, HIDDEN_VALUE);
    Spare **spares = &emitter->spares;
    Place place = place_make(emitter, target, NULL, &spares);
    Memory *memory = emitter->parser->memory;
    emit_write(emitter, "do ");
    if (place.spare_key) {
        emit_write(emitter, memory_format(memory, "local %s = ", place.spare_key));
        emit_single(emitter, target->last->left);
        emit_write(emitter, "; ");
    }
    emit_write(emitter, memory_format(memory, "local %s = ", value));
    emit_single(emitter, stat->list);
    emit_write(emitter, memory_format(memory, "; local %s = ", place.table));
    emit_read(emitter, target->left, false);
    emit_write(emitter, "; ");
    emit_store(emitter, &place);
    emit_write(emitter, value);
    emit_stored(emitter, &place);
    emit_write(emitter, " end;");
}

bool emit_marked_assign(Emitter *emitter, Node *stat) {
    if (!emitter->marked || !needs_marks(stat->names)) return false;
    emit_copy(emitter, stat->start);
    if (stat->names->next || stat->list->next) {
        emit_several(emitter, stat);
        return true;
    }
    if (is_late_table(emitter, stat)) {
        emit_late_store(emitter, stat);
        return true;
    }
    Spare **spares = &emitter->spares;
    Place place = place_make(emitter, stat->names, stat->names, &spares);
    bool block = place.spare_table || place.spare_key;
    if (block) emit_write(emitter, "do ");
    emit_place_locals(emitter, &place, 1, PRIMITIVES);
    emit_store(emitter, &place);
    emit_single(emitter, stat->list);
    emit_stored(emitter, &place);
    if (block) emit_write(emitter, " end;");
    return true;
}

bool emit_marked_compound(Emitter *emitter, Node *stat) {
    Node *target = stat->left;
    if (!emitter->marked || !needs_marks(target)) return false;
    Spare **spares = &emitter->spares;
    Place place = place_make(emitter, target, NULL, &spares);
    bool block = place.spare_table || place.spare_key;
    emit_copy(emitter, stat->start);
    if (block) emit_write(emitter, "do ");
    emit_place_locals(emitter, &place, 1, place.described ? PRIMITIVES : GOSH_INDEXED);
    emit_store(emitter, &place);
    if (place.table) {
        emit_primitive(emitter, GOSH_GET);
        emit_write(emitter, memory_format(emitter->parser->memory, "(%s, %s", place.table, place.key));
        emit_described(emitter, place.described);
        emit_write(emitter, ")");
        Place value = place;
        value.table = "";
        emit_field(emitter, &value);
    } else if (emit_is_late(emitter, target, emitter->parser->lexer.text[stat->mark] == '.' ? TK_CONCAT : '+',
                            stat->right)) {
        emit_write(emitter, target->symbol->text);
        emit_operation(emitter, stat, target);
        emit_stored(emitter, &place);
        return true;
    } else {
        emit_read(emitter, target, true);
    }
    emit_operation(emitter, stat, NULL);
    emit_stored(emitter, &place);
    if (block) emit_write(emitter, " end;");
    return true;
}

void emit_marked_value(Emitter *emitter, Node *target, const char *value) {
    Spare **spares = &emitter->spares;
    Place place = place_make(emitter, target, NULL, &spares);
    bool block = place.spare_table || place.spare_key;
    if (block) emit_write(emitter, " do ");
    emit_place_locals(emitter, &place, 1, PRIMITIVES);
    emit_write(emitter, " ");
    emit_store(emitter, &place);
    emit_write(emitter, value);
    emit_stored(emitter, &place);
    if (block) emit_write(emitter, " end;");
    emit_skip(emitter, target->end);
}

void emit_marked_function(Emitter *emitter, const Node *stat) {
    Node *target = stat->left;
    if (!emitter->marked || !needs_marks(target)) return;
    if (stat->kind == STAT_LOCAL_FUNCTION && !stat->is_global) return;
    emit_copy(emitter, stat->start);
    if (target->kind == EXP_NAME) {
        emit_primitive(emitter, shared_is_global(target) ? GOSH_SET : GOSH_WRITE);
        if (shared_is_global(target))
            emit_global_of(emitter, target);
        else
            emit_variable(emitter, target->decl);
        emit_write(emitter, ", true); ");
        return;
    }
    size_t cursor = emitter->cursor;
    bool flat = emitter->flat;
    emit_primitive(emitter, GOSH_SET);
    emit_write(emitter, "(");
    emitter->flat = true;
    emitter->cursor = target->start;
    emit_table_of(emitter, target);
    emitter->flat = flat;
    emitter->cursor = cursor;
    emit_write(emitter, memory_format(emitter->parser->memory, ", \"%s\", true", target->last->symbol->text));
    emit_described(emitter, emit_describe_before(emitter, target, target->last));
    emit_write(emitter, "); ");
}

/* Globals that a prompt's declaration has set: nothing can come between that and these marks. */
void emit_marked_globals(Emitter *emitter, const Node *stat) {
    if (!emitter->marked || !stat->is_global) return;
    emit_copy(emitter, stat->end);
    emit_write(emitter, ";");
    for (const Node *name = stat->names; name; name = name->next) {
        emit_write(emitter, " ");
        emit_primitive(emitter, GOSH_WROTE);
        emit_global_of(emitter, name);
        emit_write(emitter, ");");
    }
}
