/* All that a program can print, and whether a run has come to what a Break step asks for. */
#include "repl/grade.h"

#include <stdlib.h>
#include <string.h>

#include "repl/grade_search.h"

/* ---- Outputs ---- */

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

void output_normal(Bytes *out, const char *text, size_t length) {
    size_t blank_lines = 0;
    for (const char *end = text + length; text < end;) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        if (!stop) stop = end;
        const char *last = stop;
        while (last > text && is_blank(last[-1])) last--;
        if (last == text) {
            blank_lines++;
        } else {
            for (; blank_lines > 0; blank_lines--) bytes_add(out, "\n", 1);
            for (; text < last; text++)
                if (!is_blank(*text) || !is_blank(text[1])) bytes_add(out, is_blank(*text) ? " " : text, 1);
            bytes_add(out, "\n", 1);
        }
        text = stop < end ? stop + 1 : end;
    }
}

/* ---- All that is possible ---- */

/* Which of them are one Possibility. */
static int possibility_order(const GradeOutcome *x, const GradeOutcome *y) {
    int order = strcmp(x->possible, y->possible);
    bool x_bound = x->kind == OUTCOME_BOUND, y_bound = y->kind == OUTCOME_BOUND;
    if (order) return order;
    if (x_bound != y_bound) return x_bound - y_bound;
    return outcome_tells_end(x->kind) - outcome_tells_end(y->kind);
}

static int possibility_compare(const void *a, const void *b) {
    const GradeOutcome *x = *(GradeOutcome *const *)a, *y = *(GradeOutcome *const *)b;
    int order = possibility_order(x, y);
    if (order) return order;
    if (x->slow != y->slow) return x->slow - y->slow;
    return (x->deviations > y->deviations) - (x->deviations < y->deviations);
}

static int place_compare(const void *a, const void *b) {
    const Possibility *x = a, *y = b;
    if (x->slow != y->slow) return x->slow - y->slow;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return strcmp(x->text, y->text);
}

/* Those that come to the same next to each other, the simplest first; then one for each. */
static bool possibilities_join(Possibilities *p, GradeSearch *s) {
    GradeOutcome **sorted = calloc(s->count + 1, sizeof *sorted);
    p->list = calloc(s->count + 1, sizeof *p->list);
    if (!sorted || !p->list) {
        free(sorted);
        return false;
    }
    for (size_t i = 0; i < s->count; i++) sorted[i] = &s->outcomes[i];
    qsort(sorted, s->count, sizeof *sorted, possibility_compare);
    for (size_t i = 0; i < s->count; i++) {
        GradeOutcome *o = sorted[i];
        if (i == 0 || possibility_order(sorted[i - 1], o) != 0)
            p->list[p->count++] = (Possibility){.text = strdup(o->possible),
                                                .schedule = strdup(o->schedule),
                                                .slow = o->slow,
                                                .fails = outcome_tells_end(o->kind),
                                                .bound = o->kind == OUTCOME_BOUND};
        Possibility *last = &p->list[p->count - 1];
        if (!last->text || !last->schedule) {
            free(sorted);
            return false;
        }
        if (last->slow == o->slow) last->count += o->count;
        last->leaks |= o->kind == OUTCOME_LEAK;
    }
    free(sorted);
    qsort(p->list, p->count, sizeof *p->list, place_compare);
    for (size_t i = 0; i < p->count; i++) p->slow_count += p->list[i].slow;
    return true;
}

Possibilities *possibilities_find(const GradeOptions *o, const char *program, size_t length, const LessonWords *words) {
    Possibilities *p = calloc(1, sizeof *p);
    GradeSearch *s = p ? grade_search(o, program, length, words, grade_time(o)) : NULL;
    bool whole = s && (s->error || possibilities_join(p, s));
    if (whole) {
        p->schedules = s->schedules + s->runs;
        p->complete = s->complete;
        p->slow_complete = s->slow_complete && !(words->no_timers && s->timers);
        p->seconds = s->seconds;
        p->error = s->error;
        s->error = NULL;
    }
    grade_search_delete(s);
    if (whole) return p;
    possibilities_delete(p);
    return NULL;
}

void possibilities_delete(Possibilities *p) {
    if (!p) return;
    for (size_t i = 0; i < p->count; i++) {
        free(p->list[i].text);
        free(p->list[i].schedule);
    }
    free(p->list);
    free(p->error);
    free(p);
}

void grade_free(Grade *g) {
    bytes_free(&g->text);
    free(g->schedule);
    *g = (Grade){0};
}
