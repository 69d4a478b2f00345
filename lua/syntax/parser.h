/*
 * parser.h: what the files of the parser share.
 *
 * One pass builds the tree and resolves each name where it stands, because in five places the
 * grammar depends on whether a word is a local variable. Parsing never undoes a declaration: only
 * types are tried and taken back, and they declare nothing.
 */
#ifndef GOSH_SYNTAX_PARSER_H
#define GOSH_SYNTAX_PARSER_H

#include "syntax.h"
#include "tree.h"
#include "types.h"

/* Lua's own bound is 200; what gosh wraps around a program must fit as well. */
enum { DEPTH_MAX = 180 };

typedef enum ScopeKind { SCOPE_BLOCK, SCOPE_LOOP, SCOPE_CASE, SCOPE_FUNC } ScopeKind;

typedef struct Scope {
    struct Scope *outer;
    ScopeKind kind;
    Func *func;
    Decl *decls;     /* newest first */
    Node *target;    /* SCOPE_LOOP, SCOPE_CASE: the statement that break leaves */
    Node *continued; /* SCOPE_LOOP: the first continue that acts on it */
} Scope;

/* Where a `{` stands that Go would read as the start of a block. When an error follows, it is the
 * cause. */
typedef struct Suspect {
    bool set;
    Offset start;
    int line;
    const char *hint;
} Suspect;

/* An `end` that stands farther left than the block that it closes. */
typedef struct Misplaced {
    const char *opener; /* "if" */
    Offset start;
    int line, end_line; /* of the opener, 0: there is none; of the `end` */
} Misplaced;

/* A table constructor that a call has as its argument. */
typedef struct Brace {
    Offset start, end;
    int line;
    bool calls; /* there is a call among its items, as in a block */
} Brace;

typedef struct Parser {
    Memory *memory; /* of the tree, and of all that the answer does not need */
    Memory *answer; /* of what outlives the compilation */
    jmp_buf *escape;
    Syntax *syntax; /* takes the error */
    unsigned flags;
    Names names;
    Lexer lexer; /* stands after `ahead`, or after `token` */
    Token token;
    Token ahead;
    bool has_ahead;
    Offset previous_end; /* of the token before `token` */
    int previous_line;
    int depth;
    int brackets;       /* open brackets in this function, conditions count */
    bool at_deferred;   /* the next function is one that a defer statement calls */
    bool case_header;   /* between `case` and its ':' */
    bool committed;     /* a statement began with a word of gosh's alone: no expression */
    bool certain;       /* what is wrong would be wrong in an expression as well */
    bool checked;       /* parsing is over */
    bool emits;         /* the chunk has gosh syntax */
    const char *header; /* in a loop's or if's header: the hint for a `{` that ends a line */
    Brace brace;        /* ... what a `{` on its line was read as: the argument of a call */
    Suspect suspect;
    Misplaced misplaced; /* the first */
    int else_if_line; /* of the last `else if`, 0: none */
    int idiv_line;    /* of the last `//`, 0: none */
    Offset idiv_start;
    int call_line;      /* of the first '(' of a call that begins a line, 0: none */
    Offset call_start;
    bool hint_is_final; /* the error's hint shows that no further input mends it */
    Offset stat_start;  /* of the innermost statement that has begun */
    int stat_line;
    Func *func;
    Func *functions, *last_function;
    Scope *scope;
    const Scope *until_scope; /* while reading what follows `until`: the body, if it continues */
    Symbol *main_symbol;
    bool calls_main; /* the chunk's own body calls a function main */
} Parser;

/* A place to go back to. */
typedef struct Mark {
    Lexer lexer;
    Token token, ahead;
    bool has_ahead;
    Offset previous_end;
    int previous_line;
} Mark;

/* parser.c: tokens and errors */
void parser_advance(Parser *parser);
const Token *parser_peek(Parser *parser);
Mark parser_mark(const Parser *parser);
void parser_reset(Parser *parser, const Mark *mark);
bool parser_accept(Parser *parser, int kind);
void parser_expect(Parser *parser, int kind, const char *what);
void parser_expect_match(Parser *parser, int kind, const char *what, const char *opener, Offset start, int line);
Symbol *parser_expect_name(Parser *parser);
bool parser_is_word(const Parser *parser, Word word);
bool parser_starts_line(const Parser *parser);
bool parser_at_arrow(const Parser *parser);
bool parser_ends_case(Parser *parser);
void parser_enter(Parser *parser);
void parser_leave(Parser *parser);
Node *parser_node(Parser *parser, NodeKind kind);
Node *parser_close(Parser *parser, Node *node);
_Noreturn void parser_fail(Parser *parser, const Token *token, const char *message,
                           const char *hint);
_Noreturn void parser_fail_near(Parser *parser, const char *message);
_Noreturn void parser_fail_near_or(Parser *parser, const char *message, const char *hint);
int parser_column(const Parser *parser, Offset start);
_Noreturn void parser_fail_at(Parser *parser, Offset start, int line, const char *message,
                              const char *hint);
_Noreturn void parser_fail_node(Parser *parser, const Node *node, const char *message, const char *hint);
Func *parser_chunk(Parser *parser);
Func *parser_expressions(Parser *parser);

/* exp.c */
Node *exp_parse(Parser *parser);
Node *exp_list(Parser *parser, Node **last);
Node *exp_suffixed(Parser *parser);
Node *exp_suffixes(Parser *parser, Node *first);
Node *exp_recv(Parser *parser);
Node *exp_name(Parser *parser);

/* stat.c */
Node *stat_block(Parser *parser);
bool stat_block_ends(Parser *parser);

/* block.c */
Node *block_do(Parser *parser);
Node *block_if(Parser *parser);
Node *block_while(Parser *parser);
Node *block_repeat(Parser *parser);
Node *block_for(Parser *parser);

/* declare.c */
Node *declare_name(Parser *parser);
void declare_ok(Node *names, Node *list);
void declare_no_type(Parser *parser, const Node *value);
Node *declare_local(Parser *parser);
Node *declare_var(Parser *parser, bool constant);
Node *declare_function(Parser *parser, bool typed);
Node *declare_short(Parser *parser, Node *node);

/* go.c */
Node *go_parse(Parser *parser, Node *node);
Node *go_paren(Parser *parser, NodeKind kind, Node **call);

/* select.c */
Node *select_parse(Parser *parser);

/* func.c */
Node *func_parse(Parser *parser, Node *owner, bool typed, bool method);
Func *func_open(Parser *parser);
void func_close(Parser *parser, Func *func);

/* type.c */
Type *type_parse(Parser *parser);
Type *type_expect(Parser *parser);
bool type_result(Parser *parser, Func *func, bool header);

/* resolve.c */
Scope *scope_open(Parser *parser, ScopeKind kind);
void scope_close(Parser *parser);
Decl *scope_declare(Parser *parser, DeclKind kind, Symbol *symbol);
bool scope_has(const Parser *parser, const Symbol *symbol);
bool scope_is_local(const Parser *parser, const Symbol *symbol);
bool scope_is_session(const Parser *parser);
void scope_use(Parser *parser, Node *name);
void scope_write(Parser *parser, Node *name, const Node *value);
void scope_short(Parser *parser, Node *stat);
Scope *scope_find_loop(const Parser *parser, bool for_continue);

/* shared.c: of names */
void shared_settle(Parser *parser, const Func *chunk); /* to be called before the others, when the chunk is read */
bool shared_is_library(const Node *name);
bool shared_is_global(const Node *name); /* a global whose reads and writes are marked */
bool shared_is_local(const Node *name);  /* a local whose ... */
bool shared_is_marked(const Node *name); /* either */
/* Whether working out an expression lets nothing of the program's run, and no goroutine start. */
bool shared_is_quiet(const Node *exp);

/* hints.c */

/* What to write instead; and, when the mistake stands before the token at which the parser failed,
 * what is wrong there. No further input mends such a mistake. */
typedef struct Hint {
    const char *text; /* NULL: no hint */
    const char *message;
    Offset start;
    int line;
} Hint;

/* For an error at `token`. */
Hint hint_find(Parser *parser, const Token *token);

/* emit.c */
void emit_chunk(Parser *parser, Func *chunk, bool expressions, bool call_main);

/* check.c */
void check_chunk(Parser *parser, Func *chunk);

/* lint.c */
void lint_chunk(Parser *parser, const Func *chunk);

/* names.c */
void names_functions(Parser *parser, Func *chunk, bool init);

#endif
