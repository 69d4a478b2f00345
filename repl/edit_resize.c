/* The terminal has another width. Some terminals then wrap their lines anew, others do not; where the cursor is tells which
 * kind this one is, and so how many rows the painting takes now. */
#include "repl/edit.h"

#include "repl/tty.h"
#include "runtime/posix.h"

enum {
    ANSWER_NS = 100000000,
    DIGIT_MAX = 10000,
};

/* Do the keys end in the terminal's answer, ESC [ ROW ; COLUMN R? Then takes it off them. */
static bool answer_take(wchar_t *keys, int *count, int *column) {
    int at = *count - 1, value = 0, power = 1;
    if (at < 0 || keys[at] != L'R') return false;
    for (at--; at >= 0 && keys[at] >= L'0' && keys[at] <= L'9' && power < DIGIT_MAX; at--, power *= 10)
        value += (int)(keys[at] - L'0') * power;
    if (at < 1 || keys[at] != L';' || power == 1) return false;
    for (at--; at >= 0 && keys[at] >= L'0' && keys[at] <= L'9';) at--;
    if (at < 1 || keys[at] != L'[' || keys[at - 1] != L'\x1b') return false;
    *column = value - 1;
    *count = at - 1;
    return true;
}

/* Asks the terminal in which column its cursor is; -1 if it does not say. Keys that are typed meanwhile come later. */
static int ask_column(Editor *e) {
    wchar_t keys[EDIT_PUSHED];
    int count = 0, column = -1;
    int64_t end = posix_monotonic() + ANSWER_NS;
    bytes_add(screen_waiting(e->screen), "\x1b[6n", 4);
    screen_flush(e->screen);
    while (e->pushed_count + count < EDIT_PUSHED && column < 0) {
        int64_t left = (end - posix_monotonic()) / 1000000;
        if (left <= 0 || !edit_readable(e, (int)left)) break;
        int got = edit_read(e, &keys[count]);
        if (got < 0) break;
        count += got;
        answer_take(keys, &count, &column);
    }
    edit_push_last(e, keys, count);
    return column;
}

void edit_resize(Editor *e) {
    int columns, rows;
    tty_size(e->fd, &columns, &rows);
    if (e->painting.shown && columns != e->painting.columns) paint_resize(&e->painting, columns, ask_column(e));
    e->stale |= columns != e->columns || rows != e->rows;
    e->columns = columns;
    e->rows = rows;
}
