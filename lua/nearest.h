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
    size_t least;     /* a name has to be nearer than that */
} Nearest;

/* Begins to look for names near the word, which has to stay. */
void nearest_begin(Nearest *n, const char *word, size_t length, bool begins);

/* Offers a name; of names that are equally near the first is kept, and so has to stay. A name is not near itself. */
void nearest_offer(Nearest *n, const char *name);

#endif
