/*
 * spans.h: the parts of a program text, whole or not, right or wrong.
 *
 * For who shows a text, or completes it, while it is being typed. It is the lexer's answer, with what a word means where it
 * stands: gosh's words are Lua's names, and which they are is told from the tokens around them. That is a guess where the
 * grammar asks which variables there are; a program that calls a variable `go` is coloured as if it were none.
 */
#ifndef GOSH_SYNTAX_SPANS_H
#define GOSH_SYNTAX_SPANS_H

#include "lexer.h"

typedef enum SpanKind {
    SPAN_END,     /* of the text */
    SPAN_MARK,    /* an operator, a bracket, or anything else */
    SPAN_NAME,    /* a variable */
    SPAN_FIELD,   /* a name that is looked for in a value: after a dot, or a method's colon */
    SPAN_NEW,     /* a name that is declared, is given a value, or is a label's */
    SPAN_KEYWORD, /* of Lua or gosh; `<-` is one */
    SPAN_NUMBER,  /* ... and true, false, nil */
    SPAN_STRING,
    SPAN_COMMENT,
} SpanKind;

typedef struct Span {
    SpanKind kind;
    Offset start, end;
    int token;       /* the token's kind; '<' for `<-` */
    Word word;       /* SPAN_KEYWORD: which one of gosh's */
    bool is_type;    /* WORD_FUNC: no body follows */
    bool unfinished; /* the text ends in the middle of it */
} Span;

typedef struct Spans {
    Lexer lexer;
    Span before;     /* the last that was told of and is no comment */
    int before_line; /* where it ended */
    bool header;     /* between a loop's `for` and its `do` */
    bool parameters; /* `before` is the ')' of parameters, behind which types may stand */
    bool function;   /* a function's '(' is still to come */
    int parens;      /* that are open */
    uint64_t types;  /* a bit for each of them: types stand in it */
} Spans;

/* The text must stay, and have less than 4 GB. */
void spans_begin(Spans *spans, const char *text, size_t length);

/* Reads the next span; at the end SPAN_END, again and again. What stands between spans is blank. */
void spans_next(Spans *spans, Span *span);

#endif
