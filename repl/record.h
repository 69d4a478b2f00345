/* What has been entered in a session, and what came of it: what :save writes down. */
#ifndef GOSH_RECORD_H
#define GOSH_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "lua/gosh.h"
#include "repl/bytes.h"

typedef enum RecordKind {
    RECORD_RAN,
    RECORD_LOADED, /* a file that ran */
    RECORD_FAILED, /* it panicked, was stuck, was refused or interrupted */
} RecordKind;

/* How one of the values of an expression is printed. */
typedef enum RecordValue {
    RECORD_NIL = 'n',
    RECORD_STRING = 's',
    RECORD_NUMBER = 'd', /* and booleans */
    RECORD_FLOAT = 'f',
    RECORD_OTHER = 'v',
} RecordValue;

typedef struct RecordEntry {
    RecordKind kind;
    char *text;
    char *values;    /* a RecordValue for each value that it gave */
    char *remark;    /* why it failed, in a line, or the file's name */
    bool typed;      /* it is no file's text */
    bool goroutines; /* there were some when it was over */
} RecordEntry;

typedef struct Record {
    RecordEntry *entries;
    size_t count, capacity;
    bool partial; /* there was no memory for all */
    bool goroutines; /* what has just run has left some */
    char told[200]; /* the first line of the error that has been told since record_begin */
} Record;

/* Something begins to run. */
void record_begin(Record *r);
/* Its error is being told, in pieces. */
void record_tell(Record *r, const char *bytes, size_t length);
/* It has ended so; after WORLD_FINISHED its results are still there. `file`: it is the text of that file, else NULL. */
void record_add(Record *r, World *w, const char *text, size_t length, const char *file, WorldEnd end);
/* The text of the last entry that was no file's; "" for none. */
const char *record_last(const Record *r);
/* Forgets everything. */
void record_clear(Record *r);

#endif
