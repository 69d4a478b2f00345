/* The picture of who waits for whom: which form it has is in its file's name. */
#include "repl/picture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "repl/graph.h"
#include "repl/print.h"
#include "repl/stream.h"

enum { TEMPORARIES = 100 /* names tried for a file that is not whole yet */ };

static bool ends_in(const char *name, const char *end) {
    size_t length = strlen(name), size = strlen(end);
    return length > size && strcmp(name + length - size, end) == 0;
}

bool picture_name_ok(const char *name) {
    return strcmp(name, "-") == 0 || ends_in(name, ".svg") || ends_in(name, ".dot");
}

/* ---- Files ---- */

/* A new file beside the one of that name; its own name is in `temporary`. */
static int file_beside(const char *name, Bytes *temporary) {
    int fd = -1;
    for (int i = 0; i < TEMPORARIES && (i == 0 || errno == EEXIST); i++) {
        temporary->length = 0;
        bytes_format(temporary, "%s.%d.new", name, i);
        bytes_add(temporary, "", 1);
        fd = open(temporary->data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0) break;
    }
    return fd;
}

/* Is it a link, a pipe or a device, which a new file of that name would take the place of? */
static bool file_is_special(const char *name) {
    struct stat status;
    return lstat(name, &status) == 0 && !S_ISREG(status.st_mode);
}

/* A file gets its name when it is whole. */
static bool file_write(const char *name, const Bytes *text) {
    Bytes temporary = {0};
    bool special = file_is_special(name);
    int fd = special ? open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : file_beside(name, &temporary);
    int error = 0;
    if (fd < 0) {
        error = errno;
    } else {
        if (!stream_write(fd, text->data, text->length)) error = errno;
        if (close(fd) != 0 && !error) error = errno;
        if (!special && !error && rename(temporary.data, name) != 0) error = errno;
        if (!special && error) unlink(temporary.data);
    }
    bytes_free(&temporary);
    return error ? print_failure("write", name, error) : true;
}

static bool graph_write(const char *name, const Graph *g) {
    Bytes text = {0};
    if (ends_in(name, ".svg"))
        graph_svg(g, &text);
    else
        graph_dot(g, &text);
    bool written = file_write(name, &text);
    if (written) fprintf(stderr, "gosh: %s shows who waits for whom\n", name);
    bytes_free(&text);
    return written;
}

static void graph_print(FILE *stream, const Graph *g) {
    GraphTerminal terminal = graph_terminal(stream == stderr ? STDERR_FILENO : STDOUT_FILENO);
    Bytes text = {0};
    graph_text(g, &terminal, &text);
    fwrite(text.data, 1, text.length, stream);
    bytes_free(&text);
}

/* ---- What is drawn ---- */

static bool survey_draw(const char *name, const Survey *s, GraphMoment moment) {
    Graph *g = s ? graph_make(s, moment) : NULL;
    if (!g) return print_failure("write", name, ENOMEM);
    fflush(stdout);
    bool text = strcmp(name, "-") == 0, drawn = true;
    if (text) {
        fputc('\n', stderr);
        graph_print(stderr, g);
    } else {
        drawn = graph_write(name, g);
    }
    graph_delete(g);
    return drawn;
}

bool picture_deadlock(World *w, GraphMoment moment, const char *name) {
    return !world_stuck(w) || survey_draw(name, world_stuck(w), moment);
}

static Survey *survey_now(World *w) {
    return survey_take(w, SURVEY_OBJECTS | SURVEY_HOLDERS | SURVEY_LEAKS);
}

bool picture_leaks(World *w, const char *name) {
    Survey *s = survey_now(w);
    bool drawn = (s && s->leaked == 0) || survey_draw(name, s, GRAPH_ANY);
    survey_delete(s);
    return drawn;
}

static void survey_print(const Survey *s, GraphMoment moment) {
    Graph *g = s ? graph_make(s, moment) : NULL;
    if (g)
        graph_print(stdout, g);
    else
        print_failure("write", "stdout", ENOMEM);
    graph_delete(g);
}

bool picture_now(World *w, const char *name) {
    bool deadlock = world_stuck(w) != NULL, drawn = true;
    Survey *s = deadlock && name ? NULL : survey_now(w);
    if (name) {
        drawn = deadlock ? picture_deadlock(w, GRAPH_ENTRY_STUCK, name)
                         : survey_draw(name, s, GRAPH_ANY);
    } else {
        if (deadlock) {
            puts("The deadlock of the last entry:\n");
            survey_print(world_stuck(w), GRAPH_ENTRY_STUCK);
            puts("\nNow:\n");
        }
        survey_print(s, GRAPH_ANY);
    }
    survey_delete(s);
    return drawn;
}
