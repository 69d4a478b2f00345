/* What a learner has done: lines of a file, and what they come to. */
#include "repl/progress.h"

#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "repl/bytes.h"
#include "repl/lesson.h"
#include "repl/progress_line.h"
#include "repl/state.h"
#include "repl/stream.h"

enum {
    LARGEST = 64 << 20, /* file that is read; nobody has learnt as much */
    MANY = 2000,        /* lines, from which on it is looked whether most of them are outdated */
    DAMAGED = 100,      /* names tried for a file of lines that mean nothing */
};

/* Of a step; or of a lesson as a whole, whose `step` is empty. */
typedef struct Record {
    char *lesson, *step; /* the one behind the other */
    char *both;          /* "LESSON/STEP" */
    StepState state;
    bool shown;
    int hints;
    size_t owed;   /* the number of the line that says so; 0: it is not */
    char *place;   /* of a lesson: its step where the learner is; NULL: nowhere */
    size_t placed; /* the number of the line that says so */
    unsigned newer; /* while outdated lines are looked for: of what there has been a newer one */
} Record;

struct Progress {
    Bytes path; /* ended by a NUL; empty: there is no file */
    Bytes all;  /* pointers to the records, which `tree` has in order */
    void *tree;
    size_t lines;  /* that have been read */
    off_t read;    /* so far, in that file */
    struct stat file;
    Bytes unwritten; /* lines that the file has not got yet */
    bool told, damage_told;
};

/* ---- Records ---- */

static int record_compare(const void *a, const void *b) {
    const Record *x = a, *y = b;
    int order = strcmp(x->lesson, y->lesson);
    return order ? order : strcmp(x->step, y->step);
}

static Record **records(const Progress *p, size_t *count) {
    *count = p->all.length / sizeof(Record *);
    return (Record **)(void *)p->all.data;
}

static Record *record_find(const Progress *p, const char *lesson, const char *step) {
    if (!p) return NULL;
    Record key = {.lesson = (char *)lesson, .step = (char *)step};
    Record *const *found = tfind(&key, &p->tree, record_compare);
    return found ? *found : NULL;
}

static void record_free(Record *r) {
    free(r->both);
    free(r->lesson);
    free(r->place);
    free(r);
}

/* Finds it, or makes it; NULL without memory. */
static Record *record_get(Progress *p, const char *lesson, const char *step) {
    Record *r = record_find(p, lesson, step);
    if (r) return r;
    size_t before = strlen(lesson) + 1, after = strlen(step) + 1;
    if (!(r = calloc(1, sizeof *r))) return NULL;
    r->lesson = malloc(before + after);
    r->both = malloc(before + after);
    if (r->lesson && r->both) {
        r->step = r->lesson + before;
        memcpy(r->lesson, lesson, before);
        memcpy(r->step, step, after);
        snprintf(r->both, before + after, "%s/%s", lesson, step);
        if (tsearch(r, &p->tree, record_compare)) {
            bytes_add(&p->all, (const char *)&r, sizeof r);
            return r;
        }
    }
    record_free(r);
    return NULL;
}

static void record_keep(void *record) {
    (void)record; /* it is freed with all of them */
}

/* Forgets what has been read. */
static void records_clear(Progress *p) {
    tdestroy(p->tree, record_keep);
    p->tree = NULL;
    size_t count;
    Record **all = records(p, &count);
    for (size_t i = 0; i < count; i++) record_free(all[i]);
    p->all.length = 0;
    p->lines = 0;
    p->read = 0;
}

static void lesson_forget(Progress *p, const char *lesson) {
    size_t count;
    Record **all = records(p, &count);
    for (size_t i = 0; i < count; i++) {
        Record *r = all[i];
        if (strcmp(r->lesson, lesson) != 0) continue;
        free(r->place);
        *r = (Record){.lesson = r->lesson, .step = r->step, .both = r->both};
    }
}

/* ---- Lines ---- */

/* What is done stays done when it is skipped or missed later, in another session perhaps. */
static bool is_weak(const Line *line) {
    return line->word == LINE_STATE && (line->state == STATE_SKIPPED || line->state == STATE_MISSED);
}

static void line_apply(Progress *p, const Line *line) {
    p->lines++;
    if (line->word == LINE_FOREIGN) return;
    if (line->word == LINE_RESET) {
        lesson_forget(p, line->lesson);
        return;
    }
    Record *r = record_get(p, line->lesson, line->word == LINE_PLACE ? "" : line->step);
    if (!r) return;
    switch (line->word) {
    case LINE_STATE:
        if (is_weak(line) && r->state >= STATE_SHOWN) break;
        r->state = line->state;
        break;
    case LINE_ANSWER: r->shown = true; break;
    case LINE_HINTS: r->hints = line->hints; break;
    case LINE_OWED: r->owed = p->lines; break;
    case LINE_REPAID: r->owed = 0; break;
    default: /* LINE_PLACE */
        free(r->place);
        r->place = strdup(line->step);
        r->placed = p->lines;
    }
}

/* Goes through the lines of a text; `each` gets also those that mean nothing, as NULL. The last one may lack its end, and means
 * nothing then: nobody knows how it would have gone on. */
static void lines_walk(Progress *p, const Bytes *text, void each(Progress *, const Line *, const char *, size_t, void *), void *arg) {
    for (size_t at = 0; at < text->length;) {
        const char *from = text->data + at, *end = memchr(from, '\n', text->length - at);
        size_t length = end ? (size_t)(end - from) + 1 : text->length - at;
        Line line;
        bool means = end && line_parse(&line, from, length - 1);
        each(p, means ? &line : NULL, from, length, arg);
        if (means) line_free(&line);
        at += length;
    }
}

static void line_take(Progress *p, const Line *line, const char *text, size_t length, void *damaged) {
    (void)text, (void)length;
    if (line)
        line_apply(p, line);
    else
        ++*(size_t *)damaged;
}

static void unwritten_apply(Progress *p) {
    size_t damaged = 0;
    lines_walk(p, &p->unwritten, line_take, &damaged);
}

/* ---- Setting aside ---- */

typedef struct Parting {
    Bytes good, bad;
    size_t count; /* of bad ones */
} Parting;

static void line_part(Progress *p, const Line *line, const char *text, size_t length, void *arg) {
    (void)p;
    Parting *parting = arg;
    bytes_add(line ? &parting->good : &parting->bad, text, length);
    if (!line) parting->count++;
}

/* A new file beside the progress, whose name is then in `name`. -1 and errno. */
static int damaged_new(const Progress *p, Bytes *name) {
    int fd = -1;
    for (int i = 1; i <= DAMAGED; i++) {
        name->length = 0;
        bytes_format(name, "%s.damaged-%d", p->path.data, i);
        bytes_add(name, "", 1);
        fd = open(name->data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd >= 0 || errno != EEXIST) break;
    }
    return fd;
}

static bool damaged_write(const Progress *p, const Bytes *text, Bytes *name) {
    int fd = damaged_new(p, name);
    if (fd < 0) return false;
    bool written = stream_write(fd, text->data, text->length) && fsync(fd) == 0;
    if (close(fd) != 0) written = false;
    if (!written) unlink(name->data);
    return written;
}

static void damage_tell(Progress *p, size_t count, const char *name) {
    if (p->damage_told) return;
    p->damage_told = true;
    fflush(stdout);
    fprintf(stderr, "gosh: progress %s: %zu line%s nothing, and %s %s%s; all others are kept\n", p->path.data, count,
            count == 1 ? " means" : "s mean", count == 1 ? "is" : "are", name ? "now in " : "passed over", name ? name : "");
}

/* Moves the lines that mean nothing to a file of their own. True: the file is another one now. */
static bool damage_part(Progress *p, const Bytes *text) {
    Parting parting = {0};
    Bytes name = {0};
    lines_walk(p, text, line_part, &parting);
    bool parted = damaged_write(p, &parting.bad, &name);
    if (parted && state_replace(p->path.data, parting.good.data, parting.good.length) != 0) {
        unlink(name.data);
        parted = false;
    }
    damage_tell(p, parting.count, parted ? name.data : NULL);
    bytes_free(&name);
    bytes_free(&parting.good);
    bytes_free(&parting.bad);
    return parted;
}

/* Puts a file aside that is too large to be one of ours. */
static bool damage_whole(Progress *p) {
    Bytes name = {0};
    int fd = damaged_new(p, &name);
    if (fd >= 0) close(fd);
    bool moved = fd >= 0 && rename(p->path.data, name.data) == 0;
    if (moved) fprintf(stderr, "gosh: progress %s: it is too large, and is %s now\n", p->path.data, name.data);
    if (!moved) errno = EFBIG;
    bytes_free(&name);
    return moved;
}

/* ---- Outdated lines ---- */

/* Is there a newer line that says the same of the same? */
static bool line_is_outdated(Progress *p, const Line *line) {
    enum { RESET = 1 << LINE_RESET, WEAK = 1 << (LINE_RESET + 1) };
    if (line->word == LINE_FOREIGN) return false;
    Record *lesson = record_get(p, line->lesson, ""), *r = lesson;
    if (line->word != LINE_RESET && line->word != LINE_PLACE) r = record_get(p, line->lesson, line->step);
    if (!r || !lesson) return false;
    unsigned bit = is_weak(line) ? WEAK : 1u << (line->word == LINE_REPAID ? LINE_OWED : line->word);
    unsigned above = is_weak(line) ? WEAK | 1u << LINE_STATE : bit;
    bool outdated = (lesson->newer & RESET) || (r->newer & above) || line->word == LINE_RESET;
    r->newer |= bit;
    return outdated;
}

/* What is left of a text without lines that are outdated. */
static void outdated_drop(Progress *p, const Bytes *text, Bytes *left) {
    Bytes starts = {0}; /* of the lines that stay, last one first */
    for (size_t end = text->length; end > 0;) {
        const char *before = end > 1 ? memrchr(text->data, '\n', end - 1) : NULL;
        size_t from = before ? (size_t)(before - text->data) + 1 : 0;
        Line line;
        bool means = line_parse(&line, text->data + from, end - from - 1);
        if (!means || !line_is_outdated(p, &line)) bytes_add(&starts, (const char *)&from, sizeof from);
        if (means) line_free(&line);
        end = from;
    }
    for (size_t i = starts.length / sizeof(size_t); i-- > 0;) {
        size_t from = ((size_t *)(void *)starts.data)[i];
        const char *end = memchr(text->data + from, '\n', text->length - from);
        bytes_add(left, text->data + from, (size_t)(end - text->data) + 1 - from);
    }
    bytes_free(&starts);
}

/* Makes the file shorter when most of it is outdated. True: it is another one now. */
static bool log_shorten(Progress *p, const Bytes *text) {
    Bytes left = {0};
    outdated_drop(p, text, &left);
    bool shorter = left.length < text->length / 2 && state_replace(p->path.data, left.data, left.length) == 0;
    bytes_free(&left);
    return shorter;
}

/* ---- The file ---- */

static void progress_tell(Progress *p, int error) {
    if (!p->told) state_tell("progress", p->path.data, error, "what you do is not kept until that is mended");
    p->told = true;
}

/* Takes in what the file has that has not been read. 1: it is all read; 0: the file has been replaced, and is to be opened
 * again; -1 and errno. */
static int log_take(Progress *p, int fd, bool adds) {
    struct stat st;
    if (fstat(fd, &st) != 0) return -1;
    if (st.st_size > LARGEST) return adds && damage_whole(p) ? 0 : -1;
    if (st.st_ino != p->file.st_ino || st.st_dev != p->file.st_dev || st.st_size < p->read) records_clear(p);
    p->file = st;

    Bytes text = {0};
    bool first = p->read == 0, replaced = false;
    ssize_t count = 0;
    size_t wanted = (size_t)(st.st_size - p->read), damaged = 0;
    while (text.length < wanted) {
        count = pread(fd, bytes_room(&text, wanted - text.length), wanted - text.length, p->read + (off_t)text.length);
        if (count == 0 || (count < 0 && errno != EINTR)) break;
        if (count > 0) text.length += (size_t)count;
    }
    if (count >= 0) {
        p->read += (off_t)text.length;
        lines_walk(p, &text, line_take, &damaged);
        /* Lines that mean nothing are looked for when the whole file is read, and those that others write are read then. */
        if (damaged && !first) records_clear(p), replaced = true;
        if (damaged && first && !adds) damage_tell(p, damaged, NULL);
        if (damaged && first && adds) replaced = damage_part(p, &text);
        if (!damaged && first && adds && p->lines > MANY) replaced = log_shorten(p, &text);
    }
    bytes_free(&text);
    return count < 0 ? -1 : !replaced;
}

/* Opens the file with its lock, and reads what is new in it. -1 after a message. */
static int log_open(Progress *p, bool adds) {
    for (;;) {
        int fd = state_open(p->path.data, adds), taken = fd < 0 ? -1 : log_take(p, fd, adds);
        if (taken > 0) return fd;
        int error = errno;
        if (fd >= 0) close(fd);
        if (taken < 0) {
            progress_tell(p, error);
            return -1;
        }
    }
}

static void unwritten_write(Progress *p, int fd) {
    struct stat before, after;
    bool known = fstat(fd, &before) == 0;
    bool written = known && state_add(fd, p->unwritten.data, p->unwritten.length);
    if (written && fsync(fd) != 0 && errno != EINVAL) { /* there is room only when the disk says so */
        int error = errno;
        written = ftruncate(fd, before.st_size) != 0;
        errno = error;
    }
    if (!written) {
        progress_tell(p, errno);
        return;
    }
    p->unwritten.length = 0;
    if (fstat(fd, &after) == 0) p->read = after.st_size;
}

static void log_write(Progress *p) {
    int fd = p->path.length > 0 ? log_open(p, true) : -1;
    unwritten_apply(p);
    if (fd >= 0) {
        unwritten_write(p, fd);
        close(fd);
    }
    if (p->path.length == 0) p->unwritten.length = 0;
}

void progress_look(Progress *p) {
    int fd = p && p->path.length > 0 && p->unwritten.length == 0 ? log_open(p, true) : -1;
    if (fd >= 0) close(fd);
}

Progress *progress_open(const char *pack) {
    Progress *p = calloc(1, sizeof *p);
    if (!p) return NULL;
    Bytes name = {0};
    bytes_format(&name, "lessons/%s.progress", pack);
    if (!state_path(&p->path, name.data)) {
        fflush(stdout);
        fputs("gosh: progress: neither XDG_STATE_HOME nor HOME says where to keep it; what you do is not kept\n", stderr);
    }
    bytes_free(&name);
    if (p->path.length == 0) return p;
    int fd = log_open(p, true);
    if (fd < 0) { /* perhaps it can be read */
        p->told = true;
        fd = log_open(p, false);
    }
    if (fd >= 0) close(fd);
    return p;
}

void progress_close(Progress *p) {
    if (!p) return;
    if (p->unwritten.length > 0) log_write(p);
    records_clear(p);
    bytes_free(&p->all);
    bytes_free(&p->path);
    bytes_free(&p->unwritten);
    free(p);
}

/* ---- Notes ---- */

static void note(Progress *p, const Line *line) {
    if (!p) return;
    line_format(&p->unwritten, line);
    log_write(p);
}

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec;
}

#define NOTE(p, ...) note(p, &(Line){.time = now(), .lesson = (char *)lesson, .step = (char *)step, __VA_ARGS__})

void progress_note(Progress *p, const char *lesson, const char *step, StepState state) {
    NOTE(p, .word = LINE_STATE, .state = state);
}

void progress_note_shown(Progress *p, const char *lesson, const char *step) {
    NOTE(p, .word = LINE_ANSWER);
}

void progress_note_hints(Progress *p, const char *lesson, const char *step, int hints) {
    NOTE(p, .word = LINE_HINTS, .hints = hints);
}

void progress_note_place(Progress *p, const char *lesson, const char *step) {
    NOTE(p, .word = LINE_PLACE);
}

void progress_note_owed(Progress *p, const char *lesson, const char *step, bool owed) {
    NOTE(p, .word = owed ? LINE_OWED : LINE_REPAID);
}

void progress_reset(Progress *p, const char *lesson) {
    const char *step = NULL;
    NOTE(p, .word = LINE_RESET);
}

/* ---- What they come to ---- */

StepState progress_state(const Progress *p, const char *lesson, const char *step) {
    const Record *r = record_find(p, lesson, step);
    return r ? r->state : STATE_NONE;
}

bool progress_shown(const Progress *p, const char *lesson, const char *step) {
    const Record *r = record_find(p, lesson, step);
    return r && r->shown;
}

int progress_hints(const Progress *p, const char *lesson, const char *step) {
    const Record *r = record_find(p, lesson, step);
    return r ? r->hints : 0;
}

const char *progress_lesson(const Progress *p) {
    size_t count = 0;
    Record **all = p ? records(p, &count) : NULL;
    const Record *newest = NULL;
    for (size_t i = 0; i < count; i++)
        if (all[i]->place && (!newest || all[i]->placed > newest->placed)) newest = all[i];
    return newest ? newest->lesson : NULL;
}

const char *progress_place(const Progress *p, const char *lesson) {
    const Record *r = record_find(p, lesson, "");
    return r ? r->place : NULL;
}

const char *progress_owed(const Progress *p, const char *lesson, size_t *index) {
    size_t count = 0;
    Record **all = p ? records(p, &count) : NULL;
    const Record *oldest = NULL;
    for (size_t i = 0; i < count; i++) {
        const Record *r = all[i];
        bool asked = r->owed > *index && strcmp(r->lesson, lesson) != 0;
        if (asked && (!oldest || r->owed < oldest->owed)) oldest = r;
    }
    if (!oldest) return NULL;
    *index = oldest->owed;
    return oldest->both;
}
