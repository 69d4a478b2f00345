/* What the parts of the linter share. */
#ifndef GOSH_LINT_BUILD_H
#define GOSH_LINT_BUILD_H

#include "lua/gosh.h"
#include "repl/options.h"
#include "repl/pack.h"

/* A file that a step has, and where it says so. */
typedef struct LintFile {
    char *name, *lesson;
    int line;
} LintFile;

typedef struct Lint {
    const Options *options;
    const Pack *pack;
    World *compiler;    /* in which programs are compiled, and nothing runs */
    const char *lesson; /* the file that is being looked at */
    LintFile *files;    /* of the steps until now */
    size_t file_count;
    size_t mistakes, lessons, steps;
    bool ours;          /* it is the course's own: what is live in it runs without the sandbox, as a learner runs it */
    bool painted;       /* how far it is is shown on the terminal */
} Lint;

/* Says what is wrong in a line of a file of the pack; of the lesson that is being looked at. */
void lint_complain_of(Lint *l, const char *file, int line, const char *format, ...) __attribute__((format(printf, 4, 5)));
void lint_complain(Lint *l, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Adds lines to what has just been said. */
void lint_add(const char *text, size_t length);

/* Looks at what a step of the lesson says (lint_step.c). */
void lint_step(Lint *l, const LessonStep *step);

/* Notes which files a step has, without looking at them (lint_file.c). */
void lint_files_note(Lint *l, const LessonStep *step);
/* Reads the file that a block names, and looks at its lines; false after a complaint (lint_file.c). */
bool lint_file_read(Lint *l, const LessonBlock *b, Bytes *text);
/* Is each file in the lesson's folder a step's? */
void lint_files_used(Lint *l);
/* Is each lesson in the pack's folder in its manifest? */
void lint_lessons_used(Lint *l);

/* Lets the program run once, for real, and compares what it prints: numbers may be other ones (lint_live.c). */
void lint_live(Lint *l, const LessonBlock *program, const LessonBlock *output);

#endif
