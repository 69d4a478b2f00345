/* What grades are told with: paragraphs, outputs and endings in words. All of it goes into lines of no more than 80 columns. */
#ifndef GOSH_GRADE_WORDS_H
#define GOSH_GRADE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "repl/bytes.h"

/* Adds a paragraph. */
void say(Bytes *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds lines that gosh has said, indented; those that are too long go on in the next row. */
void say_text(Bytes *out, const char *text, int indent);
/* Adds lines, each in a row of its own, cut to what fits, indented; of many the first ones. `mark`: the number of one that is
 * marked, from 0; SIZE_MAX: none is. */
void say_lines(Bytes *out, const char *text, size_t mark);
/* Adds some lines of an output in one: "`1 / 2`", cut if it is long. */
void lines_add(Bytes *out, const char *const *lines, size_t count);
/* Adds an output in the words of a prediction, without quotes: "1 / 2 / deadlock", "nothing". */
void output_add(Bytes *out, const char *text, int columns);

#endif
