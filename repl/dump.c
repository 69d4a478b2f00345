/* :dump. The stacks of one group are the same but for the numbers of goroutines; who is alone in a group has the trace that
 * Go prints. */
#include "repl/dump.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/hash.h"
#include "repl/bytes.h"
#include "repl/colour.h"
#include "repl/filter.h"
#include "repl/report.h"

enum { IDS_SHOWN = 10 };

/* Goroutines with the same stack, in the same state. */
typedef struct Stack {
    size_t next; /* of the same hash, plus one; 0: none */
    size_t text,
        text_length; /* its part of Dump.texts: the trace of the first one, without its header ... */
    size_t created;  /* ... and without the parent's number, which stood here; 0: none did */
    size_t first, count;
    uint64_t ids[IDS_SHOWN];
} Stack;

typedef struct Dump {
    const Filter *filter;
    const Survey *survey;
    Bytes texts;
    Stack *stacks;
    size_t count, capacity;
    size_t *heads; /* of the lists of stacks by hash; `capacity` * 2 of them */
    size_t taken;
} Dump;

static bool dump_wants(void *arg, size_t i) {
    const Dump *d = arg;
    return filter_takes(d->filter, d->survey, &d->survey->goroutines[i]);
}

/* ---- Each for itself ---- */

static void trace_print(void *arg, size_t i, const char *text, size_t length) {
    (void)i;
    Dump *d = arg;
    if (d->taken++) putchar('\n');
    report_print(stdout, text, length);
}

/* ---- Groups ---- */

/* " in goroutine 12" does not tell stacks apart: takes it away, in place. Where it stood, or 0. */
static size_t parent_remove(char *text, size_t *length) {
    static const char created[] = "\ncreated by ", parent[] = " in goroutine ";
    char *end = text + *length, *line = memmem(text, *length, created, sizeof created - 1);
    if (!line) return 0;
    char *newline = memchr(line + 1, '\n', (size_t)(end - line - 1));
    char *in = newline ? memmem(line, (size_t)(newline - line), parent, sizeof parent - 1) : NULL;
    if (!in) return 0;
    memmove(in, newline, (size_t)(end - newline));
    *length -= (size_t)(newline - in);
    return (size_t)(in - text);
}

static uint64_t hash_of(const char *text, size_t length, const char *state) {
    uint64_t hash = hash_add(hash_add(HASH_BEGIN, text, length), state, strlen(state));
    return hash ^ hash >> 32;
}

static bool stacks_grow(Dump *d) {
    size_t capacity = d->capacity ? d->capacity * 2 : 64;
    Stack *stacks = realloc(d->stacks, capacity * sizeof *stacks);
    if (stacks) d->stacks = stacks;
    size_t *heads = stacks ? calloc(capacity * 2, sizeof *heads) : NULL;
    if (!heads) return false;
    free(d->heads);
    d->heads = heads;
    d->capacity = capacity;
    for (size_t i = 0; i < d->count; i++) {
        Stack *s = &d->stacks[i];
        const char *state = d->survey->goroutines[s->first].state;
        size_t *head =
            &heads[hash_of(d->texts.data + s->text, s->text_length, state) % (capacity * 2)];
        s->next = *head;
        *head = i + 1;
    }
    return true;
}

static void stack_add(void *arg, size_t i, const char *text, size_t length) {
    Dump *d = arg;
    const SurveyGoroutine *g = &d->survey->goroutines[i];
    const char *line = memchr(text, '\n', length);
    if (!line || (d->count == d->capacity && !stacks_grow(d))) return;
    length -= (size_t)(line + 1 - text);
    char *body = bytes_room(&d->texts, length);
    memcpy(body, line + 1, length);
    size_t created = parent_remove(body, &length);
    d->taken++;
    size_t *head = &d->heads[hash_of(body, length, g->state) % (d->capacity * 2)];
    for (size_t k = *head; k; k = d->stacks[k - 1].next) {
        Stack *s = &d->stacks[k - 1];
        bool same = s->text_length == length && d->survey->goroutines[s->first].leaked == g->leaked &&
                    memcmp(d->texts.data + s->text, body, length) == 0 &&
                    strcmp(d->survey->goroutines[s->first].state, g->state) == 0;
        if (!same) continue;
        if (s->count < IDS_SHOWN) s->ids[s->count] = g->id;
        s->count++;
        return;
    }
    d->stacks[d->count++] = (Stack){.next = *head,
                                    .text = d->texts.length,
                                    .text_length = length,
                                    .created = created,
                                    .first = i,
                                    .count = 1,
                                    .ids = {g->id}};
    *head = d->count;
    d->texts.length += length;
}

/* 3 goroutines [chan send] at pool.gosh:12: 5, 6, 7 */
static void stack_print(const Dump *d, const Stack *s) {
    const SurveyGoroutine *g = &d->survey->goroutines[s->first];
    fputs(colour_on(stdout, COLOUR_STRONG), stdout);
    if (s->count == 1)
        printf("goroutine %" PRIu64 " [%s", g->id, g->state);
    else
        printf("%zu goroutines [%s", s->count, g->state);
    if (g->leaked) fputs(" (leaked)", stdout);
    if (s->count == 1 && g->waited >= 60 * INT64_C(1000000000))
        printf(", %" PRId64 " minutes", g->waited / (60 * INT64_C(1000000000)));
    printf("]%s", colour_off(stdout, COLOUR_STRONG));
    if (s->count > 1) {
        if (g->place.file) printf(" at %s:%d", g->place.file, g->place.line);
        for (size_t i = 0; i < s->count && i < IDS_SHOWN; i++)
            printf("%s%" PRIu64, i ? ", " : ": ", s->ids[i]);
        if (s->count > IDS_SHOWN) fputs(", ...", stdout);
    } else {
        putchar(':');
    }
    const char *text = d->texts.data + s->text;
    size_t head = s->count == 1 ? s->created : 0;
    printf("\n%.*s", (int)head, text);
    if (head) printf(" in goroutine %" PRIu64, g->parent_id);
    printf("%.*s", (int)(s->text_length - head), text + head);
}

static int stack_compare(const void *a, const void *b) {
    const Stack *x = a, *y = b;
    if ((x->count > 1) != (y->count > 1)) return x->count > 1 ? -1 : 1;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

void dump_print(World *w, const char *rest, size_t length) {
    Filter f;
    if (!filter_parse(&f, "dump", rest, length)) return;
    Survey *s = survey_take(w, filter_needs(&f));
    if (!s) {
        fputs("there is no memory to look around\n", stderr);
        return;
    }
    Dump d = {.filter = &f, .survey = s};
    SurveyTracing tracing = {
        .wants = dump_wants, .take = f.all ? trace_print : stack_add, .arg = &d};
    survey_traces(w, s, &tracing);
    if (!d.taken) filter_explain_nothing(&f, s);
    if (d.count) qsort(d.stacks, d.count, sizeof *d.stacks, stack_compare);
    for (size_t i = 0; i < d.count; i++) {
        if (i) putchar('\n');
        stack_print(&d, &d.stacks[i]);
    }
    free(d.stacks);
    free(d.heads);
    bytes_free(&d.texts);
    survey_delete(s);
}
