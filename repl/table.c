/* Tables on a terminal. */
#include "repl/table.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lua/width.h"
#include "repl/colour.h"
#include "repl/plain.h"

enum { COLUMNS = 80, GAP = 2 };

/* ---- Cells ---- */

static int cell_width(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] >= 0x80) return width_of(text, length);
    return (int)length;
}

void table_cell(Table *t, const char *format, ...) {
    va_list list;
    va_start(list, format);
    int length = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (length < 0) length = 0;
    char *cell = bytes_room(&t->text, (size_t)length + 1);
    va_start(list, format);
    vsnprintf(cell, (size_t)length + 1, format, list);
    va_end(list);
    for (int i = 0; i < length; i++) {
        bool high = (unsigned char)cell[i] == 0xC2 && ((unsigned char)cell[i + 1] & 0xE0) == 0x80; /* a control of two bytes */
        if (high) cell[i++] = '?';
        if (high || (unsigned char)cell[i] < ' ' || cell[i] == 0x7f) cell[i] = '?';
    }
    t->text.length += (size_t)length + 1;
    int width = cell_width(cell, (size_t)length), *most = &t->widths[t->added++ % t->count];
    if (width > *most) *most = width;
}

/* ---- Widths ---- */

static int total_width(const Table *t) {
    int total = -GAP;
    for (int i = 0; i < t->count; i++)
        if (t->widths[i] > 0) total += t->widths[i] + GAP;
    return total;
}

/* The column that has most to give, or -1. */
static int widest_column(const Table *t) {
    int widest = -1, most = 0;
    for (int i = 0; i < t->count; i++) {
        int spare = t->columns[i].least ? t->widths[i] - t->columns[i].least : 0;
        if (spare <= most) continue;
        widest = i;
        most = spare;
    }
    return widest;
}

static int sparable_column(const Table *t) {
    int found = -1;
    for (int i = 0; i < t->count; i++) {
        int rank = t->widths[i] > 0 ? t->columns[i].sparable : 0;
        if (rank && (found < 0 || rank < t->columns[found].sparable)) found = i;
    }
    return found;
}

static void widths_fit(Table *t, int columns) {
    int column;
    while (total_width(t) > columns && (column = widest_column(t)) >= 0) t->widths[column]--;
    while (total_width(t) > columns && (column = sparable_column(t)) >= 0) t->widths[column] = 0;
}

/* ---- Printing ---- */

/* `gap`: blanks that stand before it, if there is anything to come, and then those behind it. */
static void cell_print(FILE *out, const char *text, const TableColumn *column, int room, int *gap) {
    size_t length = strlen(text);
    int width = cell_width(text, length);
    bool cut = width > room;
    if (cut && column->tail) {
        while (width > room - 1 && length > 0) {
            do text++, length--;
            while (length > 0 && (*text & 0xc0) == 0x80);
            width = cell_width(text, length);
        }
    } else if (cut) {
        length = width_fit(text, length, room - 1);
        width = cell_width(text, length);
    }
    if (cut) width++;
    if (column->right) *gap += room - width;
    if (length) {
        fprintf(out, "%*s%s%.*s%s", *gap, "", cut && column->tail ? "…" : "", (int)length, text,
                cut && !column->tail ? "…" : "");
        *gap = 0;
    }
    *gap += GAP + (column->right ? length ? 0 : width : room - (length ? width : 0));
}

/* The next cell of a row in each column that is shown; NULL: the headings. */
static const char *row_print(const Table *t, FILE *out, const char *cell) {
    int gap = 0;
    Colour colour = cell ? COLOUR_PLAIN : COLOUR_STRONG;
    fputs(colour_on(out, colour), out);
    for (int i = 0; i < t->count; i++) {
        const char *text = cell ? cell : t->columns[i].heading;
        if (t->widths[i] > 0) cell_print(out, text, &t->columns[i], t->widths[i], &gap);
        if (cell) cell += strlen(cell) + 1;
    }
    fprintf(out, "%s\n", colour_off(out, colour));
    return cell;
}

/* The next row in words: "goroutine 3: main.worker, chan send, at stdin:2". */
static const char *row_say(const Table *t, FILE *out, const char *cell) {
    for (int i = 0, said = 0; i < t->count; i++, cell += strlen(cell) + 1) {
        if (!*cell) continue;
        const char *words = t->columns[i].words;
        fputs(said == 0 ? "" : said == 1 ? ": " : ", ", out);
        for (const char *c = words ? words : t->columns[i].heading; *c; c++) fputc(words ? *c : tolower((unsigned char)*c), out);
        fprintf(out, "%s%s", words && !*words ? "" : " ", cell);
        said++;
    }
    fputc('\n', out);
    return cell;
}

void table_print(Table *t, FILE *out, int columns) {
    for (int i = 0; i < t->count; i++) {
        int heading =
            (int)strlen(t->columns[i].heading); /* a column without any content is left out */
        if (t->widths[i] > 0 && heading > t->widths[i]) t->widths[i] = heading;
    }
    widths_fit(t, columns);
    const char *(*print)(const Table *, FILE *, const char *) = plain_is_on() ? row_say : row_print;
    if (print == row_print) row_print(t, out, NULL);
    const char *cell = t->text.data;
    for (int row = 0; row < t->added / t->count; row++) cell = print(t, out, cell);
    bytes_free(&t->text);
    t->added = 0;
}

int table_room(void) {
    struct winsize size;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : COLUMNS;
}
