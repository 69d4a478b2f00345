/* The session. Between entries the world goes on: its goroutines run while the next line is
 * awaited. */
#include "repl/prompt.h"
#include "runtime/posix.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "repl/command.h"
#include "lua/timeline.h"
#include "repl/exit.h"
#include "repl/file.h"
#include "repl/json.h"
#include "repl/picture.h"
#include "repl/pieces.h"
#include "repl/plain.h"
#include "repl/print.h"
#include "repl/run.h"
#include "repl/screen.h"
#include "repl/session.h"
#include "repl/table.h"
#include "repl/values.h"
#include "repl/walker.h"
#include "repl/watch.h"

enum { LENGTH_TRIED = 8192 /* an entry that is no longer is compiled after each line */ };

/* ---- Waiting ---- */

static void prompt_before_output(void *arg) {
    Session *s = arg;
    if (s->watch)
        watch_hide(s->watch);
    else if (s->line)
        line_hide(s->line);
}

/* Lets goroutines run until a line can be read. */
static LineWait prompt_wait(void *arg, int fd) {
    Session *s = arg;
    for (;;) {
        int64_t until = INT64_MAX;
        world_run(s->world, &until);
        if (world_exited(s->world)) return LINE_WAIT_ABANDONED;
        if (interrupt_pressed(s->interrupt)) return LINE_WAIT_INTERRUPTED;
        if (interrupt_disturbed(s->interrupt)) line_renew(s->line);
        fflush(stdout);
        int64_t due = s->screen ? screen_due(s->screen) : INT64_MAX;
        if (due == INT64_MAX || due <= posix_monotonic()) {
            line_show(s->line);
            due = INT64_MAX;
        }
        bool ready = line_ready(s->line); /* it may have read ahead when it was shown */
        if (posix_wait(world_mailbox(s->world), ready ? 0 : due < until ? due : until, fd) || ready) return LINE_WAIT_READABLE;
    }
}

/* ---- Reading an entry ---- */

static bool prompt_blank(const Bytes *entry) {
    for (size_t i = 0; i < entry->length; i++)
        if (!isspace((unsigned char)entry->data[i])) return false;
    return true;
}

static int prompt_line_ends(const char *text, size_t length) {
    int ends = 0;
    for (size_t i = 0; i < length; i++) ends += text[i] == '\n';
    return ends;
}

/* Compiles the text, which stands `before` lines behind the session's last, and starts it; false when more is needed. */
static bool prompt_start_text(Session *s, const char *text, size_t length, int before) {
    WorldSource source = {
        .text = text, .length = length, .name = "=stdin", .line = s->lines + before + 1, .session = true};
    bool incomplete = false;
    WorldEnd end = world_start(s->world, &source, &incomplete);
    s->kind = end == WORLD_RUNNING ? ENTRY_STARTED : incomplete ? ENTRY_UNFINISHED : ENTRY_REFUSED;
    return s->kind != ENTRY_UNFINISHED;
}

/* The same for what has been read. */
static bool prompt_start(Session *s) {
    s->tried = s->entry.length;
    return prompt_start_text(s, s->entry.data, s->entry.length, 0);
}

/* The balance of what has been read. What is edited may have changed anywhere. */
static const Balance *prompt_balance(Session *s) {
    if (s->screen) s->balance = (Balance){0};
    balance_read(&s->balance, s->entry.data, s->entry.length);
    return &s->balance;
}

/* Whether an entry is to be compiled. A long one, as is only pasted, is not for each line: when it
 * could be whole, when it has grown by a quarter, or when nothing more comes. */
static bool prompt_worth_starting(Session *s) {
    if (s->entry.length <= LENGTH_TRIED) return true;
    return balance_is_even(prompt_balance(s)) || s->entry.length - s->tried > s->tried / 4 || !line_ready(s->line);
}

/* What is wrong stands between brackets, and a paste goes on: up to the last of them, as to the brace that ends a block of
 * Go's, it is left out, for its lines mean nothing by themselves. */
static bool prompt_leaves_out(Session *s) {
    return prompt_balance(s)->brackets > 0 && line_ready(s->line);
}

/* What has been edited is no entry, but may be several, one after the other: if the first is. When one of them is wrong, none
 * runs. */
static bool prompt_divides(Session *s) {
    const char *text = s->entry.data;
    size_t start = 0, end = 0, count = 0;
    PieceKind kind;
    for (; (kind = pieces_next(text, s->entry.length, &start, &end)) != PIECE_NONE; start = end, count++) {
        if (kind == PIECE_UNFINISHED) return false;
        if (kind == PIECE_WRONG) {
            if (count > 0) prompt_start_text(s, text + start, end - start, prompt_line_ends(text, start));
            return count > 0 && s->kind == ENTRY_REFUSED;
        }
    }
    if (count > 1) s->kind = ENTRY_SEVERAL;
    return count > 1;
}

/* The reader's question: is that an entry? (LineCalls) */
static bool prompt_whole(void *arg, Bytes *entry) {
    Session *s = arg;
    if (s->kind == ENTRY_REFUSED) return !prompt_leaves_out(s) && (!s->screen || prompt_start(s));
    if (s->lines == 0 && entry->length > 0 && (entry->data[0] == '#' || entry->data[0] == '\xEF')) file_strip(entry);
    if (prompt_blank(entry)) {
        s->kind = ENTRY_NOTHING;
    } else if (command_test(entry->data, entry->length)) {
        s->kind = ENTRY_COMMAND;
    } else if (!prompt_worth_starting(s) || !prompt_start(s)) {
        return s->screen && prompt_divides(s);
    } else if (s->kind == ENTRY_REFUSED && s->screen && prompt_divides(s)) {
        return true;
    } else if (s->kind == ENTRY_REFUSED) {
        return !prompt_leaves_out(s);
    }
    return true;
}

static Completion prompt_complete(void *arg, const char *text, size_t length, size_t cursor) {
    Session *s = arg;
    Completion completion;
    if (walker_complete(s, text, length, cursor, &completion)) return completion;
    return complete(s->world, text, length, cursor);
}

/* The input has ended. At a terminal, Ctrl-D drops an unfinished entry and only then leaves;
 * elsewhere what is unfinished is wrong. */
static EntryKind prompt_closed(Session *s) {
    if (s->entry.length == 0) return ENTRY_LEAVE;
    if (s->screen) return ENTRY_NOTHING;
    if (s->kind == ENTRY_UNFINISHED && s->entry.length > s->tried) prompt_start(s);
    if (s->kind != ENTRY_UNFINISHED) return s->kind;
    session_show(s, WORLD_STATIC);
    return ENTRY_LEAVE;
}

/* Reads an entry, and starts it if it is for the world. */
static EntryKind prompt_read(Session *s) {
    s->entry.length = s->tried = 0;
    s->balance = (Balance){0};
    s->kind = ENTRY_UNFINISHED;
    LineEnd end = line_read(s->line, &s->entry);
    EntryKind kind = s->kind;
    if (end == LINE_ABANDONED) return ENTRY_LEAVE;
    if (end == LINE_INTERRUPTED) {
        kind = ENTRY_NOTHING;
        if (s->entry.length == 0) puts(command_hint("quit", 4));
    } else if (end == LINE_CLOSED) {
        kind = prompt_closed(s);
    } else if (kind == ENTRY_NOTHING) {
        walker_show_more(s);
    }
    s->lines += prompt_line_ends(s->entry.data, s->entry.length) + 1;
    return kind;
}

/* The entry that was read has come to that end. */
static void prompt_record(Session *s, WorldEnd end) {
    if (!world_exited(s->world)) record_add(&s->record, s->world, s->entry.data, s->entry.length, NULL, end);
}

static bool prompt_take_several(Session *s);

/* Does what the entry asks for; false: the session is to end. */
static bool prompt_take(Session *s, EntryKind kind) {
    switch (kind) {
    case ENTRY_STARTED:
        prompt_record(s, session_evaluate(s));
        break;
    case ENTRY_SEVERAL:
        return prompt_take_several(s);
    case ENTRY_REFUSED:
        record_begin(&s->record);
        session_show(s, WORLD_STATIC);
        prompt_record(s, WORLD_STATIC);
        break;
    case ENTRY_COMMAND:
        return command_run(s, s->entry.data, s->entry.length);
    case ENTRY_UNFINISHED:
    case ENTRY_NOTHING:
        break;
    case ENTRY_LEAVE:
        return false;
    }
    return !world_exited(s->world);
}

/* Takes the entry's pieces as if each had been typed, up to the first that fails. */
static bool prompt_take_several(Session *s) {
    Bytes whole = s->entry;
    const char *text = whole.data;
    size_t start = 0, end = 0, counted = 0;
    bool go_on = true;
    s->lines -= prompt_line_ends(text, whole.length) + 1;
    s->entry = (Bytes){0};
    s->failed = EXIT_OK;
    PieceKind kind;
    while (go_on && s->failed == EXIT_OK && (kind = pieces_next(text, whole.length, &start, &end)) != PIECE_NONE) {
        s->entry.length = 0;
        bytes_add(&s->entry, text + start, end - start);
        s->lines += prompt_line_ends(text + counted, start - counted);
        s->kind = ENTRY_COMMAND;
        if (kind != PIECE_COMMAND) prompt_start(s);
        s->lines += prompt_line_ends(text + start, end - start) + 1;
        go_on = prompt_take(s, s->kind);
        counted = end < whole.length ? end + 1 : end;
        start = end;
    }
    s->lines += prompt_line_ends(text + counted, whole.length - counted);
    if (go_on && pieces_next(text, whole.length, &start, &end) != PIECE_NONE)
        fputs("the lines after it have not run; Up brings back all of them\n", stderr);
    bytes_free(&s->entry);
    s->entry = whole;
    return go_on;
}

static void prompt_loop(Session *s) {
    bool go_on = true;
    while (s->world && (world_exited(s->world) ? walker_revive(s) : go_on)) {
        walker_between(s);
        go_on = prompt_take(s, prompt_read(s));
    }
}

/* ---- The session as a whole ---- */

static LineKind prompt_line_kind(bool terminal) {
    const char *name = getenv("TERM");
    if (!terminal) return LINE_FILE;
    return name && *name && !plain_is_on() ? LINE_EDITED : LINE_TERMINAL;
}

static bool prompt_open(Session *s, const Options *options, bool terminal) {
    s->options = options;
    s->colour = options->colour;
    s->making = options->world;
    s->making.session = s->making.keep_stuck = true;
    s->making.report = session_report;
    s->making.report_arg = s;
    s->interrupt = interrupt_new();
    s->screen = terminal ? screen_new(prompt_before_output, s) : NULL;
    if (terminal && !s->screen) return false;
    setvbuf(stdin, NULL, _IONBF, 0); /* a program's io.read takes no more than it asks for */
    LineCalls calls = {.wait = prompt_wait, .whole = prompt_whole, .complete = prompt_complete, .arg = s, .below = walker_below};
    s->line = line_new(STDIN_FILENO, prompt_line_kind(terminal), s->screen, &calls);
    s->world = world_new(&s->making);
    if (!s->line || !s->world) return false;
    interrupt_attach(s->interrupt, s->world, s->screen);
    return true;
}

static void prompt_close(Session *s) {
    walker_end(s);
    interrupt_attach(s->interrupt, NULL, NULL);
    if (s->world) world_delete(s->world);
    screen_delete(s->screen);
    line_delete(s->line);
    interrupt_delete(s->interrupt);
    record_clear(&s->record);
    timeline_delete(s->timeline);
    bytes_free(&s->entry);
    bytes_free(&s->told);
}

/* -i: the program runs as the first entry; gosh lesson: a lesson is opened. False, after messages, when that cannot be. */
static bool prompt_begin(Session *s) {
    if (s->options->task == TASK_PROMPT) return true;
    if (s->options->task == TASK_LESSON) {
        bool begun = walker_begin(s, s->options->pack, s->options->word_count ? s->options->words[0] : NULL);
        if (!begun) s->failed = EXIT_STATIC;
        return begun;
    }
    Program program;
    bool read = program_read(s->options, &program);
    program.source.session = true;
    if (!read)
        s->failed = EXIT_STATIC;
    else
        session_run_source(s, &program.source);
    program_free(&program);
    return read;
}

/* A dumb terminal is none: who has one wants no prompts in what it shows. */
static bool prompt_has_terminal(void) {
    const char *name = getenv("TERM");
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !(name && strcmp(name, "dumb") == 0);
}

/* One line, as long as fits. */
static const char *banner_of(int columns) {
    static const char *const banners[] = {
        "gosh " GOSH_VERSION "  Learn Go's concurrency: :lesson begins, :help helps, :quit leaves",
        "gosh " GOSH_VERSION "  :help helps, :quit leaves",
        "gosh " GOSH_VERSION,
    };
    size_t i = 0;
    while (i + 1 < sizeof banners / sizeof *banners && (int)strlen(banners[i]) > columns) i++;
    return banners[i];
}

int prompt_run(const Options *options) {
    bool terminal = prompt_has_terminal();
    Session s = {0};
    int code = EXIT_RUN;
    if (prompt_open(&s, options, terminal)) {
        if (terminal) puts(banner_of(table_room()));
        bool begun = prompt_begin(&s);
        if (begun) prompt_loop(&s);
        code = !s.world ? EXIT_RUN : world_exited(s.world) ? world_exit_code(s.world) : terminal && begun ? EXIT_OK : s.failed;
        if (s.world && options->leaks) code = print_leaks(s.world, s.screen, code);
        if (s.world && options->leaks && options->picture && !picture_leaks(s.world, options->picture) && code == EXIT_OK) code = EXIT_STATIC;
        if (s.world && options->dump_json && !json_write(s.world, "end", options->dump_json) && code == EXIT_OK) code = EXIT_STATIC;
    } else
        fputs("gosh: cannot get the memory to run programs in\n", stderr);
    prompt_close(&s);
    if (!print_finish() && code == EXIT_OK) code = EXIT_STATIC;
    return code;
}
