/* The terminal has another width. Some terminals then wrap their lines anew, others do not; where the cursor is tells which
 * kind this one is, and so how many rows the painting takes now. */
#include "repl/edit.h"

#include "repl/tty.h"

/* In which column is the cursor? -1 when the terminal does not say. */
static int ask_column(Editor *e) {
    bytes_add(screen_waiting(e->screen), "\x1b[6n", 4);
    screen_flush(e->screen);
    return keyboard_answer(&e->keyboard);
}

void edit_resize(Editor *e) {
    int columns, rows;
    tty_size(e->fd, &columns, &rows);
    if (e->painting.shown && columns != e->painting.columns) paint_resize(&e->painting, columns, ask_column(e));
    e->stale |= columns != e->columns || rows != e->rows;
    e->columns = columns;
    e->rows = rows;
}
