/* Colours in reports, line by line, rows that fit the terminal, and what is different in plain ones. A dump can have a million
 * lines: nothing is looked at twice. */
#include "repl/report.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lua/width.h"
#include "repl/colour.h"
#include "repl/highlight.h"
#include "repl/plain.h"
#include "repl/visible.h"
#include "repl/wrap.h"

enum {
    LINE_MAX = 4096,      /* a line that is longer has no colours */
    PARAGRAPH_INDENT = 5, /* of the lines below "why:", "try:" ... */
    INDENT = 8,           /* of the next rows of other lines */
    DOTS = 3,             /* the columns of what stands for the rest of a line of a program */
};

/* What has been written on a stream so far. */
typedef struct Report {
    Bytes line;   /* the beginning of a line that is not ended */
    Bytes out;    /* what the last call gave */
    Bytes visible; /* a piece with control characters, without them */
    Bytes source; /* the line of a program that was written last, for the mark below it */
    Bytes rows;   /* of a line that is wider than the terminal */
    bool passing; /* the rest of a line that is too long */
    int columns;  /* of the terminal, or 0: there is none */
    int shift;    /* columns that are left out at the beginning of the line of a program that was written last */
} Report;

/* A whole line, without its end, and where its colours go. */
typedef struct Painter {
    FILE *stream;
    Bytes *out;
    Bytes *source; /* Report.source */
    const char *text, *end;
} Painter;

/* ---- Lines ---- */

static void paint_until(Painter *p, const char *end, Colour colour) {
    const char *on = end > p->text ? colour_on(p->stream, colour) : "";
    bytes_add(p->out, on, strlen(on));
    bytes_add(p->out, p->text, (size_t)(end - p->text));
    if (*on) bytes_add(p->out, colour_off(p->stream, colour), strlen(colour_off(p->stream, colour)));
    p->text = end;
}

static bool begins(const Painter *p, const char *word) {
    size_t length = strlen(word);
    return (size_t)(p->end - p->text) >= length && memcmp(p->text, word, length) == 0;
}

static bool paint_head(Painter *p, const char *head, Colour colour) {
    if (!begins(p, head)) return false;
    paint_until(p, p->text + strlen(head), colour);
    return true;
}

static const char *skip_digits(const char *text, const char *end) {
    while (text < end && isdigit((unsigned char)*text)) text++;
    return text;
}

static const char *skip_blanks(const char *text, const char *end) {
    while (text < end && (*text == ' ' || *text == '\t')) text++;
    return text;
}

static void paint_code(Painter *p) {
    unsigned char colours[LINE_MAX];
    const char *text = p->text;
    size_t length = (size_t)(p->end - text);
    highlight(text, length, SIZE_MAX, colours);
    for (size_t i = 0; i < length; i++)
        if (i + 1 == length || colours[i + 1] != colours[i]) paint_until(p, text + i + 1, (Colour)colours[i]);
}

/* In the place of a mark from `mark` to `end`, which can only be seen: what stands above it, and the mark's label. */
static void say_mark(Painter *p, const char *mark, const char *end) {
    const char *code = p->source->data ? p->source->data : "";
    size_t length = p->source->length;
    size_t from = width_fit(code, length, (int)(mark - p->text)), to = width_fit(code, length, (int)(end - p->text));
    const char *label = skip_blanks(end, p->end);
    bytes_format(p->out, to > from ? " at `%.*s`" : " at its end", (int)(to - from), code + from);
    if (label < p->end) bytes_format(p->out, ", %.*s", (int)(p->end - label), label);
    p->text = p->end;
}

/* "  12 | source" and "     |   ^~~ opened here" */
static bool paint_source(Painter *p) {
    const char *digits = skip_blanks(p->text, p->end), *bar = skip_blanks(skip_digits(digits, p->end), p->end);
    if (bar == p->text || bar == p->end || *bar != '|') return false;
    bool numbered = bar > digits && isdigit((unsigned char)*digits);
    paint_until(p, bar + 1, COLOUR_FAINT);
    if (numbered) {
        p->source->length = 0;
        bytes_add(p->source, p->text, (size_t)(p->end - p->text));
        paint_code(p);
        return true;
    }
    const char *mark = skip_blanks(p->text, p->end), *end = mark;
    while (end < p->end && (*end == '^' || *end == '~')) end++;
    if (plain_is_on()) {
        say_mark(p, mark, end);
        return true;
    }
    paint_until(p, mark, COLOUR_PLAIN);
    paint_until(p, end, COLOUR_ERROR);
    return true;
}

/* "goroutine 7 [chan send]:" and "3 goroutines [select] at ..." */
static bool paint_goroutine(Painter *p) {
    const char *number = begins(p, "goroutine ") ? p->text + strlen("goroutine ") : p->text;
    const char *rest = skip_digits(number, p->end);
    Painter after = {.text = rest, .end = p->end};
    if (rest == number || !begins(&after, number > p->text ? " [" : " goroutine")) return false;
    const char *end = memchr(rest, ']', (size_t)(p->end - rest));
    paint_until(p, end ? end + 1 : p->end, COLOUR_STRONG);
    return true;
}

/* "stdin:3:7: unexpected symbol" */
static void paint_place(Painter *p) {
    for (const char *colon = p->text; (colon = memchr(colon, ':', (size_t)(p->end - colon))) != NULL; colon++) {
        const char *line = skip_digits(colon + 1, p->end);
        if (line == colon + 1 || line == p->end || *line != ':') continue;
        const char *column = skip_digits(line + 1, p->end);
        if (column == line + 1 || column == p->end || *column != ':') continue;
        paint_until(p, column + 1, COLOUR_STRONG);
        return;
    }
}

static void paint_line(Painter *p) {
    if (p->text < p->end && *p->text == '\t') {
        const char *indent = skip_blanks(p->text, p->end);
        Painter nested = {.text = indent, .end = p->end};
        if (begins(&nested, "panic:")) paint_until(p, indent, COLOUR_PLAIN);
    }
    if (!paint_head(p, "panic:", COLOUR_ERROR) && !paint_head(p, "fatal error:", COLOUR_ERROR) &&
        !paint_head(p, "leaked:", COLOUR_ERROR) &&
        !paint_head(p, "why:", COLOUR_STRONG) && !paint_head(p, "try:", COLOUR_GOOD) && !paint_head(p, "tip:", COLOUR_GOOD) &&
        !paint_head(p, "created by", COLOUR_FAINT) && !paint_source(p) && !paint_goroutine(p))
        paint_place(p);
    paint_until(p, p->end, COLOUR_PLAIN);
}

/* ---- Rows ---- */

/* 0 if the stream is no terminal. */
static int columns_of(FILE *stream) {
    struct winsize size;
    if (ioctl(stream == stderr ? STDERR_FILENO : STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
    return size.ws_col ? size.ws_col : WRAP_COLUMNS;
}

/* "  12 | source", or what stands below it in the same columns. */
static bool is_source(const char *text, const char *end) {
    const char *bar = skip_blanks(skip_digits(skip_blanks(text, end), end), end);
    return bar > text && bar < end && *bar == '|';
}

static bool is_paragraph(const char *text, const char *end) {
    static const char *const heads[] = {"why:", "try:", "tip:", "or:"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        size_t length = strlen(heads[i]);
        if ((size_t)(end - text) > length && memcmp(text, heads[i], length) == 0) return true;
    }
    return false;
}

/* Does the paragraph go on in the line at `next`? */
static bool is_more(const char *next, const char *end) {
    return end - next > PARAGRAPH_INDENT && skip_blanks(next, end) == next + PARAGRAPH_INDENT && *next == ' ' &&
           !is_source(next, end);
}

static int indent_of(const char *text, const char *end) {
    const char *begin = skip_blanks(text, end);
    if (begin == text) return is_paragraph(text, end) ? PARAGRAPH_INDENT : INDENT;
    return *text == '\t' ? INDENT : (int)(begin - text);
}

/* Where the text begins behind the "|" of a line of a program or its mark. */
static const char *source_begin(const char *text, const char *end) {
    const char *begin = (const char *)memchr(text, '|', (size_t)(end - text)) + 1;
    return begin < end ? begin + 1 : begin;
}

/* How many columns of a line of a program are to be left out before its mark is on the screen, which `next` may be. */
static int shift_for(const Report *r, const char *next, const char *end) {
    const char *stop = next < end ? memchr(next, '\n', (size_t)(end - next)) : NULL;
    if (!stop || !is_source(next, stop)) return 0;
    const char *mark = skip_blanks(source_begin(next, stop), stop);
    int column = (int)(mark - next);
    return column < r->columns - INDENT ? 0 : column - r->columns / 2;
}

/* Takes of a line of a program, or of the mark below it, what fits in one row around the mark. */
static void cut_source(Report *r, Painter *p, const char *next, const char *end) {
    const char *text = source_begin(p->text, p->end);
    int room = r->columns - (int)(text - p->text);
    bool numbered = isdigit((unsigned char)*skip_blanks(p->text, p->end));
    if (numbered) r->shift = width_of(p->text, (size_t)(p->end - p->text)) > r->columns ? shift_for(r, next, end) : 0;
    r->rows.length = 0;
    bytes_add(&r->rows, p->text, (size_t)(text - p->text));
    if (numbered && r->shift) {
        size_t skipped = width_fit(text, (size_t)(p->end - text), r->shift + DOTS);
        r->shift = width_of(text, skipped) - DOTS;
        text += skipped;
        bytes_add(&r->rows, "...", DOTS);
        room -= DOTS;
    } else if (!numbered) {
        int blanks = (int)(skip_blanks(text, p->end) - text);
        text += r->shift < blanks ? r->shift : blanks;
    }
    size_t rest = (size_t)(p->end - text);
    bool fits = width_of(text, rest) <= room;
    bytes_add(&r->rows, text, fits ? rest : width_fit(text, rest, numbered ? room - DOTS : room));
    if (!fits && numbered) bytes_add(&r->rows, "...", DOTS);
    p->text = r->rows.data;
    p->end = p->text + r->rows.length;
}

/* `next`: what follows the line in its piece, up to `end`. */
static void paint_rows(Report *r, Painter *p, const char *next, const char *stop) {
    size_t length = (size_t)(p->end - p->text);
    bool source = is_source(p->text, p->end);
    if (source && r->columns > INDENT + INDENT) cut_source(r, p, next, stop);
    if (r->columns == 0 || source || width_of(p->text, length) + INDENT <= r->columns) {
        paint_line(p);
        return;
    }
    r->rows.length = 0;
    wrap_line(&r->rows, p->text, length, r->columns, indent_of(p->text, p->end));
    const char *text = r->rows.data, *end = text + r->rows.length;
    for (bool first = true; text < end; first = false) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        p->text = text;
        p->end = newline ? newline : end;
        if (!first) bytes_add(p->out, "\n", 1);
        if (first)
            paint_line(p);
        else
            paint_until(p, p->end, COLOUR_PLAIN);
        text = p->end + 1;
    }
}

/* ---- Pieces ---- */

/* Takes the first line of a piece, or what there is of it; gives what follows. */
static const char *report_line(Report *r, FILE *stream, const char *text, const char *end) {
    const char *newline = memchr(text, '\n', (size_t)(end - text)), *stop = newline ? newline : end;
    size_t length = (size_t)(stop - text);
    if (r->passing || r->line.length + length > LINE_MAX) {
        bytes_add(&r->out, r->line.data, r->line.length);
        bytes_add(&r->out, text, length);
        r->line.length = 0;
        r->passing = !newline;
    } else if (!newline) {
        bytes_add(&r->line, text, length);
    } else if (r->columns && r->columns < WRAP_COLUMNS && is_more(newline + 1, end) &&
               is_paragraph(r->line.length ? r->line.data : text, r->line.length ? r->line.data + r->line.length : stop)) {
        bytes_add(&r->line, text, length);
        bytes_add(&r->line, " ", 1);
        return newline + 1 + PARAGRAPH_INDENT;
    } else {
        Painter p = {.stream = stream, .out = &r->out, .source = &r->source, .text = text, .end = stop};
        if (r->line.length) {
            bytes_add(&r->line, text, length);
            p.text = r->line.data;
            p.end = r->line.data + r->line.length;
        }
        paint_rows(r, &p, newline + 1, end);
        r->line.length = 0;
    }
    if (newline) bytes_add(&r->out, "\n", 1);
    return newline ? newline + 1 : end;
}

Bytes report_piece(FILE *stream, const char *text, size_t length) {
    static Report reports[2]; /* stdout's and stderr's */
    Report *r = &reports[stream == stderr];
    bool painted = *colour_on(stream, COLOUR_ERROR) || plain_is_on();
    r->columns = columns_of(stream);
    if (!painted && !r->columns) return (Bytes){.data = (char *)text, .length = length};
    if (visible_length(text, length) < length) {
        r->visible.length = 0;
        visible_add(&r->visible, text, length);
        text = r->visible.data;
        length = r->visible.length;
    }
    r->out.length = 0;
    for (const char *end = text + length; text < end;) text = report_line(r, stream, text, end);
    return r->out;
}

void report_print(FILE *stream, const char *text, size_t length) {
    Bytes piece = report_piece(stream, text, length);
    fwrite(piece.data, 1, piece.length, stream);
}
