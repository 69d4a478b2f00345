/* A survey: a picture of a world at one moment, made by looking only, and kept outside of it, on the C heap. What there is
 * to say about goroutines, and about the channels and locks between them, is read from one: the tables, JSON, leaks, why a
 * program is stuck, the wait-for picture.
 *
 * Everything refers to everything else by its index. Texts belong to the survey. Order: goroutines by age, objects by the
 * age of channels first, then in the order in which goroutines wait for them, then by their names; the same in every run
 * under a seed. */
#ifndef GOSH_SURVEY_H
#define GOSH_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lua/gosh.h"

enum { SURVEY_NONE = -1 /* in the place of an index */ };

/* How much is to be found out; what is not asked for is left zero. */
typedef enum SurveyWhat {
    SURVEY_GOROUTINES = 0, /* goroutines and what they wait for, names from their own frames: costs the same for each */
    SURVEY_OBJECTS = 1,    /* all channels that there are, their buffered values, names from anywhere: a walk over the world */
    SURVEY_HOLDERS = 2,    /* who holds what, for at most SURVEY_HOLDERS_MAX goroutines */
    SURVEY_LEAKS = 4,      /* who can never be woken, and the memory that only it holds: a walk over the world */
    SURVEY_IF_LEAKED = 8,  /* with that: where nobody is leaked, nothing else is found out */
} SurveyWhat;

enum { SURVEY_HOLDERS_MAX = 64 /* goroutines whose holdings are told apart, the oldest that wait */ };

/* A place in a program; `file` NULL: not known. */
typedef struct SurveyPlace {
    const char *file;
    int line;
} SurveyPlace;

/* One of the things that a goroutine waits for. */
typedef struct SurveyWait {
    int32_t object; /* SURVEY_NONE: a nil channel */
    bool send;      /* on a channel: to send */
} SurveyWait;

typedef struct SurveyGoroutine {
    uint64_t id, parent_id;
    const char *function;  /* that it was started with: "main.worker" */
    const char *state;     /* Go's words: "chan receive", "runnable" */
    GStatus status;
    WaitReason reason;     /* WAIT_NONE unless it waits */
    const char *at;        /* the function of the program's in which it stands, and where */
    SurveyPlace place;
    const char *creator;   /* the function of the go statement, and where; NULL for main */
    SurveyPlace created;
    int64_t waited;        /* ns; how long it has waited */
    uint32_t switches;     /* turns that it has had */
    int64_t cpu;           /* ns; an estimate from samples */
    bool is_main;          /* of the program or the running evaluation */
    bool current;          /* it is the one that runs */
    bool leaked;           /* nothing can ever wake it */
    size_t memory;         /* bytes: its stack, and an estimate of what only it reaches; with SURVEY_LEAKS, if leaked */
    size_t wait, wait_count; /* its part of Survey.waits */
} SurveyGoroutine;

typedef enum SurveyKind {
    SURVEY_CHAN,
    SURVEY_MUTEX, /* a Once's too */
    SURVEY_RWMUTEX,
    SURVEY_WAITGROUP,
    SURVEY_COND,
} SurveyKind;

/* That a goroutine holds an object: it can get at it by its own variables. */
typedef struct SurveyHold {
    int32_t goroutine;
    const char *name; /* by what name, "jobs", "pool.jobs"; NULL: deep inside of something */
    bool direct;      /* a variable of one of its functions, or captured by one, is the object itself */
    bool can_send, can_receive; /* as far as the direction of its views goes; for channels */
} SurveyHold;

typedef struct SurveyObject {
    SurveyKind kind;
    const void *address;   /* of the runtime's struct: what makes it the same object */
    const char *name;      /* as the program calls it, "jobs", "pool.jobs"; NULL: it has no name */
    const char *type;      /* "chan int", "sync.Mutex" */
    SurveyPlace made;      /* of a channel */
    uint64_t id;           /* of a channel, by age */
    bool closed, timer;    /* of a channel; `timer`: a timer or ticker sends to it */
    size_t length, capacity;
    const char **buffered; /* the texts of the first `buffered_count` values in its buffer; with SURVEY_OBJECTS */
    size_t buffered_count;
    bool locked;           /* of a lock */
    uint64_t owner;        /* of a locked lock: the goroutine that locked it last, 0 for none; it may be over */
    int entry;             /* the owner is, or was, an entry at a prompt: the line of it; else 0 */
    uint32_t readers;      /* of an RWMutex: how many hold it for reading */
    int64_t counter;       /* of a WaitGroup */
    size_t waiter, waiter_count; /* its part of Survey.waiters */
    size_t hold, hold_count;     /* its part of Survey.holds; with SURVEY_HOLDERS */
} SurveyObject;

/* One of those that wait for an object, in the order in which they stand in its queue. */
typedef struct SurveyWaiter {
    int32_t goroutine;
    bool send; /* for a channel: to send */
} SurveyWaiter;

typedef struct Survey {
    SurveyGoroutine *goroutines;
    size_t goroutine_count;
    SurveyObject *objects;
    size_t object_count;
    SurveyWait *waits;
    size_t wait_count;
    SurveyWaiter *waiters;
    size_t waiter_count;
    SurveyHold *holds;
    size_t hold_count;
    int64_t now;   /* ns since the world began */
    size_t leaked; /* how many goroutines are */
    bool partial;  /* there was not enough memory for all of it: what is missing is left out, and who is called leaked is */
    struct SurveyTexts *texts;
} Survey;

/* Takes a survey; `what` is a sum of SurveyWhat. Changes nothing in the world, runs nothing of the program's, and never
 * fails: see `partial`. NULL only without any memory. The caller owns it, and it stays good when the world goes on. To be
 * called on the world's thread, between turns or in a C function that the program has called. */
Survey *survey_take(World *w, unsigned what);
void survey_delete(Survey *s);

/* Is the object the lock of a Once, held while its function runs? */
bool survey_is_once(const SurveyObject *o);

/* What a goroutine calls the object; NULL: not known. With SURVEY_HOLDERS. */
const char *survey_name_to(const Survey *s, const SurveyObject *o, int32_t goroutine);

/* What main calls the object if that is known, else any name that it has, or NULL: a program is read by the names of main's
 * function, while those of others may be parameters, which stand for many objects in turn. */
const char *survey_object_name(const Survey *s, const SurveyObject *o);

/* Goes through the goroutines of a survey that has just been taken, in its order, and tells the trace, as Go prints it, of
 * each that is wanted. The text is gone afterwards. */
typedef struct SurveyTracing {
    bool (*wants)(void *arg, size_t goroutine);
    void (*take)(void *arg, size_t goroutine, const char *text, size_t length);
    void *arg;
} SurveyTracing;
void survey_traces(World *w, const Survey *s, const SurveyTracing *tracing);

/* Writes it as JSON to `sink`, in pieces; `moment` says when it was taken: "deadlock". The survey is one with
 * SURVEY_OBJECTS. */
void survey_json(const Survey *s, const char *moment, TextSink *sink, void *arg);

/* The index of the goroutine of that id, or SURVEY_NONE. */
int32_t survey_find(const Survey *s, uint64_t id);

#endif
