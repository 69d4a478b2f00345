/* Who could free whom. */
#include "lua/stuck.h"

#include <stdlib.h>
#include <string.h>

/* ---- Helpers ---- */

static bool waits_for(const Survey *s, int32_t goroutine, int32_t object, bool send) {
    const SurveyGoroutine *g = &s->goroutines[goroutine];
    for (size_t i = 0; i < g->wait_count; i++) {
        const SurveyWait *w = &s->waits[g->wait + i];
        if (w->object == object && w->send == send) return true;
    }
    return false;
}

void helpers_add(Helpers *h, int32_t goroutine) {
    for (size_t i = 0; i < h->count; i++)
        if (h->goroutines[i] == goroutine) return;
    if (h->count == SURVEY_HOLDERS_MAX) {
        h->known = false;
        return;
    }
    size_t i = h->count++;
    for (; i > 0 && h->goroutines[i - 1] > goroutine; i--) h->goroutines[i] = h->goroutines[i - 1];
    h->goroutines[i] = goroutine;
}

/* Everyone who can get at the object. Who waits for it has it; so if that is not said of the goroutine itself, nothing is
 * known of the others either. */
static void holders_add(const Survey *s, int32_t goroutine, const SurveyWait *wait, Helpers *h) {
    const SurveyObject *o = &s->objects[wait->object];
    bool told = false;
    size_t waiting = 0;
    for (size_t i = 0; i < s->goroutine_count && waiting <= SURVEY_HOLDERS_MAX; i++)
        waiting += s->goroutines[i].status == G_WAITING;
    for (size_t i = 0; i < o->hold_count; i++) {
        const SurveyHold *hold = &s->holds[o->hold + i];
        if (hold->goroutine == goroutine) {
            told = true;
        } else if (waits_for(s, hold->goroutine, wait->object, wait->send)) {
            h->rivals = true;
        } else if (o->kind != SURVEY_CHAN || (wait->send ? hold->can_receive : hold->can_send)) {
            helpers_add(h, hold->goroutine);
        }
    }
    h->known = h->known && told && !s->partial && waiting <= SURVEY_HOLDERS_MAX;
}

static void owner_add(const Survey *s, int32_t goroutine, uint64_t owner, Helpers *h) {
    if (!owner) return;
    int32_t found = survey_find(s, owner);
    if (found == SURVEY_NONE) {
        h->known = false;
        if (!s->partial) h->gone = owner;
    } else if (found == goroutine) {
        h->self = true;
    } else {
        helpers_add(h, found);
    }
}

/* A reader waits for the writer that has the lock, or for those that wait for it, who go first. Of readers it is known which
 * one came last: it may have left, and others not. */
static void rwmutex_add(const Survey *s, int32_t goroutine, const SurveyObject *o, Helpers *h) {
    bool reads = s->goroutines[goroutine].reason == WAIT_RWMUTEX_RLOCK;
    for (size_t i = 0; reads && !o->locked && i < o->waiter_count; i++) {
        int32_t other = s->waiters[o->waiter + i].goroutine;
        if (other >= 0 && s->goroutines[other].reason == WAIT_RWMUTEX_LOCK) helpers_add(h, other);
    }
    if (h->count == 0) owner_add(s, goroutine, o->owner, h);
    h->known = h->known && o->locked;
}

void stuck_helpers(const Survey *s, int32_t goroutine, const SurveyWait *wait, Helpers *h) {
    *h = (Helpers){.known = true};
    if (wait->object == SURVEY_NONE) return;
    const SurveyObject *o = &s->objects[wait->object];
    switch (o->kind) {
    case SURVEY_MUTEX:
        owner_add(s, goroutine, o->owner, h);
        break;
    case SURVEY_RWMUTEX:
        rwmutex_add(s, goroutine, o, h);
        break;
    case SURVEY_CHAN:
    case SURVEY_WAITGROUP:
    case SURVEY_COND:
        holders_add(s, goroutine, wait, h);
        break;
    }
}

/* ---- Parties ---- */

/* A goroutine, while they are put in order. */
typedef struct Item {
    const Survey *survey;
    int32_t goroutine;
} Item;

static int compare(int64_t a, int64_t b) {
    return a < b ? -1 : a > b;
}

static int compare_places(const SurveyPlace *a, const SurveyPlace *b) {
    if (a->line != b->line) return compare(a->line, b->line);
    return strcmp(a->file ? a->file : "", b->file ? b->file : "");
}

static int compare_kinds(const Item *a, const Item *b) {
    const Survey *s = a->survey;
    const SurveyGoroutine *x = &s->goroutines[a->goroutine], *y = &s->goroutines[b->goroutine];
    int order = compare(y->is_main, x->is_main);
    if (!order) order = compare(x->status, y->status);
    if (!order) order = compare(x->reason, y->reason);
    if (!order) order = compare_places(&x->place, &y->place);
    if (!order) order = strcmp(x->function ? x->function : "", y->function ? y->function : "");
    if (!order) order = compare((int64_t)x->wait_count, (int64_t)y->wait_count);
    for (size_t i = 0; !order && i < x->wait_count; i++) {
        const SurveyWait *v = &s->waits[x->wait + i], *w = &s->waits[y->wait + i];
        order = compare(v->object, w->object);
        if (!order) order = compare(v->send, w->send);
    }
    return order;
}

static int compare_items(const void *a, const void *b) {
    int order = compare_kinds(a, b);
    return order ? order : compare(((const Item *)a)->goroutine, ((const Item *)b)->goroutine);
}

/* Where every party begins among the members, and where each goroutine stands. */
typedef struct Layout {
    const Stuck *stuck;
    size_t *place;  /* by goroutine: the place of its party's first member */
    size_t *end;    /* by that place: where the party ends */
    uint8_t *taken; /* by that place: its place among the parties, plus 1 */
} Layout;

/* The place of a party's goroutine among the parties, which it takes if it has none yet; -1: there are too many. */
static int party_of(Stuck *k, Layout *l, int32_t goroutine) {
    size_t start = l->place[goroutine];
    if (l->taken[start]) return l->taken[start] - 1;
    if (k->party_count == PARTIES_MAX) return -1;
    k->parties[k->party_count] = (Party){.start = start, .count = l->end[start] - start};
    l->taken[start] = (uint8_t)++k->party_count;
    return (int)k->party_count - 1;
}

/* Finds out whom the party waits for. */
static void party_link(Stuck *k, Layout *l, size_t index) {
    const Survey *s = k->survey;
    Party *p = &k->parties[index];
    int32_t first = k->members[p->start];
    const SurveyGoroutine *g = &s->goroutines[first];
    p->known = true;
    for (size_t i = 0; i < g->wait_count; i++) {
        Helpers h;
        stuck_helpers(s, first, &s->waits[g->wait + i], &h);
        p->known = p->known && h.known;
        for (size_t n = 0; n < h.count; n++) {
            int other = party_of(k, l, h.goroutines[n]);
            if (other >= 0 && (size_t)other != index) p->edges |= (uint64_t)1 << other;
        }
    }
}

/* Main's party and all that it leads to, then the others. */
static void parties_order(Stuck *k, Layout *l, int32_t root) {
    const Survey *s = k->survey;
    bool known = false;
    if (root == SURVEY_NONE && s->goroutines[k->members[0]].is_main) root = k->members[0];
    if (root != SURVEY_NONE) {
        party_of(k, l, root);
        known = true;
    }
    for (size_t i = 0; i < k->party_count; i++) {
        party_link(k, l, i);
        known = known && k->parties[i].known;
    }
    k->linked = k->reached = k->party_count;
    for (size_t i = 0; i < s->goroutine_count; i++)
        if (s->goroutines[i].status == G_WAITING) party_of(k, l, (int32_t)i);
    for (size_t i = k->linked; i < k->party_count; i++) party_link(k, l, i);
    if (!known) k->linked = k->party_count;
    k->left_out = s->goroutine_count;
    for (size_t i = 0; i < k->party_count; i++) k->left_out -= k->parties[i].count;
}

static void items_lay_out(Stuck *k, Layout *l, Item *items) {
    size_t count = k->survey->goroutine_count;
    for (size_t i = 0; i < count; i++) items[i] = (Item){k->survey, (int32_t)i};
    qsort(items, count, sizeof *items, compare_items);
    for (size_t i = 0, start = 0; i < count; i++) {
        if (i > 0 && compare_kinds(&items[i - 1], &items[i]) != 0) start = i;
        k->members[i] = items[i].goroutine;
        l->place[items[i].goroutine] = start;
        l->end[start] = i + 1;
    }
}

bool stuck_find(Stuck *k, const Survey *s, int32_t root) {
    *k = (Stuck){.survey = s};
    size_t count = s->goroutine_count;
    Layout l = {.place = calloc(count + 1, sizeof *l.place),
                .end = calloc(count + 1, sizeof *l.end),
                .taken = calloc(count + 1, sizeof *l.taken)};
    Item *items = calloc(count + 1, sizeof *items);
    k->members = calloc(count + 1, sizeof *k->members);
    bool made = l.place && l.end && l.taken && items && k->members;
    if (made && count > 0) {
        items_lay_out(k, &l, items);
        parties_order(k, &l, root);
    }
    free(l.place);
    free(l.end);
    free(l.taken);
    free(items);
    if (!made) stuck_delete(k);
    return made;
}

void stuck_delete(Stuck *k) {
    free(k->members);
    k->members = NULL;
}

/* ---- Circles ---- */

/* The shortest way from `start` back to it, through parties after it: its length, or 0. */
static size_t circle_from(const Stuck *k, size_t start, size_t circle[PARTIES_MAX]) {
    size_t queue[PARTIES_MAX], before[PARTIES_MAX], first = 0, last = 0;
    uint64_t seen = 0;
    queue[last++] = start;
    while (first < last) {
        size_t p = queue[first++];
        for (size_t next = start; next < k->party_count; next++) {
            uint64_t bit = (uint64_t)1 << next;
            if (!(k->parties[p].edges & bit) || seen & bit || !k->parties[next].known) continue;
            before[next] = p;
            if (next == start) {
                size_t length = 0, reversed[PARTIES_MAX];
                do {
                    next = before[next];
                    reversed[length++] = next;
                } while (next != start);
                for (size_t i = 0; i < length; i++) circle[i] = reversed[length - 1 - i];
                return length;
            }
            seen |= bit;
            queue[last++] = next;
        }
    }
    return 0;
}

size_t stuck_circle(const Stuck *k, size_t circle[PARTIES_MAX]) {
    size_t best = 0, found[PARTIES_MAX];
    for (size_t start = 0; start < k->linked; start++) {
        size_t length = circle_from(k, start, found);
        if (length == 0 || (best && length >= best)) continue;
        best = length;
        memcpy(circle, found, sizeof found);
    }
    return best;
}
