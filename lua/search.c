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
#include <stdlib.h>
#include <string.h>

#include "lua/search_build.h"

enum {
    ALTERNATIVES_OF_TURN = 16, /* that count as another turn */
    EARLY_MAX = 8,             /* timers in one schedule that fire early */
};

static const size_t bytes_max =
    (size_t)512 << 20; /* of snapshots on one path: beyond it only one way is tried */

struct SearchNode {
    TrialMoment moment;
    Footprint footprint; /* of all turns that the alternative under way has had */
    size_t path;         /* choices before it */
    size_t candidates, decisions, sleepers; /* where its parts begin */
    size_t candidate_count, at;
    G *tried; /* the alternative under way */
    uint16_t preemptions;
    uint16_t early;   /* timers */
    bool started;     /* the alternative under way has had a turn */
    bool alone;       /* ... and touched nothing: no other one need be tried */
    bool local_first; /* the first candidate is one that may touch nothing */
    double weight;
};

void search_end(Search *s) {
    while (s->count) moment_drop(&s->nodes[--s->count].moment);
    for (size_t i = 0; i < s->outcome_count; i++) outcome_free(&s->outcomes[i]);
    for (size_t i = 0; i < s->record_count; i++) schedule_free(&s->records[i].schedule);
    free(s->outcomes);
    outcome_index_free(&s->outcome_index);
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

/* ---- Sleep ---- */

static bool sleeps(const Search *s, size_t from, const G *g) {
    for (size_t i = from; i < s->sleeper_count; i++)
        if (s->sleepers[i].g == g) return true;
    return false;
}

/* Puts a copy of the sleepers from `from` to `end` on top of all, without those who have to do with that turn of `g`. */
static bool sleepers_pass(Search *s, size_t from, size_t end, const G *g,
                          const Footprint *footprint) {
    if (!ROOM(s, sleepers, sleeper_count, sleeper_capacity, end - from)) return false;
    for (size_t i = from; i < end; i++)
        if (s->sleepers[i].g != g && !footprints_clash(&s->sleepers[i].footprint, footprint))
            s->sleepers[s->sleeper_count++] = s->sleepers[i];
    return true;
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
    return a->timer &&
           (spinning_count(a) == a->count - 1 || sched_next_timer(sched) <= sched_now(sched));
}

size_t candidates_find(Search *s, const Way *way) {
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

WorldEnd turn_take(Search *s, uint32_t alternative, uint16_t *late) {
    Control *c = &s->trial->control;
    if (s->alternatives.count > 1 && !schedule_add(&s->path, alternative)) s->no_memory = true;
    WorldEnd end = trial_turn(s->trial, &s->alternatives, alternative);
    s->told_turns++;
    search_effort(s, EFFORT_OF_TURN + s->alternatives.count / ALTERNATIVES_OF_TURN);
    for (size_t i = 0; i < c->made_count; i++) {
        if (!schedule_add(&s->path, c->made[i].choice)) s->no_memory = true;
        s->timers |= c->made[i].kind == DECIDE_LATE;
        *late = (uint16_t)(*late + (c->made[i].kind == DECIDE_LATE && c->made[i].choice));
    }
    return end;
}

void way_count(const Search *s, Way *way, uint32_t alternative) {
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
    search_work(s, s->units, true);
    uint32_t unit = s->units++;
    bool mine = unit < UNITS_MAX ? !atomic_flag_test_and_set(&s->shared->claims[unit])
                                 : unit % s->processes == s->process;
    s->unit = unit;
    s->in_unit = mine;
    return !mine;
}

/* Goes on where there is nothing to choose, to the next node or to the end. */
static void descend(Search *s, Way way) {
    Trial *t = s->trial;
    for (;;) {
        if (way.end != WORLD_RUNNING || t->turns >= s->turns) {
            search_leaf(s, &way);
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
            search_part(s, &way);
            break;
        }
        uint16_t only = s->candidates[s->candidate_count - candidates];
        const G *g = s->alternatives.list[only];
        bool several = candidates > 1 || may_choose(s, g), room = s->bytes <= bytes_max;
        if (several && !room) s->incomplete = true;
        if (several && room) {
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
            memmove(s->sleepers + from, s->sleepers + end,
                    (s->sleeper_count - end) * sizeof *s->sleepers);
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
    if (c->made_count)
        memcpy(s->decisions + s->decision_count, c->made, c->made_count * sizeof *c->made);
    s->decision_count += c->made_count;
    n->started = true;
    footprint_join(&n->footprint, &c->footprint);
    const Footprint *f = &c->footprint;
    if (n->local_first && n->at == 0 && f->count == 0 && !f->everything && !c->made_count &&
        g->point != POINT_YIELD) {
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
    search_work(s, s->unit, false);
    s->in_unit = false;
}

/* The pieces of the tree are explored to their ends, or to the limit, also if others have reached that: what is told is a
 * whole number of them (explore.c). Only where a unit would begin it is looked whether all is to stop. */
static bool goes_on(const Search *s) {
    return !s->no_memory && !s->halted && s->effort < s->limit &&
           !atomic_load(&s->shared->cancelled);
}

void search_all(Search *s) {
    descend(s, (Way){.weight = 1});
    while (s->count && goes_on(s))
        if (!node_advance(s, &s->nodes[s->count - 1])) node_pop(s);
    if (s->count) s->incomplete = true;
    search_work(s, s->in_unit ? s->unit : s->units, !s->in_unit);
    search_tell(s);
}
