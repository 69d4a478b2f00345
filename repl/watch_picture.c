/* Pictures of :watch. Where goroutines or channels are too many for the terminal, those of one kind are told together: what
 * runs one function, started at one place; what was made at one place. So rows stay where they are while much goes on. */
#include "repl/watch_picture.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lua/hash.h"
#include "repl/group.h"
#include "repl/plain.h"
#include "repl/tables.h"

enum {
    BAR = 16,      /* cells of a bar, at the most */
    BAR_NARROW = 6,
    NARROW = 60,   /* columns of a narrow terminal, at the most */
    IDS_SHOWN = 3,
    STATES_SHOWN = 3,
    STATES_MAX = 64, /* that are told apart in a group */
    TEXT_SIZE = 400,
};

/* ---- What is new ---- */

static const SurveyGoroutine *goroutine_before(const WatchFrame *f, const SurveyGoroutine *g) {
    int32_t found = f->before ? survey_find(f->before, g->id) : SURVEY_NONE;
    return found == SURVEY_NONE ? NULL : &f->before->goroutines[found];
}

static uint64_t object_id(const Survey *s, const SurveyWait *wait) {
    return wait->object == SURVEY_NONE ? 0 : (uint64_t)(uintptr_t)s->objects[wait->object].address;
}

bool watch_goroutine_changed(const WatchFrame *f, const SurveyGoroutine *g) {
    const SurveyGoroutine *old = goroutine_before(f, g);
    if (!f->before) return false;
    if (!old || strcmp(old->state, g->state) != 0 || old->place.line != g->place.line ||
        old->wait_count != g->wait_count || old->leaked != g->leaked)
        return true;
    for (size_t i = 0; i < g->wait_count; i++) {
        const SurveyWait *a = &f->now->waits[g->wait + i], *b = &f->before->waits[old->wait + i];
        if (a->send != b->send || object_id(f->now, a) != object_id(f->before, b)) return true;
    }
    return false;
}

static size_t channels_count(const Survey *s) {
    size_t count = 0;
    while (count < s->object_count && s->objects[count].kind == SURVEY_CHAN) count++; /* they come first, by age */
    return count;
}

static const SurveyObject *channel_before(const WatchFrame *f, const SurveyObject *o) {
    if (!f->before) return NULL;
    const SurveyObject *channels = f->before->objects;
    size_t low = 0, high = channels_count(f->before), count = high;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (channels[middle].id < o->id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && channels[low].id == o->id ? &channels[low] : NULL;
}

static size_t waiters_count(const Survey *s, const SurveyObject *o, bool send) {
    size_t count = 0;
    for (size_t i = 0; i < o->waiter_count; i++) count += s->waiters[o->waiter + i].send == send;
    return count;
}

bool watch_channel_changed(const WatchFrame *f, const SurveyObject *o) {
    const SurveyObject *old = channel_before(f, o);
    if (!f->before) return false;
    return !old || old->length != o->length || old->closed != o->closed ||
           waiters_count(f->before, old, true) != waiters_count(f->now, o, true) ||
           waiters_count(f->before, old, false) != waiters_count(f->now, o, false);
}

/* Turns within the time that rates are made of, or in this step. */
static uint32_t turns_since(const WatchFrame *f, const SurveyGoroutine *g) {
    if (f->turns) return turns_of(f->turns, g);
    const SurveyGoroutine *old = goroutine_before(f, g);
    return g->switches - (old ? old->switches : 0);
}

/* ---- Cells ---- */

/* Keeps a column's place on the screen when there is nothing in it. */
static const char *blank(void) {
    return plain_is_on() ? "" : " ";
}

static void mark_cell(Table *t, bool changed) {
    table_cell(t, "%s", plain_is_on() ? "" : changed ? "*" : " ");
}

/* In a second, or in this step. */
static void rate_cell(Table *t, const WatchFrame *f, uint64_t turns) {
    int64_t within = f->turns ? turns_within(f->turns) : 1;
    uint64_t rate = !f->turns ? turns : within > 0 ? (uint64_t)((double)turns * 1e9 / (double)within + 0.5) : 0;
    if (!f->before || turns == 0)
        table_cell(t, "%s", blank());
    else if (!f->turns)
        table_cell(t, "+%" PRIu64, rate);
    else if (rate < 10000)
        table_cell(t, "%" PRIu64 "/s", rate);
    else if (rate < 1000000)
        table_cell(t, "%" PRIu64 "k/s", rate / 1000);
    else
        table_cell(t, "%.1fM/s", (double)rate / 1e6);
}

static void bar_print(FILE *out, size_t length, size_t capacity, size_t most) {
    size_t cells = capacity < most ? capacity : most, full = length * cells / capacity;
    if (length && !full) full = 1; /* something is in it */
    fputc('[', out);
    for (size_t i = 0; i < cells; i++) fputc(i < full ? '#' : '.', out);
    fprintf(out, "] %zu/%zu", length, capacity);
}

void watch_buffer(FILE *out, const WatchFrame *f, const SurveyObject *o) {
    if (o->timer)
        fputs("timer", out);
    else if (o->capacity && plain_is_on())
        fprintf(out, "%zu of %zu", o->length, o->capacity);
    else if (o->capacity)
        bar_print(out, o->length, o->capacity, f->columns > NARROW ? BAR : BAR_NARROW);
    else if (!o->closed)
        fputs("unbuffered", out);
    if (o->closed) fputs(o->capacity ? ", closed" : "closed", out);
}

/* "7 8 9 and 3 more wait to receive", in words "goroutines 7 8 ..."; false, and nothing, if nobody does. */
static bool side_print(FILE *out, const Survey *s, const SurveyObject *o, bool send, bool first) {
    size_t count = waiters_count(s, o, send), shown = 0;
    if (!count) return false;
    if (!first) fputs("; ", out);
    if (plain_is_on()) fputs(count == 1 ? "goroutine " : "goroutines ", out);
    for (size_t i = 0; i < o->waiter_count && shown < IDS_SHOWN; i++) {
        const SurveyWaiter *w = &s->waiters[o->waiter + i];
        if (w->send != send || w->goroutine == SURVEY_NONE) continue;
        fprintf(out, shown++ ? " %" PRIu64 : "%" PRIu64, s->goroutines[w->goroutine].id);
    }
    if (count > shown) fprintf(out, " and %zu more", count - shown);
    fprintf(out, " wait%s to %s", count == 1 ? "s" : "", send ? "send" : "receive");
    return true;
}

void watch_waiters(FILE *out, const Survey *s, const SurveyObject *o) {
    bool senders = side_print(out, s, o, true, true);
    side_print(out, s, o, false, !senders);
}

/* ---- Rows ---- */

/* A table of the picture: its rows, perhaps in groups, and how many lines it may have below its heading. */
typedef struct Part {
    Row *rows;
    size_t count;
    Group *groups; /* NULL: each row for itself */
    size_t group_count;
    size_t room;
} Part;

static bool part_grow(Part *p, size_t most) {
    p->rows = calloc(most + 1, sizeof *p->rows);
    return p->rows != NULL;
}

static void part_free(Part *p) {
    free(p->rows);
    free(p->groups);
}

static size_t part_lines(const Part *p) {
    size_t count = p->groups ? p->group_count : p->count;
    return count < p->room ? count : p->room;
}

/* What of the lines shows rows: the last may have to tell of the others. */
static size_t part_shown(const Part *p) {
    size_t count = p->groups ? p->group_count : p->count;
    return count <= p->room ? count : p->room ? p->room - 1 : 0;
}

/* Puts the largest groups, which are to be shown, in the order of their first rows. */
static void part_group(Part *p) {
    p->groups = group_rows(p->rows, p->count, &p->group_count);
    if (p->groups) qsort(p->groups, part_shown(p), sizeof *p->groups, group_compare_index);
}

static void more_print(FILE *out, const Part *p, const char *what) {
    size_t shown = part_shown(p), all = p->groups ? p->group_count : p->count, rows = all - shown;
    if (shown == all || p->room == 0) return;
    if (p->groups) {
        rows = 0;
        for (size_t i = shown; i < all; i++) rows += p->groups[i].count;
    }
    fprintf(out, "  and %zu more %s%s\n", rows, what, rows == 1 ? "" : "s");
}

/* Prints a table with columns no narrower than they have been. */
static void part_print(FILE *out, Table *t, const WatchFrame *f, int *widths) {
    for (int i = 0; i < t->count; i++)
        if (widths[i] > t->widths[i]) t->widths[i] = widths[i];
    table_print(t, out, f->columns);
    memcpy(widths, t->widths, sizeof t->widths);
}

/* ---- Goroutines ---- */

static const TableColumn goroutine_columns[] = {
    {.heading = ""},
    {.heading = "ID", .right = true, .words = "goroutine"},
    {.heading = "FUNCTION", .least = 12, .words = ""},
    {.heading = "STATE", .least = 20, .words = ""},
    {.heading = "SINCE", .right = true, .sparable = 2, .words = "for"},
    {.heading = "TURNS", .right = true, .sparable = 1},
    {.heading = "RATE", .right = true},
    {.heading = "AT", .tail = true, .least = 10, .sparable = 3},
};

static void goroutine_row(Table *t, const WatchFrame *f, const SurveyGoroutine *g) {
    char state[TABLES_STATE_SIZE], place[TABLES_PLACE_SIZE], time[TABLES_TIME_SIZE];
    tables_state(f->now, g, state);
    mark_cell(t, watch_goroutine_changed(f, g));
    table_cell(t, "%" PRIu64, g->id);
    table_cell(t, "%s", g->function ? g->function : "");
    table_cell(t, "%s", state);
    table_cell(t, "%s", g->status == G_WAITING ? tables_time(g->waited, time) : blank());
    table_cell(t, "%u", g->switches);
    rate_cell(t, f, turns_since(f, g));
    table_cell(t, "%s", tables_place(&g->place, place));
}

static const TableColumn goroutine_group_columns[] = {
    {.heading = ""},
    {.heading = "COUNT", .right = true},
    {.heading = "FUNCTION", .least = 12, .words = ""},
    {.heading = "STATES", .least = 20, .words = ""},
    {.heading = "RATE", .right = true},
    {.heading = "STARTED", .tail = true, .least = 10, .words = "started at", .sparable = 1},
};

static uint64_t goroutine_hash(const SurveyGoroutine *g) {
    char text[TABLES_PLACE_SIZE];
    const char *function = g->function ? g->function : "", *created = tables_place(&g->created, text);
    return hash_add(hash_add(HASH_BEGIN, function, strlen(function) + 1), created, strlen(created));
}

typedef struct StateCount {
    const char *state;
    size_t count;
} StateCount;

static int state_compare(const void *a, const void *b) {
    const StateCount *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return strcmp(x->state, y->state);
}

/* "9,998 chan receive, 2 runnable": the most frequent first. */
static void states_cell(Table *t, const WatchFrame *f, const Part *p, const Group *group) {
    StateCount states[STATES_MAX];
    size_t count = 0, told = 0;
    for (size_t i = 0; i < group->count; i++) {
        const char *state = f->now->goroutines[p->rows[group->first + i].index].state;
        size_t k = 0;
        while (k < count && strcmp(states[k].state, state) != 0) k++;
        if (k == STATES_MAX) continue;
        if (k == count) states[count++] = (StateCount){state, 0};
        states[k].count++;
    }
    qsort(states, count, sizeof *states, state_compare);
    char text[TEXT_SIZE] = "";
    int at = 0;
    for (size_t i = 0; i < count && i < STATES_SHOWN && at < TEXT_SIZE - 100; i++) {
        at += snprintf(text + at, (size_t)(TEXT_SIZE - at), "%s%zu %.60s", i ? ", " : "", states[i].count, states[i].state);
        told += states[i].count;
    }
    if (told < group->count) snprintf(text + at, (size_t)(TEXT_SIZE - at), ", %zu other", group->count - told);
    table_cell(t, "%s", text);
}

static void goroutine_group_row(Table *t, const WatchFrame *f, const Part *p, const Group *group) {
    char place[TABLES_PLACE_SIZE];
    const SurveyGoroutine *first = &f->now->goroutines[group->index];
    bool changed = false;
    uint64_t turns = 0;
    for (size_t i = 0; i < group->count; i++) {
        const SurveyGoroutine *g = &f->now->goroutines[p->rows[group->first + i].index];
        changed |= watch_goroutine_changed(f, g);
        turns += turns_since(f, g);
    }
    mark_cell(t, changed);
    table_cell(t, "%zu", group->count);
    table_cell(t, "%s", first->function ? first->function : "");
    states_cell(t, f, p, group);
    rate_cell(t, f, turns);
    table_cell(t, "%s", tables_place(&first->created, place));
}

static bool goroutines_choose(const WatchFrame *f, Part *p) {
    const Survey *s = f->now;
    if (!part_grow(p, s->goroutine_count)) return false;
    for (size_t i = 0; i < s->goroutine_count; i++)
        if (filter_takes(f->filter, s, &s->goroutines[i]))
            p->rows[p->count++] = (Row){i, goroutine_hash(&s->goroutines[i])};
    return true;
}

static void goroutines_print(FILE *out, const WatchFrame *f, const Part *p) {
    if (!part_shown(p)) return;
    Table single = TABLE(goroutine_columns), groups = TABLE(goroutine_group_columns);
    for (size_t i = 0; i < part_shown(p); i++) {
        if (p->groups)
            goroutine_group_row(&groups, f, p, &p->groups[i]);
        else
            goroutine_row(&single, f, &f->now->goroutines[p->rows[i].index]);
    }
    part_print(out, p->groups ? &groups : &single, f, f->widths + (p->groups ? TABLE_COLUMNS_MAX : 0));
    more_print(out, p, "goroutine");
}

/* ---- Channels ---- */

static const TableColumn channel_columns[] = {
    {.heading = ""},
    {.heading = "CHANNEL", .least = 10},
    {.heading = "TYPE", .least = 10, .sparable = 2, .words = ""},
    {.heading = "BUFFER"},
    {.heading = "WAITING", .least = 10, .words = ""},
    {.heading = "MADE", .tail = true, .least = 10, .words = "made at", .sparable = 1},
};

static void buffer_cell(Table *t, const WatchFrame *f, const SurveyObject *o) {
    char text[TEXT_SIZE] = "";
    FILE *out = fmemopen(text, sizeof text, "w");
    if (out) watch_buffer(out, f, o);
    if (out) fclose(out);
    table_cell(t, "%s", text);
}

static void waiters_cell(Table *t, const WatchFrame *f, const SurveyObject *o) {
    char text[TEXT_SIZE] = "";
    FILE *out = fmemopen(text, sizeof text, "w");
    if (out) watch_waiters(out, f->now, o);
    if (out) fclose(out);
    table_cell(t, "%s", *text ? text : blank());
}

static void channel_row(Table *t, const WatchFrame *f, const SurveyObject *o) {
    char label[TABLES_LABEL_SIZE], place[TABLES_PLACE_SIZE];
    tables_label(o, label);
    mark_cell(t, watch_channel_changed(f, o));
    table_cell(t, "%s", label);
    table_cell(t, "%s", o->type);
    buffer_cell(t, f, o);
    waiters_cell(t, f, o);
    table_cell(t, "%s", tables_place(&o->made, place));
}

static const TableColumn channel_group_columns[] = {
    {.heading = ""},
    {.heading = "COUNT", .right = true},
    {.heading = "CHANNELS", .least = 10},
    {.heading = "TYPE", .least = 10, .sparable = 2, .words = ""},
    {.heading = "BUFFERS"},
    {.heading = "WAITING", .least = 10, .words = ""},
    {.heading = "MADE", .tail = true, .least = 10, .words = "made at", .sparable = 1},
};

static void channel_group_row(Table *t, const WatchFrame *f, const Part *p, const Group *group) {
    const SurveyObject *first = &f->now->objects[group->index];
    char label[TABLES_LABEL_SIZE], place[TABLES_PLACE_SIZE], waiting[TEXT_SIZE] = "";
    SurveyObject all = {.kind = SURVEY_CHAN, .timer = first->timer};
    size_t senders = 0, receivers = 0;
    bool changed = false;
    for (size_t i = 0; i < group->count; i++) {
        const SurveyObject *o = &f->now->objects[p->rows[group->first + i].index];
        changed |= watch_channel_changed(f, o);
        all.length += o->length;
        all.capacity += o->capacity;
        senders += waiters_count(f->now, o, true);
        receivers += waiters_count(f->now, o, false);
    }
    int at = senders ? snprintf(waiting, sizeof waiting, "%zu to send", senders) : 0;
    if (receivers) snprintf(waiting + at, sizeof waiting - (size_t)at, "%s%zu to receive", at ? ", " : "", receivers);
    tables_label(first, label);
    mark_cell(t, changed);
    table_cell(t, "%zu", group->count);
    table_cell(t, "%s%s", label, group->count > 1 ? " ..." : "");
    table_cell(t, "%s", first->type);
    buffer_cell(t, f, &all);
    table_cell(t, "%s", *waiting ? waiting : blank());
    table_cell(t, "%s", tables_place(&first->made, place));
}

/* Does somebody who is shown wait for it? */
static bool channel_awaited(const WatchFrame *f, const SurveyObject *o) {
    for (size_t i = 0; i < o->waiter_count; i++) {
        int32_t goroutine = f->now->waiters[o->waiter + i].goroutine;
        if (goroutine != SURVEY_NONE && filter_takes(f->filter, f->now, &f->now->goroutines[goroutine])) return true;
    }
    return false;
}

bool watch_shows_channel(const WatchFrame *f, const SurveyObject *o) {
    return f->chosen ? channel_awaited(f, o) : !o->timer || o->waiter_count;
}

static bool channels_choose(const WatchFrame *f, Part *p) {
    const Survey *s = f->now;
    if (!part_grow(p, s->object_count)) return false;
    for (size_t i = 0; i < s->object_count && s->objects[i].kind == SURVEY_CHAN; i++) {
        const SurveyObject *o = &s->objects[i];
        if (watch_shows_channel(f, o)) p->rows[p->count++] = (Row){i, tables_channel_hash(o)};
    }
    return true;
}

static void channels_print(FILE *out, const WatchFrame *f, const Part *p) {
    if (!part_shown(p)) return;
    Table single = TABLE(channel_columns), groups = TABLE(channel_group_columns);
    for (size_t i = 0; i < part_shown(p); i++) {
        if (p->groups)
            channel_group_row(&groups, f, p, &p->groups[i]);
        else
            channel_row(&single, f, &f->now->objects[p->rows[i].index]);
    }
    part_print(out, p->groups ? &groups : &single, f, f->widths + (p->groups ? 3 : 2) * TABLE_COLUMNS_MAX);
    more_print(out, p, "channel");
}

/* ---- The whole ---- */

static void count_print(FILE *out, size_t shown, size_t all, const char *what) {
    if (shown != all) fprintf(out, "%zu of ", shown);
    fprintf(out, "%zu %s%s", all, what, all == 1 ? "" : "s");
}

static void summary_print(FILE *out, const WatchFrame *f, const Part *goroutines, const Part *channels) {
    char time[TABLES_TIME_SIZE];
    count_print(out, goroutines->count, f->now->goroutine_count, "goroutine");
    fputs(", ", out);
    count_print(out, channels->count, f->chosen ? channels_count(f->now) : channels->count, "channel");
    if (f->is_virtual) fprintf(out, "; the virtual clock is at %s", tables_time(f->now->now, time));
    fputc('\n', out);
}

/* Shares the lines out: channels get what goroutines leave, but a third in any case; who has to be grouped is.
 * `*apart`: there is a line left to stand between them. */
static void parts_share(Part *goroutines, Part *channels, int rows, bool *apart) {
    int fixed = 1 + (goroutines->count ? 1 : 0) + (channels->count ? 1 : 0);
    size_t room = rows > fixed ? (size_t)(rows - fixed) : 0;
    goroutines->room = channels->room = room;
    *apart = goroutines->count && channels->count && goroutines->count + channels->count < room;
    if (goroutines->count + channels->count <= room) return;
    size_t third = room / 3;
    goroutines->room = room - (channels->count < third ? channels->count : third);
    if (goroutines->count > goroutines->room) part_group(goroutines);
    channels->room = room - part_lines(goroutines);
    if (channels->count > channels->room) part_group(channels);
}

void watch_picture(FILE *out, const WatchFrame *f) {
    Part goroutines = {0}, channels = {0};
    if (goroutines_choose(f, &goroutines) && channels_choose(f, &channels)) {
        bool apart;
        parts_share(&goroutines, &channels, f->rows, &apart);
        summary_print(out, f, &goroutines, &channels);
        goroutines_print(out, f, &goroutines);
        if (apart) fputc('\n', out);
        channels_print(out, f, &channels);
    } else {
        fputs("there is no memory for a picture\n", out);
    }
    part_free(&goroutines);
    part_free(&channels);
}
