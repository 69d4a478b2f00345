/* The terminal as the prompt sees it. */
#include "repl/screen.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "lua/width.h"
#include "repl/stream.h"
#include "repl/tty.h"
#include "runtime/posix.h"

enum {
    FLUSH_INTERVAL = 16000000,  /* ns: as often as a screen shows something new */
    WAITING_MAX = 256 * 1024,
    TAIL_MAX = 1024,
};

struct Screen {
    void (*before)(void *arg);
    void *arg;
    FILE *out, *err; /* ours; `err` may be NULL */
    FILE *system_out, *system_err;
    bool midline; /* the last output did not end its line */
    Bytes tail;   /* of that line, if it is no longer and nothing else than text: else it is lost */
    bool tail_lost;
    bool parted;  /* the line that is edited stands below the tail, in a terminal of so many columns */
    int columns;
    bool reporting; /* the last piece of a report did not end its line */
    atomic_bool echoed;
    bool holding;
    Bytes waiting;
    int64_t flushed; /* when */
};

static Screen *_Atomic standing;

void screen_die(void) {
    Screen *s = atomic_exchange(&standing, NULL);
    if (s) screen_flush(s);
    tty_die();
}

void screen_write_plain(const char *text) {
    stream_write(STDOUT_FILENO, text, strlen(text));
}

/* Keeps what the last line has shown since the cursor was at its beginning. */
static void tail_add(Screen *s, const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n' || text[i] == '\r') {
            s->tail.length = 0;
            s->tail_lost = false;
        } else if ((unsigned char)text[i] < ' ' || s->tail.length == TAIL_MAX) {
            s->tail_lost = true;
        } else if (!s->tail_lost) {
            bytes_add(&s->tail, &text[i], 1);
        }
    }
}

/* More of a line comes that the edited one stands below, or stood: goes back to where it has stopped. */
static void tail_resume(Screen *s) {
    int columns, rows;
    tty_size(STDOUT_FILENO, &columns, &rows);
    if (!s->parted || s->tail_lost || columns != s->columns) return;
    int width = width_of(s->tail.data, s->tail.length);
    bytes_format(&s->waiting, "\r\x1b[%dA", width > columns ? (width - 1) / columns + 1 : 1);
    bytes_add(&s->waiting, s->tail.data, s->tail.length);
}

static ssize_t screen_put(Screen *s, int fd, const char *text, size_t length) {
    if (length == 0) return 0;
    s->before(s->arg);
    bool echoed = atomic_exchange(&s->echoed, false);
    if (s->holding) tail_resume(s);
    s->parted = false;
    s->midline = text[length - 1] != '\n';
    tail_add(s, text, length);
    if (s->holding) {
        bytes_add(&s->waiting, text, length);
        if (s->waiting.length > WAITING_MAX) screen_flush(s);
        return (ssize_t)length;
    }
    if (echoed) screen_write_plain("\n");
    return stream_write(fd, text, length) ? (ssize_t)length : 0;
}

static ssize_t screen_put_out(void *s, const char *text, size_t length) {
    return screen_put(s, STDOUT_FILENO, text, length);
}

static ssize_t screen_put_err(void *s, const char *text, size_t length) {
    return screen_put(s, STDERR_FILENO, text, length);
}

Screen *screen_new(void (*before)(void *arg), void *arg) {
    Screen *s = malloc(sizeof *s);
    if (!s) return NULL;
    *s = (Screen){.before = before, .arg = arg, .system_out = stdout, .system_err = stderr};
    s->out = fopencookie(s, "w", (cookie_io_functions_t){.write = screen_put_out});
    if (!s->out) {
        free(s);
        return NULL;
    }
    setvbuf(s->out, NULL, _IOLBF, BUFSIZ);
    stdout = s->out;
    if (isatty(STDERR_FILENO))
        s->err = fopencookie(s, "w", (cookie_io_functions_t){.write = screen_put_err});
    if (s->err) {
        setvbuf(s->err, NULL, _IONBF, 0);
        stderr = s->err;
    }
    atomic_store(&standing, s);
    posix_signal_before_death(screen_die);
    return s;
}

void screen_delete(Screen *s) {
    if (!s) return;
    atomic_store(&standing, NULL);
    stdout = s->system_out;
    stderr = s->system_err;
    fclose(s->out);
    if (s->err) fclose(s->err);
    bytes_free(&s->waiting);
    bytes_free(&s->tail);
    free(s);
}

void screen_echoed(Screen *s) {
    atomic_store(&s->echoed, true);
}

void screen_report(Screen *s, const char *text, size_t length) {
    if (length == 0) return;
    if (!s->reporting) screen_fresh_line(s);
    s->reporting = text[length - 1] != '\n';
    if (s->err)
        fwrite(text, 1, length, stderr);
    else
        stream_write(STDERR_FILENO, text, length);
}

void screen_fresh_line(Screen *s) {
    fflush(stdout);
    bool echoed = atomic_exchange(&s->echoed, false);
    if (s->holding && s->midline)
        bytes_add(&s->waiting, "\n", 1);
    else if (!s->holding && (s->midline || echoed))
        screen_write_plain("\n");
    s->midline = s->parted = false;
    tail_add(s, "\n", 1);
}

void screen_part(Screen *s) {
    fflush(stdout);
    if (!s->holding || !s->midline) return;
    int rows;
    bytes_add(&s->waiting, "\n", 1);
    tty_size(STDOUT_FILENO, &s->columns, &rows);
    s->midline = false;
    s->parted = true;
}

void screen_intrude(Screen *s) {
    s->parted = false;
}

void screen_hold(Screen *s, bool hold) {
    screen_flush(s);
    s->parted = false;
    s->holding = hold;
}

Bytes *screen_waiting(Screen *s) {
    return &s->waiting;
}

void screen_flush(Screen *s) {
    if (s->waiting.length == 0) return;
    stream_write(STDOUT_FILENO, s->waiting.data, s->waiting.length);
    s->waiting.length = 0;
    s->flushed = posix_monotonic();
}

int64_t screen_due(const Screen *s) {
    return s->waiting.length > 0 ? s->flushed + FLUSH_INTERVAL : INT64_MAX;
}
