/* What the files that make a sketch share. */
#ifndef GOSH_SKETCH_BUILD_H
#define GOSH_SKETCH_BUILD_H

#include "lua/function.h"
#include "lua/host.h"
#include "lua/sketch.h"

/* A table that is being sketched. */
typedef struct SketchLevel {
    const struct SketchLevel *above;
    const void *table;
    const SketchPart *part; /* of it */
    lua_Integer place;      /* in the list that it is in; 0: see its part's key */
    int depth;              /* 1 for the whole value */
} SketchLevel;

typedef struct Sketcher {
    lua_State *L;
    Sketch *sketch;
    const char *name;
    SketchSize size;
    int left;  /* parts that may still be made */
    Text text; /* of the part that is being made */
    FunctionReader functions; /* knows the key that a function stands behind */
} Sketcher;

/* Places of the stack that each function below may use, besides those for the keys of a table. */
enum { SKETCH_STACK = 16 };

/* Fills in the part, which is zeroed but for its key, with the value at an absolute index. `above`: the table that it is in;
 * `place` in its list. */
void sketch_value(Sketcher *s, int index, SketchPart *part, const SketchLevel *above, lua_Integer place);
/* The same for a table that nothing else is to be said of (sketch_table.c). */
void sketch_table(Sketcher *s, int index, SketchPart *part, const SketchLevel *above, lua_Integer place);
/* The names in a package. */
void sketch_package(Sketcher *s, int index, SketchPart *part);

/* The next part behind the last one, zeroed; NULL without memory. */
SketchPart *sketch_part(Sketcher *s, SketchPart ***end);
/* Keeps what has been written to s->text, and empties that. */
const char *sketch_keep(Sketcher *s);

/* ---- Words (sketch_words.c) ---- */

/* Adds a text in quotes, and of a longer one only its first bytes and how many are left out. */
void sketch_add_quoted(Text *t, const char *text, size_t length, size_t most);
void sketch_add_number(Text *t, lua_State *L, int index);
/* Adds a number of things with commas: 1,234,567. */
void sketch_add_count(Text *t, uint64_t count);
/* Adds what the channel, or the thread, is like. */
void sketch_add_channel(Text *t, lua_State *L, int index);
void sketch_add_thread(Text *t, lua_State *L, int index);

#endif
