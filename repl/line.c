/* Reading entries: with the editor, or line by line. Where the terminal edits lines itself, what is typed stays with it until
 * Enter, so hiding a line can only leave its row, and showing it again can only show the prompt. */
#include "repl/line.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "repl/editor.h"

struct Line {
    int fd;
    LineKind kind;
    Screen *screen; /* or NULL */
    LineCalls calls;
    Editor *kept;       /* NULL: none has been needed yet */
    Editor *editor;     /* the one in use, or NULL */
    const char *prompt; /* of the line that is being read, or NULL */
    bool shown;
};

Line *line_new(int fd, LineKind kind, Screen *screen, const LineCalls *calls) {
    Line *l = malloc(sizeof *l);
    if (!l) return NULL;
    *l = (Line){.fd = fd, .kind = kind, .screen = screen, .calls = *calls};
    line_edit(l, kind == LINE_EDITED);
    return l;
}

LineCalls line_ask(Line *l, const LineCalls *calls) {
    LineCalls before = l->calls;
    l->calls = *calls;
    if (l->kept) editor_ask(l->kept, calls);
    return before;
}

void line_edit(Line *l, bool on) {
    if (l->kind == LINE_FILE) return;
    if (on && !l->kept) l->kept = editor_new(l->fd, l->screen, &l->calls);
    l->editor = on ? l->kept : NULL;
}

bool line_is_edited(const Line *l) {
    return l->editor != NULL;
}

void line_delete(Line *l) {
    if (!l) return;
    editor_delete(l->kept);
    free(l);
}

void line_hide(Line *l) {
    if (l->editor) {
        editor_hide(l->editor);
        return;
    }
    if (l->shown) screen_write_plain("\n");
    l->shown = false;
}

void line_show(Line *l) {
    if (l->editor) {
        editor_show(l->editor);
        return;
    }
    if (l->kind == LINE_FILE || !l->prompt || l->shown) return;
    screen_fresh_line(l->screen);
    screen_write_plain(l->prompt);
    l->shown = true;
}

void line_renew(Line *l) {
    if (l->editor) editor_renew(l->editor);
    l->shown = false;
}

bool line_ready(const Line *l) {
    if (l->editor) return editor_ready(l->editor);
    return poll(&(struct pollfd){.fd = l->fd, .events = POLLIN}, 1, 0) > 0;
}

/* Reads the rest of a line: how it ended. */
static LineEnd line_read_one(Line *l, Bytes *text) {
    LineWait wait = l->calls.wait(l->calls.arg, l->fd);
    for (bool empty = true;; empty = false) {
        if (wait == LINE_WAIT_INTERRUPTED) return LINE_INTERRUPTED;
        if (wait == LINE_WAIT_ABANDONED) return LINE_ABANDONED;
        char byte;
        ssize_t count;
        do count = read(l->fd, &byte, 1);
        while (count < 0 && errno == EINTR);
        if (count <= 0) return empty ? LINE_CLOSED : LINE_ENTERED;
        if (byte == '\n') {
            l->shown = false; /* its Enter has moved the cursor */
            return LINE_ENTERED;
        }
        bytes_add(text, &byte, 1);
        wait = line_ready(l) ? LINE_WAIT_READABLE : l->calls.wait(l->calls.arg, l->fd);
    }
}

LineEnd line_read(Line *l, Bytes *entry) {
    if (l->editor) return editor_read(l->editor, entry);
    l->prompt = l->calls.prompt ? l->calls.prompt : "> ";
    LineEnd end;
    for (;;) {
        size_t before = entry->length;
        end = line_read_one(l, entry);
        line_hide(l);
        if (end == LINE_ENTERED && l->calls.whole(l->calls.arg, entry)) break;
        if (end != LINE_ENTERED) {
            entry->length = before > 0 ? before - 1 : 0; /* without the line that did not end */
            break;
        }
        bytes_add(entry, "\n", 1);
        l->prompt = ".. ";
    }
    l->prompt = NULL;
    return end;
}

void line_remember(Line *l, const char *text, size_t length) {
    if (l->kept) editor_remember(l->kept, text, length);
}
