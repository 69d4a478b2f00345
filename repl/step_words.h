/* What steps are told in: what each goroutine would do next, and what the last one has done. */
#ifndef GOSH_STEP_WORDS_H
#define GOSH_STEP_WORDS_H

#include "lua/pending.h"
#include "repl/bytes.h"

/* Adds what the goroutine of a survey would do if it were its turn, or what it waits for: "would send 3 on ch, to goroutine 1",
 * "waits for mu, held by goroutine 7". */
void step_words_next(Bytes *out, const Survey *s, const SurveyGoroutine *g, const Pending *p);

/* Somebody's step, or the timer's, before it is done. */
typedef struct StepBefore {
    Survey *survey; /* NULL: nothing is known */
    uint64_t id;    /* the goroutine's; 0: the timer's */
    size_t printed, reported; /* bytes, until then */
    Pending pending;
    char value[PENDING_TEXT_SIZE]; /* that it would receive from `from`, who waits with it; "" for none */
    uint64_t from;
} StepBefore;

/* `survey`: of this moment, with SURVEY_OBJECTS, which then belongs to it; NULL: there is none. */
void step_before_take(StepBefore *b, World *w, G *next, Survey *survey);
void step_before_free(StepBefore *b);

/* Adds what the step has done, as a sentence without its end: "goroutine 2 sent 3 on ch, to goroutine 1, which can go on".
 * `end`: how the program has ended by it; `ready_case`: the one that was taken, of a select with several ready cases. */
void step_words_done(Bytes *out, const StepBefore *b, const Survey *now, World *w, WorldEnd end, uint32_t ready_case);

/* A function of the program's, "worker" of "main.worker"; "main" of what gosh itself begins a program with. */
const char *step_words_function(const char *function);

/* A time of the world's: "10ms". */
void step_words_time(Bytes *out, int64_t ns);

#endif
