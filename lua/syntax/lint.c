/*
 * lint.c: what a program that is right does all the same that is seldom meant.
 *
 * A walk over the tree of a valid input. It finds what its text shows, function by function; whether that is worth telling,
 * when other inputs of a session are known as well, is for who asks: see Finding.
 */
#include "parser.h"

#include <string.h>

enum { CHANNELS_MAX = 24 /* of one function that are looked at */ };

/* What a function does with a channel that it calls by one name. */
typedef struct Use {
    const Symbol *symbol;
    int line;                        /* of the first */
    int send, receive, close, range; /* the lines, 0: it does not */
    bool taken;                      /* what it receives is used */
    bool other;                      /* it does something else with it */
    int sent;                        /* the line of a send that is in no select */
    int made;                        /* the line in which it makes it, without a buffer */
    int sender;                      /* ... in which a goroutine that it starts sends, come what may */
    int raced;                       /* ... of a select, in no loop, that receives from it or does something else */
    int receives;                    /* in how many places it receives */
} Use;

typedef struct Body {
    struct Body *outer;
    const Symbol *name; /* of a function that a statement declares */
    bool started;       /* by a go statement, as a literal */
    int go, sleep;      /* lines: the last go statement; a time.Sleep after it */
    bool waits;         /* it receives, selects or waits */
    int loops;          /* around where the walk is */
    Use uses[CHANNELS_MAX];
    int use_count;
} Body;

typedef struct Lint {
    Parser *parser;
    const Func *chunk;
    Body *body;
    size_t room;
} Lint;

static void lint_exp(Lint *lint, Node *exp);
static void lint_block(Lint *lint, const Node *block);

/* ---- What is found ---- */

static void found(Lint *lint, FindingKind kind, const Symbol *symbol, int line, int other_line) {
    Syntax *syntax = lint->parser->syntax;
    if (syntax->finding_count == lint->room) {
        size_t size = lint->room * sizeof(Finding), more = lint->room ? 2 * lint->room : 16;
        syntax->findings = lint->room
                               ? memory_grow(lint->parser->answer, syntax->findings, size, more * sizeof(Finding))
                               : memory_take(lint->parser->answer, more * sizeof(Finding));
        lint->room = more;
    }
    const char *name = symbol ? memory_copy(lint->parser->answer, symbol->text, symbol->length) : NULL;
    syntax->findings[syntax->finding_count++] =
        (Finding){.kind = kind, .name = name, .line = line, .other_line = other_line};
}

/* ---- Calls ---- */

/* Is it `x.Method(...)` or `x:Method(...)`, of a plain name? Gives both. */
static bool is_method_call(const Node *exp, const Symbol **object, const Symbol **method) {
    if (!exp || exp->kind != EXP_SUFFIXED || exp->left->kind != EXP_NAME) return false;
    const Node *first = exp->list;
    bool field =
        first->kind == SUFFIX_FIELD && first->next && first->next->kind == SUFFIX_CALL && first->next == exp->last;
    if (!field && !(first->kind == SUFFIX_METHOD && first == exp->last)) return false;
    *object = exp->left->symbol;
    *method = first->symbol;
    return true;
}

static bool is_call_of(const Node *exp, const char *object, const char *method) {
    const Symbol *o, *m;
    return is_method_call(exp, &o, &m) && strcmp(o->text, object) == 0 && strcmp(m->text, method) == 0;
}

/* The statement's call of that method, of the object if it is given; NULL if it is none. */
static const Symbol *called(const Node *stat, NodeKind kind, const Symbol *object, const char *method) {
    const Symbol *o, *m;
    if (stat->kind != kind || !is_method_call(stat->left, &o, &m) || strcmp(m->text, method) != 0) return NULL;
    return object && o != object ? NULL : o;
}

/* ---- Channels ---- */

static Use *use_find(Body *body, const Symbol *symbol) {
    for (int i = 0; i < body->use_count; i++)
        if (body->uses[i].symbol == symbol) return &body->uses[i];
    return NULL;
}

static Use *use_take(Body *body, const Symbol *symbol, int line) {
    Use *use = use_find(body, symbol);
    if (use || body->use_count == CHANNELS_MAX) return use;
    use = &body->uses[body->use_count++];
    *use = (Use){.symbol = symbol, .line = line};
    return use;
}

static Use *use_of(Lint *lint, const Node *exp) {
    return exp->kind == EXP_NAME ? use_take(lint->body, exp->symbol, exp->line) : NULL;
}

static void lint_receive(Lint *lint, Node *recv, bool taken) {
    Use *use = use_of(lint, recv->left);
    lint->body->waits = true;
    if (!use) {
        lint_exp(lint, recv->left);
        return;
    }
    use->receive = recv->line;
    use->receives++;
    use->taken |= taken;
}

static void lint_send(Lint *lint, Node *channel, Node *value, int line) {
    Use *use = use_of(lint, channel);
    if (use)
        use->send = line;
    else
        lint_exp(lint, channel);
    lint_exp(lint, value);
}

/* close(ch) */
static bool lint_close(Lint *lint, const Node *exp) {
    if (exp->left->kind != EXP_NAME || exp->left->symbol->word != WORD_CLOSE || exp->list->kind != SUFFIX_CALL)
        return false;
    Node *channel = exp->list->list;
    Use *use = channel && !channel->next ? use_of(lint, channel) : NULL;
    if (!use) return false;
    use->close = exp->line;
    return true;
}

/* ---- Functions ---- */

static void body_report(Lint *lint) {
    const Body *body = lint->body;
    if (body->sleep && body->go && !body->waits) found(lint, FINDING_SLEEP, NULL, body->sleep, body->go);
    for (int i = 0; i < body->use_count; i++) {
        const Use *use = &body->uses[i];
        bool receives = use->receive || use->range;
        if (use->send) found(lint, FINDING_SEND, use->symbol, use->send, 0);
        if (use->close && receives && !use->send)
            found(lint, FINDING_CLOSE, use->symbol, use->close, use->range ? use->range : use->receive);
        bool pair = use->send && use->receive && !use->taken && !use->range && !use->close && !use->other;
        bool any = receives || use->send || use->close || use->other;
        bool once = use->receives == 1 && !use->range && !use->other && body->outer;
        if (use->made && use->sender && use->raced && once)
            found(lint, FINDING_RACED, use->symbol, use->sender, use->raced);
        if (any)
            found(lint, pair ? FINDING_PAIR : FINDING_NO_PAIR, use->symbol, pair ? use->send : use->line, use->receive);
    }
}

static void lint_function(Lint *lint, const Func *func, const Symbol *name, bool started) {
    Body body = {.outer = lint->body, .name = name, .started = started};
    lint->body = &body;
    lint_block(lint, func->body);
    body_report(lint);
    lint->body = body.outer;
    for (int i = 0; started && i < body.use_count; i++) {
        Use *outer = body.uses[i].sent ? use_find(body.outer, body.uses[i].symbol) : NULL;
        if (outer && outer->made) outer->sender = body.uses[i].sent;
    }
}

/* ---- Expressions ---- */

static void lint_list(Lint *lint, Node *list) {
    for (; list; list = list->next) lint_exp(lint, list);
}

/* The call of a go or defer statement. A literal that is deferred belongs to the function that defers it. */
static void lint_later(Lint *lint, const Node *stat) {
    Node *call = stat->left, *function = node_bare(call->left);
    if (function->kind != EXP_FUNCTION) {
        bool named = stat->kind == STAT_GO && function->kind == EXP_NAME && call->list == call->last;
        if (named) found(lint, FINDING_STARTED, function->symbol, stat->line, 0);
        lint_exp(lint, call);
        return;
    }
    for (Node *suffix = call->list; suffix; suffix = suffix->next)
        if (suffix->kind == SUFFIX_CALL || suffix->kind == SUFFIX_METHOD) lint_list(lint, suffix->list);
    if (stat->kind == STAT_GO)
        lint_function(lint, function->func, NULL, true);
    else
        lint_block(lint, function->func->body);
}

static void lint_method(Lint *lint, const Node *exp, const Symbol *object, const Symbol *method) {
    if (strcmp(method->text, "Add") == 0) {
        const Symbol *function = lint->body->name;
        found(lint, lint->body->started ? FINDING_ADD_INSIDE : FINDING_ADD, object, exp->line, 0);
        Finding *add = &lint->parser->syntax->findings[lint->parser->syntax->finding_count - 1];
        if (function) add->function = memory_copy(lint->parser->answer, function->text, function->length);
    }
    if (strcmp(method->text, "Done") == 0) found(lint, FINDING_DONE, object, exp->line, 0);
    if (strcmp(method->text, "Wait") != 0) return;
    found(lint, FINDING_WAIT, object, exp->line, 0);
    lint->body->waits = true;
}

static void lint_suffixed(Lint *lint, Node *exp) {
    const Symbol *object, *method;
    if (lint_close(lint, exp)) return;
    if (is_method_call(exp, &object, &method)) lint_method(lint, exp, object, method);
    lint_exp(lint, exp->left);
    for (Node *suffix = exp->list; suffix; suffix = suffix->next) {
        if (suffix->kind == SUFFIX_INDEX) lint_exp(lint, suffix->left);
        if (suffix->kind == SUFFIX_CALL || suffix->kind == SUFFIX_METHOD) lint_list(lint, suffix->list);
    }
}

static void lint_exp(Lint *lint, Node *exp) {
    Use *use;
    switch (exp->kind) {
    case EXP_NAME:
        if ((use = use_of(lint, exp))) use->other = true;
        break;
    case EXP_SUFFIXED:
        lint_suffixed(lint, exp);
        break;
    case EXP_FUNCTION:
        lint_function(lint, exp->func, NULL, false);
        break;
    case EXP_RECV:
        lint_receive(lint, exp, true);
        break;
    case EXP_BINARY:
    case EXP_TABLE:
        lint_list(lint, exp->list);
        break;
    case EXP_PAREN:
    case EXP_UNARY:
    case EXP_MAKE:
    case ITEM_NAMED:
        if (exp->left) lint_exp(lint, exp->left);
        break;
    case ITEM_KEYED:
        lint_exp(lint, exp->left);
        lint_exp(lint, exp->right);
        break;
    default:
        break;
    }
}

/* ---- What a block could wait for ---- */

typedef struct Quiet {
    bool calls, leaves, sleeps, selects;
} Quiet;

static void quiet_exp(Quiet *q, const Node *exp);

static void quiet_list(Quiet *q, const Node *list) {
    for (; list; list = list->next) quiet_exp(q, list);
}

/* A call, a receive or an index, which may be a metamethod: anything that could take time. */
static void quiet_exp(Quiet *q, const Node *exp) {
    switch (exp->kind) {
    case EXP_SUFFIXED:
        q->sleeps |= is_call_of(exp, "time", "Sleep") || is_call_of(exp, "runtime", "Gosched");
        q->calls = true;
        break;
    case EXP_RECV:
        q->calls = true;
        break;
    case EXP_BINARY:
    case EXP_TABLE:
        quiet_list(q, exp->list);
        break;
    case EXP_PAREN:
    case EXP_UNARY:
        quiet_exp(q, exp->left);
        break;
    case EXP_NAME:
    case EXP_NIL:
    case EXP_TRUE:
    case EXP_FALSE:
    case EXP_NUMBER:
    case EXP_STRING:
        break;
    default:
        q->calls = true;
        break;
    }
}

static void quiet_block(Quiet *q, const Node *block) {
    for (const Node *stat = block ? block->list : NULL; stat; stat = stat->next) {
        switch (stat->kind) {
        case STAT_LOCAL:
        case STAT_SHORT:
        case STAT_ASSIGN:
            quiet_list(q, stat->list);
            break;
        case STAT_COMPOUND:
            quiet_exp(q, stat->right);
            break;
        case STAT_CALL:
            quiet_exp(q, stat->left);
            break;
        case STAT_BREAK:
        case STAT_RETURN:
        case STAT_GOTO:
            q->leaves = true;
            break;
        case STAT_EMPTY:
        case STAT_CONTINUE:
            break;
        case STAT_GO:
            break;
        case STAT_IF:
            for (const Node *clause = stat->list; clause; clause = clause->next) {
                if (clause->left) quiet_exp(q, clause->left);
                quiet_block(q, clause->body);
            }
            break;
        case STAT_DO:
            quiet_block(q, stat->body);
            break;
        case STAT_SELECT:
            q->selects = true;
            break;
        default:
            q->calls = true;
            break;
        }
    }
}

/* ---- Loops ---- */

static const Node *case_default(const Node *select) {
    for (const Node *one = select->list; one; one = one->next)
        if (one->kind == CASE_DEFAULT) return one;
    return NULL;
}

/* A loop around a select whose default does nothing that could wait: it spins. */
static void loop_spins(Lint *lint, const Node *loop) {
    const Node *select = NULL;
    int selects = 0;
    for (const Node *stat = loop->body->list; stat; stat = stat->next)
        if (stat->kind == STAT_SELECT) {
            select = stat;
            selects++;
        }
    Quiet around = {0}, idle = {0};
    quiet_block(&around, loop->body);
    if (selects != 1 || around.calls || !case_default(select)) return;
    quiet_block(&idle, case_default(select)->body);
    if (!idle.calls && !idle.leaves && !idle.selects)
        found(lint, FINDING_SPIN, NULL, case_default(select)->line, loop->line);
}

/* A timer that begins anew in each round. */
static void loop_restarts(Lint *lint, const Node *loop) {
    for (const Node *stat = loop->body->list; stat; stat = stat->next) {
        if (stat->kind != STAT_SELECT) continue;
        for (const Node *one = stat->list; one; one = one->next)
            if (one->kind == CASE_RECV && is_call_of(one->left->left, "time", "After"))
                found(lint, FINDING_AFTER, NULL, one->line, loop->line);
    }
}

/* A loop that locks, looks and sleeps. */
static void loop_polls(Lint *lint, const Node *loop) {
    const Symbol *lock = NULL;
    bool unlocks = false;
    Quiet q = {0};
    for (const Node *stat = loop->body->list; stat; stat = stat->next) {
        if (called(stat, STAT_CALL, NULL, "Lock")) lock = called(stat, STAT_CALL, NULL, "Lock");
        if (lock && called(stat, STAT_CALL, lock, "Unlock")) unlocks = true;
    }
    quiet_block(&q, loop->body);
    if (unlocks && q.sleeps && q.leaves) found(lint, FINDING_POLL, lock, loop->line, 0);
}

static void lint_loop(Lint *lint, const Node *loop) {
    bool endless = loop->kind == STAT_WHILE && loop->left->kind == EXP_TRUE;
    Quiet q = {0};
    quiet_block(&q, loop->body);
    bool starts = false;
    for (const Node *stat = loop->body->list; stat; stat = stat->next) starts |= stat->kind == STAT_GO;
    if (endless && starts && !q.calls && !q.leaves && !q.selects) found(lint, FINDING_FLOOD, NULL, loop->line, 0);
    Quiet condition = {0};
    if (loop->kind == STAT_WHILE && !loop->body->list) {
        quiet_exp(&condition, loop->left);
        if (!condition.calls) found(lint, FINDING_SPIN, NULL, loop->line, loop->line);
    }
    loop_spins(lint, loop);
    loop_restarts(lint, loop);
    loop_polls(lint, loop);
}

/* ---- Locks ---- */

/* The line of a return in the statements from `stat` on that leaves the lock locked, or 0. */
static int returns_locked(const Node *stat, const Symbol *lock) {
    for (; stat; stat = stat->next) {
        int line = 0;
        if (called(stat, STAT_CALL, lock, "Unlock") || called(stat, STAT_DEFER, lock, "Unlock")) return 0;
        if (stat->kind == STAT_RETURN) return stat->line;
        if (stat->kind == STAT_IF)
            for (const Node *clause = stat->list; clause && !line; clause = clause->next)
                line = returns_locked(clause->body->list, lock);
        if (stat->kind == STAT_DO) line = returns_locked(stat->body->list, lock);
        if (line) return line;
    }
    return 0;
}

/* Is it unlocked later in the block, so that it is not meant to stay locked? */
static void lint_lock(Lint *lint, const Node *stat) {
    const Symbol *lock = called(stat, STAT_CALL, NULL, "Lock");
    bool unlocks = false;
    if (!lock) return;
    for (const Node *later = stat->next; later; later = later->next)
        unlocks |= called(later, STAT_CALL, lock, "Unlock") != NULL;
    int line = unlocks ? returns_locked(stat->next, lock) : 0;
    if (line) found(lint, FINDING_LOCKED, lock, line, stat->line);
}

/* ---- Statements ---- */

static const Node *value_at(const Node *list, const Node *names, const Node *name) {
    for (; names != name && list; names = names->next) list = list->next;
    return list;
}

/* sem := make(chan bool, 1) */
static void lint_made(Lint *lint, const Node *stat) {
    for (const Node *name = stat->names; name; name = name->next) {
        const Node *value = value_at(stat->list, stat->names, name);
        if (!value || value->kind != EXP_MAKE || !name->symbol) continue;
        Use *use = value->left ? NULL : use_take(lint->body, name->symbol, name->line);
        if (use) use->made = stat->line;
        if (!value->left || value->left->kind != EXP_NUMBER) continue;
        const Node *size = value->left;
        bool one = size->end - size->start == 1 && lint->parser->lexer.text[size->start] == '1';
        if (one) found(lint, FINDING_MADE, name->symbol, stat->line, 0);
    }
}

static void lint_call(Lint *lint, const Node *stat) {
    Body *body = lint->body;
    lint_lock(lint, stat);
    if (is_call_of(stat->left, "time", "Sleep")) {
        if (body->go) body->sleep = stat->line;
        if (stat == lint->chunk->body->list && !stat->next) found(lint, FINDING_SLEEP_ALONE, NULL, stat->line, 0);
    }
    lint_exp(lint, stat->left);
}

static void lint_select(Lint *lint, const Node *stat) {
    lint->body->waits = true;
    bool races = node_count(stat->list) > 1 && !lint->body->loops;
    for (const Node *one = stat->list; one; one = one->next) {
        if (one->kind == CASE_RECV) lint_receive(lint, one->left, one->names != NULL);
        Use *use = one->kind == CASE_RECV ? use_of(lint, one->left->left) : NULL;
        if (use && races) use->raced = stat->line;
        if (one->kind == CASE_SEND) lint_send(lint, one->left, one->right, one->line);
        lint_block(lint, one->body);
    }
}

/* A loop's body. */
static void lint_body(Lint *lint, const Node *loop) {
    lint->body->loops++;
    lint_block(lint, loop->body);
    lint->body->loops--;
}

static void lint_range(Lint *lint, const Node *stat) {
    Use *use = !stat->list->next ? use_of(lint, stat->list) : NULL;
    if (use) {
        use->range = stat->line;
        lint->body->waits = true; /* if it is a channel; else nothing is lost */
    } else {
        lint_list(lint, stat->list);
    }
}

static void lint_stat(Lint *lint, Node *stat) {
    switch (stat->kind) {
    case STAT_LOCAL:
    case STAT_VAR:
    case STAT_CONST:
    case STAT_SHORT:
        lint_made(lint, stat);
        lint_list(lint, stat->list);
        break;
    case STAT_ASSIGN:
        lint_list(lint, stat->names);
        lint_list(lint, stat->list);
        break;
    case STAT_COMPOUND:
        lint_exp(lint, stat->right);
        break;
    case STAT_CALL:
    case STAT_EXPRESSION:
        if (stat->left->kind == EXP_RECV)
            lint_receive(lint, stat->left, false);
        else
            lint_call(lint, stat);
        break;
    case STAT_SEND:
        lint_send(lint, stat->left, stat->right, stat->line);
        if (stat->left->kind == EXP_NAME && use_of(lint, stat->left)) use_of(lint, stat->left)->sent = stat->line;
        break;
    case STAT_RECV:
        lint_receive(lint, stat->left, false);
        break;
    case STAT_GO:
        lint->body->go = stat->line;
        lint->body->sleep = 0;
        if (!lint->body->outer) found(lint, FINDING_GO, NULL, stat->line, 0);
        lint_later(lint, stat);
        break;
    case STAT_DEFER:
        lint_later(lint, stat);
        break;
    case STAT_FUNCTION:
    case STAT_LOCAL_FUNCTION:
        lint_function(lint, stat->func, stat->left->kind == EXP_NAME ? stat->left->symbol : NULL, false);
        break;
    case STAT_DO:
        lint_block(lint, stat->body);
        break;
    case STAT_WHILE:
    case STAT_REPEAT:
        lint_loop(lint, stat);
        lint_exp(lint, stat->left);
        lint_body(lint, stat);
        break;
    case STAT_FOR:
    case STAT_FOR_IN:
        lint_loop(lint, stat);
        lint_list(lint, stat->list);
        lint_body(lint, stat);
        break;
    case STAT_RANGE:
        lint_range(lint, stat);
        lint_loop(lint, stat);
        lint_body(lint, stat);
        break;
    case STAT_IF:
        for (Node *clause = stat->list; clause; clause = clause->next) {
            if (clause->left) lint_exp(lint, clause->left);
            lint_block(lint, clause->body);
        }
        break;
    case STAT_SELECT:
        lint_select(lint, stat);
        break;
    case STAT_RETURN:
        lint_list(lint, stat->list);
        break;
    default:
        break;
    }
}

static void lint_block(Lint *lint, const Node *block) {
    for (Node *stat = block ? block->list : NULL; stat; stat = stat->next) lint_stat(lint, stat);
}

void lint_chunk(Parser *parser, const Func *chunk) {
    Body body = {0};
    Lint lint = {.parser = parser, .chunk = chunk, .body = &body};
    lint_block(&lint, chunk->body);
    body_report(&lint);
}
