/* Goroutine traces in Go's layout, and the names of functions that they need.
 *
 * A trace shows the program's own functions only: main.worker(...) and the place in the source.
 * Frames of C functions and of gosh's own Lua stay out, except a panic's. Nothing here can fail:
 * text that does not fit in memory is cut. */
#include "lua/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *file_of(const lua_Debug *ar) {
    return *ar->source == '@' || *ar->source == '=' ? ar->source + 1 : ar->short_src;
}

/* ---- Frames ---- */

enum {
    FRAMES_SHOWN = 50, /* at each end of a deep stack, as Go does */
    LEVELS_READ = 200, /* at each end of a deep stack, to find them among the others */
};

static const int64_t MINUTE = 60000000000; /* ns */

static bool is_shown(const lua_Debug *ar) {
    return *ar->what != 'C' && !bundle_owns(ar);
}

typedef struct Walk {
    Text *text;
    size_t count, total; /* frames so far, and in all (0 while they are counted) */
    bool panics;         /* the next frame's function panicked, and so called what came before */
} Walk;

/* Counts a frame, and says whether it is to be written. */
static bool frame_wanted(Walk *walk) {
    size_t i = walk->count++;
    if (!walk->text) return false;
    if (walk->total <= 2 * FRAMES_SHOWN || i < FRAMES_SHOWN || i >= walk->total - FRAMES_SHOWN)
        return true;
    if (i == FRAMES_SHOWN)
        text_format(walk->text, "...%zu frames elided...\n", walk->total - 2 * FRAMES_SHOWN);
    return false;
}

/* Go shows the call of panic between a function and its deferred calls; here its place is where the function panicked,
 * and the caller writes it. */
static bool panic_frame_begin(Walk *walk) {
    if (!walk->panics) return false;
    walk->panics = false;
    if (!frame_wanted(walk)) return false;
    text_format(walk->text, "panic(...)\n");
    return true;
}

static void frame_write(Text *t, lua_State *L, const lua_Debug *ar, int line) {
    char name[256];
    bool has_params;
    name_of(L, ar, name, sizeof name, &has_params);
    text_format(t, "%s(%s)\n\t%s:%d\n", name, has_params ? "..." : "", file_of(ar), line);
}

/* The function on top of L, which it pops, at `line`, or at its own last or first one. */
enum { AT_FIRST_LINE = -1, AT_LAST_LINE = -2 };
static void frame_of_function(Walk *walk, lua_State *L, int line) {
    lua_Debug ar = {0};
    lua_getinfo(L, ">Su", &ar);
    if (!is_shown(&ar) || !frame_wanted(walk)) return;
    frame_write(walk->text, L, &ar, line == AT_FIRST_LINE ? ar.linedefined : ar.lastlinedefined);
}

/* A function that has returned while its deferred calls run has no frame of Lua's any more. */
static void frame_returned(Walk *walk, Co *co) {
    lua_State *L = co->L;
    if (co->kind == CO_ENTRY && lua_status(L) == LUA_OK && lua_isfunction(L, 1)) {
        if (!lua_checkstack(L, 4)) return;
        lua_pushvalue(L, 1);
        frame_of_function(walk, L, AT_LAST_LINE);
    } else if (co->kind == CO_FRAME && co->below && lua_checkstack(co->below->L, 4)) {
        lua_Debug ar;
        L = co->below->L;
        if (!lua_getstack(L, 0, &ar) || !lua_getinfo(L, "f", &ar)) return;
        if (lua_tocfunction(L, -1) == frame_call && lua_getupvalue(L, -1, 1)) {
            lua_remove(L, -2);
            frame_of_function(walk, L, AT_LAST_LINE);
        } else {
            lua_pop(L, 1);
        }
    }
}

/* How many levels lua_getstack knows. It counts from the top each time, so a deep stack is not to
 * be walked level by level. */
static int stack_levels(lua_State *L) {
    lua_Debug ar;
    int low = 0, high = 1;
    while (lua_getstack(L, high, &ar)) {
        low = high;
        high *= 2;
    }
    if (!lua_getstack(L, 0, &ar)) return 0;
    while (high - low > 1) {
        int middle = low + (high - low) / 2;
        if (lua_getstack(L, middle, &ar))
            low = middle;
        else
            high = middle;
    }
    return low + 1;
}

/* Passes over frames in the middle of a deep stack, which are taken to be the program's. */
static void frames_skip(Walk *walk, size_t count) {
    if (walk->text && walk->count <= FRAMES_SHOWN)
        text_format(walk->text, "...%zu frames elided...\n", walk->total - 2 * FRAMES_SHOWN);
    walk->count += count;
}

/* The frames of one thread, innermost first. */
static void frames_of(Walk *walk, Co *co) {
    if (co->inner) {
        const char *place = strchr(co->inner, '\t');
        if (place && panic_frame_begin(walk)) text_add(walk->text, place, strcspn(place, "\n") + 1);
        if (walk->text) text_add(walk->text, co->inner, strlen(co->inner));
    }
    int levels = stack_levels(co->L);
    for (int level = 0; level < levels; level++) {
        if (level == LEVELS_READ && levels > 2 * LEVELS_READ) {
            frames_skip(walk, (size_t)(levels - 2 * LEVELS_READ));
            level = levels - LEVELS_READ;
        }
        lua_Debug ar = {0};
        lua_getstack(co->L, level, &ar);
        lua_getinfo(co->L, "S", &ar);
        if (!is_shown(&ar)) continue;
        lua_getinfo(co->L, "lun", &ar);
        int line = ar.currentline > 0 ? ar.currentline : ar.linedefined;
        if (panic_frame_begin(walk)) text_format(walk->text, "\t%s:%d\n", file_of(&ar), line);
        if (frame_wanted(walk)) frame_write(walk->text, co->L, &ar, line);
    }
    if (levels == 0 && !co->inner) frame_returned(walk, co);
}

/* From where the panics that came into this thread have come, the innermost of the newest. */
static Co *co_innermost(Co *co) {
    while (co->newer || co->dead) co = co->newer ? co->newer : co->dead;
    return co;
}

/* The frames of a thread; above them those of the panics that came into it, which may be very many: a thread that is kept
 * for a trace still has under it the one that keeps it, which is the way back. */
static void frames_walk(Walk *walk, Co *co) {
    for (Co *at = co_innermost(co);; ) {
        frames_of(walk, at);
        if (at == co) return;
        Co *keeper = at->below;
        walk->panics = at == keeper->newer; /* whose deferred call it was */
        at = at == keeper->newer && keeper->dead ? co_innermost(keeper->dead) : keeper;
    }
}

void trace_keep(Co *co, Co *failed) {
    Text t = {0};
    Walk walk = {.text = &t};
    frames_walk(&walk, failed);
    trace_drop(co);
    if (t.bytes) co->inner = arena_alloc(co->world->arena, t.length + 1);
    if (co->inner) memcpy(co->inner, t.bytes, t.length + 1);
    free(t.bytes);
}

void trace_drop(Co *co) {
    if (co->inner) arena_free(co->world->arena, co->inner, strlen(co->inner) + 1);
    co->inner = NULL;
}

static void goroutine_walk(Walk *walk, Goroutine *gr) {
    Co *base = co_base(gr);
    if (gr->top == base && lua_status(base->L) == LUA_OK && !base->ended &&
        lua_isfunction(base->L, 1) &&
        lua_isfunction(base->L,
                       2)) { /* it has not run yet: it stands at its function's beginning */
        if (!lua_checkstack(base->L, 4)) return;
        lua_pushvalue(base->L, 1);
        frame_of_function(walk, base->L, AT_FIRST_LINE);
        return;
    }
    for (Co *co = gr->top; co; co = co->below) {
        frames_walk(walk, co);
        walk->panics = co->kind == CO_DEFERRED && co->below->panicking;
    }
}

enum { NAME_SIZE = 256 };

/* Of a function of a package written in gosh, which names_keep knows as main's: "context.WithCancel.func1". */
static void bundle_name(lua_State *L, char *name) {
    lua_Debug ar = {0}; /* whose name is looked at, too */
    bool has_params;
    char own[NAME_SIZE];
    lua_getinfo(L, ">Su", &ar);
    if (!bundle_owns(&ar)) return;
    name_of(L, &ar, own, sizeof own, &has_params);
    const char *package = strchr(ar.source, ':') + 1, *rest = own + sizeof "main." - 1;
    size_t length = strlen(package);
    if (strncmp(rest, package, length) == 0 && rest[length] == '.') rest += length + 1;
    snprintf(name, NAME_SIZE, "%s.%s", package, rest);
}

/* Writes the name of the function at index 1, which is not the program's, to the buffer at index 2: sync.(*Mutex).Lock
 * for a method of an object, time.Sleep for a library's; what no program can call has its name as its upvalue. */
static int foreign_name(lua_State *L) {
    char *name = lua_touserdata(L, 2);
    snprintf(name, NAME_SIZE, "main.main.func1");
    if (!lua_iscfunction(L, 1)) {
        lua_pushvalue(L, 1);
        bundle_name(L, name);
    } else if (lua_getupvalue(L, 1, 1) && lua_istable(L, -1)) {
        const char *class = type_name(L, -1), *dot = strchr(class, '.');
        lua_pushnil(L);
        while (dot && lua_next(L, -2)) {
            if (lua_type(L, -2) == LUA_TSTRING && lua_rawequal(L, -1, 1)) {
                class += *class == '*';
                snprintf(name, NAME_SIZE, "%.*s(*%s).%s", (int)(dot - class) + 1, class, dot + 1,
                         lua_tostring(L, -2));
                break;
            }
            lua_pop(L, 1);
        }
    } else if (lua_isstring(L, 3)) {
        snprintf(name, NAME_SIZE, "%s", lua_tostring(L, 3));
    } else {
        const char *text = library_name(L, 1);
        if (text) snprintf(name, NAME_SIZE, "%s", text);
    }
    return 0;
}

/* Pushes the function that the goroutine runs; false, and nothing, if its stack has been unwound. */
static bool base_function_push(lua_State *L) {
    lua_Debug ar;
    int levels = stack_levels(L);
    if (levels) return lua_getstack(L, levels - 1, &ar) && lua_getinfo(L, "f", &ar);
    if (lua_status(L) != LUA_OK || !lua_isfunction(L, 1) || !lua_isfunction(L, 2)) return false;
    lua_pushvalue(L, 1);
    return true;
}

/* A goroutine that runs nothing of the program's own: go mu.Lock(). It stands at its go
 * statement. */
static void foreign_goroutine(World *w, Text *t, Goroutine *gr, const char *file) {
    lua_State *L = co_base(gr)->L;
    char name[NAME_SIZE] = "runtime.Goexit"; /* that has unwound its stack */
    if (!lua_checkstack(L, 4) || !lua_checkstack(w->L, 3)) return;
    if (base_function_push(L)) {
        lua_pushcfunction(w->L, foreign_name);
        lua_xmove(L, w->L, 1);
        lua_pushlightuserdata(w->L, name);
        if (scheduler_call(w, 2, 0) != LUA_OK) lua_pop(w->L, 1);
    }
    text_format(t, "%s(...)\n\t%s:%d\n", name, file, gr->created_line);
}

/* ---- Goroutines ---- */

/* The function of the go statement: what Lua knows of it. */
static bool creator_of(G *g, lua_Debug *ar) {
    Goroutine *gr = goroutine_of(g);
    lua_State *L = co_base(gr)->L;
    if (!gr->creator || !lua_checkstack(L, 4)) return false;
    lua_rawgetp(L, LUA_REGISTRYINDEX, world_of(L)->defers.key);
    lua_rawgeti(L, -1, gr->creator->slot);
    lua_remove(L, -2);
    if (!lua_isfunction(L, -1)) {
        lua_pop(L, 1);
        return false;
    }
    lua_getinfo(L, ">Su", ar);
    return is_shown(ar);
}

static const char *status_text(const G *g) {
    switch ((GStatus)g->status) {
    case G_RUNNABLE:
        return "runnable";
    case G_RUNNING:
        return "running";
    case G_WAITING:
        return wait_reason_text((WaitReason)g->reason);
    case G_DEAD:
        break;
    }
    return "dead";
}

void trace_goroutine(World *w, Text *t, G *g, bool leaked) {
    Goroutine *gr = goroutine_of(g);
    text_format(t, "goroutine %llu [%s%s", (unsigned long long)g->id, status_text(g),
                leaked ? " (leaked)" : "");
    int64_t waited = g->status == G_WAITING ? sched_now(w->sched) - g->wait_since : 0;
    if (waited >= MINUTE) text_format(t, ", %lld minutes", (long long)(waited / MINUTE));
    text_add_string(t, "]:\n");
    if (!gr->top) return;
    Walk walk = {0};
    goroutine_walk(&walk, gr);
    walk = (Walk){.text = t, .total = walk.count};
    goroutine_walk(&walk, gr);
    lua_Debug creator = {0};
    bool created = creator_of(g, &creator);
    if (!walk.count) foreign_goroutine(w, t, gr, created ? file_of(&creator) : "?");
    if (!created) return;
    char name[256];
    bool has_params;
    name_of(co_base(gr)->L, &creator, name, sizeof name, &has_params);
    text_format(t, "created by %s in goroutine %llu\n\t%s:%d\n", name,
                (unsigned long long)g->parent_id, file_of(&creator), gr->created_line);
}

void trace_all(World *w, Text *t, G *first) {
    if (first) {
        text_add(t, "\n", 1);
        trace_goroutine(w, t, first, false);
    }
    for (G *g = sched_oldest(w->sched); g; g = g->younger) {
        if (g == first) continue;
        text_add(t, "\n", 1);
        trace_goroutine(w, t, g, false);
    }
}

/* ---- Panics ---- */

static int push_panic_text(lua_State *L) {
    fmt_push_panic(L, 1);
    return 1;
}

/* The text of the value on top of the thread's stack. */
static void panic_text_add(World *w, Text *t, Text *said, lua_State *from) {
    lua_State *L = w->L;
    if (!lua_checkstack(L, 4) || !lua_checkstack(from, 2)) return;
    lua_pushcfunction(L, push_panic_text);
    lua_pushvalue(from, -1);
    lua_xmove(from, L, 1);
    bool made = scheduler_call(w, 1, 1) == LUA_OK && lua_isstring(L, -1);
    lua_State *holder = made ? L : from; /* there may be no memory for more than a text itself */
    size_t length;
    const char *text =
        lua_type(holder, -1) == LUA_TSTRING ? lua_tolstring(holder, -1, &length) : NULL;
    if (text) {
        text_add_value(t, text, length);
        text_add_value(said, text, length);
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

/* Oldest first: what `co` panicked with, then what took its place. `said` gets the texts alone. */
static void panics_add(World *w, Text *t, Text *said, Co *co) {
    for (bool first = true; co; first = false) {
        while (co->dead && !co->newer && co->dead->panicking) co = co->dead;
        text_format(t, "%spanic: ", first ? "" : "\t");
        panic_text_add(w, t, said, co->L);
        Co *newer = co->newer;
        if (newer && co->repanicked && !newer->newer && same_value(co, newer)) {
            text_format(t, " [recovered, repanicked]\n");
            return;
        }
        text_format(t, co->repanicked ? " [recovered]\n" : "\n");
        co = newer;
    }
}

/* Is it Lua's own error of a stack that is full? Then the part of the text that tells its place, which stands before it
 * once for each coroutine.wrap that it went through. */
static const char *overflow_text(const char *text, size_t length) {
    static const char overflow[] = "stack overflow";
    size_t tail = sizeof overflow - 1;
    if (!text || length < tail || strcmp(text + length - tail, overflow) != 0) return NULL;
    const char *at = text + length - tail;
    if (at - text >= 2 && memcmp(at - 2, "C ", 2) == 0) at -= 2;
    if (at == text) return at;
    if (at - text < 3 || memcmp(at - 2, ": ", 2) != 0) return NULL;
    for (at -= 2; at > text && at[-1] != ' ';) at--;
    return at;
}

void trace_panic(World *w, Text *t, G *g) {
    Co *co = goroutine_of(g)->top;
    size_t length = 0;
    const char *text =
        lua_type(co->L, -1) == LUA_TSTRING ? lua_tolstring(co->L, -1, &length) : NULL;
    const char *overflow = overflow_text(text, length);
    if (overflow) {
        text_format(t,
                    "runtime: goroutine stack exceeds its limit: %s\nfatal error: stack overflow\n",
                    overflow);
    } else {
        Text said = {0};
        panics_add(w, t, &said, co);
        if (said.bytes) habit_add(w, t, said.bytes);
        free(said.bytes);
    }
    if (w->traceback == 0) return;
    text_add(t, "\n", 1);
    trace_goroutine(w, t, g, false);
    if (w->traceback < 2) return;
    for (G *other = sched_oldest(w->sched); other; other = other->younger) {
        if (other == g) continue;
        text_add(t, "\n", 1);
        trace_goroutine(w, t, other, false);
    }
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
