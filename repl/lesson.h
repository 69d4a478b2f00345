/* A lesson: the text of a Markdown file, read into steps. lessons/README.md is the format.
 *
 * What is read keeps the lines that it stands in, so that whoever finds something wrong with it, a linter or a grade, says
 * where. Nothing here runs. */
#ifndef GOSH_LESSON_H
#define GOSH_LESSON_H

#include <stdbool.h>
#include <stddef.h>

#include "repl/bytes.h"

typedef enum StepKind {
    STEP_READ,
    STEP_RUN,
    STEP_DO,
    STEP_PREDICT,
    STEP_BREAK,
    STEP_FIX,
    STEP_EXPLAIN,
    STEP_KIND_COUNT
} StepKind;

/* "read" */
extern const char *const step_kind_names[STEP_KIND_COUNT];

/* Does it come to something that is right or wrong? */
static inline bool step_is_graded(StepKind kind) { return kind > STEP_RUN; }

typedef enum BlockKind {
    BLOCK_PROSE, /* Markdown */
    BLOCK_SHOWN, /* ```text, ```go: lines that are only shown */
    BLOCK_GOSH,  /* a program, or in a Read step a part of one */
    BLOCK_OUTPUT,
    BLOCK_SETUP,
    BLOCK_CHECK,
    BLOCK_TEST,
    BLOCK_FILE,   /* the link to a file; `text` is its name, beside the lesson */
    BLOCK_CHOICE, /* of an Explain step; `text` is the choice */
} BlockKind;

/* What a Break step is to end in. */
typedef enum LessonGoal { GOAL_NONE, GOAL_DEADLOCK, GOAL_PANIC, GOAL_LEAK, GOAL_OUTPUT } LessonGoal;

/* The words behind ```gosh and its like. */
typedef struct LessonWords {
    bool part;      /* it is no whole program */
    bool live;      /* it is run and not searched */
    bool fine;      /* as ExploreOptions */
    bool no_timers; /* as ExploreOptions */
    bool async_off; /* goroutines are preempted at calls only */
    bool any_order; /* an output's lines may come in any order */
    int bound;      /* as ExploreOptions; -1: not said */
    LessonGoal goal;
} LessonWords;

/* A part of the lesson's text, or of what was made of it; ended by a NUL, and the lesson's. */
typedef struct LessonBlock {
    BlockKind kind;
    char *text; /* whole lines, without the fences; of BLOCK_FILE and BLOCK_CHOICE without a line's end */
    int line;   /* of the file, in which the text begins */
    LessonWords words;
    bool right;   /* BLOCK_CHOICE: it is that which is meant */
    char *remark; /* BLOCK_CHOICE: what is said to who chooses it; BLOCK_SHOWN: "go", "text" */
} LessonBlock;

/* What stands below one heading. */
typedef struct LessonPart {
    LessonBlock *blocks;
    size_t count;
    int line; /* of the heading; 0: there is no such part */
} LessonPart;

enum { LESSON_HINTS = 3, LESSON_OUTPUTS = 8 /* of a prediction's answer, at the most */ };

typedef struct LessonStep {
    StepKind kind;
    char *title; /* "Who prints first?" */
    char *id;    /* "who-prints-first": what progress is kept under; unlike any other in the lesson */
    int line;
    LessonPart body, hints[LESSON_HINTS], answer;
} LessonStep;

typedef struct Lesson {
    char *title, *summary;
    LessonStep *steps;
    size_t count;
    char *learnt[3]; /* lines of Markdown */
    char *go;        /* the paragraph about Go, without "Go: "; NULL: there is none */
} Lesson;

/* Says what is wrong, and in which line. It goes on after that: there may be more. */
typedef void LessonComplaint(void *arg, int line, const char *message);

/* Reads a lesson. `length` bytes that may be anything; NULL if it has been complained about, or there is no memory. Blocks that
 * a kind of step has no use for, missing hints, lines that are too long and the like are found here, too; whether what a lesson
 * says is true is lint.h's. */
Lesson *lesson_read(const char *text, size_t length, LessonComplaint *complain, void *arg);
void lesson_delete(Lesson *l);

/* The first block of that kind in a part, or the next one after `after`; NULL: there is none. */
const LessonBlock *lesson_block(const LessonPart *part, BlockKind kind, const LessonBlock *after);

/* How many steps of it count: all but Read steps, which are done when they have been gone past. */
size_t lesson_graded(const Lesson *l);

#endif
