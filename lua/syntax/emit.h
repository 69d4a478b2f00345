/*
 * emit.h: what the files of the emitter share.
 *
 * The emitter walks the tree in source order with a cursor in the source. What gosh does not change
 * is copied; what it replaces is skipped, its line breaks kept. So each line of the output is the
 * line of the source, and no line table is needed.
 */
#ifndef GOSH_SYNTAX_EMIT_H
#define GOSH_SYNTAX_EMIT_H

#include "parser.h"

/* In the order in which the chunk takes them. */
typedef enum Primitive {
    GOSH_SEND,
    GOSH_RECV,
    GOSH_RECV2,
    GOSH_GO,
    GOSH_GO_METHOD,
    GOSH_DEFER,
    GOSH_DEFER_METHOD,
    GOSH_DEFERRING,
    GOSH_RESULTS,
    GOSH_MAKE,
    GOSH_ZERO,
    GOSH_ARGS,
    GOSH_VAR,
    GOSH_VARIADIC,
    GOSH_RETURN,
    GOSH_RANGE,
    GOSH_SELECT,
    GOSH_NIL_MAP,
    GOSH_INDEXED,
    GOSH_FRESH,
    GOSH_READ,
    GOSH_LATE,
    GOSH_WRITE,
    GOSH_WROTE,
    GOSH_PEEK,
    GOSH_GET,
    GOSH_SELF,
    GOSH_ITEM,
    GOSH_LENGTH,
    GOSH_SET,
    GOSH_MISSING,
    PRIMITIVES
} Primitive;

/* Variables and labels of the emitter's own. */
typedef enum Hidden {
    HIDDEN_CASE,
    HIDDEN_VALUE,
    HIDDEN_OK,
    HIDDEN_TABLE,
    HIDDEN_KEY,
    HIDDEN_SET,
    HIDDEN_CONTINUE,
    HIDDEN_BREAK,
    HIDDENS
} Hidden;

/* Names for values under way, the same ones for each statement. */
typedef struct Spare {
    struct Spare *next;
    const char *name;
} Spare;

typedef struct Emitter {
    Parser *parser;
    Buffer out;
    size_t cursor; /* in the source: all before it is dealt with */
    int line;      /* of the output */
    bool flat;     /* everything goes on one line: operands that are moved to another line */
    Func *func;
    const Node *result; /* the statement whose values the chunk gives, at a prompt; or NULL */
    const char *primitives[PRIMITIVES]; /* the names in the output, NULL: not used */
    const char *hidden[HIDDENS];
    Spare *spares;
    bool marked; /* SYNTAX_MARKED */
    int marks;   /* how many shared variables have a number */
} Emitter;

/* emit.c: text */
void emit_write(Emitter *emitter, const char *text);
void emit_primitive(Emitter *emitter, Primitive primitive);
const char *emit_hidden(Emitter *emitter, Hidden hidden);
void emit_copy(Emitter *emitter, size_t to);
void emit_skip(Emitter *emitter, size_t to);

/* emit_exp.c */
void emit_exp(Emitter *emitter, Node *exp);
void emit_whole(Emitter *emitter, Node *exp);
void emit_single(Emitter *emitter, Node *exp);
void emit_list(Emitter *emitter, Node *list);
void emit_flat(Emitter *emitter, Node *exp);
void emit_suffixes(Emitter *emitter, Node *exp, const Node *stop);

/* emit_func.c */
void emit_function(Emitter *emitter, Node *owner);
void emit_zeros(Emitter *emitter, const Type *type, size_t count);
void emit_return(Emitter *emitter, Node *stat);

/* emit_stat.c */
void emit_block(Emitter *emitter, Node *block);
/* The spare name at `*place`, which begins as the address of Emitter.spares. */
const char *emit_spare(Emitter *emitter, Spare ***place);
/* ` OP (RIGHT)` of a compound assignment; `late`: a name that is marked behind the right side, or NULL. */
void emit_operation(Emitter *emitter, Node *stat, const Node *late);

/* emit_mark.c */
/* A name that is marked, as text; `named`: it is an operand of what fails for nil, and Lua's error is to name it. */
void emit_read(Emitter *emitter, const Node *name, bool named);
/* `gosh_late(NUMBER, NAME, `, for a name that is read when what follows has been worked out. */
void emit_late(Emitter *emitter, const Node *name);
/* Whether Lua reads a name, the left operand, when the right one has been worked out: it is in its place already. */
bool emit_is_late(const Emitter *emitter, const Node *left, int op, const Node *right);
void emit_operand(Emitter *emitter, Node *exp, bool named);
void emit_operands(Emitter *emitter, Node *list);
void emit_table(Emitter *emitter, Node *exp);
void emit_unary(Emitter *emitter, Node *exp);
void emit_marked_suffixes(Emitter *emitter, Node *chain, const Node *stop);
void emit_result_value(Emitter *emitter, const Node *result);
void emit_results_wrote(Emitter *emitter, const Func *func);
/* Whether the text of a call begins with '(', which would go on with the line before. */
bool emit_begins_with_paren(const Emitter *emitter, const Node *call);
/* What Lua's errors call that which stands before `suffix` in the chain, NULL for a value without a name; as the last
 * argument of a mark. */
const char *emit_describe_before(const Emitter *emitter, const Node *chain, const Node *suffix);
void emit_described(Emitter *emitter, const char *described);
/* `(3, "name"` and `(_ENV, "name"` */
void emit_variable(Emitter *emitter, Decl *decl);
void emit_global_of(Emitter *emitter, const Node *name);
/* Whether a key's text can stand twice, because nothing can change its value in between. */
bool emit_is_stable(const Emitter *emitter, const Node *key);
const char *emit_source_text(const Emitter *emitter, const Node *exp);

/* emit_store.c. Those that give a bool have done the whole statement, or nothing. */
bool emit_marked_assign(Emitter *emitter, Node *stat);
bool emit_marked_compound(Emitter *emitter, Node *stat);
/* `TARGET = VALUE;` */
void emit_marked_value(Emitter *emitter, Node *target, const char *value);
/* The mark before a declaration of a function. */
void emit_marked_function(Emitter *emitter, const Node *stat);
void emit_marked_globals(Emitter *emitter, const Node *stat);

#endif
