/* The lines of a lesson: where they end, and what must not be in them. */
#include "repl/lesson_build.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/nearest.h"
#include "lua/rune.h"
#include "lua/width.h"
#include "repl/exit.h"
#include "repl/visible.h"

enum { FENCE_LEAST = 3, FENCE_INDENT = 3, TAB_STOP = 8 };

void complaint(Complaints *c, size_t line, const char *format, ...) {
    Bytes message = {0};
    char text[512];
    va_list arguments;
    if (c->count > COMPLAINTS_MAX) return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (c->count == COMPLAINTS_MAX) snprintf(text, sizeof text, "and there is more");
    visible_add(&message, text, strlen(text));
    bytes_add(&message, "", 1);
    c->list = array_more(c->list, &c->count, sizeof *c->list);
    c->list[c->count - 1] = (struct LessonMistake){line, c->count, message.data};
}

static int mistake_compare(const void *a, const void *b) {
    const struct LessonMistake *x = a, *y = b;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

bool complaints_tell(Complaints *c, LessonComplaint *complain, void *arg) {
    bool any = c->count > 0;
    /* That there is more stays the last. */
    size_t sorted = c->count > COMPLAINTS_MAX ? COMPLAINTS_MAX : c->count;
    if (any) qsort(c->list, sorted, sizeof *c->list, mistake_compare);
    for (size_t i = 0; i < c->count; i++) {
        complain(arg, (int)c->list[i].line, c->list[i].message);
        free(c->list[i].message);
    }
    free(c->list);
    *c = (Complaints){0};
    return any;
}

const char *did_you_mean(LessonLine word, const char *const *names, size_t count, char room[64]) {
    Nearest nearest;
    nearest_begin(&nearest, word.text, word.length, true);
    for (size_t i = 0; i < count; i++) nearest_offer(&nearest, names[i]);
    *room = 0;
    if (nearest.name) snprintf(room, 64, "; did you mean %s?", nearest.name);
    return room;
}

/* ---- Lines ---- */

void *array_more(void *array, size_t *count, size_t size) {
    /* As many as the next power of two: a call in which that is reached makes room. */
    if ((*count & (*count - 1)) == 0) {
        size_t room = *count ? 2 * *count : 1;
        array = room > SIZE_MAX / size ? NULL : realloc(array, room * size);
        if (!array) {
            fputs("gosh: out of memory\n", stderr);
            exit(EXIT_RUN);
        }
    }
    memset((char *)array + *count * size, 0, size);
    ++*count;
    return array;
}

LessonLine *lines_of(const char *text, size_t length, size_t *count) {
    LessonLine *lines = NULL;
    *count = 0;
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    while (length) {
        const char *end = memchr(text, '\n', length);
        size_t whole = end ? (size_t)(end - text) : length;
        lines = array_more(lines, count, sizeof *lines);
        lines[*count - 1] = (LessonLine){text, whole > 0 && text[whole - 1] == '\r' ? whole - 1 : whole};
        whole += end != NULL;
        text += whole;
        length -= whole;
    }
    return lines;
}

/* Characters that nobody sees, and that change what others see: controls, and what turns the direction of writing. */
static bool is_control(uint32_t rune) {
    return rune < ' ' || (rune >= 0x7F && rune < 0xA0) || (rune >= 0x2028 && rune <= 0x202E) || (rune >= 0x2066 && rune <= 0x2069) ||
           rune == 0x200E || rune == 0x200F || rune == 0xFEFF;
}

/* The columns of a line in which a tab goes to the next of its stops. */
static size_t line_width(const LessonLine *l) {
    size_t width = 0;
    for (size_t at = 0; at < l->length;) {
        const char *tab = memchr(l->text + at, '\t', l->length - at);
        size_t end = tab ? (size_t)(tab - l->text) : l->length;
        width += (size_t)width_of(l->text + at, end - at);
        if (tab) width += TAB_STOP - width % TAB_STOP;
        at = end + (tab != NULL);
    }
    return width;
}

/* Does each of its bytes have one column? */
static bool line_is_plain(const LessonLine *l) {
    for (size_t i = 0; i < l->length; i++)
        if ((unsigned char)l->text[i] >= 0x80 || l->text[i] == '\t') return false;
    return true;
}

void lines_check(const LessonLine *lines, size_t count, Complaints *c) {
    for (size_t i = 0; i < count; i++) {
        const LessonLine *l = &lines[i];
        bool told = false;
        for (size_t at = 0, size; at < l->length && !told; at += size) {
            uint32_t rune = rune_decode(l->text + at, l->length - at, &size);
            told = true;
            if (rune == RUNE_ERROR && size == 1)
                complaint(c, i + 1, "byte 0x%02X in column %zu is no UTF-8", (unsigned char)l->text[at], at + 1);
            else if (is_control(rune) && rune != '\t')
                complaint(c, i + 1, "a control character, U+%04X, in column %zu", (unsigned)rune, at + 1);
            else
                told = false;
        }
        size_t width = told ? 0 : line_is_plain(l) ? l->length : line_width(l);
        if (width > LESSON_COLUMNS) complaint(c, i + 1, "the line has %zu columns; there is room for %d", width, LESSON_COLUMNS);
    }
}

/* ---- One line ---- */

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

LessonLine line_trim(LessonLine l) {
    while (l.length && is_blank(*l.text)) l.text++, l.length--;
    while (l.length && is_blank(l.text[l.length - 1])) l.length--;
    return l;
}

bool line_is_blank(const LessonLine *l) {
    return line_trim(*l).length == 0;
}

size_t line_indent(const LessonLine *l) {
    size_t indent = 0;
    while (indent < l->length && l->text[indent] == ' ') indent++;
    return indent;
}

bool line_is(LessonLine l, const char *text) {
    return l.length == strlen(text) && memcmp(l.text, text, l.length) == 0;
}

bool line_word(LessonLine *l, LessonLine *word) {
    *l = line_trim(*l);
    *word = (LessonLine){l->text, 0};
    while (word->length < l->length && !is_blank(l->text[word->length])) word->length++;
    l->text += word->length;
    l->length -= word->length;
    return word->length > 0;
}

char *line_copy(LessonLine l) {
    Bytes copy = {0};
    bytes_add(&copy, l.text, l.length);
    bytes_add(&copy, "", 1);
    return copy.data;
}

/* ---- Fences ---- */

size_t line_fence(const LessonLine *l, char *sign, LessonLine *rest) {
    size_t from = line_indent(l), to = from;
    if (from > FENCE_INDENT || from == l->length || (l->text[from] != '`' && l->text[from] != '~')) return 0;
    *sign = l->text[from];
    while (to < l->length && l->text[to] == *sign) to++;
    *rest = line_trim((LessonLine){l->text + to, l->length - to});
    /* `a word in a line` */
    bool inside = *sign == '`' && memchr(rest->text, '`', rest->length);
    return to - from < FENCE_LEAST || inside ? 0 : to - from;
}

size_t lines_next(const LessonLine *lines, size_t at, size_t to) {
    char sign, other;
    LessonLine rest;
    size_t fence = line_fence(&lines[at++], &sign, &rest);
    if (!fence) return at;
    while (at < to) {
        size_t end = line_fence(&lines[at++], &other, &rest);
        if (end >= fence && other == sign && !rest.length) return at;
    }
    return to + 1; /* it does not end */
}
