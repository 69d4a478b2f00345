/* gosh lesson lint: a program that is run, and not searched, prints what is shown, but for its numbers. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl/apart.h"
#include "repl/grade.h"
#include "repl/lint_build.h"

static const int64_t LIVE_TIME = INT64_C(20000000000);

enum { OUTPUT_MAX = 1 << 20 };

/* ---- In a process of its own ---- */

typedef struct Live {
    const LessonBlock *program;
    const Options *options;
    bool sandbox;
    Bytes output, report;
} Live;

static void take_output(void *live, int fd, const char *bytes, size_t length) {
    Live *v = live;
    (void)fd;
    if (v->output.length < OUTPUT_MAX) bytes_add(&v->output, bytes, length);
}

static void take_report(void *live, const char *bytes, size_t length) {
    Live *v = live;
    if (v->report.length < OUTPUT_MAX) bytes_add(&v->report, bytes, length);
}

/* Writes what it prints, and how it ends if that is not well. */
static void live_run(void *live, Bytes *out) {
    Live *v = live;
    char *args[] = {"main.gosh"};
    WorldOptions options = {.sandbox = v->sandbox, .max_memory = v->options->world.max_memory, .args = args, .arg_count = 1,
                            .output = take_output, .output_arg = v, .report = take_report, .report_arg = v,
                            .explain = EXPLAIN_OFF};
    WorldSource source = {.text = v->program->text, .length = strlen(v->program->text), .name = "@main.gosh"};
    unsetenv("GODEBUG");
    if (v->program->words.async_off) setenv("GODEBUG", "asyncpreemptoff=1", 1);
    World *w = world_new(&options);
    if (!w) return;
    WorldEnd end = world_start(w, &source, NULL);
    if (end == WORLD_RUNNING) end = world_run_to_end(w);
    bytes_add(&v->output, "", 1);
    bytes_add(&v->report, "", 1);
    output_normal(out, v->output.data, v->output.length - 1);
    if (end != WORLD_FINISHED)
        output_normal(out, v->report.data, strcspn(v->report.data, "\n"));
    else if (world_exit_code(w))
        bytes_format(out, "exit status %d\n", world_exit_code(w));
}

/* ---- Here ---- */

/* A duration's unit, or what a size is measured in, goes with its number. */
static size_t unit_length(const char *text, const char *end) {
    static const char *const units[] = {"ns", "\302\265s", "us", "ms", "s", "m", "h", "KB", "MB", "GB", "B"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t length = strlen(units[i]);
        if ((size_t)(end - text) < length || memcmp(text, units[i], length) != 0) continue;
        if (text + length == end || !isalpha((unsigned char)text[length])) return length;
    }
    return 0;
}

/* The text with a 0 in the place of each number, as outputs are compared. */
static void numbers_free(Bytes *out, const char *text, size_t length) {
    Bytes normal = {0}, free_of = {0};
    output_normal(&normal, text, length);
    const char *at = normal.data, *end = at + normal.length;
    while (at < end) {
        if (!isdigit((unsigned char)*at)) {
            bytes_add(&free_of, at++, 1);
            continue;
        }
        while (at < end && (isdigit((unsigned char)*at) || ((*at == '.' || *at == ',') && at + 1 < end && isdigit((unsigned char)at[1])))) at++;
        const char *unit = at + (at < end && *at == ' ');
        size_t unit_bytes = unit_length(unit, end);
        if (unit_bytes) at = unit + unit_bytes;
        bytes_add(&free_of, "0", 1);
    }
    /* Columns may be as wide as their numbers. */
    output_normal(out, free_of.data ? free_of.data : "", free_of.length);
    bytes_free(&normal);
    bytes_free(&free_of);
}

static bool same_but_numbers(const Bytes *printed, const char *shown) {
    Bytes a = {0}, b = {0};
    numbers_free(&a, printed->data ? printed->data : "", printed->length);
    numbers_free(&b, shown, strlen(shown));
    bool same = a.length == b.length && (!a.length || memcmp(a.data, b.data, a.length) == 0);
    bytes_free(&a);
    bytes_free(&b);
    return same;
}

void lint_live(Lint *l, const LessonBlock *program, const LessonBlock *output) {
    Live live = {.program = program, .options = l->options, .sandbox = !l->ours};
    ApartOptions apart = {.time = LIVE_TIME};
    Bytes printed = {0};
    ApartEnd end = apart_run(&apart, live_run, &live, &printed);
    if (end == APART_LATE)
        lint_complain(l, program->line - 1, "the program has not come to an end after %d seconds", (int)(LIVE_TIME / 1000000000));
    else if (end != APART_DONE)
        lint_complain(l, program->line - 1, "the program could not be run");
    else if (!same_but_numbers(&printed, output->text)) {
        lint_complain(l, output->line - 1, "the program has printed something else:");
        lint_add(printed.data, printed.length);
    }
    bytes_free(&printed);
}
