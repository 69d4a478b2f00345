/* How gosh was called: everything up to the program is gosh's, everything after it the program's. */
#include "repl/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "repl/option.h"
#include "repl/subcommand.h"

/* ---- What getopt is told ----
 * It calls an option by the number of its row, counted from ROW_BASE. */

enum { ROW_BASE = 256, SPELLINGS = 1, LETTERS_MAX = 2 * OPTION_ROWS_MAX + 3 };

typedef struct Names {
    struct option of_words[OPTION_ROWS_MAX + SPELLINGS + 1];
    char letters[LETTERS_MAX];
} Names;

static void names_make(Names *names) {
    char *letter = names->letters;
    *letter++ = '+'; /* up to the first word that is none */
    *letter++ = ':'; /* a value that is missing is told from an unknown option */
    for (int i = 0; i < (int)option_count; i++) {
        const OptionRow *row = &option_rows[i];
        names->of_words[i] = (struct option){row->help.name, row->needs ? required_argument : no_argument, NULL, ROW_BASE + i};
        if (strcmp(row->help.name, "color") == 0) {
            names->of_words[option_count] = names->of_words[i];
            names->of_words[option_count].name = "colour";
        }
        if (!row->help.letter) continue;
        *letter++ = row->help.letter;
        if (row->needs) *letter++ = ':';
    }
    *letter = 0;
    names->of_words[option_count + SPELLINGS] = (struct option){0};
}

/* The row of what getopt has returned, or found wrong; NULL if it is no option. */
static const OptionRow *row_of(int option) {
    if (option >= ROW_BASE && option < ROW_BASE + (int)option_count) return &option_rows[option - ROW_BASE];
    for (int i = 0; i < (int)option_count; i++)
        if (option_rows[i].help.letter && option_rows[i].help.letter == option) return &option_rows[i];
    return NULL;
}

/* getopt has met something that it does not know, at argv[optind - 1] or in a letter group before
 * argv[optind]. */
static bool options_unknown(char **argv) {
    const char *word = argv[optind - 1];
    if (strncmp(word, "--", 2) != 0) return options_complain("unknown option -%c", optopt);
    if (strchr(word, '=') && optopt)
        return options_complain("%.*s takes no value", (int)strcspn(word, "="), word);
    return options_complain("unknown option %s", word);
}

/* What has been read until now. */
typedef struct Reading {
    Options *options;
    Names names;
    const OptionRow *strange[SUBCOMMAND_COUNT]; /* for each subcommand, the first option that it does not take */
} Reading;

/* Reads options up to the first word that is none. True with the task set to one that needs no more
 * reading. */
static bool options_read(Reading *r, int argc, char **argv) {
    int option;
    opterr = 0;
    while ((option = getopt_long(argc, argv, r->names.letters, r->names.of_words, NULL)) != -1) {
        const OptionRow *row = row_of(option == ':' ? optopt : option);
        if (option == ':') return options_complain("%s needs %s after it", argv[optind - 1], row->needs);
        if (!row) return options_unknown(argv);
        for (int i = 0; i < SUBCOMMAND_COUNT; i++)
            if (!(row->of & 1u << i) && !r->strange[i]) r->strange[i] = row;
        if (!row->take(r->options, optarg)) return false;
        if (r->options->task >= TASK_HELP) return true;
    }
    return true;
}

/* The row that may stand behind the program as that word, and in `*value` what stands in the word itself, behind '=' or the
 * letter. */
static const OptionRow *row_behind(SubcommandId subcommand, const char *word, const char **value) {
    for (int i = 0; i < (int)option_count; i++) {
        const OptionRow *row = &option_rows[i];
        size_t length = strlen(row->help.name);
        if (!(row->of & BEHIND) || !(row->of & 1u << subcommand)) continue;
        *value = NULL;
        if (row->help.letter && word[0] == '-' && word[1] == row->help.letter) {
            if (word[2]) *value = word + 2;
            return row;
        }
        if (strncmp(word, "--", 2) != 0 || strncmp(word + 2, row->help.name, length) != 0) continue;
        if (word[2 + length] == '=' && row->needs) *value = word + 3 + length;
        if (!word[2 + length] || *value) return row;
    }
    return NULL;
}

/* Behind the program's name, at argv[optind], options of the subcommand may stand that are not the program's; its arguments
 * begin with the first word that is none of these, or behind "--". Its name is moved there. */
static bool options_read_behind(Options *options, int argc, char **argv) {
    const OptionRow *row;
    const char *value;
    int i = optind + 1;
    for (; i < argc && (row = row_behind(options->subcommand, argv[i], &value)); i++) {
        if (row->needs && !value && i + 1 == argc) return options_complain("%s needs %s after it", argv[i], row->needs);
        if (row->needs && !value) value = argv[++i];
        if (!row->take(options, value)) return false;
    }
    if (i > optind + 1 && i < argc && strcmp(argv[i], "--") == 0) i++;
    argv[i - 1] = argv[optind];
    optind = i - 1;
    return true;
}

/* An option that belongs to another subcommand. */
static bool options_misplaced(SubcommandId subcommand, const OptionRow *row) {
    if (subcommand != SUBCOMMAND_RUN) return options_complain("gosh %s takes no --%s", subcommands[subcommand].name, row->help.name);
    for (int i = 0; i < SUBCOMMAND_COUNT; i++)
        if (row->of & 1u << i) return options_complain("--%s is an option of gosh %s", row->help.name, subcommands[i].name);
    return false;
}

enum { NO_BOUND = -1 };

/* What does not go together. */
static bool options_contradict(const Options *o) {
    if (o->explore.random && (o->explore.every_schedule || o->explore.limit || o->explore.bound != NO_BOUND))
        return !options_complain("--random tries some schedules by chance; --all, --limit and --bound are about trying them all");
    if (o->interactive && o->emit)
        return !options_complain("--emit does not run the program, and -i goes on after it; give one of them");
    if (o->schedule && o->world.seeded)
        return !options_complain("--schedule says itself which seed there was; give one of --schedule and --seed");
    if (o->interactive && (o->schedule || o->print_schedule))
        return !options_complain("-i goes on after the program, which a schedule does not; give one of them");
    if (o->print_schedule && !o->schedule && !o->world.seeded)
        return !options_complain("--print-schedule needs --seed N: without it, choices come from the real clock, and nothing "
                                 "could make them again");
    return false;
}

static void options_program_name(Options *options, int argc, char **argv, const char *name) {
    argv[--optind] = (char *)name;
    options->world.args = argv + optind;
    options->world.arg_count = argc - optind;
}

/* The word is a subcommand's name: its options may follow. */
static bool subcommand_find(const char *word, SubcommandId *subcommand) {
    for (int i = 0; i < SUBCOMMAND_COUNT; i++) {
        if (strcmp(word, subcommands[i].name) != 0) continue;
        *subcommand = (SubcommandId)i;
        return true;
    }
    return false;
}

/* Of lessons, words and options may come in any order, until "--". The words come to stand together. */
static bool options_lesson(Reading *r, int argc, char **argv) {
    Options *options = r->options;
    int from = optind, count = 0;
    bool all = false;
    options->task = TASK_LESSON;
    while (optind < argc) {
        all = all || strcmp(argv[optind - 1], "--") == 0;
        argv[from + count++] = argv[optind++];
        if (all) continue;
        if (!options_read(r, argc, argv)) return false;
        if (options->task >= TASK_HELP) return true;
    }
    options->words = argv + from;
    options->word_count = count;
    return true;
}

/* What is to be run, from argv[optind] on. */
static bool options_program(Options *options, bool named, int argc, char **argv) {
    const char *subcommand = subcommands[options->subcommand].name;
    if (options->task == TASK_CODE) {
        if (named && options->subcommand == SUBCOMMAND_RUN)
            return options_complain("run takes a file, and -e the program itself; give one of them");
        options_program_name(options, argc, argv, "-e");
        return true;
    }
    if (optind == argc) {
        if (named) return options_complain("%s needs the file to %s after it: gosh %s FILE", subcommand, subcommand, subcommand);
        if (options->emit) return options_complain("--emit needs a program: gosh --emit FILE");
        if (options->schedule) return options_complain("--schedule needs its program: gosh --schedule STRING FILE");
        options_program_name(options, argc, argv, "gosh");
        return true;
    }
    bool from_stdin = strcmp(argv[optind], "-") == 0;
    if (from_stdin && options->interactive)
        return options_complain("-i reads its entries from stdin, so the program stands elsewhere: gosh -i FILE");
    options->task = from_stdin ? TASK_STDIN : TASK_FILE;
    options->program = argv[optind];
    if (!options_read_behind(options, argc, argv)) return false;
    options->world.args = argv + optind;
    options->world.arg_count = argc - optind;
    return true;
}

static bool options_understand(Options *options, int argc, char **argv) {
    *options = (Options){.world.called = argv[0], .explore.bound = NO_BOUND};
    Reading r = {.options = options};
    names_make(&r.names);
    if (!options_read(&r, argc, argv)) return false;
    bool named = options->task == TASK_PROMPT && optind < argc && subcommand_find(argv[optind], &options->subcommand);
    if (named) {
        optind++;
        if (!options_read(&r, argc, argv)) return false;
    }
    bool lesson = options->subcommand == SUBCOMMAND_LESSON;
    if (lesson && options->task < TASK_HELP && !options_lesson(&r, argc, argv)) return false;
    if (options->task >= TASK_HELP) return true;
    const OptionRow *strange = r.strange[options->subcommand];
    if (strange) return options_misplaced(options->subcommand, strange);
    return lesson || (options_program(options, named, argc, argv) && !options_contradict(options));
}

bool options_parse(Options *options, int argc, char **argv) {
    if (options_understand(options, argc, argv)) return true;
    bool run = options->subcommand == SUBCOMMAND_RUN;
    fprintf(stderr, "gosh %s%s--help shows what can be typed here\n", run ? "" : subcommands[options->subcommand].name, run ? "" : " ");
    return false;
}
