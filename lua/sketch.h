/* Sketches: values as far as a person wants to see them. A sketch is made by looking at a value, and stays good when the
 * world goes on: it lies on the C heap.
 *
 * The law: it costs no more than what it shows, but for one look at each key of a table. What is left out, because it is too
 * deep, too long or too much, says how much it is. The order of keys is that of their values, never that of a hash; there
 * are no addresses. */
#ifndef GOSH_SKETCH_H
#define GOSH_SKETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "lua/gosh.h"

typedef enum SketchKind {
    SKETCH_NUMBER,  /* also true, false and nil */
    SKETCH_STRING,  /* quoted, so that it can be typed again */
    SKETCH_WORDS,   /* what is said of it: "chan int (unbuffered)" */
    SKETCH_DOC,     /* what stands behind that if there is room: a line of documentation */
    SKETCH_ERROR,   /* its text; the parts are those that it wraps */
    SKETCH_TABLE,   /* the parts are what is in it; the text, mostly empty, is the name of its type */
    SKETCH_PACKAGE, /* the same with the names alone */
    SKETCH_MORE,    /* "... 990 more": what is left out there */
} SketchKind;

typedef struct SketchPart {
    SketchKind kind;
    const char *key;  /* what stands before the '=', "name" or "[1.5]"; NULL: an element of a list */
    const char *text; /* without control characters, but for the words of a whole value, which may have lines */
    struct SketchPart *first, *next;
} SketchPart;

typedef struct Sketch {
    SketchPart whole;
    bool partial; /* there was not enough memory for all of it */
    struct SketchTexts *texts;
} Sketch;

typedef enum SketchSize {
    SKETCH_FULL,
    SKETCH_SHORT, /* for a part of a line: nothing of the program's runs, and of functions only their headers are told */
} SketchSize;

/* Sketches the value at `index` of the world's own stack, of which `name` is the name, for cycles. Methods that word the
 * program's own values run protected, and cannot wait. To be called between two runs. NULL without any memory. The
 * caller owns it. */
Sketch *sketch_new(World *w, int index, const char *name, SketchSize size);
void sketch_delete(Sketch *s);

/* The type of that value, whose name is NULL if it is not known, in gosh's terms: "chan<- int", "func(int) error", "table, a list of 3 values: in Go []int"; short:
 * "table". NULL without memory; the caller frees it. */
char *sketch_type(World *w, int index, const char *name, SketchSize size);

#endif
