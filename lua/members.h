/* The names that a value has: the globals, the fields of tables and packages, the methods of objects and strings; those of
 * them that begin in some way, for who completes a name that is being typed. */
#ifndef GOSH_MEMBERS_H
#define GOSH_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "lua/gosh.h"

typedef struct MembersOf {
    const char *path; /* "pool.jobs": the value that this global variable and its fields lead to; "": the globals */
    size_t path_length;
    const char *class; /* instead of a path: what values of that class have, "sync.WaitGroup"; NULL: none */
    size_t class_length;
    bool methods; /* a colon follows: functions only */
    const char *prefix;
    size_t prefix_length;
    bool any_case; /* letters of the prefix also stand for their other case */
} MembersOf;

typedef struct Member {
    char *name;
    char *doc; /* a line: how it is called and what it does, or its type and value; NULL: too many to say it, or no memory */
} Member;

enum { MEMBERS_MAX = 500 /* that are given */ };

typedef struct Members {
    Member *list; /* by name, none twice */
    size_t count;
    size_t more;   /* how many there are beyond them */
    size_t common; /* how many bytes all of them, also those, begin with */
} Members;

/* Finds names that a program can write, no other keys. Looks only: runs nothing of the program's, changes nothing in the
 * world, loads no package, and follows __index where it is a table. To be called between two turns. Where there is not
 * enough memory, there are fewer. The caller frees it by members_free. */
Members members_find(World *w, const MembersOf *of);
void members_free(Members *m);

#endif
