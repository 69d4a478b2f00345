/* :edit. */
#include "repl/visual.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lua/about.h"
#include "repl/file.h"
#include "repl/print.h"
#include "repl/shell.h"
#include "repl/stream.h"
#include "repl/visible.h"

/* ---- The editor ---- */

static bool is_in_path(const char *program) {
    const char *path = getenv("PATH");
    for (const char *p = path ? path : "/usr/bin:/bin"; *p; p += *p == ':') {
        Bytes name = {0};
        size_t length = strcspn(p, ":");
        bytes_format(&name, "%.*s/%s", (int)length, p, program);
        bytes_add(&name, "", 1);
        bool found = access(name.data, X_OK) == 0;
        bytes_free(&name);
        if (found) return true;
        p += length;
    }
    return false;
}

/* The command that somebody has chosen, or what there is; NULL for nothing. */
static const char *visual_command(void) {
    static const char *const names[] = {"VISUAL", "EDITOR"}, *const programs[] = {"editor", "nano", "vim", "vi"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return value;
    }
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (is_in_path(programs[i])) return programs[i];
    return NULL;
}

bool visual_open(Session *s, const char *path) {
    const char *editor = visual_command();
    if (!editor) {
        fputs("there is no editor: set EDITOR to the one that you like, as in `EDITOR=nano gosh`\n", stderr);
        return false;
    }
    Bytes command = {0};
    bool assigns = memchr(editor, '=', strcspn(editor, " ")) != NULL; /* NAME=VALUE editor */
    bytes_format(&command, "%s%s ", assigns ? "" : "exec ", editor); /* no shell between us, to die of Ctrl-C */
    shell_word_add(&command, path);
    bytes_add(&command, "", 1);
    ChildEnd end = shell_run(s, command.data);
    bytes_free(&command);
    if (end.error) return print_failure("run", editor, end.error);
    if (!end.signalled && end.code == 0) return true;
    fprintf(stderr, "the editor, %s, ended with %s %d: nothing has run\n", editor,
            end.signalled ? "signal" : "exit code", end.code);
    return false;
}

/* ---- What is edited ---- */

/* Without white space at the end. */
static void text_trim(Bytes *text) {
    while (text->length && isspace((unsigned char)text->data[text->length - 1])) text->length--;
}

static bool text_same(const Bytes *a, const Bytes *b) {
    return a->length == b->length && (a->length == 0 || memcmp(a->data, b->data, a->length) == 0);
}

/* A TextSink. */
static void text_take(void *text, const char *bytes, size_t length) {
    bytes_add(text, bytes, length);
}

/* The text that is to be edited. False, after a message, if there is nothing of that name. */
static bool text_find(Session *s, const char *what, Bytes *text) {
    if (!*what) {
        const char *last = record_last(&s->record);
        bytes_add(text, last, strlen(last));
        return true;
    }
    About a;
    about_name(s->world, what, &a);
    if (about_source(s->world, &a, text_take, text)) return true;
    fprintf(stderr, "there is no text of a function %s, and a file's name ends in .gosh or .lua; :vars shows what there is\n",
            what);
    return false;
}

/* A file that has the text, for the editor; its name is appended, ended by a 0. */
static bool temporary_make(Bytes *path, const Bytes *text) {
    const char *folder = getenv("TMPDIR");
    bytes_format(path, "%s/gosh.XXXXXX.gosh", folder && *folder ? folder : "/tmp");
    bytes_add(path, "", 1);
    int fd = mkstemps(path->data, 5);
    if (fd < 0) return print_failure("make", path->data, errno);
    bool written = stream_write(fd, text->data, text->length) && stream_write(fd, "\n", text->length > 0);
    int error = written ? 0 : errno;
    if (close(fd) != 0 && !error) error = errno;
    if (!error) return true;
    unlink(path->data);
    return print_failure("write", path->data, error);
}

/* ---- Running it ---- */

/* Shows the entry as if it had been typed. */
static void entry_echo(const Bytes *text) {
    const char *prompt = "> ";
    Bytes shown = {0};
    for (size_t at = 0; at < text->length;) {
        const char *line = text->data + at, *end = memchr(line, '\n', text->length - at);
        size_t length = end ? (size_t)(end - line) : text->length - at;
        bytes_add(&shown, prompt, strlen(prompt));
        visible_add(&shown, line, length);
        bytes_add(&shown, "\n", 1);
        prompt = ".. ";
        at += length + 1;
    }
    fwrite(shown.data, 1, shown.length, stdout);
    fflush(stdout);
    bytes_free(&shown);
}

static void entry_edit(Session *s, const char *what) {
    Bytes before = {0}, after = {0}, path = {0};
    bool ready = text_find(s, what, &before);
    text_trim(&before);
    ready = ready && temporary_make(&path, &before);
    if (ready && visual_open(s, path.data) && file_read_session(path.data, &after)) {
        text_trim(&after);
        if (!after.length || text_same(&before, &after)) {
            puts(after.length ? "nothing has changed: nothing has run" : "it is empty: nothing has run");
        } else if (!world_exited(s->world)) {
            if (s->screen) entry_echo(&after);
            line_remember(s->line, after.data, after.length);
            session_run(s, after.data, after.length, NULL);
        }
    }
    if (ready) unlink(path.data);
    bytes_free(&before);
    bytes_free(&after);
    bytes_free(&path);
}

static bool is_file(const char *what) {
    size_t length = strlen(what);
    return strchr(what, '/') || (length > 5 && strcmp(what + length - 5, ".gosh") == 0) ||
           (length > 4 && strcmp(what + length - 4, ".lua") == 0);
}

static void file_edit(Session *s, const char *what) {
    Bytes path = {0}, before = {0}, after = {0};
    file_name_add(&path, what);
    bool known = access(path.data, F_OK) == 0;
    bool ready = !known || file_read_session(path.data, &before);
    if (ready && visual_open(s, path.data)) {
        if (!known && access(path.data, F_OK) != 0)
            puts("no file has been written: nothing has run");
        else if (file_read_session(path.data, &after) && text_same(&before, &after))
            puts("nothing has changed: nothing has run");
        else if (after.length && !world_exited(s->world))
            session_run(s, after.data, after.length, path.data);
    }
    bytes_free(&path);
    bytes_free(&before);
    bytes_free(&after);
}

void visual_run(Session *s, const char *what) {
    if (is_file(what))
        file_edit(s, what);
    else
        entry_edit(s, what);
}
