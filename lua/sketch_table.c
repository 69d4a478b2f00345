/* Tables: first the list, then the other keys in their order: numbers, texts, false and true, and what has no order by its
 * age or the place where it lies, which for tables and functions is that of their making as a rule. */
#include "lua/sketch_build.h"

#include <stdio.h>
#include <string.h>

#include "lua/chan.h"
#include "lua/survey_path.h"

enum {
    DEPTH_FULL = 4,
    DEPTH_SHORT = 1,
    LIST_WHOLE = 100, /* elements of a list that is the whole value; they share lines */
    KEYS_WHOLE = 40,  /* other keys */
    WITHIN = 20,      /* of each, in a value within */
    SHORT = 4,
    NAMES = 200, /* of a package */
    KEY_BYTES = 60,
};

/* ---- The order of keys ---- */

static int key_rank(lua_State *L, int index) {
    switch (lua_type(L, index)) {
    case LUA_TNUMBER:
        return 0;
    case LUA_TSTRING:
        return 1;
    case LUA_TBOOLEAN:
        return 2;
    default:
        return chan_test(L, index) ? 3 : 4 + lua_type(L, index);
    }
}

static bool text_before(lua_State *L, int a, int b) {
    size_t m, n;
    const char *x = lua_tolstring(L, a, &m), *y = lua_tolstring(L, b, &n);
    int order = memcmp(x, y, m < n ? m : n);
    return order ? order < 0 : m < n;
}

static bool key_before(lua_State *L, int a, int b) {
    int rank = key_rank(L, a), other = key_rank(L, b);
    if (rank != other) return rank < other;
    if (rank == 0) return lua_compare(L, a, b, LUA_OPLT);
    if (rank == 1) return text_before(L, a, b);
    if (rank == 2) return !lua_toboolean(L, a) && lua_toboolean(L, b);
    if (rank == 3) return chan_test(L, a)->chan->id < chan_test(L, b)->chan->id;
    return (uintptr_t)lua_topointer(L, a) < (uintptr_t)lua_topointer(L, b);
}

/* Takes the key on top, which it pops, among the first ones that lie from `base` on in their order; the last of them goes if
 * there are too many. A key that is being iterated lies between. */
static void key_take(lua_State *L, int base, int *count, int most) {
    int key = lua_gettop(L), low = 0, high = *count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (key_before(L, key, base + middle))
            high = middle;
        else
            low = middle + 1;
    }
    lua_insert(L, base + low);
    if (*count < most)
        ++*count;
    else
        lua_remove(L, base + most);
}

static bool key_in_list(lua_State *L, int index, lua_Integer length) {
    return lua_isinteger(L, index) && lua_tointeger(L, index) >= 1 && lua_tointeger(L, index) <= length;
}

/* Pushes the first keys that are not of the list, in their order; how many there are in all. */
static lua_Integer keys_push(lua_State *L, int index, lua_Integer length, int most, int *count) {
    int base = lua_gettop(L) + 1;
    lua_Integer all = 0;
    *count = 0;
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        if (key_in_list(L, -1, length)) continue;
        all++;
        bool last = *count == most && (most == 0 || !key_before(L, lua_gettop(L), base + most - 1));
        if (last) continue; /* as most keys of a large table */
        lua_pushvalue(L, -1);
        key_take(L, base, count, most);
    }
    return all;
}

/* ---- Parts ---- */

static bool is_reserved(const char *text) {
    static const char *const words[] = {"and",   "break", "do",  "else", "elseif", "end",    "false", "for",
                                        "function", "goto", "if",  "in",   "local",  "nil",    "not",   "or",
                                        "repeat", "return", "then", "true", "until",  "while"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], text) == 0) return true;
    return false;
}

/* As it would stand in a constructor. */
static const char *key_keep(Sketcher *s, int index) {
    lua_State *L = s->L;
    size_t length;
    const char *text = lua_type(L, index) == LUA_TSTRING ? lua_tolstring(L, index, &length) : NULL;
    if (text && strlen(text) == length && length <= KEY_BYTES && path_is_identifier(text) && !is_reserved(text)) {
        text_add_string(&s->text, text);
        return sketch_keep(s);
    }
    SketchPart key = {.text = ""};
    if (!text) { /* anything: in a few words */
        SketchSize size = s->size;
        s->size = SKETCH_SHORT;
        if (lua_istable(L, index))
            key.text = "{...}";
        else
            sketch_value(s, index, &key, &(SketchLevel){.depth = DEPTH_FULL}, 0);
        s->size = size;
    }
    text_add(&s->text, "[", 1);
    if (text)
        sketch_add_quoted(&s->text, text, length, KEY_BYTES);
    else
        text_add_string(&s->text, key.text);
    text_add(&s->text, "]", 1);
    return sketch_keep(s);
}

static void more_add(Sketcher *s, SketchPart ***end, lua_Integer count) {
    SketchPart *part = count > 0 ? sketch_part(s, end) : NULL;
    if (!part) return;
    part->kind = SKETCH_MORE;
    text_add_string(&s->text, "... ");
    sketch_add_count(&s->text, (uint64_t)count);
    text_add_string(&s->text, " more");
    part->text = sketch_keep(s);
}

static void list_add(Sketcher *s, int index, lua_Integer length, int most, SketchPart ***end, const SketchLevel *level) {
    lua_State *L = s->L;
    lua_Integer i = 1;
    for (; i <= length && i <= most && s->left > 0; i++) {
        SketchPart *part = sketch_part(s, end);
        if (!part) return;
        s->functions.called = NULL;
        lua_rawgeti(L, index, i);
        sketch_value(s, lua_gettop(L), part, level, i);
        lua_pop(L, 1);
    }
    more_add(s, end, length - i + 1);
}

static void keys_add(Sketcher *s, int index, lua_Integer length, int most, SketchPart ***end, const SketchLevel *level) {
    lua_State *L = s->L;
    int count, base = lua_gettop(L) + 1, i = 0;
    if (!lua_checkstack(L, most + SKETCH_STACK)) most = 0;
    lua_Integer all = keys_push(L, index, length, most, &count);
    for (; i < count && s->left > 0; i++) {
        SketchPart *part = sketch_part(s, end);
        if (!part) break;
        part->key = s->functions.called = key_keep(s, base + i);
        lua_pushvalue(L, base + i);
        lua_rawget(L, index);
        sketch_value(s, lua_gettop(L), part, level, 0);
        lua_pop(L, 1);
    }
    more_add(s, end, all - i);
    lua_settop(L, base - 1);
}

/* How one gets from the whole value to the table of that level: "_.next[2]". */
static void path_add(Text *t, const SketchLevel *level, const char *name) {
    if (!level->above) {
        text_add_string(t, name);
        return;
    }
    path_add(t, level->above, name);
    const char *key = level->part->key;
    if (!key)
        text_format(t, "[%lld]", (long long)level->place);
    else
        text_format(t, *key == '[' ? "%s" : ".%s", key);
}

static bool is_empty(lua_State *L, int index) {
    lua_pushnil(L);
    if (!lua_next(L, index)) return true;
    lua_pop(L, 2);
    return false;
}

/* The name of its type, if it has one. */
static void table_name(Sketcher *s, int index, SketchPart *part) {
    if (luaL_getmetafield(s->L, index, "__name") == LUA_TNIL) return;
    if (lua_type(s->L, -1) == LUA_TSTRING) {
        text_add_string(&s->text, lua_tostring(s->L, -1));
        part->text = sketch_keep(s);
    }
    lua_pop(s->L, 1);
}

void sketch_table(Sketcher *s, int index, SketchPart *part, const SketchLevel *above, lua_Integer place) {
    SketchLevel level = {above, lua_topointer(s->L, index), part, place, above ? above->depth + 1 : 1};
    bool full = s->size == SKETCH_FULL;
    part->kind = SKETCH_TABLE;
    part->text = "";
    for (const SketchLevel *l = above; l; l = l->above) {
        if (l->table != level.table) continue;
        part->kind = SKETCH_MORE;
        text_add_string(&s->text, "<cycle: ");
        path_add(&s->text, l, s->name);
        text_add(&s->text, ">", 1);
        part->text = sketch_keep(s);
        return;
    }
    table_name(s, index, part);
    SketchPart **end = &part->first;
    if (level.depth > (full ? DEPTH_FULL : DEPTH_SHORT)) {
        SketchPart *more = is_empty(s->L, index) ? NULL : sketch_part(s, &end);
        if (more) *more = (SketchPart){.kind = SKETCH_MORE, .text = "..."};
        return;
    }
    int within = full ? WITHIN : SHORT;
    lua_Integer length = (lua_Integer)lua_rawlen(s->L, index);
    list_add(s, index, length, full && !above ? LIST_WHOLE : within, &end, &level);
    keys_add(s, index, length, full && !above ? KEYS_WHOLE : within, &end, &level);
}

void sketch_package(Sketcher *s, int index, SketchPart *part) {
    lua_State *L = s->L;
    int count, base = lua_gettop(L) + 1;
    SketchPart **end = &part->first;
    if (!lua_checkstack(L, NAMES + SKETCH_STACK)) return;
    lua_Integer all = keys_push(L, index, 0, NAMES, &count), named = 0;
    for (int i = 0; i < count; i++) {
        if (lua_type(L, base + i) != LUA_TSTRING) continue;
        SketchPart *name = sketch_part(s, &end);
        if (!name) break;
        text_add_string(&s->text, lua_tostring(L, base + i));
        *name = (SketchPart){.kind = SKETCH_WORDS, .text = sketch_keep(s)};
        named++;
    }
    if (count == NAMES) more_add(s, &end, all - named);
    lua_settop(L, base - 1);
}
