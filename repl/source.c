/* The texts of functions. Of what is written in C there is no text in the program: there it is told which file of gosh's
 * source is the one to read. */
#include "repl/source.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/about.h"
#include "lua/source.h"
#include "repl/bytes.h"
#include "repl/page.h"
#include "repl/visible.h"

/* Where to read how what is written in C works, by the beginnings of names, longer ones first. */
static const struct {
    const char *name, *files;
} readings[] = {
    {"atomic.", "lua/atomic.c"},
    {"cap", "runtime/chan.c"},
    {"chan", "runtime/chan.c"},
    {"close", "runtime/chan.c"},
    {"coroutine.", "lua/coroutine.c"},
    {"debug.channels", "lua/survey_lua.c"},
    {"debug.goroutines", "lua/survey_lua.c"},
    {"debug.locks", "lua/survey_lua.c"},
    {"errors.", "lua/errors.c"},
    {"file", "lua/file.h"},
    {"fmt.", "lua/fmt.c"},
    {"go", "lua/go.c and runtime/sched.c"},
    {"io.", "lua/io.c"},
    {"len", "runtime/chan.c"},
    {"load", "lua/load.c"},
    {"net.", "lua/net.c and runtime/poll.c"},
    {"os.", "lua/os.c"},
    {"panic", "lua/end.c"},
    {"pcall", "lua/pcall.c"},
    {"print", "lua/output.c"},
    {"rand.", "lua/rand.c"},
    {"recover", "lua/defer.c"},
    {"runtime.", "lua/runtime.c and runtime/sched.c"},
    {"select", "runtime/select.c"},
    {"signal.", "lua/signal.c"},
    {"sync.Map", "lua/store.c"},
    {"sync.Once", "lua/once.c"},
    {"sync.Pool", "lua/store.c"},
    {"sync.", "runtime/sync.c"},
    {"time.", "lua/time.c and runtime/timer.c"},
    {"xpcall", "lua/pcall.c"},
};

/* The file for what has that name; NULL: none of gosh's. */
static const char *reading_find(const char *name) {
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        size_t length = strlen(readings[i].name);
        if (strncmp(name, readings[i].name, length) != 0) continue;
        if (readings[i].name[length - 1] == '.' || !isalnum((unsigned char)name[length])) return readings[i].files;
    }
    return NULL;
}

/* A TextSink. */
static void source_take(void *text, const char *bytes, size_t length) {
    bytes_add(text, bytes, length);
}

/* False if there is none. */
static bool text_show(Session *s, const About *a) {
    Bytes text = {0};
    bool found = about_source(s->world, a, source_take, &text);
    if (found) page_program(text.data, text.length);
    bytes_free(&text);
    return found;
}

/* The text of a file that has been loaded; false if none of that name has, or it is not kept. */
static bool file_show(Session *s, const char *name) {
    SourceText text;
    for (size_t i = 0; source_nth(s->world, i, &text); i++) {
        if (strcmp(text.file, name) != 0) continue;
        page_program(text.text, text.length);
        return true;
    }
    return false;
}

/* What is not written in gosh. */
static void foreign_show(Session *s, const char *name) {
    const char *reading = reading_find(name);
    Bytes line = {0};
    if (about_line(s->world, name, source_take, &line)) { /* how it is called, and behind two blanks what it does */
        const char *gap = memmem(line.data, line.length, "  ", 2);
        page_program(line.data, gap ? (size_t)(gap - line.data) : line.length);
    }
    line.length = 0;
    if (reading)
        bytes_format(&line, "%s is written in C; to see how it works, read %s in gosh's source", name, reading);
    else
        bytes_format(&line, "%s is one of Lua's own, written in C", name);
    page_words(line.data, line.length, 0, 0);
    bytes_free(&line);
}

static void about_show(Session *s, const char *name, const About *a) {
    if (text_show(s, a)) return;
    About package = {.kind = ABOUT_NAMED};
    snprintf(package.name, sizeof package.name, "%s", name);
    switch (a->kind) {
    case ABOUT_FUNCTION:
        printf("the text of %s is not kept; it begins at ", name);
        visible_print(a->file, strlen(a->file));
        printf(":%d\n", a->line);
        return;
    case ABOUT_NAMED:
        foreign_show(s, a->name);
        return;
    case ABOUT_VALUE:
        if (text_show(s, &package)) return;
        if (strcmp(a->type, "func()") == 0)
            printf("%s is written in C\n", name);
        else
            printf("%s is no function, but a value of type %s\n", name, a->type);
        return;
    case ABOUT_NOTHING:
        break;
    }
    if (text_show(s, &package)) return; /* it has not been used yet */
    if (file_show(s, name)) return;
    if (reading_find(name))
        foreign_show(s, name);
    else
        fprintf(stderr, "nothing is called %s; :vars shows what there is\n", name);
}

void source_show(Session *s, const char *name) {
    About a;
    char *end;
    uint64_t id = strtoull(name, &end, 10);
    fflush(stdout);
    if (!*name) {
        fprintf(stderr, ":source takes the name of a function, or the number of a goroutine\n");
    } else if (isdigit((unsigned char)*name) && !*end) {
        if (about_goroutine(s->world, id, &a))
            about_show(s, a.name, &a);
        else
            fprintf(stderr, "there is no goroutine %s; :ps shows those that there are\n", name);
    } else {
        about_name(s->world, name, &a);
        about_show(s, name, &a);
    }
}
