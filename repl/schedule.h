/* Schedule strings: which program, and what to choose in it, as one word that can be kept, sent and typed.
 *
 *     k3x9f2-12a3b          choices, as schedule_write writes them; "0" where all are Go's own
 *     k3x9f2-seed42         a run under --seed 42
 *     k3x9f2-seed42-12a3b   choices in a world of that seed
 *     k3x9f2-fine-12a3b     also at reads and writes of shared variables; with a seed, k3x9f2-fine-seed42-12a3b
 *
 * The first six characters stand for the program (schedule_program). */
#ifndef GOSH_REPL_SCHEDULE_H
#define GOSH_REPL_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "repl/bytes.h"
#include "runtime/schedule.h"

typedef struct ScheduleString {
    uint32_t program;
    bool fine;
    bool seeded; /* `seed` stands in it; without that it is 0 */
    bool listed; /* choices stand in it: without them, the seed makes all */
    uint64_t seed;
    Schedule choices; /* belongs to it */
} ScheduleString;

void schedule_string_add(Bytes *out, const ScheduleString *string);

/* Reads what schedule_string_add has written. False for what is none: then `error` gets the reason, and below it the text
 * with a mark under the place, lines without an end behind the last. To be freed in any case. */
bool schedule_string_read(ScheduleString *string, const char *text, Bytes *error);
void schedule_string_free(ScheduleString *string);

#endif
