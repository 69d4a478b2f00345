/* gosh lesson: from the first word behind it to what is done. */
#include "repl/lessons.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lua/nearest.h"
#include "repl/exit.h"
#include "repl/lesson_check.h"
#include "repl/lint.h"
#include "repl/option.h"
#include "repl/pack.h"
#include "repl/print.h"
#include "repl/progress.h"
#include "repl/prompt.h"
#include "repl/table.h"
#include "repl/wrap.h"

/* ---- list ---- */

enum { NAME_WIDTH = 13, DONE_WIDTH = 11, SUMMARY_COLUMN = 2 + 2 + 1 + NAME_WIDTH + 1 + DONE_WIDTH + 1 };

/* "3 of 8" */
static void done_add(const Progress *done, const char *name, const Lesson *lesson, Bytes *out) {
    size_t count = 0, all = lesson_graded(lesson);
    for (size_t i = 0; done && i < lesson->count; i++) {
        StepState state = progress_state(done, name, lesson->steps[i].id);
        count += lesson->steps[i].kind != STEP_READ && (state == STATE_DONE || state == STATE_SHOWN);
    }
    char text[64];
    if (count && count < all)
        snprintf(text, sizeof text, "%zu of %zu", count, all);
    else
        snprintf(text, sizeof text, count ? "done" : all == 1 ? "%zu step" : "%zu steps", all);
    bytes_format(out, " %-*s", DONE_WIDTH, text);
}

/* " 3 rendezvous    3 of 8      An unbuffered channel hands over." */
static void lesson_add(const Pack *p, size_t index, const Progress *done, int columns, Bytes *out) {
    Lesson *lesson = pack_lesson(p, index);
    Bytes line = {0};
    bytes_format(&line, "  %2zu %-*s", index + 1, NAME_WIDTH, p->lessons[index].name);
    if (lesson) {
        done_add(done, p->lessons[index].name, lesson, &line);
        bytes_format(&line, " %s", lesson->summary);
    }
    wrap_line(out, line.data, line.length, columns, SUMMARY_COLUMN);
    bytes_format(out, "\n");
    bytes_free(&line);
    lesson_delete(lesson);
}

static void pack_add(const Pack *p, Bytes *out) {
    int columns = table_room() < WRAP_COLUMNS ? table_room() : WRAP_COLUMNS;
    const char *group = "";
    Progress *done = progress_open(p->name);
    bytes_format(out, "%s\n", p->title);
    for (size_t i = 0; i < p->count; i++) {
        if (strcmp(group, p->lessons[i].group) != 0) bytes_format(out, "\n%s\n", p->lessons[i].group);
        group = p->lessons[i].group;
        lesson_add(p, i, done, columns, out);
    }
    if (done) progress_close(done);
}

static int list(const Options *options, char **words, int count) {
    if (count) return options_complain("list takes no %s", words[0]), EXIT_USAGE;
    if (options->json) return options_complain("list takes no --json"), EXIT_USAGE;
    Pack *p = pack_open(options->pack);
    if (!p) return EXIT_STATIC;
    Bytes text = {0};
    pack_add(p, &text);
    fwrite(text.data, 1, text.length, stdout);
    bytes_free(&text);
    pack_delete(p);
    return EXIT_OK;
}

/* ---- lint ---- */

static int lint(const Options *options, char **words, int count) {
    const char *folder = options->pack;
    if (options->json) return options_complain("lint takes no --json"), EXIT_USAGE;
    if (!folder && count) {
        folder = *words++;
        count--;
    }
    return lint_pack(options, folder, words, count);
}

/* ---- The table ---- */

static const struct {
    const char *name;
    int (*run)(const Options *options, char **words, int count); /* with the words behind its name; gives the exit code */
} actions[] = {{"list", list}, {"lint", lint}, {"check", lesson_check}, {"copy", lesson_copy}};

enum { ACTIONS = sizeof actions / sizeof *actions };

bool lessons_reserve(const char *name) {
    for (size_t i = 0; i < ACTIONS; i++)
        if (strcmp(name, actions[i].name) == 0) return true;
    return false;
}

/* Is there such a lesson? If not, says so, with what was probably meant; the exit code. */
static int lesson_look(const Options *options, const char *word) {
    Nearest nearest;
    Pack *p = pack_open(options->pack);
    if (!p) return EXIT_STATIC;
    bool found = pack_find(p, word) != SIZE_MAX;
    nearest_begin(&nearest, word, strlen(word), true);
    for (size_t i = 0; i < ACTIONS; i++) nearest_offer(&nearest, actions[i].name);
    for (size_t i = 0; i < p->count; i++) nearest_offer(&nearest, p->lessons[i].name);
    if (!found)
        options_complain(nearest.name ? "gosh lesson does not know %s; did you mean %s?" : "gosh lesson does not know %s; gosh lesson list shows all", word,
                         nearest.name);
    pack_delete(p);
    return found ? EXIT_OK : EXIT_USAGE;
}

static int lesson_learn(const Options *options) {
    if (options->word_count > 1) {
        options_complain("a lesson's name stands alone behind gosh lesson; there is %s behind it", options->words[1]);
        return EXIT_USAGE;
    }
    int code = options->word_count ? lesson_look(options, options->words[0]) : EXIT_OK;
    return code == EXIT_OK ? prompt_run(options) : code;
}

int lessons_run(const Options *options) {
    const char *word = options->word_count ? options->words[0] : "";
    size_t i = 0;
    while (i < ACTIONS && strcmp(word, actions[i].name) != 0) i++;
    if (i == ACTIONS) return lesson_learn(options);
    int code = actions[i].run(options, options->words + 1, options->word_count - 1);
    return print_finish() || code != EXIT_OK ? code : EXIT_STATIC;
}
