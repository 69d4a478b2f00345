/* Blocking calls on other threads: a goroutine that needs one parks, and the others go on.
 *
 * The world's side and the threads share nothing but the queue, under one mutex. A Work is handed over
 * as a whole: from work_start to its delivery through the mailbox only the thread that runs it looks
 * at it, and the world's side at nothing but `line`, `owned` and `started_next`, which are never the thread's, and under
 * the mutex at `finished` and `awaited`.
 *
 * Threads start when they are needed and stay. They are detached: at the world's end the idle ones
 * go, and one that is stuck in a call is left to itself; whoever is last frees what they share. */
#include "posix.h"
#include "sched.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum {
    THREADS_MAX = 1000, /* calls may wait for each other: two ends of a FIFO */
    STACK_SIZE = 256 * 1024,
    END_PATIENCE = 2, /* s, for calls whose effect must not be lost */
    BRIEF = 100000    /* ns that the world itself waits for a call, see work_start */
};

struct Workers {
    pthread_mutex_t mutex;
    pthread_cond_t wanted;   /* there is something to do, or it is the end */
    pthread_cond_t finished; /* a call has returned, or a thread has gone */
    Work *first, *last;      /* not begun */
    int threads, idle, queued;
    int essential; /* not finished, and waited for at the end */
    bool ending;
    Mailbox *mailbox;
    Work *started; /* and not delivered; the world's side's own */
};

static void workers_free(Workers *p) {
    pthread_mutex_destroy(&p->mutex);
    pthread_cond_destroy(&p->wanted);
    pthread_cond_destroy(&p->finished);
    free(p);
}

/* ---- The threads ---- */

static Work *queue_take(Workers *p) {
    Work *work = p->first;
    if (!work) return NULL;
    p->first = work->next;
    if (!p->first) p->last = NULL;
    p->queued--;
    return work;
}

/* After the end nobody is there to deliver to. */
static void work_finished(Workers *p, Work *work) {
    work->finished = true;
    if (work->essential) p->essential--;
    if (p->ending) {
        pthread_mutex_unlock(&p->mutex);
        work->release(work);
        pthread_mutex_lock(&p->mutex);
    } else if (work->awaited) {
        mailbox_post(p->mailbox, &work->message);
    }
    pthread_cond_broadcast(&p->finished);
}

static void *worker(void *arg) {
    Workers *p = arg;
    pthread_mutex_lock(&p->mutex);
    while (!p->ending) {
        Work *work = queue_take(p);
        if (work) {
            pthread_mutex_unlock(&p->mutex);
            work->run(work);
            pthread_mutex_lock(&p->mutex);
            work_finished(p, work);
            continue;
        }
        p->idle++;
        pthread_cond_wait(&p->wanted, &p->mutex);
        p->idle--;
    }
    bool last = --p->threads == 0 && !p->mailbox;
    pthread_cond_broadcast(&p->finished);
    pthread_mutex_unlock(&p->mutex);
    if (last) workers_free(p);
    return NULL;
}

/* Starts a thread if there is more to do than idle ones can. False if nobody is there at all. */
static bool workers_suffice(Workers *p) {
    if (p->idle >= p->queued + 1 || p->threads >= THREADS_MAX) return true;
    bool started = posix_thread_start(worker, p, STACK_SIZE);
    p->threads += started;
    return p->threads > 0;
}

/* ---- The world's side ---- */

void workers_count(Workers *p, int *threads, int *idle) {
    *threads = *idle = 0;
    if (!p) return;
    pthread_mutex_lock(&p->mutex);
    *threads = p->threads;
    *idle = p->idle;
    pthread_mutex_unlock(&p->mutex);
}

static Workers *workers_get(Sched *s) {
    if (s->workers || !s->mailbox) return s->workers;
    Workers *p = calloc(1, sizeof *p);
    if (!p) return NULL;
    pthread_mutex_init(&p->mutex, NULL);
    pthread_cond_init(&p->wanted, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&p->finished, &monotonic);
    pthread_condattr_destroy(&monotonic);
    p->mailbox = s->mailbox;
    return s->workers = p;
}

static Work *work_of(Message *message) {
    return (Work *)(void *)((char *)message - offsetof(Work, message));
}

static void started_remove(Workers *p, Work *work) {
    Work **at = &p->started;
    while (*at != work) at = &(*at)->started_next;
    *at = work->started_next;
}

static void work_deliver(void *state, Message *message) {
    (void)state;
    Work *work = work_of(message);
    Sched *s = work->sched;
    started_remove(s->workers, work);
    work->done = true;
    line_wake_all(s, &work->line);
    if (!work->owned) work->release(work);
}

/* Until it has returned, but not longer than that. */
static void await_briefly(Workers *p, Work *work) {
    int64_t end = posix_monotonic() + BRIEF;
    struct timespec t = {.tv_sec = end / 1000000000, .tv_nsec = end % 1000000000};
    while (!work->finished && pthread_cond_timedwait(&p->finished, &p->mutex, &t) == 0) {
    }
}

/* Most calls are over at once, and then the goroutine goes on at once too: so the order in which goroutines run is not a
 * matter of luck, as it is not in Go, where a call has to last for some time before others get its turn. */
void work_start(Sched *s, Work *work) {
    work->sched = s;
    work->owned = true;
    work->done = work->finished = work->awaited = false;
    work->line = (GLine){NULL, NULL};
    work->message.deliver = work_deliver;
    G *g = s->current;
    /* With a strategy the order is to be the same in every run. */
    Workers *p = g && !g->pinned && !s->strategy ? workers_get(s) : NULL;
    if (p) pthread_mutex_lock(&p->mutex);
    if (!p || !workers_suffice(p)) {
        if (p) pthread_mutex_unlock(&p->mutex);
        work->run(work);
        work->done = work->finished = true;
        return;
    }
    work->next = NULL;
    if (p->last)
        p->last->next = work;
    else
        p->first = work;
    p->last = work;
    p->queued++;
    p->essential += work->essential;
    work->started_next = p->started;
    p->started = work;
    pthread_cond_signal(&p->wanted);
    await_briefly(p, work);
    work->done = work->finished;
    work->awaited = !work->done;
    if (work->done) started_remove(p, work);
    pthread_mutex_unlock(&p->mutex);
}

Outcome work_wait(Sched *s, Work *work) {
    if (work->done) return OP_DONE;
    if (s->current && !s->current->pinned) return line_wait(s, &work->line);
    Workers *p = s->workers;
    pthread_mutex_lock(&p->mutex);
    while (!work->finished) pthread_cond_wait(&p->finished, &p->mutex);
    pthread_mutex_unlock(&p->mutex);
    return OP_DONE;
}

void work_wake(Sched *s, Work *work) {
    line_wake_all(s, &work->line);
}

void work_let_go(Work *work) {
    work->owned = false;
    if (work->done) work->release(work);
}

/* Until all calls that count have returned, but not longer than that. */
static void workers_await_essential(Workers *p) {
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += END_PATIENCE;
    while (p->essential > 0 && pthread_cond_timedwait(&p->finished, &p->mutex, &end) == 0) {
    }
}

void workers_delete(Sched *s) {
    Workers *p = s->workers;
    if (!p) return;
    s->workers = NULL;
    pthread_mutex_lock(&p->mutex);
    workers_await_essential(p);
    p->ending = true;
    for (Work *work; (work = queue_take(p));) work->finished = true; /* or will never be */
    Work *over = NULL;
    for (Work *work = p->started, *next; work; work = next) {
        next = work->started_next;
        if (!work->finished) continue; /* its thread releases it */
        work->next = over;
        over = work;
    }
    pthread_cond_broadcast(&p->wanted);
    while (p->idle > 0) pthread_cond_wait(&p->finished, &p->mutex);
    p->mailbox = NULL;
    bool last = p->threads == 0;
    pthread_mutex_unlock(&p->mutex);
    for (Work *next; over; over = next) {
        next = over->next;
        over->release(over);
    }
    if (last) workers_free(p);
}

/* ---- Lines of goroutines that wait for the same thing ---- */

static bool line_retry(Sched *s, G *g) {
    (void)s, (void)g;
    return true;
}

Outcome line_wait(Sched *s, GLine *line) {
    G *g = s->current;
    if (g->pinned) return OP_PINNED;
    g->link = NULL;
    if (line->last)
        line->last->link = g;
    else
        line->first = g;
    line->last = g;
    s->expected++;
    return sched_park(s, WAIT_IO, line_retry, line);
}

void line_wake_all(Sched *s, GLine *line) {
    for (G *g; (g = line->first);) {
        line->first = g->link;
        g->retry = NULL;
        s->expected--;
        sched_ready_last(s, g);
    }
    line->last = NULL;
}

void line_leave(Sched *s, G *g) {
    if (g->retry != line_retry) return;
    GLine *line = g->retry_object;
    G *before = NULL;
    for (G *at = line->first; at != g; at = at->link) before = at;
    if (before)
        before->link = g->link;
    else
        line->first = g->link;
    if (line->last == g) line->last = before;
    s->expected--;
}
