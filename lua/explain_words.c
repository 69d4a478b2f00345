/* The phrases that explanations are made of. */
#include "lua/explain_words.h"

#include "lua/paragraph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Goroutines ---- */

const SurveyGoroutine *party_first(const Explain *e, const Party *p) {
    return &e->survey->goroutines[e->stuck.members[p->start]];
}

bool is_alone(const Explain *e) {
    return e->survey->goroutine_count == 1 && !e->survey->partial && !e->live;
}

enum { RUNS_SHOWN = 4 /* of goroutines that follow each other */ };

/* Between the parts of an enumeration: "main and goroutines 2 and 3". */
static void say_comma(Explain *e, size_t done, size_t left, bool after_main) {
    if (done > 0) text_add_string(&e->text, left == 0 || after_main ? " and " : ", ");
}

/* How many goroutines from the first on have ids that follow each other; main stands alone. */
static size_t run_length(const Explain *e, const int32_t *goroutines, size_t count) {
    const SurveyGoroutine *all = e->survey->goroutines;
    size_t n = 1;
    if (all[goroutines[0]].is_main) return n;
    while (n < count && all[goroutines[n]].id == all[goroutines[n - 1]].id + 1 &&
           !all[goroutines[n]].is_main)
        n++;
    return n < 3 ? 1 : n;
}

/* Copies them with main at the beginning; at a prompt others may be older. */
static void main_first(const Explain *e, const int32_t *goroutines, size_t count,
                       int32_t *ordered) {
    size_t n = 1, at = 0;
    while (at < count && !e->survey->goroutines[goroutines[at]].is_main) at++;
    if (at == count) at = 0;
    ordered[0] = goroutines[at];
    for (size_t i = 0; i < count; i++)
        if (i != at) ordered[n++] = goroutines[i];
}

void say_goroutines(Explain *e, const int32_t *goroutines, size_t count) {
    const SurveyGoroutine *all = e->survey->goroutines;
    int32_t ordered[SURVEY_HOLDERS_MAX];
    if (count > 1 && count <= SURVEY_HOLDERS_MAX) {
        main_first(e, goroutines, count, ordered);
        goroutines = ordered;
    }
    bool word = false; /* "goroutine" has been said */
    for (size_t i = 0, runs = 0; i < count; runs++) {
        size_t n = run_length(e, goroutines + i, count - i);
        if (runs == RUNS_SHOWN && i + n < count) {
            text_format(&e->text, " and %zu more", count - i);
            return;
        }
        say_comma(e, runs, count - i - n, i > 0 && all[goroutines[i - 1]].is_main);
        const SurveyGoroutine *g = &all[goroutines[i]];
        if (g->is_main && (g->id == 1 || e->main_told)) {
            text_format(&e->text, "main");
        } else if (g->is_main) {
            text_format(&e->text, "main (goroutine %llu)", (unsigned long long)g->id);
            e->main_told = true;
        } else {
            if (!word) text_format(&e->text, count - i > 1 ? "goroutines " : "goroutine ");
            word = true;
            text_format(&e->text, "%llu", (unsigned long long)g->id);
        }
        if (n > 1)
            text_format(&e->text, " to %llu", (unsigned long long)all[goroutines[i + n - 1]].id);
        i += n;
    }
}

void say_party(Explain *e, const Party *p) {
    say_goroutines(e, e->stuck.members + p->start, p->count);
}

void say_place(Explain *e, const SurveyPlace *place) {
    if (!place->file || place->line <= 0) return;
    if (e->file && strcmp(e->file, place->file) == 0)
        text_format(&e->text, " at line %d", place->line);
    else
        text_format(&e->text, " at %s:%d", place->file, place->line);
}

/* ---- What they wait for ---- */

bool is_lock_wait(const SurveyGoroutine *g) {
    return g->reason == WAIT_MUTEX_LOCK || g->reason == WAIT_RWMUTEX_LOCK ||
           g->reason == WAIT_RWMUTEX_RLOCK;
}

static bool is_receive(const SurveyGoroutine *g) {
    return g->reason == WAIT_CHAN_RECEIVE || g->reason == WAIT_CHAN_RECEIVE_NIL;
}

/* The operands of the line's operations of the goroutine's kind. `range`: those of a range. */
static size_t operands_of(const Explain *e, const SurveyGoroutine *g, bool range,
                          SourceOperand operands[SOURCE_OPERANDS_MAX]) {
    bool send = g->reason == WAIT_CHAN_SEND || g->reason == WAIT_CHAN_SEND_NIL;
    if (!send && !is_receive(g)) return 0;
    if (send && range) return 0;
    return source_operands(e->world, g->place.file, g->place.line,
                           send    ? SOURCE_SEND
                           : range ? SOURCE_RANGE
                                   : SOURCE_RECEIVE,
                           operands);
}

bool is_range(const Explain *e, const SurveyGoroutine *g) {
    SourceOperand operands[SOURCE_OPERANDS_MAX];
    return operands_of(e, g, true, operands) > 0 && operands_of(e, g, false, operands) == 0;
}

/* Is that the name of a channel that is not nil? */
static bool names_channel(const Survey *s, int32_t goroutine, const char *name) {
    for (size_t i = 0; i < s->object_count; i++) {
        const char *own =
            s->objects[i].kind == SURVEY_CHAN ? survey_name_to(s, &s->objects[i], goroutine) : NULL;
        if (own && strcmp(own, name) == 0) return true;
    }
    return false;
}

/* Takes away the operands that are other channels than the one that the goroutine waits for. */
static size_t operands_narrow(const Explain *e, const SurveyGoroutine *g, SourceOperand *operands,
                              size_t count) {
    const Survey *s = e->survey;
    int32_t goroutine = (int32_t)(g - s->goroutines);
    const SurveyObject *o = wait_object(e, g);
    const char *own = o ? survey_name_to(s, o, goroutine) : NULL;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool other =
            (!own || strcmp(own, operands[i]) != 0) && names_channel(s, goroutine, operands[i]);
        if (other) continue;
        if (kept != i) memcpy(operands[kept], operands[i], sizeof *operands);
        kept++;
    }
    return kept;
}

bool operand_of(const Explain *e, const SurveyGoroutine *g, SourceOperand operand) {
    SourceOperand operands[SOURCE_OPERANDS_MAX];
    size_t count = operands_of(e, g, false, operands);
    if (count == 0) count = operands_of(e, g, true, operands);
    if (count > 1) count = operands_narrow(e, g, operands, count);
    if (count != 1) return false;
    memcpy(operand, operands[0], sizeof operands[0]);
    return true;
}

/* Is the object a part, which has no name, of what the goroutine knows by a name without dots: of a group? */
static bool is_part_of_group(const Explain *e, const SurveyGoroutine *g, const SurveyObject *o) {
    for (size_t i = 0; o && i < o->hold_count; i++) {
        const SurveyHold *hold = &e->survey->holds[o->hold + i];
        if (&e->survey->goroutines[hold->goroutine] != g) continue;
        return !hold->direct && hold->name && !strpbrk(hold->name, ".[");
    }
    return false;
}

/* In a line that calls Go a function that sends may stand, too. */
bool is_group(const Explain *e, const SurveyGoroutine *g) {
    SourceOperand operand;
    if (g->reason != WAIT_CHAN_SEND || is_part_of_group(e, g, wait_object(e, g)))
        return g->reason == WAIT_CHAN_SEND;
    return !operand_of(e, g, operand) &&
           (source_has(e->world, g->place.file, g->place.line, ".Go(") ||
            source_has(e->world, g->place.file, g->place.line, ":Go("));
}

static bool is_done(const char *name) {
    size_t length = strlen(name), tail = strlen(".Done()");
    return length > tail && strcmp(name + length - tail, ".Done()") == 0;
}

/* Only what a context holds has such a name. Where it has none, the program's words must do. */
bool is_context(const Explain *e, const SurveyGoroutine *g) {
    SourceOperand operand;
    const SurveyObject *o = wait_object(e, g);
    if (!is_receive(g)) return false;
    if (o && object_name(e, o)) return is_done(object_name(e, o));
    return operand_of(e, g, operand) && is_done(operand);
}

const char *object_name(const Explain *e, const SurveyObject *o) {
    return survey_object_name(e->survey, o);
}

bool is_group_wait(const Explain *e, const SurveyGoroutine *g) {
    return g->reason == WAIT_WAITGROUP && is_part_of_group(e, g, wait_object(e, g));
}

bool is_once(const Explain *e, const SurveyGoroutine *g) {
    const SurveyObject *o = g->reason == WAIT_MUTEX_LOCK ? wait_object(e, g) : NULL;
    return o && survey_is_once(o);
}

bool called_here(const Explain *e, const SurveyGoroutine *g, const SurveyWait *wait,
                 char name[NAME_MAX_SIZE]) {
    const SurveyObject *o = &e->survey->objects[wait->object];
    const char *told = object_name(e, o),
               *own = survey_name_to(e->survey, o, (int32_t)(g - e->survey->goroutines));
    SourceOperand operand;
    if (g->wait_count == 1 && operand_of(e, g, operand)) own = operand;
    if (!told || !own || strcmp(told, own) == 0) return false;
    snprintf(name, NAME_MAX_SIZE, "%s", own);
    return true;
}

const char *wait_name(const Explain *e, const SurveyGoroutine *g, const SurveyWait *wait,
                      char name[NAME_MAX_SIZE]) {
    const SurveyObject *o = wait->object >= 0 ? &e->survey->objects[wait->object] : NULL;
    SourceOperand operand;
    if (o && object_name(e, o))
        snprintf(name, NAME_MAX_SIZE, "%s", object_name(e, o));
    else if (g->wait_count == 1 && operand_of(e, g, operand))
        snprintf(name, NAME_MAX_SIZE, "%s", operand);
    else
        snprintf(name, NAME_MAX_SIZE, "it");
    return name;
}

const SurveyObject *wait_object(const Explain *e, const SurveyGoroutine *g) {
    if (g->wait_count != 1) return NULL;
    const SurveyWait *w = &e->survey->waits[g->wait];
    return w->object >= 0 ? &e->survey->objects[w->object] : NULL;
}

const SurveyObject *lock_held(const Explain *e, const SurveyGoroutine *g) {
    const Survey *s = e->survey;
    for (size_t i = 0; i < s->object_count; i++) {
        const SurveyObject *o = &s->objects[i];
        bool lock = o->kind == SURVEY_MUTEX || o->kind == SURVEY_RWMUTEX;
        if (lock && o->owner == g->id && o->waiter_count > 0) return o;
    }
    return NULL;
}

bool is_alike(const SurveyGoroutine *a, const SurveyGoroutine *b) {
    return a->reason == b->reason && a->place.line == b->place.line && a->is_main == b->is_main &&
           a->place.file && b->place.file && strcmp(a->place.file, b->place.file) == 0;
}

/* ---- Paragraphs ---- */

void paragraph_end(Explain *e, Text *t, const char *head) {
    if (!e->text.bytes) return;
    paragraph_add(t, head, e->text.bytes);
    e->text.length = 0;
    e->text.bytes[0] = '\0';
}
