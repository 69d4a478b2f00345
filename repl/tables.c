/* Tables of goroutines, channels and locks. Many that are alike are told as one row, with their number. */
#include "repl/tables.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/hash.h"
#include "repl/filter.h"
#include "repl/group.h"
#include "repl/plain.h"
#include "repl/table.h"

enum {
    ROWS_MAX =
        40, /* more goroutines or channels than these are grouped; and that many groups are shown */
    IDS_SHOWN = 3,
};

/* ---- Texts ---- */

void tables_label(const SurveyObject *o, char label[TABLES_LABEL_SIZE]) {
    if (o->name)
        snprintf(label, TABLES_LABEL_SIZE, "%s", o->name);
    else if (o->kind == SURVEY_CHAN)
        snprintf(label, TABLES_LABEL_SIZE, "#%" PRIu64, o->id);
    else
        snprintf(label, TABLES_LABEL_SIZE, "%s", o->type);
}

void tables_state(const Survey *s, const SurveyGoroutine *g, char state[TABLES_STATE_SIZE]) {
    int length = snprintf(state, TABLES_STATE_SIZE, "%s", g->state);
    bool select = g->reason == WAIT_SELECT;
    for (size_t i = 0; i < g->wait_count && length < TABLES_STATE_SIZE; i++) {
        const SurveyWait *wait = &s->waits[g->wait + i];
        char label[TABLES_LABEL_SIZE] = "nil";
        if (wait->object != SURVEY_NONE)
            tables_label(&s->objects[wait->object], label);
        else if (!select)
            break; /* the state says so */
        length +=
            snprintf(state + length, (size_t)(TABLES_STATE_SIZE - length), " %s%s%s",
                     select && !wait->send ? "<-" : "", label, select && wait->send ? "<-" : "");
    }
}

const char *tables_place(const SurveyPlace *place, char text[TABLES_PLACE_SIZE]) {
    if (!place->file) return "";
    snprintf(text, TABLES_PLACE_SIZE, "%s:%d", place->file, place->line);
    return text;
}

const char *tables_time(int64_t ns, char text[TABLES_TIME_SIZE]) {
    int64_t ms = ns / 1000000, seconds = ms / 1000;
    if (ms < 1)
        snprintf(text, TABLES_TIME_SIZE, "0s");
    else if (seconds < 1)
        snprintf(text, TABLES_TIME_SIZE, "%" PRId64 "ms", ms);
    else if (seconds < 60)
        snprintf(text, TABLES_TIME_SIZE, "%" PRId64 ".%" PRId64 "s", seconds, ms / 100 % 10);
    else if (seconds < 3600)
        snprintf(text, TABLES_TIME_SIZE, "%" PRId64 "m%02" PRId64 "s", seconds / 60, seconds % 60);
    else
        snprintf(text, TABLES_TIME_SIZE, "%" PRId64 "h%02" PRId64 "m", seconds / 3600, seconds / 60 % 60);
    return text;
}

/* "1,234 goroutines", or "5 of 1,234 goroutines". */
static void count_print(size_t shown, size_t all, const char *what) {
    if (shown != all) printf("%zu of ", shown);
    printf("%zu %s%s\n", all, what, all == 1 ? "" : "s");
}

/* ---- Groups ---- */

static uint64_t hash_text(uint64_t hash, const char *text) {
    return hash_add(hash, text, strlen(text) + 1);
}

static void more_print(size_t groups, const char *command) {
    if (groups > ROWS_MAX) printf("and %zu more rows\n", groups - ROWS_MAX);
    printf("`:%s all` shows each; :help %s tells how to choose some\n", command, command);
}

/* ---- Goroutines ---- */

static const TableColumn goroutine_columns[] = {
    {.heading = "ID", .right = true, .words = "goroutine"},
    {.heading = "FUNCTION", .least = 12, .words = ""},
    {.heading = "STATE", .least = 20, .words = ""},
    {.heading = "SINCE", .right = true, .words = "for"},
    {.heading = "TURNS", .right = true, .sparable = 2},
    {.heading = "CPU", .right = true, .sparable = 1},
    {.heading = "AT", .tail = true, .least = 12},
    {.heading = "CREATED", .tail = true, .least = 12, .words = "created at", .sparable = 3},
};

static void goroutine_row(Table *t, const Survey *s, const SurveyGoroutine *g) {
    char state[TABLES_STATE_SIZE], place[TABLES_PLACE_SIZE], time[TABLES_TIME_SIZE];
    tables_state(s, g, state);
    table_cell(t, "%" PRIu64, g->id);
    table_cell(t, "%s", g->function ? g->function : "");
    table_cell(t, "%s%s", state, g->leaked ? " (leaked)" : "");
    table_cell(t, "%s", g->status == G_WAITING ? tables_time(g->waited, time) : "");
    table_cell(t, "%u", g->switches);
    table_cell(t, "%s", g->cpu ? tables_time(g->cpu, time) : "");
    table_cell(t, "%s", tables_place(&g->place, place));
    table_cell(t, "%s", tables_place(&g->created, place));
}

static const TableColumn goroutine_group_columns[] = {
    {.heading = "COUNT", .right = true},
    {.heading = "FUNCTION", .least = 12, .words = ""},
    {.heading = "STATE", .least = 20, .words = ""},
    {.heading = "SINCE", .right = true, .words = "for"},
    {.heading = "AT", .tail = true, .least = 12},
    {.heading = "CREATED", .tail = true, .least = 12, .words = "created at"},
    {.heading = "IDS", .least = 8, .words = "goroutines"},
};

static uint64_t goroutine_hash(const SurveyGoroutine *g) {
    char place[TABLES_PLACE_SIZE];
    uint64_t hash = hash_text(HASH_BEGIN, g->state);
    hash = hash_text(hash, g->function ? g->function : "");
    hash = hash_text(hash, tables_place(&g->place, place));
    return hash_text(hash, tables_place(&g->created, place));
}

/* Does the other wait for the same? */
static bool waits_as(const Survey *s, const SurveyGoroutine *g, const SurveyGoroutine *other) {
    if (g->wait_count != other->wait_count) return false;
    for (size_t i = 0; i < g->wait_count; i++)
        if (s->waits[g->wait + i].object != s->waits[other->wait + i].object) return false;
    return true;
}

static void goroutine_group_row(Table *t, const Survey *s, const Row *rows, const Group *group) {
    const SurveyGoroutine *g = &s->goroutines[rows[group->first].index];
    char state[TABLES_STATE_SIZE], place[TABLES_PLACE_SIZE], time[TABLES_TIME_SIZE], ids[IDS_SHOWN * 24] = "";
    int64_t waited = 0;
    int length = 0;
    bool various = false; /* they wait for different objects */
    for (size_t i = 0; i < group->count; i++) {
        const SurveyGoroutine *other = &s->goroutines[rows[group->first + i].index];
        various |= !waits_as(s, g, other);
        if (other->waited > waited) waited = other->waited;
        if (i < IDS_SHOWN)
            length += snprintf(ids + length, sizeof ids - (size_t)length,
                               i ? " %" PRIu64 : "%" PRIu64, other->id);
    }
    tables_state(s, g, state);
    table_cell(t, "%zu", group->count);
    table_cell(t, "%s", g->function ? g->function : "");
    table_cell(t, "%s%s", state, various ? " ..." : "");
    table_cell(t, "%s", g->status == G_WAITING ? tables_time(waited, time) : "");
    table_cell(t, "%s", tables_place(&g->place, place));
    table_cell(t, "%s", tables_place(&g->created, place));
    table_cell(t, "%s%s", ids, group->count > IDS_SHOWN ? " ..." : "");
}

static void goroutine_groups_print(const Survey *s, Row *rows, size_t count) {
    size_t group_count;
    for (size_t i = 0; i < count; i++) rows[i].hash = goroutine_hash(&s->goroutines[rows[i].index]);
    Group *groups = group_rows(rows, count, &group_count);
    Table t = TABLE(goroutine_group_columns);
    for (size_t i = 0; groups && i < group_count && i < ROWS_MAX; i++)
        goroutine_group_row(&t, s, rows, &groups[i]);
    table_print(&t, stdout, table_room());
    more_print(group_count, "ps");
    free(groups);
}

/* What there is not enough memory for is left out. */
static Survey *survey_now(World *w, unsigned what) {
    Survey *s = survey_take(w, what);
    if (!s) fputs("there is no memory to look around\n", stderr);
    return s;
}

void tables_goroutines(World *w, const char *rest, size_t length) {
    Filter f;
    if (!filter_parse(&f, "ps", rest, length)) return;
    Survey *s = survey_now(w, filter_needs(&f));
    Row *rows = s ? calloc(s->goroutine_count + 1, sizeof *rows) : NULL;
    size_t count = 0;
    for (size_t i = 0; rows && i < s->goroutine_count; i++)
        if (filter_takes(&f, s, &s->goroutines[i])) rows[count++].index = i;
    if (rows && !count) {
        filter_explain_nothing(&f, s);
    } else if (rows) {
        count_print(count, s->goroutine_count, "goroutine");
        if (count > ROWS_MAX && !f.all) {
            goroutine_groups_print(s, rows, count);
        } else {
            Table t = TABLE(goroutine_columns);
            for (size_t i = 0; i < count; i++) goroutine_row(&t, s, &s->goroutines[rows[i].index]);
            table_print(&t, stdout, table_room());
        }
    }
    free(rows);
    survey_delete(s);
}

/* ---- Channels ---- */

const char tables_channels_help[] =
    "  jobs           the channels of that name; #3: the third that was made\n"
    "  waiting        for which somebody waits\n"
    "  full, closed   those that are\n"
    "  all            each for itself, however many there are\n";

static const TableColumn channel_columns[] = {
    {.heading = "CHANNEL", .least = 10},
    {.heading = "TYPE", .least = 10, .words = ""},
    {.heading = "BUFFER"},
    {.heading = "SENDERS", .least = 8},
    {.heading = "RECEIVERS", .least = 8},
    {.heading = "MADE", .tail = true, .least = 12, .words = "made at"},
    {.heading = "VALUES", .least = 8},
};

/* How full it is, and whether it is closed. */
static void buffer_cell(Table *t, const SurveyObject *o) {
    if (o->timer)
        table_cell(t, "timer");
    else if (o->capacity)
        table_cell(t, plain_is_on() ? "%zu of %zu%s" : "%zu/%zu%s", o->length, o->capacity, o->closed ? " closed" : "");
    else
        table_cell(t, "%s", o->closed ? "closed" : plain_is_on() ? "none" : "-");
}

/* The numbers of those that wait on that side. */
static void waiters_cell(Table *t, const Survey *s, const SurveyObject *o, bool send) {
    char ids[IDS_SHOWN * 24 + 24] = "";
    int length = 0, count = 0;
    for (size_t i = 0; i < o->waiter_count; i++) {
        const SurveyWaiter *waiter = &s->waiters[o->waiter + i];
        if (waiter->send != send || waiter->goroutine == SURVEY_NONE) continue;
        if (count++ < IDS_SHOWN)
            length +=
                snprintf(ids + length, sizeof ids - (size_t)length,
                         count > 1 ? " %" PRIu64 : "%" PRIu64, s->goroutines[waiter->goroutine].id);
    }
    if (count > IDS_SHOWN)
        snprintf(ids + length, sizeof ids - (size_t)length, " +%d", count - IDS_SHOWN);
    table_cell(t, "%s", ids);
}

static void channel_row(Table *t, const Survey *s, const SurveyObject *o) {
    char label[TABLES_LABEL_SIZE], place[TABLES_PLACE_SIZE], values[TABLES_PLACE_SIZE] = "";
    size_t length = 0;
    tables_label(o, label);
    table_cell(t, "%s", label);
    table_cell(t, "%s", o->type);
    buffer_cell(t, o);
    waiters_cell(t, s, o, true);
    waiters_cell(t, s, o, false);
    table_cell(t, "%s", tables_place(&o->made, place));
    for (size_t i = 0; i < o->buffered_count && length < sizeof values - 8; i++)
        length += (size_t)snprintf(values + length, sizeof values - length, i ? " %s" : "%s",
                                   o->buffered[i]);
    table_cell(t, "%s%s", values, o->length > o->buffered_count ? " ..." : "");
}

static const TableColumn channel_group_columns[] = {
    {.heading = "COUNT", .right = true},     {.heading = "CHANNELS", .least = 10},
    {.heading = "TYPE", .least = 10, .words = ""},        {.heading = "SENDERS", .right = true},
    {.heading = "RECEIVERS", .right = true}, {.heading = "MADE", .tail = true, .least = 12, .words = "made at"},
};

static void channel_group_row(Table *t, const Survey *s, const Row *rows, const Group *group) {
    const SurveyObject *o = &s->objects[rows[group->first].index];
    char label[TABLES_LABEL_SIZE], place[TABLES_PLACE_SIZE];
    size_t senders = 0, receivers = 0;
    for (size_t i = 0; i < group->count; i++) {
        const SurveyObject *other = &s->objects[rows[group->first + i].index];
        for (size_t k = 0; k < other->waiter_count; k++)
            ++*(s->waiters[other->waiter + k].send ? &senders : &receivers);
    }
    tables_label(o, label);
    table_cell(t, "%zu", group->count);
    table_cell(t, "%s%s", label, group->count > 1 ? " ..." : "");
    table_cell(t, "%s", o->type);
    table_cell(t, "%zu", senders);
    table_cell(t, "%zu", receivers);
    table_cell(t, "%s", tables_place(&o->made, place));
}

uint64_t tables_channel_hash(const SurveyObject *o) {
    char place[TABLES_PLACE_SIZE];
    return hash_text(hash_text(HASH_BEGIN, o->type), tables_place(&o->made, place));
}

static void channel_groups_print(const Survey *s, Row *rows, size_t count) {
    size_t group_count;
    for (size_t i = 0; i < count; i++) rows[i].hash = tables_channel_hash(&s->objects[rows[i].index]);
    Group *groups = group_rows(rows, count, &group_count);
    Table t = TABLE(channel_group_columns);
    for (size_t i = 0; groups && i < group_count && i < ROWS_MAX; i++)
        channel_group_row(&t, s, rows, &groups[i]);
    table_print(&t, stdout, table_room());
    more_print(group_count, "chans");
    free(groups);
}

typedef struct ChannelFilter {
    const char *name;
    size_t length; /* of the name; 0: any */
    bool waiting, full, closed, all;
} ChannelFilter;

static bool channel_takes(const ChannelFilter *f, const SurveyObject *o) {
    char label[TABLES_LABEL_SIZE], number[TABLES_LABEL_SIZE];
    tables_label(o, label);
    snprintf(number, sizeof number, "#%" PRIu64, o->id);
    bool named = !f->length ||
                 (strlen(label) == f->length && memcmp(label, f->name, f->length) == 0) ||
                 (strlen(number) == f->length && memcmp(number, f->name, f->length) == 0);
    return o->kind == SURVEY_CHAN && named && (!f->waiting || o->waiter_count) &&
           (!f->closed || o->closed) && (!f->full || (o->capacity && o->length == o->capacity));
}

static bool channel_filter_parse(ChannelFilter *f, const char *text, size_t length) {
    const char *end = text + length;
    *f = (ChannelFilter){.name = NULL};
    while (text < end) {
        size_t size = 0;
        while (text < end && *text == ' ') text++;
        while (text + size < end && text[size] != ' ') size++;
        if (size == 7 && memcmp(text, "waiting", size) == 0)
            f->waiting = true;
        else if (size == 4 && memcmp(text, "full", size) == 0)
            f->full = true;
        else if (size == 6 && memcmp(text, "closed", size) == 0)
            f->closed = true;
        else if (size == 3 && memcmp(text, "all", size) == 0)
            f->all = true;
        else if (f->length) {
            fprintf(stderr, ":chans: one name at a time, besides waiting, full, closed and all\n");
            return false;
        } else
            f->name = text, f->length = size;
        text += size;
    }
    return true;
}

void tables_channels(World *w, const char *rest, size_t length) {
    ChannelFilter f;
    if (!channel_filter_parse(&f, rest, length)) return;
    Survey *s = survey_now(w, SURVEY_OBJECTS);
    Row *rows = s ? calloc(s->object_count + 1, sizeof *rows) : NULL;
    size_t count = 0, all = 0;
    for (size_t i = 0; rows && i < s->object_count; i++) {
        all += s->objects[i].kind == SURVEY_CHAN;
        if (channel_takes(&f, &s->objects[i])) rows[count++].index = i;
    }
    if (rows && !all) {
        puts("no channels");
    } else if (rows && !count) {
        printf("none of %zu channel%s\n", all, all == 1 ? "" : "s");
    } else if (rows) {
        count_print(count, all, "channel");
        if (count > ROWS_MAX && !f.all) {
            channel_groups_print(s, rows, count);
        } else {
            Table t = TABLE(channel_columns);
            for (size_t i = 0; i < count; i++) channel_row(&t, s, &s->objects[rows[i].index]);
            table_print(&t, stdout, table_room());
        }
    }
    free(rows);
    survey_delete(s);
}

/* ---- Locks ---- */

static const TableColumn lock_columns[] = {
    {.heading = "LOCK", .least = 10},
    {.heading = "TYPE", .words = ""},
    {.heading = "HELD", .least = 8},
    {.heading = "WAITING", .least = 8},
};

static void lock_row(Table *t, const Survey *s, const SurveyObject *o) {
    char label[TABLES_LABEL_SIZE];
    tables_label(o, label);
    table_cell(t, "%s", label);
    table_cell(t, "%s", o->type);
    bool over = o->owner && survey_find(s, o->owner) == SURVEY_NONE;
    if (o->kind == SURVEY_WAITGROUP)
        table_cell(t, "counter %" PRId64, o->counter);
    else if (o->readers)
        table_cell(t, "%u reader%s", o->readers, o->readers == 1 ? "" : "s");
    else if (o->locked && over && o->entry)
        table_cell(t, "by an earlier entry (line %d)", o->entry);
    else if (o->locked && o->owner)
        table_cell(t, "by %" PRIu64 "%s", o->owner, over ? ", which is over" : "");
    else
        table_cell(t, "%s", o->locked ? "yes" : "");
    waiters_cell(t, s, o, false);
}

void tables_locks(World *w) {
    Survey *s = survey_now(w, SURVEY_OBJECTS);
    Table t = TABLE(lock_columns);
    size_t count = 0;
    for (size_t i = 0; s && i < s->object_count; i++) {
        if (s->objects[i].kind == SURVEY_CHAN) continue;
        count++;
        lock_row(&t, s, &s->objects[i]);
    }
    if (s && !count) puts("no locks are held, and nobody waits for one");
    if (count) table_print(&t, stdout, table_room());
    survey_delete(s);
}
