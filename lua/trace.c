/* Goroutine traces in Go's layout, and the names of functions that they need.
 *
 * A trace shows the program's own functions only: main.worker(...) and the place in the source.
 * Frames of C functions and of gosh's own Lua stay out, except a panic's. Nothing here can fail:
 * text that does not fit in memory is cut. */
#include "lua/host.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/syntax/syntax.h"

/* ---- Text ---- */

void text_add(Text *t, const char *bytes, size_t length) {
    if (t->length + length + 1 > t->capacity) {
        size_t capacity = (t->length + length + 1) * 2;
        char *grown = realloc(t->bytes, capacity);
        if (!grown) return;
        t->bytes = grown;
        t->capacity = capacity;
    }
    memcpy(t->bytes + t->length, bytes, length);
    t->length += length;
    t->bytes[t->length] = '\0';
}

void text_format(Text *t, const char *format, ...) {
    char small[512];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (length < 0) return;
    if ((size_t)length < sizeof small) {
        text_add(t, small, (size_t)length);
        return;
    }
    char *large = malloc((size_t)length + 1);
    if (!large) return;
    va_start(args, format);
    vsnprintf(large, (size_t)length + 1, format, args);
    va_end(args);
    text_add(t, large, (size_t)length);
    free(large);
}

/* ---- Names ----
 * For each chunk a userdata with its functions, in the registry's table by chunk name. Only chunks
 * that have a name of their own are kept: a program may load texts without end. */

static const char names_key = 'n';

typedef struct Name {
    int line, last_line;
    bool has_params;
    uint32_t text; /* where it begins in the texts behind the array */
} Name;

typedef struct Names {
    size_t count;
    Name names[];
} Names;

void trace_keep_names(lua_State *L, const char *chunk, const Syntax *syn) {
    if ((*chunk != '@' && *chunk != '=') || syn->function_count == 0) return;
    size_t size = sizeof(Names) + syn->function_count * sizeof(Name), texts = 0;
    for (size_t i = 0; i < syn->function_count; i++) texts += strlen(syn->functions[i].name) + 1;
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &names_key) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &names_key);
    }
    Names *n = lua_newuserdatauv(L, size + texts, 0);
    n->count = syn->function_count;
    size_t at = size;
    for (size_t i = 0; i < n->count; i++) {
        const SyntaxFunction *f = &syn->functions[i];
        n->names[i] = (Name){f->line, f->last_line, f->has_params, (uint32_t)at};
        size_t length = strlen(f->name) + 1;
        memcpy((char *)n + at, f->name, length);
        at += length;
    }
    lua_setfield(L, -2, chunk);
    lua_pop(L, 1);
}

/* The name of a function; "main.func" with its line for one that is not known. */
static void name_of(lua_State *L, const lua_Debug *ar, char *buffer, size_t size,
                    bool *has_params) {
    *has_params = ar->nparams > 0 || ar->isvararg;
    const char *found = NULL;
    if (lua_checkstack(L, 3)) {
        lua_rawgetp(L, LUA_REGISTRYINDEX, &names_key);
        if (lua_istable(L, -1)) {
            lua_pushnil(L); /* walking the table allocates nothing, where looking up a text would */
            while (!found && lua_next(L, -2)) {
                if (strcmp(lua_tostring(L, -2), ar->source) == 0) {
                    const Names *n = lua_touserdata(L, -1);
                    for (size_t i = 0; i < n->count && !found; i++)
                        if (n->names[i].line == ar->linedefined &&
                            n->names[i].last_line == ar->lastlinedefined) {
                            found = (const char *)n + n->names[i].text;
                            *has_params = n->names[i].has_params;
                        }
                    for (size_t i = 0; i < n->count && !found; i++)
                        if (n->names[i].line == ar->linedefined)
                            found = (const char *)n + n->names[i].text;
                }
                lua_pop(L, 1);
            }
            if (found) lua_pop(L, 1);
        }
        lua_pop(L, 1);
    }
    if (found)
        snprintf(buffer, size, "%s", found);
    else if (*ar->what == 'm')
        snprintf(buffer, size, "main.main");
    else
        snprintf(buffer, size, "main.func%d", ar->linedefined);
}

static const char *file_of(const lua_Debug *ar) {
    return *ar->source == '@' || *ar->source == '=' ? ar->source + 1 : ar->short_src;
}

/* ---- Frames ---- */

enum { FRAMES_SHOWN = 50 /* at each end of a deep stack, as Go does */ };

static bool is_shown(const lua_Debug *ar) {
    return *ar->what != 'C' && strncmp(ar->source, "=gosh:", 6) != 0;
}

typedef struct Walk {
    Text *text;
    size_t count, total; /* frames so far, and in all (0 while they are counted) */
} Walk;

static void frame_add(Walk *walk, lua_State *L, lua_Debug *ar) {
    size_t i = walk->count++;
    if (!walk->text) return;
    if (walk->total > 2 * FRAMES_SHOWN && i >= FRAMES_SHOWN && i < walk->total - FRAMES_SHOWN) {
        if (i == FRAMES_SHOWN)
            text_format(walk->text, "...%zu frames elided...\n", walk->total - 2 * FRAMES_SHOWN);
        return;
    }
    lua_getinfo(L, "lu", ar);
    char name[256];
    bool has_params;
    name_of(L, ar, name, sizeof name, &has_params);
    text_format(walk->text, "%s(%s)\n\t%s:%d\n", name, has_params ? "..." : "", file_of(ar),
                ar->currentline > 0 ? ar->currentline : ar->linedefined);
}

static void frames_walk(Walk *walk, Co *co);

/* The frames of one thread, innermost first; above them those of the panics that came into it. */
static void frames_walk(Walk *walk, Co *co) {
    if (co->newer) frames_walk(walk, co->newer);
    if (co->dead) frames_walk(walk, co->dead);
    lua_Debug ar;
    for (int level = 0; lua_getstack(co->L, level, &ar); level++) {
        lua_getinfo(co->L, "S", &ar);
        if (is_shown(&ar)) frame_add(walk, co->L, &ar);
    }
}

static void goroutine_walk(Walk *walk, Goroutine *gr) {
    for (Co *co = gr->top; co; co = co->below) frames_walk(walk, co);
}

/* A goroutine that has not run yet stands at the beginning of its function. */
static bool entry_frame(Walk *walk, Co *base) {
    lua_State *L = base->L;
    if (lua_status(L) != LUA_OK || lua_gettop(L) < 1 || !lua_isfunction(L, 1) ||
        !lua_checkstack(L, 2))
        return false;
    lua_Debug ar;
    lua_pushvalue(L, 1);
    lua_getinfo(L, ">Su", &ar);
    if (!is_shown(&ar)) return false;
    walk->count++;
    if (walk->text) {
        char name[256];
        bool has_params;
        name_of(L, &ar, name, sizeof name, &has_params);
        text_format(walk->text, "%s(%s)\n\t%s:%d\n", name, has_params ? "..." : "", file_of(&ar),
                    ar.linedefined);
    }
    return true;
}

/* ---- Goroutines ---- */

static void created_by(Text *t, G *g) {
    Goroutine *gr = goroutine_of(g);
    lua_State *L = co_base(gr)->L;
    lua_Debug ar;
    if (!gr->creator || !lua_checkstack(L, 4)) return;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &defers_key);
    lua_rawgeti(L, -1, gr->creator->slot);
    lua_remove(L, -2);
    if (!lua_isfunction(L, -1)) {
        lua_pop(L, 1);
        return;
    }
    lua_getinfo(L, ">Su", &ar);
    if (!is_shown(&ar)) return;
    char name[256];
    bool has_params;
    name_of(L, &ar, name, sizeof name, &has_params);
    text_format(t, "created by %s in goroutine %llu\n\t%s:%d\n", name,
                (unsigned long long)g->parent_id, file_of(&ar), gr->created_line);
}

static const char *status_text(const G *g) {
    switch (g->status) {
    case G_RUNNABLE:
        return "runnable";
    case G_RUNNING:
        return "running";
    case G_WAITING:
        return wait_reason_text(g->reason);
    case G_DEAD:
        break;
    }
    return "dead";
}

void trace_goroutine(World *w, Text *t, G *g, const char *status) {
    (void)w;
    Goroutine *gr = goroutine_of(g);
    text_format(t, "goroutine %llu [%s]:\n", (unsigned long long)g->id,
                status ? status : status_text(g));
    if (gr->top) {
        Walk walk = {0};
        goroutine_walk(&walk, gr);
        walk = (Walk){.text = t, .total = walk.count};
        goroutine_walk(&walk, gr);
        if (!walk.count) entry_frame(&walk, co_base(gr));
        created_by(t, g);
    }
}

void trace_all(World *w, Text *t, G *first) {
    if (first) {
        text_add(t, "\n", 1);
        trace_goroutine(w, t, first, first == sched_current(w->sched) ? "running" : NULL);
    }
    for (G *g = sched_oldest(w->sched); g; g = g->younger) {
        if (g == first) continue;
        text_add(t, "\n", 1);
        trace_goroutine(w, t, g, NULL);
    }
}

/* ---- Panics ---- */

static int push_panic_text(lua_State *L) {
    fmt_push_panic(L, 1);
    return 1;
}

/* The text of the value on top of the thread's stack. */
static void panic_text_add(World *w, Text *t, lua_State *from) {
    lua_State *L = w->L;
    if (!lua_checkstack(L, 4) || !lua_checkstack(from, 2)) return;
    lua_pushcfunction(L, push_panic_text);
    lua_pushvalue(from, -1);
    lua_xmove(from, L, 1);
    if (lua_pcall(L, 1, 1, 0) == LUA_OK && lua_isstring(L, -1)) {
        size_t length;
        const char *text = lua_tolstring(L, -1, &length);
        text_add(t, text, length);
    } else {
        text_format(t, "(a value whose text cannot be had)");
    }
    lua_pop(L, 1);
}

static bool same_value(Co *a, Co *b) {
    if (!lua_checkstack(a->L, 2) || !lua_checkstack(b->L, 2)) return false;
    lua_pushvalue(b->L, -1);
    lua_xmove(b->L, a->L, 1);
    bool same = lua_rawequal(a->L, -1, -2);
    lua_pop(a->L, 1);
    return same;
}

/* Oldest first: what `co` panicked with, then what took its place. */
static void panics_add(World *w, Text *t, Co *co, bool *first) {
    if (co->dead && !co->newer && co->dead->panicking) {
        panics_add(w, t, co->dead, first);
        return;
    }
    text_format(t, "%spanic: ", *first ? "" : "\t");
    *first = false;
    panic_text_add(w, t, co->L);
    Co *newer = co->newer;
    if (newer && co->repanicked && !newer->newer && same_value(co, newer)) {
        text_format(t, " [recovered, repanicked]\n");
        return;
    }
    text_format(t, co->repanicked ? " [recovered]\n" : "\n");
    if (newer) panics_add(w, t, newer, first);
}

void trace_panic(World *w, Text *t, G *g) {
    Co *co = goroutine_of(g)->top;
    size_t length = 0;
    const char *text =
        lua_type(co->L, -1) == LUA_TSTRING ? lua_tolstring(co->L, -1, &length) : NULL;
    if (text && strstr(text, "stack overflow")) {
        text_format(t,
                    "runtime: goroutine stack exceeds its limit: %s\nfatal error: stack overflow\n",
                    text);
    } else {
        bool first = true;
        panics_add(w, t, co, &first);
    }
    text_add(t, "\n", 1);
    trace_goroutine(w, t, g, "running");
}

void trace_where(lua_State *L, char *buffer, size_t size) {
    lua_Debug ar;
    for (int level = 0; lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "Sl", &ar);
        if (!is_shown(&ar)) continue;
        snprintf(buffer, size, "%s:%d", file_of(&ar), ar.currentline);
        return;
    }
    snprintf(buffer, size, "?");
}
