/* Running one program, from its start to its end. */
#include "repl/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "repl/exit.h"
#include "repl/file.h"
#include "repl/interrupt.h"
#include "repl/json.h"
#include "repl/picture.h"
#include "repl/print.h"
#include "repl/replay.h"
#include "repl/trace.h"

static int run_emit(World *w, const WorldSource *source) {
    char *lua = world_emit(w, source);
    if (!lua) {
        print_refusal(w);
        return EXIT_STATIC;
    }
    fputs(lua, stdout);
    free(lua);
    return EXIT_OK;
}

/* How it has ended, in a word for other programs. */
static const char *run_moment(World *w, WorldEnd end) {
    if (end == WORLD_PANIC) return "panic";
    if (end != WORLD_FATAL) return "end";
    return world_stuck(w) ? "deadlock" : world_exited(w) ? "quit" : "fatal error";
}

/* What the program is called in a title. */
static const char *run_name(const Options *options) {
    if (options->task != TASK_FILE) return options->task == TASK_STDIN ? "stdin" : "program";
    const char *slash = strrchr(options->program, '/');
    return slash ? slash + 1 : options->program;
}

/* A timeline that is being recorded. */
typedef struct Tracing {
    World *world;
    Recording *recording;
    const Options *options;
} Tracing;

/* Also when a signal ends the program. */
static void tracing_part(void *tracing) {
    const Tracing *t = tracing;
    trace_write(t->world, t->recording, run_name(t->options), t->options->trace_output);
}

/* What there is besides the world while a program runs. */
typedef struct Running {
    Interrupt *interrupt;
    Replay *replay;
} Running;

static WorldEnd run_plain(World *w, const WorldSource *source, Running *running) {
    WorldEnd end = world_start(w, source, NULL);
    if (end != WORLD_RUNNING) return end;
    replay_start(running->replay, w);
    return world_run_to_end(w);
}

/* The same; `*written`: its timeline could be written. */
static WorldEnd run_traced(World *w, const WorldSource *source, const Options *options, Running *running, bool *written) {
    Tracing tracing = {w, recording_begin(w, options->trace_times), options};
    interrupt_farewell(running->interrupt, tracing_part, &tracing);
    WorldEnd end = run_plain(w, source, running);
    interrupt_farewell(running->interrupt, NULL, NULL);
    if (end == WORLD_STATIC)
        recording_delete(tracing.recording);
    else
        *written = trace_write(w, tracing.recording, run_name(options), options->trace_output);
    return end;
}

/* What the process is to do about it. */
typedef struct Ending {
    bool crashes; /* end by SIGABRT */
    bool quit;    /* SIGQUIT has ended it */
} Ending;

static int run_source(World *w, const WorldSource *source, const Options *options, Running *running, Ending *ending) {
    bool traced = true;
    WorldEnd end = options->subcommand == SUBCOMMAND_TRACE ? run_traced(w, source, options, running, &traced)
                                                           : run_plain(w, source, running);
    if (end == WORLD_STATIC) print_refusal(w);
    ending->crashes = (end == WORLD_PANIC || end == WORLD_FATAL) && world_crashes(w);
    ending->quit = end == WORLD_FATAL && world_exited(w);
    int code = world_exit_code(w);
    if (end != WORLD_STATIC) code = replay_end(running->replay, code);
    /* After a deadlock, the dump has told all. */
    bool leaks = options->leaks && (end == WORLD_FINISHED || end == WORLD_PANIC), written = traced;
    if (leaks) code = print_leaks(w, NULL, code);
    if (options->picture) written &= picture_deadlock(w, GRAPH_PROGRAM_STUCK, options->picture);
    if (options->picture && leaks) written &= picture_leaks(w, options->picture);
    if (options->dump_json && end != WORLD_STATIC) written &= json_write(w, run_moment(w, end), options->dump_json);
    return written || code != EXIT_OK ? code : EXIT_STATIC;
}

/* Runs in a world of its own. */
static int run_text(const Options *options, const WorldSource *source) {
    Interrupt *interrupt = interrupt_new();
    WorldOptions world = options->world;
    world.report = print_report;
    if (options->dump_json) world.keep_stuck = world.keep_last = true;
    Replay replay;
    replay_begin(&replay, options, source, &world);
    World *w = world_new(&world);
    if (!w) {
        fputs(world.seeded || world.control
                  ? "gosh: cannot get the memory, or the addresses that a seeded run needs\n"
                  : "gosh: cannot get the memory to run a program in\n",
              stderr);
        interrupt_delete(interrupt);
        replay_drop(&replay);
        return EXIT_RUN;
    }
    interrupt_attach(interrupt, w, NULL);
    Ending ending = {0};
    Running running = {interrupt, &replay};
    int code = options->emit ? run_emit(w, source) : run_source(w, source, options, &running, &ending);
    replay_print(&replay);
    if (ending.quit && !print_takes()) _exit(code); /* nobody reads what it has printed */
    interrupt_attach(interrupt, NULL, NULL);
    world_delete(w);
    replay_drop(&replay);
    interrupt_delete(interrupt);
    if (!print_finish() && code == EXIT_OK) code = EXIT_STATIC;
    if (ending.crashes) abort();
    return code;
}

bool program_read(const Options *options, Program *p) {
    *p = (Program){0};
    if (options->task == TASK_CODE) {
        p->source = (WorldSource){.text = options->program, .length = strlen(options->program), .name = "=(command line)"};
        return true;
    }
    bool named = options->task == TASK_FILE;
    if (!file_read_program(named ? options->program : NULL, &p->text)) return false;
    const char *name = named ? options->program : "stdin";
    bytes_add(&p->name, named ? "@" : "=", 1);
    bytes_add(&p->name, name, strlen(name) + 1);
    p->source = (WorldSource){.text = p->text.data, .length = p->text.length, .name = p->name.data};
    return true;
}

void program_free(Program *p) {
    bytes_free(&p->text);
    bytes_free(&p->name);
}

int run_program(const Options *options) {
    Program program;
    int code = program_read(options, &program) ? run_text(options, &program.source) : EXIT_STATIC;
    program_free(&program);
    return code;
}
