/* A survey as data for others: which fields its parts have, and what they are called. JSON and the tables that a program
 * gets are written from this, so that both have the same. */
#ifndef GOSH_SURVEY_TELL_H
#define GOSH_SURVEY_TELL_H

#include "lua/survey.h"

/* Who is told. `key`: of a field; NULL in a list. What is not known is no field, or null. */
typedef struct Listener {
    void *arg;
    void (*begin)(void *arg, const char *key, bool list);
    void (*end)(void *arg, bool list);
    void (*text)(void *arg, const char *key, const char *text);
    void (*number)(void *arg, const char *key, int64_t number);
    void (*flag)(void *arg, const char *key, bool flag);
    void (*null)(void *arg, const char *key);
} Listener;

/* Tells of one of the survey's goroutines; what SURVEY_LEAKS finds out only if `leaks`. */
void survey_tell_goroutine(const Survey *s, size_t goroutine, bool leaks, const Listener *to);
/* Of one of its objects, which is a channel, or a lock in the widest sense. */
void survey_tell_channel(const Survey *s, size_t object, const Listener *to);
void survey_tell_lock(const Survey *s, size_t object, const Listener *to);

#endif
