/* Snapshots: a world that goes back and runs on again does the same, to the byte. */
#include "tests/runtime/world.h"

#include <sys/wait.h>
#include <unistd.h>

static RunEnd worker(World *w, G *g, Toy *t) {
    BEGIN;
    for (t->i = 0; t->i < 5; t->i++) {
        DO(mutex_lock(w->s, &w->mutex));
        w->counter++;
        GOSCHED();
        DO(mutex_unlock(w->s, &w->mutex));
        DO(select_wait(
            w->s,
            (SelectCase[]){{.chan = &w->chans[0].chan, .value = integer(t->me), .send = true},
                           {.chan = &w->chans[1].chan},
                           {.chan = &w->chans[2].chan}},
            3, false, &t->chosen, &t->value, &t->ok));
        say(w, "%d.%d", (int)t->me, t->chosen);
        SLEEP((int64_t)(sched_random(w->s) % 3) * MS);
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
                           {.chan = &w->chans[1].chan, .value = reference(t, 7), .send = true},
                           {.chan = &w->chans[3].chan}},
            3, false, &t->chosen, &t->value, &t->ok));
        t->depth = 0;
        if (t->chosen == 2) break;
        say(w, "f%d", t->chosen);
    }
    END;
}

static RunEnd busy_main(World *w, G *g, Toy *t) {
    BEGIN;
    DO(waitgroup_add(w->s, &w->wg, 4));
    for (int i = 0; i < 4; i++) spawn(w, worker, i, NULL);
    spawn(w, feeder, 0, NULL);
    timer_start(w->s, &w->timers[0], 1 * MS, 2 * MS);
    DO(waitgroup_wait(w->s, &w->wg));
    DO(chan_close(w->s, &w->chans[3].chan));
    timer_stop(w->s, &w->timers[0]);
    say(w, "end");
    END;
}

static World *busy_world(void) {
    World *w = world_new();
    chan_in(w, 0);
    chan_in(w, 1);
    timer_chan(w, 0);
    chan_in(w, 0);
    spawn_last(w, busy_main, 0, NULL);
    return w;
}

static void same_bytes(const Snapshot *a, const Snapshot *b) {
    assert_int_equal(snapshot_size(a), snapshot_size(b));
    /* Both begin with their size. */
    assert_memory_equal(a, b, snapshot_size(a) + sizeof(size_t));
}

static void runs_the_same_again(const Strategy *strategy) {
    World *w = busy_world();
    assert_true(sched_set_strategy(w->s, strategy));
    for (uint32_t turns = 0; turns < 120; turns += 17) {
        if (turns && sched_run(w->s, turns) != SCHED_BUDGET) break;
        Snapshot *before = snapshot_take(w->arena), *after[3];
        for (int round = 0; round < 3; round++) {
            SchedState end = sched_run(w->s, 1000000);
            assert_int_equal(end, SCHED_ASLEEP);
            assert_int_equal(sched_count(w->s), 0);
            assert_string_equal(w->log + w->length - 3, "end");
            after[round] = snapshot_take(w->arena);
            snapshot_restore(w->arena, before);
            Snapshot *again = snapshot_take(w->arena);
            same_bytes(before, again);
            snapshot_delete(again);
        }
        same_bytes(after[0], after[1]);
        same_bytes(after[1], after[2]);
        for (int round = 0; round < 3; round++) snapshot_delete(after[round]);
        snapshot_delete(before);
    }
    world_delete(w);
}

static void under_gos_order_it_runs_the_same_again(void **state) {
    (void)state;
    runs_the_same_again(NULL);
}

static void under_a_seed_it_runs_the_same_again(void **state) {
    (void)state;
    runs_the_same_again(&strategy_seeded);
}

static void another_seed_is_another_run(void **state) {
    (void)state;
    World *w = busy_world();
    sched_set_strategy(w->s, &strategy_seeded);
    Snapshot *before = snapshot_take(w->arena);
    char first[TOY_LOG];
    int different = 0;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        snapshot_restore(w->arena, before);
        sched_reseed(w->s, seed);
        world_run(w);
        if (seed == 1) memcpy(first, w->log, sizeof first);
        different += strcmp(first, w->log) != 0;
    }
    assert_true(different >= 8);
    snapshot_delete(before);
    world_delete(w);
}

/* ---- Snapshots that share what is not written ---- */

enum { BLOCKS = 400, MOMENTS = 40, ROUNDS = 1500, PAGE = 4096 };

/* What a random program does to an arena, whose blocks it knows by a table of its own in the arena. */
typedef struct Heap {
    struct {
        unsigned char *bytes;
        size_t size;
    } blocks[BLOCKS];
} Heap;

static void heap_change(Arena *a, Heap *h, Random *random) {
    for (uint64_t changes = random_next(random) % 8; changes > 0; changes--) {
        size_t i = random_next(random) % BLOCKS;
        unsigned char **bytes = &h->blocks[i].bytes;
        size_t *size = &h->blocks[i].size;
        switch (random_next(random) % 4) {
        case 0:
            arena_free(a, *bytes, *size);
            *bytes = NULL;
            *size = 0;
            break;
        case 1: {
            size_t wanted = random_next(random) % (random_next(random) % 16 ? 200 : 3 * PAGE) + 1;
            *bytes = arena_realloc(a, *bytes, *size, wanted);
            assert_non_null(*bytes);
            *size = wanted;
            memset(*bytes, (int)(random_next(random) % 256), wanted);
            break;
        }
        default:
            if (*size) (*bytes)[random_next(random) % *size] = (unsigned char)random_next(random);
        }
    }
}

/* All that the blocks hold, as one number. */
static uint64_t heap_sum(const Heap *h) {
    uint64_t sum = 1469598103934665603u;
    for (size_t i = 0; i < BLOCKS; i++) {
        sum = (sum ^ h->blocks[i].size) * 1099511628211u;
        for (size_t k = 0; k < h->blocks[i].size; k++) sum = (sum ^ h->blocks[i].bytes[k]) * 1099511628211u;
    }
    return sum;
}

static Heap *heap_in(Arena *a, Random *random) {
    Heap *h = arena_alloc(a, sizeof *h);
    assert_non_null(h);
    memset(h, 0, sizeof *h);
    for (int i = 0; i < 300; i++) heap_change(a, h, random);
    return h;
}

/* A moment to go back to. */
typedef struct Moment {
    Snapshot *snapshot;
    uint64_t sum;
    size_t in_use, extent;
} Moment;

/* Goes back and forth between moments at random, and takes new ones in the place of others. */
static void heap_wander(Arena *a, Heap *h, Random *random) {
    Moment *moments = calloc(MOMENTS, sizeof *moments);
    for (int round = 0; round < ROUNDS; round++) {
        Moment *m = &moments[random_next(random) % MOMENTS];
        if (!m->snapshot || random_next(random) % 4 == 0) {
            snapshot_delete(m->snapshot);
            *m = (Moment){snapshot_take(a), heap_sum(h), arena_in_use(a), arena_extent(a)};
            assert_non_null(m->snapshot);
        } else {
            snapshot_restore(a, m->snapshot);
            assert_int_equal(arena_in_use(a), m->in_use);
            assert_int_equal(arena_extent(a), m->extent);
            assert_true(heap_sum(h) == m->sum);
        }
        heap_change(a, h, random);
    }
    for (int i = 0; i < MOMENTS; i++) snapshot_delete(moments[i].snapshot);
    free(moments);
}

static void any_snapshot_can_be_gone_back_to_whether_shared_or_whole(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        Arena *a = arena_new((size_t)64 << 20, 0);
        Random random;
        random_seed(&random, seed);
        Heap *h = heap_in(a, &random);
        if (seed % 2) assert_true(arena_share(a));
        heap_wander(a, h, &random);
        arena_delete(a);
    }
}

static void shared_snapshots_have_what_has_been_written_and_what_is_new(void **state) {
    (void)state;
    Arena *a = arena_new((size_t)64 << 20, 0);
    char *old = arena_alloc(a, 100 * PAGE);
    memset(old, 'a', 100 * PAGE);
    assert_true(arena_share(a));
    assert_false(arena_share(a)); /* it does already */
    Snapshot *first = snapshot_take(a);
    old[10 * PAGE] = 'b';
    char *fresh = arena_alloc(a, 50 * PAGE);
    memset(fresh, 'c', 50 * PAGE);
    Snapshot *second = snapshot_take(a);
    old[10 * PAGE] = 'd';
    old[20 * PAGE] = 'e'; /* written first after both */
    memset(fresh, 'f', 50 * PAGE);
    snapshot_restore(a, second);
    assert_int_equal(old[10 * PAGE], 'b');
    assert_int_equal(old[20 * PAGE], 'a');
    assert_int_equal(fresh[49 * PAGE], 'c');
    snapshot_restore(a, first);
    assert_int_equal(old[10 * PAGE], 'a');
    assert_ptr_equal(arena_alloc(a, 50 * PAGE), fresh); /* as if it had never been there */
    snapshot_restore(a, second);
    assert_int_equal(old[10 * PAGE], 'b');
    assert_int_equal(fresh[0], 'c');
    snapshot_delete(first);
    snapshot_delete(second);
    arena_delete(a);
}

static void a_copy_of_the_process_shares_by_itself(void **state) {
    (void)state;
    Arena *a = arena_new((size_t)64 << 20, 0);
    Random random;
    random_seed(&random, 9);
    Heap *h = heap_in(a, &random);
    uint64_t before = heap_sum(h);
    pid_t children[2];
    for (int i = 0; i < 2; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] > 0) continue;
        random_seed(&random, (uint64_t)i);
        if (!arena_share(a)) _exit(2);
        heap_wander(a, h, &random);
        _exit(0);
    }
    for (int i = 0; i < 2; i++) {
        int status = 1;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_true(heap_sum(h) == before);
    arena_delete(a);
}

static void a_shared_world_runs_the_same_again(void **state) {
    (void)state;
    World *whole = busy_world(), *shared = busy_world();
    assert_true(sched_set_strategy(whole->s, &strategy_seeded));
    assert_true(sched_set_strategy(shared->s, &strategy_seeded));
    assert_true(arena_share(shared->arena));
    World *worlds[] = {whole, shared};
    for (uint32_t turns = 0; turns < 120; turns += 13) {
        static char logs[2][TOY_LOG];
        for (int i = 0; i < 2; i++) {
            World *w = worlds[i];
            Snapshot *start = snapshot_take(w->arena);
            sched_run(w->s, turns);
            Snapshot *there = snapshot_take(w->arena);
            world_run(w);
            memcpy(logs[i], w->log, w->length + 1);
            snapshot_restore(w->arena, there);
            world_run(w);
            assert_string_equal(w->log, logs[i]);
            snapshot_restore(w->arena, start);
            snapshot_delete(start);
            snapshot_delete(there);
        }
        assert_string_equal(logs[0], logs[1]);
    }
    world_delete(whole);
    world_delete(shared);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(under_gos_order_it_runs_the_same_again),
        cmocka_unit_test(under_a_seed_it_runs_the_same_again),
        cmocka_unit_test(another_seed_is_another_run),
        cmocka_unit_test(any_snapshot_can_be_gone_back_to_whether_shared_or_whole),
        cmocka_unit_test(shared_snapshots_have_what_has_been_written_and_what_is_new),
        cmocka_unit_test(a_copy_of_the_process_shares_by_itself),
        cmocka_unit_test(a_shared_world_runs_the_same_again),
    };
    return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
