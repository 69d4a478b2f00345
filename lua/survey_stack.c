/* Where the goroutines of a survey stand, and who started them: from their frames. */
#include "lua/survey_build.h"
#include "lua/trace.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_SIZE = 256, NAMES_KEPT = 512 };

/* Functions' names that have been found: very many goroutines run the same few. */
typedef struct NameKept {
    const char *source, *called;
    int line, last_line, params;
    const char *name, *file;
} NameKept;

typedef struct Stack {
    World *world;
    Survey *survey;
    NameKept kept[NAMES_KEPT];
} Stack;

/* The function that `ar` tells of; "Sun" of it are set. */
static const NameKept *name_find(Stack *st, const lua_Debug *ar) {
    size_t hash = ((uintptr_t)ar->source >> 4) + (uintptr_t)ar->linedefined * 31 +
                  (uintptr_t)ar->lastlinedefined * 7;
    int params = ar->isvararg ? -1 - ar->nparams : ar->nparams; /* functions on the same line are told apart by these */
    NameKept *kept = &st->kept[hash % NAMES_KEPT];
    if (kept->name && kept->source == ar->source && kept->called == ar->name && kept->line == ar->linedefined &&
        kept->last_line == ar->lastlinedefined && kept->params == params)
        return kept;
    char name[NAME_SIZE];
    bool has_params;
    name_of(st->world->L, ar, name, sizeof name, &has_params);
    const char *file = frame_file(ar);
    *kept = (NameKept){ar->source,
                       ar->name,
                       ar->linedefined,
                       ar->lastlinedefined,
                       params,
                       survey_text(st->survey, name, strlen(name)),
                       survey_text(st->survey, file, strlen(file))};
    return kept;
}

/* The function on top of L, which it pops; NULL if it is none of the program's. */
static const NameKept *function_find(Stack *st, lua_State *L, int *first_line) {
    lua_Debug ar = {0};
    lua_getinfo(L, ">Su", &ar);
    *first_line = ar.linedefined;
    return frame_is_shown(&ar) ? name_find(st, &ar) : NULL;
}

typedef struct StackPlace {
    Stack *stack;
    SurveyGoroutine *goroutine;
} StackPlace;

/* What the goroutine was started with, where that is called by something of gosh's: the outermost of the program's. */
static const NameKept *outermost_find(Stack *st, const Goroutine *gr) {
    enum { LEVELS_LOOKED = 8 }; /* from the bottom on */
    lua_State *L = co_base(gr)->L;
    int levels = frame_levels(L);
    for (int level = levels - 1; level >= 0 && level >= levels - LEVELS_LOOKED; level--) {
        lua_Debug ar = {0};
        if (!lua_getstack(L, level, &ar)) break;
        lua_getinfo(L, "Sun", &ar);
        if (frame_is_shown(&ar)) return name_find(st, &ar);
    }
    return NULL;
}

/* The innermost frame is where the goroutine stands. */
static bool frame_take(void *arg, lua_State *thread, lua_Debug *ar) {
    StackPlace *p = arg;
    lua_getinfo(thread, "un", ar);
    const NameKept *found = name_find(p->stack, ar);
    p->goroutine->at = found->name;
    p->goroutine->place = (SurveyPlace){found->file, ar->currentline > 0 ? ar->currentline : ar->linedefined};
    return false;
}

static void stack_fill(Stack *st, SurveyGoroutine *sg, const Goroutine *gr) {
    const NameKept *found;
    int line = 0;
    if (frame_push_base(gr) && (found = function_find(st, co_base(gr)->L, &line))) {
        sg->function = found->name;
        if (frame_is_new(gr)) {
            sg->at = found->name;
            sg->place = (SurveyPlace){found->file, line};
        }
    }
    StackPlace p = {.stack = st, .goroutine = sg};
    if (!sg->at) frames_visit(gr, frame_take, &p);
    if (!sg->function && (found = outermost_find(st, gr))) sg->function = found->name;
    if (frame_push_creator(gr) && (found = function_find(st, co_base(gr)->L, &line))) {
        sg->creator = found->name;
        sg->created = (SurveyPlace){found->file, gr->created_line};
    }
    if (!sg->function && frame_push_base(gr)) { /* go mu.Lock() */
        char name[TRACE_NAME_SIZE];
        name_of_foreign(st->world, co_base(gr)->L, name);
        sg->function = survey_text(st->survey, name, strlen(name));
        sg->place = sg->created;
    }
}

void survey_stacks(World *w, Survey *s) {
    Stack *st = calloc(1, sizeof *st);
    if (!st) s->partial = true;
    if (st) *st = (Stack){.world = w, .survey = s};
    size_t i = 0;
    for (G *g = sched_oldest(w->sched); g && i < s->goroutine_count; g = g->younger, i++) {
        s->goroutines[i].state = goroutine_state(g);
        if (st && goroutine_of(g)->top) stack_fill(st, &s->goroutines[i], goroutine_of(g));
    }
    free(st);
}

void survey_traces(World *w, const Survey *s, const SurveyTracing *tracing) {
    Text text = {0};
    size_t i = 0;
    for (G *g = sched_oldest(w->sched); g && i < s->goroutine_count; g = g->younger, i++) {
        if (!tracing->wants(tracing->arg, i)) continue;
        text.length = 0;
        text.cut = false;
        trace_goroutine(w, &text, g, s->goroutines[i].leaked);
        if (text.bytes) tracing->take(tracing->arg, i, text.bytes, text.length);
    }
    free(text.bytes);
}
