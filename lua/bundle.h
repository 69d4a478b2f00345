/* The texts of lua/NAME.gosh, which bundle.sh turns into a C file that is compiled into the program. */
#ifndef GOSH_BUNDLE_H
#define GOSH_BUNDLE_H

#include <stddef.h>

typedef struct BundleText {
    const char *package; /* NAME; NULL behind the last one */
    const char *text;    /* not ended by a NUL */
    size_t length;
} BundleText;

extern const BundleText bundle_texts[];

#endif
