/* Do steps: what has been typed in a fresh world is held against the step's conditions. */
#include <stdio.h>
#include <string.h>

#include "repl/markdown.h"
#include "repl/walker.h"

void walker_do_begin(Session *s) {
    Walker *w = s->walker;
    const LessonBlock *setup = lesson_block(&walker_at(w)->body, BLOCK_SETUP, NULL);
    if (!walker_enter_own(s) || !setup) return;
    WorldSource source = {
        .text = setup->text, .length = strlen(setup->text), .name = "=setup", .session = true, .file = true};
    session_run_source(s, &source);
    w->facts.printed.length = w->facts.told.length = w->facts.commands.length = 0;
}

/* Do all conditions hold now? If not, `missing` gets what the first one that does not means. */
static bool conditions_met(Session *s, Bytes *missing) {
    Walker *w = s->walker;
    fflush(stdout);
    return conditions_hold(s->world, walker_at(w), &w->facts, missing);
}

void walker_do_look(Session *s) {
    Walker *w = s->walker;
    Bytes missing = {0};
    if (!w->done && w->own && conditions_met(s, &missing)) walker_show_done(s, "");
    bytes_free(&missing);
}

void walker_do_check(Session *s) {
    Bytes missing = {0};
    world_settle(s->world, false);
    if (conditions_met(s, &missing)) {
        walker_show_done(s, "");
    } else {
        Bytes line = {0};
        bytes_format(&line, "not yet: %.*s", (int)missing.length, missing.data ? missing.data : "");
        markdown_print_line(line.data, line.length, 0, 0);
        bytes_free(&line);
        walker_miss(s);
    }
    bytes_free(&missing);
}
