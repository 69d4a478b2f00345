/* A timeline in sentences, one for each step, for who does not see it. */
#include "repl/trace.h"

static void sentence(const Timeline *t, const TimelineMark *m, FILE *out) {
    Bytes words = {0};
    bytes_format(&words, "step %u: ", m->step + 1);
    if (m->lane != TIMELINE_NONE)
        bytes_format(&words, "goroutine %llu %s: ", (unsigned long long)t->lanes[m->lane].id, trace_function(&t->lanes[m->lane]));
    trace_mark_words(t, m, &words);
    if (m->place.file) bytes_format(&words, ", at ");
    trace_place_words(&m->place, &words);
    trace_show(&words);
    fprintf(out, "%.*s\n", (int)words.length, words.data);
    bytes_free(&words);
}

void trace_plain(const Timeline *t, const char *program, const TraceRoom *room, FILE *out) {
    size_t half = room->rows / 2, left = t->mark_count > room->rows ? t->mark_count - 2 * half : 0;
    Bytes missing = {0};
    Bytes name = {0};
    bytes_format(&name, "%s", program);
    trace_show(&name);
    fprintf(out, "%.*s: %zu %s, %u %s\n", (int)name.length, name.data, t->lane_count, t->lane_count == 1 ? "goroutine" : "goroutines", t->steps,
            t->steps == 1 ? "step" : "steps");
    bytes_free(&name);
    for (size_t i = 0; i < t->mark_count; i++) {
        if (left && i == half) {
            fprintf(out, "%zu steps are not told here; a file has all: -o FILE.json\n", left);
            i += left;
        }
        sentence(t, &t->marks[i], out);
    }
    for (size_t i = 0; i < t->bar_count; i++) {
        const TimelineBar *b = &t->bars[i];
        if (!b->open) continue;
        Bytes words = {0};
        trace_bar_words(t, b, &words);
        trace_show(&words);
        fprintf(out, "at the end goroutine %llu %s: %.*s\n", (unsigned long long)t->lanes[b->lane].id,
                trace_function(&t->lanes[b->lane]), (int)words.length, words.data);
        bytes_free(&words);
    }
    trace_missing_words(t, &missing);
    fwrite(missing.data ? missing.data : "", 1, missing.length, out);
    bytes_free(&missing);
}
