/* Rows of which many are alike, told in groups. */
#ifndef GOSH_GROUP_H
#define GOSH_GROUP_H

#include <stddef.h>
#include <stdint.h>

/* Rows that are alike have the same hash. */
typedef struct Row {
    size_t index;
    uint64_t hash;
} Row;

typedef struct Group {
    size_t first, count; /* its part of the rows */
    size_t index;        /* of its first row */
} Group;

/* Groups the rows by their hashes, the largest first; the rows are sorted, and each group's stand in their order. NULL
 * without memory; the caller frees it. */
Group *group_rows(Row *rows, size_t count, size_t *group_count);

/* The order of groups' first rows, for qsort. */
int group_compare_index(const void *a, const void *b);

#endif
