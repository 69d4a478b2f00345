/* The session. Between entries the world goes on: its goroutines run while the next line is
 * awaited. */
#include "repl/prompt.h"
#include "runtime/posix.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lua/syntax/balance.h"
#include "repl/command.h"
#include "repl/exit.h"
#include "repl/file.h"
#include "repl/interrupt.h"
#include "repl/json.h"
#include "repl/line.h"
#include "repl/picture.h"
#include "repl/print.h"
#include "repl/screen.h"

enum { LINES_TRIED = 200 /* an entry with no more is compiled after each */ };

typedef struct Prompt {
    World *world;
    const char *picture; /* the file for deadlocks, or NULL */
    Line *line;
    Screen *screen; /* NULL without a terminal */
    Interrupt *interrupt;
    Bytes entry;
    size_t tried;    /* how much of it was compiled last */
    Balance balance; /* of a long one */
    int lines;       /* read so far: an entry's place in the session */
    int failed;      /* the exit code of the last entry that failed */
} Prompt;

/* How reading an entry ended. */
typedef enum Entry {
    ENTRY_STARTED,
    ENTRY_REFUSED,
    ENTRY_COMMAND,
    ENTRY_NOTHING,
    ENTRY_LEAVE
} Entry;

/* ---- Waiting ---- */

static void prompt_before_output(void *arg) {
    Prompt *p = arg;
    if (p->line) line_hide(p->line);
}

/* Lets goroutines run until a line can be read. */
static LineWait prompt_wait(void *arg, int fd) {
    Prompt *p = arg;
    for (;;) {
        int64_t until = INT64_MAX;
        world_run(p->world, &until);
        if (world_exited(p->world)) return LINE_WAIT_ABANDONED;
        if (interrupt_pressed(p->interrupt)) return LINE_WAIT_INTERRUPTED;
        if (p->screen) screen_fresh_line(p->screen);
        line_show(p->line);
        fflush(stdout);
        if (posix_wait(world_mailbox(p->world), until, fd)) return LINE_WAIT_READABLE;
    }
}

/* ---- Evaluating ---- */

static bool prompt_gave_nil(Prompt *p) {
    if (world_result_count(p->world) != 1) return false;
    char *value = world_result(p->world, 0);
    bool nil = value && strcmp(value, "nil") == 0;
    free(value);
    return nil;
}

/* What the entry came to. `exit` and its like get a hint, but only where they mean nothing else. */
static void prompt_show(Prompt *p, WorldEnd end) {
    const char *hint = p->screen ? command_hint(p->entry.data, p->entry.length) : NULL;
    if (p->screen) screen_fresh_line(p->screen);
    if (end == WORLD_FINISHED) {
        if (hint && prompt_gave_nil(p))
            puts(hint);
        else
            print_results(p->world);
        return;
    }
    p->failed = world_exit_code(p->world);
    if (end == WORLD_KILLED)
        fputs("interrupted\n", stderr);
    else if (end == WORLD_STATIC)
        print_error(p->world);
    if (p->picture) picture_deadlock(p->world, GRAPH_ENTRY_STUCK, p->picture);
    if (hint) puts(hint);
}

/* Runs the entry that has been started, and shows what it came to. */
static void prompt_evaluate(Prompt *p) {
    interrupt_evaluating(p->interrupt, true);
    WorldEnd end;
    int64_t until = INT64_MAX;
    while ((end = world_run(p->world, &until)) == WORLD_RUNNING)
        posix_wait(world_mailbox(p->world), until, -1);
    if (!world_exited(p->world))
        prompt_show(p, end); /* which may call the program's String methods */
    interrupt_evaluating(p->interrupt, false);
    if (world_exited(p->world)) return;
    world_settle(p->world, false); /* so that what will wait does wait */
    world_leaks_notice(p->world, print_report, p->screen);
}

/* ---- Reading an entry ---- */

static bool prompt_blank(const Bytes *entry) {
    for (size_t i = 0; i < entry->length; i++)
        if (!isspace((unsigned char)entry->data[i])) return false;
    return true;
}

/* The input has ended. At a terminal, Ctrl-D drops an unfinished entry and only then leaves;
 * elsewhere what is unfinished is wrong. */
static Entry prompt_closed(Prompt *p, bool first) {
    if (first) return ENTRY_LEAVE;
    if (p->screen) return ENTRY_NOTHING;
    prompt_show(p, WORLD_STATIC);
    return ENTRY_LEAVE;
}

/* Compiles what has been read of the entry that begins in this line; false when more is needed. */
static bool prompt_start(Prompt *p, int line, Entry *entry) {
    WorldSource source = {.text = p->entry.data,
                          .length = p->entry.length,
                          .name = "=stdin",
                          .line = line,
                          .session = true};
    bool incomplete = false;
    p->tried = p->entry.length;
    *entry = world_start(p->world, &source, &incomplete) == WORLD_RUNNING ? ENTRY_STARTED
                                                                          : ENTRY_REFUSED;
    return *entry == ENTRY_STARTED || !incomplete;
}

/* Whether an entry of so many lines is to be compiled. A long one, as is only pasted, is not for
 * each line: when it could be whole, when it has grown by a quarter, or when nothing more comes. */
static bool prompt_worth_starting(Prompt *p, int lines) {
    if (lines <= LINES_TRIED) return true;
    balance_read(&p->balance, p->entry.data, p->entry.length);
    return balance_is_even(&p->balance) || p->entry.length - p->tried > p->tried / 4 ||
           !line_ready(p->line);
}

/* Reads lines until they make an entry, and starts it. */
static Entry prompt_read(Prompt *p) {
    p->entry.length = p->tried = 0;
    p->balance = (Balance){0};
    int line = p->lines + 1;
    for (bool first = true;; first = false) {
        Entry entry;
        size_t before = p->entry.length;
        if (!first) bytes_add(&p->entry, "\n", 1);
        LineEnd end = line_read(p->line, first ? "> " : ".. ", &p->entry);
        if (end == LINE_ABANDONED) return ENTRY_LEAVE;
        p->lines++;
        if (end == LINE_INTERRUPTED) {
            if (first) puts(command_hint("quit", 4));
            return ENTRY_NOTHING;
        }
        if (end == LINE_CLOSED) {
            bool untried = !first && !p->screen && before > p->tried;
            p->entry.length = before;
            return untried && prompt_start(p, line, &entry) ? entry : prompt_closed(p, first);
        }
        if (p->lines == 1) file_strip(&p->entry);
        if (first && prompt_blank(&p->entry)) return ENTRY_NOTHING;
        if (first && command_test(p->entry.data, p->entry.length)) return ENTRY_COMMAND;
        if (prompt_worth_starting(p, p->lines - line + 1) && prompt_start(p, line, &entry))
            return entry;
    }
}

/* What is wrong stands between brackets, and a paste goes on: up to the last of them, as to the brace that ends a block of
 * Go's, it is left out, for its lines mean nothing by themselves. */
static void prompt_leave_out(Prompt *p) {
    Balance balance = {0};
    for (;;) {
        balance_read(&balance, p->entry.data, p->entry.length);
        if (balance.brackets <= 0 || !line_ready(p->line)) return;
        bytes_add(&p->entry, "\n", 1);
        if (line_read(p->line, ".. ", &p->entry) != LINE_ENTERED) return;
        p->lines++;
    }
}

static void prompt_loop(Prompt *p) {
    while (!world_exited(p->world)) {
        switch (prompt_read(p)) {
        case ENTRY_STARTED:
            prompt_evaluate(p);
            break;
        case ENTRY_REFUSED:
            prompt_leave_out(p);
            prompt_show(p, WORLD_STATIC);
            break;
        case ENTRY_COMMAND:
            if (!command_run(p->world, p->entry.data, p->entry.length)) return;
            break;
        case ENTRY_NOTHING:
            break;
        case ENTRY_LEAVE:
            return;
        }
    }
}

/* ---- The session as a whole ---- */

static bool prompt_open(Prompt *p, const Options *options, bool terminal) {
    WorldOptions world = options->world;
    world.session = world.keep_stuck = true;
    p->picture = options->picture;
    p->interrupt = interrupt_new();
    p->screen = terminal ? screen_new(prompt_before_output, p) : NULL;
    if (terminal && !p->screen) return false;
    if (!terminal)
        setvbuf(stdin, NULL, _IONBF, 0); /* a program's io.read takes no more than it asks for */
    p->line = line_new(STDIN_FILENO, terminal, prompt_wait, p);
    world.report = print_report;
    world.report_arg = p->screen;
    p->world = world_new(&world);
    if (!p->line || !p->world) return false;
    interrupt_attach(p->interrupt, p->world, p->screen);
    return true;
}

static void prompt_close(Prompt *p) {
    interrupt_attach(p->interrupt, NULL, NULL);
    if (p->world) world_delete(p->world);
    screen_delete(p->screen);
    line_delete(p->line);
    interrupt_delete(p->interrupt);
    bytes_free(&p->entry);
}

int prompt_run(const Options *options) {
    bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    Prompt p = {0};
    int code = EXIT_RUN;
    if (prompt_open(&p, options, terminal)) {
        if (terminal)
            puts("gosh " GOSH_VERSION
                 "  Go's concurrency, learned by typing it.  :help for help, :quit to leave");
        prompt_loop(&p);
        code = world_exited(p.world) ? world_exit_code(p.world) : terminal ? EXIT_OK : p.failed;
        if (options->leaks) code = print_leaks(p.world, p.screen, code);
        if (options->leaks && p.picture && !picture_leaks(p.world, p.picture) && code == EXIT_OK) code = EXIT_STATIC;
        if (options->dump_json && !json_write(p.world, "end", options->dump_json) && code == EXIT_OK) code = EXIT_STATIC;
    } else
        fputs("gosh: cannot get the memory to run programs in\n", stderr);
    prompt_close(&p);
    if (!print_finish() && code == EXIT_OK) code = EXIT_STATIC;
    return code;
}
