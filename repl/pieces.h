/* A text of several entries, one after the other, as one that is pasted can be. */
#ifndef GOSH_PIECES_H
#define GOSH_PIECES_H

#include <stddef.h>

typedef enum PieceKind {
    PIECE_NONE,       /* nothing follows */
    PIECE_ENTRY,
    PIECE_COMMAND,
    PIECE_WRONG,      /* its text cannot become an entry */
    PIECE_UNFINISHED, /* the text ends before it does */
} PieceKind;

/* Finds the piece that begins at `*start` or, where lines are blank, behind them, which `*start` is moved to: whole lines, as
 * few as make an entry. `*end` is its end, without that of its last line. What has been declared is not known here, so that
 * an entry may be wrong after all. */
PieceKind pieces_next(const char *text, size_t length, size_t *start, size_t *end);

#endif
