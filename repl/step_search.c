/* What can still fail from where somebody steps: a search, and the shortest way there. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/explore.h"
#include "repl/stepping.h"
#include "runtime/posix.h"

enum {
    SEARCH_TIME = 5, /* s */
    SEARCH_LIMIT = 100000,
    SEARCH_RUNS = 2000,
    FAILURES_TOLD = 3,
};

typedef struct Searching {
    Stepping *stepping;
    int64_t end; /* ns of posix_monotonic */
} Searching;

static bool search_goes_on(void *arg, const ExploreProgress *progress) {
    (void)progress;
    const Searching *searching = arg;
    return posix_monotonic() < searching->end && !interrupt_pressed(searching->stepping->interrupt);
}

static const char *outcome_words(OutcomeKind kind) {
    switch (kind) {
    case OUTCOME_DEADLOCK:
        return "a deadlock";
    case OUTCOME_PANIC:
        return "a panic";
    case OUTCOME_LEAK:
        return "a leak";
    case OUTCOME_EXIT:
        return "an exit code that is not 0";
    case OUTCOME_OUTSIDE:
        return "something outside of the program";
    case OUTCOME_BOUND:
        return "no end";
    case OUTCOME_FATAL:
    case OUTCOME_FINISHED:
        break;
    }
    return "a fatal error";
}

/* "a deadlock, in 12 of 40: main.go:3 ..." */
static void outcome_tell(Stepping *s, const ExploreOutcome *o) {
    size_t first = strcspn(o->text, "\n");
    if (o->kind == OUTCOME_PANIC) /* "panic: ..." */
        bytes_format(&s->note, "  a %.*s", (int)first, o->text);
    else
        bytes_format(&s->note, "  %s", outcome_words(o->kind));
    if (o->of == 1)
        bytes_format(&s->note, " (the only schedule)");
    else
        bytes_format(&s->note, o->count == o->of ? " (all %" PRIu64 " schedules)" : " (%" PRIu64 " of %" PRIu64 " schedules)", o->count, o->of);
    bytes_format(&s->note, o->slow ? ", if the machine is slow\n" : "\n");
}

static void search_tell(Stepping *s, const ExploreResult *r) {
    size_t failures = 0;
    const ExploreOutcome *first = NULL;
    uint64_t schedules = r->slow_schedules ? r->slow_schedules : r->schedules;
    bool whole = r->complete && (!r->timers || r->slow_complete) && !r->cut;
    for (size_t i = 0; i < r->count; i++) {
        if (!outcome_is_failure(r->outcomes[i].kind)) continue;
        if (!first || r->outcomes[i].schedule.length < first->schedule.length) first = &r->outcomes[i];
        failures++;
    }
    if (!failures && whole && schedules == 1) {
        stepping_note(s, "nothing can fail from here: whoever goes on, it comes to the same, and ends well");
        return;
    }
    if (!failures && whole) {
        stepping_note(s, "nothing can fail from here, whoever goes on: all %" PRIu64 " schedules %send well", schedules,
             r->reduced ? "that differ " : "");
        if (r->count > 1) stepping_note(s, "but what they print differs: %zu outputs", r->count);
        return;
    }
    if (!failures) {
        stepping_note(s, "nothing has failed in %" PRIu64 " schedules from here, but there are more", schedules + r->runs);
        return;
    }
    stepping_note(s, "it can still fail from here:");
    size_t told = 0;
    for (size_t i = 0; i < r->count && told < FAILURES_TOLD; i++) {
        if (!outcome_is_failure(r->outcomes[i].kind)) continue;
        outcome_tell(s, &r->outcomes[i]);
        told++;
    }
    if (failures > told) stepping_note(s, "  and %zu more", failures - told);
    s->misfit_told = false;
    if (steps_join(s->steps, &first->schedule)) stepping_note(s, "n now goes the shortest way to %s", outcome_words(first->kind));
}

Answer stepping_search(Stepping *s, const char *rest) {
    (void)rest;
    if (!stepping_can(s)) return ANSWER_SHOW;
    if (s->screen) puts("searching; Ctrl-C ends it");
    if (s->painted) s->painted++;
    Searching searching = {.stepping = s, .end = posix_monotonic() + SEARCH_TIME * (int64_t)1000000000};
    ExploreOptions options = {
        .bound = -1, .limit = SEARCH_LIMIT, .runs = SEARCH_RUNS, .progress = search_goes_on, .progress_arg = &searching};
    ExploreResult result;
    char *error;
    if (steps_explore(s->steps, &options, &result, &error) == WORLD_FINISHED) {
        search_tell(s, &result);
        explore_free(&result);
    } else {
        stepping_note(s, "%.*s", (int)strcspn(error, "\n"), error);
        free(error);
    }
    return ANSWER_SHOW;
}
