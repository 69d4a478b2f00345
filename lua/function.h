/* What is known of a function: how it is declared, where it stands, and its text. */
#ifndef GOSH_FUNCTION_H
#define GOSH_FUNCTION_H

#include "lua/host.h"

/* Reads functions' texts, and keeps what it has found out of the last text. Zeroed but for the world and
 * `called`; nothing of it is the world's. */
typedef struct FunctionReader {
    const World *w;
    const char *called; /* what the function is called, where that is known: of several in one line that tells which it is */
    const char *text;   /* the last one */
    int line;
    struct Syntax *syntax;
} FunctionReader;

void function_reader_end(FunctionReader *r);

/* The text of a function of the program's, in one of the texts that are kept (source.h). */
typedef struct FunctionText {
    const char *text;
    size_t header; /* bytes up to the end of its parameters and results */
    size_t length;
    const char *file;
    int line;      /* of its first line */
} FunctionText;

/* False if there is none: it is none of the program's, or was loaded from a text that is not kept. */
bool function_text(FunctionReader *r, lua_State *L, int index, FunctionText *found);

/* Adds how the function is declared: "func add(a, b int) int"; as much of that as is known. Returns whether it is the
 * program's. */
bool function_add_header(FunctionReader *r, lua_State *L, int index, Text *t);
/* Adds where it begins, "stdin:3"; nothing for a function that is not the program's. */
void function_add_place(lua_State *L, int index, Text *t);

#endif
