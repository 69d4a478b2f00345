/* Programs of steps: let run as they are, and stepped through. */
#include <stdio.h>
#include <string.h>

#include "lua/survey.h"
#include "repl/step.h"
#include "repl/walker.h"

static const char program_name[] = "=program";

bool walker_program(Session *s, Bytes *text, const LessonWords **words) {
    Walker *w = s->walker;
    const LessonStep *step = walker_at(w);
    const LessonBlock *block = step ? lesson_block(&step->body, BLOCK_GOSH, NULL) : NULL;
    while (block && block->words.part) block = lesson_block(&step->body, BLOCK_GOSH, block);
    if (block) {
        *words = &block->words;
        bytes_add(text, block->text, strlen(block->text));
        return true;
    }
    Bytes path = {0};
    bool found = step && step->kind == STEP_FIX && walker_fix_text(s, &path, text);
    if (found) *words = &lesson_block(&step->body, BLOCK_FILE, NULL)->words;
    bytes_free(&path);
    return found;
}

/* The step's program runs in a fresh world, which is then the one that is typed in. */
static void program_run(Session *s, const LessonStep *step, const Bytes *text) {
    Walker *w = s->walker;
    if (!walker_enter_own(s)) return;
    WorldSource source = {.text = text->data, .length = text->length, .name = program_name, .session = true, .file = true};
    session_run_program(s, &source);
    w->ran = true;
    if (step->kind != STEP_RUN || w->done) return;
    walker_pass(s);
}

void walker_run(Session *s) {
    if (!walker_is_open(s)) return;
    Walker *w = s->walker;
    const LessonStep *step = walker_at(w);
    const LessonWords *words;
    Bytes text = {0};
    if (!step || step->kind == STEP_DO || !walker_program(s, &text, &words))
        walker_tell("%s", step && step->kind == STEP_DO ? "in this step you type yourself; `:check` says what is missing"
                                           : "there is no program in this step; `:next` goes on");
    else if (step->kind == STEP_PREDICT && !w->graded && !w->done)
        walker_tell("first say what it prints: `:predict LINE / LINE`; `:skip` goes on without");
    else
        program_run(s, step, &text);
    bytes_free(&text);
}

/* ---- Stepping ---- */

/* A StepGoal.reached. */
static bool goal_reached(void *step, World *w, const Steps *steps) {
    GradeRun run = {.end = steps_end(steps), .exit_code = world_exit_code(w)};
    Survey *now = run.end == WORLD_FINISHED ? survey_take(w, SURVEY_OBJECTS | SURVEY_LEAKS) : NULL;
    run.leaks = now && now->leaked > 0;
    survey_delete(now);
    run.output = steps_output(steps, &run.output_length);
    run.report = steps_report(steps, &run.report_length);
    return grade_goal(step, &run);
}

static void program_step(Session *s, const LessonStep *step, const Bytes *text, const LessonWords *words) {
    Walker *w = s->walker;
    WorldSource source = {.text = text->data, .length = text->length, .name = program_name};
    bool breaks = step->kind == STEP_BREAK;
    StepGoal goal = {.reached = breaks ? goal_reached : NULL, .arg = (void *)step};
    WorldOptions making = s->making;
    making.fine = words->fine;
    step_apart(s, &source, making, breaks ? NULL : w->schedule, &goal);
    if (!breaks) return;
    if (goal.met) {
        walker_show_done(s, "");
    } else {
        walker_miss(s);
        walker_tell("it has not gone wrong yet; `:step` begins again, `:hint` helps");
    }
}

bool walker_step_through(Session *s, const char *rest) {
    Walker *w = s->walker;
    const LessonStep *step = w && w->lesson ? walker_at(w) : NULL;
    const LessonWords *words;
    Bytes text = {0};
    if (*rest || !step || step->kind == STEP_DO || !walker_program(s, &text, &words)) {
        bytes_free(&text);
        return false;
    }
    if (step->kind == STEP_PREDICT && !w->graded && !w->done)
        walker_tell("first say what it prints: `:predict LINE / LINE`; `:skip` goes on without");
    else
        program_step(s, step, &text, words);
    bytes_free(&text);
    return true;
}
