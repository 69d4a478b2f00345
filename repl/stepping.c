/* Steps, as who steps asks for them, with what is kept to tell of the last one. */
#include "repl/stepping.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LOOK_EVERY = 256 /* steps between two looks for Ctrl-C */ };

void stepping_note(Stepping *s, const char *format, ...) {
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    bytes_format(&s->note, "%s\n", text);
}

const Survey *stepping_survey(Stepping *s) {
    bool over = steps_alternatives(s->steps, NULL, 0) == 0;
    if (!s->now) s->now = survey_take(s->world, over ? SURVEY_OBJECTS | SURVEY_LEAKS : SURVEY_OBJECTS);
    return s->now;
}

void stepping_forget(Stepping *s) {
    survey_delete(s->now);
    s->now = NULL;
}

void stepping_look(void *stepping, G *next) {
    Stepping *s = stepping;
    step_before_free(&s->before);
    step_before_take(&s->before, s->world, next, s->now);
    s->now = NULL;
    steps_output(s->steps, &s->before.printed);
    steps_report(s->steps, &s->before.reported);
}

/* Says once that the schedule does not fit. */
static void misfit_tell(Stepping *s) {
    size_t choice;
    if (s->misfit_told || !steps_misfit(s->steps, &choice)) return;
    s->misfit_told = true;
    stepping_note(s, "the schedule stops fitting at its choice %zu; from there on, n is as Go would", choice + 1);
}

void stepping_take(Stepping *s, uint32_t alternative, uint32_t ready_case) {
    stepping_look(s, steps_who(s->steps, alternative == STEPS_AS_GO ? steps_default(s->steps) : alternative));
    steps_take(s->steps, alternative, ready_case);
    misfit_tell(s);
}

bool stepping_can(Stepping *s) {
    if (steps_alternatives(s->steps, NULL, 0) > 0) return true;
    stepping_note(s, "nobody can go on: %s", steps_count(s->steps) ? "b steps back, q leaves" : "q leaves");
    return false;
}

/* Comes to where the steps are once more, to see what the last one does. */
static void last_look(Stepping *s) {
    stepping_forget(s);
    if (!steps_return(s->steps, steps_count(s->steps), stepping_look, s)) step_before_free(&s->before);
}

/* Does the goroutine stand at that line of the program now? */
static bool stands_at(const Stepping *s, uint64_t id, int line) {
    const char *file;
    int at;
    G *g = sched_find(world_sched(s->world), id);
    return g && pending_place(g, &file, &at) && at == line && strcmp(file, s->file) == 0;
}

void stepping_run(Stepping *s, size_t most, int line) {
    bool reached = false;
    stepping_forget(s);
    WorldEnd begun = steps_end(s->steps);
    for (size_t done = 0; done < most && !reached && steps_alternatives(s->steps, NULL, 0) > 0; done++) {
        if (done % LOOK_EVERY == 0 && interrupt_pressed(s->interrupt)) {
            stepping_note(s, "stopped after %zu steps", done);
            break;
        }
        G *next = line ? steps_who(s->steps, steps_default(s->steps)) : NULL;
        uint64_t id = next ? next->id : 0;
        if (steps_take(s->steps, STEPS_AS_GO, STEPS_AS_GO) != begun) break;
        reached = id && stands_at(s, id, line);
    }
    if (line && !reached) stepping_note(s, "no goroutine has come to line %d: steps are made only where goroutines meet", line);
    last_look(s);
    misfit_tell(s);
}
