/* What a learner has done: a file in the XDG state directory for each pack, plain text, a line for each thing that has happened,
 * only ever appended to, under a lock. So a crash loses at most the line that was being written, two sessions at once lose
 * nothing, and a full disk is told and loses nothing that stands there. Lines that mean nothing are set aside, in a file beside
 * it, with a message.
 *
 *     2026-11-21T18:55:07Z done goroutines/who-prints-first
 *
 * The newest line about a step counts. */
#ifndef GOSH_PROGRESS_H
#define GOSH_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Progress Progress;

/* What has become of a step. */
typedef enum StepState {
    STATE_NONE,
    STATE_SKIPPED,
    STATE_MISSED, /* tried, and not right yet */
    STATE_SHOWN,  /* done after its answer was shown */
    STATE_DONE,
} StepState;

/* Reads what there is about a pack, and makes the folders on the way. Without a state directory, or with one that cannot be
 * written, it is kept in memory, and that is said once on stderr. NULL without memory. */
Progress *progress_open(const char *pack);
void progress_close(Progress *p);

/* What others have written meanwhile is read first. A step is named "LESSON/STEP". */
void progress_note(Progress *p, const char *lesson, const char *step, StepState state);
StepState progress_state(const Progress *p, const char *lesson, const char *step);
/* When that was; seconds since 1970. */
long long progress_time(const Progress *p, const char *lesson, const char *step);

/* Its answer has been seen, or so many hints (0 to 3). */
void progress_note_shown(Progress *p, const char *lesson, const char *step);
bool progress_shown(const Progress *p, const char *lesson, const char *step);
void progress_note_hints(Progress *p, const char *lesson, const char *step, int hints);
int progress_hints(const Progress *p, const char *lesson, const char *step);

/* Where the learner is: the lesson, and its step. NULL: nowhere yet. The progress's, until the next call. */
void progress_note_place(Progress *p, const char *lesson, const char *step);
const char *progress_lesson(const Progress *p);
const char *progress_place(const Progress *p, const char *lesson);

/* A prediction that was missed comes back in another lesson's warm-up: it is owed until it has been made there, or in its own
 * place later. The one that has been owed longest, of other lessons than this one, from `*index` on, which is counted on; NULL:
 * there is no more. "LESSON/STEP" */
const char *progress_owed(const Progress *p, const char *lesson, size_t *index);

/* Forgets what was done in a lesson, also on disk (by a line that says so). */
void progress_reset(Progress *p, const char *lesson);

#endif
