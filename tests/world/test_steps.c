/* Steps: whoever goes back and on again by the same choices comes to the same, wherever from. */
#include "tests/world/world.h"

#include "lua/steps.h"
#include "lua/survey.h"

enum { WALK_MOST = 400, LONG_WALK = 5000, LONG_EVERY = 97 };

typedef struct Walk {
    Steps *steps;
    World *world;
    Random random;
    size_t count;
    uint32_t chosen[WALK_MOST];
    char *moments[WALK_MOST + 1]; /* what there was after so many steps */
} Walk;

static void text_add_to(void *file, const char *bytes, size_t length) {
    fwrite(bytes, 1, length, file);
}

/* All that can be seen of the world, with what it has printed and reported. */
static char *moment_of(const Walk *walk) {
    char *text = NULL;
    size_t length = 0;
    FILE *file = open_memstream(&text, &length);
    Survey *s = survey_take(walk->world, SURVEY_OBJECTS);
    assert_non_null(s);
    survey_json(s, "step", text_add_to, file);
    survey_delete(s);
    const char *bytes = steps_output(walk->steps, &length);
    fwrite(bytes, 1, length, file);
    bytes = steps_report(walk->steps, &length);
    fwrite(bytes, 1, length, file);
    fprintf(file, "%d %u\n", steps_end(walk->steps), steps_alternatives(walk->steps, NULL, 0));
    fclose(file);
    return text;
}

static void walk_begin(Walk *walk, const char *text, uint64_t seed) {
    char *args[] = {"gosh"};
    *walk = (Walk){.steps = steps_new()};
    random_seed(&walk->random, seed);
    WorldOptions options = {.max_memory = 64 << 20, .args = args, .arg_count = 1};
    steps_prepare(walk->steps, &options);
    walk->world = world_new(&options);
    assert_non_null(walk->world);
    steps_attach(walk->steps, walk->world);
    WorldSource source = {.text = text, .length = strlen(text), .name = "@program"};
    assert_int_equal(world_start(walk->world, &source, NULL), WORLD_RUNNING);
    assert_true(steps_begin(walk->steps));
}

static void walk_end(Walk *walk) {
    for (size_t i = 0; i <= walk->count && walk->count <= WALK_MOST; i++) free(walk->moments[i]);
    steps_delete(walk->steps);
    world_delete(walk->world);
}

static uint32_t any(Walk *walk, uint32_t count) {
    return (uint32_t)(random_next(&walk->random) % count);
}

static void walk_on(Walk *walk) {
    uint32_t count;
    walk->moments[0] = moment_of(walk);
    while (walk->count < WALK_MOST && (count = steps_alternatives(walk->steps, NULL, 0)) > 0) {
        walk->chosen[walk->count++] = any(walk, count);
        steps_take(walk->steps, walk->chosen[walk->count - 1], 0);
        assert_int_equal(steps_count(walk->steps), walk->count);
        walk->moments[walk->count] = moment_of(walk);
    }
}

static void same_moment(const Walk *walk, size_t step) {
    char *now = moment_of(walk);
    assert_string_equal(now, walk->moments[step]);
    free(now);
}

static const char *const programs[] = {"tests/world/busy.gosh", "tests/world/stuck.gosh"};

static void every_program(void (*check)(const char *text, uint64_t seed)) {
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        char *text = program_text(programs[i]);
        for (uint64_t seed = 1; seed <= 5; seed++) check(text, seed);
        free(text);
    }
}

static void goes_back_and_on(const char *text, uint64_t seed) {
    enum { ROUNDS = 20 };
    Walk walk;
    walk_begin(&walk, text, seed);
    walk_on(&walk);
    assert_true(walk.count > 20);
    for (int round = 0; round < ROUNDS; round++) {
        size_t to = any(&walk, (uint32_t)steps_count(walk.steps) + 1);
        assert_true(steps_return(walk.steps, to, NULL, NULL));
        same_moment(&walk, to);
        size_t further = to + any(&walk, (uint32_t)(walk.count - to) + 1);
        while (steps_count(walk.steps) < further) {
            steps_take(walk.steps, walk.chosen[steps_count(walk.steps)], 0);
            same_moment(&walk, steps_count(walk.steps));
        }
    }
    walk_end(&walk);
}

static void back_and_on_by_the_same_choices_comes_to_the_same(void **state) {
    (void)state;
    every_program(goes_back_and_on);
}

/* What a schedule says is done in another world, and comes to the same. */
static void follows(const char *text, uint64_t seed) {
    Walk walk, other;
    Schedule schedule = {0};
    walk_begin(&walk, text, seed);
    walk_on(&walk);
    assert_true(steps_schedule(walk.steps, &schedule));
    assert_int_equal(schedule.length, steps_choices(walk.steps));
    assert_true(steps_return(walk.steps, 0, NULL, NULL));
    steps_plan(walk.steps, &schedule);
    other = walk; /* its moments */
    for (size_t step = 1; step <= walk.count; step++) {
        steps_take(other.steps, STEPS_AS_GO, STEPS_AS_GO);
        same_moment(&other, step);
    }
    size_t choice;
    assert_false(steps_misfit(walk.steps, &choice));
    assert_int_equal(steps_planned(walk.steps), 0);
    schedule_free(&schedule);
    walk_end(&walk);
}

static void a_schedule_is_followed(void **state) {
    (void)state;
    every_program(follows);
}

typedef struct Look {
    Walk *walk;
    size_t step;
    int count;
} Look;

static void look(void *arg, G *next) {
    Look *l = arg;
    l->count++;
    assert_int_equal(steps_count(l->walk->steps), l->step);
    if (next) assert_int_equal(next->status, G_RUNNABLE);
}

static void the_step_before_is_looked_at(void **state) {
    (void)state;
    char *text = program_text(programs[0]);
    Walk walk;
    walk_begin(&walk, text, 1);
    walk_on(&walk);
    for (size_t step = walk.count; step > 0; step--) {
        Look l = {.walk = &walk, .step = step - 1};
        assert_true(steps_return(walk.steps, step, look, &l));
        assert_int_equal(l.count, 1);
        same_moment(&walk, step);
    }
    walk_end(&walk);
    free(text);
}

/* There are more steps than are kept. */
static void a_long_way_back_is_found(void **state) {
    (void)state;
    static const char text[] = "ch := make(chan int, 2)\n"
                               "go func() i := 0 while true do ch <- i i = i + 1 end end()\n"
                               "while true do print(<-ch) end\n";
    char *moments[LONG_WALK / LONG_EVERY + 1];
    Walk walk;
    walk_begin(&walk, text, 7);
    walk.count = LONG_WALK; /* no moments of its own */
    for (size_t step = 0; step < LONG_WALK; step++) {
        if (step % LONG_EVERY == 0) moments[step / LONG_EVERY] = moment_of(&walk);
        uint32_t count = steps_alternatives(walk.steps, NULL, 0);
        steps_take(walk.steps, any(&walk, count), 0);
    }
    for (size_t i = LONG_WALK / LONG_EVERY + 1; i-- > 0;) {
        assert_true(steps_return(walk.steps, i * LONG_EVERY, NULL, NULL));
        char *now = moment_of(&walk);
        assert_string_equal(now, moments[i]);
        free(now);
        free(moments[i]);
    }
    walk_end(&walk);
}

static void evaluate(World *w, const char *text) {
    WorldSource source = {.text = text, .length = strlen(text), .name = "=stdin", .session = true};
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    assert_int_equal(world_run_to_end(w), WORLD_FINISHED);
}

static void a_session_is_as_it_was_when_all_is_undone(void **state) {
    (void)state;
    Walk walk = {.steps = steps_new()};
    WorldOptions options = {.max_memory = 64 << 20, .session = true};
    walk.world = world_new(&options);
    evaluate(walk.world, "n := 1; ch := make(chan int, 1); go func() <-ch; n = 10 end()");
    world_settle(walk.world, false);
    assert_true(steps_enter(walk.steps, walk.world));
    char *before = moment_of(&walk), *after;
    static const char text[] = "n = 2; ch <- 1; n = 3";
    WorldSource source = {.text = text, .length = strlen(text), .name = "=stdin", .session = true};
    assert_int_equal(world_start(walk.world, &source, NULL), WORLD_RUNNING);
    assert_true(steps_begin(walk.steps));
    while (steps_alternatives(walk.steps, NULL, 0) > 0) steps_take(walk.steps, STEPS_AS_GO, STEPS_AS_GO);
    assert_int_equal(sched_count(world_sched(walk.world)), 0);
    assert_true(steps_undo(walk.steps));
    after = moment_of(&walk);
    assert_string_equal(before, after);
    steps_leave(walk.steps);
    evaluate(walk.world, "if n ~= 1 then panic(n) end");
    evaluate(walk.world, "ch <- 1; time.Sleep(1); if n ~= 10 then panic(n) end");
    free(before);
    free(after);
    steps_delete(walk.steps);
    world_delete(walk.world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(back_and_on_by_the_same_choices_comes_to_the_same),
        cmocka_unit_test(a_schedule_is_followed),
        cmocka_unit_test(the_step_before_is_looked_at),
        cmocka_unit_test(a_long_way_back_is_found),
        cmocka_unit_test(a_session_is_as_it_was_when_all_is_undone),
    };
    return cmocka_run_group_tests_name("steps", tests, NULL, NULL);
}
