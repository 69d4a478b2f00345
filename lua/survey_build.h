/* What the files that make a survey share. */
#ifndef GOSH_SURVEY_BUILD_H
#define GOSH_SURVEY_BUILD_H

#include "lua/host.h"
#include "lua/survey.h"

/* Keeps a copy of the text as long as the survey; "?" without memory. */
const char *survey_text(Survey *s, const char *text, size_t length);

/* The array of `count` items of that size, with room for one more; NULL without memory, and then the survey is partial
 * and the array as it was. An array is to grow by this alone. */
void *survey_grow(Survey *s, void *array, size_t count, size_t size);

#endif
