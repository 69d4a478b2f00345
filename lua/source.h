/* The texts that a world's programs were started with, for what is told about one of their lines. */
#ifndef GOSH_SOURCE_H
#define GOSH_SOURCE_H

#include "lua/gosh.h"

/* Keeps a copy of the program's text, on the C heap. Without memory, or when it is very long, it is not kept. */
void source_keep(World *w, const WorldSource *source);
/* Gives all of them up. */
void source_drop(World *w);

/* The text of a line, without its end; NULL if it is not there. */
const char *source_line(const World *w, const char *file, int line, size_t *length);

/* What a line does with a channel. */
typedef enum SourceUse { SOURCE_SEND, SOURCE_RECEIVE, SOURCE_RANGE } SourceUse;

enum { SOURCE_OPERAND_SIZE = 64 };

/* The text of the channel in the line's only operation of that kind, "pool.jobs", as the program writes it. False if the
 * text is not there, or the line does several. SOURCE_RECEIVE does not find what SOURCE_RANGE does. */
bool source_operand(const World *w, const char *file, int line, SourceUse use, char operand[SOURCE_OPERAND_SIZE]);

/* Does the line contain that text? False if it is not there. */
bool source_has(const World *w, const char *file, int line, const char *text);

/* Does the program that the line is in say anywhere what the variable of that name is: declare or set it? True if the
 * text is not there. */
bool source_sets(const World *w, const char *file, int line, const char *name);

#endif
