/*
 * shared.c: which names can stand for a variable that goroutines share.
 *
 * A local that no function inside its own uses, but for what that defers, belongs to one goroutine, and one that is never
 * assigned after its declaration is the same for all: neither needs a mark. A global is everybody's. Those of the library
 * that the chunk does not assign are taken for what they have always been, and so is a global of a program's file that gets
 * its only value in the statements with which that begins, before any goroutine can have been started: functions, tables,
 * constants.
 */
#include "parser.h"

#include <string.h>

static bool list_is_quiet(const Node *list);

/* A call of `sync.Mutex()` and the like, which starts nothing and calls nothing of the program's. */
static bool is_quiet_call(const Node *exp) {
    static const char *const packages[] = {"errors", "sync", "atomic", "math", "string", "setmetatable", "struct", "make"};
    if (exp->left->kind != EXP_NAME || exp->left->decl || !exp->left->symbol->library) return false;
    for (size_t i = 0; i < sizeof packages / sizeof *packages; i++) {
        if (strcmp(exp->left->symbol->text, packages[i]) != 0) continue;
        for (const Node *suffix = exp->list; suffix; suffix = suffix->next)
            if (suffix->kind == SUFFIX_INDEX || !list_is_quiet(suffix->list)) return false;
        return true;
    }
    return false;
}

bool shared_is_quiet(const Node *exp) {
    switch (exp->kind) {
    case EXP_PAREN:
    case EXP_UNARY:
    case ITEM_NAMED:
        return shared_is_quiet(exp->left);
    case ITEM_KEYED:
        return shared_is_quiet(exp->left) && shared_is_quiet(exp->right);
    case EXP_BINARY:
    case EXP_TABLE:
        return list_is_quiet(exp->list);
    case EXP_MAKE:
        return !exp->left || shared_is_quiet(exp->left);
    case EXP_SUFFIXED:
        return is_quiet_call(exp);
    case EXP_RECV:
        return false;
    default:
        return true;
    }
}

static bool list_is_quiet(const Node *list) {
    for (; list; list = list->next)
        if (!shared_is_quiet(list)) return false;
    return true;
}

static void settle_name(Node *name) {
    if (name->kind == EXP_NAME && !name->decl && name->symbol->global_writes == 1) name->symbol->settled = true;
}

/* Whether the globals of a program's file can be assigned by other texts, or under other names. */
static bool is_open(Parser *parser) {
    static const char *const names[] = {"_G", "_ENV", "load", "loadfile", "dofile", "require", "package", "debug"};
    if (!(parser->flags & SYNTAX_FILE) || (parser->flags & SYNTAX_SESSION)) return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names_intern(&parser->names, names[i], strlen(names[i]))->last_use) return true;
    return false;
}

void shared_settle(Parser *parser, const Func *chunk) {
    if (is_open(parser)) return;
    for (const Node *stat = chunk->body->list; stat; stat = stat->next) {
        switch (stat->kind) {
        case STAT_EMPTY:
        case STAT_LOCAL_FUNCTION:
            break;
        case STAT_FUNCTION:
            settle_name(stat->left);
            break;
        case STAT_LOCAL:
        case STAT_VAR:
        case STAT_CONST:
        case STAT_SHORT:
            if (!list_is_quiet(stat->list)) return;
            break;
        case STAT_ASSIGN:
            if (!list_is_quiet(stat->list)) return;
            for (Node *name = stat->names; name; name = name->next) settle_name(name);
            break;
        default:
            return;
        }
    }
}

bool shared_is_library(const Node *name) {
    return name->kind == EXP_NAME && !name->decl && name->symbol->library && !name->symbol->global_writes;
}

bool shared_is_global(const Node *name) {
    if (name->kind != EXP_NAME) return false;
    if (name->decl) return name->decl->global;
    return strcmp(name->symbol->text, "_ENV") != 0 && !shared_is_library(name) && !name->symbol->settled;
}

bool shared_is_local(const Node *name) {
    if (name->kind != EXP_NAME || !name->decl || name->decl->global) return false;
    return name->decl->spread && (name->decl->assigned || name->decl->kind == DECL_RESULT);
}

bool shared_is_marked(const Node *name) {
    return shared_is_local(name) || shared_is_global(name);
}
