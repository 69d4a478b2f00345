/* What can be typed to who steps. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/pending.h"
#include "repl/dump.h"
#include "repl/report.h"
#include "repl/step.h"
#include "repl/stepping.h"

const char step_commands[] =
    "  n, or Enter   the next step, as Go would choose; `n 5` for five\n"
    "  2             goroutine 2 does what it would do next\n"
    "  2.1           the same, and its select takes the first of its ready cases\n"
    "  t             the clock comes to the next timer although goroutines could run,\n"
    "                as it does on a slow machine\n"
    "  b             a step back, with everything as it was; `b 5` for five\n"
    "  c             runs on as Go would, to the end or to what fails\n"
    "  u 12          the same until a goroutine comes to line 12\n"
    "  w             searches for what can still fail from here; then n goes there\n"
    "  d             all goroutines with their stacks, and what was reported\n"
    "  s             the schedule until here, as a string\n"
    "  p             all that has been printed\n"
    "  q             leaves; at the prompt, the code goes on as Go lets it\n";

static const char step_commands_session[] =
    "  drop          leaves, and takes all back: variables and goroutines are as they\n"
    "                were before :step\n";

/* A number of at most nine digits; what stands behind it. */
static bool number_read(const char *text, uint64_t *number, const char **rest) {
    char *end;
    if (!isdigit((unsigned char)*text)) return false;
    errno = 0;
    *number = strtoull(text, &end, 10);
    *rest = end;
    return errno == 0;
}

/* The number behind a command, 1 without one; false, after a note, for something else. */
static bool count_read(Stepping *s, const char *text, size_t *count) {
    uint64_t number = 1;
    const char *rest = text;
    if (*text && (!number_read(text, &number, &rest) || *rest || number == 0 || number > STEPPING_MOST)) {
        stepping_note(s, "that takes a number of steps from 1 to %d, not: %s", STEPPING_MOST, text);
        return false;
    }
    *count = number;
    return true;
}

static Answer do_next(Stepping *s, const char *rest) {
    size_t count;
    if (!count_read(s, rest, &count) || !stepping_can(s)) return ANSWER_SHOW;
    if (count == 1)
        stepping_take(s, STEPS_AS_GO, STEPS_AS_GO);
    else
        stepping_run(s, count, 0);
    return ANSWER_SHOW;
}

static Answer do_back(Stepping *s, const char *rest) {
    size_t count, now = steps_count(s->steps);
    if (!count_read(s, rest, &count)) return ANSWER_SHOW;
    if (now == 0) {
        stepping_note(s, "this is the beginning");
        return ANSWER_SHOW;
    }
    step_before_free(&s->before);
    stepping_forget(s);
    if (!steps_return(s->steps, count < now ? now - count : 0, stepping_look, s)) stepping_note(s, "there is no memory to step back");
    return ANSWER_SHOW;
}

static Answer do_continue(Stepping *s, const char *rest) {
    (void)rest;
    if (!stepping_can(s)) return ANSWER_SHOW;
    size_t before = steps_count(s->steps);
    stepping_run(s, STEPPING_MOST, 0);
    if (steps_count(s->steps) - before >= STEPPING_MOST)
        stepping_note(s, "%d steps, and no end: c goes on for as many, b %zu comes back", STEPPING_MOST, (size_t)STEPPING_MOST);
    return ANSWER_SHOW;
}

static Answer do_until(Stepping *s, const char *rest) {
    uint64_t line;
    const char *end;
    if (!number_read(rest, &line, &end) || *end || line == 0 || line > INT32_MAX) {
        stepping_note(s, "u takes a line: `u 12` runs on until a goroutine comes to line 12");
        return ANSWER_SHOW;
    }
    if (!stepping_can(s)) return ANSWER_SHOW;
    stepping_run(s, STEPPING_MOST, (int)line);
    return ANSWER_SHOW;
}

/* A TextSink. */
static void write_report(void *arg, const char *bytes, size_t length) {
    (void)arg;
    report_print(stdout, bytes, length);
}

static Answer do_dump(Stepping *s, const char *rest) {
    size_t length;
    const char *report = steps_report(s->steps, &length);
    dump_print(s->world, rest, strlen(rest));
    if (!length) return ANSWER_SAY;
    fputc('\n', stdout);
    write_report(NULL, report, length);
    return ANSWER_SAY;
}

/* The code at a prompt begins in a session that no command line has, so its schedule is for who reads it. */
static Answer do_schedule(Stepping *s, const char *rest) {
    (void)rest;
    ScheduleString string = s->string;
    Bytes text = {0};
    string.choices = (Schedule){0};
    string.listed = true;
    if (!steps_schedule(s->steps, &string.choices)) {
        stepping_note(s, "there is no memory for that");
    } else {
        schedule_string_add(&text, &string);
        const char *choices = memchr(text.data, '-', text.length);
        size_t skip = s->session && choices ? (size_t)(choices - text.data) + 1 : 0;
        bytes_format(&s->note, "the schedule until here: %.*s\n", (int)(text.length - skip), text.data + skip);
        if (!s->session) stepping_note(s, "gosh --schedule runs it again, gosh step --schedule steps along it");
    }
    schedule_free(&string.choices);
    bytes_free(&text);
    return ANSWER_SHOW;
}

static Answer do_print(Stepping *s, const char *rest) {
    (void)rest;
    size_t length;
    const char *text = steps_output(s->steps, &length);
    fwrite(text, 1, length, stdout);
    if (length && text[length - 1] != '\n') putchar('\n');
    if (!length) puts("nothing has been printed");
    return ANSWER_SAY;
}

static Answer do_quit(Stepping *s, const char *rest) {
    (void)s, (void)rest;
    return ANSWER_LEAVE;
}

static Answer do_drop(Stepping *s, const char *rest) {
    (void)rest;
    if (s->session) return ANSWER_DROP;
    stepping_note(s, "drop is for :step; q leaves");
    return ANSWER_SHOW;
}

static Answer do_timer(Stepping *s, const char *rest) {
    (void)rest;
    uint32_t count = steps_alternatives(s->steps, NULL, 0);
    if (count == 0 || steps_who(s->steps, count - 1))
        stepping_note(s, "no timer is running");
    else
        stepping_take(s, count - 1, STEPS_AS_GO);
    return ANSWER_SHOW;
}

static Answer do_help(Stepping *s, const char *rest) {
    (void)rest;
    fputs(step_commands, stdout);
    if (s->session) fputs(step_commands_session, stdout);
    return ANSWER_SAY;
}

typedef struct StepCommand {
    const char *name, *word;
    bool takes; /* something can stand behind it */
    Answer (*run)(Stepping *s, const char *rest);
} StepCommand;

static const StepCommand step_table[] = {
    {"n", "next", true, do_next},      {"b", "back", true, do_back},       {"c", "continue", false, do_continue},
    {"u", "until", true, do_until},    {"d", "dump", true, do_dump},       {"s", "schedule", false, do_schedule},
    {"w", "what", false, stepping_search},
    {"p", "printed", false, do_print}, {"t", "timer", false, do_timer},    {"q", "quit", false, do_quit},
    {"?", "help", false, do_help},     {"drop", "undo", false, do_drop},
};

/* Says why the goroutine of that number cannot go on. */
static void cannot_go(Stepping *s, uint64_t id) {
    const Survey *now = stepping_survey(s);
    int32_t found = now ? survey_find(now, id) : SURVEY_NONE;
    G *g = sched_find(world_sched(s->world), id);
    if (found != SURVEY_NONE && g) {
        Pending p;
        Bytes words = {0};
        pending_of(s->world, now, g, &p);
        step_words_next(&words, now, &now->goroutines[found], &p);
        stepping_note(s, "goroutine %" PRIu64 " cannot go on: it %.*s", id, (int)words.length, words.data);
        bytes_free(&words);
    } else {
        stepping_note(s, "there is no goroutine %" PRIu64, id);
    }
}

/* How many ready cases the goroutine's select has, if it is held before one. */
static uint32_t ready_count(Stepping *s, G *g) {
    const Survey *now = stepping_survey(s);
    Pending p;
    uint32_t ready = 0;
    if (!now) return 0;
    pending_of(s->world, now, g, &p);
    for (int i = 0; i < p.case_count; i++) ready += p.cases[i].choice >= 0;
    return p.waits ? 0 : ready;
}

/* "2", "2.1" */
static Answer do_goroutine(Stepping *s, const char *text) {
    uint64_t id, ready_case = 0;
    const char *rest;
    uint32_t count = steps_alternatives(s->steps, NULL, 0), at = 0;
    bool read = number_read(text, &id, &rest);
    bool chooses = read && *rest == '.';
    if (chooses) read = number_read(rest + 1, &ready_case, &rest);
    if (!read || *rest) {
        stepping_note(s, "a goroutine is chosen by its number, as in 2, or 2.1 for the first ready case of its select");
        return ANSWER_SHOW;
    }
    G *g = NULL;
    for (; at < count && !(g = steps_who(s->steps, at), g && g->id == id); at++) {}
    if (at == count) {
        if (steps_end(s->steps) != WORLD_RUNNING && count == 0)
            stepping_can(s);
        else
            cannot_go(s, id);
        return ANSWER_SHOW;
    }
    uint32_t ready = chooses ? ready_count(s, g) : 0;
    if (chooses && (ready_case == 0 || ready_case > ready)) {
        stepping_note(s, ready ? "the select of goroutine %" PRIu64 " has %u ready cases" : "goroutine %" PRIu64 " is not before a select with ready cases",
             id, ready);
        return ANSWER_SHOW;
    }
    stepping_take(s, at, chooses ? (uint32_t)ready_case - 1 : STEPS_AS_GO);
    return ANSWER_SHOW;
}

static bool word_is(const char *text, size_t length, const char *word) {
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

/* Is it what one types in a lesson, and not to who steps? */
static bool is_lessons(const char *text) {
    static const char *const words[] = {"next", "back", "hint", "answer", "check", "skip", "lesson", "predict", "run", "edit"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (word_is(text, strcspn(text, " "), words[i])) return true;
    return false;
}

Answer stepping_command(Stepping *s, char *text) {
    while (isspace((unsigned char)*text)) text++;
    for (size_t end = strlen(text); end > 0 && isspace((unsigned char)text[end - 1]);) text[--end] = '\0';
    if (!*text) return do_next(s, "");
    if (isdigit((unsigned char)*text)) return do_goroutine(s, text);
    if (*text == ':' && s->goal && is_lessons(text + 1)) {
        stepping_note(s, "q leaves the steps; then `%.60s` can be typed", text);
        return ANSWER_SHOW;
    }
    if (*text == ':') text++;
    size_t length = strcspn(text, " \t0123456789");
    const char *rest = text + length + strspn(text + length, " \t");
    for (size_t i = 0; i < sizeof step_table / sizeof *step_table; i++) {
        const StepCommand *c = &step_table[i];
        if (!word_is(text, length, c->name) && !word_is(text, length, c->word)) continue;
        if (c->takes || !*rest) return c->run(s, rest);
        stepping_note(s, "nothing stands after %s", c->name);
        return ANSWER_SHOW;
    }
    stepping_note(s, "there is no `%.60s` here; ? tells what can be typed", text);
    return ANSWER_SHOW;
}
