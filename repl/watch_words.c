/* :watch for who listens: what has changed since the picture before, one thing a line. */
#include "repl/watch_picture.h"

#include <inttypes.h>

#include "repl/tables.h"

enum { CHANGES_SHOWN = 20 /* at a time */ };

static void goroutine_say(FILE *out, const WatchFrame *f, const SurveyGoroutine *g) {
    char state[TABLES_STATE_SIZE], place[TABLES_PLACE_SIZE];
    tables_state(f->now, g, state);
    bool fresh = survey_find(f->before, g->id) == SURVEY_NONE;
    fprintf(out, "goroutine %" PRIu64 "%s%s%s %s: %s", g->id, g->function ? " (" : "", g->function ? g->function : "",
            g->function ? ")" : "", fresh ? "is new" : "now", state);
    if (g->place.file) fprintf(out, ", at %s", tables_place(&g->place, place));
    fputc('\n', out);
}

static void channel_say(FILE *out, const WatchFrame *f, const SurveyObject *o) {
    char label[TABLES_LABEL_SIZE];
    tables_label(o, label);
    fprintf(out, "channel %s: ", label);
    watch_buffer(out, f, o);
    if (o->waiter_count) fputs(", ", out);
    watch_waiters(out, f->now, o);
    fputc('\n', out);
}

void watch_words(FILE *out, const WatchFrame *f) {
    size_t changes = 0;
    for (size_t i = 0; i < f->before->goroutine_count; i++) {
        const SurveyGoroutine *g = &f->before->goroutines[i];
        if (!filter_takes(f->filter, f->before, g) || survey_find(f->now, g->id) != SURVEY_NONE) continue;
        if (changes++ < CHANGES_SHOWN) fprintf(out, "goroutine %" PRIu64 " has ended\n", g->id);
    }
    for (size_t i = 0; i < f->now->goroutine_count; i++) {
        const SurveyGoroutine *g = &f->now->goroutines[i];
        if (!filter_takes(f->filter, f->now, g) || !watch_goroutine_changed(f, g)) continue;
        if (changes++ < CHANGES_SHOWN) goroutine_say(out, f, g);
    }
    for (size_t i = 0; i < f->now->object_count && f->now->objects[i].kind == SURVEY_CHAN; i++) {
        const SurveyObject *o = &f->now->objects[i];
        if (!watch_shows_channel(f, o) || !watch_channel_changed(f, o)) continue;
        if (changes++ < CHANGES_SHOWN) channel_say(out, f, o);
    }
    if (changes > CHANGES_SHOWN) fprintf(out, "and %zu more changes\n", changes - CHANGES_SHOWN);
}
