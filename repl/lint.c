/* gosh lesson lint: a pack, its files and its lessons. What a step says is proved in lint_step.c. */
#include "repl/lint.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "repl/exit.h"
#include "repl/lessons.h"
#include "repl/lint_build.h"
#include "repl/number.h"
#include "repl/option.h"
#include "repl/plain.h"
#include "repl/visible.h"

/* ---- How far it is, on a terminal ---- */

static bool progress_is_shown(void) {
    const char *terminal = getenv("TERM");
    return isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0 && !plain_is_on();
}

static void progress_show(const Lint *l, const PackLesson *lesson, size_t step, size_t steps) {
    if (l->painted) fprintf(stderr, "\r%s: step %zu of %zu\33[K", lesson->name, step + 1, steps);
}

static void progress_end(const Lint *l) {
    if (l->painted) fputs("\r\33[K", stderr);
}

/* ---- Mistakes ---- */

static void say(Lint *l, const char *file, int line, const char *message) {
    Bytes path = {0};
    pack_path_add(l->pack, file, &path);
    bytes_format(&path, ":%d: %s\n", line, message);
    progress_end(l);
    visible_print(path.data, path.length);
    bytes_free(&path);
    l->mistakes++;
}

static void say_formatted(Lint *l, const char *file, int line, const char *format, va_list arguments) {
    char *message = NULL;
    if (vasprintf(&message, format, arguments) < 0) message = NULL;
    say(l, file, line, message ? message : format);
    free(message);
}

void lint_complain_of(Lint *l, const char *file, int line, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    say_formatted(l, file, line, format, arguments);
    va_end(arguments);
}

void lint_complain(Lint *l, int line, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    say_formatted(l, l->lesson, line, format, arguments);
    va_end(arguments);
}

void lint_add(const char *text, size_t length) {
    visible_print(text, length);
    if (length && text[length - 1] != '\n') putchar('\n');
}

static void say_of_lesson(void *lint, int line, const char *message) {
    Lint *l = lint;
    say(l, l->lesson, line, message);
}

/* ---- Lessons ---- */

static void lesson_lint(Lint *l, size_t index) {
    const PackLesson *entry = &l->pack->lessons[index];
    Bytes text = {0}, error = {0};
    Lesson *lesson = NULL;
    l->lesson = entry->file;
    if (lessons_reserve(entry->name))
        lint_complain_of(l, "pack.md", entry->line, "a lesson cannot be called %s: gosh lesson %s is something else", entry->name, entry->name);
    if (pack_file(l->pack, entry->file, &text, &error))
        lesson = lesson_read(text.data ? text.data : "", text.length, say_of_lesson, l);
    else
        lint_complain_of(l, "pack.md", entry->line, "%s: %.*s", entry->file, (int)error.length, error.data);
    l->ours = pack_text_is_ours(entry->file, &text);
    for (size_t i = 0; lesson && i < lesson->count; i++) {
        progress_show(l, entry, i, lesson->count);
        lint_step(l, &lesson->steps[i]);
        fflush(stdout);
    }
    if (lesson) lint_files_used(l);
    l->lessons++;
    if (lesson) l->steps += lesson->count;
    lesson_delete(lesson);
    bytes_free(&text);
    bytes_free(&error);
}

static void complain_to_nobody(void *arg, int line, const char *message) {
    (void)arg, (void)line, (void)message;
}

/* Notes which files a lesson has that is not looked at: their names are others in the whole pack. */
static void lesson_note(Lint *l, size_t index) {
    Bytes text = {0}, error = {0};
    Lesson *lesson = NULL;
    l->lesson = l->pack->lessons[index].file;
    if (pack_file(l->pack, l->lesson, &text, &error)) lesson = lesson_read(text.data ? text.data : "", text.length, complain_to_nobody, NULL);
    for (size_t i = 0; lesson && i < lesson->count; i++) lint_files_note(l, &lesson->steps[i]);
    lesson_delete(lesson);
    bytes_free(&text);
    bytes_free(&error);
}

/* The lessons that are named; NULL after a message. */
static bool *lessons_chosen(const Pack *p, char **names, int count) {
    bool *chosen = calloc(p->count, sizeof *chosen);
    for (size_t i = 0; chosen && !count && i < p->count; i++) chosen[i] = true;
    for (int i = 0; chosen && i < count; i++) {
        size_t found = pack_find(p, names[i]);
        if (found == SIZE_MAX) {
            const char *near = pack_near(p, names[i]);
            options_complain("there is no lesson %s in the pack %s%s%s%s", names[i], p->name, near ? "; did you mean " : "",
                             near ? near : "", near ? "?" : "");
            free(chosen);
            return NULL;
        }
        chosen[found] = true;
    }
    return chosen;
}

static void sum_up(const Lint *l) {
    Bytes text = {0};
    if (l->mistakes) {
        count_add(&text, l->mistakes, "mistake", "mistakes");
    } else {
        count_add(&text, l->lessons, "lesson", "lessons");
        bytes_format(&text, ", ");
        count_add(&text, l->steps, "step", "steps");
        bytes_format(&text, ": no mistakes");
    }
    printf("%.*s\n", (int)text.length, text.data);
    bytes_free(&text);
}

int lint_pack(const Options *options, const char *folder, char **names, int count) {
    Pack *p = pack_open(folder);
    if (!p) return EXIT_STATIC;
    bool *chosen = lessons_chosen(p, names, count);
    WorldOptions world = {.sandbox = true, .virtual_time = true, .max_memory = options->world.max_memory};
    Lint l = {.options = options, .pack = p, .compiler = chosen ? world_new(&world) : NULL, .painted = progress_is_shown()};
    int code = chosen ? EXIT_STATIC : EXIT_USAGE;
    if (l.compiler) {
        for (size_t i = 0; i < p->count; i++)
            if (!chosen[i]) lesson_note(&l, i);
        for (size_t i = 0; i < p->count; i++)
            if (chosen[i]) lesson_lint(&l, i);
        if (!count) lint_lessons_used(&l);
        progress_end(&l);
        sum_up(&l);
        code = l.mistakes ? EXIT_STATIC : EXIT_OK;
        world_delete(l.compiler);
    } else if (chosen)
        fputs("gosh: cannot get the memory to look at programs\n", stderr);
    for (size_t i = 0; i < l.file_count; i++) {
        free(l.files[i].name);
        free(l.files[i].lesson);
    }
    free(l.files);
    free(chosen);
    pack_delete(p);
    return code;
}
