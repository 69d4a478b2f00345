/* gosh explore: from the options to a search, and from what it has found to an exit code. */
#include "repl/explore.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "repl/exit.h"
#include "repl/file.h"
#include "repl/print.h"
#include "repl/plain.h"
#include "repl/run.h"
#include "repl/schedule.h"
#include "repl/shell.h"
#include "repl/table.h"
#include "repl/wrap.h"

/* ---- Ctrl-C ----
 * The first press ends the search, the second gosh. The processes of the search inherit this and go on: they are told. */

static volatile sig_atomic_t pressed;

static void press(int signal_number) {
    if (pressed) {
        signal(signal_number, SIG_DFL);
        raise(signal_number);
    }
    pressed = 1;
}

static void press_begin(void) {
    struct sigaction old, action = {.sa_handler = press};
    if (sigaction(SIGINT, NULL, &old) == 0 && old.sa_handler == SIG_IGN) return;
    sigaction(SIGINT, &action, NULL);
}

static bool progress(void *painting, const ExploreProgress *p) {
    explore_paint(painting, p);
    return !pressed;
}

/* ---- What it came to ---- */

const char *const explore_kinds[] = {
    [OUTCOME_FINISHED] = "finished", [OUTCOME_BOUND] = "unfinished",   [OUTCOME_LEAK] = "leak",
    [OUTCOME_EXIT] = "exit",         [OUTCOME_PANIC] = "panic",        [OUTCOME_DEADLOCK] = "deadlock",
    [OUTCOME_FATAL] = "fatal error", [OUTCOME_OUTSIDE] = "outside",
};

bool explore_fails(const ExploreOutcome *o) {
    return outcome_is_failure(o->kind) && o->kind != OUTCOME_OUTSIDE;
}

void explore_schedule_add(Bytes *out, const Explored *e, const ExploreOutcome *o) {
    const WorldOptions *world = &e->search->world;
    ScheduleString string = {.program = e->program,
                             .fine = e->search->fine,
                             .seeded = world->seeded,
                             .seed = world->seed,
                             .listed = true,
                             .choices = o->schedule};
    schedule_string_add(out, &string);
}

/* Has all been tried that was asked for? */
static bool is_whole(const Explored *e) {
    const ExploreResult *r = e->result;
    bool all = e->search->random || (r->complete && (e->search->no_timers || r->slow_complete));
    return all && !r->stopped && !r->broken && !r->cut;
}

static int exit_code(const Explored *e) {
    const ExploreResult *r = e->result;
    bool outside = false;
    for (size_t i = 0; i < r->count; i++) {
        if (explore_fails(&r->outcomes[i])) return EXIT_RUN;
        outside |= r->outcomes[i].kind == OUTCOME_OUTSIDE;
    }
    return outside ? EXIT_STATIC : is_whole(e) ? EXIT_OK : EXIT_UNDECIDED;
}

static int explored(const Options *options, const ExploreOptions *search, const ExploreResult *result) {
    Explored e = {.options = options,
                  .search = search,
                  .program = schedule_program(&search->source, &search->world, search->fine),
                  .result = result};
    Bytes text = {0};
    int room = table_room();
    if (options->json)
        explore_json(&e, &text);
    else
        explore_report(&e, room < WRAP_COLUMNS ? room : WRAP_COLUMNS, &text);
    fwrite(text.data, 1, text.length, stdout);
    bytes_free(&text);
    return exit_code(&e);
}

int explore_program(const Options *options) {
    Program program;
    ExploreOptions search = options->explore;
    ExploreResult result;
    ExplorePainting painting;
    char *error = NULL;
    int code = EXIT_STATIC;
    if (program_read(options, &program)) {
        search.world = options->world;
        search.source = program.source;
        if (!search.limit) search.limit = EXPLORE_LIMIT;
        if (!search.runs) search.runs = EXPLORE_RUNS;
        if (!search.turns) search.turns = EXPLORE_TURNS;
        explore_painting_begin(&painting);
        search.progress = progress;
        search.progress_arg = &painting;
        press_begin();
        WorldEnd end = explore(&search, &result, &error);
        explore_painting_end(&painting);
        if (end == WORLD_FINISHED) {
            code = explored(options, &search, &result);
            explore_free(&result);
        } else {
            if (end == WORLD_FATAL) fputs("gosh: ", stderr);
            print_refusal_text(error);
        }
    }
    program_free(&program);
    if (!print_finish() && code == EXIT_OK) code = EXIT_STATIC;
    return code;
}

/* ---- At the prompt ----
 * The session's world cannot be run again and again, and keeps its place: the search is another gosh's. */

void explore_code(Session *s, const char *rest) {
    static const char *const colours[] = {[COLOUR_AUTO] = "auto", [COLOUR_ALWAYS] = "always", [COLOUR_NEVER] = "never"};
    if (!*rest) {
        fputs(":explore takes code or a file; it does not see the session's variables\n", stderr);
        return;
    }
    Bytes command = {0};
    bytes_format(&command, "exec /proc/%d/exe explore --color=%s", (int)getpid(), colours[s->colour]);
    if (plain_is_on()) bytes_format(&command, " --plain");
    if (s->making.sandbox) bytes_format(&command, " --sandbox");
    if (s->making.max_memory) bytes_format(&command, " --max-memory %zu", s->making.max_memory);
    for (; *rest == '-' && rest[1] == '-'; rest += strspn(rest, " ")) {
        char option[64];
        size_t length = strcspn(rest, " ");
        snprintf(option, sizeof option, "%.*s", (int)length, rest);
        bytes_add(&command, " ", 1);
        shell_word_add(&command, option);
        rest += length;
    }
    Bytes name = {0};
    file_name_add(&name, rest);
    bytes_format(&command, file_is_there(name.data) ? " " : " -e ");
    shell_word_add(&command, file_is_there(name.data) ? name.data : rest);
    bytes_free(&name);
    bytes_add(&command, "", 1);
    ChildEnd end = shell_run(s, command.data);
    if (end.error) print_failure("run", "gosh", end.error);
    bytes_free(&command);
}
