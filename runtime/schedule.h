/* Schedules: the choices of a run as a list, which can be followed again, changed, and written down.
 *
 * What decides a run of a world under virtual time is who goes on at each scheduling point, which ready case a select takes,
 * and whether a timer fires although goroutines can run. A Control makes all of these choices, from a list. Where there is
 * only one alternative there is no choice. The alternatives are numbered so that 0 is what Go's own order would do:
 *
 *     at a scheduling point    0        the goroutine at it goes on; or if it has begun to wait, the one that Go runs next
 *                              1 ..     the other runnable goroutines, as they became runnable
 *                              last     if a timer runs: it fires now
 *     in a select              0 ..     its ready cases, in source order
 *     time comes to a timer    0, 1     it fires now; whoever has been woken with it goes first
 *     a look at a timer        0, 1     it is not due yet; it is
 *
 * So the empty list is Go's own order, and a schedule is written as what is not: "12a3b" is 12 choices of 0, one of 1, three
 * of 0, one of 2, and 0 from then on. */
#ifndef GOSH_SCHEDULE_H
#define GOSH_SCHEDULE_H

#include "runtime.h"

/* A list of choices, on the C heap. Zeroed, it is empty. */
typedef struct Schedule {
    uint16_t *choices;
    size_t length, capacity;
} Schedule;

/* False without memory; then nothing has changed. */
bool schedule_add(Schedule *schedule, uint32_t choice);
bool schedule_copy(Schedule *to, const Schedule *from);
void schedule_free(Schedule *schedule);
/* How many of its choices differ from Go's order. */
size_t schedule_deviations(const Schedule *schedule);

/* Writes it into `buffer` as snprintf does, and returns the length that it needs. */
size_t schedule_write(const Schedule *schedule, char *buffer, size_t size);
/* Reads what schedule_write has written. False, with the place in `*wrong`, for what is no schedule, and for more choices
 * than one may have; without memory `*wrong` is NULL. */
bool schedule_read(Schedule *schedule, const char *text, const char **wrong);

/* What a choice was about. */
typedef enum DecisionKind { DECIDE_NEXT, DECIDE_CASE, DECIDE_LATE } DecisionKind;

typedef struct Decision {
    uint8_t kind;    /* DecisionKind */
    bool continues;  /* DECIDE_NEXT: alternative 0 is the goroutine that has run last, at its next point */
    bool timer;      /* DECIDE_NEXT: the last alternative is a timer */
    uint16_t count;  /* of alternatives, at least 2 */
    uint16_t choice; /* which one was taken */
} Decision;

/* An object that a turn has touched. */
typedef struct Touch {
    const void *object;
    TouchHow how;
} Touch;

enum { TOUCHES_MAX = 24 };

/* All that the current turn has touched. Two turns that do not clash come to the same in either order. */
typedef struct Footprint {
    uint32_t count;
    bool everything; /* more than fits here, or what touches all there is */
    Touch touches[TOUCHES_MAX];
} Footprint;

bool footprints_clash(const Footprint *a, const Footprint *b);
/* What has been touched in either goes into `all`. */
void footprint_join(Footprint *all, const Footprint *f);

/* Who makes the choices beyond the end of the list; NULL: all are 0. */
typedef uint32_t Decider(void *state, Sched *s, const Decision *decision);

/* A strategy that follows a list. The caller owns it, zeroes it, sets what is marked so, and then calls control_begin. */
typedef struct Control {
    Strategy strategy;
    bool every_point; /* set: goroutines are held also where nobody else could run */
    bool quiet;       /* set: nobody asks for `made` nor `footprint` */
    uint32_t first;   /* set: an alternative that the next choice of who goes on takes, plus 1, in the place of the plan, and
                         without a trace in `made`; 0: none */
    Schedule plan;    /* set: the choices to follow; the caller's */
    size_t place;     /* how many of them have been followed */
    Decider *decide;  /* set */
    void *decide_state;
    Decision misfit;  /* the first choice of the plan that was none of the alternatives; count 0: they all fit */
    size_t misfit_place;
    void (*unfit)(void *arg, Sched *s); /* set, or NULL: hears of that, before 0 is taken in its place */
    void *unfit_arg;
    G *last;          /* who ran last */
    uint32_t stashed; /* an answer for `next` that was found when a timer was asked about, plus 1 */
    Footprint footprint;
    Decision *made;   /* what has been decided since control_clear; on the C heap */
    size_t made_count, made_capacity;
    bool failed;      /* there was no memory for a decision that has been made */
} Control;

void control_begin(Control *c);
void control_end(Control *c);
/* Forgets what has been decided and touched until now. */
void control_clear(Control *c);

/* What can be done next between two turns, in the order of the alternatives. NULL stands for the timer, which is fired by
 * sched_fire and not by sched_run. Returns how many there are, of which no more than `size` are in `list`. `*continues` as in
 * Decision. */
uint32_t control_alternatives(const Control *c, Sched *s, G **list, uint32_t size, bool *continues);

#endif
