/* No memory: a world to which the arena refuses an allocation, each in turn, says so in a panic or an error, or cannot be
 * made; it never crashes, and a session goes on.
 *
 *     test_memory [STEP]      every STEP-th allocation; 1 is thorough, and takes minutes */
#include "lua/sketch.h"
#include "tests/refuse.h"
#include "tests/world/world.h"

/* A program, and how it ends when there is memory. */
typedef struct Program {
    const char *path, *ending;
} Program;

static const Program busy = {"tests/world/busy.gosh", "finished"},
                     stuck = {"tests/world/stuck.gosh", "all goroutines are asleep - deadlock!"},
             net = {"tests/world/net.gosh", "finished"};

enum { PLENTY = 64 << 20 };

static size_t step;
static size_t memory = PLENTY;
static char complaint[2000]; /* the first */

static void complain(const char *what, const char *detail) {
    if (*complaint) return;
    snprintf(complaint, sizeof complaint, "allocation %zu refused: %s: %s", refused_arena.from, what,
             detail);
}

static void check_end(World *w, WorldEnd end, const Program *program, bool session,
                      const Reported *reported) {
    char *error = world_error(w);
    const char *said = error ? error : reported->bytes ? reported->bytes : "";
    switch (end) {
    case WORLD_FINISHED:
        break;
    case WORLD_PANIC:
    case WORLD_STATIC:
        if (!strstr(said, "not enough memory")) complain("it says", said);
        break;
    case WORLD_FATAL: /* in a session also when a goroutine that it waits for is gone */
        if (!strstr(said, "out of memory") && !strstr(said, program->ending) &&
            !(session && strstr(said, "panic: ")))
            complain("it says", said);
        break;
    case WORLD_RUNNING:
    case WORLD_KILLED:
        complain("it does not end", "");
    }
    free(error);
}

/* There is memory again: a session can be used. */
static void check_alive(World *w, const Reported *reported) {
    static const char text[] =
        "(func() ch := make(chan string) go func() ch <- \"a\" .. 1 end() return <-ch end)()";
    WorldSource source = {
        .text = text, .length = sizeof text - 1, .name = "=stdin", .session = true};
    if (world_start(w, &source, NULL) != WORLD_RUNNING || world_run_to_end(w) != WORLD_FINISHED)
        complain("afterwards", reported->bytes);
    Sketch *result = world_result(w, 0);
    if (!result || strcmp(result->whole.text, "\"a1\"") != 0)
        complain("the result is afterwards", result ? result->whole.text : NULL);
    sketch_delete(result);
}

/* What it printed; NULL without a world. To be freed. */
static char *run(const Program *program, size_t from, size_t to, bool session) {
    char *text = program_text(program->path);
    Capture capture = capture_begin();
    refuse(&refused_arena, from, to);
    char *args[] = {"gosh"};
    Reported reported = {0};
    WorldOptions options = {.report = reported_add,
                            .report_arg = &reported,
                            .max_memory = memory,
                            .seeded = true,
                            .seed = 1,
                            .args = args,
                            .arg_count = 1,
                            .session = session};
    World *w = world_new(&options);
    bool made = w;
    if (w) {
        WorldSource source = {
            .text = text, .length = strlen(text), .name = "@program", .session = session};
        WorldEnd end = world_start(w, &source, NULL);
        if (end == WORLD_RUNNING) end = world_run_to_end(w);
        check_end(w, end, program, session, &reported);
        refused_arena.to = 0;
        if (session) check_alive(w, &reported);
    }
    world_delete(w);
    free(text);
    free(reported.bytes);
    char *output = capture_end(&capture);
    if (made) return output;
    free(output);
    return NULL;
}

/* Runs with each of the world's allocations refused in turn, and `count` - 1 after it. With one refusal Lua collects its
 * garbage and tries again; with two in a row it raises an error, and later there is memory again. */
static void refuse_in_turn(const Program *program, size_t count, bool session) {
    char *wanted = run(program, SIZE_MAX, SIZE_MAX, session);
    size_t total = refused_arena.seen;
    assert_non_null(wanted);
    for (size_t i = 0; i < total && !*complaint; i += step) {
        char *output = run(program, i, count > total ? SIZE_MAX : i + count, session);
        if (count == 1 && output && strcmp(output, wanted) != 0) complain("it prints", output);
        free(output);
    }
    free(wanted);
    char first[sizeof complaint];
    strcpy(first, complaint);
    *complaint = '\0';
    assert_string_equal(first, "");
}

static void where_collecting_helps_nothing_is_to_be_seen(void **state) {
    (void)state;
    refuse_in_turn(&busy, 1, false);
    refuse_in_turn(&stuck, 1, false);
    refuse_in_turn(&net, 1, false);
}

static void an_error_anywhere_is_a_panic(void **state) {
    (void)state;
    refuse_in_turn(&busy, 2, false);
    refuse_in_turn(&stuck, 2, false);
    refuse_in_turn(&net, 2, false);
}

static void no_memory_from_anywhere_on_is_a_panic(void **state) {
    (void)state;
    refuse_in_turn(&busy, SIZE_MAX, false);
    refuse_in_turn(&stuck, SIZE_MAX, false);
    refuse_in_turn(&net, SIZE_MAX, false);
}

static void a_session_goes_on_after_an_error(void **state) {
    (void)state;
    refuse_in_turn(&busy, 2, true);
    refuse_in_turn(&stuck, 2, true);
    refuse_in_turn(&net, 2, true);
}

static void a_session_goes_on_when_there_is_memory_again(void **state) {
    (void)state;
    refuse_in_turn(&busy, SIZE_MAX, true);
    refuse_in_turn(&stuck, SIZE_MAX, true);
    refuse_in_turn(&net, SIZE_MAX, true);
}

static void errors_again_and_again_are_panics(void **state) {
    (void)state;
    for (refused_arena.period = 3; refused_arena.period < 100; refused_arena.period = refused_arena.period * 2 + 1) {
        refuse_in_turn(&busy, 2, false);
        refuse_in_turn(&stuck, 2, false);
        refuse_in_turn(&net, 2, false);
        refuse_in_turn(&busy, 2, true);
    }
    refused_arena.period = 0;
}

static void a_world_of_any_size_says_when_it_is_full(void **state) {
    (void)state;
    for (memory = 16 << 10; memory < 1 << 20; memory += step << 10) {
        free(run(&busy, SIZE_MAX, SIZE_MAX, false));
        free(run(&stuck, SIZE_MAX, SIZE_MAX, false));
        free(run(&net, SIZE_MAX, SIZE_MAX, false));
    }
    memory = PLENTY;
    assert_string_equal(complaint, "");
}

int main(int argc, char **argv) {
    step = argc > 1 ? strtoul(argv[1], NULL, 10) : 7;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_collecting_helps_nothing_is_to_be_seen),
        cmocka_unit_test(an_error_anywhere_is_a_panic),
        cmocka_unit_test(no_memory_from_anywhere_on_is_a_panic),
        cmocka_unit_test(a_session_goes_on_after_an_error),
        cmocka_unit_test(a_session_goes_on_when_there_is_memory_again),
        cmocka_unit_test(errors_again_and_again_are_panics),
        cmocka_unit_test(a_world_of_any_size_says_when_it_is_full),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
