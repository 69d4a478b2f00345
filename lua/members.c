/* Names are read from the keys of tables, and from the documentation of classes, whose methods stand in no table that a
 * program could see. There may be very many keys: they are gone through twice, first for their names, of which the first
 * MEMBERS_MAX are kept, then for what there is to say about those. Until the second time is over the names are the world's
 * own strings; nothing here lets its collector take a step. */
#include "lua/members.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lua/chan.h"
#include "lua/fmt.h"
#include "lua/function.h"
#include "lua/look.h"
#include "lua/package.h"
#include "lua/sketch.h"

enum {
    ROOM = 2 * MEMBERS_MAX, /* names that are kept before the last ones are dropped */
    INDEX_CHAIN_MAX = 20,   /* tables that __index leads through */
    NAME_MAX_LENGTH = 100,  /* of a name with that of its class */
    TEXT_SHOWN = 30,        /* bytes of a string value */
    MET_TWICE_MAX = 200000, /* names; of more, nothing is said: somebody waits who has pressed a key */
};

typedef struct Name {
    const char *text;
    size_t length;
    char *doc;
    bool documented;
} Name;

typedef struct Finder {
    World *w;
    const MembersOf *of;
    Name *names;
    size_t count, total, met;
    const char *first; /* the name that was met first, of which */
    size_t common;     /* ... so many bytes begin all names */
    const char *owner; /* the package or class that is being looked at; NULL: none, "": the globals */
    bool is_full; /* MEMBERS_MAX names are kept, in order: those behind them do not matter */
    bool documenting;
    FunctionReader functions;
} Finder;

/* ---- Names ---- */

static bool is_keyword(const char *text, size_t length) {
    static const char words[] = " and break do else elseif end false for function goto if in local nil not or repeat return "
                                "then true until while ";
    char word[16];
    if (length > 8) return false;
    snprintf(word, sizeof word, " %.*s ", (int)length, text);
    return strstr(words, word) != NULL;
}

/* Can a program write it after a dot? */
static bool is_name(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        bool letter = (text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z') || text[i] == '_';
        if (!letter && (i == 0 || text[i] < '0' || text[i] > '9')) return false;
    }
    return length > 0 && !is_keyword(text, length);
}

static bool is_wanted(const MembersOf *of, const char *text, size_t length) {
    if (length < of->prefix_length) return false;
    if (of->prefix_length == 0) return *text != '_'; /* which begins what is not meant to be used */
    return of->any_case ? strncasecmp(text, of->prefix, of->prefix_length) == 0
                        : memcmp(text, of->prefix, of->prefix_length) == 0;
}

static int name_compare(const void *a, const void *b) {
    const Name *x = a, *y = b;
    size_t shorter = x->length < y->length ? x->length : y->length;
    int order = memcmp(x->text, y->text, shorter);
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

/* Puts them in order, leaves out what is there twice, and all that are too many. */
static void names_settle(Finder *f) {
    size_t kept = 0;
    if (f->count) qsort(f->names, f->count, sizeof *f->names, name_compare);
    for (size_t i = 0; i < f->count; i++) {
        if (kept && name_compare(&f->names[kept - 1], &f->names[i]) == 0)
            f->total--;
        else
            f->names[kept++] = f->names[i];
    }
    f->is_full = kept >= MEMBERS_MAX;
    f->count = f->is_full ? MEMBERS_MAX : kept;
}

static void name_add(Finder *f, const char *text, size_t length) {
    Name name = {.text = text, .length = length};
    if (!f->total++) {
        f->first = text;
        f->common = length;
    }
    size_t common = 0;
    while (common < f->common && common < length && text[common] == f->first[common]) common++;
    f->common = common;
    if (f->is_full && name_compare(&name, &f->names[MEMBERS_MAX - 1]) > 0) return;
    if (f->count == ROOM) names_settle(f);
    f->names[f->count++] = name;
}

static Name *name_kept(Finder *f, const char *text, size_t length) {
    Name name = {.text = text, .length = length};
    if (f->count == 0 || name_compare(&name, &f->names[f->count - 1]) > 0) return NULL;
    return bsearch(&name, f->names, f->count, sizeof name, name_compare);
}

/* ---- What there is to say ---- */

/* The line of documentation of what has that name in the package or class; false if there is none. */
static bool doc_of_name(Finder *f, const Name *name, Text *t) {
    char qualified[NAME_MAX_LENGTH];
    const char *dot = f->owner && *f->owner ? "." : "";
    if (!f->owner) return false;
    int size = snprintf(qualified, sizeof qualified, "%s%s%.*s", f->owner, dot, (int)name->length, name->text);
    return size < (int)sizeof qualified && doc_add_by_name(f->w->L, qualified, t);
}

static void doc_of_function(Finder *f, Text *t) {
    lua_State *L = f->w->L;
    const char *doc = doc_of_c(L, -1);
    if (doc) {
        text_add_string(t, doc);
        return;
    }
    if (!function_add_header(&f->functions, L, -1, t)) return;
    text_add_string(t, "  ");
    function_add_place(L, lua_gettop(L), t);
}

/* A value that is neither a table nor one of Lua's own. What makes strings in the world to say more is not asked. */
static void doc_of_object(Finder *f, Text *t) {
    lua_State *L = f->w->L;
    if (!chan_test(L, -1) && !object_is(L, -1) && !error_is_own(L, -1)) {
        text_add_string(t, look_class(L));
        return;
    }
    Sketch *s = sketch_new(f->w, -1, "", SKETCH_SHORT);
    const char *class = look_class(L), *words = s ? s->whole.text : "";
    bool typed = strncmp(words, class, strlen(class)) == 0 || strcmp(class, "chan") == 0;
    text_format(t, "%s%s%s", typed ? "" : class, typed || !*words ? "" : "  ", words);
    sketch_delete(s);
}

static void doc_of_table(lua_State *L, Text *t) {
    if (look_package(L)) return; /* the reference tells of it */
    lua_Integer length = (lua_Integer)lua_rawlen(L, -1);
    text_add_string(t, "table");
    if (length) text_format(t, "  a list of %lld value%s", (long long)length, length == 1 ? "" : "s");
}

static void doc_of_string(const char *text, size_t length, Text *t) {
    size_t shown = length > TEXT_SHOWN ? TEXT_SHOWN : length;
    while (shown < length && shown > 0 && ((unsigned char)text[shown] & 0xC0) == 0x80) shown--;
    text_add_string(t, "string  \"");
    for (size_t i = 0; i < shown; i++) text_add(t, (unsigned char)text[i] < ' ' ? " " : text + i, 1);
    text_add_string(t, shown < length ? "...\"" : "\"");
}

/* The value on top of L. */
static void doc_of_value(Finder *f, Text *t) {
    lua_State *L = f->w->L;
    switch (lua_type(L, -1)) {
    case LUA_TFUNCTION:
        doc_of_function(f, t);
        break;
    case LUA_TBOOLEAN:
        text_format(t, "bool  %s", lua_toboolean(L, -1) ? "true" : "false");
        break;
    case LUA_TNUMBER:
        if (lua_isinteger(L, -1))
            text_format(t, "int  %lld", (long long)lua_tointeger(L, -1));
        else
            text_format(t, "float64  %.14g", lua_tonumber(L, -1));
        break;
    case LUA_TSTRING: {
        size_t length;
        const char *text = lua_tolstring(L, -1, &length);
        doc_of_string(text, length, t);
        break;
    }
    default:
        if (strcmp(look_class(L), "table") == 0)
            doc_of_table(L, t);
        else
            doc_of_object(f, t);
    }
}

/* A documented line, or what the value on top of L is. */
static void name_document(Finder *f, Name *name, bool has_value) {
    Text t = {0};
    if (name->documented) return;
    name->documented = true;
    bool own = has_value && (!lua_isfunction(f->w->L, -1) || look_is_own(f->w->L));
    if ((own || !doc_of_name(f, name, &t)) && has_value) doc_of_value(f, &t);
    for (size_t i = 0; i < t.length; i++)
        if (t.bytes[i] == '\n') t.bytes[i] = ' ';
    name->doc = t.bytes;
}

/* ---- Where names stand ---- */

/* What is there has that name; its value is on top of L if `has_value`. */
static void name_met(Finder *f, const char *text, size_t length, bool has_value) {
    if (!f->documenting) {
        f->met++;
        if (is_wanted(f->of, text, length) && is_name(text, length)) name_add(f, text, length);
        return;
    }
    Name *name = is_wanted(f->of, text, length) ? name_kept(f, text, length) : NULL;
    if (name) name_document(f, name, has_value);
}

/* The keys of the table on top of L. */
static void fields_meet(Finder *f) {
    lua_State *L = f->w->L;
    int table = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        size_t length;
        if (lua_type(L, -2) != LUA_TSTRING || (f->of->methods && !lua_isfunction(L, -1))) continue;
        const char *text = lua_tolstring(L, -2, &length);
        name_met(f, text, length, true);
    }
}

static void binding_meet(void *finder, const char *owner, const Binding *b) {
    Finder *f = finder;
    if (f->owner && strcmp(owner ? owner : "", f->owner) == 0) name_met(f, b->name, strlen(b->name), false);
}

static void bundled_meet(void *finder, const char *name, size_t length) {
    name_met(finder, name, length, false);
}

/* What is documented of the package or class. */
static void documented_meet(Finder *f, const char *owner) {
    f->owner = owner;
    docs_visit(f->w->L, binding_meet, f);
    bundle_visit(owner, bundled_meet, f);
}

/* Puts what its metatable's __index is in the place of the value on top of L; false if there is no such table. */
static bool index_step(lua_State *L) {
    if (!lua_getmetatable(L, -1)) return false;
    lua_replace(L, -2);
    return look_field(L, "__index", 7) && lua_istable(L, -1);
}

/* The value on top of L. */
static void value_meet(Finder *f) {
    lua_State *L = f->w->L;
    const char *class = look_class(L), *package = lua_istable(L, -1) ? look_package(L) : NULL;
    bool globals = package && strcmp(package, "_G") == 0;
    bool plain = strcmp(class, "table") == 0 || strcmp(class, "userdata") == 0;
    bool opaque = strcmp(class, "error") == 0 || strcmp(class, "context.Context") == 0;
    int top = lua_gettop(L);
    f->owner = globals ? "" : package ? package : plain ? NULL : class;
    if (lua_istable(L, -1) && !opaque) fields_meet(f);
    if (package)
        bundle_visit(package, bundled_meet, f);
    else if (!plain && !package)
        documented_meet(f, class);
    lua_pushvalue(L, -1);
    for (int i = 0; i < INDEX_CHAIN_MAX && index_step(L); i++) {
        f->owner = plain ? NULL : class;
        fields_meet(f);
    }
    lua_settop(L, top);
}

/* Pushes what the path leads to; false, and nothing, if it leads nowhere. */
static bool path_push(lua_State *L, const char *path, size_t length) {
    int top = lua_gettop(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    for (const char *p = path, *end = path + length; p < end;) {
        const char *dot = memchr(p, '.', (size_t)(end - p));
        size_t size = (size_t)((dot ? dot : end) - p);
        bool found = lua_istable(L, -1) && look_field(L, p, size);
        for (int i = 0; !found && i < INDEX_CHAIN_MAX && index_step(L); i++) found = look_field(L, p, size);
        if (!found) {
            lua_settop(L, top);
            return false;
        }
        lua_replace(L, top + 1);
        lua_settop(L, top + 1);
        p += size + (dot != NULL);
    }
    return true;
}

static void all_meet(Finder *f) {
    lua_State *L = f->w->L;
    int top = lua_gettop(L);
    if (f->of->class) {
        char class[NAME_MAX_LENGTH];
        snprintf(class, sizeof class, "%.*s", (int)f->of->class_length, f->of->class);
        documented_meet(f, class);
        f->owner = NULL;
    } else if (path_push(L, f->of->path, f->of->path_length)) {
        value_meet(f);
    }
    lua_settop(L, top);
}

/* Copies the names, which were the world's. */
static Members names_copy(Finder *f) {
    Members m = {.list = f->count ? malloc(f->count * sizeof *m.list) : NULL, .more = f->total - f->count, .common = f->common};
    for (size_t i = 0; i < f->count; i++) {
        char *name = m.list ? strndup(f->names[i].text, f->names[i].length) : NULL;
        if (name)
            m.list[m.count++] = (Member){name, f->names[i].doc};
        else
            free(f->names[i].doc);
    }
    return m;
}

Members members_find(World *w, const MembersOf *of) {
    Finder f = {.w = w, .of = of, .functions.w = w, .names = malloc(ROOM * sizeof *f.names)};
    if (!f.names || !lua_checkstack(w->L, LUA_MINSTACK)) {
        free(f.names);
        return (Members){0};
    }
    all_meet(&f);
    names_settle(&f);
    f.documenting = true;
    if (f.count && f.met <= MET_TWICE_MAX) all_meet(&f);
    Members m = names_copy(&f);
    function_reader_end(&f.functions);
    free(f.names);
    return m;
}

void members_free(Members *m) {
    for (size_t i = 0; i < m->count; i++) {
        free(m->list[i].name);
        free(m->list[i].doc);
    }
    free(m->list);
    *m = (Members){0};
}
