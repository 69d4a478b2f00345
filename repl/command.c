/* What can be said to gosh itself at the prompt. */
#include "repl/command.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "repl/bytes.h"
#include "repl/picture.h"

typedef struct Command {
    const char *name, *short_name; /* `short_name` "": none */
    const char *doc;
    /* Gets what stands after the name; false: the session is to end. */
    bool (*run)(World *w, const char *rest, size_t length);
} Command;

static const char command_help_text[] =
    "Type Lua or Go's concurrency; an expression prints its values. An unfinished entry goes on "
    "in\n"
    "the next line, after \"..\". For example:\n"
    "\n"
    "  ch := make(chan int)\n"
    "  go func() ch <- 6 * 7 end()\n"
    "  <-ch\n"
    "\n"
    "Ctrl-C  drops what is being typed, or stops what runs; variables stay\n"
    "Ctrl-D  on an empty line leaves\n";

static bool command_help(World *w, const char *rest, size_t length);

static bool command_quit(World *w, const char *rest, size_t length) {
    (void)w, (void)rest, (void)length;
    return false;
}

/* A TextSink. */
static void command_write(void *arg, const char *bytes, size_t length) {
    (void)arg;
    fwrite(bytes, 1, length, stdout);
}

static bool command_leaks(World *w, const char *rest, size_t length) {
    (void)rest, (void)length;
    if (!world_leaks(w, command_write, NULL)) puts("no goroutine is leaked");
    return true;
}

static bool command_graph(World *w, const char *rest, size_t length) {
    Bytes name = {0};
    bytes_add(&name, rest, length);
    bytes_add(&name, "", 1);
    world_settle(w, false); /* so that what will wait does wait */
    if (!length)
        picture_now(w, NULL);
    else if (picture_name_ok(name.data) && strcmp(name.data, "-") != 0)
        picture_now(w, name.data);
    else
        fprintf(stderr, "the picture's name must end in .svg, or in .dot for graphviz: %s\n", name.data);
    bytes_free(&name);
    return true;
}

static const Command commands[] = {
    {"graph", "", "draws who waits for whom; :graph FILE.svg in that file", command_graph},
    {"help", "h", "this text", command_help},
    {"leaks", "", "goroutines that can never go on, with what each waits for", command_leaks},
    {"quit", "q", "leaves", command_quit},
};
enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static bool command_help(World *w, const char *rest, size_t length) {
    (void)w, (void)rest, (void)length;
    fputs(command_help_text, stdout);
    for (int i = 0; i < COMMAND_COUNT; i++) {
        printf(":%-6s %s", commands[i].name, commands[i].doc);
        if (*commands[i].short_name) printf("; also :%s", commands[i].short_name);
        putchar('\n');
    }
    return true;
}

/* Takes white space away at both ends. */
static const char *command_trim(const char *text, size_t *length) {
    while (*length > 0 && isspace((unsigned char)text[*length - 1])) --*length;
    while (*length > 0 && isspace((unsigned char)*text)) text++, --*length;
    return text;
}

static bool command_is(const char *text, size_t length, const char *name) {
    return length && strlen(name) == length && memcmp(text, name, length) == 0;
}

bool command_test(const char *text, size_t length) {
    text = command_trim(text, &length);
    return length > 0 && text[0] == ':' && (length == 1 || text[1] != ':');
}

bool command_run(World *w, const char *text, size_t length) {
    text = command_trim(text, &length) + 1;
    length--;
    size_t name = 0;
    while (name < length && !isspace((unsigned char)text[name])) name++;
    size_t rest_length = length - name;
    const char *rest = command_trim(text + name, &rest_length);
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (command_is(text, name, commands[i].name) || command_is(text, name, commands[i].short_name))
            return commands[i].run(w, rest, rest_length);
    fflush(stdout);
    fprintf(stderr, "there is no command :%.*s; :help shows what there is\n", (int)name, text);
    return true;
}

const char *command_hint(const char *text, size_t length) {
    text = command_trim(text, &length);
    if (command_is(text, length, "exit") || command_is(text, length, "quit") ||
        command_is(text, length, "exit()") || command_is(text, length, "quit()"))
        return "to leave gosh, type :quit or press Ctrl-D";
    if (command_is(text, length, "help") || command_is(text, length, "help()"))
        return "for help, type :help";
    return NULL;
}
