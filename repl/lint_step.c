/* gosh lesson lint: is what a step says true? */
#include <stdlib.h>
#include <string.h>

#include "repl/lint_build.h"

/* ---- Programs compile ---- */

/* The line in "program:LINE:COLUMN: message", and in `*message` what stands behind that; 1 if there is none. */
static int error_line(const char *error, const char **message) {
    static const char name[] = "program:";
    char *end;
    *message = error;
    if (strncmp(error, name, sizeof name - 1) != 0) return 1;
    long line = strtol(error + sizeof name - 1, &end, 10);
    *message = end + strspn(end, ":0123456789 ");
    return line > 0 && line < 1 << 20 ? (int)line : 1;
}

/* Does the program in a block compile? */
static bool block_compiles(Lint *l, const LessonBlock *b) {
    WorldSource source = {.text = b->text, .length = strlen(b->text), .name = "=program"};
    char *lua = world_emit(l->compiler, &source);
    if (lua) {
        free(lua);
        return true;
    }
    char *error = world_error(l->compiler);
    const char *message = "there is no memory to compile it";
    int line = error ? error_line(error, &message) : 1;
    size_t length = strlen(message);
    while (length && message[length - 1] == '\n') length--;
    lint_complain(l, b->line + line - 1, "%.*s", (int)length, message);
    free(error);
    return false;
}

static bool part_compiles(Lint *l, const LessonPart *part) {
    bool good = true;
    for (const LessonBlock *b = NULL; (b = lesson_block(part, BLOCK_GOSH, b));) good &= block_compiles(l, b);
    return good;
}

static bool step_compiles(Lint *l, const LessonStep *step) {
    bool good = part_compiles(l, &step->body);
    if (step->kind == STEP_DO) return good; /* its answer is typed, entry by entry */
    for (int i = 0; i < LESSON_HINTS; i++) good &= part_compiles(l, &step->hints[i]);
    return good & part_compiles(l, &step->answer);
}

void lint_step(Lint *l, const LessonStep *step) {
    step_compiles(l, step);
}
