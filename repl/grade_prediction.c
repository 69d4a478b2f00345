/* Predictions: is it what is always printed, what can be, or what cannot? */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "repl/grade.h"
#include "repl/grade_search.h"
#include "repl/grade_words.h"
#include "repl/number.h"
#include "repl/prediction.h"

enum { LISTED = 8, LISTED_COLUMNS = 68 };

/* A prediction, and the outputs of a program, each with whether it is that. */
typedef struct Holding {
    const Possibilities *p;
    Prediction typed, *possible;
    bool *fits;
    size_t fitting, fitting_slow;
    Grade *grade;
} Holding;

static bool holding_begin(Holding *h) {
    h->possible = calloc(h->p->count + 1, sizeof *h->possible);
    h->fits = calloc(h->p->count + 1, sizeof *h->fits);
    if (!h->possible || !h->fits) return false;
    for (size_t i = 0; i < h->p->count; i++) {
        h->possible[i] = prediction_of(&h->p->list[i]);
        h->fits[i] = !h->p->list[i].bound && prediction_fits(&h->typed, &h->possible[i]);
        *(h->p->list[i].slow ? &h->fitting_slow : &h->fitting) += h->fits[i];
    }
    return true;
}

static void holding_end(Holding *h) {
    for (size_t i = 0; h->possible && i < h->p->count; i++) prediction_free(&h->possible[i]);
    prediction_free(&h->typed);
    free(h->possible);
    free(h->fits);
}

static bool has_endless(const Possibilities *p) {
    for (size_t i = 0; i < p->count; i++)
        if (p->list[i].bound) return true;
    return false;
}

/* ---- What else there is ---- */

static void output_put(Bytes *out, const Possibility *o) {
    bytes_format(out, "    ");
    output_add(out, o->text, LISTED_COLUMNS);
    if (o->bound) bytes_format(out, " ...");
    bytes_format(out, "\n");
}

/* Lists the others, those of a slow machine or those of any; none if there are none. */
static void others_put(const Holding *h, bool slow, const char *one, const char *many) {
    Bytes *out = &h->grade->text;
    size_t count = 0, told = 0;
    for (size_t i = 0; i < h->p->count; i++) count += !h->fits[i] && h->p->list[i].slow == slow;
    if (!count) return;
    say(out, count == 1 ? one : many, count);
    for (size_t i = 0; i < h->p->count && told < LISTED; i++) {
        if (h->fits[i] || h->p->list[i].slow != slow) continue;
        output_put(out, &h->p->list[i]);
        told++;
    }
    if (count > told) bytes_format(out, "    and %zu more\n", count - told);
}

static void slow_put(const Holding *h) {
    others_put(h, true, "On a slow machine, where a timer fires although goroutines could still go on, there is one more:",
               "On a slow machine, where a timer fires although goroutines could still go on, there are %zu more:");
    if (h->p->complete && !h->p->slow_complete && h->p->slow_count == 0)
        say(&h->grade->text, "That holds as long as no timer fires while goroutines could still go on, as on a slow machine: not all "
                             "schedules in which one does could be tried.");
}

/* ---- The verdicts ---- */

/* "1,234 schedules were tried, and there are more than there was time for." */
static void incomplete_put(const Holding *h) {
    Bytes number = {0};
    count_add(&number, h->p->schedules, "schedule was", "schedules were");
    if (has_endless(h->p))
        say(&h->grade->text, "%.*s tried, and in some of them the program does not come to its end: what it would still print is not known.",
            (int)number.length, number.data);
    else
        say(&h->grade->text, "%.*s tried, and there are more than there was time for.", (int)number.length, number.data);
    bytes_free(&number);
}

static void always_put(const Holding *h) {
    h->grade->verdict = VERDICT_RIGHT;
    say(&h->grade->text, "Yes, always: there is no schedule under which anything else comes out.");
    slow_put(h);
}

static void possible_put(const Holding *h) {
    size_t which = 0;
    while (!h->fits[which]) which++;
    const Possibility *o = &h->p->list[which];
    h->grade->verdict = VERDICT_POSSIBLE;
    h->grade->schedule = strdup(o->schedule);
    if (o->slow) {
        say(&h->grade->text, "Possible, but only on a slow machine: a timer has to fire although goroutines could still go on. It happens "
                             "under the schedule %s.", o->schedule);
        others_put(h, false, "Else this comes out:", "Else one of these %zu comes out:");
        others_put(h, true, "On a slow machine there is also:", "On a slow machine there are also %zu others:");
        return;
    }
    say(&h->grade->text, "Possible: it happens under the schedule %s.", o->schedule);
    others_put(h, false, "But this is possible, too:", "But these %zu are possible, too:");
    slow_put(h);
    if (!h->p->complete) incomplete_put(h);
}

static void impossible_put(const Holding *h) {
    Bytes reason = {0};
    h->grade->verdict = VERDICT_WRONG;
    prediction_because(&reason, &h->typed, h->possible, h->p->count);
    bytes_add(&reason, "", 1);
    if (h->p->slow_complete)
        say(&h->grade->text, "Impossible: %s.", reason.data);
    else
        say(&h->grade->text, "Impossible as long as no timer fires while goroutines could still go on: %s.", reason.data);
    bytes_free(&reason);
}

static void undecided_put(const Holding *h) {
    h->grade->verdict = VERDICT_UNDECIDED;
    say(&h->grade->text, "Not decided: under none of the schedules that were tried does that come out.");
    incomplete_put(h);
}

/* ---- What is no prediction ---- */

static bool has_byte(const Possibilities *p, char byte) {
    for (size_t i = 0; i < p->count; i++) {
        Prediction possible = prediction_of(&p->list[i]);
        bool has = false;
        for (size_t k = 0; k < possible.count; k++) has |= strchr(possible.lines[k], byte) != NULL;
        prediction_free(&possible);
        if (has) return true;
    }
    return false;
}

static const char partings[] = " ,;|\\";

/* Lines that were parted in another way, by blanks or commas that no line of the program's has in it. Who has typed a slash
 * knows how they are parted; and where nothing is printed at all, nothing is to be parted. */
static bool is_parted_otherwise(const Holding *h) {
    if (h->typed.count > 1 || !has_byte(h->p, 0)) return false;
    for (const char *parting = partings; *parting; parting++)
        for (size_t i = 0; i < h->typed.count; i++)
            if (strchr(h->typed.lines[i], *parting) && !has_byte(h->p, *parting)) return true;
    return false;
}

static void parting_put(const Holding *h) {
    Bytes meant = {0};
    for (size_t i = 0; i < h->typed.count; i++)
        for (const char *at = h->typed.lines[i]; *at;) {
            size_t length = strcspn(at, partings);
            bool dash = length == strspn(at, "->");
            if (length && !dash) bytes_format(&meant, "%s%.*s", meant.length ? " / " : "", (int)length, at);
            at += length + (at[length] != 0);
        }
    h->grade->verdict = VERDICT_UNDECIDED;
    say(&h->grade->text, "Lines are parted by a slash, so that is one line with several words in it, and no line of this program is. If "
                         "several lines are meant: `:predict %.*s`", (int)meant.length, meant.data ? meant.data : "");
    bytes_free(&meant);
}

/* A line in which lines of the program's stand, with nothing else between them than words that say how they come. */
typedef struct Told {
    Bytes lines;        /* with slashes, up to the first "or" */
    size_t count, words; /* lines, and words that are none */
    bool chooses;       /* there is an "or" */
} Told;

static bool word_is(const char *text, size_t length, const char *const *words) {
    for (; *words; words++)
        if (strlen(*words) == length && strncasecmp(text, *words, length) == 0) return true;
    return false;
}

/* The length of the longest line that the program prints, or word for its end, that stands there; 0: none does. */
static size_t line_at(const Holding *h, const char *at) {
    static const char *const ends[] = {"deadlock", "panic", NULL};
    size_t word = strcspn(at, partings), longest = word_is(at, word, ends) ? word : 0;
    for (size_t i = 0; i < h->p->count; i++)
        for (size_t k = 0; k < h->possible[i].count; k++) {
            const char *line = h->possible[i].lines[k];
            size_t length = strlen(line);
            bool whole = length > longest && strncmp(at, line, length) == 0 && (!at[length] || strchr(partings, at[length]));
            if (whole) longest = length;
        }
    return longest;
}

/* False: there are other words, so it is a line by itself. */
static bool lines_told(const Holding *h, Told *told) {
    static const char *const fillers[] = {"then", "and", "or", "it", "prints", "print", "first", "always", "either", "only", "just", "->", NULL},
                      *const or[] = {"or", NULL};
    if (h->typed.count != 1) return false;
    for (const char *at = h->typed.lines[0]; *(at += strspn(at, partings));) {
        size_t length = line_at(h, at), word = strcspn(at, partings);
        if (!length && !word_is(at, word, fillers)) return false;
        if (!length && word_is(at, word, or)) told->chooses = true;
        if (length && !told->chooses) bytes_format(&told->lines, "%s%.*s", told->count ? " / " : "", (int)length, at);
        *(length ? &told->count : &told->words) += 1;
        at += length ? length : word;
    }
    return told->lines.length && told->count + told->words > 1;
}

static void told_put(const Holding *h, const Told *told) {
    const char *why = told->chooses      ? "One of the outputs is asked for, as in"
                      : told->count == 1 ? "What stands there is only what is printed. If that is it:"
                                         : "Lines are parted by a slash. If several lines are meant:";
    h->grade->verdict = VERDICT_UNDECIDED;
    say(&h->grade->text, "%s `:predict %.*s`", why, (int)told->lines.length, told->lines.data);
}

static bool is_nothing(const char *typed) {
    return typed[strspn(typed, " \t\r\n/")] == 0;
}

static void judge(Holding *h) {
    const Possibilities *p = h->p;
    Told told = {0};
    bool always = p->complete && h->fitting && h->fitting + p->slow_count == p->count;
    if (always)
        always_put(h);
    else if (h->fitting || h->fitting_slow)
        possible_put(h);
    else if (lines_told(h, &told))
        told_put(h, &told);
    else if (is_parted_otherwise(h))
        parting_put(h);
    else if (p->complete && p->count)
        impossible_put(h);
    else
        undecided_put(h);
    bytes_free(&told.lines);
}

Grade grade_prediction(const Possibilities *p, const char *typed) {
    Grade grade = {.verdict = VERDICT_UNDECIDED};
    Holding h = {.p = p, .grade = &grade};
    if (p->error) {
        say_text(&grade.text, p->error, 0);
        return grade;
    }
    if (is_nothing(typed)) {
        say(&grade.text, "What is printed? Lines with a slash between them, and in the end how it ends if it does not end well: `:predict 1 / "
                         "2 / deadlock`. `nothing` is no output.");
        return grade;
    }
    h.typed = prediction_read(p, typed);
    if (holding_begin(&h))
        judge(&h);
    else
        say(&grade.text, "There is not enough memory to grade that.");
    holding_end(&h);
    return grade;
}
