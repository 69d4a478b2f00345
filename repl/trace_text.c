/* A timeline as text: time goes down, a row for each step, a column for each goroutine.
 *
 *     step  1  2  3
 *        4  ●──▶  ·   1  jobs <- 1, received by 2          fan.gosh:12
 *
 * A column is free for another goroutine when its own has ended; where there are more at a time than columns, some have
 * none, and are in words alone. */
#include <stdlib.h>
#include <string.h>

#include "lua/width.h"
#include "repl/colour.h"
#include "repl/trace.h"

enum {
    STEP_WIDTH = 6,
    LANE_WIDTH = 3,
    WORDS_LEAST = 44, /* columns that are to be left for words */
    WORDS_WITH_PLACE = 28, /* that are worth more than the place */
    LANES_LISTED = 12,
};

typedef struct Signs {
    const char *does, *waits, *ends, *panics; /* in a step */
    const char *runs, *ready, *waiting;       /* between */
    const char *right, *left, *line, *cross;  /* arrows */
    const char *cut, *gap;
} Signs;

static const Signs signs_full = {"●", "○", "■", "✗", "┃", "╎", "·", "▶", "◀", "─", "┼", "…", "⋮"};
static const Signs signs_ascii = {"*", "o", "x", "!", "#", ":", ".", ">", "<", "-", "+", "...", ":"};

typedef struct Drawing {
    const Timeline *t;
    const TraceRoom *room;
    const Signs *signs;
    FILE *out;
    int *slots;      /* of each lane; -1: none */
    int slot_count;
    int id_width, words;
    size_t *bars;    /* of each lane, its bar at the step or after it */
    size_t *next;    /* the bar of the same lane after that one; bar_count: none */
    size_t arrow;    /* the first one that is not over */
    int32_t *holder; /* the lane that has the slot, or TIMELINE_NONE */
} Drawing;

/* ---- Columns ---- */

/* Gives lanes their columns: the first that is free. How many are needed is at most `most`. */
static void slots_give(Drawing *d, int most) {
    const Timeline *t = d->t;
    uint32_t *busy = calloc((size_t)most + 1, sizeof *busy); /* until which step */
    if (!busy) return;
    for (size_t i = 0; i < t->lane_count; i++) {
        const TimelineLane *lane = &t->lanes[i];
        d->slots[i] = -1;
        for (int s = 0; s < most && d->slots[i] < 0 && lane->last > lane->first; s++) {
            if (busy[s] > lane->first) continue;
            busy[s] = lane->last;
            d->slots[i] = s;
            if (s >= d->slot_count) d->slot_count = s + 1;
        }
    }
    free(busy);
}

static bool drawing_begin(Drawing *d) {
    const Timeline *t = d->t;
    d->slots = malloc((t->lane_count + 1) * sizeof *d->slots);
    d->bars = malloc((t->lane_count + 1) * sizeof *d->bars);
    d->next = malloc((t->bar_count + 1) * sizeof *d->next);
    if (!d->slots || !d->bars || !d->next) return false;
    char widest[32];
    d->id_width = snprintf(widest, sizeof widest, "%llu", t->lane_count ? (unsigned long long)t->lanes[t->lane_count - 1].id : 0);
    int columns = d->room->columns, words = columns / 2 < WORDS_LEAST ? columns / 2 : WORDS_LEAST;
    int most = (columns - STEP_WIDTH - words) / LANE_WIDTH;
    slots_give(d, most > 1 ? most : 1);
    d->holder = malloc(((size_t)d->slot_count + 1) * sizeof *d->holder);
    if (!d->holder) return false;
    for (int s = 0; s < d->slot_count; s++) d->holder[s] = TIMELINE_NONE;
    for (size_t i = 0; i < t->lane_count; i++) d->bars[i] = t->bar_count;
    for (size_t i = t->bar_count; i-- > 0;) {
        d->next[i] = d->bars[t->bars[i].lane];
        d->bars[t->bars[i].lane] = i;
    }
    d->words = d->room->columns - STEP_WIDTH - d->slot_count * LANE_WIDTH - d->id_width - 3;
    return true;
}

static void drawing_end(Drawing *d) {
    free(d->slots);
    free(d->bars);
    free(d->next);
    free(d->holder);
}

/* ---- A row ---- */

typedef struct Cell {
    const char *sign, *behind; /* `behind`: twice, up to the next column */
    Colour colour, behind_colour;
} Cell;

/* What a lane does in a step in which others act. */
static void cell_fill(Drawing *d, int32_t lane, uint32_t step, Cell *cell) {
    const Timeline *t = d->t;
    size_t *bar = &d->bars[lane];
    while (*bar < t->bar_count && t->bars[*bar].to <= step) *bar = d->next[*bar];
    if (*bar == t->bar_count || t->bars[*bar].from > step) return;
    switch (t->bars[*bar].kind) {
    case BAR_RUNNING:
        *cell = (Cell){.sign = d->signs->runs, .colour = COLOUR_GOOD};
        break;
    case BAR_RUNNABLE:
        *cell = (Cell){.sign = d->signs->ready, .colour = COLOUR_PLAIN};
        break;
    case BAR_WAITING:
        *cell = (Cell){.sign = d->signs->waiting, .colour = COLOUR_FAINT};
        break;
    }
}

static const char *sign_of(const Signs *signs, MarkKind kind) {
    return kind == MARK_WAIT ? signs->waits : kind == MARK_END ? signs->ends : kind == MARK_PANIC ? signs->panics : signs->does;
}

static void arrow_draw(const Drawing *d, const TimelineArrow *a, Cell *cells) {
    int from = d->slots[a->from], to = d->slots[a->to];
    if (from < 0 || to < 0 || from == to) return;
    Colour colour = a->kind == ARROW_VALUE ? COLOUR_NAME : COLOUR_FAINT;
    int first = from < to ? from : to, last = from < to ? to : from;
    for (int s = first; s < last; s++) {
        cells[s].behind = d->signs->line;
        cells[s].behind_colour = colour;
        bool end = s == first || cells[s].colour == COLOUR_STRONG; /* another arrow ends here */
        if (!end) cells[s] = (Cell){cells[s].sign ? d->signs->cross : d->signs->line, d->signs->line, colour, colour};
    }
    cells[to].sign = from < to ? d->signs->right : d->signs->left;
    cells[to].colour = COLOUR_STRONG;
    if (cells[from].colour != COLOUR_STRONG || cells[from].sign == d->signs->waiting) {
        cells[from].sign = d->signs->does;
        cells[from].colour = COLOUR_STRONG;
    }
}

static void coloured(FILE *out, Colour colour, const char *text) {
    fprintf(out, "%s%s%s", colour_on(out, colour), text, colour_off(out, colour));
}

static void lanes_draw(Drawing *d, const TimelineMark *m) {
    const Timeline *t = d->t;
    Cell *cells = calloc((size_t)d->slot_count + 1, sizeof *cells);
    if (!cells) return;
    for (int s = 0; s < d->slot_count; s++)
        if (d->holder[s] != TIMELINE_NONE) cell_fill(d, d->holder[s], m->step, &cells[s]);
    if (m->lane != TIMELINE_NONE && d->slots[m->lane] >= 0) {
        Colour colour = m->kind == MARK_PANIC ? COLOUR_ERROR : COLOUR_STRONG;
        cells[d->slots[m->lane]] = (Cell){.sign = sign_of(d->signs, m->kind), .colour = colour};
    }
    while (d->arrow < t->arrow_count && t->arrows[d->arrow].to_step < m->step) d->arrow++;
    for (size_t i = d->arrow; i < t->arrow_count && t->arrows[i].to_step == m->step; i++)
        if (t->arrows[i].from_step == m->step) arrow_draw(d, &t->arrows[i], cells);
    for (int s = 0; s < d->slot_count; s++) {
        const Cell *c = &cells[s];
        coloured(d->out, c->colour, c->sign ? c->sign : m->kind == MARK_GAP ? d->signs->gap : " ");
        for (int i = 1; i < LANE_WIDTH; i++) coloured(d->out, c->behind_colour, c->behind ? c->behind : " ");
    }
    free(cells);
}

/* The text, cut to so many columns; its width. */
static int cut_print(const Drawing *d, const char *text, size_t length, int columns) {
    int width = width_of(text, length);
    if (width <= columns) {
        fwrite(text, 1, length, d->out);
        return width;
    }
    int cut = width_of(d->signs->cut, strlen(d->signs->cut));
    size_t fits = columns > cut ? width_fit(text, length, columns - cut) : 0;
    fprintf(d->out, "%.*s%s", (int)fits, text, d->signs->cut);
    return width_of(text, fits) + cut;
}

static void words_print(Drawing *d, const TimelineMark *m) {
    Bytes words = {0}, place = {0};
    if (m->lane != TIMELINE_NONE)
        fprintf(d->out, "%*llu  ", d->id_width, (unsigned long long)d->t->lanes[m->lane].id);
    else
        fprintf(d->out, "%*s  ", d->id_width, "");
    trace_mark_words(d->t, m, &words);
    trace_place_words(&m->place, &place);
    trace_show(&words);
    trace_show(&place);
    int wide = place.length ? width_of(place.data, place.length) : 0;
    int left = d->words - wide - 1;
    bool placed = wide > 0 && (left >= WORDS_WITH_PLACE || width_of(words.data, words.length) <= left);
    int width = cut_print(d, words.data, words.length, placed ? left : d->words);
    if (placed)
        fprintf(d->out, "%*s%s%.*s%s", d->words - wide - width, "", colour_on(d->out, COLOUR_FAINT), (int)place.length,
                place.data, colour_off(d->out, COLOUR_FAINT));
    fputc('\n', d->out);
    bytes_free(&words);
    bytes_free(&place);
}

/* Lanes that begin or end before the step take and leave their columns. */
static void holders_move(Drawing *d, uint32_t step, size_t *begun) {
    const Timeline *t = d->t;
    for (int s = 0; s < d->slot_count; s++)
        if (d->holder[s] != TIMELINE_NONE && t->lanes[d->holder[s]].last <= step) d->holder[s] = TIMELINE_NONE;
    for (; *begun < t->lane_count && t->lanes[*begun].first <= step; ++*begun)
        if (d->slots[*begun] >= 0 && t->lanes[*begun].last > step) d->holder[d->slots[*begun]] = (int32_t)*begun;
}

/* ---- Around them ---- */

static void lane_list(const Drawing *d) {
    const Timeline *t = d->t;
    size_t shown = 0;
    for (size_t i = 0, next; i < t->lane_count; i = next) {
        const TimelineLane *lane = &t->lanes[i];
        for (next = i + 1; next < t->lane_count && t->lanes[next].id == t->lanes[next - 1].id + 1 &&
                           t->lanes[next].function && lane->function && strcmp(t->lanes[next].function, lane->function) == 0 &&
                           t->lanes[next].created.line == lane->created.line;)
            next++;
        if (shown++ == LANES_LISTED) {
            fprintf(d->out, "  %s and %zu more\n", d->signs->cut, t->lane_count - i);
            return;
        }
        Bytes who = {0}, created = {0};
        bytes_format(&who, "%llu", (unsigned long long)lane->id);
        if (next > i + 1) bytes_format(&who, "-%llu", (unsigned long long)t->lanes[next - 1].id);
        trace_place_words(&lane->created, &created);
        trace_show(&created);
        fprintf(d->out, "%*.*s  %s%s%s", d->id_width * 2 + 3, (int)who.length, who.data, colour_on(d->out, COLOUR_STRONG),
                trace_function(lane), colour_off(d->out, COLOUR_STRONG));
        if (created.length) fprintf(d->out, ", created at %.*s", (int)created.length, created.data);
        fputc('\n', d->out);
        bytes_free(&who);
        bytes_free(&created);
    }
}

static void heading_print(const Drawing *d, const char *program) {
    const Timeline *t = d->t;
    Bytes text = {0};
    bytes_format(&text, "%s: ", program);
    trace_number(t->lane_count, &text);
    bytes_format(&text, t->lane_count == 1 ? " goroutine, " : " goroutines, ");
    trace_number(t->steps, &text);
    bytes_format(&text, t->steps == 1 ? " step" : " steps");
    trace_show(&text);
    fprintf(d->out, "%s%.*s%s\n", colour_on(d->out, COLOUR_STRONG), (int)text.length, text.data, colour_off(d->out, COLOUR_STRONG));
    bytes_free(&text);
    lane_list(d);
    fprintf(d->out, "\nstep\n");
}

/* What goroutines do at the end that are still there. */
static void ends_print(const Drawing *d) {
    const Timeline *t = d->t;
    size_t shown = 0;
    for (size_t i = 0; i < t->bar_count; i++) {
        const TimelineBar *b = &t->bars[i];
        if (!b->open) continue;
        if (shown++ == LANES_LISTED) {
            fprintf(d->out, " end  %s and others\n", d->signs->cut);
            return;
        }
        Bytes words = {0};
        bytes_format(&words, "goroutine %llu %s: ", (unsigned long long)t->lanes[b->lane].id, trace_function(&t->lanes[b->lane]));
        trace_bar_words(t, b, &words);
        if (b->place.file) bytes_format(&words, ", at ");
        trace_place_words(&b->place, &words);
        trace_show(&words);
        fputs(" end  ", d->out);
        cut_print(d, words.data, words.length, d->room->columns - STEP_WIDTH);
        fputc('\n', d->out);
        bytes_free(&words);
    }
}

static void foot_print(const Drawing *d) {
    const Signs *s = d->signs;
    Bytes text = {0};
    trace_missing_words(d->t, &text);
    fprintf(d->out, "\n%s acts  %s begins to wait  %s waits  %s can run  %s ends\n", s->does, s->waits, s->waiting, s->ready, s->ends);
    fwrite(text.data ? text.data : "", 1, text.length, d->out);
    bytes_free(&text);
}

void trace_text(const Timeline *t, const char *program, const TraceRoom *room, FILE *out) {
    Drawing d = {.t = t, .room = room, .signs = room->ascii ? &signs_ascii : &signs_full, .out = out};
    if (!drawing_begin(&d)) {
        drawing_end(&d);
        return;
    }
    heading_print(&d, program);
    size_t begun = 0, half = room->rows / 2, left = t->mark_count > room->rows ? t->mark_count - 2 * half : 0;
    for (size_t i = 0; i < t->mark_count; i++) {
        const TimelineMark *m = &t->marks[i];
        if (left && i == half) {
            Bytes number = {0};
            trace_number(left, &number);
            fprintf(out, "      %s %.*s steps are not shown; a file has all: -o FILE.json\n", d.signs->cut, (int)number.length, number.data);
            bytes_free(&number);
            i += left;
            m = &t->marks[i];
        }
        holders_move(&d, m->step, &begun);
        fprintf(out, "%s%4u%s  ", colour_on(out, COLOUR_FAINT), m->step + 1, colour_off(out, COLOUR_FAINT));
        lanes_draw(&d, m);
        words_print(&d, m);
    }
    ends_print(&d);
    foot_print(&d);
    drawing_end(&d);
}
