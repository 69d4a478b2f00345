/* What a goroutine waits for, in words: the part of its sentence that follows its name. */
#include "lua/explain_words.h"

#include <string.h>

enum { WAITS_SHOWN = 4 /* cases of a select */ };

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

/* Does main know it by a name? At a prompt every name is everybody's. */
static bool is_of_main(const Explain *e, const SurveyObject *o) {
    if (e->world->session && object_name(e, o)) return true;
    for (size_t i = 0; i < o->hold_count; i++) {
        const SurveyHold *hold = &e->survey->holds[o->hold + i];
        if (hold->name && e->survey->goroutines[hold->goroutine].is_main) return true;
    }
    return false;
}

/* " (chan int, unbuffered": what is to be known of a channel, also where it was made if its name is not enough. */
static void say_channel(Explain *e, const SurveyObject *o, bool ambiguous) {
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
    if (ambiguous && o->made.file) {
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
    bool second = named && fresh && is_second(e, wait->object, name);
    if (named)
        text_format(&e->text, second ? "another %s" : "%s", name);
    else
        text_format(&e->text, "a %s", o->kind == SURVEY_CHAN ? "channel" : type_of(o));
    if (fresh && o->kind == SURVEY_CHAN)
        say_channel(e, o, second || !is_of_main(e, o));
    else if (fresh && named)
        text_format(&e->text, " (%s", type_of(o));
    else if (other)
        text_add_string(&e->text, " (");
    if (other) text_format(&e->text, "%shere called %s", fresh ? ", " : "", here);
    if (other || (fresh && (named || o->kind == SURVEY_CHAN))) text_add_string(&e->text, ")");
}

static void say_select(Explain *e, const SurveyGoroutine *g, const char *s) {
    if (g->wait_count == 0) {
        text_format(&e->text, "wait%s in a select", s);
        if (!e->survey->partial) text_add_string(&e->text, " whose channels are all nil");
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

static void say_wait_method(Explain *e, const SurveyGoroutine *g, const SurveyWait *w,
                            const char *s) {
    char name[NAME_MAX_SIZE], here[NAME_MAX_SIZE];
    if (!w || w->object < 0 || strcmp(wait_name(e, g, w, name), "it") == 0) {
        text_format(&e->text, "wait%s in Wait of a %s", s,
                    g->reason == WAIT_COND ? "sync.Cond" : "sync.WaitGroup");
        return;
    }
    text_format(&e->text, "wait%s in %s.Wait()", s, name);
    if (called_here(e, g, w, here)) text_format(&e->text, " (here called %s)", here);
}

void say_wait(Explain *e, const SurveyGoroutine *g, bool many) {
    const char *s = many ? "" : "s", *before = NULL;
    char name[NAME_MAX_SIZE];
    const SurveyWait *w = g->wait_count ? &e->survey->waits[g->wait] : NULL;
    const SurveyObject *held = many ? NULL : lock_held(e, g);
    if (held && held != wait_object(e, g) && object_name(e, held))
        text_format(&e->text, survey_is_once(held) ? "is in %s.Do and " : "holds %s and ",
                    object_name(e, held));
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
    case WAIT_SLEEP:
        text_format(&e->text, "sleep%s", s);
        return;
    case WAIT_NONE:
        text_add_string(&e->text, "can run");
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
