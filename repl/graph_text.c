/* A wait-for graph as text. First who waits for whom, a line for each wait:
 *
 *     ╭ goroutine 2 main.a  ──Lock──▶ muB  ──held by──▶ goroutine 3
 *     ╰ goroutine 3 main.b  ──Lock──▶ muA  ──held by──▶ goroutine 2
 *
 * with a bracket around a cycle; then what there is to know about each of them. What does not fit beside each other
 * stands below each other. */
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "repl/graph.h"
#include "lua/prose.h"
#include "lua/width.h"

enum {
    COLUMNS = 80,
    COLUMNS_MIN = 40,
    GUTTER = 2,
    INDENT = 4,
    HELPER = 32,
    HELPER_LESS = 24,
    HELPER_LEAST = 16
};

/* The signs of a drawing, in two alphabets. */
typedef struct Signs {
    const char *line, *arrow;                 /* a piece of an arrow, and its head */
    const char *first, *middle, *last, *only; /* of a bracket */
    const char *cut;
} Signs;

static const Signs signs_full = {"─", "▶", "╭", "│", "╰", "╶", "…"};
static const Signs signs_ascii = {"-", ">", ",", "|", "`", "-", "..."};

/* One line: `who`, an arrow with a verb to `object`, and from there one to `helper`. What is NULL is as in the line
 * above; `help` without a helper is words without an arrow, `helper` alone goes on with the one above. */
typedef struct Row {
    char *who, *who_long, *verb, *object, *help, *helper;
    int32_t cycle;
} Row;

typedef struct Drawing {
    const Graph *graph;
    int columns;
    const Signs *signs;
    Bytes *out;
    Row *rows;
    size_t row_count, row_capacity;
    bool cycles;
    int who, verb, object, help; /* widths */
    int helper_max;              /* how wide a list of those who could help may be */
    bool brief, narrow;          /* without functions' names; below each other */
} Drawing;

/* ---- The terminal ---- */

/* What the environment says of it: the program may have changed the process's own locale, or nobody has set it. */
static bool is_utf8(void) {
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    if (!locale) return false;
    bool utf8 = strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
    freelocale(locale);
    return utf8;
}

GraphTerminal graph_terminal(int fd) {
    struct winsize size;
    int columns = ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : COLUMNS;
    return (GraphTerminal){.columns = columns, .ascii = !is_utf8()};
}

static int width(const char *text) {
    return text ? width_of(text, strlen(text)) : 0;
}

/* ---- Rows ---- */

/* The text without what would disturb the terminal, to be freed. */
static char *word_keep(const char *text) {
    Bytes kept = {0};
    while (*text) {
        size_t size = width_character(text);
        bytes_add(&kept, size ? text : "?", size ? size : 1);
        text += size ? size : 1;
    }
    bytes_add(&kept, "", 1);
    return kept.data;
}

static char *bytes_keep(Bytes *text) {
    bytes_add(text, "", 1);
    char *kept = word_keep(text->data);
    bytes_free(text);
    return kept;
}

static Row *row_add(Drawing *d, int32_t cycle) {
    if (d->row_count == d->row_capacity) {
        Bytes grown = {0};
        d->row_capacity = d->row_capacity ? d->row_capacity * 2 : 16;
        bytes_room(&grown, d->row_capacity * sizeof *d->rows);
        if (d->row_count) memcpy(grown.data, d->rows, d->row_count * sizeof *d->rows);
        free(d->rows);
        d->rows = (Row *)(void *)grown.data;
    }
    d->rows[d->row_count] = (Row){.cycle = cycle};
    return &d->rows[d->row_count++];
}

static void row_name(const Drawing *d, Row *row, const GraphNode *n) {
    const char *function = n->member_count == 1 ? graph_function(d->graph, n) : NULL;
    Bytes name = {0};
    bytes_format(&name, "%s", n->name);
    if (function) bytes_format(&name, " %s", function);
    row->who = word_keep(n->name);
    row->who_long = bytes_keep(&name);
}

/* A blank, but not one in "main.worker x 3". */
static bool breaks(const char *text, size_t at) {
    if (text[at] != ' ') return false;
    return strncmp(text + at, " x ", 3) != 0 && (at < 2 || strncmp(text + at - 2, " x ", 3) != 0);
}

/* Ends the text after as many of its words as fit, and gives what follows, or NULL. */
static char *helper_cut(const Drawing *d, char *text) {
    if (width(text) <= d->helper_max) return NULL;
    size_t at = width_fit(text, strlen(text), d->helper_max);
    while (at && !breaks(text, at)) at--;
    if (!at) return NULL;
    text[at] = '\0';
    return word_keep(text + at + 1);
}

/* The rows of one wait: one for each way in which it could end, and more where those who could end it are many. */
static void wait_add(Drawing *d, const GraphNode *who, const GraphEdge *edge, bool first) {
    const Graph *g = d->graph;
    Row *row = row_add(d, who->cycle);
    if (first) row_name(d, row, who);
    row->verb = word_keep(graph_verb_text(edge->verb));
    row->object = word_keep(g->nodes[edge->to].name);
    const GraphEdge *help = graph_next_help(g, edge, NULL);
    Bytes text = {0};
    if (!help) {
        graph_dead_end(g, edge, &text);
        if (text.length) row->help = bytes_keep(&text);
        return;
    }
    graph_helpers(g, edge, help, &text);
    row->help = word_keep(graph_verb_text(help->verb));
    row->helper = bytes_keep(&text);
    for (char *rest = helper_cut(d, row->helper); rest; rest = helper_cut(d, rest)) {
        row = row_add(d, who->cycle);
        row->helper = rest;
    }
}

static void rows_make(Drawing *d) {
    const Graph *g = d->graph;
    for (size_t i = 0; i < g->node_count; i++) {
        if (g->nodes[i].kind != GRAPH_GOROUTINES) continue;
        bool first = true;
        for (size_t j = 0; j < g->edge_count; j++) {
            if (g->edges[j].from != (int32_t)i) continue;
            wait_add(d, &g->nodes[i], &g->edges[j], first);
            first = false;
        }
        if (first || !g->nodes[i].missing) continue;
        Bytes more = {0};
        bytes_format(&more, "and %zu more", g->nodes[i].missing);
        row_add(d, g->nodes[i].cycle)->object = bytes_keep(&more);
    }
}

static void rows_free(Drawing *d) {
    for (size_t i = 0; i < d->row_count; i++) {
        const Row *row = &d->rows[i];
        char *texts[] = {row->who, row->who_long, row->verb, row->object, row->help, row->helper};
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++) free(texts[j]);
    }
    d->row_count = 0;
}

/* ---- Drawing ---- */

static void put(Drawing *d, const char *text) {
    bytes_add(d->out, text, strlen(text));
}

static void put_times(Drawing *d, const char *text, int times) {
    for (int i = 0; i < times; i++) put(d, text);
}

/* The text in no more than so many columns. */
static int put_cut(Drawing *d, const char *text, int columns) {
    int wide = width(text);
    if (wide <= columns) {
        put(d, text);
        return wide;
    }
    int room = columns - width(d->signs->cut);
    size_t fits = width_fit(text, strlen(text), room > 0 ? room : 0);
    bytes_add(d->out, text, fits);
    put(d, d->signs->cut);
    return width_of(text, fits) + width(d->signs->cut);
}

static void put_padded(Drawing *d, const char *text, int columns) {
    int wide = text ? put_cut(d, text, columns) : 0;
    put_times(d, " ", columns - wide);
}

/* No line ends in blanks. */
static void put_end(Drawing *d) {
    while (d->out->length && d->out->data[d->out->length - 1] == ' ') d->out->length--;
    put(d, "\n");
}

/* An arrow with a word in it, as long as one with a word of `columns`. */
static void put_arrow(Drawing *d, const char *word, int columns) {
    put_times(d, d->signs->line, 2);
    put(d, word);
    put_times(d, d->signs->line, columns - width(word) + 2);
    put(d, d->signs->arrow);
    put(d, " ");
}
enum { ARROW = 6 /* columns besides the word's */ };

/* `first` and `last`: of the lines that the row takes. */
static void put_gutter(Drawing *d, size_t row, bool first, bool last) {
    if (!d->cycles) return;
    int32_t cycle = d->rows[row].cycle;
    bool before = !first || (row > 0 && d->rows[row - 1].cycle == cycle);
    bool after = !last || (row + 1 < d->row_count && d->rows[row + 1].cycle == cycle);
    const Signs *s = d->signs;
    if (cycle == SURVEY_NONE)
        put(d, " ");
    else
        put(d, before ? (after ? s->middle : s->last) : (after ? s->first : s->only));
    put(d, " ");
}

static const char *row_who(const Drawing *d, const Row *row) {
    return d->brief ? row->who : row->who_long;
}

/* How wide the columns are; the width of all of it. */
static int measure(Drawing *d) {
    int helper = 0;
    d->who = d->verb = d->object = d->help = 0;
    for (size_t i = 0; i < d->row_count; i++) {
        const Row *row = &d->rows[i];
        int who = width(row_who(d, row)), verb = width(row->verb), object = width(row->object);
        int help = width(row->help), last = width(row->helper);
        if (who > d->who) d->who = who;
        if (verb > d->verb) d->verb = verb;
        if (row->verb && object > d->object) d->object = object;
        if (!row->helper && help > ARROW) last = help - ARROW, help = 0;
        if (help > d->help) d->help = help;
        if (last > helper) helper = last;
    }
    return (d->cycles ? GUTTER : 0) + d->who + 1 + d->verb + ARROW + d->object + 1 + d->help +
           ARROW + helper;
}

static void put_wide(Drawing *d, size_t at) {
    const Row *row = &d->rows[at];
    put_gutter(d, at, true, true);
    const char *who = row_who(d, row);
    if (!who && row->verb) {
        put_times(d, " ", d->who - 2);
        put(d, "or ");
    } else {
        put_padded(d, who, d->who + 1);
    }
    if (row->verb)
        put_arrow(d, row->verb, d->verb);
    else
        put_times(d, " ", d->verb + ARROW);
    if (row->verb || !row->object)
        put_padded(d, row->object, d->object + 1);
    else
        put(d, row->object); /* how many more there are */
    if (row->helper) {
        if (row->help)
            put_arrow(d, row->help, d->help);
        else
            put_times(d, " ", d->help + ARROW);
        put(d, row->helper);
    } else if (row->help) {
        put_times(d, d->signs->line, 2);
        put(d, " ");
        put(d, row->help);
    }
    put_end(d);
}

/* Below each other. */
static void put_narrow(Drawing *d, size_t at) {
    const Row *row = &d->rows[at];
    int room = d->columns - (d->cycles ? GUTTER : 0);
    if (row->who) {
        put_gutter(d, at, true, !row->verb && !row->help);
        put_cut(d, row->who_long, room);
        put_end(d);
    }
    if (row->verb) {
        put_gutter(d, at, !row->who, !row->help);
        put_times(d, " ", INDENT);
        put_arrow(d, row->verb, width(row->verb));
        put_cut(d, row->object, room - INDENT - ARROW - width(row->verb));
        put_end(d);
    }
    if (row->object && !row->verb) {
        put_gutter(d, at, true, true);
        put_times(d, " ", INDENT);
        put_cut(d, row->object, room - INDENT);
        put_end(d);
    }
    if (!row->help && !row->helper) return;
    put_gutter(d, at, !row->who && !row->verb, true);
    put_times(d, " ", INDENT * 2);
    if (row->helper && !row->help) {
        put_times(d, " ", INDENT);
        put_cut(d, row->helper, room - INDENT * 3);
    } else if (row->helper) {
        put_arrow(d, row->help, width(row->help));
        put_cut(d, row->helper, room - INDENT * 2 - ARROW - width(row->help));
    } else {
        put_cut(d, row->help, room - INDENT * 2);
    }
    put_end(d);
}

/* Makes the rows in the first form that fits: wide, without functions' names, with less beside each other, or narrow. */
static void rows_fit(Drawing *d) {
    static const struct Form {
        bool brief, narrow;
        int helper_max;
    } forms[] = {{false, false, HELPER},
                 {true, false, HELPER},
                 {true, false, HELPER_LESS},
                 {true, false, HELPER_LEAST},
                 {false, true, HELPER}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        d->brief = forms[i].brief;
        d->narrow = forms[i].narrow;
        d->helper_max = forms[i].helper_max;
        rows_free(d);
        rows_make(d);
        d->cycles = false;
        for (size_t j = 0; j < d->row_count; j++) d->cycles |= d->rows[j].cycle != SURVEY_NONE;
        if (d->narrow || measure(d) <= d->columns) return;
    }
}

static void put_rows(Drawing *d) {
    for (size_t i = 0; i < d->row_count; i++) {
        if (d->narrow)
            put_narrow(d, i);
        else
            put_wide(d, i);
        int32_t cycle = d->rows[i].cycle;
        if (cycle == SURVEY_NONE || (i + 1 < d->row_count && d->rows[i + 1].cycle == cycle))
            continue;
        put(d, "  ");
        put_cut(d, graph_cycle_text(d->graph, cycle), d->columns - GUTTER);
        put_end(d);
    }
}

/* ---- What is to be known of each ---- */

/* Words from `column` on, in as many lines as it takes. */
static void put_wrapped(Drawing *d, const char *text, int column) {
    int room = d->columns - column;
    while (width(text) > room) {
        size_t row = prose_row(text, strlen(text), room, 0), fits = width_fit(text, row, room);
        if (fits < row) row = fits ? fits : 1; /* a word that is wider than the row */
        bytes_add(d->out, text, row);
        put_end(d);
        put_times(d, " ", column);
        text += row + (text[row] == ' ');
    }
    put(d, text);
    put_end(d);
}

static void put_legend(Drawing *d, bool goroutines) {
    const Graph *g = d->graph;
    int names = 0;
    for (size_t i = 0; i < g->node_count; i++)
        if (g->nodes[i].kind <= GRAPH_OBJECT && width(g->nodes[i].name) > names)
            names = width(g->nodes[i].name);
    if (names > d->columns / 2) names = d->columns / 2;
    for (size_t i = 0; i < g->node_count; i++) {
        const GraphNode *n = &g->nodes[i];
        if (n->kind > GRAPH_OBJECT || (n->kind == GRAPH_GOROUTINES) != goroutines) continue;
        Bytes text = {0};
        graph_describe(g, n, &text);
        char *name = word_keep(n->name), *words = bytes_keep(&text);
        put_padded(d, name, names);
        put(d, "  ");
        put_wrapped(d, words, names + 2);
        free(name);
        free(words);
    }
}

void graph_text(const Graph *g, const GraphTerminal *t, Bytes *out) {
    Drawing d = {.graph = g,
                 .columns = t->columns > COLUMNS_MIN ? t->columns : COLUMNS_MIN,
                 .signs = t->ascii ? &signs_ascii : &signs_full,
                 .out = out};
    rows_fit(&d);
    if (d.row_count) {
        put_rows(&d);
        put(&d, "\n");
        put_legend(&d, true);
        put_legend(&d, false);
    } else {
        put(&d, "no goroutine waits for another\n");
    }
    graph_rest(g, out);
    rows_free(&d);
    free(d.rows);
}
