/* gosh lesson lint: a pack, its files and its lessons. What a step says is proved in lint_step.c. */
#include "repl/lint.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lua/bundle.h"
#include "repl/exit.h"
#include "repl/lesson_build.h"
#include "repl/lint_build.h"
#include "repl/number.h"
#include "repl/option.h"

static void file_enter(Lint *l, const char *name) {
    l->file.length = 0;
    pack_path_add(l->pack, name, &l->file);
    bytes_add(&l->file, "", 1);
}

static void say(void *lint, int line, const char *message) {
    Lint *l = lint;
    printf("%s:%d: %s\n", l->file.data, line, message);
    l->mistakes++;
}

void lint_complain(Lint *l, int line, const char *format, ...) {
    Bytes text = {0};
    va_list arguments;
    char *message = NULL;
    va_start(arguments, format);
    if (vasprintf(&message, format, arguments) < 0) message = NULL;
    va_end(arguments);
    say(l, line, message ? message : format);
    free(message);
    bytes_free(&text);
}

/* ---- Lessons ---- */

static void lesson_lint(Lint *l, size_t index) {
    const PackLesson *entry = &l->pack->lessons[index];
    Bytes text = {0}, error = {0};
    Lesson *lesson = NULL;
    if (pack_file(l->pack, entry->file, &text, &error)) {
        file_enter(l, entry->file);
        lesson = lesson_read(text.data, text.length, say, l);
    } else {
        file_enter(l, "pack.md");
        lint_complain(l, entry->line, "%s: %.*s", entry->file, (int)error.length, error.data);
    }
    for (size_t i = 0; lesson && i < lesson->count; i++) lint_step(l, &lesson->steps[i]);
    l->lessons++;
    if (lesson) l->steps += lesson->count;
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
            options_complain("there is no lesson %s in the pack %s", names[i], p->name);
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
    Lint l = {.options = options, .pack = p, .compiler = chosen ? world_new(&world) : NULL};
    int code = chosen ? EXIT_STATIC : EXIT_USAGE;
    if (l.compiler) {
        for (size_t i = 0; i < p->count; i++)
            if (chosen[i]) lesson_lint(&l, i);
        sum_up(&l);
        code = l.mistakes ? EXIT_STATIC : EXIT_OK;
        world_delete(l.compiler);
    } else if (chosen)
        fputs("gosh: cannot get the memory to look at programs\n", stderr);
    bytes_free(&l.file);
    free(chosen);
    pack_delete(p);
    return code;
}
