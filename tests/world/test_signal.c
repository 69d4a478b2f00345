/* Signals are the process's, and worlds come and go in it. */
#include "tests/world/world.h"

static WorldEnd run(const char *text) {
    const WorldSource source = {.text = text, .length = strlen(text), .name = "=test"};
    const WorldOptions options = {.max_memory = 64 << 20};
    World *w = world_new(&options);
    assert_non_null(w);
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    WorldEnd end = world_run_to_end(w);
    world_delete(w);
    return end;
}

/* The first world ends before it has looked. */
static void a_signal_that_comes_at_the_end_hinders_no_later_world(void **state) {
    (void)state;
    static const char text[] = "c := make(chan os.Signal, 1)\n"
                               "signal.Notify(c, syscall.SIGUSR1)\n"
                               "syscall.Kill(syscall.Getpid(), syscall.SIGUSR1)\n";
    static const char more[] = "select\n"
                               "case <-c:\n"
                               "case <-time.After(5 * time.Second):\n"
                               "  panic(\"no signal\")\n"
                               "end\n";
    char both[sizeof text + sizeof more];
    snprintf(both, sizeof both, "%s%s", text, more);
    assert_int_equal(run(text), WORLD_FINISHED);
    assert_int_equal(run(both), WORLD_FINISHED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signal_that_comes_at_the_end_hinders_no_later_world),
    };
    return cmocka_run_group_tests_name("signal", tests, NULL, NULL);
}
