/* A world that is run step by step, and back. */
#include "lua/steps.h"

#include <stdlib.h>
#include <string.h>

#include "lua/host.h"
#include "lua/seed.h"
#include "lua/survey.h"

enum {
    MARKS_MAX = 1000,
    MARKS_BYTES = 256 << 20, /* of snapshots */
};

/* A step that can be gone back to at once. */
typedef struct Mark {
    Snapshot *snapshot;
    size_t step, output, report, choices;
    G *last;
    WorldEnd end;
} Mark;

/* One that has been done. */
typedef struct Done {
    uint32_t choices; /* that had been made before */
    bool fired;       /* the clock came to a timer, which is no turn */
} Done;

struct Steps {
    World *world;
    Control control;
    bool entered;
    WorldBefore before;
    TextSink *before_report;
    void *before_report_arg;
    Text output, report;
    WorldEnd end;
    Snapshot *start; /* the world before anything was started */

    Done *done;
    size_t count, capacity;
    Schedule choices; /* all that have been made */
    uint32_t alternative, ready_case; /* for the step that is being done */

    Schedule plan;
    size_t matched; /* how many of the first choices are the plan's */
    bool misfit;
    size_t misfit_choice;

    Mark marks[MARKS_MAX];
    size_t mark_count, mark_bytes;
    size_t stride; /* one of so many steps is marked */
};

/* ---- What the world says ---- */

static void output_take(void *arg, int fd, const char *bytes, size_t length) {
    (void)fd;
    text_add(&((Steps *)arg)->output, bytes, length);
}

static void report_take(void *arg, const char *bytes, size_t length) {
    text_add(&((Steps *)arg)->report, bytes, length);
}

const char *steps_output(const Steps *s, size_t *length) {
    *length = s->output.length;
    return s->output.bytes ? s->output.bytes : "";
}

const char *steps_report(const Steps *s, size_t *length) {
    *length = s->report.length;
    return s->report.bytes ? s->report.bytes : "";
}

/* ---- Choices ---- */

/* A Decider. */
static uint32_t choice_decide(void *arg, Sched *sched, const Decision *d) {
    (void)sched;
    const Steps *s = arg;
    uint32_t choice = d->kind == DECIDE_NEXT ? s->alternative : d->kind == DECIDE_CASE ? s->ready_case : 0;
    return choice < d->count ? choice : 0;
}

static bool choice_keep(Steps *s, uint32_t choice) {
    size_t at = s->choices.length;
    if (!schedule_add(&s->choices, choice)) return false;
    if (s->matched == at && at < s->plan.length && s->plan.choices[at] == choice) s->matched++;
    return true;
}

static void choices_cut(Steps *s, size_t length) {
    s->choices.length = length;
    if (s->matched > length) s->matched = length;
}

void steps_plan(Steps *s, Schedule *plan) {
    schedule_free(&s->plan);
    s->plan = *plan;
    *plan = (Schedule){0};
    s->matched = 0;
    while (s->matched < s->plan.length && s->matched < s->choices.length &&
           s->plan.choices[s->matched] == s->choices.choices[s->matched])
        s->matched++;
}

size_t steps_planned(const Steps *s) {
    bool follows = s->matched == s->choices.length && !s->misfit;
    return follows ? s->plan.length - s->matched : 0;
}

size_t steps_choices(const Steps *s) {
    return s->choices.length;
}

bool steps_misfit(const Steps *s, size_t *choice) {
    *choice = s->misfit_choice;
    return s->misfit;
}

bool steps_schedule(const Steps *s, Schedule *schedule) {
    return schedule_copy(schedule, &s->choices);
}

/* ---- Marks ---- */

static void mark_drop(Steps *s, Mark *mark) {
    s->mark_bytes -= snapshot_size(mark->snapshot);
    snapshot_delete(mark->snapshot);
}

/* Where there are too many, every second one goes. */
static void marks_thin(Steps *s) {
    size_t kept = 0;
    s->stride *= 2;
    for (size_t i = 0; i < s->mark_count; i++) {
        if (s->marks[i].step % s->stride == 0)
            s->marks[kept++] = s->marks[i];
        else
            mark_drop(s, &s->marks[i]);
    }
    s->mark_count = kept;
}

static bool mark_take(Steps *s) {
    while (s->mark_count > 1 && (s->mark_count == MARKS_MAX || s->mark_bytes > MARKS_BYTES)) {
        size_t before = s->stride;
        marks_thin(s);
        if (s->stride < before) return false; /* it has run over */
    }
    if (s->count % s->stride != 0) return true;
    Snapshot *snapshot = snapshot_take(s->world->arena);
    if (!snapshot) return false;
    s->marks[s->mark_count++] = (Mark){.snapshot = snapshot,
                                       .step = s->count,
                                       .output = s->output.length,
                                       .report = s->report.length,
                                       .choices = s->choices.length,
                                       .last = s->control.last,
                                       .end = s->end};
    s->mark_bytes += snapshot_size(snapshot);
    return true;
}

/* The world refers to some things that lie on the C heap, and that are not what they were: what there is of them now stays,
 * and what tells of a moment that has not come yet goes. */
static void world_restore(World *w, const Snapshot *snapshot) {
    LocksLeft *left = w->left;
    size_t capacity = w->left_capacity;
    struct Source *sources = w->sources;
    survey_delete(w->stuck);
    survey_delete(w->last);
    free(w->error);
    snapshot_restore(w->arena, snapshot);
    w->left = left;
    w->left_capacity = capacity;
    w->left_count = 0;
    w->sources = sources;
    w->stuck = w->last = NULL;
    w->error = NULL;
}

static void mark_restore(Steps *s, const Mark *mark) {
    world_restore(s->world, mark->snapshot);
    s->count = mark->step;
    s->output.length = mark->output;
    s->report.length = mark->report;
    s->control.last = mark->last;
    s->end = mark->end;
}

/* ---- Steps ---- */

uint32_t steps_alternatives(const Steps *s, G **list, uint32_t size) {
    bool continues;
    const World *w = s->world;
    if (w->exited || (w->end != WORLD_RUNNING && !w->session)) return 0;
    return control_alternatives(&s->control, w->sched, list, size, &continues);
}

/* Can nobody go on, now or ever? Then that is told in the report; a session would begin to unwind the evaluation. */
static void stuck_judge(Steps *s) {
    World *w = s->world;
    if (s->end != WORLD_RUNNING || steps_alternatives(s, NULL, 0) > 0) return;
    Snapshot *now = w->session ? snapshot_take(w->arena) : NULL;
    if (w->session && !now) return;
    size_t report = s->report.length;
    G *last = s->control.last;
    s->end = world_turn(w);
    if (!now) return;
    if (s->report.length > report) s->end = WORLD_FATAL;
    world_restore(w, now);
    s->control.last = last;
    snapshot_delete(now);
}

/* Is the choice that is to be made the one of a timer, which is the last? */
static bool is_timer(const Steps *s, uint32_t alternative) {
    return sched_next_timer(s->world->sched) != INT64_MAX && alternative + 1 == steps_alternatives(s, NULL, 0);
}

G *steps_who(const Steps *s, uint32_t alternative) {
    if (is_timer(s, alternative)) return NULL;
    G **list = calloc(alternative + 1, sizeof *list), *g = NULL;
    uint32_t count = list ? steps_alternatives(s, list, alternative + 1) : 0;
    if (alternative < count) g = list[alternative];
    free(list);
    return g;
}

/* Does a step, which is the next of a plan, or decided by choice_decide. */
static void step_do(Steps *s, bool fired) {
    World *w = s->world;
    control_clear(&s->control);
    s->control.misfit.count = 0;
    if (fired) {
        if (steps_alternatives(s, NULL, 0) > 1) s->control.place++; /* its own choice */
        sched_fire(w->sched);
        s->control.last = NULL;
    } else {
        s->end = world_turn(w);
    }
    s->count++;
    if (!w->exited) stuck_judge(s);
}

static bool done_room(Steps *s) {
    if (s->count < s->capacity) return true;
    size_t capacity = s->capacity ? s->capacity * 2 : 256;
    Done *done = realloc(s->done, capacity * sizeof *done);
    if (!done) return false;
    s->done = done;
    s->capacity = capacity;
    return true;
}

uint32_t steps_default(const Steps *s) {
    size_t left = steps_planned(s);
    uint32_t count = steps_alternatives(s, NULL, 0);
    uint32_t choice = left && count > 1 ? s->plan.choices[s->matched] : 0;
    return choice < count ? choice : 0;
}

WorldEnd steps_take(Steps *s, uint32_t alternative, uint32_t ready_case) {
    if (!done_room(s)) return s->end;
    bool planned = alternative == STEPS_AS_GO && steps_planned(s) > 0;
    uint32_t count = steps_alternatives(s, NULL, 0);
    if (alternative == STEPS_AS_GO) alternative = steps_default(s);
    bool fired = is_timer(s, alternative);
    s->done[s->count] = (Done){.choices = (uint32_t)s->choices.length, .fired = fired};
    s->alternative = alternative;
    s->ready_case = ready_case == STEPS_AS_GO ? 0 : ready_case;
    s->control.plan = planned ? s->plan : (Schedule){0};
    s->control.place = planned ? s->matched : 0;
    step_do(s, fired);
    s->control.plan = (Schedule){0};
    if (planned && s->control.misfit.count && !s->misfit) {
        s->misfit = true;
        s->misfit_choice = s->control.misfit_place;
    }
    if (fired && count > 1) choice_keep(s, alternative);
    for (size_t i = 0; i < s->control.made_count; i++) choice_keep(s, s->control.made[i].choice);
    mark_take(s);
    return s->end;
}

/* The alternative that was taken in the step after this one. */
static uint32_t done_alternative(const Steps *s) {
    bool chosen = steps_alternatives(s, NULL, 0) > 1;
    return chosen ? s->choices.choices[s->done[s->count].choices] : 0;
}

bool steps_return(Steps *s, size_t step, StepsLook *look, void *arg) {
    size_t mark = s->mark_count;
    bool looks = look && step > 0;
    while (mark > 0 && s->marks[mark - 1].step + looks > step) mark--;
    if (mark == 0) return false;
    while (s->mark_count > mark) mark_drop(s, &s->marks[--s->mark_count]);
    size_t end = step < s->count ? s->done[step].choices : s->choices.length;
    mark_restore(s, &s->marks[mark - 1]);
    s->control.plan = s->choices;
    while (s->count < step) {
        const Done *done = &s->done[s->count];
        s->control.place = done->choices;
        if (look && s->count + 1 == step) look(arg, steps_who(s, done_alternative(s)));
        step_do(s, done->fired);
        if (s->count % s->stride == 0) mark_take(s);
    }
    s->control.plan = (Schedule){0};
    choices_cut(s, end);
    return true;
}

uint32_t steps_case(const Steps *s) {
    for (size_t i = s->control.made_count; i-- > 0;) /* those of timers that were due come before it */
        if (s->control.made[i].kind == DECIDE_CASE) return s->control.made[i].choice;
    return 0;
}

WorldEnd steps_end(const Steps *s) {
    return s->end;
}

size_t steps_count(const Steps *s) {
    return s->count;
}

bool steps_begin(Steps *s) {
    s->end = WORLD_RUNNING;
    s->count = 0;
    s->stride = 1;
    return mark_take(s);
}

bool steps_undo(Steps *s) {
    if (!s->start) return false;
    world_restore(s->world, s->start);
    s->count = s->output.length = s->report.length = 0;
    s->control.last = NULL;
    s->end = WORLD_RUNNING;
    choices_cut(s, 0);
    return true;
}

/* ---- What can come ---- */

WorldEnd steps_explore(Steps *s, ExploreOptions *options, ExploreResult *result, char **error) {
    options->world.control = &s->control;
    return explore_from(s->world, options, result, error);
}

bool steps_join(Steps *s, const Schedule *rest) {
    Schedule whole = {0};
    bool good = schedule_copy(&whole, &s->choices);
    for (size_t i = 0; good && i < rest->length; i++) good = schedule_add(&whole, rest->choices[i]);
    s->misfit = false;
    if (good) steps_plan(s, &whole);
    schedule_free(&whole);
    return good;
}

/* ---- Making ---- */

Steps *steps_new(void) {
    Steps *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    s->stride = 1;
    s->control.every_point = true;
    s->control.decide = choice_decide;
    s->control.decide_state = s;
    control_begin(&s->control);
    return s;
}

void steps_prepare(Steps *s, WorldOptions *options) {
    options->control = &s->control;
    options->output = output_take;
    options->report = report_take;
    options->output_arg = options->report_arg = s;
}

void steps_attach(Steps *s, World *w) {
    s->world = w;
}

bool steps_enter(Steps *s, World *w) {
    if (!world_control(w, &s->control, &s->before)) return false;
    s->world = w;
    s->entered = true;
    s->before_report = w->report;
    s->before_report_arg = w->report_arg;
    w->sink = output_take;
    w->report = report_take;
    w->sink_arg = w->report_arg = s;
    s->start = snapshot_take(w->arena);
    return true;
}

void steps_leave(Steps *s) {
    World *w = s->world;
    w->sink = NULL;
    w->report = s->before_report;
    w->report_arg = s->before_report_arg;
    world_uncontrol(w, &s->before);
    s->entered = false;
}

void steps_delete(Steps *s) {
    if (!s) return;
    if (s->entered) steps_leave(s);
    while (s->mark_count > 0) mark_drop(s, &s->marks[--s->mark_count]);
    snapshot_delete(s->start);
    schedule_free(&s->choices);
    schedule_free(&s->plan);
    control_end(&s->control);
    free(s->output.bytes);
    free(s->report.bytes);
    free(s->done);
    free(s);
}
