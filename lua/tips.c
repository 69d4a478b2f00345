/* Tips: each kind of what can be found in a session, and how it is said. */
#include "lua/tips.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/explain.h"
#include "lua/host.h"
#include "lua/paragraph.h"
#include "lua/source.h"
#include "lua/survey.h"
#include "lua/syntax/syntax.h"

enum {
    ENTRIES_MAX = 60,      /* the newest that are looked at */
    ENTRY_LENGTH = 100000, /* bytes of one; a longer one is passed over */
    TIPS_MAX = 40,
    SLEEP_BEHIND = 3, /* how many entries a Sleep may stand behind the go statement that it seems to wait for */
    WHERE_SIZE = 300,
};

typedef struct Entry {
    SourceText source;
    Syntax *syntax;
} Entry;

typedef struct Search {
    World *world;
    Tips tips;
    Entry entries[ENTRIES_MAX];
    size_t entry_count;
    Text said;
} Search;

typedef char Where[WHERE_SIZE];

#define SAY(s, ...) text_format(&(s)->said, __VA_ARGS__)

/* Takes what has been said as a tip. */
static void tip_end(Search *s) {
    char *text = s->said.cut ? NULL : s->said.bytes;
    if (!text || !*text) return;
    if (s->tips.count == TIPS_MAX)
        free(text);
    else
        s->tips.texts[s->tips.count++] = text;
    s->said = (Text){0};
}

/* ---- Places ---- */

/* "line 3", or "file.gosh:3" of what has been loaded. */
static const char *place_write(const char *file, int line, Where place) {
    if (!file || strcmp(file, "stdin") == 0)
        snprintf(place, WHERE_SIZE, "line %d", line);
    else
        snprintf(place, WHERE_SIZE, "%s:%d", file, line);
    return place;
}

static const char *place_of(const Entry *e, int line, Where place) {
    return place_write(e->source.file, line + e->source.line - 1, place);
}

/* ---- The last deadlock ---- */

/* Appends the first sentence of an explanation, "why: ... .", without its lines' ends. */
static void sentence_add(Text *t, const char *why) {
    const char *p = why ? strstr(why, "why: ") : NULL;
    if (!p) return;
    for (p += strlen("why: "); *p; p++) {
        bool space = *p == ' ' || *p == '\n';
        if (space && t->length && t->bytes[t->length - 1] == '.') return;
        if (space && t->length && t->bytes[t->length - 1] == ' ') continue;
        text_add(t, space ? " " : p, 1);
    }
}

static void deadlock_tip(Search *s) {
    const Survey *stuck = world_stuck(s->world);
    if (!stuck) return;
    Text why = {0};
    explain_add(s->world, stuck, &why);
    Text sentence = {0};
    sentence_add(&sentence, why.bytes);
    if (sentence.bytes) SAY(s, "the last entry came to a deadlock: %s `:explain` says what to try.", sentence.bytes);
    free(sentence.bytes);
    free(why.bytes);
    tip_end(s);
}

/* ---- Goroutines that wait ---- */

/* What the goroutine waits for if that is one channel; NULL if not. */
static const SurveyObject *channel_of(const Survey *v, const SurveyGoroutine *g, bool *send) {
    if (g->wait_count != 1) return NULL;
    const SurveyWait *wait = &v->waits[g->wait];
    if (wait->object < 0 || v->objects[wait->object].kind != SURVEY_CHAN) return NULL;
    *send = wait->send;
    return &v->objects[wait->object];
}

static const char *name_of_object(const Survey *v, const SurveyObject *o) {
    const char *name = survey_object_name(v, o);
    return name ? name : "a channel";
}

static void say_started(Search *s, const SurveyGoroutine *g) {
    Where place;
    if (g->created.file) SAY(s, ", started in %s", place_write(g->created.file, g->created.line, place));
}

static void leak_tip(Search *s, const Survey *v) {
    const SurveyGoroutine *leaked = NULL;
    Where place;
    bool send = false;
    for (size_t i = 0; i < v->goroutine_count; i++)
        if (v->goroutines[i].leaked) leaked = &v->goroutines[i]; /* the youngest */
    if (!leaked) return;
    const SurveyObject *o = channel_of(v, leaked, &send);
    SAY(s, "goroutine %llu", (unsigned long long)leaked->id);
    say_started(s, leaked);
    SAY(s, ", can never go on: it waits in %s", place_write(leaked->place.file, leaked->place.line, place));
    if (o)
        SAY(s, " to %s %s, which nothing can %s any more. ", send ? "send on" : "receive from", name_of_object(v, o),
            send ? "receive from" : "send on or close");
    else
        SAY(s, " (%s), and nothing can wake it any more. ", leaked->state);
    if (o && send)
        SAY(s, "A buffer with room for all that is sent lets each send end: `make(chan T, n)`.");
    else if (o)
        SAY(s, "Close the channel when the last value has been sent, while it is still known: `defer close(ch)`.");
    SAY(s, " `:leaks` shows all that are lost like that.");
    tip_end(s);
}

/* A goroutine that waits to send where nobody waits to receive; at a prompt that can still come. */
static void sender_tip(Search *s, const Survey *v) {
    Where place;
    for (size_t i = v->goroutine_count; i-- > 0;) {
        const SurveyGoroutine *g = &v->goroutines[i];
        bool send = false;
        const SurveyObject *o = g->leaked ? NULL : channel_of(v, g, &send);
        if (!o || !send || o->capacity || g->is_main || !survey_object_name(v, o)) continue;
        const char *name = survey_object_name(v, o);
        SAY(s,
            "goroutine %llu waits in %s to send on %s, and nobody receives from it now: `<-%s` takes the value. A "
            "channel "
            "without a buffer has no place to leave it.",
            (unsigned long long)g->id, place_write(g->place.file, g->place.line, place), name, name);
        tip_end(s);
        return;
    }
}

static void waiting_tips(Search *s) {
    Survey *v = survey_take(s->world, SURVEY_OBJECTS | SURVEY_LEAKS);
    if (v && !v->partial) {
        leak_tip(s, v);
        sender_tip(s, v);
    }
    survey_delete(v);
}

/* ---- What the entries do ---- */

/* Is there a finding of that kind and name in any entry? A NULL name: of any. `but`: other than that one. */
static const Finding *finding_of(const Search *s, FindingKind kind, const char *name, const Finding *but) {
    for (size_t e = 0; e < s->entry_count; e++) {
        const Syntax *syntax = s->entries[e].syntax;
        for (size_t i = 0; syntax && i < syntax->finding_count; i++) {
            const Finding *f = &syntax->findings[i];
            if (f != but && f->kind == kind && (!name || (f->name && strcmp(f->name, name) == 0))) return f;
        }
    }
    return NULL;
}

static void say_sleep(Search *s, const char *sleep, const char *started) {
    SAY(s,
        "if the time.Sleep in %s is there to wait for the goroutine of %s: how long that takes is a guess. A WaitGroup "
        "waits "
        "exactly: `var wg sync.WaitGroup`, `wg.Add(1)` before the go statement, `defer wg.Done()` in its function, and "
        "`wg.Wait()` in the place of the Sleep.",
        sleep, started);
}

/* A Sleep that is an entry by itself, shortly after one that starts a goroutine. */
static void sleep_alone(Search *s, size_t entry, const Finding *f) {
    Where sleep, started;
    for (size_t e = entry + 1; e < s->entry_count && e <= entry + SLEEP_BEHIND; e++) {
        const Syntax *syntax = s->entries[e].syntax;
        for (size_t i = 0; syntax && i < syntax->finding_count; i++) {
            if (syntax->findings[i].kind != FINDING_GO) continue;
            say_sleep(s, place_of(&s->entries[entry], f->line, sleep),
                      place_of(&s->entries[e], syntax->findings[i].line, started));
            return;
        }
    }
}

static void say_lock(Search *s, const Entry *e, const Finding *f) {
    Where made;
    const Finding *size = finding_of(s, FINDING_MADE, f->name, NULL);
    if (!size || finding_of(s, FINDING_MADE, f->name, size) || finding_of(s, FINDING_NO_PAIR, f->name, NULL)) return;
    SAY(s,
        "%s holds one value that nobody looks at, and is sent to and received from by turns (%s): that is a lock. A "
        "Mutex "
        "says so: `var mu sync.Mutex`, then `mu.Lock()` and `defer mu.Unlock()`. Channels are for handing values over.",
        f->name, place_of(e, f->line, made));
}

static void say_add(Search *s, const Finding *f, const char *at) {
    SAY(s,
        "%s.Add in %s stands in the goroutine that it counts: `%s.Wait()` may come before it, and wait for nothing. "
        "Call "
        "`%s.Add(1)` before the go statement.",
        f->name, at, f->name, f->name);
}

static void say_finding(Search *s, size_t entry, const Finding *f) {
    const Entry *e = &s->entries[entry];
    Where at, other;
    place_of(e, f->line, at);
    place_of(e, f->other_line, other);
    switch (f->kind) {
    case FINDING_LOCKED:
        SAY(s,
            "the return in %s leaves %s locked: who locks it next waits for ever. Write `defer %s.Unlock()` right "
            "after the "
            "`%s.Lock()` in %s, and every way out of the function unlocks it.",
            at, f->name, f->name, f->name, other);
        break;
    case FINDING_ADD:
        if (!f->function || !finding_of(s, FINDING_STARTED, f->function, NULL)) return;
        if (finding_of(s, FINDING_ADD, NULL, f) || !finding_of(s, FINDING_WAIT, NULL, NULL)) return;
        say_add(s, f, at);
        break;
    case FINDING_ADD_INSIDE:
        if (finding_of(s, FINDING_ADD, f->name, NULL) || !finding_of(s, FINDING_WAIT, f->name, NULL)) return;
        say_add(s, f, at);
        break;
    case FINDING_SPIN:
        if (f->line == f->other_line)
            SAY(s,
                "the loop in %s only looks at its condition, again and again, and takes all the time that there is. A "
                "channel "
                "waits without that: `<-done`, and `close(done)` where the condition comes true.",
                at);
        else
            SAY(s,
                "the default in %s does nothing, so the loop in %s goes round and round while no case is ready, and "
                "takes all "
                "the time that there is. Without the default the select waits.",
                at, other);
        break;
    case FINDING_FLOOD:
        SAY(s,
            "the loop in %s starts goroutines without end. Let something hold it back: `slots := make(chan bool, 10)`, "
            "with "
            "`slots <- true` before each go statement and `<-slots` at the end of its function.",
            at);
        break;
    case FINDING_CLOSE:
        if (!finding_of(s, FINDING_SEND, f->name, NULL)) return;
        SAY(s,
            "%s is closed in %s by who receives from it: a send that comes after that panics. Let who sends close it, "
            "after "
            "the last value: `defer close(%s)`.",
            f->name, at, f->name);
        break;
    case FINDING_RACED:
        SAY(s,
            "if another case of the select in %s comes first, nobody receives from %s any more, and the goroutine that "
            "sends to it in %s waits for ever. With room for its value it can end: `%s := make(chan T, 1)`.",
            other, f->name, at, f->name);
        break;
    case FINDING_SLEEP:
        say_sleep(s, at, other);
        break;
    case FINDING_SLEEP_ALONE:
        sleep_alone(s, entry, f);
        break;
    case FINDING_POLL:
        SAY(s,
            "the loop in %s looks again and again under %s whether something has changed, and sleeps between. A "
            "channel hands "
            "it over at the moment when it happens: send the value where it is made, and receive it here.",
            at, f->name);
        break;
    case FINDING_AFTER:
        SAY(s,
            "time.After in %s begins anew in each round of the loop in %s: it limits one wait, and not the loop. If it "
            "is to "
            "limit the loop, make it before: `timeout := time.After(d)`, and in the select `case <-timeout:`.",
            at, other);
        break;
    case FINDING_PAIR:
        say_lock(s, e, f);
        break;
    case FINDING_DONE:
        if (finding_of(s, FINDING_WAIT, NULL, NULL)) return;
        SAY(s,
            "%s is counted down in %s, and nothing waits for it so far: `%s.Wait()` goes on when all have called Done.",
            f->name, at, f->name);
        break;
    case FINDING_NO_PAIR:
    case FINDING_MADE:
    case FINDING_SEND:
    case FINDING_STARTED:
    case FINDING_WAIT:
    case FINDING_GO:
        break;
    }
}

/* The newest entry first, in it what matters more. */
static void entry_tips(Search *s) {
    for (size_t e = 0; e < s->entry_count; e++) {
        const Syntax *syntax = s->entries[e].syntax;
        for (int kind = 0; syntax && kind <= FINDING_SLEEP_ALONE; kind++)
            for (size_t i = 0; i < syntax->finding_count; i++) {
                if (syntax->findings[i].kind != (FindingKind)kind) continue;
                say_finding(s, e, &syntax->findings[i]);
                tip_end(s);
            }
    }
}

static void entries_read(Search *s) {
    SourceText text;
    for (size_t i = 0; i < ENTRIES_MAX && source_nth(s->world, i, &text); i++) {
        Entry *e = &s->entries[s->entry_count++];
        *e = (Entry){.source = text};
        if (text.length > ENTRY_LENGTH) continue;
        e->syntax =
            syntax_compile(text.text, text.length, SYNTAX_SESSION | SYNTAX_LINT, arena_limit(s->world->arena), NULL);
    }
}

/* ---- All of them ---- */

Tips tips_take(World *w) {
    Search *s = calloc(1, sizeof *s);
    char **texts = calloc(TIPS_MAX, sizeof *texts);
    if (!s || !texts) {
        free(s);
        free(texts);
        return (Tips){0};
    }
    s->world = w;
    s->tips.texts = texts;
    deadlock_tip(s);
    waiting_tips(s);
    entries_read(s);
    entry_tips(s);
    for (size_t i = 0; i < s->entry_count; i++) syntax_free(s->entries[i].syntax);
    free(s->said.bytes);
    Tips tips = s->tips;
    free(s);
    return tips;
}

void tips_free(Tips *tips) {
    for (size_t i = 0; i < tips->count; i++) free(tips->texts[i]);
    free(tips->texts);
    *tips = (Tips){0};
}

bool tips_mentions(const World *w, const char *word) {
    SourceText text;
    if (!*word) return true;
    for (size_t i = 0; source_nth(w, i, &text); i++)
        if (strstr(text.text, word)) return true;
    return false;
}

void tips_write(const char *text, TextSink *sink, void *arg) {
    char buffer[512];
    Text t = text_out(sink, arg, buffer, sizeof buffer);
    paragraph_add(&t, "tip:", text);
    text_flush(&t);
}
