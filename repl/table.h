/* Tables on a terminal: columns that stand below each other and fit its width. */
#ifndef GOSH_REPL_TABLE_H
#define GOSH_REPL_TABLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "repl/bytes.h"

typedef struct TableColumn {
    const char *heading;
    bool right;   /* numbers stand at the right */
    bool tail;    /* where there is no room, the end of a cell is what matters */
    int least;    /* columns that it can be cut down to; 0: it is not cut */
    const char *words; /* what is said before a cell in plain output; "": nothing, NULL: the heading, in small letters */
    int sparable; /* where that is not enough, columns go: this one as so many-th; 0: it stays */
} TableColumn;

enum { TABLE_COLUMNS_MAX = 12 };

/* Begins as TABLE of an array of columns. Cells are added row by row. */
typedef struct Table {
    const TableColumn *columns;
    int count;
    Bytes text;  /* the cells, each ended by a NUL */
    int added;   /* of the row that is being added */
    int widths[TABLE_COLUMNS_MAX];
} Table;

#define TABLE(array) {.columns = (array), .count = sizeof(array) / sizeof *(array)}

/* Adds a cell; what cannot be printed in it is shown as '?'. */
void table_cell(Table *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints heading and rows so that lines have at most so many columns, if that can be had, and frees what there is. In plain
 * output each row is a line of words. */
void table_print(Table *t, FILE *out, int columns);

/* The columns of the terminal behind stdout; 80 where there is none. */
int table_room(void);

#endif
