/* Reading entries with an editor: keys come in here, go to libedit, and what becomes of the text is painted when no more of
 * them are there to be read.
 *
 * libedit paints, too, but to nowhere: it gets the terminal's descriptor, for its modes and its size, and a stream of
 * /dev/null. Our functions answer it with CC_REFRESH, so that it notices what they have done. */
#include "repl/editor.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lua/rune.h"
#include "repl/edit.h"
#include "repl/highlight.h"
#include "repl/tty.h"
#include "repl/utf8.h"
#include "runtime/posix.h"

enum { TURN = 10000000 /* ns: keys that come without end do not keep goroutines from their turn */ };

/* ---- Keys ---- */

bool edit_more(Editor *e, int milliseconds) {
    return e->pushed_count > 0 || keyboard_ready(&e->keyboard, milliseconds);
}

static bool ended(Editor *e, LineEnd end) {
    e->end = end;
    e->ended = true;
    return false;
}

bool edit_wait(Editor *e) {
    if (e->ended) return false;
    bool ready = keyboard_ready(&e->keyboard, 0);
    if (ready && posix_monotonic() - e->waited < TURN) return true;
    if (!ready) editor_show(e);
    uselocale(e->outside);
    LineWait wait = e->calls.wait(e->calls.arg, e->fd);
    uselocale(e->utf8);
    e->waited = posix_monotonic();
    if (wait == LINE_WAIT_INTERRUPTED) return ended(e, LINE_INTERRUPTED);
    if (wait == LINE_WAIT_ABANDONED) return ended(e, LINE_ABANDONED);
    return true;
}

/* Keys that come after all that have been given back. */
static void push_last(Editor *e, wchar_t key) {
    if (e->pushed_count == EDIT_PUSHED) return;
    memmove(e->pushed + 1, e->pushed, (size_t)e->pushed_count++ * sizeof *e->pushed);
    e->pushed[0] = key;
}

/* Reads a character: 1, 0 when there is none now, or -1 at the end. */
static int read_character(Editor *e, wchar_t *character) {
    enum { TOGETHER_MS = 50 };
    char bytes[4];
    int got = keyboard_read(&e->keyboard, bytes, 1);
    if (got <= 0) return got;
    size_t size = rune_size(bytes[0]), length = 1;
    while (length < size && keyboard_ready(&e->keyboard, TOGETHER_MS) && keyboard_read(&e->keyboard, bytes + length, 1) > 0)
        length++;
    for (size_t at = utf8_decode(bytes, length, character); at < length;) {
        wchar_t next; /* it is no character: its bytes are, one by one */
        at += utf8_decode(bytes + at, length - at, &next);
        push_last(e, next);
    }
    return 1;
}

void edit_push(Editor *e, wchar_t key) {
    if (e->pushed_count < EDIT_PUSHED) e->pushed[e->pushed_count++] = key;
}

/* Ctrl-Space; or a Ctrl-D that was typed ahead, when the terminal was not ours and took it for the end of what is typed: for
 * us it puts this in its place. Neither means anything. */
static bool is_nothing(wchar_t key) {
    char bytes[4];
    return utf8_encode(key, bytes) == 1 && bytes[0] == '\0';
}

bool edit_key(Editor *e, wchar_t *key) {
    return edit_key_or_paste(e, key, NULL);
}

bool edit_key_or_paste(Editor *e, wchar_t *key, Bytes *pasted) {
    edit_repair(e);
    for (;;) {
        if (e->pushed_count > 0) {
            *key = e->pushed[--e->pushed_count];
            return true;
        }
        edit_look(e);
        if (!edit_wait(e)) return false;
        int got = read_character(e, key);
        if (got < 0) return ended(e, LINE_CLOSED);
        if (got == 0 || is_nothing(*key)) continue;
        if (*key != L'\x1b' || !keyboard_take(&e->keyboard, "[200~")) return true;
        if (pasted) {
            edit_paste_read(e, pasted);
            *key = L'\0';
            return true;
        }
        edit_paste(e);
        el_wset(e->el, EL_REFRESH);
    }
}

/* libedit paints, too, where nobody sees it. It is to believe that its terminal is large, of which it has just asked the
 * size: on one with fewer rows than the text it loses its place when vi's keys move, and writes into a row that it does not
 * have. */
static void give_room(EditLine *el) {
    el_wset(el, EL_SETTC, L"li", L"500", NULL);
    el_wset(el, EL_SETTC, L"co", L"200", NULL);
}

static int editor_getc(EditLine *el, wchar_t *key) {
    Editor *e = edit_of(el);
    if (!e->prepared) {
        tty_edit(e->fd);
        give_room(el);
    }
    e->prepared = true;
    return edit_key(e, key) ? 1 : -1;
}

bool editor_ready(Editor *e) {
    return edit_more(e, 0);
}

/* ---- Showing ---- */

static const char prompt[] = "> ", prompt_next[] = ".. ";

/* What is to be painted of the text; `cursor` in characters. */
static PaintText paint_text(Editor *e, size_t cursor) {
    e->text.length = 0;
    edit_copy(e, 0, cursor, &e->text);
    size_t at = e->text.length;
    edit_copy(e, cursor, edit_length(e), &e->text);
    bytes_room(&e->text, 1);
    return (PaintText){.prompt = e->calls.prompt ? e->calls.prompt : prompt,
                       .prompt_next = prompt_next,
                       .text = e->text.data,
                       .length = e->text.length,
                       .cursor = at,
                       .below = e->calls.below ? e->calls.below(e->calls.arg, e->columns) : NULL};
}

/* Colours what is to be painted; `cursor` marks a bracket, or is SIZE_MAX. */
static void paint_colour(Editor *e, PaintText *text, size_t cursor) {
    e->colours.length = 0;
    unsigned char *colours = (unsigned char *)bytes_room(&e->colours, text->length + 1);
    highlight(text->text, text->length, cursor, colours);
    text->colours = colours;
}

static PaintText paint_overlay(const Editor *e) {
    return (PaintText){.prompt = e->overlay_prompt,
                       .prompt_next = prompt_next,
                       .text = e->overlay_text,
                       .length = strlen(e->overlay_text),
                       .cursor = e->overlay_cursor,
                       .below = e->calls.below ? e->calls.below(e->calls.arg, e->columns) : NULL};
}

void editor_show(Editor *e) {
    if (!e->reading) return;
    edit_resize(e);
    edit_look(e);
    if (!e->painting.shown) screen_part(e->screen);
    bool same = e->painting.shown && !e->stale && e->version == e->painted_version && e->seen_cursor == e->painted_cursor;
    if (!same) {
        PaintText text = e->overlay_prompt ? paint_overlay(e) : paint_text(e, edit_cursor(e));
        paint_colour(e, &text, text.cursor);
        paint_show(&e->painting, &text, e->columns, e->rows, screen_waiting(e->screen));
        e->painted_version = e->version;
        e->painted_cursor = e->seen_cursor;
        e->stale = false;
    }
    screen_flush(e->screen);
}

void editor_hide(Editor *e) {
    if (!e->reading) return;
    edit_resize(e);
    paint_hide(&e->painting, screen_waiting(e->screen));
}

void editor_renew(Editor *e) {
    if (!e->reading) return;
    tty_edit(e->fd);
    if (!e->suspended) {
        screen_intrude(e->screen);
        bytes_add(screen_waiting(e->screen), "\r\x1b[J", 4);
        paint_forget(&e->painting);
    }
    e->suspended = false;
}

/* The entry stays as it was typed. */
static void editor_leave(Editor *e) {
    edit_resize(e);
    PaintText text = paint_text(e, edit_length(e));
    if (e->end == LINE_INTERRUPTED) {
        bytes_add(&e->text, "^C", 2);
        text.text = e->text.data;
        text.length = e->text.length;
    }
    paint_colour(e, &text, SIZE_MAX);
    paint_leave(&e->painting, &text, e->columns, screen_waiting(e->screen));
}

/* ---- What keys do that concerns reading ---- */

unsigned char edit_enter(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    e->entry->length = 0;
    edit_copy(e, 0, edit_length(e), e->entry);
    uselocale(e->outside);
    bool whole = e->calls.whole(e->calls.arg, e->entry);
    uselocale(e->utf8);
    if (whole) {
        ended(e, LINE_ENTERED);
        return CC_NEWLINE;
    }
    return edit_new_line(el, key);
}

unsigned char edit_new_line(EditLine *el, int key) {
    (void)key;
    edit_insert(edit_of(el), L"\n");
    return CC_REFRESH;
}

unsigned char edit_close(EditLine *el, int key) {
    Editor *e = edit_of(el);
    if (edit_length(e) > 0) return edit_cursor(e) < edit_length(e) ? edit_delete_right(el, key) : edit_list(el, key);
    ended(e, LINE_CLOSED);
    return CC_EOF;
}

unsigned char edit_clear(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    screen_intrude(e->screen);
    bytes_add(screen_waiting(e->screen), "\x1b[H\x1b[2J", 7);
    paint_forget(&e->painting);
    return CC_REFRESH;
}

unsigned char edit_suspend(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    editor_hide(e);
    screen_intrude(e->screen);
    screen_flush(e->screen);
    tty_restore();
    kill(0, SIGTSTP); /* all of the job, as the terminal does it */
    e->suspended = true;
    tty_edit(e->fd);
    return CC_REFRESH;
}

unsigned char edit_quote(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    wchar_t text[2] = {0};
    if (!edit_key(e, text)) return CC_ERROR;
    edit_insert(e, text);
    return CC_REFRESH;
}

/* ---- Reading ---- */

static void editor_begin(Editor *e, Bytes *entry) {
    screen_fresh_line(e->screen);
    screen_hold(e->screen, true);
    tty_edit(e->fd);
    e->prepared = e->ended = false;
    e->end = LINE_CLOSED;
    e->entry = entry;
    e->seen_length = e->seen_cursor = 0;
    e->action = EDIT_OTHER;
    e->vi.inserting = false;
    e->version++;
    e->waited = 0;
    e->reading = true;
    e->outside = uselocale(e->utf8);
}

static void editor_finish(Editor *e) {
    editor_leave(e);
    uselocale(e->outside);
    e->reading = false;
    e->overlay_prompt = NULL;
    edit_forget(e);
    screen_hold(e->screen, false);
    tty_restore();
}

LineEnd editor_read(Editor *e, Bytes *entry) {
    int count;
    editor_begin(e, entry);
    el_wgets(e->el, &count);
    e->text.length = 0;
    edit_copy(e, 0, edit_length(e), &e->text);
    if (e->end != LINE_ENTERED) {
        entry->length = 0;
        bytes_add(entry, e->text.data, e->text.length);
    }
    history_add(e->history, e->text.data, e->text.length, e->end == LINE_ENTERED);
    editor_finish(e);
    return e->end;
}

/* ---- Making and deleting ---- */

static bool editor_open(Editor *e) {
    int edits = 0;
    e->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    e->nowhere = fopen("/dev/null", "r+e");
    if (!e->utf8 || !e->nowhere) return false;
    locale_t before = uselocale(e->utf8);
    if (tty_edit(e->fd)) e->el = el_init_fd("gosh", e->nowhere, e->nowhere, e->nowhere, e->fd, e->fd, e->fd);
    tty_restore();
    if (e->el) {
        el_wset(e->el, EL_CLIENTDATA, e);
        el_wset(e->el, EL_GETCFN, editor_getc);
        el_wset(e->el, EL_SIGNAL, 0);
        el_wset(e->el, EL_EDITOR, L"emacs");
        el_source(e->el, NULL);
        el_wget(e->el, EL_EDITMODE, &edits);
        edit_bind(e);
    }
    uselocale(before);
    return edits != 0;
}

Editor *editor_new(int fd, Screen *screen, const LineCalls *calls) {
    Editor *e = calloc(1, sizeof *e);
    if (!e) return NULL;
    e->fd = e->keyboard.fd = fd;
    e->screen = screen;
    e->calls = *calls;
    if (!editor_open(e)) {
        editor_delete(e);
        return NULL;
    }
    if (!calls->prompt) e->entries = history_open();
    editor_ask(e, calls);
    return e;
}

void editor_ask(Editor *e, const LineCalls *calls) {
    e->calls = *calls;
    if (calls->prompt && !e->answers) e->answers = history_new();
    e->history = calls->prompt ? e->answers : e->entries;
}

void editor_delete(Editor *e) {
    if (!e) return;
    if (e->el) {
        el_wset(e->el, EL_EDITMODE, 0); /* the terminal is as it should be: libedit is to leave it alone */
        el_end(e->el);
    }
    if (e->nowhere) fclose(e->nowhere);
    if (e->utf8) freelocale(e->utf8);
    for (size_t i = 0; i < EDIT_KILLS; i++) free(e->kills[i]);
    edit_forget(e);
    bytes_free(&e->undos);
    free(e->seen);
    free(e->vi.inserted);
    paint_free(&e->painting);
    bytes_free(&e->text);
    bytes_free(&e->colours);
    bytes_free(&e->stash);
    keyboard_free(&e->keyboard);
    history_close(e->entries);
    history_close(e->answers);
    free(e);
}

void editor_remember(Editor *e, const char *text, size_t length) {
    history_add(e->entries, text, length, true);
}
