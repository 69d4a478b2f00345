/* Files: program texts, read whole, and what is written whole. */
#ifndef GOSH_FILE_H
#define GOSH_FILE_H

#include <stdbool.h>

#include "repl/bytes.h"

/* Reads the program in a file, or with `name` NULL the one on stdin, until its end. False, after a
 * message on stderr, when it cannot be read, or is no program but some other binary file. The text
 * is the caller's to free. */
bool file_read_program(const char *name, Bytes *text);

/* The same for a file that a session is told to read. What is no file, as a pipe or device, may never end: it is refused, and so
 * is what is larger than any program. */
bool file_read_session(const char *name, Bytes *text);

/* Appends what can be read from `fd` until its end. False on an error, which is in errno. */
bool file_read_whole(int fd, Bytes *text);

/* Writes a file; it gets its name when it is whole. What a link leads to is written, and a pipe or device is written to.
 * False, after a message on stderr; then the file is as it was. */
bool file_replace(const char *name, const Bytes *text);

/* The same without a message: the system's number of the error, or 0. */
int file_put(const char *name, const char *text, size_t length);

/* What stands behind the last slash of a path: "pool.gosh" of "ann/pool.gosh". */
const char *file_name_last(const char *path);

/* Is there a file of that name: no folder, pipe or device? */
bool file_is_there(const char *name);

/* The name that somebody has typed, ended by a 0: with the home directory in the place of `~`. */
void file_name_add(Bytes *path, const char *typed);

/* Is what somebody has typed the name of a file that there is? */
bool file_is_typed(const char *typed);

/* Takes away what a file may begin with and is not the program's: see world_text_of_file. */
void file_strip(Bytes *text);

#endif
