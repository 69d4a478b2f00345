/* The end of a program. A goroutine that is ended can wake others by its deferred calls: these are looked for again. */
#include "repl/program_end.h"

#include <stdbool.h>
#include <stdlib.h>

#include "lua/kill.h"
#include "lua/survey.h"

enum { ROUNDS = 8 };

/* Would it go on by itself? */
static bool goes_on(const Survey *s, const SurveyGoroutine *g) {
    if (g->status != G_WAITING || g->reason == WAIT_SLEEP || g->reason == WAIT_IO) return true;
    for (size_t i = 0; i < g->wait_count; i++) {
        int32_t object = s->waits[g->wait + i].object;
        if (object != SURVEY_NONE && s->objects[object].timer) return true;
    }
    return false;
}

/* A KillUnlocked: nobody is told. */
static void unlocked(void *arg, uint64_t id, const void *lock) {
    (void)arg, (void)id, (void)lock;
}

/* Ends those that go on; how many these are. */
static size_t round_end(World *w) {
    Survey *s = survey_take(w, SURVEY_OBJECTS);
    Kill *kills = s ? calloc(s->goroutine_count + 1, sizeof *kills) : NULL;
    size_t count = 0;
    for (size_t i = 0; kills && i < s->goroutine_count; i++)
        if (goes_on(s, &s->goroutines[i])) kills[count++].id = s->goroutines[i].id;
    if (count) world_kill(w, kills, count, unlocked, NULL);
    if (count) world_kill(w, kills, count, unlocked, NULL); /* deferred calls that wait are given up */
    survey_delete(s);
    free(kills);
    return count;
}

size_t program_end(World *w) {
    size_t all = 0, count;
    if (world_exited(w)) return 0;
    for (int i = 0; i < ROUNDS && (count = round_end(w)) > 0; i++) all += count;
    return all;
}
