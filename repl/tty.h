/* The modes of the terminal. While a line is edited each key comes at once and nothing is echoed; at all other times the
 * terminal is as it was found, for the programs that run on it. Output is never changed, and the keys for signals send
 * signals, so that Ctrl-C works whatever the world is busy with. */
#ifndef GOSH_TTY_H
#define GOSH_TTY_H

#include <stdbool.h>

/* Each key at once from now on, and pastes are marked. Remembers how the terminal was; when it is called again before
 * tty_restore, it sets the modes anew. False if it is no terminal any more. */
bool tty_edit(int fd);

/* As it was. Does nothing when it is so already. Any thread, or a signal handler. */
void tty_restore(void);

/* Remembers how it is, while a program has it that may not put it back; false if nothing can be remembered, or a line is being
 * edited. And as it was then. */
bool tty_keep(int fd);
void tty_put_back(void);

/* As tty_restore, for a process that is about to end: below the line that is edited, if one is. Crashes and exit do it by
 * themselves. */
void tty_die(void);

/* How large it is; 80 columns and 24 rows if it does not say. */
void tty_size(int fd, int *columns, int *rows);

#endif
