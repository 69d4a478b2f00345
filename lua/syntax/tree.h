/*
 * tree.h: a program as a tree.
 *
 * A Node knows its span of source text, [start, end), because the emitter copies whatever gosh does
 * not change. Nodes of one list hang together by `next`, in source order. Chains that Lua puts no
 * limit on (`a.b.c`, `1 + 2 + 3`, statements, elseif) are lists, never deep trees: whoever walks a
 * tree by recursion relies on the parser's bound on nesting.
 */
#ifndef GOSH_SYNTAX_TREE_H
#define GOSH_SYNTAX_TREE_H

#include "lexer.h"

typedef struct Node Node;
typedef struct Decl Decl;
typedef struct Func Func;
typedef struct Type Type;

typedef enum NodeKind {
    /* Expressions */
    EXP_NIL,
    EXP_TRUE,
    EXP_FALSE,
    EXP_NUMBER,
    EXP_STRING,
    EXP_VARARG,
    EXP_NAME,     /* symbol, decl (NULL: a global) */
    EXP_PAREN,    /* left */
    EXP_SUFFIXED, /* left: the first part; list: SUFFIX_ nodes; last: the last of them */
    EXP_UNARY,    /* left, op */
    EXP_BINARY,   /* list: the operands in source order, all that one precedence climb took */
    EXP_TABLE,    /* list: expressions and ITEM_ nodes, constants left out */
    EXP_FUNCTION, /* func */
    EXP_RECV,     /* left: the channel; wants_ok: the form with two results */
    EXP_MAKE,     /* type, left: the size or NULL */
    /* Parts of expressions */
    SUFFIX_FIELD,  /* .symbol */
    SUFFIX_INDEX,  /* [left] */
    SUFFIX_CALL,   /* list: arguments */
    SUFFIX_METHOD, /* :symbol, list: arguments */
    ITEM_NAMED,    /* symbol = left */
    ITEM_KEYED,    /* [left] = right */
    /* Statements */
    STAT_EMPTY,
    STAT_LOCAL,      /* names, list */
    STAT_VAR,        /* names, type or NULL, list */
    STAT_CONST,      /* names, list */
    STAT_SHORT,      /* names, list */
    STAT_ASSIGN,     /* names: the targets, list */
    STAT_COMPOUND,   /* left, right */
    STAT_CALL,       /* left */
    STAT_SEND,       /* left, right */
    STAT_RECV,       /* left: an EXP_RECV */
    STAT_EXPRESSION, /* left: what a prompt's input gives */
    STAT_GO,         /* left: the call */
    STAT_DEFER,      /* left: the call */
    STAT_FUNCTION,   /* left: the name, func */
    STAT_LOCAL_FUNCTION,
    STAT_DO,     /* body */
    STAT_WHILE,  /* left, body */
    STAT_REPEAT, /* body, left */
    STAT_IF,     /* list: CLAUSE nodes */
    STAT_FOR,    /* names, list: 2 or 3 numbers; body */
    STAT_FOR_IN, /* names, list, body */
    STAT_RANGE,  /* names, list, body */
    STAT_SELECT, /* list: CASE nodes */
    STAT_RETURN, /* list, func: the function that it ends; mark: the end of the list, before a ';' */
    STAT_BREAK,
    STAT_CONTINUE,
    STAT_GOTO,
    STAT_LABEL,
    CLAUSE,       /* left: the condition, NULL for else; body */
    CASE_RECV,    /* left: the EXP_RECV; names: new names or targets; declares; body */
    CASE_SEND,    /* left: the channel, right: the value; body */
    CASE_DEFAULT, /* body */
    PARAM,        /* symbol, decl, type or NULL */
    BLOCK         /* list: statements */
} NodeKind;

/* Programs are mostly constants and names, so a node of such a kind ends where its members do: see
 * node_new. */
struct Node {
    uint8_t kind;         /* a NodeKind */
    bool wants_ok : 1;    /* EXP_RECV */
    bool declares : 1;    /* CASE_RECV: `:=` */
    bool is_new : 1;      /* EXP_NAME on the left of `:=`: declared here */
    bool is_read : 1;     /* EXP_NAME on the left of `:=`: the right side uses the name */
    bool is_global : 1;   /* a declaration at a prompt's top level */
    bool floating : 1;    /* EXP_NUMBER */
    bool underscores : 1; /* EXP_NUMBER */
    bool integral : 1;    /* EXP_BINARY: of integers an integer */
    bool divides : 1;     /* EXP_BINARY: `/` or `^` is among its operators, which give floats */
    bool continues : 1;   /* a loop: a continue in its body acts on it */
    bool breaks : 1;      /* STAT_SELECT: a break in it leaves it */
    uint16_t op;          /* EXP_UNARY: the operator's token; SUFFIX_CALL: '(' or what begins it */
    Offset start, end;    /* span */
    int line;             /* of the start */
    Node *next;
    /* A constant ends here. */
    Symbol *symbol;
    Decl *decl;
    /* A name ends here. */
    Node *left, *right;
    Node *list, *last; /* a list and its last node */
    Offset mark;       /* where the part that is not Lua's sits: see parser.c at each kind */
    Offset mark_end;
    /* An operation and a part of an expression end here. */
    Node *names;
    Node *body; /* a BLOCK */
    union {
        Func *func;
        Type *type;
        Node *target; /* STAT_BREAK, STAT_CONTINUE: the loop or select that it acts on */
    };
};

typedef enum DeclKind {
    DECL_LOCAL, /* Lua's local, a loop's name, a case's name */
    DECL_PARAM,
    DECL_SHORT,
    DECL_VAR,
    DECL_CONST, /* gosh's const */
    DECL_RESULT
} DeclKind;

/* What a name means: one local variable (at a prompt's top level, one global). */
struct Decl {
    DeclKind kind;
    Symbol *symbol;
    struct Scope *scope;
    Decl *shadowed; /* what the name meant before */
    Decl *before;   /* the scope's declaration before this one */
    Func *func;     /* the function whose local it is */
    Type *type;     /* as declared, or NULL */
    Type *inferred; /* what the declaration's value shows, or NULL */
    Node *value;    /* the expression that it was declared with, when it has one of its own */
    Node *from;     /* with several names from one expression: that expression */
    int position;   /* with `from`: which of its results */
    Func *known;    /* the function that it was declared as */
    bool read_only; /* <const> or <close> */
    bool integer;   /* a constant that is certainly an integer */
    bool ranges;    /* a range's name; `from` is what it ranges over */
    bool captured;  /* used by a function inside its own */
    bool spread;    /* ... which is no literal that its own one defers: another goroutine could run it */
    bool assigned;  /* ever, after the declaration */
    bool global;    /* declared at a prompt's top level */
    int mark;       /* its number among the shared variables of the chunk, 0: none yet */
    int writes;     /* assignments after the declaration, but for `x = nil` */
    int line;
};

struct Func {
    Func *parent;     /* NULL for the chunk */
    Func *next;       /* all functions of the chunk, in source order */
    Symbol *name;     /* last part of the declared name, NULL for a literal */
    const char *path; /* the declared name, "obj.run", or NULL */
    const char *full_name;
    int literals;  /* how many literals it holds so far */
    int number;    /* a literal: which of its parent's */
    bool declared; /* a statement `function f`, but no `local function` */
    bool deferred; /* a literal that a defer statement calls */
    bool typed;    /* `func`, not `function` */
    bool method;   /* declared with ':' */
    bool has_vararg;
    bool has_defer;
    Node *params;     /* PARAM nodes, without '...' */
    Node *untyped;    /* while reading: the first of the last parameters without a type */
    Node *variadic;   /* the PARAM of `name ...T` */
    Node *results;    /* PARAM nodes; without symbol when the results are unnamed */
    bool has_results; /* a result was declared */
    bool named_results;
    bool hidden_results; /* a return stands where a local hides a named result */
    Node *body;
    Node *assigned_to; /* a literal that a name is declared with: that name */
    Offset start;      /* of `func` or `function` */
    Offset open;       /* of '(' */
    Offset close;      /* just after ')' */
    Offset header_end; /* just after the result */
    Offset end_start;  /* of `end` */
    int line, open_line, last_line;
    int out_line, out_last_line; /* in the emitted text */
};

/* Makes a node with the members that its kind has; no other may be used. */
Node *node_new(Memory *memory, NodeKind kind, Offset start, int line);

/* Appends to the list that `*first` and `*last` hold. */
void node_append(Node **first, Node **last, Node *node);

size_t node_count(const Node *list);

/* Whether an expression can give more or fewer values than one. */
bool node_is_multi(const Node *exp);

/* Whether nothing but text remains of an expression or item: constants, and tables of them. */
bool node_is_data(const Node *exp);

/* A literal that the emitter copies as it stands. */
bool node_is_constant(const Node *exp);

/* An expression without the parentheses around it. */
Node *node_bare(Node *exp);

#endif
