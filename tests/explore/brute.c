/* Checks the search over schedules against one that is too simple to be wrong, and far too slow.
 *
 *     brute [--fine] [--limit N] [--list] FILE...
 *
 * For each schedule it makes a new world and runs it from the start: the choices of the run before, of which the last that has
 * another alternative takes that. No snapshots, no sleep sets, nothing is said about what touches what. What explore() finds
 * must be the same: the set of outcomes, with reduction and without, each also when the machine is slow; and without reduction
 * the number of schedules with each outcome. Every outcome's schedule must come to that outcome in a world of its own.
 *
 * For each file a line: its name, the number of schedules, those of a slow machine, how many were left of them by reduction,
 * and outcomes. Where something differs, lines about that; then the exit code is 1. Where there are more schedules than the
 * limit: "too many".
 *
 * With --list nothing is compared: for each file a line, a list in JSON of all outcomes, [kind, slow, text, output], or null where
 * there are more schedules than the limit. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/explore.h"
#include "lua/trial.h"

enum { TURNS = 2000 };

typedef struct Found {
    ExploreOutcome *outcomes;
    size_t count;
    uint64_t schedules;
    bool too_many;
} Found;

typedef struct Program {
    const char *name;
    char *text;
    size_t length;
    bool fine;
    uint64_t limit;
} Program;

static bool failed;

static void complain(const Program *p, const char *format, ...) {
    va_list args;
    va_start(args, format);
    printf("%s%s: ", p->name, p->fine ? " --fine" : "");
    vprintf(format, args);
    putchar('\n');
    va_end(args);
    failed = true;
}

/* An outcome in a line. */
static void outcome_print(const char *what, const ExploreOutcome *o) {
    char schedule[400];
    schedule_write(&o->schedule, schedule, sizeof schedule);
    printf("    %s: kind %d, %llu times, schedule \"%s\": ", what, o->kind, (unsigned long long)o->count, schedule);
    for (const char *texts[] = {o->output, "|", o->text}, **t = texts; t < texts + 3; t++)
        for (const char *c = *t; *c; c++)
            if (*c == '\n')
                printf("\\n");
            else
                putchar(*c);
    putchar('\n');
}

static void found_add(Found *f, ExploreOutcome *o, const Control *c) {
    f->schedules++;
    for (size_t i = 0; i < f->count; i++) {
        if (!outcomes_equal(&f->outcomes[i], o)) continue;
        f->outcomes[i].count++;
        outcome_free(o);
        return;
    }
    for (size_t i = 0; i < c->made_count; i++) schedule_add(&o->schedule, c->made[i].choice);
    f->outcomes = realloc(f->outcomes, (f->count + 1) * sizeof *o);
    f->outcomes[f->count++] = *o;
}

static void found_free(Found *f) {
    for (size_t i = 0; i < f->count; i++) outcome_free(&f->outcomes[i]);
    free(f->outcomes);
}

static ExploreOptions options_of(const Program *p) {
    static char *args[] = {"gosh"};
    return (ExploreOptions){.world = {.args = args, .arg_count = 1, .max_memory = 64 << 20},
                            .source = {.text = p->text, .length = p->length, .name = p->name},
                            .every_schedule = true,
                            .fine = p->fine,
                            .bound = -1,
                            .turns = TURNS,
                            .limit = p->limit * 10,
                            .runs = 1,
                            .processes = 1};
}

/* Runs the program under that plan, in a world of its own. What was chosen is then in `*c`, to be ended. */
static bool run_under(const Program *p, const Schedule *plan, Control *c, ExploreOutcome *outcome) {
    Trial t;
    char *error;
    ExploreOptions options = options_of(p);
    if (trial_begin(&t, &options, &error) != WORLD_RUNNING) {
        complain(p, "%s", error);
        free(error);
        return false;
    }
    t.control.plan = *plan;
    WorldEnd end = WORLD_RUNNING;
    for (int turns = 0; end == WORLD_RUNNING && turns < TURNS; turns++) end = world_turn(t.world);
    bool fits = !t.control.misfit.count;
    size_t made = t.control.made_count;
    if (!trial_outcome(&t, end, outcome)) abort();
    *c = t.control;
    c->made_count = made;
    t.control.made = NULL;
    t.control.plan = (Schedule){0};
    trial_end(&t);
    return fits;
}

/* May the choice be taken? */
static bool may_be(const Decision *d, uint32_t choice, bool slow) {
    return choice < d->count && (slow || !d->timer || choice < d->count - 1u);
}

/* The schedule that comes after what was made; false after the last. */
static bool plan_next(Schedule *plan, const Control *c, bool slow) {
    size_t i = c->made_count;
    while (i > 0 && !may_be(&c->made[i - 1], c->made[i - 1].choice + 1u, slow)) i--;
    plan->length = 0;
    if (i == 0) return false;
    for (size_t k = 0; k < i; k++) schedule_add(plan, c->made[k].choice + (uint32_t)(k == i - 1));
    return true;
}

static Found brute(const Program *p, bool slow) {
    Found found = {0};
    Schedule plan = {0};
    for (bool more = true; more;) {
        Control c;
        ExploreOutcome outcome;
        if (!run_under(p, &plan, &c, &outcome)) {
            complain(p, "a plan that was made does not fit");
            break;
        }
        found_add(&found, &outcome, &c);
        more = plan_next(&plan, &c, slow);
        free(c.made);
        if (!more || found.schedules < p->limit) continue;
        found.too_many = true;
        break;
    }
    schedule_free(&plan);
    return found;
}

static const ExploreOutcome *find(const ExploreOutcome *among, size_t count, const ExploreOutcome *o) {
    for (size_t i = 0; i < count; i++)
        if (outcomes_equal(&among[i], o)) return &among[i];
    return NULL;
}

/* The schedule of each outcome comes to that. */
static void check_replays(const Program *p, const ExploreResult *r) {
    for (size_t i = 0; i < r->count; i++) {
        Control c;
        ExploreOutcome outcome;
        bool fits = run_under(p, &r->outcomes[i].schedule, &c, &outcome);
        free(c.made);
        if (!fits || !outcomes_equal(&outcome, &r->outcomes[i])) {
            complain(p, "the schedule of an outcome comes to another one%s", fits ? "" : ", and does not fit");
            outcome_print("found", &r->outcomes[i]);
            outcome_print("replayed", &outcome);
        }
        outcome_free(&outcome);
    }
}

/* Is what explore() has found the same? `fast` and `slow` are all there is. */
static void compare(const Program *p, const char *what, const ExploreResult *r, const Found *fast, const Found *slow) {
    for (size_t i = 0; i < slow->count; i++) {
        const ExploreOutcome *o = &slow->outcomes[i], *found = find(r->outcomes, r->count, o);
        bool needs_slow = !find(fast->outcomes, fast->count, o);
        if (!found) {
            complain(p, "%s misses an outcome", what);
            outcome_print(needs_slow ? "if the machine is slow" : "missed", o);
        } else if (found->slow != needs_slow) {
            complain(p, "%s says that an outcome %s a slow machine", what, found->slow ? "needs" : "does not need");
            outcome_print("outcome", o);
        }
    }
    for (size_t i = 0; i < r->count; i++) {
        if (find(slow->outcomes, slow->count, &r->outcomes[i])) continue;
        complain(p, "%s finds what there is not", what);
        outcome_print("found", &r->outcomes[i]);
    }
    check_replays(p, r);
}

static void check_program(const Program *p) {
    Found fast = brute(p, false), slow = fast.too_many ? (Found){.too_many = true} : brute(p, true);
    ExploreResult all, reduced;
    char *error = NULL;
    ExploreOptions options = options_of(p);
    if (slow.too_many) {
        printf("%s: too many\n", p->name);
        found_free(&fast);
        found_free(&slow);
        return;
    }
    if (explore(&options, &all, &error) != WORLD_FINISHED) complain(p, "explore: %s", error);
    compare(p, "the search without reduction", &all, &fast, &slow);
    if (!all.complete || !all.slow_complete) complain(p, "the search without reduction did not come to its end");
    uint64_t slow_schedules = all.timers ? all.slow_schedules : all.schedules;
    if (all.schedules != fast.schedules || slow_schedules != slow.schedules)
        complain(p, "%llu and %llu schedules without reduction, there are %llu and %llu", (unsigned long long)all.schedules,
                 (unsigned long long)slow_schedules, (unsigned long long)fast.schedules, (unsigned long long)slow.schedules);
    options.every_schedule = false;
    if (explore(&options, &reduced, &error) != WORLD_FINISHED) complain(p, "explore: %s", error);
    compare(p, "the search with reduction", &reduced, &fast, &slow);
    if (!reduced.complete || !reduced.slow_complete) complain(p, "the search with reduction did not come to its end");
    printf("%s%s: %llu schedules, %llu if slow; reduced to %llu, %llu; %zu outcomes\n", p->name, p->fine ? " --fine" : "",
           (unsigned long long)fast.schedules, (unsigned long long)slow.schedules, (unsigned long long)reduced.schedules,
           (unsigned long long)(reduced.timers ? reduced.slow_schedules : reduced.schedules), slow.count);
    explore_free(&all);
    explore_free(&reduced);
    found_free(&fast);
    found_free(&slow);
}

static void json_print(const char *text) {
    putchar('"');
    for (const unsigned char *c = (const unsigned char *)text; *c; c++)
        if (*c < ' ' || *c == '"' || *c == '\\' || *c > '~')
            printf("\\u%04x", *c);
        else
            putchar(*c);
    putchar('"');
}

static void list_program(const Program *p) {
    Found fast = brute(p, false), slow = fast.too_many ? (Found){.too_many = true} : brute(p, true);
    if (slow.too_many) printf("null");
    for (size_t i = 0; !slow.too_many && i < slow.count; i++) {
        const ExploreOutcome *o = &slow.outcomes[i];
        printf("%s[%d, %s, ", i ? ", " : "[", o->kind, find(fast.outcomes, fast.count, o) ? "false" : "true");
        json_print(o->text);
        printf(", ");
        json_print(o->output);
        putchar(']');
    }
    puts(slow.too_many ? "" : "]");
    found_free(&fast);
    found_free(&slow);
}

static char *file_read(const char *path, size_t *length) {
    FILE *f = fopen(path, "r");
    if (!f) return NULL;
    char *text = malloc(1 << 20);
    *length = fread(text, 1, (1 << 20) - 1, f);
    text[*length] = '\0';
    fclose(f);
    return text;
}

int main(int argc, char **argv) {
    Program p = {.limit = 2000};
    bool list = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--fine") == 0) {
            p.fine = true;
        } else if (strcmp(argv[i], "--list") == 0) {
            list = true;
        } else if (strcmp(argv[i], "--limit") == 0 && i + 1 < argc) {
            p.limit = strtoull(argv[++i], NULL, 10);
        } else {
            const char *slash = strrchr(argv[i], '/');
            char name[300];
            snprintf(name, sizeof name, "@%s", slash ? slash + 1 : argv[i]);
            p.name = name;
            p.text = file_read(argv[i], &p.length);
            if (!p.text) {
                fprintf(stderr, "brute: cannot read %s\n", argv[i]);
                return 1;
            }
            if (list)
                list_program(&p);
            else
                check_program(&p);
            fflush(stdout);
            free(p.text);
        }
    }
    return failed;
}
