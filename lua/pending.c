/* What goroutines are going to do. A goroutine that is held back, waits, or was woken stands in the C function of its
 * operation, whose arguments are what the thread's indexes mean then. */
#include "lua/pending.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/chan.h"
#include "lua/fmt.h"
#include "lua/look.h"
#include "lua/mark.h"
#include "lua/survey_build.h"
#include "lua/trace.h"

static int32_t object_find(const Survey *s, const void *address) {
    for (size_t i = 0; i < s->object_count && address; i++)
        if (s->objects[i].address == address) return (int32_t)i;
    return SURVEY_NONE;
}

/* The text of the value at that index of the thread. */
static void value_tell(const World *w, lua_State *thread, int index, char text[PENDING_TEXT_SIZE]) {
    *text = '\0';
    lua_pushvalue(thread, index); /* there is room: see frames.c */
    if (!function_take(w, thread)) return;
    survey_value(w->L, lua_gettop(w->L), text, PENDING_TEXT_SIZE);
    lua_pop(w->L, 1);
}

/* The name of the function at that index. */
static void function_tell(const World *w, lua_State *thread, int index, char text[PENDING_TEXT_SIZE]) {
    lua_Debug ar = {0};
    bool has_params;
    if (!lua_isfunction(thread, index)) return;
    lua_pushvalue(thread, index);
    if (!function_take(w, thread)) return;
    if (look_is_own(w->L)) {
        lua_getinfo(w->L, ">Su", &ar);
        name_of(w->L, &ar, text, PENDING_TEXT_SIZE, &has_params);
    } else {
        name_of_foreign(w, w->L, text);
    }
}

/* The C function that the thread stands in; for one without a name, that of the package which has called it. */
static void called_tell(const World *w, lua_State *thread, lua_Debug *ar, char text[PENDING_TEXT_SIZE]) {
    int level = 0;
    do {
        lua_getinfo(thread, "f", ar);
        name_of_foreign(w, thread, text);
    } while (strcmp(text, NAME_FOREIGN) == 0 && lua_getstack(thread, ++level, ar));
}

/* ---- select ---- */

static bool case_is_ready(Sched *s, const ChanObject *c, bool send) {
    if (!c) return false;
    const Chan *chan = c->chan;
    if (chan->timer) return chan_len(s, chan) > 0 || chan->count > 0;
    if (send) return chan->closed || chan->receivers.first || chan->count < chan->capacity;
    return chan->closed || chan->senders.first || chan->count > 0;
}

/* The arguments are an r, s or d for each case, and its operands: select.c. */
static void cases_tell(const World *w, const Survey *s, lua_State *thread, Pending *p) {
    const char *ops = lua_type(thread, 1) == LUA_TSTRING ? lua_tostring(thread, 1) : "";
    int index = 2, ready = 0;
    if (*ops == 't') return; /* very many, which come in a table */
    for (; *ops && p->case_count < PENDING_CASES_MAX; ops++) {
        PendingCase *c = &p->cases[p->case_count++];
        *c = (PendingCase){.object = SURVEY_NONE, .send = *ops == 's', .is_default = *ops == 'd', .choice = -1};
        if (c->is_default) continue;
        const ChanObject *chan = chan_test(thread, index);
        if (chan) c->object = object_find(s, chan->chan);
        if (case_is_ready(w->sched, chan, c->send)) c->choice = ready++;
        if (c->send) value_tell(w, thread, index + 1, c->value);
        index += c->send ? 2 : 1;
    }
}

/* ---- The operation ---- */

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* The operation that it waits in: who began to wait without a strategy has announced none. */
static PointKind waited_point(WaitReason reason) {
    switch (reason) {
    case WAIT_CHAN_SEND:
    case WAIT_CHAN_SEND_NIL:
        return POINT_SEND;
    case WAIT_CHAN_RECEIVE:
    case WAIT_CHAN_RECEIVE_NIL:
        return POINT_RECV;
    case WAIT_SELECT:
        return POINT_SELECT;
    default:
        return POINT_NONE;
    }
}

/* What it was woken with. */
static void given_tell(const World *w, lua_State *thread, Pending *p) {
    const G *g = p->g;
    if (g->reason != WAIT_CHAN_RECEIVE && g->reason != WAIT_SELECT) return;
    p->given = g->reason == WAIT_CHAN_RECEIVE;
    if (!g->ok) return;
    if (g->value.kind == VALUE_REF)
        value_tell(w, thread, lua_gettop(thread), p->value);
    else if (g->value.kind == VALUE_TIME)
        snprintf(p->value, sizeof p->value, "the time");
    else
        survey_plain_value(&g->value, p->value, sizeof p->value);
}

/* Of a variable, or a field of a table. */
static void access_tell(const World *w, lua_State *thread, Pending *p) {
    Text name = {0};
    int value = mark_tell(thread, p->function, &name);
    text_add(&name, "", 1);
    if (name.bytes) snprintf(p->function, sizeof p->function, "%s", name.bytes);
    free(name.bytes);
    if (value && value <= lua_gettop(thread)) value_tell(w, thread, value, p->value);
}

static void operation_tell(World *w, const Survey *s, lua_State *thread, Pending *p) {
    const G *g = p->g;
    p->object = object_find(s, g->point_object);
    p->nil = !g->point_object;
    switch (p->point) {
    case POINT_SEND:
        value_tell(w, thread, 2, p->value);
        if (strcmp(p->function, "gosh_select") == 0) value_tell(w, thread, 3, p->value); /* a select of that alone */
        break;
    case POINT_GO:
        function_tell(w, thread, 2, p->function);
        break;
    case POINT_SELECT:
        cases_tell(w, s, thread, p);
        break;
    case POINT_WAITGROUP:
        if (ends_with(p->function, ".Add")) value_tell(w, thread, 1, p->value);
        break;
    case POINT_READ:
    case POINT_WRITE:
        access_tell(w, thread, p);
        break;
    case POINT_SLEEP:
        value_tell(w, thread, 1, p->value);
        break;
    default:
        break;
    }
}

void pending_of(World *w, const Survey *s, G *g, Pending *p) {
    lua_Debug ar = {0};
    const Goroutine *gr = goroutine_of(g);
    *p = (Pending){.g = g, .object = SURVEY_NONE, .waits = g->status == G_WAITING};
    if (!gr->top || !lua_checkstack(w->L, FMT_STACK)) return;
    lua_State *thread = gr->top->L;
    if (frame_is_new(gr) || !lua_getstack(thread, 0, &ar)) return;
    lua_getinfo(thread, "S", &ar);
    if (*ar.what != 'C') return; /* it has lost its turn */
    called_tell(w, thread, &ar, p->function);
    bool retries = g->retry && !p->waits;
    if (p->waits)
        p->point = waited_point((WaitReason)g->reason);
    else if (retries || g->at_point)
        p->point = (PointKind)g->point;
    if (p->point)
        operation_tell(w, s, thread, p);
    else if (!p->waits)
        given_tell(w, thread, p);
}

typedef struct Spot {
    const char *file;
    int line;
} Spot;

static bool spot_take(void *arg, lua_State *thread, lua_Debug *ar) {
    (void)thread;
    *(Spot *)arg = (Spot){frame_file(ar), ar->currentline > 0 ? ar->currentline : ar->linedefined};
    return false;
}

bool pending_place(G *g, const char **file, int *line) {
    Spot spot = {0};
    frames_visit(goroutine_of(g), spot_take, &spot);
    *file = spot.file;
    *line = spot.line;
    return spot.file != NULL;
}
