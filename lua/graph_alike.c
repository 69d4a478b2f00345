/* What a picture need not tell apart: objects that nobody but those who wait for them has, with the same name and from the
 * same place; and goroutines that stand at the same place and wait for the same, or for such objects. */
#include <stdlib.h>
#include <string.h>

#include "lua/graph_build.h"
#include "lua/stuck.h"

static int text_order(const char *a, const char *b) {
    if (!a || !b) return !b - !a;
    return strcmp(a, b);
}

static int number_order(int64_t a, int64_t b) {
    return a < b ? -1 : a > b;
}

static int place_order(SurveyPlace a, SurveyPlace b) {
    int order = number_order(a.line, b.line);
    return order ? order : text_order(a.file, b.file);
}

/* ---- Objects ---- */

/* Could nobody who does not wait for it end a wait for it, as far as is known? */
static bool is_apart(const Survey *s, int32_t object) {
    const SurveyObject *o = &s->objects[object];
    if (!o->waiter_count) return false;
    const SurveyWaiter *first = &s->waiters[o->waiter];
    for (size_t i = 1; i < o->waiter_count; i++)
        if (first[i].send != first->send) return false;
    Helpers h;
    stuck_helpers(s, first->goroutine, &(SurveyWait){object, first->send}, &h);
    return !h.count && !h.gone && (!h.self || o->waiter_count == 1);
}

static int object_order(const Draft *d, int32_t a, int32_t b) {
    const SurveyObject *x = &d->survey->objects[a], *y = &d->survey->objects[b];
    int order = number_order(x->kind, y->kind);
    if (!order) order = number_order((int64_t)x->waiter_count, (int64_t)y->waiter_count);
    if (!order) order = number_order((int64_t)x->capacity, (int64_t)y->capacity);
    if (!order) order = number_order((int64_t)x->length, (int64_t)y->length);
    if (!order) order = number_order(x->counter, y->counter);
    if (!order)
        order = number_order(x->closed * 4 + x->timer * 2 + x->locked,
                             y->closed * 4 + y->timer * 2 + y->locked);
    if (!order) order = place_order(x->made, y->made);
    if (!order) order = text_order(x->type, y->type);
    if (!order)
        order = text_order(survey_object_name(d->survey, x), survey_object_name(d->survey, y));
    return order;
}

static int by_object(const void *a, const void *b, void *draft) {
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    int order = object_order(draft, x, y);
    return order ? order : number_order(x, y);
}

void objects_join(Draft *d) {
    size_t count = d->survey->object_count, apart = 0;
    d->stands_for = draft_array(d, count, sizeof *d->stands_for);
    d->alike = draft_array(d, count, sizeof *d->alike);
    int32_t *objects = draft_array(d, count, sizeof *objects);
    for (size_t i = 0; !d->failed && i < count; i++) {
        d->stands_for[i] = (int32_t)i;
        d->alike[i] = 1;
        if (is_apart(d->survey, (int32_t)i)) objects[apart++] = (int32_t)i;
    }
    if (!d->failed) qsort_r(objects, apart, sizeof *objects, by_object, d);
    for (size_t i = 1; !d->failed && i < apart; i++) {
        int32_t first = d->stands_for[objects[i - 1]];
        if (object_order(d, first, objects[i]) != 0) continue;
        d->stands_for[objects[i]] = first;
        d->alike[first]++;
    }
    free(objects);
}

/* ---- Goroutines ---- */

bool waits_for_nothing(const SurveyGoroutine *g) {
    return g->wait_count == 0 && (g->reason == WAIT_SELECT_NO_CASES || g->reason == WAIT_SELECT);
}

bool waits_for_others(const SurveyGoroutine *g) {
    return g->wait_count > 0 || waits_for_nothing(g);
}

/* What two goroutines differ in, as far as a picture shows it; 0: in nothing. */
static int likeness(const Draft *d, int32_t a, int32_t b) {
    const Survey *s = d->survey;
    const SurveyGoroutine *x = &s->goroutines[a], *y = &s->goroutines[b];
    int order = number_order(x->is_main, y->is_main);
    if (!order) order = number_order((int64_t)d->owns[a], (int64_t)d->owns[b]);
    if (!order) order = number_order(x->leaked, y->leaked);
    if (!order) order = number_order((int64_t)x->wait_count, (int64_t)y->wait_count);
    for (size_t i = 0; !order && i < x->wait_count; i++) {
        const SurveyWait *v = &s->waits[x->wait + i], *w = &s->waits[y->wait + i];
        if (v->object == SURVEY_NONE || w->object == SURVEY_NONE)
            order = number_order(v->object, w->object);
        else
            order = number_order(d->stands_for[v->object], d->stands_for[w->object]);
        if (!order) order = number_order(v->send, w->send);
    }
    if (!order) order = text_order(x->state, y->state);
    if (!order) order = place_order(x->place, y->place);
    if (!order) order = text_order(x->function, y->function);
    return order;
}

static int by_likeness(const void *a, const void *b, void *draft) {
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    int order = likeness(draft, x, y);
    return order ? order : number_order(x, y);
}

static int by_age(const void *a, const void *b) {
    return number_order(((const Group *)a)->first, ((const Group *)b)->first);
}

void groups_make(Draft *d) {
    const Survey *s = d->survey;
    Graph *g = d->graph;
    size_t count = s->goroutine_count;
    d->owns = draft_array(d, count, sizeof *d->owns);
    d->group_of = draft_array(d, count, sizeof *d->group_of);
    d->groups = draft_array(d, count, sizeof *d->groups);
    g->members = draft_array(d, count, sizeof *g->members);
    if (d->failed) return;
    for (size_t i = 0; i < s->object_count; i++) {
        const SurveyObject *o = &s->objects[i];
        int32_t owner = o->owner && o->waiter_count ? survey_find(s, o->owner) : SURVEY_NONE;
        bool others =
            o->waiter_count > 1 || (o->waiter_count && s->waiters[o->waiter].goroutine != owner);
        if (owner != SURVEY_NONE && others) d->owns[owner] = o->owner;
    }
    for (size_t i = 0; i < count; i++) g->members[i] = (int32_t)i;
    g->member_count = count;
    qsort_r(g->members, count, sizeof *g->members, by_likeness, d);
    for (size_t i = 0; i < count; i++) {
        Group *last = d->group_count ? &d->groups[d->group_count - 1] : NULL;
        if (!last || likeness(d, last->first, g->members[i]) != 0) {
            last = &d->groups[d->group_count++];
            *last = (Group){.first = g->members[i], .member = i};
        }
        last->member_count++;
    }
    qsort(d->groups, d->group_count, sizeof *d->groups, by_age);
    for (size_t i = 0; i < d->group_count; i++)
        for (size_t j = 0; j < d->groups[i].member_count; j++)
            d->group_of[g->members[d->groups[i].member + j]] = (int32_t)i;
}
