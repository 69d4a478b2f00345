/* Colours in what gosh reports about a world: errors, traces, dumps and explanations. They come as plain text, and what a
 * line begins with says what it is. */
#ifndef GOSH_REPORT_H
#define GOSH_REPORT_H

#include <stdio.h>

#include "repl/bytes.h"

/* The next piece of a report as it is to reach stdout or stderr. A terminal gets no control characters. Of a stream with colours, a line that a piece does not end
 * comes with the following ones; so the last piece of a report ends its line. The result may refer to `text`, and is good
 * until the next call for that stream. */
Bytes report_piece(FILE *stream, const char *text, size_t length);

/* Writes such a piece on the stream. */
void report_print(FILE *stream, const char *text, size_t length);

#endif
