/* What is shown after a step: what it has done, the goroutines with what each would do next, the channels and locks, what has
 * been printed, and what can be typed. Where there is no room for all goroutines, those that can run come first. */
#include "repl/step_picture.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lua/outside.h"
#include "lua/source.h"
#include "lua/width.h"
#include "repl/colour.h"
#include "repl/plain.h"
#include "repl/table.h"
#include "repl/tables.h"
#include "repl/visible.h"
#include "repl/wrap.h"

enum {
    GOROUTINES_LEAST = 3,
    OBJECTS_LEAST = 3,
    OUTPUT_LEAST = 2,
    OUTPUT_MOST = 6,
    NUMBERS_MAX = 8, /* that the line of what can be typed tells */
};

/* ---- Rows with colours ---- */

/* Prints a table whose rows have these colours. */
static void table_paint(Table *t, FILE *out, int columns, const Colour *colours, size_t count) {
    char *text = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&text, &length);
    if (!memory) return;
    table_print(t, memory, columns);
    fclose(memory);
    size_t row = 0;
    bool heading = !plain_is_on();
    for (char *line = text, *end; line && *line; line = end + 1) {
        end = strchr(line, '\n');
        if (!end) break;
        Colour colour = heading ? COLOUR_STRONG : row < count ? colours[row++] : COLOUR_PLAIN;
        heading = false;
        fprintf(out, "%s%.*s%s\n", colour_on(stdout, colour), (int)(end - line), line, colour_off(stdout, colour));
    }
    free(text);
}

static void line_paint(FILE *out, const char *text, size_t length, Colour colour) {
    fprintf(out, "%s%.*s%s\n", colour_on(stdout, colour), (int)length, text, colour_off(stdout, colour));
}

/* Prints the text in lines of that many columns; how many there are. */
static int text_paint(FILE *out, const Bytes *text, int columns, Colour colour) {
    Bytes wrapped = {0};
    int lines = 0;
    wrap_line(&wrapped, text->data ? text->data : "", text->length, columns, 2);
    for (const char *line = wrapped.data, *end = line + wrapped.length; line < end; lines++) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        if (!newline) newline = end;
        if (out) line_paint(out, line, (size_t)(newline - line), colour);
        line = newline + 1;
    }
    bytes_free(&wrapped);
    return lines;
}

/* ---- Goroutines ---- */

static const TableColumn goroutine_columns[] = {
    {.heading = ""},
    {.heading = "ID", .right = true, .words = "goroutine"},
    {.heading = "FUNCTION", .least = 9, .words = "", .sparable = 1},
    {.heading = "LINE", .right = true, .words = "line"},
    {.heading = "CODE", .least = 12, .words = "", .sparable = 2},
    {.heading = "NEXT", .least = 40, .words = ""},
};

static G *g_of(const StepFrame *f, const SurveyGoroutine *g) {
    return sched_find(world_sched(f->world), g->id);
}

static void place_cells(Table *t, const StepFrame *f, const SurveyPlace *place) {
    size_t length = 0;
    const char *text = place->file ? source_line(f->world, place->file, place->line, &length) : NULL;
    bool other = place->file && strcmp(place->file, f->file) != 0;
    while (text && length > 0 && (*text == ' ' || *text == '\t')) text++, length--;
    if (place->file)
        table_cell(t, other ? "%s:%d" : "%.0s%d", place->file, place->line);
    else
        table_cell(t, "%s", "");
    table_cell(t, "%.*s", text ? (int)length : 0, text ? text : "");
}

static Colour goroutine_row(Table *t, const StepFrame *f, const SurveyGoroutine *g, const G *next) {
    Pending p;
    Bytes words = {0};
    G *runs = g_of(f, g);
    pending_of(f->world, f->now, runs, &p);
    bool over = !f->session && steps_end(f->steps) != WORLD_RUNNING;
    if (over && !p.waits)
        bytes_format(&words, "cut off: the program has ended");
    else
        step_words_next(&words, f->now, g, &p);
    if (g->leaked) bytes_format(&words, " (leaked)");
    table_cell(t, "%s", next == runs && !plain_is_on() ? ">" : "");
    table_cell(t, "%" PRIu64, g->id);
    table_cell(t, "%s", g->function ? step_words_function(g->function) : "");
    place_cells(t, f, g->is_main && !g->switches ? &(SurveyPlace){0} : &g->place);
    table_cell(t, "%.*s", (int)words.length, words.data);
    bytes_free(&words);
    if (next == runs) return COLOUR_GOOD;
    return p.waits ? g->leaked ? COLOUR_ERROR : COLOUR_FAINT : COLOUR_PLAIN;
}

/* Chooses the ones that are shown, no more than `room`: the next one, the last one, those that can run, those that wait. */
static size_t goroutines_choose(const StepFrame *f, const G *next, bool *shown, size_t room) {
    const uint64_t first[] = {next ? next->id : 0, f->before->id};
    size_t count = 0;
    for (size_t i = 0; i < sizeof first / sizeof *first && count < room; i++) {
        int32_t found = survey_find(f->now, first[i]);
        if (found == SURVEY_NONE || shown[found]) continue;
        shown[found] = true;
        count++;
    }
    for (int waits = 0; waits < 2; waits++)
        for (size_t i = 0; i < f->now->goroutine_count && count < room; i++) {
            bool waiting = f->now->goroutines[i].status == G_WAITING;
            if (shown[i] || waiting != (waits == 1)) continue;
            shown[i] = true;
            count++;
        }
    return count;
}

static void goroutines_print(FILE *out, const StepFrame *f, size_t room) {
    Table t = TABLE(goroutine_columns);
    size_t all = f->now->goroutine_count, row = 0;
    bool *shown = calloc(all + 1, sizeof *shown);
    Colour *colours = calloc(all + 1, sizeof *colours);
    const G *next = steps_alternatives(f->steps, NULL, 0) ? steps_who(f->steps, steps_default(f->steps)) : NULL;
    if (shown && colours && all) {
        if (room < all) room--;
        size_t count = goroutines_choose(f, next, shown, room);
        for (size_t i = 0; i < all; i++)
            if (shown[i]) colours[row++] = goroutine_row(&t, f, &f->now->goroutines[i], next);
        table_paint(&t, out, f->columns, colours, row);
        if (count < all) fprintf(out, "   and %zu more goroutine%s: d shows all\n", all - count, all - count == 1 ? "" : "s");
    }
    free(shown);
    free(colours);
}

/* ---- Channels and locks ---- */

static const TableColumn object_columns[] = {
    {.heading = ""},
    {.heading = "NAME", .least = 8, .words = ""},
    {.heading = "TYPE", .least = 8, .words = "", .sparable = 1},
    {.heading = "HOLDS", .least = 12, .words = ""},
    {.heading = "WAITING", .least = 14, .words = ""},
};

static void holds_chan(Bytes *out, const SurveyObject *o) {
    if (o->timer) {
        bytes_format(out, "a timer's");
        return;
    }
    if (o->capacity) {
        bytes_format(out, plain_is_on() ? "" : "[");
        for (size_t i = 0; i < o->buffered_count; i++) bytes_format(out, "%s%s", i ? " " : "", o->buffered[i]);
        if (o->length > o->buffered_count) bytes_format(out, " ...");
        bytes_format(out, plain_is_on() ? "%s%zu of %zu" : "%.0s] %zu of %zu", o->length ? ", " : "", o->length, o->capacity);
    } else if (!o->closed) {
        bytes_format(out, "unbuffered");
    }
    if (o->closed) bytes_format(out, o->capacity ? ", closed" : "closed");
}

static void holds_lock(Bytes *out, const SurveyObject *o) {
    if (o->kind == SURVEY_WAITGROUP)
        bytes_format(out, "%" PRId64 " to go", o->counter);
    else if (o->readers)
        bytes_format(out, "%" PRIu32 " reader%s", o->readers, o->readers == 1 ? "" : "s");
    else if (o->locked && o->owner)
        bytes_format(out, "locked by %" PRIu64, o->owner);
    else if (o->kind != SURVEY_COND)
        bytes_format(out, o->locked ? "locked" : "unlocked");
}

/* "goroutine 3 to send, 5 to receive" */
static void waiters_add(Bytes *out, const Survey *s, const SurveyObject *o, bool send) {
    enum { IDS_SHOWN = 4 };
    size_t count = 0;
    for (size_t i = 0; i < o->waiter_count; i++) {
        const SurveyWaiter *waiter = &s->waiters[o->waiter + i];
        if (waiter->send != send || waiter->goroutine == SURVEY_NONE) continue;
        if (count++ < IDS_SHOWN)
            bytes_format(out, "%s%" PRIu64, out->length ? count == 1 ? "; " : " " : "", s->goroutines[waiter->goroutine].id);
    }
    if (count > IDS_SHOWN) bytes_format(out, " +%zu", count - IDS_SHOWN);
    if (count && o->kind == SURVEY_CHAN) bytes_format(out, send ? " to send" : " to receive");
}

static void object_row(Table *t, const StepFrame *f, const SurveyObject *o) {
    char label[TABLES_LABEL_SIZE];
    Bytes holds = {0}, waiting = {0};
    tables_label(o, label);
    if (o->kind == SURVEY_CHAN)
        holds_chan(&holds, o);
    else
        holds_lock(&holds, o);
    waiters_add(&waiting, f->now, o, true);
    waiters_add(&waiting, f->now, o, false);
    table_cell(t, "%s", "");
    table_cell(t, "%s", label);
    table_cell(t, "%s", o->type);
    table_cell(t, "%.*s", (int)holds.length, holds.length ? holds.data : "");
    table_cell(t, "%s%.*s", waiting.length && plain_is_on() ? "waited for by " : "", (int)waiting.length,
               waiting.length ? waiting.data : "");
    bytes_free(&holds);
    bytes_free(&waiting);
}

static bool object_is_shown(const SurveyObject *o) {
    return o->kind != SURVEY_CHAN || !o->timer || o->waiter_count > 0;
}

static size_t objects_count(const StepFrame *f) {
    size_t count = 0;
    for (size_t i = 0; i < f->now->object_count; i++) count += object_is_shown(&f->now->objects[i]);
    return count;
}

/* Channels as they were made, then locks, so that each stands in its place whoever waits. */
static int by_name(const void *a, const void *b) {
    const SurveyObject *x = *(const SurveyObject *const *)a, *y = *(const SurveyObject *const *)b;
    bool chans = x->kind == SURVEY_CHAN || y->kind == SURVEY_CHAN;
    if (chans && x->kind != y->kind) return x->kind == SURVEY_CHAN ? -1 : 1;
    if (chans) return x->id < y->id ? -1 : x->id > y->id;
    int names = x->name && y->name ? strcmp(x->name, y->name) : !x->name - !y->name;
    return names ? names : x < y ? -1 : x > y;
}

/* Where there is no room for all, those are shown that somebody waits for, then the youngest. */
static void objects_print(FILE *out, const StepFrame *f, size_t room) {
    Table t = TABLE(object_columns);
    const Survey *s = f->now;
    size_t all = objects_count(f), left;
    if (!all || !room) return;
    bool *shown = calloc(s->object_count, sizeof *shown);
    if (!shown) return;
    left = all > room ? room - 1 : all;
    size_t more = all - left;
    for (int waited = 1; waited >= 0; waited--)
        for (size_t i = s->object_count; i-- > 0 && left > 0;) {
            if (!object_is_shown(&s->objects[i]) || (s->objects[i].waiter_count > 0) != waited) continue;
            shown[i] = true;
            left--;
        }
    const SurveyObject **rows = calloc(s->object_count, sizeof *rows);
    size_t count = 0;
    for (size_t i = 0; rows && i < s->object_count; i++)
        if (shown[i]) rows[count++] = &s->objects[i];
    if (count) qsort(rows, count, sizeof *rows, by_name);
    for (size_t i = 0; i < count; i++) object_row(&t, f, rows[i]);
    free(rows);
    table_paint(&t, out, f->columns, NULL, 0);
    if (more) fprintf(out, "   and %zu more: d shows all\n", more);
    free(shown);
}

/* ---- Output ---- */

static size_t lines_count(const char *text, size_t length) {
    size_t lines = 0;
    for (size_t i = 0; i < length; i++) lines += text[i] == '\n';
    return lines + (length > 0 && text[length - 1] != '\n');
}

/* The last lines of what has been printed. */
static void output_print(FILE *out, const StepFrame *f, size_t room) {
    size_t length, all;
    const char *text = steps_output(f->steps, &length);
    all = lines_count(text, length);
    if (!all || !room) return;
    size_t skip = all > room ? all - room : 0;
    const char *at = text, *end = text + length;
    for (size_t i = 0; i < skip; i++) at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
    fprintf(out, "%sPRINTED%s", colour_on(stdout, COLOUR_STRONG), colour_off(stdout, COLOUR_STRONG));
    fprintf(out, skip ? " (the last %zu of %zu lines)\n" : "\n", room, all);
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (!newline) newline = end;
        Bytes line = {0};
        visible_line(&line, at, (size_t)(newline - at));
        size_t fit = line.length ? width_fit(line.data, line.length, f->columns - 3) : 0;
        bool fresh = f->before->survey && (size_t)(at - text) >= f->before->printed;
        fprintf(out, "%s%s%.*s%s\n", colour_on(stdout, fresh ? COLOUR_GOOD : COLOUR_PLAIN), plain_is_on() ? "" : fresh ? " * " : " | ",
                (int)fit, fit ? line.data : "", colour_off(stdout, fresh ? COLOUR_GOOD : COLOUR_PLAIN));
        bytes_free(&line);
        at = newline + 1;
    }
}

/* ---- How it has ended ---- */

/* Has the last step reported something? Where that begins. */
static bool report_is_fresh(const StepFrame *f, size_t *at) {
    size_t length;
    steps_report(f->steps, &length);
    *at = f->before->survey && f->before->reported < length ? f->before->reported : 0;
    return *at > 0 || (f->before->survey && f->before->reported == 0 && length > 0);
}

/* The first line of what was reported last. */
static void report_add(Bytes *out, const StepFrame *f) {
    size_t length, at;
    report_is_fresh(f, &at);
    const char *text = steps_report(f->steps, &length) + at, *newline = memchr(text, '\n', length - at);
    bytes_add(out, text, newline ? (size_t)(newline - text) : length - at);
}

static void leaks_add(Bytes *out, const Survey *s) {
    if (s->leaked)
        bytes_format(out, "; %zu goroutine%s leaked: nothing can ever wake %s", s->leaked, s->leaked == 1 ? " is" : "s are",
                     s->leaked == 1 ? "it" : "them");
}

bool step_end_words(Bytes *out, const StepFrame *f) {
    const char *what = f->session ? "the code" : "the program", *outside = world_outside(f->world);
    if (outside) {
        bytes_add(out, outside, strlen(outside));
        return true;
    }
    switch (steps_end(f->steps)) {
    case WORLD_RUNNING:
    case WORLD_STATIC:
        return false;
    case WORLD_FINISHED:
        bytes_format(out, "%s has ended", what);
        if (world_exit_code(f->world)) bytes_format(out, ", with exit code %d", world_exit_code(f->world));
        leaks_add(out, f->now);
        return true;
    case WORLD_PANIC:
    case WORLD_FATAL:
    case WORLD_KILLED:
        if (world_outside(f->world))
            bytes_format(out, "%s", world_outside(f->world));
        else
            report_add(out, f);
        return true;
    }
    return false;
}

static Colour end_colour(const StepFrame *f) {
    bool good = steps_end(f->steps) == WORLD_FINISHED && !f->now->leaked && world_exit_code(f->world) == 0;
    return good ? COLOUR_GOOD : COLOUR_ERROR;
}

/* ---- What can be typed ---- */

static int by_id(const void *a, const void *b) {
    const G *x = *(G *const *)a, *y = *(G *const *)b;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* "1 2 3 that goroutine", and of a select with several ready cases "2.1 2.2 that case". */
static void numbers_add(Bytes *out, const StepFrame *f, uint32_t count, const char *part) {
    G **list = calloc(count + 1, sizeof *list);
    if (!list) return;
    steps_alternatives(f->steps, list, count);
    Bytes cases = {0};
    int said = 0;
    bool timer = count > 0 && !list[count - 1];
    qsort(list, count - timer, sizeof(G *), by_id);
    for (uint32_t i = 0; i < count; i++) {
        Pending p;
        int ready = 0;
        if (!list[i] || said == NUMBERS_MAX) continue;
        bytes_format(out, "%s%" PRIu64, said++ ? " " : part, list[i]->id);
        pending_of(f->world, f->now, list[i], &p);
        for (int k = 0; k < p.case_count; k++) ready += p.cases[k].choice >= 0;
        for (int k = 1; ready > 1 && k <= ready && !p.waits; k++) bytes_format(&cases, " %" PRIu64 ".%d", list[i]->id, k);
    }
    if (said) bytes_format(out, count - timer > NUMBERS_MAX ? " ... that goroutine" : " that goroutine");
    if (cases.length) bytes_format(out, "%s%.*s that case", part, (int)cases.length - 1, cases.data + 1);
    if (timer && count > 1) bytes_format(out, "%st the timer", part);
    bytes_free(&cases);
    free(list);
}

static void next_add(Bytes *out, const StepFrame *f) {
    const G *next = steps_who(f->steps, steps_default(f->steps));
    bytes_format(out, steps_planned(f->steps) ? "n along the schedule" : "n as Go would");
    if (next)
        bytes_format(out, " (%" PRIu64 ")", next->id);
    else
        bytes_format(out, " (the timer)");
}

/* What does not fit into the line is left out, from the end. */
static void hint_add(Bytes *out, const StepFrame *f) {
    const char *part = plain_is_on() ? ", " : " · ";
    uint32_t count = steps_alternatives(f->steps, NULL, 0);
    if (count) next_add(out, f);
    if (count > 1) numbers_add(out, f, count, part);
    bool fails = !count && (steps_end(f->steps) == WORLD_PANIC || steps_end(f->steps) == WORLD_FATAL);
    const char *const words[] = {"? help",           fails ? "d why" : "",           steps_count(f->steps) ? "b back" : "",
                                 count ? "w what can fail" : "", count ? "c run on" : "", "q quit"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!*words[i]) continue;
        int width = width_of(out->data, out->length) + 3 + (int)strlen(words[i]);
        if (i > 0 && !plain_is_on() && width > f->columns) break;
        bytes_format(out, "%s%s", out->length ? part : "", words[i]);
    }
}

/* ---- The whole ---- */

static void done_add(Bytes *out, const StepFrame *f) {
    size_t count = steps_count(f->steps);
    bytes_format(out, "step %zu: ", count);
    if (count == 0)
        bytes_format(out, "nothing has run yet");
    else if (f->before->survey)
        step_words_done(out, f->before, f->now, f->world, steps_end(f->steps), f->ready_case);
}

void step_picture(FILE *out, const StepFrame *f) {
    Bytes done = {0}, told = {0}, end = {0}, hint = {0};
    size_t length, printed, objects = objects_count(f), goroutines = f->now->goroutine_count;
    const char *text = steps_output(f->steps, &length);
    done_add(&done, f);
    size_t at;
    bool ended = step_end_words(&end, f);
    WorldEnd how = steps_end(f->steps);
    if ((how == WORLD_RUNNING || how == WORLD_FINISHED) && report_is_fresh(f, &at)) /* a goroutine has ended, and nothing else */
        report_add(&told, f);
    hint_add(&hint, f);
    printed = lines_count(text, length);
    int fixed = text_paint(NULL, &done, f->columns, COLOUR_PLAIN) + text_paint(NULL, &hint, f->columns, COLOUR_PLAIN);
    if (ended) fixed += text_paint(NULL, &end, f->columns, COLOUR_PLAIN);
    if (told.length) fixed += text_paint(NULL, &told, f->columns, COLOUR_PLAIN);
    fixed += (goroutines > 0) + (objects > 0) + (printed > 0); /* headings */
    size_t room = f->rows > fixed ? (size_t)(f->rows - fixed) : 0;
    size_t lines = printed < OUTPUT_MOST ? printed : OUTPUT_MOST;
    if (goroutines + objects + lines > room) {
        lines = lines < OUTPUT_LEAST ? lines : OUTPUT_LEAST;
        size_t most = room > lines + GOROUTINES_LEAST ? (room - lines) / 3 : 0;
        if (most < OBJECTS_LEAST) most = OBJECTS_LEAST;
        if (objects > most) objects = most;
        room = room > lines + objects ? room - lines - objects : 0;
        if (goroutines > room) goroutines = room > GOROUTINES_LEAST ? room : GOROUTINES_LEAST;
        room = 0;
    } else {
        room -= goroutines + objects + lines;
    }
    enum { GAPS = 4 };
    bool apart = !plain_is_on() && room >= GAPS;
    text_paint(out, &done, f->columns, COLOUR_STRONG);
    if (apart && goroutines) fputc('\n', out);
    goroutines_print(out, f, goroutines);
    if (apart && objects) fputc('\n', out);
    objects_print(out, f, objects);
    if (apart && printed) fputc('\n', out);
    output_print(out, f, lines);
    if (apart) fputc('\n', out);
    if (told.length) text_paint(out, &told, f->columns, COLOUR_ERROR);
    if (ended) text_paint(out, &end, f->columns, end_colour(f));
    text_paint(out, &hint, f->columns, COLOUR_FAINT);
    bytes_free(&done);
    bytes_free(&told);
    bytes_free(&end);
    bytes_free(&hint);
}
