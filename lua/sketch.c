/* What kind of value it is, and the words for all but tables. Methods of the program's own that word a value run protected:
 * what they cannot say, its parts say. */
#include "lua/sketch.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lua/chan.h"
#include "lua/file.h"
#include "lua/fmt.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/sketch_build.h"
#include "lua/value.h"
#include "lua/vars.h"

enum {
    TEXTS_SIZE = 8000,
    PARTS_FULL = 1000,
    PARTS_SHORT = 10,
    BYTES_WHOLE = 2000, /* of a string that is the whole value, and of one within */
    BYTES_WITHIN = 200,
    BYTES_SHORT = 30,
    WORDS_WHOLE = 100000,
    WRAPPED_MAX = 8, /* errors in an error */
};

/* ---- Memory ---- */

struct SketchTexts {
    struct SketchTexts *next;
    size_t used, size;
    max_align_t bytes[];
};

/* NULL without memory. */
static void *sketch_take(Sketch *sketch, size_t size) {
    size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    struct SketchTexts *t = sketch->texts;
    if (!t || t->size - t->used < size) {
        size_t room = size > TEXTS_SIZE ? size : TEXTS_SIZE;
        t = malloc(sizeof *t + room);
        if (!t) return NULL;
        *t = (struct SketchTexts){.next = sketch->texts, .size = room};
        sketch->texts = t;
    }
    void *block = (char *)t->bytes + t->used;
    t->used += size;
    return block;
}

SketchPart *sketch_part(Sketcher *s, SketchPart ***end) {
    SketchPart *part = sketch_take(s->sketch, sizeof *part);
    if (!part) {
        s->sketch->partial = true;
        return NULL;
    }
    *part = (SketchPart){.text = ""};
    **end = part;
    *end = &part->next;
    s->left--;
    return part;
}

const char *sketch_keep(Sketcher *s) {
    char *kept = s->text.cut ? NULL : sketch_take(s->sketch, s->text.length + 1);
    s->text.cut = false;
    if (kept) {
        memcpy(kept, s->text.bytes ? s->text.bytes : "", s->text.length);
        kept[s->text.length] = '\0';
    }
    s->text.length = 0;
    if (kept) return kept;
    s->sketch->partial = true;
    return "...";
}

/* ---- Words ---- */

/* What a method or an error has said. Within something else it stands on one line. */
static void said_add(Sketcher *s, const char *text, size_t length, bool within) {
    size_t most = s->size == SKETCH_SHORT ? BYTES_SHORT : within ? BYTES_WITHIN : WORDS_WHOLE, shown = length;
    if (shown > most)
        for (shown = most; shown > 0 && ((unsigned char)text[shown] & 0xc0) == 0x80;) shown--;
    for (size_t i = 0; i < shown; i++) {
        if (within && iscntrl((unsigned char)text[i]))
            text_format(&s->text, text[i] == '\n' ? "\\n" : "\\x%02x", (unsigned)(unsigned char)text[i]);
        else
            text_add_value(&s->text, text + i, 1);
    }
    if (shown == length) return;
    text_add_string(&s->text, "... ");
    sketch_add_count(&s->text, length - shown);
    text_add_string(&s->text, " more bytes");
}

/* A context's words do not say whether it is over. */
static void context_add_state(Sketcher *s, int index) {
    lua_State *L = s->L;
    int top = lua_gettop(L);
    if (luaL_getmetafield(L, index, "__name") == LUA_TSTRING && strstr(lua_tostring(L, -1), "context.") &&
        method_push(L, index, "Err")) {
        lua_pushvalue(L, index);
        if (lua_pcall(L, 1, 1, 0) == LUA_OK && !lua_isnil(L, -1) && method_push(L, lua_gettop(L), "Error")) {
            lua_pushvalue(L, -2);
            if (lua_pcall(L, 1, 1, 0) == LUA_OK && lua_isstring(L, -1)) text_format(&s->text, " (over: %s)", lua_tostring(L, -1));
        }
    }
    lua_settop(L, top);
}

/* `of`: the index of the value, or 0. */
static void part_said(Sketcher *s, int of, SketchPart *part, SketchKind kind, const char *text, size_t length, bool within) {
    part->kind = kind;
    if (kind == SKETCH_ERROR && within) { /* `error: text` would not stand well between commas */
        part->kind = SKETCH_WORDS;
        text_add_string(&s->text, "error(");
        sketch_add_quoted(&s->text, text, length, s->size == SKETCH_SHORT ? BYTES_SHORT : BYTES_WITHIN);
        text_add_string(&s->text, ")");
    } else {
        said_add(s, text, length, within);
        if (of && lua_istable(s->L, of)) context_add_state(s, of);
    }
    part->text = sketch_keep(s);
}

/* Calls the method of that name on top, which it pops, with the value, for its text. False if it has none; of a whole value
 * that is told as fmt does. */
static bool part_asks(Sketcher *s, int index, SketchPart *part, const char *method, bool within) {
    lua_State *L = s->L;
    int top = lua_gettop(L) - 1;
    SketchKind kind = strcmp(method, "Error") == 0 ? SKETCH_ERROR : SKETCH_WORDS;
    lua_pushvalue(L, index);
    bool failed = lua_pcall(L, 1, 1, 0) != LUA_OK, said = !failed && lua_type(L, -1) == LUA_TSTRING;
    size_t length;
    if (failed && !within) {
        fmt_push_value(L, -1, 'v');
        lua_pushfstring(L, "%%!v(PANIC=%s method: %s)", method, lua_tostring(L, -1));
        kind = SKETCH_WORDS;
        said = true;
    }
    const char *text = said ? lua_tolstring(L, -1, &length) : NULL;
    if (said) part_said(s, index, part, kind, text, length, within);
    lua_settop(L, top);
    return said;
}

/* By a method Error or String, or a __tostring. Those of gosh's own classes in C that have no words to give answer with an
 * address: of tables only the program's count. */
static bool part_by_method(Sketcher *s, int index, SketchPart *part, bool within) {
    lua_State *L = s->L;
    bool in_c = lua_type(L, index) == LUA_TUSERDATA;
    if (s->size == SKETCH_SHORT && !in_c) return false;
    if (world_of(L)->interrupts) return false; /* Ctrl-C has ended one that took too long, and nobody wants to wait for others */
    const char *method = "Error";
    if (!method_push(L, index, "Error")) {
        method = method_push(L, index, "String") ? "String" : "__tostring";
        if (*method == '_' && (in_c || luaL_getmetafield(L, index, "__tostring") == LUA_TNIL)) return false;
    }
    bool c_function = lua_iscfunction(L, -1) && lua_tocfunction(L, -1) != frame_call;
    if ((*method == '_' && c_function) || (s->size == SKETCH_SHORT && !c_function)) {
        lua_pop(L, 1);
        return false;
    }
    return part_asks(s, index, part, method, within);
}

static void part_words(Sketcher *s, SketchPart *part, SketchKind kind, const char *words) {
    text_add_string(&s->text, words);
    part->kind = kind;
    part->text = sketch_keep(s);
}

/* ---- Errors ---- */

static void error_wrapped(Sketcher *s, int index, SketchPart ***end, int *left);

/* One of errors.c: its text, and if it is a whole value, what it wraps. */
static bool part_error(Sketcher *s, int index, SketchPart *part, bool within) {
    lua_State *L = s->L;
    int top = lua_gettop(L);
    lua_pushliteral(L, "text");
    if (lua_rawget(L, index) == LUA_TSTRING) {
        size_t length;
        const char *text = lua_tolstring(L, -1, &length);
        part_said(s, 0, part, SKETCH_ERROR, text, length, within);
    } else if (s->size == SKETCH_SHORT || !method_push(L, index, "Error") ||
               !part_asks(s, index, part, "Error", within)) {
        part_words(s, part, SKETCH_ERROR, type_name(L, index));
    }
    lua_settop(L, top);
    SketchPart **end = &part->first;
    int left = WRAPPED_MAX;
    if (!within) error_wrapped(s, index, &end, &left);
    return true;
}

/* Adds those that it wraps, and those that these wrap, as far as they are of errors.c. */
static void error_wrapped(Sketcher *s, int index, SketchPart ***end, int *left) {
    lua_State *L = s->L;
    int top = lua_gettop(L);
    if (!lua_checkstack(L, SKETCH_STACK)) return;
    lua_pushliteral(L, "wrapped");
    if (lua_rawget(L, index) == LUA_TTABLE) {
        bool one = error_is_own(L, top + 1) || error_test(L, top + 1);
        lua_Integer count = one ? 1 : (lua_Integer)lua_rawlen(L, top + 1);
        for (lua_Integer i = 1; i <= count; i++) {
            SketchPart *part = --*left >= 0 ? sketch_part(s, end) : NULL;
            if (!part) break;
            if (one)
                lua_pushvalue(L, top + 1);
            else
                lua_rawgeti(L, top + 1, i);
            sketch_value(s, top + 2, part, NULL, 0);
            if (part->kind == SKETCH_ERROR) part->first = NULL;
            if (error_is_own(L, top + 2)) error_wrapped(s, top + 2, end, left);
            lua_settop(L, top + 1);
        }
    }
    lua_settop(L, top);
}

/* ---- Objects, functions, userdata ---- */

static bool part_object(Sketcher *s, int index, SketchPart *part) {
    const void *data;
    const Class *class = object_class(s->L, index, &data);
    if (!class) return false;
    text_add_string(&s->text, class->name);
    size_t before = s->text.length;
    text_add_string(&s->text, " (");
    if (class->tell) class->tell(s->L, index, data, &s->text);
    if (s->text.length == before + 2)
        s->text.length = before;
    else
        text_add_string(&s->text, ")");
    part->kind = SKETCH_WORDS;
    part->text = sketch_keep(s);
    return true;
}

static void part_function(Sketcher *s, int index, SketchPart *part, bool within) {
    bool own = function_add_header(&s->functions, s->L, index, &s->text);
    if (own && s->size == SKETCH_FULL) {
        text_add_string(&s->text, ", ");
        function_add_place(s->L, index, &s->text);
    }
    part->kind = SKETCH_WORDS;
    part->text = sketch_keep(s);
    if (own || within || s->size == SKETCH_SHORT) return;
    Text doc = {0};
    doc_add(s->L, index, &doc);
    const char *gap = doc.bytes ? strstr(doc.bytes, "  ") : NULL;
    SketchPart **end = &part->first, *line = gap ? sketch_part(s, &end) : NULL;
    if (line) part_words(s, line, SKETCH_DOC, gap + 2);
    free(doc.bytes);
}

static void part_userdata(Sketcher *s, int index, SketchPart *part, bool within) {
    lua_State *L = s->L;
    const luaL_Stream *file = luaL_testudata(L, index, LUA_FILEHANDLE);
    if (unit_test(L, index)) {
        part_words(s, part, SKETCH_NUMBER, "struct{}{}");
    } else if (chan_test(L, index)) {
        sketch_add_channel(&s->text, L, index);
        part_words(s, part, SKETCH_WORDS, "");
    } else if (file) {
        part_words(s, part, SKETCH_WORDS, file->closef ? "file (open)" : "file (closed)");
    } else if (!part_by_method(s, index, part, within)) {
        part_words(s, part, SKETCH_WORDS, type_name(L, index));
    }
}

/* Is it of a class of a package, which its own words alone can tell of, and has none in C? */
static bool is_closed(lua_State *L, int index) {
    const void *data;
    if (object_class(L, index, &data) || luaL_getmetafield(L, index, "__metatable") == LUA_TNIL) return false;
    bool closed = lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), type_name(L, index)) == 0;
    lua_pop(L, 1);
    return closed;
}

static void part_table(Sketcher *s, int index, SketchPart *part, const SketchLevel *above, lua_Integer place) {
    bool within = above != NULL;
    const char *package = vars_package(s->L, index);
    if (package) {
        text_format(&s->text, strcmp(package, "_G") == 0 ? "%s" : "package %s", package);
        part_words(s, part, SKETCH_PACKAGE, "");
        if (!within && s->size == SKETCH_FULL) sketch_package(s, index, part);
    } else if (error_is_own(s->L, index)) {
        part_error(s, index, part, within);
    } else if (s->size == SKETCH_SHORT && is_closed(s->L, index)) {
        part_words(s, part, SKETCH_WORDS, type_name(s->L, index));
    } else if (!part_object(s, index, part) && !part_by_method(s, index, part, within)) {
        sketch_table(s, index, part, above, place);
    }
}

void sketch_value(Sketcher *s, int index, SketchPart *part, const SketchLevel *above, lua_Integer place) {
    lua_State *L = s->L;
    size_t length;
    const char *text;
    if (!lua_checkstack(L, SKETCH_STACK)) {
        part_words(s, part, SKETCH_MORE, "...");
        return;
    }
    switch (lua_type(L, index)) {
    case LUA_TNIL:
        part_words(s, part, SKETCH_NUMBER, "nil");
        break;
    case LUA_TBOOLEAN:
        part_words(s, part, SKETCH_NUMBER, lua_toboolean(L, index) ? "true" : "false");
        break;
    case LUA_TNUMBER:
        sketch_add_number(&s->text, L, index);
        part_words(s, part, SKETCH_NUMBER, "");
        break;
    case LUA_TSTRING:
        text = lua_tolstring(L, index, &length);
        sketch_add_quoted(&s->text, text, length,
                          s->size == SKETCH_SHORT ? BYTES_SHORT : above ? BYTES_WITHIN : BYTES_WHOLE);
        part_words(s, part, SKETCH_STRING, "");
        break;
    case LUA_TFUNCTION:
        part_function(s, index, part, above != NULL);
        break;
    case LUA_TTABLE:
        part_table(s, index, part, above, place);
        break;
    case LUA_TTHREAD:
        sketch_add_thread(&s->text, L, index);
        part_words(s, part, SKETCH_WORDS, "");
        break;
    case LUA_TUSERDATA:
        part_userdata(s, index, part, above != NULL);
        break;
    default:
        part_words(s, part, SKETCH_WORDS, luaL_typename(L, index));
        break;
    }
}

/* ---- The whole ---- */

/* A result that has said itself what it is, while its goroutine was there; `value` is what it is of. */
static void whole_said(Sketcher *s, SketchPart *part, int words, int value) {
    size_t length;
    const char *text = lua_tolstring(s->L, words, &length);
    bool error = method_push(s->L, value, "Error");
    said_add(s, text, length, false);
    part->kind = error ? SKETCH_ERROR : SKETCH_WORDS;
    part->text = sketch_keep(s);
}

/* sketch_whole(sketcher, value) */
static int sketch_whole(lua_State *L) {
    Sketcher *s = lua_touserdata(L, 1);
    s->L = L;
    if (words_push(L, 2))
        whole_said(s, &s->sketch->whole, 3, 4);
    else
        sketch_value(s, 2, &s->sketch->whole, NULL, 0);
    return 0;
}

Sketch *sketch_new(World *w, int index, const char *name, SketchSize size) {
    Sketch *sketch = calloc(1, sizeof *sketch);
    if (!sketch) return NULL;
    Sketcher s = {.sketch = sketch,
                  .name = name,
                  .size = size,
                  .left = size == SKETCH_SHORT ? PARTS_SHORT : PARTS_FULL,
                  .functions.w = w};
    index = lua_absindex(w->L, index);
    int top = lua_gettop(w->L);
    if (lua_checkstack(w->L, LUA_MINSTACK)) {
        lua_pushcfunction(w->L, sketch_whole);
        lua_pushlightuserdata(w->L, &s);
        lua_pushvalue(w->L, index);
        if (scheduler_call(w, 2, 0) != LUA_OK) sketch->partial = true;
    }
    lua_settop(w->L, top);
    if (!sketch->whole.text) sketch->whole = (SketchPart){.kind = SKETCH_WORDS, .text = "..."};
    function_reader_end(&s.functions);
    free(s.text.bytes);
    return sketch;
}

void sketch_delete(Sketch *s) {
    if (!s) return;
    for (struct SketchTexts *next, *t = s->texts; t; t = next) {
        next = t->next;
        free(t);
    }
    free(s);
}
