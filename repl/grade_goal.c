/* Break steps: has a run come to what is asked for, and is there one that does? */
#include <stdlib.h>
#include <string.h>

#include "repl/grade.h"
#include "repl/grade_search.h"
#include "repl/grade_words.h"
#include "repl/number.h"

/* ---- What is asked for ---- */

static LessonGoal goal_of(const LessonStep *step) {
    const LessonBlock *program = lesson_block(&step->body, BLOCK_GOSH, NULL);
    return program ? program->words.goal : GOAL_NONE;
}

static bool is_output(const LessonStep *step, const char *possible) {
    bool is = false;
    Bytes text = {0};
    for (const LessonBlock *b = NULL; !is && (b = lesson_block(&step->body, BLOCK_OUTPUT, b));) {
        text.length = 0;
        output_normal(&text, b->text, strlen(b->text));
        is = strlen(possible) == text.length && memcmp(possible, text.data ? text.data : "", text.length) == 0;
    }
    bytes_free(&text);
    return is;
}

static bool is_reached(const LessonStep *step, OutcomeKind kind, const char *possible) {
    switch (goal_of(step)) {
    case GOAL_DEADLOCK:
        return kind == OUTCOME_DEADLOCK;
    case GOAL_PANIC:
        return kind == OUTCOME_PANIC;
    case GOAL_LEAK:
        return kind == OUTCOME_LEAK;
    case GOAL_OUTPUT:
        return kind != OUTCOME_BOUND && kind != OUTCOME_OUTSIDE && is_output(step, possible);
    case GOAL_NONE:
        break;
    }
    return false;
}

/* ---- A run ---- */

static OutcomeKind run_kind(const GradeRun *run) {
    static const char deadlock[] = " - deadlock!";
    switch (run->end) {
    case WORLD_FINISHED:
        return run->exit_code ? OUTCOME_EXIT : run->leaks ? OUTCOME_LEAK : OUTCOME_FINISHED;
    case WORLD_PANIC:
        return OUTCOME_PANIC;
    case WORLD_FATAL: /* of an evaluation nothing is reported before it is unwound */
        return !run->report_length || memmem(run->report, run->report_length, deadlock, strlen(deadlock)) ? OUTCOME_DEADLOCK : OUTCOME_FATAL;
    default:
        return OUTCOME_BOUND;
    }
}

bool grade_goal(const LessonStep *step, const GradeRun *run) {
    Bytes text = {0};
    OutcomeKind kind = run_kind(run);
    output_normal(&text, run->output, run->output_length);
    if (kind == OUTCOME_EXIT) {
        bytes_format(&text, "exit status %d\n", run->exit_code & 0xff);
    } else if (kind == OUTCOME_PANIC || kind == OUTCOME_DEADLOCK || kind == OUTCOME_FATAL) {
        const char *stop = run->report_length ? memchr(run->report, '\n', run->report_length) : NULL;
        output_normal(&text, run->report, stop ? (size_t)(stop - run->report) : run->report_length);
    }
    bytes_add(&text, "", 1);
    bool reached = is_reached(step, kind, text.data);
    bytes_free(&text);
    return reached;
}

/* ---- All of them ---- */

static void none_put(const GradeSearch *s, Bytes *why) {
    Bytes number = {0};
    count_add(&number, s->schedules + s->runs, "schedule", "schedules");
    if (s->slow_complete)
        say(why, "No schedule comes to that. All that can happen:");
    else
        say(why, "None of the %.*s that were tried comes to that. What came out:", (int)number.length, number.data);
    enum { TOLD = 8 };
    for (size_t i = 0; i < s->count && i < TOLD; i++) {
        bytes_format(why, "    ");
        output_add(why, s->outcomes[i].possible, 50);
        bytes_format(why, "%s%s\n", s->outcomes[i].kind == OUTCOME_LEAK ? ", and a leak" : "",
                     s->outcomes[i].kind == OUTCOME_BOUND ? ", and no end" : "");
    }
    if (s->count > TOLD) bytes_format(why, "    and %zu more\n", s->count - TOLD);
    bytes_free(&number);
}

char *goal_schedule(const GradeOptions *o, const LessonStep *step, Bytes *why) {
    const LessonBlock *program = lesson_block(&step->body, BLOCK_GOSH, NULL);
    if (!program) return NULL;
    GradeSearch *s = grade_search(o, program->text, strlen(program->text), &program->words, grade_time(o));
    const GradeOutcome *best = NULL;
    char *schedule = NULL;
    if (!s) {
        say(why, "There is not enough memory.");
        return NULL;
    }
    for (size_t i = 0; i < s->count; i++) {
        const GradeOutcome *outcome = &s->outcomes[i];
        if (is_reached(step, outcome->kind, outcome->possible) && (!best || grade_outcome_simpler(outcome, best))) best = outcome;
    }
    if (best)
        schedule = strdup(best->schedule);
    else if (s->error)
        say_text(why, s->error, 0);
    else
        none_put(s, why);
    grade_search_delete(s);
    return schedule;
}
