/* The name that was probably meant by a word that is none. */
#ifndef GOSH_NEAREST_H
#define GOSH_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Nearest {
    const char *word;
    size_t length;
    bool begins;      /* a word that begins a name means it, also when it is much shorter */
    const char *name; /* the nearest so far, as it was offered; NULL for none that is near enough */
    size_t far, most; /* how far that is, and how far one may be */
} Nearest;

/* Begins to look for names near the word, which has to stay. */
void nearest_begin(Nearest *n, const char *word, size_t length, bool begins);

/* Offers a name, which has to stay. A word is not near itself. Of names that are equally near one is kept whatever their
 * order: the first in the alphabet; with `begins` the first that was offered. */
void nearest_offer(Nearest *n, const char *name);

#endif
