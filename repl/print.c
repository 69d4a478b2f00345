/* What gosh itself prints about a world: values, errors, notices. */
#include "repl/print.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "repl/screen.h"
#include "repl/stream.h"

/* Prints a text of the world's, ends its last line, and frees it. */
static void print_text(FILE *stream, char *text) {
    if (!text) return;
    if (stream != stdout) fflush(stdout);
    size_t length = strlen(text);
    fwrite(text, 1, length, stream);
    if (length == 0 || text[length - 1] != '\n') fputc('\n', stream);
    free(text);
}

void print_results(World *w) {
    int count = world_result_count(w);
    for (int i = 0; i < count; i++) print_text(stdout, world_result(w, i));
}

void print_error(World *w) {
    print_text(stderr, world_error(w));
}

void print_report(void *screen, const char *bytes, size_t length) {
    if (screen) {
        screen_report(screen, bytes, length);
        return;
    }
    fflush(stdout);
    stream_write(STDERR_FILENO, bytes, length);
}

bool print_finish(void) {
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout)) return true;
    const char *reason = errno ? strerror(errno) : "Not everything could be written";
    fprintf(stderr, "gosh: write stdout: %c%s\n", tolower((unsigned char)reason[0]), reason + 1);
    return false;
}
