/* What the parts share that read a lesson: its lines, and what is complained about. */
#ifndef GOSH_LESSON_BUILD_H
#define GOSH_LESSON_BUILD_H

#include "repl/lesson.h"

/* A line without its end. */
typedef struct LessonLine {
    const char *text;
    size_t length;
} LessonLine;

/* What has been complained about so far: zero at the beginning. */
typedef struct Complaints {
    struct LessonMistake {
        size_t line, number;
        char *message;
    } *list;
    size_t count;
} Complaints;

/* Of one file no more are told: whoever gives a picture for a lesson is not told of each of its bytes. */
enum { COMPLAINTS_MAX = 50, LESSON_COLUMNS = 80 };

/* Tells them all, in the order of their lines, and forgets them. Were there any? */
bool complaints_tell(Complaints *c, LessonComplaint *complain, void *arg);

void complaint(Complaints *c, size_t line, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The lines of a text, which stays the caller's; `*count` of them, malloc. Ends the process without memory, as all that reads
 * lessons. A byte order mark at the beginning and carriage returns at the ends of lines are no part of them. */
LessonLine *lines_of(const char *text, size_t length, size_t *count);

/* Complains about what no text for a terminal has in it: what is no UTF-8, control characters, lines that are too long. */
void lines_check(const LessonLine *lines, size_t count, Complaints *c);

bool line_is_blank(const LessonLine *l);
size_t line_indent(const LessonLine *l);
/* The line without blanks at both ends. */
LessonLine line_trim(LessonLine l);
bool line_is(LessonLine l, const char *text);
/* Takes the first word off the line; false if there is none. */
bool line_word(LessonLine *l, LessonLine *word);
/* The text as a string of its own. */
char *line_copy(LessonLine l);

/* The fence that a line begins or ends: "```" and more; 0: none. `rest` is what stands behind it. */
size_t line_fence(const LessonLine *l, char *sign, LessonLine *rest);
/* Goes from a line that may begin a block to the one behind its end; from any other to the next one. */
size_t lines_next(const LessonLine *lines, size_t at, size_t to);

/* Room for one more in an array of `count`, all zero. Ends the process without memory. */
void *array_more(void *array, size_t *count, size_t size);

/* Adds what stands in lines[from] to lines[to - 1] to a part of a step of that kind (lesson_block.c). */
void part_read(LessonPart *part, StepKind kind, const LessonLine *lines, size_t from, size_t to, Complaints *c);
void part_free(LessonPart *part);

/* Complains about what a step lacks, or has no use for (lesson_rules.c). */
void step_check(const LessonStep *step, Complaints *c);

/* Names words that were probably meant: "; did you mean X?", or nothing. The answer's are in `room`. */
const char *did_you_mean(LessonLine word, const char *const *names, size_t count, char room[64]);

#endif
