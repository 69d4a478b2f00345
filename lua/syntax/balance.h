/*
 * balance.h: whether a text could be whole, from its brackets and blocks alone.
 *
 * For long entries at a prompt: each line is read once, where compiling the entry again for each
 * line would cost more and more. It is a guess, and no more: a text that is said to be open may be
 * whole when a program uses gosh's words as names.
 */
#ifndef GOSH_SYNTAX_BALANCE_H
#define GOSH_SYNTAX_BALANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Balance {
    size_t position; /* in the text: all before it has been read */
    long open;       /* brackets and blocks */
    long brackets;   /* ... the brackets alone */
    size_t level;    /* inside a long bracket: its '=' and 1 */
    char quote;      /* inside a string: what ends it */
    int parens;      /* that are open */
    uint64_t types;  /* a bit for each of them: types stand in it, as parameters or results */
    char before;     /* the kind of the token before: see balance.c */
    bool function;   /* a function's '(' is still to come */
    bool select;     /* the word before was `select` */
} Balance;

/* Reads on to the end of the text, which may have grown at its end since the call before. */
void balance_read(Balance *balance, const char *text, size_t length);

/* Whether what has been read could be a whole program. */
bool balance_is_even(const Balance *balance);

#endif
