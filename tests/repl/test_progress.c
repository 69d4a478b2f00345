/*
 * test_progress.c: what a learner has done, in its file.
 *
 * Each test has a folder of its own, which is the state directory. The linker sends the calls that change files here (Makefile),
 * so that a process can end, or a disk be full, at each of them.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "repl/progress.h"

#define FILE_NAME "gosh/lessons/course.progress"

/* ---- Calls that go wrong ---- */

/* From that call on, counted from 1, each fails with `error` that needs room, after half of it is done; or the process is killed
 * there, whatever the call needs. */
static struct Fault {
    int calls, from, error;
    bool kill;
} fault;

static bool fault_now(void) {
    return ++fault.calls >= fault.from && fault.from > 0;
}

ssize_t __real_write(int fd, const void *data, size_t length);
ssize_t __wrap_write(int fd, const void *data, size_t length);
ssize_t __wrap_write(int fd, const void *data, size_t length) {
    if (!fault_now()) return __real_write(fd, data, length);
    bool half = fault.kill || fault.calls == fault.from;
    ssize_t count = half ? __real_write(fd, data, length / 2) : 0;
    if (fault.kill) raise(SIGKILL);
    if (count > 0) return count;
    errno = fault.error;
    return -1;
}

#define WRAP(name, parameters, arguments, needs_room)                          \
    int __real_##name parameters;                                              \
    int __wrap_##name parameters;                                              \
    int __wrap_##name parameters {                                             \
        if (!(fault.kill || needs_room) || !fault_now()) return __real_##name arguments; \
        if (fault.kill) raise(SIGKILL);                                        \
        errno = fault.error;                                                   \
        return -1;                                                             \
    }

WRAP(fsync, (int fd), (fd), true)
WRAP(rename, (const char *from, const char *to), (from, to), true)
WRAP(ftruncate, (int fd, off_t length), (fd, length), false)
WRAP(unlink, (const char *name), (name), false)

/* ---- Folders and files ---- */

static int folder_new(void **state) {
    char *folder = strdup("/tmp/gosh-progress-XXXXXX");
    if (!folder || !mkdtemp(folder) || chdir(folder) != 0) return -1;
    setenv("XDG_STATE_HOME", folder, 1);
    fault = (struct Fault){0};
    *state = folder;
    return 0;
}

static int folder_delete(void **state) {
    char command[128];
    fault = (struct Fault){0};
    snprintf(command, sizeof command, "chmod -R u+w %s; rm -rf %s", (char *)*state, (char *)*state);
    int failed = chdir("/") != 0 || system(command) != 0;
    free(*state);
    return failed;
}

static void file_write(const char *name, const void *text, size_t length) {
    mkdir("gosh", 0700);
    mkdir("gosh/lessons", 0700);
    FILE *f = fopen(name, "w");
    assert_non_null(f);
    fwrite(text, 1, length, f);
    fclose(f);
}

static void log_set(const char *text) {
    file_write(FILE_NAME, text, strlen(text));
}

/* The text of a file; the caller frees it. */
static char *file_text(const char *name) {
    FILE *f = fopen(name, "r");
    if (!f) return NULL;
    char *text = calloc(1, 1 << 20);
    size_t length = fread(text, 1, (1 << 20) - 1, f);
    text[length] = '\0';
    fclose(f);
    return text;
}

static void expect_file(const char *name, const char *expected) {
    char *text = file_text(name);
    assert_non_null(text);
    assert_string_equal(text, expected);
    free(text);
}

/* From now on stderr is a file. */
static int listen(void) {
    fflush(stderr);
    int kept = dup(STDERR_FILENO);
    assert_non_null(freopen("told", "w", stderr));
    return kept;
}

/* What has been said on stderr since then, with the folder's name taken out; the caller frees it. */
static char *heard(int kept, const char *folder) {
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    char *text = file_text("told"), *at;
    while ((at = strstr(text, folder))) memmove(at, at + strlen(folder) + 1, strlen(at + strlen(folder) + 1) + 1);
    return text;
}

static void expect_heard(int kept, void **state, const char *expected) {
    char *text = heard(kept, *state);
    assert_string_equal(text, expected);
    free(text);
}

/* As somebody sees it who opens it now. */
static StepState state_now(const char *lesson, const char *step) {
    Progress *p = progress_open("course");
    StepState state = progress_state(p, lesson, step);
    progress_close(p);
    return state;
}

/* ---- Notes ---- */

static void notes_are_found_again(void **state) {
    (void)state;
    Progress *p = progress_open("course");
    progress_note(p, "close", "who-may", STATE_MISSED);
    progress_note(p, "close", "who-may", STATE_DONE);
    progress_note(p, "close", "twice", STATE_SKIPPED);
    progress_note(p, "nil", "twice", STATE_SHOWN);
    progress_note_shown(p, "close", "twice");
    progress_note_hints(p, "close", "who-may", 2);
    progress_note_place(p, "close", "twice");
    progress_note_place(p, "nil", "for-ever");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(progress_state(p, "close", "who-may"), STATE_DONE);
        assert_int_equal(progress_state(p, "close", "twice"), STATE_SKIPPED);
        assert_int_equal(progress_state(p, "nil", "twice"), STATE_SHOWN);
        assert_int_equal(progress_state(p, "nil", "who-may"), STATE_NONE);
        assert_true(progress_shown(p, "close", "twice"));
        assert_false(progress_shown(p, "close", "who-may"));
        assert_int_equal(progress_hints(p, "close", "who-may"), 2);
        assert_string_equal(progress_lesson(p), "nil");
        assert_string_equal(progress_place(p, "close"), "twice");
        assert_string_equal(progress_place(p, "nil"), "for-ever");
        assert_null(progress_place(p, "select"));
        progress_close(p);
        p = progress_open("course");
    }
    progress_close(p);
}

static void what_is_done_stays_done_when_it_is_missed_or_skipped(void **state) {
    (void)state;
    Progress *p = progress_open("course");
    progress_note(p, "close", "who-may", STATE_DONE);
    progress_note(p, "close", "who-may", STATE_SKIPPED);
    progress_note(p, "close", "twice", STATE_SHOWN);
    progress_note(p, "close", "twice", STATE_MISSED);
    progress_note(p, "close", "three", STATE_SKIPPED);
    progress_note(p, "close", "three", STATE_MISSED);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(progress_state(p, "close", "who-may"), STATE_DONE);
        assert_int_equal(progress_state(p, "close", "twice"), STATE_SHOWN);
        assert_int_equal(progress_state(p, "close", "three"), STATE_MISSED);
        progress_close(p);
        p = progress_open("course");
    }
    progress_note(p, "close", "twice", STATE_NONE);
    assert_int_equal(progress_state(p, "close", "twice"), STATE_NONE);
    progress_close(p);
}

static void nothing_is_known_at_first(void **state) {
    (void)state;
    size_t index = 0;
    Progress *p = progress_open("course");
    assert_int_equal(progress_state(p, "close", "who-may"), STATE_NONE);
    assert_null(progress_lesson(p));
    assert_null(progress_owed(p, "close", &index));
    progress_close(p);
}

static void it_is_plain_text_in_utc(void **state) {
    (void)state;
    Progress *p = progress_open("course");
    progress_note_hints(p, "close", "who-may", 3);
    progress_close(p);
    char *text = file_text(FILE_NAME);
    text[2] = text[3] = text[5] = text[6] = text[8] = text[9] = text[11] = text[12] = text[14] = text[15] = text[17] = text[18] = '#';
    assert_string_equal(text, "20##-##-##T##:##:##Z hints close/who-may 3\n");
    free(text);
    log_set("2026-11-21T18:55:07Z done close/who-may\n");
    p = progress_open("course");
    assert_int_equal(progress_state(p, "close", "who-may"), STATE_DONE);
    progress_close(p);
}

static void packs_have_files_of_their_own(void **state) {
    (void)state;
    Progress *p = progress_open("course"), *q = progress_open("other");
    progress_note(p, "close", "who-may", STATE_DONE);
    progress_note(q, "close", "who-may", STATE_MISSED);
    assert_int_equal(progress_state(p, "close", "who-may"), STATE_DONE);
    progress_close(p);
    progress_close(q);
    assert_int_equal(state_now("close", "who-may"), STATE_DONE);
}

static void a_lesson_is_forgotten_as_a_whole_and_alone(void **state) {
    (void)state;
    Progress *p = progress_open("course");
    progress_note(p, "nil", "twice", STATE_DONE);
    progress_note_place(p, "nil", "twice");
    progress_note(p, "close", "twice", STATE_DONE);
    progress_note_hints(p, "close", "twice", 1);
    progress_note_owed(p, "close", "twice", true);
    progress_note_place(p, "close", "twice");
    progress_reset(p, "close");
    progress_note_shown(p, "close", "who-may");
    for (int i = 0; i < 2; i++) {
        size_t index = 0;
        assert_int_equal(progress_state(p, "nil", "twice"), STATE_DONE);
        assert_int_equal(progress_state(p, "close", "twice"), STATE_NONE);
        assert_int_equal(progress_hints(p, "close", "twice"), 0);
        assert_true(progress_shown(p, "close", "who-may"));
        assert_null(progress_place(p, "close"));
        assert_string_equal(progress_lesson(p), "nil");
        assert_null(progress_owed(p, "nil", &index));
        progress_close(p);
        p = progress_open("course");
    }
    progress_close(p);
}

static void what_is_owed_longest_comes_first_and_not_from_this_lesson(void **state) {
    (void)state;
    Progress *p = progress_open("course");
    progress_note_owed(p, "close", "a", true);
    progress_note_owed(p, "nil", "b", true);
    progress_note_owed(p, "close", "c", true);
    progress_note_owed(p, "close", "d", true);
    progress_note_owed(p, "close", "c", false);
    progress_note_owed(p, "close", "a", true); /* missed there, too */
    progress_close(p);
    p = progress_open("course");
    size_t index = 0;
    assert_string_equal(progress_owed(p, "select", &index), "nil/b");
    assert_string_equal(progress_owed(p, "select", &index), "close/d");
    assert_string_equal(progress_owed(p, "select", &index), "close/a");
    assert_null(progress_owed(p, "select", &index));
    index = 0;
    assert_string_equal(progress_owed(p, "close", &index), "nil/b");
    assert_null(progress_owed(p, "close", &index));
    progress_close(p);
}

/* ---- Sessions at once ---- */

static void sessions_at_once_see_each_other(void **state) {
    (void)state;
    Progress *a = progress_open("course"), *b = progress_open("course");
    progress_note(a, "close", "one", STATE_DONE);
    progress_note(b, "close", "two", STATE_MISSED);
    assert_int_equal(progress_state(b, "close", "one"), STATE_DONE);
    progress_note(a, "close", "two", STATE_DONE);
    assert_int_equal(progress_state(a, "close", "two"), STATE_DONE);
    progress_note(b, "close", "three", STATE_DONE);
    assert_int_equal(progress_state(b, "close", "two"), STATE_DONE);
    progress_look(a);
    assert_int_equal(progress_state(a, "close", "three"), STATE_DONE);
    progress_close(a);
    progress_close(b);
}

static void sessions_at_once_lose_nothing(void **state) {
    (void)state;
    enum { SESSIONS = 2, EACH = 1000 };
    for (int i = 0; i < SESSIONS; i++) {
        if (fork() != 0) continue;
        Progress *p = progress_open("course");
        for (int n = 0; n < EACH; n++) {
            char step[32];
            snprintf(step, sizeof step, "%d-%d", i, n);
            progress_note(p, "close", step, STATE_DONE);
        }
        progress_close(p);
        _exit(0);
    }
    for (int i = 0; i < SESSIONS; i++) wait(NULL);
    Progress *p = progress_open("course");
    for (int i = 0; i < SESSIONS * EACH; i++) {
        char step[32];
        snprintf(step, sizeof step, "%d-%d", i / EACH, i % EACH);
        assert_int_equal(progress_state(p, "close", step), STATE_DONE);
    }
    progress_close(p);
    assert_int_not_equal(access(FILE_NAME ".damaged-1", F_OK), 0);
}

static void what_is_noted_while_another_holds_the_lock_comes_later(void **state) {
    Progress *p = progress_open("course");
    int fd = open(FILE_NAME, O_RDONLY), kept = listen();
    flock(fd, LOCK_EX);
    progress_note(p, "close", "one", STATE_DONE);
    assert_int_equal(progress_state(p, "close", "one"), STATE_DONE);
    close(fd);
    progress_close(p);
    expect_heard(kept, state,
                 "gosh: progress " FILE_NAME ": another program holds its lock; what you do is not kept until that is mended\n");
    assert_int_equal(state_now("close", "one"), STATE_DONE);
}

/* ---- Long files ---- */

/* Many lines that are outdated, and some that are not. */
static void log_fill(void) {
    FILE *f = fopen(FILE_NAME, "w");
    fputs("2026-11-21T18:55:07Z owed nil/b\n", f);
    fputs("2026-11-21T18:55:07Z done close/6\n", f);
    fputs("2026-11-21T18:55:07Z done select/forgotten\n", f);
    fputs("2026-11-21T18:55:07Z place select/forgotten\n", f);
    fputs("2026-11-21T18:55:07Z blessed close/0 by a later version\n", f);
    for (int i = 0; i < 4000; i++) {
        fprintf(f, "2026-11-21T18:55:07Z missed close/%d\n", i % 7);
        fprintf(f, "2026-11-21T18:55:07Z place close/%d\n", i % 7);
        fprintf(f, "2026-11-21T18:55:07Z hints close/%d %d\n", i % 7, (i + 1) % 3);
        fprintf(f, "2026-11-21T18:55:07Z %s close/%d\n", i % 2 ? "owed" : "repaid", i % 7);
    }
    fputs("2026-11-21T18:55:07Z reset select\n", f);
    fputs("2026-11-21T18:55:07Z done close/3\n", f);
    fclose(f);
}

static void expect_filled(Progress *p) {
    size_t index = 0;
    assert_int_equal(progress_state(p, "close", "3"), STATE_DONE);
    assert_int_equal(progress_state(p, "close", "2"), STATE_MISSED);
    assert_int_equal(progress_state(p, "close", "6"), STATE_DONE);
    assert_int_equal(progress_state(p, "select", "forgotten"), STATE_NONE);
    assert_int_equal(progress_hints(p, "close", "2"), 4000 % 3);
    assert_string_equal(progress_place(p, "close"), "2");
    assert_string_equal(progress_lesson(p), "close");
    assert_string_equal(progress_owed(p, "x", &index), "nil/b");
    assert_string_equal(progress_owed(p, "x", &index), "close/3"); /* the 3993rd time, and close/2 the 3999th */
}

static void a_long_file_becomes_shorter_and_says_the_same(void **state) {
    (void)state;
    mkdir("gosh", 0700);
    mkdir("gosh/lessons", 0700);
    log_fill();
    for (int i = 0; i < 2; i++) {
        Progress *p = progress_open("course");
        expect_filled(p);
        progress_close(p);
    }
    char *text = file_text(FILE_NAME);
    assert_true(strlen(text) < 2000);
    assert_non_null(strstr(text, "blessed close/0 by a later version\n"));
    free(text);
}

static void who_has_it_open_while_it_becomes_shorter_loses_nothing(void **state) {
    (void)state;
    Progress *early = progress_open("course");
    progress_note(early, "nil", "early", STATE_DONE);
    log_fill();
    Progress *other = progress_open("course");
    progress_note(early, "nil", "late", STATE_DONE);
    expect_filled(early);
    progress_note(other, "nil", "later", STATE_DONE);
    assert_int_equal(progress_state(other, "nil", "late"), STATE_DONE);
    progress_close(early);
    progress_close(other);
    assert_int_equal(state_now("nil", "late"), STATE_DONE);
    assert_int_equal(state_now("nil", "later"), STATE_DONE);
}

/* ---- Damage ---- */

static const char *const bad_lines[] = {
    "nonsense",
    "2026-11-21T18:55:07Z",
    "2026-11-21T18:55:07Z done",
    "2026-11-21T18:55:07Z done close",
    "2026-11-21T18:55:07Z done close/",
    "2026-11-21T18:55:07Z done /a",
    "2026-11-21T18:55:07Z done close/a/b",
    "2026-11-21T18:55:07Z reset close/a",
    "2026-11-21T18:55:07Z hints close/a",
    "2026-11-21T18:55:07Z hints close/a many",
    "2026-11-21T18:55:07Z d\xffne close/a",
    "2026-11-21T18:55:07Z done close/\xc3",
    "2026-11-21T18:55:07Z done close/a\x01",
    "2026-11-21 18:55:07Z done close/a",
    "2026-13-21T18:55:07Z done close/a",
    "2026-02-30T18:55:07Z done close/a",
    "2026-11-21T24:55:07Z done close/a",
    "2026-11-21T18:60:07Z done close/a",
    "1026-11-21T18:55:07Z done close/a",
    "2026-11-21T18:55:+7Z done close/a",
    "close/a",
};

static void lines_that_mean_nothing_are_moved(void **state) {
    enum { COUNT = sizeof bad_lines / sizeof *bad_lines };
    char text[4000] = "", bad[4000] = "";
    for (size_t i = 0; i < COUNT; i++) {
        sprintf(text + strlen(text), "2026-11-21T18:55:07Z done nil/%zu\n%s\n", i, bad_lines[i]);
        sprintf(bad + strlen(bad), "%s\n", bad_lines[i]);
    }
    log_set(text);
    int kept = listen();
    Progress *p = progress_open("course");
    for (size_t i = 0; i < COUNT; i++) {
        char step[16];
        snprintf(step, sizeof step, "%zu", i);
        assert_int_equal(progress_state(p, "nil", step), STATE_DONE);
    }
    assert_int_equal(progress_state(p, "close", "a"), STATE_NONE);
    progress_note(p, "nil", "new", STATE_DONE);
    progress_close(p);
    p = progress_open("course");
    assert_int_equal(progress_state(p, "nil", "new"), STATE_DONE);
    progress_close(p);
    expect_heard(kept, state,
                 "gosh: progress " FILE_NAME ": 21 lines mean nothing, and are now in " FILE_NAME
                 ".damaged-1; all others are kept\n");
    expect_file(FILE_NAME ".damaged-1", bad);
    assert_int_not_equal(access(FILE_NAME ".damaged-2", F_OK), 0);
}

static void a_line_without_its_end_is_moved(void **state) {
    log_set("2026-11-21T18:55:07Z done nil/a\n2026-11-21T18:55:07Z done close/who-");
    int kept = listen();
    Progress *p = progress_open("course");
    assert_int_equal(progress_state(p, "nil", "a"), STATE_DONE);
    assert_int_equal(progress_state(p, "close", "who-"), STATE_NONE);
    progress_close(p);
    expect_heard(kept, state,
                 "gosh: progress " FILE_NAME ": 1 line means nothing, and is now in " FILE_NAME
                 ".damaged-1; all others are kept\n");
    expect_file(FILE_NAME, "2026-11-21T18:55:07Z done nil/a\n");
    expect_file(FILE_NAME ".damaged-1", "2026-11-21T18:55:07Z done close/who-");
}

static void what_was_moved_before_stays(void **state) {
    log_set("first\n");
    int kept = listen();
    progress_close(progress_open("course"));
    log_set("second\n");
    progress_close(progress_open("course"));
    free(heard(kept, *state));
    expect_file(FILE_NAME ".damaged-1", "first\n");
    expect_file(FILE_NAME ".damaged-2", "second\n");
}

static void any_bytes_are_survived(void **state) {
    static unsigned char bytes[100000];
    uint32_t random = 1;
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)((random = random * 1664525 + 1013904223) >> 24);
    file_write(FILE_NAME, bytes, sizeof bytes);
    int kept = listen();
    Progress *p = progress_open("course");
    progress_note(p, "nil", "a", STATE_DONE);
    progress_close(p);
    free(heard(kept, *state));
    struct stat st;
    assert_int_equal(stat(FILE_NAME ".damaged-1", &st), 0);
    assert_true(st.st_size > (off_t)sizeof bytes * 99 / 100); /* lines with nothing in them are no damage */
    assert_int_equal(state_now("nil", "a"), STATE_DONE);
}

static void a_file_too_large_is_put_aside(void **state) {
    log_set("");
    assert_int_equal(truncate(FILE_NAME, 100 << 20), 0);
    int kept = listen();
    Progress *p = progress_open("course");
    progress_note(p, "nil", "a", STATE_DONE);
    progress_close(p);
    expect_heard(kept, state,
                 "gosh: progress " FILE_NAME ": it is too large, and is " FILE_NAME ".damaged-1 now\n");
    assert_int_equal(state_now("nil", "a"), STATE_DONE);
}

static void damage_done_while_it_is_open_is_found_with_the_next_note(void **state) {
    int kept = listen();
    Progress *p = progress_open("course");
    progress_note(p, "nil", "a", STATE_DONE);
    FILE *f = fopen(FILE_NAME, "a");
    fputs("cut", f);
    fclose(f);
    progress_note(p, "nil", "b", STATE_DONE);
    progress_close(p);
    free(heard(kept, *state));
    expect_file(FILE_NAME ".damaged-1", "cut");
    assert_int_equal(state_now("nil", "a"), STATE_DONE);
    assert_int_equal(state_now("nil", "b"), STATE_DONE);
}

static void a_later_versions_words_stay(void **state) {
    (void)state;
    const char *text = "2026-11-21T18:55:07Z blessed\n"
                       "2026-11-21T18:55:07Z timed-out close/a after 3 minutes, in \"half\" of it: ü\n"
                       "\n"
                       "2026-11-21T18:55:07Z done nil/a with no hints\n"
                       "2026-11-21T18:55:07Z done nil/b \t\r\n";
    log_set(text);
    Progress *p = progress_open("course");
    assert_int_equal(progress_state(p, "nil", "a"), STATE_DONE);
    assert_int_equal(progress_state(p, "nil", "b"), STATE_DONE);
    progress_close(p);
    expect_file(FILE_NAME, text);
}

/* ---- Disks and folders ---- */

static void a_full_disk_is_told_once_and_loses_nothing(void **state) {
    int kept = listen();
    Progress *p = progress_open("course");
    progress_note(p, "nil", "before", STATE_DONE);
    for (int from = 1; from < 4; from++) { /* at the first half of a line, at its second, at its way to the disk */
        fault = (struct Fault){.from = from, .error = ENOSPC};
        progress_note(p, "nil", "one", STATE_DONE);
        progress_note(p, "nil", "two", STATE_MISSED);
        assert_int_equal(progress_state(p, "nil", "two"), STATE_MISSED);
    }
    fault = (struct Fault){0};
    progress_note(p, "nil", "three", STATE_DONE);
    assert_int_equal(state_now("nil", "two"), STATE_MISSED);
    fault = (struct Fault){.from = 1, .error = EDQUOT};
    progress_note(p, "nil", "last", STATE_DONE);
    fault = (struct Fault){0};
    progress_close(p);
    expect_heard(kept, state,
                 "gosh: progress " FILE_NAME ": no space left on device; what you do is not kept until that is mended\n");
    const char *const steps[] = {"before", "one", "three", "last"};
    for (size_t i = 0; i < 4; i++) assert_int_equal(state_now("nil", steps[i]), STATE_DONE);
    assert_int_not_equal(access(FILE_NAME ".damaged-1", F_OK), 0);
}

/* Wherever a call fails while lines are moved or the file becomes shorter, it says what it has said. */
static void a_disk_that_is_full_while_the_file_is_written_anew_loses_nothing(void **state) {
    for (int from = 1; from < 8; from++) {
        for (int damage = 0; damage < 2; damage++) {
            log_set("");
            log_fill();
            if (damage) {
                FILE *f = fopen(FILE_NAME, "a");
                fputs("damage\n", f);
                fclose(f);
            }
            int kept = listen();
            fault = (struct Fault){.from = from, .error = ENOSPC};
            Progress *p = progress_open("course");
            fault = (struct Fault){0};
            expect_filled(p);
            progress_note(p, "nil", "a", STATE_DONE);
            progress_close(p);
            p = progress_open("course");
            expect_filled(p);
            assert_int_equal(progress_state(p, "nil", "a"), STATE_DONE);
            progress_close(p);
            free(heard(kept, *state));
        }
    }
}

/* A process that notes is killed at each call in its turn: what was noted before is there, and the next note is kept. */
static void a_crash_loses_the_line_being_written_at_most(void **state) {
    int kept = listen();
    int from = 1;
    for (bool killed = true; killed; from++) {
        unlink(FILE_NAME);
        pid_t child = fork();
        if (child == 0) {
            Progress *p = progress_open("course");
            fault = (struct Fault){.from = from, .kill = true};
            for (int i = 0; i < 3; i++) {
                char step[16];
                snprintf(step, sizeof step, "%d", i);
                progress_note(p, "nil", step, STATE_DONE);
                file_write("noted", step, 1);
            }
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        killed = WIFSIGNALED(status);
        char *noted = file_text("noted");
        Progress *p = progress_open("course");
        for (int i = 0; noted && i <= atoi(noted); i++) {
            char step[16];
            snprintf(step, sizeof step, "%d", i);
            assert_int_equal(progress_state(p, "nil", step), STATE_DONE);
        }
        progress_note(p, "nil", "next", STATE_DONE);
        progress_close(p);
        assert_int_equal(state_now("nil", "next"), STATE_DONE);
        free(noted);
        unlink("noted");
    }
    free(heard(kept, *state));
    assert_true(from > 6);
}

static void a_crash_while_the_file_is_written_anew_loses_nothing(void **state) {
    int kept = listen(), from = 1;
    for (bool killed = true; killed; from++) {
        log_set("");
        log_fill();
        FILE *f = fopen(FILE_NAME, "a");
        fputs("damage\n", f);
        fclose(f);
        pid_t child = fork();
        if (child == 0) {
            fault = (struct Fault){.from = from, .kill = true};
            progress_open("course");
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        killed = WIFSIGNALED(status);
        Progress *p = progress_open("course");
        expect_filled(p);
        progress_close(p);
    }
    free(heard(kept, *state));
    assert_true(from > 8);
    char *text = file_text(FILE_NAME ".damaged-1");
    assert_non_null(text);
    free(text);
}

/* As somebody whom permissions stop, which root is not. */
static void as_somebody_else(void (*body)(void), void **state, const char *expected) {
    int kept = listen();
    pid_t child = fork();
    if (child == 0) {
        if (getuid() == 0 && seteuid(65534) != 0) _exit(99);
        body();
        fflush(stderr);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    expect_heard(kept, state, expected);
}

static void note_without_rights(void) {
    Progress *p = progress_open("course");
    if (progress_state(p, "nil", "a") != STATE_DONE) _exit(1);
    progress_note(p, "nil", "b", STATE_DONE);
    progress_note(p, "nil", "c", STATE_DONE);
    if (progress_state(p, "nil", "b") != STATE_DONE) _exit(2);
    progress_close(p);
}

static void a_file_that_cannot_be_written_is_read(void **state) {
    log_set("2026-11-21T18:55:07Z done nil/a\n");
    chmod(*state, 0755);
    chmod("gosh", 0755);
    chmod("gosh/lessons", 0555);
    chmod(FILE_NAME, 0444);
    as_somebody_else(note_without_rights, state,
                     "gosh: progress " FILE_NAME
                     ": permission denied; what you do is not kept until that is mended\n");
    expect_file(FILE_NAME, "2026-11-21T18:55:07Z done nil/a\n");
}

static void note_in_memory(void) {
    Progress *p = progress_open("course");
    progress_note(p, "nil", "a", STATE_DONE);
    progress_note_place(p, "nil", "b");
    if (progress_state(p, "nil", "a") != STATE_DONE || strcmp(progress_lesson(p), "nil") != 0) _exit(1);
    progress_close(p);
}

static void a_folder_that_cannot_be_made_is_told(void **state) {
    chmod(*state, 0555);
    as_somebody_else(note_in_memory, state,
                     "gosh: progress " FILE_NAME
                     ": no such file or directory; what you do is not kept until that is mended\n");
}

static void a_folder_in_its_place_is_told(void **state) {
    log_set("");
    unlink(FILE_NAME);
    mkdir(FILE_NAME, 0700);
    int kept = listen();
    note_in_memory();
    expect_heard(kept, state,
                 "gosh: progress " FILE_NAME ": is a directory; what you do is not kept until that is mended\n");
}

static void a_pipe_in_its_place_is_told(void **state) {
    log_set("");
    unlink(FILE_NAME);
    mkfifo(FILE_NAME, 0600);
    int kept = listen();
    note_in_memory();
    expect_heard(kept, state,
                 "gosh: progress " FILE_NAME
                 ": it is no file, but a pipe or a device; what you do is not kept until that is mended\n");
}

static void without_a_home_it_is_kept_in_memory(void **state) {
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
    int kept = listen();
    note_in_memory();
    expect_heard(kept, state,
                 "gosh: progress: neither XDG_STATE_HOME nor HOME says where to keep it; what you do is not kept\n");
}

static void it_is_in_the_home_and_private(void **state) {
    unsetenv("XDG_STATE_HOME");
    setenv("HOME", *state, 1);
    note_in_memory();
    struct stat st;
    assert_int_equal(stat(".local/state/" FILE_NAME, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_file_deleted_meanwhile_is_made_again(void **state) {
    (void)state;
    Progress *p = progress_open("course");
    progress_note(p, "nil", "a", STATE_DONE);
    unlink(FILE_NAME);
    progress_note(p, "nil", "b", STATE_DONE);
    assert_int_equal(progress_state(p, "nil", "a"), STATE_NONE);
    progress_close(p);
    assert_int_equal(state_now("nil", "b"), STATE_DONE);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, folder_new, folder_delete)
    const struct CMUnitTest tests[] = {
        TEST(notes_are_found_again),
        TEST(what_is_done_stays_done_when_it_is_missed_or_skipped),
        TEST(nothing_is_known_at_first),
        TEST(it_is_plain_text_in_utc),
        TEST(packs_have_files_of_their_own),
        TEST(a_lesson_is_forgotten_as_a_whole_and_alone),
        TEST(what_is_owed_longest_comes_first_and_not_from_this_lesson),
        TEST(sessions_at_once_see_each_other),
        TEST(sessions_at_once_lose_nothing),
        TEST(what_is_noted_while_another_holds_the_lock_comes_later),
        TEST(a_long_file_becomes_shorter_and_says_the_same),
        TEST(who_has_it_open_while_it_becomes_shorter_loses_nothing),
        TEST(lines_that_mean_nothing_are_moved),
        TEST(a_line_without_its_end_is_moved),
        TEST(what_was_moved_before_stays),
        TEST(any_bytes_are_survived),
        TEST(a_file_too_large_is_put_aside),
        TEST(damage_done_while_it_is_open_is_found_with_the_next_note),
        TEST(a_later_versions_words_stay),
        TEST(a_full_disk_is_told_once_and_loses_nothing),
        TEST(a_disk_that_is_full_while_the_file_is_written_anew_loses_nothing),
        TEST(a_crash_loses_the_line_being_written_at_most),
        TEST(a_crash_while_the_file_is_written_anew_loses_nothing),
        TEST(a_file_that_cannot_be_written_is_read),
        TEST(a_folder_that_cannot_be_made_is_told),
        TEST(a_folder_in_its_place_is_told),
        TEST(a_pipe_in_its_place_is_told),
        TEST(without_a_home_it_is_kept_in_memory),
        TEST(it_is_in_the_home_and_private),
        TEST(a_file_deleted_meanwhile_is_made_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
