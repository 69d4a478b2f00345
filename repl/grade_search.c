/* A search over the schedules of a program, in a process of its own, that ends in time. */
#include "repl/grade_search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/outcomes.h"
#include "repl/apart.h"
#include "repl/schedule.h"
#include "runtime/posix.h"

enum {
    WORLD_MEMORY = 32 << 20,   /* of a program's world */
    PROCESS_MEMORY = 768 << 20, /* with what it takes to go back to each choice */
    TOLD_MAX = 16 << 20,        /* bytes of outcomes: who has more cannot look at them */
};

/* Parts of the time in percent. Each may take a quarter longer, for simpler schedules and for a turn that is under way. On a busy
 * machine it takes more: the later ones are not begun later than this. */
enum { PART_ALL = 50, PART_BOUND = 15, PART_RANDOM = 5, BEGIN_BOUND = 65, BEGIN_RANDOM = 85 };

typedef struct Job {
    const GradeOptions *options;
    WorldSource source;
    const LessonWords *words;
    int64_t time, begun;
} Job;

static bool is_before(const Job *job, int percent) {
    return posix_monotonic() - job->begun < job->time * percent / 100;
}

/* ---- From that process to this one ---- */

static void put(Bytes *out, const void *bytes, size_t length) {
    bytes_add(out, bytes, length);
}

static void text_put(Bytes *out, const char *text, size_t length) {
    put(out, &length, sizeof length);
    put(out, text, length);
}

typedef struct Taking {
    const char *at, *end;
} Taking;

static bool take(Taking *t, void *bytes, size_t length) {
    if ((size_t)(t->end - t->at) < length) return false;
    memcpy(bytes, t->at, length);
    t->at += length;
    return true;
}

static char *text_take(Taking *t) {
    size_t length;
    if (!take(t, &length, sizeof length) || (size_t)(t->end - t->at) < length) return NULL;
    char *text = malloc(length + 1);
    if (!text) return NULL;
    memcpy(text, t->at, length);
    text[length] = 0;
    t->at += length;
    return text;
}

/* ---- There ---- */

/* How it ends, in the line that says so: of a stack overflow it is not the first. */
static const char *end_line(const char *text) {
    const char *fatal = strstr(text, "\nfatal error: ");
    return fatal && strncmp(text, "panic: ", strlen("panic: ")) != 0 && strncmp(text, "fatal error: ", strlen("fatal error: ")) != 0
               ? fatal + 1
               : text;
}

/* Puts a mark in the place of bytes that are 0: what stands behind them is printed, too. */
static void zeros_show(Bytes *text) {
    Bytes shown = {0};
    for (size_t i = 0; i < text->length; i++) bytes_add(&shown, text->data[i] ? &text->data[i] : "\\x00", text->data[i] ? 1 : 4);
    bytes_free(text);
    *text = shown;
}

/* What it prints and how it ends. */
static void possible_add(Bytes *out, const ExploreOutcome *o) {
    output_normal(out, o->output, o->output_length);
    if (out->length && memchr(out->data, 0, out->length)) zeros_show(out);
    const char *end = end_line(o->text);
    if (outcome_tells_end(o->kind)) output_normal(out, end, strcspn(end, "\n"));
}

static void schedule_add_string(Bytes *out, const ExploreOptions *search, const ExploreOutcome *o) {
    ScheduleString string = {.program = schedule_program(&search->source, &search->world, search->fine),
                             .fine = search->fine,
                             .listed = true,
                             .choices = o->schedule};
    schedule_string_add(out, &string);
}

static void outcome_put(Bytes *out, const ExploreOptions *search, const ExploreOutcome *o) {
    GradeOutcome told = {.kind = o->kind, .slow = o->slow, .count = o->count, .deviations = schedule_deviations(&o->schedule)};
    Bytes text = {0};
    put(out, &told, sizeof told);
    text_put(out, o->text, strlen(o->text));
    possible_add(&text, o);
    text_put(out, text.data, text.length);
    text.length = 0;
    schedule_add_string(&text, search, o);
    text_put(out, text.data, text.length);
    bytes_free(&text);
}

/* Outcomes that are told, each once. */
typedef struct Telling {
    const ExploreOptions *search;
    Bytes *out;
    ExploreOutcome *told; /* copies that share the texts */
    OutcomeIndex index;
    size_t count;
    bool cut; /* there are others */
} Telling;

static void outcome_tell(Telling *t, const ExploreOutcome *o) {
    if (outcome_index_find(&t->index, t->told, o) != SIZE_MAX) return;
    t->told[t->count] = *o;
    if (t->out->length > TOLD_MAX || !outcome_index_add(&t->index, t->told, t->count + 1)) {
        t->cut = true;
        return;
    }
    t->count++;
    outcome_put(t->out, t->search, o);
}

/* The outcomes of all results; gives how many there are. False if some are missing. */
static bool outcomes_put(Bytes *out, const ExploreOptions *search, const ExploreResult *results, size_t result_count, size_t *count) {
    Telling t = {.search = search, .out = out};
    size_t all = 0;
    for (size_t i = 0; i < result_count; i++) all += results[i].count;
    t.told = calloc(all + 1, sizeof *t.told);
    t.cut = !t.told;
    for (size_t i = 0; t.told && i < result_count; i++)
        for (size_t k = 0; k < results[i].count; k++) outcome_tell(&t, &results[i].outcomes[k]);
    *count = t.count;
    outcome_index_free(&t.index);
    free(t.told);
    return !t.cut;
}

/* Is of some runs not known how they end? */
static bool is_cut(const ExploreResult *r, bool slow) {
    for (size_t i = 0; i < r->count; i++)
        if (r->outcomes[i].kind == OUTCOME_BOUND && (slow || !r->outcomes[i].slow)) return true;
    return false;
}

enum { SEARCHES = 3 };

/* All schedules, and if they are too many, a part of them; gives how many results there are. */
static size_t job_search(const Job *job, const ExploreOptions *search, ExploreResult results[SEARCHES], GradeSearch *s, char **error) {
    ExploreOptions o = *search;
    o.time = job->time * PART_ALL / 100;
    if (explore(&o, &results[0], error) != WORLD_FINISHED) return 0;
    size_t count = 1;
    const ExploreResult *all = &results[0];
    s->complete = all->complete && !is_cut(all, false);
    s->slow_complete = s->complete && (search->no_timers || all->slow_complete) && !is_cut(all, true);
    s->schedules = all->schedules > all->slow_schedules ? all->schedules : all->slow_schedules;
    s->timers = all->timers;
    if (all->complete && (search->no_timers || all->slow_complete)) return count;
    o.time = job->time * PART_BOUND / 100;
    o.bound = GRADE_BOUND;
    char *unused = NULL;
    bool fewer = search->bound < 0 || search->bound > GRADE_BOUND;
    if (fewer && is_before(job, BEGIN_BOUND) && explore(&o, &results[count], &unused) == WORLD_FINISHED) {
        const ExploreResult *few = &results[count++];
        s->bound_complete = few->complete && (search->no_timers || few->slow_complete) && !few->cut;
        s->timers |= few->timers;
    }
    o.time = job->time * PART_RANDOM / 100;
    o.random = true;
    o.runs = EXPLORE_RUNS;
    if (is_before(job, BEGIN_RANDOM) && explore(&o, &results[count], &unused) == WORLD_FINISHED) s->runs = results[count++].runs;
    free(unused);
    return count;
}

/* Runs in the process. What it writes is a GradeSearch, an error or "", and the outcomes. */
static void job_run(void *arg, Bytes *out) {
    const Job *job = arg;
    const GradeOptions *o = job->options;
    char *args[] = {(char *)o->name};
    ExploreOptions search = {.world = {.args = args, .arg_count = 1, .max_memory = WORLD_MEMORY, .sandbox = o->sandbox},
                             .source = job->source,
                             .fine = job->words->fine,
                             .bound = job->words->bound,
                             .no_timers = job->words->no_timers,
                             .runs = 1,
                             .processes = o->processes};
    ExploreResult results[SEARCHES];
    Bytes outcomes = {0};
    char *error = NULL;
    GradeSearch s = {.bound = job->words->bound};
    unsetenv("GOTRACEBACK");
    unsetenv("GODEBUG");
    if (job->words->async_off) setenv("GODEBUG", "asyncpreemptoff=1", 1);
    world_places_free();
    size_t count = job_search(job, &search, results, &s, &error);
    s.refused = count == 0;
    if (!outcomes_put(&outcomes, &search, results, count, &s.count)) s.complete = s.slow_complete = s.bound_complete = false;
    put(out, &s, sizeof s);
    text_put(out, count ? "" : error, count || !error ? 0 : strlen(error));
    put(out, outcomes.data, outcomes.length);
    for (size_t i = 0; i < count; i++) explore_free(&results[i]);
    bytes_free(&outcomes);
    free(error);
}

/* ---- Here ---- */

static bool outcome_take(Taking *t, GradeOutcome *o) {
    if (!take(t, o, sizeof *o)) return false;
    o->text = text_take(t);
    o->possible = text_take(t);
    o->schedule = text_take(t);
    return o->text && o->possible && o->schedule;
}

/* False where something is missing. */
static bool search_take(GradeSearch *s, const Bytes *bytes) {
    Taking t = {bytes->data, bytes->data + bytes->length};
    size_t count;
    if (!take(&t, s, sizeof *s)) return false;
    count = s->count;
    s->count = 0;
    if (!(s->error = text_take(&t))) return false;
    if (!*s->error) {
        free(s->error);
        s->error = NULL;
    }
    s->outcomes = calloc(count + 1, sizeof *s->outcomes);
    if (!s->outcomes) return false;
    while (s->count < count)
        if (!outcome_take(&t, &s->outcomes[s->count++])) return false;
    return true;
}

static void outcome_drop(GradeOutcome *o) {
    free(o->text);
    free(o->possible);
    free(o->schedule);
}

/* In a search, nothing that lies outside can be done. */
static void outside_tell(GradeSearch *s) {
    for (size_t i = 0; i < s->count && !s->error; i++)
        if (s->outcomes[i].kind == OUTCOME_OUTSIDE) s->error = strdup(s->outcomes[i].text);
}

static const char *end_words(ApartEnd end) {
    switch (end) {
    case APART_LATE:
        return "It takes too long: not even a part of its schedules could be tried in time.\n";
    case APART_DIED:
        return "It cannot be tried: the process for it died, or there is not enough memory.\n";
    case APART_STOPPED:
        return "Stopped: nothing was graded.\n";
    default:
        return "It cannot be tried: no process could be started.\n";
    }
}

static void search_drop(GradeSearch *s) {
    for (size_t i = 0; i < s->count; i++) outcome_drop(&s->outcomes[i]);
    free(s->outcomes);
    free(s->error);
    *s = (GradeSearch){0};
}

GradeSearch *grade_search(const GradeOptions *o, const char *program, size_t length, const LessonWords *words, int64_t time) {
    GradeSearch *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    GradeOptions options = *o;
    Bytes name = {0}, found = {0};
    if (!options.name) options.name = "main.gosh";
    bytes_format(&name, "@%s", options.name);
    bytes_add(&name, "", 1);
    int64_t begin = posix_monotonic();
    Job job = {.options = &options, .source = {.text = program, .length = length, .name = name.data}, .words = words, .time = time, .begun = begin};
    ApartOptions apart = {.time = time, .memory = PROCESS_MEMORY, .stopped = o->stopped, .stopped_arg = o->stopped_arg};
    ApartEnd end = apart_run(&apart, job_run, &job, &found);
    if (end == APART_DONE && !search_take(s, &found)) {
        search_drop(s);
        end = APART_DIED;
    }
    if (end == APART_DONE)
        outside_tell(s);
    else
        s->error = strdup(end_words(end));
    s->seconds = (double)(posix_monotonic() - begin) / 1e9;
    bytes_free(&name);
    bytes_free(&found);
    return s;
}

void grade_search_delete(GradeSearch *s) {
    if (!s) return;
    search_drop(s);
    free(s);
}
