/* Prose in Markdown. Its blocks are printed one below the other; the words of a paragraph get a colour for each byte, and are
 * then broken into rows. */
#include "repl/markdown.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/queue.h>
#include <lowdown.h>

#include "lua/width.h"
#include "repl/bytes.h"
#include "repl/colour.h"
#include "repl/page.h"
#include "repl/table.h"
#include "repl/visible.h"
#include "repl/wrap.h"

enum {
    DEPTH_MOST = 32, /* of blocks in blocks */
    ROOM_LEAST = 16, /* columns that a row has, whatever stands before it */
    CELL_GAP = 2,
    COLUMNS_MOST = 16, /* of a table */
};

/* Words with their colours. A blank that is part of `code` does not end a row. */
typedef struct Words {
    Bytes text, colours; /* a Colour for each byte of the text, with HOLDS for such a blank */
} Words;

enum { HOLDS = 0x80 };

typedef struct Printer {
    bool begun; /* something stands above: an empty line parts it from what comes */
    int width;
} Printer;

static bool has_colours(void) {
    return *colour_on(stdout, COLOUR_NAME) != '\0';
}

/* ---- Words ---- */

static void words_add(Words *w, const char *text, size_t length, unsigned char colour) {
    Bytes seen = {0};
    visible_add(&seen, text, length);
    for (size_t i = 0; i < seen.length; i++) {
        char c = seen.data[i] == '\n' || seen.data[i] == '\t' ? ' ' : seen.data[i];
        unsigned char mark = (unsigned char)(colour & (c == ' ' ? 0xFF : 0x7F));
        bool twice = c == ' ' && !(colour & HOLDS) && w->text.length && w->text.data[w->text.length - 1] == ' ';
        if (twice) continue;
        bytes_add(&w->text, &c, 1);
        bytes_add(&w->colours, (const char *)&mark, 1);
    }
    bytes_free(&seen);
}

static void words_free(Words *w) {
    bytes_free(&w->text);
    bytes_free(&w->colours);
}

static void code_add(Words *w, const struct lowdown_buf *code) {
    bool coloured = has_colours();
    if (!coloured) words_add(w, "`", 1, COLOUR_PLAIN);
    words_add(w, code->data, code->size, (coloured ? COLOUR_NAME : COLOUR_PLAIN) | HOLDS);
    if (!coloured) words_add(w, "`", 1, COLOUR_PLAIN);
}

/* "&amp;", of which Markdown knows many: those that somebody needs who writes about programs. */
static void entity_add(Words *w, const struct lowdown_buf *name, unsigned char colour) {
    static const char *const entities[][2] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", " "}};
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (name->size == strlen(entities[i][0]) && memcmp(name->data, entities[i][0], name->size) == 0) {
            words_add(w, entities[i][1], 1, colour);
            return;
        }
    words_add(w, name->data, name->size, colour);
}

static void inline_add(Words *w, const struct lowdown_node *n, unsigned char colour);

static void children_add(Words *w, const struct lowdown_node *n, unsigned char colour) {
    const struct lowdown_node *child;
    TAILQ_FOREACH(child, &n->children, entries) inline_add(w, child, colour);
}

static void link_add(Words *w, const struct lowdown_node *n, unsigned char colour) {
    const struct lowdown_buf *to = &n->rndr_link.link;
    children_add(w, n, colour);
    if (to->size < 4 || memcmp(to->data, "http", 4) != 0) return;
    words_add(w, " (", 2, colour);
    words_add(w, to->data, to->size, colour | HOLDS);
    words_add(w, ")", 1, colour);
}

static void inline_add(Words *w, const struct lowdown_node *n, unsigned char colour) {
    switch (n->type) {
    case LOWDOWN_NORMAL_TEXT:
        words_add(w, n->rndr_normal_text.text.data, n->rndr_normal_text.text.size, colour);
        break;
    case LOWDOWN_CODESPAN:
        code_add(w, &n->rndr_codespan.text);
        break;
    case LOWDOWN_EMPHASIS:
    case LOWDOWN_DOUBLE_EMPHASIS:
    case LOWDOWN_TRIPLE_EMPHASIS:
        children_add(w, n, COLOUR_STRONG);
        break;
    case LOWDOWN_ENTITY:
        entity_add(w, &n->rndr_entity.text, colour);
        break;
    case LOWDOWN_LINK:
        link_add(w, n, colour);
        break;
    case LOWDOWN_LINK_AUTO:
        words_add(w, n->rndr_autolink.link.data, n->rndr_autolink.link.size, colour);
        break;
    case LOWDOWN_IMAGE:
        words_add(w, n->rndr_image.alt.data, n->rndr_image.alt.size, colour);
        break;
    case LOWDOWN_RAW_HTML:
        words_add(w, n->rndr_raw_html.text.data, n->rndr_raw_html.text.size, colour);
        break;
    case LOWDOWN_LINEBREAK:
        words_add(w, " ", 1, colour);
        break;
    default:
        children_add(w, n, colour);
    }
}

/* ---- Rows ---- */

static void row_print(const Words *w, size_t from, size_t to) {
    while (to > from && w->text.data[to - 1] == ' ') to--;
    for (size_t at = from, run; at < to; at += run) {
        Colour colour = (Colour)((unsigned char)w->colours.data[at] & ~HOLDS);
        for (run = 1; at + run < to && ((unsigned char)w->colours.data[at + run] & ~HOLDS) == (int)colour;) run++;
        fputs(colour_on(stdout, colour), stdout);
        fwrite(w->text.data + at, 1, run, stdout);
        fputs(colour_off(stdout, colour), stdout);
    }
}

static bool is_gap(const Words *w, size_t at) {
    return w->text.data[at] == ' ' && !((unsigned char)w->colours.data[at] & HOLDS);
}

/* Where the row ends that begins at `from`. A word that is too long for any row is cut at one of its own blanks, or left whole. */
static size_t row_end(const Words *w, size_t from, int room) {
    size_t fits = from + width_fit(w->text.data + from, w->text.length - from, room), end = fits;
    if (fits == w->text.length) return fits;
    while (end > from && !is_gap(w, end)) end--;
    if (end > from) return end;
    for (end = fits; end > from && w->text.data[end] != ' ';) end--;
    if (end > from) return end;
    for (end = fits; end < w->text.length && w->text.data[end] != ' ';) end++;
    return end;
}

/* Prints the words in rows; the cursor is at `column`, and the next rows begin at `indent`. */
static void words_print(const Words *w, int width, int column, int indent) {
    size_t at = 0;
    while (at < w->text.length && w->text.data[at] == ' ') at++;
    for (bool first = true; at < w->text.length; first = false) {
        if (!first) printf("\n%*s", indent, "");
        int room = width - (first ? column : indent);
        size_t end = row_end(w, at, room > ROOM_LEAST ? room : ROOM_LEAST);
        row_print(w, at, end);
        for (at = end; at < w->text.length && w->text.data[at] == ' ';) at++;
    }
    putchar('\n');
}

/* ---- Blocks ---- */

static void block_print(Printer *p, const struct lowdown_node *n, int indent);

static void blank_line(Printer *p) {
    if (p->begun) putchar('\n');
    p->begun = true;
}

static void paragraph_print(Printer *p, const struct lowdown_node *n, int column, int indent) {
    Words w = {0};
    children_add(&w, n, COLOUR_PLAIN);
    words_print(&w, p->width, column, indent);
    words_free(&w);
}

static void code_print(const struct rndr_blockcode *code) {
    bool program = code->lang.size == 0 || (code->lang.size >= 4 && memcmp(code->lang.data, "gosh", 4) == 0);
    (program ? page_code : page_lines)(code->text.data, code->text.size);
}

/* An item's first paragraph stands behind its mark, the other blocks below that. */
static void item_print(Printer *p, const struct lowdown_node *item, const char *mark, int indent) {
    const struct lowdown_node *n;
    bool first = true;
    int inside = indent + (int)strlen(mark);
    printf("%*s%s", indent, "", mark);
    bool is_text = TAILQ_FIRST(&item->children) && TAILQ_FIRST(&item->children)->type != LOWDOWN_PARAGRAPH;
    Words w = {0};
    TAILQ_FOREACH(n, &item->children, entries) {
        bool block = n->type == LOWDOWN_LIST || n->type == LOWDOWN_BLOCKCODE || n->type == LOWDOWN_PARAGRAPH;
        if (is_text && first && !block) {
            inline_add(&w, n, COLOUR_PLAIN);
            continue;
        }
        if (is_text && first) words_print(&w, p->width, inside, inside);
        if (!is_text && first)
            paragraph_print(p, n, inside, inside);
        else {
            p->begun = n->type != LOWDOWN_LIST;
            block_print(p, n, inside);
        }
        first = false;
    }
    if (first) words_print(&w, p->width, inside, inside);
    words_free(&w);
}

static void list_print(Printer *p, const struct lowdown_node *list, int indent) {
    const struct lowdown_node *item;
    bool ordered = list->rndr_list.flags & HLIST_FL_ORDERED;
    TAILQ_FOREACH(item, &list->children, entries) {
        char mark[24] = "- ";
        if (ordered) snprintf(mark, sizeof mark, "%zu. ", item->rndr_listitem.num);
        item_print(p, item, mark, indent);
    }
    p->begun = true;
}

/* Calls for each row of a table. */
static void table_rows(const struct lowdown_node *table, void (*take)(void *arg, const struct lowdown_node *row), void *arg) {
    const struct lowdown_node *part, *row;
    TAILQ_FOREACH(part, &table->children, entries)
        TAILQ_FOREACH(row, &part->children, entries) take(arg, row);
}

static void row_measure(void *arg, const struct lowdown_node *row) {
    int *widths = arg, i = 0;
    const struct lowdown_node *cell;
    TAILQ_FOREACH(cell, &row->children, entries) {
        Words w = {0};
        children_add(&w, cell, COLOUR_PLAIN);
        int width = width_of(w.text.data, w.text.length);
        if (i < COLUMNS_MOST && width > widths[i]) widths[i] = width;
        words_free(&w);
        i++;
    }
}

static void row_show(void *arg, const struct lowdown_node *row) {
    const int *widths = arg;
    int i = 0, behind = 0;
    const struct lowdown_node *cell;
    TAILQ_FOREACH(cell, &row->children, entries) {
        bool heading = row->parent && row->parent->type == LOWDOWN_TABLE_HEADER;
        Words w = {0};
        children_add(&w, cell, heading ? COLOUR_STRONG : COLOUR_PLAIN);
        printf("%*s", behind, "");
        row_print(&w, 0, w.text.length);
        behind = i < COLUMNS_MOST ? widths[i] - width_of(w.text.data, w.text.length) + CELL_GAP : CELL_GAP;
        words_free(&w);
        i++;
    }
    putchar('\n');
}

static void block_print(Printer *p, const struct lowdown_node *n, int indent) {
    const struct lowdown_node *child;
    int widths[COLUMNS_MOST] = {0};
    switch (n->type) {
    case LOWDOWN_PARAGRAPH:
        blank_line(p);
        printf("%*s", indent, "");
        paragraph_print(p, n, indent, indent);
        break;
    case LOWDOWN_HEADER: {
        Words w = {0};
        blank_line(p);
        children_add(&w, n, COLOUR_STRONG);
        words_print(&w, p->width, 0, 0);
        words_free(&w);
        break;
    }
    case LOWDOWN_BLOCKCODE:
        blank_line(p);
        code_print(&n->rndr_blockcode);
        break;
    case LOWDOWN_LIST:
        blank_line(p);
        list_print(p, n, indent);
        break;
    case LOWDOWN_TABLE_BLOCK:
        blank_line(p);
        table_rows(n, row_measure, widths);
        table_rows(n, row_show, widths);
        break;
    case LOWDOWN_BLOCKHTML:
        blank_line(p);
        page_lines(n->rndr_blockhtml.text.data, n->rndr_blockhtml.text.size);
        break;
    case LOWDOWN_BLOCKQUOTE:
        TAILQ_FOREACH(child, &n->children, entries) block_print(p, child, indent + PAGE_INDENT);
        break;
    default:
        TAILQ_FOREACH(child, &n->children, entries) block_print(p, child, indent);
    }
}

/* ---- Texts ---- */

/* Reads the text; the tree is to be freed with the document. NULL without memory. */
static struct lowdown_node *text_read(struct lowdown_doc **doc, const char *text, size_t length) {
    struct lowdown_opts options = {.type = LOWDOWN_TERM,
                                   .maxdepth = DEPTH_MOST,
                                   .feat = LOWDOWN_TABLES | LOWDOWN_FENCED | LOWDOWN_COMMONMARK};
    *doc = lowdown_doc_new(&options);
    return *doc ? lowdown_doc_parse(*doc, NULL, text, length, NULL) : NULL;
}

static int page_width(void) {
    int room = table_room();
    return room < WRAP_COLUMNS ? room : WRAP_COLUMNS;
}

void markdown_print(const char *text, size_t length) {
    struct lowdown_doc *doc;
    struct lowdown_node *root = text_read(&doc, text, length);
    Printer p = {.width = page_width()};
    if (root)
        block_print(&p, root, 0);
    else
        page_text(text, length);
    lowdown_node_free(root);
    lowdown_doc_free(doc);
}

void markdown_print_line(const char *text, size_t length, int column, int indent) {
    struct lowdown_doc *doc;
    struct lowdown_node *root = text_read(&doc, text, length);
    Words w = {0};
    if (root)
        children_add(&w, root, COLOUR_PLAIN);
    else
        words_add(&w, text, length, COLOUR_PLAIN);
    words_print(&w, page_width(), column, indent);
    words_free(&w);
    lowdown_node_free(root);
    lowdown_doc_free(doc);
}
