/* Numbers as they are read. */
#ifndef GOSH_NUMBER_H
#define GOSH_NUMBER_H

#include <stdint.h>

#include "repl/bytes.h"

/* Adds a count with a comma at each thousand: "34,650". */
void number_add(Bytes *out, uint64_t count);
/* ... and what is counted: "1 schedule", "34,650 schedules". */
void count_add(Bytes *out, uint64_t count, const char *one, const char *many);

#endif
