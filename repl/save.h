/* :save writes the session down as a program. */
#ifndef GOSH_SAVE_H
#define GOSH_SAVE_H

#include "repl/session.h"

/* `words`: the file's name, `-f` before it to write over a file that this session has not written. */
void save_run(Session *s, const char *words);

#endif
