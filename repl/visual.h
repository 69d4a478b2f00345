/* :edit opens the person's own editor, and what is saved there runs. */
#ifndef GOSH_VISUAL_H
#define GOSH_VISUAL_H

#include "repl/session.h"

/* `what`: "" for the last entry, the name of a function, or a file's. */
void visual_run(Session *s, const char *what);

/* Opens a file in the editor, while goroutines run. True when the editor says that all is well; else there has been a message. */
bool visual_open(Session *s, const char *path);

#endif
