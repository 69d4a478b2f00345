/* Colours for what is written, by what they mean. Only the terminal's own sixteen colours are used, those of them that
 * read on dark and on light grounds. */
#ifndef GOSH_COLOUR_H
#define GOSH_COLOUR_H

#include <stdbool.h>
#include <stdio.h>

typedef enum Colour {
    COLOUR_PLAIN,
    COLOUR_KEYWORD,  /* also `go`, `select`, `<-` */
    COLOUR_STRING,
    COLOUR_NUMBER,   /* also true, false, nil */
    COLOUR_COMMENT,
    COLOUR_NAME,     /* a predeclared function or package */
    COLOUR_BRACKET,  /* the bracket that matches the one at the cursor */
    COLOUR_PROMPT,
    COLOUR_ERROR,
    COLOUR_GOOD,
    COLOUR_FAINT,    /* what matters less */
    COLOUR_STRONG,   /* headings */
    COLOUR_COUNT
} Colour;

typedef enum ColourWhen { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER } ColourWhen;

/* Decides for the process, once: --color. COLOUR_AUTO: for a stream that is a terminal which is not dumb, unless NO_COLOR is
 * set and not empty. To be called before the streams are replaced. Without it nothing is coloured. */
void colour_decide(ColourWhen when);

/* What begins text of that colour on stdout or stderr, and what ends it; "" for a stream without colours, and for
 * COLOUR_PLAIN. */
const char *colour_on(FILE *stream, Colour colour);
const char *colour_off(FILE *stream, Colour colour);

#endif
