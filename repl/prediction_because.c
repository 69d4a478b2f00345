/* Why a prediction is impossible. What is said is computed from all outputs that there are: each sentence is checked against every
 * one of them before it is said. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "repl/grade_words.h"
#include "repl/prediction.h"

/* What was typed against some of the outputs. */
typedef struct Case {
    const Prediction *typed;
    const Prediction *const *set;
    size_t count;
} Case;

static void add(Bytes *out, const char *text) {
    bytes_add(out, text, strlen(text));
}

static void line_add(Bytes *out, const char *line) {
    lines_add(out, &line, 1);
}

static size_t count_of(const Prediction *p, const char *line) {
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++) count += strcmp(p->lines[i], line) == 0;
    return count;
}

static size_t most_of(const Case *c, const char *line) {
    size_t most = 0;
    for (size_t i = 0; i < c->count; i++) {
        size_t count = count_of(c->set[i], line);
        if (count > most) most = count;
    }
    return most;
}

static size_t least_of(const Case *c, const char *line) {
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < c->count; i++) {
        size_t count = count_of(c->set[i], line);
        if (count < least) least = count;
    }
    return least;
}

/* ---- Lines that are never there, or not so often ---- */

/* A line that is the same but for capital letters; NULL: there is none. */
static const char *other_letters(const Case *c, const char *line) {
    for (size_t i = 0; i < c->count; i++)
        for (size_t k = 0; k < c->set[i]->count; k++)
            if (strcasecmp(c->set[i]->lines[k], line) == 0) return c->set[i]->lines[k];
    return NULL;
}

static bool because_unprinted(Bytes *out, const Case *c) {
    for (size_t i = 0; i < c->typed->count; i++) {
        const char *line = c->typed->lines[i];
        Ending ending;
        if (most_of(c, line)) continue;
        if (ending_read(line, &ending)) { /* else it would be no line */
            add(out, "how it ends comes last, and nothing is printed after ");
            line_add(out, line);
            return true;
        }
        const char *other = other_letters(c, line);
        line_add(out, line);
        add(out, " is never printed");
        if (other) {
            add(out, ", but ");
            line_add(out, other);
        }
        return true;
    }
    return false;
}

static void times_add(Bytes *out, size_t times) {
    if (times == 1)
        add(out, "once");
    else if (times == 2)
        add(out, "twice");
    else
        bytes_format(out, "%zu times", times);
}

static bool because_often(Bytes *out, const Case *c) {
    for (size_t i = 0; i < c->typed->count; i++) {
        const char *line = c->typed->lines[i];
        size_t most = most_of(c, line);
        if (count_of(c->typed, line) <= most) continue;
        line_add(out, line);
        add(out, " is never printed more than ");
        times_add(out, most);
        return true;
    }
    return false;
}

static bool because_seldom(Bytes *out, const Case *c) {
    for (size_t i = 0; c->count && i < c->set[0]->count; i++) {
        const char *line = c->set[0]->lines[i];
        size_t least = least_of(c, line), typed = count_of(c->typed, line);
        if (typed >= least) continue;
        line_add(out, line);
        add(out, " is always printed");
        if (typed) {
            add(out, least == most_of(c, line) ? " " : " at least ");
            times_add(out, least);
        }
        return true;
    }
    return false;
}

/* ---- Order ---- */

static size_t first_of(const Prediction *p, const char *line) {
    size_t i = 0;
    while (i < p->count && strcmp(p->lines[i], line) != 0) i++;
    return i;
}

static size_t last_of(const Prediction *p, const char *line) {
    size_t i = p->count;
    while (i-- > 0)
        if (strcmp(p->lines[i], line) == 0) return i;
    return SIZE_MAX;
}

static size_t both_in(const Case *c, const char *a, const char *b) {
    size_t both = 0;
    for (size_t i = 0; i < c->count; i++) both += count_of(c->set[i], a) && count_of(c->set[i], b);
    return both;
}

/* Do all `a` come before all `b` wherever both are printed, or if not `all`, the first before the first? */
static bool always_before(const Case *c, const char *a, const char *b, bool all) {
    for (size_t i = 0; i < c->count; i++) {
        const Prediction *p = c->set[i];
        if (!count_of(p, a) || !count_of(p, b)) continue;
        if ((all ? last_of(p, a) : first_of(p, a)) > first_of(p, b)) return false;
    }
    return true;
}

/* `a` was typed before `b`. */
static bool pair_because(Bytes *out, const Case *c, const char *a, const char *b) {
    bool all = always_before(c, b, a, true), both = both_in(c, a, b);
    bool first = first_of(c->typed, a) < first_of(c->typed, b) && always_before(c, b, a, false);
    if (strcmp(a, b) == 0 || (both && !all && !first)) return false;
    if (!all && both) add(out, "the first ");
    line_add(out, both ? b : a);
    add(out, !both ? " and " : all ? " always comes before " : " always comes before the first ");
    line_add(out, both ? a : b);
    if (!both) add(out, " are never both printed");
    return true;
}

/* Lines that stand next to each other are easier to look at. */
static bool because_order(Bytes *out, const Case *c) {
    for (size_t apart = 1; apart < c->typed->count; apart++)
        for (size_t i = 0; i + apart < c->typed->count; i++)
            if (pair_because(out, c, c->typed->lines[i], c->typed->lines[i + apart])) return true;
    return false;
}

/* ---- How it ends ---- */

/* "ends in a deadlock" */
static void ending_add(Bytes *out, const Ending *e) {
    static const char *const words[] = {
        [ENDING_WELL] = "ends well",
        [ENDING_DEADLOCK] = "ends in a deadlock",
        [ENDING_PANIC] = "panics",
        [ENDING_FATAL] = "ends in a fatal error",
        [ENDING_EXIT] = "exits with status ",
    };
    add(out, words[e->kind]);
    if (e->kind == ENDING_EXIT) add(out, e->text);
}

static void ending_text_add(Bytes *out, const Ending *e) {
    if ((e->kind != ENDING_PANIC && e->kind != ENDING_FATAL) || !*e->text) return;
    add(out, " with ");
    line_add(out, e->text);
}

/* How many end in such a way, whatever it says. */
static size_t ending_kind_count(const Case *c, EndingKind kind) {
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++) count += c->set[i]->ending.kind == kind;
    return count;
}

static bool endings_alike(const Ending *a, const Ending *b) {
    return a->kind == b->kind && (a->kind != ENDING_EXIT || strcmp(a->text, b->text) == 0);
}

/* Do all end in the same way? */
static bool endings_are_one(const Case *c) {
    for (size_t i = 0; i < c->count; i++)
        if (!endings_alike(&c->set[i]->ending, &c->set[0]->ending)) return false;
    return true;
}

static bool because_ending(Bytes *out, const Case *c) {
    const Ending *typed = &c->typed->ending;
    for (size_t i = 0; i < c->count; i++)
        if (ending_fits(typed, &c->set[i]->ending)) return false;
    if (typed->kind == ENDING_WELL && endings_are_one(c)) {
        add(out, "it always ");
        ending_add(out, &c->set[0]->ending);
    } else {
        add(out, "it never ");
        ending_add(out, typed);
        if (ending_kind_count(c, typed->kind)) ending_text_add(out, typed);
    }
    return true;
}

/* ---- What can stand there ---- */

enum { NEXT_TOLD = 4, BEFORE_TOLD = 4 };

static size_t same_lines(const Prediction *a, const Prediction *b) {
    size_t i = 0;
    while (i < a->count && i < b->count && strcmp(a->lines[i], b->lines[i]) == 0) i++;
    return i;
}

/* What comes next in the outputs that have so many lines in common with what was typed. Of very many, not all are kept. */
typedef struct Next {
    const char *lines[NEXT_TOLD + 1];
    const Ending *endings[NEXT_TOLD];
    size_t line_count, ending_count;
} Next;

static void next_line(Next *n, const char *line) {
    for (size_t i = 0; i < n->line_count; i++)
        if (strcmp(n->lines[i], line) == 0) return;
    if (n->line_count <= NEXT_TOLD) n->lines[n->line_count++] = line;
}

static void next_ending(Next *n, const Ending *ending) {
    for (size_t i = 0; i < n->ending_count; i++)
        if (endings_alike(n->endings[i], ending)) return;
    if (n->ending_count < NEXT_TOLD) n->endings[n->ending_count++] = ending;
}

static Next next_of(const Case *c, size_t same) {
    Next n = {.line_count = 0};
    for (size_t i = 0; i < c->count; i++) {
        const Prediction *p = c->set[i];
        if (same_lines(p, c->typed) != same) continue;
        if (p->count > same)
            next_line(&n, p->lines[same]);
        else
            next_ending(&n, &p->ending);
    }
    return n;
}

/* "after `1 / 2`", of many lines the last ones */
static void before_add(Bytes *out, const Case *c, size_t same) {
    size_t begin = same > BEFORE_TOLD ? same - BEFORE_TOLD : 0;
    add(out, begin ? "after line " : "after ");
    if (begin) bytes_format(out, "%zu, ", same);
    lines_add(out, c->typed->lines + begin, same - begin);
    add(out, begin ? "," : "");
}

/* How the outputs go on that have as much as possible in common with what was typed. */
static void because_next(Bytes *out, const Case *c) {
    size_t same = 0, told = 0;
    for (size_t i = 0; i < c->count; i++)
        if (same_lines(c->set[i], c->typed) > same) same = same_lines(c->set[i], c->typed);
    Next n = next_of(c, same);
    if (!c->typed->count && !n.ending_count) add(out, "something is always printed: ");
    if (same) before_add(out, c, same);
    for (; told < n.line_count && told < NEXT_TOLD; told++) {
        add(out, told ? told + 1 == n.line_count ? " or " : ", " : same ? " comes " : "first comes ");
        line_add(out, n.lines[told]);
    }
    if (n.line_count > told) add(out, ", or another line");
    for (size_t i = 0; i < n.ending_count; i++, told++) {
        add(out, told ? ", or it " : same ? " it " : "it prints nothing and ");
        ending_add(out, n.endings[i]);
    }
}

/* ---- All of them ---- */

static bool because_lines(Bytes *out, const Case *c) {
    return because_unprinted(out, c) || because_often(out, c) || because_seldom(out, c);
}

/* What is true of the outputs that end as was typed. */
static bool because_with_ending(Bytes *out, const Case *c) {
    const Prediction **set = calloc(c->count + 1, sizeof *set);
    Bytes reason = {0};
    Case some = {.typed = c->typed, .set = set};
    for (size_t i = 0; set && i < c->count; i++)
        if (ending_fits(&c->typed->ending, &c->set[i]->ending)) set[some.count++] = c->set[i];
    bool found = some.count && some.count < c->count && (because_lines(&reason, &some) || because_order(&reason, &some));
    if (found) {
        add(out, "whenever it ");
        ending_add(out, &c->typed->ending);
        ending_text_add(out, &c->typed->ending);
        add(out, ", ");
        bytes_add(out, reason.data, reason.length);
    }
    bytes_free(&reason);
    free(set);
    return found;
}

void prediction_because(Bytes *out, const Prediction *typed, const Prediction *possible, size_t count) {
    const Prediction **set = calloc(count + 1, sizeof *set);
    if (!set) return;
    for (size_t i = 0; i < count; i++) set[i] = &possible[i];
    Case c = {typed, set, count};
    if (!because_unprinted(out, &c) && !because_ending(out, &c) && !because_often(out, &c) && !because_seldom(out, &c) &&
        !because_order(out, &c) && !because_with_ending(out, &c))
        because_next(out, &c);
    free(set);
}
