/* Strategies: each choice is asked for, and the same answers make the same run. */
#include "tests/runtime/world.h"

/* What a run chose, in order; when `replay` is set, what it has to choose. */
typedef struct Recorder {
    bool replay;
    uint32_t count, at;
    uint32_t answers[20000];
    uint32_t points[POINT_SLEEP + 1];
    uint64_t random;
    uint32_t hold_one_in; /* 0: never */
} Recorder;

static uint32_t answer(Recorder *r, uint32_t count) {
    if (r->replay) {
        assert_true(r->at < r->count);
        assert_true(r->answers[r->at] < count);
        return r->answers[r->at++];
    }
    r->random = r->random * 6364136223846793005u + 1442695040888963407u;
    assert_true(r->count < 20000);
    return r->answers[r->count++] = (uint32_t)(r->random >> 33) % count;
}

static uint32_t recorded_next(void *state, Sched *s, G *const *ready, uint32_t count) {
    assert_true(count >= 1);
    assert_int_equal(count, sched_runnable(s));
    for (uint32_t i = 0; i < count; i++) assert_int_equal(ready[i]->status, G_RUNNABLE);
    return answer(state, count);
}
static uint32_t recorded_choose(void *state, Sched *s, uint32_t count) {
    (void)s;
    assert_true(count >= 2);
    return answer(state, count);
}
static bool recorded_point(void *state, Sched *s, G *g, PointKind kind, const void *object) {
    Recorder *r = state;
    (void)object;
    assert_ptr_equal(g, sched_current(s));
    r->points[kind]++;
    return r->hold_one_in && answer(r, r->hold_one_in) == 0;
}
static bool recorded_early(void *state, Sched *s) {
    assert_true(sched_next_timer(s) != INT64_MAX);
    return answer(state, 3) == 0;
}

static Strategy recorded(Recorder *r) {
    return (Strategy){.state = r,
                      .next = recorded_next,
                      .choose = recorded_choose,
                      .point = recorded_point,
                      .timer_early = recorded_early};
}

/* ---- A busy program ---- */

static RunEnd worker(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 3; t->i++) {
        DO(mutex_lock(w->s, &w->mutex));
        w->counter++;
        DO(mutex_unlock(w->s, &w->mutex));
        DO(select_wait(
            w->s,
            (SelectCase[]){{.chan = &w->chans[0].chan, .value = integer(t->me), .send = true},
                           {.chan = &w->chans[1].chan}},
            2, false, &t->chosen, &t->value, &t->ok));
        say(w, "%d.%d", (int)t->me, t->chosen);
        SLEEP(MS);
    }
    DO(waitgroup_add(w->s, &w->wg, -1));
    END;
}

static RunEnd feeder(World *w, G *g, Toy *t) {
    BEGIN;
    for (;;) {
        DO(select_wait(
            w->s,
            (SelectCase[]){{.chan = &w->chans[0].chan},
                           {.chan = &w->chans[1].chan, .value = integer(1), .send = true},
                           {.chan = &w->chans[2].chan}},
            3, false, &t->chosen, &t->value, &t->ok));
        if (t->chosen == 2) break;
    }
    END;
}

static RunEnd busy_main(World *w, G *g, Toy *t) {
    BEGIN;
    DO(waitgroup_add(w->s, &w->wg, 3));
    for (int i = 0; i < 3; i++) spawn(w, worker, i, NULL);
    spawn(w, feeder, 0, NULL);
    DO(waitgroup_wait(w->s, &w->wg));
    DO(chan_close(w->s, &w->chans[2].chan));
    say(w, "end");
    END;
}

typedef struct Stream {
    Sched *s;
    size_t count;
    struct {
        EventKind kind;
        uint64_t g;
        const void *object;
        int64_t when;
    } events[4000];
} Stream;

static void keep_event(void *state, const Event *e) {
    Stream *st = state;
    assert_true(st->count < 4000);
    st->events[st->count].kind = e->kind;
    st->events[st->count].g = e->g ? e->g->id : 0;
    st->events[st->count].object = e->object;
    st->events[st->count++].when = sched_now(st->s);
}

static void run_busy(const Strategy *strategy, uint64_t seed, Stream *stream, char *log) {
    Arena *a = arena_new((size_t)16 << 20, UINT64_C(0x560000000000));
    assert_non_null(a);
    World *w = world_in(a);
    for (int i = 0; i < 3; i++) chan_in(w, (size_t)i % 2);
    sched_reseed(w->s, seed);
    assert_true(sched_set_strategy(w->s, strategy));
    memset(stream, 0, sizeof *stream);
    stream->s = w->s;
    sched_observe(w->s, keep_event, stream);
    spawn_last(w, busy_main, 0, NULL);
    assert_int_equal(world_run(w), SCHED_ASLEEP);
    assert_int_equal(sched_count(w->s), 0);
    memcpy(log, w->log, w->length + 1);
    world_delete(w);
}

static void the_same_answers_give_the_same_stream_of_events(void **state) {
    (void)state;
    Stream *first = malloc(sizeof *first), *again = malloc(sizeof *again);
    Recorder *r = malloc(sizeof *r);
    static char log[TOY_LOG], log_again[TOY_LOG];
    for (uint64_t seed = 1; seed <= 50; seed++) {
        *r = (Recorder){.random = seed, .hold_one_in = seed % 2 ? 3 : 0};
        Strategy strategy = recorded(r);
        run_busy(&strategy, 1, first, log);
        assert_true(r->points[POINT_LOCK] && r->points[POINT_SELECT] && r->points[POINT_SLEEP]);
        r->replay = true;
        run_busy(&strategy, 99, again, log_again); /* the scheduler's own generator has no say */
        assert_int_equal(r->at, r->count);
        assert_string_equal(log, log_again);
        assert_memory_equal(first, again, sizeof *first);
    }
    free(first);
    free(again);
    free(r);
}

static void a_seed_is_a_schedule(void **state) {
    (void)state;
    Stream *first = malloc(sizeof *first), *again = malloc(sizeof *again);
    static char log[TOY_LOG], before[TOY_LOG];
    int different = 0;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        run_busy(&strategy_seeded, seed, first, log);
        run_busy(&strategy_seeded, seed, again, log);
        assert_memory_equal(first, again, sizeof *first);
        different += strcmp(before, log) != 0;
        strcpy(before, log);
    }
    assert_true(different > 20);
    free(first);
    free(again);
}

/* ---- One question at a time ---- */

static RunEnd say_me(World *w, G *g, Toy *t) {
    BEGIN;
    say(w, "%d", (int)t->me);
    END;
}

static uint32_t last_next(void *state, Sched *s, G *const *ready, uint32_t count) {
    (void)state, (void)s, (void)ready;
    return count - 1;
}
static uint32_t first_next(void *state, Sched *s, G *const *ready, uint32_t count) {
    (void)state, (void)s, (void)ready, (void)count;
    return 0;
}
static uint32_t choose_last(void *state, Sched *s, uint32_t count) {
    (void)state, (void)s;
    return count - 1;
}

static void next_names_one_of_those_in_line(void **state) {
    (void)state;
    Strategy first = {.next = first_next, .choose = choose_last},
             last = {.next = last_next, .choose = choose_last};
    World *w = world_new();
    sched_set_strategy(w->s, &first);
    for (int i = 0; i < 4; i++) spawn(w, say_me, i, NULL);
    sched_run(w->s, 2);
    assert_true(sched_set_strategy(w->s, &last)); /* those in line stay */
    spawn(w, say_me, 4, NULL);
    world_run(w);
    assert_string_equal(w->log, "0 1 4 3 2");
    world_delete(w);
}

static void goroutines_in_line_stay_there_when_a_strategy_comes_or_goes(void **state) {
    (void)state;
    Strategy first = {.next = first_next, .choose = choose_last};
    World *w = world_new();
    for (int i = 0; i < 4; i++) spawn(w, say_me, i, NULL);
    sched_run(w->s, 1);
    assert_int_equal(sched_runnable(w->s), 3);
    sched_set_strategy(w->s, &first);
    assert_int_equal(sched_runnable(w->s), 3);
    sched_run(w->s, 1);
    sched_set_strategy(w->s, NULL);
    assert_int_equal(sched_runnable(w->s), 2);
    world_run(w);
    assert_string_equal(w->log, "3 0 1 2");
    world_delete(w);
}

static RunEnd select_three(World *w, G *g, Toy *t) {
    BEGIN;
    DO(select_wait(w->s,
                   (SelectCase[]){{.chan = &w->chans[0].chan},
                                  {.chan = &w->chans[1].chan},
                                  {.chan = &w->chans[2].chan}},
                   3, false, &t->chosen, &t->value, &t->ok));
    say(w, "%d", t->chosen);
    END;
}

static void choose_names_one_of_the_ready_cases(void **state) {
    (void)state;
    Strategy last = {.next = last_next, .choose = choose_last};
    World *w = world_new();
    for (int i = 0; i < 3; i++) chan_in(w, 0)->closed = i != 2;
    sched_set_strategy(w->s, &last);
    world_says(w, select_three, "1");
    world_delete(w);
}

/* Holds every operation back, once. */
static bool hold(void *state, Sched *s, G *g, PointKind kind, const void *object) {
    (void)s, (void)g, (void)object;
    ((uint32_t *)state)[kind]++;
    return true;
}

static RunEnd each_operation(World *w, G *g, Toy *t) {
    BEGIN;
    SEND(&w->chans[0].chan, integer(1));
    RECV(&w->chans[0].chan);
    DO(select_wait(w->s, (SelectCase[]){{.chan = &w->chans[0].chan}, {.chan = NULL}}, 2, true,
                   &t->chosen, &t->value, &t->ok));
    DO(select_wait(w->s,
                   &(SelectCase){.chan = &w->chans[0].chan, .value = integer(2), .send = true}, 1,
                   false, &t->chosen, &t->value, &t->ok));
    DO(chan_close(w->s, &w->chans[0].chan));
    SLEEP(1);
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
    DO(sched_point(w->s, POINT_GO, NULL));
    DO(sched_point(w->s, POINT_ATOMIC, &w->counter));
    say(w, "done");
    END;
}

static void each_operation_is_announced_once_and_done_once(void **state) {
    (void)state;
    uint32_t kinds[POINT_SLEEP + 1] = {0};
    Strategy held = {.state = kinds, .next = first_next, .choose = choose_last, .point = hold};
    World *w = world_new();
    chan_in(w, 1);
    sched_set_strategy(w->s, &held);
    world_says(w, each_operation, "done");
    const uint32_t expected[POINT_SLEEP + 1] = {
        [POINT_GO] = 1,     [POINT_SEND] = 2, [POINT_RECV] = 1,   [POINT_CLOSE] = 1,
        [POINT_SELECT] = 1, [POINT_LOCK] = 1, [POINT_RWLOCK] = 2, [POINT_UNLOCK] = 3, [POINT_WAITGROUP] = 3,
        [POINT_COND] = 2,   [POINT_ONCE] = 1, [POINT_ATOMIC] = 1, [POINT_SLEEP] = 1,
    };
    for (int k = 0; k <= POINT_SLEEP; k++) assert_int_equal(kinds[k], expected[k]);
    assert_int_equal(sched_turns(w->s), 20 + 1 + 1); /* each held back once, a sleep, the start */
    world_delete(w);
}

static void a_pinned_goroutine_is_not_held_back(void **state) {
    (void)state;
    uint32_t kinds[POINT_SLEEP + 1] = {0};
    Strategy held = {.state = kinds, .next = first_next, .choose = choose_last, .point = hold};
    World *w = world_new();
    sched_set_strategy(w->s, &held);
    toy_of(spawn(w, each_operation, 0, NULL))->hold_pin = true;
    chan_in(w, 1);
    sched_run(w->s, 1);
    for (int k = 0; k <= POINT_SLEEP; k++) assert_int_equal(kinds[k], 0);
    world_delete(w);
}

static void one_held_back_is_free_when_the_strategy_goes(void **state) {
    (void)state;
    uint32_t kinds[POINT_SLEEP + 1] = {0};
    Strategy held = {.state = kinds, .next = first_next, .choose = choose_last, .point = hold};
    World *w = world_new();
    chan_in(w, 1);
    sched_set_strategy(w->s, &held);
    G *g = spawn(w, each_operation, 0, NULL);
    sched_run(w->s, 1);
    assert_true(g->at_point);
    sched_set_strategy(w->s, NULL);
    assert_false(g->at_point);
    world_run(w);
    assert_string_equal(w->log, "done");
    world_delete(w);
}

static bool always_early(void *state, Sched *s) {
    (void)state, (void)s;
    return true;
}

static RunEnd look_for_timer(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 3; t->i++) {
        say(w, "%d", (int)(sched_now(w->s) / MS));
        GOSCHED();
    }
    END;
}

static RunEnd sleep_five(World *w, G *g, Toy *t) {
    BEGIN;
    SLEEP(5 * MS);
    say(w, "woken");
    END;
}

static void a_timer_may_fire_although_goroutines_can_run(void **state) {
    (void)state;
    Strategy late = {.next = first_next, .choose = choose_last}, early = late;
    early.timer_early = always_early;
    World *w = world_new();
    sched_set_strategy(w->s, &late);
    spawn(w, sleep_five, 0, NULL);
    spawn(w, look_for_timer, 0, NULL);
    world_run(w);
    assert_string_equal(w->log, "0 0 0 woken");
    world_delete(w);
    w = world_new();
    sched_set_strategy(w->s, &early);
    spawn(w, sleep_five, 0, NULL);
    spawn(w, look_for_timer, 0, NULL);
    world_run(w);
    assert_string_equal(w->log, "5 woken 5 5");
    world_delete(w);
}

static void a_strategy_for_many_goroutines_has_room_for_all(void **state) {
    (void)state;
    World *w = world_new();
    for (int i = 0; i < 1000; i++) spawn(w, say_me, 1, NULL);
    assert_true(sched_set_strategy(w->s, &strategy_seeded));
    for (int i = 0; i < 1000; i++) spawn(w, say_me, 1, NULL);
    assert_int_equal(sched_runnable(w->s), 2000);
    sched_set_strategy(w->s, NULL);
    assert_int_equal(sched_runnable(w->s), 2000);
    world_run(w);
    assert_int_equal(w->length, 2 * 2000 - 1);
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_answers_give_the_same_stream_of_events),
        cmocka_unit_test(a_seed_is_a_schedule),
        cmocka_unit_test(next_names_one_of_those_in_line),
        cmocka_unit_test(goroutines_in_line_stay_there_when_a_strategy_comes_or_goes),
        cmocka_unit_test(choose_names_one_of_the_ready_cases),
        cmocka_unit_test(each_operation_is_announced_once_and_done_once),
        cmocka_unit_test(a_pinned_goroutine_is_not_held_back),
        cmocka_unit_test(one_held_back_is_free_when_the_strategy_goes),
        cmocka_unit_test(a_timer_may_fire_although_goroutines_can_run),
        cmocka_unit_test(a_strategy_for_many_goroutines_has_room_for_all),
    };
    return cmocka_run_group_tests_name("strategy", tests, NULL, NULL);
}
