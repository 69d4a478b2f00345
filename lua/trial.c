/* A world under a Control that can be put back, and how its runs end. See trial.h. */
#include "lua/trial.h"

#include <stdlib.h>
#include <string.h>

#include "lua/hash.h"
#include "lua/outside.h"
#include "lua/reach.h"
#include "lua/survey.h"
#include "lua/trace.h"

enum { TURNS_OF_SLICE = 50 };

/* ---- Its life ---- */

static void keep_output(void *arg, int fd, const char *bytes, size_t length) {
    (void)fd;
    text_add(&((Trial *)arg)->shown, bytes, length);
}

static void keep_report(void *arg, const char *bytes, size_t length) {
    text_add(&((Trial *)arg)->report, bytes, length);
}

WorldEnd trial_begin(Trial *t, const ExploreOptions *options, char **error) {
    WorldOptions world = options->world;
    *t = (Trial){0};
    *error = NULL;
    control_begin(&t->control);
    t->control.every_point = true;
    world.control = &t->control;
    world.marked = options->fine || explore_reduces(options);
    world.fine = options->fine;
    world.output = keep_output;
    world.output_arg = t;
    world.report = keep_report;
    world.report_arg = t;
    world.explain = EXPLAIN_OFF;
    t->world = world_new(&world);
    if (!t->world) {
        *error = strdup("there is no memory for its world, or its addresses are taken\n");
        return WORLD_FATAL;
    }
    traceback_quiet(t->world);
    WorldEnd end = world_start(t->world, &options->source, NULL);
    if (end == WORLD_RUNNING) return end;
    *error = world_error(t->world);
    trial_end(t);
    return end;
}

WorldEnd trial_adopt(Trial *t, World *w) {
    *t = (Trial){.world = w};
    control_begin(&t->control);
    t->control.every_point = true;
    if (!sched_set_strategy(w->sched, &t->control.strategy)) return WORLD_FATAL;
    w->sink = keep_output;
    w->sink_arg = t;
    w->report = keep_report;
    w->report_arg = t;
    w->explain = EXPLAIN_OFF;
    traceback_quiet(w);
    return WORLD_RUNNING;
}

void trial_end(Trial *t) {
    world_delete(t->world);
    control_end(&t->control);
    free(t->shown.bytes);
    free(t->report.bytes);
    *t = (Trial){0};
}

/* ---- Back and forth ---- */

bool trial_note(const Trial *t, TrialMoment *moment) {
    *moment = (TrialMoment){.snapshot = snapshot_take(t->world->arena),
                            .last = t->control.last,
                            .shown = t->shown.length,
                            .report = t->report.length,
                            .turns = t->turns};
    return moment->snapshot != NULL;
}

void trial_return(Trial *t, const TrialMoment *moment) {
    snapshot_restore(t->world->arena, moment->snapshot);
    t->control.last = moment->last;
    t->control.stashed = 0;
    t->shown.length = moment->shown;
    t->report.length = moment->report;
    t->shown.cut = t->report.cut = false;
    t->turns = moment->turns;
}

void moment_drop(TrialMoment *moment) {
    snapshot_delete(moment->snapshot);
    moment->snapshot = NULL;
}

/* ---- Turns ---- */

bool trial_alternatives(Trial *t, Alternatives *a) {
    for (;;) {
        a->count = control_alternatives(&t->control, t->world->sched, a->list, a->capacity, &a->continues);
        if (a->count <= a->capacity) break;
        uint32_t capacity = a->count * 2;
        G **list = realloc(a->list, capacity * sizeof(G *));
        if (!list) return false;
        a->list = list;
        a->capacity = capacity;
    }
    a->timer = a->count > 0 && !a->list[a->count - 1];
    return true;
}

/* Those that wait by giving way go on when somebody else has had a turn. */
static void others_return(Trial *t, const G *ran) {
    G *const *ready;
    uint32_t count = sched_ready_list(t->world->sched, &ready);
    for (uint32_t i = 0; i < count; i++)
        if (ready[i] != ran) ready[i]->spins = false;
}

/* The goroutine has had a turn. */
static void yield_note(G *g) {
    enum { YIELDS_FREE = 2 };
    if (g->status != G_RUNNABLE || g->at_point || g->point != POINT_YIELD) return;
    if (g->yields < YIELDS_FREE)
        g->yields++;
    else
        g->spins = true;
}

WorldEnd trial_go_on(Trial *t) {
    Control *c = &t->control;
    t->turns++;
    WorldEnd end = world_turn(t->world);
    const G *g = c->last;
    /* One that has used its time up has done as much as many turns do. */
    if (end == WORLD_RUNNING && g && g->status == G_RUNNABLE && !g->at_point && g->point == POINT_YIELD) t->turns += TURNS_OF_SLICE;
    return end;
}

WorldEnd trial_turn(Trial *t, const Alternatives *a, uint32_t alternative) {
    Control *c = &t->control;
    G *g = a->count ? a->list[alternative] : NULL;
    control_clear(c);
    if (a->count && !g) {
        t->turns++;
        c->last = NULL;
        sched_fire(t->world->sched);
        others_return(t, NULL);
        return WORLD_RUNNING;
    }
    c->first = alternative + 1;
    WorldEnd end = trial_go_on(t);
    c->first = 0;
    others_return(t, g);
    if (g) yield_note(g);
    if (end != WORLD_RUNNING || !world_marks_whole(t->world)) c->footprint.everything = true;
    return end;
}

/* ---- How a run has ended ---- */

static int line_compare(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A line for each place where goroutines wait, in an order that does not depend on how they came there. */
static void places_add(Text *t, const Survey *s, bool leaked) {
    char **lines = calloc(s->goroutine_count + 1, sizeof *lines);
    size_t count = 0;
    for (size_t i = 0; lines && i < s->goroutine_count; i++) {
        const SurveyGoroutine *g = &s->goroutines[i];
        if (leaked && !g->leaked) continue;
        Text line = {0};
        text_format(&line, "%s waits at %s:%d [%s]", g->function, g->place.file ? g->place.file : "?", g->place.line, g->state);
        text_add(&line, "", 1);
        if (line.bytes) lines[count++] = line.bytes;
    }
    if (count) qsort(lines, count, sizeof *lines, line_compare);
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && strcmp(lines[i], lines[next]) == 0; next++) {
        }
        if (next - i > 1) text_format(t, "%zu x ", next - i);
        text_format(t, "%s\n", lines[i]);
    }
    for (size_t i = 0; i < count; i++) free(lines[i]);
    free(lines);
}

static void waiting_add(Trial *t, Text *text, bool leaked) {
    Survey *s = survey_take(t->world, leaked ? SURVEY_LEAKS | SURVEY_IF_LEAKED : SURVEY_GOROUTINES);
    if (s) places_add(text, s, leaked);
    survey_delete(s);
}

/* Main has returned: do goroutines wait that nothing can ever wake? Those that can still run are left where they are: in
 * which order they would go on is no choice of this schedule, and there are others in which they have, before the end. */
static bool leaks(Trial *t, Text *text) {
    const G *g = sched_oldest(t->world->sched);
    while (g && !reach_is_blocked(g)) g = g->younger;
    if (g) waiting_add(t, text, true);
    return text->length > 0;
}

static OutcomeKind outcome_kind(Trial *t, WorldEnd end, Text *text) {
    World *w = t->world;
    const char *outside = world_outside(w);
    if (outside) {
        text_format(text, "%s\n", outside);
        return OUTCOME_OUTSIDE;
    }
    switch (end) {
    case WORLD_RUNNING:
        return OUTCOME_BOUND;
    case WORLD_FINISHED:
        if (w->exit_code == 0) return !w->exited && leaks(t, text) ? OUTCOME_LEAK : OUTCOME_FINISHED;
        text_format(text, "exit status %d\n", w->exit_code & 0xff); /* as the system has it */
        return OUTCOME_EXIT;
    case WORLD_PANIC:
        text_add(text, t->report.bytes, t->report.length);
        return OUTCOME_PANIC;
    default:
        text_add(text, t->report.bytes, t->report.length);
        text_add(text, "", 1);
        if (text->length) text->length--;
        if (!text->bytes || !strstr(text->bytes, " - deadlock!\n")) return OUTCOME_FATAL;
        waiting_add(t, text, false);
        return OUTCOME_DEADLOCK;
    }
}

bool trial_outcome(Trial *t, WorldEnd end, ExploreOutcome *outcome) {
    Text text = {0};
    *outcome = (ExploreOutcome){.kind = outcome_kind(t, end, &text), .count = 1};
    text_add(&text, "", 1);
    outcome->text = text.bytes;
    outcome->output = malloc(t->shown.length + 1);
    if (!outcome->output || !outcome->text || text.cut || t->shown.cut) {
        outcome_free(outcome);
        return false;
    }
    if (t->shown.length) memcpy(outcome->output, t->shown.bytes, t->shown.length);
    outcome->output[t->shown.length] = 0;
    outcome->output_length = t->shown.length;
    return true;
}

void outcome_free(ExploreOutcome *outcome) {
    free(outcome->text);
    free(outcome->output);
    schedule_free(&outcome->schedule);
    *outcome = (ExploreOutcome){0};
}

uint64_t outcome_hash(const ExploreOutcome *outcome) {
    uint64_t hash = hash_add(HASH_BEGIN, &outcome->kind, sizeof outcome->kind);
    hash = hash_add(hash, outcome->text, strlen(outcome->text));
    return hash_add(hash, outcome->output, outcome->output_length);
}

bool outcomes_equal(const ExploreOutcome *a, const ExploreOutcome *b) {
    return a->kind == b->kind && a->output_length == b->output_length && strcmp(a->text, b->text) == 0 &&
           memcmp(a->output, b->output, a->output_length) == 0;
}
