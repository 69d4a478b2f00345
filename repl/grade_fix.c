/* Fix steps: does a mended program hold under every schedule, and if not, under which one does it break, and how? */
#include <stdlib.h>
#include <string.h>

#include "repl/file.h"
#include "repl/grade.h"
#include "repl/grade_search.h"
#include "repl/grade_words.h"
#include "repl/number.h"

enum { TURNS = EXPLORE_TURNS, INDENT = 4 };

/* A program, and what the step wants of it. */
typedef struct Fix {
    const GradeOptions *options;
    const LessonStep *step;
    LessonWords words;
    const char *tested; /* the lines that were added at its end, or NULL */
    Grade *grade;
} Fix;

/* How much has been tried. */
typedef struct Proof {
    uint64_t schedules, runs;
    bool slow_complete, bound_complete;
} Proof;

/* ---- Is it right? ---- */

static int line_compare(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The lines of a text in the order of letters. */
static void sorted_add(Bytes *out, const char *text) {
    size_t count = 0;
    for (const char *at = text; *at; at++) count += *at == '\n';
    char *copy = strdup(text), *rest = copy;
    char **lines = calloc(count + 1, sizeof *lines);
    for (size_t i = 0; copy && lines && i < count; i++) lines[i] = strsep(&rest, "\n");
    if (copy && lines) qsort(lines, count, sizeof *lines, line_compare);
    for (size_t i = 0; copy && lines && i < count; i++) bytes_format(out, "%s\n", lines[i]);
    free(lines);
    free(copy);
}

static bool output_fits(const LessonBlock *b, const char *possible) {
    Bytes wanted = {0}, one = {0}, other = {0};
    output_normal(&wanted, b->text, strlen(b->text));
    bytes_add(&wanted, "", 1);
    bool fits = strcmp(wanted.data, possible) == 0;
    if (!fits && b->words.any_order) {
        sorted_add(&one, wanted.data);
        sorted_add(&other, possible);
        fits = one.length == other.length && memcmp(one.data, other.data, one.length) == 0;
    }
    bytes_free(&wanted);
    bytes_free(&one);
    bytes_free(&other);
    return fits;
}

/* What an `output` block says is right, also if that is a panic; a leak never is. */
static bool is_right(const Fix *f, const GradeOutcome *o) {
    const LessonBlock *b = lesson_block(&f->step->body, BLOCK_OUTPUT, NULL);
    if (o->kind == OUTCOME_LEAK || o->kind == OUTCOME_BOUND || o->kind == OUTCOME_OUTSIDE) return false;
    if (!b) return o->kind == OUTCOME_FINISHED;
    for (; b; b = lesson_block(&f->step->body, BLOCK_OUTPUT, b))
        if (output_fits(b, o->possible)) return true;
    return false;
}

/* The simplest of those that are not right; of equal ones the last, which is the one that fails. */
static const GradeOutcome *wrong_outcome(const Fix *f, const GradeSearch *s) {
    const GradeOutcome *found = NULL;
    for (size_t i = 0; i < s->count; i++)
        if (!is_right(f, &s->outcomes[i]) && (!found || !grade_outcome_simpler(found, &s->outcomes[i]))) found = &s->outcomes[i];
    return found;
}

/* ---- What is wrong ---- */

/* "Under a schedule" */
static const char *under(const GradeOutcome *o) {
    if (o->slow) return "On a slow machine, where a timer fires although goroutines could still go on,";
    return o->deviations ? "Under a schedule" : "Even in Go's own order";
}

/* The lines of what there is to say, without the first. */
static const char *second_line(const char *text) {
    text += strcspn(text, "\n");
    return *text ? text + 1 : text;
}

static void first_line_put(Bytes *out, const char *text) {
    Bytes line = {0};
    bytes_add(&line, text, strcspn(text, "\n"));
    bytes_add(&line, "\n", 2);
    line.length--;
    say_lines(out, line.data, SIZE_MAX);
    bytes_free(&line);
}

/* The first line of `possible` in which they differ; SIZE_MAX if they do not, or there is no one order. */
static size_t first_difference(const LessonBlock *b, const char *possible) {
    Bytes wanted = {0};
    size_t line = 0;
    output_normal(&wanted, b->text, strlen(b->text));
    bytes_add(&wanted, "", 1);
    const char *a = wanted.data;
    while (*a && *possible) {
        size_t length = strcspn(a, "\n");
        if (length != strcspn(possible, "\n") || memcmp(a, possible, length) != 0) break;
        a += length + (a[length] == '\n');
        possible += length + (possible[length] == '\n');
        line++;
    }
    bytes_free(&wanted);
    return *possible && !b->words.any_order ? line : SIZE_MAX;
}

static void outputs_put(const Fix *f, const GradeOutcome *o) {
    Bytes *out = &f->grade->text;
    const LessonBlock *first = lesson_block(&f->step->body, BLOCK_OUTPUT, NULL);
    bool only = !lesson_block(&f->step->body, BLOCK_OUTPUT, first);
    for (const LessonBlock *b = first; b; b = lesson_block(&f->step->body, BLOCK_OUTPUT, b)) {
        say(out, "%s%s:", b == first ? "It should print" : "or", b->words.any_order ? ", in any order" : "");
        Bytes wanted = {0};
        output_normal(&wanted, b->text, strlen(b->text));
        bytes_add(&wanted, "", 1);
        say_lines(out, wanted.data, SIZE_MAX);
        bytes_free(&wanted);
    }
    say(out, "It prints:");
    say_lines(out, o->possible, only ? first_difference(first, o->possible) : SIZE_MAX);
}

/* What it has printed before it went wrong. */
static void before_put(Bytes *out, const GradeOutcome *o) {
    size_t length = strlen(o->possible);
    if (outcome_tells_end(o->kind) && length) { /* without the last line */
        length--;
        while (length && o->possible[length - 1] != '\n') length--;
    }
    if (!length) return;
    char *text = strndup(o->possible, length);
    say(out, "Until then it has printed:");
    if (text) say_lines(out, text, SIZE_MAX);
    free(text);
}

static void outcome_put(const Fix *f, const GradeOutcome *o) {
    Bytes *out = &f->grade->text, turns = {0};
    switch (o->kind) {
    case OUTCOME_DEADLOCK:
        say(out, "%s it deadlocks: all that are left wait, and nobody is left to wake them.", under(o));
        say_text(out, second_line(o->text), INDENT);
        break;
    case OUTCOME_LEAK:
        say(out, "%s it leaks: when main returns, somebody waits whom nobody can wake any more.", under(o));
        say_text(out, o->text, INDENT);
        break;
    case OUTCOME_PANIC:
    case OUTCOME_FATAL:
        say(out, o->kind == OUTCOME_PANIC ? "%s it panics:" : "%s it ends in a fatal error:", under(o));
        first_line_put(out, o->text);
        break;
    case OUTCOME_EXIT:
        say(out, "%s it ends with %.*s.", under(o), (int)strcspn(o->text, "\n"), o->text);
        break;
    case OUTCOME_BOUND:
        number_add(&turns, TURNS);
        say(out, "%s it does not come to its end: after %.*s turns it was ended. Does a loop go on for ever, or wait without a channel or a "
                 "lock?", under(o), (int)turns.length, turns.data);
        bytes_free(&turns);
        break;
    default:
        say(out, "%s it ends well, but prints something else.", under(o));
        outputs_put(f, o);
        return;
    }
    before_put(out, o);
}

static void schedule_put(const Fix *f, const GradeOutcome *o) {
    Bytes *out = &f->grade->text;
    f->grade->schedule = strdup(o->schedule);
    if (f->tested)
        say(out, "The schedule, with those lines at its end: %s", o->schedule);
    else if (f->options->lesson && o->kind == OUTCOME_PANIC && !o->slow && !o->deviations)
        say(out, "`:run` shows where, and what may help.");
    else if (f->options->lesson)
        say(out, "`:step`, and then `n` again and again, goes there step by step.");
    else
        say(out, "Step by step: `gosh step --schedule %s %s`", o->schedule,
            f->options->path ? f->options->path : f->options->name);
}

static void tested_put(const Fix *f) {
    if (!f->tested) return;
    say(&f->grade->text, "This was added at its end, to test it:");
    say_lines(&f->grade->text, f->tested, SIZE_MAX);
}

static void wrong_put(const Fix *f, const GradeOutcome *o) {
    f->grade->verdict = VERDICT_WRONG;
    tested_put(f);
    outcome_put(f, o);
    schedule_put(f, o);
}

static void error_put(const Fix *f, const GradeSearch *s) {
    Bytes *out = &f->grade->text;
    bool outside = s->count > 0;
    f->grade->verdict = s->refused || outside ? VERDICT_WRONG : VERDICT_UNDECIDED;
    if (s->refused || outside) tested_put(f);
    if (s->refused) say(out, "gosh cannot run it:");
    say_text(out, s->error, 0);
}

/* ---- What is right ---- */

static void passed_put(const Fix *f, const Proof *p) {
    Bytes *out = &f->grade->text, number = {0};
    const char *wanted = lesson_block(&f->step->body, BLOCK_OUTPUT, NULL) ? "nothing leaks, and what it prints is right" : "nothing leaks";
    const char *exact = f->words.no_timers ? " in which timers are exact" : "";
    f->grade->verdict = VERDICT_RIGHT;
    count_add(&number, p->schedules + p->runs, "schedule", "schedules");
    if (p->slow_complete && f->words.bound >= 0)
        say(out, "It passes. No schedule%s with at most %d preemption%s fails, %s: %.*s.", exact, f->words.bound, f->words.bound == 1 ? "" : "s", wanted,
            (int)number.length, number.data);
    else if (p->slow_complete)
        say(out, "It passes. No schedule%s fails, %s: %.*s for all that can happen.", exact, wanted, (int)number.length, number.data);
    else if (p->bound_complete)
        say(out, "It passes. No schedule%s with at most %d preemptions fails, %s. There are more than there was time for: of the others %.*s "
                 "were tried.", exact, GRADE_BOUND, wanted, (int)number.length, number.data);
    else
        say(out, "It passes: no schedule of %.*s that were tried failed, %s. There are more than there was time for.", (int)number.length,
            number.data, wanted);
    bytes_free(&number);
}

/* ---- All of it ---- */

/* Grades the program, and if nothing is wrong with it, adds to the proof. True if it can still pass. */
static bool holds(const Fix *f, const Bytes *program, int64_t time, Proof *proof) {
    GradeSearch *s = grade_search(f->options, program->data ? program->data : "", program->length, &f->words, time);
    if (!s) {
        say(&f->grade->text, "There is not enough memory to grade it.");
        return false;
    }
    const GradeOutcome *wrong = s->error ? NULL : wrong_outcome(f, s);
    bool right = false;
    if (s->error)
        error_put(f, s);
    else if (wrong)
        wrong_put(f, wrong);
    else if (!s->count)
        say(&f->grade->text, "Not one schedule came to its end within the time: there is too much to do in this program.");
    else
        right = true;
    *proof = (Proof){.schedules = proof->schedules + s->schedules,
                     .runs = proof->runs + s->runs,
                     .slow_complete = proof->slow_complete && s->slow_complete,
                     .bound_complete = proof->bound_complete && (s->slow_complete || s->bound_complete)};
    grade_search_delete(s);
    return right;
}

Grade grade_fix(const GradeOptions *o, const LessonStep *step, const char *program, size_t length) {
    Grade grade = {.verdict = VERDICT_UNDECIDED};
    GradeOptions options = *o;
    const LessonBlock *file = lesson_block(&step->body, BLOCK_FILE, NULL), *test = lesson_block(&step->body, BLOCK_TEST, NULL);
    if (!options.name) options.name = file ? file->text : "main.gosh";
    Fix f = {.options = &options, .step = step, .words = {.bound = -1}, .grade = &grade};
    if (file) f.words = file->words;
    Proof proof = {.slow_complete = true, .bound_complete = true};
    Bytes text = {0};
    bytes_add(&text, program, length);
    file_strip(&text);
    bool right = holds(&f, &text, test ? grade_time(o) / 2 : grade_time(o), &proof);
    if (right && test) {
        f.tested = test->text;
        bytes_format(&text, "\n%s", test->text);
        right = holds(&f, &text, grade_time(o) / 2, &proof);
    }
    f.tested = NULL;
    if (right) passed_put(&f, &proof);
    bytes_free(&text);
    return grade;
}
