/* What can happen: the phases of a search, the processes that share it, and what they have found. See explore.h; the walk
 * itself is search.c's.
 *
 * First all schedules in which timers fire only when nobody can run; then, if the program has timers, those in which they
 * may also fire early, which gives what needs a slow machine; and where the first came to no end, random ones.
 *
 * What is told does not depend on which process found it, nor on how fast: units of the tree are counted in their order, up
 * to the one that reaches the limit, whatever else has been explored. */
#include "lua/explore.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lua/hash.h"
#include "lua/search.h"

enum {
    LOOK_SOON = 1000000, /* ns, between looks at the processes, at first */
    LOOK = 20000000,
    TELL = 200000000,    /* ns, between calls of progress */
    GRACE = 1000000000,  /* ns, for a turn that is under way when the search is to end: some never do */
};

uint32_t schedule_program(const WorldSource *source, const WorldOptions *world, bool fine) {
    uint64_t hash = hash_add(HASH_BEGIN, GOSH_VERSION, sizeof GOSH_VERSION);
    hash = hash_add(hash, source->text, source->length);
    for (int i = 1; i < world->arg_count; i++) hash = hash_add(hash, world->args[i], strlen(world->args[i]) + 1);
    hash = hash_add(hash, &world->seed, sizeof world->seed);
    hash = hash_add(hash, &fine, sizeof fine);
    uint32_t folded = (uint32_t)(hash ^ hash >> 30) & 0x3fffffff;
    return folded ? folded : 1;
}

/* ---- A phase ---- */

/* A phase of the search, and what it has found. */
typedef struct Phase {
    ExplorePart kind;
    const ExploreOptions *options;
    World *from;         /* NULL: a new one */
    int64_t begun;       /* the whole; ns of posix_monotonic */
    ExploreResult *result; /* whose outcomes EXPLORE_SHORTEN is about */
    ExploreOutcome *outcomes;
    size_t count;
    OutcomeIndex index;  /* of them */
    uint64_t schedules;
    bool incomplete, early_cut, timers, broken;
} Phase;

/* ---- From a process to the one that has begun it ---- */

static void put(FILE *f, const void *bytes, size_t length) {
    if (length) fwrite(bytes, 1, length, f);
}

static bool take(FILE *f, void *bytes, size_t length) {
    return !length || fread(bytes, 1, length, f) == length;
}

static void schedule_put(FILE *f, const Schedule *schedule) {
    put(f, &schedule->length, sizeof schedule->length);
    put(f, schedule->choices, schedule->length * sizeof *schedule->choices);
}

static bool schedule_take(FILE *f, Schedule *schedule) {
    *schedule = (Schedule){0};
    size_t length;
    if (!take(f, &length, sizeof length)) return false;
    schedule->choices = malloc((length + 1) * sizeof *schedule->choices);
    schedule->capacity = length + 1;
    schedule->length = length;
    return schedule->choices && take(f, schedule->choices, length * sizeof *schedule->choices);
}

static char *bytes_take(FILE *f, size_t *length) {
    if (!take(f, length, sizeof *length)) return NULL;
    char *bytes = malloc(*length + 1);
    if (bytes && !take(f, bytes, *length)) {
        free(bytes);
        return NULL;
    }
    if (bytes) bytes[*length] = 0;
    return bytes;
}

static void search_put(FILE *f, const Search *s) {
    bool broken = s->no_memory;
    put(f, &broken, sizeof broken);
    put(f, &s->incomplete, sizeof s->incomplete);
    put(f, &s->timers, sizeof s->timers);
    put(f, &s->early_cut, sizeof s->early_cut);
    put(f, &s->units, sizeof s->units);
    put(f, &s->work_count, sizeof s->work_count);
    put(f, s->works, s->work_count * sizeof *s->works);
    put(f, &s->outcome_count, sizeof s->outcome_count);
    for (size_t i = 0; i < s->outcome_count; i++) {
        const ExploreOutcome *o = &s->outcomes[i];
        size_t length = strlen(o->text);
        put(f, &o->kind, sizeof o->kind);
        put(f, &length, sizeof length);
        put(f, o->text, length);
        put(f, &o->output_length, sizeof o->output_length);
        put(f, o->output, o->output_length);
    }
    put(f, &s->record_count, sizeof s->record_count);
    for (size_t i = 0; i < s->record_count; i++) {
        put(f, &s->records[i], sizeof s->records[i]);
        schedule_put(f, &s->records[i].schedule);
    }
}

/* What a process has found, in its place. False: it has not told all of it. */
static bool search_take(FILE *f, Search *s) {
    bool broken;
    size_t outcomes, records, works;
    if (!take(f, &broken, sizeof broken) || !take(f, &s->incomplete, sizeof s->incomplete) ||
        !take(f, &s->timers, sizeof s->timers) || !take(f, &s->early_cut, sizeof s->early_cut) ||
        !take(f, &s->units, sizeof s->units) || !take(f, &works, sizeof works))
        return false;
    s->works = calloc(works + 1, sizeof *s->works);
    if (!s->works || !take(f, s->works, works * sizeof *s->works) || !take(f, &outcomes, sizeof outcomes)) return false;
    s->work_count = works;
    s->no_memory = broken;
    s->outcomes = calloc(outcomes + 1, sizeof *s->outcomes);
    for (size_t i = 0; s->outcomes && i < outcomes; i++) {
        ExploreOutcome *o = &s->outcomes[s->outcome_count];
        size_t length;
        if (!take(f, &o->kind, sizeof o->kind) || !(o->text = bytes_take(f, &length))) return false;
        s->outcome_count++;
        if (!(o->output = bytes_take(f, &o->output_length))) return false;
    }
    if (!s->outcomes || !take(f, &records, sizeof records)) return false;
    s->records = calloc(records + 1, sizeof *s->records);
    for (size_t i = 0; s->records && i < records; i++) {
        SearchRecord *r = &s->records[i];
        if (!take(f, r, sizeof *r)) return false;
        s->record_count++;
        if (!schedule_take(f, &r->schedule)) return false;
    }
    return s->records != NULL;
}

/* ---- A process ---- */

static uint64_t effort_limit(const ExploreOptions *o) {
    return o->limit < UINT64_MAX / EFFORT ? o->limit * EFFORT : UINT64_MAX;
}

static Search search_of(const Phase *phase, Trial *t, SearchShared *shared, uint32_t process, uint32_t processes) {
    const ExploreOptions *o = phase->options;
    return (Search){.trial = t,
                    .shared = shared,
                    .reduce = explore_reduces(o),
                    .early = phase->kind == EXPLORE_SLOW || (phase->kind == EXPLORE_RANDOM && !o->no_timers),
                    .bound = o->bound,
                    .limit = phase->kind == EXPLORE_RANDOM ? UINT64_MAX : effort_limit(o),
                    .turns = o->turns,
                    .process = process,
                    .processes = processes};
}

/* All that a process does: never returns. */
static void process_run(const Phase *phase, SearchShared *shared, uint32_t process, uint32_t processes, FILE *f) {
    Trial t;
    char *error;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    mallopt(M_MMAP_THRESHOLD, 1 << 30); /* snapshots come and go */
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    WorldEnd end = phase->from ? trial_adopt(&t, phase->from) : trial_begin(&t, phase->options, &error);
    if (end != WORLD_RUNNING) _exit(1);
    if (phase->from && phase->options->world.control) t.control.last = phase->options->world.control->last;
    arena_share(t.world->arena);
    Search s = search_of(phase, &t, shared, process, processes);
    ExploreResult *result = phase->result;
    switch (phase->kind) {
    case EXPLORE_ALL:
    case EXPLORE_SLOW:
        search_all(&s);
        break;
    case EXPLORE_RANDOM:
        search_random(&s, phase->options->runs, phase->options->world.seed);
        break;
    case EXPLORE_SHORTEN:
        search_shorten(&s, result->outcomes, result->count);
        for (size_t i = 0; i < result->count; i++) schedule_put(f, &result->outcomes[i].schedule);
        break;
    }
    if (phase->kind != EXPLORE_SHORTEN) search_put(f, &s);
    _exit(fflush(f) == 0 ? 0 : 1);
}

static void phase_end(const Phase *phase, SearchShared *shared) {
    if (phase->kind != EXPLORE_SHORTEN) phase->result->stopped = true;
    atomic_store(&shared->stop, true);
    atomic_store(&shared->cancelled, true);
}

static bool phase_is_late(const Phase *phase) {
    int64_t time = phase->options->time;
    return time && posix_monotonic() - phase->begun > (phase->kind == EXPLORE_SHORTEN ? time + time / 8 : time);
}

static void progress_tell(const Phase *phase, SearchShared *shared, int64_t *told) {
    const ExploreOptions *o = phase->options;
    if (!o->progress || posix_monotonic() - *told < TELL) return;
    *told = posix_monotonic();
    uint64_t runs = atomic_load(&shared->next_run);
    double part = (double)atomic_load(&shared->part) / SEARCH_WHOLE;
    double work = (double)atomic_load(&shared->effort) / EFFORT / (double)o->limit;
    if (work > part) part = work;
    if (phase->kind == EXPLORE_RANDOM) part = o->runs ? (double)runs / (double)o->runs : 1;
    ExploreProgress p = {.now = phase->kind,
                         .schedules = atomic_load(&shared->schedules),
                         .part = part < 1 ? part : 1,
                         .outcomes = atomic_load(&shared->outcomes),
                         .failures = atomic_load(&shared->failures)};
    if (!o->progress(o->progress_arg, &p)) phase_end(phase, shared);
}

/* Waits until all are over; false if one has died. */
static bool processes_wait(const Phase *phase, SearchShared *shared, const pid_t *pids, uint32_t count) {
    bool well = true;
    int64_t begin = posix_monotonic(), told = begin, cancelled = 0;
    int64_t grace = phase->options->time && phase->options->time / 8 < GRACE ? phase->options->time / 8 : GRACE;
    for (uint32_t i = 0; i < count; i++) {
        int status;
        pid_t ended;
        while ((ended = waitpid(pids[i], &status, WNOHANG)) == 0 || (ended < 0 && errno == EINTR)) {
            int64_t pause = posix_monotonic() - begin < LOOK ? LOOK_SOON / 4 : posix_monotonic() - begin < 10 * LOOK ? LOOK_SOON : LOOK;
            nanosleep(&(struct timespec){.tv_nsec = pause}, NULL);
            progress_tell(phase, shared, &told);
            if (!cancelled && phase_is_late(phase)) phase_end(phase, shared);
            if (!cancelled && atomic_load(&shared->cancelled)) cancelled = posix_monotonic();
            if (cancelled && posix_monotonic() - cancelled > grace) kill(pids[i], SIGKILL);
        }
        well = well && ended == pids[i] && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    return well;
}

/* ---- What they have found ---- */

/* Takes over what is found under these records of a process. */
static bool record_join(Phase *phase, const Search *s, SearchRecord *r) {
    const ExploreOutcome *found = &s->outcomes[r->outcome];
    size_t known = outcome_index_find(&phase->index, phase->outcomes, found);
    ExploreOutcome *o = known == SIZE_MAX ? NULL : &phase->outcomes[known];
    if (!o) {
        ExploreOutcome *grown = realloc(phase->outcomes, (phase->count + 1) * sizeof *grown);
        if (!grown) return false;
        phase->outcomes = grown;
        o = &grown[phase->count++];
        *o = (ExploreOutcome){.kind = found->kind,
                              .text = strdup(found->text),
                              .output = malloc(found->output_length + 1),
                              .output_length = found->output_length,
                              .slow = true};
        if (o->output) memcpy(o->output, found->output, found->output_length + 1);
        if (!o->text || !o->output || !outcome_index_add(&phase->index, phase->outcomes, phase->count)) {
            outcome_free(o);
            phase->count--;
            return false;
        }
    }
    bool better = o->count == 0 || (o->slow && !r->slow) ||
                  (o->slow == r->slow &&
                   schedule_better(&r->schedule, r->deviations, &o->schedule, schedule_deviations(&o->schedule)));
    o->count += r->count;
    o->slow &= r->slow;
    if (r->longest > phase->result->longest) phase->result->longest = r->longest;
    phase->schedules += r->count;
    if (better) {
        schedule_free(&o->schedule);
        o->schedule = r->schedule;
        r->schedule = (Schedule){0};
    }
    return true;
}

/* Units in their order, up to the one with which the limit is reached; the trunk as seen by who has come furthest. */
static void phase_join(Phase *phase, Search *searches, uint32_t count) {
    uint32_t furthest = 0, last = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++)
        if (searches[i].units > searches[furthest].units) furthest = i;
    uint32_t units = searches[furthest].units + 1;
    uint64_t *sizes = calloc(units, sizeof *sizes), sum = 0;
    for (uint32_t i = 0; sizes && i < count; i++)
        for (size_t k = 0; k < searches[i].work_count; k++) {
            const SearchWork *w = &searches[i].works[k];
            if ((!w->trunk || i == furthest) && w->unit < units) sizes[w->unit] += w->effort;
        }
    for (uint32_t unit = 0; sizes && unit < units && last == UINT32_MAX; unit++)
        if ((sum += sizes[unit]) >= effort_limit(phase->options)) last = unit;
    if (phase->kind == EXPLORE_RANDOM) last = UINT32_MAX;
    free(sizes);
    for (uint32_t i = 0; i < count; i++)
        for (size_t k = 0; k < searches[i].record_count; k++) {
            SearchRecord *r = &searches[i].records[k];
            if ((r->trunk && i != furthest) || r->unit > last) continue;
            if (!record_join(phase, &searches[i], r)) phase->broken = true;
        }
}

/* Runs a phase in so many processes. False: none could be begun. */
static bool phase_run(Phase *phase, uint32_t processes) {
    SearchShared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) return false;
    FILE *files[EXPLORE_PROCESSES_MAX];
    pid_t pids[EXPLORE_PROCESSES_MAX];
    uint32_t count = 0;
    fflush(NULL);
    for (; count < processes; count++) {
        int fd = memfd_create("gosh", MFD_CLOEXEC);
        files[count] = fd < 0 ? NULL : fdopen(fd, "w+");
        pids[count] = files[count] ? fork() : -1;
        if (pids[count] == 0) process_run(phase, shared, count, processes, files[count]);
        if (pids[count] > 0) continue;
        if (files[count])
            fclose(files[count]);
        else if (fd >= 0)
            close(fd);
        break;
    }
    if (count < processes) atomic_store(&shared->cancelled, true), atomic_store(&shared->stop, true);
    phase->broken = !processes_wait(phase, shared, pids, count) || count < processes;
    Search *searches = calloc(count + 1, sizeof *searches);
    for (uint32_t i = 0; i < count; i++) {
        rewind(files[i]);
        if (phase->kind == EXPLORE_SHORTEN) {
            for (size_t k = 0; k < phase->result->count; k++) {
                Schedule shorter;
                if (!schedule_take(files[i], &shorter)) break;
                schedule_free(&phase->result->outcomes[k].schedule);
                phase->result->outcomes[k].schedule = shorter;
            }
        } else if (!searches || !search_take(files[i], &searches[i])) {
            phase->broken = true;
        }
        fclose(files[i]);
        if (!searches) continue;
        phase->incomplete |= searches[i].incomplete;
        phase->timers |= searches[i].timers;
        phase->early_cut |= searches[i].early_cut;
        phase->broken |= searches[i].no_memory;
    }
    if (searches && phase->kind != EXPLORE_SHORTEN) phase_join(phase, searches, count);
    for (uint32_t i = 0; searches && i < count; i++) search_end(&searches[i]);
    free(searches);
    phase->result->turns += atomic_load(&shared->turns);
    munmap(shared, sizeof *shared);
    return count > 0;
}

/* ---- The whole ---- */

/* Adds to the result what it does not have yet. */
static void result_join(ExploreResult *result, OutcomeIndex *index, Phase *phase, bool slow) {
    for (size_t i = 0; i < phase->count; i++) {
        ExploreOutcome *o = &phase->outcomes[i];
        bool known = outcome_index_find(index, result->outcomes, o) != SIZE_MAX;
        ExploreOutcome *grown = known ? NULL : realloc(result->outcomes, (result->count + 1) * sizeof *grown);
        if (grown) result->outcomes = grown;
        if (grown) grown[result->count] = *o;
        if (!grown || !outcome_index_add(index, grown, result->count + 1)) {
            result->broken |= !known;
            outcome_free(o);
            continue;
        }
        o = &grown[result->count++];
        o->slow = slow && o->slow;
        o->part = phase->kind;
        o->of = phase->schedules;
    }
    free(phase->outcomes);
    outcome_index_free(&phase->index);
    phase->outcomes = NULL;
    result->broken |= phase->broken;
}

static int outcome_compare(const void *a, const void *b) {
    const ExploreOutcome *x = a, *y = b;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    if (x->slow != y->slow) return x->slow ? 1 : -1;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    int order = strcmp(x->text, y->text);
    if (order) return order;
    size_t length = x->output_length < y->output_length ? x->output_length : y->output_length;
    order = memcmp(x->output, y->output, length);
    return order ? order : (x->output_length > y->output_length) - (x->output_length < y->output_length);
}

/* What is tried first, as the options of an exhaustive search go, then what only comes up by chance. */
static bool phases_run(const ExploreOptions *o, World *from, ExploreResult *result, OutcomeIndex *index) {
    Phase all = {.kind = EXPLORE_ALL, .options = o, .from = from, .begun = posix_monotonic(), .result = result};
    Phase slow = all, random = all, shorten = all;
    uint32_t processes = (uint32_t)o->processes;
    slow.kind = EXPLORE_SLOW;
    random.kind = EXPLORE_RANDOM;
    shorten.kind = EXPLORE_SHORTEN;
    if (!o->random) {
        if (!phase_run(&all, processes)) return false;
        result->schedules = all.schedules;
        result->timers = all.timers;
        result->complete = !all.incomplete && !all.broken && !result->stopped;
        result_join(result, index, &all, false);
        result->slow_complete = result->complete && !all.timers;
        if (all.timers && !o->no_timers && !result->stopped && phase_run(&slow, processes)) {
            result->slow_schedules = slow.schedules;
            result->slow_complete = result->complete && !slow.incomplete && !slow.early_cut && !slow.broken && !result->stopped;
            result_join(result, index, &slow, true);
        }
    }
    if ((o->random || !result->complete) && !result->stopped && o->runs) {
        if (!phase_run(&random, processes)) return false;
        result->runs = random.schedules;
        result->timers |= random.timers;
        result_join(result, index, &random, true);
    }
    if (result->count) {
        /* One that is made simpler may make others simpler, too: the order is to be no other in another run. */
        qsort(result->outcomes, result->count, sizeof *result->outcomes, outcome_compare);
        phase_run(&shorten, 1);
    }
    if (result->broken) result->complete = result->slow_complete = false;
    for (size_t i = 0; i < result->count; i++) result->cut |= result->outcomes[i].kind == OUTCOME_BOUND;
    return true;
}

static WorldEnd search_whole(const ExploreOptions *options, World *from, ExploreResult *result, char **error) {
    ExploreOptions o = *options;
    if (!o.limit) o.limit = EXPLORE_LIMIT;
    if (!o.runs) o.runs = EXPLORE_RUNS;
    if (!o.turns) o.turns = EXPLORE_TURNS;
    if (o.processes <= 0) o.processes = posix_cpu_count();
    if (o.processes > EXPLORE_PROCESSES_MAX) o.processes = EXPLORE_PROCESSES_MAX;
    result->reduced = explore_reduces(&o);
    result->processes = o.processes;
    int64_t begin = posix_monotonic();
    OutcomeIndex index = {0};
    bool run = phases_run(&o, from, result, &index);
    outcome_index_free(&index);
    result->seconds = (double)(posix_monotonic() - begin) / 1e9;
    if (run) return WORLD_FINISHED;
    *error = strdup("no process could be started for the search\n");
    return WORLD_FATAL;
}

WorldEnd explore(const ExploreOptions *options, ExploreResult *result, char **error) {
    Trial t;
    *result = (ExploreResult){0};
    WorldEnd end = trial_begin(&t, options, error);
    if (end != WORLD_RUNNING) return end;
    trial_end(&t);
    return search_whole(options, NULL, result, error);
}

WorldEnd explore_from(World *w, const ExploreOptions *options, ExploreResult *result, char **error) {
    *result = (ExploreResult){0};
    *error = NULL;
    return search_whole(options, w, result, error);
}

void explore_free(ExploreResult *result) {
    for (size_t i = 0; i < result->count; i++) outcome_free(&result->outcomes[i]);
    free(result->outcomes);
    *result = (ExploreResult){0};
}
