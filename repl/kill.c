/* :kill. What is said of a goroutine is told by a survey from before its end: what it waited for, and what the locks are
 * called that it held. */
#include "repl/kill.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/kill.h"
#include "repl/filter.h"
#include "repl/print.h"
#include "repl/tables.h"

enum { TOLD_EACH = 8 /* goroutines; more are told together */, LOCKS_TOLD = 4 };

/* A lock that has been unlocked. */
typedef struct Unlocked {
    uint64_t id;
    const void *lock;
} Unlocked;

typedef struct Killed {
    Survey *before;
    const SurveyGoroutine **goroutines; /* of each kill */
    Kill *kills;
    size_t count;
    Unlocked *locks;
    size_t lock_count;
    bool partial; /* more locks have been unlocked than are told */
} Killed;

static void killed_free(Killed *k) {
    survey_delete(k->before);
    free(k->goroutines);
    free(k->kills);
    free(k->locks);
}

/* Chooses them. False without memory. */
static bool killed_choose(Killed *k, const Filter *f) {
    size_t all = k->before->goroutine_count;
    k->kills = calloc(all + 1, sizeof *k->kills);
    k->goroutines = calloc(all + 1, sizeof *k->goroutines);
    if (!k->kills || !k->goroutines) return false;
    for (size_t i = 0; i < all; i++) {
        const SurveyGoroutine *g = &k->before->goroutines[i];
        if (!filter_takes(f, k->before, g)) continue;
        k->goroutines[k->count] = g;
        k->kills[k->count++].id = g->id;
    }
    return true;
}

/* A KillUnlocked. */
static void killed_unlocked(void *arg, uint64_t id, const void *lock) {
    Killed *k = arg;
    Unlocked *locks = realloc(k->locks, (k->lock_count + 1) * sizeof *locks);
    if (!locks) {
        k->partial = true;
        return;
    }
    k->locks = locks;
    locks[k->lock_count++] = (Unlocked){id, lock};
}

/* ---- Telling ---- */

static void lock_name(const Killed *k, const void *lock, char name[TABLES_LABEL_SIZE]) {
    snprintf(name, TABLES_LABEL_SIZE, "a lock");
    for (size_t i = 0; i < k->before->object_count; i++)
        if (k->before->objects[i].address == lock) tables_label(&k->before->objects[i], name);
}

/* "; it held mu and rw, which are free now": of that goroutine, or with 0 of all. */
static void locks_print(const Killed *k, uint64_t id, const char *who) {
    size_t count = 0, told = 0;
    for (size_t i = 0; i < k->lock_count; i++) count += !id || k->locks[i].id == id;
    if (!count) return;
    printf("; %s held ", who);
    for (size_t i = 0; i < k->lock_count && told < LOCKS_TOLD; i++) {
        char name[TABLES_LABEL_SIZE];
        if (id && k->locks[i].id != id) continue;
        lock_name(k, k->locks[i].lock, name);
        printf("%s%s", !told ? "" : told + 1 == count ? " and " : ", ", name);
        told++;
    }
    if (count > told || k->partial) printf(" and %zu more", count - told + k->partial);
    printf(", which %s free now", count == 1 ? "is" : "are");
}

static void deferred_print(uint64_t count) {
    if (count) printf("; %" PRIu64 " deferred call%s ran", count, count == 1 ? "" : "s");
}

static void kill_print(const Killed *k, size_t i) {
    const Kill *kill = &k->kills[i];
    printf("killed goroutine %" PRIu64 " (%s)", kill->id, k->goroutines[i]->state);
    deferred_print(kill->deferred);
    if (kill->again) printf("; the other deferred calls were given up");
    locks_print(k, kill->id, "it");
    putchar('\n');
}

static int unlocked_compare(const void *a, const void *b) {
    const char *x = ((const Unlocked *)a)->lock, *y = ((const Unlocked *)b)->lock;
    return x < y ? -1 : x > y;
}

/* A lock that several have held in turn is to be told once. */
static void locks_unite(Killed *k) {
    size_t count = 0;
    if (k->lock_count) qsort(k->locks, k->lock_count, sizeof *k->locks, unlocked_compare);
    for (size_t i = 0; i < k->lock_count; i++)
        if (!count || k->locks[count - 1].lock != k->locks[i].lock) k->locks[count++] = k->locks[i];
    k->lock_count = count;
}

static void kills_print(Killed *k, size_t over) {
    uint64_t deferred = 0;
    for (size_t i = 0; i < k->count; i++) deferred += k->kills[i].over ? k->kills[i].deferred : 0;
    printf("killed %zu goroutines", over);
    deferred_print(deferred);
    locks_unite(k);
    locks_print(k, 0, "they");
    putchar('\n');
}

/* Those that are still in their deferred calls. */
static void unfinished_print(const Killed *k, size_t left, Survey *now) {
    if (left > TOLD_EACH) {
        printf("%zu more are ending: their deferred calls are not done yet; to :kill them again gives those up\n",
               left);
        return;
    }
    for (size_t i = 0; i < k->count; i++) {
        const Kill *kill = &k->kills[i];
        if (kill->over) continue;
        int32_t at = now ? survey_find(now, kill->id) : SURVEY_NONE;
        printf("goroutine %" PRIu64 " is ending, but a deferred call is not done yet", kill->id);
        if (at != SURVEY_NONE) printf(" (%s)", now->goroutines[at].state);
        printf("\n  :kill %" PRIu64 " again gives it up\n", kill->id);
    }
}

static void killed_print(Killed *k, World *w) {
    size_t over = 0;
    for (size_t i = 0; i < k->count; i++) over += k->kills[i].over;
    if (over > TOLD_EACH)
        kills_print(k, over);
    else
        for (size_t i = 0; i < k->count; i++)
            if (k->kills[i].over) kill_print(k, i);
    if (over == k->count) return;
    Survey *now = survey_take(w, SURVEY_GOROUTINES);
    unfinished_print(k, k->count - over, now);
    survey_delete(now);
}

/* Numbers of goroutines that there are not, beside others that there are. */
static void missing_print(const Filter *f, const Survey *s) {
    for (int i = 0; i < f->id_count; i++)
        if (survey_find(s, f->ids[i]) == SURVEY_NONE)
            fprintf(stderr, "goroutine %" PRIu64 " is over, or has not been started\n", f->ids[i]);
}

void kill_run(Session *s, const char *words) {
    Filter f;
    if (!*words) {
        fputs(":kill ends goroutines: `:kill 7`, `:kill leaked`, `:kill all`; :ps shows those that there are\n", stderr);
        return;
    }
    if (!filter_parse(&f, "kill", words, strlen(words))) return;
    world_settle(s->world, false); /* so that what will wait does wait */
    Killed k = {.before = survey_take(s->world, filter_needs(&f) | SURVEY_OBJECTS)};
    if (!k.before || !killed_choose(&k, &f)) {
        fputs("there is no memory to look around\n", stderr);
    } else if (!k.count) {
        filter_explain_nothing(&f, k.before);
    } else {
        missing_print(&f, k.before);
        world_kill(s->world, k.kills, k.count, killed_unlocked, &k);
        if (s->screen) screen_fresh_line(s->screen);
        killed_print(&k, s->world);
        fflush(stdout);
        session_notice(s);
    }
    killed_free(&k);
}
