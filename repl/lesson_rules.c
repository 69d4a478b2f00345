/* What a step of each kind needs, and what it has no use for: the table of lessons/README.md. */
#include <string.h>

#include "repl/lesson_build.h"

enum { CHOICES_MIN = 2, CHOICES_MAX = 9 };

#define BLOCK_KINDS (BLOCK_CHOICE + 1)

/* How many blocks of a kind there may be. */
typedef struct Range {
    unsigned char least, most;
} Range;

enum { ANY = 255 };

typedef struct Rule {
    Range body[BLOCK_KINDS], answer[BLOCK_KINDS];
    bool hints, answered; /* it has hints; it has an answer */
} Rule;

static const Rule rules[STEP_KIND_COUNT] = {
    [STEP_READ] = {.body = {[BLOCK_GOSH] = {0, ANY}, [BLOCK_OUTPUT] = {0, ANY}}},
    [STEP_RUN] = {.body = {[BLOCK_GOSH] = {1, 1}, [BLOCK_OUTPUT] = {1, 1}}},
    [STEP_DO] = {.body = {[BLOCK_CHECK] = {1, 1}, [BLOCK_SETUP] = {0, 1}}, .answer = {[BLOCK_GOSH] = {1, ANY}}, true, true},
    [STEP_PREDICT] = {.body = {[BLOCK_GOSH] = {1, 1}}, .answer = {[BLOCK_OUTPUT] = {1, LESSON_OUTPUTS}}, true, true},
    [STEP_BREAK] = {.body = {[BLOCK_GOSH] = {1, 1}, [BLOCK_OUTPUT] = {0, 1}}, .hints = true, .answered = true},
    [STEP_FIX] = {.body = {[BLOCK_FILE] = {1, 1}, [BLOCK_OUTPUT] = {0, ANY}, [BLOCK_TEST] = {0, 1}},
                  .answer = {[BLOCK_FILE] = {1, 1}},
                  .hints = true,
                  .answered = true},
    [STEP_EXPLAIN] = {.body = {[BLOCK_CHOICE] = {CHOICES_MIN, CHOICES_MAX}, [BLOCK_GOSH] = {0, ANY}, [BLOCK_OUTPUT] = {0, ANY}}, .hints = true},
};

static const char *const kind_names[STEP_KIND_COUNT] = {"A Read", "A Run", "A Do", "A Predict", "A Break", "A Fix", "An Explain"};

/* How a block is called, one and more of them. */
static const char *const block_names[BLOCK_KINDS][2] = {
    [BLOCK_GOSH] = {"a gosh block", "gosh blocks"},    [BLOCK_OUTPUT] = {"an output block", "output blocks"},
    [BLOCK_SETUP] = {"a setup block", "setup blocks"}, [BLOCK_CHECK] = {"a check block", "check blocks"},
    [BLOCK_TEST] = {"a test block", "test blocks"},    [BLOCK_FILE] = {"a link to a file", "links to files"},
    [BLOCK_CHOICE] = {"a choice", "choices"},
};

static size_t part_count(const LessonPart *part, BlockKind kind) {
    size_t count = 0;
    for (size_t i = 0; i < part->count; i++) count += part->blocks[i].kind == kind;
    return count;
}

/* Where the last block of that kind begins, which is the one too many: with its fence. */
static size_t part_line(const LessonPart *part, BlockKind kind) {
    size_t line = (size_t)part->line, fence = kind != BLOCK_FILE && kind != BLOCK_CHOICE;
    for (size_t i = 0; i < part->count; i++)
        if (part->blocks[i].kind == kind) line = (size_t)part->blocks[i].line - fence;
    return line;
}

static void blocks_check(const LessonStep *step, const LessonPart *part, const Range *ranges, const char *where, Complaints *c) {
    for (size_t i = BLOCK_GOSH; i < BLOCK_KINDS; i++) {
        BlockKind kind = (BlockKind)i;
        Range range = ranges[i];
        size_t count = part_count(part, kind), line = part_line(part, kind);
        const char *step_name = kind_names[step->kind];
        if (count < range.least && !count)
            complaint(c, (size_t)part->line, "%s step needs %s%s%s", step_name, range.least > 1 ? "two or more " : "",
                      block_names[i][range.least > 1], where);
        else if (count < range.least)
            complaint(c, line, "%s step needs two or more %s%s", step_name, block_names[i][1], where);
        else if (count && !range.most)
            complaint(c, line, "%s step has no use for %s%s", step_name, block_names[i][0], where);
        else if (count > 1 && range.most == 1)
            complaint(c, line, "%s step has one %s%s, and this is another", step_name, strchr(block_names[i][0], ' ') + 1, where);
        else if (count > range.most && range.most != ANY)
            complaint(c, line, "%s step has no more than %d %s%s; these are %zu", step_name, range.most, block_names[i][1], where, count);
    }
}

static void hints_check(const LessonStep *step, Complaints *c) {
    static const Range shown[BLOCK_KINDS] = {[BLOCK_GOSH] = {0, ANY}, [BLOCK_OUTPUT] = {0, ANY}};
    int hints = 0;
    while (hints < LESSON_HINTS && step->hints[hints].line) hints++;
    for (int i = 0; i < hints; i++) blocks_check(step, &step->hints[i], shown, " in a hint", c);
    if (rules[step->kind].hints && hints < LESSON_HINTS)
        complaint(c, (size_t)step->line, "the step has %d of %d hints, \"### Hint\"", hints, LESSON_HINTS);
    if (!rules[step->kind].hints && hints) complaint(c, (size_t)step->hints->line, "%s step has no hints", kind_names[step->kind]);
}

static void answer_check(const LessonStep *step, Complaints *c) {
    const Rule *rule = &rules[step->kind];
    if (step->answer.line && !rule->answered)
        complaint(c, (size_t)step->answer.line, "%s step has no answer", kind_names[step->kind]);
    else if (step->answer.line)
        blocks_check(step, &step->answer, rule->answer, " in its answer", c);
    else if (rule->answered)
        complaint(c, (size_t)step->line, "the step has no answer, \"### Answer\"");
}

/* ---- The words behind a program ---- */

static const LessonBlock *program_of(const LessonStep *step) {
    return lesson_block(&step->body, step->kind == STEP_FIX ? BLOCK_FILE : BLOCK_GOSH, NULL);
}

static void words_check(const LessonStep *step, Complaints *c) {
    const LessonBlock *program = program_of(step);
    if (!program) return;
    const LessonWords *w = &program->words;
    size_t line = (size_t)program->line - (program->kind == BLOCK_GOSH);
    bool breaks = step->kind == STEP_BREAK;
    if (w->live && step->kind > STEP_DO)
        complaint(c, line, "%s step's program is searched: it cannot be live", kind_names[step->kind]);
    if (w->live && (w->fine || w->no_timers || w->bound >= 0))
        complaint(c, line, "a live program is run and not searched: fine, bound and timers are about searching");
    if (w->goal && !breaks) complaint(c, line, "goal= says what a Break step is to end in");
    if (breaks && !w->goal)
        complaint(c, line, "the Break step does not say what it is to end in: goal=deadlock, goal=panic, goal=leak or goal=output");
    bool output = lesson_block(&step->body, BLOCK_OUTPUT, NULL) != NULL;
    if (breaks && w->goal == GOAL_OUTPUT && !output) complaint(c, line, "goal=output needs an output block");
    if (breaks && w->goal && w->goal != GOAL_OUTPUT && output)
        complaint(c, part_line(&step->body, BLOCK_OUTPUT), "the output block is for goal=output");
}

/* ---- Choices ---- */

static void choices_check(const LessonStep *step, Complaints *c) {
    size_t right = 0, count = 0;
    for (const LessonBlock *b = NULL; (b = lesson_block(&step->body, BLOCK_CHOICE, b)); count++) {
        right += b->right;
        if (!*b->text) complaint(c, (size_t)b->line, "a choice without words");
        if (!*b->remark)
            complaint(c, (size_t)b->line, "the choice does not say what is said to who chooses it: lines below it, indented by six blanks");
        if (b->right && right == 2) complaint(c, (size_t)b->line, "a second choice with [x]; one is right");
    }
    if (count && !right) complaint(c, (size_t)step->line, "no choice is the right one, \"- [x] \"");
}

void step_check(const LessonStep *step, Complaints *c) {
    if (!step->body.count) complaint(c, (size_t)step->line, "nothing stands below this heading");
    blocks_check(step, &step->body, rules[step->kind].body, "", c);
    hints_check(step, c);
    answer_check(step, c);
    words_check(step, c);
    if (step->kind == STEP_EXPLAIN) choices_check(step, c);
    if (step->kind == STEP_FIX && !lesson_block(&step->body, BLOCK_OUTPUT, NULL) && !lesson_block(&step->body, BLOCK_TEST, NULL))
        complaint(c, (size_t)step->line, "the Fix step needs an output or a test block: else an empty program would do");
}
