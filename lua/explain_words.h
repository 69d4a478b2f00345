/* What the files of the explanation share: the explanation under way, and the phrases that sentences are made of. */
#ifndef GOSH_EXPLAIN_WORDS_H
#define GOSH_EXPLAIN_WORDS_H

#include "lua/explain.h"
#include "lua/source.h"
#include "lua/stuck.h"

enum { DESCRIBED_MAX = 16, NAME_MAX_SIZE = 128 };

typedef struct Explain {
    const World *world;
    const Survey *survey;
    Stuck stuck;
    bool live;        /* the world goes on */
    Text text;                        /* the paragraph that is being written */
    bool main_told;                   /* the number of an evaluation's main goroutine */
    const char *file;                 /* in which lines are that are told without a file */
    int32_t described[DESCRIBED_MAX]; /* objects that have been told with all details */
    size_t described_count;
    SurveyWait told[DESCRIBED_MAX]; /* of which it has been said that nobody can end them */
    size_t told_count;
} Explain;

/* ---- Goroutines ---- */

/* The first goroutine of a party. */
const SurveyGoroutine *party_first(const Explain *e, const Party *p);
/* Is there only one goroutine? */
bool is_alone(const Explain *e);
/* "main", "goroutine 3", "goroutines 2 to 4 and 7"; they stand by age. */
void say_goroutines(Explain *e, const int32_t *goroutines, size_t count);
/* The same of a party. */
void say_party(Explain *e, const Party *p);
/* " at line 4", or " at file.gosh:4". */
void say_place(Explain *e, const SurveyPlace *place);

/* ---- What they wait for ---- */


/* What the program calls an object for which the goroutine waits; "it" without a name. */
const char *wait_name(const Explain *e, const SurveyGoroutine *g, const SurveyWait *wait,
                      char name[NAME_MAX_SIZE]);
/* What the program calls the object, or NULL. */
const char *object_name(const Explain *e, const SurveyObject *o);
/* What the goroutine's own function calls it; false if it is the same name, or not known. */
bool called_here(const Explain *e, const SurveyGoroutine *g, const SurveyWait *wait,
                 char name[NAME_MAX_SIZE]);
/* Is it a range over a channel that the goroutine waits in? */
bool is_range(const Explain *e, const SurveyGoroutine *g);
/* The text of the operand in the line in which the goroutine sends to or receives from a channel. */
bool operand_of(const Explain *e, const SurveyGoroutine *g, SourceOperand operand);
/* Does it wait for the end of a context? */
bool is_context(const Explain *e, const SurveyGoroutine *g);
/* Does it wait in Go of an errgroup for a place? */
bool is_group(const Explain *e, const SurveyGoroutine *g);
/* Is the WaitGroup that it waits for a part of what the program calls by a name, an errgroup? */
bool is_group_wait(const Explain *e, const SurveyGoroutine *g);
/* Does it wait for a Do of a Once that is under way? */
bool is_once(const Explain *e, const SurveyGoroutine *g);
bool is_lock_wait(const SurveyGoroutine *g);
/* The object that the goroutine waits for if it waits for one alone, or NULL. */
const SurveyObject *wait_object(const Explain *e, const SurveyGoroutine *g);
/* A lock that the goroutine holds and another waits for, or NULL. */
const SurveyObject *lock_held(const Explain *e, const SurveyGoroutine *g);

/* Do they stand at the same place, and wait in the same way, for whatever? */
bool is_alike(const SurveyGoroutine *a, const SurveyGoroutine *b);

/* What the goroutine is at, after its name (explain_wait.c); `many`: there are more like it. */
void say_wait(Explain *e, const SurveyGoroutine *g, bool many);

/* ---- Paragraphs ---- */

/* Appends what has been said to `t`, as paragraph_add does. */
void paragraph_end(Explain *e, Text *t, const char *head);

/* Appends what to try for the parties that have been told of, `count` of them, which main waits for up to `linked`
 * (explain_try.c). */
void try_add(Explain *e, Text *t, const size_t *parties, size_t linked, size_t count);

#endif
