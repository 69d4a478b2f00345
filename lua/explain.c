/* The explanation of a deadlock: a sentence or two for each party of goroutines, main's first and then those that it waits
 * for, the circle that they wait in, and what to try. */
#include "lua/explain_words.h"
#include "lua/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PARTIES_SHOWN = 6,
    CIRCLE_SHOWN = 6, /* parties; a longer one is told by its length */
    LINES_SHOWN = 3,
    ALIKE_SHOWN = 2,
    ALIKE_MANY = 8,
};

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

/* A goroutine that has ended: an entry at the prompt by its line, another one by its number and what stands after that. */
static void say_gone(Explain *e, uint64_t id, const char *rest) {
    int line = source_entry(e->world, id);
    if (line)
        text_format(&e->text, "an earlier entry (line %d)", line);
    else
        text_format(&e->text, "goroutine %llu%s", (unsigned long long)id, rest);
}

/* Of an RWMutex that is locked for reading only. */
static void say_readers(Explain *e, const SurveyGoroutine *g, const SurveyObject *o) {
    if (o->readers == 0) return;
    text_format(&e->text, "; %u reader%s hold%s it", o->readers, o->readers == 1 ? "" : "s",
                o->readers == 1 ? "s" : "");
    if (!o->owner) return;
    text_add_string(&e->text, ", and the last to call RLock was ");
    int32_t last = survey_find(e->survey, o->owner);
    if (last == SURVEY_NONE)
        say_gone(e, o->owner, ", which has ended");
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
        text_format(&e->text, " wait%s to lock it for writing, and go%s first",
                    h->count == 1 ? "s" : "", h->count == 1 ? "es" : "");
    } else if (reading) {
        say_readers(e, g, o);
    } else if (h->self) {
        text_format(&e->text,
                    is_once(e, g) ? ", but %s has called it, and is still in it"
                                  : ", but %s holds it",
                    g->is_main ? "main itself" : "this goroutine itself");
    } else if (h->gone) {
        text_add_string(&e->text, "; ");
        say_gone(e, h->gone, "");
        text_add_string(&e->text, " locked it, and has ended without unlocking it");
    } else if (h->count) {
        text_add_string(&e->text, "; ");
        say_goroutines(e, h->goroutines, h->count);
        text_add_string(&e->text, is_once(e, g) ? " is still in it" : " holds it");
    }
    text_add_string(&e->text, ".");
}

/* " Line 3 receives from ch, but no goroutine gets there now." */
static bool say_lines(Explain *e, const SurveyGoroutine *g, SourceUse use, const char *name,
                      const char *does, const char *do_many) {
    int lines[LINES_SHOWN];
    size_t count =
        source_lines(e->world, g->place.file, g->place.line, use, name, lines, LINES_SHOWN);
    if (count == 0) return false;
    size_t shown = count < LINES_SHOWN ? count : LINES_SHOWN;
    text_add_string(&e->text, count == 1 ? " Line " : " Lines ");
    for (size_t i = 0; i < shown; i++) {
        bool last = i + 1 == count;
        text_format(&e->text, "%s%d", i == 0 ? "" : last ? " and " : ", ", lines[i]);
    }
    if (count > shown) text_format(&e->text, " and %zu more", count - shown);
    text_format(&e->text, " %s %s, but no goroutine gets there now.", count == 1 ? does : do_many,
                name);
    return true;
}

/* Where the program would do what ends the wait. It is a matter of names alone: where the channel is called otherwise, it
 * is not found. At a prompt lines that are past do not come again. */
static void say_where(Explain *e, const SurveyGoroutine *g, const SurveyWait *w) {
    char name[NAME_MAX_SIZE];
    if (e->world->session || g->wait_count != 1 ||
        e->survey->objects[w->object].kind != SURVEY_CHAN || is_context(e, g))
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

/* Does each of them wait for others? */
static bool all_wait(const Explain *e, const Helpers *h) {
    for (size_t i = 0; i < h->count; i++) {
        WaitReason reason = e->survey->goroutines[h->goroutines[i]].reason;
        if (reason == WAIT_NONE || reason == WAIT_SLEEP || reason == WAIT_IO) return false;
    }
    return true;
}

static void say_who(Explain *e, const Helpers *h, const char *help) {
    text_format(&e->text, h->known ? " Only " : " ");
    size_t capital = e->text.length;
    say_goroutines(e, h->goroutines, h->count);
    if (!h->known && e->text.length > capital && e->text.bytes[capital] == 'g')
        e->text.bytes[capital] = 'G';
    text_format(&e->text, " could %s", help);
    if (all_wait(e, h)) text_format(&e->text, ", and wait%s too", h->count == 1 ? "s" : "");
    text_add_string(&e->text, ".");
}

/* What follows of it, in a world that goes on: entries that are still to be typed can reach what is not leaked. */
static void say_so(Explain *e, const SurveyGoroutine *g, const char *help) {
    if (e->live && !g->leaked)
        text_format(&e->text, ", so only what is typed next can %s.", help);
    else
        text_format(&e->text, ", so nobody can %s.", help);
}

static void say_nobody(Explain *e, const SurveyGoroutine *g, const SurveyWait *w, const Helpers *h,
                       const char *help) {
    char buffer[NAME_MAX_SIZE];
    const char *name = wait_name(e, g, w, buffer);
    if (strchr(name, '(')) name = "it"; /* a call: nobody has that, but what it gave */
    if (is_group(e, g) && !e->live) {
        text_add_string(&e->text, " Nobody gives a place back.");
        return;
    }
    if (is_context(e, g) && !e->live) {
        text_add_string(&e->text, " Nobody is left who could cancel the context.");
        return;
    }
    if (is_alone(e))
        text_add_string(&e->text, " No other goroutine is left");
    else if (h->rivals)
        text_format(&e->text, " All that have %s wait for the same", name);
    else
        text_format(&e->text, " No other goroutine has %s", name);
    say_so(e, g, help);
}

/* Of a timer's channel. */
static void say_timer(Explain *e, const SurveyGoroutine *g) {
    text_add_string(&e->text, e->live && !g->leaked
                                  ? " The timer will send on it."
                                  : " Its timer has been stopped, or has given its value already.");
}

/* Has it been said that nobody can end such a wait? */
static bool is_told(Explain *e, const SurveyWait *w) {
    for (size_t i = 0; i < e->told_count; i++)
        if (e->told[i].object == w->object && e->told[i].send == w->send) return true;
    if (e->told_count < DESCRIBED_MAX) e->told[e->told_count++] = *w;
    return false;
}

/* Whoever could act on a channel, a WaitGroup or a Cond. */
static void say_helpers(Explain *e, const SurveyGoroutine *g, const SurveyWait *w,
                        const Helpers *h) {
    const SurveyObject *o = &e->survey->objects[w->object];
    if (is_group_wait(e, g))
        text_format(&e->text, "; %lld of the group's goroutines %s not returned",
                    (long long)o->counter, o->counter == 1 ? "has" : "have");
    else if (g->reason == WAIT_WAITGROUP)
        text_format(&e->text, "; the count is %lld: Done is missing ", (long long)o->counter);
    if (g->reason == WAIT_WAITGROUP && !is_group_wait(e, g))
        text_format(&e->text, o->counter == 1 ? "once" : "%lld times", (long long)o->counter);
    text_add_string(&e->text, ".");
    if (o->timer) {
        say_timer(e, g);
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
        stuck_helpers(e->survey, (int32_t)(g - e->survey->goroutines),
                      &e->survey->waits[g->wait + i], &h);
        all.known = all.known && h.known;
        for (size_t n = 0; n < h.count; n++) helpers_add(&all, h.goroutines[n]);
    }
    if (all.count)
        say_who(e, &all, "do the other part of a case");
    else if (all.known && e->live && !g->leaked)
        text_add_string(&e->text, " No other goroutine can do the other part of a case.");
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
        bool sure = g->reason == WAIT_SELECT_NO_CASES || !e->survey->partial;
        text_add_string(&e->text, sure ? ": nothing ever ends that." : ".");
        return;
    }
    const SurveyWait *w = g->wait_count ? &e->survey->waits[g->wait] : NULL;
    if (w && w->object < 0) {
        SourceOperand operand;
        if (operand_of(e, g, operand))
            text_format(&e->text, ", but %s is nil: on a nil channel everything waits for ever.",
                        operand);
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
    if (e->text.bytes && e->text.length > start && e->text.bytes[start] == 'g')
        e->text.bytes[start] = 'G';
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
            for (size_t n = 0; n < p->count; n++)
                helpers_add(&both, e->stuck.members[p->start + n]);
        }
        text_add_string(&e->text, "So ");
        say_goroutines(e, both.goroutines, both.count);
        text_add_string(&e->text, " wait for each other.");
        return;
    }
    text_add_string(&e->text, "So they wait in a circle: ");
    for (size_t i = 0; i < length; i++) {
        if (i == CIRCLE_SHOWN - 1 && length > CIRCLE_SHOWN) {
            text_format(&e->text, ", and so on through %zu more until it comes back to ",
                        length - i);
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
    for (size_t i = 0; i < e->survey->goroutine_count; i++)
        count += is_alike(g, &e->survey->goroutines[i]);
    return count;
}

/* Of very many that are alike two are told of, each with what it waits for. */
static bool is_told_enough(const Explain *e, const size_t *shown, size_t count, const Party *p) {
    const SurveyGoroutine *g = party_first(e, p);
    size_t told = 0;
    for (size_t i = 0; i < count; i++)
        told += is_alike(g, party_first(e, &e->stuck.parties[shown[i]]));
    return told >= ALIKE_SHOWN && count_alike(e, g) > ALIKE_MANY;
}

/* Is an earlier one of the parties like the one at `index`? */
static bool is_like_earlier(const Explain *e, const size_t *shown, size_t index) {
    const Party *all = e->stuck.parties;
    for (size_t i = 0; i < index; i++)
        if (is_alike(party_first(e, &all[shown[i]]), party_first(e, &all[shown[index]])))
            return true;
    return false;
}

/* The goroutines that no sentence has told of. */
static void say_others(Explain *e, const size_t *shown, size_t count) {
    size_t others = e->survey->goroutine_count, alike = 0;
    for (size_t i = 0; i < count; i++) {
        const Party *p = &e->stuck.parties[shown[i]];
        size_t like = is_like_earlier(e, shown, i) ? 0 : count_alike(e, party_first(e, p));
        others -= p->count;
        alike += like;
        alike -= alike < p->count ? alike : p->count;
    }
    if (others == 0) return;
    text_format(&e->text, "%zu more goroutine%s", others, others == 1 ? "" : "s");
    if (alike == others)
        text_format(&e->text, others == 1 ? " waits in the same way." : " wait in the same way.");
    else if (alike > 0)
        text_format(&e->text, " wait, %zu of them in the same way.", alike);
    else
        text_format(&e->text, others == 1 ? " waits as well." : " wait as well.");
}

/* At a prompt: goroutines that sleep or run, and are no help. */
static void say_awake(Explain *e) {
    size_t awake = 0;
    for (size_t i = 0; i < e->survey->goroutine_count; i++) {
        WaitReason reason = e->survey->goroutines[i].reason;
        awake += reason == WAIT_NONE || reason == WAIT_SLEEP || reason == WAIT_IO;
    }
    if (awake == 1)
        text_add_string(&e->text, "1 goroutine sleeps or runs, but it cannot help here.");
    else if (awake > 1)
        text_format(&e->text, "%zu goroutines sleep or run, but they cannot help here.", awake);
}

static void explain_write(Explain *e, Text *t) {
    const Stuck *k = &e->stuck;
    if (!e->live) text_add_string(t, "\n");
    bool session = e->world->session; /* whose other goroutines may wait for what comes later */
    size_t shown[PARTIES_SHOWN], count = 0, linked = 0,
                                 until = session && k->reached ? k->reached : k->party_count;
    if (!session && !e->survey->partial && !party_first(e, &k->parties[0])->is_main)
        text_add_string(&e->text,
                        "main has ended by runtime.Goexit, and the program goes on without it. ");
    for (size_t i = 0; i < until && count < PARTIES_SHOWN; i++) {
        if (is_told_enough(e, shown, count, &k->parties[i])) continue;
        shown[count++] = i;
        if (i < k->linked) linked++;
        say_about(e, &k->parties[i]);
        if (i == 0 && e->text.length && e->text.bytes[0] == 'G') e->text.bytes[0] = 'g';
        paragraph_end(e, t, i == 0 ? "why:" : "");
    }
    if (!session)
        say_others(e, shown, count);
    else if (!e->live)
        say_awake(e);
    paragraph_end(e, t, "");
    say_circle(e);
    paragraph_end(e, t, "");
    if (!e->live) try_add(e, t, shown, linked, count);
}

/* There is nobody to tell of. */
static void explain_end(Explain *e, Text *t) {
    text_add_string(t, "\n");
    text_add_string(
        &e->text,
        "main has ended by runtime.Goexit, and every other goroutine has ended as well: nobody is "
        "left who could end the program.");
    paragraph_end(e, t, "why:");
    text_add_string(&e->text,
                    "let main return; or call `os.Exit(0)` in the goroutine that ends last.");
    paragraph_end(e, t, "try:");
}

static void explain(Explain *e, int32_t root, Text *t) {
    if (!stuck_find(&e->stuck, e->survey, root)) return;
    if (e->stuck.party_count > 0) {
        e->file = party_first(e, &e->stuck.parties[0])->place.file;
        explain_write(e, t);
    } else if (e->survey->goroutine_count == 0 && !e->survey->partial) {
        explain_end(e, t);
    }
    free(e->text.bytes);
    stuck_delete(&e->stuck);
}

bool explain_wanted(const World *w) {
    return w->explain == EXPLAIN_ON || (w->explain == EXPLAIN_UNLESS_QUIET && traceback_level(w));
}

void explain_add(const World *w, const Survey *s, Text *t) {
    Explain e = {.world = w, .survey = s};
    explain(&e, SURVEY_NONE, t);
}

void explain_goroutine(const World *w, const Survey *s, int32_t goroutine, Text *t) {
    Explain e = {.world = w, .survey = s, .live = true};
    explain(&e, goroutine, t);
}
