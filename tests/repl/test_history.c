/*
 * test_history.c: the entries of before, in their file.
 *
 * Each test has a folder of its own, in which the file is "history" unless it says otherwise.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "repl/history.h"

static int folder_new(void **state) {
    char *folder = strdup("/tmp/gosh-history-XXXXXX");
    if (!folder || !mkdtemp(folder) || chdir(folder) != 0) return -1;
    unsetenv("XDG_STATE_HOME");
    setenv("HOME", folder, 1);
    setenv("GOSH_HISTORY", "history", 1);
    *state = folder;
    return 0;
}

static int folder_delete(void **state) {
    char command[128];
    snprintf(command, sizeof command, "chmod -R u+w %s; rm -rf %s", (char *)*state, (char *)*state);
    int failed = chdir("/") != 0 || system(command) != 0;
    free(*state);
    return failed;
}

static void add(HistoryList *h, const char *entry) {
    history_add(h, entry, strlen(entry), true);
}

static void write_file(const char *name, const char *text) {
    FILE *f = fopen(name, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

/* A list as opened now has just these entries, up to NULL. */
static void expect(const char *first, ...) {
    va_list more;
    va_start(more, first);
    HistoryList *h = history_open();
    size_t i = 0;
    for (const char *entry = first; entry; entry = va_arg(more, const char *), i++) {
        assert_true(i < history_count(h));
        assert_string_equal(history_at(h, i), entry);
    }
    assert_int_equal(history_count(h), i);
    history_close(h);
    va_end(more);
}

static void entries_are_kept_whole(void **state) {
    (void)state;
    HistoryList *h = history_open();
    add(h, "x := 1");
    add(h, "func f()\n\treturn \"a\\n\\\\\"\nend");
    add(h, "日本語 \x1b \xff");
    history_close(h);
    expect("x := 1", "func f()\n\treturn \"a\\n\\\\\"\nend", "日本語 \x1b \xff", NULL);
}

static void each_is_in_the_file_at_once(void **state) {
    (void)state;
    HistoryList *h = history_open();
    add(h, "one");
    expect("one", NULL);
    history_close(h);
}

static void blanks_repeats_and_what_begins_with_a_space_are_not_kept(void **state) {
    (void)state;
    HistoryList *h = history_open();
    add(h, "one");
    add(h, "one");
    add(h, " secret");
    add(h, "");
    add(h, "\n\t");
    history_add(h, "dropped", 7, false);
    assert_int_equal(history_count(h), 2);
    add(h, "one");
    history_close(h);
    expect("one", "one", NULL);
}

static void sessions_at_once_lose_nothing(void **state) {
    (void)state;
    enum { SESSIONS = 8, EACH = 100 };
    for (int i = 0; i < SESSIONS; i++) {
        if (fork() != 0) continue;
        HistoryList *h = history_open();
        for (int n = 0; n < EACH; n++) {
            char entry[32];
            snprintf(entry, sizeof entry, "%d\n%d", i, n);
            add(h, entry);
        }
        _exit(0);
    }
    for (int i = 0; i < SESSIONS; i++) wait(NULL);
    HistoryList *h = history_open();
    int next[SESSIONS] = {0};
    assert_int_equal(history_count(h), SESSIONS * EACH);
    for (size_t i = 0; i < history_count(h); i++) {
        int session, n;
        assert_int_equal(sscanf(history_at(h, i), "%d %d", &session, &n), 2);
        assert_int_equal(next[session]++, n);
    }
    history_close(h);
}

static void the_last_10000_are_kept(void **state) {
    (void)state;
    FILE *f = fopen("history", "w");
    for (int i = 1; i <= 12000; i++) fprintf(f, "e%d\n", i);
    fclose(f);
    HistoryList *h = history_open();
    assert_int_equal(history_count(h), 10000);
    assert_string_equal(history_at(h, 0), "e2001");
    add(h, "last");
    history_close(h);
    struct stat st;
    assert_int_equal(stat("history", &st), 0);
    assert_true(st.st_size < 12000 * 6 - 2000 * 4);
    h = history_open();
    assert_string_equal(history_at(h, history_count(h) - 1), "last");
    history_close(h);
}

static void who_has_the_file_open_while_it_is_cut_loses_nothing(void **state) {
    (void)state;
    HistoryList *early = history_open();
    add(early, "early");
    FILE *f = fopen("history", "a");
    for (int i = 1; i <= 12000; i++) fprintf(f, "e%d\n", i);
    fclose(f);
    history_close(history_open());
    add(early, "late");
    history_close(early);
    HistoryList *h = history_open();
    assert_string_equal(history_at(h, history_count(h) - 1), "late");
    history_close(h);
}

static void a_damaged_line_is_passed_over(void **state) {
    (void)state;
    write_file("history", "good\nbad \\x\n\nbad \\\nalso\\\\good\\nx\ntorn");
    HistoryList *h = history_open();
    add(h, "new");
    history_close(h);
    expect("good", "also\\good\nx", "torn", "new", NULL);
}

/* A full disk, as far as a limit can be one. */
static void half_an_entry_does_not_stay(void **state) {
    (void)state;
    struct rlimit before, full = {.rlim_cur = 10};
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    int kept = dup(STDERR_FILENO);
    HistoryList *h = history_open();
    add(h, "one");
    getrlimit(RLIMIT_FSIZE, &before);
    full.rlim_max = before.rlim_max;
    fflush(stderr);
    assert_non_null(freopen("/dev/null", "w", stderr));
    setrlimit(RLIMIT_FSIZE, &full);
    add(h, "that does not fit");
    setrlimit(RLIMIT_FSIZE, &before);
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    signal(SIGXFSZ, handler);
    add(h, "three");
    history_close(h);
    expect("one", "three", NULL);
}

static void a_link_stays_a_link(void **state) {
    (void)state;
    FILE *f = fopen("real", "w");
    for (int i = 1; i <= 12000; i++) fprintf(f, "e%d\n", i);
    fclose(f);
    assert_int_equal(symlink("real", "history"), 0);
    history_close(history_open());
    struct stat st;
    assert_int_equal(lstat("history", &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat("real", &st), 0);
    assert_true(st.st_size < 12000 * 6 - 2000 * 4);
}

static void it_is_in_the_state_folder_and_private(void **state) {
    (void)state;
    struct stat st;
    unsetenv("GOSH_HISTORY");
    history_close(history_open());
    assert_int_equal(stat(".local/state/gosh/history", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(stat(".local/state/gosh", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    char folder[256];
    snprintf(folder, sizeof folder, "%s/state", (char *)*state);
    setenv("XDG_STATE_HOME", folder, 1);
    history_close(history_open());
    assert_int_equal(stat("state/gosh/history", &st), 0);
}

static void an_empty_name_turns_it_off(void **state) {
    (void)state;
    setenv("GOSH_HISTORY", "", 1);
    HistoryList *h = history_open();
    add(h, "one");
    assert_int_equal(history_count(h), 1);
    history_close(h);
    assert_int_not_equal(access(".local", F_OK), 0);
    expect(NULL);
}

static void what_cannot_be_opened_is_told_once(void **state) {
    (void)state;
    fflush(stderr);
    int kept = dup(STDERR_FILENO);
    assert_non_null(freopen("told", "w", stderr));
    assert_int_equal(mkdir("history", 0700), 0);
    HistoryList *h = history_open();
    add(h, "one");
    add(h, "two");
    assert_int_equal(history_count(h), 2);
    history_close(h);
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    char told[256] = "";
    FILE *f = fopen("told", "r");
    size_t length = fread(told, 1, sizeof told - 1, f);
    fclose(f);
    told[length] = '\0';
    assert_string_equal(told, "gosh: history history: is a directory; this session's entries are not kept\n");
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, folder_new, folder_delete)
    const struct CMUnitTest tests[] = {
        TEST(entries_are_kept_whole),
        TEST(each_is_in_the_file_at_once),
        TEST(blanks_repeats_and_what_begins_with_a_space_are_not_kept),
        TEST(sessions_at_once_lose_nothing),
        TEST(the_last_10000_are_kept),
        TEST(who_has_the_file_open_while_it_is_cut_loses_nothing),
        TEST(a_damaged_line_is_passed_over),
        TEST(half_an_entry_does_not_stay),
        TEST(a_link_stays_a_link),
        TEST(it_is_in_the_state_folder_and_private),
        TEST(an_empty_name_turns_it_off),
        TEST(what_cannot_be_opened_is_told_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
