/* What gosh's exit codes mean. */
#ifndef GOSH_EXIT_H
#define GOSH_EXIT_H

enum {
    EXIT_OK = 0,
    EXIT_STATIC = 1, /* an error found before anything ran; a file that cannot be read or written */
    EXIT_LEAKED = 1, /* with --leaks: a goroutine leaked, and else all went well */
    EXIT_RUN = 2,    /* a panic, a deadlock or another fatal error */
    EXIT_UNDECIDED = 3, /* a search has found no schedule that fails, but has not come to its end */
    EXIT_USAGE = 64, /* gosh was called in a way that it does not know */
};

#endif
