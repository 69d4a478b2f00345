/* gosh: Go's concurrency syntax on Lua 5.4, and a place to try it. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "repl/colour.h"
#include "repl/exit.h"
#include "repl/interrupt.h"
#include "repl/options.h"
#include "repl/plain.h"
#include "repl/print.h"
#include "repl/prompt.h"
#include "repl/stream.h"
#include "repl/subcommand.h"
#include "runtime/posix.h"
#include "runtime/runtime.h"

/* A descriptor that gosh was started without must not become some file of gosh's own, into which
 * print would then write. Opened the wrong way round, it gives the errors of a closed one. */
static void main_fill_descriptors(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0) open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static void main_help(SubcommandId subcommand) {
    Bytes text = {0};
    subcommand_help(subcommand, &text);
    fwrite(text.data, 1, text.length, stdout);
    bytes_free(&text);
}

int main(int argc, char **argv) {
    main_fill_descriptors();
    interrupt_prepare();
    posix_raise_descriptor_limit();
    posix_signals_survive();
    stream_take_standard();
    Options options;
    if (!options_parse(&options, argc, argv)) return EXIT_USAGE;
    colour_decide(options.colour);
    plain_set(options.plain);
    if (options.interactive && options.task < TASK_HELP) return prompt_run(&options);
    switch (options.task) {
    case TASK_HELP:
        main_help(options.subcommand);
        break;
    case TASK_VERSION:
        puts("gosh " GOSH_VERSION " (" LUA_RELEASE ")");
        break;
    case TASK_PROMPT:
        return prompt_run(&options);
    default:
        return subcommands[options.subcommand].run(&options);
    }
    return print_finish() ? EXIT_OK : EXIT_STATIC;
}
