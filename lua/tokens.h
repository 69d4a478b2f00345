/* A line of the program's text as tokens, by the front end's lexer, and where the expressions in it begin and end. */
#ifndef GOSH_TOKENS_H
#define GOSH_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

enum { TOKENS_MAX = 200 };

typedef enum LineTokenKind {
    TOKEN_END,
    TOKEN_NAME,
    TOKEN_LITERAL, /* a number, a string; nil, true, false */
    TOKEN_WORD,    /* that ends an expression: if, and, return ... */
    TOKEN_BODY,    /* function, func, end: there is more than expressions */
    TOKEN_OPERATOR,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_OTHER,
} LineTokenKind;

typedef struct LineToken {
    LineTokenKind kind;
    const char *text;
    size_t length;
} LineToken;

typedef struct Tokens {
    LineToken tokens[TOKENS_MAX];
    int count;
} Tokens;

/* False for a line that has too many. The tokens point into the text. */
bool tokens_read(Tokens *line, const char *p, size_t length);
/* The token at that index; of kind TOKEN_END before and behind the line. */
const LineToken *token_at(const Tokens *line, int i);
/* Is it one of the words, which stand between spaces? */
bool token_is(const LineToken *t, const char *words);
bool token_ends_operand(const LineToken *t);
/* How tightly a binary operator binds; 0 for what is none. */
int token_priority(const LineToken *t);
/* Is it the dot, or the colon of a method and not of a `case`, behind which a name is looked for in a value? */
bool tokens_join(const Tokens *line, int i);
/* The other end of the brackets at `i`; -1 if that is on another line. */
int tokens_match(const Tokens *line, int i);
/* Where the name, with its fields, indexes and calls, begins that ends at `i`; -1 if that is not on the line. */
int tokens_suffixed_begin(const Tokens *line, int i);
/* Past the name, with its fields, indexes and calls, that begins at `i`; -1 if that is not on the line. */
int tokens_suffixed_end(const Tokens *line, int i);
/* Where the operand of an operator of that priority begins that ends before `i`, or -1; and past that of the operator at
 * `i`. */
int tokens_left(const Tokens *line, int i, int priority);
int tokens_right(const Tokens *line, int i, int priority);

#endif
