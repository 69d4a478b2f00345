/* :reset. */
#include "repl/reset.h"

#include <stdio.h>

#include "lua/vars.h"

/* What there has been of the world that is gone. */
typedef struct Gone {
    size_t variables, functions, goroutines;
} Gone;

static Gone gone_count(World *w) {
    Variables variables = vars_list(w);
    Gone gone = {.goroutines = sched_count(world_sched(w))};
    for (size_t i = 0; i < variables.count; i++)
        *(variables.list[i].function ? &gone.functions : &gone.variables) += 1;
    vars_free(&variables);
    return gone;
}

static void part_print(size_t count, const char *name, bool *first) {
    if (!count) return;
    printf("%s%zu %s%s", *first ? "" : ", ", count, name, count == 1 ? "" : "s");
    *first = false;
}

bool reset_run(Session *s) {
    Gone gone = gone_count(s->world);
    fflush(stdout);
    if (!session_reset(s)) return false;
    if (s->screen) screen_fresh_line(s->screen);
    bool first = true;
    part_print(gone.variables, "variable", &first);
    part_print(gone.functions, "function", &first);
    part_print(gone.goroutines, "goroutine", &first);
    puts(first ? "a new world; there was nothing in the old one" : " gone: a new world");
    return true;
}
