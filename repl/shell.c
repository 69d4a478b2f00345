/* Commands for the system's shell. */
#include "repl/shell.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "repl/interrupt.h"
#include "repl/screen.h"
#include "repl/tty.h"

enum { WAITING_MAX = 1 << 20 /* bytes that goroutines have printed and nobody has seen */ };

void shell_word_add(Bytes *out, const char *text) {
    static const char harmless[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=@%+,-";
    if (*text && strspn(text, harmless) == strlen(text)) {
        bytes_add(out, text, strlen(text));
        return;
    }
    bytes_add(out, "'", 1);
    for (; *text; text++) bytes_add(out, *text == '\'' ? "'\\''" : text, *text == '\'' ? 4 : 1);
    bytes_add(out, "'", 1);
}

/* Lets goroutines run until the command has ended. */
static ChildEnd child_wait(Session *s, Child *child) {
    ChildEnd end;
    if (s->screen) screen_hold(s->screen, true);
    while (!child_ended(child, false, &end)) {
        int64_t until = INT64_MAX;
        bool wait = child->fd < 0 || !s->screen || screen_waiting(s->screen)->length > WAITING_MAX;
        if (!wait) world_run(s->world, &until);
        if (wait || world_exited(s->world)) {
            child_ended(child, true, &end);
            break;
        }
        fflush(stdout);
        posix_wait(world_mailbox(s->world), until, child->fd);
    }
    if (s->screen) screen_hold(s->screen, false);
    return end;
}

ChildEnd shell_run(Session *s, const char *command) {
    fflush(stdout);
    Child child;
    int unused;
    bool modes = tty_keep(STDIN_FILENO); /* a program that is killed does not put them back */
    interrupt_pause(s->interrupt, true);
    int error = child_start(&child, command, CHILD_NO_PIPE, &unused);
    ChildEnd end = {.error = error};
    if (!error) end = child_wait(s, &child);
    if (modes) tty_put_back();
    interrupt_pause(s->interrupt, false);
    return end;
}
