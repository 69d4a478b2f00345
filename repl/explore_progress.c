/* How far a search is, on the terminal behind stderr. */
#include "repl/explore.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lua/width.h"
#include "repl/number.h"
#include "repl/plain.h"
#include "repl/tty.h"
#include "runtime/posix.h"

void explore_painting_begin(ExplorePainting *p) {
    const char *terminal = getenv("TERM");
    *p = (ExplorePainting){.on = isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0 && !plain_is_on(),
                           .begun = posix_monotonic()};
}

/* Seconds until the part is done. Negative: too early to say. */
static double seconds_left(const ExplorePainting *p, const ExploreProgress *progress) {
    double elapsed = (double)(p->now - p->begun) / 1e9;
    if (elapsed < 0.5 || progress->part < 0.001) return -1;
    return elapsed * (1 - progress->part) / progress->part;
}

static void left_add(Bytes *line, double seconds) {
    if (seconds < 0) return;
    if (seconds < 60)
        bytes_format(line, ", %.0f s left", seconds + 0.5);
    else if (seconds < 3600)
        bytes_format(line, ", %.0f min left", seconds / 60);
    else
        bytes_format(line, ", %.0f h left", seconds / 3600);
}

static void line_add(Bytes *line, const ExplorePainting *p, const ExploreProgress *progress) {
    static const char *const words[] = {[EXPLORE_ALL] = "", [EXPLORE_SLOW] = "slow machine: ", [EXPLORE_RANDOM] = "at random: "};
    if (progress->now == EXPLORE_SHORTEN) {
        bytes_format(line, "making the schedules simple ...");
        return;
    }
    double elapsed = (double)(p->now - p->begun) / 1e9;
    bytes_format(line, "%s", words[progress->now]);
    count_add(line, progress->schedules, "schedule", "schedules");
    if (elapsed > 0.1) {
        bytes_format(line, ", ");
        number_add(line, (uint64_t)((double)progress->schedules / elapsed));
        bytes_format(line, "/s");
    }
    left_add(line, seconds_left(p, progress));
    bytes_format(line, "; ");
    count_add(line, progress->outcomes, "outcome", "outcomes");
    if (progress->failures) bytes_format(line, ", %zu %s", progress->failures, progress->failures == 1 ? "fails" : "fail");
    bytes_format(line, "; Ctrl-C ends it");
}

void explore_paint(ExplorePainting *p, const ExploreProgress *progress) {
    if (!p->on) return;
    p->now = posix_monotonic();
    if (progress->now != p->part) p->begun = p->now;
    p->part = progress->now;
    int columns, rows;
    tty_size(STDERR_FILENO, &columns, &rows);
    Bytes line = {0};
    line_add(&line, p, progress);
    size_t fits = width_fit(line.data, line.length, columns - 1);
    fprintf(stderr, "\r%.*s\33[K", (int)fits, line.data);
    fflush(stderr);
    p->painted = true;
    bytes_free(&line);
}

void explore_painting_end(ExplorePainting *p) {
    if (!p->painted) return;
    fputs("\r\33[K", stderr);
    fflush(stderr);
}
