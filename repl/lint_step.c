/* gosh lesson lint: is what a step says true? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl/conditions.h"
#include "repl/grade.h"
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

/* Without the ends of lines behind it. */
static int trimmed(const char *text) {
    size_t length = strlen(text);
    while (length && text[length - 1] == '\n') length--;
    return (int)length;
}

/* Does a program compile that begins in that line of a file? */
static bool program_compiles(Lint *l, const char *file, int line, const char *text, size_t length) {
    WorldSource source = {.text = text, .length = length, .name = "=program"};
    char *lua = world_emit(l->compiler, &source);
    if (lua) {
        free(lua);
        return true;
    }
    char *error = world_error(l->compiler);
    const char *message = "there is no memory to compile it";
    int within = error ? error_line(error, &message) : 1;
    lint_complain_of(l, file, line + within - 1, "%.*s", trimmed(message), message);
    free(error);
    return false;
}

static bool part_compiles(Lint *l, const LessonPart *part) {
    bool good = true;
    for (const LessonBlock *b = NULL; (b = lesson_block(part, BLOCK_GOSH, b));)
        good &= program_compiles(l, l->lesson, b->line, b->text, strlen(b->text));
    return good;
}

static bool step_compiles(Lint *l, const LessonStep *step) {
    bool good = part_compiles(l, &step->body);
    if (step->kind == STEP_DO) return good; /* what can be typed is no program */
    for (int i = 0; i < LESSON_HINTS; i++) good &= part_compiles(l, &step->hints[i]);
    return good & part_compiles(l, &step->answer);
}

/* ---- What programs print ---- */

static GradeOptions grade_options(const Lint *l, const char *name) {
    return (GradeOptions){.sandbox = true, .processes = l->options->explore.processes, .name = name};
}

/* All that the step's program can print; NULL after a complaint. */
static Possibilities *find(Lint *l, const LessonBlock *program) {
    GradeOptions options = grade_options(l, "main.gosh");
    Possibilities *p = possibilities_find(&options, program->text, strlen(program->text), &program->words);
    if (!p) {
        lint_complain(l, program->line - 1, "there is not enough memory to search the program");
    } else if (p->error) {
        lint_complain(l, program->line - 1, "%.*s", trimmed(p->error), p->error);
        possibilities_delete(p);
        p = NULL;
    }
    return p;
}

/* The possibility that the block says; NULL: there is none. */
static const Possibility *said(const Possibilities *p, const LessonBlock *b) {
    const Possibility *found = NULL;
    Bytes text = {0};
    output_normal(&text, b->text, strlen(b->text));
    bytes_add(&text, "", 1);
    for (size_t i = 0; i < p->count && !found; i++)
        if (strcmp(p->list[i].text, text.data) == 0) found = &p->list[i];
    bytes_free(&text);
    return found;
}

/* The possibility as a block of the lesson. */
static void possibility_show(const Possibility *p) {
    Bytes text = {0};
    bytes_format(&text, "```output\n%s```\n", p->text);
    lint_add(text.data, text.length);
    bytes_free(&text);
}

static void possibilities_show(const Possibilities *p) {
    for (size_t i = 0; i < p->count && i < LESSON_OUTPUTS; i++) possibility_show(&p->list[i]);
    if (p->count > LESSON_OUTPUTS) printf("and %zu more\n", p->count - LESSON_OUTPUTS);
}

/* Is the output one that the program can print? */
static void output_lint(Lint *l, const LessonBlock *program, const LessonBlock *output) {
    if (program->words.live) {
        lint_live(l, program, output);
        return;
    }
    Possibilities *p = find(l, program);
    if (p && !said(p, output)) {
        lint_complain(l, output->line - 1, "the program %s this. What it prints:",
                      p->complete && p->slow_complete ? "cannot print" : "has not been seen to print");
        possibilities_show(p);
    }
    possibilities_delete(p);
}

/* What is shown to be printed belongs to the program above it. */
static void shown_lint(Lint *l, const LessonPart *part) {
    const LessonBlock *program = NULL;
    for (size_t i = 0; i < part->count; i++) {
        const LessonBlock *b = &part->blocks[i];
        if (b->kind == BLOCK_GOSH) program = b;
        if (b->kind == BLOCK_SHOWN) program = NULL;
        if (b->kind == BLOCK_OUTPUT && program) output_lint(l, program, b);
    }
}

/* ---- Do ---- */

static void complain_of_lesson(void *lint, int line, const char *message) {
    lint_complain(lint, line, "%s", message);
}

static void do_lint(Lint *l, const LessonStep *step) {
    GradeOptions options = grade_options(l, "main.gosh");
    conditions_prove(&options, step, complain_of_lesson, l);
}

/* ---- Predict ---- */

/* Is a block of the answer among what is possible, and is it there once? */
static void prediction_lint(Lint *l, const Possibilities *p, const LessonStep *step, const LessonBlock *b) {
    const Possibility *found = said(p, b);
    if (!found)
        lint_complain(l, b->line - 1, "the program cannot print this");
    else if (found->slow)
        lint_complain(l, b->line - 1, "the program prints this only if a timer fires early, which is told apart");
    for (const LessonBlock *other = NULL; found && (other = lesson_block(&step->answer, BLOCK_OUTPUT, other)) && other != b;)
        if (said(p, other) == found) lint_complain(l, b->line - 1, "the answer has this output twice");
}

static void missing_lint(Lint *l, const Possibilities *p, const LessonStep *step) {
    size_t missing = 0;
    bool *there = calloc(p->count + 1, sizeof *there);
    for (const LessonBlock *b = NULL; there && (b = lesson_block(&step->answer, BLOCK_OUTPUT, b));) {
        const Possibility *found = said(p, b);
        if (found) there[found - p->list] = true;
    }
    for (size_t i = 0; there && i < p->count; i++) missing += !there[i] && !p->list[i].slow && !p->list[i].bound;
    if (missing) lint_complain(l, step->answer.line, "%zu of the outputs that are possible %s missing:", missing, missing == 1 ? "is" : "are");
    for (size_t i = 0; there && i < p->count && missing; i++)
        if (!there[i] && !p->list[i].slow && !p->list[i].bound) possibility_show(&p->list[i]);
    free(there);
}

static bool has_text(const Possibilities *p, const char *text) {
    for (size_t i = 0; i < p->count; i++)
        if (strcmp(p->list[i].text, text) == 0) return true;
    return false;
}

/* What is called impossible is to be so also if somebody goes on between a read and a write of a variable. */
static void fine_lint(Lint *l, const LessonBlock *program, const Possibilities *p) {
    if (program->words.fine || program->words.async_off) return;
    GradeOptions options = grade_options(l, "main.gosh");
    LessonWords words = program->words;
    words.fine = true;
    Possibilities *fine = possibilities_find(&options, program->text, strlen(program->text), &words);
    for (size_t i = 0; fine && !fine->error && i < fine->count; i++) {
        const Possibility *o = &fine->list[i];
        if (o->slow || o->bound || has_text(p, o->text)) continue;
        lint_complain(l, program->line - 1, "goroutines share a variable: with `gosh fine` the program can print this, too");
        possibility_show(o);
        break;
    }
    possibilities_delete(fine);
}

static void predict_lint(Lint *l, const LessonStep *step) {
    const LessonBlock *program = lesson_block(&step->body, BLOCK_GOSH, NULL);
    Possibilities *p = find(l, program);
    if (!p) return;
    size_t count = p->count - p->slow_count;
    bool endless = false;
    for (size_t i = 0; i < p->count; i++) endless |= p->list[i].bound && !p->list[i].slow;
    if (endless)
        lint_complain(l, program->line - 1, "the program may go on for ever: of some schedules nobody knows the end");
    else if (!p->complete)
        lint_complain(l, program->line - 1, "the program has more schedules than can be tried in two seconds: make it smaller");
    else if (count > LESSON_OUTPUTS)
        lint_complain(l, program->line - 1, "the program can print %zu different outputs; %d can be read", count, LESSON_OUTPUTS);
    else {
        for (const LessonBlock *b = NULL; (b = lesson_block(&step->answer, BLOCK_OUTPUT, b));) prediction_lint(l, p, step, b);
        missing_lint(l, p, step);
        fine_lint(l, program, p);
    }
    possibilities_delete(p);
}

/* ---- Break ---- */

static void break_lint(Lint *l, const LessonStep *step) {
    const LessonBlock *program = lesson_block(&step->body, BLOCK_GOSH, NULL);
    GradeOptions options = grade_options(l, "main.gosh");
    Bytes why = {0};
    char *schedule = goal_schedule(&options, step, &why);
    if (!schedule) {
        lint_complain(l, program->line - 1, "no schedule has been found that ends in what the step asks for:");
        lint_add(why.data, why.length);
    }
    free(schedule);
    bytes_free(&why);
}

/* ---- Fix ---- */

static void fix_lint(Lint *l, const LessonStep *step, const LessonBlock *file, bool solved) {
    Bytes text = {0};
    if (lint_file_read(l, file, &text) && (!solved || program_compiles(l, file->text, 1, text.data ? text.data : "", text.length))) {
        Bytes path = {0};
        pack_path_add(l->pack, file->text, &path);
        bytes_add(&path, "", 1);
        GradeOptions options = grade_options(l, path.data);
        Grade grade = grade_fix(&options, step, text.data ? text.data : "", text.length);
        bytes_free(&path);
        bool right = grade.verdict == VERDICT_RIGHT, undecided = grade.verdict == VERDICT_UNDECIDED;
        if (undecided)
            lint_complain(l, file->line, "%s cannot be graded:", file->text);
        else if (solved && !right)
            lint_complain(l, file->line, "%s is the answer, and does not pass:", file->text);
        else if (!solved && right)
            lint_complain(l, file->line, "%s passes as it is: there is nothing to mend", file->text);
        if (undecided || right != solved) lint_add(grade.text.data, grade.text.length);
        grade_free(&grade);
    }
    bytes_free(&text);
}

void lint_step(Lint *l, const LessonStep *step) {
    if (!step_compiles(l, step)) return;
    switch (step->kind) {
    case STEP_DO:
        do_lint(l, step);
        break;
    case STEP_READ:
    case STEP_EXPLAIN:
        shown_lint(l, &step->body);
        break;
    case STEP_RUN:
        output_lint(l, lesson_block(&step->body, BLOCK_GOSH, NULL), lesson_block(&step->body, BLOCK_OUTPUT, NULL));
        break;
    case STEP_PREDICT:
        predict_lint(l, step);
        break;
    case STEP_BREAK:
        break_lint(l, step);
        break;
    case STEP_FIX:
        fix_lint(l, step, lesson_block(&step->body, BLOCK_FILE, NULL), false);
        fix_lint(l, step, lesson_block(&step->answer, BLOCK_FILE, NULL), true);
        break;
    case STEP_KIND_COUNT:
        break;
    }
}
