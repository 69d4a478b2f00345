/* Reading entries at a terminal with an editor: libedit knows the keys and the words of its language for binding others
 * (~/.editrc), moves and changes; painting, waiting, history, pastes and entries of several lines are ours. */
#ifndef GOSH_EDITOR_H
#define GOSH_EDITOR_H

#include "repl/line.h"

typedef struct Editor Editor;

/* NULL when there is no memory, `fd` is no terminal that can be edited at, or the user's ~/.editrc says `edit off`. */
Editor *editor_new(int fd, Screen *screen, const LineCalls *calls);
void editor_delete(Editor *e); /* NULL: does nothing */

/* As those of line.h. */
void editor_ask(Editor *e, const LineCalls *calls);
LineEnd editor_read(Editor *e, Bytes *entry);
bool editor_ready(Editor *e);
void editor_hide(Editor *e);
void editor_show(Editor *e);
void editor_renew(Editor *e);
void editor_remember(Editor *e, const char *text, size_t length);

#endif
