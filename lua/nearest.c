/* Names near a word: how many letters one has to change, add, leave out or swap with the next to get from one to the
 * other. A capital letter in the place of a small one counts less than another letter, and a letter that is missing less
 * than one too many. */
#include "lua/nearest.h"

#include <ctype.h>
#include <string.h>

enum {
    NEAR_MAX = 24,               /* letters of names that are compared */
    STEP = 4,                    /* what changing a letter counts, */
    CASE = 1,                    /* changing its case, */
    MISSING = 3,                 /* and adding one */
    SHORT = 4,                   /* a shorter word has to differ less */
    TOO_SHORT = 3,               /* a shorter one is near everything */
    FAR = (NEAR_MAX + 1) * STEP, /* more than any distance */
};

static size_t least_of(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t change_cost(char a, char b) {
    if (a == b) return 0;
    return tolower((unsigned char)a) == tolower((unsigned char)b) ? CASE : STEP;
}

static size_t distance(const char *word, size_t length, const char *name) {
    size_t rows[3][NEAR_MAX + 1], count = strlen(name);
    if (length > NEAR_MAX || count > NEAR_MAX) return FAR;
    for (size_t k = 0; k <= count; k++) rows[0][k] = k * MISSING;
    for (size_t i = 1; i <= length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i * STEP;
        for (size_t k = 1; k <= count; k++) {
            size_t best = above[k - 1] + change_cost(word[i - 1], name[k - 1]);
            best = least_of(best, least_of(above[k] + STEP, row[k - 1] + MISSING));
            bool swapped = i > 1 && k > 1 && word[i - 1] == name[k - 2] && word[i - 2] == name[k - 1];
            if (swapped) best = least_of(best, before[k - 2] + STEP);
            row[k] = best;
        }
    }
    return rows[length % 3][count];
}

void nearest_begin(Nearest *n, const char *word, size_t length, bool begins) {
    *n = (Nearest){.word = word, .length = length, .begins = begins, .most = (length < SHORT ? 1 : 2) * STEP};
    if (length < TOO_SHORT && !begins) n->most = 0;
}

void nearest_offer(Nearest *n, const char *name) {
    size_t far = distance(n->word, n->length, name);
    if (far == 0) return;
    if (n->begins && n->length && n->length < strlen(name) && strncmp(n->word, name, n->length) == 0) far = 0;
    if (far > n->most) return;
    bool first = !n->begins && n->name && far == n->far && strcmp(name, n->name) < 0;
    if (n->name && far >= n->far && !first) return;
    n->far = far;
    n->name = name;
}
