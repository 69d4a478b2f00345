/* Names of functions, as the front end gives them: main.worker, main.main.func1.
 *
 * For each chunk a userdata with its functions, in the registry's table by chunk name. Only chunks
 * that have a name of their own are kept: a program may load texts without end. */
#include "lua/host.h"

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
    lua_remove(L, -2);
    lua_setfield(L, -2, chunk);
    lua_pop(L, 1);
}

/* How well a function of the chunk fits what Lua says of one. Several may stand on the same lines:
 * then what it is called by decides, and that only the body takes any number of arguments. */
static int name_fit(const Names *n, size_t i, const lua_Debug *ar) {
    const Name *name = &n->names[i];
    if (name->line != ar->linedefined) return 0;
    int fit = 1;
    if (name->last_line == ar->lastlinedefined) fit += 8;
    bool is_body = ar->isvararg && ar->nparams == 0;
    if (name->is_body == is_body) fit += 2;
    if (ar->name) {
        const char *text = (const char *)n + name->text, *dot = strrchr(text, '.');
        if (dot && strcmp(dot + 1, ar->name) == 0) fit += 4;
    }
    return fit;
}

static const char *name_best(const Names *n, const lua_Debug *ar, bool *has_params) {
    int best = 0;
    const char *found = NULL;
    for (size_t i = 0; i < n->count; i++) {
        int fit = name_fit(n, i, ar);
        if (fit <= best) continue;
        best = fit;
        found = (const char *)n + n->names[i].text;
        *has_params = n->names[i].has_params;
    }
    return found;
}

/* The name of a function; "main.func" with its line for one that is not known. */
void name_of(lua_State *L, const lua_Debug *ar, char *buffer, size_t size, bool *has_params) {
    *has_params = ar->nparams > 0 || ar->isvararg;
    const char *found = NULL;
    int top = lua_gettop(L);
    if (lua_checkstack(L, 3) && lua_rawgetp(L, LUA_REGISTRYINDEX, &names_key) == LUA_TTABLE) {
        lua_pushnil(L); /* walking the table allocates nothing, where looking up a text would */
        while (!found && lua_next(L, -2)) {
            if (strcmp(lua_tostring(L, -2), ar->source) == 0)
                found = name_best(lua_touserdata(L, -1), ar, has_params);
            lua_pop(L, 1);
        }
    }
    lua_settop(L, top);
    if (found)
        snprintf(buffer, size, "%s", found);
    else if (*ar->what == 'm')
        snprintf(buffer, size, "main.main");
    else
        snprintf(buffer, size, "main.func%d", ar->linedefined);
}
