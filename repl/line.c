/* Reading lines with the terminal's own editing. What is typed stays with the terminal until Enter,
 * so hiding a line can only leave its row, and showing it again can only show the prompt. */
#include "repl/line.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "repl/screen.h"

struct Line {
    int fd;
    bool terminal;
    LineWait (*wait)(void *arg, int fd);
    void *arg;
    const char *prompt; /* of the line that is being read, or NULL */
    bool shown;
};

Line *line_new(int fd, bool terminal, LineWait (*wait)(void *arg, int fd), void *arg) {
    Line *l = malloc(sizeof *l);
    if (l) *l = (Line){.fd = fd, .terminal = terminal, .wait = wait, .arg = arg};
    return l;
}

void line_delete(Line *l) {
    free(l);
}

void line_hide(Line *l) {
    if (l->shown) screen_write_plain("\n");
    l->shown = false;
}

void line_show(Line *l) {
    if (!l->terminal || !l->prompt || l->shown) return;
    screen_write_plain(l->prompt);
    l->shown = true;
}

/* The end of the line that was read; `row_ended` when its Enter has already moved the cursor. */
static LineEnd line_ended(Line *l, LineEnd end, bool row_ended) {
    if (row_ended) l->shown = false;
    line_hide(l);
    l->prompt = NULL;
    return end;
}

bool line_ready(const Line *l) {
    return poll(&(struct pollfd){.fd = l->fd, .events = POLLIN}, 1, 0) > 0;
}

LineEnd line_read(Line *l, const char *prompt, Bytes *text) {
    l->prompt = prompt;
    LineWait wait = l->wait(l->arg, l->fd);
    for (bool empty = true;; empty = false) {
        if (wait == LINE_WAIT_INTERRUPTED) return line_ended(l, LINE_INTERRUPTED, false);
        if (wait == LINE_WAIT_ABANDONED) return line_ended(l, LINE_ABANDONED, false);
        char byte;
        ssize_t count;
        do count = read(l->fd, &byte, 1);
        while (count < 0 && errno == EINTR);
        if (count <= 0) return line_ended(l, empty ? LINE_CLOSED : LINE_ENTERED, false);
        if (byte == '\n') return line_ended(l, LINE_ENTERED, true);
        bytes_add(text, &byte, 1);
        wait = line_ready(l) ? LINE_WAIT_READABLE : l->wait(l->arg, l->fd);
    }
}
