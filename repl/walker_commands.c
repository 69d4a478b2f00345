/* What a learner asks of a step, whatever its kind: hints, the answer, a prediction, a choice. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl/hint.h"
#include "repl/markdown.h"
#include "repl/page.h"
#include "repl/walker.h"

/* ---- Hints and the answer ---- */

/* The step that he is at; NULL, after a message, where nothing can be asked. */
static const LessonStep *step_of(Session *s) {
    if (!walker_is_open(s)) return NULL;
    const LessonStep *step = walker_at(s->walker);
    if (!step) walker_tell("this is the end of the lesson: `:next` goes on to the next one, `:back` to its last step");
    return step;
}

void walker_hints(Session *s) {
    const LessonStep *step = step_of(s);
    if (!step) return;
    Walker *w = s->walker;
    const char *name = walker_at_name(w);
    if (w->hints == LESSON_HINTS || !step->hints[w->hints].line) {
        walker_tell("%s", w->hints ? "there are no more hints; `:answer` shows the answer"
                                   : "there are no hints for this step: `:next` goes on");
        return;
    }
    const LessonPart *hint = &step->hints[w->hints++];
    walker_tell("hint %d of %d", w->hints, LESSON_HINTS);
    walker_show_part(hint);
    if (w->hints > progress_hints(w->progress, name, step->id)) progress_note_hints(w->progress, name, step->id, w->hints);
}

void walker_answer(Session *s) {
    const LessonStep *step = step_of(s);
    if (!step) return;
    Walker *w = s->walker;
    if (!step->answer.line && step->kind != STEP_EXPLAIN) {
        walker_tell("this step has no answer; `:next` goes on");
        return;
    }
    walker_show_answer(s);
    if (w->done) return;
    progress_note_shown(w->progress, walker_at_name(w), step->id);
    walker_tell("(it is noted that you have seen it; %s)",
           step->kind == STEP_FIX ? "`:edit` writes it yourself, `:skip` goes on" : "try it yourself, or `:skip` goes on");
}

void walker_progress(Session *s) {
    Walker *w = walker_have(s);
    if (w) walker_sum(w);
}

/* ---- Predictions ---- */

/* A GradeOptions.stopped: Ctrl-C ends a grading, and nothing else. */
static bool is_stopped(void *session) {
    Session *s = session;
    return interrupt_pressed(s->interrupt);
}

GradeOptions walker_grade_options(Session *s) {
    return (GradeOptions){.sandbox = s->making.sandbox, .name = "program", .lesson = true, .stopped = is_stopped, .stopped_arg = s};
}

static const char predict_usage[] =
    "type what is printed behind it, with a slash between lines, as in\n"
    "  :predict red / green\n"
    "`:predict nothing` is for no output; a last line `deadlock` or `panic` says how\n"
    "it ends, as in `:predict red / deadlock`\n";

/* All that its program can print, found when it is asked for first. */
static const Possibilities *possibilities_of(Session *s) {
    Walker *w = s->walker;
    const LessonWords *words;
    Bytes text = {0};
    GradeOptions options = walker_grade_options(s);
    fflush(stdout);
    if (!w->possibilities && walker_program(s, &text, &words))
        w->possibilities = possibilities_find(&options, text.data, text.length, words);
    bytes_free(&text);
    return w->possibilities;
}

void walker_keep_schedule(Walker *w, Grade *g) {
    free(w->schedule);
    w->schedule = g->schedule;
    g->schedule = NULL;
    w->graded = true;
}

static void predict(Session *s, const char *typed) {
    Walker *w = s->walker;
    const Possibilities *p = possibilities_of(s);
    if (!p || p->error) {
        fputs(p ? p->error : "there is no memory to try the program\n", stderr);
        possibilities_delete(w->possibilities);
        w->possibilities = NULL;
        return;
    }
    Grade g = grade_prediction(p, typed);
    page_text(g.text.data ? g.text.data : "", g.text.length);
    if (g.verdict == VERDICT_RIGHT || g.verdict == VERDICT_POSSIBLE) {
        walker_show_done(s, g.schedule ? "`:run` lets it run, `:step` shows how that comes about, " : "`:run` lets it run, ");
    } else if (g.verdict == VERDICT_WRONG) {
        walker_miss(s);
        walker_tell("`:predict` tries again, `:hint` helps, `:run` lets it run");
    }
    walker_keep_schedule(w, &g);
    grade_free(&g);
}

void walker_predict(Session *s, const char *rest) {
    const LessonStep *step = step_of(s);
    if (!step) return;
    if (step->kind != STEP_PREDICT)
        walker_tell("nothing is to be predicted in this step; `:lesson` shows it again");
    else if (!*rest)
        fputs(predict_usage, stdout);
    else
        predict(s, rest);
}

/* ---- Choices ---- */

static int choice_count(const LessonStep *step) {
    int count = 0;
    const LessonBlock *block = NULL;
    while ((block = lesson_block(&step->body, BLOCK_CHOICE, block))) count++;
    return count;
}

static void choose(Session *s, const LessonStep *step, const char *rest) {
    int count = choice_count(step), number = rest[0] && !rest[1] ? tolower((unsigned char)rest[0]) - 'a' : -1;
    if (number < 0 || number >= count) {
        walker_tell("one of the letters stands behind it, a to %c: `:check a` chooses a", 'a' + count - 1);
        return;
    }
    const LessonBlock *choice = NULL;
    for (int i = 0; i <= number; i++) choice = lesson_block(&step->body, BLOCK_CHOICE, choice);
    fputs(choice->right ? "right. " : "no. ", stdout);
    if (choice->remark) markdown_print_line(choice->remark, strlen(choice->remark), choice->right ? 7 : 4, 0);
    if (choice->right) {
        walker_show_done(s, "");
    } else {
        walker_miss(s);
        walker_tell("choose again, `:hint` helps");
    }
}

void walker_check(Session *s, const char *rest) {
    const LessonStep *step = step_of(s);
    if (!step) return;
    switch (step->kind) {
    case STEP_DO:
        walker_do_check(s);
        break;
    case STEP_FIX:
        walker_fix_check(s, rest);
        break;
    case STEP_EXPLAIN:
        choose(s, step, rest);
        break;
    case STEP_PREDICT:
        walker_tell("`:predict LINE / LINE` says what is printed, and is graded at once");
        break;
    case STEP_BREAK:
        walker_tell("%s", s->walker->done ? "it is broken: done; `:next` goes on"
                                          : "`:step` lets you choose who goes on, until it goes wrong");
        break;
    case STEP_RUN:
        walker_tell("%s", s->walker->done ? "done; `:next` goes on" : "`:run` lets the program run, that is all");
        break;
    default:
        walker_tell("there is nothing to check in this step; `:next` goes on");
    }
}

/* ---- Entries that were meant for the lesson ---- */

static bool text_is(const char *text, size_t length, const char *word) {
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

/* Bare words that are commands of a lesson; `answer := 1` is a statement. */
static const char *command_named(const char *text, size_t length) {
    static const char *const names[] = {"lesson", "next",  "back",  "hint", "answer",  "run",  "predict",
                                        "check",  "reset", "skip",  "drop", "progress", "step", "edit"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t word = strlen(names[i]), behind = word;
        if (length < word || memcmp(text, names[i], word) != 0) continue;
        while (behind < length && text[behind] == ' ') behind++;
        if (length == word || (behind > word && behind < length && isalnum((unsigned char)text[behind]))) return names[i];
    }
    return NULL;
}

/* Could it be what a program prints: a number, words, lines with slashes? */
static bool could_be_output(const char *text, size_t length) {
    if (text_is(text, length, "deadlock") || text_is(text, length, "nothing") || text_is(text, length, "panic")) return true;
    for (size_t i = 1; i + 1 < length; i++)
        if (text[i] == '/' && text[i - 1] == ' ' && text[i + 1] == ' ') return true;
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)text[i]) && !strchr(" \"'-,!", text[i])) return false;
    return true;
}

bool walker_hint(Session *s, const char *text, size_t length) {
    Walker *w = s->walker;
    if (!w || !w->lesson) return false;
    while (length && isspace((unsigned char)text[length - 1])) length--;
    while (length && isspace((unsigned char)*text)) text++, length--;
    const LessonStep *step = walker_at(w);
    if (!length || length > WALKER_COLUMNS || memchr(text, '\n', length) || *text == ':') return false;
    bool asked = step && !w->done;
    if (command_named(text, length))
        walker_tell("in a lesson, the command is `:%.*s`", (int)length, text);
    else if (asked && step->kind == STEP_EXPLAIN && length == 1 && isalpha((unsigned char)*text))
        walker_tell("`:check %c` chooses it", *text);
    else if (asked && step->kind == STEP_PREDICT && could_be_output(text, length))
        walker_tell("if you say that this is printed, type `:predict %.*s`", (int)length, text);
    else
        return false;
    return true;
}

void walker_hint_answer(Session *s, const char *command, const char *rest, size_t length) {
    const LessonStep *step = s->walker && s->walker->lesson ? walker_at(s->walker) : NULL;
    if (!step || strcmp(command, "answer") != 0) return;
    if (step->kind == STEP_EXPLAIN && length == 1)
        walker_tell("to answer, type `:check %.*s`", (int)length, rest);
    else if (step->kind == STEP_PREDICT)
        walker_tell("to answer, type `:predict %.*s`", (int)length, rest);
}
