/* Texts that bundle.sh turns into C files which are compiled into the program: lua/NAME.gosh, the packages written in
 * gosh, lessons/reference/NAME.md, and the course. */
#ifndef GOSH_BUNDLE_H
#define GOSH_BUNDLE_H

#include <stddef.h>

typedef struct BundleText {
    const char *package; /* NAME; NULL behind the last one */
    const char *text;
    size_t length; /* without the NUL behind it */
} BundleText;

extern const BundleText bundle_texts[];
extern const BundleText reference_texts[]; /* in the order in which a learner needs them */
extern const BundleText help_texts[];      /* lessons/help/NAME.md: topics, in that order too */
extern const BundleText lesson_texts[];    /* lessons/NAME of the course: with its folder and its ending */

#endif
