/* A timeline in the Trace Event Format, which Perfetto (ui.perfetto.dev) and chrome://tracing open: a thread for each
 * goroutine, complete events for its bars and for what it does, flow events for arrows. A step takes a microsecond there. */
#include <inttypes.h>
#include <string.h>

#include "repl/json.h"
#include "repl/trace.h"

typedef struct Json {
    const Timeline *t;
    Bytes *out;
    bool some; /* an event has been written */
} Json;

/* Begins an event, which is to be ended by '}'. */
static void event_begin(Json *j, const char *phase, uint64_t thread) {
    bytes_format(j->out, "%s\n{\"ph\":\"%s\",\"pid\":1,\"tid\":%" PRIu64, j->some ? "," : "", phase, thread);
    j->some = true;
}

static void put_name(Json *j, const char *key, const Bytes *text) {
    bytes_format(j->out, ",\"%s\":", key);
    json_string_add(j->out, text->data ? text->data : "", text->length);
}

/* A step, or a part of it in thousandths, or a time in nanoseconds. */
static void put_time(Json *j, const char *key, uint32_t step, int thousandths, int64_t ns) {
    if (j->t->times)
        bytes_format(j->out, ",\"%s\":%" PRId64 ".%03d", key, ns / 1000, (int)(ns % 1000));
    else
        bytes_format(j->out, thousandths ? ",\"%s\":%u.%03d" : ",\"%s\":%u", key, step, thousandths);
}

static void put_place(Json *j, const SurveyPlace *place) {
    Bytes text = {0};
    if (place->file) bytes_format(&text, "%s:%d", place->file, place->line);
    if (text.length) put_name(j, "at", &text);
    bytes_free(&text);
}

static void put_metadata(Json *j, const char *name, uint64_t thread, const Bytes *value) {
    event_begin(j, "M", thread);
    bytes_format(j->out, ",\"name\":\"%s\",\"args\":{\"name\":", name);
    json_string_add(j->out, value->data, value->length);
    bytes_format(j->out, "}}");
}

static void put_lane(Json *j, const TimelineLane *lane) {
    Bytes name = {0};
    bytes_format(&name, "%" PRIu64 " %s", lane->id, trace_function(lane));
    if (lane->created.file) bytes_format(&name, ", created at ");
    trace_place_words(&lane->created, &name);
    put_metadata(j, "thread_name", lane->id, &name);
    event_begin(j, "M", lane->id);
    bytes_format(j->out, ",\"name\":\"thread_sort_index\",\"args\":{\"sort_index\":%" PRIu64 "}}", lane->id);
    bytes_free(&name);
}

static void put_bar(Json *j, const TimelineBar *b) {
    static const char *const kinds[] = {"running", "runnable", "waiting"};
    Bytes words = {0};
    trace_bar_words(j->t, b, &words);
    event_begin(j, "X", j->t->lanes[b->lane].id);
    put_name(j, "name", &words);
    bytes_format(j->out, ",\"cat\":\"%s\"", kinds[b->kind]);
    put_time(j, "ts", b->from, 0, b->since - j->t->begin);
    put_time(j, "dur", b->to - b->from + b->open, 0, b->until - b->since + b->open * 1000); /* it goes on beyond the end */
    if (b->place.file || b->open) {
        bytes_format(j->out, ",\"args\":{\"open\":%s", b->open ? "true" : "false");
        put_place(j, &b->place);
        bytes_format(j->out, "}");
    }
    bytes_format(j->out, "}");
    bytes_free(&words);
}

/* What a goroutine does is a part of its bar; in time, where it takes none, a point. */
static void put_mark(Json *j, const TimelineMark *m) {
    bool point = j->t->times || m->lane == TIMELINE_NONE;
    Bytes words = {0};
    trace_mark_words(j->t, m, &words);
    event_begin(j, point ? "i" : "X", m->lane == TIMELINE_NONE ? 0 : j->t->lanes[m->lane].id);
    put_name(j, "name", &words);
    bytes_format(j->out, ",\"cat\":\"%s\"", "step");
    put_time(j, "ts", m->step, 0, m->when - j->t->begin);
    if (point)
        bytes_format(j->out, ",\"s\":\"%s\"", m->lane == TIMELINE_NONE ? "p" : "t");
    else
        put_time(j, "dur", 1, 0, 0);
    bytes_format(j->out, ",\"args\":{\"step\":%u", m->step + 1);
    put_place(j, &m->place);
    bytes_format(j->out, "}}");
    bytes_free(&words);
}

static void put_arrow(Json *j, const TimelineArrow *a, size_t number) {
    static const char *const kinds[] = {"value", "wake", "go"};
    Bytes name = {0};
    bytes_format(&name, "%s", a->object == TIMELINE_NONE ? kinds[a->kind] : j->t->objects[a->object].name);
    if (a->value) bytes_format(&name, " <- %s", a->value);
    for (int end = 0; end < 2; end++) {
        event_begin(j, end ? "f" : "s", j->t->lanes[end ? a->to : a->from].id);
        put_name(j, "name", &name);
        bytes_format(j->out, ",\"cat\":\"%s\",\"id\":%zu", kinds[a->kind], number);
        if (end) bytes_format(j->out, ",\"bp\":\"e\"");
        put_time(j, "ts", end ? a->to_step : a->from_step, 500, (end ? a->to_when : a->from_when) - j->t->begin);
        bytes_format(j->out, "}");
    }
    bytes_free(&name);
}

void trace_json(const Timeline *t, const char *program, Bytes *out) {
    Json j = {.t = t, .out = out};
    Bytes name = {0}, missing = {0};
    bytes_format(&name, "%s", program);
    trace_missing_words(t, &missing);
    bytes_format(out, "{\"displayTimeUnit\":\"ns\",\n\"otherData\":{\"program\":");
    json_string_add(out, name.data, name.length);
    bytes_format(out, ",\"unit\":\"%s\",\"left out\":%" PRIu64 ",\"missing\":", t->times ? "time" : "1 microsecond is 1 step",
                 t->left_out);
    json_string_add(out, missing.data ? missing.data : "", missing.length ? missing.length - 1 : 0);
    bytes_format(out, "},\n\"traceEvents\":[");
    put_metadata(&j, "process_name", 0, &name);
    for (size_t i = 0; i < t->lane_count; i++) put_lane(&j, &t->lanes[i]);
    for (size_t i = 0; i < t->bar_count; i++) put_bar(&j, &t->bars[i]);
    for (size_t i = 0; i < t->mark_count; i++) put_mark(&j, &t->marks[i]);
    for (size_t i = 0; i < t->arrow_count; i++) put_arrow(&j, &t->arrows[i], i + 1);
    bytes_format(out, "\n]}\n");
    bytes_free(&name);
    bytes_free(&missing);
}
