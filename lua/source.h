/* The texts that a world's programs were started with, for what is told about one of their lines. */
#ifndef GOSH_SOURCE_H
#define GOSH_SOURCE_H

#include "lua/gosh.h"

/* Keeps a copy of the program's text, which that goroutine runs, on the C heap. Without memory, or when it is very long,
 * it is not kept. */
void source_keep(World *w, const WorldSource *source, uint64_t main);
/* At a prompt: the line of the entry that the goroutine was, or is; 0 if it was none, or its text is not there. */
int source_entry(const World *w, uint64_t main);
/* Gives all of them up. */
void source_drop(World *w);

/* The text of a line, without its end; NULL if it is not there. */
const char *source_line(const World *w, const char *file, int line, size_t *length);

/* The text that the line is in; NULL if it is not there. `first` becomes the line that it begins with, `session` whether it
 * is an entry at a prompt. The world's. */
const char *source_of_line(const World *w, const char *file, int line, size_t *length, int *first, bool *session);

/* One of the texts that are kept, the newest first: 0, 1, ... False if there are not so many. */
typedef struct SourceText {
    const char *file; /* as traces name it */
    const char *text;
    size_t length;
    int line; /* of its first one */
} SourceText;
bool source_nth(const World *w, size_t index, SourceText *text);

/* What a line does with a channel. */
typedef enum SourceUse { SOURCE_SEND, SOURCE_RECEIVE, SOURCE_RANGE, SOURCE_CLOSE } SourceUse;

enum { SOURCE_OPERAND_SIZE = 64, SOURCE_OPERANDS_MAX = 8 };

typedef char SourceOperand[SOURCE_OPERAND_SIZE];

/* The texts of the channels in the line's operations of that kind, "pool.jobs", as the program writes them, each once: how
 * many there are. 0 if the program's text is not there, or not all of them can be told. SOURCE_RECEIVE does not find what
 * SOURCE_RANGE does. */
size_t source_operands(const World *w, const char *file, int line, SourceUse use,
                       SourceOperand operands[SOURCE_OPERANDS_MAX]);

/* The lines of the text that the line is in, other than that, in which what is called `name` is used so; with a `name` of
 * NULL, anything is. Up to `most` of them are written; how many there are. */
size_t source_lines(const World *w, const char *file, int line, SourceUse use, const char *name,
                    int *lines, size_t most);

/* Does the line contain that text? False if it is not there. */
bool source_has(const World *w, const char *file, int line, const char *text);
/* Is the text that the line is in a program of its own, which loads no other? */
bool source_is_all(const World *w, const char *file, int line);

/* How many lines right above that one are nothing but comments. */
int source_comments(const World *w, const char *file, int line);

/* Does the program that the line is in say anywhere what the variable of that name is: declare or set it? True if the
 * text is not there. */
bool source_sets(const World *w, const char *file, int line, const char *name);

#endif
