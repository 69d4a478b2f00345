/* The search over schedules: a walk through the tree of all choices, depth first, by snapshot and restore.
 *
 * A node is a moment at which more than one can go on. Sleep sets (Godefroid, 1996) leave out schedules that come to the
 * same: when all that begins with turn t has been explored from a node, t sleeps in what is explored from there afterwards,
 * until a turn touches what t touches; and who sleeps is not tried. What a turn touches is known once it has been taken
 * (Control.footprint). A turn that touches nothing at all, as most do that only bring a goroutine to its first operation,
 * need be tried in one place only.
 *
 * A goroutine that gives way (Gosched, or its time was up) for the third time or more goes on when another one has had a
 * turn: a loop that waits by giving way would else be an endless schedule of its own.
 *
 * Several processes share the work without a word: all walk through the trunk of the same tree, and who comes first to a
 * unit below it explores that. */
#include "lua/search.h"

#include <stdlib.h>
#include <string.h>

enum {
    TELL_EVERY = 64,     /* schedules, after which the other processes and who waits are told how many there are */
    EFFORT_OF_LEAF = 50, EFFORT_OF_TURN = 1, ALTERNATIVES_OF_TURN = 16, /* as many count as a turn, too */
    EARLY_MAX = 8,       /* timers in one schedule that fire early */
};

static const size_t bytes_max = (size_t)512 << 20; /* of snapshots on one path: beyond it only one way is tried */

static const double part_unit = 1152921504606846976.0; /* 2^60 */

struct SearchNode {
    TrialMoment moment;
    Footprint footprint; /* of all turns that the alternative under way has had */
    size_t path;         /* choices before it */
    size_t candidates, decisions, sleepers; /* where its parts begin */
    size_t candidate_count, at;
    G *tried;            /* the alternative under way */
    uint16_t preemptions;
    uint16_t early;      /* timers */
    bool started;        /* the alternative under way has had a turn */
    bool alone;          /* ... and touched nothing: no other one need be tried */
    bool local_first;    /* the first candidate is one that may touch nothing */
    double weight;
};

/* What leads to a node, or to an end. */
typedef struct Way {
    WorldEnd end;
    uint16_t preemptions, early;
    double weight;
    size_t sleepers; /* where its part begins */
} Way;

/* ---- Memory ---- */

static bool grow(void **array, size_t *capacity, size_t count, size_t size) {
    if (count <= *capacity) return true;
    size_t wanted = count * 2 + 64;
    void *grown = realloc(*array, wanted * size);
    if (!grown) return false;
    *array = grown;
    *capacity = wanted;
    return true;
}

#define ROOM(s, array, count, capacity, more) \
    (grow((void **)&(s)->array, &(s)->capacity, (s)->count + (more), sizeof *(s)->array) || ((s)->no_memory = true, false))

void search_end(Search *s) {
    while (s->count) moment_drop(&s->nodes[--s->count].moment);
    for (size_t i = 0; i < s->outcome_count; i++) outcome_free(&s->outcomes[i]);
    for (size_t i = 0; i < s->record_count; i++) schedule_free(&s->records[i].schedule);
    free(s->outcomes);
    free(s->records);
    free(s->works);
    free(s->nodes);
    free(s->sleepers);
    free(s->candidates);
    free(s->decisions);
    free(s->places);
    free(s->alternatives.list);
    schedule_free(&s->path);
}

/* ---- What has come out ---- */

bool schedule_better(const Schedule *a, size_t a_deviations, const Schedule *b, size_t b_deviations) {
    if (a_deviations != b_deviations) return a_deviations < b_deviations;
    if (a->length != b->length) return a->length < b->length;
    return a->length && memcmp(a->choices, b->choices, a->length * sizeof *a->choices) < 0;
}

static bool is_failure(OutcomeKind kind) {
    return kind != OUTCOME_FINISHED && kind != OUTCOME_BOUND;
}

/* The place of an outcome, which is taken over if it is new. */
static size_t outcome_place(Search *s, ExploreOutcome *outcome) {
    uint64_t hash = outcome_hash(outcome);
    for (size_t i = 0; i < s->outcome_count; i++) {
        if (s->outcomes[i].count != hash || !outcomes_equal(&s->outcomes[i], outcome)) continue;
        outcome_free(outcome);
        return i;
    }
    size_t capacity = s->outcome_capacity;
    if (!ROOM(s, outcomes, outcome_count, outcome_capacity, 1)) return SIZE_MAX;
    if (capacity != s->outcome_capacity) {
        int64_t *places = realloc(s->places, s->outcome_capacity * 2 * sizeof *places);
        if (!places) {
            s->no_memory = true;
            s->outcome_capacity = capacity;
            return SIZE_MAX;
        }
        s->places = places;
    }
    outcome->count = hash; /* until it is told, when the records say how often it came */
    s->outcomes[s->outcome_count] = *outcome;
    s->places[s->outcome_count * 2] = s->places[s->outcome_count * 2 + 1] = -1;
    uint32_t failures = 0;
    for (size_t i = 0; i <= s->outcome_count; i++) failures += is_failure(s->outcomes[i].kind);
    if (atomic_load(&s->shared->outcomes) <= s->outcome_count) atomic_store(&s->shared->outcomes, (uint32_t)s->outcome_count + 1);
    if (atomic_load(&s->shared->failures) < failures) atomic_store(&s->shared->failures, failures);
    return s->outcome_count++;
}

/* The record of an outcome in the unit, or the part of the trunk, that the search is in. */
static SearchRecord *record_of(Search *s, size_t outcome) {
    uint32_t unit = s->in_unit ? s->unit : s->units;
    int64_t *place = &s->places[outcome * 2 + !s->in_unit];
    if (*place >= 0 && s->records[*place].unit == unit) return &s->records[*place];
    if (!ROOM(s, records, record_count, record_capacity, 1)) return NULL;
    *place = (int64_t)s->record_count;
    SearchRecord *r = &s->records[s->record_count++];
    *r = (SearchRecord){.unit = unit, .trunk = !s->in_unit, .slow = true, .outcome = (uint32_t)outcome, .deviations = SIZE_MAX};
    return r;
}

static void tell(Search *s) {
    SearchShared *shared = s->shared;
    uint64_t effort = atomic_fetch_add(&shared->effort, s->told_effort) + s->told_effort;
    atomic_fetch_add(&shared->schedules, s->told_schedules);
    atomic_fetch_add(&shared->turns, s->told_turns);
    s->told_schedules = s->told_turns = 0;
    s->told_effort = 0;
    if (effort >= s->limit) {
        s->incomplete = true;
        atomic_store(&shared->stop, true);
    }
}

/* Something has been done in the unit, or in the trunk. */
static void effort_add(Search *s, uint64_t effort) {
    s->effort += effort;
    if (!s->in_unit && s->process != 0) return; /* one tells of the trunk */
    s->told_effort += effort;
    if (s->told_effort >= TELL_EVERY * EFFORT) tell(s);
}

static void leaf(Search *s, const Way *way) {
    ExploreOutcome outcome;
    effort_add(s, EFFORT_OF_LEAF);
    bool counts = s->in_unit || s->process == 0;
    if (!trial_outcome(s->trial, way->end, &outcome)) {
        s->no_memory = true;
        return;
    }
    size_t place = outcome_place(s, &outcome);
    SearchRecord *r = place == SIZE_MAX ? NULL : record_of(s, place);
    if (!r) return;
    size_t deviations = schedule_deviations(&s->path);
    bool slow = way->early > 0, first = r->count++ == 0;
    if (first || (r->slow && !slow) || (r->slow == slow && schedule_better(&s->path, deviations, &r->schedule, r->deviations))) {
        if (!schedule_copy(&r->schedule, &s->path)) s->no_memory = true;
        r->deviations = deviations;
    }
    r->slow &= slow;
    if (s->trial->turns > r->longest) r->longest = s->trial->turns;
    if (!counts) return;
    atomic_fetch_add(&s->shared->part, (uint64_t)(way->weight * part_unit));
    s->told_schedules++;
}

/* The unit, or a piece of the trunk, is done. */
static void work_note(Search *s, uint32_t unit, bool trunk) {
    if (ROOM(s, works, work_count, work_capacity, 1))
        s->works[s->work_count++] = (SearchWork){.unit = unit, .trunk = trunk, .effort = s->effort};
    s->effort = 0;
}

/* ---- Sleep ---- */

static bool sleeps(const Search *s, size_t from, const G *g) {
    for (size_t i = from; i < s->sleeper_count; i++)
        if (s->sleepers[i].g == g) return true;
    return false;
}

/* Of the sleepers from `from` on those go on sleeping, from `to` on, who have nothing to do with that turn of `g`. */
static bool sleepers_pass(Search *s, size_t from, size_t end, const G *g, const Footprint *footprint) {
    if (!ROOM(s, sleepers, sleeper_count, sleeper_capacity, end - from)) return false;
    for (size_t i = from; i < end; i++)
        if (s->sleepers[i].g != g && !footprints_clash(&s->sleepers[i].footprint, footprint))
            s->sleepers[s->sleeper_count++] = s->sleepers[i];
    return true;
}

static void footprint_join(Footprint *all, const Footprint *f) {
    all->everything |= f->everything;
    for (uint32_t i = 0; i < f->count && !all->everything; i++) {
        uint32_t k = 0;
        while (k < all->count && all->touches[k].object != f->touches[i].object) k++;
        if (k < all->count && all->touches[k].how != f->touches[i].how)
            all->touches[k].how = TOUCH_WRITE;
        else if (k < all->count)
            continue;
        else if (k == TOUCHES_MAX)
            all->everything = true;
        else
            all->touches[all->count++] = f->touches[i];
    }
}

/* ---- Choosing ---- */

/* Would it only begin to wait for a Mutex? That somebody waits for a Mutex nobody sees, and who gets it next is tried at the
 * moment when it is free, so it need not go on before; unless the program may end, where it is a leak. */
static bool waits_for_lock(const G *g) {
    const Mutex *m = g->point_object;
    return g->point == POINT_LOCK && (g->at_point || g->retry) && m->locked;
}

static bool main_returns(const Alternatives *a) {
    for (uint32_t i = 0; i < a->count - a->timer; i++)
        if (a->list[i]->at_point && a->list[i]->point == POINT_RETURN) return true;
    return false;
}

/* Might its next turn have to choose besides? */
static bool may_choose(const Search *s, const G *g) {
    if (!g) return true; /* several timers may be due */
    if (!g->at_point) return false;
    if (g->point == POINT_SELECT) return true;
    if (!s->early) return false;
    const Chan *c = g->point_object;
    return g->point == POINT_TIMER || (g->point == POINT_RECV && c && c->timer);
}

/* Were there choices besides, which had only one way to go as long as timers are not early? */
static bool has_chosen(const Search *s) {
    const Control *c = &s->trial->control;
    for (size_t i = 0; i < c->made_count; i++)
        if (c->made[i].kind != DECIDE_LATE || s->early) return true;
    return false;
}

/* Might its next turn touch nothing? It has not begun yet, or goes on after a wait. */
static bool may_be_local(const G *g) {
    return g && !g->at_point && !g->retry && !g->spins;
}

/* How many of those that can run only wait by giving way. */
static uint32_t spinning_count(const Alternatives *a) {
    uint32_t spinning = 0;
    for (uint32_t i = 0; i < a->count - a->timer; i++) spinning += a->list[i]->spins;
    return spinning;
}

/* Is the timer none that would fire early? Its time has come, or nobody has anything better to do. */
static bool timer_is_due(const Search *s) {
    Sched *sched = s->trial->world->sched;
    const Alternatives *a = &s->alternatives;
    return a->timer && (spinning_count(a) == a->count - 1 || sched_next_timer(sched) <= sched_now(sched));
}

/* Puts the alternatives that are to be tried on the stack of candidates. */
static size_t candidates_find(Search *s, const Way *way) {
    const Alternatives *a = &s->alternatives;
    uint32_t runnable = a->count - a->timer, spinning = spinning_count(a);
    bool due = timer_is_due(s);
    s->timers |= a->timer;
    if (!ROOM(s, candidates, candidate_count, candidate_capacity, a->count)) return 0;
    size_t before = s->candidate_count;
    bool may_leave = s->reduce && !main_returns(a);
    bool others = false; /* can go on that need not wait for a Mutex */
    for (uint32_t i = 0; i < runnable && may_leave && !others; i++)
        others = !waits_for_lock(a->list[i]) && (!a->list[i]->spins || spinning == runnable);
    for (uint32_t i = 0; i < a->count; i++) {
        const G *g = a->list[i];
        if (!g && !due && !s->early) continue;
        if (!g && !due && way->early >= EARLY_MAX) {
            s->early_cut = true;
            continue;
        }
        if (g && g->spins && spinning < runnable) continue;
        if (g && others && waits_for_lock(g)) continue;
        if (s->bound >= 0 && a->continues && i > 0 && g && way->preemptions >= s->bound) continue;
        if (sleeps(s, way->sleepers, g)) continue;
        s->candidates[s->candidate_count++] = (uint16_t)i;
    }
    return s->candidate_count - before;
}

/* Brings one that may touch nothing to the front. */
static bool local_to_front(Search *s, size_t from) {
    for (size_t i = from; i < s->candidate_count; i++) {
        uint16_t candidate = s->candidates[i];
        if (!may_be_local(s->alternatives.list[candidate])) continue;
        memmove(s->candidates + from + 1, s->candidates + from, (i - from) * sizeof candidate);
        s->candidates[from] = candidate;
        return true;
    }
    return false;
}

/* ---- Turns ---- */

/* Takes an alternative, with the choices of a plan, and writes down what has been chosen. */
static WorldEnd turn_take(Search *s, uint32_t alternative, uint16_t *late) {
    Control *c = &s->trial->control;
    if (s->alternatives.count > 1 && !schedule_add(&s->path, alternative)) s->no_memory = true;
    WorldEnd end = trial_turn(s->trial, &s->alternatives, alternative);
    s->told_turns++;
    effort_add(s, EFFORT_OF_TURN + s->alternatives.count / ALTERNATIVES_OF_TURN);
    for (size_t i = 0; i < c->made_count; i++) {
        if (!schedule_add(&s->path, c->made[i].choice)) s->no_memory = true;
        s->timers |= c->made[i].kind == DECIDE_LATE;
        *late = (uint16_t)(*late + (c->made[i].kind == DECIDE_LATE && c->made[i].choice));
    }
    return end;
}

static void way_count(const Search *s, Way *way, uint32_t alternative) {
    const Alternatives *a = &s->alternatives;
    if (!a->list[alternative])
        way->early = (uint16_t)(way->early + !timer_is_due(s));
    else if (a->continues && alternative > 0)
        way->preemptions++;
}

static void node_push(Search *s, const Way *way, size_t candidates) {
    if (!ROOM(s, nodes, count, capacity, 1)) return;
    SearchNode *n = &s->nodes[s->count];
    *n = (SearchNode){.path = s->path.length,
                      .candidates = s->candidate_count - candidates,
                      .candidate_count = candidates,
                      .decisions = s->decision_count,
                      .sleepers = way->sleepers,
                      .preemptions = way->preemptions,
                      .early = way->early,
                      .weight = way->weight};
    if (s->reduce) n->local_first = local_to_front(s, n->candidates);
    if (!trial_note(s->trial, &n->moment)) {
        s->no_memory = true;
        return;
    }
    s->bytes += snapshot_size(n->moment.snapshot);
    s->count++;
}

/* It is not come back to. */
static void node_forget(Search *s, SearchNode *n) {
    if (n->moment.snapshot) s->bytes -= snapshot_size(n->moment.snapshot);
    moment_drop(&n->moment);
}

/* Is the node that is about to be made the root of a unit of another process, or of one that is not to be begun? */
static bool unit_is_others(Search *s) {
    if (s->count != SPLIT_DEPTH) return false;
    s->halted = atomic_load(&s->shared->stop);
    if (s->halted) return true;
    work_note(s, s->units, true);
    uint32_t unit = s->units++;
    bool mine = unit < UNITS_MAX ? !atomic_flag_test_and_set(&s->shared->claims[unit]) : unit % s->processes == s->process;
    s->unit = unit;
    s->in_unit = mine;
    return !mine;
}

/* Goes on where there is nothing to choose, to the next node or to the end. */
static void descend(Search *s, Way way) {
    Trial *t = s->trial;
    for (;;) {
        if (way.end == WORLD_RUNNING && t->turns >= s->turns) {
            leaf(s, &way);
            break;
        }
        if (way.end != WORLD_RUNNING) {
            leaf(s, &way);
            break;
        }
        if (!trial_alternatives(t, &s->alternatives)) {
            s->no_memory = true;
            break;
        }
        uint16_t late = 0;
        if (s->alternatives.count == 0) {
            way.end = turn_take(s, 0, &late);
            continue;
        }
        size_t candidates = candidates_find(s, &way);
        if (candidates == 0) {
            atomic_fetch_add(&s->shared->part, s->in_unit || s->process == 0 ? (uint64_t)(way.weight * part_unit) : 0);
            break;
        }
        uint16_t only = s->candidates[s->candidate_count - candidates];
        const G *g = s->alternatives.list[only];
        bool one_way = s->bytes > bytes_max && (candidates > 1 || may_choose(s, g));
        if (one_way) s->incomplete = true;
        if (!one_way && (candidates > 1 || may_choose(s, g))) {
            if (unit_is_others(s)) {
                s->candidate_count -= candidates;
                break;
            }
            node_push(s, &way, candidates);
            return;
        }
        s->candidate_count -= candidates;
        way_count(s, &way, only);
        way.end = turn_take(s, only, &late);
        if (has_chosen(s)) s->incomplete = true; /* a choice that could not be foreseen */
        way.early = (uint16_t)(way.early + late);
        size_t from = way.sleepers, end = s->sleeper_count;
        if (end > from) { /* in place */
            if (!sleepers_pass(s, from, end, g, &t->control.footprint)) break;
            memmove(s->sleepers + from, s->sleepers + end, (s->sleeper_count - end) * sizeof *s->sleepers);
            s->sleeper_count -= end - from;
        }
    }
    s->sleeper_count = way.sleepers;
}

/* The next choices of the alternative under way, as an odometer: false if it has had all. */
static bool variant_next(Search *s, SearchNode *n) {
    while (s->decision_count > n->decisions) {
        Decision *d = &s->decisions[s->decision_count - 1];
        uint32_t count = d->kind == DECIDE_LATE && !s->early ? 1 : d->count;
        if (d->choice + 1u < count) {
            d->choice++;
            return true;
        }
        s->decision_count--;
    }
    return false;
}

/* Takes the next turn from the node on top; false if there is none. */
static bool node_advance(Search *s, SearchNode *n) {
    Trial *t = s->trial;
    Control *c = &t->control;
    if (n->started && (n->alone || !variant_next(s, n))) {
        if (n->alone) return false;
        if (s->reduce) {
            if (!ROOM(s, sleepers, sleeper_count, sleeper_capacity, 1)) return false;
            s->sleepers[s->sleeper_count++] = (Sleeper){.g = n->tried, .footprint = n->footprint};
        }
        n->at++;
        n->started = false;
        n->footprint = (Footprint){0};
    }
    if (n->at == n->candidate_count) return false;
    bool again = n->started || n->at > 0;
    if (again) trial_return(t, &n->moment);
    if (again && !trial_alternatives(t, &s->alternatives)) return false;
    uint32_t alternative = s->candidates[n->candidates + n->at];
    G *g = n->tried = s->alternatives.list[alternative];
    Way way = {.preemptions = n->preemptions,
               .early = n->early,
               .weight = n->weight / (double)n->candidate_count,
               .sleepers = s->sleeper_count};
    way_count(s, &way, alternative);
    c->plan.length = 0;
    for (size_t i = n->decisions; i < s->decision_count; i++)
        if (!schedule_add(&c->plan, s->decisions[i].choice)) s->no_memory = true;
    c->place = 0;
    s->path.length = n->path;
    uint16_t late = 0;
    way.end = turn_take(s, alternative, &late);
    c->plan.length = c->place = 0;
    way.early = (uint16_t)(way.early + late);
    s->decision_count = n->decisions;
    if (!ROOM(s, decisions, decision_count, decision_capacity, c->made_count)) return false;
    if (c->made_count) memcpy(s->decisions + s->decision_count, c->made, c->made_count * sizeof *c->made);
    s->decision_count += c->made_count;
    n->started = true;
    footprint_join(&n->footprint, &c->footprint);
    const Footprint *f = &c->footprint;
    if (n->local_first && n->at == 0 && f->count == 0 && !f->everything && !c->made_count && g->point != POINT_YIELD) {
        n->alone = true;
        node_forget(s, n);
    }
    if (!sleepers_pass(s, n->sleepers, way.sleepers, g, f)) return false;
    descend(s, way);
    return true;
}

static void node_pop(Search *s) {
    SearchNode *n = &s->nodes[--s->count];
    node_forget(s, n);
    s->candidate_count = n->candidates;
    s->decision_count = n->decisions;
    s->sleeper_count = n->sleepers;
    if (s->count != SPLIT_DEPTH || !s->in_unit) return;
    work_note(s, s->unit, false);
    s->in_unit = false;
}

/* The pieces of the tree are explored to their ends, or to the limit, also if others have reached that: what is told is a
 * whole number of them (explore.c). Only where a unit would begin it is looked whether all is to stop. */
static bool goes_on(const Search *s) {
    return !s->no_memory && !s->halted && s->effort < s->limit && !atomic_load(&s->shared->cancelled);
}

void search_all(Search *s) {
    descend(s, (Way){.weight = 1});
    while (s->count && goes_on(s))
        if (!node_advance(s, &s->nodes[s->count - 1])) node_pop(s);
    if (s->count) s->incomplete = true;
    work_note(s, s->in_unit ? s->unit : s->units, !s->in_unit);
    tell(s);
}

/* ---- At random ---- */

enum {
    RUN_EFFORT = 1000,
    RUNS_MIN = 20,
    TURNS_UNKNOWN = 16,
    PCT_CHANGES_MAX = 3,
    DEMOTED_MAX = 64,
    EARLY_ONE_IN = 8,
    LATE_ONE_IN = 4,
};

/* One run's choices. */
typedef struct Dice {
    Random random;
    bool early, by_priority;
    uint64_t priorities;            /* what those of goroutines are made from */
    uint32_t changes[PCT_CHANGES_MAX], change_count; /* turns after which the one that has run comes last */
    uint64_t demoted[DEMOTED_MAX];  /* goroutines that have come last, in that order */
    uint32_t demoted_count;
} Dice;

static uint32_t dice_below(Dice *d, uint32_t count) {
    return (uint32_t)(((random_next(&d->random) >> 32) * count) >> 32);
}

static uint32_t dice_decide(void *state, Sched *s, const Decision *decision) {
    (void)s;
    Dice *d = state;
    if (decision->kind == DECIDE_LATE) return d->early && dice_below(d, LATE_ONE_IN) == 0;
    return dice_below(d, decision->count);
}

static void dice_begin(Dice *d, uint64_t run, uint64_t seed, uint32_t turns, bool early) {
    *d = (Dice){.early = early, .by_priority = run % 2};
    random_seed(&d->random, seed * UINT64_C(0x9e3779b97f4a7c15) + run);
    d->priorities = random_next(&d->random);
    d->change_count = d->by_priority ? dice_below(d, PCT_CHANGES_MAX) + 1 : 0;
    for (uint32_t i = 0; i < d->change_count; i++) d->changes[i] = dice_below(d, turns) + 1;
}

/* The goroutine comes last from now on. */
static void dice_demote(Dice *d, uint64_t id) {
    if (d->demoted_count == DEMOTED_MAX) memmove(d->demoted, d->demoted + 1, --d->demoted_count * sizeof id);
    d->demoted[d->demoted_count++] = id;
}

static uint64_t dice_priority(const Dice *d, const G *g) {
    uint64_t id = g ? g->id : 0, mixed = (id + 1) * (d->priorities | 1);
    for (uint32_t i = d->demoted_count; i-- > 0;)
        if (d->demoted[i] == id) return d->demoted_count - 1 - i;
    return (mixed ^ mixed >> 29) | UINT64_C(1) << 63;
}

static uint32_t dice_pick(Dice *d, const Search *s, const uint16_t *candidates, size_t count) {
    const Alternatives *a = &s->alternatives;
    uint32_t best = candidates[0];
    if (!d->by_priority) return candidates[dice_below(d, (uint32_t)count)];
    for (size_t i = 1; i < count; i++)
        if (dice_priority(d, a->list[candidates[i]]) > dice_priority(d, a->list[best])) best = candidates[i];
    return best;
}

static Way run_once(Search *s, Dice *d) {
    Trial *t = s->trial;
    Way way = {.weight = 0, .sleepers = s->sleeper_count};
    while (way.end == WORLD_RUNNING && t->turns < s->turns && trial_alternatives(t, &s->alternatives)) {
        uint32_t pick = 0;
        uint16_t late = 0;
        if (s->alternatives.count) {
            bool early = s->early;
            s->early = early && dice_below(d, EARLY_ONE_IN) == 0;
            size_t count = candidates_find(s, &way);
            s->early = early;
            s->candidate_count -= count;
            if (count == 0) break;
            pick = dice_pick(d, s, s->candidates + s->candidate_count, count);
            way_count(s, &way, pick);
        }
        const G *g = s->alternatives.count ? s->alternatives.list[pick] : NULL;
        uint64_t id = g ? g->id : 0;
        way.end = turn_take(s, pick, &late);
        way.early = (uint16_t)(way.early + late);
        if (!d->by_priority) continue;
        bool change = g && way.end == WORLD_RUNNING && g->spins;
        for (uint32_t i = 0; i < d->change_count; i++) change |= d->changes[i] == t->turns;
        if (change) dice_demote(d, id);
    }
    return way;
}

void search_random(Search *s, uint64_t runs, uint64_t seed) {
    Trial *t = s->trial;
    TrialMoment base;
    Dice dice = {0};
    uint32_t turns = TURNS_UNKNOWN; /* of a run, as the first one finds it: the same in each process */
    if (!trial_note(t, &base)) {
        s->no_memory = true;
        return;
    }
    s->in_unit = true;
    s->unit = 0;
    for (uint64_t run = 0; !s->no_memory && !atomic_load(&s->shared->cancelled);) {
        bool sounding = turns == TURNS_UNKNOWN;
        if (!sounding && (run = atomic_fetch_add(&s->shared->next_run, 1)) >= runs) break;
        if (!sounding) dice_begin(&dice, run, seed, turns, s->early);
        t->control.decide = dice_decide;
        t->control.decide_state = &dice;
        trial_return(t, &base);
        s->path.length = 0;
        s->effort = 0;
        Way way = run_once(s, &dice);
        t->control.decide = NULL;
        if (sounding) { /* a program of very long runs gets fewer */
            uint64_t most = RUN_EFFORT * runs / (s->effort + 1);
            if (most < runs) runs = most > RUNS_MIN ? most : runs < RUNS_MIN ? runs : RUNS_MIN;
            turns = t->turns - base.turns > turns ? t->turns - base.turns : turns + 1;
        } else
            leaf(s, &way);
    }
    s->in_unit = false;
    tell(s);
    trial_return(t, &base);
    moment_drop(&base);
}

/* ---- Shorter schedules ---- */

/* First all schedules with few deviations are tried, which gives the simplest for most outcomes at once; then each that is left
 * is made simpler by itself. */
enum {
    SHORTEN_DEVIATIONS = 2,
    SHORTEN_AROUND = 4000 /* runs */,
    SHORTEN_ONE = 200,
    EFFORT_AROUND = SHORTEN_AROUND * EFFORT * 4, /* long runs are fewer */
    EFFORT_ALL = EFFORT_AROUND * 4,
};

typedef struct ShortestOutcome {
    const ExploreOutcome *outcome;
    Schedule *schedule;
    size_t deviations, timers; /* of it: timers that were chosen to fire */
    bool run; /* it has been run as a plan, so that it is known what it needs */
} ShortestOutcome;

typedef struct Shortening {
    TrialMoment base;
    ShortestOutcome *items;
    size_t count, tries;
} Shortening;

/* How many times a timer was chosen to fire. */
static size_t timers_chosen(const Control *c) {
    size_t count = 0;
    for (size_t i = 0; i < c->made_count; i++) {
        const Decision *d = &c->made[i];
        count += d->timer && d->choice == d->count - 1;
    }
    return count;
}

/* Runs under that plan, from `base`. False if it does not fit, or there is no memory. What has been chosen is in Control.made,
 * of which the first `*length` choices are what a schedule needs. */
static bool run_plan(Search *s, const TrialMoment *base, const Schedule *plan, ExploreOutcome *outcome, size_t *length) {
    Trial *t = s->trial;
    Control *c = &t->control;
    trial_return(t, base);
    control_clear(c);
    c->misfit.count = 0;
    c->plan = *plan;
    c->place = 0;
    WorldEnd end = WORLD_RUNNING;
    while (end == WORLD_RUNNING && t->turns < s->turns) end = trial_go_on(t);
    c->plan = (Schedule){0};
    for (*length = c->made_count; *length && !c->made[*length - 1].choice; --*length) {
    }
    return !c->misfit.count && !c->failed && trial_outcome(t, end, outcome);
}

/* What a run under a plan has shown about one of the outcomes: if it came to that, with no more timers, its schedule may be
 * the better one. */
static void found_again(Search *s, ShortestOutcome *known, size_t length) {
    const Control *c = &s->trial->control;
    Schedule made = {0};
    for (size_t i = 0; i < length; i++)
        if (!schedule_add(&made, c->made[i].choice)) s->no_memory = true;
    size_t timers = timers_chosen(c), deviations = schedule_deviations(&made);
    if (timers <= known->timers && !s->no_memory && (!known->run || schedule_better(&made, deviations, known->schedule, known->deviations))) {
        schedule_free(known->schedule);
        *known->schedule = made;
        known->timers = timers;
        known->deviations = deviations;
        known->run = true;
    } else {
        schedule_free(&made);
    }
}

/* Runs under a plan, and looks which outcome that is. NULL: none of them, or it does not fit. */
static ShortestOutcome *shorten_try(Search *s, Shortening *h, const Schedule *plan) {
    ExploreOutcome outcome;
    size_t length;
    h->tries++;
    bool fits = run_plan(s, &h->base, plan, &outcome, &length);
    s->effort += EFFORT_OF_LEAF + EFFORT_OF_TURN * (s->trial->turns - h->base.turns);
    if (!fits) return NULL;
    ShortestOutcome *known = NULL;
    for (size_t i = 0; i < h->count && !known; i++)
        if (outcomes_equal(h->items[i].outcome, &outcome)) known = &h->items[i];
    outcome_free(&outcome);
    if (known) found_again(s, known, length);
    return known;
}

static bool shorten_more(const Search *s, const Shortening *h, size_t tries, uint64_t effort) {
    return h->tries < tries && s->effort < effort && !atomic_load(&s->shared->cancelled);
}

/* All schedules with so many deviations more than the plan, behind its end. */
static void shorten_around(Search *s, Shortening *h, const Schedule *plan, int more) {
    const Control *c = &s->trial->control;
    shorten_try(s, h, plan);
    size_t count = c->made_count;
    Decision *made = more ? malloc((count + 1) * sizeof *made) : NULL;
    Schedule longer = {0};
    if (!made) return;
    if (count) memcpy(made, c->made, count * sizeof *made);
    for (size_t i = plan->length; i < count && shorten_more(s, h, SHORTEN_AROUND, EFFORT_AROUND); i++)
        for (uint32_t choice = 1; choice < made[i].count && shorten_more(s, h, SHORTEN_AROUND, EFFORT_AROUND); choice++) {
            longer.length = 0;
            for (size_t k = 0; k < i; k++)
                if (!schedule_add(&longer, made[k].choice)) s->no_memory = true;
            if (!schedule_add(&longer, choice) || s->no_memory) break;
            shorten_around(s, h, &longer, more - 1);
        }
    schedule_free(&longer);
    free(made);
}

/* Takes one deviation after the other out of a schedule, from its end, as long as it comes to the same. */
static void shorten_one(Search *s, Shortening *h, ShortestOutcome *item) {
    Schedule attempt = {0};
    if (!schedule_copy(&attempt, item->schedule)) return;
    shorten_try(s, h, &attempt);
    h->tries = 0;
    for (size_t i = item->schedule->length; i-- > 0 && shorten_more(s, h, SHORTEN_ONE, EFFORT_ALL);) {
        if (i >= item->schedule->length || !item->schedule->choices[i]) continue;
        if (!schedule_copy(&attempt, item->schedule)) break;
        attempt.choices[i] = 0;
        shorten_try(s, h, &attempt);
    }
    schedule_free(&attempt);
}

void search_shorten(Search *s, ExploreOutcome *outcomes, size_t count) {
    Shortening h = {.items = calloc(count + 1, sizeof *h.items), .count = count};
    for (size_t i = 0; h.items && i < count; i++)
        h.items[i] = (ShortestOutcome){.outcome = &outcomes[i],
                                       .schedule = &outcomes[i].schedule,
                                       .deviations = schedule_deviations(&outcomes[i].schedule),
                                       .timers = outcomes[i].slow ? SIZE_MAX : 0};
    if (h.items && trial_note(s->trial, &h.base)) {
        for (int more = 0; more <= SHORTEN_DEVIATIONS && shorten_more(s, &h, SHORTEN_AROUND, EFFORT_AROUND); more++)
            shorten_around(s, &h, &(Schedule){0}, more);
        /* Failures, which are last, first. */
        for (size_t i = count; i-- > 0 && shorten_more(s, &h, SIZE_MAX, EFFORT_ALL);) shorten_one(s, &h, &h.items[i]);
        trial_return(s->trial, &h.base);
        moment_drop(&h.base);
    }
    free(h.items);
}
