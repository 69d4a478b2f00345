/* What the program calls the objects of a timeline. They may be gone by now, with the variables that held them; but where a
 * channel was made, and where something was done with it, stands in the program's text: `jobs := make(chan int)`. */
#include "lua/timeline_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/source.h"
#include "lua/tokens.h"

enum { NAME_MAX_BYTES = 40 };

/* ---- Where a channel was made ---- */

/* The part of a list of names or values in which the token is: how many commas stand before it at its depth, back to
 * `from`. */
static int commas_before(const Tokens *line, int from, int i) {
    int commas = 0, depth = 0;
    while (--i > from) {
        const LineToken *t = token_at(line, i);
        if (t->kind == TOKEN_CLOSE) depth++;
        if (t->kind == TOKEN_OPEN) depth--;
        if (depth < 0) return -1; /* it is inside of brackets */
        commas += depth == 0 && token_is(t, ",");
    }
    return commas;
}

/* The tokens of the `nth` name before the `=` or `:=` at `i`. False if there is none. */
static bool name_before(const Tokens *line, int i, int nth, int *begin, int *end) {
    int at = i, names = 0, begins[16], ends[16];
    while (names < 16) {
        int first = tokens_suffixed_begin(line, at - 1);
        if (first < 0) break;
        ends[names] = at;
        begins[names++] = first;
        if (!token_is(token_at(line, first - 1), ",")) break;
        at = first - 1;
    }
    if (nth >= names) return false;
    *begin = begins[names - 1 - nth];
    *end = ends[names - 1 - nth];
    return true;
}

/* The name of what the make at `i` is given to. */
static bool name_of_make(const Tokens *line, int i, int *begin, int *end) {
    int at = i;
    while (at >= 0 && !token_is(token_at(line, at), "= :=")) at--;
    if (at < 0) return false;
    int nth = commas_before(line, at, i);
    if (nth < 0 && token_is(token_at(line, i - 1), "=")) { /* a field in a table */
        *begin = i - 2;
        *end = i - 1;
        return token_at(line, i - 2)->kind == TOKEN_NAME;
    }
    return nth >= 0 && name_before(line, at, nth, begin, end);
}

static const char *name_keep(Timeline *t, const Tokens *line, int begin, int end) {
    const LineToken *first = token_at(line, begin), *last = token_at(line, end - 1);
    size_t length = (size_t)(last->text + last->length - first->text);
    if (end <= begin || length == 0 || length > NAME_MAX_BYTES) return NULL;
    return timeline_text(&t->texts, first->text, length);
}

/* `earlier`: how many channels of `all` that are known were made in that line before. */
static const char *made_name(World *w, Timeline *t, const SurveyPlace *made, size_t earlier, size_t all) {
    size_t length;
    const char *text = source_line(w, made->file, made->line, &length);
    Tokens line;
    int makes[16], count = 0, begin, end;
    if (!text || !tokens_read(&line, text, length)) return NULL;
    for (int i = 0; i < line.count && count < 16; i++)
        if (token_is(token_at(&line, i), "make") && token_is(token_at(&line, i + 1), "(")) makes[count++] = i;
    if (!count || all % (size_t)count != 0) return NULL; /* which of them is not known */
    if (!name_of_make(&line, makes[earlier % (size_t)count], &begin, &end)) return NULL;
    return name_keep(t, &line, begin, end);
}

/* ---- Where something was done with it ---- */

static bool mark_use(const TimelineMark *m, SourceUse *use) {
    switch (m->kind) {
    case MARK_SEND:
        *use = SOURCE_SEND;
        return true;
    case MARK_RECEIVE:
    case MARK_RECEIVE_CLOSED:
        *use = SOURCE_RECEIVE;
        return true;
    case MARK_CLOSE:
        *use = SOURCE_CLOSE;
        return true;
    case MARK_WAIT:
        *use = m->reason == WAIT_CHAN_SEND ? SOURCE_SEND : SOURCE_RECEIVE;
        return m->reason == WAIT_CHAN_SEND || m->reason == WAIT_CHAN_RECEIVE;
    default:
        return false;
    }
}

static const char *used_name(World *w, Timeline *t, const TimelineMark *m) {
    SourceOperand operands[SOURCE_OPERANDS_MAX];
    SourceUse use;
    if (!m->place.file || !mark_use(m, &use)) return NULL;
    size_t count = source_operands(w, m->place.file, m->place.line, use, operands);
    if (!count && use == SOURCE_RECEIVE) count = source_operands(w, m->place.file, m->place.line, SOURCE_RANGE, operands);
    if (count != 1 || strlen(operands[0]) > NAME_MAX_BYTES) return NULL;
    return timeline_text(&t->texts, operands[0], strlen(operands[0]));
}

/* `mu` in mu:Lock() or pool.mu.Lock(), if the line has no other. */
static const char *lock_name(World *w, Timeline *t, const TimelineMark *m) {
    static const char methods[] = "Lock Unlock RLock RUnlock TryLock TryRLock Wait Done Add Go Do Signal Broadcast";
    size_t length, found = 0;
    const char *text = m->place.file ? source_line(w, m->place.file, m->place.line, &length) : NULL, *first = NULL;
    Tokens line;
    int name_begin = 0, name_end = 0;
    if (!text || !tokens_read(&line, text, length)) return NULL;
    for (int i = 2; i < line.count; i++) {
        bool method = token_is(token_at(&line, i), methods) && token_is(token_at(&line, i + 1), "(") &&
                      tokens_join(&line, i - 1);
        if (!method) continue;
        int begin = tokens_suffixed_begin(&line, i - 2);
        if (begin < 0) return NULL;
        const LineToken *last = token_at(&line, i - 2);
        const char *name = token_at(&line, begin)->text;
        size_t size = (size_t)(last->text + last->length - name);
        if (first && (size != found || memcmp(first, name, size) != 0)) return NULL;
        first = name;
        found = size;
        name_begin = begin;
        name_end = i - 1;
    }
    return first ? name_keep(t, &line, name_begin, name_end) : NULL;
}

/* ---- The whole ---- */

static int compare_names(const void *a, const void *b) {
    const TimelineObject *const *x = a, *const *y = b;
    int order = strcmp((*x)->name, (*y)->name);
    return order ? order : *x < *y ? -1 : *x > *y;
}

/* Objects that are called the same get a number, the first one too. */
static void names_part(Timeline *t) {
    TimelineObject **sorted = malloc((t->object_count + 1) * sizeof *sorted);
    if (!sorted) return;
    for (size_t i = 0; i < t->object_count; i++) sorted[i] = &t->objects[i];
    qsort(sorted, t->object_count, sizeof *sorted, compare_names);
    for (size_t i = 0, next; i < t->object_count; i = next) {
        const char *name = sorted[i]->name;
        for (next = i + 1; next < t->object_count && strcmp(sorted[next]->name, name) == 0;) next++;
        for (size_t k = i; k < next && next - i > 1; k++) {
            char text[NAME_MAX_BYTES + 24];
            int size = snprintf(text, sizeof text, "%s#%zu", name, k - i + 1);
            const char *kept = timeline_text(&t->texts, text, (size_t)size);
            if (kept) sorted[k]->name = kept;
        }
    }
    free(sorted);
}

static void name_number(Timeline *t, TimelineObject *o) {
    static const char *const kinds[] = {"channel", "timer", "lock"};
    char text[40];
    int size = snprintf(text, sizeof text, "%s %llu", kinds[o->kind], (unsigned long long)o->number);
    const char *kept = timeline_text(&t->texts, text, (size_t)size);
    o->name = kept ? kept : "?";
}

static bool same_place(const SurveyPlace *a, const SurveyPlace *b) {
    return a->file && b->file && a->line == b->line && strcmp(a->file, b->file) == 0;
}

static int compare_made(const void *a, const void *b) {
    const TimelineObject *const *x = a, *const *y = b;
    int order = strcmp((*x)->made.file, (*y)->made.file);
    if (order) return order;
    if ((*x)->made.line != (*y)->made.line) return (*x)->made.line < (*y)->made.line ? -1 : 1;
    return (*x)->number < (*y)->number ? -1 : (*x)->number > (*y)->number;
}

/* The names of channels that are made where they get a name. */
static void names_made(World *w, Timeline *t) {
    TimelineObject **sorted = malloc((t->object_count + 1) * sizeof *sorted);
    size_t count = 0;
    if (!sorted) return;
    for (size_t i = 0; i < t->object_count; i++)
        if (t->objects[i].made.file) sorted[count++] = &t->objects[i];
    qsort(sorted, count, sizeof *sorted, compare_made);
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && same_place(&sorted[next]->made, &sorted[i]->made);) next++;
        for (size_t k = i; k < next; k++) sorted[k]->name = made_name(w, t, &sorted[i]->made, k - i, next - i);
    }
    free(sorted);
}

void timeline_names(World *w, Timeline *t) {
    names_made(w, t);
    for (size_t i = 0; i < t->mark_count; i++) {
        const TimelineMark *m = &t->marks[i];
        TimelineObject *o = m->object == TIMELINE_NONE ? NULL : &t->objects[m->object];
        if (!o || o->name) continue;
        o->name = o->kind == TIMELINE_LOCK ? lock_name(w, t, m) : used_name(w, t, m);
    }
    for (size_t i = 0; i < t->object_count; i++)
        if (!t->objects[i].name) name_number(t, &t->objects[i]);
    names_part(t);
}
