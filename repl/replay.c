/* A run that follows a schedule, and the schedule of a run. */
#include "repl/replay.h"

#include <stdio.h>
#include <string.h>

#include "lua/explore.h"
#include "lua/outside.h"
#include "lua/survey.h"
#include "repl/exit.h"
#include "repl/print.h"

static void tell(Bytes *text) {
    print_report(NULL, text->data, text->length);
    bytes_free(text);
}

/* ---- Where it does not fit ---- */

static const char *ordinal_end(unsigned n) {
    if (n % 100 >= 11 && n % 100 <= 13) return "th";
    return n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th";
}

static void goroutine_add(Bytes *out, const Survey *s, const G *g) {
    int32_t i = s ? survey_find(s, g->id) : SURVEY_NONE;
    bytes_format(out, "  goroutine %llu", (unsigned long long)g->id);
    if (i != SURVEY_NONE && s->goroutines[i].place.file)
        bytes_format(out, ", at %s:%d", s->goroutines[i].place.file, s->goroutines[i].place.line);
    bytes_add(out, "\n", 1);
}

/* What there was to choose from, a line each, or where the choice was to be made. */
static void alternatives_add(Bytes *out, Replay *r, Sched *sched) {
    enum { SHOWN = 8 };
    G *list[SHOWN];
    bool continues;
    Survey *s = survey_take(r->world, SURVEY_GOROUTINES);
    if (r->control.misfit.kind == DECIDE_NEXT) {
        uint32_t count = control_alternatives(&r->control, sched, list, SHOWN, &continues);
        for (uint32_t i = 0; i < count && i < SHOWN; i++) {
            if (list[i])
                goroutine_add(out, s, list[i]);
            else
                bytes_format(out, "  the next timer\n");
        }
        if (count > SHOWN) bytes_format(out, "  and %u others\n", count - SHOWN);
    } else if (sched_current(sched)) {
        goroutine_add(out, s, sched_current(sched));
    }
    survey_delete(s);
}

/* For Control.unfit. The rest of the schedule is not followed: it was made for another course of things. */
static void unfit(void *replay, Sched *sched) {
    Replay *r = replay;
    static const char *const of_what[] = {
        [DECIDE_NEXT] = "of what can go on next", [DECIDE_CASE] = "of what is ready", [DECIDE_LATE] = "of what a timer can do"};
    const Decision *d = &r->control.misfit;
    unsigned wanted = d->choice + 1u;
    Bytes text = {0};
    bytes_format(&text, "gosh: the schedule stops fitting at choice %zu of its %zu: that takes the %u%s\n%s, and there are %u:\n",
                 r->control.misfit_place + 1, r->length, wanted, ordinal_end(wanted), of_what[d->kind], d->count);
    alternatives_add(&text, r, sched);
    bytes_format(&text, "from here on, all goes in Go's own order\n");
    tell(&text);
    r->control.plan.length = r->control.place;
}

/* ---- A run ---- */

/* Beyond the schedule there is nothing to be kept. */
static uint32_t go_on(void *control, Sched *s, const Decision *decision) {
    (void)s, (void)decision;
    ((Control *)control)->quiet = true;
    return 0;
}

static void replay_prepare(Replay *r, WorldOptions *world) {
    r->length = r->string.choices.length;
    world->seed = r->string.seed;
    world->seeded = r->string.seeded;
    if (!r->string.listed) return;
    world->marked = true; /* as it was in the search */
    world->fine = r->string.fine;
    r->control = (Control){.quiet = !r->prints, .plan = r->string.choices, .decide = go_on, .unfit = unfit, .unfit_arg = r};
    r->control.decide_state = &r->control;
    control_begin(&r->control);
    world->control = &r->control;
}

void replay_begin(Replay *r, const Options *options, const WorldSource *source, WorldOptions *world) {
    *r = (Replay){.follows = options->schedule != NULL, .prints = options->print_schedule};
    Bytes error = {0};
    if (r->follows && schedule_string_read(&r->string, options->schedule, &error))
        replay_prepare(r, world);
    else
        r->string = (ScheduleString){.seeded = world->seeded, .seed = world->seed};
    bytes_free(&error);
    uint32_t program = schedule_program(source, world, r->string.fine);
    r->strange = r->follows && r->string.program != program;
    r->string.program = program;
}

void replay_start(Replay *r, World *world) {
    r->world = world;
    Bytes text = {0};
    if (r->strange)
        bytes_format(&text, "gosh: this schedule was made for another program, other arguments, or another\n"
                            "version of gosh: it is followed as far as it fits\n");
    tell(&text);
}

int replay_end(Replay *r, int code) {
    r->ended = true;
    const char *outside = world_outside(r->world);
    if (outside) {
        Bytes text = {0};
        bytes_format(&text, "gosh: %s\n", outside);
        tell(&text);
    }
    if (!r->follows || !r->string.listed) return code;
    if (r->control.misfit.count) return EXIT_USAGE;
    if (r->control.place == r->length) return code;
    Bytes text = {0};
    bytes_format(&text, "gosh: the schedule does not fit: the program ended after %zu of its %zu choices\n", r->control.place,
                 r->length);
    tell(&text);
    return EXIT_USAGE;
}

/* The choices that have been made, in the place of those that were to be made. */
static bool made_take(const Control *c, Schedule *choices) {
    for (size_t i = 0; i < c->made_count; i++)
        if (!schedule_add(choices, c->made[i].choice)) return false;
    return !c->failed;
}

void replay_print(Replay *r) {
    if (!r->prints || !r->ended) return;
    Bytes text = {0};
    ScheduleString string = r->string;
    string.choices = (Schedule){0};
    if (!string.listed || made_take(&r->control, &string.choices)) {
        bytes_format(&text, "schedule: ");
        schedule_string_add(&text, &string);
        bytes_format(&text, "\n");
    } else {
        bytes_format(&text, "gosh: there was not enough memory to keep the schedule\n");
    }
    tell(&text);
    schedule_string_free(&string);
}

void replay_drop(Replay *r) {
    control_end(&r->control);
    schedule_string_free(&r->string);
}
