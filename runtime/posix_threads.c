/* What threads of the operating system cost: they are started for real, all wait, and end again. */
#include "posix.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    PART_OF_MEMORY = 8,        /* of the machine, that they may take, */
    EACH_MEMORY = 64 * 1024,   /* of which the kernel has some, too */
    PART_OF_PROCESSES = 2,     /* of those that the user may have */
};

typedef struct Crowd {
    sem_t waiting;        /* raised by each that has come so far as to wait */
    pthread_mutex_t gate; /* that they wait for */
} Crowd;

/* One crowd of the process at a time, whoever asks. */
static pthread_mutex_t one_crowd = PTHREAD_MUTEX_INITIALIZER;

static void *crowd_wait(void *arg) {
    Crowd *c = arg;
    sem_post(&c->waiting);
    pthread_mutex_lock(&c->gate);
    pthread_mutex_unlock(&c->gate);
    return NULL;
}

/* More would be taken from what other programs need. */
static size_t crowd_limit(size_t count) {
    struct rlimit processes;
    size_t most = posix_memory_size() / PART_OF_MEMORY / EACH_MEMORY;
    if (most > THREADS_MOST) most = THREADS_MOST;
    if (getrlimit(RLIMIT_NPROC, &processes) == 0 && processes.rlim_cur != RLIM_INFINITY &&
        processes.rlim_cur / PART_OF_PROCESSES < most)
        most = processes.rlim_cur / PART_OF_PROCESSES;
    return count < most ? count : most;
}

/* What the process has, in bytes. */
static void memory_look(size_t *space, size_t *resident) {
    unsigned long long pages[2] = {0};
    FILE *f = fopen("/proc/self/statm", "re");
    if (f && fscanf(f, "%llu %llu", &pages[0], &pages[1]) != 2) pages[0] = pages[1] = 0;
    if (f) fclose(f);
    *space = (size_t)pages[0] * posix_page_size();
    *resident = (size_t)pages[1] * posix_page_size();
}

static size_t more(size_t before, size_t now) {
    return now > before ? now - before : 0;
}

ThreadsCost posix_threads_cost(size_t count) {
    Crowd crowd = {.gate = PTHREAD_MUTEX_INITIALIZER};
    ThreadsCost cost = {0};
    size_t space, resident, space_now, resident_now;
    count = crowd_limit(count);
    pthread_mutex_lock(&one_crowd);
    pthread_t *threads = calloc(count + 1, sizeof *threads);
    if (!threads || sem_init(&crowd.waiting, 0, 0) != 0) count = 0;
    pthread_mutex_lock(&crowd.gate);
    memory_look(&space, &resident);
    int64_t begun = posix_monotonic();
    while (cost.count < count && pthread_create(&threads[cost.count], NULL, crowd_wait, &crowd) == 0) cost.count++;
    for (size_t i = 0; i < cost.count; i++)
        while (sem_wait(&crowd.waiting) != 0) {
        }
    cost.time = posix_monotonic() - begun;
    memory_look(&space_now, &resident_now);
    if (cost.count > 0) { /* else it is what others of the process have taken meanwhile */
        cost.space = more(space, space_now);
        cost.resident = more(resident, resident_now);
    }
    pthread_mutex_unlock(&crowd.gate);
    for (size_t i = 0; i < cost.count; i++) pthread_join(threads[i], NULL);
    if (count > 0) sem_destroy(&crowd.waiting);
    free(threads);
    pthread_mutex_unlock(&one_crowd);
    return cost;
}
