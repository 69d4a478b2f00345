/* The variables of a session: those globals that gosh has not declared. */
#ifndef GOSH_VARS_H
#define GOSH_VARS_H

#include "lua/host.h"
#include "lua/sketch.h"

typedef struct Variable {
    char *name;
    char *type;    /* in gosh's terms: sketch_type */
    bool function;
    Sketch *value; /* once it is looked at: SKETCH_SHORT; NULL for a function, and without memory */
    char *place;   /* once it is looked at: of a function of the program's; else NULL */
} Variable;

typedef struct Variables {
    Variable *list; /* by name, functions last */
    size_t count;
    bool partial; /* there was no memory for all */
} Variables;

/* What has been declared, without `_`. Looks only, and runs nothing of the program's. To be called between two runs; the
 * caller frees it by vars_free. */
Variables vars_list(World *w);
/* Looks at some of them, which stand in the list's order, once. */
void vars_look(World *w, Variable **chosen, size_t count);
void vars_free(Variables *v);

/* The name of the package, or of _G, that the table at index is, as gosh has predeclared it; else NULL. */
const char *vars_package(lua_State *L, int index);

#endif
