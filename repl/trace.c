/* Timelines, where they go: the terminal, or a file in whose name their form is. */
#include "repl/trace.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "repl/file.h"
#include "repl/graph.h"
#include "repl/plain.h"
#include "repl/print.h"

enum { ROWS_PROGRAM = 1000, ROWS_PROMPT = 200 };

const char trace_names[] = "a timeline's name ends in .svg, for a browser, or in .json, for Perfetto; - prints it";

static bool ends_in(const char *name, const char *end) {
    size_t length = strlen(name), size = strlen(end);
    return length > size && strcmp(name + length - size, end) == 0;
}

bool trace_name_ok(const char *name) {
    return strcmp(name, "-") == 0 || ends_in(name, ".svg") || ends_in(name, ".json");
}

static bool trace_put(const Timeline *t, const char *program, const char *name) {
    Bytes text = {0};
    if (ends_in(name, ".json"))
        trace_json(t, program, &text);
    else
        trace_svg(t, program, &text);
    fflush(stdout);
    bool written = file_replace(name, &text);
    if (written) fprintf(stderr, "gosh: %s shows what the goroutines did\n", name);
    bytes_free(&text);
    return written;
}

static void trace_print(const Timeline *t, const char *program, size_t rows) {
    GraphTerminal terminal = graph_terminal(STDOUT_FILENO);
    TraceRoom room = {.columns = terminal.columns, .ascii = terminal.ascii, .rows = rows};
    if (plain_is_on())
        trace_plain(t, program, &room, stdout);
    else
        trace_text(t, program, &room, stdout);
}

/* ---- At the prompt ---- */

/* Behind :trace. */
typedef struct Asked {
    Bytes file; /* without a name, none is wanted */
    bool times;
    const char *code;
} Asked;

static const char *word_end(const char *text) {
    while (*text && !isspace((unsigned char)*text)) text++;
    return text;
}

static const char *word_begin(const char *text) {
    while (isspace((unsigned char)*text)) text++;
    return text;
}

/* False after a message. */
static bool asked_read(Asked *a, const char *rest) {
    for (;; rest = word_begin(rest)) {
        const char *end = word_end(rest);
        if (end - rest == 6 && memcmp(rest, "--time", 6) == 0) {
            a->times = true;
            rest = end;
        } else if (end - rest == 2 && memcmp(rest, "-o", 2) == 0) {
            const char *name = word_begin(end);
            rest = word_end(name);
            char *typed = strndup(name, (size_t)(rest - name));
            a->file.length = 0;
            if (typed) file_name_add(&a->file, typed);
            free(typed);
            if (trace_name_ok(a->file.data)) continue;
            if (rest == name)
                fputs(":trace -o needs the name of a file, FILE.svg or FILE.json, after it\n", stderr);
            else
                fprintf(stderr, ":trace -o %s: %s\n", a->file.data, trace_names);
            return false;
        } else {
            a->code = rest;
            return true;
        }
    }
}

static void last_show(const Session *s, const Asked *a) {
    bool named = a->file.length && strcmp(a->file.data, "-") != 0;
    if (!s->timeline)
        fputs("nothing has been traced yet; `:trace EXP` runs EXP and shows what goroutines did\n", stderr);
    else if (named)
        trace_put(s->timeline, "session", a->file.data);
    else
        trace_print(s->timeline, "session", ROWS_PROMPT);
}

/* Runs what is to be traced; false if nothing has run. */
static bool code_run(Session *s, const Asked *a) {
    Recording *r = recording_begin(s->world, a->times);
    session_evaluate_text(s, a->code, NULL, NULL);
    Timeline *t = r ? timeline_make(s->world, r) : NULL;
    if (!r) fputs("there is not enough memory to record what goroutines do\n", stderr);
    bool ran = t && t->mark_count > 0;
    if (ran) {
        timeline_delete(s->timeline);
        s->timeline = t;
    } else
        timeline_delete(t);
    return ran;
}

void trace_run(Session *s, const char *rest) {
    Asked asked = {0};
    fflush(stdout);
    bool read = asked_read(&asked, rest), file = read && *asked.code && file_is_typed(asked.code);
    if (file) fprintf(stderr, ":trace takes code: for the timeline of a file, gosh trace %s in a shell\n", asked.code);
    if (read && !file && (!*asked.code || code_run(s, &asked))) {
        if (*asked.code && s->screen) screen_fresh_line(s->screen);
        last_show(s, &asked);
    }
    bytes_free(&asked.file);
}

/* ---- A program ---- */

bool trace_write(World *w, Recording *r, const char *program, const char *name) {
    Timeline *t = r ? timeline_make(w, r) : NULL;
    bool written = t != NULL;
    if (!t)
        fputs("gosh: there was not enough memory to record what the goroutines did\n", stderr);
    else if (name && strcmp(name, "-") != 0)
        written = trace_put(t, program, name);
    else {
        putchar('\n');
        trace_print(t, program, ROWS_PROGRAM);
    }
    timeline_delete(t);
    return written;
}
