/* The objects of a survey that nobody waits for: all channels that the program can get at, the locks that are held and the
 * WaitGroups that have a count; and what channels have in their buffers, as texts. */
#include "lua/chan.h"
#include "lua/survey_build.h"
#include "lua/type.h"
#include "lua/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/fmt.h"
#include "lua/walk.h"

/* ---- The objects ---- */

enum { CLASSES = 5 };

static const struct {
    const char *name;
    SurveyKind kind;
} classes[CLASSES] = {{"sync.Mutex", SURVEY_MUTEX},
                      {"sync.Once", SURVEY_MUTEX},
                      {"sync.RWMutex", SURVEY_RWMUTEX},
                      {"sync.WaitGroup", SURVEY_WAITGROUP},
                      {"sync.Cond", SURVEY_COND}};

typedef struct Finder {
    const void *metatables[CLASSES];
    SurveyFound found;
    void *arg;
} Finder;

/* Is there anything to be told of it while nobody waits? */
static bool is_in_use(SurveyKind kind, const void *data) {
    switch (kind) {
    case SURVEY_CHAN:
        return true;
    case SURVEY_MUTEX:
        return ((const Mutex *)data)->locked;
    case SURVEY_RWMUTEX:
        return ((const RWMutex *)data)->readers != 0 || ((const RWMutex *)data)->writers.locked;
    case SURVEY_WAITGROUP:
        return ((const WaitGroup *)data)->counter != 0;
    case SURVEY_COND:
        break;
    }
    return false;
}

static void value_look(void *state, lua_State *L, int index, WalkLabel label) {
    (void)label;
    Finder *f = state;
    if (lua_type(L, index) != LUA_TUSERDATA) return;
    const ChanObject *c = chan_test(L, index);
    if (c) {
        f->found(f->arg, c->chan, SURVEY_CHAN);
        return;
    }
    if (!lua_getmetatable(L, index)) return;
    const void *metatable = lua_topointer(L, -1);
    lua_pop(L, 1);
    for (int i = 0; i < CLASSES; i++) {
        if (f->metatables[i] != metatable) continue;
        const void *data = lua_touserdata(L, index);
        if (is_in_use(classes[i].kind, data)) f->found(f->arg, data, classes[i].kind);
    }
}

bool survey_find_objects(World *w, SurveyFound found, void *arg) {
    Finder f = {.found = found, .arg = arg};
    for (int i = 0; i < CLASSES; i++) {
        luaL_getmetatable(w->L, classes[i].name);
        f.metatables[i] = lua_topointer(w->L, -1);
        lua_pop(w->L, 1);
    }
    Walk *walk = walk_new(w, &(WalkRules){.state = &f, .seen = value_look});
    if (!walk) return false;
    for (G *g = sched_oldest(w->sched); g; g = g->younger) walk_goroutine(walk, g, 1);
    walk_registry(walk, 1);
    walk_outside(walk, 1);
    walk_run(walk);
    bool whole = !walk_failed(walk);
    walk_delete(walk);
    return whole;
}

/* ---- Buffered values ---- */

enum {
    BUFFERED_MAX = 16, /* values of a channel that are told */
    VALUE_SIZE = 60,   /* bytes of one */
    FIELDS_MAX = 6,    /* of a table in one */
};

typedef struct Line {
    char text[VALUE_SIZE * 2];
    size_t length;
    bool full;
} Line;

/* Adds the bytes, or as much as there is room for and three dots. */
static void line_add(Line *line, const char *bytes, size_t length) {
    if (line->full) return;
    if (line->length + length > VALUE_SIZE) {
        length = VALUE_SIZE > line->length ? VALUE_SIZE - line->length : 0;
        while (length > 0 && (bytes[length] & 0xc0) == 0x80)
            length--; /* no character is cut in two */
        line->full = true;
    }
    memcpy(line->text + line->length, bytes, length);
    line->length += length;
    if (line->full) {
        memcpy(line->text + line->length, "...", 3);
        line->length += 3;
    }
}

static void line_add_text(Line *line, const char *text) {
    line_add(line, text, strlen(text));
}

static void number_add(Line *line, double number) {
    char text[64];
    int digits = 1, exponent;
    if (!isfinite(number)) {
        line_add_text(line, isnan(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf");
        return;
    }
    do snprintf(text, sizeof text, "%.*e", digits - 1, number);
    while (strtod(text, NULL) != number && ++digits <= 17);
    exponent = atoi(strchr(text, 'e') + 1);
    if (exponent >= -4 && exponent < 6)
        snprintf(text, sizeof text, "%.*f", digits - 1 > exponent ? digits - 1 - exponent : 0,
                 number);
    line_add_text(line, text);
}

static void string_add(Line *line, lua_State *L, int index) {
    size_t length;
    const char *text = lua_tolstring(L, index, &length);
    line_add(line, "\"", 1);
    for (size_t i = 0; i < length && !line->full; i++) {
        char escaped[8];
        unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\')
            snprintf(escaped, sizeof escaped, "\\%c", c);
        else if (c == '\n')
            snprintf(escaped, sizeof escaped, "\\n");
        else if (c < ' ' || c == 0x7f)
            snprintf(escaped, sizeof escaped, "\\x%02x", c);
        else {
            size_t run = 1; /* with what is left of the character */
            while (i + run < length && ((unsigned char)text[i + run] & 0xc0) == 0x80 && run < 4)
                run++;
            line_add(line, text + i, run);
            i += run - 1;
            continue;
        }
        line_add_text(line, escaped);
    }
    line_add(line, "\"", 1);
}

/* A value with a metatable, by its type; errors by their texts. */
static void object_add(Line *line, lua_State *L, int index) {
    int64_t number;
    const ChanObject *c = chan_test(L, index);
    if (c) {
        line_add_text(line, "chan ");
        line_add_text(line, c->element->text);
    } else if (unit_test(L, index)) {
        line_add_text(line, "{}");
    } else if (error_is_own(L, index)) {
        size_t length;
        lua_getfield(L, index, "text");
        const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &length) : NULL;
        line_add(line, text ? text : "error", text ? length : 5);
        lua_pop(L, 1);
    } else {
        line_add_text(line, type_name(L, index));
        if (!named_test(L, index, &number)) return;
        char text[32];
        snprintf(text, sizeof text, "(%lld)", (long long)number);
        line_add_text(line, text);
    }
}

static void value_add(Line *line, lua_State *L, int index, bool inside);

typedef struct Field {
    const char *name;
    lua_Integer index;
} Field;

static int field_compare(const void *a, const void *b) {
    const Field *x = a, *y = b;
    if (!x->name || !y->name) {
        if (x->name || y->name) return x->name ? 1 : -1;
        return x->index < y->index ? -1 : x->index > y->index;
    }
    return strcmp(x->name, y->name);
}

/* A table as %v has it, as far as it is looked at: its list, else the first of its fields by their keys. */
static void table_add(Line *line, lua_State *L, int index) {
    lua_Unsigned count = lua_rawlen(L, index);
    if (count) {
        line_add(line, "[", 1);
        for (lua_Unsigned i = 1; i <= count && !line->full; i++) {
            if (i > 1) line_add(line, " ", 1);
            lua_rawgeti(L, index, (lua_Integer)i);
            value_add(line, L, lua_gettop(L), true);
            lua_pop(L, 1);
        }
        line_add(line, "]", 1);
        return;
    }
    Field fields[FIELDS_MAX +
                 1]; /* the first ones, in their order; the last is only there to be left out */
    size_t found = 0, all = 0;
    lua_pushnil(L);
    while (lua_next(L, index)) {
        Field f = {.index = lua_isinteger(L, -2) ? lua_tointeger(L, -2) : 0,
                   .name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : NULL};
        lua_pop(L, 1);
        all++;
        if (!f.name && !lua_isinteger(L, -1)) continue;
        fields[found++] = f;
        qsort(fields, found, sizeof *fields, field_compare);
        if (found > FIELDS_MAX) found = FIELDS_MAX;
    }
    line_add_text(line, "map[");
    for (size_t i = 0; i < found; i++) {
        char key[32];
        if (i) line_add(line, " ", 1);
        snprintf(key, sizeof key, "%lld", (long long)fields[i].index);
        line_add_text(line, fields[i].name ? fields[i].name : key);
        line_add(line, ":", 1);
        lua_pushnil(L); /* looked for by going through: to push a key could make a string */
        while (lua_next(L, index)) {
            bool same =
                fields[i].name
                    ? lua_type(L, -2) == LUA_TSTRING && lua_tostring(L, -2) == fields[i].name
                    : lua_isinteger(L, -2) && lua_tointeger(L, -2) == fields[i].index;
            if (same) {
                value_add(line, L, lua_gettop(L), true);
                lua_pop(L, 2);
                break;
            }
            lua_pop(L, 1);
        }
    }
    if (found < all) line_add_text(line, " ...");
    line_add(line, "]", 1);
}

static void value_add(Line *line, lua_State *L, int index, bool inside) {
    char text[32];
    switch (lua_type(L, index)) {
    case LUA_TNIL:
        line_add_text(line, "nil");
        break;
    case LUA_TBOOLEAN:
        line_add_text(line, lua_toboolean(L, index) ? "true" : "false");
        break;
    case LUA_TNUMBER:
        if (lua_isinteger(L, index)) {
            snprintf(text, sizeof text, "%lld", (long long)lua_tointeger(L, index));
            line_add_text(line, text);
        } else {
            number_add(line, lua_tonumber(L, index));
        }
        break;
    case LUA_TSTRING:
        string_add(line, L, index);
        break;
    case LUA_TTABLE:
        if (strcmp(type_name(L, index), "table") != 0)
            object_add(line, L, index);
        else if (inside)
            line_add_text(line, lua_rawlen(L, index) ? "[...]" : "map[...]");
        else
            table_add(line, L, index);
        break;
    case LUA_TUSERDATA:
        object_add(line, L, index);
        break;
    default:
        line_add_text(line, lua_isfunction(L, index) ? "func()" : luaL_typename(L, index));
        break;
    }
}

/* A value that is not the host's. */
static void plain_add(Line *line, const Value *value) {
    char text[32];
    switch (value->kind) {
    case VALUE_NIL:
        line_add_text(line, "nil");
        break;
    case VALUE_BOOL:
        line_add_text(line, value->as.boolean ? "true" : "false");
        break;
    case VALUE_INT:
    case VALUE_TIME:
    case VALUE_SIGNAL:
        snprintf(text, sizeof text, "%lld", (long long)value->as.integer);
        line_add_text(line, text);
        break;
    case VALUE_FLOAT:
        number_add(line, value->as.number);
        break;
    case VALUE_REF:
        break;
    }
}

/* The value in that slot of the buffer. */
static void slot_add(Line *line, lua_State *L, const ChanObject *c, size_t slot) {
    const Value *value = &c->chan->buffer[slot];
    if (value->kind != VALUE_REF) {
        plain_add(line, value);
        return;
    }
    lua_pushvalue(c->box, (int)slot + 1);
    lua_xmove(c->box, L, 1);
    value_add(line, L, lua_gettop(L), false);
    lua_pop(L, 1);
}

void survey_value(lua_State *L, int index, char *buffer, size_t size) {
    Line line = {.length = 0};
    value_add(&line, L, index, false);
    snprintf(buffer, size, "%.*s", (int)line.length, line.text);
}

void survey_plain_value(const Value *value, char *buffer, size_t size) {
    Line line = {.length = 0};
    plain_add(&line, value);
    snprintf(buffer, size, "%.*s", (int)line.length, line.text);
}

void survey_buffered(World *w, Survey *s, SurveyObject *o) {
    const ChanObject *c = chan_of(o->address);
    size_t count = o->length < BUFFERED_MAX ? o->length : BUFFERED_MAX;
    if (!count || !lua_checkstack(w->L, FMT_STACK)) return;
    o->buffered = survey_list(s, count);
    if (!o->buffered) return;
    for (; o->buffered_count < count; o->buffered_count++) {
        Line line = {.length = 0};
        slot_add(&line, w->L, c, (c->chan->head + o->buffered_count) % c->chan->capacity);
        o->buffered[o->buffered_count] = survey_text(s, line.text, line.length);
    }
}
