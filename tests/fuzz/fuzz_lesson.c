/*
 * fuzz_lesson.c: reading lessons is total.
 *
 * Any bytes give a lesson, or complaints, each with a message and a line that there is, in the order of lines. A lesson has a
 * title, steps with ids that differ, and what its kinds of steps need.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl/lesson.h"

typedef struct Seen {
    int lines, last;
    size_t count;
} Seen;

static void require(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "%s\n", what);
    abort();
}

static void complain(void *arg, int line, const char *message) {
    Seen *seen = arg;
    int more = strcmp(message, "and there is more") == 0;
    require(*message && !strchr(message, '\n'), "a message is a line");
    require(line >= 1 && line <= seen->lines, "a complaint is of a line that there is");
    require(more || line >= seen->last, "complaints come in the order of lines");
    seen->last = line;
    seen->count++;
}

static void check_part(const LessonPart *part, int lines) {
    for (size_t i = 0; i < part->count; i++) {
        const LessonBlock *b = &part->blocks[i];
        require(b->line >= 1 && b->line <= lines + 1, "a block is somewhere");
        require(b->kind != BLOCK_CHOICE || (*b->text && *b->remark), "a choice says something");
        require(strlen(b->text) <= 1 << 20, "a text has an end");
    }
}

static void check_step(const Lesson *l, size_t at, int lines) {
    const LessonStep *s = &l->steps[at];
    require(*s->title && *s->id, "a step has a title");
    for (size_t i = 0; i < at; i++) require(strcmp(l->steps[i].id, s->id) != 0, "titles differ");
    check_part(&s->body, lines);
    check_part(&s->answer, lines);
    for (int i = 0; i < LESSON_HINTS; i++) check_part(&s->hints[i], lines);
    if (s->kind > STEP_RUN) require(s->hints[LESSON_HINTS - 1].count > 0, "there are hints");
    if (s->kind == STEP_PREDICT) require(lesson_block(&s->answer, BLOCK_OUTPUT, NULL) != NULL, "a prediction has an answer");
    if (s->kind == STEP_FIX) require(lesson_block(&s->answer, BLOCK_FILE, NULL) != NULL, "an exercise has an answer");
}

static void check_lesson(const Lesson *l, int lines) {
    require(l->title && l->summary && l->count, "a lesson has what it needs");
    for (size_t i = 0; i < sizeof l->learnt / sizeof *l->learnt; i++) require(l->learnt[i] != NULL, "three lines say what was learnt");
    for (size_t i = 0; i < l->count; i++) check_step(l, i, lines);
    require(lesson_graded(l) <= l->count, "no more steps are graded than there are");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Seen seen = {.lines = 1};
    for (size_t i = 0; i < size; i++) seen.lines += data[i] == '\n';
    char *text = malloc(size ? size : 1); /* of its own, so that what is read behind its end is seen */
    if (!text) abort();
    if (size) memcpy(text, data, size);
    Lesson *l = lesson_read(text, size, complain, &seen);
    free(text);
    require((l == NULL) == (seen.count > 0), "there is a lesson, or a complaint");
    if (l) check_lesson(l, seen.lines);
    lesson_delete(l);
    return 0;
}
