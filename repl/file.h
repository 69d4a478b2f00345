/* Program texts, read whole. */
#ifndef GOSH_FILE_H
#define GOSH_FILE_H

#include <stdbool.h>

#include "repl/bytes.h"

/* Reads the program in a file, or with `name` NULL the one on stdin, until its end. False, after a
 * message on stderr, when it cannot be read, or is no program but some other binary file. The text
 * is the caller's to free. */
bool file_read_program(const char *name, Bytes *text);

/* Takes away what a file may begin with and is not the program's: see world_text_of_file. */
void file_strip(Bytes *text);

#endif
