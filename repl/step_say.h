/* The words that both have: what a step would do, and what it has done. */
#ifndef GOSH_STEP_SAY_H
#define GOSH_STEP_SAY_H

#include "repl/step_words.h"

void step_say(Bytes *out, const char *text);

/* The survey's object of that index; NULL for SURVEY_NONE. */
const SurveyObject *step_object_at(const Survey *s, int32_t index);
/* The first goroutine that waits for the channel on that side; 0 for none. */
uint64_t step_first_waiter(const Survey *s, const SurveyObject *o, bool send);
/* "Lock" of "sync.(*Mutex).Lock". */
const char *step_method(const char *function);

/* What the object is called; "nil" for NULL. */
void step_say_object(Bytes *out, const SurveyObject *o);
/* "c.Signal()"; a call whose object is not known by its function, "atomic.Int64.Add". */
void step_say_call(Bytes *out, const SurveyObject *o, const char *function);
/* ", held by goroutine 7", if somebody holds the lock. */
void step_say_holder(Bytes *out, const SurveyObject *o);
/* "<-a", "b <- 3", "default" */
void step_say_case(Bytes *out, const Survey *s, const PendingCase *c);
/* What the goroutine waits for. */
void step_say_wait(Bytes *out, const Survey *s, const SurveyGoroutine *g, const Pending *p);

#endif
