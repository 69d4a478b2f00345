/* A timeline as SVG: a file that needs no other, readable on light and dark. Lanes lie below each other and time goes to the
 * right; what is longer than a page goes on further down, as music does. What a colour says is also said in words, at the
 * latest where the pointer rests. */
#include <string.h>

#include "lua/width.h"
#include "repl/svg.h"
#include "repl/trace.h"

enum {
    WIDTH = 1240,
    MARGIN = 24,
    HEAD = 70,
    LEGEND = 56,
    LEGEND_LINE = 20,
    TIME_LABEL = 44, /* as wide as one is */
    AXIS = 26,       /* above the lanes of a part */
    BETWEEN = 26,    /* parts */
    LANE = 40,
    LANE_LOW = 22,   /* where there are many */
    MANY = 16,       /* lanes */
    ALIKE_LEAST = 3, /* lanes that share a row */
    BAR = 20,
    CELL = 36,       /* pixels for a step, where there is room */
    CELL_LEAST = 13, /* where there is none, the time goes on further down, with */
    CELL_USUAL = 16,
    TAIL = 160,      /* behind the last step, for who waits at the end */
    NAME_CHARACTERS = 24,
    FOOT_LINE = 18,
    STEPS_MAX = 2000, /* that are drawn: the first ones, and the last */
    LANES_MAX = 300,  /* drawn in a part */
    SHAPES_MAX = 60000, /* in time, where all is in one part */
    LABELS_MAX = 2000,
};

/* Pixels, about as wide as the usual fonts have it: of small text, and of names. */
static const double CHARACTER = 6.3, NAME_CHARACTER = 7.4;

static const char style[] =
    "<style>\n"
    ".paper{fill:#ffffff}\n"
    "text{font:11px ui-sans-serif,system-ui,\"Segoe UI\",\"DejaVu Sans\",\"Liberation Sans\",Helvetica,Arial,sans-serif;"
    "fill:#1f2430}\n"
    ".head{font-size:17px;font-weight:600}\n"
    ".name{font-size:12px;font-weight:600}\n"
    ".small,.count{fill:#646c7e}\n"
    ".count{font-size:12px;font-weight:400}\n"
    ".in{font-size:10.5px;fill:#4a3a08;pointer-events:none}\n"
    ".value{font-size:10.5px;font-weight:600;fill:#1f4f9c;stroke:#ffffff;stroke-width:3px;paint-order:stroke;pointer-events:none}\n"
    ".row{fill:#f5f6f9}\n"
    ".grid{stroke:#e3e6ee;stroke-width:1}\n"
    ".running{fill:#2f8f5b}\n"
    ".runnable{fill:#ffffff;stroke:#2f8f5b;stroke-width:1.2;stroke-dasharray:3 2.5}\n"
    ".channel{fill:#f8dd93}\n"
    ".lock{fill:#f3b6a6}\n"
    ".sleep{fill:#cfd6e4}\n"
    ".stuck{fill:#b3261e}\n"
    ".arrow{stroke:#2f68c0;fill:none;stroke-width:1.6}\n"
    ".wake{stroke:#8a91a3;fill:none;stroke-width:1.1;stroke-dasharray:4 3}\n"
    ".go{stroke:#2f8f5b;fill:none;stroke-width:1.2}\n"
    ".tip{fill:#2f68c0}.waketip{fill:#8a91a3}.gotip{fill:#2f8f5b}\n"
    ".mark{fill:#ffffff;stroke:none}\n"
    ".sign{fill:none;stroke:#ffffff;stroke-width:1.7;stroke-linecap:round}\n"
    ".panic{fill:#c22f1f}\n"
    ".hit{fill:#000000;fill-opacity:0}\n"
    ".hit:hover{fill:#000000;fill-opacity:.12}\n"
    "@media (prefers-color-scheme:dark){\n"
    ".paper,.runnable{fill:#14171d}\n"
    "text{fill:#e6e9f0}\n"
    ".small,.count{fill:#9aa3b6}\n"
    ".in{fill:#f7e3ae}\n"
    ".value{fill:#a9cbff;stroke:#14171d}\n"
    ".row{fill:#1a1e26}\n"
    ".grid{stroke:#2a303c}\n"
    ".running{fill:#3fae73}\n"
    ".runnable{stroke:#3fae73}\n"
    ".channel{fill:#5c4a16}\n"
    ".lock{fill:#6d3327}\n"
    ".sleep{fill:#3a4252}\n"
    ".stuck{fill:#ff7a66}\n"
    ".arrow{stroke:#7fb0ff}\n"
    ".wake{stroke:#7f889c}\n"
    ".go{stroke:#5fce93}\n"
    ".tip{fill:#7fb0ff}.waketip{fill:#7f889c}.gotip{fill:#5fce93}\n"
    ".hit:hover{fill:#ffffff}\n"
    "}\n"
    "</style>\n"
    "<defs>\n"
    "<marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" "
    "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"tip\" d=\"M0 0 10 5 0 10z\"/></marker>\n"
    "<marker id=\"waketip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"6\" markerHeight=\"6\" "
    "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"waketip\" d=\"M0 0 10 5 0 10z\"/></marker>\n"
    "<marker id=\"gotip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"6\" markerHeight=\"6\" "
    "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"gotip\" d=\"M0 0 10 5 0 10z\"/></marker>\n"
    "</defs>\n";

/* A part of the time, whose lanes lie below each other. */
typedef struct Part {
    uint32_t from, to; /* steps */
    double y;          /* of its first lane */
    size_t lanes, hidden;
    int lane_height;
} Part;

typedef struct Svg {
    const Timeline *t;
    Bytes *out;
    Part part;
    double left, cell, tail;
    uint32_t per_part; /* steps */
    int32_t *rows;     /* of each lane in this part; -1: none */
    int32_t *alike;    /* the last lane of those that share its row, behind the first of them; -1: it is not the first */
    size_t *still;     /* of each lane the bar, plus 1, in which it waits throughout this part; 0: none */
    size_t bar, mark, arrow; /* the first that is not over before this part */
    size_t shapes, labels;
} Svg;

/* ---- Places ---- */

/* `half`: the middle of the step. */
static double x_of(const Svg *s, uint32_t step, bool half, int64_t when) {
    const Timeline *t = s->t;
    if (!t->times) return s->left + (step - s->part.from + (half ? 0.5 : 0)) * s->cell;
    double all = (double)(t->end - t->begin);
    return s->left + (all > 0 ? (double)(when - t->begin) / all : 0) * (WIDTH - MARGIN - s->left);
}

static double y_of(const Svg *s, int32_t lane) {
    return s->part.y + (s->rows[lane] + 0.5) * s->part.lane_height;
}

static bool is_shown(const Svg *s, int32_t lane) {
    return lane != TIMELINE_NONE && s->rows[lane] >= 0;
}

static double bar_height(const Svg *s) {
    return s->part.lane_height == LANE ? BAR : LANE_LOW - 6;
}

/* ---- Texts ---- */

static void put_title(Svg *s, const Bytes *words) {
    svg_put(s->out, "<title>");
    svg_text(s->out, words->data, words->length);
    svg_put(s->out, "</title>");
}

static void add_place(const char *before, const SurveyPlace *place, Bytes *words) {
    if (!place->file) return;
    svg_put(words, before);
    trace_place_words(place, words);
}

static void add_lane(const Svg *s, int32_t lane, Bytes *words) {
    const TimelineLane *l = &s->t->lanes[lane];
    bytes_format(words, "goroutine %llu %s", (unsigned long long)l->id, trace_function(l));
}

/* The text, or as much of it as there is room for. */
static void put_fitting(Svg *s, const char *class, double x, double y, const Bytes *text, double room) {
    int characters = (int)(room / CHARACTER);
    size_t fits = width_fit(text->data, text->length, characters);
    if (fits < text->length) fits = characters > 4 ? width_fit(text->data, text->length, characters - 1) : 0;
    if (!fits) return;
    Bytes cut = {0};
    bytes_add(&cut, text->data, fits);
    if (fits < text->length) svg_put(&cut, "…");
    svg_line(s->out, class, x, y, cut.data, cut.length);
    bytes_free(&cut);
}

/* ---- Bars ---- */

static const char *bar_class(const TimelineBar *b) {
    if (b->kind == BAR_RUNNING) return "running";
    if (b->kind == BAR_RUNNABLE) return "runnable";
    switch (b->reason) {
    case WAIT_MUTEX_LOCK:
    case WAIT_RWMUTEX_RLOCK:
    case WAIT_RWMUTEX_LOCK:
    case WAIT_COND:
    case WAIT_WAITGROUP:
        return "lock";
    case WAIT_SLEEP:
    case WAIT_IO:
    case WAIT_NONE:
        return "sleep";
    default:
        return "channel";
    }
}

static void put_bar(Svg *s, const TimelineBar *b) {
    const Part *p = &s->part;
    int32_t last = s->alike[b->lane];
    if (last < 0) return; /* it is drawn for all of them */
    bool begins = s->t->times || b->from >= p->from, ends = s->t->times || b->to <= p->to;
    uint32_t from = begins ? b->from : p->from, to = ends ? b->to : p->to;
    double x = x_of(s, from, false, b->since), end = x_of(s, to, false, b->until);
    double height = bar_height(s), y = y_of(s, b->lane) - height / 2;
    if (b->open && ends) end += s->tail;
    if (end - x < 1) end = x + 1;
    if (b->kind != BAR_RUNNING) { /* thinner: nothing happens */
        y += 3;
        height -= 6;
    }
    Bytes words = {0}, title = {0};
    if (last > b->lane) bytes_format(&words, "each of %d: ", last - b->lane + 1);
    trace_bar_words(s->t, b, &words);
    add_lane(s, b->lane, &title);
    if (last > b->lane) bytes_format(&title, " to %llu", (unsigned long long)s->t->lanes[last].id);
    bytes_format(&title, ": %.*s", (int)words.length, words.data);
    add_place(", at ", &b->place, &title);
    if (!s->t->times && b->to > b->from) bytes_format(&title, "; steps %u to %u", b->from + 1, b->to);
    if (b->open) svg_put(&title, ", still at the end");
    svg_rectangle(s->out, bar_class(b), x, y, end - x, height, end - x > 6 ? 3 : 0);
    svg_put(s->out, ">");
    put_title(s, &title);
    svg_put(s->out, "</rect>\n");
    if (b->open && b->kind == BAR_WAITING && ends) {
        svg_rectangle(s->out, "stuck", end - 3, y, 3, height, 1.5);
        svg_put(s->out, "/>\n");
    }
    if (b->kind == BAR_WAITING && end - x > 34 && (p->lane_height == LANE || last > b->lane))
        put_fitting(s, "in", x + 6, y + height / 2 + 3.7, &words, end - x - 10);
    s->shapes++;
    bytes_free(&words);
    bytes_free(&title);
}

/* ---- Marks ---- */

/* What is done, in a drawing around 0 0. */
static const char *sign_of(MarkKind kind) {
    switch (kind) {
    case MARK_SEND:
        return "<circle class=\"mark\" r=\"3.2\"/>";
    case MARK_RECEIVE:
    case MARK_RECEIVE_CLOSED:
        return "<circle class=\"sign\" r=\"3.1\"/>";
    case MARK_GO:
        return "<path class=\"sign\" d=\"M-3.5 0h7M0-3.5v7\"/>";
    case MARK_CLOSE:
        return "<path class=\"sign\" d=\"M-3-3 3 3M3-3-3 3\"/>";
    case MARK_LOCK:
        return "<path class=\"sign\" d=\"M-3-.5h6v4h-6zM-1.8-.5v-1.5a1.8 1.8 0 0 1 3.6 0v1.5\"/>";
    case MARK_UNLOCK:
        return "<path class=\"sign\" d=\"M-3-.5h6v4h-6zM-1.8-.5v-2a1.8 1.8 0 0 1 3.6-.6\"/>";
    case MARK_WAITGROUP:
        return "<path class=\"sign\" d=\"M-2.5 4v-8h5l-1.5 2 1.5 2h-5\"/>";
    case MARK_SIGNAL:
        return "<path class=\"sign\" d=\"M0 3.5v-7M-2.8-1 0-3.8 2.8-1\"/>";
    case MARK_END:
        return "<rect class=\"mark\" x=\"-2.6\" y=\"-2.6\" width=\"5.2\" height=\"5.2\"/>";
    case MARK_WAIT:
        return "<path class=\"sign\" d=\"M-1.7-3v6M1.7-3v6\"/>";
    case MARK_YIELD:
    case MARK_PREEMPT:
        return "<path class=\"sign\" d=\"M-2.5-3 .5 0-2.5 3\"/>";
    case MARK_PANIC:
        return "<path class=\"sign\" d=\"M0-4.5v5M0 4v.2\"/>";
    case MARK_TIMER:
    case MARK_GAP:
        break;
    }
    return "";
}

static void mark_title(const Svg *s, const TimelineMark *m, Bytes *title) {
    bytes_format(title, "step %u: ", m->step + 1);
    if (m->lane != TIMELINE_NONE) add_lane(s, m->lane, title);
    if (m->lane != TIMELINE_NONE) svg_put(title, ": ");
    trace_mark_words(s->t, m, title);
    add_place(", at ", &m->place, title);
}

/* One of no lane goes through all of them. */
static void put_moment(Svg *s, const TimelineMark *m) {
    double x = x_of(s, m->step, true, m->when), height = (double)s->part.lanes * s->part.lane_height;
    Bytes title = {0};
    mark_title(s, m, &title);
    svg_rectangle(s->out, "sleep", x - 1, s->part.y, 2, height, 0);
    svg_put(s->out, " fill-opacity=\".7\">");
    put_title(s, &title);
    svg_put(s->out, "</rect>\n");
    if (m->kind == MARK_GAP) svg_line(s->out, "small", x + 6, s->part.y + 10, title.data, title.length);
    bytes_free(&title);
}

static void put_mark(Svg *s, const TimelineMark *m) {
    double x = x_of(s, m->step, true, m->when), y = y_of(s, m->lane), height = bar_height(s);
    double wide = s->t->times ? 6 : s->cell;
    Bytes title = {0};
    mark_title(s, m, &title);
    svg_put(s->out, "<g transform=\"translate(");
    svg_number(s->out, x);
    svg_put(s->out, " ");
    svg_number(s->out, y);
    svg_put(s->out, ")\">");
    put_title(s, &title);
    if (m->kind == MARK_PANIC) {
        svg_rectangle(s->out, "panic", -wide / 2, -height / 2, wide, height, 3);
        svg_put(s->out, "/>");
    }
    if (!s->t->times) svg_put(s->out, sign_of(m->kind));
    svg_rectangle(s->out, "hit", -wide / 2, -height / 2, wide, height, 3);
    svg_put(s->out, "/></g>\n");
    s->shapes++;
    bytes_free(&title);
}

/* ---- Arrows ---- */

static void put_point(Svg *s, const char *before, double x, double y) {
    svg_put(s->out, before);
    svg_number(s->out, x);
    svg_put(s->out, " ");
    svg_number(s->out, y);
}

static void put_value(Svg *s, const TimelineArrow *a, double x, double y) {
    if (!a->value || s->labels++ >= LABELS_MAX || s->part.lane_height != LANE) return;
    size_t length = strlen(a->value), fits = width_fit(a->value, length, 10);
    Bytes text = {0};
    bytes_add(&text, a->value, fits);
    if (fits < length) svg_put(&text, "…");
    svg_line(s->out, "value", x, y, text.data, text.length);
    bytes_free(&text);
}

static void put_arrow(Svg *s, const TimelineArrow *a) {
    static const char *const classes[] = {"arrow", "wake", "go"}, *const tips[] = {"tip", "waketip", "gotip"};
    const Part *p = &s->part;
    if (a->from == a->to) return;
    bool from = is_shown(s, a->from) && a->from_step >= p->from, to = is_shown(s, a->to) && a->to_step < p->to;
    if (!from && !to) return;
    double x1 = x_of(s, a->from_step, true, a->from_when), x2 = x_of(s, a->to_step, true, a->to_when);
    double height = bar_height(s) / 2, y1, y2, bend;
    if (from && to) {
        y1 = y_of(s, a->from);
        y2 = y_of(s, a->to);
    } else if (from) { /* it ends in another part */
        y1 = y_of(s, a->from);
        x2 = x1 + s->cell;
        y2 = y1 + height + 8;
    } else {
        y2 = y_of(s, a->to);
        x1 = x2 - s->cell;
        y1 = y2 - height - 8;
    }
    bool down = y2 > y1;
    if (from) y1 += down ? height - 4 : 4 - height;
    if (to) y2 += down ? -height : height;
    bend = x2 - x1 > s->cell ? (y2 - y1) / 2 : 0;
    Bytes title = {0};
    static const char *const verbs[] = {"sends to", "lets go on", "starts"};
    add_lane(s, a->from, &title);
    bytes_format(&title, " %s ", verbs[a->kind]);
    add_lane(s, a->to, &title);
    if (a->kind == ARROW_VALUE && a->object != TIMELINE_NONE)
        bytes_format(&title, ": %s <- %s", s->t->objects[a->object].name, a->value ? a->value : "value");
    bytes_format(s->out, "<path class=\"%s\" marker-end=\"url(#%s)\" d=\"", classes[a->kind], tips[a->kind]);
    put_point(s, "M", x1, y1);
    if (bend != 0) {
        put_point(s, "C", x1, y1 + bend);
        put_point(s, " ", x2, y2 - bend);
        put_point(s, " ", x2, y2);
    } else
        put_point(s, "L", x2, y2);
    svg_put(s->out, "\">");
    put_title(s, &title);
    svg_put(s->out, "</path>\n");
    if (a->kind == ARROW_VALUE && from) put_value(s, a, (x1 + x2) / 2 + 4, (y1 + y2) / 2 + 4);
    s->shapes++;
    bytes_free(&title);
}

/* ---- A part ---- */

static void put_row(Svg *s, int32_t lane) {
    const TimelineLane *l = &s->t->lanes[lane];
    double y = y_of(s, lane);
    int height = s->part.lane_height;
    bool two = height == LANE && l->created.file;
    Bytes name = {0}, created = {0};
    if (s->rows[lane] % 2 == 0) {
        svg_rectangle(s->out, "row", MARGIN / 2, y - height / 2.0, WIDTH - MARGIN, height, 4);
        svg_put(s->out, "/>\n");
    }
    bytes_format(&name, "%llu", (unsigned long long)l->id);
    if (s->alike[lane] > lane) bytes_format(&name, "-%llu", (unsigned long long)s->t->lanes[s->alike[lane]].id);
    bytes_format(&name, " %s", trace_function(l));
    add_place("go at ", &l->created, &created);
    put_fitting(s, "name", MARGIN, y + (two ? -1 : 4), &name, s->left - MARGIN - 6);
    if (two) put_fitting(s, "small", MARGIN, y + 12, &created, s->left - MARGIN - 6);
    bytes_free(&name);
    bytes_free(&created);
}

static void put_grid_line(Svg *s, double x, double y) {
    svg_put(s->out, "<path class=\"grid\" d=\"");
    put_point(s, "M", x, s->part.y - 6);
    put_point(s, "L", x, y);
    svg_put(s->out, "\"/>\n");
}

/* A duration with few digits. */
static void add_time(double ns, Bytes *out) {
    static const struct {
        double size;
        const char *name;
    } units[] = {{1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}, {1, "ns"}};
    size_t i = 0;
    while (i < 3 && ns < units[i].size) i++;
    long tenths = (long)(ns / units[i].size * 10 + 0.5);
    bytes_format(out, "%ld", tenths / 10);
    if (tenths % 10) bytes_format(out, ".%ld", tenths % 10);
    bytes_format(out, " %s", units[i].name);
}

/* 1, 2 or 5 of some unit, so that there are at most ten of them. */
static double time_unit(double whole) {
    double unit = 1;
    while (unit * 10 < whole) {
        if (unit * 2 * 10 >= whole) return unit * 2;
        if (unit * 5 * 10 >= whole) return unit * 5;
        unit *= 10;
    }
    return unit;
}

static void put_axis(Svg *s, double bottom) {
    const Part *p = &s->part;
    uint32_t every = s->cell >= 20 ? 5 : 10;
    Bytes label = {0};
    if (s->t->times) {
        double whole = (double)(s->t->end - s->t->begin), room = WIDTH - MARGIN - s->left, unit = time_unit(whole);
        for (double ns = 0; ns <= whole; ns += unit) {
            double x = s->left + room * (whole > 0 ? ns / whole : 0);
            put_grid_line(s, x, bottom);
            if (x > WIDTH - MARGIN - TIME_LABEL) continue;
            label.length = 0;
            add_time(ns, &label);
            svg_line(s->out, "small", x + 3, p->y - 9, label.data, label.length);
        }
        bytes_free(&label);
        return;
    }
    for (uint32_t step = p->from; step < p->to; step++) {
        if (step != p->from && (step + 1) % every != 0) continue;
        label.length = 0;
        trace_number(step + 1, &label);
        if (step == p->from) {
            Bytes word = {0};
            bytes_format(&word, "step %.*s", (int)label.length, label.data);
            svg_line(s->out, "small", x_of(s, step, false, 0), p->y - 9, word.data, word.length);
            bytes_free(&word);
        } else if (step - p->from > 2) {
            put_grid_line(s, x_of(s, step, true, 0), bottom);
            svg_line(s->out, "small", x_of(s, step, true, 0) + 3, p->y - 9, label.data, label.length);
        }
    }
    bytes_free(&label);
}

static bool is_there(const Svg *s, size_t lane) {
    const TimelineLane *l = &s->t->lanes[lane];
    return l->first < s->part.to && l->last > s->part.from;
}

/* Do both wait for the same throughout the part, in the same place? */
static bool waits_alike(const Svg *s, size_t one, size_t other) {
    if (!s->still[one] || !s->still[other]) return false;
    const TimelineBar *a = &s->t->bars[s->still[one] - 1], *b = &s->t->bars[s->still[other] - 1];
    const char *f = s->t->lanes[one].function, *g = s->t->lanes[other].function;
    return a->reason == b->reason && a->object == b->object && a->place.line == b->place.line && a->open == b->open && f && g &&
           strcmp(f, g) == 0;
}

/* Gives the lanes that are there in this part their rows; those that wait alike all the time have one. */
static void rows_give(Svg *s) {
    const Timeline *t = s->t;
    s->part.lanes = s->part.hidden = 0;
    memset(s->still, 0, t->lane_count * sizeof *s->still);
    for (size_t i = 0; i < t->bar_count; i++) {
        const TimelineBar *b = &t->bars[i];
        bool beyond = b->to > s->part.to || (b->open && b->to == s->part.to);
        if (b->kind == BAR_WAITING && b->from <= s->part.from && beyond && !t->times) s->still[b->lane] = i + 1;
    }
    for (size_t i = 0, next; i < t->lane_count; i = next) {
        next = i + 1;
        s->rows[i] = -1;
        s->alike[i] = (int32_t)i;
        if (!is_there(s, i)) continue;
        if (s->part.lanes == LANES_MAX) {
            s->part.hidden++;
            continue;
        }
        while (next < t->lane_count && is_there(s, next) && waits_alike(s, i, next)) next++;
        if (next - i < ALIKE_LEAST) next = i + 1;
        for (size_t k = i; k < next; k++) {
            s->rows[k] = (int32_t)s->part.lanes;
            s->alike[k] = -1;
        }
        s->alike[i] = (int32_t)next - 1;
        s->part.lanes++;
    }
    s->part.lane_height = s->part.lanes > MANY ? LANE_LOW : LANE;
}

/* Draws the part from `y` on, and returns where it ends. */
static double put_part(Svg *s, uint32_t from, uint32_t to, double y) {
    const Timeline *t = s->t;
    s->part = (Part){.from = from, .to = to, .y = y + AXIS};
    rows_give(s);
    double bottom = s->part.y + (double)s->part.lanes * s->part.lane_height;
    for (size_t i = 0; i < t->lane_count; i++)
        if (s->rows[i] >= 0 && s->alike[i] >= 0) put_row(s, (int32_t)i);
    put_axis(s, bottom);
    for (size_t i = 0; i < t->bar_count && s->shapes < SHAPES_MAX; i++) {
        const TimelineBar *b = &t->bars[i];
        bool last = b->open && to == t->steps; /* it may be that it has just begun */
        if ((b->from < to || last) && (b->to > from || last) && is_shown(s, b->lane)) put_bar(s, b);
    }
    for (; s->mark < t->mark_count && t->marks[s->mark].step < from;) s->mark++;
    for (size_t i = s->mark; i < t->mark_count && t->marks[i].step < to; i++) {
        const TimelineMark *m = &t->marks[i];
        if (m->lane == TIMELINE_NONE)
            put_moment(s, m);
        else if (is_shown(s, m->lane) && s->shapes < SHAPES_MAX)
            put_mark(s, m);
    }
    for (size_t i = 0; i < t->arrow_count && s->shapes < SHAPES_MAX; i++) {
        const TimelineArrow *a = &t->arrows[i];
        if ((a->from_step >= from && a->from_step < to) || (a->to_step >= from && a->to_step < to)) put_arrow(s, a);
    }
    if (s->part.hidden) {
        Bytes words = {0};
        bytes_format(&words, "and %zu more goroutines, which are not drawn", s->part.hidden);
        svg_line(s->out, "small", MARGIN, bottom + 14, words.data, words.length);
        bytes_free(&words);
        bottom += FOOT_LINE;
    }
    return bottom + BETWEEN;
}

/* ---- The whole ---- */

/* ---- What signs and colours mean ---- */

static bool has_bar(const Timeline *t, const char *class) {
    for (size_t i = 0; i < t->bar_count; i++)
        if (strcmp(bar_class(&t->bars[i]), class) == 0) return true;
    return false;
}

static bool has_stuck(const Timeline *t) {
    for (size_t i = 0; i < t->bar_count; i++)
        if (t->bars[i].open && t->bars[i].kind == BAR_WAITING) return true;
    return false;
}

static bool has_sign(const Timeline *t, const char *sign) {
    for (size_t i = 0; i < t->mark_count; i++)
        if (t->marks[i].lane != TIMELINE_NONE && sign_of(t->marks[i].kind) == sign) return true;
    return false;
}

static bool has_arrow(const Timeline *t, ArrowKind kind) {
    for (size_t i = 0; i < t->arrow_count; i++)
        if (t->arrows[i].kind == kind) return true;
    return false;
}

/* Where the next one of the legend begins, in the next line if it does not fit. */
static void legend_next(double *x, double *y, const char *words) {
    if (*x + 26 + (double)strlen(words) * 5.4 <= WIDTH - MARGIN) return;
    *x = MARGIN;
    *y += LEGEND_LINE;
}

static void put_legend_words(Svg *s, double *x, double y, const char *words) {
    svg_line(s->out, "small", *x + 26, y + 4, words, strlen(words));
    *x += 26 + (double)strlen(words) * 5.4 + 15;
}

static void put_legend_item(Svg *s, double *x, double *y, const char *class, const char *sign, const char *words) {
    legend_next(x, y, words);
    svg_rectangle(s->out, class, *x, *y - 7, 20, 14, 3);
    svg_put(s->out, "/>");
    if (*sign) {
        svg_put(s->out, "<g transform=\"translate(");
        put_point(s, "", *x + 10, *y);
        bytes_format(s->out, ")\">%s</g>", sign);
    }
    put_legend_words(s, x, *y, words);
}

/* Of what is in the picture. Returns the line of its end. */
static double put_legend(Svg *s, double y) {
    static const struct {
        const char *class, *words;
    } bars[] = {{"running", "running"},
                {"runnable", "can run"},
                {"channel", "waits for a channel"},
                {"lock", "waits for a lock or group"},
                {"sleep", "sleeps"}};
    static const struct {
        MarkKind kind;
        const char *words;
    } marks[] = {{MARK_SEND, "send"},       {MARK_RECEIVE, "receive"},     {MARK_GO, "go"},
                 {MARK_CLOSE, "close"},     {MARK_LOCK, "lock"},           {MARK_UNLOCK, "unlock"},
                 {MARK_WAITGROUP, "Add or Done"}, {MARK_YIELD, "gives way"},     {MARK_SIGNAL, "signal"}, {MARK_PANIC, "panic"},
                 {MARK_WAIT, "begins to wait"}, {MARK_END, "ends"}};
    static const struct {
        ArrowKind kind;
        const char *class, *tip, *words;
    } arrows[] = {{ARROW_VALUE, "arrow", "tip", "a value"}, {ARROW_WAKE, "wake", "waketip", "wakes"}};
    static const char stuck[] = "waits at the end";
    double x = MARGIN;
    for (size_t i = 0; i < sizeof bars / sizeof *bars; i++)
        if (has_bar(s->t, bars[i].class)) put_legend_item(s, &x, &y, bars[i].class, "", bars[i].words);
    if (has_stuck(s->t)) {
        legend_next(&x, &y, stuck);
        svg_rectangle(s->out, "stuck", x + 17, y - 7, 3, 14, 1.5);
        svg_put(s->out, "/>");
        put_legend_words(s, &x, y, stuck);
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks && !s->t->times; i++)
        if (has_sign(s->t, sign_of(marks[i].kind)))
            put_legend_item(s, &x, &y, "running", sign_of(marks[i].kind), marks[i].words);
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++) {
        if (!has_arrow(s->t, arrows[i].kind)) continue;
        legend_next(&x, &y, arrows[i].words);
        bytes_format(s->out, "<path class=\"%s\" marker-end=\"url(#%s)\" d=\"", arrows[i].class, arrows[i].tip);
        put_point(s, "M", x, y);
        svg_put(s->out, "h20\"/>");
        put_legend_words(s, &x, y, arrows[i].words);
    }
    return y;
}

/* Returns where what is below it begins. */
static double put_heading(Svg *s, const char *program) {
    const Timeline *t = s->t;
    Bytes text = {0};
    bytes_format(s->out, "<text class=\"head\" x=\"%d\" y=\"32\">", MARGIN);
    svg_text(s->out, program, strlen(program));
    text.length = 0;
    trace_number(t->lane_count, &text);
    bytes_format(&text, t->lane_count == 1 ? " goroutine, " : " goroutines, ");
    trace_number(t->steps, &text);
    bytes_format(&text, t->steps == 1 ? " step" : " steps");
    if (t->times) bytes_format(&text, ", ");
    if (t->times) add_time((double)(t->end - t->begin), &text);
    bytes_format(s->out, "<tspan class=\"count\" dx=\"14\">%.*s</tspan></text>\n", (int)text.length, text.data);
    bytes_free(&text);
    return put_legend(s, LEGEND) + HEAD - LEGEND;
}

/* Names have as much room as the longest needs. */
static void left_find(Svg *s) {
    double widest = 0, most = NAME_CHARACTERS * NAME_CHARACTER;
    for (size_t i = 0; i < s->t->lane_count; i++) {
        Bytes name = {0}, created = {0};
        bytes_format(&name, "%llu %s", (unsigned long long)s->t->lanes[i].id, trace_function(&s->t->lanes[i]));
        add_place("go at ", &s->t->lanes[i].created, &created);
        double wide = width_of(name.data, name.length) * NAME_CHARACTER;
        double under = created.length ? width_of(created.data, created.length) * CHARACTER : 0;
        if (under > wide) wide = under;
        if (wide > widest) widest = wide;
        bytes_free(&name);
        bytes_free(&created);
    }
    s->left = MARGIN + (widest < most ? widest : most) + 14;
}

/* How many steps there are in a part, and how wide they are. */
static void cells_find(Svg *s) {
    const Timeline *t = s->t;
    for (size_t i = 0; i < t->bar_count; i++)
        if (t->bars[i].open && t->bars[i].kind == BAR_WAITING) s->tail = t->times ? 0 : TAIL;
    double room = WIDTH - MARGIN - s->left - s->tail;
    uint32_t steps = t->steps ? t->steps : 1;
    s->cell = room / steps;
    if (s->cell > CELL) s->cell = CELL;
    if (s->cell < CELL_LEAST) s->cell = CELL_USUAL;
    s->per_part = (uint32_t)(room / s->cell);
    if (t->times) s->per_part = steps;
}

static double put_parts(Svg *s, double y) {
    const Timeline *t = s->t;
    uint32_t steps = t->steps, half = STEPS_MAX / 2 / s->per_part * s->per_part;
    bool cut = !t->times && steps > STEPS_MAX;
    for (uint32_t from = 0; from < steps;) {
        uint32_t to = from + s->per_part < steps ? from + s->per_part : steps;
        y = put_part(s, from, to, y);
        from = to;
        if (cut && from == half) {
            uint32_t next = steps - half;
            Bytes words = {0};
            bytes_format(&words, "… steps ");
            trace_number(from + 1, &words);
            bytes_format(&words, " to ");
            trace_number(next, &words);
            bytes_format(&words, " are not drawn; a .json has them all");
            svg_line(s->out, "name", s->left, y + 4, words.data, words.length);
            bytes_free(&words);
            y += BETWEEN;
            from = next;
        }
    }
    return y;
}

static void put_foot(Svg *s, double *y) {
    Bytes foot = {0};
    trace_missing_words(s->t, &foot);
    if (s->shapes >= SHAPES_MAX) bytes_format(&foot, "There is more than can be drawn; a .json has it all.\n");
    for (const char *line = foot.data, *end = line + foot.length, *stop; line < end; line = stop + 1) {
        stop = memchr(line, '\n', (size_t)(end - line));
        svg_line(s->out, "small", MARGIN, *y, line, (size_t)(stop - line));
        *y += FOOT_LINE;
    }
    bytes_free(&foot);
}

void trace_svg(const Timeline *t, const char *program, Bytes *out) {
    Bytes body = {0};
    Bytes lanes[3] = {{0}};
    Svg s = {.t = t, .out = &body};
    s.rows = (int32_t *)(void *)bytes_room(&lanes[0], (t->lane_count + 1) * sizeof *s.rows);
    s.alike = (int32_t *)(void *)bytes_room(&lanes[1], (t->lane_count + 1) * sizeof *s.alike);
    s.still = (size_t *)(void *)bytes_room(&lanes[2], (t->lane_count + 1) * sizeof *s.still);
    left_find(&s);
    cells_find(&s);
    double y = put_parts(&s, put_heading(&s, program));
    put_foot(&s, &y);
    bytes_format(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"What goroutines did\" viewBox=\"0 0 %d ", WIDTH);
    svg_number(out, y + MARGIN / 2.0);
    bytes_format(out, "\" width=\"%d\" height=\"", WIDTH);
    svg_number(out, y + MARGIN / 2.0);
    svg_put(out, "\">\n<title>");
    svg_text(out, program, strlen(program));
    svg_put(out, ": what goroutines did</title>\n");
    svg_put(out, style);
    svg_put(out, "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
    bytes_add(out, body.data, body.length);
    svg_put(out, "</svg>\n");
    bytes_free(&body);
    for (int i = 0; i < 3; i++) bytes_free(&lanes[i]);
}
