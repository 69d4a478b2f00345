/* What an error of Lua's was about where Lua has no name for it: the operation in the line's text. */
#ifndef GOSH_OPERAND_H
#define GOSH_OPERAND_H

#include "lua/host.h"
#include "lua/tokens.h"

typedef struct Operand {
    int begin, end;   /* its tokens */
    int at;           /* the one that it is about most: the operator */
    const char *what; /* stands before its text: "in ", "result of " */
    bool single;      /* the line says it once */
} Operand;

/* Finds what the error, a text of Lua's without its place, was about. False if the line leaves a doubt, or Lua has named
 * it. */
bool operand_find(const Tokens *line, const char *error, Operand *o);

/* What an error of Lua's with this text, which does not say it, was about, as " (in 'x < limit')", to stand behind the first
 * `*length` bytes of it. False if that cannot be told. */
bool operand_words(const World *w, const char *text, size_t *length, char *words, size_t size);

#endif
