/* hints.c: what to write instead of Go's habits. */
#include "parser.h"

const char *hint_find(Parser *parser, const Token *token) {
    (void)parser;
    (void)token;
    return NULL;
}
