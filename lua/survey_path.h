/* How a program gets at a value, step by step, and how it would be written. */
#ifndef GOSH_SURVEY_PATH_H
#define GOSH_SURVEY_PATH_H

#include <stdbool.h>
#include <stdint.h>

#include <lua.h>

enum { PATH_KEY_MAX = 40 /* bytes of a key that is no identifier, and can be part of a name */ };

typedef enum StepKind {
    STEP_NONE,     /* the same name */
    STEP_INDEX,    /* [3] */
    STEP_VARIABLE, /* a name that nothing stands before */
    STEP_FIELD,    /* .name, ["any text"] */
    STEP_CALL,     /* .name() */
} StepKind;

/* One step on the way to a value. */
typedef struct Step {
    StepKind kind;
    int32_t from; /* the node that it begins at; below 0 for a variable */
    const char *text;
    lua_Integer index;
} Step;

/* Writes the step, as much of it as there is room for; its length. */
size_t path_write(const Step *step, char *buffer, size_t size);

bool path_is_identifier(const char *text);

/* Is it none of the program's names: Lua's own "(temporary)", or one of the text that a program is turned into? */
bool path_is_hidden(const char *name);

#endif
