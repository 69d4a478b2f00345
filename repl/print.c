/* What gosh itself prints about a world: errors, notices. */
#include "repl/print.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "repl/exit.h"
#include "repl/report.h"
#include "repl/screen.h"
#include "repl/stream.h"
#include "runtime/posix.h"

void print_refusal(World *w) {
    print_refusal_text(world_error(w));
}

void print_refusal_text(char *error) {
    if (!error) return;
    fflush(stdout);
    size_t length = strlen(error);
    report_print(stderr, error, length);
    if (length == 0 || error[length - 1] != '\n') report_print(stderr, "\n", 1);
    free(error);
}

static bool is_same_file(int a, int b) {
    struct stat x, y;
    return fstat(a, &x) == 0 && fstat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

bool print_takes(void) {
    return __fpending(stdout) == 0 || posix_ready(STDOUT_FILENO, POLL_WRITE);
}

void print_report(void *screen, const char *bytes, size_t length) {
    Bytes piece = report_piece(stderr, bytes, length);
    if (screen) {
        screen_report(screen, piece.data, piece.length);
        return;
    }
    if (print_takes() || is_same_file(STDOUT_FILENO, STDERR_FILENO)) fflush(stdout);
    stream_write(STDERR_FILENO, piece.data, piece.length);
}

/* What is written to the descriptor comes to nothing until it is put back; -1: it is written after all. */
static int print_silence(int fd) {
    int kept = fcntl(fd, F_DUPFD_CLOEXEC, 0), nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (kept >= 0 && nothing >= 0) dup2(nothing, fd);
    if (nothing >= 0) close(nothing);
    return kept;
}

static void print_put_back(int fd, int kept) {
    if (kept < 0) return;
    dup2(kept, fd);
    close(kept);
}

int print_leaks(World *w, void *screen, int code) {
    fflush(stdout);
    int out = print_silence(STDOUT_FILENO), err = print_silence(STDERR_FILENO);
    world_settle(w, true);
    fflush(stdout);
    print_put_back(STDOUT_FILENO, out);
    print_put_back(STDERR_FILENO, err);
    return world_leaks(w, print_report, screen) && code == EXIT_OK ? EXIT_LEAKED : code;
}

bool print_failure(const char *verb, const char *name, int error) {
    const char *reason = error ? strerror(error) : "Not everything could be written";
    fflush(stdout);
    fprintf(stderr, "gosh: %s %s: %c%s\n", verb, name, tolower((unsigned char)reason[0]), reason + 1);
    return false;
}

bool print_finish(void) {
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout)) return true;
    return print_failure("write", "stdout", errno);
}
