/* The reference: what there is to know about each name that a program can use, by name. It is the files of lessons/reference,
 * whose texts are in the program; nothing of it is kept in a world.
 *
 * A file is a topic: "# NAME", a paragraph, and entries. An entry is
 *
 *     ## NAME, NAME...            those that it is about
 *
 *         SIGNATURE               of each, in that order; of a statement, the ways to write it
 *
 *     A paragraph.
 *
 *     ```gosh                     an example, a whole program
 *     ```
 *
 *     Go: ...                     a paragraph about where Go differs; may be left out
 *
 *     See also: NAME, NAME...     may be left out
 *
 * with a blank line between the parts. Lines end with "\n" and have no more than 80 characters, of ASCII. */
#ifndef GOSH_REFERENCE_H
#define GOSH_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>

/* A part of such a text; not ended by a NUL. `length` 0: it is left out. */
typedef struct ReferencePart {
    const char *text;
    size_t length;
} ReferencePart;

typedef struct ReferenceEntry {
    const char *topic;        /* the name of the file */
    bool is_topic;            /* it is the beginning of the file: `names` and `paragraph` only */
    ReferencePart names;      /* "sync.Once" or "math.sin, math.cos" */
    ReferencePart signatures; /* lines that begin with four spaces */
    ReferencePart paragraph;  /* lines */
    ReferencePart example;    /* lines, without the fences */
    ReferencePart go;         /* lines, without "Go: " */
    ReferencePart see;        /* "sync.Mutex, chan", in one or several lines */
} ReferenceEntry;

/* Goes on from an entry to the next one, which may be the beginning of the next file; from a zeroed one to the first. False
 * after the last one. */
bool reference_next(ReferenceEntry *e);

/* Finds the entry or topic of that name. A type's methods are also found by the other names that its entry has:
 * "net.Conn.Read". */
bool reference_find(const char *name, size_t length, ReferenceEntry *e);

/* The next name of a list such as `names` or `see`, from a zeroed one on; false after the last one. */
bool reference_name(const ReferencePart *list, ReferencePart *name);

/* The next line of a part, without its end and, for signatures, its four spaces; from a zeroed one on; false after the last
 * one. */
bool reference_line(const ReferencePart *part, ReferencePart *line);

bool reference_is(const ReferencePart *part, const char *text, size_t length);

#endif
