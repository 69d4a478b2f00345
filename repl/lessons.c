/* gosh lesson: from the first word behind it to what is done. */
#include "repl/lessons.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lua/nearest.h"
#include "repl/exit.h"
#include "repl/lesson_check.h"
#include "repl/lesson_list.h"
#include "repl/lint.h"
#include "repl/option.h"
#include "repl/pack.h"
#include "repl/print.h"
#include "repl/progress.h"
#include "repl/prompt.h"
#include "repl/table.h"
#include "repl/wrap.h"

/* ---- list ---- */

static int list(const Options *options, char **words, int count) {
    if (count) return options_complain("list takes no %s", words[0]), EXIT_USAGE;
    if (options->json) return options_complain("list takes no --json"), EXIT_USAGE;
    Pack *p = pack_open(options->pack);
    if (!p) return EXIT_STATIC;
    Progress *done = progress_open(p->name);
    Bytes text = {0};
    lesson_list_add(p, done, false, table_room() < WRAP_COLUMNS ? table_room() : WRAP_COLUMNS, &text);
    fwrite(text.data, 1, text.length, stdout);
    bytes_free(&text);
    if (done) progress_close(done);
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
