/* Rows of which many are alike, told in groups. */
#include "repl/group.h"

#include <stdlib.h>

static int row_compare(const void *a, const void *b) {
    const Row *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

int group_compare_index(const void *a, const void *b) {
    const Group *x = a, *y = b;
    return x->index < y->index ? -1 : x->index > y->index;
}

static int group_compare_count(const void *a, const void *b) {
    const Group *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return group_compare_index(a, b);
}

Group *group_rows(Row *rows, size_t count, size_t *group_count) {
    qsort(rows, count, sizeof *rows, row_compare);
    *group_count = 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || rows[i].hash != rows[i - 1].hash) ++*group_count;
    Group *groups = calloc(*group_count + 1, sizeof *groups);
    if (!groups) return NULL;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || rows[i].hash != rows[i - 1].hash) groups[at++] = (Group){i, 0, rows[i].index};
        groups[at - 1].count++;
    }
    qsort(groups, *group_count, sizeof *groups, group_compare_count);
    return groups;
}
