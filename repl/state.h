/* Files that gosh keeps between its sessions, which several of them write at once: lines that are added at the end. Its law: a
 * line is added, or the file replaced, only by who holds its lock, so that none is lost. */
#ifndef GOSH_STATE_H
#define GOSH_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "repl/bytes.h"

/* Sets `path` to that of gosh/NAME in $XDG_STATE_HOME or ~/.local/state, ended by a NUL, and makes the folders on the way. False:
 * there is no such place, because neither is known. */
bool state_path(Bytes *path, const char *name);

/* Opens the file for reading, or to read and add, with its lock; whoever closes it gives the lock up. It waits for the lock as
 * long as others need for their lines, but no second longer. -1 and errno; EINVAL: it is no file, but a pipe or a device. */
int state_open(const char *path, bool adds);

/* Adds whole lines, and begins them in a line of their own where somebody did not come to the end of his. False and errno: then
 * nothing of them stays. */
bool state_add(int fd, const char *lines, size_t length);

/* Replaces the file that the lock is held of, at once and for good also when the machine stops. 0, or the system's number of the
 * error; then the file is as it was. */
int state_replace(const char *path, const char *text, size_t length);

/* A line on stderr: "gosh: WHAT PATH: reason; CONSEQUENCE". */
void state_tell(const char *what, const char *path, int error, const char *consequence);

#endif
