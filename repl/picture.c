/* The picture of who waits for whom: which form it has is in its file's name. */
#include "repl/picture.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "repl/colour.h"
#include "repl/file.h"
#include "repl/graph.h"
#include "repl/plain.h"
#include "repl/print.h"

static bool ends_in(const char *name, const char *end) {
    size_t length = strlen(name), size = strlen(end);
    return length > size && strcmp(name + length - size, end) == 0;
}

bool picture_name_ok(const char *name) {
    return strcmp(name, "-") == 0 || ends_in(name, ".svg") || ends_in(name, ".dot");
}

static bool graph_write(const char *name, const Graph *g) {
    Bytes text = {0};
    if (ends_in(name, ".svg"))
        graph_svg(g, &text);
    else
        graph_dot(g, &text);
    bool written = file_replace(name, &text);
    if (written) fprintf(stderr, "gosh: %s shows who waits for whom\n", name);
    bytes_free(&text);
    return written;
}

/* The names at the beginning of lines, and the arrows. */
static void line_print(FILE *stream, const char *text, size_t length) {
    const char *end = text + length, *gap = memmem(text, length, "  ", 2);
    if (length && *text != ' ') {
        const char *name_end = gap ? gap : end, *arrow = memmem(text, (size_t)(name_end - text), " ──", strlen(" ──"));
        if (arrow) name_end = arrow;
        fprintf(stream, "%s%.*s%s", colour_on(stream, COLOUR_STRONG), (int)(name_end - text), text,
                colour_off(stream, COLOUR_STRONG));
        text = name_end;
    }
    for (const char *line, *point; (line = memmem(text, (size_t)(end - text), "──", strlen("──"))) != NULL &&
                                   (point = memmem(line, (size_t)(end - line), "▶", strlen("▶"))) != NULL;
         text = point + strlen("▶"))
        fprintf(stream, "%.*s%s%.*s▶%s", (int)(line - text), text, colour_on(stream, COLOUR_NAME), (int)(point - line),
                line, colour_off(stream, COLOUR_NAME));
    fprintf(stream, "%.*s\n", (int)(end - text), text);
}

static void graph_print(FILE *stream, const Graph *g) {
    GraphTerminal terminal = graph_terminal(stream == stderr ? STDERR_FILENO : STDOUT_FILENO);
    Bytes text = {0};
    if (plain_is_on())
        graph_plain(g, &text);
    else
        graph_text(g, &terminal, &text);
    for (const char *line = text.data, *end = line + text.length, *newline; line < end; line = newline + 1) {
        newline = memchr(line, '\n', (size_t)(end - line));
        if (!newline) newline = end;
        line_print(stream, line, (size_t)(newline - line));
    }
    bytes_free(&text);
}

/* ---- What is drawn ---- */

static bool survey_draw(const char *name, const Survey *s, GraphMoment moment) {
    Graph *g = s ? graph_make(s, moment) : NULL;
    if (!g) return print_failure("write", name, ENOMEM);
    fflush(stdout);
    bool text = strcmp(name, "-") == 0, drawn = true;
    if (text) {
        fputc('\n', stderr);
        graph_print(stderr, g);
    } else {
        drawn = graph_write(name, g);
    }
    graph_delete(g);
    return drawn;
}

bool picture_deadlock(World *w, GraphMoment moment, const char *name) {
    return !world_stuck(w) || survey_draw(name, world_stuck(w), moment);
}

static Survey *survey_now(World *w) {
    return survey_take(w, SURVEY_OBJECTS | SURVEY_HOLDERS | SURVEY_LEAKS);
}

bool picture_leaks(World *w, const char *name) {
    Survey *s = survey_now(w);
    bool drawn = (s && s->leaked == 0) || survey_draw(name, s, GRAPH_ANY);
    survey_delete(s);
    return drawn;
}

static void survey_print(const Survey *s, GraphMoment moment) {
    Graph *g = s ? graph_make(s, moment) : NULL;
    if (g)
        graph_print(stdout, g);
    else
        print_failure("write", "stdout", ENOMEM);
    graph_delete(g);
}

bool picture_now(World *w, const char *name) {
    bool deadlock = world_stuck(w) != NULL, drawn = true;
    Survey *s = deadlock && name ? NULL : survey_now(w);
    if (name) {
        drawn = deadlock ? picture_deadlock(w, GRAPH_ENTRY_STUCK, name)
                         : survey_draw(name, s, GRAPH_ANY);
    } else {
        if (deadlock) {
            puts("The deadlock of the last entry:\n");
            survey_print(world_stuck(w), GRAPH_ENTRY_STUCK);
            puts("\nNow:\n");
        }
        survey_print(s, GRAPH_ANY);
    }
    survey_delete(s);
    return drawn;
}
