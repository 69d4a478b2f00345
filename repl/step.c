/* Being the scheduler. A terminal shows one picture over the other, with the prompt below; elsewhere commands are read line by
 * line, said again, and pictures come one after the other. */
#include "repl/step.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lua/explore.h"
#include "lua/steps.h"
#include "lua/width.h"
#include "repl/dump.h"
#include "repl/exit.h"
#include "repl/plain.h"
#include "repl/print.h"
#include "repl/report.h"
#include "repl/run.h"
#include "repl/schedule.h"
#include "repl/step_picture.h"
#include "repl/table.h"
#include "repl/tty.h"
#include "runtime/posix.h"

enum {
    RUN_MOST = 100000, /* steps of one c, u or n */
    LOOK_EVERY = 256,  /* steps between two looks for Ctrl-C */
    ROWS_WITHOUT_END = 40,
};

static const char prompt[] = "step> ";

typedef struct Stepping {
    Steps *steps;
    World *world;
    Line *line;
    Screen *screen; /* NULL without a terminal */
    Interrupt *interrupt;
    const char *file;
    bool session;
    bool misfit_told;
    ScheduleString string; /* what stands around the choices in the program's schedules */
    StepBefore before; /* of the step that was done last */
    Survey *now;       /* of this moment, or NULL: in a large world it takes long */
    uint32_t ready_case;
    Bytes note;       /* what is to be said below the picture */
    size_t shown;     /* the last step that was, plus 1 */
    int painted;      /* rows that stand above the prompt, and can be painted over; 0: none */
    int columns, rows; /* of the terminal then */
} Stepping;

const char step_help[] =
    "The code runs one operation at a time, and you are the scheduler: you choose\n"
    "who goes on. It sees the session's variables, and the session's goroutines take\n"
    "part. What can be typed then:\n";

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

/* ---- Notes ---- */

static void __attribute__((format(printf, 2, 3))) note(Stepping *s, const char *format, ...) {
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    bytes_format(&s->note, "%s\n", text);
}

/* ---- Pictures ---- */

static bool paints(const Stepping *s) {
    return s->screen && !plain_is_on();
}

static const Survey *now_survey(Stepping *s) {
    bool over = steps_alternatives(s->steps, NULL, 0) == 0;
    if (!s->now) s->now = survey_take(s->world, over ? SURVEY_OBJECTS | SURVEY_LEAKS : SURVEY_OBJECTS);
    return s->now;
}

/* The world is about to be another one. */
static void now_forget(Stepping *s) {
    survey_delete(s->now);
    s->now = NULL;
}

static void picture_write(Stepping *s, FILE *out, int columns, int rows) {
    const Survey *now = now_survey(s);
    if (!now) {
        fputs("there is no memory for a picture\n", out);
        return;
    }
    StepFrame f = {.world = s->world,
                   .steps = s->steps,
                   .now = now,
                   .before = &s->before,
                   .ready_case = s->ready_case,
                   .file = s->file,
                   .session = s->session,
                   .columns = columns,
                   .rows = rows};
    step_picture(out, &f);
}

/* The rows that the text takes on a terminal; its lines fit. */
static int lines_count(const char *text, size_t length) {
    int lines = 0;
    for (size_t i = 0; i < length; i++) lines += text[i] == '\n';
    return lines;
}

/* Over the last picture and the prompt below it, if these still stand where they were. */
static void picture_paint(Stepping *s) {
    int columns, rows;
    char *text = NULL;
    size_t length = 0;
    tty_size(STDOUT_FILENO, &columns, &rows);
    FILE *out = open_memstream(&text, &length);
    if (!out) return;
    int notes = lines_count(s->note.data, s->note.length);
    picture_write(s, out, columns, rows - notes - 2);
    if (s->note.length) fwrite(s->note.data, 1, s->note.length, out);
    fclose(out);
    if (s->painted && columns == s->columns && rows == s->rows) printf("\r\33[%dA\33[J", s->painted);
    fwrite(text, 1, length, stdout);
    fflush(stdout);
    s->painted = lines_count(text, length) + 1 /* the prompt's */;
    s->columns = columns;
    s->rows = rows;
    free(text);
}

static void notes_show(Stepping *s) {
    if (s->note.length) fwrite(s->note.data, 1, s->note.length, stdout);
    s->note.length = 0;
}

/* Where one picture does not take the place of the other, the same is not shown again. */
static void picture_show(Stepping *s) {
    bool same = s->shown == steps_count(s->steps) + 1 && s->note.length > 0;
    s->shown = steps_count(s->steps) + 1;
    if (!paints(s) && same) {
        notes_show(s);
    } else if (paints(s)) {
        picture_paint(s);
    } else {
        picture_write(s, stdout, s->screen ? table_room() : 80, ROWS_WITHOUT_END);
        notes_show(s);
    }
    fflush(stdout);
    s->note.length = 0;
}

/* ---- Steps ---- */

/* A StepsLook. */
static void before_take(void *arg, G *next) {
    Stepping *s = arg;
    step_before_free(&s->before);
    step_before_take(&s->before, s->world, next, s->now);
    s->now = NULL;
    steps_output(s->steps, &s->before.printed);
    steps_report(s->steps, &s->before.reported);
}

/* Says once that the schedule does not fit. */
static void misfit_tell(Stepping *s) {
    size_t choice;
    if (s->misfit_told || !steps_misfit(s->steps, &choice)) return;
    s->misfit_told = true;
    note(s, "the schedule stops fitting at its choice %zu; from there on, n is as Go would", choice + 1);
}

static void step_take(Stepping *s, uint32_t alternative, uint32_t ready_case) {
    before_take(s, steps_who(s->steps, alternative == STEPS_AS_GO ? steps_default(s->steps) : alternative));
    s->ready_case = ready_case == STEPS_AS_GO ? 0 : ready_case;
    steps_take(s->steps, alternative, ready_case);
    misfit_tell(s);
}

static bool step_can(Stepping *s) {
    if (steps_alternatives(s->steps, NULL, 0) > 0) return true;
    note(s, "nobody can go on: %s", steps_count(s->steps) ? "b steps back, q leaves" : "q leaves");
    return false;
}

/* Comes to where the steps are once more, to see what the last one does. */
static void last_look(Stepping *s) {
    now_forget(s);
    if (!steps_return(s->steps, steps_count(s->steps), before_take, s)) step_before_free(&s->before);
}

/* Does the goroutine stand at that line of the program now? */
static bool stands_at(const Stepping *s, uint64_t id, int line) {
    const char *file;
    int at;
    G *g = sched_find(world_sched(s->world), id);
    return g && pending_place(g, &file, &at) && at == line && strcmp(file, s->file) == 0;
}

/* Does steps as Go would until `line` is reached, if it is not 0, there are so many, or there are no more. */
static void steps_run(Stepping *s, size_t most, int line) {
    bool reached = false;
    now_forget(s);
    WorldEnd begun = steps_end(s->steps);
    for (size_t done = 0; done < most && !reached && steps_alternatives(s->steps, NULL, 0) > 0; done++) {
        if (done % LOOK_EVERY == 0 && interrupt_pressed(s->interrupt)) {
            note(s, "stopped after %zu steps", done);
            break;
        }
        G *next = line ? steps_who(s->steps, steps_default(s->steps)) : NULL;
        uint64_t id = next ? next->id : 0;
        if (steps_take(s->steps, STEPS_AS_GO, STEPS_AS_GO) != begun) break;
        reached = id && stands_at(s, id, line);
    }
    if (line && !reached) note(s, "no goroutine has come to line %d: steps are made only where goroutines meet", line);
    s->ready_case = 0;
    last_look(s);
    misfit_tell(s);
}

/* ---- Commands ---- */

typedef enum Answer { ANSWER_SHOW, ANSWER_SAY, ANSWER_LEAVE, ANSWER_DROP } Answer;

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
    if (*text && (!number_read(text, &number, &rest) || *rest || number == 0 || number > RUN_MOST)) {
        note(s, "that takes a number of steps from 1 to %d, not: %s", RUN_MOST, text);
        return false;
    }
    *count = number;
    return true;
}

static Answer do_next(Stepping *s, const char *rest) {
    size_t count;
    if (!count_read(s, rest, &count) || !step_can(s)) return ANSWER_SHOW;
    if (count == 1)
        step_take(s, STEPS_AS_GO, STEPS_AS_GO);
    else
        steps_run(s, count, 0);
    return ANSWER_SHOW;
}

static Answer do_back(Stepping *s, const char *rest) {
    size_t count, now = steps_count(s->steps);
    if (!count_read(s, rest, &count)) return ANSWER_SHOW;
    if (now == 0) {
        note(s, "this is the beginning");
        return ANSWER_SHOW;
    }
    step_before_free(&s->before);
    now_forget(s);
    if (!steps_return(s->steps, count < now ? now - count : 0, before_take, s)) note(s, "there is no memory to step back");
    s->ready_case = 0;
    return ANSWER_SHOW;
}

static Answer do_continue(Stepping *s, const char *rest) {
    (void)rest;
    if (!step_can(s)) return ANSWER_SHOW;
    size_t before = steps_count(s->steps);
    steps_run(s, RUN_MOST, 0);
    if (steps_count(s->steps) - before >= RUN_MOST)
        note(s, "%d steps, and no end: c goes on for as many, b %zu comes back", RUN_MOST, (size_t)RUN_MOST);
    return ANSWER_SHOW;
}

static Answer do_until(Stepping *s, const char *rest) {
    uint64_t line;
    const char *end;
    if (!number_read(rest, &line, &end) || *end || line == 0 || line > INT32_MAX) {
        note(s, "u takes a line: `u 12` runs on until a goroutine comes to line 12");
        return ANSWER_SHOW;
    }
    if (!step_can(s)) return ANSWER_SHOW;
    steps_run(s, RUN_MOST, (int)line);
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
    if (length) write_report(NULL, report, length);
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
        note(s, "there is no memory for that");
    } else {
        schedule_string_add(&text, &string);
        const char *choices = memchr(text.data, '-', text.length);
        size_t skip = s->session && choices ? (size_t)(choices - text.data) + 1 : 0;
        bytes_format(&s->note, "the schedule until here: %.*s\n", (int)(text.length - skip), text.data + skip);
        if (!s->session) note(s, "gosh --schedule runs it again, gosh step --schedule steps along it");
    }
    schedule_free(&string.choices);
    bytes_free(&text);
    return ANSWER_SHOW;
}

/* ---- w: what can still happen ---- */

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

static bool outcome_fails(const ExploreOutcome *o) {
    return o->kind != OUTCOME_FINISHED && o->kind != OUTCOME_BOUND;
}

/* "a deadlock, in 12 of 40: main.go:3 ..." */
static void outcome_tell(Stepping *s, const ExploreOutcome *o) {
    size_t first = strcspn(o->text, "\n");
    bytes_format(&s->note, "  %s", outcome_words(o->kind));
    if (o->kind == OUTCOME_PANIC) bytes_format(&s->note, ": %.*s", (int)first, o->text);
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
        if (!outcome_fails(&r->outcomes[i])) continue;
        if (!first || r->outcomes[i].schedule.length < first->schedule.length) first = &r->outcomes[i];
        failures++;
    }
    if (!failures && whole && schedules == 1) {
        note(s, "nothing can fail from here: whoever goes on, it comes to the same, and ends well");
        return;
    }
    if (!failures && whole) {
        note(s, "nothing can fail from here, whoever goes on: all %" PRIu64 " schedules %send well", schedules,
             r->reduced ? "that differ " : "");
        return;
    }
    if (!failures) {
        note(s, "nothing has failed in %" PRIu64 " schedules from here, but there are more", schedules + r->runs);
        return;
    }
    note(s, "it can still fail from here:");
    size_t told = 0;
    for (size_t i = 0; i < r->count && told < FAILURES_TOLD; i++) {
        if (!outcome_fails(&r->outcomes[i])) continue;
        outcome_tell(s, &r->outcomes[i]);
        told++;
    }
    if (failures > told) note(s, "  and %zu more", failures - told);
    s->misfit_told = false;
    if (steps_join(s->steps, &first->schedule)) note(s, "n now goes the shortest way to %s", outcome_words(first->kind));
}

static Answer do_search(Stepping *s, const char *rest) {
    (void)rest;
    if (!step_can(s)) return ANSWER_SHOW;
    Searching searching = {.stepping = s, .end = posix_monotonic() + SEARCH_TIME * (int64_t)1000000000};
    ExploreOptions options = {
        .bound = -1, .limit = SEARCH_LIMIT, .runs = SEARCH_RUNS, .progress = search_goes_on, .progress_arg = &searching};
    ExploreResult result;
    char *error;
    if (steps_explore(s->steps, &options, &result, &error) == WORLD_FINISHED) {
        search_tell(s, &result);
        explore_free(&result);
    } else {
        note(s, "%.*s", (int)strcspn(error, "\n"), error);
        free(error);
    }
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
    note(s, "drop is for :step; q leaves");
    return ANSWER_SHOW;
}

static Answer do_timer(Stepping *s, const char *rest) {
    (void)rest;
    uint32_t count = steps_alternatives(s->steps, NULL, 0);
    if (count == 0 || steps_who(s->steps, count - 1))
        note(s, "no timer is running");
    else
        step_take(s, count - 1, STEPS_AS_GO);
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
    {"w", "what", false, do_search},
    {"p", "printed", false, do_print}, {"t", "timer", false, do_timer},    {"q", "quit", false, do_quit},
    {"?", "help", false, do_help},     {"drop", "undo", false, do_drop},
};

/* Says why the goroutine of that number cannot go on. */
static void cannot_go(Stepping *s, uint64_t id) {
    const Survey *now = now_survey(s);
    int32_t found = now ? survey_find(now, id) : SURVEY_NONE;
    G *g = sched_find(world_sched(s->world), id);
    if (found != SURVEY_NONE && g) {
        Pending p;
        Bytes words = {0};
        pending_of(s->world, now, g, &p);
        step_words_next(&words, now, &now->goroutines[found], &p);
        note(s, "goroutine %" PRIu64 " cannot go on: it %.*s", id, (int)words.length, words.data);
        bytes_free(&words);
    } else {
        note(s, "there is no goroutine %" PRIu64, id);
    }
}

/* How many ready cases the goroutine's select has, if it is held before one. */
static uint32_t ready_count(Stepping *s, G *g) {
    const Survey *now = now_survey(s);
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
        note(s, "a goroutine is chosen by its number, as in 2, or 2.1 for the first ready case of its select");
        return ANSWER_SHOW;
    }
    G *g = NULL;
    for (; at < count && !(g = steps_who(s->steps, at), g && g->id == id); at++) {}
    if (at == count) {
        if (steps_end(s->steps) != WORLD_RUNNING && count == 0)
            step_can(s);
        else
            cannot_go(s, id);
        return ANSWER_SHOW;
    }
    uint32_t ready = chooses ? ready_count(s, g) : 0;
    if (chooses && (ready_case == 0 || ready_case > ready)) {
        note(s, ready ? "the select of goroutine %" PRIu64 " has %u ready cases" : "goroutine %" PRIu64 " is not before a select with ready cases",
             id, ready);
        return ANSWER_SHOW;
    }
    step_take(s, at, chooses ? (uint32_t)ready_case - 1 : STEPS_AS_GO);
    return ANSWER_SHOW;
}

static bool word_is(const char *text, size_t length, const char *word) {
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

/* Does what was typed, which ends in a NUL. */
static Answer command_do(Stepping *s, char *text) {
    while (isspace((unsigned char)*text)) text++;
    for (size_t end = strlen(text); end > 0 && isspace((unsigned char)text[end - 1]);) text[--end] = '\0';
    if (!*text) return do_next(s, "");
    if (isdigit((unsigned char)*text)) return do_goroutine(s, text);
    if (*text == ':') text++;
    size_t length = strcspn(text, " \t0123456789");
    const char *rest = text + length + strspn(text + length, " \t");
    for (size_t i = 0; i < sizeof step_table / sizeof *step_table; i++) {
        const StepCommand *c = &step_table[i];
        if (!word_is(text, length, c->name) && !word_is(text, length, c->word)) continue;
        if (c->takes || !*rest) return c->run(s, rest);
        note(s, "nothing stands after %s", c->name);
        return ANSWER_SHOW;
    }
    note(s, "there is no `%.60s` here; ? tells what can be typed", text);
    return ANSWER_SHOW;
}

/* ---- Reading ---- */

/* A LineCalls.wait: nothing of the program runs meanwhile. */
static LineWait input_wait(void *arg, int fd) {
    Stepping *s = arg;
    Mailbox *mailbox = world_mailbox(s->world);
    for (;;) {
        mailbox_deliver(mailbox, s->world);
        if (interrupt_pressed(s->interrupt)) return LINE_WAIT_INTERRUPTED;
        if (interrupt_disturbed(s->interrupt)) {
            line_renew(s->line);
            s->painted = 0;
        }
        fflush(stdout);
        line_show(s->line);
        bool ready = line_ready(s->line);
        struct pollfd fds[] = {{.fd = fd, .events = POLLIN}, {.fd = mailbox_fd(mailbox), .events = POLLIN}};
        if (poll(fds, 2, ready ? 0 : -1) < 0 && errno != EINTR) return LINE_WAIT_READABLE;
        if (ready || fds[0].revents) return LINE_WAIT_READABLE;
    }
}

static bool input_whole(void *arg, Bytes *entry) {
    (void)arg, (void)entry;
    return true;
}

static Completion input_complete(void *arg, const char *text, size_t length, size_t cursor) {
    (void)arg, (void)text, (void)length, (void)cursor;
    return (Completion){0};
}

static LineCalls input_calls(Stepping *s) {
    return (LineCalls){
        .wait = input_wait, .whole = input_whole, .complete = input_complete, .arg = s, .prompt = prompt};
}

/* Reads commands and does them until one leaves. */
static Answer commands_read(Stepping *s) {
    Bytes entry = {0};
    Answer answer = ANSWER_SHOW;
    bool shows = true;
    while (answer != ANSWER_LEAVE && answer != ANSWER_DROP) {
        if (shows) picture_show(s);
        entry.length = 0;
        LineEnd end = line_read(s->line, &entry);
        shows = true;
        if (end == LINE_CLOSED || end == LINE_ABANDONED) break;
        if (s->painted) s->painted += width_of(entry.data, entry.length) + (int)strlen(prompt) > s->columns;
        bytes_add(&entry, "", 1);
        if (!s->screen) printf("%s%s\n", prompt, entry.data);
        if (end == LINE_INTERRUPTED) {
            note(s, "q leaves");
            continue;
        }
        answer = command_do(s, entry.data);
        shows = answer == ANSWER_SHOW;
        if (answer == ANSWER_SAY) s->painted = 0;
    }
    bytes_free(&entry);
    return answer;
}

static void stepping_close(Stepping *s) {
    step_before_free(&s->before);
    now_forget(s);
    bytes_free(&s->note);
}

/* ---- gosh step ---- */

static void screen_before(void *arg) {
    Stepping *s = arg;
    if (s->line) line_hide(s->line);
}

static bool has_terminal(void) {
    const char *name = getenv("TERM");
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && name && *name && strcmp(name, "dumb") != 0;
}

/* The schedule, which has been read before, is to be followed. */
static void plan_take(Stepping *s, const char *text) {
    ScheduleString string;
    Bytes error = {0};
    if (schedule_string_read(&string, text, &error)) {
        if (string.program != s->string.program)
            note(s, "this schedule was made for another program, other arguments or another version of gosh: it is followed as far as it fits");
        steps_plan(s->steps, &string.choices);
    }
    schedule_string_free(&string);
    bytes_free(&error);
}

/* What the world is to be so that schedules are the same here and elsewhere; false, after a message, for a schedule that
 * has no choices. */
static bool world_choose(Stepping *s, const Options *options, const WorldSource *source, WorldOptions *world) {
    ScheduleString string = {.seeded = world->seeded, .seed = world->seed};
    Bytes error = {0};
    if (options->schedule && schedule_string_read(&string, options->schedule, &error) && !string.listed) {
        fprintf(stderr, "gosh step: this schedule is a seed alone, which makes all choices: gosh step --seed %" PRIu64
                        " FILE is that world, in which you choose\n", string.seed);
        schedule_string_free(&string);
        return false;
    }
    schedule_string_free(&string);
    bytes_free(&error);
    world->seeded = string.seeded;
    world->seed = string.seed;
    world->marked = true;
    world->fine = string.fine || (!options->schedule && options->explore.fine);
    s->string = (ScheduleString){.program = schedule_program(source, world, world->fine),
                                 .fine = world->fine,
                                 .seeded = string.seeded,
                                 .seed = string.seed};
    return true;
}

static int step_run(Stepping *s, const Options *options, const WorldSource *source) {
    if (world_start(s->world, source, NULL) != WORLD_RUNNING) {
        print_refusal(s->world);
        return world_exit_code(s->world);
    }
    steps_begin(s->steps);
    s->file = source->name + 1;
    if (options->schedule) plan_take(s, options->schedule);
    commands_read(s);
    return steps_end(s->steps) == WORLD_RUNNING ? EXIT_OK : world_exit_code(s->world);
}

int step_program(const Options *options) {
    Program program;
    Stepping s = {0};
    int code = EXIT_STATIC;
    if (options->task == TASK_STDIN) {
        fputs("gosh step: what is typed on stdin are the steps, so the program stands elsewhere: gosh step FILE\n", stderr);
        return EXIT_USAGE;
    }
    WorldOptions world = options->world;
    bool read = program_read(options, &program);
    if (read && !world_choose(&s, options, &program.source, &world)) {
        code = EXIT_USAGE;
    } else if (read) {
        bool terminal = has_terminal();
        LineCalls calls = input_calls(&s);
        s.steps = steps_new();
        if (s.steps) steps_prepare(s.steps, &world);
        s.interrupt = interrupt_new();
        s.screen = terminal ? screen_new(screen_before, &s) : NULL;
        LineKind kind = !terminal ? LINE_FILE : plain_is_on() ? LINE_TERMINAL : LINE_EDITED;
        setvbuf(stdin, NULL, _IONBF, 0);
        s.line = line_new(STDIN_FILENO, kind, s.screen, &calls);
        s.world = s.steps && s.line ? world_new(&world) : NULL;
        if (s.world) {
            interrupt_attach(s.interrupt, s.world, s.screen);
            steps_attach(s.steps, s.world);
            code = step_run(&s, options, &program.source);
            interrupt_attach(s.interrupt, NULL, NULL);
        } else {
            fputs("gosh: cannot get the memory, or the addresses, to step through a program\n", stderr);
            code = EXIT_RUN;
        }
        stepping_close(&s);
        steps_delete(s.steps);
        if (s.world) world_delete(s.world);
        screen_delete(s.screen);
        line_delete(s.line);
        interrupt_delete(s.interrupt);
    }
    program_free(&program);
    if (!print_finish() && code == EXIT_OK) code = EXIT_STATIC;
    return code;
}

/* ---- :step ---- */

static void entry_leave(Session *session, Stepping *s, Answer answer) {
    size_t length;
    WorldEnd end = steps_end(s->steps);
    bool over = !world_evaluating(s->world);
    if (answer == ANSWER_DROP) {
        if (steps_undo(s->steps)) puts("all is as it was before :step");
        steps_leave(s->steps);
        return;
    }
    const char *report = steps_report(s->steps, &length);
    if (over && length) session_report(session, report, length);
    steps_leave(s->steps);
    if (over) {
        if (!world_exited(s->world)) session_show(session, end);
        return;
    }
    puts("it goes on as Go lets it");
    session_evaluate(session);
}

void step_entry(Session *session, const char *code) {
    Stepping s = {.steps = steps_new(),
                  .world = session->world,
                  .line = session->line,
                  .screen = session->screen,
                  .interrupt = session->interrupt,
                  .file = "stdin",
                  .session = true};
    if (!*code) {
        fputs(":step takes the code to run, as in :step wg.Wait() or :step main()\n", stderr);
    } else if (!s.steps || !steps_enter(s.steps, s.world)) {
        fputs("there is not enough memory for that\n", stderr);
    } else if (session_start_text(session, code) != WORLD_RUNNING) {
        steps_leave(s.steps);
        session_show(session, WORLD_STATIC);
    } else {
        steps_begin(s.steps);
        LineCalls calls = input_calls(&s), before = line_ask(s.line, &calls);
        Answer answer = commands_read(&s);
        line_ask(s.line, &before);
        entry_leave(session, &s, answer);
    }
    stepping_close(&s);
    steps_delete(s.steps);
}
