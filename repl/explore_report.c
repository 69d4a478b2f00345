/* What a search has found, for people: first what can happen in a line, then each outcome with how to get it again. */
#include "repl/explore.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lua/width.h"
#include "repl/colour.h"
#include "repl/number.h"
#include "repl/shell.h"
#include "repl/visible.h"
#include "repl/wrap.h"

enum {
    INDENT = 3,
    INDENT_OUTPUT = 5,
    LINES_SHOWN = 12,    /* of an output */
    OUTCOMES_SHOWN = 8,  /* of each kind */
    CODE_SHOWN = 100,    /* bytes of a program on the command line */
};

typedef struct Report {
    const Explored *e;
    Bytes *out;
    int columns;
} Report;

/* ---- Lines ---- */

static void add_string(Bytes *out, const char *text) {
    bytes_add(out, text, strlen(text));
}

/* A paragraph; empties it. */
static void paragraph_put(Report *r, Bytes *text, int indent, Colour colour) {
    if (!text->length) return;
    Bytes line = {0};
    bytes_format(&line, "%*s%.*s", indent, "", (int)text->length, text->data);
    add_string(r->out, colour_on(stdout, colour));
    wrap_line(r->out, line.data, line.length, r->columns, indent);
    add_string(r->out, colour_off(stdout, colour));
    add_string(r->out, "\n");
    bytes_free(&line);
    text->length = 0;
}

/* The first lines of what a program has printed, each cut to what fits, with nothing in them that a terminal obeys. */
static void output_put(Report *r, const char *text, size_t length) {
    size_t shown = 0, left = 0;
    for (const char *end = text + length; text < end; shown++) {
        const char *newline = memchr(text, '\n', (size_t)(end - text)), *stop = newline ? newline : end;
        if (shown >= LINES_SHOWN) {
            left++;
        } else {
            Bytes line = {0};
            visible_line(&line, text, (size_t)(stop - text));
            size_t fits = width_fit(line.data ? line.data : "", line.length, r->columns - INDENT_OUTPUT);
            bool cut = fits < line.length;
            if (cut) fits = width_fit(line.data, line.length, r->columns - INDENT_OUTPUT - 3);
            bytes_format(r->out, "%*s%.*s%s\n", fits ? INDENT_OUTPUT : 0, "", (int)fits, fits ? line.data : "", cut ? "..." : "");
            bytes_free(&line);
        }
        text = stop + 1;
    }
    if (!left) return;
    bytes_format(r->out, "%*s... and ", INDENT_OUTPUT, "");
    count_add(r->out, left, "more line", "more lines");
    add_string(r->out, "\n");
}

/* The lines of what gosh says itself, and of panics' values; as many as fit a screen. */
static void text_put(Report *r, const char *text) {
    enum { LINES = 20 };
    Bytes line = {0};
    size_t shown = 0;
    for (; *text && shown < LINES; shown++) {
        size_t length = strcspn(text, "\n");
        visible_add(&line, text, length);
        paragraph_put(r, &line, INDENT, COLOUR_PLAIN);
        text += length + (text[length] == '\n');
    }
    if (*text) bytes_format(r->out, "%*s...\n", INDENT, "");
    bytes_free(&line);
}

/* ---- The verdict ---- */

static const char *const one_of[] = {
    [OUTCOME_LEAK] = "a leak",         [OUTCOME_EXIT] = "an exit with a code", [OUTCOME_PANIC] = "a panic",
    [OUTCOME_DEADLOCK] = "a deadlock", [OUTCOME_FATAL] = "a fatal error",
};
static const char *const many_of[] = {
    [OUTCOME_LEAK] = "leaks",         [OUTCOME_EXIT] = "exits with a code", [OUTCOME_PANIC] = "panics",
    [OUTCOME_DEADLOCK] = "deadlocks", [OUTCOME_FATAL] = "fatal errors",
};

static size_t count_kind(const ExploreResult *result, OutcomeKind kind) {
    size_t count = 0;
    for (size_t i = 0; i < result->count; i++) count += result->outcomes[i].kind == kind;
    return count;
}

static size_t count_failures(const ExploreResult *result) {
    size_t count = 0;
    for (size_t i = 0; i < result->count; i++) count += explore_fails(&result->outcomes[i]);
    return count;
}

/* "3 outcomes, 1 of them a deadlock" */
static void outcomes_add(Bytes *text, const ExploreResult *result) {
    size_t failures = count_failures(result), kinds = 0;
    count_add(text, result->count, "outcome", "outcomes");
    for (OutcomeKind kind = OUTCOME_LEAK; kind < OUTCOME_OUTSIDE; kind++) kinds += count_kind(result, kind) > 0;
    size_t endless = count_kind(result, OUTCOME_BOUND);
    if (!failures && endless) bytes_format(text, result->count == 1 ? ", which does not end" : ", %zu without an end", endless);
    if (!failures && !endless && result->count > 1) add_string(text, ", none of them fails");
    if (!failures) return;
    if (result->count == 1)
        add_string(text, ", ");
    else if (kinds > 1)
        bytes_format(text, ", %zu of them fail: ", failures);
    else
        bytes_format(text, ", %zu of them ", failures);
    size_t told = 0;
    for (OutcomeKind kind = OUTCOME_LEAK; kind < OUTCOME_OUTSIDE; kind++) {
        size_t count = count_kind(result, kind);
        if (!count) continue;
        if (told) add_string(text, told + 1 == kinds ? " and " : ", ");
        told++;
        if (count > 1 && kinds > 1) bytes_format(text, "%zu ", count);
        add_string(text, count > 1 ? many_of[kind] : one_of[kind]);
    }
}

static void bound_add(Bytes *text, const ExploreOptions *search) {
    if (search->bound < 0) return;
    if (search->bound == 0)
        add_string(text, " without preemption");
    else
        bytes_format(text, " with at most %d preemption%s", search->bound, search->bound == 1 ? "" : "s");
}

/* How many have been tried one by one; those in which timers fire early are among them. */
static uint64_t tried(const ExploreResult *r) {
    return r->schedules > r->slow_schedules ? r->schedules : r->slow_schedules;
}

/* How much has been tried. */
static void searched_add(Bytes *text, const Explored *e) {
    const ExploreResult *r = e->result;
    uint64_t count = tried(r);
    if (e->search->random || r->stopped) {
        if (r->stopped) add_string(text, "stopped after ");
        count_add(text, count + r->runs, "schedule", "schedules");
        if (e->search->random) add_string(text, " at random");
    } else if (!r->complete) {
        add_string(text, "gave up after ");
        count_add(text, r->schedules, r->schedules < e->search->limit / 2 ? "long schedule" : "schedule",
                  r->schedules < e->search->limit / 2 ? "long schedules" : "schedules");
    } else if (count == 1) {
        add_string(text, r->reduced ? "one schedule stands for all" : "there is one schedule");
    } else {
        add_string(text, r->reduced ? "reduced to " : "all ");
        count_add(text, count, "schedule", "schedules");
        if (r->reduced) add_string(text, ", all outcomes covered");
    }
    bound_add(text, e->search);
    if (!e->search->random && r->runs) {
        add_string(text, "; then ");
        number_add(text, r->runs);
        add_string(text, " at random");
    }
    add_string(text, ": ");
}

static void verdict_put(Report *r) {
    const ExploreResult *result = r->e->result;
    Bytes text = {0};
    searched_add(&text, r->e);
    outcomes_add(&text, result);
    bool proved = result->complete && !result->cut && result->count == 1; /* of several, one may be wrong */
    paragraph_put(r, &text, 0, count_failures(result) ? COLOUR_ERROR : proved ? COLOUR_GOOD : COLOUR_STRONG);
    bytes_free(&text);
}

/* ---- What that means ---- */

static void reduced_put(Report *r, Bytes *text) {
    const ExploreResult *result = r->e->result;
    if (!result->reduced || tried(result) < 2) return;
    add_string(text, "Schedules that differ only in the order of steps that do not touch each other count as one: the numbers do not "
                     "say how likely an outcome is.");
    paragraph_put(r, text, 0, COLOUR_FAINT);
}

static void timers_put(Report *r, Bytes *text) {
    const ExploreResult *result = r->e->result;
    if (!result->timers || (result->slow_complete && result->slow_schedules == result->schedules)) return;
    if (r->e->search->no_timers) {
        add_string(text, "Timers have fired only when nothing else could go on (--no-timers): what a slow machine makes possible has "
                         "not been tried.");
    } else if (result->complete) {
        add_string(text, "On a slow machine a timer may fire while goroutines could still go on. ");
        if (result->slow_complete) {
            bytes_format(text, "Where none does, there %s ", result->schedules == 1 ? "is" : "are");
            count_add(text, result->schedules, "schedule", "schedules");
        } else {
            add_string(text, "Not all schedules in which one does could be tried: ");
            number_add(text, result->slow_schedules);
            add_string(text, " were");
        }
        add_string(text, ".");
    }
    paragraph_put(r, text, 0, COLOUR_FAINT);
}

static void fine_put(Report *r, Bytes *text) {
    const ExploreResult *result = r->e->result;
    bool alone = result->schedules == 1 && result->slow_schedules <= 1 && result->complete;
    if (r->e->search->fine || alone || count_failures(result)) return;
    add_string(text, "With --fine, goroutines take turns also at reads and writes of variables that they share, where updates get "
                     "lost.");
    paragraph_put(r, text, 0, COLOUR_FAINT);
}

/* Which output is right, only the program can tell. */
static void judge_put(Report *r, Bytes *text) {
    if (count_failures(r->e->result) || count_kind(r->e->result, OUTCOME_FINISHED) < 2) return;
    add_string(text, "If one of these outputs is wrong, let the program check it, and it counts as a failure: `if n ~= 2 then "
                     "panic(\"lost\") end`.");
    paragraph_put(r, text, 0, COLOUR_FAINT);
}

static void limit_put(Report *r, Bytes *text) {
    const ExploreResult *result = r->e->result;
    if (result->stopped) {
        add_string(text, "The search was ended before it was through: other outcomes may be possible.");
    } else if (result->broken) {
        add_string(text, "A process of the search died, or there was not enough memory: other outcomes may be possible. Fewer "
                         "processes need less of it: -j 1.");
    } else if (!r->e->search->random && !result->complete) {
        add_string(text, "There are more than could be tried (--limit N): other outcomes may be possible. Try a smaller program, with "
                         "fewer goroutines or rounds, or --bound 2.");
    }
    paragraph_put(r, text, 0, COLOUR_PLAIN);
}

/* What random runs are good for. */
static void chance_put(Report *r, Bytes *text) {
    const ExploreResult *result = r->e->result;
    if (!result->runs) return;
    add_string(text, "Random schedules prove nothing, but find much, and more with --runs N. Half of them give goroutines random "
                     "priorities (PCT): with n goroutines and k steps, here up to ");
    number_add(text, result->longest);
    add_string(text, ", each of these finds a mistake that takes d steps in one order (d up to 4) with a probability of at least "
                     "1/(3*n*k^(d-1)).");
    paragraph_put(r, text, 0, COLOUR_FAINT);
}

static void outside_put(Report *r, Bytes *text) {
    if (!count_kind(r->e->result, OUTCOME_OUTSIDE)) return;
    add_string(text, "Where the program asks for something outside of itself, a search cannot go on: what follows is not known.");
    paragraph_put(r, text, 0, COLOUR_PLAIN);
}

static void cut_put(Report *r, Bytes *text) {
    if (!r->e->result->cut) return;
    add_string(text, "Some runs were ended after ");
    count_add(text, r->e->search->turns, "turn", "turns");
    add_string(text, " of goroutines (--turns N): how they would end is not known. A loop that waits for another goroutine without "
                     "a channel or lock never ends if that one never runs.");
    paragraph_put(r, text, 0, COLOUR_PLAIN);
}

/* What must be known about the verdict. */
static void limits_put(Report *r) {
    Bytes text = {0};
    limit_put(r, &text);
    cut_put(r, &text);
    outside_put(r, &text);
    bytes_free(&text);
}

static void notes_put(Report *r) {
    Bytes text = {0};
    add_string(r->out, "\n");
    size_t before = r->out->length;
    reduced_put(r, &text);
    timers_put(r, &text);
    chance_put(r, &text);
    fine_put(r, &text);
    judge_put(r, &text);
    if (r->out->length == before) r->out->length--;
    bytes_free(&text);
}

/* ---- An outcome ---- */

static const char *const headings[] = {
    [OUTCOME_FINISHED] = "ends",     [OUTCOME_BOUND] = "does not end",  [OUTCOME_LEAK] = "ends, and leaks goroutines",
    [OUTCOME_EXIT] = "exits",        [OUTCOME_PANIC] = "panics",        [OUTCOME_DEADLOCK] = "deadlock",
    [OUTCOME_FATAL] = "fatal error", [OUTCOME_OUTSIDE] = "asks for something outside of the program",
};

/* "12 of 34,650 schedules" */
static void often_add(Bytes *text, const ExploreResult *result, const ExploreOutcome *o) {
    bool fast = o->part == EXPLORE_ALL && result->slow_schedules > result->schedules, only = o->count == o->of;
    if (only) {
        add_string(text, o->of == 1 ? "the only" : "all ");
    } else {
        number_add(text, o->count);
        add_string(text, " of ");
    }
    if (o->of > 1) number_add(text, o->of);
    bytes_format(text, "%s schedule%s%s%s%s", o->part == EXPLORE_RANDOM ? " random" : "", o->of == 1 ? "" : "s",
                 fast ? " of a fast machine" : "",
                 o->of > 1 && o->part == EXPLORE_ALL && !result->complete ? " that were tried" : "", o->slow ? ", only if the machine is slow" : "");
}

static void heading_put(Report *r, size_t number, const ExploreOutcome *o) {
    Bytes text = {0};
    bytes_format(&text, "%zu. %s, in ", number, headings[o->kind]);
    often_add(&text, r->e->result, o);
    add_string(r->out, "\n");
    paragraph_put(r, &text, 0, explore_fails(o) ? COLOUR_ERROR : COLOUR_STRONG);
    bytes_free(&text);
}

static void word_add(Bytes *out, const char *word) {
    bytes_add(out, " ", 1);
    shell_word_add(out, word);
}

/* What is to be typed to have it again; with `leaks`, also a report of them. */
static void command_put(Report *r, const char *label, const char *command, bool leaks, const ExploreOutcome *o) {
    const Options *options = r->e->options;
    Bytes line = {0};
    bytes_format(&line, "%s", command);
    if (options->world.sandbox) add_string(&line, " --sandbox");
    if (options->world.max_memory) bytes_format(&line, " --max-memory %zu", options->world.max_memory);
    if (leaks) add_string(&line, " --leaks");
    add_string(&line, " --schedule ");
    explore_schedule_add(&line, r->e, o);
    bool code = options->task == TASK_CODE, long_code = code && (strlen(options->program) > CODE_SHOWN || strchr(options->program, '\n'));
    if (code) add_string(&line, long_code ? " -e ..." : " -e");
    if (!long_code) word_add(&line, options->program);
    for (int i = 1; i < options->world.arg_count; i++) word_add(&line, options->world.args[i]);
    bytes_format(r->out, "%*s%s%s%s ", INDENT, "", colour_on(stdout, COLOUR_FAINT), label, colour_off(stdout, COLOUR_FAINT));
    visible_add(r->out, line.data, line.length);
    add_string(r->out, "\n");
    bytes_free(&line);
}

static void outcome_put(Report *r, size_t number, const ExploreOutcome *o) {
    heading_put(r, number, o);
    text_put(r, o->text);
    bytes_format(r->out, "%*s%s\n", INDENT, "", o->output_length ? "It prints:" : "It prints nothing.");
    output_put(r, o->output, o->output_length);
    if (o->kind == OUTCOME_OUTSIDE) return;
    command_put(r, "again:", "gosh", o->kind == OUTCOME_LEAK, o);
    if (explore_fails(o) && r->e->options->task != TASK_STDIN) command_put(r, "step: ", "gosh step", false, o);
}

static void outcomes_put(Report *r) {
    const ExploreResult *result = r->e->result;
    size_t shown = 0;
    for (size_t i = 0; i < result->count; i++) {
        const ExploreOutcome *o = &result->outcomes[i];
        shown = i && o[-1].kind == o->kind ? shown + 1 : 0;
        if (shown < OUTCOMES_SHOWN) {
            outcome_put(r, i + 1, o);
        } else if (i + 1 == result->count || o[1].kind != o->kind) {
            Bytes text = {0};
            bytes_format(&text, "... and %zu more like this; --json tells them all", shown + 1 - OUTCOMES_SHOWN);
            add_string(r->out, "\n");
            paragraph_put(r, &text, 0, COLOUR_PLAIN);
            bytes_free(&text);
        }
    }
}

/* Nothing can be searched before it asks for something outside. */
static void refusal_put(Report *r, const ExploreOutcome *o) {
    Bytes text = {0};
    add_string(&text, "This program cannot be searched: a search runs it again and again, and what is outside of it cannot be "
                      "repeated.");
    paragraph_put(r, &text, 0, COLOUR_ERROR);
    add_string(&text, o->text);
    if (text.length) text.length--; /* the line's end */
    paragraph_put(r, &text, 0, COLOUR_PLAIN);
    bytes_free(&text);
}

void explore_report(const Explored *e, int columns, Bytes *out) {
    Report r = {e, out, columns};
    if (e->result->count == 1 && e->result->outcomes[0].kind == OUTCOME_OUTSIDE) {
        refusal_put(&r, &e->result->outcomes[0]);
        return;
    }
    verdict_put(&r);
    limits_put(&r);
    outcomes_put(&r);
    notes_put(&r);
}
