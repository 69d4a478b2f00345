/* Timers of one time where a strategy decides: their order is its choice, and when others run between them. */
#include "tests/runtime/world.h"

/* Answers that a test has written down, and how many alternatives there were; the first one where none is left. */
typedef struct Script {
    uint32_t answers[64], asked[64], at;
} Script;

static uint32_t script_choose(void *state, Sched *s, uint32_t count) {
    Script *script = state;
    (void)s;
    assert_true(script->at < 64);
    script->asked[script->at] = count;
    uint32_t i = script->at++;
    assert_true(script->answers[i] < count);
    return script->answers[i];
}

static uint32_t first_next(void *state, Sched *s, G *const *ready, uint32_t count) {
    (void)state, (void)s, (void)ready, (void)count;
    return 0;
}

static void say_which(Sched *s, Timer *t) {
    World *w = (World *)((char *)t->arg - offsetof(World, timers[0]));
    (void)s;
    say(w, "%d", (int)(t - w->timers));
}

/* Timers 0 to 3, due at 5 ms. */
static World *world_of_four(const Strategy *strategy) {
    World *w = world_new();
    assert_true(sched_set_strategy(w->s, strategy));
    for (int i = 0; i < 4; i++) {
        w->timers[i] = (Timer){.fire = say_which, .arg = w->timers};
        assert_true(timer_start(w->s, &w->timers[i], 5 * MS, 0));
    }
    return w;
}

static void the_order_is_chosen_among_those_that_are_left(void **state) {
    (void)state;
    bool seen[4][4] = {{false}};
    for (uint32_t a = 0; a < 4; a++)
        for (uint32_t b = 0; b < 3; b++) {
            Script script = {.answers = {a, b, 0}};
            Strategy chosen = {.state = &script, .next = first_next, .choose = script_choose};
            World *w = world_of_four(&chosen);
            assert_int_equal(world_run(w), SCHED_ASLEEP);
            assert_int_equal(script.at, 3);
            assert_int_equal(script.asked[0], 4);
            assert_int_equal(script.asked[1], 3);
            assert_int_equal(script.asked[2], 2);
            seen[w->log[0] - '0'][w->log[2] - '0'] = true;
            world_delete(w);
        }
    for (int a = 0; a < 4; a++)
        for (int b = 0; b < 4; b++) assert_int_equal(seen[a][b], a != b);
}

static void without_a_strategy_it_is_their_age(void **state) {
    (void)state;
    World *w = world_of_four(NULL);
    world_run(w);
    assert_string_equal(w->log, "0 1 2 3");
    world_delete(w);
}

static void an_earlier_timer_is_no_choice(void **state) {
    (void)state;
    Script script = {.answers = {2, 1, 0}};
    Strategy chosen = {.state = &script, .next = first_next, .choose = script_choose};
    World *w = world_of_four(&chosen);
    timer_stop(w->s, &w->timers[2]);
    timer_start(w->s, &w->timers[2], 5 * MS - 1, 0);
    world_run(w);
    assert_int_equal(w->log[0], '2');
    assert_int_equal(script.asked[0], 3);
    world_delete(w);
}

static RunEnd sleep_and_say(World *w, G *g, Toy *t) {
    BEGIN;
    SLEEP(5 * MS);
    say(w, "woken%d", (int)t->me);
    END;
}

static void sleeps_that_end_together_are_no_choice_of_their_own(void **state) {
    (void)state;
    Script script = {.at = 0};
    Strategy chosen = {.state = &script, .next = first_next, .choose = script_choose};
    World *w = world_new();
    sched_set_strategy(w->s, &chosen);
    for (int i = 1; i <= 3; i++) spawn(w, sleep_and_say, i, NULL);
    world_run(w);
    assert_string_equal(w->log, "woken1 woken2 woken3");
    assert_int_equal(script.at, 0);
    world_delete(w);
}

/* A timer that was started first, and one who sleeps as long. */
static void run_beside_a_sleep(uint32_t answer, const char *expected) {
    Script script = {.answers = {answer}};
    Strategy chosen = {.state = &script, .next = first_next, .choose = script_choose};
    World *w = world_new();
    sched_set_strategy(w->s, &chosen);
    w->timers[0] = (Timer){.fire = say_which, .arg = w->timers};
    timer_start(w->s, &w->timers[0], 5 * MS, 0);
    spawn(w, sleep_and_say, 1, NULL);
    world_run(w);
    assert_string_equal(w->log, expected);
    assert_int_equal(script.at, 1);
    assert_int_equal(script.asked[0], 2);
    assert_int_equal(sched_now(w->s), 5 * MS);
    world_delete(w);
}

static void whoever_wakes_with_a_timer_may_run_before_it_fires(void **state) {
    (void)state;
    run_beside_a_sleep(0, "0 woken1");
    run_beside_a_sleep(1, "woken1 0");
}

static bool early_once(void *state, Sched *s) {
    (void)state;
    return sched_now(s) == 0;
}

static RunEnd say_times(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 3; t->i++) {
        say(w, "at %d", (int)(sched_now(w->s) / MS));
        GOSCHED();
    }
    END;
}

static void of_those_that_come_early_the_first_is_not_asked_about(void **state) {
    (void)state;
    Script script = {.answers = {1}};
    Strategy early = {.state = &script, .next = first_next, .choose = script_choose, .timer_early = early_once};
    World *w = world_of_four(&early);
    spawn(w, say_times, 1, NULL);
    world_run(w);
    assert_string_equal(w->log, "0 at 5 at 5 at 5 1 2 3");
    assert_int_equal(script.at, 1); /* whether the next one fires as well */
    assert_int_equal(script.asked[0], 2);
    world_delete(w);
}

static void count_one(Sched *s, Timer *t) {
    (void)s;
    ++*(int *)t->arg;
}

static void of_a_great_many_each_fires_once(void **state) {
    (void)state;
    enum { MANY = 20000 };
    World *w = world_new();
    assert_true(sched_set_strategy(w->s, &strategy_seeded));
    Timer *timers = calloc(MANY, sizeof *timers);
    int *fired = calloc(MANY, sizeof *fired);
    assert_true(timers && fired);
    for (int i = 0; i < MANY; i++) {
        timers[i] = (Timer){.fire = count_one, .arg = &fired[i]};
        assert_true(timer_start(w->s, &timers[i], 5 * MS, 0));
    }
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    for (int i = 0; i < MANY; i++) assert_int_equal(fired[i], 1);
    assert_int_equal(sched_now(w->s), 5 * MS);
    world_delete(w);
    free(timers);
    free(fired);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_is_chosen_among_those_that_are_left),
        cmocka_unit_test(without_a_strategy_it_is_their_age),
        cmocka_unit_test(an_earlier_timer_is_no_choice),
        cmocka_unit_test(sleeps_that_end_together_are_no_choice_of_their_own),
        cmocka_unit_test(whoever_wakes_with_a_timer_may_run_before_it_fires),
        cmocka_unit_test(of_those_that_come_early_the_first_is_not_asked_about),
        cmocka_unit_test(of_a_great_many_each_fires_once),
    };
    return cmocka_run_group_tests_name("ties", tests, NULL, NULL);
}
