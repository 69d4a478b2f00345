/* What to try: the usual mistakes, by the shape of who waits for what. Each party says at most one thing; the parties that
 * are farthest from main come first, for what they wait for is nearest to the cause. */
#include "lua/explain_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TRIES_SHOWN = 3,
    CASES_SHOWN = 3,  /* of a select */
    KIND_SIZE = 24,   /* bytes by which advice is told from other advice */
    MANY_PARTIES = 5, /* of more, one of those that are alike is enough */
};

/* What has been said. */
typedef struct Tries {
    Text *out;
    size_t count;
    char kinds[TRIES_SHOWN][KIND_SIZE];
} Tries;

/* What there is to know of a party while advice for it is looked for. */
typedef struct Case {
    Explain *e;
    const Party *party;
    const SurveyGoroutine *g;
    const SurveyWait *wait;
    const SurveyObject *object;
    Helpers helpers;
    const Party *helper;          /* the party of the first helper; NULL for none */
    const SurveyGoroutine *other; /* its first goroutine */
    char name[NAME_MAX_SIZE];     /* of the object */
    bool first;                   /* nothing has been said yet */
} Case;

#define SAY(c, ...) text_format(&(c)->e->text, __VA_ARGS__)

static const Party *party_with(const Explain *e, int32_t goroutine) {
    for (size_t i = 0; i < e->stuck.party_count; i++) {
        const Party *p = &e->stuck.parties[i];
        for (size_t n = 0; n < p->count; n++)
            if (e->stuck.members[p->start + n] == goroutine) return p;
    }
    return NULL;
}

/* The object's name, or what stands for it in an example. */
static const char *name_or(const Case *c, const char *example) {
    return strcmp(c->name, "it") == 0 ? example : c->name;
}

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* Finds out about the wait of the case. */
static void case_fill(Case *c) {
    const Explain *e = c->e;
    c->object = &e->survey->objects[c->wait->object];
    wait_name(e, c->g, c->wait, c->name);
    /* What a call gives cannot be closed or sent to by calling it again. */
    if (strchr(c->name, '(') && !ends_with(c->name, ".Done()")) strcpy(c->name, "it");
    stuck_helpers(e->survey, e->stuck.members[c->party->start], c->wait, &c->helpers);
    c->helper = c->helpers.count ? party_with(e, c->helpers.goroutines[0]) : NULL;
    c->other = c->helper ? party_first(e, c->helper) : NULL;
}

static void say_helper(Case *c) {
    say_party(c->e, c->helper);
}

/* What the helper waits for, as a part of a sentence: "wg.Wait()". */
static void say_helper_wait(Case *c) {
    const SurveyGoroutine *o = c->other;
    char name[NAME_MAX_SIZE];
    const SurveyWait *w = o->wait_count == 1 ? &c->e->survey->waits[o->wait] : NULL;
    if (!w || is_group(c->e, o) || strcmp(wait_name(c->e, o, w, name), "it") == 0) {
        SAY(c, "what it waits for at line %d", o->place.line);
    } else if (o->reason == WAIT_WAITGROUP || o->reason == WAIT_COND) {
        SAY(c, "`%s.Wait()`", name);
    } else if (o->reason == WAIT_RWMUTEX_RLOCK) {
        SAY(c, "`%s.RLock()`", name);
    } else if (is_lock_wait(o)) {
        SAY(c, "`%s.Lock()`", name);
    } else if (w->send) {
        SAY(c, "the send on %s", name);
    } else {
        SAY(c, "the receive from %s", name);
    }
}

/* "int" of "chan int", "<-chan int" or "chan<- int"; "T" if it is not known. */
static const char *element_of(const SurveyObject *o) {
    if (!o || !o->type) return "T";
    const char *type = strstr(o->type, "chan");
    if (!type) return "T";
    type += 4;
    if (strncmp(type, "<-", 2) == 0) type += 2;
    while (*type == ' ') type++;
    return *type ? type : "T";
}

/* ---- Nil channels ---- */

static bool is_plain(const char *name) {
    return *name &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
               strlen(name);
}

static void try_nil(Case *c) {
    SourceOperand operand;
    const SurveyPlace *p = &c->g->place;
    if (!operand_of(c->e, c->g, operand))
        SAY(c,
            "make the channel before it is used: `ch := make(chan T)`; `var` alone leaves it nil.");
    else if (is_context(c->e, c->g))
        SAY(c, "the Done of `context.Background()` is nil, for it is never cancelled; derive a "
               "context that can be: "
               "`ctx, cancel := context.WithCancel(context.Background())`.");
    else if (is_plain(operand) && !source_sets(c->e->world, p->file, p->line, operand))
        SAY(c,
            "nothing declares or sets %s, and what has no value is nil: is it spelled right? "
            "If it is new: `%s := make(chan T)`.",
            operand, operand);
    else if (is_plain(operand))
        SAY(c,
            "make %s before it is used: `%s = make(chan T)`; `var %s chan T` alone leaves it nil.",
            operand, operand, operand);
    else
        SAY(c, "give %s a channel before it is used: `%s = make(chan T)`; what is missing is nil.",
            operand, operand);
}

/* ---- Locks ---- */

static void try_lock(Case *c) {
    const Helpers *h = &c->helpers;
    const char *name = name_or(c, "mu");
    const char *type = c->object->type ? c->object->type : "";
    bool reading = c->object->kind == SURVEY_RWMUTEX && !c->object->locked;
    if (reading && c->g->reason == WAIT_RWMUTEX_RLOCK)
        SAY(c, "do not call RLock again while holding it: a writer that comes in between goes "
               "first, and waits for the "
               "first RUnlock.");
    else if (reading && h->self)
        SAY(c, "call `%s.RUnlock()` before `%s.Lock()`: a read lock cannot become a write lock.",
            name, name);
    else if (reading && h->gone)
        SAY(c, "write `defer %s.RUnlock()` right after `%s.RLock()`.", name, name);
    else if (h->self && ends_with(type, "Once"))
        SAY(c, "the function that `%s.Do` runs must not call `%s.Do` again: leave that call out.",
            name, name);
    else if (h->self)
        SAY(c,
            "write `defer %s.Unlock()` right after each `%s.Lock()`, so that no way out of the "
            "function leaves it locked. "
            "If a function that holds it calls another one that locks it, move what both need into "
            "a third that does "
            "not lock.",
            name, name);
    else if (h->gone)
        SAY(c,
            "write `defer %s.Unlock()` right after `%s.Lock()`: then it is unlocked however the "
            "function ends.",
            name, name);
}

/* Locks that are taken in different orders: the circle is of locks alone. */
static bool try_lock_order(Explain *e) {
    size_t circle[PARTIES_MAX], length = stuck_circle(&e->stuck, circle);
    const char *names[2] = {NULL, NULL};
    if (length < 2) return false;
    for (size_t i = 0; i < length; i++) {
        const SurveyGoroutine *g = party_first(e, &e->stuck.parties[circle[i]]);
        const SurveyObject *o = wait_object(e, g);
        if (!is_lock_wait(g) || !o) return false;
        if (i < 2) names[i] = object_name(e, o);
    }
    int order = names[0] && names[1] ? strcmp(names[0], names[1]) : 0;
    if (length == 2 && order != 0)
        text_format(&e->text, "lock %s and %s in the same order in every goroutine.",
                    names[order > 0], names[order < 0]);
    else
        text_format(&e->text, "lock in the same order in every goroutine: give the locks an order, "
                              "and never take one "
                              "while holding a later one.");
    return true;
}

/* ---- WaitGroups and Conds ---- */

static void try_waitgroup(Case *c) {
    const char *name = name_or(c, "wg");
    const Helpers *h = &c->helpers;
    bool alone = is_alone(c->e);
    if (!alone && (!h->known || h->count)) return;
    SAY(c,
        "Add and Done have to match: call `%s.Add(1)` once before each go statement, and put "
        "`defer %s.Done()` first into its function.",
        name, name);
}

static void try_cond(Case *c) {
    if (c->helper && !c->first) return;
    if (c->helper) {
        SAY(c, "let ");
        say_helper(c);
        SAY(c, " call `%s.Signal()` or `%s.Broadcast()` before ", name_or(c, "cond"),
            name_or(c, "cond"));
        say_helper_wait(c);
        SAY(c, ".");
        return;
    }
    SAY(c,
        "a Signal that comes before the Wait is lost. Keep the condition in a variable, change it "
        "under the lock "
        "before the Signal, and wait in a loop: `while not ready do %s.Wait() end`.",
        name_or(c, "cond"));
}

/* ---- Channels ---- */

static bool has_one_of(const char *name, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strstr(name, words[i])) return true;
    return false;
}

/* Is what is sent into its buffer a place that is taken, by its name, or as nothing that could be meant by struct{}{}? */
static bool looks_like_semaphore(const Case *c) {
    static const char *const places[] = {"sem", "slot", "token", "limit", "ticket", "permit"};
    static const char *const signals[] = {"done",   "quit", "stop",  "ready",
                                          "finish", "exit", "result"};
    if (!c->wait->send || !c->object->capacity) return false;
    if (has_one_of(c->name, places, sizeof places / sizeof *places)) return true;
    return strcmp(element_of(c->object), "struct{}") == 0 &&
           !has_one_of(c->name, signals, sizeof signals / sizeof *signals);
}

/* A send for which there is no receiver. */
static void try_send(Case *c) {
    const SurveyObject *o = c->object;
    const char *name = name_or(c, "ch");
    if (looks_like_semaphore(c))
        SAY(c,
            "each value in %s is a place that is taken; give it back by a receive when the work is "
            "done: "
            "`defer func() <-%s end()`.",
            name, name);
    else if (o->capacity)
        SAY(c,
            "receive in another goroutine, started before the buffer is full; or make room for all "
            "values: "
            "`make(chan %s, n)` holds n.",
            element_of(o));
    else
        SAY(c,
            "start a goroutine that receives before the send: `go func() print(<-%s) end()`. "
            "Or give the channel a buffer: `make(chan %s, 1)`.",
            name, element_of(o));
}

/* A receive for which there is no sender. */
static void try_receive(Case *c) {
    const char *name = name_or(c, "ch");
    if (c->object->timer)
        SAY(c, "a timer gives one value, and a stopped one none: call Reset, or make a new one "
               "with time.NewTimer.");
    else if (is_context(c->e, c->g))
        SAY(c, "call the context's cancel function, `defer cancel()`, or give it an end: "
               "context.WithTimeout.");
    else if (is_range(c->e, c->g))
        SAY(c,
            "close the channel when the last value has been sent, in the goroutine that sends: "
            "`defer close(%s)`. "
            "Only that ends the range.",
            name);
    else
        SAY(c,
            "every receive needs a send in another goroutine, started before it: `go func() %s <- "
            "x end()`. "
            "If there is one, it has sent too few values, or has ended early.",
            name);
}

/* It holds a lock, and who could help needs that. */
static bool try_holding(Case *c) {
    const SurveyObject *held = lock_held(c->e, c->g);
    if (!held || !c->other || !is_lock_wait(c->other) || wait_object(c->e, c->other) != held)
        return false;
    const char *lock = object_name(c->e, held) ? object_name(c->e, held) : "the lock";
    if (survey_is_once(held)) {
        SAY(c,
            "do not wait in the function that `%s.Do` runs for a goroutine that needs `%s.Do` to "
            "return: let it do "
            "what it waits for before or after that.",
            lock, lock);
        return true;
    }
    SAY(c, "do not wait while holding a lock that others need to go on: unlock %s before ", lock);
    if (c->g->reason == WAIT_WAITGROUP || c->g->reason == WAIT_COND)
        SAY(c, "`%s.Wait()`.", name_or(c, "wg"));
    else
        SAY(c, c->wait->send ? "the send." : "the receive.");
    return true;
}

static void try_act_first(Case *c, const char *act) {
    SAY(c, "let ");
    say_helper(c);
    SAY(c, " ");
    SAY(c, act, name_or(c, "the channel"));
    SAY(c, " before ");
    say_helper_wait(c);
    SAY(c, ".");
}

/* Of a range: who could close the channel waits for something else. */
static void try_close(Case *c) {
    const SurveyPlace *p = &c->g->place;
    bool closes = source_lines(c->e->world, p->file, p->line, SOURCE_CLOSE, c->name, NULL, 0) > 0;
    if (!closes) {
        SAY(c,
            "call `close(%s)` as soon as the last value has been sent, in the goroutine that "
            "sends: only that ends the "
            "range.",
            name_or(c, "ch"));
        return;
    }
    SAY(c, "call `close(%s)` when the last value has been sent, before ", name_or(c, "ch"));
    say_helper_wait(c);
    SAY(c, ": only that ends the range.");
}

static void try_close_for_many(Case *c) {
    SAY(c, "let ");
    say_helper(c);
    SAY(c, " `close(%s)` before ", name_or(c, "ch"));
    say_helper_wait(c);
    SAY(c, ": all that receive go on then, and a send reaches only one of them.");
}

/* Whoever could help waits itself. There are as many ways out as parties in the circle; the first is enough. */
static void try_channel_with_helper(Case *c) {
    if (!c->first) return;
    const char *name = name_or(c, "the channel");
    bool waits_for_group = c->other->reason == WAIT_WAITGROUP;
    if (waits_for_group && c->wait->send) {
        const SurveyObject *wg = wait_object(c->e, c->other);
        const char *group = wg && object_name(c->e, wg) ? object_name(c->e, wg) : "wg";
        SAY(c,
            "receive from %s before the Wait; or wait in a goroutine of its own, `go func() "
            "%s.Wait() close(%s) end()`, and "
            "range over %s.",
            name, group, name_or(c, "ch"), name);
        return;
    }
    if (is_range(c->e, c->g))
        try_close(c);
    else if (!c->wait->send && c->party->count > 1)
        try_close_for_many(c);
    else
        try_act_first(c, c->wait->send ? "receive from %s" : "send on %s, or close it,");
}

static void try_channel(Case *c) {
    bool of_context = is_context(c->e, c->g);
    bool alone = is_alone(c->e);
    if (is_group(c->e, c->g)) {
        if (c->object->capacity && !c->first) return;
        SAY(c, c->object->capacity ? "see what the goroutines that the group runs wait for: a "
                                     "place is free when one of them "
                                     "returns."
                                   : "call SetLimit with 1 or more, or with -1 for no limit.");
        return;
    }
    if (c->helper && !of_context && !c->object->timer && !looks_like_semaphore(c))
        try_channel_with_helper(c);
    else if (!alone && !c->helpers.known && !c->helper && !of_context && !c->object->timer)
        return;
    else if (c->wait->send)
        try_send(c);
    else
        try_receive(c);
}

/* ---- Select ---- */

/* Somebody has to do the other part of a case; who could, if there is one, before it waits itself. */
static void try_select(Case *c) {
    const Explain *e = c->e;
    for (size_t i = 0; i < c->g->wait_count; i++) {
        c->wait = &e->survey->waits[c->g->wait + i];
        case_fill(c);
        if (!c->helper || c->object->timer || strcmp(c->name, "it") == 0 ||
            ends_with(c->name, ".Done()"))
            continue;
        if (!c->first) return;
        SAY(c, "let ");
        say_helper(c);
        SAY(c, c->wait->send ? " receive from %s before " : " send on %s before ", c->name);
        say_helper_wait(c);
        SAY(c, "; or give the select a way out: `case <-time.After(time.Second):`.");
        return;
    }
    size_t said = 0;
    for (size_t i = 0; i < c->g->wait_count && said < CASES_SHOWN; i++) {
        c->wait = &e->survey->waits[c->g->wait + i];
        case_fill(c);
        if (c->object->timer || strcmp(c->name, "it") == 0) continue;
        SAY(c, said++ == 0 ? "let another goroutine " : " or ");
        SAY(c, c->wait->send ? "receive from %s" : "send on %s", c->name);
    }
    SAY(c, said ? "; or give" : "give");
    SAY(c, " the select a way out: `case <-time.After(time.Second):`, or `default:`.");
}

/* ---- Parties ---- */

/* Says in Explain.text what there is to try for the party, if anything. */
static void try_party(Explain *e, const Party *p, bool first) {
    Case c = {.e = e, .party = p, .g = party_first(e, p), .first = first};
    if (c.g->reason == WAIT_SELECT && c.g->wait_count > 0) {
        try_select(&c);
        return;
    }
    if (c.g->reason == WAIT_SELECT && e->survey->partial) return;
    if (c.g->reason == WAIT_SELECT || c.g->reason == WAIT_SELECT_NO_CASES) {
        SAY(&c, c.g->reason == WAIT_SELECT
                    ? "make the channels of the cases before the select: `ch = make(chan T)`; "
                      "`var` alone leaves them nil, "
                      "and the case of a nil channel is never chosen."
                    : "let main wait for something that comes, as `wg.Wait()` or `<-done`.");
        return;
    }
    if (c.g->wait_count != 1) return;
    c.wait = &e->survey->waits[c.g->wait];
    if (c.wait->object < 0) {
        try_nil(&c);
        return;
    }
    case_fill(&c);
    if (is_lock_wait(c.g))
        try_lock(&c);
    else if (try_holding(&c))
        return;
    else if (c.g->reason == WAIT_WAITGROUP)
        try_waitgroup(&c);
    else if (c.g->reason == WAIT_COND)
        try_cond(&c);
    else
        try_channel(&c);
}

static bool waits_for_nil(const Explain *e, const Party *p) {
    const SurveyGoroutine *g = party_first(e, p);
    return g->wait_count == 1 && e->survey->waits[g->wait].object < 0;
}

/* Adds what there is to try for the party, unless that is nothing or the same in kind as what has been said. */
static void try_next(Explain *e, Tries *tries, const Party *p) {
    if (tries->count == TRIES_SHOWN) return;
    try_party(e, p, tries->count == 0);
    if (e->text.length == 0) return;
    char kind[KIND_SIZE];
    snprintf(kind, sizeof kind, "%s", e->text.bytes);
    for (size_t i = 0; i < tries->count; i++) {
        if (strcmp(tries->kinds[i], kind) != 0) continue;
        e->text.length = 0;
        e->text.bytes[0] = '\0';
        return;
    }
    memcpy(tries->kinds[tries->count], kind, sizeof kind);
    paragraph_end(e, tries->out, tries->count++ ? "or:" : "try:");
}

void try_add(Explain *e, Text *t, const size_t *parties, size_t linked, size_t count) {
    Tries tries = {.out = t};
    const Party *all = e->stuck.parties;
    for (size_t i = 0; i < count; i++)
        if (waits_for_nil(e, &all[parties[i]])) try_next(e, &tries, &all[parties[i]]);
    if (tries.count) return; /* whatever else there is comes of that */
    if (try_lock_order(e)) paragraph_end(e, t, tries.count++ ? "or:" : "try:");
    for (size_t i = linked; i > 0; i--) {
        const Party *p = &all[parties[i - 1]];
        bool again = false;
        for (size_t n = 0; n + 1 < i; n++)
            again = again || (is_alike(party_first(e, p), party_first(e, &all[parties[n]])) &&
                              linked > MANY_PARTIES);
        if (!again) try_next(e, &tries, p);
    }
}
