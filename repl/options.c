/* How gosh was called: everything up to the program is gosh's, everything after it the
 * program's. */
#include "repl/options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl/picture.h"

const char options_help[] =
    "gosh runs Lua 5.4 with Go's concurrency.\n"
    "\n"
    "  gosh                      type and try: the prompt\n"
    "  gosh [run] FILE [ARG...]  run a program; its arguments are in arg and ...\n"
    "  gosh -e CODE [ARG...]     run CODE\n"
    "  gosh - [ARG...]           run the program that stands on stdin\n"
    "\n"
    "Options, before the program:\n"
    "  -e, --execute CODE  the program is CODE\n"
    "      --emit          print the Lua that the program is turned into\n"
    "      --seed N        every choice from the number N: each run does the same;\n"
    "                      virtual time\n"
    "      --virtual-time  when every goroutine waits, the clock jumps to the next\n"
    "                      timer\n"
    "      --max-memory N  the most that the program may use, in bytes, or as in\n"
    "                      500K, 64M, 2G (without it, half of the machine's)\n"
    "      --sandbox       no files, processes, network or environment for the\n"
    "                      program, and 2G of memory unless --max-memory says\n"
    "                      otherwise\n"
    "      --explain=off   tell what ended a program in Go's and Lua's words alone\n"
    "      --leaks         at the end, report goroutines that wait for ever; if there\n"
    "                      are any, the exit code is 1 where it would have been 0\n"
    "      --picture FILE  after a deadlock, and with --leaks for leaks, draw who\n"
    "                      waits for whom: in FILE.svg, in FILE.dot for graphviz, or\n"
    "                      with - on the terminal\n"
    "      --dump-json FILE  at the end, whatever that is, write all goroutines,\n"
    "                      channels and locks to FILE, as JSON; - is stdout\n"
    "  -i, --interactive   after the program, the prompt, with what the program has\n"
    "                      declared\n"
    "      --color=WHEN    colours: always, never, or auto, which is on terminals\n"
    "      --plain         for a screen reader: everything in words and whole lines,\n"
    "                      no colours, nothing drawn or changed in place\n"
    "  -h, --help          print this\n"
    "  -v, --version       print the version\n"
    "\n"
    "Exit codes: 0; 1 for an error found before running, and for leaks with --leaks;\n"
    "2 for a panic, a deadlock or another fatal error; 64 when gosh is called\n"
    "wrongly; what the program gives os.exit.\n"
    "When gosh reads a session from a pipe or a file, each entry runs as at the\n"
    "prompt, errors do not end it, and its exit code is that of the last entry that\n"
    "failed, or 0.\n";

enum { OPTION_EMIT = 256, OPTION_SEED, OPTION_VIRTUAL_TIME, OPTION_MAX_MEMORY, OPTION_SANDBOX, OPTION_EXPLAIN, OPTION_LEAKS, OPTION_PICTURE, OPTION_DUMP_JSON, OPTION_COLOUR, OPTION_PLAIN };

static const struct option options_long[] = {
    {"execute", required_argument, NULL, 'e'},
    {"emit", no_argument, NULL, OPTION_EMIT},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"virtual-time", no_argument, NULL, OPTION_VIRTUAL_TIME},
    {"max-memory", required_argument, NULL, OPTION_MAX_MEMORY},
    {"picture", required_argument, NULL, OPTION_PICTURE},
    {"sandbox", no_argument, NULL, OPTION_SANDBOX},
    {"explain", required_argument, NULL, OPTION_EXPLAIN},
    {"leaks", no_argument, NULL, OPTION_LEAKS},
    {"dump-json", required_argument, NULL, OPTION_DUMP_JSON},
    {"interactive", no_argument, NULL, 'i'},
    {"color", required_argument, NULL, OPTION_COLOUR},
    {"colour", required_argument, NULL, OPTION_COLOUR},
    {"plain", no_argument, NULL, OPTION_PLAIN},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'v'},
    {0},
};

static bool __attribute__((format(printf, 1, 2))) options_complain(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("gosh: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\ngosh --help shows what can be typed here\n", stderr);
    va_end(arguments);
    return false;
}

/* The digits at the start of `text`, and what follows them. False when there are none, or the
 * number is too big. */
static bool options_number(const char *text, uint64_t *number, char **rest) {
    if (!isdigit((unsigned char)*text)) return false;
    errno = 0;
    *number = strtoull(text, rest, 10);
    return errno == 0;
}

static bool options_seed(WorldOptions *world, const char *text) {
    char *rest;
    if (!options_number(text, &world->seed, &rest) || *rest)
        return options_complain("--seed %s: a seed is a number from 0 to 18446744073709551615",
                                text);
    world->seeded = true;
    return true;
}

static bool options_memory(WorldOptions *world, const char *text) {
    uint64_t number;
    char *rest;
    if (options_number(text, &number, &rest)) {
        const char *units = "KMG",
                   *unit = *rest ? strchr(units, toupper((unsigned char)*rest)) : NULL;
        int shift = unit ? 10 * (int)(unit - units + 1) : 0;
        if (unit) rest++;
        if (!*rest && number > 0 && number <= SIZE_MAX >> shift) {
            world->max_memory = (size_t)(number << shift);
            return true;
        }
    }
    return options_complain(
        "--max-memory %s: a size is a number of bytes, or one as in 500K, 64M, 2G", text);
}

static bool options_explain(WorldOptions *world, const char *text) {
    bool off = strcmp(text, "off") == 0;
    if (!off && strcmp(text, "on") != 0) return options_complain("--explain %s: it can be on or off", text);
    world->explain = off ? EXPLAIN_OFF : EXPLAIN_ON;
    return true;
}

static bool options_picture(Options *options, const char *name) {
    options->picture = name;
    options->world.keep_stuck = true;
    if (picture_name_ok(name)) return true;
    return options_complain("--picture %s: the picture's name ends in .svg, or in .dot for graphviz; - draws it on the terminal",
                            name);
}

static bool options_colour(Options *options, const char *text) {
    static const char *const names[] = {[COLOUR_AUTO] = "auto", [COLOUR_ALWAYS] = "always", [COLOUR_NEVER] = "never"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(text, names[i]) != 0) continue;
        options->colour = (ColourWhen)i;
        return true;
    }
    return options_complain("--color %s: it can be auto, always or never", text);
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

static bool options_needs_value(char **argv) {
    const char *word = argv[optind - 1];
    const char *what = optopt == 'e'           ? "the code to run"
                       : optopt == OPTION_SEED ? "a number"
                       : optopt == OPTION_EXPLAIN ? "on or off"
                       : optopt == OPTION_COLOUR ? "auto, always or never"
                       : optopt == OPTION_PICTURE || optopt == OPTION_DUMP_JSON ? "the name of a file"
                                               : "a size";
    return options_complain("%s needs %s after it", word, what);
}

/* One option as getopt returned it. */
static bool options_take(Options *options, int option, char **argv) {
    switch (option) {
    case 'e':
        if (options->program)
            return options_complain("-e can be given once; separate statements by ';' or lines");
        options->task = TASK_CODE;
        options->program = optarg;
        return true;
    case OPTION_EMIT:
        options->emit = true;
        return true;
    case OPTION_SEED:
        return options_seed(&options->world, optarg);
    case OPTION_VIRTUAL_TIME:
        options->world.virtual_time = true;
        return true;
    case OPTION_MAX_MEMORY:
        return options_memory(&options->world, optarg);
    case OPTION_EXPLAIN:
        return options_explain(&options->world, optarg);
    case OPTION_SANDBOX:
        options->world.sandbox = true;
        return true;
    case OPTION_LEAKS:
        options->leaks = true;
        return true;
    case OPTION_PICTURE:
        return options_picture(options, optarg);
    case OPTION_DUMP_JSON:
        options->dump_json = optarg;
        return *optarg || options_complain("--dump-json needs the name of a file after it");
    case 'i':
        options->interactive = true;
        return true;
    case OPTION_COLOUR:
        return options_colour(options, optarg);
    case OPTION_PLAIN:
        options->plain = true;
        return true;
    case ':':
        return options_needs_value(argv);
    default:
        return options_unknown(argv);
    }
}

/* Reads options up to the first word that is none. True with the task set to one that needs no more
 * reading. */
static bool options_read(Options *options, int argc, char **argv) {
    int option;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "+:e:hiv", options_long, NULL)) != -1) {
        if (option == 'h' || option == 'v') {
            options->task = option == 'h' ? TASK_HELP : TASK_VERSION;
            return true;
        }
        if (!options_take(options, option, argv)) return false;
    }
    return true;
}

static void options_program_name(Options *options, int argc, char **argv, const char *name) {
    argv[--optind] = (char *)name;
    options->world.args = argv + optind;
    options->world.arg_count = argc - optind;
}

bool options_parse(Options *options, int argc, char **argv) {
    *options = (Options){.world.called = argv[0]};
    if (!options_read(options, argc, argv)) return false;
    bool run = options->task == TASK_PROMPT && optind < argc && strcmp(argv[optind], "run") == 0;
    if (run) {
        optind++;
        if (!options_read(options, argc, argv)) return false;
    }
    if (options->task == TASK_HELP || options->task == TASK_VERSION) return true;
    if (options->interactive && options->emit)
        return options_complain("--emit does not run the program, and -i goes on after it; give one of them");
    if (options->task == TASK_CODE) {
        if (run)
            return options_complain(
                "run takes a file, and -e the program itself; give one of them");
        options_program_name(options, argc, argv, "-e");
        return true;
    }
    if (optind == argc) {
        if (run) return options_complain("run needs the file to run after it");
        if (options->emit) return options_complain("--emit needs a program: gosh --emit FILE");
        options_program_name(options, argc, argv, "gosh");
        return true;
    }
    bool from_stdin = strcmp(argv[optind], "-") == 0;
    if (from_stdin && options->interactive)
        return options_complain("-i reads its entries from stdin, so the program stands elsewhere: gosh -i FILE");
    options->task = from_stdin ? TASK_STDIN : TASK_FILE;
    options->program = argv[optind];
    options->world.args = argv + optind;
    options->world.arg_count = argc - optind;
    return true;
}
