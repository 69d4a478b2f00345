/* Schedules as lists and as text, and the strategy that follows one. See schedule.h. */
#include "schedule.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"

/* ---- Lists ---- */

enum { LENGTH_MAX = 1 << 20, CHOICE_MAX = UINT16_MAX };

bool schedule_add(Schedule *schedule, uint32_t choice) {
    uint16_t *choices = array_room(schedule->choices, schedule->length, &schedule->capacity, sizeof *choices);
    if (!choices) return false;
    schedule->choices = choices;
    choices[schedule->length++] = (uint16_t)choice;
    return true;
}

bool schedule_copy(Schedule *to, const Schedule *from) {
    uint16_t *choices = malloc((from->length + 1) * sizeof *choices);
    if (!choices) return false;
    if (from->length) memcpy(choices, from->choices, from->length * sizeof *choices);
    free(to->choices);
    *to = (Schedule){.choices = choices, .length = from->length, .capacity = from->length + 1};
    return true;
}

void schedule_free(Schedule *schedule) {
    free(schedule->choices);
    *schedule = (Schedule){0};
}

size_t schedule_deviations(const Schedule *schedule) {
    size_t count = 0;
    for (size_t i = 0; i < schedule->length; i++) count += schedule->choices[i] != 0;
    return count;
}

/* ---- Text ----
 * A choice of 1 to 26 is a letter, a larger one has a 'Z' before it for each 26 more. A number before it says how many
 * choices of 0 there are before. */

enum { LETTERS = 26 };

/* What is written: as much of it as fits, and the length of it all. */
typedef struct Writing {
    char *buffer;
    size_t size, length;
} Writing;

static void put(Writing *w, char letter) {
    if (w->length < w->size) w->buffer[w->length] = letter;
    w->length++;
}

static void put_number(Writing *w, size_t number) {
    char digits[20];
    size_t count = 0;
    for (; number; number /= 10) digits[count++] = (char)('0' + number % 10);
    while (count) put(w, digits[--count]);
}

size_t schedule_write(const Schedule *schedule, char *buffer, size_t size) {
    Writing w = {.buffer = buffer, .size = size};
    size_t zeros = 0;
    for (size_t i = 0; i < schedule->length; i++) {
        uint32_t choice = schedule->choices[i];
        if (!choice) {
            zeros++;
            continue;
        }
        put_number(&w, zeros);
        zeros = 0;
        for (; choice > LETTERS; choice -= LETTERS) put(&w, 'Z');
        put(&w, (char)('a' + choice - 1));
    }
    if (size) buffer[w.length < size ? w.length : size - 1] = 0;
    return w.length;
}

bool schedule_read(Schedule *schedule, const char *text, const char **wrong) {
    schedule->length = 0;
    while (*text) {
        const char *start = text;
        size_t zeros = 0, choice = 0;
        while (*text >= '0' && *text <= '9' && zeros <= LENGTH_MAX) zeros = zeros * 10 + (size_t)(*text++ - '0');
        for (; *text == 'Z'; text++) choice += LETTERS;
        *wrong = start;
        if (*text < 'a' || *text > 'z' || choice > CHOICE_MAX - LETTERS || schedule->length + zeros >= LENGTH_MAX) return false;
        choice += (size_t)(*text++ - 'a' + 1);
        *wrong = NULL;
        while (zeros--)
            if (!schedule_add(schedule, 0)) return false;
        if (!schedule_add(schedule, (uint32_t)choice)) return false;
    }
    return true;
}

/* ---- Footprints ---- */

static void footprint_add(Footprint *f, Touch touch) {
    for (uint32_t i = 0; i < f->count; i++) {
        if (f->touches[i].object != touch.object) continue;
        if (f->touches[i].how != touch.how) f->touches[i].how = TOUCH_WRITE;
        return;
    }
    if (f->count == TOUCHES_MAX)
        f->everything = true;
    else
        f->touches[f->count++] = touch;
}

static void control_touch(void *state, Sched *s, const void *object, TouchHow how) {
    (void)s;
    Control *c = state;
    Footprint *f = &c->footprint;
    if (c->quiet) return;
    if (!object) f->everything = true;
    if (!f->everything) footprint_add(f, (Touch){.object = object, .how = how});
}

void footprint_join(Footprint *all, const Footprint *f) {
    all->everything |= f->everything;
    for (uint32_t i = 0; i < f->count && !all->everything; i++) footprint_add(all, f->touches[i]);
}

bool footprints_clash(const Footprint *a, const Footprint *b) {
    if (a->everything || b->everything) return true;
    for (uint32_t i = 0; i < a->count; i++)
        for (uint32_t k = 0; k < b->count; k++)
            if (a->touches[i].object == b->touches[k].object &&
                (a->touches[i].how != b->touches[k].how || a->touches[i].how == TOUCH_WRITE))
                return true;
    return false;
}

/* ---- Deciding ---- */

static void decision_keep(Control *c, const Decision *d) {
    if (c->quiet) return;
    Decision *made = array_room(c->made, c->made_count, &c->made_capacity, sizeof *made);
    if (!made) {
        c->failed = true;
        return;
    }
    c->made = made;
    made[c->made_count++] = *d;
}

static void misfit_keep(Control *c, Sched *s, const Decision *d) {
    if (c->misfit.count) return;
    c->misfit = *d;
    c->misfit_place = c->place - 1;
    if (c->unfit) c->unfit(c->unfit_arg, s);
}

static uint32_t decide(Control *c, Sched *s, Decision d) {
    if (c->place < c->plan.length) {
        d.choice = c->plan.choices[c->place++];
        if (d.choice >= d.count) {
            misfit_keep(c, s, &d);
            d.choice = 0;
        }
    } else if (c->decide) {
        d.choice = (uint16_t)c->decide(c->decide_state, s, &d);
    }
    decision_keep(c, &d);
    return d.choice;
}

static bool timer_runs(const Sched *s) {
    return sched_next_timer(s) != INT64_MAX;
}

/* Does the goroutine that ran last stand at its next point? If not, which one does Go's order run next? */
static const G *first_of(const Control *c, const Sched *s, G *const *ready, uint32_t count, bool *continues) {
    *continues = c->last && count && ready[count - 1] == c->last && c->last->at_point;
    if (*continues) return c->last;
    return sched_favourite(s);
}

/* The index into `ready` of an alternative: the first one is in front, the others are in their order. */
static uint32_t ready_index(G *const *ready, uint32_t count, const G *first, uint32_t alternative) {
    uint32_t at = 0;
    while (at < count && ready[at] != first) at++;
    if (alternative == 0) return at;
    return alternative <= at ? alternative - 1 : alternative;
}

/* The choice of what is next, the timer included: an index into `ready`, or `count` for the timer. */
static uint32_t next_decide(Control *c, Sched *s, G *const *ready, uint32_t count) {
    bool timer = timer_runs(s);
    uint32_t alternatives = count + timer < CHOICE_MAX ? count + timer : CHOICE_MAX;
    Decision d = {.kind = DECIDE_NEXT, .timer = timer, .count = (uint16_t)alternatives};
    const G *first = first_of(c, s, ready, count, &d.continues);
    uint32_t choice = c->first ? c->first - 1 : d.count > 1 ? decide(c, s, d) : 0;
    c->first = 0;
    return choice == count ? count : ready_index(ready, count, first, choice);
}

static bool control_early(void *state, Sched *s) {
    Control *c = state;
    c->stashed = 0;
    G *const *ready;
    uint32_t count = sched_ready_list(s, &ready);
    if (!count || !timer_runs(s)) return false;
    uint32_t next = next_decide(c, s, ready, count);
    if (next == count) {
        c->last = NULL;
        return true;
    }
    c->stashed = next + 1;
    return false;
}

static uint32_t control_next(void *state, Sched *s, G *const *ready, uint32_t count) {
    Control *c = state;
    uint32_t next = c->stashed ? c->stashed - 1 : next_decide(c, s, ready, count);
    c->stashed = 0;
    c->last = ready[next];
    return next;
}

static uint32_t control_choose(void *state, Sched *s, uint32_t count) {
    return decide(state, s, (Decision){.kind = DECIDE_CASE, .count = (uint16_t)count});
}

static bool control_late(void *state, Sched *s) {
    return decide(state, s, (Decision){.kind = DECIDE_LATE, .timer = true, .count = 2}) != 0;
}

static bool control_point(void *state, Sched *s, G *g, PointKind kind, const void *object) {
    (void)g, (void)kind, (void)object;
    const Control *c = state;
    return c->every_point || sched_runnable(s) > 0 || timer_runs(s);
}

void control_begin(Control *c) {
    c->strategy = (Strategy){.state = c,
                             .next = control_next,
                             .choose = control_choose,
                             .point = control_point,
                             .timer_early = control_early,
                             .timer_late = control_late,
                             .touch = control_touch};
}

void control_clear(Control *c) {
    c->made_count = 0;
    c->footprint.count = 0;
    c->footprint.everything = false;
}

void control_end(Control *c) {
    free(c->made);
    c->made = NULL;
    c->made_count = c->made_capacity = 0;
}

uint32_t control_alternatives(const Control *c, Sched *s, G **list, uint32_t size, bool *continues) {
    G *const *ready;
    uint32_t count = sched_ready_list(s, &ready), filled = 0;
    *continues = false;
    if (count) {
        const G *first = first_of(c, s, ready, count, continues);
        uint32_t at = ready_index(ready, count, first, 0);
        if (size) list[filled++] = ready[at];
        for (uint32_t i = 0; i < count && filled < size; i++)
            if (i != at) list[filled++] = ready[i];
    }
    if (!timer_runs(s)) return count;
    if (filled < size) list[filled] = NULL;
    return count + 1;
}
