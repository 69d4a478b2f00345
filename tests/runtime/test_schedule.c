/* Schedules: lists and their text; and the strategy that follows one. */
#include "tests/runtime/world.h"

#include "runtime/schedule.h"

/* ---- Text ---- */

static Schedule schedule_of(const uint16_t *choices, size_t count) {
    Schedule s = {0};
    for (size_t i = 0; i < count; i++) assert_true(schedule_add(&s, choices[i]));
    return s;
}

static void is_written(const uint16_t *choices, size_t count, const char *text) {
    Schedule s = schedule_of(choices, count);
    char buffer[64];
    assert_int_equal(schedule_write(&s, buffer, sizeof buffer), strlen(text));
    assert_string_equal(buffer, text);
    schedule_free(&s);
}

static void a_schedule_is_written_by_what_is_not_gos_order(void **state) {
    (void)state;
    is_written(NULL, 0, "");
    is_written((uint16_t[]){0, 0, 0}, 3, "");
    is_written((uint16_t[]){1}, 1, "a");
    is_written((uint16_t[]){0, 0, 1, 0, 0, 0, 2, 0}, 8, "2a3b");
    is_written((uint16_t[]){26, 27, 52, 53}, 4, "zZaZzZZa");
    is_written((uint16_t[]){0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3}, 12, "10cc");
}

/* The choices behind the last that is not 0 are not written. */
static void same_until_the_end(const Schedule *a, const Schedule *b) {
    size_t length = a->length;
    while (length && !a->choices[length - 1]) length--;
    assert_int_equal(length, b->length);
    for (size_t i = 0; i < length; i++) assert_int_equal(a->choices[i], b->choices[i]);
}

static void what_is_written_is_read_again(void **state) {
    (void)state;
    Random random;
    random_seed(&random, 6);
    for (int round = 0; round < 3000; round++) {
        Schedule s = {0}, again = {0};
        size_t length = random_next(&random) % 60;
        uint32_t most = round % 3 ? 3 : 200;
        for (size_t i = 0; i < length; i++) {
            uint64_t bits = random_next(&random);
            assert_true(schedule_add(&s, bits % 4 ? 0 : (uint32_t)(bits >> 32) % most));
        }
        char text[1024], part[16];
        const char *wrong;
        size_t needed = schedule_write(&s, text, sizeof text);
        assert_int_equal(needed, strlen(text));
        assert_int_equal(schedule_write(&s, NULL, 0), needed);
        assert_int_equal(schedule_write(&s, part, sizeof part), needed);
        assert_int_equal(strncmp(part, text, sizeof part - 1), 0);
        assert_true(schedule_read(&again, text, &wrong));
        same_until_the_end(&s, &again);
        assert_int_equal(schedule_deviations(&s), schedule_deviations(&again));
        schedule_free(&s);
        schedule_free(&again);
    }
}

static void is_wrong_at(const char *text, size_t place) {
    Schedule s = {0};
    const char *wrong = NULL;
    assert_false(schedule_read(&s, text, &wrong));
    assert_ptr_equal(wrong, text + place);
    schedule_free(&s);
}

static void what_is_no_schedule_is_refused_with_its_place(void **state) {
    (void)state;
    is_wrong_at("3", 0);
    is_wrong_at("2a3", 2);
    is_wrong_at("a-b", 1);
    is_wrong_at("aA", 1);
    is_wrong_at("a b", 1);
    is_wrong_at("Z", 0);
    is_wrong_at("aZ", 1);
    is_wrong_at("Z3a", 0);
    is_wrong_at("a\xff", 1);
    is_wrong_at("99999999999999999999a", 0);
    is_wrong_at("1000000a1000000a", 8);
    char *many = malloc(6000);
    memset(many, 'Z', 5998);
    many[5998] = 'a';
    many[5999] = '\0';
    is_wrong_at(many, 0);
    free(many);
}

/* Any bytes are a schedule or are not. */
static void random_bytes_do_no_harm(void **state) {
    (void)state;
    Random random;
    random_seed(&random, 7);
    for (int round = 0; round < 20000; round++) {
        static const char letters[] = "abcz019Z-A \x80";
        char text[12];
        size_t length = random_next(&random) % sizeof text;
        for (size_t i = 0; i < length; i++) text[i] = letters[random_next(&random) % (sizeof letters - 1)];
        text[length < sizeof text ? length : sizeof text - 1] = '\0';
        Schedule s = {0};
        const char *wrong = NULL;
        if (!schedule_read(&s, text, &wrong)) assert_in_range(wrong - text, 0, sizeof text - 1);
        schedule_free(&s);
    }
}

static void a_copy_is_its_own(void **state) {
    (void)state;
    Schedule s = schedule_of((uint16_t[]){1, 0, 2}, 3), copy = {0};
    assert_true(schedule_copy(&copy, &s));
    s.choices[0] = 7;
    assert_int_equal(copy.length, 3);
    assert_int_equal(copy.choices[0], 1);
    assert_true(schedule_copy(&copy, &s)); /* what it was goes */
    assert_int_equal(copy.choices[0], 7);
    assert_true(schedule_add(&copy, 4));
    assert_int_equal(copy.choices[3], 4);
    assert_int_equal(schedule_deviations(&copy), 3);
    schedule_free(&s);
    schedule_free(&copy);
}

/* ---- A Control ---- */

static void plan(Control *c, const uint16_t *choices, size_t count) {
    memset(c, 0, sizeof *c);
    c->plan = schedule_of(choices, count);
    control_begin(c);
}

static void control_over(Control *c) {
    schedule_free(&c->plan);
    control_end(c);
}

static RunEnd say_me(World *w, G *g, Toy *t) {
    BEGIN;
    say(w, "%d", (int)t->me);
    END;
}

static RunEnd spawn_four(World *w, G *g, Toy *t) {
    BEGIN;
    for (int i = 0; i < 4; i++) spawn(w, say_me, i, NULL);
    END;
}

/* What four goroutines, which Go runs in the order 3 0 1 2, say under a plan. */
static void four_say(const uint16_t *choices, size_t count, const char *expected) {
    Control c;
    plan(&c, choices, count);
    World *w = world_new();
    assert_true(sched_set_strategy(w->s, &c.strategy));
    world_says(w, spawn_four, expected);
    assert_int_equal(c.misfit.count, 0);
    assert_int_equal(c.made_count, 3); /* one of four, of three, of two */
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(c.made[i].kind, DECIDE_NEXT);
        assert_int_equal(c.made[i].count, 4 - i);
        assert_int_equal(c.made[i].choice, i < count ? choices[i] : 0);
        assert_false(c.made[i].timer || c.made[i].continues);
    }
    world_delete(w);
    control_over(&c);
}

static void the_empty_plan_is_gos_order_and_the_others_follow_as_they_became_runnable(void **state) {
    (void)state;
    four_say(NULL, 0, "3 0 1 2");
    four_say((uint16_t[]){1}, 1, "0 3 1 2");
    four_say((uint16_t[]){2}, 1, "1 3 0 2");
    four_say((uint16_t[]){3, 2, 1}, 3, "2 1 0 3");
    four_say((uint16_t[]){0, 2, 1}, 3, "3 2 1 0");
}

static void a_choice_that_is_none_of_the_alternatives_is_told(void **state) {
    (void)state;
    Control c;
    plan(&c, (uint16_t[]){1, 3, 1}, 3);
    World *w = world_new();
    assert_true(sched_set_strategy(w->s, &c.strategy));
    world_says(w, spawn_four, "0 3 2 1");
    assert_int_equal(c.misfit.count, 3);
    assert_int_equal(c.misfit.choice, 3);
    assert_int_equal(c.misfit_place, 1);
    assert_int_equal(c.place, 3);
    world_delete(w);
    control_over(&c);
}

static RunEnd yielder(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 3; t->i++) {
        say(w, "%d", (int)t->me);
        GOSCHED();
    }
    END;
}

static RunEnd waker(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 3; t->i++) {
        spawn(w, say_me, 10 * t->me + t->i, NULL);
        if (t->i == 1) SEND(&w->chans[0].chan, integer(1));
        GOSCHED();
        say(w, "w%d", (int)t->me);
    }
    END;
}

static RunEnd receiver(World *w, G *g, Toy *t) {
    BEGIN;
    RECV(&w->chans[0].chan);
    say(w, "r%d", (int)t->me);
    RECV(&w->chans[0].chan);
    say(w, "r%d", (int)t->me);
    END;
}

static RunEnd mixed(World *w, G *g, Toy *t) {
    BEGIN;
    spawn(w, receiver, 1, NULL);
    for (t->i = 1; t->i < 30; t->i++) spawn(w, t->i % 3 ? yielder : waker, t->i, NULL);
    GOSCHED();
    say(w, "main");
    END;
}

/* The queues of Go, the global one among them, of which every 61st turn takes one, and a batch an empty ring. */
static void the_empty_plan_is_gos_order_with_all_its_queues(void **state) {
    (void)state;
    for (int every_point = 0; every_point < 2; every_point++) {
        World *plain = world_new(), *w = world_new();
        chan_in(plain, 0);
        chan_in(w, 0);
        spawn_last(plain, mixed, 0, NULL);
        world_run(plain);
        Control c;
        plan(&c, NULL, 0);
        c.every_point = every_point;
        assert_true(sched_set_strategy(w->s, &c.strategy));
        world_says(w, mixed, plain->log);
        world_delete(plain);
        world_delete(w);
        control_over(&c);
    }
}

/* ---- Points ---- */

static RunEnd lock_and_say(World *w, G *g, Toy *t) {
    BEGIN;
    DO(mutex_lock(w->s, &w->mutex));
    say(w, "%d", (int)t->me);
    DO(mutex_unlock(w->s, &w->mutex));
    END;
}

static RunEnd two_lock(World *w, G *g, Toy *t) {
    BEGIN;
    spawn(w, lock_and_say, 1, NULL);
    spawn(w, lock_and_say, 2, NULL);
    END;
}

static void at_a_point_the_first_alternative_goes_on(void **state) {
    (void)state;
    Control c;
    plan(&c, (uint16_t[]){0, 0, 1}, 3); /* 2 begins, is held before its Lock, locks, and is left there for 1, which waits */
    World *w = world_new();
    assert_true(sched_set_strategy(w->s, &c.strategy));
    world_says(w, two_lock, "2 1");
    assert_true(c.made_count >= 3);
    assert_false(c.made[0].continues);
    assert_true(c.made[1].continues && c.made[2].continues);
    assert_int_equal(c.made[2].choice, 1);
    assert_int_equal(c.misfit.count, 0);
    world_delete(w);
    control_over(&c);
}

static void nobody_is_held_where_nobody_else_can_run(void **state) {
    (void)state;
    for (int every_point = 0; every_point < 2; every_point++) {
        Control c;
        plan(&c, NULL, 0);
        c.every_point = every_point;
        World *w = world_new();
        assert_true(sched_set_strategy(w->s, &c.strategy));
        world_says(w, lock_and_say, "0");
        assert_int_equal(sched_counts(w->s).switches, every_point ? 3 : 1);
        assert_int_equal(c.made_count, 0); /* there was only one alternative */
        world_delete(w);
        control_over(&c);
    }
}

/* The alternatives between two turns are those that the next choice is made from. */
static void alternatives_are_told_in_the_order_of_the_choices(void **state) {
    (void)state;
    Control c;
    plan(&c, NULL, 0);
    c.every_point = true;
    World *w = world_new();
    assert_true(sched_set_strategy(w->s, &c.strategy));
    spawn_last(w, spawn_four, 0, NULL);
    sched_run(w->s, 1);
    G *list[8] = {0};
    bool continues = true;
    assert_int_equal(control_alternatives(&c, w->s, list, 8, &continues), 4);
    assert_false(continues);
    assert_int_equal(toy_of(list[0])->me, 3);
    for (int i = 1; i < 4; i++) assert_int_equal(toy_of(list[i])->me, i - 1);
    G *few[2] = {0};
    assert_int_equal(control_alternatives(&c, w->s, few, 2, &continues), 4);
    assert_ptr_equal(few[1], list[1]);
    timer_start(w->s, &w->timers[0], MS, 0);
    assert_int_equal(control_alternatives(&c, w->s, list, 8, &continues), 5);
    assert_null(list[4]);
    timer_stop(w->s, &w->timers[0]);
    spawn(w, lock_and_say, 9, NULL);
    sched_run(w->s, 1); /* to its Lock */
    assert_int_equal(control_alternatives(&c, w->s, list, 8, &continues), 5);
    assert_true(continues);
    assert_int_equal(toy_of(list[0])->me, 9);
    world_delete(w);
    control_over(&c);
}

/* ---- Timers ---- */

static RunEnd sleep_and_say(World *w, G *g, Toy *t) {
    BEGIN;
    SLEEP(t->me * MS);
    say(w, "%d", (int)t->me);
    END;
}

static RunEnd say_twice(World *w, G *g, Toy *t) {
    BEGIN;
    say(w, "a");
    GOSCHED();
    say(w, "b");
    END;
}

static RunEnd sleeper_beside(World *w, G *g, Toy *t) {
    BEGIN;
    spawn(w, say_twice, 0, NULL);
    spawn(w, sleep_and_say, 5, NULL);
    END;
}

static void beside_say(const uint16_t *choices, size_t count, const char *expected) {
    Control c;
    plan(&c, choices, count);
    World *w = world_new();
    assert_true(sched_set_strategy(w->s, &c.strategy));
    world_says(w, sleeper_beside, expected);
    assert_int_equal(c.misfit.count, 0);
    world_delete(w);
    control_over(&c);
}

static void a_timer_is_the_last_alternative_while_somebody_can_run(void **state) {
    (void)state;
    beside_say(NULL, 0, "a b 5");
    /* The sleeper begins and is held before its Sleep, sleeps; then its timer comes before the other. */
    beside_say((uint16_t[]){0, 0, 1, 0}, 4, "5 a b");
    beside_say((uint16_t[]){0, 0, 1, 1}, 4, "a 5 b");
    beside_say((uint16_t[]){0, 0, 0, 1, 0}, 5, "a 5 b");
    beside_say((uint16_t[]){0, 0, 0, 1, 1}, 5, "a b 5");
}

static RunEnd look_at_timer(World *w, G *g, Toy *t) {
    BEGIN;
    timer_start(w->s, &w->timers[0], 5 * MS, 0);
    SELECT(((SelectCase[]){{.chan = &w->chans[0].chan}}), 1, true);
    say(w, "%d at %d", t->chosen, (int)(sched_now(w->s) / MS));
    END;
}

static void a_look_at_a_timer_may_find_that_it_is_due(void **state) {
    (void)state;
    for (uint16_t late = 0; late < 2; late++) {
        Control c;
        plan(&c, &late, 1);
        World *w = world_new();
        timer_chan(w, 0);
        assert_true(sched_set_strategy(w->s, &c.strategy));
        world_says(w, look_at_timer, late ? "0 at 5" : "-1 at 0");
        assert_int_equal(c.made_count, 1);
        assert_int_equal(c.made[0].kind, DECIDE_LATE);
        assert_int_equal(c.made[0].choice, late);
        world_delete(w);
        control_over(&c);
    }
}

static RunEnd select_three(World *w, G *g, Toy *t) {
    BEGIN;
    SELECT(((SelectCase[]){{.chan = &w->chans[0].chan}, {.chan = &w->chans[1].chan}, {.chan = &w->chans[2].chan}}), 3, false);
    say(w, "%d", t->chosen);
    END;
}

static void a_select_takes_its_ready_cases_in_their_order(void **state) {
    (void)state;
    for (uint16_t choice = 0; choice < 2; choice++) {
        Control c;
        plan(&c, &choice, 1);
        World *w = world_new();
        for (int i = 0; i < 3; i++) chan_in(w, 0)->closed = i != 1;
        assert_true(sched_set_strategy(w->s, &c.strategy));
        world_says(w, select_three, choice ? "2" : "0");
        assert_int_equal(c.made_count, 1);
        assert_int_equal(c.made[0].kind, DECIDE_CASE);
        assert_int_equal(c.made[0].count, 2);
        world_delete(w);
        control_over(&c);
    }
}

/* ---- Deciding beyond the plan ---- */

static uint32_t decide_at_random(void *random, Sched *s, const Decision *d) {
    (void)s;
    return (uint32_t)(random_next(random) % d->count);
}

static RunEnd busy_worker(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 3; t->i++) {
        DO(mutex_lock(w->s, &w->mutex));
        w->counter++;
        DO(mutex_unlock(w->s, &w->mutex));
        SELECT(((SelectCase[]){{.chan = &w->chans[0].chan, .value = integer(t->me), .send = true}, {.chan = &w->chans[1].chan}}),
               2, false);
        say(w, "%d.%d", (int)t->me, t->chosen);
        SLEEP(MS);
    }
    DO(waitgroup_add(w->s, &w->wg, -1));
    END;
}

static RunEnd busy_feeder(World *w, G *g, Toy *t) {
    BEGIN;
    do {
        SELECT(((SelectCase[]){{.chan = &w->chans[0].chan},
                               {.chan = &w->chans[1].chan, .value = integer(1), .send = true},
                               {.chan = &w->chans[2].chan}}),
               3, false);
    } while (t->chosen != 2);
    END;
}

static RunEnd busy_main(World *w, G *g, Toy *t) {
    BEGIN;
    DO(waitgroup_add(w->s, &w->wg, 3));
    for (int i = 0; i < 3; i++) spawn(w, busy_worker, i, NULL);
    spawn(w, busy_feeder, 0, NULL);
    DO(waitgroup_wait(w->s, &w->wg));
    DO(chan_close(w->s, &w->chans[2].chan));
    say(w, "end");
    END;
}

static void run_busy(Control *c, char *log) {
    World *w = world_new();
    for (int i = 0; i < 3; i++) chan_in(w, (size_t)i % 2);
    assert_true(sched_set_strategy(w->s, &c->strategy));
    spawn_last(w, busy_main, 0, NULL);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_int_equal(sched_count(w->s), 0);
    memcpy(log, w->log, w->length + 1);
    world_delete(w);
}

static void what_was_decided_is_a_plan_for_the_same_run(void **state) {
    (void)state;
    static char log[TOY_LOG], again[TOY_LOG];
    for (uint64_t seed = 1; seed <= 60; seed++) {
        Random random;
        random_seed(&random, seed);
        Control c, replay;
        plan(&c, NULL, 0);
        c.every_point = seed % 2;
        c.decide = decide_at_random;
        c.decide_state = &random;
        run_busy(&c, log);
        assert_true(c.made_count > 20);
        plan(&replay, NULL, 0);
        replay.every_point = c.every_point;
        for (size_t i = 0; i < c.made_count; i++) assert_true(schedule_add(&replay.plan, c.made[i].choice));
        run_busy(&replay, again);
        assert_string_equal(log, again);
        assert_int_equal(replay.misfit.count, 0);
        assert_int_equal(replay.place, replay.plan.length);
        assert_int_equal(replay.made_count, c.made_count);
        for (size_t i = 0; i < c.made_count; i++) {
            const Decision *a = &c.made[i], *b = &replay.made[i];
            assert_true(a->kind == b->kind && a->count == b->count && a->continues == b->continues && a->timer == b->timer);
        }
        control_over(&c);
        control_over(&replay);
    }
}

/* ---- Footprints ---- */

typedef struct Scene {
    World *w;
    Control c;
} Scene;

static World *scene_begin(Scene *scene) {
    scene->w = world_new();
    plan(&scene->c, NULL, 0);
    scene->c.every_point = true;
    assert_true(sched_set_strategy(scene->w->s, &scene->c.strategy));
    return scene->w;
}

/* The footprint of a goroutine's turn from where it is held to its next point or its end; it is the only one that can run. */
static Footprint turn(Scene *scene) {
    control_clear(&scene->c);
    assert_int_equal(scene->c.footprint.count, 0);
    sched_run(scene->w->s, 1);
    return scene->c.footprint;
}

static bool touches(const Footprint *f, const void *object, TouchHow how) {
    for (uint32_t i = 0; i < f->count; i++)
        if (f->touches[i].object == object) return f->touches[i].how == how;
    return false;
}

static RunEnd each_operation(World *w, G *g, Toy *t) {
    BEGIN;
    SEND(&w->chans[0].chan, integer(1));
    RECV(&w->chans[0].chan);
    SELECT(((SelectCase[]){{.chan = &w->chans[0].chan}, {.chan = &w->chans[1].chan}}), 2, true);
    DO(chan_close(w->s, &w->chans[0].chan));
    DO(mutex_lock(w->s, &w->mutex));
    DO(mutex_unlock(w->s, &w->mutex));
    DO(rwmutex_lock(w->s, &w->rw));
    DO(rwmutex_unlock(w->s, &w->rw));
    DO(rwmutex_rlock(w->s, &w->rw));
    DO(rwmutex_runlock(w->s, &w->rw));
    DO(waitgroup_add(w->s, &w->wg, 1));
    DO(waitgroup_add(w->s, &w->wg, -1));
    DO(waitgroup_wait(w->s, &w->wg));
    DO(once_enter(w->s, &w->once));
    DO(once_leave(w->s, &w->once, true));
    DO(cond_signal(w->s, &w->cond));
    DO(cond_broadcast(w->s, &w->cond));
    DO(sched_point(w->s, POINT_ATOMIC, &w->counter));
    DO(sched_point(w->s, POINT_LOAD, &w->counter));
    DO(sched_point(w->s, POINT_GO, NULL));
    END;
}

static void each_operation_touches_its_object(void **state) {
    (void)state;
    Scene scene;
    World *w = scene_begin(&scene);
    chan_in(w, 1);
    chan_in(w, 1);
    spawn(w, each_operation, 0, NULL);
    const char *first = (const char *)&w->chans[0].chan; /* where it is received from; beside it, where it is sent to */
    const struct {
        const void *object;
        TouchHow how;
        uint32_t count; /* of all that is touched */
    } turns[] = {{first + 1, TOUCH_WRITE, 1},   {first, TOUCH_WRITE, 1},      {first, TOUCH_WRITE, 4}, /* the select: two channels */
                 {first, TOUCH_WRITE, 2},       {&w->mutex, TOUCH_WRITE, 1},  {&w->mutex, TOUCH_WRITE, 1},
                 {&w->rw, TOUCH_WRITE, 1},      {&w->rw, TOUCH_WRITE, 1},     {&w->rw, TOUCH_WRITE, 1},
                 {&w->rw, TOUCH_WRITE, 1},      {&w->wg, TOUCH_ADD, 1},       {&w->wg, TOUCH_WRITE, 1},
                 {&w->wg, TOUCH_READ, 1},       {&w->once, TOUCH_WRITE, 1}, {&w->cond, TOUCH_WRITE, 1},
                 {&w->cond, TOUCH_WRITE, 1},    {&w->counter, TOUCH_WRITE, 1}};
    Footprint f = turn(&scene); /* to the first point */
    assert_int_equal(f.count, 0);
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        f = turn(&scene);
        assert_true(touches(&f, turns[i].object, turns[i].how));
        assert_int_equal(f.count, turns[i].count);
        assert_false(f.everything);
    }
    f = turn(&scene);
    assert_true(touches(&f, &w->counter, TOUCH_READ));
    assert_int_equal(f.count, 1);
    f = turn(&scene);
    assert_true(f.count == 1 && f.touches[0].how == TOUCH_ADD); /* its end: there is one goroutine less */
    assert_int_equal(sched_count(w->s), 0);
    world_delete(w);
    control_over(&scene.c);
}

static RunEnd receive_one(World *w, G *g, Toy *t) {
    BEGIN;
    RECV(&w->chans[0].chan);
    DO(sched_point(w->s, POINT_GO, NULL));
    END;
}

static void receiving_from_a_closed_and_empty_channel_only_reads_it(void **state) {
    (void)state;
    Scene scene;
    World *w = scene_begin(&scene);
    chan_in(w, 1);
    w->chans[0].chan.closed = true;
    spawn(w, receive_one, 0, NULL);
    turn(&scene);
    Footprint f = turn(&scene);
    assert_true(touches(&f, &w->chans[0].chan, TOUCH_READ));
    assert_int_equal(f.count, 2); /* its two sides */
    world_delete(w);
    control_over(&scene.c);
}

static RunEnd leave_once(World *w, G *g, Toy *t) {
    BEGIN;
    DO(once_enter(w->s, &w->once));
    DO(sched_point(w->s, POINT_GO, NULL));
    DO(once_leave(w->s, &w->once, true));
    END;
}

static void leaving_a_once_touches_it(void **state) {
    (void)state;
    Scene scene;
    scene_begin(&scene);
    spawn(scene.w, leave_once, 0, NULL);
    turn(&scene);
    turn(&scene);
    Footprint f = turn(&scene);
    assert_true(touches(&f, &scene.w->once, TOUCH_WRITE));
    world_delete(scene.w);
    control_over(&scene.c);
}

static RunEnd wait_on_two(World *w, G *g, Toy *t) {
    BEGIN;
    SELECT(((SelectCase[]){{.chan = &w->chans[0].chan}, {.chan = &w->chans[1].chan}, {.chan = &w->chans[2].chan}}), 3, false);
    END;
}

static RunEnd send_one(World *w, G *g, Toy *t) {
    BEGIN;
    SEND(t->object, integer(1));
    END;
}

static void serving_a_select_touches_what_else_it_waited_on(void **state) {
    (void)state;
    Scene scene;
    World *w = scene_begin(&scene);
    for (int i = 0; i < 2; i++) chan_in(w, 0);
    timer_chan(w, 0);
    timer_start(w->s, &w->timers[0], 5 * MS, 0);
    spawn(w, wait_on_two, 0, NULL);
    turn(&scene);
    turn(&scene);
    spawn(w, send_one, 0, &w->chans[0].chan);
    turn(&scene);
    Footprint f = turn(&scene);
    for (int i = 0; i < 3; i++) assert_true(touches(&f, &w->chans[i].chan, TOUCH_WRITE));
    world_delete(w);
    control_over(&scene.c);
}

static RunEnd sleep_once(World *w, G *g, Toy *t) {
    BEGIN;
    SLEEP(MS);
    END;
}

static void starting_a_timer_reads_the_clock_and_firing_writes_it(void **state) {
    (void)state;
    Scene scene;
    World *w = scene_begin(&scene);
    spawn(w, sleep_once, 0, NULL);
    turn(&scene);
    Footprint f = turn(&scene);
    assert_true(touches(&f, sched_clock(w->s), TOUCH_READ));
    control_clear(&scene.c);
    assert_true(sched_fire(w->s));
    f = scene.c.footprint;
    assert_true(touches(&f, sched_clock(w->s), TOUCH_WRITE));
    assert_int_equal(sched_runnable(w->s), 1);
    assert_false(sched_fire(w->s));
    world_delete(w);
    control_over(&scene.c);
}

static void a_wait_for_a_lock_reads_the_clock(void **state) {
    (void)state;
    Scene scene;
    World *w = scene_begin(&scene);
    w->mutex.locked = true;
    spawn(w, lock_and_say, 0, NULL);
    turn(&scene);
    Footprint f = turn(&scene);
    assert_true(touches(&f, &w->mutex, TOUCH_WRITE)); /* ... for after a millisecond it is starving */
    assert_true(touches(&f, sched_clock(w->s), TOUCH_READ));
    world_delete(w);
    control_over(&scene.c);
}

static void who_has_lost_the_race_for_a_lock_touches_it(void **state) {
    (void)state;
    Scene scene;
    World *w = scene_begin(&scene);
    w->mutex.locked = true;
    spawn(w, lock_and_say, 0, NULL);
    turn(&scene);
    turn(&scene);
    assert_int_equal(mutex_unlock(w->s, &w->mutex), OP_DONE); /* wakes it */
    assert_true(mutex_try_lock(w->s, &w->mutex));
    assert_int_equal(sched_runnable(w->s), 1);
    Footprint f = turn(&scene);
    assert_int_equal(sched_runnable(w->s), 0);
    assert_true(touches(&f, &w->mutex, TOUCH_WRITE));
    world_delete(w);
    control_over(&scene.c);
}

static RunEnd end_the_run(World *w, G *g, Toy *t) {
    BEGIN;
    sched_stop(w->s);
    END;
}

static RunEnd touch_many(World *w, G *g, Toy *t) {
    BEGIN;
    for (int i = 0; i < t->me; i++) sched_touch(w->s, &w->log[i], i % 2);
    END;
}

static void what_ends_the_run_or_does_too_much_touches_everything(void **state) {
    (void)state;
    Scene scene;
    World *w = scene_begin(&scene);
    spawn(w, touch_many, TOUCHES_MAX - 1, NULL); /* and its end */
    Footprint f = turn(&scene), nothing = {0};
    assert_false(f.everything);
    assert_false(footprints_clash(&f, &nothing));
    spawn(w, touch_many, TOUCHES_MAX, NULL);
    f = turn(&scene);
    assert_true(f.everything);
    spawn(w, end_the_run, 0, NULL);
    f = turn(&scene);
    assert_true(f.everything);
    assert_true(footprints_clash(&f, &nothing) && footprints_clash(&nothing, &f));
    assert_false(turn(&scene).everything); /* it is over with the turn */
    world_delete(w);
    control_over(&scene.c);
}

static void footprints_clash_where_one_writes_what_the_other_touches(void **state) {
    (void)state;
    int x, y;
    Footprint read = {.count = 1, .touches = {{&x, false}}}, write = {.count = 2, .touches = {{&y, false}, {&x, true}}},
              other = {.count = 1, .touches = {{&y, false}}};
    assert_false(footprints_clash(&read, &read));
    assert_true(footprints_clash(&read, &write) && footprints_clash(&write, &read));
    assert_true(footprints_clash(&write, &write));
    assert_false(footprints_clash(&other, &write) || footprints_clash(&other, &read));
}

static RunEnd read_then_write(World *w, G *g, Toy *t) {
    BEGIN;
    for (int i = 0; i < 3; i++) sched_touch(w->s, &w->counter, i == 1);
    END;
}

static void what_is_read_and_written_counts_once_as_written(void **state) {
    (void)state;
    Scene scene;
    scene_begin(&scene);
    spawn(scene.w, read_then_write, 0, NULL);
    Footprint f = turn(&scene);
    assert_int_equal(f.count, 2); /* with its end */
    assert_true(touches(&f, &scene.w->counter, TOUCH_WRITE));
    world_delete(scene.w);
    control_over(&scene.c);
}

static void who_is_quiet_keeps_nothing(void **state) {
    (void)state;
    static char log[TOY_LOG], again[TOY_LOG];
    Control loud, quiet;
    plan(&loud, NULL, 0);
    plan(&quiet, NULL, 0);
    quiet.quiet = true;
    run_busy(&loud, log);
    run_busy(&quiet, again);
    assert_string_equal(log, again);
    assert_int_equal(quiet.made_count, 0);
    assert_int_equal(quiet.footprint.count, 0);
    assert_true(loud.made_count > 0);
    control_over(&loud);
    control_over(&quiet);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_schedule_is_written_by_what_is_not_gos_order),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(what_is_no_schedule_is_refused_with_its_place),
        cmocka_unit_test(random_bytes_do_no_harm),
        cmocka_unit_test(a_copy_is_its_own),
        cmocka_unit_test(the_empty_plan_is_gos_order_and_the_others_follow_as_they_became_runnable),
        cmocka_unit_test(a_choice_that_is_none_of_the_alternatives_is_told),
        cmocka_unit_test(the_empty_plan_is_gos_order_with_all_its_queues),
        cmocka_unit_test(at_a_point_the_first_alternative_goes_on),
        cmocka_unit_test(nobody_is_held_where_nobody_else_can_run),
        cmocka_unit_test(alternatives_are_told_in_the_order_of_the_choices),
        cmocka_unit_test(a_timer_is_the_last_alternative_while_somebody_can_run),
        cmocka_unit_test(a_look_at_a_timer_may_find_that_it_is_due),
        cmocka_unit_test(a_select_takes_its_ready_cases_in_their_order),
        cmocka_unit_test(what_was_decided_is_a_plan_for_the_same_run),
        cmocka_unit_test(each_operation_touches_its_object),
        cmocka_unit_test(receiving_from_a_closed_and_empty_channel_only_reads_it),
        cmocka_unit_test(leaving_a_once_touches_it),
        cmocka_unit_test(serving_a_select_touches_what_else_it_waited_on),
        cmocka_unit_test(starting_a_timer_reads_the_clock_and_firing_writes_it),
        cmocka_unit_test(a_wait_for_a_lock_reads_the_clock),
        cmocka_unit_test(who_has_lost_the_race_for_a_lock_touches_it),
        cmocka_unit_test(what_ends_the_run_or_does_too_much_touches_everything),
        cmocka_unit_test(footprints_clash_where_one_writes_what_the_other_touches),
        cmocka_unit_test(what_is_read_and_written_counts_once_as_written),
        cmocka_unit_test(who_is_quiet_keeps_nothing),
    };
    return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
