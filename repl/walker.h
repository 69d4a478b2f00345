/* A learner in a lesson, at the prompt: where he is, the worlds he types in, and what has come of his steps.
 *
 * The laws. It goes on only when it is told to. The session's own world waits as it is while a lesson is open, and comes back
 * when the lesson is left. What is typed goes to the lesson's play world, which lasts for the lesson and is never graded; a Do
 * step, and a program that was let run, has a fresh world of its own until the step is left. What is done is on the disk before
 * anything else can be typed. */
#ifndef GOSH_WALKER_H
#define GOSH_WALKER_H

#include "lua/gosh.h"
#include "repl/complete.h"
#include "repl/conditions.h"
#include "repl/grade.h"
#include "repl/pack.h"
#include "repl/progress.h"
#include "repl/session.h"

enum { WARM_UPS = 2, WALKER_COLUMNS = 78 /* of what stands in the place of a row below */ };

/* A prediction that is owed from another lesson. */
typedef struct WalkerWarmUp {
    Lesson *lesson;
    size_t number, step; /* of the lesson in the pack, and in the lesson */
} WalkerWarmUp;

typedef struct Walker {
    Pack *pack;
    Progress *progress;

    Lesson *lesson; /* that is open, or NULL */
    size_t number;  /* its, in the pack */
    size_t step;    /* in it; its count: the end */
    bool moved;     /* something has been done in it: where the learner is, is kept */
    WalkerWarmUp warm_ups[WARM_UPS];
    size_t warm_count, warm_at; /* while `warm_at` is less than their count, the step is a warm-up's */

    SessionWorld home; /* the session's own, while a lesson is open */
    SessionWorld play; /* the play world, while the step has its own */
    bool own;          /* it has */

    /* Of this visit to the step: */
    int hints;                    /* that have been shown */
    bool ran, graded, done;       /* its program has; its prediction has been; all of it is */
    bool missed;                  /* a prediction was wrong */
    Possibilities *possibilities; /* of its program, as soon as they are wanted */
    char *schedule;               /* one that shows what was graded, or NULL */
    ConditionFacts facts;

    Bytes rest;        /* of what is shown in pages: those that have not been */
    Bytes below, said; /* the row below the entry; what was said last where there is none */
} Walker;

/* ---- For the prompt ---- */

/* gosh lesson: opens the pack in that folder, or the course, and the lesson of that name, or where the learner was. False,
 * after messages, if there is none. */
bool walker_begin(Session *s, const char *folder, const char *name);
/* The session ends, while its worlds are still there. */
void walker_end(Session *s);

/* The next entry is about to be read: says what the last one has done for the step. */
void walker_between(Session *s);
/* The world has ended as by os.Exit: in a lesson that ends no session, which gets another world. */
bool walker_revive(Session *s);
/* A LineCalls.below, for a Session. */
const char *walker_below(void *session, int columns);
/* Enter has been pressed, and nothing else: shows more of what the screen had no room for. */
void walker_show_more(Session *s);
/* A command is about to be obeyed; something has been reported. */
void walker_note_command(Session *s, const char *name);
void walker_note_report(Session *s, const char *bytes, size_t length);
/* An entry has been shown that may have been meant for the lesson: says how that is typed, and then true. */
bool walker_hint(Session *s, const char *text, size_t length);
/* A command has been given an argument that it does not take: in a lesson, an answer may have been meant. */
void walker_hint_answer(Session *s, const char *command, const char *rest, size_t length);
/* Completes the arguments of a lesson's commands; false: it is none of these. */
bool walker_complete(Session *s, const char *text, size_t length, size_t cursor, Completion *completion);

/* ---- Commands: each gets what stands behind its name. ---- */

void walker_lesson(Session *s, const char *rest);
void walker_next(Session *s);
void walker_back(Session *s);
void walker_skip(Session *s);
void walker_drop(Session *s);
void walker_hints(Session *s);
void walker_answer(Session *s);
void walker_progress(Session *s);
void walker_run(Session *s);
void walker_predict(Session *s, const char *rest);
void walker_check(Session *s, const char *rest);
/* Those that mean something else without a lesson, or in another step: false. */
bool walker_reset(Session *s, const char *rest);
bool walker_edit(Session *s, const char *rest);
bool walker_step_through(Session *s, const char *rest);

/* ---- For its own files ---- */

/* Where he is, NULL at the end, and the name of that step's lesson. */
const LessonStep *walker_at(const Walker *w);
const char *walker_at_name(const Walker *w);
/* Is a lesson open? If not, says how one is. */
bool walker_is_open(Session *s);
/* Its pack and progress, opened if need be; NULL after messages. */
Walker *walker_have(Session *s);

/* Gives the step a fresh world, until it is left. False, after a message, without memory. */
bool walker_enter_own(Session *s);

/* The step is done, or missed. */
void walker_pass(Session *s);
void walker_miss(Session *s);

/* The program of the step, and what it is called in messages; false: it has none (walker_run.c). */
bool walker_program(Session *s, Bytes *text, const LessonWords **words);
/* What grading needs to know; and something has been graded: takes over the schedule that shows it, for :step. */
GradeOptions walker_grade_options(Session *s);
void walker_keep_schedule(Walker *w, Grade *g);

/* The file of a Fix step (walker_fix.c): what it is called, where the learner's is, ended by a NUL, and its text, which is
 * written there first if it is not there yet. False, after a message, when it cannot be had. */
const char *walker_fix_name(const LessonStep *step);
bool walker_fix_text(Session *s, Bytes *path, Bytes *text);
void walker_fix_begin(Session *s);
void walker_fix_check(Session *s, const char *typed);
bool walker_fix_reset(Session *s);

/* A Do step (walker_do.c). */
void walker_do_begin(Session *s);
void walker_do_look(Session *s);
void walker_do_check(Session *s);

/* Says something, in rows that fit. */
void walker_tell(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Shows the step he is at, or the end; the same below the lesson's heading; an answer, all lessons, what he has done
 * (walker_say.c). */
void walker_show(Session *s);
void walker_show_lesson(Session *s);
void walker_show_part(const LessonPart *part);
void walker_show_answer(Session *s);
/* The same as walker_pass; what has been found is told already. Says why it is so, in the answer's words, unless these have been
 * read, and what can be typed then: `more` stands before that. */
void walker_show_done(Session *s, const char *more);
void walker_list(Walker *w);
void walker_sum(Walker *w);
/* Lets `show` print a page, as much as the screen has room for; walker_show_more the next one (walker_pages.c). How many rows
 * are left. */
typedef void WalkerShow(Session *s);
void walker_show_in_pages(Session *s, WalkerShow *show);
int walker_rows_left(const Walker *w);

#endif
