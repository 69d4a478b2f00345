/* A pack of lessons: what is built into gosh, or a folder. Its manifest, pack.md, is described in lessons/README.md. */
#ifndef GOSH_PACK_H
#define GOSH_PACK_H

#include "repl/lesson.h"

typedef struct PackLesson {
    char *name;  /* "goroutines" */
    char *file;  /* "01-goroutines.md" */
    char *group; /* the heading above it, or "" */
    int line;    /* of the manifest */
} PackLesson;

typedef struct Pack {
    char *name, *title, *about;
    char *folder; /* where it is; NULL: it is built in */
    PackLesson *lessons;
    size_t count;
} Pack;

/* Opens the pack in a folder, or with NULL the course. NULL after messages on stderr, each with file and line. Whether its files
 * are there, only reading them tells. */
Pack *pack_open(const char *folder);
void pack_delete(Pack *p);

/* What others have written runs in the sandbox. */
static inline bool pack_is_foreign(const Pack *p) { return p->folder != NULL; }

/* Reads a file of the pack whole. A name that leads out of the folder, by "..", a slash at its beginning or a symbolic link, is
 * no file of the pack, nor is what is no regular file, or is larger than any lesson. False after a message in `error`, one line
 * without its end. */
bool pack_file(const Pack *p, const char *name, Bytes *text, Bytes *error);

/* Is that text, of the pack's file of that name, the course's own, byte for byte? */
bool pack_text_is_ours(const char *name, const Bytes *text);

/* Appends what a file of the pack is called in messages: with the pack's folder. */
void pack_path_add(const Pack *p, const char *name, Bytes *path);

/* Calls `visit` with the name of each file in a folder of the pack, or with "" in the pack's own, in order: "16-pool/pool.gosh". Not
 * of what is hidden, and not of folders in it. */
void pack_files(const Pack *p, const char *folder, void (*visit)(void *arg, const char *name), void *arg);

/* Reads the lesson of that number; NULL after messages on stderr, "FILE:LINE: message". */
Lesson *pack_lesson(const Pack *p, size_t index);

/* The number of the lesson with that name, or that file ("05-close"), or that place in the pack ("5"), or of the only one whose
 * name begins like that; SIZE_MAX if there is none. */
size_t pack_find(const Pack *p, const char *name);

/* The name of the lesson that was probably meant by one that pack_find does not find; NULL: none is near. */
const char *pack_near(const Pack *p, const char *name);

/* The step whose exercise is the file of that name ("pool.gosh", without folders): the lesson's number, and the lesson, the
 * caller's; SIZE_MAX if there is none. */
size_t pack_exercise(const Pack *p, const char *file, Lesson **lesson, size_t *step);

#endif
