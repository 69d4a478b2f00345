/* Timelines, where they go: the terminal, or a file in whose name their form is. */
#include "repl/trace.h"

#include <errno.h>
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
