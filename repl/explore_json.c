/* What a search has found, for programs: one object. */
#include "repl/explore.h"

#include <inttypes.h>
#include <string.h>

#include "repl/json.h"

static void string_put(Bytes *out, const char *key, const char *text, size_t length) {
    bytes_format(out, "\"%s\": ", key);
    json_string_add(out, text, length);
}

static void flag_put(Bytes *out, const char *key, bool value) {
    bytes_format(out, ", \"%s\": %s", key, value ? "true" : "false");
}

static void number_put(Bytes *out, const char *key, uint64_t value) {
    bytes_format(out, ", \"%s\": %" PRIu64, key, value);
}

static void outcome_put(Bytes *out, const Explored *e, const ExploreOutcome *o) {
    Bytes schedule = {0};
    explore_schedule_add(&schedule, e, o);
    bytes_format(out, "\n{");
    string_put(out, "kind", explore_kinds[o->kind], strlen(explore_kinds[o->kind]));
    flag_put(out, "fails", explore_fails(o));
    flag_put(out, "slow", o->slow);
    number_put(out, "count", o->count);
    number_put(out, "of", o->of);
    flag_put(out, "random", o->part == EXPLORE_RANDOM);
    bytes_format(out, ", ");
    string_put(out, "schedule", schedule.data, schedule.length);
    bytes_format(out, ", ");
    string_put(out, "text", o->text, strlen(o->text));
    bytes_format(out, ", ");
    string_put(out, "output", o->output, o->output_length);
    bytes_format(out, "}");
    bytes_free(&schedule);
}

void explore_json(const Explored *e, Bytes *out) {
    const ExploreResult *r = e->result;
    const char *name = e->options->world.args[0];
    bytes_format(out, "{\"version\": 1, ");
    string_put(out, "program", name, strlen(name));
    number_put(out, "schedules", r->schedules);
    flag_put(out, "complete", r->complete);
    flag_put(out, "timers", r->timers);
    number_put(out, "slow_schedules", r->slow_schedules);
    flag_put(out, "slow_complete", r->slow_complete);
    flag_put(out, "reduced", r->reduced);
    number_put(out, "random_schedules", r->runs);
    flag_put(out, "cut", r->cut);
    flag_put(out, "stopped", r->stopped);
    flag_put(out, "broken", r->broken);
    number_put(out, "turns", r->turns);
    number_put(out, "processes", (uint64_t)r->processes);
    bytes_format(out, ", \"seconds\": %.3f,\n\"outcomes\": [", r->seconds);
    for (size_t i = 0; i < r->count; i++) {
        if (i) bytes_add(out, ",", 1);
        outcome_put(out, e, &r->outcomes[i]);
    }
    bytes_format(out, "]}\n");
}
