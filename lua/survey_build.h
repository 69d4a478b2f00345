/* What the files that make a survey share. */
#ifndef GOSH_SURVEY_BUILD_H
#define GOSH_SURVEY_BUILD_H

#include "lua/host.h"
#include "lua/survey.h"
#include "lua/type.h"

/* Keeps a copy of the text as long as the survey; "?" without memory. */
const char *survey_text(Survey *s, const char *text, size_t length);

/* The array of `count` items of that size, with room for one more; NULL without memory, and then the survey is partial
 * and the array as it was. An array is to grow by this alone. */
void *survey_grow(Survey *s, void *array, size_t count, size_t size);

/* An array for that many texts, as long as the survey; NULL without memory. */
const char **survey_list(Survey *s, size_t count);

/* The object whose semaphore it is that a goroutine waits at for that reason. */
const void *survey_object_of(const void *sema, WaitReason reason);

/* Tells of every channel that the program can get at, and of the locks and WaitGroups that are in use, each once and in no
 * order (survey_objects.c). False without memory for all. */
typedef void (*SurveyFound)(void *arg, const void *address, SurveyKind kind);
bool survey_find_objects(World *w, SurveyFound found, void *arg);
/* Writes the value at that index of L, as buffered values are told, into `buffer`; cut where there is no room. L has FMT_STACK slots. */
void survey_value(lua_State *L, int index, char *buffer, size_t size);
/* The same for a value on its way. */
void survey_plain_value(const Value *value, char *buffer, size_t size);
/* Fills in the texts of what the channel has in its buffer. */
void survey_buffered(World *w, Survey *s, SurveyObject *o);

/* Finds out where all goroutines stand, and who started them (survey_stack.c). */
void survey_stacks(World *w, Survey *s);

/* Finds the names of all objects, and their types (survey_names.c). */
void survey_names(World *w, Survey *s);

/* Tells of every object that the goroutine's own variables lead to, the nearest names first, and one object as often as
 * it has names; `direct`: the variable is the object itself. */
typedef void (*SurveyOwn)(void *arg, int32_t object, const char *name, bool direct, Direction direction);
void survey_names_own(World *w, Survey *s, G *g, SurveyOwn own, void *arg);

/* Finds out who is leaked (survey_leaks.c). */
void survey_leaks(World *w, Survey *s);

/* Finds out who holds what (survey_holders.c). */
void survey_holders(World *w, Survey *s);

#endif
