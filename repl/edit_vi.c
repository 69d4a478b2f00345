/* vi's keys. libedit has them, too, but its commands leave the cursor outside of the text, and write there; so the escape
 * key is a command of ours, which reads the keys of vi's commands itself until one of them goes back to inserting. */
#include "repl/edit_vi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ESCAPE_MS = 50, /* between the bytes of one key */
    SEQUENCE = 12,  /* characters of a key, in the words of editrc(5) */
    COUNT_MAX = 1000,
    INSERT_KEY = 1, /* in libedit's own map of commands */
};

/* ---- Reading a command ---- */

static bool takes_target(wchar_t key) {
    return key != L'\0' && wcschr(L"fFtTr", key);
}

static bool read_count(Editor *e, int *count, wchar_t *key) {
    *count = 0;
    for (;;) {
        if (!edit_key(e, key)) return false;
        if (*key < L'0' || *key > L'9' || (*key == L'0' && *count == 0)) return true;
        *count = *count * 10 + (int)(*key - L'0');
        if (*count > COUNT_MAX) *count = COUNT_MAX;
    }
}

/* False when reading has ended. */
static bool read_command(Editor *e, EditViCommand *c) {
    int count;
    *c = (EditViCommand){0};
    if (!read_count(e, &c->count, &c->key)) return false;
    wchar_t last = c->key;
    if (c->key != L'\0' && wcschr(L"dcy", c->key)) {
        if (!read_count(e, &count, &c->motion)) return false;
        if (count > 0) c->count = c->count > 0 && count <= COUNT_MAX / c->count ? c->count * count : count;
        last = c->motion;
    }
    return !takes_target(last) || edit_key(e, &c->target);
}

/* ---- Inserting ---- */

static void step_left(Editor *e) {
    edit_go(e, vi_along_line(e, edit_cursor(e), 1, false));
}

/* Keeps for `.` what has been typed since a command began to insert. */
static void insert_end(Editor *e) {
    if (!e->vi.inserting) return;
    e->vi.inserting = false;
    size_t from = e->vi.insert_from, to = edit_cursor(e);
    free(e->vi.inserted);
    e->vi.inserted = NULL;
    if (to <= from || edit_length(e) - e->vi.insert_length != to - from) return;
    e->vi.inserted = malloc((to - from + 1) * sizeof *e->vi.inserted);
    if (!e->vi.inserted) return;
    memcpy(e->vi.inserted, edit_text(e) + from, (to - from) * sizeof *e->vi.inserted);
    e->vi.inserted[to - from] = L'\0';
}

/* The last change again. */
static ViDone again(Editor *e, int count) {
    EditViCommand last = e->vi.last;
    if (count > 0) last.count = count;
    ViDone done = vi_change(e, &last);
    if (done != INSERTING) return done;
    e->vi.inserting = false;
    if (e->vi.inserted) edit_insert(e, e->vi.inserted);
    step_left(e);
    return DONE;
}

/* ---- The keys ---- */

/* A function that is bound to a key for every mode. */
static ViDone run_bound(Editor *e, EditFunction *function, wchar_t key, int times) {
    unsigned char code = CC_REFRESH;
    for (; times > 0 && code == CC_REFRESH; times--) code = function(e->el, (int)key);
    return code == CC_NEWLINE ? ENTERED : code == CC_EOF ? CLOSED : DONE;
}

/* After an escape: is it the beginning of the bytes of one key? Then what is bound to that, or NULL. */
static bool read_sequence(Editor *e, EditFunction **function) {
    wchar_t words[SEQUENCE] = L"\\e", key;
    size_t length = 2;
    if (!edit_more(e, ESCAPE_MS) || !edit_key(e, &key)) return false;
    bool single = key == L'O';
    if ((!single && key != L'[') || (single && !edit_more(e, ESCAPE_MS))) {
        edit_push(e, key);
        return false;
    }
    words[length++] = key;
    do {
        if (!edit_more(e, ESCAPE_MS) || !edit_key(e, &key)) break;
        words[length++] = key;
    } while (!single && length + 1 < SEQUENCE && (key < L'@' || (key == L'[' && length == 4)));
    *function = edit_bound(words);
    if (!single || *function) return true;
    edit_push(e, key); /* they were two commands */
    edit_push(e, L'O');
    return false;
}

/* An entry that goes on does so behind its line, which the cursor cannot be in this mode. */
static ViDone enter(Editor *e, wchar_t key) {
    edit_go(e, edit_line(e, edit_cursor(e)).end);
    ViDone done = run_bound(e, edit_enter, key, 1);
    return done == DONE ? INSERTING : done;
}

static ViDone run_control(Editor *e, wchar_t key) {
    EditFunction *function = NULL;
    if (key == L'\x1b') {
        if (!read_sequence(e, &function)) return FAILED;
    } else {
        function = edit_bound((wchar_t[]){L'^', key ^ L'@', L'\0'});
    }
    return function ? run_bound(e, function, key, 1) : FAILED;
}

static ViDone run_other(Editor *e, const EditViCommand *c) {
    ViMotion m;
    if (vi_motion(e, c->key, c, &m)) {
        edit_go(e, m.to);
        return DONE;
    }
    return c->key < L' ' ? run_control(e, c->key) : FAILED;
}

static ViDone run(Editor *e, const EditViCommand *c) {
    int times = c->count > 0 ? c->count : 1;
    if (vi_changes(c->key)) {
        ViDone done = vi_change(e, c);
        if (done != FAILED) e->vi.last = *c;
        return done;
    }
    switch (c->key) {
    case L'y':
        return vi_operate(e, L'y', c->motion, c);
    case L'Y':
        return vi_operate(e, L'y', L'$', c);
    case L'.':
        return again(e, c->count);
    case L'u':
        return run_bound(e, edit_undo, c->key, times);
    case L'j':
        return run_bound(e, edit_down, c->key, times);
    case L'k':
        return run_bound(e, edit_up, c->key, times);
    case L'+':
        return run_bound(e, edit_newer, c->key, times);
    case L'-':
        return run_bound(e, edit_older, c->key, times);
    case L'/':
        return run_bound(e, edit_search_older, c->key, 1);
    case L'\r':
    case L'\n':
        return enter(e, c->key);
    case L'D' - 64:
        return edit_length(e) > 0 ? FAILED : run_control(e, c->key);
    default:
        return run_other(e, c);
    }
}

/* Runs commands up to one that leaves their mode. In it, the cursor is at a character if the line has one. */
static unsigned char run_commands(Editor *e) {
    EditViCommand c;
    for (;;) {
        size_t cursor = edit_cursor(e);
        if (cursor == edit_line(e, cursor).end) step_left(e);
        if (!read_command(e, &c)) return CC_ERROR;
        switch (run(e, &c)) {
        case FAILED:
        case DONE:
            break;
        case INSERTING:
            return CC_REFRESH;
        case ENTERED:
            return CC_NEWLINE;
        case CLOSED:
            return CC_EOF;
        }
    }
}

static unsigned char vi_escape(EditLine *el, int key) {
    Editor *e = edit_of(el);
    EditFunction *function = NULL;
    if (read_sequence(e, &function)) return function ? function(el, key) : CC_ERROR;
    insert_end(e);
    step_left(e);
    return run_commands(e);
}

/* Of libedit's own map of commands, where settings can lead. Its command to insert is all that leads out again. */
static unsigned char vi_command(EditLine *el, int key) {
    Editor *e = edit_of(el);
    edit_push(e, (wchar_t)key);
    unsigned char code = run_commands(e);
    if (code == CC_REFRESH) edit_push(e, INSERT_KEY);
    return code;
}

void edit_vi_bind(Editor *e) {
    el_wset(e->el, EL_ADDFN, L"gosh-vi-escape", L"To vi's commands", vi_escape);
    el_wset(e->el, EL_ADDFN, L"gosh-vi-command", L"A command of vi's", vi_command);
    el_wset(e->el, EL_BIND, L"\\e", L"gosh-vi-escape", NULL);
    for (int key = 0; key < 256; key++) {
        wchar_t words[8];
        swprintf(words, sizeof words / sizeof *words, L"\\%03o", key);
        el_wset(e->el, EL_BIND, L"-a", words, key == INSERT_KEY ? L"vi-insert" : L"gosh-vi-command", NULL);
    }
}
