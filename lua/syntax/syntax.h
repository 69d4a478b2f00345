/*
 * syntax.h: gosh's front end, from program text to Lua 5.4 text.
 *
 * Any byte string gives one of five answers, never a crash, in time linear in its length. The front
 * end knows no Lua state and keeps none between calls; everything that an answer points to lives in
 * blocks that syntax_free releases.
 *
 * The emitted text is one Lua chunk:
 *
 *     local gosh_send,gosh_recv=... return function(...) PROGRAM end
 *
 * Its arguments are the primitives that `primitives` names, in that order (the `local` is missing
 * when there are none), and its only result is the program as a function. A program whose own body
 * defers is returned as `gosh_deferring(function(...) PROGRAM end)`. Every line break of the source
 * is kept, so a statement stands on its own line in both texts.
 */
#ifndef GOSH_SYNTAX_H
#define GOSH_SYNTAX_H

#include <stdbool.h>
#include <stddef.h>

typedef enum SyntaxStatus {
    SYNTAX_PLAIN,      /* Lua without gosh syntax: give the source to Lua unchanged */
    SYNTAX_EMITTED,    /* `text` is the program in Lua */
    SYNTAX_ERROR,      /* `message` says what is wrong, at `error_line` and `error_column` */
    SYNTAX_INCOMPLETE, /* an error at the end of the input, which more input could mend */
    SYNTAX_NOMEM       /* memory ran out */
} SyntaxStatus;

enum {
    SYNTAX_SESSION = 1, /* a prompt's input: top-level declarations are globals, an expression list
                           becomes `return ...` */
    SYNTAX_MARKED = 8,  /* reads and writes of what goroutines can share are marked in the text: mark.c. Nothing is
                           SYNTAX_PLAIN then */
    SYNTAX_LINT = 4,    /* what the program does that is seldom meant is wanted, and no text: Syntax.findings */
    SYNTAX_FILE = 2     /* a program file: a `func main()` that the file does not call is called at
                           its end */
};

/* One function of the chunk, as lua_Debug will describe it once the chunk is loaded. */
typedef struct SyntaxFunction {
    int line;         /* linedefined; 0 for the body of a plain chunk */
    int last_line;    /* lastlinedefined */
    const char *name; /* "main.worker", "main.main.func1" */
    bool has_params;
    /* Where it stands in the source: from `func` or `function` to just behind its parameters and results, and to just
     * behind its `end`. Of the body, all of the text. */
    size_t start, header_end, end;
} SyntaxFunction;

/* What the text of a valid input shows of its use of goroutines, channels and locks. Some of it is a mistake by itself; some
 * is one only if nothing else in the program speaks against it. */
typedef enum FindingKind {
    /* mistakes, as far as this text goes */
    FINDING_LOCKED,     /* a return leaves `name` locked, since the other line */
    FINDING_ADD_INSIDE, /* `name`.Add in a goroutine, whose Wait may come before it */
    FINDING_SPIN,       /* a default that does nothing, in the loop of the other line; a loop that only waits for a variable */
    FINDING_FLOOD,      /* a loop that starts goroutines without end */
    FINDING_CLOSE,      /* who receives from `name`, in the other line, and does not send closes it */
    FINDING_RACED,      /* a goroutine's send to `name`, which only the select in the other line receives from, if at all */
    FINDING_SLEEP,      /* time.Sleep after the go statement in the other line, and nothing else waits */
    FINDING_POLL,       /* a loop looks again and again under the lock `name`, and sleeps between */
    FINDING_AFTER,      /* time.After in a select in the loop of the other line */
    FINDING_PAIR,       /* a function sends to `name` and receives from it, and takes no value */
    /* what goes with them */
    FINDING_NO_PAIR, /* another use of `name` in a function */
    FINDING_MADE,    /* `name` is made as a channel with room for one */
    FINDING_SEND,
    FINDING_ADD,     /* outside of a goroutine's literal */
    FINDING_STARTED, /* `name` is a function that a go statement calls */
    FINDING_DONE,
    FINDING_WAIT,
    FINDING_GO,          /* at the top level */
    FINDING_SLEEP_ALONE, /* the input is nothing but a time.Sleep */
} FindingKind;

typedef struct Finding {
    FindingKind kind;
    const char *name;     /* NULL: there is none */
    const char *function; /* the name of the function that it stands in, NULL for none: of an Add */
    int line, other_line;
} Finding;

/* A part of one line of the source. */
typedef struct SyntaxSpot {
    int line;          /* 0: there is nothing to show */
    size_t begin;      /* where the line begins in the text */
    size_t start, end; /* the part; it may be empty, at the end of the line */
} SyntaxSpot;

typedef struct Syntax {
    SyntaxStatus status;

    /* SYNTAX_EMITTED: the Lua text (with a NUL after its `length` bytes). */
    const char *text;
    size_t length;

    /* SYNTAX_EMITTED: what the chunk takes as arguments, by base name ("gosh_send"). */
    const char *const *primitives;
    size_t primitive_count;

    /* SYNTAX_MARKED: some accesses could not be marked, because Lua would refuse the text. */
    bool unmarked;

    /* SYNTAX_PLAIN and SYNTAX_EMITTED: the program's body first, then its functions in source
     * order. */
    const SyntaxFunction *functions;
    size_t function_count;

    /* SYNTAX_ERROR and SYNTAX_INCOMPLETE: where, what (no position in it), and what to write
     * instead, or NULL. Line and column count from 1, the column in bytes. */
    int error_line;
    int error_column;
    const char *message;
    const char *hint;

    /* What to show of the source then: what is wrong, or of an input that has ended too early where it could go on; and
     * the bracket or word that is closed nowhere. */
    SyntaxSpot spot, opened;

    /* Whether gosh syntax or a Go habit stood before the error. When not, Lua's own compiler words
     * the error of this chunk better, and may even accept it (it allows deeper nesting). */
    bool gosh_seen;

    /* SYNTAX_SESSION, of valid input: what the next one has to know of the session's top level, its
     * constants and maps; NULL for nothing. */
    const char *session;

    /* SYNTAX_LINT, of valid input. */
    Finding *findings;
    size_t finding_count;

    /* Remarks on a valid program, each "line:column: text". */
    const char *const *notes;
    size_t note_count;
} Syntax;

/* Compiles `length` bytes of program text with no more than `memory` bytes, which are some 60 for
 * each byte of a program that is all short statements. The text must stay until the call returns,
 * not longer. `session`: what the answer before gave, or NULL; before it may stand names of the library's, a '.' behind
 * each, which nothing but the chunk itself assigns (for SYNTAX_MARKED). Returns
 * NULL only when not even the first allocation succeeds. Free with syntax_free. */
Syntax *syntax_compile(const char *text, size_t length, unsigned flags, size_t memory,
                       const char *session);

/* Releases an answer and all that it points to. NULL is allowed. */
void syntax_free(Syntax *syntax);

#endif
