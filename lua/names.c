/* Names of functions, as the front end gives them: main.worker, main.main.func1.
 *
 * For each chunk a userdata with its functions by line, in the registry's table by chunk name. Only chunks
 * that have a name of their own are kept: a program may load texts without end. */
#include "lua/host.h"
#include "lua/package.h"
#include "lua/trace.h"

#include <stdio.h>
#include <string.h>

#include "lua/syntax/syntax.h"

static const char names_key = 'n';

typedef struct Name {
    int line, last_line;
    bool has_params, is_body;
    uint32_t text; /* where it begins in the texts behind the array */
} Name;

typedef struct Names {
    size_t count, size; /* of functions; of the bytes of texts behind them */
    Name names[];
} Names;

/* Where the texts begin. */
static size_t names_texts(const Names *n) {
    return sizeof *n + n->count * sizeof(Name);
}

/* By line; those of one line as they stand. They nearly always come in that order. */
static void names_sort(Names *n) {
    for (size_t i = 1; i < n->count; i++) {
        Name name = n->names[i];
        size_t at = i;
        for (; at > 0 && n->names[at - 1].line > name.line; at--) n->names[at] = n->names[at - 1];
        n->names[at] = name;
    }
}

void names_keep(lua_State *L, const char *chunk, const Syntax *syn, bool add) {
    if ((*chunk != '@' && *chunk != '=') || syn->function_count == 0) return;
    size_t size = sizeof(Names) + syn->function_count * sizeof(Name), texts = 0;
    for (size_t i = 0; i < syn->function_count; i++) texts += strlen(syn->functions[i].name) + 1;
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &names_key) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &names_key);
    }
    lua_getfield(L, -1, chunk);
    const Names *old = lua_touserdata(L, -1);
    size_t kept = old && add ? old->count : 0, old_texts = kept ? old->size : 0;
    size += kept * sizeof(Name);
    Names *n = lua_newuserdatauv(L, size + old_texts + texts, 0);
    n->count = 0;
    n->size = old_texts + texts;
    size_t at = size;
    for (size_t i = 0; i < kept; i++) {
        n->names[n->count] = old->names[i];
        n->names[n->count++].text += (uint32_t)(size - names_texts(old));
    }
    if (kept) memcpy((char *)n + at, (const char *)old + names_texts(old), old_texts);
    at += old_texts;
    for (size_t i = 0; i < syn->function_count; i++) {
        const SyntaxFunction *f = &syn->functions[i];
        n->names[n->count++] = (Name){f->line, f->last_line, f->has_params, i == 0, (uint32_t)at};
        size_t length = strlen(f->name) + 1;
        memcpy((char *)n + at, f->name, length);
        at += length;
    }
    names_sort(n);
    lua_remove(L, -2);
    lua_setfield(L, -2, chunk);
    lua_pop(L, 1);
}

/* The first function that begins in that line, or would stand after it. */
static size_t names_from_line(const Names *n, int line) {
    size_t low = 0, high = n->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (n->names[middle].line < line)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* How well a function of the line fits what Lua says of one. Several may stand on the same lines:
 * then what it is called by decides, whether it takes arguments, and that only the body takes any number of them. */
static int name_fit(const Names *n, const Name *name, const lua_Debug *ar) {
    int fit = 1;
    if (name->last_line == ar->lastlinedefined) fit += 16;
    bool is_body = ar->isvararg && ar->nparams == 0;
    if (name->is_body == is_body) fit += 4;
    if (name->has_params == (ar->isvararg || ar->nparams > 0)) fit += 2;
    if (ar->name) {
        const char *text = (const char *)n + name->text, *dot = strrchr(text, '.');
        if (dot && strcmp(dot + 1, ar->name) == 0) fit += 8;
    }
    return fit;
}

static const Name *name_best(const Names *n, const lua_Debug *ar) {
    int best = 0;
    const Name *found = NULL;
    for (size_t i = names_from_line(n, ar->linedefined);
         i < n->count && n->names[i].line == ar->linedefined; i++) {
        int fit = name_fit(n, &n->names[i], ar);
        if (fit <= best) continue;
        best = fit;
        found = &n->names[i];
    }
    return found;
}

const char *name_given(lua_State *L, const lua_Debug *ar, bool *has_params) {
    const char *text = NULL;
    int top = lua_gettop(L);
    *has_params = ar->nparams > 0 || ar->isvararg;
    if (lua_checkstack(L, 3) && lua_rawgetp(L, LUA_REGISTRYINDEX, &names_key) == LUA_TTABLE) {
        lua_pushnil(L); /* walking the table allocates nothing, where looking up a text would */
        while (!text && lua_next(L, -2)) {
            const Names *n = lua_touserdata(L, -1);
            const Name *found =
                strcmp(lua_tostring(L, -2), ar->source) == 0 ? name_best(n, ar) : NULL;
            if (found) {
                text = (const char *)n + found->text;
                *has_params = found->has_params;
            }
            lua_pop(L, 1);
        }
    }
    lua_settop(L, top);
    return text;
}

void name_of(lua_State *L, const lua_Debug *ar, char *buffer, size_t size, bool *has_params) {
    const char *found = name_given(L, ar, has_params);
    if (found)
        snprintf(buffer, size, "%s", found);
    else if (*ar->what == 'm')
        snprintf(buffer, size, "main.main");
    else
        snprintf(buffer, size, "main.func%d", ar->linedefined);
}

/* ---- Functions that are not the program's ---- */

/* Of a function of a package written in gosh, which names_keep knows as main's: "context.WithCancel.func1". Pops it. */
static void bundle_name(lua_State *L, char *name) {
    lua_Debug ar = {0}; /* whose name is looked at, too */
    bool has_params;
    char own[TRACE_NAME_SIZE];
    lua_getinfo(L, ">Su", &ar);
    if (!bundle_owns(&ar)) return;
    name_of(L, &ar, own, sizeof own, &has_params);
    const char *package = strchr(ar.source, ':') + 1, *rest = own + sizeof "main." - 1;
    size_t length = strlen(package);
    if (strncmp(rest, package, length) == 0 && rest[length] == '.') rest += length + 1;
    snprintf(name, TRACE_NAME_SIZE, "%s.%s", package, rest);
}

/* The name of the class of the object on top, "*sync.Mutex"; NULL if it is none. */
static const char *class_name(lua_State *L) {
    const char *name = NULL;
    int top = lua_gettop(L);
    if (!lua_getmetatable(L, -1)) return NULL;
    lua_pushnil(L);
    while (!name && lua_next(L, -2)) {
        if (lua_type(L, -2) == LUA_TSTRING && strcmp(lua_tostring(L, -2), "__name") == 0)
            name = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
        lua_pop(L, 1);
    }
    lua_settop(L, top);
    return name;
}

/* Of a method at index `function`, bound to the object on top: sync.(*Mutex).Lock. */
static void method_name(lua_State *L, int function, char *name) {
    const char *class = class_name(L), *dot = class ? strchr(class, '.') : NULL;
    if (!dot) return;
    class += *class == '*';
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        if (lua_type(L, -2) == LUA_TSTRING && lua_rawequal(L, -1, function)) {
            snprintf(name, TRACE_NAME_SIZE, "%.*s(*%s).%s", (int)(dot - class) + 1, class, dot + 1,
                     lua_tostring(L, -2));
            return;
        }
        lua_pop(L, 1);
    }
}

/* Of the C function at index `function`; what no program can call has its name as its upvalue. */
static void c_name(lua_State *L, int function, char *name) {
    const char *package, *own;
    bool bound = lua_getupvalue(L, function, 1);
    if (lua_tocfunction(L, function) == frame_call) {
        snprintf(name, TRACE_NAME_SIZE, "gosh_deferring");
    } else if (bound && lua_istable(L, -1)) {
        method_name(L, function, name);
    } else if (bound && lua_type(L, -1) == LUA_TSTRING) {
        snprintf(name, TRACE_NAME_SIZE, "%s", lua_tostring(L, -1));
    } else if (library_find(L, function, &package, &own)) {
        bool global = strcmp(package, "_G") == 0;
        snprintf(name, TRACE_NAME_SIZE, "%s%s%s", global ? "" : package, global ? "" : ".", own);
    } else if ((own = primitive_name(L, function))) {
        snprintf(name, TRACE_NAME_SIZE, "%s", own);
    }
}

bool function_take(const World *w, lua_State *thread) {
    bool fits = lua_checkstack(w->L, LUA_MINSTACK);
    if (fits)
        lua_xmove(thread, w->L, 1);
    else
        lua_pop(thread, 1);
    return fits;
}

void name_of_foreign(const World *w, lua_State *from, char *name) {
    snprintf(name, TRACE_NAME_SIZE, NAME_FOREIGN);
    if (!function_take(w, from)) return;
    lua_State *L = w->L;
    int function = lua_gettop(L);
    if (lua_iscfunction(L, function))
        c_name(L, function, name);
    else
        bundle_name(L, name);
    lua_settop(L, function - 1);
}
