/*
 * resolve.c: what each name means.
 *
 * A Symbol holds its current declaration, and a scope's end puts back what it hid, so a look-up
 * costs nothing however deep the blocks are.
 */
#include "parser.h"

Scope *scope_open(Parser *parser, ScopeKind kind) {
    Scope *scope = memory_take(parser->memory, sizeof *scope);
    scope->outer = parser->scope;
    scope->kind = kind;
    scope->func = parser->func;
    parser->scope = scope;
    return scope;
}

void scope_close(Parser *parser) {
    for (Decl *decl = parser->scope->decls; decl; decl = decl->before)
        decl->symbol->decl = decl->shadowed;
    parser->scope = parser->scope->outer;
}

Decl *scope_declare(Parser *parser, DeclKind kind, Symbol *symbol) {
    Decl *decl = memory_take(parser->memory, sizeof *decl);
    decl->kind = kind;
    decl->symbol = symbol;
    decl->scope = parser->scope;
    decl->func = parser->func;
    decl->shadowed = symbol->decl;
    decl->before = parser->scope->decls;
    decl->line = parser->token.line;
    parser->scope->decls = decl;
    symbol->decl = decl;
    decl->global = scope_is_session(parser);
    if (scope_is_session(parser))
        symbol->session = kind == DECL_CONST && symbol->word != WORD_BLANK ? SESSION_CONSTANT : 0;
    return decl;
}

bool scope_has(const Parser *parser, const Symbol *symbol) {
    return symbol->decl && symbol->decl->scope == parser->scope;
}

bool scope_is_local(const Parser *parser, const Symbol *symbol) {
    (void)parser;
    return symbol->decl != NULL;
}

bool scope_is_session(const Parser *parser) {
    return (parser->flags & SYNTAX_SESSION) && !parser->scope->outer;
}

void scope_use(Parser *parser, Node *name) {
    name->decl = name->symbol->decl;
    name->symbol->last_use = name->start + 1;
    if (name->decl && parser->until_scope && name->decl->scope == parser->until_scope) {
        const Node *at = parser->until_scope->continued;
        parser_fail_node(parser, at,
            memory_format(parser->memory,
                          "continue skips the declaration of %s, which `until` uses",
                          name->symbol->text),
            memory_format(parser->memory, "declare %s before the repeat", name->symbol->text));
    }
    if (!name->decl || name->decl->func == parser->func) return;
    name->decl->captured = true;
    if (!parser->func->deferred || parser->func->parent != name->decl->func) name->decl->spread = true;
}

void scope_write(Parser *parser, Node *name, const Node *value) {
    scope_use(parser, name);
    Decl *decl = name->decl;
    if (decl ? decl->read_only : name->symbol->session == SESSION_CONSTANT) {
        if (!decl) parser->emits = true;
        const char *wording = !decl || decl->kind == DECL_CONST
                                  ? "cannot assign to %s (neither addressable nor a map index "
                                    "expression)"
                                  : "attempt to assign to const variable '%s'";
        parser_fail_node(parser, name, memory_format(parser->memory, wording, name->symbol->text),
                         decl && decl->kind != DECL_CONST ? NULL : "a const stays what it is; what changes is declared by `:=`");
    }
    if (decl) decl->assigned = true;
    if (value && value->kind == EXP_NIL) return;
    if (decl)
        decl->writes++;
    else
        name->symbol->global_writes++;
}

/* The left side of `:=`: which names are new here, and at least one is. At a prompt's top level all
 * are: declarations may be repeated there. */
void scope_short(Parser *parser, Node *stat) {
    bool any = false;
    for (Node *name = stat->names; name; name = name->next) {
        if (name->kind != EXP_NAME)
            parser_fail_node(parser, name,
                           memory_format(parser->memory, "non-name %.*s on left side of :=",
                                         (int)(name->end - name->start),
                                         parser->lexer.text + name->start),
                           "`:=` declares names; assign with `=`");
        if (name->symbol->last_define == stat->mark_end && name->symbol->word != WORD_BLANK)
            parser_fail_node(parser, name,
                memory_format(parser->memory, "%s repeated on left side of :=", name->symbol->text),
                NULL);
        name->symbol->last_define = stat->mark_end;
        bool blank = name->symbol->word == WORD_BLANK;
        name->is_new = blank || scope_is_session(parser) || !scope_has(parser, name->symbol);
        name->is_read = name->symbol->last_use > stat->mark;
        if (name->is_new && !blank) any = true;
    }
    if (!any)
        parser_fail_at(parser, stat->mark, stat->line, "no new variables on left side of :=",
                       "what this block declares already is assigned with `=`");
    size_t position = 0;
    Node *value = stat->list;
    for (Node *name = stat->names; name; name = name->next, position++) {
        Node *own = value;
        if (value && value->next)
            value = value->next;
        else
            value = NULL;
        if (!name->is_new) {
            scope_write(parser, name, own);
            continue;
        }
        name->decl = scope_declare(parser, DECL_SHORT, name->symbol);
        name->decl->value = own;
        name->decl->line = name->line;
        if (!own && stat->list && stat->list == stat->last) {
            name->decl->from = stat->list;
            name->decl->position = (int)position;
        }
        if (own && own->kind == EXP_FUNCTION) {
            name->decl->known = own->func;
            own->func->assigned_to = name;
        }
    }
}

/* The loop (or, for break, the select) that a break or continue acts on; NULL when there is none in
 * this function. */
Scope *scope_find_loop(const Parser *parser, bool for_continue) {
    for (Scope *scope = parser->scope; scope && scope->kind != SCOPE_FUNC; scope = scope->outer)
        if (scope->kind == SCOPE_LOOP || (!for_continue && scope->kind == SCOPE_CASE)) return scope;
    return NULL;
}
