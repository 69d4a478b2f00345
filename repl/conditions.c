/* What a Do step asks for, and whether it is there. */
#include "repl/conditions.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lua/condition.h"
#include "lua/survey.h"
#include "repl/apart.h"
#include "repl/kill.h"
#include "repl/pieces.h"

enum {
    HOLD_TIME = 1000000000, /* ns; for all conditions of a step */
    HOLD_MEMORY = 512 << 20,
};

void condition_facts_free(ConditionFacts *facts) {
    bytes_free(&facts->printed);
    bytes_free(&facts->told);
    bytes_free(&facts->commands);
}

/* ---- Lines ---- */

/* A condition: the expression, and what it means. */
typedef struct Condition {
    const char *text, *words;
    size_t length, words_length;
    int line; /* of the lesson */
} Condition;

/* Where the comment of a line begins, or its end. */
static const char *comment_find(const char *text, const char *end) {
    char quote = '\0';
    for (; text < end; text++) {
        if (quote && *text == '\\' && text + 1 < end)
            text++;
        else if (quote ? *text == quote : *text == '"' || *text == '\'')
            quote = quote ? '\0' : *text;
        else if (!quote && end - text > 1 && text[0] == '-' && text[1] == '-')
            return text;
    }
    return end;
}

static void trim(const char **text, size_t *length) {
    while (*length > 0 && isspace((unsigned char)**text)) ++*text, --*length;
    while (*length > 0 && isspace((unsigned char)(*text)[*length - 1])) --*length;
}

/* The condition of that number, from 0 on; false: there is none. */
static bool condition_at(const LessonBlock *check, size_t number, Condition *c) {
    *c = (Condition){.line = check->line - 1};
    for (const char *text = check->text; *text;) {
        const char *end = text + strcspn(text, "\n"), *comment = comment_find(text, end);
        c->line++;
        c->text = text;
        c->length = (size_t)(comment - text);
        trim(&c->text, &c->length);
        if (c->length > 0 && number-- == 0) {
            c->words = comment < end ? comment + 2 : c->text;
            c->words_length = comment < end ? (size_t)(end - c->words) : c->length;
            trim(&c->words, &c->words_length);
            return true;
        }
        text = *end ? end + 1 : end;
    }
    return false;
}

/* ---- In the copy ---- */

static size_t world_leaked(World *w) {
    Survey *now = survey_take(w, SURVEY_LEAKS | SURVEY_IF_LEAKED);
    size_t leaked = now ? now->leaked : 0;
    survey_delete(now);
    return leaked;
}

/* Who is leaked takes a walk over the world, and is looked for only where it is asked for. */
static void facts_tell(World *w, const LessonBlock *check, const ConditionFacts *facts) {
    Bytes commands = {0};
    WorldCounts counts = world_counts(w);
    if (facts->commands.length) bytes_format(&commands, "%.*s ", (int)facts->commands.length, facts->commands.data);
    world_set_text(w, "printed", facts->printed.length ? facts->printed.data : "", facts->printed.length);
    world_set_text(w, "told", facts->told.length ? facts->told.data : "", facts->told.length);
    world_set_text(w, "commands", commands.length ? commands.data : "", commands.length);
    world_set_number(w, "goroutines", (int64_t)counts.goroutines);
    world_set_number(w, "blocked", (int64_t)counts.waiting);
    if (strstr(check->text, "leaked")) world_set_number(w, "leaked", (int64_t)world_leaked(w));
    bytes_free(&commands);
}

/* What the copy tells of itself while it runs: it may not come to its end. */
typedef struct Judgement {
    size_t held; /* conditions that hold, from the first on */
    ConditionEnd end; /* of the next one */
    bool judged;      /* it has been evaluated */
    char error[200];  /* of CONDITION_REFUSED */
} Judgement;

typedef struct Question {
    World *world;
    const LessonBlock *check;
    const ConditionFacts *facts;
    Judgement *judgement; /* memory that is shared with the copy */
} Question;

static void question_ask(void *arg, Bytes *out) {
    (void)out;
    const Question *q = arg;
    Judgement *j = q->judgement;
    Condition c;
    facts_tell(q->world, q->check, q->facts);
    while (condition_at(q->check, j->held, &c)) {
        j->end = world_condition(q->world, c.text, c.length);
        j->judged = j->end != CONDITION_HOLDS;
        if (j->end == CONDITION_REFUSED) {
            char *error = world_error(q->world);
            if (error) strncpy(j->error, error, sizeof j->error - 1);
            free(error);
        }
        if (j->judged) break;
        j->held++;
    }
}

/* ---- The question ---- */

/* The first condition that does not hold is in `c`; false: there is none. */
static bool condition_missing(World *w, const LessonBlock *check, const ConditionFacts *facts, Condition *c, Judgement *judgement) {
    Judgement *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    *judgement = (Judgement){0};
    if (shared != MAP_FAILED) {
        Question q = {.world = w, .check = check, .facts = facts, .judgement = shared};
        Bytes nothing = {0};
        apart_run(&(ApartOptions){.time = HOLD_TIME, .memory = HOLD_MEMORY}, question_ask, &q, &nothing);
        bytes_free(&nothing);
        *judgement = *shared;
        munmap(shared, sizeof *shared);
    }
    return condition_at(check, judgement->held, c);
}

bool conditions_hold(World *w, const LessonStep *step, const ConditionFacts *facts, Bytes *missing) {
    const LessonBlock *check = lesson_block(&step->body, BLOCK_CHECK, NULL);
    Condition c;
    Judgement judgement;
    if (!check || !condition_missing(w, check, facts, &c, &judgement)) return check != NULL;
    bytes_add(missing, c.words, c.words_length);
    return false;
}

/* ---- Proving a step ---- */

enum {
    PROOF_JUMPS = 100, /* of the clock, after which no timer will help */
};

static const int64_t proof_time = 5 * (int64_t)HOLD_TIME;

typedef struct Proof {
    World *world;
    const LessonStep *step;
    const LessonBlock *check;
    const GradeOptions *options;
    ConditionFacts facts;
    Bytes *out; /* complaints: the line, a blank and the words, a line each */
} Proof;

static void proof_print(void *arg, int fd, const char *bytes, size_t length) {
    (void)fd;
    bytes_add(&((Proof *)arg)->facts.printed, bytes, length);
}

static void proof_report(void *arg, const char *bytes, size_t length) {
    bytes_add(&((Proof *)arg)->facts.told, bytes, length);
}

/* Runs a text as a learner's entry, or as a file of them. */
static WorldEnd proof_run(Proof *p, const char *text, size_t length, bool file) {
    WorldSource source = {.text = text, .length = length, .name = "=stdin", .session = true, .file = file};
    WorldEnd end = world_start(p->world, &source, NULL);
    if (end == WORLD_RUNNING) end = world_run_to_end(p->world);
    if (end == WORLD_FINISHED) world_keep_result(p->world);
    world_settle(p->world, false);
    return end;
}

/* Complains of a text that cannot be run, or did not come to a good end. */
static void proof_failed(Proof *p, int line, const char *what) {
    char *error = world_error(p->world);
    bytes_add(&p->facts.told, "", 1);
    const char *why = error ? error : p->facts.told.data;
    bytes_format(p->out, "%d the %s fails: %.*s\n", line, what, (int)strcspn(why, "\n"), why);
    free(error);
}

/* What stands behind that command, if it is the one that has been typed; else NULL. */
static char *command_rest(const char *text, size_t length, const char *name) {
    size_t behind = strlen(name);
    return length > behind && memcmp(text, name, behind) == 0 ? strndup(text + behind, length - behind) : NULL;
}

/* A command counts as used; those that change the world do so. */
static void proof_command(Proof *p, const char *text, size_t length, int line) {
    static const char *const runs[] = {":time ", ":trace "};
    size_t name = 0;
    while (name < length && !isspace((unsigned char)text[name])) name++;
    bytes_format(&p->facts.commands, " %.*s", (int)name, text);
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        char *entry = command_rest(text, length, runs[i]);
        if (entry && proof_run(p, entry, strlen(entry), false) == WORLD_STATIC) proof_failed(p, line, "entry behind a command");
        free(entry);
    }
    char *whom = command_rest(text, length, ":kill ");
    if (whom) kill_run(&(Session){.world = p->world, .quiet_leaks = true}, whom);
    free(whom);
}

/* Do the conditions hold, now or when timers have fired? */
static bool proof_holds(Proof *p, Condition *c, Judgement *j) {
    for (int jumps = 0; condition_missing(p->world, p->check, &p->facts, c, j); jumps++) {
        if (jumps == PROOF_JUMPS || world_exited(p->world)) return false;
        if (sched_next_timer(world_sched(p->world)) == INT64_MAX && !sched_runnable(world_sched(p->world))) return false;
        world_step(p->world, true);
    }
    return true;
}

static void proof_type(Proof *p, const LessonBlock *answer) {
    size_t start = 0, end = 0, length = strlen(answer->text);
    PieceKind kind;
    for (; (kind = pieces_next(answer->text, length, &start, &end)) != PIECE_NONE; start = end) {
        int line = answer->line;
        for (size_t i = 0; i < start; i++) line += answer->text[i] == '\n';
        const char *text = answer->text + start;
        if (kind == PIECE_COMMAND)
            proof_command(p, text, end - start, line);
        else if (proof_run(p, text, end - start, false) == WORLD_STATIC)
            proof_failed(p, line, "entry");
        if (kind == PIECE_WRONG || kind == PIECE_UNFINISHED) return;
    }
}

static void proof_complain(Proof *p, const Condition *c, const Judgement *j) {
    static const char *const ends[] = {[CONDITION_FAILS] = "", [CONDITION_PANICS] = ": it panics", [CONDITION_WAITS] = ": it waits"};
    bytes_format(p->out, "%d this does not hold after the answer", c->line);
    if (j->end == CONDITION_REFUSED)
        bytes_format(p->out, ": %.*s\n", (int)strcspn(j->error, "\n"), j->error);
    else
        bytes_format(p->out, "%s\n", j->judged ? ends[j->end] : ": it does not come to an end");
}

static void proof_make(void *arg, Bytes *out) {
    Proof *p = arg;
    Condition c;
    Judgement j;
    const LessonBlock *setup = lesson_block(&p->step->body, BLOCK_SETUP, NULL);
    WorldOptions making = {.session = true,
                           .virtual_time = true,
                           .sandbox = p->options->sandbox,
                           .max_memory = HOLD_MEMORY,
                           .explain = EXPLAIN_ON,
                           .output = proof_print,
                           .output_arg = p,
                           .report = proof_report,
                           .report_arg = p};
    p->out = out;
    p->world = world_new(&making);
    if (!p->world) return;
    if (setup && proof_run(p, setup->text, strlen(setup->text), true) != WORLD_FINISHED)
        proof_failed(p, setup->line, "setup");
    condition_facts_free(&p->facts);
    if (!condition_missing(p->world, p->check, &p->facts, &c, &j))
        bytes_format(out, "%d the conditions hold before anything has been typed\n", p->check->line);
    for (const LessonBlock *answer = NULL; (answer = lesson_block(&p->step->answer, BLOCK_GOSH, answer));) proof_type(p, answer);
    if (!proof_holds(p, &c, &j)) proof_complain(p, &c, &j);
    bytes_add(out, "0\n", 2);
}

/* Hands the complaints on; false: the last one, which says that it has come to its end, is not there. */
static bool complaints_pass(char *text, LessonComplaint *complain, void *arg) {
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
        char *words;
        *end = '\0';
        long number = strtol(line, &words, 10);
        if (number == 0) return true;
        complain(arg, (int)number, words + 1);
    }
    return false;
}

void conditions_prove(const GradeOptions *o, const LessonStep *step, LessonComplaint *complain, void *arg) {
    Proof p = {.step = step, .check = lesson_block(&step->body, BLOCK_CHECK, NULL), .options = o};
    if (!p.check) return;
    Bytes out = {0};
    ApartOptions apart = {.time = proof_time, .stopped = o->stopped, .stopped_arg = o->stopped_arg};
    ApartEnd end = apart_run(&apart, proof_make, &p, &out);
    bytes_add(&out, "", 1);
    if (!complaints_pass(out.data, complain, arg) && end != APART_STOPPED)
        complain(arg, step->answer.line ? step->answer.line : step->line, "the answer does not come to an end when it is typed");
    bytes_free(&out);
}
