/*
 * lexer.h: program text to tokens.
 *
 * A Lexer is a place in the text, so going back is a copy. It never fails: what is no token is a
 * TK_BAD that says why, and the parser, which accepts it nowhere, reports it in its place. There is
 * no token for `<-`: it is a '<' with an adjacent '-', because Lua reads `a <-b` as a comparison.
 */
#ifndef GOSH_SYNTAX_LEXER_H
#define GOSH_SYNTAX_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory.h"

/* A place in the text, which has less than 4 GB. */
typedef uint32_t Offset;

/* A token of one character is that character. */
enum TokenKind {
    TK_EOF = 256,
    TK_BAD,
    TK_NAME,
    TK_STRING,
    TK_NUMBER,
    TK_COMMENT, /* without names only */
    /* Lua's words, in the order of lexer.c's table */
    TK_AND,
    TK_BREAK,
    TK_DO,
    TK_ELSE,
    TK_ELSEIF,
    TK_END,
    TK_FALSE,
    TK_FOR,
    TK_FUNCTION,
    TK_GOTO,
    TK_IF,
    TK_IN,
    TK_LOCAL,
    TK_NIL,
    TK_NOT,
    TK_OR,
    TK_REPEAT,
    TK_RETURN,
    TK_THEN,
    TK_TRUE,
    TK_UNTIL,
    TK_WHILE,
    /* Lua's longer operators */
    TK_IDIV,
    TK_CONCAT,
    TK_DOTS,
    TK_EQ,
    TK_GE,
    TK_LE,
    TK_NE,
    TK_SHL,
    TK_SHR,
    TK_LABEL, /* :: */
    /* gosh's */
    TK_DEFINE,  /* := */
    TK_COMPOUND /* += -= *= /= //= %= ..= */
};

/* Names that mean something to gosh in some places. */
typedef enum Word {
    WORD_NONE,
    WORD_GO,
    WORD_SELECT,
    WORD_CASE,
    WORD_DEFAULT,
    WORD_DEFER,
    WORD_FUNC,
    WORD_VAR,
    WORD_CONST,
    WORD_CHAN,
    WORD_RANGE,
    WORD_CONTINUE,
    WORD_MAKE,
    WORD_MAP,
    WORD_STRUCT,
    WORD_INTERFACE,
    WORD_CLOSE,
    WORD_BLANK /* _ */
} Word;

/* What a session's top level can have declared a name as; the characters stand in Syntax.session. */
enum { SESSION_CONSTANT = '=', SESSION_MAP = '[' };

/* One spelling of a name; equal names are the same Symbol. */
typedef struct Symbol {
    const char *text;
    size_t length;
    uint32_t hash;
    int keyword; /* the token kind, when Lua reserves it, else 0 */
    Word word;
    struct Decl *decl;        /* what the name means where the parser stands, NULL: a global */
    struct Func *global_func; /* the function that a global of this name was declared as */
    Offset last_use;          /* where the name was used last, just after it */
    Offset last_define;       /* the `:=` that declared it last, just after it */
    char session;             /* what a prompt's top level has declared it as, of what is remembered: */
    bool library;             /* the library has a global of this name */
    bool settled;             /* the global has got its only value before any goroutine can have been started */
    int global_writes;        /* how often the chunk assigns the global, declaration included */
} Symbol;

typedef struct Token {
    int kind;
    Offset start, end;
    int line;      /* where it starts */
    int last_line; /* where it ends */
    Symbol *symbol;
    const char *message; /* TK_BAD: what is wrong */
    const char *hint;    /* TK_BAD: what to write */
    bool unfinished;     /* TK_BAD: the text ended inside it */
    bool habit;          /* TK_BAD: a Go habit */
    bool underscores;    /* TK_NUMBER: it holds some */
    bool floating;       /* TK_NUMBER: it has a point or an exponent */
} Token;

/* All names of one compilation. */
typedef struct Names {
    Memory *memory;
    Symbol **slots;
    size_t count, capacity;
} Names;

typedef struct Lexer {
    const char *text;
    size_t length;
    size_t position;
    int line;
    Names *names;
} Lexer;

/* Starts at the beginning. Without `names`, for who only wants to know where things stand, names have no symbols, nothing
 * takes memory, comments are tokens, and a string with a wrong escape, though it is bad, goes on to its end. */
void lexer_begin(Lexer *lexer, Names *names, const char *text, size_t length);

/* What a name means to gosh in some places. */
Word lexer_word(const char *text, size_t length);

/* The words of Lua and then of gosh, by number; NULL behind the last one. */
const char *lexer_word_text(size_t index);

/* Reads the next token; at the end TK_EOF, again and again. */
void lexer_next(Lexer *lexer, Token *token);

void names_begin(Names *names, Memory *memory);

/* Returns the symbol of a name, made if need be. */
Symbol *names_intern(Names *names, const char *text, size_t length);

/* Returns `base` with as many underscores as make it a name that the program does not use. Names
 * so made are taken afterwards. */
Symbol *names_fresh(Names *names, const char *base);

/* What is remembered of a session: see Syntax.session. */
const char *names_session(const Names *names, Memory *memory);

bool lexer_is_name_start(int c);
bool lexer_is_digit(int c);

#endif
