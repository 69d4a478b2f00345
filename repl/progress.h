/* What a learner has done: a file in the XDG state directory for each pack, gosh/lessons/PACK.progress, plain text, a line for
 * each thing that has happened, in UTC:
 *
 *     2026-11-21T18:55:07Z done goroutines/who-prints-first
 *
 * Its law: lines are only ever added, each on the disk before the note returns, under a lock (repl/state.h). So a crash loses at
 * most the line that was being written, and two sessions at once lose nothing. What a full disk refuses is kept in memory, and
 * written with the next note that it takes. The newest line about a step counts, but what is done stays done
 * when it is skipped or missed after that. Lines that mean nothing are moved to a file
 * beside it, PACK.progress.damaged-1, with a message; a line whose word is a later version's is left as it is. */
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
/* Tries once more to write what could not be written. NULL is fine. */
void progress_close(Progress *p);

/* Reads what others have written meanwhile, as each note does before it is written. */
void progress_look(Progress *p);

/* Names have neither blanks nor slashes in them. */
void progress_note(Progress *p, const char *lesson, const char *step, StepState state);
StepState progress_state(const Progress *p, const char *lesson, const char *step);

/* Its answer has been seen, or so many hints (0 to 3). */
void progress_note_shown(Progress *p, const char *lesson, const char *step);
bool progress_shown(const Progress *p, const char *lesson, const char *step);
void progress_note_hints(Progress *p, const char *lesson, const char *step, int hints);
int progress_hints(const Progress *p, const char *lesson, const char *step);

/* Where the learner is: the lesson, and its step. NULL: nowhere yet. The progress's, until the next note. */
void progress_note_place(Progress *p, const char *lesson, const char *step);
const char *progress_lesson(const Progress *p);
const char *progress_place(const Progress *p, const char *lesson);

/* A prediction that was missed comes back in another lesson's warm-up. It is owed from then on until it is said that it is not
 * any more: because it has been made there, or in its own place when the lesson was taken again. */
void progress_note_owed(Progress *p, const char *lesson, const char *step, bool owed);
/* The one that has been owed longest, of other lessons than this one: "LESSON/STEP", the progress's until the next note. Going
 * on behind it with the same `*index`, which is 0 at first, gives the next one; NULL: there is no more. */
const char *progress_owed(const Progress *p, const char *lesson, size_t *index);

/* Forgets what was done in a lesson, also on disk (by a line that says so). */
void progress_reset(Progress *p, const char *lesson);

#endif
