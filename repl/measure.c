/* What an entry takes: time, turns of goroutines, and memory. Nothing is watched for that while it runs, so it takes no longer
 * than it does otherwise. */
#include "repl/measure.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "repl/number.h"
#include "repl/values.h"
#include "runtime/posix.h"

typedef struct Measure {
    int64_t real, time; /* ns of the machine's clock, and of the world's */
    uint64_t turns, started;
    size_t memory; /* in use */
} Measure;

static Measure measure_now(Session *s) {
    Sched *sched = world_sched(s->world);
    SchedCounts counts = sched_counts(sched);
    return (Measure){.real = posix_monotonic(),
                     .time = sched_now(sched),
                     .turns = counts.switches,
                     .started = counts.started,
                     .memory = arena_in_use(sched_arena(sched))};
}

static void print_duration(int64_t ns) {
    double s = (double)ns / 1e9;
    if (ns < 1000)
        printf("%" PRId64 " ns", ns);
    else if (ns < 1000000)
        printf("%.3g µs", s * 1e6);
    else if (ns < 1000000000)
        printf("%.3g ms", s * 1e3);
    else if (s < 60)
        printf("%.3g s", s);
    else
        printf("%" PRId64 "h%" PRId64 "m%gs", ns / 3600000000000, ns / 60000000000 % 60, (double)(ns / 100000000 % 600) / 10);
}

static void print_count(uint64_t count, const char *one, const char *many) {
    Bytes text = {0};
    count_add(&text, count, one, many);
    fwrite(text.data, 1, text.length, stdout);
    bytes_free(&text);
}

static void print_bytes(size_t bytes) {
    if (bytes >= 1000000)
        printf("%.1f MB", (double)bytes / 1e6);
    else if (bytes >= 1000)
        printf("%zu KB", bytes / 1000);
    else
        printf("%zu bytes", bytes);
}

/* A SessionShow. A world with a seed shows the same in each run: nothing of the machine's. */
static void measure_print(Session *s, void *arg) {
    const Measure *before = arg, now = measure_now(s);
    bool seeded = s->making.seeded, is_virtual = sched_is_virtual(world_sched(s->world));
    values_print(s->world);
    printf("took ");
    if (is_virtual) print_duration(now.time - before->time);
    if (is_virtual) printf(seeded ? " of virtual time" : " of virtual time, ");
    if (!seeded) print_duration(now.real - before->real);
    if (!seeded && is_virtual) printf(" of real time");
    printf("; ");
    print_count(now.turns - before->turns, "turn", "turns");
    if (now.started - before->started > 1) {
        printf(", ");
        print_count(now.started - before->started - 1, "goroutine started", "goroutines started");
    }
    if (!seeded) {
        printf(now.memory < before->memory ? ", memory -" : ", memory +");
        print_bytes(now.memory < before->memory ? before->memory - now.memory : now.memory - before->memory);
    }
    putchar('\n');
}

void measure_show(Session *s, const char *text) {
    Measure before = measure_now(s);
    if (*text)
        session_evaluate_text(s, text, measure_print, &before);
    else
        fprintf(stderr, ":time takes an expression or a statement, as in :time wg.Wait()\n");
}
