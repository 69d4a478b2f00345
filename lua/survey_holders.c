/* The survey's holders: which of the objects each goroutine can get at, by whatever way. One walk, in which every
 * goroutine that is told apart has a bit of its own. */
#include "lua/survey_build.h"
#include "lua/type.h"

#include <stdlib.h>

#include "lua/walk.h"

enum { LOOKED_AT_MAX = 8000000 /* values; a world in which that is not enough gets no holders */ };

/* By what name a goroutine knows an object. */
typedef struct Direct {
    const char *name; /* the survey's; NULL: none */
    bool known;       /* a variable is the object itself */
} Direct;

typedef struct Holders {
    Survey *survey;
    World *w;
    Walk *walk;
    G *goroutines[SURVEY_HOLDERS_MAX];
    int32_t indexes[SURVEY_HOLDERS_MAX];
    int count;
    Direct *direct; /* of each goroutine, one for each object */
    int looking_at; /* whose names are being found */
} Holders;

/* ---- Whose ---- */

static void goroutines_choose(Holders *h, bool waiting) {
    int32_t i = 0;
    for (G *g = sched_oldest(h->w->sched); g && (size_t)i < h->survey->goroutine_count;
         g = g->younger, i++) {
        if ((g->status == G_WAITING) != waiting || h->count == SURVEY_HOLDERS_MAX) continue;
        h->goroutines[h->count] = g;
        h->indexes[h->count++] = i;
    }
}

static void name_take(void *holders, int32_t object, const char *name, bool direct,
                      Direction direction) {
    (void)direction;
    Holders *h = holders;
    Direct *d = &h->direct[(size_t)h->looking_at * h->survey->object_count + (size_t)object];
    d->known |= direct;
    if (name && !d->name) d->name = name;
}

/* ---- Holds ---- */

static void hold_add(Holders *h, size_t object, int goroutine, bool receives, bool sends) {
    Survey *s = h->survey;
    SurveyHold *holds = survey_grow(s, s->holds, s->hold_count, sizeof *holds);
    if (!holds) return;
    s->holds = holds;
    const Direct *d = &h->direct[(size_t)goroutine * s->object_count + object];
    holds[s->hold_count++] = (SurveyHold){.goroutine = h->indexes[goroutine],
                                          .name = d->name,
                                          .direct = d->known,
                                          .can_send = sends,
                                          .can_receive = receives};
    s->objects[object].hold_count++;
}

static void holds_of(Holders *h, size_t object) {
    SurveyObject *o = &h->survey->objects[object];
    o->hold = h->survey->hold_count;
    bool chan = o->kind == SURVEY_CHAN;
    WalkLabel receive =
        chan ? walk_side(h->walk, o->address, false) : walk_label(h->walk, o->address);
    WalkLabel send = chan ? walk_side(h->walk, o->address, true) : 0;
    for (int i = 0; i < h->count; i++) {
        bool receives = receive >> i & 1, sends = send >> i & 1;
        if (receives || sends) hold_add(h, object, i, chan && receives, sends);
    }
}

void survey_holders(World *w, Survey *s) {
    if (!s->object_count) return;
    Holders h = {.survey = s, .w = w};
    goroutines_choose(&h, true);
    goroutines_choose(&h, false);
    WalkRules rules = {.named_globals = true, .sided = true, .limit = LOOKED_AT_MAX};
    h.walk = walk_new(w, &rules);
    h.direct = calloc(s->object_count * (size_t)h.count + 1, sizeof *h.direct);
    if (h.walk && h.direct) {
        for (int i = 0; i < h.count; i++)
            walk_goroutine(h.walk, h.goroutines[i], (WalkLabel)1 << i);
        walk_run(h.walk);
        for (h.looking_at = 0; h.looking_at < h.count; h.looking_at++)
            survey_names_own(w, s, h.goroutines[h.looking_at], name_take, &h);
    }
    if (!h.walk || !h.direct || walk_failed(h.walk))
        s->partial = true;
    else
        for (size_t i = 0; i < s->object_count; i++) holds_of(&h, i);
    walk_delete(h.walk);
    free(h.direct);
}
