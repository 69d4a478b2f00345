/* What gosh can do with a program: the table of subcommands, and their help. */
#include "repl/subcommand.h"

#include <string.h>

#include "repl/explore.h"
#include "repl/lessons.h"
#include "repl/run.h"
#include "repl/step.h"
#include "repl/wrap.h"

enum { DOC_COLUMN = 22 };

const Subcommand subcommands[SUBCOMMAND_COUNT] = {
    [SUBCOMMAND_RUN] =
        {"run",
         "gosh runs Lua 5.4 with Go's concurrency.\n"
         "\n"
         "  gosh                      type and try: the prompt\n"
         "  gosh [run] FILE [ARG...]  run a program; its arguments are in arg and ...\n"
         "  gosh explore FILE         try all schedules: tell all that can happen\n"
         "  gosh step FILE            run a program one operation at a time\n"
         "  gosh lesson [NAME]        learn: lessons in the prompt\n"
         "  gosh trace FILE [-o OUT]  run a program, and draw what its goroutines did\n"
         "  gosh -e CODE [ARG...]     run CODE\n"
         "  gosh - [ARG...]           run the program that stands on stdin\n",
         "Exit codes: 0; 1 for an error found before running, and for leaks with --leaks;\n"
         "2 for a panic, a deadlock or another fatal error; 64 when gosh is called\n"
         "wrongly; what the program gives os.exit.\n"
         "When gosh reads a session from a pipe or a file, each entry runs as at the\n"
         "prompt, errors do not end it, and its exit code is that of the last entry that\n"
         "failed, or 0.\n",
         run_program},
    [SUBCOMMAND_TRACE] =
        {"trace",
         "gosh trace runs a program, and draws what its goroutines did.\n"
         "\n"
         "  gosh trace FILE              print it when the program has ended\n"
         "  gosh trace FILE -o OUT.svg   draw it for a browser\n"
         "  gosh trace FILE -o OUT.json  write it for ui.perfetto.dev and chrome://tracing\n"
         "  gosh trace -e CODE, gosh trace -   of CODE, of the program on stdin\n"
         "\n"
         "Each goroutine has a lane: when it ran, and what it waited for. Arrows lead from\n"
         "who sends a value to who receives it. A step is one operation. -o and --time can\n"
         "also stand right behind FILE; what follows is the program's.\n",
         "The exit code is the program's; 1 if the timeline cannot be written and it would\n"
         "have been 0.\n",
         run_program},
    [SUBCOMMAND_STEP] =
        {"step",
         "gosh step runs a program one operation at a time: you are the scheduler.\n"
         "\n"
         "  gosh step FILE [ARG...]   n goes on as Go would, a number chooses a\n"
         "                            goroutine, b steps back, ? tells the rest\n",
         "Exit codes: 0 if the program has not ended when it is left; else the program's.\n",
         step_program},
    [SUBCOMMAND_EXPLORE] =
        {"explore",
         "gosh explore tries the schedules of a program: every order in which its\n"
         "goroutines can go on, and every ready case that a select can take. It tells what\n"
         "can happen, how often that came, and a schedule that makes it happen again.\n"
         "\n"
         "  gosh explore FILE [ARG...]\n"
         "  gosh explore -e CODE, gosh explore -   CODE, the program on stdin\n"
         "\n"
         "The program runs in virtual time and by itself: it can ask nobody outside. Keep\n"
         "it small; two goroutines and three rounds show most mistakes. A wrong result\n"
         "counts as a failure if the program checks it, and panics. The options from\n"
         "--fine to --json can also stand right behind FILE.\n",
         "Exit codes: 0 if no schedule fails; 2 if one does, by a panic, a deadlock, a\n"
         "leak or an exit with a code; 3 if none has failed, but not all could be tried;\n"
         "1 for an error found before running, and if the program asks for something\n"
         "outside; 64 when gosh is called wrongly.\n",
         explore_program},
    [SUBCOMMAND_LESSON] =
        {"lesson",
         "gosh lesson is about lessons: those of the course, or with --pack of a folder.\n"
         "\n"
         "  gosh lesson [NAME]                learn: that lesson, or on from where you were\n"
         "  gosh lesson list                  which there are\n"
         "  gosh lesson lint [DIR [NAME...]]  prove that a pack is right, or some lessons\n"
         "                                    of it: programs do what is said of them\n"
         "  gosh lesson check FILE...         grade mended programs, each as the exercise\n"
         "                                    whose file has its name; --json for a class\n"
         "  gosh lesson copy DIR              copy the files of all exercises into DIR;\n"
         "                                    what is there stays as it is\n"
         "\n"
         "A lesson's NAME can be cut short, and be its number. lessons/README.md tells\n"
         "how lessons are written.\n",
         "Exit codes: 0; 1 if there are mistakes, a file cannot be read or is no exercise;\n"
         "2 if a program that is checked does not pass; 64 when gosh is called wrongly.\n",
         lessons_run},
};

static void add_string(Bytes *out, const char *text) {
    bytes_add(out, text, strlen(text));
}

/* "  -e, --execute CODE  the program is CODE" */
static void option_add(Bytes *out, const OptionHelp *option) {
    Bytes line = {0};
    const char *value = option->value ? option->value : "";
    if (option->letter) bytes_format(&line, "  -%c, ", option->letter);
    bytes_format(&line, option->letter ? "--%s" : "      --%s", option->name);
    bytes_format(&line, *value && *value != '=' ? " %s" : "%s", value);
    bytes_format(&line, "%*s", line.length < DOC_COLUMN - 2 ? (int)(DOC_COLUMN - line.length) : 2, "");
    add_string(&line, option->doc);
    wrap_line(out, line.data, line.length, WRAP_COLUMNS, DOC_COLUMN);
    add_string(out, "\n");
    bytes_free(&line);
}

void subcommand_help(SubcommandId subcommand, Bytes *out) {
    const Subcommand *s = &subcommands[subcommand];
    OptionHelp option;
    add_string(out, s->usage);
    add_string(out, subcommand == SUBCOMMAND_LESSON ? "\nOptions:\n" : "\nOptions, before the program:\n");
    for (size_t place = 0; options_next(subcommand, &place, &option);) option_add(out, &option);
    add_string(out, "\n");
    add_string(out, s->codes);
}
