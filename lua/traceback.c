/* GOTRACEBACK: how much a trace shows. Kept as Go keeps it, so that the same words come to the same: bit 0, the process dies
 * by SIGABRT; bit 1, all goroutines are shown; above them the level. A word that is not known is all goroutines at level 0:
 * none. */
#include "lua/host.h"
#include "lua/trace.h"

#include <stdlib.h>
#include <string.h>

enum { CRASH = 1, ALL = 2, LEVEL_SHIFT = 2 };

/* A number as Go's atoi takes it, of 32 bits. */
static bool number_read(const char *text, uint32_t *number) {
    uint64_t n = 0;
    if (!*text) return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9') return false;
        n = n * 10 + (uint64_t)(*text - '0');
        if (n > UINT32_MAX) return false;
    }
    *number = (uint32_t)n;
    return true;
}

static uint32_t bits_of(const char *word) {
    uint32_t number;
    if (strcmp(word, "none") == 0) return TRACEBACK_NONE << LEVEL_SHIFT;
    if (strcmp(word, "single") == 0 || !*word) return TRACEBACK_PROGRAM << LEVEL_SHIFT;
    if (strcmp(word, "all") == 0) return TRACEBACK_PROGRAM << LEVEL_SHIFT | ALL;
    if (strcmp(word, "system") == 0) return TRACEBACK_SYSTEM << LEVEL_SHIFT | ALL;
    if (strcmp(word, "crash") == 0) return TRACEBACK_SYSTEM << LEVEL_SHIFT | ALL | CRASH;
    return number_read(word, &number) ? number << LEVEL_SHIFT | ALL : ALL;
}

void traceback_begin(World *w) {
    const char *word = getenv("GOTRACEBACK");
    w->traceback = w->traceback_env = bits_of(word ? word : "");
}

void traceback_quiet(World *w) {
    w->traceback = w->traceback_env = 0;
}

void traceback_set(World *w, const char *level) {
    w->traceback = bits_of(level) | w->traceback_env;
}

bool world_crashes(const World *w) {
    return w->traceback & CRASH;
}
