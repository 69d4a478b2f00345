/* What stands in timelines, in words: Go's where Go has them. */
#include <string.h>

#include "repl/trace.h"
#include "repl/visible.h"

static const char *object_name(const Timeline *t, int32_t object) {
    return object == TIMELINE_NONE ? NULL : t->objects[object].name;
}

const char *trace_function(const TimelineLane *lane) {
    return lane->function ? lane->function : "goroutine";
}

/* Up to the end of a line, or a tab. */
static size_t control_find(const char *text, size_t length) {
    size_t at = 0;
    while (at < length && text[at] != '\n' && text[at] != '\t') at++;
    return at;
}

void trace_show(Bytes *text) {
    Bytes shown = {0};
    for (size_t at = 0, line; at < text->length; at = line) { /* a line stays a line */
        line = at + control_find(text->data + at, text->length - at);
        visible_add(&shown, text->data + at, line - at);
        if (line < text->length) bytes_format(&shown, text->data[line++] == '\n' ? "\\n" : "\\t");
    }
    bytes_free(text);
    *text = shown;
}

void trace_number(uint64_t number, Bytes *out) {
    if (number >= 1000) {
        trace_number(number / 1000, out);
        bytes_format(out, ",%03d", (int)(number % 1000));
    } else {
        bytes_format(out, "%d", (int)number);
    }
}

void trace_place_words(const SurveyPlace *place, Bytes *out) {
    if (!place->file || place->line <= 0) return;
    const char *slash = strrchr(place->file, '/');
    bytes_format(out, "%s:%d", slash ? slash + 1 : place->file, place->line);
}

static void add_number(const Timeline *t, const char *before, int32_t lane, Bytes *out) {
    if (lane != TIMELINE_NONE) bytes_format(out, "%s%llu", before, (unsigned long long)t->lanes[lane].id);
}

static void wait_words(const Timeline *t, WaitReason reason, int32_t object, Bytes *out) {
    const char *name = object_name(t, object);
    bytes_format(out, "%s", wait_reason_text(reason));
    if (name) bytes_format(out, ", %s", name);
}

/* wg.Done() is Add(-1). */
static void waitgroup_words(const char *name, const char *value, Bytes *out) {
    if (value && strcmp(value, "-1") == 0)
        bytes_format(out, "%s.Done()", name);
    else
        bytes_format(out, "%s.Add(%s)", name, value ? value : "");
}

void trace_mark_words(const Timeline *t, const TimelineMark *m, Bytes *out) {
    const char *name = object_name(t, m->object), *value = m->value ? m->value : "value";
    if (!name) name = "?";
    if (m->selected) bytes_format(out, "select: ");
    switch (m->kind) {
    case MARK_GO:
        bytes_format(out, "go %s", m->other == TIMELINE_NONE ? "" : trace_function(&t->lanes[m->other]));
        add_number(t, ", goroutine ", m->other, out);
        break;
    case MARK_SEND:
        bytes_format(out, "%s <- %s", name, value);
        add_number(t, ", received by ", m->other, out);
        break;
    case MARK_RECEIVE:
        bytes_format(out, "<-%s", name);
        if (m->value) bytes_format(out, " gives %s", m->value);
        add_number(t, ", sent by ", m->other, out);
        break;
    case MARK_RECEIVE_CLOSED:
        bytes_format(out, "<-%s, which is closed", name);
        break;
    case MARK_CLOSE:
        bytes_format(out, "close(%s)", name);
        break;
    case MARK_LOCK:
        bytes_format(out, "locks %s", name);
        break;
    case MARK_UNLOCK:
        bytes_format(out, "unlocks %s", name);
        break;
    case MARK_WAITGROUP:
        waitgroup_words(name, m->value, out);
        break;
    case MARK_SIGNAL:
        bytes_format(out, m->value && strcmp(m->value, "0") == 0 ? "signals %s, but nobody waits" : "signals %s", name);
        break;
    case MARK_WAIT:
        bytes_format(out, "waits: ");
        wait_words(t, m->reason, m->object, out);
        if (m->value) bytes_format(out, " <- %s", m->value);
        break;
    case MARK_YIELD:
        bytes_format(out, "lets others go first");
        break;
    case MARK_PREEMPT:
        bytes_format(out, "is paused: its time was up");
        break;
    case MARK_PANIC:
        bytes_format(out, "panics");
        break;
    case MARK_END:
        bytes_format(out, "ends");
        break;
    case MARK_TIMER:
        bytes_format(out, "all wait, until a timer fires");
        break;
    case MARK_GAP:
        trace_number(t->left_out, out);
        bytes_format(out, " events are not kept");
        break;
    }
}

void trace_bar_words(const Timeline *t, const TimelineBar *b, Bytes *out) {
    switch (b->kind) {
    case BAR_RUNNING:
        bytes_format(out, "running");
        break;
    case BAR_RUNNABLE:
        bytes_format(out, "can run");
        break;
    case BAR_WAITING:
        wait_words(t, b->reason, b->object, out);
        break;
    }
}

void trace_missing_words(const Timeline *t, Bytes *out) {
    if (t->left_out) {
        bytes_format(out, "Of the program's events the first ");
        trace_number(TIMELINE_FIRST, out);
        bytes_format(out, " are kept, and the last ");
        trace_number(TIMELINE_LAST, out);
        bytes_format(out, " without lines.\n");
    }
    if (t->nameless) {
        trace_number(t->nameless, out);
        bytes_format(out, " more goroutines have no lane.\n");
    }
    if (t->partial) bytes_format(out, "There was not enough memory for all of it.\n");
}
