/* GODEBUG=tracebackancestors=N: below "created by" a trace shows the goroutines that a goroutine descends from, up to N of
 * them, with the stack that each had when it executed the go statement. They are kept as text from then on. */
#include "lua/host.h"
#include "lua/trace.h"

#include <stdlib.h>

static const char heading[] = "[originating from goroutine ";

/* The length of as many ancestors at the beginning of the text. */
static size_t ancestors_length(const char *text, int count) {
    const char *at = text;
    for (; count > 0 && *at; count--) {
        const char *next = strstr(at + 1, heading);
        if (!next) return strlen(text);
        at = next;
    }
    return (size_t)(at - text);
}

void ancestors_keep(World *w, G *g) {
    G *parent = sched_current(w->sched);
    if (w->ancestors <= 0 || !parent) return;
    Text t = {0};
    text_format(&t, "%s%llu]:\n", heading, (unsigned long long)parent->id);
    trace_stack(w, &t, parent);
    const char *older = goroutine_of(parent)->ancestors;
    if (older) text_add(&t, older, ancestors_length(older, w->ancestors - 1));
    char *kept = t.bytes ? arena_alloc(w->arena, t.length + 1) : NULL;
    if (kept) memcpy(kept, t.bytes, t.length + 1);
    goroutine_of(g)->ancestors = kept;
    free(t.bytes);
}

void ancestors_drop(World *w, Goroutine *gr) {
    if (gr->ancestors) arena_free(w->arena, gr->ancestors, strlen(gr->ancestors) + 1);
    gr->ancestors = NULL;
}
