/* What a program calls the objects of a survey: channels and locks have no names themselves, the variables and fields do
 * that hold them.
 *
 * The nearest name is the one: a global variable; then one of a goroutine's functions or captured by them, the oldest
 * goroutine's first, and of its functions the outermost's, for that is who made it most often; then what can be reached from
 * these by one field, by two, and so on: "pool.jobs", "workers[3].inbox". Tables are looked through in the order of their keys, so the order in which they happen
 * to lie in memory decides nothing. Reads only, through Lua's public API. */
#include "lua/chan.h"
#include "lua/map.h"
#include "lua/object.h"
#include "lua/survey_build.h"
#include "lua/survey_path.h"
#include "lua/trace.h"
#include "lua/type.h"
#include "runtime/array.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    STEPS_MAX = 4,             /* fields from a variable to the object */
    NAME_SIZE = 120,           /* bytes of a name */
    ENTRIES_MAX = 1 << 20,     /* entries of tables that are looked at for the names of all */
    ENTRIES_OWN_MAX = 1 << 12, /* ... for those that one goroutine has */
    SHELF_ROOM = 1000,
};

/* Where an object is; in the order of addresses. */
typedef struct Target {
    const char *address;
    int32_t object;
} Target;

/* A value that a step leads to: an object of the survey, a table that is to be looked through, or both. */
typedef struct Node {
    Step step;
    int depth;
    int32_t object;    /* SURVEY_NONE: none */
    const void *table; /* NULL: none */
    int slot;          /* of the table on the shelves */
    Direction direction;
} Node;

typedef struct Search Search;
typedef void (*Named)(Search *s, const Node *node);

struct Search {
    Survey *survey;
    lua_State *L;        /* to look at values on */
    lua_State **shelves; /* hold the tables of nodes */
    int shelf_count, shelved;
    const void *globals;
    Target *targets;
    size_t target_count;
    Node *nodes;
    size_t node_count, node_capacity;
    Map seen; /* tables that are nodes */
    size_t looked, limit;
    size_t missing;        /* objects without a name */
    uint32_t *frames;      /* for each object, the frame that has named it */
    uint32_t frame, outer; /* the one that is looked at, and the first of its goroutine */
    Named named;           /* called for each node that is an object, the nearest first */
    SurveyOwn own;         /* for survey_names_own */
    void *arg;
    bool tables; /* those that variables hold are wanted too */
    bool failed;
};

/* ---- Objects by their addresses ---- */

static int target_compare(const void *a, const void *b) {
    const char *x = ((const Target *)a)->address, *y = ((const Target *)b)->address;
    return x < y ? -1 : x > y;
}

static int32_t target_find(const Search *s, const void *start, size_t size) {
    size_t low = 0, high = s->target_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->targets[middle].address < (const char *)start)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < s->target_count && s->targets[low].address < (const char *)start + size;
    return found ? s->targets[low].object : SURVEY_NONE;
}

/* The object that the userdata on top of L holds. */
static int32_t target_in_data(const Search *s) {
    if (lua_type(s->L, -1) != LUA_TUSERDATA) return SURVEY_NONE;
    return target_find(s, lua_touserdata(s->L, -1), lua_rawlen(s->L, -1));
}

/* The object that the value on top of L is. */
static int32_t target_of(Search *s, Direction *direction) {
    lua_State *L = s->L;
    int32_t object = SURVEY_NONE;
    switch (lua_type(L, -1)) {
    case LUA_TUSERDATA: {
        const ChanObject *c = chan_test(L, -1);
        if (!c) break;
        *direction = c->direction;
        return target_find(s, c->chan, 1);
    }
    case LUA_TTABLE:
        if (!object_is(L, -1)) break;
        object_push_data(L, lua_gettop(L));
        object = target_in_data(s);
        lua_pop(L, 1);
        if (object != SURVEY_NONE && !s->survey->objects[object].type) {
            const char *type = type_name(L, -1);
            s->survey->objects[object].type = survey_text(s->survey, type, strlen(type));
        }
        break;
    case LUA_TFUNCTION: /* what sync.OnceFunc gives */
        if (!lua_iscfunction(L, -1) || !lua_getupvalue(L, -1, 1)) break;
        object = target_in_data(s);
        lua_pop(L, 1);
        break;
    default:
        break;
    }
    return object;
}

/* ---- Nodes ---- */

/* False if it had been seen, or there is no memory. */
static bool seen_add(Search *s, const void *p) {
    Entry *e = map_at(&s->seen, p);
    if (!e) s->failed = true;
    if (!e || e->label) return false;
    e->label = 1;
    return true;
}

/* Tables are kept on the stacks of Lua states of their own, as a walk does (walk.c): the world's stay as they are, and
 * nothing there allocates while a value of the world's is on it. */
static bool shelf_add(Search *s) {
    lua_State **shelves = realloc(s->shelves, ((size_t)s->shelf_count + 1) * sizeof *shelves);
    if (!shelves) return false;
    s->shelves = shelves;
    lua_State *L = shelf_new(SHELF_ROOM);
    if (L) shelves[s->shelf_count++] = L;
    return L != NULL;
}

/* Is there room for a table? */
static bool shelf_has_room(Search *s) {
    return s->shelved < s->shelf_count * SHELF_ROOM || shelf_add(s);
}

/* The table on top of L, which it pops: its slot. */
static int shelf_put(Search *s) {
    lua_xmove(s->L, s->shelves[s->shelved / SHELF_ROOM], 1);
    return s->shelved++;
}

static void shelf_push(Search *s, int slot) {
    lua_State *shelf = s->shelves[slot / SHELF_ROOM];
    lua_pushvalue(shelf, slot % SHELF_ROOM + 1);
    lua_xmove(shelf, s->L, 1);
}

static void shelves_delete(Search *s) {
    for (int i = 0; i < s->shelf_count; i++) {
        lua_settop(s->shelves[i], 0);
        lua_close(s->shelves[i]);
    }
    free(s->shelves);
}

/* Takes the value on top of L, popping it, if it leads anywhere. */
static void node_take(Search *s, const Step *step, int depth) {
    Node node = {.step = *step, .depth = depth, .object = target_of(s, &node.direction)};
    if (s->tables && lua_istable(s->L, -1) && depth < STEPS_MAX &&
        lua_topointer(s->L, -1) != s->globals) {
        if (shelf_has_room(s))
            node.table = lua_topointer(s->L, -1);
        else
            s->failed = true;
    }
    if (node.object != SURVEY_NONE || node.table) {
        Node *nodes = array_room(s->nodes, s->node_count, &s->node_capacity, sizeof *nodes);
        if (nodes) {
            s->nodes = nodes;
        } else {
            s->failed = true;
            node = (Node){.object = SURVEY_NONE};
        }
    }
    if (node.table) {
        node.slot = shelf_put(s);
    } else {
        lua_pop(s->L, 1);
    }
    if (node.object != SURVEY_NONE || node.table) s->nodes[s->node_count++] = node;
}

static int node_compare(const void *a, const void *b) {
    const Node *x = a, *y = b;
    if (x->step.kind != y->step.kind) return x->step.kind < y->step.kind ? -1 : 1;
    if (x->step.kind == STEP_INDEX)
        return x->step.index < y->step.index ? -1 : x->step.index > y->step.index;
    if (!x->step.text) return 0;
    size_t m = strlen(x->step.text), n = strlen(y->step.text);
    return m != n ? (m < n ? -1 : 1) : strcmp(x->step.text, y->step.text);
}

/* ---- The text of a name ---- */

static const char *name_make(Search *s, const Node *node) {
    const Step *steps[STEPS_MAX + 2];
    int count = 0;
    for (const Step *step = &node->step;; step = &s->nodes[step->from].step) {
        steps[count++] = step;
        if (step->from < 0 || count == STEPS_MAX + 2) break;
    }
    char name[NAME_SIZE];
    size_t length = 0;
    while (count-- > 0) length += path_write(steps[count], name + length, sizeof name - length);
    return survey_text(s->survey, name, length);
}

/* ---- Where names begin ---- */

/* Tells of what is new among the nodes from `first` on: names for objects. Tables that are known already go. */
static void nodes_settle(Search *s, size_t first) {
    size_t kept = first;
    for (size_t i = first; i < s->node_count; i++) {
        Node *node = &s->nodes[i];
        if (node->object != SURVEY_NONE) s->named(s, node);
        if (node->table && seen_add(s, node->table)) s->nodes[kept++] = *node;
    }
    s->node_count = kept;
}

/* The value of the variable is on top of `thread`, which it leaves. */
static void variable_take(Search *s, lua_State *thread, const char *name) {
    int type = lua_type(thread, -1);
    bool leads = type == LUA_TUSERDATA || type == LUA_TTABLE ||
                 (type == LUA_TFUNCTION && lua_iscfunction(thread, -1));
    if (leads && !path_is_hidden(name)) {
        lua_xmove(thread, s->L, 1);
        node_take(s, &(Step){.kind = STEP_VARIABLE, .from = -1, .text = name}, 0);
    } else {
        lua_pop(thread, 1);
    }
}

/* The variables that the function on top of the thread, which it pops, has captured. */
static void captured_take(Search *s, lua_State *thread) {
    const char *name;
    for (int i = 1; (name = lua_getupvalue(thread, -1, i)); i++) variable_take(s, thread, name);
    lua_pop(thread, 1);
}

static bool frame_take(void *arg, lua_State *thread, lua_Debug *ar) {
    Search *s = arg;
    size_t first = s->node_count;
    const char *name;
    s->frame++;
    for (int i = 1; (name = lua_getlocal(thread, ar, i)); i++) variable_take(s, thread, name);
    if (lua_getinfo(thread, "f", ar)) captured_take(s, thread);
    nodes_settle(s, first);
    return !s->failed;
}

/* A goroutine that has not run yet has its arguments behind its function, without their names. */
static void arguments_take(Search *s, lua_State *thread) {
    size_t first = s->node_count;
    int count = lua_gettop(thread) - 2;
    const char *name;
    for (int i = 1; i <= count; i++) {
        lua_pushvalue(thread, 1);
        name = lua_iscfunction(thread, -1) ? NULL
                                           : lua_getlocal(thread, NULL, i); /* which pops nothing */
        lua_pop(thread, 1);
        if (!name) break;
        lua_pushvalue(thread, i + 2);
        variable_take(s, thread, name);
    }
    lua_pushvalue(thread, 1);
    captured_take(s, thread);
    nodes_settle(s, first);
}

static void goroutine_take(Search *s, const Goroutine *gr) {
    if (!gr->top) return;
    s->outer = ++s->frame;
    if (frame_is_new(gr))
        arguments_take(s, gr->top->L);
    else
        frames_visit(gr, frame_take, s);
}

/* ---- Tables ---- */

typedef enum Owner { OWNER_PROGRAM, OWNER_CONTEXT, OWNER_ERRGROUP } Owner;

/* Whose table is on top of L? Those of packages written in gosh have fields that are not the program's. */
static Owner owner_of(lua_State *L) {
    if (!lua_getmetatable(L, -1)) return OWNER_PROGRAM;
    lua_pop(L, 1);
    const char *type = type_name(L, -1);
    if (strncmp(type, "*context.", 9) == 0) return OWNER_CONTEXT;
    return strcmp(type, "errgroup.Group") == 0 ? OWNER_ERRGROUP : OWNER_PROGRAM;
}

/* The step to the field; false if nobody would go that way. */
static bool step_of(Step *step, Owner owner, lua_State *L) {
    if (lua_isinteger(L, -2)) {
        step->kind = STEP_INDEX;
        step->index = lua_tointeger(L, -2);
        return owner == OWNER_PROGRAM;
    }
    if (lua_type(L, -2) != LUA_TSTRING) return false;
    step->text = lua_tostring(L, -2);
    if (lua_rawlen(L, -2) > PATH_KEY_MAX && !path_is_identifier(step->text)) return false;
    step->kind = STEP_FIELD;
    if (owner == OWNER_CONTEXT) {
        step->kind = strcmp(step->text, "done") == 0 ? STEP_CALL : STEP_NONE;
        if (step->kind == STEP_CALL) step->text = "Done";
        return step->kind == STEP_CALL || strcmp(step->text, "source") == 0;
    }
    if (owner == OWNER_ERRGROUP) {
        step->kind = STEP_NONE;
        return strcmp(step->text, "wg") == 0 || strcmp(step->text, "slots") == 0;
    }
    return true;
}

/* Looks through the table on top of L, which it pops; `from`: its node, below 0 for the global variables. */
static void table_take(Search *s, int32_t from, int depth) {
    lua_State *L = s->L;
    size_t first = s->node_count;
    Owner owner = from < 0 ? OWNER_PROGRAM : owner_of(L);
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        int type = lua_type(L, -1);
        Step step = {.from = from};
        bool leads = type == LUA_TTABLE || type == LUA_TUSERDATA || type == LUA_TFUNCTION;
        s->looked++;
        if (!leads || s->looked > s->limit || !step_of(&step, owner, L)) {
            lua_pop(L, 1);
            continue;
        }
        if (from < 0) step.kind = STEP_VARIABLE;
        if (from < 0 && (step.index || !path_is_identifier(step.text) || path_is_hidden(step.text)))
            lua_pop(L, 1);
        else
            node_take(s, &step, depth);
    }
    lua_pop(L, 1);
    if (s->node_count > first) qsort(s->nodes + first, s->node_count - first, sizeof *s->nodes, node_compare);
    nodes_settle(s, first);
}

/* Looks through the tables of the nodes, the nearest first. */
static void nodes_look(Search *s) {
    for (size_t i = 0; i < s->node_count && s->missing > 0 && s->looked < s->limit && !s->failed;
         i++) {
        shelf_push(s, s->nodes[i].slot);
        table_take(s, (int32_t)i, s->nodes[i].depth + 1);
    }
}

/* ---- The whole ---- */

static bool search_begin(Search *s, World *w, Survey *survey) {
    *s = (Search){.survey = survey, .L = w->L, .limit = ENTRIES_MAX};
    s->targets = malloc((survey->object_count + 1) * sizeof *s->targets);
    if (!s->targets || !lua_checkstack(s->L, 20)) return false;
    for (size_t i = 0; i < survey->object_count; i++)
        s->targets[s->target_count++] = (Target){survey->objects[i].address, (int32_t)i};
    qsort(s->targets, s->target_count, sizeof *s->targets, target_compare);
    lua_pushglobaltable(s->L);
    s->globals = lua_topointer(s->L, -1);
    lua_pop(s->L, 1);
    return true;
}

static void search_end(Search *s, int top) {
    if (s->failed) s->survey->partial = true;
    lua_settop(s->L, top);
    shelves_delete(s);
    free(s->targets);
    free(s->nodes);
    free(s->seen.entries);
}

static void name_keep(Search *s, const Node *node) {
    SurveyObject *o = &s->survey->objects[node->object];
    uint32_t *frame = &s->frames[node->object];
    bool further_out = node->depth == 0 && *frame > s->outer && *frame < s->frame;
    if (o->name && !further_out) return;
    s->missing -= !o->name;
    o->name = name_make(s, node);
    *frame = s->frame;
}

/* The names that begin at a global variable, then at one of a goroutine's. */
static void roots_take(Search *s, World *w) {
    lua_pushglobaltable(s->L);
    table_take(s, -1, 0);
    for (G *g = sched_oldest(w->sched); g && s->missing > 0; g = g->younger)
        goroutine_take(s, goroutine_of(g));
    s->frame = 0;
}

/* What is not found by a walk: a channel tells the type of its elements. */
static void type_fill(Survey *s, SurveyObject *o) {
    static const char *const types[] = {[SURVEY_MUTEX] = "sync.Mutex",
                                        [SURVEY_RWMUTEX] = "sync.RWMutex",
                                        [SURVEY_WAITGROUP] = "sync.WaitGroup",
                                        [SURVEY_COND] = "sync.Cond"};
    if (o->type) return;
    o->type = types[o->kind];
    if (o->kind != SURVEY_CHAN) return;
    const ChanObject *c = chan_of(o->address);
    char type[NAME_SIZE];
    bool parens = strncmp(c->element->text, "<-", 2) == 0;
    int length = snprintf(type, sizeof type, parens ? "chan (%s)" : "chan %s", c->element->text);
    o->type = survey_text(s, type, (size_t)length < sizeof type ? (size_t)length : sizeof type - 1);
}

void survey_names(World *w, Survey *survey) {
    Search s;
    int top = lua_gettop(w->L);
    if (search_begin(&s, w, survey) &&
        (s.frames = calloc(survey->object_count, sizeof *s.frames))) {
        s.named = name_keep;
        s.missing = survey->object_count;
        roots_take(&s, w);
        s.tables = true;
        s.node_count = 0;
        if (s.missing) roots_take(&s, w);
        nodes_look(&s);
    } else {
        s.failed = true;
    }
    free(s.frames);
    search_end(&s, top);
    for (size_t i = 0; i < survey->object_count; i++) type_fill(survey, &survey->objects[i]);
}

static void name_tell(Search *s, const Node *node) {
    s->own(s->arg, node->object, name_make(s, node), node->depth == 0, node->direction);
}

void survey_names_own(World *w, Survey *survey, G *g, SurveyOwn own, void *arg) {
    Search s;
    int top = lua_gettop(w->L);
    if (search_begin(&s, w, survey)) {
        s.named = name_tell;
        s.own = own;
        s.arg = arg;
        s.missing = SIZE_MAX;
        s.limit = ENTRIES_OWN_MAX;
        s.tables = true;
        goroutine_take(&s, goroutine_of(g));
        nodes_look(&s);
    } else {
        s.failed = true;
    }
    search_end(&s, top);
}
