/* For tests that run out of memory: the linker sends all allocations here (REFUSE_TESTS in the Makefile), those of the C heap
 * and those of arenas, and a test says which are refused. */
#ifndef GOSH_TESTS_REFUSE_H
#define GOSH_TESTS_REFUSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/runtime.h"

/* The allocations number `from` up to `to`, from 0 on, and again each `period` if that is not 0. */
typedef struct Refused {
    size_t seen, from, to, period;
} Refused;

static Refused refused_heap = {.from = SIZE_MAX, .to = SIZE_MAX}, refused_arena = {.from = SIZE_MAX, .to = SIZE_MAX};

/* From now on: counted from 0. */
static inline void refuse(Refused *refused, size_t from, size_t to) {
    refused->seen = 0;
    refused->from = from;
    refused->to = to;
}

static inline bool is_refused(Refused *refused) {
    size_t i = refused->seen++;
    if (refused->period && i >= refused->from) i = refused->from + (i - refused->from) % refused->period;
    return i >= refused->from && i < refused->to;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size) {
    return is_refused(&refused_heap) ? NULL : __real_malloc(size);
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size) {
    return is_refused(&refused_heap) ? NULL : __real_calloc(count, size);
}

void *__real_realloc(void *block, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_realloc(void *block, size_t size) {
    return is_refused(&refused_heap) ? NULL : __real_realloc(block, size);
}

void *__real_arena_alloc(Arena *a, size_t size);
void *__wrap_arena_alloc(Arena *a, size_t size);
void *__wrap_arena_alloc(Arena *a, size_t size) {
    return is_refused(&refused_arena) ? NULL : __real_arena_alloc(a, size);
}

void *__real_arena_realloc(Arena *a, void *block, size_t old_size, size_t new_size);
void *__wrap_arena_realloc(Arena *a, void *block, size_t old_size, size_t new_size);
void *__wrap_arena_realloc(Arena *a, void *block, size_t old_size, size_t new_size) {
    if (new_size > old_size && is_refused(&refused_arena)) return NULL;
    return __real_arena_realloc(a, block, old_size, new_size);
}

#endif
