/* The explanation of a deadlock: a sentence or two for each party of goroutines, main's first and then those that it waits
 * for, the circle that they wait in, and what to try. */
#include "lua/explain_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PARTIES_SHOWN = 6,
    CIRCLE_SHOWN = 6, /* parties; a longer one is told by its length */
    WAITS_SHOWN = 4,  /* cases of a select */
    LINES_SHOWN = 3,
    ALIKE_SHOWN = 2,
    ALIKE_MANY = 8,
};

/* ---- What a goroutine waits for ---- */

/* Is it the first time that the object is told of? */
static bool is_new(Explain *e, int32_t object) {
    for (size_t i = 0; i < e->described_count; i++)
        if (e->described[i] == object) return false;
    if (e->described_count < DESCRIBED_MAX) e->described[e->described_count++] = object;
    return true;
}

/* Has another object of that name been told of? */
static bool is_second(const Explain *e, int32_t object, const char *name) {
    for (size_t i = 0; i < e->described_count; i++) {
        const char *other = object_name(e, &e->survey->objects[e->described[i]]);
        if (e->described[i] != object && other && strcmp(other, name) == 0) return true;
    }
    return false;
}

static const char *type_of(const SurveyObject *o) {
    static const char *const types[] = {[SURVEY_CHAN] = "chan",
                                        [SURVEY_MUTEX] = "sync.Mutex",
                                        [SURVEY_RWMUTEX] = "sync.RWMutex",
                                        [SURVEY_WAITGROUP] = "sync.WaitGroup",
                                        [SURVEY_COND] = "sync.Cond"};
    return o->type && *o->type ? o->type : types[o->kind];
}

/* " (chan int, unbuffered": what is to be known of a channel. */
static void say_channel(Explain *e, const SurveyObject *o) {
    text_format(&e->text, " (%s, ", type_of(o));
    if (o->timer)
        text_add_string(&e->text, "of a timer");
    else if (o->capacity == 0)
        text_add_string(&e->text, "unbuffered");
    else if (o->length == 0)
        text_format(&e->text, "its buffer of %zu empty", o->capacity);
    else if (o->length == o->capacity)
        text_format(&e->text, "its buffer of %zu full", o->capacity);
    else
        text_format(&e->text, "%zu of %zu in its buffer", o->length, o->capacity);
    if (!object_name(e, o) && o->made.file) {
        text_add_string(&e->text, ", made");
        say_place(e, &o->made);
    }
}

/* The name of what is waited for, at first with its type. */
static void say_object(Explain *e, const SurveyGoroutine *g, const SurveyWait *wait) {
    char name[NAME_MAX_SIZE], here[NAME_MAX_SIZE], operand[SOURCE_OPERAND_SIZE];
    if (wait->object < 0) {
        bool known = g->wait_count == 1 && operand_of(e, g, operand);
        text_add_string(&e->text, known ? operand : "a nil channel");
        return;
    }
    const SurveyObject *o = &e->survey->objects[wait->object];
    bool fresh = is_new(e, wait->object), named = strcmp(wait_name(e, g, wait, name), "it") != 0;
    bool other = named && called_here(e, g, wait, here);
    if (named)
        text_format(&e->text, fresh && is_second(e, wait->object, name) ? "another %s" : "%s", name);
    else
        text_format(&e->text, "a %s", o->kind == SURVEY_CHAN ? "channel" : type_of(o));
    if (fresh && o->kind == SURVEY_CHAN)
        say_channel(e, o);
    else if (fresh && named)
        text_format(&e->text, " (%s", type_of(o));
    else if (other)
        text_add_string(&e->text, " (");
    if (other) text_format(&e->text, "%shere called %s", fresh ? ", " : "", here);
    if (other || (fresh && (named || o->kind == SURVEY_CHAN))) text_add_string(&e->text, ")");
}

static void say_select(Explain *e, const SurveyGoroutine *g, const char *s) {
    if (g->wait_count == 0) {
        text_format(&e->text, "wait%s in a select whose channels are all nil", s);
        return;
    }
    text_format(&e->text, "wait%s in a select ", s);
    for (size_t i = 0; i < g->wait_count; i++) {
        const SurveyWait *w = &e->survey->waits[g->wait + i];
        if (i == WAITS_SHOWN && g->wait_count > WAITS_SHOWN + 1) {
            text_format(&e->text, ", and for %zu more", g->wait_count - i);
            return;
        }
        if (i > 0) text_add_string(&e->text, i + 1 == g->wait_count ? " or " : ", ");
        text_add_string(&e->text, w->send ? "to send on " : "to receive from ");
        say_object(e, g, w);
    }
}

/* In Go of an errgroup: its places are a channel that the program does not see. */
static void say_group(Explain *e, const SurveyGoroutine *g, const char *s) {
    const SurveyObject *o = wait_object(e, g);
    text_format(&e->text, "wait%s in Go of a group ", s);
    if (o && o->capacity)
        text_format(&e->text, "whose limit of %zu is reached", o->capacity);
    else
        text_add_string(&e->text, "whose limit is 0");
}

static void say_wait_method(Explain *e, const SurveyGoroutine *g, const SurveyWait *w, const char *s) {
    char name[NAME_MAX_SIZE], here[NAME_MAX_SIZE];
    if (!w || w->object < 0 || strcmp(wait_name(e, g, w, name), "it") == 0) {
        text_format(&e->text, "wait%s in Wait of a %s", s, g->reason == WAIT_COND ? "sync.Cond" : "sync.WaitGroup");
        return;
    }
    text_format(&e->text, "wait%s in %s.Wait()", s, name);
    if (called_here(e, g, w, here)) text_format(&e->text, " (here called %s)", here);
}

/* What the goroutine is at, after its name; `many`: there are more like it. */
static void say_wait(Explain *e, const SurveyGoroutine *g, bool many) {
    const char *s = many ? "" : "s", *before = NULL;
    char name[NAME_MAX_SIZE];
    const SurveyWait *w = g->wait_count ? &e->survey->waits[g->wait] : NULL;
    const SurveyObject *held = many ? NULL : lock_held(e, g);
    if (held && held != wait_object(e, g) && object_name(e, held))
        text_format(&e->text, "hold%s %s and ", s, object_name(e, held));
    if (is_group(e, g)) {
        say_group(e, g, s);
        return;
    }
    switch (g->reason) {
    case WAIT_CHAN_SEND:
    case WAIT_CHAN_SEND_NIL:
        before = "to send on";
        break;
    case WAIT_CHAN_RECEIVE:
    case WAIT_CHAN_RECEIVE_NIL:
        before = is_range(e, g) ? "for the next value in a range over" : "to receive from";
        break;
    case WAIT_MUTEX_LOCK:
    case WAIT_RWMUTEX_LOCK:
    case WAIT_RWMUTEX_RLOCK:
        if (is_once(e, g)) {
            text_format(&e->text, "wait%s in %s.Do", s, wait_name(e, g, w, name));
            return;
        }
        before = "to lock";
        break;
    case WAIT_WAITGROUP:
    case WAIT_COND:
        say_wait_method(e, g, w, s);
        return;
    case WAIT_SELECT:
        say_select(e, g, s);
        return;
    case WAIT_SELECT_NO_CASES:
        text_format(&e->text, "wait%s in a select without cases", s);
        return;
    default:
        text_format(&e->text, "wait%s (%s)", s, wait_reason_text(g->reason));
        return;
    }
    text_format(&e->text, "wait%s %s ", s, before);
    if (w) say_object(e, g, w);
    if (g->reason == WAIT_RWMUTEX_LOCK) text_add_string(&e->text, " for writing");
    if (g->reason == WAIT_RWMUTEX_RLOCK) text_add_string(&e->text, " for reading");
}

/* ---- Why nobody helps ---- */

/* What would end the wait. */
static const char *help_of(const Explain *e, const SurveyGoroutine *g, const SurveyWait *w) {
    if (is_context(e, g)) return "cancel the context";
    if (is_group(e, g)) return "give a place back";
    if (is_group_wait(e, g)) return "end that";
    if (g->reason == WAIT_WAITGROUP) return "call Done";
    if (g->reason == WAIT_COND) return "signal it";
    return w->send ? "receive from it" : "send on it or close it";
}

/* Of an RWMutex that is locked for reading only. */
static void say_readers(Explain *e, const SurveyGoroutine *g, const SurveyObject *o) {
    text_format(&e->text, "; %u reader%s hold%s it", o->readers, o->readers == 1 ? "" : "s",
                o->readers == 1 ? "s" : "");
    if (!o->owner) return;
    text_add_string(&e->text, ", and the last to call RLock was ");
    int32_t last = survey_find(e->survey, o->owner);
    if (last == SURVEY_NONE)
        text_format(&e->text, "goroutine %llu, which has ended", (unsigned long long)o->owner);
    else if (o->owner == g->id)
        text_add_string(&e->text, g->is_main ? "main itself" : "this goroutine itself");
    else
        say_goroutines(e, &last, 1);
}

static void say_lock(Explain *e, const SurveyGoroutine *g, const SurveyWait *w, const Helpers *h) {
    const SurveyObject *o = &e->survey->objects[w->object];
    bool reading = o->kind == SURVEY_RWMUTEX && !o->locked;
    if (reading && g->reason == WAIT_RWMUTEX_RLOCK && h->count) {
        text_add_string(&e->text, "; ");
        say_goroutines(e, h->goroutines, h->count);
        text_format(&e->text, " wait%s to lock it for writing, and go%s first", h->count == 1 ? "s" : "",
                    h->count == 1 ? "es" : "");
    } else if (reading) {
        say_readers(e, g, o);
    } else if (h->self) {
        text_format(&e->text, is_once(e, g) ? ", but %s has called it, and is still in it" : ", but %s holds it",
                    g->is_main ? "main itself" : "this goroutine itself");
    } else if (h->gone) {
        text_format(&e->text, "; goroutine %llu locked it, and has ended without unlocking it",
                    (unsigned long long)h->gone);
    } else if (h->count) {
        text_add_string(&e->text, "; ");
        say_goroutines(e, h->goroutines, h->count);
        text_add_string(&e->text, is_once(e, g) ? " is still in it" : " holds it");
    }
    text_add_string(&e->text, ".");
}

/* " Line 3 receives from ch, but no goroutine gets there now." */
static bool say_lines(Explain *e, const SurveyGoroutine *g, SourceUse use, const char *name, const char *does,
                      const char *do_many) {
    int lines[LINES_SHOWN];
    size_t count = source_lines(e->world, g->place.file, g->place.line, use, name, lines, LINES_SHOWN);
    if (count == 0) return false;
    size_t shown = count < LINES_SHOWN ? count : LINES_SHOWN;
    text_add_string(&e->text, count == 1 ? " Line " : " Lines ");
    for (size_t i = 0; i < shown; i++) {
        bool last = i + 1 == count;
        text_format(&e->text, "%s%d", i == 0 ? "" : last ? " and " : ", ", lines[i]);
    }
    if (count > shown) text_format(&e->text, " and %zu more", count - shown);
    text_format(&e->text, " %s %s, but no goroutine gets there now.", count == 1 ? does : do_many, name);
    return true;
}

/* Where the program would do what ends the wait. It is a matter of names alone: where the channel is called otherwise, it
 * is not found. At a prompt lines that are past do not come again. */
static void say_where(Explain *e, const SurveyGoroutine *g, const SurveyWait *w) {
    char name[NAME_MAX_SIZE];
    if (e->world->session || g->wait_count != 1 || e->survey->objects[w->object].kind != SURVEY_CHAN || is_context(e, g))
        return;
    if (strcmp(wait_name(e, g, w, name), "it") == 0) return;
    if (is_range(e, g)) {
        if (say_lines(e, g, SOURCE_CLOSE, name, "closes", "close")) return;
        if (source_is_all(e->world, g->place.file, g->place.line) &&
            source_lines(e->world, g->place.file, g->place.line, SOURCE_CLOSE, NULL, NULL, 0) == 0)
            text_add_string(&e->text, " The program calls close nowhere.");
    } else if (!w->send) {
        say_lines(e, g, SOURCE_SEND, name, "sends on", "send on");
    } else if (!say_lines(e, g, SOURCE_RECEIVE, name, "receives from", "receive from")) {
        say_lines(e, g, SOURCE_RANGE, name, "ranges over", "range over");
    }
}

static void say_who(Explain *e, const Helpers *h, const char *help) {
    text_format(&e->text, h->known ? " Only " : " ");
    size_t capital = e->text.length;
    say_goroutines(e, h->goroutines, h->count);
    if (!h->known && e->text.length > capital && e->text.bytes[capital] == 'g') e->text.bytes[capital] = 'G';
    text_format(&e->text, " could %s, and wait%s too.", help, h->count == 1 ? "s" : "");
}

static void say_nobody(Explain *e, const SurveyGoroutine *g, const SurveyWait *w, const Helpers *h, const char *help) {
    char name[NAME_MAX_SIZE];
    if (is_group(e, g))
        text_add_string(&e->text, " Nobody gives a place back.");
    else if (is_context(e, g))
        text_add_string(&e->text, " Nobody is left who could cancel the context.");
    else if (is_alone(e))
        text_format(&e->text, " No other goroutine is left, so nobody can %s.", help);
    else if (h->rivals)
        text_format(&e->text, " All that have %s wait for the same, so nobody can %s.", wait_name(e, g, w, name), help);
    else
        text_format(&e->text, " No other goroutine has %s, so nobody can %s.", wait_name(e, g, w, name), help);
}

/* Has it been said that nobody can end such a wait? */
static bool is_told(Explain *e, const SurveyWait *w) {
    for (size_t i = 0; i < e->told_count; i++)
        if (e->told[i].object == w->object && e->told[i].send == w->send) return true;
    if (e->told_count < DESCRIBED_MAX) e->told[e->told_count++] = *w;
    return false;
}

/* Whoever could act on a channel, a WaitGroup or a Cond. */
static void say_helpers(Explain *e, const SurveyGoroutine *g, const SurveyWait *w, const Helpers *h) {
    const SurveyObject *o = &e->survey->objects[w->object];
    if (is_group_wait(e, g))
        text_format(&e->text, "; %lld of the group's goroutines %s not returned", (long long)o->counter,
                    o->counter == 1 ? "has" : "have");
    else if (g->reason == WAIT_WAITGROUP)
        text_format(&e->text, "; the count is %lld: Done is missing ", (long long)o->counter);
    if (g->reason == WAIT_WAITGROUP && !is_group_wait(e, g))
        text_format(&e->text, o->counter == 1 ? "once" : "%lld times", (long long)o->counter);
    text_add_string(&e->text, ".");
    if (o->timer) {
        text_add_string(&e->text, " Its timer has been stopped, or has given its value already.");
    } else if (h->count) {
        say_who(e, h, help_of(e, g, w));
    } else if ((h->known || is_alone(e)) && !is_told(e, w)) {
        say_nobody(e, g, w, h, help_of(e, g, w));
    } else {
        return;
    }
    if (!o->timer) say_where(e, g, w);
}

/* ... on any of the channels of a select. */
static void say_select_helpers(Explain *e, const SurveyGoroutine *g) {
    Helpers all = {.known = true};
    text_add_string(&e->text, ".");
    for (size_t i = 0; i < g->wait_count; i++) {
        Helpers h;
        stuck_helpers(e->survey, (int32_t)(g - e->survey->goroutines), &e->survey->waits[g->wait + i], &h);
        all.known = all.known && h.known;
        for (size_t n = 0; n < h.count; n++) helpers_add(&all, h.goroutines[n]);
    }
    if (all.count)
        say_who(e, &all, "do the other part of a case");
    else if (all.known || is_alone(e))
        text_add_string(&e->text, " Nobody else can do the other part of a case.");
}

static void say_why(Explain *e, const Party *p) {
    const SurveyGoroutine *g = party_first(e, p);
    if (g->reason == WAIT_SELECT && g->wait_count > 0) {
        say_select_helpers(e, g);
        return;
    }
    if (g->reason == WAIT_SELECT_NO_CASES || g->reason == WAIT_SELECT) {
        text_add_string(&e->text, ": nothing ever ends that.");
        return;
    }
    const SurveyWait *w = g->wait_count ? &e->survey->waits[g->wait] : NULL;
    if (w && w->object < 0) {
        SourceOperand operand;
        if (operand_of(e, g, operand))
            text_format(&e->text, ", but %s is nil: on a nil channel everything waits for ever.", operand);
        else
            text_add_string(&e->text, ": on a nil channel everything waits for ever.");
        return;
    }
    if (!w) {
        text_add_string(&e->text, ".");
        return;
    }
    Helpers h;
    stuck_helpers(e->survey, e->stuck.members[p->start], w, &h);
    if (is_lock_wait(g))
        say_lock(e, g, w, &h);
    else
        say_helpers(e, g, w, &h);
}

/* ---- Parties ---- */

static void say_about(Explain *e, const Party *p) {
    const SurveyGoroutine *g = party_first(e, p);
    size_t start = e->text.length;
    say_party(e, p);
    if (e->text.bytes && e->text.length > start && e->text.bytes[start] == 'g') e->text.bytes[start] = 'G';
    if (!g->is_main && g->function && *g->function) text_format(&e->text, " (%s)", g->function);
    text_add_string(&e->text, " ");
    say_wait(e, g, p->count > 1);
    say_place(e, &g->place);
    say_why(e, p);
}

static void say_circle(Explain *e) {
    size_t circle[PARTIES_MAX], length = stuck_circle(&e->stuck, circle);
    if (length < 2) return;
    if (length == 2) {
        Helpers both = {0};
        for (size_t i = 0; i < length; i++) {
            const Party *p = &e->stuck.parties[circle[i]];
            for (size_t n = 0; n < p->count; n++) helpers_add(&both, e->stuck.members[p->start + n]);
        }
        text_add_string(&e->text, "So ");
        say_goroutines(e, both.goroutines, both.count);
        text_add_string(&e->text, " wait for each other.");
        return;
    }
    text_add_string(&e->text, "So they wait in a circle: ");
    for (size_t i = 0; i < length; i++) {
        if (i == CIRCLE_SHOWN - 1 && length > CIRCLE_SHOWN) {
            text_format(&e->text, ", and so on through %zu more until it comes back to ", length - i);
            say_party(e, &e->stuck.parties[circle[0]]);
            break;
        }
        if (i > 0) text_add_string(&e->text, i + 1 == length ? ", and " : ", ");
        say_party(e, &e->stuck.parties[circle[i]]);
        text_add_string(&e->text, " for ");
        say_party(e, &e->stuck.parties[circle[(i + 1) % length]]);
    }
    text_add_string(&e->text, ".");
}

/* How many goroutines stand where this one does, and wait in the same way, for whatever. */
static size_t count_alike(const Explain *e, const SurveyGoroutine *g) {
    size_t count = 0;
    for (size_t i = 0; i < e->survey->goroutine_count; i++) count += is_alike(g, &e->survey->goroutines[i]);
    return count;
}

/* Of very many that are alike two are told of, each with what it waits for. */
static bool is_told_enough(const Explain *e, const size_t *shown, size_t count, const Party *p) {
    const SurveyGoroutine *g = party_first(e, p);
    size_t told = 0;
    for (size_t i = 0; i < count; i++) told += is_alike(g, party_first(e, &e->stuck.parties[shown[i]]));
    return told >= ALIKE_SHOWN && count_alike(e, g) > ALIKE_MANY;
}

/* The goroutines that no sentence has told of. */
static void say_others(Explain *e, const size_t *shown, size_t count) {
    const Stuck *k = &e->stuck;
    size_t told = 0, alike = 0;
    for (size_t i = 0; i < count; i++) {
        const Party *p = &k->parties[shown[i]];
        bool first = true;
        for (size_t n = 0; n < i; n++)
            first = first && !is_alike(party_first(e, p), party_first(e, &k->parties[shown[n]]));
        told += p->count;
        if (first) alike += count_alike(e, party_first(e, p));
    }
    size_t others = e->survey->goroutine_count - told;
    alike -= told;
    if (others == 0) return;
    text_format(&e->text, "%zu more goroutine%s", others, others == 1 ? "" : "s");
    if (alike == others)
        text_format(&e->text, others == 1 ? " waits in the same way." : " wait in the same way.");
    else if (alike > 0)
        text_format(&e->text, " wait, %zu of them in the same way.", alike);
    else
        text_format(&e->text, others == 1 ? " waits as well." : " wait as well.");
}

static void explain_write(Explain *e, Text *t) {
    const Stuck *k = &e->stuck;
    text_add_string(t, "\n");
    bool session = e->world->session; /* whose other goroutines may wait for what comes later */
    size_t shown[PARTIES_SHOWN], count = 0, linked = 0, until = session ? k->linked : k->party_count;
    if (!session && !e->survey->partial && !party_first(e, &k->parties[0])->is_main)
        text_add_string(&e->text, "main has ended by runtime.Goexit, and the program goes on without it. ");
    for (size_t i = 0; i < until && count < PARTIES_SHOWN; i++) {
        if (is_told_enough(e, shown, count, &k->parties[i])) continue;
        shown[count++] = i;
        if (i < k->linked) linked++;
        say_about(e, &k->parties[i]);
        paragraph_end(e, t, i == 0 ? "why:" : "");
    }
    if (!session) say_others(e, shown, count);
    paragraph_end(e, t, "");
    say_circle(e);
    paragraph_end(e, t, "");
    try_add(e, t, shown, linked, count);
}

void explain_add(const World *w, const Survey *s, Text *t) {
    Explain e = {.world = w, .survey = s};
    if (s->goroutine_count == 0 && !s->partial) {
        text_add_string(&e.text, "main has ended by runtime.Goexit, and so has every other goroutine: nobody is left who could "
                                 "end the program.");
        text_add_string(t, "\n");
        paragraph_end(&e, t, "why:");
        text_add_string(&e.text, "let main return; or call `os.Exit(0)` in the goroutine that ends last.");
        paragraph_end(&e, t, "try:");
        free(e.text.bytes);
        return;
    }
    if (!stuck_find(&e.stuck, s)) return;
    if (e.stuck.party_count > 0) {
        e.file = party_first(&e, &e.stuck.parties[0])->place.file;
        explain_write(&e, t);
    }
    free(e.text.bytes);
    stuck_delete(&e.stuck);
}
