/* Entries of a session: how they run, and how what they came to is shown and recorded. */
#include "repl/session.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "repl/command.h"
#include "repl/hint.h"
#include "repl/picture.h"
#include "repl/print.h"
#include "repl/program_end.h"
#include "repl/values.h"
#include "repl/walker.h"
#include "runtime/posix.h"

static void error_show(Session *s) {
    char *error = world_error(s->world);
    if (error) record_tell(&s->record, error, strlen(error));
    print_refusal_text(error);
}

static bool begins_with(const char *bytes, size_t length, const char *word) {
    return length >= strlen(word) && memcmp(bytes, word, strlen(word)) == 0;
}

/* A program ends by a panic of any of its goroutines, or by something fatal: without deferred calls of others. */
static void program_crash(Session *s, const char *bytes, size_t length) {
    bool panics = begins_with(bytes, length, "panic: ");
    if (s->crashed || (!panics && !begins_with(bytes, length, "fatal error: "))) return;
    s->crashed = true;
    if (!panics) return;
    world_interrupt(s->world);
    world_interrupt(s->world);
}

void session_report(void *session, const char *bytes, size_t length) {
    Session *s = session;
    if (s->muted) return;
    if (s->evaluating) record_tell(&s->record, bytes, length);
    walker_note_report(s, bytes, length);
    print_report(s->screen, bytes, length);
    if (s->program) program_crash(s, bytes, length);
}

void session_show(Session *s, WorldEnd end) {
    bool typed = s->screen || isatty(STDIN_FILENO);
    const char *hint = typed ? command_hint(s->entry.data, s->entry.length) : NULL;
    bool nil = typed && end == WORLD_FINISHED && values_are_nil(s->world);
    if (s->screen) screen_fresh_line(s->screen);
    if (end == WORLD_FINISHED) {
        if (hint && nil)
            puts(hint);
        else
            values_print(s->world);
        if (typed && walker_hint(s, s->entry.data, s->entry.length)) return;
        if (!hint && nil) hint_nil(s->entry.data, s->entry.length);
        return;
    }
    s->failed = world_exit_code(s->world);
    if (end == WORLD_KILLED && !s->crashed)
        fputs("interrupted\n", stderr);
    else if (end == WORLD_STATIC)
        error_show(s);
    if (typed && !walker_hint(s, s->entry.data, s->entry.length) && end == WORLD_STATIC) hint_refused(s->entry.data, s->entry.length);
    if (s->options->picture) picture_deadlock(s->world, GRAPH_ENTRY_STUCK, s->options->picture);
    if (hint) puts(hint);
}

void session_notice(Session *s) {
    world_settle(s->world, false); /* so that what will wait does wait */
    if (!s->quiet_leaks) world_leaks_notice(s->world, print_report, s->screen);
}

static WorldEnd evaluate(Session *s, SessionShow *show, void *arg) {
    interrupt_evaluating(s->interrupt, true);
    record_begin(&s->record);
    s->evaluating = true;
    WorldEnd end;
    int64_t until = INT64_MAX;
    while ((end = world_run(s->world, &until)) == WORLD_RUNNING)
        posix_wait(world_mailbox(s->world), until, -1);
    if (s->program) {
        s->muted = true;
        program_end(s->world);
        s->muted = false;
    }
    s->record.goroutines = sched_count(world_sched(s->world)) > 0;
    if (show && end == WORLD_FINISHED && !world_exited(s->world)) {
        if (s->screen) screen_fresh_line(s->screen);
        show(s, arg);
    } else if (!world_exited(s->world))
        session_show(s, end); /* which may call the program's String methods */
    interrupt_evaluating(s->interrupt, false);
    s->evaluating = false;
    if (world_exited(s->world)) return end;
    session_notice(s);
    return end;
}

WorldEnd session_evaluate(Session *s) {
    return evaluate(s, NULL, NULL);
}

bool session_run_source(Session *s, const WorldSource *source) {
    const char *file = source->name[0] == '@' ? source->name + 1 : NULL;
    WorldEnd end = world_start(s->world, source, NULL);
    if (end == WORLD_RUNNING) {
        end = session_evaluate(s);
    } else {
        record_begin(&s->record);
        session_show(s, end);
    }
    if (!world_exited(s->world)) record_add(&s->record, s->world, source->text, source->length, file, end);
    return end == WORLD_FINISHED;
}

bool session_run_program(Session *s, const WorldSource *source) {
    s->program = true;
    s->crashed = false;
    bool finished = session_run_source(s, source);
    s->program = s->crashed = false;
    return finished;
}

bool session_run(Session *s, const char *text, size_t length, const char *file) {
    Bytes name = {0};
    bytes_format(&name, file ? "@%s" : "=stdin", file);
    bytes_add(&name, "", 1);
    WorldSource source = {.text = text,
                          .length = length,
                          .name = name.data,
                          .line = file ? 1 : s->lines + 1,
                          .session = true,
                          .file = file != NULL};
    bool finished = session_run_source(s, &source);
    for (size_t i = 0; !file && i <= length; i++) s->lines += i == length || text[i] == '\n';
    bytes_free(&name);
    return finished;
}

WorldEnd session_start_text(Session *s, const char *rest) {
    size_t length = s->entry.length, wanted = strlen(rest);
    while (length > 0 && isspace((unsigned char)s->entry.data[length - 1])) length--;
    Bytes text = {0}; /* with blanks for the command: columns stay what they are */
    bytes_format(&text, "%*s%s", (int)(length > wanted ? length - wanted : 0), "", rest);
    WorldSource source = {
        .text = text.data, .length = text.length, .name = "=stdin", .line = s->lines, .session = true};
    WorldEnd started = world_start(s->world, &source, NULL);
    bytes_free(&text);
    return started;
}

void session_evaluate_text(Session *s, const char *rest, SessionShow *show, void *arg) {
    if (session_start_text(s, rest) == WORLD_RUNNING)
        evaluate(s, show, arg);
    else
        session_show(s, WORLD_STATIC);
}

void session_swap(Session *s, SessionWorld *other) {
    SessionWorld was = {.world = s->world, .making = s->making, .record = s->record, .lines = s->lines};
    interrupt_attach(s->interrupt, NULL, NULL);
    s->world = other->world;
    s->making = other->making;
    s->record = other->record;
    s->lines = other->lines;
    *other = was;
    if (s->world) interrupt_attach(s->interrupt, s->world, s->screen);
}

void session_world_free(SessionWorld *w) {
    if (w->world) world_delete(w->world);
    record_clear(&w->record);
    *w = (SessionWorld){0};
}

bool session_reset(Session *s) {
    interrupt_attach(s->interrupt, NULL, NULL);
    world_delete(s->world);
    s->world = world_new(&s->making);
    if (!s->world) {
        fputs("gosh: cannot get the memory for another world\n", stderr);
        return false;
    }
    interrupt_attach(s->interrupt, s->world, s->screen);
    record_clear(&s->record);
    s->lines = 0;
    return true;
}
