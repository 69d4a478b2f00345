/* Who could free whom: a reading of a survey, from which the explanation of a deadlock is told.
 *
 * Goroutines that stand at the same place and wait for the same things are one party. Between parties there is an edge
 * from each that waits to each that could end its wait: who holds the lock, or who has the channel and could send. */
#ifndef GOSH_STUCK_H
#define GOSH_STUCK_H

#include "lua/survey.h"

enum { PARTIES_MAX = 64 /* so many are looked at: a set of them is a word */ };

/* Who could end a goroutine's wait for an object, were it not stuck itself. */
typedef struct Helpers {
    int32_t goroutines[SURVEY_HOLDERS_MAX]; /* by age, without the goroutine itself */
    size_t count;
    bool known;    /* there are no others */
    bool rivals;   /* others have it too, and wait for the same */
    bool self;     /* the goroutine has the lock that it waits for */
    uint64_t gone; /* the goroutine that has the lock, and is over; 0 for none */
} Helpers;

/* Goroutines that stand at the same place and wait for the same things. */
typedef struct Party {
    size_t start, count; /* its part of Stuck.members */
    uint64_t
        edges; /* the parties, by their places in Stuck.parties, that could end a wait of its first member's */
    bool known; /* there are no others, for each of its waits */
} Party;

typedef struct Stuck {
    const Survey *survey;
    int32_t *members; /* the goroutines, party by party, by age */
    Party parties
        [PARTIES_MAX]; /* main's, those that it waits for, near ones first, then others by age */
    size_t party_count;
    size_t linked;  /* so many of them main waits for; without a main, or without knowing it: all */
    size_t reached; /* so many of them main waits for as far as is known */
    size_t left_out; /* goroutines that are in no party */
} Stuck;

/* Finds the parties. `root`: who is meant where main is spoken of here; SURVEY_NONE: main. False without memory; nothing is
 * to be deleted then. The survey must stay. */
bool stuck_find(Stuck *k, const Survey *s, int32_t root);
void stuck_delete(Stuck *k);

/* Who could end that wait of the goroutine's. */
void stuck_helpers(const Survey *s, int32_t goroutine, const SurveyWait *wait, Helpers *h);

/* Adds a goroutine to those of `h`, unless it is one of them. */
void helpers_add(Helpers *h, int32_t goroutine);

/* The shortest circle of parties that wait for each other for certain, as places in Stuck.parties: its length, or 0 for none. The first
 * one has the lowest place. */
size_t stuck_circle(const Stuck *k, size_t circle[PARTIES_MAX]);

#endif
