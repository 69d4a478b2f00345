/* What there is in a world, as JSON, for other programs. */
#ifndef GOSH_REPL_JSON_H
#define GOSH_REPL_JSON_H

#include <stdbool.h>

#include "lua/gosh.h"
#include "repl/bytes.h"

/* Writes all goroutines, channels and locks to the file of that name, "-" for stdout; `moment` says when that is: "deadlock".
 * False, after a message, when it could not be written. */
bool json_write(World *w, const char *moment, const char *name);

/* Adds a text as a string; what is no UTF-8 becomes U+FFFD. */
void json_string_add(Bytes *out, const char *text, size_t length);

#endif
