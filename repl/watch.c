/* :watch. On a terminal, the picture stands below everything that is printed, and is painted over by the next one; the last
 * one stays. Each survey costs a walk over the world, so pictures come more rarely the larger that is: no more than a part of
 * the time goes into them.
 *
 * Under virtual time each picture is a step: the clock comes to the next timer, whoever wakes runs, and time stands until the
 * next picture. Otherwise an hour's sleep would be over before it can be seen. */
#include "repl/watch.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lua/width.h"
#include "repl/colour.h"
#include "repl/plain.h"
#include "repl/tty.h"
#include "repl/watch_picture.h"
#include "runtime/posix.h"

enum {
    INTERVAL = 200000000, /* ns; the shortest and the longest that can be asked for: */
    INTERVAL_LEAST = 20000000,
    SHOW_AGAIN = 16000000, /* after output: as often as a screen shows something new */
    PART = 10,            /* pictures take at most such a part of the time */
    ROWS_WITHOUT_END = 80,
    CTRL_Z = 'Z' & 0x1F,
};
static const int64_t INTERVAL_MOST = 3600 * (int64_t)1000000000;

struct Watch {
    Session *session;
    Filter filter;
    bool chosen;
    bool paints;      /* one picture over the other */
    bool tells;       /* only what changes */
    int64_t interval;
    const char *entry; /* a go statement to run first, or NULL */
    Survey *now, *before;
    int64_t taken; /* when, posix_monotonic */
    int64_t next;                /* when the next picture is due */
    int widths[WATCH_TABLES * TABLE_COLUMNS_MAX];
    Bytes picture;  /* its lines */
    int columns;    /* of the terminal for which it is */
    bool shown;
    int64_t shown_at;
    Turns turns;
};

const char watch_help[] =
    "Goroutines go on, and what they print appears above the table. Space shows the\n"
    "next picture at once, any other key ends it, and the last picture stays.\n"
    "Rows that have changed begin with *. RATE is how often a goroutine has run in a\n"
    "second; many goroutines that run one function are told in one row. Under\n"
    "virtual time each picture is a step: the clock comes to the next timer, and\n"
    "RATE counts the turns of that step; `:clock real` lets time pass by itself.\n"
    "`:watch every 2s` sets how often there is a picture. `:watch go f(x)` starts f\n"
    "and watches from its first step on. Words before that choose goroutines:\n";

/* ---- The words after it ---- */

/* "200ms", "2s", "1.5s"; false if it is no time, or none that makes sense. */
static bool interval_read(const char *word, size_t length, int64_t *interval) {
    char *end;
    char text[32] = "";
    if (length == 0 || length >= sizeof text || !isdigit((unsigned char)*word)) return false;
    memcpy(text, word, length);
    double number = strtod(text, &end);
    double unit = strcmp(end, "ms") == 0 ? 1e6 : strcmp(end, "s") == 0 ? 1e9 : strcmp(end, "m") == 0 ? 60e9 : 0;
    if (unit == 0 || number * unit < INTERVAL_LEAST || number * unit > (double)INTERVAL_MOST) return false;
    *interval = (int64_t)(number * unit);
    return true;
}

static const char *word_end(const char *at) {
    while (*at && !isspace((unsigned char)*at)) at++;
    return at;
}

static const char *word_begin(const char *at) {
    while (isspace((unsigned char)*at)) at++;
    return at;
}

/* Takes "every 2s" out of the words, and from "go" on an entry; what is left says whom to show. */
static bool words_read(Watch *w, const char *words) {
    Bytes rest = {0};
    bool good = true;
    for (const char *at = word_begin(words), *end; *at && good; at = word_begin(end)) {
        end = word_end(at);
        if (end - at == 2 && memcmp(at, "go", 2) == 0) {
            w->entry = at;
            break;
        } else if (end - at == 5 && memcmp(at, "every", 5) == 0) {
            at = word_begin(end);
            end = word_end(at);
            good = interval_read(at, (size_t)(end - at), &w->interval);
        } else {
            bytes_format(&rest, "%.*s ", (int)(end - at), at);
        }
    }
    if (!good) fputs(":watch: after `every` stands a time from 20ms to 60m: `every 500ms`, `every 2s`\n", stderr);
    w->chosen = rest.length > 0;
    if (good) good = filter_parse(&w->filter, "watch", rest.data ? rest.data : "", rest.length);
    bytes_free(&rest);
    return good;
}

/* ---- Pictures ---- */

static bool watch_is_virtual(const Watch *w) {
    return sched_is_virtual(world_sched(w->session->world));
}

static bool watch_survey(Watch *w) {
    Survey *fresh = survey_take(w->session->world, WATCH_NEEDS | filter_needs(&w->filter));
    if (!fresh) return false;
    survey_delete(w->before);
    w->before = w->now;
    w->now = fresh;
    w->taken = posix_monotonic();
    return true;
}

/* What `write` writes about the frame, in w->picture. */
static void picture_take(Watch *w, void (*write)(FILE *out, const WatchFrame *f), const WatchFrame *f) {
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    w->picture.length = 0;
    if (!out) return;
    write(out, f);
    if (fclose(out) == 0) bytes_add(&w->picture, text, length);
    free(text);
}

/* ---- Painting ---- */

/* While a picture stands, the cursor is where it begins: there it finds it again however the terminal has changed its size
 * and wrapped the lines. */
void watch_hide(Watch *w) {
    if (!w->shown) return;
    bytes_add(screen_waiting(w->session->screen), "\33[J", 3);
    w->shown = false;
}

/* How many bytes of the line, which may have colours in it, take no more than so many columns. */
static size_t line_fit(const char *line, size_t length, int columns) {
    size_t at = 0;
    while (at < length) {
        const char *escape = memchr(line + at, '\33', length - at), *end = escape;
        size_t part = escape ? (size_t)(escape - line) - at : length - at, fit = width_fit(line + at, part, columns);
        columns -= width_of(line + at, fit);
        at += fit;
        if (fit < part) break;
        if (escape) end = memchr(escape, 'm', length - at);
        if (end) at = (size_t)(end - line) + 1;
    }
    return at;
}

/* A line never becomes two rows. */
static void paint_line(const Watch *w, const char *line, size_t length, Bytes *out) {
    const char *on = *line == '*' ? colour_on(stdout, COLOUR_STRONG) : "";
    int bytes = (int)line_fit(line, length, w->columns);
    bytes_format(out, "\33[K%s%.*s%s\n", on, bytes, line, colour_off(stdout, COLOUR_STRONG));
}

/* Over what stands there, row by row, so that it does not flicker; returns how many it has. */
static int paint_picture(const Watch *w, const char *hint, Bytes *out) {
    int rows = 0;
    for (const char *line = w->picture.data, *end = line + w->picture.length; line < end; rows++) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        paint_line(w, line, (size_t)(newline - line), out);
        line = newline + 1;
    }
    if (hint) paint_line(w, hint, strlen(hint), out), rows++;
    bytes_add(out, "\33[J", 3);
    return rows;
}

static void watch_paint(Watch *w) {
    Bytes *out = screen_waiting(w->session->screen);
    int rows = paint_picture(w, "(Space: the next picture; any other key: the end)", out);
    bytes_format(out, "\33[%dA", rows);
    w->shown = true;
    w->shown_at = posix_monotonic();
    screen_flush(w->session->screen);
}

/* It stays, and what comes next stands below it. */
static void watch_leave(Watch *w) {
    paint_picture(w, NULL, screen_waiting(w->session->screen));
    w->shown = false;
    screen_flush(w->session->screen);
}

/* Takes the next picture, a step later under virtual time, and says when the one after that is due. */
static void watch_look(Watch *w) {
    int columns, rows;
    if (watch_is_virtual(w)) world_step(w->session->world, w->now != NULL);
    int64_t begun = posix_monotonic();
    tty_size(STDOUT_FILENO, &columns, &rows);
    if (columns != w->columns) memset(w->widths, 0, sizeof w->widths);
    w->columns = columns;
    if (watch_survey(w)) {
        WatchFrame frame = {.now = w->now,
                            .before = w->before,
                            .turns = watch_is_virtual(w) ? NULL : &w->turns,
                            .is_virtual = watch_is_virtual(w),
                            .filter = &w->filter,
                            .chosen = w->chosen,
                            .columns = columns,
                            .rows = w->paints ? rows - 2 /* the hint's, and the cursor's */ : ROWS_WITHOUT_END,
                            .widths = w->widths};
        turns_add(&w->turns, w->now, w->taken);
        picture_take(w, w->tells && w->before ? watch_words : watch_picture, &frame);
    }
    int64_t cost = posix_monotonic() - begun;
    w->next = begun + (cost * PART > w->interval ? cost * PART : w->interval);
}

/* ---- Keys ---- */

static bool key_byte(unsigned char *byte) {
    ssize_t count;
    do count = read(STDIN_FILENO, byte, 1);
    while (count < 0 && errno == EINTR);
    return count == 1;
}

static bool key_more(const Watch *w, unsigned char *byte) {
    return line_ready(w->session->line) && key_byte(byte);
}

/* What has been pasted is for nobody. */
static void key_skip_paste(const Watch *w) {
    static const char end[] = "\33[201~";
    unsigned char byte;
    for (size_t matched = 0; end[matched] && key_more(w, &byte);)
        matched = byte == (unsigned char)end[matched] ? matched + 1 : byte == '\33';
}

/* Reads the whole of a key that has been pressed, of which there are several bytes if it is an arrow or the like. */
static unsigned char key_read(const Watch *w) {
    unsigned char first = 0, byte = 0;
    unsigned number = 0;
    if (!key_byte(&first)) return first;
    for (int i = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0; i > 0; i--) key_more(w, &byte);
    if (first != '\33' || !key_more(w, &byte)) return first;
    if (byte == 'O') key_more(w, &byte);
    if (byte != '[') return first;
    while (key_more(w, &byte) && byte < '@') number = number * 10 + (byte - '0');
    if (number == 200) key_skip_paste(w);
    return first;
}

/* Enter ends it where the terminal itself edits lines: what stands before that goes with it. */
static void key_skip_line(void) {
    unsigned char byte;
    while (key_byte(&byte) && byte != '\n') {}
}

/* ---- Going on ---- */

/* Until a shell lets it go on. */
static void watch_stop(Watch *w) {
    watch_leave(w);
    tty_restore();
    kill(0, SIGTSTP); /* all of the job, as the terminal does it */
    tty_edit(STDIN_FILENO);
}

/* Something can be read: is that the end? */
static bool watch_key(Watch *w) {
    if (!w->paints) {
        key_skip_line();
        return true;
    }
    unsigned char key = key_read(w);
    if (key == CTRL_Z)
        watch_stop(w);
    else if (key == ' ')
        w->next = 0; /* it is due */
    else
        return true;
    return false;
}

/* Lets goroutines run until the next picture is due; false: it is to end. */
static bool watch_go_on(Watch *w) {
    Session *s = w->session;
    for (int64_t now; (now = posix_monotonic()) < w->next;) {
        int64_t until = w->next;
        if (!watch_is_virtual(w))
            world_run(s->world, &until);
        else if (world_step(s->world, false))
            until = now;
        if (world_exited(s->world) || interrupt_pressed(s->interrupt)) return false;
        screen_fresh_line(s->screen);
        bool paint_again = w->paints && !w->shown;
        if (paint_again && w->shown_at + SHOW_AGAIN <= now)
            watch_paint(w);
        else if (paint_again && w->shown_at + SHOW_AGAIN < until)
            until = w->shown_at + SHOW_AGAIN;
        if (w->next < until) until = w->next;
        if (posix_wait(world_mailbox(s->world), until, STDIN_FILENO) && watch_key(w)) return false;
    }
    return true;
}

/* Paints one picture over the other. The last one stays. */
static void watch_painting(Watch *w) {
    Session *s = w->session;
    bool begun = tty_edit(STDIN_FILENO);
    w->paints = true;
    screen_hold(s->screen, true);
    do {
        watch_look(w);
        screen_fresh_line(s->screen);
        watch_paint(w);
    } while (begun && watch_go_on(w));
    screen_fresh_line(s->screen);
    watch_leave(w);
    screen_hold(s->screen, false);
    tty_restore();
}

/* Says what changes. */
static void watch_telling(Watch *w) {
    w->tells = true;
    puts("Enter ends this; goroutines go on.");
    do {
        watch_look(w);
        fwrite(w->picture.data, 1, w->picture.length, stdout);
    } while (watch_go_on(w));
}

static void watch_once(Watch *w) {
    world_settle(w->session->world, false); /* so that what will wait does wait */
    watch_look(w);
    fwrite(w->picture.data, 1, w->picture.length, stdout);
}

static void watch_started(Session *s, void *started) {
    (void)s;
    *(bool *)started = true;
}

/* Runs the entry behind the words, as if it had been typed in this line; false if it has not run to its end. */
static bool watch_start(const Watch *w) {
    bool started = !w->entry;
    if (!started) session_evaluate_text(w->session, w->entry, watch_started, &started);
    return started && !world_exited(w->session->world);
}

/* What has been typed ahead is no key for it: it then shows how things are, and is over. */
void watch_run(Session *s, const char *words) {
    Watch w = {.session = s, .interval = INTERVAL};
    if (!words_read(&w, words) || !watch_start(&w)) return;
    s->watch = &w;
    if (!s->screen || line_ready(s->line))
        watch_once(&w);
    else if (plain_is_on())
        watch_telling(&w);
    else
        watch_painting(&w);
    s->watch = NULL;
    survey_delete(w.before);
    survey_delete(w.now);
    bytes_free(&w.picture);
    turns_free(&w.turns);
}
