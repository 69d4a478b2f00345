/* The arena: blocks never overlap, what is given back is used again, and full means NULL. */
#include "tests/runtime/world.h"

enum { MB = 1 << 20 };

typedef struct Block {
    unsigned char *at;
    size_t size;
    unsigned char pattern;
} Block;

static uint64_t seed = 1;
static size_t below(size_t n) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(seed >> 33) % n;
}

static void fill(Block *b) {
    b->pattern = (unsigned char)(1 + below(255));
    memset(b->at, b->pattern, b->size);
}
static void check(const Block *b, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (b->at[i] != b->pattern) fail_msg("byte %zu of a block of %zu was changed", i, b->size);
}

/* Mostly small, sometimes large, as a heap is. */
static size_t random_size(void) {
    switch (below(8)) {
    case 0:
        return 1 + below(40000);
    case 1:
        return 1 + below(3000);
    default:
        return 1 + below(200);
    }
}

static void random_use_keeps_every_block_intact(void **state) {
    (void)state;
    enum { BLOCKS = 600, STEPS = 200000 };
    Arena *a = arena_new(64 * MB, 0);
    Block blocks[BLOCKS] = {0};
    for (int step = 0; step < STEPS; step++) {
        Block *b = &blocks[below(BLOCKS)];
        size_t size = random_size();
        if (!b->at) {
            b->at = arena_alloc(a, size);
            assert_non_null(b->at);
            b->size = size;
        } else if (below(2)) {
            check(b, b->size);
            b->at = arena_realloc(a, b->at, b->size, size);
            assert_non_null(b->at);
            check(b, b->size < size ? b->size : size);
            b->size = size;
        } else {
            check(b, b->size);
            arena_free(a, b->at, b->size);
            *b = (Block){0};
            continue;
        }
        assert_int_equal((uintptr_t)b->at % 16, 0);
        fill(b);
    }
    for (Block *b = blocks; b < blocks + BLOCKS; b++) {
        if (b->at) check(b, b->size);
        arena_free(a, b->at, b->size);
    }
    assert_int_equal(arena_in_use(a), 0);
    arena_delete(a);
}

static void nothing_and_zero_are_as_in_c(void **state) {
    (void)state;
    Arena *a = arena_new(MB, 0);
    assert_null(arena_alloc(a, 0));
    arena_free(a, NULL, 10);
    char *p = arena_realloc(a, NULL, 3, 100); /* Lua tells the kind of object where there is none */
    assert_non_null(p);
    assert_null(arena_realloc(a, p, 100, 0));
    assert_int_equal(arena_in_use(a), 0);
    arena_delete(a);
}

static void large_blocks_built_and_dropped_for_long_do_not_grow_the_arena(void **state) {
    (void)state;
    enum { HELD = 20 };
    Arena *a = arena_new(256 * MB, 0);
    Block held[HELD] = {0};
    size_t most = 0, extent = 0;
    for (int round = 0; round < 100000; round++) {
        Block *b = &held[below(HELD)];
        arena_free(a, b->at, b->size);
        b->size = 2000 + below(100000);
        b->at = arena_alloc(a, b->size);
        assert_non_null(b->at);
        if (round == 20000) most = arena_extent(a);
        if (arena_extent(a) > extent) extent = arena_extent(a);
    }
    assert_true(most > 0);
    assert_in_range(extent, 0, (size_t)HELD * 102000 * 2);
    for (Block *b = held; b < held + HELD; b++) arena_free(a, b->at, b->size);
    assert_in_range(arena_extent(a), 0, 8192); /* all of it is one again */
    arena_delete(a);
}

/* What a string builder does: one block grows while small ones come and go around it. */
static void a_growing_string_does_not_eat_the_arena(void **state) {
    (void)state;
    Arena *a = arena_new(64 * MB, 0);
    for (int round = 0; round < 200; round++) {
        size_t size = 2000;
        char *p = arena_alloc(a, size);
        while (size < 400000) {
            void *small = arena_alloc(a, 1 + below(300));
            assert_non_null(small);
            size_t more = size + size / 2;
            p = arena_realloc(a, p, size, more);
            assert_non_null(p);
            size = more;
        }
        arena_free(a, p, size);
    }
    assert_in_range(arena_extent(a), 0, 4 * MB);
    arena_delete(a);
}

static void a_full_arena_says_so_and_recovers(void **state) {
    (void)state;
    enum { N = 4000 };
    Arena *a = arena_new(MB, 0);
    for (int round = 0; round < 3; round++) {
        void *blocks[N];
        int n = 0;
        while ((blocks[n] = arena_alloc(a, 2000))) n++;
        assert_in_range(n, MB / 2016 - 10, MB / 2016 + 1);
        size_t in_use = arena_in_use(a);
        assert_null(arena_alloc(a, 5000));
        assert_null(arena_realloc(a, blocks[0], 2000, 5000));
        assert_null(arena_alloc(a, SIZE_MAX));
        assert_null(arena_alloc(a, SIZE_MAX / 2));
        assert_null(arena_realloc(a, blocks[0], 2000, SIZE_MAX));
        assert_int_equal(arena_in_use(a), in_use); /* nothing has changed */
        arena_free(a, blocks[n / 2], 2000);
        blocks[n / 2] = arena_alloc(a, 1990);
        assert_non_null(blocks[n / 2]);
        for (int i = 0; i < n; i += 2) arena_free(a, blocks[i], 2000);
        for (int i = 1; i < n; i += 2) arena_free(a, blocks[i], 2000);
        assert_int_equal(arena_in_use(a), 0);
    }
    void *small;
    int n = 0;
    while ((small = arena_alloc(a, 64))) n++;
    assert_in_range(n, MB / 64 - 600, MB / 64);
    assert_true(arena_in_use(a) <= arena_limit(a));
    arena_delete(a);
}

/* A fit is found even behind many that are too small in the same bin. */
static void a_nearly_full_arena_gives_the_block_that_fits(void **state) {
    (void)state;
    Arena *a = arena_new(MB, 0);
    enum { N = 20 };
    void *fit = arena_alloc(a, 4300), *wall = arena_alloc(a, 2000), *tight[N], *walls[N];
    for (int i = 0; i < N; i++) {
        tight[i] = arena_alloc(a, 4100);
        walls[i] = arena_alloc(a, 2000);
    }
    while (arena_alloc(a, 1100)) {
    }
    arena_free(a, fit, 4300);
    for (int i = 0; i < N; i++) arena_free(a, tight[i], 4100);
    assert_ptr_equal(arena_alloc(a, 4250), fit);
    (void)wall, (void)walls;
    arena_delete(a);
}

static void a_large_block_grows_and_shrinks_where_it_stands(void **state) {
    (void)state;
    Arena *a = arena_new(16 * MB, 0);
    char *p = arena_alloc(a, 5000);
    assert_ptr_equal(arena_realloc(a, p, 5000, 100000), p); /* into the wilderness */
    char *wall = arena_alloc(a, 2000);
    assert_ptr_equal(arena_realloc(a, p, 100000, 3000), p);
    char *in_the_gap = arena_alloc(a, 50000);
    assert_true(in_the_gap > p && in_the_gap < wall);
    arena_free(a, in_the_gap, 50000);
    assert_ptr_equal(arena_realloc(a, p, 3000, 90000), p); /* into the gap again */
    arena_free(a, wall, 2000);
    arena_free(a, p, 90000);
    assert_int_equal(arena_in_use(a), 0);
    arena_delete(a);
}

static void fail_after_n_lets_n_more_succeed(void **state) {
    (void)state;
    Arena *a = arena_new(MB, 0);
    char *p = arena_alloc(a, 5000);
    arena_fail_after(a, 2);
    void *q = arena_alloc(a, 10), *r = arena_alloc(a, 2000);
    assert_true(q && r);
    assert_null(arena_alloc(a, 10));
    assert_null(arena_realloc(a, p, 5000, 5100));
    assert_null(arena_realloc(a, q, 10, 100));
    /* What gets smaller never fails: Lua relies on it. */
    assert_ptr_equal(arena_realloc(a, p, 5000, 2000), p);
    assert_ptr_equal(arena_realloc(a, p, 2000, 100), p);
    arena_free(a, p, 100);
    arena_fail_after(a, SIZE_MAX);
    assert_non_null(arena_alloc(a, 10));
    arena_free(a, q, 10);
    arena_free(a, r, 2000);
    arena_delete(a);
}

static void an_arena_lies_where_it_is_told_to(void **state) {
    (void)state;
    uintptr_t address = UINT64_C(0x560000000000);
    Arena *a = arena_new(MB, address);
    assert_int_equal((uintptr_t)a, address);
    assert_null(arena_new(MB, address)); /* taken */
    arena_delete(a);
    a = arena_new(MB, address);
    assert_non_null(a);
    arena_delete(a);
}

static void an_arena_too_large_for_the_system_is_made_smaller(void **state) {
    (void)state;
    Arena *a = arena_new((size_t)1 << 50, 0);
    assert_non_null(a);
    assert_true(arena_limit(a) > MB);
    void *p = arena_alloc(a, 100000);
    memset(p, 1, 100000);
    arena_delete(a);
    a = arena_new(1, 0); /* and one that is too small to be of use, larger */
    assert_non_null(arena_alloc(a, 1000));
    arena_delete(a);
}

static void a_snapshot_brings_back_every_byte(void **state) {
    (void)state;
    enum { BLOCKS = 200 };
    Arena *a = arena_new(16 * MB, 0);
    Block blocks[BLOCKS], later[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
        blocks[i].size = random_size();
        blocks[i].at = arena_alloc(a, blocks[i].size);
        fill(&blocks[i]);
    }
    size_t in_use = arena_in_use(a), extent = arena_extent(a);
    Snapshot *snap = snapshot_take(a);
    assert_int_equal(snapshot_size(snap), extent);
    for (int round = 0; round < 5; round++) {
        /* Sometimes the arena has grown when it goes back, sometimes it has shrunk. */
        for (int i = 0; i < BLOCKS; i++) arena_free(a, blocks[i].at, blocks[i].size);
        for (int i = 0; i < (round % 2 ? BLOCKS : 3); i++) {
            later[i].size = random_size();
            later[i].at = arena_alloc(a, later[i].size);
            fill(&later[i]);
        }
        snapshot_restore(a, snap);
        assert_int_equal(arena_in_use(a), in_use);
        assert_int_equal(arena_extent(a), extent);
        for (int i = 0; i < BLOCKS; i++) check(&blocks[i], blocks[i].size);
    }
    snapshot_delete(snap);
    for (int i = 0; i < BLOCKS; i++) arena_free(a, blocks[i].at, blocks[i].size);
    assert_int_equal(arena_in_use(a), 0);
    arena_delete(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_use_keeps_every_block_intact),
        cmocka_unit_test(nothing_and_zero_are_as_in_c),
        cmocka_unit_test(large_blocks_built_and_dropped_for_long_do_not_grow_the_arena),
        cmocka_unit_test(a_growing_string_does_not_eat_the_arena),
        cmocka_unit_test(a_full_arena_says_so_and_recovers),
        cmocka_unit_test(a_nearly_full_arena_gives_the_block_that_fits),
        cmocka_unit_test(a_large_block_grows_and_shrinks_where_it_stands),
        cmocka_unit_test(fail_after_n_lets_n_more_succeed),
        cmocka_unit_test(an_arena_lies_where_it_is_told_to),
        cmocka_unit_test(an_arena_too_large_for_the_system_is_made_smaller),
        cmocka_unit_test(a_snapshot_brings_back_every_byte),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
