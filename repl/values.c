/* Values as lines that fit the terminal. A table stands on one line if there is room for it, else what is in it stands
 * below, further in: of a list as many elements on a line as fit, of other keys one.
 *
 * The law: without colours, a value that has been left whole can be typed again as it stands. */
#include "repl/values.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lua/width.h"
#include "repl/bytes.h"
#include "repl/colour.h"
#include "repl/page.h"
#include "repl/table.h"
#include "repl/visible.h"

enum { STEP = 2 /* columns that what is in a table stands further in */ };

/* What is being written, and where. */
typedef struct Layout {
    Bytes text;
    FILE *out; /* whose colours are used; NULL: none */
    int columns;
} Layout;

/* ---- One line ---- */

static void text_put(Layout *l, Colour colour, const char *text) {
    const char *on = l->out ? colour_on(l->out, colour) : "", *off = l->out ? colour_off(l->out, colour) : "";
    bytes_add(&l->text, on, strlen(on));
    visible_add(&l->text, text, strlen(text));
    bytes_add(&l->text, off, strlen(off));
}

static Colour part_colour(SketchKind kind) {
    switch (kind) {
    case SKETCH_NUMBER:
        return COLOUR_NUMBER;
    case SKETCH_STRING:
        return COLOUR_STRING;
    case SKETCH_MORE:
    case SKETCH_DOC:
        return COLOUR_FAINT;
    default:
        return COLOUR_PLAIN;
    }
}

static bool has_parts(const SketchPart *p) {
    return p->kind == SKETCH_TABLE || (p->kind == SKETCH_PACKAGE && p->first);
}

static void line_put(Layout *l, const SketchPart *p) {
    if (p->key) {
        text_put(l, COLOUR_PLAIN, p->key);
        text_put(l, COLOUR_PLAIN, " = ");
    }
    text_put(l, part_colour(p->kind), p->text);
    if (!has_parts(p)) return;
    text_put(l, COLOUR_PLAIN, p->kind == SKETCH_PACKAGE ? " {" : "{");
    for (const SketchPart *in = p->first; in; in = in->next) {
        line_put(l, in);
        if (in->next) text_put(l, COLOUR_PLAIN, ", ");
    }
    text_put(l, COLOUR_PLAIN, "}");
}

/* The columns of the part on one line; more than `most` if it has lines of its own, or would take more. */
static int line_width(const SketchPart *p, int most) {
    if (strchr(p->text, '\n')) return most + 1;
    int width = width_of(p->text, strlen(p->text)) + (p->key ? width_of(p->key, strlen(p->key)) + 3 : 0);
    if (!has_parts(p)) return width;
    width += p->kind == SKETCH_PACKAGE ? 3 : 2;
    for (const SketchPart *in = p->first; in && width <= most; in = in->next)
        width += line_width(in, most - width) + (in->next ? 2 : 0);
    return width;
}

/* ---- Several lines ---- */

static void indent(Layout *l, int by) {
    bytes_format(&l->text, "\n%*s", by, "");
}

/* Can it stand beside others? */
static bool is_small(const SketchPart *p) {
    return !p->key && !has_parts(p) && p->kind != SKETCH_MORE;
}

/* Prints the part from column `from` on, where lines begin at column `inner`; `behind` it come so many columns. */
static void part_put(Layout *l, const SketchPart *p, int from, int inner, int behind) {
    int room = l->columns - from - behind;
    if (!has_parts(p) || !p->first || line_width(p, room) <= room) {
        line_put(l, p);
        return;
    }
    if (p->key) {
        text_put(l, COLOUR_PLAIN, p->key);
        text_put(l, COLOUR_PLAIN, " = ");
    }
    text_put(l, part_colour(p->kind), p->text);
    text_put(l, COLOUR_PLAIN, p->kind == SKETCH_PACKAGE ? " {" : "{");
    int at = l->columns; /* the column that the line has come to: a small one begins a new line */
    bool beside = false;
    for (const SketchPart *in = p->first; in; in = in->next) {
        int width = is_small(in) ? line_width(in, l->columns) + (in->next != NULL) : l->columns;
        if (beside && at + 1 + width <= l->columns) {
            text_put(l, COLOUR_PLAIN, " ");
            at += 1 + width;
            line_put(l, in);
        } else {
            indent(l, inner + STEP);
            at = inner + STEP + width;
            part_put(l, in, inner + STEP, inner + STEP, in->next != NULL);
        }
        beside = is_small(in);
        if (in->next) text_put(l, COLOUR_PLAIN, ",");
    }
    indent(l, inner);
    text_put(l, COLOUR_PLAIN, "}");
}

static void error_put(Layout *l, const SketchPart *p) {
    text_put(l, COLOUR_ERROR, "error: ");
    text_put(l, COLOUR_PLAIN, p->text);
    for (const SketchPart *in = p->first; in; in = in->next) {
        indent(l, STEP);
        text_put(l, COLOUR_FAINT, "wraps ");
        if (in->kind == SKETCH_ERROR) text_put(l, COLOUR_FAINT, "error: ");
        line_put(l, in);
    }
}

void value_print(const Sketch *s, int columns) {
    Layout l = {.out = stdout, .columns = columns};
    const SketchPart *whole = &s->whole;
    if (whole->kind == SKETCH_ERROR)
        error_put(&l, whole);
    else
        part_put(&l, whole, 0, 0, 0);
    const char *doc = whole->kind == SKETCH_WORDS && whole->first ? whole->first->text : NULL;
    if (!doc && (l.text.length == 0 || l.text.data[l.text.length - 1] != '\n')) bytes_add(&l.text, "\n", 1);
    if (s->partial) bytes_format(&l.text, "there is not enough memory to show all of it\n");
    fwrite(l.text.data, 1, l.text.length, stdout);
    if (doc) printf("  ");
    if (doc) page_words(doc, strlen(doc), line_width(whole, columns) + 2, 2 * STEP);
    bytes_free(&l.text);
}

void value_add_short(const Sketch *s, Bytes *b) {
    Layout l = {.text = *b};
    if (s->whole.kind == SKETCH_ERROR) text_put(&l, COLOUR_PLAIN, "error: ");
    line_put(&l, &s->whole);
    *b = l.text;
}

/* ---- Results ---- */

bool values_are_nil(World *w) {
    if (world_result_count(w) != 1) return false;
    Sketch *value = world_result(w, 0);
    bool nil = value && value->whole.kind == SKETCH_NUMBER && strcmp(value->whole.text, "nil") == 0;
    sketch_delete(value);
    return nil;
}

void values_print(World *w) {
    int count = world_result_count(w);
    for (int i = 0; i < count; i++) {
        Sketch *value = world_result(w, i);
        if (value) value_print(value, table_room());
        sketch_delete(value);
    }
    world_keep_result(w);
}
